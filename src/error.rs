//! What can go wrong, said in both languages in one line.

use std::io;

use crate::formats::Refusal;
use crate::lang::{Lang, Tr, colon, units};
use crate::settings::Warning;
use crate::text::Printable;

/// A reason why a command could not do what was asked.
#[derive(Debug)]
pub enum Error {
    /// A file cannot be opened or read.
    File { path: Printable, error: io::Error },
    /// A file was read and is not an organisation.
    Refused { path: Printable, refusal: Refusal },
    /// The configuration file has a fault; the rest of it applies.
    Configuration { path: Printable, warning: Warning },
    /// The command line makes no sense; already said in the user's language.
    Usage(Printable),
    /// No unit is meant; the nearest one's name.
    NoUnit { words: Printable, nearest: Option<Printable> },
    /// Several units may be meant.
    ManyUnits { words: Printable, count: usize },
    /// The screen, the keyboard or standard output failed.
    Terminal(io::Error),
    /// Restricted mode cannot be entered.
    Unconfined(io::Error),
    /// Standard input was read and cannot be again.
    OnceOnly,
    /// A directory that did not answer, or not as it should; in the server's words.
    Directory { address: Printable, said: Printable },
    /// A directory is asked for, and the program was built without.
    NoLdap { address: Printable },
    /// A password would have to be typed while a screen is drawn.
    PasswordNeeded,
    /// There is no terminal to read keys from.
    NoKeyboard,
}

impl Error {
    /// The error in one line.
    pub fn say(&self, lang: Lang) -> Printable {
        Printable::new(&match self {
            Error::File { path, error } => format!("{path}{}{}", colon(lang), reason(error, lang)),
            Error::Refused { path, refusal } => {
                let Refusal { line, column, reason } = refusal;
                format!("{path}:{line}:{column}: {}", reason.say(lang))
            }
            Error::Configuration { path, warning } => {
                format!("{path}:{}: {}", warning.line, warning.fault.say(lang))
            }
            Error::Usage(said) => said.to_string(),
            Error::NoUnit { words, nearest: None } => NO_UNIT.with(lang, &[words]),
            Error::NoUnit { words, nearest: Some(name) } => NO_UNIT_BUT.with(lang, &[words, name]),
            Error::ManyUnits { words, count: n } => MANY_UNITS.with(lang, &[words, &units(*n, lang)]),
            Error::Terminal(error) => reason(error, lang),
            Error::Unconfined(error) => UNCONFINED.with(lang, &[&reason(error, lang)]),
            Error::OnceOnly => ONCE_ONLY.get(lang).to_string(),
            Error::Directory { address, said } => format!("{address}{}{said}", colon(lang)),
            Error::NoLdap { address } => NO_LDAP.with(lang, &[address]),
            Error::PasswordNeeded => PASSWORD_NEEDED.get(lang).to_string(),
            Error::NoKeyboard => NO_KEYBOARD.get(lang).to_string(),
        })
    }

    /// The exit status: 1 when nothing was found, 2 when it could not be done.
    pub fn status(&self) -> u8 {
        match self {
            Error::NoUnit { .. } | Error::ManyUnits { .. } => 1,
            _ => 2,
        }
    }
}

const NO_UNIT: Tr = Tr::new("aucune unité ne correspond à « {} »", "no unit matches “{}”");
const NO_UNIT_BUT: Tr = Tr::new("aucune unité ne correspond à « {} » ; {} ?", "no unit matches “{}”; {}?");
const MANY_UNITS: Tr = Tr::new("« {} » peut désigner {} :", "“{}” may mean {}:");
const UNCONFINED: Tr =
    Tr::new("le mode restreint est impossible ici : {}", "restricted mode is impossible here: {}");
const ONCE_ONLY: Tr =
    Tr::new("l’entrée standard ne peut être lue qu’une fois", "standard input can be read only once");
const NO_LDAP: Tr = Tr::new(
    "{} : ce ramure est construit sans LDAP (« cargo build --release --features ldap » l’a)",
    "{}: this ramure is built without LDAP (“cargo build --release --features ldap” has it)",
);
const PASSWORD_NEEDED: Tr = Tr::new(
    "le mot de passe n’est pas gardé : RAMURE_PASSWORD_FILE peut nommer un fichier qui le contient",
    "the password is not kept: RAMURE_PASSWORD_FILE can name a file that holds it",
);
const NO_KEYBOARD: Tr = Tr::new(
    "pas de terminal où lire les touches : essayez « ramure tree »",
    "no terminal to read keys from: try “ramure tree”",
);

/// What the system says, in the user's language where it is common.
fn reason(error: &io::Error, lang: Lang) -> String {
    let known = match error.kind() {
        io::ErrorKind::NotFound => Tr::new("ce fichier n’existe pas", "this file does not exist"),
        io::ErrorKind::PermissionDenied => Tr::new("accès refusé", "permission denied"),
        io::ErrorKind::NotADirectory => {
            Tr::new("un élément du chemin n’est pas un répertoire", "a part of the path is not a directory")
        }
        io::ErrorKind::InvalidData => Tr::new("ce n’est pas du texte UTF-8", "this is not UTF-8 text"),
        io::ErrorKind::IsADirectory => Tr::new("c’est un répertoire", "this is a directory"),
        io::ErrorKind::StorageFull => Tr::new("plus de place sur le disque", "no space left on the disk"),
        _ => return error.to_string(),
    };
    known.get(lang).to_string()
}
