//! Addresses in a text as hyperlinks of a terminal (OSC 8).

use crate::address;

/// Signs that may stand before and after an address without being part of it.
const OPENING: [char; 6] = ['(', '<', '[', '«', '“', '"'];
const CLOSING: [char; 12] = ['.', ',', ';', ':', '!', '?', ')', '>', ']', '»', '”', '"'];

/// The text with its addresses as hyperlinks. What is shown does not change.
pub fn with_hyperlinks(text: &str) -> String {
    text.split_inclusive(char::is_whitespace).map(linked_word).collect()
}

/// A word and the blank after it; a hyperlink if it is an address.
fn linked_word(word: &str) -> String {
    let address = word.trim_end().trim_start_matches(OPENING).trim_end_matches(CLOSING);
    match target(address).zip(word.split_once(address)) {
        Some((target, (before, after))) => {
            format!("{before}\x1b]8;;{target}\x1b\\{address}\x1b]8;;\x1b\\{after}")
        }
        None => word.to_string(),
    }
}

/// The link of an address. In running text, a mail address has a dot in its domain.
fn target(address: &str) -> Option<String> {
    let mail =
        || address::mail_link(address).filter(|_| address.rsplit('@').next().is_some_and(has_inner_dot));
    address::link(address).or_else(mail)
}

fn has_inner_dot(domain: &str) -> bool {
    domain.split_once('.').is_some_and(|(_, end)| !end.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text with each hyperlink as `[text](target)`.
    fn linked(text: &str) -> String {
        let pieces = with_hyperlinks(text);
        let mut shown = String::new();
        for (i, piece) in pieces.split("\x1b]8;;").enumerate() {
            let (target, text) = piece.split_once("\x1b\\").unwrap_or(("", piece));
            shown += &if i % 2 == 1 { format!("[{text}]({target})") } else { text.to_string() };
        }
        shown
    }

    #[test]
    fn addresses_are_linked_and_the_rest_is_unchanged() {
        let cases = [
            ("mail a.b@c.example, or", "mail [a.b@c.example](mailto:a.b@c.example), or"),
            (
                "(see https://c.example/d?e=f#g)",
                "(see [https://c.example/d?e=f#g](https://c.example/d?e=f#g))",
            ),
            ("  e\u{a0}: a@b.fr\nx", "  e\u{a0}: [a@b.fr](mailto:a@b.fr)\nx"),
            ("https://c.example/é", "[https://c.example/é](https://c.example/%C3%A9)"),
            ("a@b, @b.fr, a@.", "a@b, @b.fr, a@."),
            (
                "javascript:alert(1) http:// file:///etc/passwd",
                "javascript:alert(1) http:// file:///etc/passwd",
            ),
            ("a?cc=x@b.fr", "a?cc=x@b.fr"),
            ("\x1b[1ma@b.fr\x1b[0m", "\x1b[1ma@b.fr\x1b[0m"),
        ];
        for (text, expected) in cases {
            assert_eq!(linked(text), expected);
        }
    }
}
