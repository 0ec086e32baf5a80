//! A command line that makes no sense, explained in the user's language; and that language,
//! found before the command line is understood.

use std::ffi::OsString;

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::formats::Columns;
use crate::lang::{Lang, Tr};
use crate::text::Printable;

/// What is to be said instead of doing anything.
pub enum Said {
    /// The help or the version: asked for.
    Help(String),
    /// What is wrong.
    Wrong(Printable),
}

/// The language that `--lang` names, wherever it stands.
pub fn language(words: &[OsString]) -> Option<Lang> {
    let words: Vec<&str> = words.iter().filter_map(|word| word.to_str()).collect();
    let joined = words.iter().find_map(|word| word.strip_prefix("--lang="));
    let apart = words.windows(2).find(|pair| pair[0] == "--lang").map(|pair| pair[1]);
    joined.or(apart).and_then(Lang::named)
}

/// What the parser found, in the user's language, and a hint at where help is.
pub fn explain(error: &Error, lang: Lang, hint: Tr) -> Said {
    let about = |kind| context(error, kind);
    let arg = about(ContextKind::InvalidArg);
    let value = about(ContextKind::InvalidValue);
    let said = match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => return Said::Help(error.to_string()),
        ErrorKind::UnknownArgument => UNKNOWN_OPTION.with(lang, &[&arg]),
        ErrorKind::InvalidSubcommand => UNKNOWN_COMMAND.with(lang, &[&about(ContextKind::InvalidSubcommand)]),
        ErrorKind::InvalidValue if value.is_empty() => NO_VALUE.with(lang, &[&arg]),
        ErrorKind::InvalidValue => BAD_VALUE.with(lang, &[&value, &arg, &about(ContextKind::ValidValue)]),
        ErrorKind::ValueValidation if arg.starts_with("--columns") => {
            BAD_COLUMNS.with(lang, &[&value, &Columns::words()])
        }
        ErrorKind::ValueValidation => NOT_A_NUMBER.with(lang, &[&value, &arg]),
        ErrorKind::MissingRequiredArgument => MISSING.with(lang, &[&arg]),
        ErrorKind::ArgumentConflict => TWICE.with(lang, &[&arg]),
        ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues => TOO_MANY.with(lang, &[&arg]),
        ErrorKind::InvalidUtf8 => NOT_UTF8.get(lang).to_string(),
        _ => UNCLEAR.get(lang).to_string(),
    };
    Said::Wrong(Printable::new(&format!("{said}{}", hint.get(lang))))
}

/// What is said of an option that nothing knows where it stands.
pub fn unknown(option: &str, lang: Lang, hint: Tr) -> Printable {
    Printable::new(&format!("{}{}", UNKNOWN_OPTION.with(lang, &[option]), hint.get(lang)))
}

fn context(error: &Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        _ => String::new(),
    }
}

/// Where help is found.
pub const SEE_HELP: Tr = Tr::new(" (voir « ramure --help »)", " (see “ramure --help”)");
const UNKNOWN_OPTION: Tr = Tr::new("option inconnue « {} »", "unknown option “{}”");
const UNKNOWN_COMMAND: Tr = Tr::new("commande inconnue « {} »", "unknown command “{}”");
const NO_VALUE: Tr = Tr::new("« {} » attend une valeur", "“{}” needs a value");
const BAD_VALUE: Tr =
    Tr::new("« {} » ne convient pas à « {} », qui attend : {}", "“{}” does not suit “{}”, which expects: {}");
const BAD_COLUMNS: Tr = Tr::new(
    "« {} » ne convient pas à « --columns » : CHAMP=COLONNE,... est attendu, CHAMP étant {}",
    "“{}” does not suit “--columns”: FIELD=COLUMN,... is expected, FIELD being {}",
);
const NOT_A_NUMBER: Tr = Tr::new(
    "« {} » ne convient pas à « {} » : un nombre entier est attendu",
    "“{}” does not suit “{}”: a whole number is expected",
);
const MISSING: Tr = Tr::new("il manque {}", "{} is missing");
const TWICE: Tr = Tr::new("« {} » ne peut être donné qu’une fois", "“{}” can be given once only");
const TOO_MANY: Tr = Tr::new("trop de valeurs pour « {} »", "too many values for “{}”");
const NOT_UTF8: Tr =
    Tr::new("un mot de la commande n’est pas du texte UTF-8", "a word of the command is not UTF-8 text");
const UNCLEAR: Tr = Tr::new("commande incompréhensible", "the command makes no sense");
