//! The command line: what is asked, what to open, and one file a command.

mod args;
mod browse;
mod check;
mod find;
mod open;
mod show;
mod tree;
mod usage;

use std::ffi::OsString;
use std::fs;
use std::io::{self, BufWriter, Write};

use crate::error::Error;
use crate::settings::{self, Choices, Color, Settings};
use crate::text::Printable;
use crate::tui;
use args::{Asked, Command};

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
    let (lower, mut messages) = lower_layers();
    // Until the command line is understood, it is searched for the language alone.
    let lang = usage::language(&words).or(lower.lang);
    let lang = Settings::from(Choices { lang, ..Choices::default() }).lang;
    let asked = match args::understand(&words, lang) {
        Ok(asked) => asked,
        Err(error) => return failed(&error, lang, messages),
    };
    let settings = Settings::from(asked.choices.clone().over(lower));
    let done = perform(&asked, &settings, &mut messages);
    match done {
        Ok(status) => Outcome { status, messages },
        Err(error) => failed(&error, settings.lang, messages),
    }
}

/// The configuration file and the environment, and what is wrong with the former.
fn lower_layers() -> (Choices, Vec<Printable>) {
    let environment = settings::environment();
    let Some(path) = settings::config_path() else { return (environment, Vec::new()) };
    let Ok(text) = fs::read_to_string(&path) else { return (environment, Vec::new()) };
    let (choices, warnings) = settings::config(&text);
    let all = environment.over(choices);
    let lang = Settings::from(all.clone()).lang;
    let said = warnings.iter().map(|warning| {
        Printable::new(&format!("ramure: {}:{}: {}", path.display(), warning.line, warning.fault.say(lang)))
    });
    (all, said.collect())
}

fn failed(error: &Error, lang: crate::lang::Lang, mut messages: Vec<Printable>) -> Outcome {
    messages.push(Printable::new(&format!("ramure: {}", error.say(lang))));
    Outcome { status: error.status(), messages }
}

fn perform(asked: &Asked, settings: &Settings, messages: &mut Vec<Printable>) -> Result<u8, Error> {
    match &asked.command {
        Command::Help(text) => print(|out| out.write_all(text.as_bytes())),
        Command::Find { query, json, limit } => {
            find::run(&open::organisation(settings)?, query, *json, *limit, settings)
        }
        Command::Show { unit, json } => {
            show::run(&open::organisation(settings)?, unit, *json, settings, messages)
        }
        Command::Tree { unit, depth, json } => {
            tree::run(&open::organisation(settings)?, unit, *depth, *json, settings, messages)
        }
        Command::Check { files } => check::run(files, settings, messages),
        Command::Browse { query } => browse::run(query, settings, messages),
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
