//! What the tests share: organisations, somebody at the keyboard, the program as a command.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use ramure::action::Action;
use ramure::app::{App, Effect};
use ramure::export::Branch;
use ramure::formats::read;
use ramure::key::{self, KeyCode, KeyEvent, KeyModifiers};
use ramure::keymap;
use ramure::lang::Lang;
use ramure::linear::Answer;
use ramure::org::{Org, UnitId};
use ramure::theme::{Glyphs, Theme};
use ramure::ui::{self, Scene};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

pub const DINUM: &str = include_str!("../../assets/dinum.json");

/// The embedded organisation.
pub fn dinum() -> Org {
    org(DINUM)
}

pub fn org(text: &str) -> Org {
    read(text.as_bytes(), Lang::En).expect("readable")
}

/// The organisation as a document of the public format.
pub fn document(org: &Org) -> String {
    let mut bytes = Vec::new();
    ramure::export::document(&Branch::whole(org), &mut bytes).expect("written");
    String::from_utf8(bytes).expect("text")
}

/// Somebody at the keyboard, in front of a screen of a size.
pub struct Person {
    pub app: App,
    pub lang: Lang,
    size: (u16, u16),
}

impl Person {
    pub fn new(org: Org, columns: u16, rows: u16) -> Self {
        let mut person = Self { app: App::new(org), lang: Lang::Fr, size: (columns, rows) };
        person.resize(columns, rows);
        person
    }

    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.size = (columns, rows);
        self.app.apply(Action::Resize { columns, rows });
    }

    /// Presses keys by name, blanks between: `/ r i e Enter Ctrl-T`. Returns the last effect.
    pub fn press(&mut self, keys: &str) -> Option<Effect> {
        let mut effect = None;
        for name in keys.split_whitespace() {
            let action = keymap::action(self.app.mode, key_named(name));
            effect = action.and_then(|action| self.app.apply(action)).or(effect);
        }
        effect
    }

    /// Types letters and blanks as they are.
    pub fn types(&mut self, text: &str) {
        for c in text.chars() {
            keymap::action(self.app.mode, key::char(c)).and_then(|action| self.app.apply(action));
        }
    }

    /// The outline as ids: indented by depth, open or closed, the cursor marked.
    pub fn outline(&self) -> String {
        let (org, outline) = (&self.app.org, &self.app.outline);
        let row = |(i, &unit): (usize, &UnitId)| {
            let mark = if i == outline.cursor() { ">" } else { " " };
            let sign = match (org.is_leaf(unit), outline.is_open(unit)) {
                (true, _) => ' ',
                (false, true) => '-',
                (false, false) => '+',
            };
            let indent = if outline.is_list() { 0 } else { org.depth(unit) * 2 };
            format!("{mark}{:indent$}{sign}{}\n", "", org.id(unit))
        };
        outline.rows().iter().enumerate().map(row).collect()
    }

    /// The id of the current unit.
    pub fn unit(&self) -> String {
        self.app.org.id(self.app.unit()).to_string()
    }

    /// The screen with a theme and signs, and where the terminal's cursor is.
    pub fn screen(&self, theme: &Theme, ascii: bool) -> (Buffer, Option<Position>) {
        let mut buffer = Buffer::empty(Rect::new(0, 0, self.size.0, self.size.1));
        let glyphs = Glyphs::new(ascii);
        let cursor =
            ui::draw(&Scene { app: &self.app, lang: self.lang, theme, glyphs: &glyphs }, &mut buffer);
        (buffer, cursor)
    }

    /// The screen as text.
    pub fn sees(&self) -> String {
        let (buffer, _) = self.screen(&Theme::plain(), false);
        let columns = usize::from(buffer.area.width).max(1);
        let rows = buffer.content.chunks(columns);
        rows.map(|row| row.iter().map(|cell| cell.symbol()).collect::<String>().trim_end().to_string() + "\n")
            .collect()
    }
}

fn key_named(name: &str) -> KeyEvent {
    let (ctrl, rest) = name.strip_prefix("Ctrl-").map_or((false, name), |rest| (true, rest));
    let (alt, rest) = rest.strip_prefix("Alt-").map_or((false, rest), |rest| (true, rest));
    let code = match rest {
        "Enter" => KeyCode::Enter,
        "Esc" => KeyCode::Esc,
        "Tab" => KeyCode::Tab,
        "Space" => KeyCode::Char(' '),
        "Backspace" => KeyCode::Backspace,
        "Up" => KeyCode::Up,
        "Down" => KeyCode::Down,
        "Left" => KeyCode::Left,
        "Right" => KeyCode::Right,
        "Home" => KeyCode::Home,
        "End" => KeyCode::End,
        "PageUp" => KeyCode::PageUp,
        "PageDown" => KeyCode::PageDown,
        letter => KeyCode::Char(letter.to_lowercase().chars().next().filter(|_| ctrl).unwrap_or_else(|| {
            let mut letters = letter.chars();
            letters.next().filter(|_| letters.next().is_none()).unwrap_or_else(|| panic!("no key {letter:?}"))
        })),
    };
    let mut modifiers = KeyModifiers::NONE;
    modifiers.set(KeyModifiers::CONTROL, ctrl);
    modifiers.set(KeyModifiers::ALT, alt);
    KeyEvent::new(code, modifiers)
}

/// The program, with nothing of the tester's own settings.
pub fn ramure() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ramure"));
    command.env_clear().env("XDG_CONFIG_HOME", "/nonexistent").stdin(Stdio::null());
    command
}

/// What the program prints and says for some words.
pub fn run(words: &[&str]) -> Output {
    ramure().args(words).output().expect("the program runs")
}

/// The same with a file to open.
pub fn run_on(file: &Path, words: &[&str]) -> Output {
    ramure().args(words).arg("--data").arg(file).output().expect("the program runs")
}

/// What a line is answered.
pub fn said(answer: Answer) -> String {
    match answer {
        Answer::Said(lines) => lines,
        other => panic!("{other:?} is no answer"),
    }
}

pub fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("text")
}

pub fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("text")
}

/// A file that is there as long as the value lives.
pub fn file(bytes: &[u8]) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
    file.write_all(bytes).expect("written");
    file
}
