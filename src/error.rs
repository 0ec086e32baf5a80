//! Errors of the commands, and their messages.

use std::io;

use crate::import::{MissingColumn, ReadError, StatedBy};
use crate::lang::{Lang, Tr, and_more, colon, did_you_mean, io_error, units};
use crate::pack::TextTooLong;
use crate::search::{Choices, Fit};
use crate::settings::ConfigWarning;
use crate::text::Printable;

/// More values of a filter are not listed.
const MAX_LISTED_VALUES: usize = 10;

/// Added to a signal's number to make the exit status, as shells do.
pub const SIGNAL_STATUS_BASE: i32 = 128;

/// Why a command failed.
#[derive(Debug)]
pub enum Error {
    /// A file cannot be opened or read.
    File { path: Printable, error: io::Error },
    /// There is no directory to write a file into.
    NoDirectory { path: Printable, directory: Printable },
    /// A file is not a valid organisation.
    Invalid { path: Printable, error: ReadError },
    /// No file has a column that `--columns` or `--by` names; the known columns, and one that is close.
    NoColumn { column: MissingColumn, suggestion: Option<Printable> },
    /// An invalid setting in the configuration file; the others apply.
    Configuration { path: Printable, warning: ConfigWarning },
    /// The file of aliases cannot be read; the option, variable or file that names it.
    Aliases { path: Printable, set_by: Printable, error: io::Error },
    /// The file of aliases is too long.
    TooManyAliases { path: Printable, set_by: Printable },
    /// The command line is invalid. The message is in the user’s language.
    Usage(Printable),
    /// No unit matches; the name of the most similar one.
    NoUnit { query: Printable, suggestion: Option<Printable> },
    /// No unit matches, but a file has the name that was looked for.
    FileForUnit { query: Printable, file: Printable },
    /// No unit matches because a filter has an unknown value, or none; the first of the known
    /// values, how many there are, and the filter with one that is close.
    NoValue {
        filter: Printable,
        is_missing: bool,
        values: Vec<Printable>,
        count: usize,
        suggestion: Option<Printable>,
    },
    /// Several units match.
    AmbiguousUnit { query: Printable, count: usize },
    /// The screen, the keyboard or standard output failed.
    Terminal(io::Error),
    /// The sandbox of restricted mode cannot be applied.
    Sandbox(io::Error),
    /// A file is no packed directory, and only these are read in restricted mode.
    OnlyPacks { path: Printable },
    /// Standard input was read already.
    StdinAlreadyRead,
    /// An LDAP directory cannot be read; why, in the user’s language.
    Ldap { address: Printable, message: Printable },
    /// The program is built without support for LDAP directories.
    NoLdap { address: Printable },
    /// There is no terminal to read keys from.
    NoKeyboard,
    /// A unit cannot be picked without a screen.
    NoPick,
    /// A signal came while a file was written; its number.
    Interrupted(i32),
}

impl Error {
    /// The message in one line.
    pub fn message(&self, lang: Lang) -> Printable {
        Printable::new(&match self {
            Error::File { path, error } => format!("{path}{}{}", colon(lang), reason(error, lang)),
            Error::NoDirectory { path, directory } => NO_DIRECTORY.with(lang, &[path, directory]),
            Error::Invalid { path, error: ReadError { line, column, kind } } => {
                format!("{path}:{line}:{column}: {}", kind.message(lang))
            }
            Error::NoColumn { column, .. } if column.found.is_empty() => match column.option {
                StatedBy::Columns => NO_COLUMNS.with(lang, &[&column.name]),
                StatedBy::By => NO_TABLES.with(lang, &[&column.name]),
            },
            Error::NoColumn { column, suggestion } => {
                let found = column.found.iter().map(|name| &**name).collect::<Vec<_>>().join(", ");
                let option = match column.option {
                    StatedBy::Columns => "--columns",
                    StatedBy::By => "--by",
                };
                let message = NO_COLUMN.with(lang, &[option, &column.name, &found]);
                message + &did_you_mean(suggestion.as_deref(), lang)
            }
            Error::Configuration { path, warning } => {
                format!("{path}:{}: {}", warning.line, warning.kind.message(lang))
            }
            Error::Aliases { path, set_by, error } => {
                ALIASES.with(lang, &[path, &reason(error, lang), set_by])
            }
            Error::TooManyAliases { path, set_by } => {
                ALIASES.with(lang, &[path, TOO_MANY_ALIASES.get(lang), set_by])
            }
            Error::Usage(message) => message.to_string(),
            Error::NoUnit { query, suggestion: None } => NO_UNIT.with(lang, &[query]),
            Error::NoUnit { query, suggestion: Some(name) } => {
                NO_UNIT_WITH_SUGGESTION.with(lang, &[query, name])
            }
            Error::FileForUnit { query, file } => FILE_FOR_UNIT.with(lang, &[query, file]),
            Error::NoValue { filter, is_missing, values, count, suggestion } => {
                let message = if *is_missing { MISSING_VALUE } else { UNKNOWN_VALUE };
                let question = did_you_mean(suggestion.as_deref(), lang);
                message.with(lang, &[filter, &listed(values, *count, lang)]) + &question
            }
            Error::AmbiguousUnit { query, count } => {
                AMBIGUOUS_UNIT.with(lang, &[query, &units(*count, lang)])
            }
            Error::Terminal(error) => reason(error, lang),
            Error::Sandbox(error) => NO_SANDBOX.with(lang, &[&reason(error, lang)]),
            Error::OnlyPacks { path } => ONLY_PACKS.with(lang, &[path]),
            Error::StdinAlreadyRead => STDIN_ALREADY_READ.get(lang).to_string(),
            Error::Ldap { address, message } => format!("{address}{}{message}", colon(lang)),
            Error::NoLdap { address } => NO_LDAP.with(lang, &[address]),
            Error::NoPick => NO_PICK.get(lang).to_string(),
            Error::NoKeyboard => NO_KEYBOARD.get(lang).to_string(),
            Error::Interrupted(_) => INTERRUPTED.get(lang).to_string(),
        })
    }

