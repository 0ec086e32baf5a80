//! Escaping by character, shared by the formats.

/// Replaces each character for which `replacement` returns a text.
pub fn escaped(text: &str, replacement: fn(char) -> Option<&'static str>) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match replacement(c) {
            Some(text) => escaped.push_str(text),
            None => escaped.push(c),
        }
    }
    escaped
}

/// Escapes a text for an element or a quoted attribute of XML 1.0 and HTML. The two characters that XML
/// cannot represent are replaced.
pub fn markup(text: &str) -> String {
    escaped(text, |c| match c {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '"' => Some("&quot;"),
        '\u{fffe}' | '\u{ffff}' => Some("\u{fffd}"),
        _ => None,
    })
}
