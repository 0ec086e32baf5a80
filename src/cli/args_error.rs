//! Errors of the command line in the user's language, and that language, found before the command
//! line is parsed.

use std::ffi::OsString;

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::import::Columns;
use crate::lang::{Lang, Tr};
use crate::text::Printable;

/// The text to show instead of running a command.
pub enum Explanation {
    /// The help or the version.
    Help(String),
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

/// Translates an error of clap into the user's language and appends `hint`.
pub fn explain(error: &Error, lang: Lang, hint: Tr) -> Explanation {
    let detail = |kind| context(error, kind);
    let arg = detail(ContextKind::InvalidArg);
    let value = detail(ContextKind::InvalidValue);
    let message = match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => return Explanation::Help(error.to_string()),
        ErrorKind::UnknownArgument => UNKNOWN_OPTION.with(lang, &[&arg]),
        ErrorKind::InvalidSubcommand => {
            UNKNOWN_COMMAND.with(lang, &[&detail(ContextKind::InvalidSubcommand)])
        }
        ErrorKind::InvalidValue if value.is_empty() => VALUE_REQUIRED.with(lang, &[&arg]),
        ErrorKind::InvalidValue => {
            INVALID_VALUE.with(lang, &[&value, &arg, &detail(ContextKind::ValidValue)])
        }
        ErrorKind::ValueValidation if arg.starts_with("--columns") => {
            INVALID_COLUMNS.with(lang, &[&value, &Columns::field_names()])
        }
        ErrorKind::ValueValidation => NOT_A_NUMBER.with(lang, &[&value, &arg]),
        ErrorKind::MissingRequiredArgument => MISSING_ARGUMENT.with(lang, &[&arg]),
        ErrorKind::ArgumentConflict => REPEATED_ARGUMENT.with(lang, &[&arg]),
        ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues => TOO_MANY_VALUES.with(lang, &[&arg]),
        ErrorKind::InvalidUtf8 => NOT_UTF8.get(lang).to_string(),
        _ => INVALID_COMMAND_LINE.get(lang).to_string(),
    };
    Explanation::Error(Printable::new(&format!("{message}{}", hint.get(lang))))
}

/// The message for an option that does not exist here.
pub fn unknown_option(option: &str, lang: Lang, hint: Tr) -> Printable {
    Printable::new(&format!("{}{}", UNKNOWN_OPTION.with(lang, &[option]), hint.get(lang)))
}

fn context(error: &Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        _ => String::new(),
    }
}

/// The hint that points to the help.
pub const SEE_HELP: Tr = Tr::new(" (voir « ramure --help »)", " (see “ramure --help”)");
const UNKNOWN_OPTION: Tr = Tr::new("option inconnue « {} »", "unknown option “{}”");
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
const TOO_MANY_VALUES: Tr = Tr::new("trop de valeurs pour « {} »", "too many values for “{}”");
const NOT_UTF8: Tr = Tr::new("un argument n’est pas en UTF-8", "an argument is not valid UTF-8");
const INVALID_COMMAND_LINE: Tr = Tr::new("ligne de commande non valide", "invalid command line");
