//! Why an LDAP directory could not be read, or not completely, in both languages.

use std::io::{self, ErrorKind};

use crate::lang::{Lang, Tr, io_error};
use crate::text::Printable;

/// The width of a text of the server in a message, in terminal columns.
const MAX_QUOTED_COLUMNS: usize = 120;

const REFUSED: Tr = Tr::new("aucun serveur à ce port", "there is no server at this port");
const TIMED_OUT: Tr = Tr::new("pas de réponse", "no answer");
const UNREACHABLE: Tr = Tr::new("machine hors d’atteinte", "the machine cannot be reached");
pub const CLOSED: Tr = Tr::new("le serveur a fermé la connexion", "the server closed the connection");

/// A message in both languages: it is an error, or a problem of what could be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub fr: Printable,
    pub en: Printable,
}

impl Failure {
    pub fn new(text: Tr, values: &[&str]) -> Self {
        Self::in_both(|lang| text.with(lang, values))
    }

    /// A message whose values depend on the language.
    pub fn in_both(text: impl Fn(Lang) -> String) -> Self {
        Self { fr: Printable::new(&text(Lang::Fr)), en: Printable::new(&text(Lang::En)) }
    }

    /// A system error, translated if it is a common one.
    pub fn of_system(text: Tr, error: &io::Error) -> Self {
        let known = |lang| match error.kind() {
            _ if error.get_ref().is_some() => None,
            ErrorKind::ConnectionRefused => Some(REFUSED.get(lang)),
            ErrorKind::TimedOut | ErrorKind::WouldBlock => Some(TIMED_OUT.get(lang)),
            ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => Some(UNREACHABLE.get(lang)),
            ErrorKind::UnexpectedEof | ErrorKind::ConnectionReset => Some(CLOSED.get(lang)),
            _ => io_error(error, lang),
        };
        Self::in_both(|lang| {
            let reason = known(lang).map_or_else(|| error.to_string(), String::from);
            text.with(lang, &[&reason])
        })
    }

    pub fn message(&self, lang: Lang) -> &Printable {
        if lang == Lang::Fr { &self.fr } else { &self.en }
    }
}

/// A text of the server, shortened.
pub fn quoted(text: &str) -> Printable {
    Printable::new(text).truncate(MAX_QUOTED_COLUMNS, "…")
}
