//! Errors of the command line in the user's language, and that language, found before the command
//! line is parsed.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command as Clap, Error};

use crate::import::Columns;
use crate::lang::{Lang, Tr, did_you_mean};
use crate::text::{Printable, nearest};

use super::command_options;

/// The text to show instead of running a command.
pub enum Explanation {
    /// The help.
    Help(String),
    /// The version.
    Version(String),
    /// The error message.
    Error(Printable),
}

/// The language that `--lang` names, anywhere among the words.
pub fn language(words: &[OsString]) -> Option<Lang> {
    let words: Vec<&str> = words.iter().filter_map(|word| word.to_str()).collect();
    let with_equals = words.iter().find_map(|word| word.strip_prefix("--lang="));
    let next_word = words.windows(2).find(|pair| pair[0] == "--lang").map(|pair| pair[1]);
    with_equals.or(next_word).and_then(Lang::from_name)
}

/// The command line that an error is about.
pub struct Usage<'a> {
    /// The grammar of the whole command line.
    pub root: &'a Clap,
    /// The command that was called, or the root.
    pub called: &'a Clap,
    pub lang: Lang,
    /// The end of every message; its `{}` is the command.
    pub hint: Tr,
}

impl Usage<'_> {
    /// Translates an error of clap into the user's language.
    pub fn explain(&self, error: &Error) -> Explanation {
        match error.kind() {
            ErrorKind::DisplayHelp => Explanation::Help(error.to_string()),
            ErrorKind::DisplayVersion => Explanation::Version(error.to_string()),
            ErrorKind::UnknownArgument => match context(error, ContextKind::InvalidArg) {
                option if option.starts_with('-') => Explanation::Error(self.unknown_option(&option)),
                word => Explanation::Error(self.message(&UNEXPECTED_ARGUMENT.with(self.lang, &[&word]))),
            },
            _ => Explanation::Error(self.message(&self.translated(error))),
        }
    }

    /// The message for an option that does not exist here.
    pub fn unknown_option(&self, option: &str) -> Printable {
        let known = command_options::taken(self.root, self.called).filter_map(Arg::get_long);
        let nearest = nearest(option.trim_start_matches('-'), known).map(|name| format!("--{name}"));
        let question = did_you_mean(nearest.as_deref(), self.lang);
        self.message(&(UNKNOWN_OPTION.with(self.lang, &[option]) + &question))
    }

    /// The message for an option that the command has no use for.
    pub fn inapplicable_option(&self, name: &str) -> Printable {
        self.message(&INAPPLICABLE_OPTION.with(self.lang, &[name, self.called.get_name()]))
    }

    /// The message for a command that does not exist.
    pub fn unknown_command(&self, name: &str) -> Printable {
        let nearest = nearest(name, self.root.get_subcommands().map(Clap::get_name));
        self.message(&(UNKNOWN_COMMAND.with(self.lang, &[name]) + &did_you_mean(nearest, self.lang)))
    }

    /// The message for two arguments that cannot be used together.
    pub fn exclusive(&self, one: &str, other: &str) -> Printable {
        self.message(&EXCLUSIVE_ARGUMENTS.with(self.lang, &[one, other]))
    }

    /// The message for an argument that is not valid UTF-8.
    pub fn not_utf8(&self) -> Printable {
        self.message(NOT_UTF8.get(self.lang))
    }

    /// A message with the hint that points to the help of the command.
    fn message(&self, text: &str) -> Printable {
        let name = [self.root, self.called].map(Clap::get_name);
        let name = if name[0] == name[1] { name[0].to_string() } else { name.join(" ") };
        Printable::new(&format!("{text}{}", self.hint.with(self.lang, &[&name])))
    }

    fn translated(&self, error: &Error) -> String {
        let lang = self.lang;
        let [arg, value] =
            [ContextKind::InvalidArg, ContextKind::InvalidValue].map(|kind| context(error, kind));
        match error.kind() {
            ErrorKind::InvalidValue if value.is_empty() => VALUE_REQUIRED.with(lang, &[&arg]),
            ErrorKind::InvalidValue => self.invalid_value(error, &value, &arg),
            ErrorKind::ValueValidation if arg.starts_with("--columns") => invalid_columns(&value, lang),
            ErrorKind::ValueValidation => NOT_A_NUMBER.with(lang, &[&value, &arg]),
            ErrorKind::MissingRequiredArgument => MISSING_ARGUMENT.with(lang, &[&arg]),
            ErrorKind::ArgumentConflict => conflict(&arg, &context(error, ContextKind::PriorArg), lang),
            ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues => TOO_MANY_VALUES.with(lang, &[&arg]),
            ErrorKind::InvalidUtf8 => NOT_UTF8.get(lang).to_string(),
            _ => INVALID_COMMAND_LINE.get(lang).to_string(),
        }
    }

    /// The message for a value that is not one of the possible ones.
    fn invalid_value(&self, error: &Error, value: &str, arg: &str) -> String {
        let possible = context(error, ContextKind::ValidValue);
        let message = INVALID_VALUE.with(self.lang, &[value, arg, &possible]);
        message + &did_you_mean(nearest(value, possible.split(", ")), self.lang)
    }
}

