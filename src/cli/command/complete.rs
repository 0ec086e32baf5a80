//! `ramure __complete`: prints what may be typed next, for the completion scripts of the shells. It prints no
//! errors, asks nothing, and reads only what is opened at once.

use std::ffi::OsString;
use std::fs::{self, File};
use std::ops::Range;
use std::path::Path;

use clap::builder::ValueHint;
use clap::{Arg, Command as Clap};

use crate::cli::load;
use crate::cli::output::print;
use crate::cli::pack_file::PackFile;
use crate::cli::resolve_settings::LowerLayers;
use crate::cli::source_name::is_standard_input;
use crate::cli::typed_line::{AskingShell, TypedLine};
use crate::cli::{command_options, grammar, ldap};
use crate::org::Org;
use crate::search::{Completion, Index};
use crate::settings;
use crate::settings::Settings;
use crate::text::{Printable, fold};
use crate::theme::Theme;

/// The name of the command, which is in no help.
pub const NAME: &str = "__complete";
/// Units of a larger file are not completed unless it is packed: opening it takes too long.
const MAX_SOURCE_BYTES: u64 = 16 << 20;
/// The width of a description.
const DESCRIPTION_COLUMNS: usize = 60;

/// The exit status: what the script does besides offering what is printed.
#[derive(Clone, Copy)]
enum Status {
    Done = 0,
    /// A file name may be typed.
    Files = 1,
    /// What is printed is quoted where the shell needs it.
    Units = 4,
}

/// A value to offer, and what it is.
struct Candidate {
    value: String,
    description: Printable,
}

/// Prints the candidates, one a line, each with a tab and its description. `settings` resolves the settings
/// of a command line.
pub fn run(args: &[OsString], settings: impl Fn(&[OsString]) -> Option<Settings>) -> u8 {
    let typed = args.split_first().and_then(|(shell, rest)| {
        let shell = AskingShell::from_name(shell.to_str()?)?;
        Some((shell, shell.typed_line(rest)?))
    });
    let Some((shell, line)) = typed else { return Status::Done as u8 };
    let resolved = || settings(&command_line(&line.words));
    let (candidates, status) = Completer { shell, line: &line, settings: &resolved }.candidates();
    let printed = print(|out| {
        let mut lines = candidates.iter();
        lines.try_for_each(|Candidate { value, description }| writeln!(out, "{value}\t{description}"))
    });
    printed.map_or(Status::Done as u8, |_| status as u8)
}

/// The words before the cursor and one at the cursor, as the program would get them.
fn command_line(words: &[String]) -> Vec<OsString> {
    let home = settings::home_path();
    let words = words.iter().map(|word| with_home(word, home.as_deref()));
    [OsString::from("ramure")].into_iter().chain(words).chain([OsString::from("x")]).collect()
}

/// The word with the home directory for a tilde, as the shell would pass it.
fn with_home(word: &str, home: Option<&Path>) -> OsString {
    let path = word.strip_prefix("~/").and_then(|rest| Some(home?.join(rest)));
    path.map_or(OsString::from(word), OsString::from)
}

struct Completer<'a> {
    shell: AskingShell,
    line: &'a TypedLine,
    settings: &'a dyn Fn() -> Option<Settings>,
}

/// Where the cursor is in the command line.
struct Cursor<'a> {
    command: &'a Clap,
    /// The option whose value is at the cursor.
    option: Option<&'a Arg>,
    /// The arguments before the cursor, without options.
    arguments: Vec<&'a str>,
    /// Whether options have been ended by `--`.
    is_literal: bool,
}

impl<'a> Cursor<'a> {
    fn find(root: &'a Clap, words: &'a [String]) -> Self {
        let mut cursor = Self { command: root, option: None, arguments: Vec::new(), is_literal: false };
        for word in words {
            if cursor.option.take().is_some() {
                continue;
            }
            let is_option =
                !cursor.is_literal && word.starts_with('-') && !is_standard_input(Path::new(word));
            match root.find_subcommand(word).filter(|_| cursor.is_before_command()) {
                _ if word == "--" && !cursor.is_literal => cursor.is_literal = true,
                _ if is_option => {
                    cursor.option =
                        cursor.option_named(root, word).filter(|arg| command_options::takes_next_word(arg))
                }
                Some(command) => cursor.command = command,
                None => cursor.arguments.push(word),
            }
        }
        cursor
    }

