//! Hosts: their form in ASCII, which is the one that is looked up, and those that look like others.
//!
//! A host is deceptive if one of its labels has letters of two scripts, such as Latin and Cyrillic, or only letters of
//! Cyrillic or Greek that look like Latin ones, or a sign that is neither letter nor digit. Chinese, Japanese and Korean
//! letters are one script, and may stand beside Latin ones, as UTS 39 allows. Letters of one script that look alike are
//! not found.

use std::net::Ipv6Addr;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::text::Printable;

use super::punycode;
use super::{Form, WEB_START, has_web_start, split_scheme};

/// What stands before the code of a label.
const CODE_MARK: &str = "xn--";
/// The most characters of a host in the name system.
const MAX_HOST_CHARS: usize = 253;
/// Letters of Cyrillic and Greek that are drawn as Latin ones.
const LATIN_LOOKING: &str = "асԁеһіјӏкорԛѕԝхуьѵονρυικαχτ";

/// The parts of an address after its `//`: the user with its `@`, the host, the port with its colon, and the rest.
pub fn split(text: &str) -> (&str, &str, &str, &str) {
    let end = text.find(['/', '?', '#']).unwrap_or(text.len());
    let (authority, path) = text.split_at(end);
    let (user, place) = authority.split_at(authority.rfind('@').map_or(0, |at| at + 1));
    let number_end = place.find(']').filter(|_| place.starts_with('[')).map_or(0, |at| at + 1);
    let port = place[number_end..].find(':').map_or(place.len(), |at| number_end + at);
    (user, &place[..port], &place[port..], path)
}

/// The host in ASCII, as it is looked up. `None` if it is none.
pub fn ascii(host: &str) -> Option<String> {
    let host = mapped(host)?;
    if host.is_empty() || !host.chars().all(|c| is_letter(c) || "-._".contains(c)) {
        return None;
    }
    with_labels(&host, |label| match label.is_ascii() {
        true => Some(label.to_string()),
        false => Some(format!("{CODE_MARK}{}", punycode::encode(label)?)),
    })
}

/// The host in ASCII, or a number of IPv6 in brackets.
pub fn ascii_or_number(host: &str) -> Option<String> {
    let number = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    match number {
        Some(number) if number.parse::<Ipv6Addr>().is_ok() => Some(host.to_string()),
        _ => ascii(host),
    }
}

/// The host of an address in its other form, in brackets, to stand beside the address: in letters if it is written in the
/// code of a label, and in ASCII if its letters are not what they seem.
pub fn other_host(text: &str) -> Option<Printable> {
    let host = of_address(text)?;
    let letters = in_letters(host)?;
    let other = match host.is_ascii() {
        true => Some(letters).filter(|letters| !letters.is_ascii()),
        false if letters.is_ascii() || is_deceptive(&letters) => ascii(host),
        false => None,
    };
    other.map(|host| Printable::new(&format!("({host})")))
}

/// Whether the host of an address may be taken for another.
pub fn has_deceptive_host(text: &str) -> bool {
    of_address(text).and_then(in_letters).is_some_and(|host| is_deceptive(&host))
}

/// Whether programs find different hosts in a web address, or one does and another finds none: browsers take a `\` before
/// the path for a `/`.
pub fn has_ambiguous_host(text: &str) -> bool {
    let text = text.trim();
    let rest = match split_scheme(text) {
        Some((_, Form::Host | Form::OptionalHost, rest)) => rest.trim_start_matches('/'),
        None if text.get(..WEB_START.len()).is_some_and(|start| start.eq_ignore_ascii_case(WEB_START)) => {
            text
        }
        _ => return false,
    };
    rest.split(['/', '?', '#']).next().is_some_and(|authority| authority.contains('\\'))
}

/// The host of a web or mail address.
fn of_address(text: &str) -> Option<&str> {
    let text = text.trim();
    let from_user = match split_scheme(text) {
        Some((_, Form::Host | Form::OptionalHost, rest)) => rest.strip_prefix("//"),
        Some((_, Form::Mail | Form::Account, rest)) => rest.split(';').next(),
        Some(_) => None,
        None if text.contains(char::is_whitespace) => None,
        None => Some(text).filter(|text| text.contains('@') || has_web_start(text)),
    };
    from_user.map(|rest| split(rest).1)
}

