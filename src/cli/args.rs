//! Parses the command line into a command and its settings.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use clap::{ArgMatches, Command as Clap};

use crate::error::Error;
use crate::export::{ExportFormat, UnitField};
use crate::import;
use crate::import::{Columns, Grouping, ImportOptions};
use crate::lang::{Lang, Tr};
use crate::settings::{AliasFile, EffectiveSetting, LinearMode, PartialSettings, SetBy, Settings, When};
use crate::text::{Formulas, nearest};

use super::args_error::{Explanation, Usage};
use super::command::pack::Target;
use super::command_options;
use super::grammar;
use super::shell::Shell;

/// The command to run with its settings, or an error and the language to report it in.
pub type ParseResult = Result<(Command, Settings), (Error, Lang)>;

/// A parsed command line: the command and the settings of its options.
#[derive(Debug)]
pub struct ParsedArgs {
    pub command: Command,
    pub settings: PartialSettings,
}

/// A command and its arguments.
#[derive(Debug)]
pub enum Command {
    Browse(Browse),
    Find(Find),
    Show {
        unit: String,
        output: UnitOutput,
    },
    Tree {
        unit: Option<String>,
        depth: usize,
        format: ExportFormat,
    },
    Check {
        files: Vec<PathBuf>,
    },
    Convert {
        files: Vec<PathBuf>,
    },
    Pack {
        files: Vec<PathBuf>,
        target: Target,
    },
    Diff {
        old: PathBuf,
        new: PathBuf,
        json: bool,
    },
    Config {
        /// An example of the configuration file instead of the settings that apply.
        is_example: bool,
        /// The settings that apply, once all layers are known.
        effective: Vec<EffectiveSetting>,
    },
    Completions(Shell),
    /// The command whose page is printed, or none for that of the program.
    Man(Option<String>),
    /// The text of the help.
    Help(String),
    /// The text of the version.
    Version(String),
}

/// The arguments of the program without a command.
#[derive(Debug, Default)]
pub struct Browse {
    pub query: String,
    /// The command line that was probably meant, if the first word is close to a command.
    pub meant: Option<String>,
    pub compare: Option<PathBuf>,
    /// The field to print of the unit that is picked.
    pub pick: Option<UnitField>,
}

/// What `ramure find` searches for and prints.
#[derive(Clone, Debug)]
pub struct Find {
    pub query: String,
    pub output: UnitOutput,
    /// At most so many matches are printed.
    pub limit: usize,
    /// Whether the weaker matches are printed too.
    pub with_weak: bool,
    /// What becomes of formulas in lines that are no table on a terminal.
    pub formulas: Formulas,
}

/// What is printed of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitOutput {
    Text,
    Json,
    Field(UnitField),
}

/// Parses the command line, whose first word is the program's name. `hint` is appended to errors
/// and says how to get help; its `{}` is the command. `is_data` tells which arguments of the
/// browser name data; the others are its query.
pub fn parse(
    words: &[OsString],
    lang: Lang,
    hint: Tr,
    is_data: fn(&OsStr) -> bool,
) -> Result<ParsedArgs, Error> {
    let grammar = grammar::command(lang);
    let usage = Usage { root: &grammar, called: grammar::called(&grammar, words), lang, hint };
    let matches = match grammar.clone().try_get_matches_from(words) {
        Ok(matches) => matches,
        Err(error) => return help_or_error(&error, &usage),
    };
    if columns(&matches).has_two_trees() {
        return Err(Error::Usage(usage.exclusive("--by", "--columns parent=, level=")));
    }
    if let Some(format) = format_without_formulas(&matches) {
        return Err(Error::Usage(usage.exclusive("--csv-safe", &format!("--format {format}"))));
    }
    match matches.subcommand() {
        None => browse(words, &matches, &usage, is_data),
        Some(("help", sub)) => help_of(sub.get_one("command"), &usage),
        Some((command, _)) => match inapplicable_option(command, &matches) {
            Some(name) => Err(Error::Usage(usage.inapplicable_option(name))),
            None => Ok(parsed_from(&matches)),
        },
    }
}

