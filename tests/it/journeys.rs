//! Journeys: keys in, outline out. Most are one line of a table.

use ramure::app::card_lines::Target;
use ramure::app::{App, Effect, Notice};
use ramure::input::Mode;
use ramure::input::action::Action;
use ramure::lang::Lang;
use ramure::search::Index;
use ramure::settings::parse_config;

use crate::support::{Browser, dinum, org, valombre};

/// The outline of Valombre at the start.
const START: &str = ">-ville +tec +edu +num cab";

/// What is shown; the outline before; keys; the outline after. The notation of outlines is that of
/// the method `outline`.
#[rustfmt::skip]
const JOURNEYS: &[(&str, &str, &str, &str)] = &[
    ("the departments show at once", START, "", START),
    ("Right opens", "-ville +tec +edu >+num cab", "Right", "-ville +tec +edu >-num +num-rsv cab"),
    ("Right enters", "-ville +tec +edu >-num +num-rsv cab", "Right", "-ville +tec +edu -num >+num-rsv cab"),
    ("Right stays on a leaf", "-ville +tec +edu +num >cab", "Right", "-ville +tec +edu +num >cab"),
    ("Left goes up", "-ville +tec +edu -num >+num-rsv cab", "Left", "-ville +tec +edu >-num +num-rsv cab"),
    ("Left closes", "-ville +tec +edu >-num +num-rsv cab", "Left", "-ville +tec +edu >+num cab"),
    ("vim and Emacs keys move", START, "jj Ctrl-N kll", "-ville +tec -edu >edu-plm +num cab"),
    ("G goes to the last row", START, "G", "-ville +tec +edu +num >cab"),
    ("g goes to the first row", "-ville +tec +edu >+num cab", "g", START),
    ("p goes to the parent", "-ville +tec -edu >edu-plm +num cab", "p", "-ville +tec >-edu edu-plm +num cab"),
    ("Space opens", "-ville >+tec +edu +num cab", "Space", "-ville >-tec tec-voirie tec-eau +edu +num cab"),
    ("Space closes", "-ville >-tec tec-voirie tec-eau +edu +num cab", "Space", "-ville >+tec +edu +num cab"),
    ("* opens everything", START, "*", ALL),
    ("C closes everything", ALL, "C", START),
    ("the best match is selected", START, "/plm", "-ville -edu >edu-plm"),
    ("a filter shows parents of matches", START, "/ariane", "-ville -num >-num-rsv rsv-livres"),
    ("Down goes to the next match", START, "/ariane Down", "-ville -num -num-rsv >rsv-livres"),
    ("Down wraps, over parents that do not match", START, "/ariane Down Down", "-ville -num >-num-rsv rsv-livres"),
    ("Up wraps too", START, "/ariane Up", "-ville -num -num-rsv >rsv-livres"),
    ("n goes to the next match", START, "/ariane Enter n", "-ville -num -num-rsv >rsv-livres"),
    ("N goes to the previous match", START, "/ariane Enter n N", "-ville -num >-num-rsv rsv-livres"),
    ("after Enter arrows stop at every row", START, "/ariane Enter Up", "-ville >-num -num-rsv rsv-livres"),
    ("Enter keeps the filter", START, "/aai Enter", "-ville -num -num-rsv >rsv-acces"),
    ("Esc clears the filter and keeps the unit", START, "/aai Esc", FOUND),
    ("Esc clears the filter after Enter too", START, "/aai Enter Esc", FOUND),
    ("a match opens", START, "/^dir Enter Right", "-ville >-num +num-rsv"),
    ("Ctrl-T shows a list, the best first", START, "/reseau Ctrl-T", "list: >num-rsv rsv-livres rsv-coeur edu-plm rsv-acces num"),
    ("weaker matches are hidden", START, "/acc", "-ville -num -num-rsv >rsv-acces"),
    ("Ctrl-O shows them too", START, "/acc Ctrl-O Ctrl-T", "list: >rsv-acces rsv-coeur edu"),
    ("Ctrl-O hides them again", START, "/acc Ctrl-O Ctrl-O Ctrl-T", "list: >rsv-acces"),
    ("o shows one branch alone", "-ville +tec +edu >-num +num-rsv cab", "o", ">-num +num-rsv"),
    ("o again shows the whole tree", "-ville +tec +edu >-num +num-rsv cab", "oo", "-ville +tec +edu >-num +num-rsv cab"),
    ("Esc shows the whole tree", "-ville +tec +edu >-num +num-rsv cab", "o Esc", "-ville +tec +edu >-num +num-rsv cab"),
    ("the parent of a branch is outside it", "-ville +tec +edu >-num +num-rsv cab", "op", ">-ville +tec +edu -num +num-rsv cab"),
    ("a filter finds units of the branch alone", "-ville >+tec +edu +num cab", "o/eau", "-tec >tec-eau"),
    ("a filter is kept in a branch", START, "/e Enter o", ">-edu edu-plm"),
    ("Esc clears the filter first, then the branch", START, "/e Enter o Esc Esc", "-ville +tec >+edu +num cab"),
    ("Ctrl-T again shows everything", START, "/aai Ctrl-T Ctrl-T", FOUND),
    ("Ctrl-T a third time shows the tree", START, "/aai Ctrl-T Ctrl-T Ctrl-T", "-ville -num -num-rsv >rsv-acces"),
    ("a new filter replaces the kept one", START, "/plm Enter /aai", "-ville -num -num-rsv >rsv-acces"),
    ("an arrow edits the kept filter", START, "/aa Enter / Right i Enter", "-ville -num -num-rsv >rsv-acces"),
    ("Backspace edits the kept filter", START, "/aaix Enter / Backspace Enter", "-ville -num -num-rsv >rsv-acces"),
    ("Up in the empty line brings the last filter back", START, "/aai Esc / Up", "-ville -num -num-rsv >rsv-acces"),
    ("Up again brings the one before", START, "/plm Enter /aai Esc / Up Up", "-ville -edu >edu-plm"),
    ("Down returns to the empty line", START, "/aai Esc C g / Up Down Esc", START),
    ("a query brought back and edited is a query like any", START, "/ari Esc / Up a Down", "-ville -num -num-rsv >rsv-livres"),
    ("an empty filter changes nothing", "-ville +tec >+edu +num cab", "/x Backspace Enter", "-ville +tec >+edu +num cab"),
    ("an empty filter lists what was opened, the latest first", START, "/plm Enter /aai Enter Esc C g /", "list: >rsv-acces edu-plm"),
    ("without the current unit", START, "/plm Enter /aai Enter Esc /", "list: >edu-plm"),
    ("Down and Up move in the list of recent units", START, "/plm Enter /aai Enter Esc C g / Down Up Down", "list: rsv-acces >edu-plm"),
    ("Enter goes to a recent unit", START, "/plm Enter /aai Enter Esc C g / Down Enter", "-ville +tec -edu >edu-plm +num cab"),
    ("Esc brings the tree back", START, "/plm Enter Esc C g / Esc", START),
    ("a letter brings the tree back", START, "/plm Enter Esc C g /aai", "-ville -num -num-rsv >rsv-acces"),
    ("an emptied filter lists them again", START, "/plm Enter Esc C g /a Backspace", "list: >edu-plm"),
    ("Up on the first recent unit brings the last filter back", START, "/aai Enter Esc C g / Up", "-ville -num -num-rsv >rsv-acces"),
    ("a keyword lists its values", START, "/kind:", "choices: >direction composant pôle commune programme réseau mission"),
    ("letters narrow the values", START, "/kind:pr", "choices: >programme"),
    ("Down and Up choose a value", START, "/genre:p Down Down Up", "choices: pôle >programme"),
    ("Enter takes the value into the query", START, "/genre:p Down Enter", "-ville -edu >edu-plm"),
    ("Tab does too", START, "/kind:r Tab Ctrl-T", "list: >num-rsv"),
    ("Enter again keeps the filter", START, "/kind:r Enter Enter", "-ville -num >+num-rsv"),
    ("a whole value filters at once", START, "/kind:mission", "-ville >cab"),
    ("a blank after the beginning of a value filters too", START, "/kind:mis Space", "-ville >cab"),
    ("a deleted letter brings the values back", START, "/kind:mission Backspace", "choices: >mission"),
    ("an unknown value lists all", START, "/avec:xyz", "choices: >courriel téléphone contact lien"),
    ("a mistyped value lists the nearest first", START, "/has:phoen Enter", "-ville -tec >tec-voirie"),
    ("units are values too", START, "/in:", "choices: >Services techniques Éducation, jeunesse et sports DNUM RSV"),
    ("a value with blanks is quoted", START, "/in:se Enter Space eclairage", "-ville -tec >tec-voirie"),
    ("a mistyped keyword is offered as it should be", START, "/knd:res", "choices: >kind:res"),
    ("its values follow", START, "/knd:res Enter", "choices: >réseau"),
    ("a word with a colon that finds something is left alone", START, "/hat:", "-ville -num -num-rsv >rsv-livres"),
    ("Esc clears the filter under the values", START, "/kind: Esc", START),
    ("the cursor decides which word has choices", START, "/kind:mis Space x Left Left", "choices: >mission"),
    ("the last filter is brought back over the values", START, "/kind: Esc /eau Esc C g / Up Up Down", "-ville -tec >tec-eau"),
    ("a number follows a relation", START, "/coeur Enter Esc 1", FOUND),
    ("b goes back", START, "/coeur Enter Esc 1b", "-ville +tec +edu -num -num-rsv >rsv-coeur rsv-acces rsv-livres cab"),
    ("Alt-Right goes forward again", START, "/coeur Enter Esc 1b Alt-Right", FOUND),
    ("b goes back to where the filter started", START, "/coeur Enter Esc 1bb", ">-ville +tec +edu -num -num-rsv rsv-coeur rsv-acces rsv-livres cab"),
];