    /// Whether the name of a command may stand here.
    fn is_before_command(&self) -> bool {
        self.command.has_subcommands() && self.arguments.is_empty() && !self.is_literal
    }

    /// The options that the command takes.
    fn options(&self, root: &'a Clap) -> impl Iterator<Item = &'a Arg> + use<'a> {
        command_options::taken(root, self.command)
    }

    /// The option that a word names, with its value or without.
    fn option_named(&self, root: &'a Clap, word: &str) -> Option<&'a Arg> {
        let name = word.split('=').next()?;
        self.options(root).find(|arg| match name.strip_prefix("--") {
            Some(long) => arg.get_long() == Some(long),
            None => arg.get_short().is_some_and(|short| name.ends_with(short)),
        })
    }
}

impl Completer<'_> {
    fn candidates(&self) -> (Vec<Candidate>, Status) {
        let settings =
            (self.settings)().unwrap_or_else(|| Settings::from(LowerLayers::read(None).0.merged()));
        let root = grammar::command(settings.lang);
        let cursor = Cursor::find(&root, &self.line.words);
        let current = self.line.current.as_str();
        let joined = current.split_once('=').filter(|_| current.starts_with("--") && !cursor.is_literal);
        if let Some(option) = cursor.option {
            return self.values("", option);
        }
        if let Some((name, _)) = joined {
            let option = cursor.option_named(&root, name);
            return option
                .map_or((Vec::new(), Status::Done), |option| self.values(&format!("{name}="), option));
        }
        if current.starts_with('-') && !cursor.is_literal {
            let named =
                cursor.options(&root).filter_map(|arg| Some((format!("--{}", arg.get_long()?), help(arg))));
            return (self.starting(named), Status::Done);
        }
        self.arguments(&root, &cursor)
    }

    /// The values of an option, each after what stands before it in the same word.
    fn values(&self, before: &str, option: &Arg) -> (Vec<Candidate>, Status) {
        let values = match option.get_long() {
            Some("theme") => self.themes(),
            _ => option.get_possible_values().iter().map(|value| value.get_name().to_string()).collect(),
        };
        let values = values.into_iter().map(|value| (format!("{before}{value}"), Printable::default()));
        (self.starting(values), if takes_file(option) { Status::Files } else { Status::Done })
    }

    fn themes(&self) -> Vec<String> {
        let own = LowerLayers::read(None).0.merged().themes.into_iter().map(|(name, _)| name);
        Theme::NAMES.map(String::from).into_iter().chain(own).collect()
    }

    /// What may stand where no option is.
    fn arguments(&self, root: &Clap, cursor: &Cursor) -> (Vec<Candidate>, Status) {
        let commands = || {
            let about =
                |sub: &Clap| Printable::new(&sub.get_about().map(ToString::to_string).unwrap_or_default());
            self.starting(root.get_subcommands().map(|sub| (sub.get_name().to_string(), about(sub))))
        };
        match cursor.command.get_name() {
            "find" | "show" | "tree" => (self.units(&cursor.arguments).unwrap_or_default(), Status::Units),
            "help" | "man" if cursor.arguments.is_empty() => (commands(), Status::Done),
            _ if cursor.is_before_command() => (commands(), Status::Files),
            _ if std::ptr::eq(cursor.command, root) => (Vec::new(), Status::Files),
            _ => match cursor.command.get_positionals().next() {
                Some(argument) => self.values("", argument),
                None => (Vec::new(), Status::Done),
            },
        }
    }

    /// The candidates among some values that start with the word at the cursor, as far as the shell replaces it.
    fn starting(&self, values: impl Iterator<Item = (String, Printable)>) -> Vec<Candidate> {
        let TypedLine { current, kept_bytes, .. } = self.line;
        let starting = values.filter(|(value, _)| value.starts_with(current.as_str()));
        let replaced = |value: String| value.get(*kept_bytes..).unwrap_or_default().to_string();
        starting.map(|(value, description)| Candidate { value: replaced(value), description }).collect()
    }

