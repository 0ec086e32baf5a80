//! What people do: keys in, outline out.

use ramure::action::Action;
use ramure::app::{App, Effect, Notice};
use ramure::keymap::Mode;
use ramure::search::Index;

use crate::support::{Person, dinum, org};

fn person() -> Person {
    Person::new(dinum(), 80, 24)
}

#[test]
fn the_departments_show_at_once() {
    assert_eq!(person().outline(), ">-dinum\n   +ace\n   +isn\n   +etalab\n   +iso\n   +opi\n   +rh\n");
}

#[test]
fn right_opens_then_goes_in_and_left_comes_back() {
    let mut person = person();
    person.press("Down Down Down Down Right Right");
    assert_eq!(person.unit(), "iso-rie");
    person.press("Left");
    assert_eq!(person.unit(), "iso");
    person.press("Left");
    assert!(person.outline().contains(">  +iso\n"));
}

#[test]
fn vim_and_emacs_keys_move_too() {
    let mut person = person();
    person.press("j j Ctrl-N k l l");
    assert_eq!(person.unit(), "isn-beta");
    person.press("G");
    assert_eq!(person.unit(), "rh");
    person.press("g");
    assert_eq!(person.unit(), "dinum");
}

#[test]
fn everything_opens_and_closes() {
    let mut person = person();
    person.press("*");
    assert_eq!(person.outline().lines().count(), 27);
    person.press("C");
    assert_eq!(person.outline().lines().count(), 7);
    person.press("Down Space");
    assert!(person.outline().contains(">  -ace\n      ace-ecmr\n"));
}

#[test]
fn typing_filters_and_finds_the_best() {
    let mut person = person();
    person.press("/ t n t");
    assert_eq!(person.outline(), " -dinum\n   -ace\n>     ace-tnt\n");
}

#[test]
fn arrows_go_from_match_to_match() {
    let mut person = person();
    person.press("/ r e n a t e r");
    assert_eq!(person.unit(), "iso-rie-pfs");
    person.press("Down");
    assert_eq!(person.unit(), "iso-rie", "round the end, and past rows that are only above");
    person.press("Enter n");
    assert_eq!(person.unit(), "iso-rie-pfs");
    person.press("N");
    assert_eq!(person.unit(), "iso-rie");
    person.press("Up");
    assert_eq!(person.unit(), "iso", "after Enter, arrows go through every row");
}

#[test]
fn escape_clears_the_filter_and_stays_on_the_unit_found() {
    let mut person = person();
    person.press("/ p f a i Esc");
    assert_eq!(person.unit(), "iso-rie-pfai");
    assert_eq!(person.outline().lines().count(), 12, "what was open, and the way to the unit");
    assert_eq!(person.app.mode, Mode::Tree);
}

#[test]
fn escape_after_enter_clears_the_filter_too() {
    let mut person = person();
    person.press("/ p f a i Enter");
    assert_eq!(person.outline().lines().count(), 4);
    person.press("Esc");
    assert_eq!((person.unit().as_str(), person.outline().lines().count()), ("iso-rie-pfai", 12));
}

#[test]
fn a_match_opens_to_show_what_is_below_it() {
    let mut person = person();
    person.press("/ ^ i n f r a Enter Right");
    assert_eq!(person.outline(), " -dinum\n>  -iso\n     +iso-rie\n");
}

#[test]
fn the_view_goes_from_tree_to_list_to_everything() {
    let mut person = person();
    person.press("/ r e n a t e r Ctrl-T");
    assert_eq!(person.outline(), "> iso-rie-pfs\n -iso-rie\n");
    person.press("Ctrl-T");
    assert!(person.outline().contains("   +ace\n"));
    person.press("Ctrl-T");
    assert!(!person.outline().contains("ace"));
    assert_eq!(person.unit(), "iso-rie-pfs");
}

#[test]
fn nothing_found_says_so_and_goes_to_the_nearest() {
    let mut person = person();
    person.types("/etalabxx");
    person.types("yy");
    assert!(person.sees().contains("Aucune unité ne correspond."), "{}", person.sees());
    assert!(person.sees().contains("Etalab ? Entrée pour y aller."), "{}", person.sees());
    person.press("Enter");
    assert_eq!((person.unit().as_str(), person.app.mode), ("etalab", Mode::Tree));
    assert!(!person.app.finder.is_active());
}