/// Everything is open.
const ALL: &str =
    ">-ville -tec tec-voirie tec-eau -edu edu-plm -num -num-rsv rsv-coeur rsv-acces rsv-livres cab";
/// A unit was found, then the filter cleared.
const FOUND: &str = "-ville +tec +edu -num -num-rsv rsv-coeur >rsv-acces rsv-livres cab";

fn browser() -> Browser {
    Browser::new(valombre(), 80, 24)
}

/// A browser that shows an outline.
fn browser_at(outline: &str) -> Browser {
    let mut browser = browser();
    let mut selected = "";
    for row in outline.split(' ') {
        let id = row.trim_start_matches(['>', '-', '+']);
        select(&mut browser, id);
        let is_open = browser.outline().contains(&format!(">-{id}"));
        if row.trim_start_matches('>').starts_with('-') != is_open {
            browser.press("Space");
        }
        selected = if row.starts_with('>') { id } else { selected };
    }
    select(&mut browser, selected);
    assert_eq!(browser.outline(), outline, "the outline before");
    browser
}

fn select(browser: &mut Browser, id: &str) {
    browser.press("g");
    while browser.unit() != id {
        let before = browser.unit();
        browser.press("Down");
        assert_ne!(browser.unit(), before, "{id} is not in {}", browser.outline());
    }
}

