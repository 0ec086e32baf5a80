//! What is opened in the browser: what counts, where it is remembered, and when it is not.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use portable_pty::CommandBuilder;
use ramure::app::Habits;
use ramure::input::Mode;
use ramure::input::action::Action;
use rustix::process::Signal;
use tempfile::TempDir;

use crate::pty::{self, Session};
use crate::support::{self, Browser, VALOMBRE, VALOMBRE_PATH, org, valombre};

/// Some time in 2027, in seconds since 1970.
const NOW: u64 = 1_800_000_000;

fn browser() -> Browser {
    Browser::new(valombre(), 80, 24)
}

/// The ids of the units that these keys open.
fn opened_by(keys: &str) -> String {
    let mut browser = browser();
    browser.press(keys);
    visits(&browser)
}

fn visits(browser: &Browser) -> String {
    browser.app.opened.visits().iter().map(|id| id.to_string()).collect::<Vec<_>>().join(" ")
}

fn habits(ids: &[&str]) -> Habits {
    let mut habits = Habits::default();
    ids.iter().for_each(|id| habits.visit(id, NOW));
    habits
}

#[test]
fn a_unit_is_opened_by_keeping_a_filter_going_into_its_card_following_and_copying() {
    let table = [
        ("j j k End", ""),
        ("/plm", ""),
        ("/plm Esc", ""),
        ("/zzzz Enter", ""),
        ("/plm Enter", "edu-plm"),
        ("/ariane Enter n", "num-rsv"),
        ("j Enter", "tec"),
        ("j Tab Esc Tab", "tec"),
        ("j Enter Esc j Enter Esc k Enter", "tec edu tec"),
        ("j c", ""),
        ("/plm Esc c", "edu-plm"),
        ("j y", "tec"),
        ("/coeur Esc 1", "rsv-acces"),
        ("/coeur Enter Esc 1 b", "rsv-coeur rsv-acces"),
        ("/plm Enter 1", "edu-plm rsv-livres"),
        ("/cabinetxxyy Enter", "cab"),
    ];
    for (keys, expected) in table {
        assert_eq!(opened_by(keys), expected, "{keys}");
    }
}

#[test]
fn a_click_into_the_card_opens_it_and_one_on_a_row_does_not() {
    let mut browser = browser();
    browser.app.apply(Action::Press { column: 10, row: 3 });
    assert_eq!(visits(&browser), "");
    let card = browser.app.panes().card;
    browser.app.apply(Action::Press { column: card.x + 1, row: card.y });
    assert_eq!((visits(&browser).as_str(), browser.app.mode), ("edu", Mode::Card));
}

#[test]
fn a_picked_unit_is_opened() {
    let mut browser = browser();
    browser.app.is_picking = true;
    browser.press("/plm Enter");
    assert_eq!(visits(&browser), "edu-plm");
}

#[test]
fn a_filter_at_the_start_opens_its_best_match() {
    let mut browser = browser();
    browser.app.find("plm");
    assert_eq!(visits(&browser), "edu-plm");
}

#[test]
fn a_habitual_unit_comes_before_others_of_its_kind() {
    let first = |habits: Habits| {
        let mut browser = browser();
        browser.app.set_habits(habits, NOW);
        browser.press("/d");
        browser.unit()
    };
    let plain = first(Habits::default());
    let other = ["tec", "edu", "num"].into_iter().find(|id| *id != plain).expect("another");
    assert_eq!(first(habits(&[other])), other);
    assert_eq!(first(habits(&["gone"])), plain);
}

#[test]
fn an_empty_filter_lists_ten_units_of_earlier_sessions_that_still_exist() {
    let mut browser = browser();
    let ids = [
        "cab",
        "tec",
        "tec-voirie",
        "tec-eau",
        "edu",
        "edu-plm",
        "num",
        "num-rsv",
        "rsv-coeur",
        "rsv-acces",
        "rsv-livres",
        "gone",
        "ville",
    ];
    browser.app.set_habits(habits(&ids), NOW);
    browser.press("/");
    assert_eq!(
        browser.outline(),
        "list: >rsv-livres rsv-acces rsv-coeur num-rsv num edu-plm edu tec-eau tec-voirie tec"
    );
    let screen = browser.screen_text();
    assert!(screen.contains("ouvertes récemment") && screen.contains("unité récente"), "{screen}");
}

#[test]
fn a_click_into_the_card_goes_to_the_recent_unit() {
    let mut browser = browser();
    browser.app.set_habits(habits(&["edu-plm"]), NOW);
    browser.press("/");
    let card = browser.app.panes().card;
    browser.app.apply(Action::Press { column: card.x + 1, row: card.y });
    assert_eq!((browser.unit().as_str(), browser.app.mode), ("edu-plm", Mode::Card));
    browser.press("Esc");
    assert_eq!(browser.outline(), "-ville +tec -edu >edu-plm +num cab");
}

#[test]
fn after_a_reload_only_units_that_still_exist_are_listed() {
    let mut browser = browser();
    browser.press("/plm Enter /aai Enter Esc C g");
    browser.app.reload(org(&VALOMBRE.replace("\"edu-plm\"", "\"edu-new\"")));
    browser.press("/");
    assert_eq!(browser.outline(), "list: >rsv-acces");
}

#[test]
fn a_filter_that_is_kept_before_the_index_is_ready_opens_its_match() {
    let mut browser = browser();
    browser.app = ramure::app::App::unindexed(valombre());
    browser.resize(80, 24);
    browser.press("/plm Enter");
    assert_eq!(visits(&browser), "");
    browser.app.set_index(ramure::search::Index::new(&valombre()));
    assert_eq!(visits(&browser), "edu-plm");
}

