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
