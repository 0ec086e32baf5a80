//! The tasks of docs/tasks.md: the keys in the document are pressed, and what they lead to is compared
//! with what the document says.

use std::fs;
use std::path::Path;
use std::process::Command;

use ramure::app::{Effect, Notice};
use ramure::input::key::{KeyCode, KeyEvent};
use ramure::lang::Lang;
use tempfile::TempDir;

use crate::documents::{blocks, read};
use crate::pty::{RAMURE, Session, script};
use crate::support::{Browser, dinum, keys_named};

/// A row of a table: its cells, with the strokes that Markdown escapes.
struct Row(Vec<String>);

impl Row {
    fn cell_count(&self) -> usize {
        self.0.len()
    }

    fn question(&self) -> &str {
        &self.0[0]
    }

    /// The parts of a cell between two marks.
    fn marked(&self, cell: usize, mark: &str) -> Vec<&str> {
        self.0[cell].split(mark).skip(1).step_by(2).collect()
    }

    /// The keys of a cell, each group of them as it is written.
    fn key_groups(&self, cell: usize) -> Vec<Vec<KeyEvent>> {
        self.marked(cell, "`").into_iter().map(keys_named).collect()
    }

    fn number(&self, cell: usize) -> usize {
        self.0[cell].parse().unwrap_or_else(|_| panic!("{}: no number of keys", self.question()))
    }
}

/// The tasks of a table with this many columns.
fn tasks(columns: usize) -> Vec<Row> {
    let document = read("docs/tasks.md");
    let row = |line: &str| {
        let cells = line.strip_prefix('|')?.strip_suffix('|')?.replace("\\|", "\0");
        Some(Row(cells.split('|').map(|cell| cell.trim().replace('\0', "|")).collect()))
    };
    let rows = document.lines().filter_map(row).filter(|row| row.cell_count() == columns);
    let is_head = |row: &Row| row.question() == "what I want" || row.question().starts_with("---");
    rows.filter(|row| !is_head(row)).collect()
}

/// What the keys lead to.
struct Outcome {
    unit: String,
    screen: String,
    has_quit: bool,
}

impl Outcome {
    fn of(groups: &[Vec<KeyEvent>]) -> Self {
        let mut browser = Browser::new(dinum(), 80, 24);
        browser.lang = Lang::En;
        let mut has_quit = false;
        for &key in groups.iter().flatten() {
            match browser.press_key(key) {
                // As the session does when it has sent the text.
                Some(Effect::CopyText(text)) => browser.app.notice = Some(Notice::CopiedToTerminal(text)),
                effect => has_quit = effect == Some(Effect::Quit),
            }
        }
        let unit = browser.app.org.name(browser.app.unit()).to_string();
        Self { unit, screen: browser.screen_text(), has_quit }
    }

    /// Whether this is what the last cell says: the selected unit in bold, texts on the screen as
    /// code, and neither where the browser is left.
    fn is_as_told(&self, row: &Row) -> bool {
        let last = row.cell_count() - 1;
        let (units, texts) = (row.marked(last, "**"), row.marked(last, "`"));
        self.has_quit == (units.is_empty() && texts.is_empty())
            && units.iter().all(|unit| *unit == self.unit)
            && texts.iter().all(|text| self.screen.contains(text))
    }
}

#[test]
fn the_keys_of_a_task_do_what_the_document_says_and_the_last_one_is_needed() {
    let tasks = tasks(4);
    assert_eq!(tasks.len(), 20);
    for row in tasks {
        let groups = row.key_groups(1);
        let outcome = Outcome::of(&groups);
        assert!(outcome.is_as_told(&row), "{}: {}\n{}", row.question(), outcome.unit, outcome.screen);
        let before = Outcome::of(&groups[..groups.len() - 1]);
        assert!(!before.is_as_told(&row), "{}: the last keys change nothing", row.question());
        assert_eq!(row.number(2), groups.iter().flatten().count(), "{}", row.question());
    }
}

/// A folder with the files that the document describes.
fn folder() -> TempDir {
    let document = read("docs/tasks.md");
    let folder = TempDir::new().expect("a folder");
    fs::write(folder.path().join("mine.csv"), blocks(&document, "csv")[0]).expect("written");
    let made =
        Command::new("sh").args(["-c", blocks(&document, "sh")[0]]).current_dir(folder.path()).status();
    assert!(made.expect("a shell").success());
    folder
}

/// A command of the document, in a terminal.
fn start(command: &str, folder: &Path) -> Session {
    let mut command = script(&format!("cd \"$FILE\"; {command}"), folder);
    let program = Path::new(RAMURE).parent().expect("a folder");
    let path = std::env::var("PATH").expect("a path");
    command.env("PATH", format!("{}:{path}", program.display()));
    command.env("LANG", "en_GB.UTF-8");
    Session::start(command, 80, 24)
}

/// What a terminal sends for a key.
fn bytes(key: KeyEvent) -> String {
    match key.code {
        KeyCode::Enter => "\r".into(),
        KeyCode::Char(c) => c.into(),
        code => panic!("{code:?} is not among the keys of the shell’s tasks"),
    }
}

#[test]
fn the_commands_of_a_task_print_or_show_what_the_document_says() {
    let folder = folder();
    let tasks = tasks(5);
    assert_eq!(tasks.len(), 6);
    for row in tasks {
        let command = row.marked(1, "`")[0];
        let keys: Vec<KeyEvent> = row.key_groups(2).concat();
        let texts = row.marked(4, "`");
        let mut session = start(command, folder.path());
        if !keys.is_empty() {
            session.wait_for(|screen| screen.alternate_screen());
            session.wait_until_quiet();
            let screen = session.capture().parser.screen().contents();
            assert!(!texts.iter().all(|text| screen.contains(text)), "{}: without keys", row.question());
            session.send(&keys.iter().map(|key| bytes(*key)).collect::<String>());
        }
        texts.iter().for_each(|text| session.wait_for_text(text));
        assert_eq!(row.number(3), command.chars().count() + 1 + keys.len(), "{}", row.question());
    }
}
