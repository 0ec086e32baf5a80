//! What `check` says of addresses: those that do not become links because of their scheme or because programs find
//! different hosts in them, and hosts that may be taken for others.

use super::host::{has_ambiguous_host, has_deceptive_host};
use super::split_scheme;

/// Schemes that are known in any text, even with blanks or replaced characters between their letters.
const ACTIVE_SCHEMES: [&str; 4] = ["javascript", "vbscript", "data", "file"];

/// Whether the address of a link has a scheme that is not opened, or a host that is ambiguous or may be taken for another.
pub fn is_suspect(address: &str) -> bool {
    unknown_scheme(address).is_some() || has_suspect_host(address)
}

/// The same of a contact, which may be any text: before a colon may stand a word as well as a scheme.
pub fn is_suspect_contact(value: &str) -> bool {
    let is_scheme = |(start, rest): (&str, &str)| {
        let mut letters = start.to_ascii_lowercase();
        letters.retain(|c| c.is_ascii_alphanumeric());
        let is_active = ACTIVE_SCHEMES.contains(&&*letters) && !rest.starts_with(' ');
        is_active || rest.starts_with("//") && letters.len() == start.len()
    };
    unknown_scheme(value).is_some_and(is_scheme) || has_suspect_host(value)
}

fn has_suspect_host(address: &str) -> bool {
    has_ambiguous_host(address) || has_deceptive_host(address)
}

/// A quick test that the address of a link is not suspect; of those that are not some are not recognised.
pub fn is_plain_link(address: &str) -> bool {
    let is_web = address.starts_with("https://") || address.starts_with("http://");
    is_web && is_plain_host(address)
}

/// The same of a contact.
pub fn is_plain_contact(value: &str) -> bool {
    is_plain_link(value) || !value.contains([':', '\\']) && (!value.contains('@') || is_plain_host(value))
}

/// Whether no host in a text has letters beyond ASCII, the code of one, or a sign that makes it ambiguous.
fn is_plain_host(text: &str) -> bool {
    text.is_ascii() && !text.contains('\\') && !text.as_bytes().windows(2).any(|pair| pair == b"--")
}

/// What stands before the first colon if it is no known scheme, and what follows. A colon of a path, and one before a
/// port, is none after a scheme.
fn unknown_scheme(text: &str) -> Option<(&str, &str)> {
    let text = text.trim();
    let (start, rest) = text.split_once(':')?;
    let port = rest.split('/').next().unwrap_or_default();
    let is_port = port.bytes().all(|byte| byte.is_ascii_digit()) && !rest.starts_with("//");
    let is_path =
        start.is_empty() || start.starts_with('#') || start.bytes().any(|byte| b"/?".contains(&byte));
    (!is_path && !is_port && split_scheme(text).is_none()).then_some((start, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schemes_that_are_not_opened_are_faults() {
        for address in [
            "javascript:alert(1)",
            "JAVASCRIPT:alert(1)",
            "java script:alert(1)",
            "java\u{fffd}script:alert(1)",
            "&#106;avascript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc/passwd",
            "ssh://a.fr",
            "urn:isbn:1",
        ] {
            assert!(is_suspect(address), "{address}");
            assert!(!is_plain_link(address), "{address}");
        }
        for address in [
            "https://a.fr/b:c",
            "HTTP://a.fr",
            "www.a.fr:8080/b",
            "a.fr:80",
            "/a:b",
            "a/b:c",
            "#a:b",
            "?a:b",
            "a.fr",
            "mailto:a@b",
            "geo:1,2",
            "",
            ":",
        ] {
            assert!(!is_suspect(address), "{address}");
        }
    }

    #[test]
    fn a_word_before_a_colon_is_no_fault_of_a_contact() {
        for value in ["javascript:alert(1)", "java script:x", "data:text/html,x", "ssh://a.fr", "file:///a"] {
            assert!(is_suspect_contact(value), "{value}");
            assert!(!is_plain_contact(value), "{value}");
        }
        for value in [
            "Accueil : 01 40",
            "poste:12",
            "Data: 12",
            "bureau: a@b",
            "Voir : https://a.fr",
            "a://b".trim_start_matches("a:"),
        ] {
            assert!(!is_suspect_contact(value), "{value}");
        }
    }

    #[test]
    fn ambiguous_and_deceptive_hosts_are_faults() {
        for value in [
            r"https://a.fr\@b.fr/",
            r"https://a.fr\b",
            r"https:\\a.fr",
            r"ldap:///\a",
            r"WWW.a.fr\@b.fr",
            r" https:/\a.fr",
        ] {
            assert!(is_suspect(value) && is_suspect_contact(value), "{value}");
            assert!(!is_plain_link(value) && !is_plain_contact(value), "{value}");
        }
        for value in [r"https://a.fr/\b", r"https://a.fr?b\c", r"A\b@c.fr", r"A\b", r"www\a"] {
            assert!(!is_suspect(value) && !is_suspect_contact(value), "{value}");
        }
        for value in ["https://аpple.example", "https://xn--pple-43d.example", "a@аpple.example"] {
            assert!(is_suspect(value) && is_suspect_contact(value), "{value}");
            assert!(!is_plain_link(value) && !is_plain_contact(value), "{value}");
        }
        for value in ["a@b.fr", "20 avenue de Ségur", "https://a.fr/b?c", "01 40 15 73 00"] {
            assert!(is_plain_contact(value), "{value}");
        }
    }
}
