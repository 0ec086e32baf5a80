//! Bytes that common operations send to the terminal, with a budget for each. With `RAMURE_WRITE`
//! set, the tests write the measured bytes into the document on speed.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;

use crate::app::App;
use crate::input::key;
use crate::lang::Lang;
use crate::org::Org;
use crate::theme::{Glyphs, Theme};
use crate::ui::Scene;
use crate::{import, ui};

use super::renderer::Renderer;

/// A simulated user, who waits for each frame and each card before the next key.
struct User {
    app: App,
    renderer: Renderer,
}

/// The bytes of a key: at once, and for the path and the card that follow once the cursor rests.
#[derive(Clone, Copy)]
struct Cost {
    at_once: usize,
    card: usize,
    /// Whether the outline scrolled.
    scrolls: bool,
}

impl User {
    /// The user, and the bytes of the first frame.
    fn new(columns: u16, rows: u16) -> (Self, usize) {
        let org = import::read(include_bytes!("../../assets/dinum.json"), Lang::Fr).expect("readable");
        Self::with(org, columns, rows)
    }

    fn with(org: Org, columns: u16, rows: u16) -> (Self, usize) {
        let mut app = App::new(org);
        app.apply(crate::input::action::Action::Resize { columns, rows });
        let mut user = Self { app, renderer: Renderer::default() };
        let first = user.draw(&[]);
        (user, first)
    }

    fn draw(&mut self, kept: &[Rect]) -> usize {
        let (theme, glyphs) = (Theme::terminal(), Glyphs::UNICODE);
        let scene = Scene { app: &self.app, lang: Lang::Fr, theme: &theme, glyphs: &glyphs };
        self.renderer.frame(&self.app.panes().redraw_areas(), kept, |buffer| ui::draw(&scene, buffer)).len()
    }

    fn press(&mut self, key: KeyEvent) -> Cost {
        let (before, top) = (self.app.unit(), self.app.outline.top());
        if let Some(action) = self.app.keys.key_action(self.app.mode, key) {
            self.app.apply(action);
        }
        let is_card_delayed = self.app.unit() != before;
        let unit_details = self.app.panes().unit_details();
        Cost {
            at_once: self.draw(if is_card_delayed { &unit_details } else { &[] }),
            card: self.draw(&[]),
            scrolls: self.app.outline.top() != top,
        }
    }

    fn type_text(&mut self, text: &str) -> Vec<Cost> {
        text.chars().map(|letter| self.press(key::char(letter))).collect()
    }
}

fn median(mut values: Vec<usize>) -> usize {
    values.sort_unstable();
    values[values.len() / 2]
}

/// What is measured, and its budget in bytes at 80×24 and at 200×50.
const BUDGETS: [(&str, usize, usize); 11] = [
    ("the first frame", 2_600, 6_500),
    ("a cursor that moves, median", 220, 260),
    ("a cursor that moves, maximum while the outline stays", 220, 260),
    ("a cursor that moves, maximum (the outline scrolls)", 1_200, 1_200),
    ("path and card, once the cursor rests for 0.1 s, median", 800, 900),
    ("`/`", 200, 200),
    ("the first letter of `rie`", 1_700, 2_300),
    ("the second", 1_700, 2_300),
    ("the third", 1_700, 2_300),
    ("a quick lookup: start, `/rie`, three `↓`, the last card", 6_000, 8_000),
    ("the same, with a rest and a card after each key", 7_000, 12_000),
];