    /// The error for a query with a word that has an unknown keyword or value, or no value.
    pub fn unknown_value(query: &Printable, choices: &Choices) -> Self {
        let first = choices.values.first().map(|choice| choices.completed(choice));
        let listed = choices.values.iter().take(MAX_LISTED_VALUES);
        match choices.fit {
            Fit::Keyword => Error::NoUnit { query: query.clone(), suggestion: first },
            fit => Error::NoValue {
                filter: Printable::new(&choices.word),
                is_missing: fit == Fit::All,
                values: listed.map(|choice| Printable::new(&choice.typed)).collect(),
                count: choices.total,
                suggestion: first.filter(|_| fit == Fit::Near),
            },
        }
    }

    /// The exit status: 1 if no unit or several match, 2 for other errors but signals.
    pub fn status(&self) -> u8 {
        match self {
            Error::NoUnit { .. }
            | Error::FileForUnit { .. }
            | Error::NoValue { .. }
            | Error::AmbiguousUnit { .. } => 1,
            Error::Interrupted(signal) => (SIGNAL_STATUS_BASE + signal) as u8,
            _ => 2,
        }
    }
}

const NO_DIRECTORY: Tr =
    Tr::new("{} : le répertoire « {} » n’existe pas", "{}: the directory “{}” does not exist");
const NO_COLUMN: Tr =
    Tr::new("« {} » : aucune colonne « {} » (colonnes : {})", "“{}”: there is no column “{}” (columns: {})");
const NO_COLUMNS: Tr = Tr::new(
    "« --columns » : aucune colonne « {} », car ces fichiers n’ont pas de colonnes",
    "“--columns”: there is no column “{}”, as these files have no columns",
);
const NO_TABLES: Tr = Tr::new(
    "« --by » : aucune colonne « {} », car ces fichiers ne sont pas des tables",
    "“--by”: there is no column “{}”, as these files are not tables",
);
const ALIASES: Tr = Tr::new("{} : {} (alias, d’après « {} »)", "{}: {} (aliases, set by “{}”)");
const TOO_MANY_ALIASES: Tr = Tr::new("plus de 1 Mio ou de 10 000 lignes", "more than 1 MiB or 10,000 lines");
const NO_UNIT: Tr = Tr::new("aucune unité ne correspond à « {} »", "no unit matches “{}”");
const NO_UNIT_WITH_SUGGESTION: Tr = Tr::new(
    "aucune unité ne correspond à « {} » ; vouliez-vous dire « {} » ?",
    "no unit matches “{}”; did you mean “{}”?",
);
const FILE_FOR_UNIT: Tr = Tr::new(
    "aucune unité ne correspond à « {} » ; pour ouvrir le fichier de ce nom : « --data {} »",
    "no unit matches “{}”; to open the file of that name: “--data {}”",
);
const UNKNOWN_VALUE: Tr =
    Tr::new("« {} » : cette valeur n’existe pas (valeurs : {})", "“{}”: there is no such value (values: {})");
const MISSING_VALUE: Tr = Tr::new("« {} » demande une valeur : {}", "“{}” needs a value: {}");
const AMBIGUOUS_UNIT: Tr = Tr::new("« {} » peut désigner {} :", "“{}” could refer to {}:");
const NO_SANDBOX: Tr =
    Tr::new("impossible de passer en mode restreint : {}", "cannot enter restricted mode: {}");
const TEXT_TOO_LONG: Tr = Tr::new(
    "une fiche dépasse 16 Mio, le maximum d’un annuaire empaqueté",
    "a record is over 16 MiB, the most that a packed directory can hold",
);
const ONLY_PACKS: Tr = Tr::new(
    "{} : le mode restreint n’ouvre qu’un annuaire empaqueté : préparez-le avec « ramure pack »",
    "{}: restricted mode opens packed directories only: make one with “ramure pack”",
);
const STDIN_ALREADY_READ: Tr =
    Tr::new("l’entrée standard ne peut être lue qu’une fois", "standard input can be read only once");
const NO_LDAP: Tr = Tr::new(
    "{} : ce programme est compilé sans LDAP ; recompilez-le avec « cargo build --release --features ldap »",
    "{}: this program was built without LDAP support; rebuild it with “cargo build --release --features ldap”",
);
const NO_PICK: Tr = Tr::new(
    "« --pick » demande un terminal où dessiner, sans mode linéaire : essayez « ramure find --print »",
    "“--pick” needs a terminal to draw on, without linear mode: try “ramure find --print”",
);
const NO_KEYBOARD: Tr = Tr::new(
    "pas de terminal où lire les touches : essayez « ramure tree »",
    "no terminal to read keys from: try “ramure tree”",
);
const INTERRUPTED: Tr = Tr::new("interrompu", "interrupted");

/// The first values, and how many more there are.
fn listed(values: &[Printable], count: usize, lang: Lang) -> String {
    let more = count.saturating_sub(values.len());
    let more = (more > 0).then(|| and_more(more, lang));
    values.iter().map(|value| value.to_string()).chain(more).collect::<Vec<_>>().join(", ")
}

/// The reason of a system error, translated if it is a common one.
fn reason(error: &io::Error, lang: Lang) -> String {
    if error.get_ref().is_some_and(|inner| inner.is::<TextTooLong>()) {
        return TEXT_TOO_LONG.get(lang).to_string();
    }
    io_error(error, lang).map_or_else(|| error.to_string(), String::from)
}
