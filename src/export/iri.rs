//! Percent-encoding of addresses and ids for documents that expect a URI (RFC 3986) or an IRI (RFC
//! 3987).

use std::fmt::Write;

/// The text as a URI: characters that a URI cannot contain are percent-encoded, existing escapes
/// are kept. `None` if it has no scheme.
pub fn address(text: &str) -> Option<String> {
    let text = text.trim();
    let (scheme, rest) = text.split_once(':')?;
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    let (before, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let mark = if rest.contains('#') { "#" } else { "" };
    is_scheme.then(|| format!("{scheme}:{}{mark}{}", escaped(before), escaped(fragment)))
}

/// Encodes a part of a URI and keeps its delimiters and escapes.
pub fn escaped(text: &str) -> String {
    let is_hex = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_hexdigit);
    let bytes = text.as_bytes();
    percented(text, |at, byte| match byte {
        b'%' => is_hex(bytes.get(at + 1)) && is_hex(bytes.get(at + 2)),
        _ => byte.is_ascii_alphanumeric() || b"-._~:/?@!$&'()*+,;=".contains(&byte),
    })
}

/// Encodes the text as one URI segment, delimiters included.
pub fn piece(text: &str) -> String {
    percented(text, |_, byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
}

fn percented(text: &str, stays: impl Fn(usize, u8) -> bool) -> String {
    let mut escaped = String::with_capacity(text.len());
    for (at, byte) in text.bytes().enumerate() {
        if stays(at, byte) {
            escaped.push(char::from(byte));
        } else {
            let _ = write!(escaped, "%{byte:02X}");
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_what_it_may_hold() {
        let kept = "https://a.fr:8/b?c=d&e=%20#f";
        assert_eq!(address(kept).as_deref(), Some(kept));
        assert_eq!(address("http://é/a b[%]#c#d").as_deref(), Some("http://%C3%A9/a%20b%5B%25%5D#c%23d"));
        for text in ["www.a.fr", "", ":", "1a:b", "a b:c", "-->"] {
            assert_eq!(address(text), None, "{text}");
        }
        assert_eq!(piece("ou=A/B, é"), "ou%3DA%2FB%2C%20%C3%A9");
    }
}
