//! Shared by the tests: organisations, the browser driven by key names, the program as a command.

use std::ffi::OsStr;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use ramure::app::{App, Effect};
use ramure::input::action::Action;
use ramure::input::key;
use ramure::input::key::{KeyCode, KeyEvent, KeyModifiers};
use ramure::lang::Lang;
use ramure::linear::Response;
use ramure::org::{Org, UnitId};
use ramure::theme::{Glyphs, Theme};
use ramure::ui;
use ramure::ui::Scene;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::pty::RAMURE;

pub use crate::organisations::{DINUM, VALOMBRE, dinum, document, org, valombre};

pub const VALOMBRE_PATH: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/fixtures/valombre.json");

/// The browser without a terminal: keys go in, outlines and screens come out.
pub struct Browser {
    pub app: App,
    pub lang: Lang,
    size: (u16, u16),
}

impl Browser {
    pub fn new(org: Org, columns: u16, rows: u16) -> Self {
        let mut browser = Self { app: App::new(org), lang: Lang::Fr, size: (columns, rows) };
        browser.resize(columns, rows);
        browser
    }

    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.size = (columns, rows);
        self.app.apply(Action::Resize { columns, rows });
    }

    /// Presses keys, separated by blanks: `/rie Enter Ctrl-T`. A word that is no key is typed.
    /// Returns the last effect.
    pub fn press(&mut self, keys: &str) -> Option<Effect> {
        keys.split_whitespace().flat_map(keys_named).filter_map(|key| self.press_key(key)).last()
    }

    /// Types letters and blanks as they are.
    pub fn type_text(&mut self, text: &str) {
        for c in text.chars() {
            self.press_key(key::char(c));
        }
    }

    pub fn press_key(&mut self, key: KeyEvent) -> Option<Effect> {
        self.app.keys.key_action(self.app.mode, key).and_then(|action| self.app.apply(action))
    }

    /// The outline on one line, the id of every row in order: `-ville +tec >cab`. `>` is the
    /// cursor, `-` an open unit, `+` a closed one; a flat list starts with `list:`.
    pub fn outline(&self) -> String {
        if let Some(list) = self.app.choices() {
            let cursor = |at| if at == list.cursor() { ">" } else { "" };
            let values = list.choices.values.iter().enumerate();
            let values = values.map(|(at, choice)| format!("{}{}", cursor(at), choice.value));
            return std::iter::once("choices:".to_string()).chain(values).collect::<Vec<_>>().join(" ");
        }
        let (org, outline) = (&self.app.org, &self.app.outline);
        let row = |(i, &unit): (usize, &UnitId)| {
            let cursor = if i == outline.cursor() { ">" } else { "" };
            let sign = match (org.is_leaf(unit) || outline.is_list(), outline.is_open(unit)) {
                (true, _) => "",
                (false, true) => "-",
                (false, false) => "+",
            };
            format!("{cursor}{sign}{}", org.id(unit))
        };
        let list = outline.is_list().then(|| "list:".to_string());
        list.into_iter().chain(outline.rows().iter().enumerate().map(row)).collect::<Vec<_>>().join(" ")
    }

    /// The id of the selected unit.
    pub fn unit(&self) -> String {
        self.app.org.id(self.app.unit()).to_string()
    }

    /// The screen, and the position of the terminal's cursor.
    pub fn screen(&self, theme: &Theme, ascii: bool) -> (Buffer, Option<Position>) {
        let mut buffer = Buffer::empty(Rect::new(0, 0, self.size.0, self.size.1));
        let glyphs = Glyphs::new(ascii);
        let cursor =
            ui::draw(&Scene { app: &self.app, lang: self.lang, theme, glyphs: &glyphs }, &mut buffer).cursor;
        (buffer, cursor)
    }

    /// The screen as text.
    pub fn screen_text(&self) -> String {
        let (buffer, _) = self.screen(&Theme::plain(), false);
        let columns = usize::from(buffer.area.width).max(1);
        let rows = buffer.content.chunks(columns);
        rows.map(|row| row.iter().map(|cell| cell.symbol()).collect::<String>().trim_end().to_string() + "\n")
            .collect()
    }
}

/// The key of a name, or the keys that type a word.
pub fn keys_named(name: &str) -> Vec<KeyEvent> {
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
        letter if ctrl => KeyCode::Char(letter.to_lowercase().chars().next().expect("a letter")),
        word => return word.chars().map(key::char).collect(),
    };
    let mut modifiers = KeyModifiers::NONE;
    modifiers.set(KeyModifiers::CONTROL, ctrl);
    modifiers.set(KeyModifiers::ALT, alt);
    vec![KeyEvent::new(code, modifiers)]
}

/// The program, in an empty environment and without a configuration.
pub fn ramure() -> Command {
    program(RAMURE)
}

/// Any program in such an environment, where it finds others.
pub fn program(name: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(name);
    command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.env("XDG_CONFIG_HOME", "/nonexistent").stdin(Stdio::null());
    command
}

/// Runs the program with arguments.
pub fn run(args: &[&str]) -> Output {
    ramure().args(args).output().expect("the program runs")
}

/// Runs the program with arguments on a data file.
pub fn run_on(file: &Path, args: &[&str]) -> Output {
    ramure().args(args).arg("--data").arg(file).output().expect("the program runs")
}

/// The text of an answer in linear mode.
pub fn answer_text(answer: Response) -> String {
    match answer {
        Response::Output(lines) => lines,
        other => panic!("{other:?} has no text"),
    }
}

pub fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("text")
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("text")
}

/// Runs the program with arguments on [`VALOMBRE`].
pub fn run_in_valombre(args: &[&str]) -> Output {
    run_on(Path::new(VALOMBRE_PATH), args)
}

/// A temporary file, deleted with the value.
pub fn file(bytes: &[u8]) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
    file.write_all(bytes).expect("written");
    file
}