/// The host as it is mapped before it is looked up: small letters, without forms of letters that have another width.
fn mapped(host: &str) -> Option<String> {
    if host.len() > MAX_HOST_CHARS * 4 {
        return None;
    }
    let map = |c: char| {
        let mut parts = c.nfkd();
        let first = parts.next().unwrap_or(c);
        if parts.next().is_some() { c } else { first }
    };
    let is_dot = |c: char| if c == '。' { '.' } else { c };
    Some(host.chars().map(map).map(is_dot).flat_map(char::to_lowercase).collect())
}

/// The host with the letters that its codes stand for. `None` if one is no code.
fn in_letters(host: &str) -> Option<String> {
    let host = mapped(host)?;
    with_labels(&host, |label| match label.strip_prefix(CODE_MARK) {
        Some(code) => punycode::decode(code),
        None => Some(label.to_string()),
    })
}

/// The host with other labels.
fn with_labels(host: &str, other: fn(&str) -> Option<String>) -> Option<String> {
    let mut text = String::new();
    for label in host.split('.') {
        text += &other(label)?;
        text.push('.');
    }
    text.pop();
    Some(text)
}

fn is_deceptive(host: &str) -> bool {
    if host.is_ascii() {
        return false;
    }
    let has_ascii_end = host.trim_end_matches('.').rsplit('.').next().is_some_and(|label| label.is_ascii());
    let looks_latin = |label: &str| {
        let mut letters = label.chars().filter(|c| c.is_alphabetic()).peekable();
        letters.peek().is_some() && letters.all(|c| LATIN_LOOKING.contains(c))
    };
    host.contains(|c: char| !c.is_ascii() && !is_letter(c))
        || host.split('.').any(|label| has_two_scripts(label) || has_ascii_end && looks_latin(label))
}

/// Whether a character may stand in a label. Marks of Latin, Greek and Cyrillic letters are one character with their letter
/// in a host that is looked up.
fn is_letter(c: char) -> bool {
    let is_mark = is_combining_mark(c) && !matches!(c, '\u{300}'..='\u{36f}');
    c.is_alphanumeric() || is_mark || matches!(c, '·' | '・')
}

/// Whether a label has letters of two scripts. Chinese, Japanese and Korean ones may stand beside Latin ones.
fn has_two_scripts(label: &str) -> bool {
    let (mut has_latin, mut other) = (false, None);
    for script in label.chars().filter(|c| c.is_alphabetic()).map(script) {
        match script {
            LATIN => has_latin = true,
            _ if other.is_some_and(|other| other != script) => return true,
            _ => other = Some(script),
        }
    }
    has_latin && other.is_some_and(|other| other != EAST_ASIAN)
}

const LATIN: u32 = 0;
const EAST_ASIAN: u32 = 1;

/// Other scripts that have several blocks of 128 characters of Unicode, and these two: the first and the last character of
/// each range, and a number for the script.
const SCRIPTS: &[(u32, u32, u32)] = &[
    (0, 0x2af, LATIN),
    (0x370, 0x3ff, 0x370),
    (0x400, 0x52f, 0x400),
    (0x530, 0x58f, 0x530),
    (0x590, 0x5ff, 0x590),
    (0x600, 0x6ff, 0x600),
    (0x750, 0x77f, 0x600),
    (0x8a0, 0x8ff, 0x600),
    (0xf00, 0xfff, 0xf00),
    (0x10a0, 0x10ff, 0x10a0),
    (0x1100, 0x11ff, EAST_ASIAN),
    (0x1200, 0x139f, 0x1200),
    (0x13a0, 0x13ff, 0x13a0),
    (0x1400, 0x167f, 0x1400),
    (0x1c80, 0x1c8f, 0x400),
    (0x1c90, 0x1cbf, 0x10a0),
    (0x1e00, 0x1eff, LATIN),
    (0x1f00, 0x1fff, 0x370),
    (0x2c60, 0x2c7f, LATIN),
    (0x2d00, 0x2d2f, 0x10a0),
    (0x2d80, 0x2ddf, 0x1200),
    (0x2de0, 0x2dff, 0x400),
    (0x3005, 0x318f, EAST_ASIAN),
    (0x31f0, 0x31ff, EAST_ASIAN),
    (0x3400, 0x9fff, EAST_ASIAN),
    (0xa000, 0xa4cf, 0xa000),
    (0xa640, 0xa69f, 0x400),
    (0xa720, 0xa7ff, LATIN),
    (0xab70, 0xabbf, 0x13a0),
    (0xac00, 0xd7ff, EAST_ASIAN),
    (0xf900, 0xfaff, EAST_ASIAN),
    (0x20000, 0x3ffff, EAST_ASIAN),
];

