//! Percent-encoding of the parts of a URI (RFC 3986).

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// All ASCII but the unreserved characters of RFC 3986.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// All ASCII but what a path, query or fragment may contain. `%` is treated apart.
const FORBIDDEN: &AsciiSet = &RESERVED
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'&')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b'+')
    .remove(b',')
    .remove(b';')
    .remove(b'=');

/// Encodes a part of a URI and keeps its delimiters and escapes.
pub fn encode_part(text: &str) -> String {
    let mut parts = text.split('%');
    let mut escaped = utf8_percent_encode(parts.next().unwrap_or_default(), FORBIDDEN).to_string();
    for part in parts {
        let is_escape = part.as_bytes().get(..2).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit));
        escaped.push_str(if is_escape { "%" } else { "%25" });
        escaped.extend(utf8_percent_encode(part, FORBIDDEN));
    }
    escaped
}

/// Encodes the text as one URI segment, delimiters included.
pub fn encode_segment(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_forbidden_characters_are_encoded() {
        let kept = ":8/b?c=d&e=%20(f);g!*,'$+@";
        assert_eq!(encode_part(kept), kept);
        assert_eq!(encode_part("%2%C3%zé% a[b]\"<>\\"), "%252%C3%25z%C3%A9%25%20a%5Bb%5D%22%3C%3E%5C");
        assert_eq!(encode_segment("ou=A/B, é"), "ou%3DA%2FB%2C%20%C3%A9");
    }
}
