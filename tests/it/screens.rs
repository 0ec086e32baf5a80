//! Snapshots of the screen with its styles, at several sizes.

use insta::{assert_debug_snapshot, assert_snapshot};
use ramure::lang::Lang;
use ramure::theme::{Glyphs, Theme};
use ramure::ui;
use ramure::ui::Scene;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::support::{Browser, dinum, valombre};

fn browser(columns: u16, rows: u16, keys: &str) -> Browser {
    let mut browser = Browser::new(valombre(), columns, rows);
    browser.press(keys);
    browser
}

#[test]
fn the_first_screen() {
    assert_debug_snapshot!(Browser::new(dinum(), 80, 24).screen(&Theme::terminal(), false));
}

#[test]
fn a_filter_in_the_tree() {
    assert_debug_snapshot!(browser(80, 24, "/reseau").screen(&Theme::terminal(), false));
}

#[test]
fn the_units_opened_last() {
    let keys = "/plm Enter /aai Enter Esc C g /";
    assert_debug_snapshot!(browser(80, 24, keys).screen(&Theme::terminal(), false));
}

#[test]
fn a_filter_in_a_list_in_english() {
    let mut browser = browser(80, 24, "/reseau Ctrl-T");
    browser.lang = Lang::En;
    assert_debug_snapshot!(browser.screen(&Theme::terminal(), false));
}

#[test]
fn a_filter_among_everything_without_colour() {
    assert_debug_snapshot!(browser(80, 24, "/reseau Ctrl-T Ctrl-T").screen(&Theme::plain(), false));
}

#[test]
fn a_target_of_the_card() {
    assert_debug_snapshot!(browser(80, 40, "/plm Enter Tab Down").screen(&Theme::terminal(), false));
}

#[test]
fn relations_and_units_that_refer_to_this_one() {
    let text = |columns, rows, lang, keys: &str| {
        let mut browser = browser(columns, rows, keys);
        browser.lang = lang;
        browser.screen_text()
    };
    let screens = [(80, 24), (40, 12), (200, 50)].map(|(columns, rows)| {
        [Lang::Fr, Lang::En].map(|lang| text(columns, rows, lang, "/plm Enter Esc Tab Down Down")).join("\n")
    });
    assert_snapshot!(screens.join("\n"));
    assert_snapshot!(text(80, 24, Lang::En, "/aai Enter Esc Tab"));
}

#[test]
fn a_card_on_the_whole_screen() {
    assert_snapshot!(browser(100, 30, "Tab z").screen_text());
}

#[test]
fn one_pane_above_the_other() {
    assert_debug_snapshot!(browser(40, 12, "/rbm").screen(&Theme::terminal(), false));
}

#[test]
fn a_wide_screen_in_english() {
    let mut browser = browser(200, 50, "*");
    browser.lang = Lang::En;
    assert_debug_snapshot!(browser.screen(&Theme::high_contrast(), false));
}

#[test]
fn the_smallest_useful_screen() {
    assert_debug_snapshot!(browser(20, 5, "/reseau").screen(&Theme::plain(), false));
}

#[test]
fn the_help_filtered_in_ascii() {
    let mut browser = browser(80, 24, "?");
    browser.type_text("unit");
    assert_debug_snapshot!(browser.screen(&Theme::plain(), true));
}

#[test]
fn nothing_found() {
    assert_debug_snapshot!(browser(80, 24, "/cabinetxxyy").screen(&Theme::plain(), false));
}

#[test]
fn the_values_of_a_filter() {
    let mut kinds = browser(80, 24, "/kind: Down");
    kinds.lang = Lang::En;
    assert_debug_snapshot!(kinds.screen(&Theme::plain(), false));
    let french = |keys: &str| browser(40, 12, keys).screen_text();
    let screens = ["/genre:p", "/dans:", "/avec:téléphoen", "/kind:xyz", "/kimd:res"].map(french);
    assert_snapshot!(screens.join("\n"));
}

#[test]
fn any_size_is_drawn_and_the_cursor_stays_on_it() {
    let columns = (1..=30).chain([45, 69, 70, 71, 100, 300]);
    let sizes: Vec<_> =
        columns.flat_map(|columns| (1..=16).chain([40]).map(move |rows| (columns, rows))).collect();
    for keys in ["", "/rsv", "/in: Down", "Tab Down", "?"] {
        let mut browser = browser(80, 24, keys);
        for &(columns, rows) in &sizes {
            browser.resize(columns, rows);
            let (_, cursor) = browser.screen(&Theme::plain(), false);
            let is_inside = |at: Position| at.x < columns && at.y < rows;
            assert!(cursor.is_none_or(is_inside), "{columns}×{rows} {keys}: {cursor:?}");
        }
    }
}

#[test]
fn the_terminals_cursor_is_on_the_selection() {
    let cursor = |browser: Browser| browser.screen(&Theme::plain(), false).1;
    assert_eq!(cursor(browser(80, 24, "Down")), Some(Position::new(0, 2)));
    assert_eq!(cursor(browser(80, 24, "/rsv")), Some(Position::new(6, 22)));
    let card = browser(80, 24, "/plm Enter Tab");
    let target = cursor(card).expect("a cursor in the card");
    assert!(target.x > 20 && target.y > 0);
    assert_eq!(cursor(browser(80, 24, "? r")), Some(Position::new(4, 22)));
}

#[test]
fn addresses_on_the_card_are_links_where_they_are_drawn() {
    let browser = browser(80, 24, "/plm Enter");
    let mut buffer = Buffer::empty(Rect::new(0, 0, 80, 24));
    let theme = Theme::plain();
    let scene = Scene { app: &browser.app, lang: Lang::Fr, theme: &theme, glyphs: &Glyphs::UNICODE };
    let drawn = ui::draw(&scene, &mut buffer);
    let link = drawn.links.first().expect("a link");
    let text: String = link.area().positions().map(|at| buffer[at].symbol()).collect();
    assert_eq!((link.uri(), text.as_str()), ("mailto:plm@valombre.example", "plm@valombre.example"));
}
