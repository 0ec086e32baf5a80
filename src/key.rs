//! Keys and how they are spelled.

use crate::lang::{Lang, Tr};

/// What is on the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    Char(char),
    Enter,
    Esc,
    Tab,
    BackTab,
    Backspace,
    Delete,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
    F(u8),
}

/// A key and what is held with it. Shift is not told apart: it is in the letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key {
    pub code: Code,
    pub ctrl: bool,
    pub alt: bool,
}

impl Key {
    pub const fn code(code: Code) -> Self {
        Self { code, ctrl: false, alt: false }
    }

    pub const fn char(c: char) -> Self {
        Self::code(Code::Char(c))
    }

    pub const fn ctrl(c: char) -> Self {
        Self { code: Code::Char(c), ctrl: true, alt: false }
    }

    pub const fn alt(code: Code) -> Self {
        Self { code, ctrl: false, alt: true }
    }

    /// The two keys that this one may be: terminals send what is held with Alt as Escape and the
    /// key, and so do people whose keys arrive together. Arrows have an Alt of their own.
    pub fn apart(self) -> Option<[Self; 2]> {
        let is_sent_so = matches!(self.code, Code::Char(_) | Code::Enter | Code::Tab | Code::Backspace);
        (self.alt && is_sent_so).then_some([Self::code(Code::Esc), Self { alt: false, ..self }])
    }

    /// The key as a person reads it: `Ctrl-T`, `↑`, `Entrée`.
    pub fn spell(self, lang: Lang, ascii: bool) -> String {
        let held = format!("{}{}", if self.ctrl { "Ctrl-" } else { "" }, if self.alt { "Alt-" } else { "" });
        let name = match self.code {
            Code::Char(' ') => SPACE.get(lang).to_string(),
            Code::Char(c) if self.ctrl => c.to_ascii_uppercase().to_string(),
            Code::Char(c) => c.to_string(),
            Code::F(n) => format!("F{n}"),
            code => name(code, ascii).get(lang).to_string(),
        };
        held + &name
    }
}

const SPACE: Tr = Tr::new("Espace", "Space");

fn name(code: Code, ascii: bool) -> Tr {
    let arrow = |arrow, fr, en| if ascii { Tr::new(fr, en) } else { Tr::new(arrow, arrow) };
    match code {
        Code::Enter => Tr::new("Entrée", "Enter"),
        Code::Esc => Tr::new("Échap", "Esc"),
        Code::Tab => Tr::new("Tab", "Tab"),
        Code::BackTab => Tr::new("Maj-Tab", "Shift-Tab"),
        Code::Backspace => Tr::new("Ret. arr.", "Backspace"),
        Code::Delete => Tr::new("Suppr", "Delete"),
        Code::Up => arrow("↑", "Haut", "Up"),
        Code::Down => arrow("↓", "Bas", "Down"),
        Code::Left => arrow("←", "Gauche", "Left"),
        Code::Right => arrow("→", "Droite", "Right"),
        Code::Home => Tr::new("Début", "Home"),
        Code::End => Tr::new("Fin", "End"),
        Code::PageUp => Tr::new("Page préc.", "PageUp"),
        Code::PageDown => Tr::new("Page suiv.", "PageDown"),
        Code::Char(_) | Code::F(_) => Tr::new("", ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_with_alt_may_be_two_keys_and_an_arrow_is_one() {
        let quit = Key::alt(Code::Char('q'));
        assert_eq!(quit.apart(), Some([Key::code(Code::Esc), Key::char('q')]));
        assert_eq!(Key::char('q').apart(), None);
        assert_eq!(Key::alt(Code::Left).apart(), None);
    }

    #[test]
    fn keys_are_spelled_in_both_languages_and_in_ascii() {
        assert_eq!(Key::ctrl('t').spell(Lang::Fr, false), "Ctrl-T");
        assert_eq!(Key::alt(Code::Left).spell(Lang::Fr, false), "Alt-←");
        assert_eq!(Key::alt(Code::Left).spell(Lang::En, true), "Alt-Left");
        assert_eq!(Key::code(Code::Esc).spell(Lang::Fr, false), "Échap");
        assert_eq!(Key::char(' ').spell(Lang::En, false), "Space");
        assert_eq!(Key::char('G').spell(Lang::En, false), "G");
    }
}
