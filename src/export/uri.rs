//! Percent-encoding of addresses and ids for documents that expect a URI (RFC 3986) or an IRI (RFC
//! 3987).

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

/// The text as a URI: characters that a URI cannot contain are percent-encoded, existing escapes
/// are kept. `None` if it has no scheme.
pub fn to_uri(text: &str) -> Option<String> {
    let text = text.trim();
    let (scheme, rest) = text.split_once(':')?;
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    let (before, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let mark = if rest.contains('#') { "#" } else { "" };
    is_scheme.then(|| format!("{scheme}:{}{mark}{}", encode_part(before), encode_part(fragment)))
}

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
        let kept = "https://a.fr:8/b?c=d&e=%20#f";
        assert_eq!(to_uri(kept).as_deref(), Some(kept));
        assert_eq!(to_uri("http://é/a b[%]#c#d").as_deref(), Some("http://%C3%A9/a%20b%5B%25%5D#c%23d"));
        assert_eq!(encode_part("%2%C3%zé%"), "%252%C3%25z%C3%A9%25");
        for text in ["www.a.fr", "", ":", "1a:b", "a b:c", "-->"] {
            assert_eq!(to_uri(text), None, "{text}");
        }
        assert_eq!(encode_segment("ou=A/B, é"), "ou%3DA%2FB%2C%20%C3%A9");
    }
}
