//! The last two lines of the screen: what is typed, how many units match, where the cursor is, and
//! the hints.

use ramure::app::Notice;
use ramure::lang::Lang;
use ramure::settings::parse_config;
use ramure::text::Printable;

use crate::support::{Browser, org, valombre};

fn last_lines(browser: &Browser) -> (String, String) {
    let screen = browser.screen_text();
    let mut lines = screen.lines().rev();
    let [hints, status] =
        [lines.next(), lines.next()].map(|line| line.unwrap_or_default().trim().to_string());
    (status, hints)
}

fn browser(columns: u16, lang: Lang, keys: &str) -> Browser {
    let mut browser = Browser::new(valombre(), columns, 24);
    browser.lang = lang;
    browser.press(keys);
    browser
}

/// Columns, keys, and the status line in English and in French.
#[rustfmt::skip]
const STATUS_LINES: &[(u16, &str, &str, &str)] = &[
    (80, "", "1 of 12, at the top, 11 below", "1 sur 12, tout en haut, 11 en dessous"),
    (40, "Down Down", "5 of 12, level 1, 1 below", "5 sur 12, niveau 1, 1 en dessous"),
    (20, "Down", "2 of 12", "2 sur 12"),
];

#[test]
fn the_status_line_is_in_words() {
    for (columns, keys, english, french) in STATUS_LINES {
        for (lang, expected) in [(Lang::En, english), (Lang::Fr, french)] {
            assert_eq!(last_lines(&browser(*columns, lang, keys)).0, *expected, "{columns}: {keys}");
        }
    }
}

#[test]
fn the_counter_stands_behind_the_query_at_every_width() {
    for columns in [40, 80, 200] {
        let (status, _) = last_lines(&browser(columns, Lang::En, "/ariane"));
        assert!(status.starts_with("/ ariane   1 of 2"), "{columns}: {status}");
    }
}

#[test]
fn a_message_takes_the_place_of_the_position_for_one_key() {
    let mut browser = browser(40, Lang::Fr, "b");
    assert_eq!(last_lines(&browser).0, "aucune unité visitée avant");
    browser.press("Down");
    assert!(last_lines(&browser).0.starts_with("2 sur 12"));
}

#[test]
fn messages_name_the_keys_of_the_user() {
    for (setting, counter, message) in [
        ("", ", 1\u{a0}weaker (Ctrl-O)", "no filter: / to filter"),
        ("toggle_weak = \"F5\"\nopen_filter = \"F4\"\n", ", 1\u{a0}weaker (F5)", "no filter: F4 to filter"),
        ("toggle_weak = []\nopen_filter = []\n", ", 1\u{a0}weaker", "no filter"),
    ] {
        let mut browser = browser(80, Lang::En, "");
        browser.app.keys = parse_config(&format!("[keys]\n{setting}")).0.keys.expect("keys");
        browser.press("Ctrl-T");
        assert_eq!(last_lines(&browser).0, message);
        browser.app.notice = None;
        browser.app.find("reseau");
        assert!(last_lines(&browser).0.ends_with(counter), "{}", last_lines(&browser).0);
        browser.app.notice = Some(Notice::DamagedPack);
        assert!(last_lines(&browser).0.ends_with("is damaged: Ctrl-R reads it again"));
    }
}

#[test]
fn problems_are_counted() {
    let faulty =
        r#"{"format":"ramure/1","units":[{"id":"a","name":"A"},{"id":"b","name":"","parent_id":"?"}]}"#;
    for (columns, expected) in [
        (80, "1 sur 3, tout en haut, 2 en dessous  2\u{a0}problèmes (ramure check)"),
        (40, "1 sur 3  2\u{a0}problèmes (ramure check)"),
    ] {
        assert_eq!(last_lines(&Browser::new(org(faulty), columns, 24)).0, expected);
    }
}

#[test]
fn the_command_that_lists_problems_is_shown_where_it_fits() {
    let faulty =
        r#"{"format":"ramure/1","units":[{"id":"a","name":"A"},{"id":"b","name":"","parent_id":"?"}]}"#;
    for (columns, commands, expected) in [
        (
            80,
            &["ramure check dir/", "ramure check FILE"][..],
            "1 of 3, at the top, 2 below  2 problems (ramure check dir/)",
        ),
        (
            60,
            &["ramure check a_long_name.csv", "ramure check FILE"],
            "1 of 3  2 problems (ramure check a_long_name.csv)",
        ),
        (
            40,
            &["ramure check a_long_name.csv", "ramure check FILE"],
            "1 of 3  2 problems (ramure check FILE)",
        ),
        (30, &["ramure check a_long_name.csv", "ramure check FILE"], "1 of 3  2 problems"),
        (80, &[], "1 of 3, at the top, 2 below  2 problems"),
    ] {
        let mut browser = Browser::new(org(faulty), columns, 24);
        browser.lang = Lang::En;
        browser.app.check_commands = commands.iter().map(|command| Printable::new(command)).collect();
        assert_eq!(last_lines(&browser).0.replace('\u{a0}', " "), expected);
    }
}
