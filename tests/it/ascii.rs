//! `--ascii`: no screen has a sign beyond ASCII. Letters stay as they are, in data and in French.

use ramure::app::{App, Notice};
use ramure::lang::Lang;
use ramure::theme::{Glyphs, Theme};

use crate::support::{Browser, org};

/// An organisation in ASCII, with everything that a card shows.
const PORT: &str = r#"{"format":"ramure/1","name":"Port","units":[
    {"id":"port","name":"Port of Westhaven","acronym":"PW","kind":"authority","abstract":"Runs the port.",
     "missions":["Berths","Pilots"],"contact_details":[{"type":"email","value":"port@westhaven.example"},
     {"label":"Gate","type":"voice","value":"555 0100"}],"links":[{"url":"https://westhaven.example","label":"Site"}],
     "facts":[{"label":"Berths","value":"14"}],"notes":["Closed on Sundays."]},
    {"id":"dock","parent_id":"port","name":"Dock office","acronym":"DO","kind":"office",
     "relations":[{"type":"works with","target":"crane"},{"type":"paid by","name":"Ministry"}]},
    {"id":"crane","parent_id":"dock","name":"Cranes and everything that lifts heavy goods from ships","kind":"team"},
    {"id":"","parent_id":"?","name":""}]}"#;

fn browser(columns: u16, rows: u16) -> Browser {
    let mut browser = Browser::new(org(PORT), columns, rows);
    browser.lang = Lang::En;
    browser
}

/// The signs beyond ASCII on the screen, letters apart.
fn signs(browser: &Browser, ascii: bool) -> String {
    let (buffer, _) = browser.screen(&Theme::terminal(), ascii);
    let symbols = buffer.content.iter().flat_map(|cell| cell.symbol().chars());
    symbols.filter(|c| !c.is_ascii() && !c.is_alphabetic()).collect()
}

const KEYS: &[&str] = &[
    "",
    "*",
    "* G",
    "/dock",
    "/cran Enter",
    "/o Ctrl-T",
    "/o Ctrl-T Ctrl-T",
    "/xyzzy",
    "/dokc",
    "/",
    "Tab Down",
    "Tab End",
    "/dock Enter Tab Down Enter",
    "/dock Enter 1",
    "/dock Enter 9",
    "b",
    "n",
    "c",
    ".",
    "?",
    "? PageDown",
    "? esc",
    "? xyzzy",
];

#[test]
fn no_screen_has_a_sign_beyond_ascii() {
    for (columns, rows) in [(20, 5), (40, 12), (80, 24), (120, 40), (200, 50)] {
        for (keys, lang) in KEYS.iter().flat_map(|keys| [(keys, Lang::En), (keys, Lang::Fr)]) {
            let mut browser = browser(columns, rows);
            browser.press(keys);
            browser.lang = lang;
            assert_eq!(signs(&browser, true), "", "{keys}, {columns}×{rows}:\n{}", browser.screen_text());
        }
    }
    assert!(!signs(&browser(80, 24), false).is_empty(), "nothing to replace");
}

#[test]
fn no_message_has_a_sign_beyond_ascii() {
    let mut browser = browser(200, 50);
    for notice in [
        Notice::CopiedToTerminal("x".into()),
        Notice::CopiedToTmux("x".into()),
        Notice::TooLongToCopy { command: Some("x".into()), bytes: 123_456, limit: 5_000 },
        Notice::NoContact,
        Notice::NoEarlierUnit,
        Notice::NoLaterUnit,
        Notice::NothingBelow("x".into()),
        Notice::NoWeakMatch,
        Notice::NoChange,
        Notice::Reloaded,
        Notice::NotReloaded("x".into()),
    ] {
        browser.app.notice = Some(notice);
        assert_eq!(signs(&browser, true), "", "{}", browser.screen_text());
    }
}

#[test]
fn a_comparison_and_a_missing_index_are_drawn_in_ascii() {
    let mut browser = browser(80, 24);
    browser.app.compare(org(&PORT.replace("Dock office", "Docks").replace("crane", "lift")));
    assert_eq!(signs(&browser, true), "", "{}", browser.screen_text());
    browser.app = App::unindexed(org(PORT));
    browser.resize(80, 24);
    browser.press("/dock");
    assert_eq!(signs(&browser, true), "", "{}", browser.screen_text());
}

#[test]
fn a_sign_keeps_its_width() {
    assert_eq!(Glyphs::ascii_form("…"), Some("."));
    assert_eq!(Glyphs::ascii_form("\u{a0}"), Some(" "));
    assert_eq!(Glyphs::ascii_form("é"), None);
}
