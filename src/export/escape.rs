//! What all escaping has in common.

/// The text with each character exchanged for what stands for it, where something does.
pub fn escaped(text: &str, sign: fn(char) -> Option<&'static str>) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match sign(c) {
            Some(sign) => escaped.push_str(sign),
            None => escaped.push(c),
        }
    }
    escaped
}
