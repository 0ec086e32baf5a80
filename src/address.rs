//! Addresses of the data as links. Everything that a program opens at a click comes from [`link`],
//! [`mail_link`] or [`phone_link`], which write printable ASCII with one of a few schemes. Other
//! addresses stay text.

mod fault;
mod host;
mod percent;
mod punycode;

use crate::text::REPLACEMENT;

pub use fault::{is_plain_contact, is_plain_link, is_suspect, is_suspect_contact};
pub use host::{has_ambiguous_host, has_deceptive_host, other_host};
pub use percent::encode_segment;

use percent::encode_part;

/// What follows a scheme.
#[derive(Clone, Copy)]
enum Form {
    /// `//`, a host, a path.
    Host,
    /// `//` and a path, or a host before it.
    OptionalHost,
    Mail,
    Phone,
    /// The address of a person at a host.
    Account,
    /// Coordinates.
    Place,
}

/// The schemes of links. A terminal or a browser asks the desktop to open what it is given, so that others,
/// such as `file` and `javascript`, are not for data of unknown origin.
const SCHEMES: [(&str, Form); 9] = [
    ("http", Form::Host),
    ("https", Form::Host),
    ("mailto", Form::Mail),
    ("tel", Form::Phone),
    ("ldap", Form::OptionalHost),
    ("ldaps", Form::OptionalHost),
    ("xmpp", Form::Account),
    ("sip", Form::Account),
    ("geo", Form::Place),
];

/// The fewest digits of a telephone number.
const MIN_PHONE_DIGITS: usize = 2;
/// The most digits of a telephone number, with the code of the country (E.164).
const MAX_PHONE_DIGITS: usize = 15;
/// What is dialled before the code of a country in most countries.
const INTERNATIONAL_START: &str = "00";
/// What may stand before the `@` of a mail address beside letters and digits. Other characters are
/// rare, and some would start parameters of a link.
const SIGNS_IN_MAIL_ADDRESS: &str = ".-_+~'";
const WEB_START: &str = "www.";

/// The link that an address opens. `None` if it is none, or one of another scheme. Parameters of mail
/// addresses, telephone numbers and accounts, which could add recipients or commands, are left out.
pub fn link(text: &str) -> Option<String> {
    let text = text.trim();
    if text.contains(|c: char| c.is_whitespace() || c.is_control() || c == REPLACEMENT) {
        return None;
    }
    let Some((scheme, form, rest)) = split_scheme(text) else {
        return if has_web_start(text) { with_host("https", text) } else { None };
    };
    let account = || rest.split(['?', ';']).next().filter(|rest| !rest.is_empty());
    match form {
        Form::Host => with_host(scheme, rest.strip_prefix("//")?),
        Form::OptionalHost if rest.starts_with("///") => Some(format!("{scheme}:{}", encoded(rest))),
        Form::OptionalHost => with_host(scheme, rest.strip_prefix("//")?),
        Form::Mail => mail_link(account()?),
        Form::Phone => phone_link(account()?),
        Form::Account => account_link(scheme, account()?),
        Form::Place if rest.is_empty() => None,
        Form::Place => Some(format!("{scheme}:{}", encoded(rest))),
    }
}

/// The link that writes to a mail address.
pub fn mail_link(text: &str) -> Option<String> {
    let (local, domain) = text.trim().split_once('@')?;
    let is_local = |c: char| c.is_alphanumeric() || SIGNS_IN_MAIL_ADDRESS.contains(c);
    if local.is_empty() || !local.chars().all(is_local) {
        return None;
    }
    Some(format!("mailto:{}@{}", encode_part(local), host::ascii(domain)?))
}

/// The link that calls a telephone number, without the signs between its digits (RFC 3966). `None` if it
/// holds letters, as an extension does, or too many digits, as two numbers do.
pub fn phone_link(text: &str) -> Option<String> {
    let is_sign = |c: char| c.is_whitespace() || "+-.()/".contains(c);
    if !text.chars().all(|c| c.is_ascii_digit() || is_sign(c)) {
        return None;
    }
    let digits: String = text.replace("(0)", "").chars().filter(char::is_ascii_digit).collect();
    let plus = if text.trim_start().starts_with('+') { "+" } else { "" };
    let is_short = digits.strip_prefix(INTERNATIONAL_START).unwrap_or(&digits).len() <= MAX_PHONE_DIGITS;
    (digits.len() >= MIN_PHONE_DIGITS && is_short).then(|| format!("tel:{plus}{digits}"))
}

/// Whether a text begins as the name of a web server does, which browsers complete.
fn has_web_start(text: &str) -> bool {
    let start = text.get(..WEB_START.len());
    // A mail address can begin so too.
    start.is_some_and(|start| start.eq_ignore_ascii_case(WEB_START)) && host::split(text).0.is_empty()
}

