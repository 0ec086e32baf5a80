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

/// The key of a name in the configuration file: `k`, `K`, `Ctrl-T`, `Alt-Left`, `Shift-Tab`, `F1`, with `-`
/// or `+`, and the names of keys in any case. `None` if there is no such key, or if terminals do not send it
/// as a key of its own. `Ctrl-I`, `Ctrl-M` and `Ctrl-J` are Tab and Enter, as terminals send them.
pub fn from_name(name: &str) -> Option<KeyEvent> {
    let mut rest = name;
    let mut modifiers = KeyModifiers::NONE;
    while let Some((modifier, after)) = split_modifier(rest) {
        if modifiers.contains(modifier) {
            return None;
        }
        modifiers |= modifier;
        rest = after;
    }
    let has_shift = modifiers.contains(KeyModifiers::SHIFT);
    modifiers -= KeyModifiers::SHIFT;
    let code = match (code_of_name(rest)?, has_shift) {
        (code, false) => code,
        (KeyCode::Tab, true) => KeyCode::BackTab,
        (KeyCode::Char(c), true) if c.is_alphabetic() => KeyCode::Char(c.to_uppercase().next()?),
        _ => return None,
    };
    match code {
        KeyCode::Char(c) if modifiers.contains(KeyModifiers::CONTROL) => {
            control(c).map(|key| KeyEvent { modifiers: key.modifiers | modifiers & KeyModifiers::ALT, ..key })
        }
        KeyCode::Char(c) if c.is_control() => None,
        // Their first bytes begin something else: two Escape keys, and a sequence.
        KeyCode::Esc | KeyCode::Char('[') if modifiers.contains(KeyModifiers::ALT) => None,
        // Terminals send the same with Ctrl and without.
        KeyCode::Enter | KeyCode::Esc | KeyCode::Tab | KeyCode::BackTab | KeyCode::Backspace
            if modifiers.contains(KeyModifiers::CONTROL) =>
        {
            None
        }
        _ => Some(KeyEvent::new(code, modifiers)),
    }
}

/// The modifier that a name begins with, and what follows it.
fn split_modifier(name: &str) -> Option<(KeyModifiers, &str)> {
    let at = name.find(['-', '+']).filter(|&at| at > 0 && at + 1 < name.len())?;
    let modifier = match name[..at].to_ascii_lowercase().as_str() {
        "ctrl" | "c" => KeyModifiers::CONTROL,
        "alt" | "a" => KeyModifiers::ALT,
        "shift" | "s" => KeyModifiers::SHIFT,
        _ => return None,
    };
    Some((modifier, &name[at + 1..]))
}

/// The key that a terminal sends for Ctrl with a letter.
fn control(c: char) -> Option<KeyEvent> {
    match c.to_ascii_lowercase() {
        'i' => Some(plain(KeyCode::Tab)),
        'j' | 'm' => Some(plain(KeyCode::Enter)),
        letter @ 'a'..='z' => Some(ctrl(letter)),
        _ => None,
    }
}

fn code_of_name(name: &str) -> Option<KeyCode> {
    let mut chars = name.chars();
    if let (Some(c), None) = (chars.next(), chars.next()) {
        return Some(KeyCode::Char(c));
    }
    let lower = name.to_ascii_lowercase();
    if let Some(number) = lower.strip_prefix('f').and_then(|number| number.parse().ok()) {
        return (1..=12).contains(&number).then_some(KeyCode::F(number));
    }
    NAMED_KEYS.iter().find(|(named, _)| *named == lower).map(|(_, code)| *code)
}

/// The keys that have a name in the configuration file.
pub const NAMED_KEYS: &[(&str, KeyCode)] = &[
    ("space", KeyCode::Char(' ')),
    ("enter", KeyCode::Enter),
    ("esc", KeyCode::Esc),
    ("tab", KeyCode::Tab),
    ("backspace", KeyCode::Backspace),
    ("delete", KeyCode::Delete),
    ("up", KeyCode::Up),
    ("down", KeyCode::Down),
    ("left", KeyCode::Left),
    ("right", KeyCode::Right),
    ("home", KeyCode::Home),
    ("end", KeyCode::End),
    ("pageup", KeyCode::PageUp),
    ("pagedown", KeyCode::PageDown),
];

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
    fn the_names_of_the_built_in_keys_are_read() {
        for key in crate::input::BINDINGS.iter().flat_map(|binding| binding.keys.iter()) {
            assert_eq!(from_name(&label(*key, Lang::En, true)), Some(*key));
        }
    }

    #[test]
    fn keys_are_read_by_their_names() {
        let table = [
            ("k", Some(char('k'))),
            ("-", Some(char('-'))),
            ("é", Some(char('é'))),
            ("Shift-k", Some(char('K'))),
            ("c-t", Some(ctrl('t'))),
            ("CTRL+T", Some(ctrl('t'))),
            ("Ctrl-I", Some(plain(KeyCode::Tab))),
            ("Ctrl-M", Some(plain(KeyCode::Enter))),
            ("Alt-x", Some(alt(KeyCode::Char('x')))),
            ("Alt-Shift-x", Some(alt(KeyCode::Char('X')))),
            ("alt--", Some(alt(KeyCode::Char('-')))),
            ("s-tab", Some(plain(KeyCode::BackTab))),
            ("PageDown", Some(plain(KeyCode::PageDown))),
            ("f12", Some(plain(KeyCode::F(12)))),
            ("F13", None),
            ("Ctrl-Up", Some(KeyEvent::new(KeyCode::Up, KeyModifiers::CONTROL))),
            (
                "Ctrl-Alt-x",
                Some(KeyEvent::new(KeyCode::Char('x'), KeyModifiers::CONTROL | KeyModifiers::ALT)),
            ),
            ("Ctrl-Enter", None),
            ("Alt-Esc", None),
            ("Alt-[", None),
            ("Ctrl-1", None),
            ("Shift-1", None),
            ("Ctrl-Ctrl-x", None),
            ("Ctrl-", None),
            ("nope", None),
            ("\u{1b}", None),
            ("", None),
        ];
        for (name, key) in table {
            assert_eq!(from_name(name), key, "{name}");
        }
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
