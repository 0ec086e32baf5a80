//! Constructors for crossterm’s keys, and their names for users in both languages.

pub use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::lang::{Lang, Tr};

/// A key without modifiers.
pub const fn plain(code: KeyCode) -> KeyEvent {
    KeyEvent::new(code, KeyModifiers::NONE)
}

pub const fn char(c: char) -> KeyEvent {
    plain(KeyCode::Char(c))
}

pub const fn ctrl(c: char) -> KeyEvent {
    KeyEvent::new(KeyCode::Char(c), KeyModifiers::CONTROL)
}

pub const fn alt(code: KeyCode) -> KeyEvent {
    KeyEvent::new(code, KeyModifiers::ALT)
}

/// The character that a key types, if any. Shift is in the letter.
pub fn typed_char(key: KeyEvent) -> Option<char> {
    match key.code {
        KeyCode::Char(c) if !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) => Some(c),
        _ => None,
    }
}

/// The two keys that an Alt key may stand for: terminals send the same bytes for Alt with a key
/// and for Escape followed by that key.
pub fn split_alt(key: KeyEvent) -> Option<[KeyEvent; 2]> {
    let is_ambiguous =
        matches!(key.code, KeyCode::Char(_) | KeyCode::Enter | KeyCode::Tab | KeyCode::Backspace);
    let bare = KeyEvent { modifiers: key.modifiers - KeyModifiers::ALT, ..key };
    (is_ambiguous && key.modifiers.contains(KeyModifiers::ALT)).then_some([plain(KeyCode::Esc), bare])
}

/// The name of a key for users: `Ctrl-T`, `↑`, `Entrée`. In ASCII, arrows are words.
pub fn label(key: KeyEvent, lang: Lang, ascii: bool) -> String {
    let prefix = |modifier, name| if key.modifiers.contains(modifier) { name } else { "" };
    let (ctrl, alt) = (prefix(KeyModifiers::CONTROL, "Ctrl-"), prefix(KeyModifiers::ALT, "Alt-"));
    let name = match key.code {
        KeyCode::Char(' ') => SPACE.get(lang).to_string(),
        KeyCode::Char(c) if !ctrl.is_empty() => c.to_ascii_uppercase().to_string(),
        KeyCode::Char(c) => c.to_string(),
        KeyCode::F(n) => format!("F{n}"),
        code => name(code, ascii).get(lang).to_string(),
    };
    format!("{ctrl}{alt}{name}")
}

const SPACE: Tr = Tr::new("Espace", "Space");

fn name(code: KeyCode, ascii: bool) -> Tr {
    let arrow = |arrow, fr, en| if ascii { Tr::new(fr, en) } else { Tr::new(arrow, arrow) };
    match code {
        KeyCode::Enter => Tr::new("Entrée", "Enter"),
        KeyCode::Esc => Tr::new("Échap", "Esc"),
        KeyCode::Tab => Tr::new("Tab", "Tab"),
        KeyCode::BackTab => Tr::new("Maj-Tab", "Shift-Tab"),
        KeyCode::Backspace => Tr::new("Ret. arr.", "Backspace"),
        KeyCode::Delete => Tr::new("Suppr", "Delete"),
        KeyCode::Up => arrow("↑", "Haut", "Up"),
        KeyCode::Down => arrow("↓", "Bas", "Down"),
        KeyCode::Left => arrow("←", "Gauche", "Left"),
        KeyCode::Right => arrow("→", "Droite", "Right"),
        KeyCode::Home => Tr::new("Début", "Home"),
        KeyCode::End => Tr::new("Fin", "End"),
        KeyCode::PageUp => Tr::new("Page préc.", "PageUp"),
        KeyCode::PageDown => Tr::new("Page suiv.", "PageDown"),
        _ => Tr::new("", ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_with_alt_may_be_two_keys_and_an_arrow_is_one() {
        let quit = alt(KeyCode::Char('q'));
        assert_eq!(split_alt(quit), Some([plain(KeyCode::Esc), char('q')]));
        assert_eq!(split_alt(char('q')), None);
        assert_eq!(split_alt(alt(KeyCode::Left)), None);
    }

    #[test]
    fn keys_are_named_in_both_languages_and_in_ascii() {
        assert_eq!(label(ctrl('t'), Lang::Fr, false), "Ctrl-T");
        assert_eq!(label(alt(KeyCode::Left), Lang::Fr, false), "Alt-←");
        assert_eq!(label(alt(KeyCode::Left), Lang::En, true), "Alt-Left");
        assert_eq!(label(plain(KeyCode::Esc), Lang::Fr, false), "Échap");
        assert_eq!(label(char(' '), Lang::En, false), "Space");
        assert_eq!(label(char('G'), Lang::En, false), "G");
    }
}