#[test]
fn every_journey_ends_with_its_outline() {
    let mut failures = String::new();
    for (what, start, keys, end) in JOURNEYS {
        let mut browser = browser_at(start);
        browser.press(keys);
        if browser.outline() != *end {
            failures += &format!("{what}: {start}, then {keys}: {}\n", browser.outline());
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

#[test]
fn typing_filters_and_selects_the_best_match() {
    let mut browser = browser();
    browser.press("/plm");
    assert_eq!((browser.outline().as_str(), browser.app.mode), ("-ville -edu >edu-plm", Mode::Filter));
    browser.press("Esc");
    assert_eq!(browser.app.mode, Mode::Tree);
}

#[test]
fn without_a_match_enter_goes_to_the_suggestion() {
    let mut browser = browser();
    browser.type_text("/cabinetxx");
    browser.type_text("yy");
    assert!(
        browser.screen_text().contains("Aucun résultat. Au plus proche\u{a0}:"),
        "{}",
        browser.screen_text()
    );
    assert_eq!(browser.outline(), "list: >cab");
    assert!(browser.screen_text().contains("▾ Ville de Valombre"), "the tree stays");
    browser.press("Enter");
    assert_eq!((browser.unit().as_str(), browser.app.mode), ("cab", Mode::Tree));
    assert!(!browser.app.filter.is_active());
}

/// A browser whose index is still being built, and the index.
fn unindexed_browser() -> (Browser, Index) {
    let mut browser = browser();
    browser.app = App::unindexed(valombre());
    browser.resize(80, 24);
    (browser, Index::new(&valombre()))
}

#[test]
fn a_query_typed_before_the_index_is_ready_runs_later() {
    let (mut browser, index) = unindexed_browser();
    let before = browser.outline();
    browser.type_text("/rsv");
    assert_eq!(browser.outline(), before, "the rows stay");
    assert!(browser.screen_text().contains("/ rsv "), "{}", browser.screen_text());
    assert!(browser.screen_text().contains("préparation de la recherche…"), "{}", browser.screen_text());
    browser.press("Down Down");
    assert_eq!(browser.unit(), "edu", "the cursor moves meanwhile");
    browser.app.set_index(index);
    assert_eq!((browser.unit().as_str(), browser.app.mode), ("num-rsv", Mode::Filter));
}

#[test]
fn a_filter_accepted_before_the_index_is_ready_stays() {
    let (mut browser, index) = unindexed_browser();
    browser.press("/rsv Enter n Ctrl-T Ctrl-T Ctrl-T");
    assert_eq!((browser.unit().as_str(), browser.app.mode), ("ville", Mode::Tree));
    browser.app.set_index(index);
    assert_eq!((browser.unit().as_str(), browser.app.mode), ("num-rsv", Mode::Tree));
    browser.press("b");
    assert_eq!(browser.unit(), "ville", "the way back is kept");
}

#[test]
fn a_filter_cleared_before_the_index_is_ready_leaves_nothing() {
    let (mut browser, index) = unindexed_browser();
    let before = browser.outline();
    browser.press("/rsv Esc");
    browser.app.set_index(index);
    assert_eq!(browser.outline(), before);
    browser.press("/rsv");
    assert_eq!(browser.unit(), "num-rsv");
}

#[test]
fn a_query_without_a_match_can_be_edited() {
    let mut browser = browser();
    browser.type_text("/zzzz");
    browser.press("Enter");
    assert_eq!((browser.app.mode, browser.app.filter.prompt.text()), (Mode::Filter, "zzzz"));
    browser.press("Esc");
    assert_eq!((browser.app.mode, browser.unit().as_str()), (Mode::Tree, "ville"));
}

#[test]
fn the_contact_is_visible_without_scrolling() {
    let mut browser = browser();
    browser.press("/plm Enter");
    assert!(browser.screen_text().contains("plm@valombre.example"), "{}", browser.screen_text());
}

#[test]
fn a_kept_filter_can_be_extended() {
    let mut browser = browser();
    browser.press("/aa Enter / End i Enter");
    assert_eq!((browser.app.filter.prompt.text(), browser.unit().as_str()), ("aai", "rsv-acces"));
    browser.press("/ plm Enter");
    assert_eq!((browser.app.filter.prompt.text(), browser.unit().as_str()), ("plm", "edu-plm"));
}

#[test]
fn relations_are_followed_and_the_way_back_is_kept() {
    let mut browser = browser();
    browser.press("/coeur Enter Esc 1");
    assert_eq!(browser.unit(), "rsv-acces");
    browser.press("b");
    assert_eq!(browser.unit(), "rsv-coeur");
    browser.press("Alt-Right");
    assert_eq!(browser.unit(), "rsv-acces");
    browser.press("b b");
    assert_eq!(browser.unit(), "ville", "where the filter started");
    browser.press("b");
    assert_eq!(browser.app.notice, Some(Notice::NoEarlierUnit));
}

/// What Enter acts on, on the card.
fn chosen_target(browser: &Browser) -> Option<Target> {
    browser.app.card.target.map(|target| browser.app.card_layout().targets[target].clone())
}

#[test]
fn a_relation_to_another_organisation_has_no_number_and_is_copied() {
    let mut browser = browser();
    browser.press("/plm Enter 9");
    assert_eq!(browser.app.notice, Some(Notice::NoRelation(9)));
    browser.press("Tab");
    let name = "Agence des écoles rurales";
    while chosen_target(&browser) != Some(Target::Text { text: name.into(), uri: None }) {
        browser.press("Down");
    }
    assert_eq!(browser.app.enter_hint().map(|hint| hint.fr), Some("copier"));
    assert_eq!(browser.press("Enter"), Some(Effect::CopyText(name.into())));
}

#[test]
fn tab_goes_from_the_filter_to_the_card_of_a_match() {
    let mut browser = browser();
    browser.press("/rsv Tab");
    assert_eq!((browser.unit().as_str(), browser.app.mode), ("num-rsv", Mode::Card));
    assert!(chosen_target(&browser).is_some() && browser.app.filter.is_filtering());
    let mut browser = self::browser();
    browser.press("/zzzzzz Tab");
    assert_eq!(browser.app.mode, Mode::Filter, "nothing matches");
}

#[test]
fn units_below_are_followed_from_the_card() {
    let mut browser = browser();
    browser.press("/rsv Enter Esc Tab");
    while browser.app.enter_hint().map(|hint| hint.en) != Some("follow") {
        browser.press("Down");
    }
    browser.press("Enter");
    assert_eq!((browser.unit().as_str(), browser.app.mode), ("rsv-coeur", Mode::Card));
}

#[test]
fn a_unit_is_reached_from_one_that_it_refers_to() {
    let mut browser = browser();
    browser.press("/aai Enter Esc");
    browser.press("Tab");
    let source = browser.app.org.find("rsv-coeur").expect("a unit");
    while chosen_target(&browser) != Some(Target::Unit(source)) {
        browser.press("Down");
    }
    assert!(browser.screen_text().contains("Citée par"), "{}", browser.screen_text());
    browser.press("Enter");
    assert_eq!(browser.unit(), "rsv-coeur");
}

#[test]
fn greek_is_found_as_it_is_typed_in_latin_letters() {
    let org = org(r#"{"format": "ramure/1", "units": [{"id": "gr", "name": "Ελληνική Δημοκρατία"},
        {"id": "vouli", "parent_id": "gr", "name": "Βουλή των Ελλήνων"},
        {"id": "edu", "parent_id": "gr", "name": "Υπουργείο Παιδείας"}]}"#);
    let mut browser = Browser::new(org, 80, 24);
    browser.type_text("/");
    for (at, letter) in "ypourgeio".char_indices() {
        browser.type_text(&letter.to_string());
        assert_eq!(browser.unit(), "edu", "after {} letters", at + 1);
    }
    browser.type_text(" tis paideias");
    assert_eq!(browser.unit(), "edu");
    browser.press("Ctrl-U");
    browser.type_text("vouli ellinon");
    assert_eq!(browser.unit(), "vouli");
}

#[test]
fn a_target_of_the_card_is_selected_and_followed() {
    let mut browser = browser();
    browser.press("/plm Enter Tab");
    assert_eq!(browser.app.mode, Mode::Card);
    while browser.app.card.target.is_none() {
        browser.press("Down");
    }
    let sent = browser.press("Enter");
    assert_eq!(sent, Some(Effect::CopyText("plm@valombre.example".into())));
    browser.press("Esc");
    assert_eq!((browser.app.mode, browser.unit().as_str()), (Mode::Tree, "edu-plm"));
}

#[test]
fn the_card_is_read_from_its_top_and_its_name_or_a_visible_target_shows_the_focus() {
    for (columns, rows) in [(80, 24), (40, 12), (200, 50)] {
        let mut browser = Browser::new(valombre(), columns, rows);
        browser.press("* Down Down Down Down Down Down");
        for _ in 0..5 {
            browser.press("Tab");
            assert_eq!(browser.app.card.top, 0, "{columns}×{rows} {}", browser.unit());
            let line =
                browser.app.card.target.and_then(|target| browser.app.card_layout().first_line(target));
            let height = usize::from(browser.app.panes().card.height);
            assert!(line.is_none_or(|line| line < height), "{columns}×{rows} {}", browser.unit());
            browser.press("Esc Down");
        }
    }
}

#[test]
fn the_card_scrolls_while_it_has_the_focus() {
    let mut browser = Browser::new(dinum(), 80, 24);
    browser.press("Tab J J J");
    assert_eq!(browser.app.card.top, 3);
    assert!(browser.screen_text().lines().next().is_some_and(|line| line.contains("Direction interminist")));
    browser.press("K");
    assert_eq!(browser.app.card.top, 2);
}

#[test]
fn back_goes_to_the_unit_that_was_found_before() {
    let mut browser = Browser::new(dinum(), 80, 24);
    browser.press("/rie Enter /etalab Enter /tnt Enter");
    let units: Vec<String> = (0..3)
        .map(|_| {
            browser.press("b");
            browser.unit()
        })
        .collect();
    assert_eq!(units, ["etalab", "iso-rie", "dinum"]);
}

#[test]
fn what_is_copied_is_shown_whole_on_a_small_screen() {
    let mut browser = Browser::new(dinum(), 40, 12);
    browser.press("/tnt Enter");
    let Some(Effect::CopyText(copied)) = browser.press("c") else { panic!("nothing is copied") };
    assert!(browser.screen_text().contains(&*copied), "{}", browser.screen_text());
    browser.press("Tab");
    assert_eq!(browser.press("Enter"), Some(Effect::CopyText(copied)));
}

#[test]
fn the_card_scrolls_to_the_first_match() {
    let mut browser = Browser::new(valombre(), 40, 12);
    browser.type_text("/inspection");
    assert_eq!(browser.unit(), "edu-plm");
    let screen = browser.screen_text();
    assert!(browser.app.card.top > 0 && screen.contains("L’inspection académique"), "{screen}");
    browser.press("Enter K");
    assert!(browser.app.card.top > 0, "scrolling goes on from there");
    browser.press("/plm");
    assert_eq!(browser.app.card.top, 0, "the match is in the name");
}

#[test]
fn keys_move_the_divider_and_it_stays_there() {
    let mut browser = browser();
    let tree = |browser: &Browser| browser.app.panes().outline;
    let before = tree(&browser).width;
    browser.press("> > <");
    assert_eq!(tree(&browser).width, before + 4);
    browser.press("/plm Enter Esc");
    browser.resize(40, 24);
    let rows = tree(&browser).height;
    browser.press(">");
    assert_eq!(tree(&browser).height, rows + 1);
    browser.resize(80, 24);
    browser.app.reload(valombre());
    assert_eq!(tree(&browser).width, before + 4);
}

#[test]
fn the_pane_with_the_focus_gets_the_whole_screen_and_back() {
    let mut browser = browser();
    browser.press("z");
    assert_eq!((browser.app.panes().outline.width, browser.app.outline.height()), (80, 21));
    browser.press("Tab");
    assert_eq!((browser.app.panes().outline.width, browser.app.panes().card.width), (0, 78));
    browser.resize(100, 30);
    browser.press("/plm Enter");
    assert_eq!(browser.app.panes().outline.width, 100, "it stays through a filter and a new size");
    browser.press("z");
    assert!(browser.app.panes().shows_both_panes());
}

#[test]
fn a_long_card_scrolls_to_its_end_and_no_further() {
    let mut browser = browser();
    browser.press("Tab End");
    let (end, top) = (browser.screen_text(), browser.app.card.top);
    assert!(end.contains("Licence Ouverte 2.0"), "{end}");
    browser.press("Down Down Down PageDown");
    assert_eq!(browser.app.card.top, top);
    browser.press("PageUp");
    assert_ne!(browser.app.card.top, top, "one key comes back at once");
}

#[test]
fn contacts_and_cards_are_copied() {
    let mut browser = browser();
    assert_eq!(browser.press("c"), None);
    assert_eq!(browser.app.notice, Some(Notice::NoContact));
    browser.press("/plm Enter");
    assert_eq!(browser.press("c"), Some(Effect::CopyText("plm@valombre.example".into())));
    assert_eq!(browser.press("y"), Some(Effect::CopyCard(browser.app.unit())));
}

#[test]
fn help_is_filtered_by_typing_and_closes_to_the_same_unit() {
    let mut browser = browser();
    browser.press("Down ?");
    browser.type_text("suspend");
    let screen = browser.screen_text();
    assert!(screen.contains("Ctrl-Z") && !screen.contains("Ctrl-T"), "{screen}");
    browser.press("Esc");
    assert_eq!((browser.app.mode, browser.unit().as_str()), (Mode::Tree, "tec"));
}

#[test]
fn q_and_a_question_mark_close_the_help_while_its_line_is_empty() {
    let mut browser = browser();
    for keys in ["? q", "? ?", "? x Backspace q", "? x Esc"] {
        assert_eq!((browser.press(keys), browser.app.mode), (None, Mode::Tree), "{keys}");
    }
    browser.press("? x q");
    assert_eq!((browser.app.help.prompt.text(), browser.app.mode), ("xq", Mode::Help));
}

#[test]
fn the_help_lists_the_query_language_in_columns_where_there_is_room() {
    let mut browser = Browser::new(valombre(), 200, 50);
    browser.press("?");
    let screen = browser.screen_text();
    for form in ["genre:pôle", "dans:iso", "!mot", "^mot", "mot | autre", "'mot", "Maj + souris"] {
        assert!(screen.contains(form), "{form}: {screen}");
    }
    assert!(
        screen.lines().any(|line| line.contains("Se déplacer") && line.trim_end().len() > 100),
        "{screen}"
    );
}

#[test]
fn the_whole_help_is_visible_in_two_columns() {
    for (columns, rows) in [(200, 50), (120, 40)] {
        for lang in [Lang::Fr, Lang::En] {
            let mut browser = Browser::new(valombre(), columns, rows);
            browser.lang = lang;
            browser.press("?");
            let screen = browser.screen_text();
            assert!(!screen.contains('…'), "{columns}×{rows}: {screen}");
            let layout = browser.app.help_layout(lang, false);
            assert_eq!(layout.columns.len(), 2);
            assert!(layout.rows() <= usize::from(rows) - 2, "{columns}×{rows}: {}", layout.rows());
        }
    }
}

#[test]
fn the_help_is_wrapped_on_a_narrow_screen() {
    for (lang, description) in [
        (Lang::Fr, ["Ctrl-T          vue\u{a0}: arbre, liste, ou", "toutes les unités"]),
        (Lang::En, ["Ctrl-T          view: tree, list, or", "among all units"]),
    ] {
        let mut browser = Browser::new(valombre(), 40, 120);
        browser.lang = lang;
        browser.press("?");
        let screen = browser.screen_text();
        let lines: Vec<&str> = screen.lines().map(str::trim).collect();
        assert!(!screen.contains('…') && lines.windows(2).any(|two| two == description), "{screen}");
    }
}

#[test]
fn the_help_says_which_keys_close_it() {
    let mut browser = Browser::new(valombre(), 40, 12);
    browser.lang = Lang::En;
    browser.press("?");
    assert!(browser.screen_text().contains("q/?/Esc close"), "{}", browser.screen_text());
    browser.press("x");
    let screen = browser.screen_text();
    assert!(screen.contains("Esc close") && !screen.contains("q/?"), "{screen}");
}

#[test]
fn the_help_and_the_hints_name_the_keys_of_the_user() {
    let mut browser = browser();
    browser.lang = Lang::En;
    let (settings, warnings) = parse_config("[keys]\nquit = \"F10\"\nparent = \"u\"\nopen_filter = []\n");
    assert_eq!(warnings, []);
    browser.app.keys = settings.keys.expect("keys");
    let screen = browser.screen_text();
    assert!(screen.contains("F10 quit") && !screen.contains("filter"), "{screen}");
    browser.press("Down Down Right Right u");
    assert_eq!(browser.outline(), "-ville +tec >-edu edu-plm +num cab");
    browser.press("p / ?");
    assert_eq!(browser.app.mode, Mode::Help);
    browser.type_text("parent");
    let help = browser.screen_text();
    assert!(help.lines().any(|line| line.trim_start().starts_with("u ")), "{help}");
}

#[test]
fn the_mouse_selects_opens_and_drags() {
    let mut browser = browser();
    browser.app.apply(Action::Press { column: 10, row: 5 });
    assert_eq!(browser.outline(), "-ville +tec +edu +num >cab");
    browser.app.apply(Action::Press { column: 10, row: 4 });
    assert_eq!(browser.outline(), "-ville +tec +edu >+num cab");
    browser.app.apply(Action::Press { column: 10, row: 4 });
    assert_eq!(browser.outline(), "-ville +tec +edu >-num +num-rsv cab");
    browser.app.apply(Action::Press { column: 3, row: 2 });
    let opened = "-ville >-tec tec-voirie tec-eau +edu -num +num-rsv cab";
    assert_eq!(browser.outline(), opened, "a click on the marker opens at once");
    let divider = browser.app.panes().divider.x;
    browser.app.apply(Action::Press { column: divider, row: 9 });
    browser.app.apply(Action::Drag { column: 30, row: 9 });
    browser.app.apply(Action::Release);
    browser.app.apply(Action::Drag { column: 50, row: 9 });
    assert_eq!(browser.app.panes().divider.x, 30);
}

#[test]
fn the_wheel_scrolls_the_pane_under_the_pointer() {
    let mut browser = Browser::new(valombre(), 80, 12);
    browser.press("*");
    browser.app.apply(Action::Wheel { column: 2, row: 5, down: true });
    assert_eq!((browser.app.outline.top(), browser.app.card.top), (3, 0));
    browser.app.apply(Action::Wheel { column: 70, row: 5, down: true });
    assert_eq!((browser.app.outline.top(), browser.app.card.top), (3, 3));
}

#[test]
fn on_a_low_screen_enter_shows_the_card_and_escape_the_outline() {
    let mut browser = Browser::new(valombre(), 80, 8);
    assert!(!browser.app.panes().shows_both_panes());
    browser.press("Down Enter");
    assert!(browser.screen_text().contains("direction"), "{}", browser.screen_text());
    browser.press("Esc");
    assert!(browser.screen_text().contains("▸ Éducation"), "{}", browser.screen_text());
}

#[test]
fn a_paste_while_browsing_starts_a_filter() {
    let mut browser = browser();
    browser.app.apply(Action::Paste("rsv\n".into()));
    assert_eq!((browser.app.mode, browser.unit().as_str()), (Mode::Filter, "num-rsv"));
}

#[test]
fn a_query_at_the_start_filters() {
    let mut browser = browser();
    browser.app.find("rsv");
    assert_eq!((browser.app.mode, browser.unit().as_str()), (Mode::Tree, "num-rsv"));
    assert!(browser.screen_text().contains("/ rsv"));
}

#[test]
fn the_smallest_organisation_has_one_unit() {
    let mut browser = Browser::new(org(r#"{"format":"ramure/1","units":[{"id":"a","name":"A"}]}"#), 80, 24);
    browser
        .press("Right Right Left Down Up End Home * C p n N Ctrl-T Tab Down Enter Esc / x Down Up Enter b");
    assert_eq!(browser.unit(), "a");
}

#[test]
fn a_click_selects_a_value_and_a_second_one_takes_it() {
    let mut browser = browser();
    browser.press("/genre:p");
    browser.app.apply(Action::Press { column: 4, row: 1 });
    browser.app.apply(Action::Press { column: 4, row: 3 });
    assert_eq!(browser.outline(), "choices: pôle >programme");
    browser.app.apply(Action::Press { column: 4, row: 3 });
    assert_eq!(
        (browser.outline().as_str(), browser.app.filter.prompt.text()),
        ("-ville -edu >edu-plm", "genre:programme")
    );
}

#[test]
fn a_filter_without_a_value_on_the_command_line_stays_open() {
    let mut browser = browser();
    browser.app.find("kind:");
    assert_eq!(browser.app.mode, Mode::Filter);
    assert!(browser.outline().starts_with("choices: >direction"), "{}", browser.outline());
    browser.app.find("kind:pr");
    assert_eq!((browser.app.mode, browser.outline().as_str()), (Mode::Tree, "-ville -edu >edu-plm"));
}

#[test]
fn while_a_unit_is_picked_enter_takes_a_value_first() {
    let mut browser = browser();
    browser.app.is_picking = true;
    browser.press("/kind:mis");
    assert_eq!(browser.app.apply(Action::Pick), None);
    assert!(matches!(browser.app.apply(Action::Pick), Some(Effect::Pick(_))));
}
