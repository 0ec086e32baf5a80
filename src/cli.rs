//! The command line: parses it, resolves the settings and runs one command.

mod aliases;
pub mod args;
mod args_error;
mod browser_host;
pub mod cache;
mod command;
mod command_options;
mod data_argument;
mod directory;
mod file_id;
pub mod grammar;
mod history;
mod interface;
mod ldap;
mod load;
mod memory_limit;
mod new_file;
mod output;
mod own_program;
pub mod pack_file;
mod private_directory;
mod problems_message;
mod progress;
mod resolve_settings;
mod resolve_unit;
pub mod restricted;
mod shell;
mod shown_commands;
mod source_name;
mod typed_line;
mod watched_reader;

use std::ffi::OsString;
use std::io::{self, ErrorKind, Write};
use std::time::Duration;

use crate::error::Error;
use crate::lang::Lang;
use crate::memory;
use crate::org::Org;
use crate::settings;
use crate::settings::{PartialSettings, Settings};
use crate::text::Printable;
use crate::theme::Glyphs;
use crate::tui;

use args::{Command, ParseResult};
use command::{
    browse, check, complete, completions, config, convert, diff, find, man, pack, show, tree, version,
};
use progress::Progress;
use resolve_settings::LowerLayers;

/// How the program ends.
#[derive(Debug)]
pub struct Outcome {
    /// The exit status.
    pub status: u8,
    /// Lines for standard error.
    pub messages: Vec<Printable>,
    /// How long to wait for a terminal that accepts none of them; `None` without a limit.
    max_wait: Option<Duration>,
}

impl Outcome {
    /// Writes the messages to standard error. It may be closed, or accept nothing: the exit status still reports
    /// the outcome.
    pub fn print_messages(&self) {
        let mut out: Box<dyn Write> = match self.max_wait {
            Some(max_wait) => tui::bounded_output(max_wait, io::stderr()),
            None => Box::new(io::stderr()),
        };
        let _ = self.messages.iter().try_for_each(|message| writeln!(out, "{message}"));
    }
}

/// Runs the command line, whose first word is the program's name.
pub fn run(words: impl IntoIterator<Item = OsString>) -> Outcome {
    memory::set_limit(memory_limit::room);
    // What is too large for the limit is refused before it is read. This is for what that does not foresee.
    let _ = tui::exit_without_memory(Error::Terminal(ErrorKind::OutOfMemory.into()).status());
    if memory::is_too_short() {
        let error = Error::Terminal(ErrorKind::OutOfMemory.into());
        return Outcome { status: error.status(), messages: vec![failure(&error, Lang::En)], max_wait: None };
    }
    let words: Vec<OsString> = words.into_iter().collect();
    let mut messages = Vec::new();
    let is_restricted = restricted::is_requested(&words);
    let max_wait = is_restricted.then_some(tui::RESTORE_TIMEOUT);
    let parsed = match is_restricted {
        true => restricted::parse(&words),
        false if words.get(1).is_some_and(|word| word == complete::NAME) => {
            let settings = |words: &[OsString]| Some(parse(words, &mut Vec::new()).ok()?.1);
            return Outcome { status: complete::run(&words[2..], settings), messages, max_wait };
        }
        false => parse(&words, &mut messages),
    };
    let mut is_ascii = false;
    let result = parsed.and_then(|(command, settings)| {
        is_ascii = settings.ascii;
        execute(&command, &settings, &mut messages).map_err(|error| (error, settings.lang))
    });
    let status = result.unwrap_or_else(|(error, lang)| {
        messages.push(failure(&error, lang));
        error.status()
    });
    if is_ascii {
        messages.iter_mut().for_each(|message| *message = Printable::new(&Glyphs::in_ascii(message)));
    }
    Outcome { status, messages, max_wait }
}

/// Parses the command line and merges its options over the environment and the configuration
/// file. Warnings about those two are added to `messages`.
fn parse(words: &[OsString], messages: &mut Vec<Printable>) -> ParseResult {
    // `--lang` also sets the language of warnings and of the parser's errors, so it is found before parsing.
    let named = args_error::language(words);
    let (layers, warnings) = LowerLayers::read(named);
    messages.extend(warnings);
    let lower = layers.merged();
    let known =
        PartialSettings { lang: named.or(lower.lang), locale: lower.locale, ..PartialSettings::default() };
    let lang = Settings::from(known).lang;
    let parsed =
        args::parse(words, lang, args_error::SEE_HELP, data_argument::is_data).and_then(|mut parsed| {
            if let Command::Config { effective, .. } = &mut parsed.command {
                let LowerLayers { environment, configuration } = &layers;
                *effective = settings::effective_settings(&parsed.settings, environment, configuration);
            }
            Ok((parsed.command, resolve_settings::resolve_settings(parsed.settings.or(lower), lang)?))
        });
    parsed.map_err(|error| (error, lang))
}

/// The message of an error. An interruption ends the process.
fn failure(error: &Error, lang: Lang) -> Printable {
    if let Error::Interrupted(signal) = error {
        tui::end_by_signal(*signal);
    }
    Printable::new(&format!("ramure: {}", error.message(lang)))
}

/// Runs the command and returns the exit status.
fn execute(command: &Command, settings: &Settings, messages: &mut Vec<Printable>) -> Result<u8, Error> {
    let progress = &mut Progress::new(settings);
    match command {
        Command::Help(text) => output::print(|out| out.write_all(text.as_bytes())),
        Command::Version(text) => version::run(text, settings),
        Command::Find(arguments) => {
            let run =
                |org: &Org, progress: &mut Progress| find::run(org, arguments, settings, progress, messages);
            with_organisation(&arguments.query, settings, progress, run)
        }
        Command::Show { unit, output } => with_organisation(unit, settings, progress, |org, progress| {
            show::run(org, unit, *output, settings, progress, messages)
        }),
        Command::Tree { unit, depth, format } => {
            let query = unit.as_deref().unwrap_or_default();
            with_organisation(query, settings, progress, |org, progress| {
                tree::run(org, unit, *depth, *format, settings, progress, messages)
            })
        }
        Command::Check { files } => check::run(files, settings, progress, messages),
        Command::Convert { files } => convert::run(files, settings, progress, messages),
        Command::Pack { files, target } => pack::run(files, target, settings, progress, messages),
        Command::Diff { old, new, json } => diff::run([old, new], *json, settings, progress),
        Command::Config { is_example, effective } => config::run(*is_example, effective, settings),
        Command::Completions(shell) => completions::run(*shell, settings),
        Command::Man(command) => man::run(command.as_deref(), settings),
        Command::Browse(arguments) => browse::run(arguments, settings, progress, messages),
    }
}

/// Runs a command with the organisation that the settings name, in which it looks for a unit. What was made of a
/// packed directory that turns out to be damaged is an error.
fn with_organisation(
    query: &str,
    settings: &Settings,
    progress: &mut Progress,
    run: impl FnOnce(&Org, &mut Progress) -> Result<u8, Error>,
) -> Result<u8, Error> {
    let org = load::organisation(settings, progress)?.org;
    let status = run(&org, progress);
    load::check_pack(&org, &settings.data)?;
    status.map_err(|error| match (&error, data_argument::file_among(query)) {
        (Error::NoUnit { query, .. }, Some(file)) if !settings.restricted => {
            Error::FileForUnit { query: query.clone(), file: Printable::new(file) }
        }
        _ => error,
    })
}
