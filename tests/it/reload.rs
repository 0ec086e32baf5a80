//! Ctrl-R: the files are read again, and selection, open units and filter stay.

use std::fs;

use ramure::app::Notice;
use ramure::input::Mode;
use ramure::input::action::Action;
use ramure::lang::Lang;
use ramure::linear::{LinearBrowser, Response};
use serde_json::{Value, json};

use crate::pty::{RAMURE, Session, command};
use crate::support::{Browser, VALOMBRE, answer_text, file, org, valombre};

/// Valombre without some units, and with a new first child of the root.
fn edited_without(without: &[&str]) -> String {
    let mut document: Value = serde_json::from_str(VALOMBRE).expect("JSON");
    let units = document["units"].as_array_mut().expect("units");
    units.retain(|unit| !without.iter().any(|id| unit["id"] == *id));
    let root = units[0]["id"].clone();
    units.insert(1, json!({"id": "neuf", "parent_id": root, "name": "Pôle Neuf", "acronym": "PN"}));
    document.to_string()
}

#[test]
fn the_selection_and_open_units_stay() {
    let mut browser = Browser::new(valombre(), 80, 24);
    browser.press("Down Right Down Down");
    let (unit, before) = (browser.unit(), browser.outline());
    browser.app.reload(org(&edited_without(&[])));
    assert_eq!(browser.unit(), unit);
    assert_eq!(browser.outline().replacen(" neuf", "", 1), before);
    assert_eq!(browser.app.notice, Some(Notice::Reloaded));
}

#[test]
fn the_parent_is_selected_when_the_unit_is_gone() {
    let mut browser = Browser::new(valombre(), 80, 24);
    browser.press("/aai Enter");
    assert_eq!(browser.unit(), "rsv-acces");
    browser.press("Esc");
    browser.app.reload(org(&edited_without(&["rsv-acces"])));
    assert_eq!(browser.outline(), "-ville neuf +tec +edu -num >-num-rsv rsv-coeur rsv-livres cab");
}

#[test]
fn the_filter_stays_and_finds_added_units() {
    let mut browser = Browser::new(valombre(), 80, 24);
    browser.press("/");
    browser.type_text("pôle");
    browser.press("Enter n n");
    let (unit, total) = (browser.unit(), browser.app.filter.matches.total());
    browser.app.reload(org(&edited_without(&[])));
    assert_eq!((browser.unit(), browser.app.filter.matches.total()), (unit, total + 1));
    browser.press("Esc");
    assert!(browser.outline().contains("neuf") && !browser.outline().contains("rsv-coeur"));
}

#[test]
fn a_filter_that_matches_nothing_any_more_can_be_corrected() {
    let town = |below: &str| org(&format!("{{\"units\":[{{\"id\":\"a\",\"name\":\"Town\"}}{below}]}}"));
    let library = r#",{"id":"b","name":"Library","parent_id":"a"}"#;
    let parks = r#",{"id":"c","name":"Parks","parent_id":"a","contact_details":[{"value":"p@x.example"}]}"#;
    for keys in ["/lib Enter", "/lib Tab", "/lib Enter ?"] {
        let mut browser = Browser::new(town(&format!("{library}{parks}")), 80, 24);
        browser.press(keys);
        browser.app.reload(town(parks));
        if keys.ends_with('?') {
            browser.press("Esc");
        }
        assert_eq!(browser.app.mode, Mode::Filter, "{keys}");
        let card = browser.app.panes().card;
        for action in
            [Action::Press { column: card.x + 1, row: card.y + 1 }, Action::FocusCard, Action::Accept]
        {
            assert_eq!((browser.app.apply(action), browser.app.mode), (None, Mode::Filter), "{keys}");
        }
        browser.press("Esc");
        assert_eq!(browser.outline(), ">-a c", "{keys}");
    }
}

#[test]
fn a_fault_of_a_reload_is_told_after_the_filter() {
    let mut browser = Browser::new(valombre(), 80, 24);
    browser.press("/");
    browser.app.notice = Some(Notice::NotReloaded("no file".into()));
    browser.app.on_frame();
    browser.press("plm Ctrl-O Esc");
    assert!(browser.screen_text().contains("no file"), "{}", browser.screen_text());
    browser.app.on_frame();
    browser.press("Down");
    assert_eq!(browser.app.notice, None);
}

#[test]
fn back_skips_units_that_are_gone() {
    let mut browser = Browser::new(valombre(), 80, 24);
    for query in ["plm", "rsv", "cabinet"] {
        browser.press("/");
        browser.type_text(query);
        browser.press("Enter Esc");
    }
    browser.app.reload(org(&edited_without(&["num-rsv"])));
    browser.press("b");
    assert_eq!(browser.unit(), "edu-plm");
    browser.press("b");
    assert_eq!(browser.unit(), "ville");
}

#[test]
fn a_reload_compares_with_the_new_files() {
    let mut browser = Browser::new(valombre(), 80, 24);
    browser.app.compare(valombre());
    browser.app.reload(org(&edited_without(&[])));
    let counts = browser.app.comparison.as_ref().expect("compared").summary(Lang::En);
    assert_eq!(counts, "1\u{a0}added");
}

#[test]
fn linear_mode_reloads_too() {
    let mut linear = LinearBrowser::new(valombre(), Lang::En);
    linear.open("");
    answer_text(linear.execute("plm"));
    assert_eq!(linear.execute("reload"), Response::Reload);
    let printed = linear.reload(Ok(org(&edited_without(&[]))));
    assert!(printed.starts_with("files reloaded\n"), "{printed}");
    assert!(answer_text(linear.execute("where")).contains("PLM"));
    let printed = linear.reload(Err(ramure::error::Error::StdinAlreadyRead));
    assert!(printed.starts_with("reload failed: standard input can be read only once\n"), "{printed}");
    assert!(answer_text(linear.execute("up")).starts_with("Éducation"));
}

#[test]
fn an_unreadable_file_is_reported_and_nothing_changes() {
    let data = file(VALOMBRE.as_bytes());
    let path = data.path().to_str().expect("text");
    let mut session = Session::start(command(RAMURE, &["--data", path, "--lang", "en"]), 80, 24);
    session.wait_for_text("Cabinet");
    let mut reload_with = |text: &str, shown: &str| {
        fs::write(data.path(), text).expect("written");
        session.send("\x12");
        session.wait_for_text(shown);
    };
    reload_with(VALOMBRE, "files reloaded");
    reload_with(&edited_without(&[]), "Neuf");
    reload_with("{\"units\": [", "the JSON ends too early");
    reload_with(VALOMBRE, "files reloaded");
    fs::remove_file(data.path()).expect("removed");
    session.send("\x12");
    session.wait_for_text("this file does not exist");
    session.wait_for_text("Cabinet");
    session.quit();
}