    /// The units whose name, acronym or id starts with the words before the cursor and the one at it.
    fn units(&self, before: &[&str]) -> Option<Vec<Candidate>> {
        let settings =
            (self.settings)().filter(|settings| settings.data.iter().all(|path| opens_at_once(path)))?;
        let org = load::reload(&settings).ok()?.org;
        let TypedLine { current, kept_bytes, .. } = self.line;
        let kept: String =
            before.iter().flat_map(|word| [word, " "]).collect::<String>() + &current[..*kept_bytes];
        let replaced = &current[*kept_bytes..];
        let found = Index::new(&org).completions(&org, &format!("{kept}{replaced}"));
        let found: Vec<Replacement> =
            found.into_iter().map(|completion| Replacement::new(completion, &kept, replaced)).collect();
        let heads: Vec<&str> = found.iter().map(|found| &*found.head).collect();
        let candidate = |found: &Replacement| Candidate {
            value: [if self.keeps(&found.head, &heads) { &*found.head } else { replaced }, &*found.tail]
                .concat(),
            description: description(&org, &found.completion, settings.ascii),
        };
        let candidates = found.iter().map(candidate).collect();
        org.pack_fault().is_none().then_some(candidates)
    }

    /// Whether a candidate is offered as it is spelled, and not with the letters that were typed. Fish offers
    /// only those that start as typed but for case. Bash and zsh insert what all candidates have in common,
    /// which may be nothing but not a part of what was typed.
    fn keeps(&self, head: &str, heads: &[&str]) -> bool {
        let typed = &self.line.current[self.line.kept_bytes..];
        let first = |head: &str| head.chars().next();
        match self.shell {
            AskingShell::Fish => head.to_lowercase() == typed.to_lowercase(),
            _ => {
                heads.iter().all(|other| other == &heads[0])
                    || heads.iter().any(|other| first(other) != first(heads[0]))
            }
        }
    }
}

/// A text that replaces what was typed: the part that corresponds to it, and what follows.
struct Replacement {
    completion: Completion,
    head: String,
    tail: String,
}

impl Replacement {
    fn new(completion: Completion, kept: &str, replaced: &str) -> Self {
        let folded = fold(&completion.text);
        let end_of = |typed: &str| folded.original_range(0..fold(typed.trim_start()).text.len()).end;
        let (start, end) = (end_of(kept), end_of(&format!("{kept}{replaced}")));
        let part = |range: Range<usize>| completion.text.get(range).unwrap_or_default().to_string();
        Self { head: part(start.min(end)..end), tail: part(end..completion.text.len()), completion }
    }
}

/// Whether a source is opened within the time that a person waits for a completion, and without a question.
fn opens_at_once(path: &Path) -> bool {
    let is_pack = || {
        let recognised = File::open(path).and_then(|file| PackFile::recognise(&file));
        recognised.is_ok_and(|pack| pack.is_some())
    };
    let found = fs::metadata(path).ok().filter(|found| found.is_file());
    let is_local = !is_standard_input(path) && ldap::address(path).is_none();
    is_local && found.is_some_and(|file| file.len() <= MAX_SOURCE_BYTES || is_pack())
}

/// For a name the unit above; for an acronym or an id, the name.
fn description(org: &Org, Completion { text, unit }: &Completion, ascii: bool) -> Printable {
    let name = org.name(*unit);
    let above = org.parent(*unit).map_or(Printable::default(), |parent| org.short_name(parent));
    let described = if name == *text { above } else { name };
    described.truncate(DESCRIPTION_COLUMNS, if ascii { "..." } else { "…" })
}

fn takes_file(arg: &Arg) -> bool {
    matches!(arg.get_value_hint(), ValueHint::AnyPath | ValueHint::FilePath)
}

fn help(arg: &Arg) -> Printable {
    Printable::new(&arg.get_help().map(ToString::to_string).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tilde_is_the_home_directory() {
        let home = Some(Path::new("/home/me"));
        assert_eq!(with_home("~/a b.rmr", home), "/home/me/a b.rmr");
        assert_eq!(with_home("~/a", None), "~/a");
        assert!(["~", "~you/a", "a~/b"].iter().all(|word| with_home(word, home) == *word));
    }
}
