//! How many bytes what people do costs on the wire. The README publishes these figures, so a
//! screen that grows does not go unnoticed.

use ratatui::layout::Rect;

use super::screen::Renderer;
use crate::app::App;
use crate::formats;
use crossterm::event::{KeyCode, KeyEvent};

use crate::key;
use crate::keymap;
use crate::lang::Lang;
use crate::org::Org;
use crate::theme::{Glyphs, Theme};
use crate::ui::{self, Scene};

/// Somebody at a terminal who lets each frame and each card come before the next key.
struct Person {
    app: App,
    screen: Renderer,
}

/// What a key costs: at once, and for the path and the card that follow once the cursor rests.
#[derive(Clone, Copy)]
struct Cost {
    at_once: usize,
    card: usize,
}

impl Person {
    /// The person, and what the first frame costs.
    fn new(columns: u16, rows: u16) -> (Self, usize) {
        let org = formats::read(include_bytes!("../../assets/dinum.json"), Lang::Fr).expect("readable");
        Self::with(org, columns, rows)
    }

    fn with(org: Org, columns: u16, rows: u16) -> (Self, usize) {
        let mut app = App::new(org);
        app.apply(crate::action::Action::Resize { columns, rows });
        let mut person = Self { app, screen: Renderer::default() };
        let first = person.draw(&[]);
        (person, first)
    }

    fn draw(&mut self, left: &[Rect]) -> usize {
        let (theme, glyphs) = (Theme::terminal(), Glyphs::UNICODE);
        let scene = Scene { app: &self.app, lang: Lang::Fr, theme: &theme, glyphs: &glyphs };
        self.screen.frame(&self.app.panes().parts(), left, |buffer| ui::draw(&scene, buffer)).len()
    }

    fn press(&mut self, key: KeyEvent) -> Cost {
        let before = self.app.unit();
        if let Some(action) = keymap::action(self.app.mode, key) {
            self.app.apply(action);
        }
        let waits = self.app.unit() != before;
        let about = self.app.panes().about_unit();
        Cost { at_once: self.draw(if waits { &about } else { &[] }), card: self.draw(&[]) }
    }

    fn types(&mut self, text: &str) -> Vec<Cost> {
        text.chars().map(|letter| self.press(key::char(letter))).collect()
    }
}

fn median(mut figures: Vec<usize>) -> usize {
    figures.sort_unstable();
    figures[figures.len() / 2]
}

/// The rows of the README's table: what one does, and what it costs on a terminal of a size.
fn figures(columns: u16, rows: u16) -> Vec<(&'static str, usize)> {
    let (mut person, first) = Person::new(columns, rows);
    person.press(key::char('*'));
    let moves: Vec<Cost> = (0..26).map(|_| person.press(key::plain(KeyCode::Down))).collect();
    let at_once = |costs: &[Cost]| costs.iter().map(|cost| cost.at_once).collect::<Vec<_>>();
    let cards: Vec<usize> = moves.iter().map(|cost| cost.card).collect();
    let (mut person, _) = Person::new(columns, rows);
    let slash = person.press(key::char('/')).at_once;
    let letters = person.types("rie");
    let downs: Vec<Cost> = (0..3).map(|_| person.press(key::plain(KeyCode::Down))).collect();
    let all = |costs: &[Cost]| costs.iter().map(|cost| cost.at_once + cost.card).sum::<usize>();
    vec![
        ("the first frame", first),
        ("a cursor that moves, most often", median(at_once(&moves))),
        (
            "a cursor that moves, at most (the outline scrolls)",
            at_once(&moves).into_iter().max().unwrap_or(0),
        ),
        ("path and card, once the cursor rests for 0.1 s, most often", median(cards)),
        ("`/`", slash),
        ("the first letter of `rie`", letters[0].at_once),
        ("the second", letters[1].at_once),
        ("the third", letters[2].at_once),
        (
            "a lookup in haste: start, `/rie`, three `↓`, the last card",
            first
                + slash
                + at_once(&letters).iter().sum::<usize>()
                + at_once(&downs).iter().sum::<usize>()
                + downs[2].card,
        ),
        ("the same, with a rest and a card after each key", first + slash + all(&letters) + all(&downs)),
    ]
}

#[test]
fn the_readme_tells_what_the_wire_carries() {
    let (small, large) = (figures(80, 24), figures(200, 50));
    let row = |((what, small), (_, large)): (&(&str, usize), &(&str, usize))| {
        format!("| {what} | {small} | {large} |")
    };
    let table: Vec<String> = small.iter().zip(&large).map(row).collect();
    let table = table.join("\n");
    assert!(include_str!("../../README.md").contains(&table), "the README should say:\n{table}");
}

/// The most that each row may ever say: a screen that costs more is a worse one.
const CEILINGS: [(&str, usize, usize); 8] = [
    ("the first frame", 2_600, 6_500),
    ("a cursor that moves, most often", 100, 100),
    ("a cursor that moves, at most (the outline scrolls)", 1_200, 1_200),
    ("the first letter of `rie`", 1_200, 2_300),
    ("the second", 1_200, 2_300),
    ("the third", 1_200, 2_300),
    ("a lookup in haste: start, `/rie`, three `↓`, the last card", 6_000, usize::MAX),
    ("the same, with a rest and a card after each key", 6_000, usize::MAX),
];

#[test]
fn nothing_costs_more_than_it_may() {
    let (small, large) = (figures(80, 24), figures(200, 50));
    for (what, on_small, on_large) in CEILINGS {
        let cost = |figures: &[(&str, usize)]| {
            figures.iter().find(|(row, _)| *row == what).map_or(usize::MAX, |(_, bytes)| *bytes)
        };
        assert!(cost(&small) <= on_small, "{what}: {} bytes at 80×24", cost(&small));
        assert!(cost(&large) <= on_large, "{what}: {} bytes at 200×50", cost(&large));
    }
}

/// A unit with so many below it, none named as its neighbours are.
fn long_list(units: usize) -> Org {
    let names =
        ["Bureau des achats", "Pôle juridique", "Service des systèmes", "Mission Europe", "Délégation"];
    let name = |n: usize| names[n % names.len()];
    let unit = |n| format!(r#",{{"id":"u{n}","parent_id":"a","name":"{} {n}"}}"#, name(n));
    let units: String = (0..units).map(unit).collect();
    let text = format!(r#"{{"format":"ramure/1","units":[{{"id":"a","name":"Archipel"}}{units}]}}"#);
    formats::read(text.as_bytes(), Lang::Fr).expect("readable")
}

#[test]
fn a_long_list_scrolls_by_a_line_for_little() {
    for (columns, rows, most) in [(80, 24, 700), (200, 50, 1_500)] {
        let (mut person, _) = Person::with(long_list(200), columns, rows);
        let costs: Vec<usize> = (0..150).map(|_| person.press(key::plain(KeyCode::Down)).at_once).collect();
        let cost = costs[100..].iter().max().copied();
        assert!(cost.is_some_and(|cost| cost > 300 && cost <= most), "{cost:?} bytes at {columns}×{rows}");
    }
}