/// The scheme of a text, if it is one of [`SCHEMES`], and what follows it.
fn split_scheme(text: &str) -> Option<(&'static str, Form, &str)> {
    let (scheme, rest) = text.split_once(':')?;
    let scheme = scheme.to_ascii_lowercase();
    let (scheme, form) = SCHEMES.iter().find(|(known, _)| *known == scheme)?;
    Some((scheme, *form, rest))
}

/// A link to a host; `rest` starts with it.
fn with_host(scheme: &str, rest: &str) -> Option<String> {
    let (authority, path) = authority(rest)?;
    Some(format!("{scheme}://{authority}{}", encoded(path)))
}

/// A link to the account of a person at a host, which a resource may follow.
fn account_link(scheme: &str, account: &str) -> Option<String> {
    let (authority, resource) = authority(account)?;
    Some(format!("{scheme}:{authority}{}", encode_signs_of_user(resource)))
}

/// A host with the user and the port around it, and what follows. It is written so that every program finds the same host
/// in it; `None` if the text is one in which programs find different hosts.
fn authority(text: &str) -> Option<(String, &str)> {
    let (user, host, port, rest) = host::split(text);
    let is_port = port.strip_prefix(':').is_none_or(|port| port.bytes().all(|byte| byte.is_ascii_digit()));
    let host = host::ascii_or_number(host)?;
    let user = match user.strip_suffix('@') {
        Some(user) => encode_signs_of_user(user) + "@",
        None => String::new(),
    };
    // Browsers take it for the end of the host, other programs do not.
    let is_ambiguous = text[..text.len() - rest.len()].contains('\\');
    (is_port && !is_ambiguous).then(|| (format!("{user}{host}{port}"), rest))
}

/// Encodes a part of a URI in which a `@` does not end the user.
fn encode_signs_of_user(text: &str) -> String {
    encode_part(text).replace('@', "%40")
}