/// Somebody who is quicker than the index, which is there when it is given.
fn early_person() -> (Person, Index) {
    let mut person = person();
    person.app = App::unindexed(dinum());
    person.resize(80, 24);
    (person, Index::new(&dinum()))
}

#[test]
fn what_is_typed_before_the_index_is_there_is_answered_when_it_is() {
    let (mut person, index) = early_person();
    let before = person.outline();
    person.types("/rie");
    assert_eq!(person.outline(), before, "the rows stay");
    assert!(person.sees().contains("/ rie "), "{}", person.sees());
    assert!(person.sees().contains("préparation de la recherche…"), "{}", person.sees());
    person.press("Down Down");
    assert_eq!(person.unit(), "isn", "one moves meanwhile");
    person.app.take_index(index);
    assert_eq!((person.unit().as_str(), person.app.mode), ("iso-rie", Mode::Filter));
}

#[test]
fn a_filter_kept_before_the_index_is_there_is_kept() {
    let (mut person, index) = early_person();
    person.press("/ r i e Enter n Ctrl-T Ctrl-T Ctrl-T");
    assert_eq!((person.unit().as_str(), person.app.mode), ("dinum", Mode::Tree));
    person.app.take_index(index);
    assert_eq!((person.unit().as_str(), person.app.mode), ("iso-rie", Mode::Tree));
    person.press("b");
    assert_eq!(person.unit(), "dinum", "the way back is known");
}

#[test]
fn a_filter_cleared_before_the_index_is_there_leaves_nothing() {
    let (mut person, index) = early_person();
    let before = person.outline();
    person.press("/ r i e Esc");
    person.app.take_index(index);
    assert_eq!(person.outline(), before);
    person.press("/ r i e");
    assert_eq!(person.unit(), "iso-rie");
}

#[test]
fn what_finds_nothing_stays_to_be_mended() {
    let mut person = person();
    person.types("/zzzz");
    person.press("Enter");
    assert_eq!((person.app.mode, person.app.finder.prompt.text()), (Mode::Filter, "zzzz"));
    person.press("Esc");
    assert_eq!((person.app.mode, person.unit().as_str()), (Mode::Tree, "dinum"));
}

#[test]
fn the_contact_is_in_sight_at_once_and_whole() {
    let mut person = person();
    person.press("/ t n t Enter");
    assert!(person.sees().contains("tnt.dinum@modernisation.gouv.fr"), "{}", person.sees());
}

#[test]
fn an_empty_filter_changes_nothing() {
    let mut person = person();
    person.press("Down Down");
    let before = person.outline();
    person.press("/ x Backspace Enter");
    assert_eq!(person.outline(), before);
}

#[test]
fn the_filter_can_be_gone_on_with() {
    let mut person = person();
    person.press("/ p f Enter");
    person.press("/ s Enter");
    assert_eq!((person.app.finder.prompt.text(), person.unit().as_str()), ("pfs", "iso-rie-pfs"));
}

#[test]
fn relations_are_followed_and_the_way_back_is_kept() {
    let mut person = person();
    person.press("/ c o l l e c t e Enter Esc 1");
    assert_eq!(person.unit(), "iso-rie-epine");
    person.press("b");
    assert_eq!(person.unit(), "iso-rie-collecte");
    person.press("Alt-Right");
    assert_eq!(person.unit(), "iso-rie-epine");
    person.press("b b");
    assert_eq!(person.unit(), "dinum", "where the filter started");
    person.press("b");
    assert_eq!(person.app.notice, Some(Notice::NothingVisitedBefore));
}

#[test]
fn a_relation_out_of_the_organisation_says_so() {
    let mut person = person();
    person.press("/ t n t Enter 1");
    let name = "Agence nationale de Cohésion des territoires";
    assert_eq!(person.app.notice, Some(Notice::Outside(name.into())));
    assert!(person.sees().contains("est hors de"));
    person.press("9");
    assert_eq!(person.app.notice, Some(Notice::NoRelation(9)));
}