/// The bytes of each row of [`BUDGETS`], on a terminal of a size.
fn measure(columns: u16, rows: u16) -> [usize; BUDGETS.len()] {
    let at_once = |costs: &[Cost]| costs.iter().map(|cost| cost.at_once).collect::<Vec<_>>();
    let total = |costs: &[Cost]| costs.iter().map(|cost| cost.at_once + cost.card).sum::<usize>();
    let (mut user, first) = User::new(columns, rows);
    user.press(key::char('*'));
    let moves: Vec<Cost> = (0..26).map(|_| user.press(key::plain(KeyCode::Down))).collect();
    let still: Vec<Cost> = moves.iter().copied().filter(|cost| !cost.scrolls).collect();
    let (mut user, _) = User::new(columns, rows);
    let slash = user.press(key::char('/')).at_once;
    let letters = user.type_text("rie");
    let downs: Vec<Cost> = (0..3).map(|_| user.press(key::plain(KeyCode::Down))).collect();
    let keys = at_once(&letters).iter().chain(&at_once(&downs)).sum::<usize>();
    [
        first,
        median(at_once(&moves)),
        at_once(&still).into_iter().max().unwrap_or(0),
        at_once(&moves).into_iter().max().unwrap_or(0),
        median(moves.iter().map(|cost| cost.card).collect()),
        slash,
        letters[0].at_once,
        letters[1].at_once,
        letters[2].at_once,
        first + slash + keys + downs[2].card,
        first + slash + total(&letters) + total(&downs),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::Habits;

    /// The document that holds the measured bytes, and the markers around them.
    const DOCUMENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/speed.md");
    const MARKERS: [&str; 2] = ["<!-- bytes -->", "<!-- /bytes -->"];

    #[test]
    fn operations_stay_within_their_budgets() {
        let (small, large) = (measure(80, 24), measure(200, 50));
        for (i, (operation, on_small, on_large)) in BUDGETS.into_iter().enumerate() {
            assert!(small[i] <= on_small, "{operation}: {} bytes at 80×24", small[i]);
            assert!(large[i] <= on_large, "{operation}: {} bytes at 200×50", large[i]);
        }
        if std::env::var_os("RAMURE_WRITE").is_some() {
            write_document(&small, &large);
        }
    }

    /// Writes the table of measured bytes between the markers of the document.
    fn write_document(small: &[usize], large: &[usize]) {
        let mut table = String::from("| operation | 80×24 | 200×50 |\n|---|---|---|\n");
        for (((operation, ..), small), large) in BUDGETS.iter().zip(small).zip(large) {
            table += &format!("| {operation} | {small} | {large} |\n");
        }
        let text = std::fs::read_to_string(DOCUMENT).expect("the document");
        let [start, end] = MARKERS.map(|marker| text.find(marker).expect("a marker"));
        let before = &text[..start + MARKERS[0].len()];
        std::fs::write(DOCUMENT, format!("{before}\n{table}{}", &text[end..])).expect("written");
    }

    #[test]
    fn a_lookup_from_the_units_opened_last_stays_within_its_budget() {
        for (columns, rows, slash_budget, budget) in [(80, 24, 1_000, 4_500), (200, 50, 1_300, 6_000)] {
            let (mut user, _) = User::new(columns, rows);
            let mut habits = Habits::default();
            let org = user.app.org.clone();
            org.units().skip(5).step_by(2).for_each(|unit| habits.visit(&org.id(unit), 0));
            user.app.set_habits(habits, 0);
            let slash = user.press(key::char('/'));
            assert_eq!(user.app.outline.rows().len(), 10);
            let letters = user.type_text("rie");
            let total: usize = letters.iter().chain([&slash]).map(|cost| cost.at_once + cost.card).sum();
            assert!(slash.at_once <= slash_budget, "{} bytes at {columns}×{rows}", slash.at_once);
            assert!(total <= budget, "{total} bytes at {columns}×{rows}");
        }
    }

    /// A unit with many children, each named differently from its neighbours.
    fn long_list(units: usize) -> Org {
        let names =
            ["Bureau des achats", "Pôle juridique", "Service des systèmes", "Mission Europe", "Délégation"];
        let name = |n: usize| names[n % names.len()];
        let unit = |n| format!(r#",{{"id":"u{n}","parent_id":"a","name":"{} {n}"}}"#, name(n));
        let units: String = (0..units).map(unit).collect();
        let text = format!(r#"{{"format":"ramure/1","units":[{{"id":"a","name":"Archipel"}}{units}]}}"#);
        import::read(text.as_bytes(), Lang::Fr).expect("readable")
    }

    #[test]
    fn a_long_list_scrolls_by_a_line_within_its_budget() {
        for (columns, rows, budget) in [(80, 24, 700), (200, 50, 1_500)] {
            let (mut user, _) = User::with(long_list(200), columns, rows);
            let costs: Vec<usize> = (0..150).map(|_| user.press(key::plain(KeyCode::Down)).at_once).collect();
            let cost = costs[100..].iter().max().copied();
            assert!(
                cost.is_some_and(|cost| cost > 300 && cost <= budget),
                "{cost:?} bytes at {columns}×{rows}"
            );
        }
    }
}
