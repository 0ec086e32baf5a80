//! Ctrl-R: the files read again, and everything else as it was.

use std::fs;

use ramure::app::Notice;
use ramure::lang::Lang;
use ramure::linear::{Answer, Linear};
use serde_json::{Value, json};

use crate::pty::{RAMURE, Session, command};
use crate::support::{DINUM, Person, answer_text, dinum, file, org};

/// The embedded organisation without some units and with another, first below the first.
fn changed(without: &[&str]) -> String {
    let mut document: Value = serde_json::from_str(DINUM).expect("JSON");
    let units = document["units"].as_array_mut().expect("units");
    units.retain(|unit| !without.iter().any(|id| unit["id"] == *id));
    let root = units[0]["id"].clone();
    units.insert(1, json!({"id": "neuf", "parent_id": root, "name": "Pôle Neuf", "acronym": "PN"}));
    document.to_string()
}

#[test]
fn the_place_and_what_is_open_stay() {
    let mut browser = Person::new(dinum(), 80, 24);
    browser.press("Down Right Down Down");
    let (unit, before) = (browser.unit(), browser.outline());
    browser.app.reload(org(&changed(&[])));
    assert_eq!(browser.unit(), unit);
    assert_eq!(browser.outline().replacen("    neuf\n", "", 1), before);
    assert_eq!(browser.app.notice, Some(Notice::Reloaded));
}

#[test]
fn where_the_unit_is_gone_the_one_above_is_the_place() {
    let mut browser = Person::new(dinum(), 80, 24);
    browser.press("/ t n t Enter");
    assert_eq!(browser.unit(), "ace-tnt");
    browser.press("Esc");
    browser.app.reload(org(&changed(&["ace-tnt"])));
    assert_eq!(browser.unit(), "ace");
    assert!(browser.outline().contains("ace-ecmr"));
}

#[test]
fn the_filter_stays_and_finds_what_is_new() {
    let mut browser = Person::new(dinum(), 80, 24);
    browser.press("/");
    browser.type_text("pôle");
    browser.press("Enter n n");
    let (unit, total) = (browser.unit(), browser.app.finder.matches.total());
    browser.app.reload(org(&changed(&[])));
    assert_eq!((browser.unit(), browser.app.finder.matches.total()), (unit, total + 1));
    browser.press("Esc");
    assert!(browser.outline().contains("neuf") && !browser.outline().contains("ace-ecmr"));
}

#[test]
fn the_way_back_leaves_out_what_is_gone() {
    let mut browser = Person::new(dinum(), 80, 24);
    for query in ["tnt", "rie", "etalab"] {
        browser.press("/");
        browser.type_text(query);
        browser.press("Enter Esc");
    }
    browser.app.reload(org(&changed(&["iso-rie"])));
    browser.press("b");
    assert_eq!(browser.unit(), "ace-tnt");
    browser.press("b");
    assert_eq!(browser.unit(), "dinum");
}

#[test]
fn what_is_new_is_told_of_the_files_as_they_are() {
    let mut browser = Person::new(dinum(), 80, 24);
    browser.app.compare(dinum());
    browser.app.reload(org(&changed(&[])));
    let news = browser.app.news.as_ref().expect("compared").counts(Lang::En);
    assert_eq!(news, "1\u{a0}added");
}

#[test]
fn a_voice_reads_the_files_again_too() {
    let mut linear = Linear::new(dinum(), Lang::En);
    linear.open("");
    answer_text(linear.answer("tnt"));
    assert_eq!(linear.answer("reload"), Answer::Reload);
    let heard = linear.reload(Ok(org(&changed(&[]))));
    assert!(heard.starts_with("files read again\n"), "{heard}");
    assert!(answer_text(linear.answer("where")).contains("TNT"));
    let heard = linear.reload(Err(ramure::error::Error::OnceOnly));
    assert!(heard.starts_with("nothing changed here; standard input can be read only once\n"), "{heard}");
}

#[test]
fn a_file_that_cannot_be_read_leaves_what_is_shown_and_says_so() {
    let data = file(DINUM.as_bytes());
    let path = data.path().to_str().expect("text");
    let mut session = Session::start(command(RAMURE, &["--data", path, "--lang", "en"]), 80, 24);
    session.wait_for_text("Etalab");
    let mut reads_again = |text: &str, said: &str| {
        fs::write(data.path(), text).expect("written");
        session.send("\x12");
        session.wait_for_text(said);
    };
    reads_again(DINUM, "files read again");
    reads_again(&changed(&[]), "Neuf");
    reads_again("{\"units\": [", "the JSON stops before its end");
    reads_again(DINUM, "files read again");
    fs::remove_file(data.path()).expect("removed");
    session.send("\x12");
    session.wait_for_text("this file does not exist");
    session.wait_for_text("Etalab");
    session.quit();
}