/// A path, a query and a fragment. Of several `#`, the first starts the fragment.
fn encoded(path: &str) -> String {
    match path.split_once('#') {
        Some((path, fragment)) => format!("{}#{}", encode_part(path), encode_part(fragment)),
        None => encode_part(path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Schemes that are no links, also with what hides them from a reader.
    const REFUSED: [&str; 26] = [
        "javascript:alert(1)",
        "JavaScript://a.fr/%0aalert(1)",
        "java\tscript:alert(1)",
        "java script:alert(1)",
        "java\nscript:alert(1)",
        "\u{1}javascript:alert(1)",
        "java\u{fffd}script:alert(1)",
        "&#106;avascript:alert(1)",
        "javascript&colon;alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "ssh://a.fr",
        "ftp://a.fr",
        "x-man-page://a",
        "blob:https://a.fr",
        "view-source:https://a.fr",
        "https:javascript:x",
        "https:a.fr",
        "https://",
        "//a.fr",
        "/a",
        "a.fr",
        "",
        ":",
        "mailto",
    ];

    #[test]
    fn only_allowed_schemes_are_links() {
        for text in REFUSED {
            assert_eq!(link(text), None, "{text:?}");
        }
        for kept in [
            "http://a.fr",
            "https://a.fr:8/b?c=d&e=%20#f",
            "https://user@[::1]:8/",
            "mailto:a@b.fr",
            "tel:+33140157300",
            "ldap://a.fr/o=x?cn?sub",
            "ldap:///o=x",
            "ldaps://a.fr",
            "xmpp:a@b.fr/c",
            "sip:a@b.fr",
            "geo:48.85,2.35;u=35",
        ] {
            assert_eq!(link(kept).as_deref(), Some(kept));
            assert_eq!(
                link(&format!(" {}\n", kept.to_uppercase())).map(|link| link.to_lowercase()),
                link(kept)
            );
        }
    }

    #[test]
    fn an_address_is_completed_as_browsers_do() {
        assert_eq!(link("www.A.fr/b").as_deref(), Some("https://www.a.fr/b"));
        assert_eq!(link("www."), Some("https://www.".into()));
        assert_eq!(link("wwwa.fr"), None);
        assert_eq!(link("www.a@b.fr"), None);
        assert_eq!(link("www.a.fr/b@c").as_deref(), Some("https://www.a.fr/b@c"));
    }

    #[test]
    fn parameters_that_add_recipients_or_commands_are_left_out() {
        for (text, expected) in [
            ("mailto:a@b.fr?bcc=x@y.z", Some("mailto:a@b.fr")),
            ("mailto:a@b.fr,x@y.z", None),
            ("mailto:a%3Fbcc=x@b.fr", None),
            ("tel:0140157300;ext=12", Some("tel:0140157300")),
            ("tel:*#06#", None),
            ("xmpp:a@b.fr?remove", Some("xmpp:a@b.fr")),
            ("sip:a@b.fr;transport=tcp?Subject=x", Some("sip:a@b.fr")),
        ] {
            assert_eq!(link(text).as_deref(), expected, "{text}");
        }
        for text in [
            "a@b?bcc=x",
            "a@b&bcc=x",
            "a@b\nbcc:x",
            "a b@c",
            "@b",
            "a@",
            "a@b@c",
            "a@b c",
            "a@b)",
            "a@b;c",
            "a@\"b\"",
        ] {
            assert_eq!(mail_link(text), None, "{text:?}");
        }
        assert_eq!(mail_link(" a.b+c~d'e_f@g-h.fr ").as_deref(), Some("mailto:a.b+c~d'e_f@g-h.fr"));
        assert_eq!(mail_link("é@é.fr").as_deref(), Some("mailto:%C3%A9@xn--9ca.fr"));
        for text in ["12 a", "+", "1;2", "12\u{1b}", "１２", "0140157300 / 0140157301", "+1234567890123456"]
        {
            assert_eq!(phone_link(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_link_is_printable_ascii_without_what_ends_a_link() {
        let signs = "é)>\"<\u{1b}\\\u{7}\u{9b}`'{}|^[]%\u{202e}数";
        for text in [
            format!("https://a.fr/{signs}?{signs}#{signs}#"),
            format!("https://{signs}@a.fr"),
            format!("ldap:///{signs}"),
            format!("geo:1,2{signs}"),
            format!("xmpp:{signs}@a.fr"),
            format!("sip:{signs}"),
            format!("mailto:{signs}@a.fr"),
            format!("https://{signs}.fr"),
        ] {
            let is_safe = |byte: u8| byte.is_ascii_graphic() && !b"<>\"\\`{}|^".contains(&byte);
            assert!(link(&text).unwrap_or_default().bytes().all(is_safe), "{:?}", link(&text));
            let text = text.replace(['\u{1b}', '\u{7}', '\u{9b}'], "");
            assert!(link(&text).unwrap_or_default().bytes().all(is_safe), "{:?}", link(&text));
        }
        assert_eq!(link("https://a.fr/b\u{1b}c"), None);
        assert_eq!(link("https://a.fr/数)>\"").as_deref(), Some("https://a.fr/%E6%95%B0)%3E%22"));
    }

    #[test]
    fn a_host_is_that_which_is_looked_up() {
        for (text, expected) in [
            ("https://Société.fr/é", Some("https://xn--socit-esab.fr/%C3%A9")),
            ("https://аpple.example/", Some("https://xn--pple-43d.example/")),
            ("https://ａｂ。fr", Some("https://ab.fr")),
            ("https://a.fr\\@b.fr/", None),
            ("https://a.fr\\/@b.fr/", None),
            ("https://a.fr\\b.fr/", None),
            ("https://a@b.fr\\@c.fr/", None),
            ("https:\\\\a.fr", None),
            ("https:/\\a.fr", None),
            ("https:///a.fr", None),
            ("ldap://a.fr\\@b.fr/", None),
            ("www.a.fr\\b", None),
            ("www.a.fr\\@b.fr", None),
            ("https://a.fr/\\@b.fr", Some("https://a.fr/%5C@b.fr")),
            ("https://a.fr@b.fr@c.fr/", Some("https://a.fr%40b.fr@c.fr/")),
            ("https://a.fr%2F@b.fr/", Some("https://a.fr%2F@b.fr/")),
            ("https://a.fr\u{ff0f}@b.fr/", Some("https://a.fr%EF%BC%8F@b.fr/")),
            ("https://b.fr\u{ff0f}.a.fr/", None),
            ("https://a.fr%2F.b.fr/", None),
            ("https://a.fr:80@b.fr:8/", Some("https://a.fr:80@b.fr:8/")),
            ("https://a.fr:80:80/", None),
            ("https://a.fr\t@b.fr/", None),
            ("https://a\u{ad}.fr/", None),
            ("https://a.fr./", Some("https://a.fr./")),
            ("https://a.fr｡/", Some("https://a.fr./")),
            ("https://[::1]a.fr/", None),
            ("https://[::1::2]/", None),
            ("https://[]/", None),
            ("xmpp:a@аpple.example/b@c.fr", Some("xmpp:a@xn--pple-43d.example/b%40c.fr")),
            ("sip:a/b@c.fr", Some("sip:a/b%40c.fr")),
            ("sip:a@b.fr@c.fr:5060", Some("sip:a%40b.fr@c.fr:5060")),
            ("xmpp:a\\@b.fr", None),
            ("xmpp://a@b.fr/c@d.fr", None),
            ("https://%61.fr", None),
            ("https://a.fr\u{2215}b.fr", None),
            ("https://a.fr:8x/", None),
            ("https://[a.fr]/", None),
        ] {
            assert_eq!(link(text).as_deref(), expected, "{text}");
        }
        assert_eq!(link(&format!("https://{}.fr", "é".repeat(64))), None);
        assert_eq!(link(&format!("https://{}.fr", "é".repeat(100_000))), None);
    }
}
