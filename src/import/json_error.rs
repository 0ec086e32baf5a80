//! JSON syntax errors: their position, and the messages of `serde_json` translated.

use crate::json;
use crate::lang::{Lang, Tr};
use crate::text::Printable;

use super::{ReadError, ReadErrorKind};

/// The error for a text of which `part` is not valid JSON.
pub fn read_error(text: &str, part: &str, error: &serde_json::Error) -> ReadError {
    let line_start = match error.line().checked_sub(2) {
        Some(line) => part.match_indices('\n').nth(line).map_or(0, |(at, _)| at + 1),
        None => 0,
    };
    let message = error.to_string();
    // The column counts the consumed bytes; a control character is not consumed.
    let consumed = usize::from(!message.starts_with("control character"));
    let byte = json::offset_in(text, part) + line_start + error.column().saturating_sub(consumed);
    let summary = message.split(" at line ").next().unwrap_or_default();
    ReadError::at(text, floor_char(text, byte), ReadErrorKind::Json(Printable::new(summary)))
}

fn floor_char(text: &str, byte: usize) -> usize {
    (0..=byte.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

/// Translates a message of `serde_json`.
pub fn translate(message: &str, lang: Lang) -> String {
    let known = JSON_MESSAGES.iter().find(|(start, _)| message.starts_with(start));
    match known {
        Some((_, translation)) => translation.get(lang).to_string(),
        None => OTHER_MESSAGE.with(lang, &[message]),
    }
}

const OTHER_MESSAGE: Tr = Tr::new("JSON invalide ({})", "invalid JSON ({})");
const JSON_MESSAGES: &[(&str, Tr)] = &[
    ("EOF", Tr::new("le JSON se termine trop tôt", "the JSON ends too early")),
    ("trailing characters", Tr::new("du texte suit la fin du JSON", "text follows the end of the JSON")),
    ("trailing comma", Tr::new("virgule de trop", "trailing comma")),
    ("expected value", Tr::new("une valeur JSON est attendue", "a JSON value is expected")),
    ("expected ident", Tr::new("une valeur JSON est attendue", "a JSON value is expected")),
    ("expected `:`", Tr::new("« : » est attendu", "“:” is expected")),
    ("expected `,` or `]`", Tr::new("« , » ou « ] » est attendu", "“,” or “]” is expected")),
    ("expected `,` or `}`", Tr::new("« , » ou « } » est attendu", "“,” or “}” is expected")),
    ("key must be a string", Tr::new("une clé entre guillemets est attendue", "a quoted key is expected")),
    ("control character", Tr::new("caractère de contrôle dans une chaîne", "control character in a string")),
    ("invalid escape", Tr::new("séquence d’échappement invalide", "invalid escape sequence")),
    ("lone leading surrogate", Tr::new("demi-codet Unicode isolé", "unpaired Unicode surrogate")),
    ("unexpected end of hex", Tr::new("demi-codet Unicode isolé", "unpaired Unicode surrogate")),
    ("invalid unicode", Tr::new("caractère Unicode invalide", "invalid Unicode character")),
    ("invalid number", Tr::new("nombre invalide", "invalid number")),
    ("number out of range", Tr::new("nombre hors limites", "number out of range")),
];
