//! What looks like an acronym.

/// In characters.
const LONGEST: usize = 15;

/// Whether a text looks like an acronym: one short word with more than one capital, or that
/// holds no small letter.
pub fn is_one(text: &str) -> bool {
    let capitals = text.chars().filter(|c| c.is_uppercase()).count();
    let is_word = text.chars().all(|c| c.is_alphanumeric() || "-&./’'".contains(c));
    is_word
        && text.chars().count() <= LONGEST
        && text.starts_with(char::is_alphanumeric)
        && (capitals > 1 || (capitals == 1 && !text.chars().any(char::is_lowercase)))
}