/// An option that the command accepts, as it stands before it or is global, but has no use for.
fn inapplicable_option(command: &str, matches: &ArgMatches) -> Option<&'static str> {
    let refused = command_options::refused(command).iter().copied();
    ["compare", "pick"].into_iter().chain(refused).find(|name| matches.contains_id(name))
}

/// The format of `tree --csv-safe`, if it is none with cells.
fn format_without_formulas(matches: &ArgMatches) -> Option<&String> {
    let (_, sub) = matches.subcommand().filter(|(name, sub)| *name == "tree" && sub.get_flag("csv-safe"))?;
    sub.get_one::<String>("format").filter(|format| *format != "csv")
}

/// What clap reports instead of matches.
fn help_or_error(error: &clap::Error, usage: &Usage) -> Result<ParsedArgs, Error> {
    let settings = PartialSettings { lang: Some(usage.lang), ..PartialSettings::default() };
    let parsed = |command| Ok(ParsedArgs { command, settings });
    match usage.explain(error) {
        Explanation::Help(text) => parsed(Command::Help(text)),
        Explanation::Version(text) => parsed(Command::Version(text)),
        Explanation::Error(message) => Err(Error::Usage(message)),
    }
}

/// The help of a command or, without one, of the program.
fn help_of(command: Option<&String>, usage: &Usage) -> Result<ParsedArgs, Error> {
    if let Some(name) = command.filter(|name| usage.root.find_subcommand(name).is_none()) {
        return Err(Error::Usage(Usage { called: usage.root, ..*usage }.unknown_command(name)));
    }
    let words = ["ramure"].into_iter().chain(command.map(String::as_str)).chain(["--help"]);
    let help = usage.root.clone().try_get_matches_from(words);
    help.map_or_else(|error| help_or_error(&error, usage), |matches| Ok(parsed_from(&matches)))
}

/// The browser, with the files and the query among its arguments.
fn browse(
    words: &[OsString],
    matches: &ArgMatches,
    usage: &Usage,
    is_data: fn(&OsStr) -> bool,
) -> Result<ParsedArgs, Error> {
    let typed = matches.get_many::<OsString>("words").into_iter().flatten();
    let (files, query): (Vec<_>, Vec<_>) = typed.partition(|word| is_data(word));
    let query: Option<Vec<&str>> = query.into_iter().map(|word| word.to_str()).collect();
    let query = query.ok_or_else(|| Error::Usage(usage.not_utf8()))?;
    // After `--` the words are meant as they are.
    let is_literal = words.iter().any(|word| word == "--");
    let browse = Browse {
        query: query.join(" "),
        meant: if is_literal { None } else { meant(&query, usage.root) },
        compare: matches.get_one("compare").cloned(),
        pick: matches.get_one::<String>("pick").and_then(|name| UnitField::from_name(name)),
    };
    let mut settings = settings(matches);
    settings.data.extend(files.into_iter().map(PathBuf::from));
    Ok(ParsedArgs { command: Command::Browse(browse), settings })
}

/// The command line with the first word replaced by the command that it is close to.
fn meant(query: &[&str], root: &Clap) -> Option<String> {
    let (typed, rest) = query.split_first()?;
    let command = nearest(typed, root.get_subcommands().map(Clap::get_name))?;
    Some(["ramure", command].iter().chain(rest).copied().collect::<Vec<_>>().join(" "))
}

