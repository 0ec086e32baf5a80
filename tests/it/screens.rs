//! The screen, cell by cell with its styles, at the sizes that matter.

use insta::assert_debug_snapshot;
use ramure::lang::Lang;
use ramure::theme::Theme;
use ratatui::layout::Position;

use crate::support::{Person, dinum, org};

fn person(columns: u16, rows: u16, keys: &str) -> Person {
    let mut person = Person::new(dinum(), columns, rows);
    person.press(keys);
    person
}

#[test]
fn the_first_screen() {
    assert_debug_snapshot!(person(80, 24, "").screen(&Theme::terminal(), false));
}

#[test]
fn a_filter_in_the_tree() {
    assert_debug_snapshot!(person(80, 24, "/ r i e").screen(&Theme::terminal(), false));
}

#[test]
fn a_filter_in_a_list_in_english() {
    let mut person = person(80, 24, "/ r i e Ctrl-T");
    person.lang = Lang::En;
    assert_debug_snapshot!(person.screen(&Theme::terminal(), false));
}

#[test]
fn a_filter_among_everything_without_colour() {
    assert_debug_snapshot!(person(80, 24, "/ r i e Ctrl-T Ctrl-T").screen(&Theme::plain(), false));
}

#[test]
fn an_item_of_the_card() {
    assert_debug_snapshot!(person(80, 40, "/ t n t Enter Tab Down").screen(&Theme::terminal(), false));
}

#[test]
fn one_pane_above_the_other() {
    assert_debug_snapshot!(person(40, 12, "/ p f s").screen(&Theme::terminal(), false));
}

#[test]
fn a_wide_screen_in_english() {
    let mut person = person(200, 50, "*");
    person.lang = Lang::En;
    assert_debug_snapshot!(person.screen(&Theme::high_contrast(), false));
}

#[test]
fn the_smallest_screen_that_is_of_use() {
    assert_debug_snapshot!(person(20, 5, "/ r i e").screen(&Theme::plain(), false));
}

#[test]
fn the_help_filtered_in_ascii() {
    let mut person = person(80, 24, "?");
    person.types("unit");
    assert_debug_snapshot!(person.screen(&Theme::plain(), true));
}

#[test]
fn nothing_found() {
    assert_debug_snapshot!(person(80, 24, "/ e t a l a b x x y y").screen(&Theme::plain(), false));
}

#[test]
fn any_size_is_drawn_and_the_cursor_stays_on_it() {
    let columns = (1..=30).chain([45, 69, 70, 71, 100, 300]);
    let sizes: Vec<_> =
        columns.flat_map(|columns| (1..=16).chain([40]).map(move |rows| (columns, rows))).collect();
    for keys in ["", "/ r i e", "Tab Down", "?"] {
        let mut person = person(80, 24, keys);
        for &(columns, rows) in &sizes {
            person.resize(columns, rows);
            let (_, cursor) = person.screen(&Theme::plain(), false);
            let inside = |at: Position| at.x < columns && at.y < rows;
            assert!(cursor.is_none_or(inside), "{columns}×{rows} {keys}: {cursor:?}");
        }
    }
}

#[test]
fn the_terminals_cursor_is_on_what_is_chosen() {
    let cursor = |person: Person| person.screen(&Theme::plain(), false).1;
    assert_eq!(cursor(person(80, 24, "Down")), Some(Position::new(0, 2)));
    assert_eq!(cursor(person(80, 24, "/ r i e")), Some(Position::new(6, 22)));
    let card = person(80, 24, "/ t n t Enter Tab");
    let item = cursor(card).expect("a cursor in the card");
    assert!(item.x > 20 && item.y > 0);
    assert_eq!(cursor(person(80, 24, "? r")), Some(Position::new(4, 22)));
}

#[test]
fn the_status_says_in_words_where_one_is() {
    let status =
        |columns, keys| person(columns, 24, keys).sees().lines().rev().nth(1).unwrap_or_default().to_string();
    assert!(status(80, "").ends_with(" 1 sur 27, tout en haut, 6 en dessous"));
    assert_eq!(status(40, "Down Down").trim(), "8 sur 27, niveau 1, 2 en dessous");
    assert_eq!(status(20, "Down").trim(), "2 sur 27");
    assert!(status(80, "/ r i e").ends_with(" 1 sur 11"), "a filter says which match");
}

#[test]
fn what_there_is_to_say_leaves_the_rank_alone_on_a_narrow_screen() {
    let seen = person(40, 24, "b").sees();
    assert!(seen.contains("rien de visité avant") && seen.contains(" 1 sur 27\n"), "{seen}");
}

#[test]
fn problems_are_counted_on_the_screen() {
    let faulty =
        r#"{"format":"ramure/1","units":[{"id":"a","name":"A"},{"id":"b","name":"","parent_id":"?"}]}"#;
    let person = Person::new(org(faulty), 80, 24);
    assert!(person.sees().contains("2\u{a0}problèmes (ramure check)"), "{}", person.sees());
}