#[test]
fn a_filter_that_is_kept_before_it_turns_out_to_match_nothing_opens_nothing() {
    let mut browser = browser();
    browser.app = ramure::app::App::unindexed(valombre());
    browser.resize(80, 24);
    browser.press("/zqzqzqz Enter");
    browser.app.set_index(ramure::search::Index::new(&valombre()));
    while browser.app.is_searching() {
        browser.app.continue_search();
    }
    assert_eq!((visits(&browser).as_str(), browser.app.mode), ("", Mode::Filter));
}

#[test]
fn a_reload_opens_nothing() {
    let mut browser = browser();
    browser.press("/ariane Enter Down");
    browser.app.reload(valombre());
    assert_eq!((visits(&browser).as_str(), browser.unit().as_str()), ("num-rsv", "rsv-livres"));
}

#[test]
fn a_query_that_waits_for_the_index_replaces_the_recent_units() {
    let mut browser = browser();
    browser.app = ramure::app::App::unindexed(valombre());
    browser.resize(80, 24);
    browser.app.set_habits(habits(&["edu-plm"]), NOW);
    browser.press("/");
    assert_eq!(browser.outline(), "list: >edu-plm");
    browser.press("r");
    assert_eq!(browser.outline(), ">-ville +tec +edu +num cab");
}

/// A directory for what is remembered.
struct State(TempDir);

impl State {
    fn new() -> Self {
        Self(TempDir::new().expect("a directory"))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    /// Opens the browser, keeps the filter `tnt`, and does the rest.
    fn open_tnt(&self, mut command: CommandBuilder) -> Session {
        command.env("XDG_STATE_HOME", self.path());
        let mut session = Session::start(command, 80, 24);
        session.wait_for_frame();
        session.send("/tnt\r");
        session.wait_for(|screen| {
            let text = screen.contents();
            text.contains("/ tnt") && text.contains("q quitter")
        });
        session
    }

    fn files(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.path().join("ramure")).into_iter().flatten();
        entries.map(|entry| entry.expect("an entry").path()).collect()
    }

    fn text(&self) -> String {
        self.files().iter().map(|path| fs::read_to_string(path).expect("text")).collect()
    }
}

#[test]
fn what_was_opened_is_listed_by_the_next_session() {
    let state = State::new();
    state.open_tnt(pty::ramure()).quit();
    let [file] = &state.files()[..] else { panic!("{:?}", state.files()) };
    assert_eq!(fs::metadata(file).expect("a file").permissions().mode() & 0o777, 0o600);
    assert!(file.file_name().is_some_and(|name| name.to_string_lossy().starts_with("dinum-")), "{file:?}");
    assert!(state.text().starts_with("ramure-history/1\n1.00 ") && state.text().ends_with(" ace-tnt\n"));
    let mut command = pty::ramure();
    command.env("XDG_STATE_HOME", state.path());
    let mut session = Session::start(command, 80, 24);
    session.wait_for_frame();
    session.send("/");
    session.wait_for_text("ouvertes récemment");
    session.send("\r");
    session.wait_for_frame();
    session.quit();
    assert!(state.text().contains("\n2.00 "), "{}", state.text());
}

#[test]
fn what_was_opened_is_remembered_when_a_signal_ends_the_session() {
    let state = State::new();
    let mut session = state.open_tnt(pty::ramure());
    session.signal(Signal::TERM);
    session.exit();
    assert!(state.text().ends_with(" ace-tnt\n"), "{:?}", state.files());
    let mut session = state.open_tnt(pty::ramure());
    session.hang_up();
    session.exit();
    assert!(state.text().contains("\n2.00 "), "{}", state.text());
}

#[test]
fn every_source_has_a_file_of_its_own() {
    let state = State::new();
    state.open_tnt(pty::ramure()).quit();
    let mut command = pty::command(pty::RAMURE, &[VALOMBRE_PATH]);
    command.env("XDG_STATE_HOME", state.path());
    let mut session = Session::start(command, 80, 24);
    session.wait_for_frame();
    session.send("y");
    session.wait_for_text("copi");
    session.quit();
    assert_eq!(state.files().len(), 2);
}

#[test]
fn nothing_is_remembered_when_it_is_turned_off_or_would_not_be_right() {
    let state = State::new();
    let mut by_variable = pty::ramure();
    by_variable.env("RAMURE_HISTORY", "0");
    let off = pty::command(pty::RAMURE, &["--no-history"]);
    let embedded = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/dinum.json"));
    let from_input = pty::script("$RAMURE --data - < $FILE", embedded);
    let mut restricted = pty::restricted(&[]);
    restricted.env("RAMURE_HISTORY", "1");
    for command in [off, by_variable, from_input, restricted] {
        state.open_tnt(command).quit();
        assert_eq!(state.files(), [] as [PathBuf; 0]);
    }
}

#[test]
fn commands_remember_nothing() {
    let state = State::new();
    for args in [&["find", "tnt"][..], &["show", "tnt"], &["tnt"], &["tree"]] {
        let output = support::ramure().args(args).env("XDG_STATE_HOME", state.path()).output();
        assert!(output.expect("the program runs").status.success(), "{args:?}");
    }
    assert_eq!(state.files(), [] as [PathBuf; 0]);
}

#[test]
fn a_state_directory_that_cannot_be_written_is_passed_over() {
    let state = State::new();
    fs::write(state.path().join("ramure"), "a file").expect("written");
    let mut session = state.open_tnt(pty::ramure());
    session.send("q");
    assert_eq!(session.exit().exit_code(), 0);
    session.assert_restored();
    let end = String::from_utf8_lossy(&session.raw()).into_owned();
    assert!(!end.contains("ramure:"), "{end}");
}