fn parsed_from(matches: &ArgMatches) -> ParsedArgs {
    let (command, matches) = match matches.subcommand() {
        Some(("find", sub)) => {
            let limit = sub.get_one("limit").copied().unwrap_or(usize::MAX);
            let (query, output) = (joined(sub, "query"), unit_output(sub));
            let (with_weak, formulas) = (sub.get_flag("all"), formulas(sub));
            (Command::Find(Find { query, output, limit, with_weak, formulas }), sub)
        }
        Some(("show", sub)) => (Command::Show { unit: joined(sub, "unit"), output: unit_output(sub) }, sub),
        Some(("tree", sub)) => {
            let depth = sub.get_one("depth").copied().unwrap_or(usize::MAX);
            let unit = Some(joined(sub, "unit")).filter(|unit| !unit.is_empty());
            (Command::Tree { unit, depth, format: format(sub) }, sub)
        }
        Some(("completions", sub)) => {
            let shell = sub.get_one("shell").copied().unwrap_or(Shell::Bash);
            (Command::Completions(shell), sub)
        }
        Some(("config", sub)) => {
            (Command::Config { is_example: sub.get_flag("example"), effective: Vec::new() }, sub)
        }
        Some(("man", sub)) => (Command::Man(sub.get_one("command").cloned()), sub),
        Some(("diff", sub)) => {
            let [old, new] = ["old", "new"].map(|side| sub.get_one(side).cloned().unwrap_or_default());
            (Command::Diff { old, new, json: sub.get_flag("json") }, sub)
        }
        Some(("convert", sub)) => (Command::Convert { files: files(sub) }, sub),
        Some(("pack", sub)) => {
            let [output, executable] = ["output", "executable"].map(|name| sub.get_one(name).cloned());
            (Command::Pack { files: files(sub), target: Target { output, executable } }, sub)
        }
        Some((_, sub)) => (Command::Check { files: files(sub) }, sub),
        None => (Command::Browse(Browse::default()), matches),
    };
    ParsedArgs { command, settings: settings(matches) }
}

/// What `find` and `show` print of a unit.
fn unit_output(matches: &ArgMatches) -> UnitOutput {
    let field = matches.get_one::<String>("print").and_then(|name| UnitField::from_name(name));
    match (field, matches.get_flag("json")) {
        (Some(field), _) => UnitOutput::Field(field),
        (None, true) => UnitOutput::Json,
        (None, false) => UnitOutput::Text,
    }
}

/// The format of a tree. Only a table can be safe for spreadsheets.
fn format(matches: &ArgMatches) -> ExportFormat {
    let named = matches.get_one::<String>("format").and_then(|name| ExportFormat::from_name(name));
    match formulas(matches) {
        Formulas::AsText => ExportFormat::Csv(Formulas::AsText),
        Formulas::AsTheyAre => named.unwrap_or(ExportFormat::Text),
    }
}

fn formulas(matches: &ArgMatches) -> Formulas {
    if matches.get_flag("csv-safe") { Formulas::AsText } else { Formulas::AsTheyAre }
}

fn files(matches: &ArgMatches) -> Vec<PathBuf> {
    matches.get_many("files").into_iter().flatten().cloned().collect()
}

fn joined(matches: &ArgMatches, name: &str) -> String {
    let words = matches.get_many::<String>(name).into_iter().flatten();
    words.map(String::as_str).collect::<Vec<_>>().join(" ")
}

/// The stated columns of tables.
fn columns(matches: &ArgMatches) -> Columns {
    let by = matches.get_one::<String>("by").map_or_else(Grouping::default, |text| Grouping::parse(text));
    matches.get_one::<Columns>("columns").cloned().unwrap_or_default().grouped(by)
}

fn settings(matches: &ArgMatches) -> PartialSettings {
    let named = |name: &str| matches.get_one::<String>(name).map(String::as_str);
    PartialSettings {
        lang: named("lang").and_then(Lang::from_name),
        color: named("color").and_then(When::from_name),
        hyperlinks: named("hyperlinks").and_then(When::from_name),
        theme: named("theme").map(str::to_string),
        ascii: matches.get_flag("ascii").then_some(true),
        mouse: matches.get_flag("no-mouse").then_some(false),
        linear: matches.get_flag("linear").then_some(LinearMode::Always),
        data: matches.get_many("data").into_iter().flatten().cloned().collect(),
        aliases: matches.get_one::<PathBuf>("aliases").map(|path| AliasFile::new(path, SetBy::Option)),
        import_options: ImportOptions {
            format: named("from").and_then(import::ImportFormat::from_name),
            columns: columns(matches),
        },
        history: matches.get_flag("no-history").then_some(false),
        cache: matches.get_flag("no-cache").then_some(false),
        idle: matches.get_one("idle").copied(),
        restricted: matches.get_flag("restricted"),
        ..PartialSettings::default()
    }
}