#[test]
fn the_card_is_walked_through_and_followed() {
    let mut person = person();
    person.press("/ t n t Enter Tab");
    assert_eq!(person.app.mode, Mode::Card);
    while person.app.card.item.is_none() {
        person.press("Down");
    }
    let sent = person.press("Enter");
    assert_eq!(sent, Some(Effect::CopyText("tnt.dinum@modernisation.gouv.fr".into())));
    person.press("Esc");
    assert_eq!((person.app.mode, person.unit().as_str()), (Mode::Tree, "ace-tnt"));
}

#[test]
fn a_long_card_scrolls_to_its_end_and_no_further() {
    let mut person = person();
    person.press("Tab End");
    let end = person.sees();
    assert!(end.contains("Licence Ouverte 2.0"), "{end}");
    person.press("Down Down Down PageDown");
    assert_eq!(person.sees(), end);
    person.press("Up");
    assert_ne!(person.sees(), end, "one key comes back at once");
}

#[test]
fn contacts_and_cards_are_copied() {
    let mut person = person();
    assert_eq!(person.press("c"), None);
    assert_eq!(person.app.notice, Some(Notice::NoContact));
    person.press("/ t n t Enter");
    assert_eq!(person.press("c"), Some(Effect::CopyText("tnt.dinum@modernisation.gouv.fr".into())));
    assert_eq!(person.press("y"), Some(Effect::CopyCard(person.app.unit())));
}

#[test]
fn help_is_filtered_by_typing_and_closes_to_where_one_was() {
    let mut person = person();
    person.press("Down ?");
    person.types("suspend");
    let seen = person.sees();
    assert!(seen.contains("Ctrl-Z") && !seen.contains("Ctrl-T"), "{seen}");
    person.press("Esc");
    assert_eq!((person.app.mode, person.unit().as_str()), (Mode::Tree, "ace"));
}

#[test]
fn the_mouse_chooses_opens_and_drags() {
    let mut person = person();
    person.app.apply(Action::Press { column: 10, row: 5 });
    assert_eq!(person.unit(), "iso");
    person.app.apply(Action::Press { column: 10, row: 5 });
    assert!(person.outline().contains(">  -iso\n"));
    person.app.apply(Action::Press { column: 3, row: 2 });
    assert!(person.outline().contains(">  -ace\n"), "the mark opens at the first click");
    let rule = person.app.panes().rule.x;
    person.app.apply(Action::Press { column: rule, row: 9 });
    person.app.apply(Action::Drag { column: 30, row: 9 });
    person.app.apply(Action::Release);
    person.app.apply(Action::Drag { column: 50, row: 9 });
    assert_eq!(person.app.panes().rule.x, 30);
}

#[test]
fn the_wheel_scrolls_what_is_under_it() {
    let mut person = Person::new(dinum(), 80, 14);
    person.press("*");
    person.app.apply(Action::Wheel { column: 2, row: 5, down: true });
    assert_eq!((person.app.outline.top(), person.app.card.top), (3, 0));
    person.app.apply(Action::Wheel { column: 70, row: 5, down: true });
    assert_eq!((person.app.outline.top(), person.app.card.top), (3, 3));
}

#[test]
fn on_a_low_screen_enter_shows_the_card_and_escape_the_outline() {
    let mut person = Person::new(dinum(), 80, 8);
    assert!(!person.app.panes().shows_both());
    person.press("Down Enter");
    assert!(person.sees().contains("département"), "{}", person.sees());
    person.press("Esc");
    assert!(person.sees().contains("▸ Etalab"), "{}", person.sees());
}

#[test]
fn what_is_pasted_while_browsing_is_looked_for() {
    let mut person = person();
    person.app.apply(Action::Paste("rie\n".into()));
    assert_eq!((person.app.mode, person.unit().as_str()), (Mode::Filter, "iso-rie"));
}

#[test]
fn a_query_at_the_start_filters() {
    let mut person = person();
    person.app.find("rie");
    assert_eq!((person.app.mode, person.unit().as_str()), (Mode::Tree, "iso-rie"));
    assert!(person.sees().contains("/ rie"));
}

#[test]
fn the_smallest_organisation_has_one_unit() {
    let mut person = Person::new(org(r#"{"format":"ramure/1","units":[{"id":"a","name":"A"}]}"#), 80, 24);
    person.press("Right Right Left Down Up End Home * C p n N Ctrl-T Tab Down Enter Esc / x Down Up Enter b");
    assert_eq!(person.unit(), "a");
}
