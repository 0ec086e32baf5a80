//! Why an LDAP directory could not be read, or not completely, in both languages.

use std::io::{self, ErrorKind};

use crate::lang::{Lang, Tr, io_error};
use crate::text::Printable;

/// The width of a text of the server in a message, in terminal columns.
const MAX_QUOTED_COLUMNS: usize = 120;

const NOT_FOUND: Tr = Tr::new(
    "l’adresse de la machine « {} » est introuvable : {}",
    "the address of the host “{}” cannot be found: {}",
);
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

    /// The resolver of the system found no address of a host. It tells the reason in English, after a text of the
    /// standard library that says what failed.
    pub fn of_resolver(host: &str, error: &io::Error) -> Self {
        let text = error.to_string();
        let reason = text.rsplit(": ").next().unwrap_or_default();
        Self::in_both(|lang| {
            let reason = if error.kind() == ErrorKind::TimedOut { TIMED_OUT.get(lang) } else { reason };
            NOT_FOUND.with(lang, &[&quoted(host).to_string(), reason])
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_without_an_address_is_named_with_the_reason() {
        let unknown = io::Error::other("failed to lookup address information: Name or service not known");
        let failure = Failure::of_resolver("ldap.exemple", &unknown);
        assert_eq!(
            failure.en.to_string(),
            "the address of the host “ldap.exemple” cannot be found: Name or service not known"
        );
        let failure = Failure::of_resolver("ldap.exemple", &ErrorKind::TimedOut.into());
        assert_eq!(
            failure.fr.to_string(),
            "l’adresse de la machine «\u{a0}ldap.exemple\u{a0}» est introuvable\u{a0}: pas de réponse"
        );
    }
}