/// A number for the script of a letter. Scripts of one block are told by it.
fn script(letter: char) -> u32 {
    let letter = u32::from(letter);
    let known = SCRIPTS.iter().find(|(first, last, _)| (*first..=*last).contains(&letter));
    known.map_or(0x10000 + (letter >> 7), |(_, _, script)| *script)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_other_form_of_a_host_stands_beside_it() {
        for (text, other) in [
            ("https://аpple.example/", Some("(xn--pple-43d.example)")),
            ("https://me@аpple.example:8/a?b#c", Some("(xn--pple-43d.example)")),
            ("WWW.аpple.example", Some("(www.xn--pple-43d.example)")),
            ("a@аpple.example", Some("(xn--pple-43d.example)")),
            ("mailto:a@аpple.example?x", Some("(xn--pple-43d.example)")),
            ("xmpp:a@аpple.example/b", Some("(xn--pple-43d.example)")),
            ("https://XN--pple-43d.example/", Some("(аpple.example)")),
            ("a@xn--9ca.fr", Some("(é.fr)")),
            ("https://ａb.fr", Some("(ab.fr)")),
            ("https://société.fr/", None),
            ("https://a.fr/аpple", None),
            ("https://xn--99999999999.fr/", None),
            ("https://аpple@a.fr/", None),
            ("аpple b@c", None),
            ("tel:12", None),
        ] {
            assert_eq!(other_host(text).as_deref(), other, "{text}");
        }
    }

    #[test]
    fn hosts_that_may_be_taken_for_others_are_known() {
        for host in [
            "аpple.example",
            "xn--pple-43d.example",
            "gοogle.com",
            "аррӏе.com",
            "аррӏе.com.",
            "a.аррӏе.com",
            "ԝікі.org",
            "αβa.gr",
            "a\u{2215}b.fr",
            "e\u{301}.fr",
            "aא.org",
            "अa.org",
            "ᏚᎢa.org",
        ] {
            assert!(has_deceptive_host(&format!("https://{host}/")), "{host}");
        }
        for host in [
            "société.fr",
            "xn--socit-esab.fr",
            "пример.рф",
            "хор.рф",
            "хор.рф.",
            "xn--p1ai",
            "пример.com",
            "παράδειγμα.gr",
            "日本語abc.jp",
            "日本ごカナ.jp",
            "한국abc.kr",
            "l·l.cat",
            "भारत.भारत",
            "a-1.b_c.fr",
            "1.2.3.4",
        ] {
            assert!(!has_deceptive_host(&format!("https://{host}/")), "{host}");
        }
    }

    #[test]
    fn an_address_is_split_as_browsers_do() {
        assert_eq!(split("a:b@c.fr:8/d@e"), ("a:b@", "c.fr", ":8", "/d@e"));
        assert_eq!(split("[::1]:8"), ("", "[::1]", ":8", ""));
        assert_eq!(split("a.fr\\@b.fr"), ("a.fr\\@", "b.fr", "", ""));
        assert_eq!(split("]a[:b"), ("", "]a[", ":b", ""));
    }
}