fn invalid_columns(value: &str, lang: Lang) -> String {
    let names = Columns::field_names();
    let typed = Columns::parse(value).err().and_then(|part| part.split_once('='));
    let nearest = typed.and_then(|(field, _)| nearest(field, names.split(", ")));
    INVALID_COLUMNS.with(lang, &[value, &names]) + &did_you_mean(nearest, lang)
}

/// The message for an option that excludes an earlier one, or itself.
fn conflict(arg: &str, earlier: &str, lang: Lang) -> String {
    match earlier.is_empty() || earlier == arg {
        true => REPEATED_ARGUMENT.with(lang, &[arg]),
        false => EXCLUSIVE_ARGUMENTS.with(lang, &[arg, earlier]),
    }
}

fn context(error: &Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        _ => String::new(),
    }
}

/// The hint that points to the help of a command.
pub const SEE_HELP: Tr = Tr::new(" (voir « {} --help »)", " (see “{} --help”)");
const UNKNOWN_OPTION: Tr = Tr::new("option inconnue « {} »", "unknown option “{}”");
const UNEXPECTED_ARGUMENT: Tr = Tr::new("argument en trop « {} »", "unexpected argument “{}”");
const INAPPLICABLE_OPTION: Tr =
    Tr::new("« --{} » est sans objet pour « ramure {} »", "“--{}” does not apply to “ramure {}”");
const UNKNOWN_COMMAND: Tr = Tr::new("commande inconnue « {} »", "unknown command “{}”");
/// An option has no value.
pub const VALUE_REQUIRED: Tr = Tr::new("« {} » attend une valeur", "“{}” requires a value");
const INVALID_VALUE: Tr = Tr::new(
    "valeur « {} » non valide pour « {} » (valeurs possibles : {})",
    "invalid value “{}” for “{}” (possible values: {})",
);
const INVALID_COLUMNS: Tr = Tr::new(
    "valeur « {} » non valide pour « --columns » : CHAMP=COLONNE,... est attendu, où CHAMP est {}",
    "invalid value “{}” for “--columns”: expected FIELD=COLUMN,... where FIELD is {}",
);
const NOT_A_NUMBER: Tr = Tr::new(
    "valeur « {} » non valide pour « {} » : un nombre entier est attendu",
    "invalid value “{}” for “{}”: expected a whole number",
);
const MISSING_ARGUMENT: Tr = Tr::new("argument manquant : {}", "missing argument: {}");
const REPEATED_ARGUMENT: Tr =
    Tr::new("« {} » ne peut être utilisé qu’une fois", "“{}” cannot be used more than once");
const EXCLUSIVE_ARGUMENTS: Tr =
    Tr::new("« {} » est incompatible avec « {} »", "“{}” cannot be used with “{}”");
const TOO_MANY_VALUES: Tr = Tr::new("trop de valeurs pour « {} »", "too many values for “{}”");
const NOT_UTF8: Tr = Tr::new("un argument n’est pas en UTF-8", "an argument is not valid UTF-8");
const INVALID_COMMAND_LINE: Tr = Tr::new("ligne de commande non valide", "invalid command line");
