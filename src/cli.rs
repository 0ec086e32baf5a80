//! The command line: what is asked, what to open, and one file a command.

mod args;
mod args_error;
mod command;
mod ldap;
mod load;
mod restricted;

use std::ffi::OsString;
use std::fs;
use std::io::{self, BufWriter, Write};

use crate::error::Error;
use crate::lang::{Lang, Tr};
use crate::settings::{self, Choices, Color, Settings};
use crate::text::Printable;
use crate::tui;
use args::Command;
use command::{browse, check, completions, convert, diff, find, man, show, tree};

/// How the program ends.
#[derive(Debug)]
pub struct Outcome {
    pub status: u8,
    /// What to say on standard error, one line each.
    pub messages: Vec<Printable>,
}

/// Does what the command line asks.
pub fn run(words: impl IntoIterator<Item = OsString>) -> Outcome {
    let words: Vec<OsString> = words.into_iter().collect();
    let mut messages = Vec::new();
    let understood = match restricted::is_meant(&words) {
        true => restricted::understand(&words),
        false => understand(&words, &mut messages),
    };
    let done = understood.and_then(|(command, settings)| {
        perform(&command, &settings, &mut messages).map_err(|error| (error, settings.lang))
    });
    match done {
        Ok(status) => Outcome { status, messages },
        Err((error, lang)) => failed(&error, lang, messages),
    }
}

/// What to do and how; else what is wrong with the request, and the language to say it in.
type Understood = Result<(Command, Settings), (Error, Lang)>;

/// Understands the command line above the environment and the configuration file.
fn understand(words: &[OsString], messages: &mut Vec<Printable>) -> Understood {
    let (lower, warnings) = lower_layers();
    messages.extend(warnings);
    // Until the command line is understood, it is searched for the language alone.
    let lang = args_error::language(words).or(lower.lang);
    let lang = Settings::from(Choices { lang, ..Choices::default() }).lang;
    let understood = args::understand(words, lang, args_error::SEE_HELP)
        .and_then(|asked| Ok((asked.command, settled(asked.choices.over(lower), lang)?)));
    understood.map_err(|error| (error, lang))
}

/// What the choices add up to, unless they name a theme that does not exist.
fn settled(choices: Choices, lang: Lang) -> Result<Settings, Error> {
    match choices.theme() {
        Err(name) => Err(Error::Usage(Printable::new(&UNKNOWN_THEME.with(lang, &[name])))),
        Ok(_) => Ok(Settings::from(choices)),
    }
}

const UNKNOWN_THEME: Tr = Tr::new("thème inconnu « {} »", "unknown theme “{}”");
const MISFIT: Tr = Tr::new("{} : « {} » ne convient pas", "{}: “{}” does not suit");

/// The configuration file and the environment, and what is wrong with them.
fn lower_layers() -> (Choices, Vec<Printable>) {
    let (environment, misfits) = settings::environment();
    let (configuration, faults) = configuration();
    let mut all = environment.over(configuration);
    let lang = Settings::from(all.clone()).lang;
    let misfit = |(name, value): &(&str, String)| MISFIT.with(lang, &[name, value]);
    let mut said: Vec<String> = misfits.iter().map(misfit).collect();
    if let Err(name) = all.theme() {
        said.push(MISFIT.with(lang, &["RAMURE_THEME", name]));
        all.theme = None;
    }
    said.extend(faults.iter().map(|fault| fault.say(lang).to_string()));
    (all, said.iter().map(|said| Printable::new(&format!("ramure: {said}"))).collect())
}

/// What the configuration file chooses, if there is one, and what is wrong with it.
fn configuration() -> (Choices, Vec<Error>) {
    let Some(path) = settings::config_path() else { return Default::default() };
    let name = Printable::new(&path.to_string_lossy());
    match fs::read_to_string(&path) {
        Ok(text) => {
            let (choices, warnings) = settings::config(&text);
            let fault = |warning| Error::Configuration { path: name.clone(), warning };
            (choices, warnings.into_iter().map(fault).collect())
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Default::default(),
        Err(error) => (Choices::default(), vec![Error::File { path: name, error }]),
    }
}

fn failed(error: &Error, lang: Lang, mut messages: Vec<Printable>) -> Outcome {
    messages.push(Printable::new(&format!("ramure: {}", error.say(lang))));
    Outcome { status: error.status(), messages }
}

fn perform(command: &Command, settings: &Settings, messages: &mut Vec<Printable>) -> Result<u8, Error> {
    match command {
        Command::Help(text) => print(|out| out.write_all(text.as_bytes())),
        Command::Find { query, json, limit } => {
            find::run(&load::organisation(settings)?, query, *json, *limit, settings)
        }
        Command::Show { unit, json } => {
            show::run(&load::organisation(settings)?, unit, *json, settings, messages)
        }
        Command::Tree { unit, depth, format } => {
            tree::run(&load::organisation(settings)?, unit, *depth, *format, settings, messages)
        }
        Command::Check { files } => check::run(files, settings, messages),
        Command::Convert { files } => convert::run(files, settings),
        Command::Diff { old, new, json } => diff::run([old, new], *json, settings),
        Command::Completions(shell) => completions::run(*shell, settings),
        Command::Man => man::run(settings),
        Command::Browse { query, compare } => browse::run(query, compare.as_deref(), settings, messages),
    }
}

/// Writes to standard output. A reader that went away is no error.
fn print(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<u8, Error> {
    let mut out = BufWriter::new(io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Error::Terminal(error)),
        _ => Ok(0),
    }
}

/// Whether what is printed may hold colour.
fn paints(settings: &Settings) -> bool {
    match settings.color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => tui::has_screen() && settings::can_draw(),
    }
}

/// The text between the codes that make it bold.
fn bold(text: &str) -> String {
    let bold = anstyle::Style::new().bold();
    format!("{bold}{text}{bold:#}")
}
