//! Types queries into the filter and times each key, with the frame that shows its effect.

use std::time::{Duration, Instant};

use ramure::app::App;
use ramure::input::action::Action;
use ramure::lang::Lang;
use ramure::theme::{Glyphs, Theme};
use ramure::ui;
use ramure::ui::Scene;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::process::Measurements;

/// An acronym, a prefix, several prefixes, a typo, whole words, a town, two prefixes as one word, an
/// address, words of a text, and letters that match nothing.
pub const QUERIES: &[&str] = &[
    "rie",
    "environnem",
    "dir reg env",
    "environement",
    "affaires juridiques",
    "monville",
    "preflog",
    "anne.monville",
    "securite routiere elus",
    "xqzw",
];
const COLUMNS: u16 = 120;
const ROWS: u16 = 40;

/// The application, drawn into a buffer in memory.
pub struct Typist {
    pub app: App,
    theme: Theme,
    glyphs: Glyphs,
    buffer: Buffer,
}

/// The times of keys, and of slices of the search between keys.
#[derive(Default)]
pub struct Times {
    pub keys: Vec<Duration>,
    pub slices: Vec<Duration>,
}

impl Typist {
    pub fn new(mut app: App) -> Self {
        app.apply(Action::Resize { columns: COLUMNS, rows: ROWS });
        let buffer = Buffer::empty(Rect::new(0, 0, COLUMNS, ROWS));
        Self { app, theme: Theme::terminal(), glyphs: Glyphs::new(false), buffer }
    }

    /// Draws a frame into the buffer.
    pub fn draw(&mut self) {
        self.buffer.reset();
        let scene = Scene { app: &self.app, lang: Lang::Fr, theme: &self.theme, glyphs: &self.glyphs };
        ui::draw(&scene, &mut self.buffer);
    }

    /// Types a query into an empty filter without drawing.
    pub fn type_query(&mut self, typed: &str) {
        self.app.apply(Action::Filter);
        typed.chars().for_each(|c| {
            self.app.apply(Action::Insert(c));
        });
    }

    /// Types a query and returns the time of each key, its frame included, and of each slice of the
    /// search that continues until the next key.
    pub fn time_keys(&mut self, typed: &str) -> Times {
        self.app.apply(Action::Cancel);
        self.app.apply(Action::Filter);
        let mut times = Times::default();
        for c in typed.chars() {
            times.keys.push(self.time(|app| {
                app.apply(Action::Insert(c));
            }));
            while self.app.is_searching() {
                times.slices.push(self.time(App::continue_search));
            }
        }
        times
    }

    fn time(&mut self, change: impl FnOnce(&mut App)) -> Duration {
        let start = Instant::now();
        change(&mut self.app);
        self.draw();
        start.elapsed()
    }
}

/// The number of keys in all queries.
pub fn key_count() -> usize {
    QUERIES.iter().map(|typed| typed.chars().count()).sum()
}

/// The median and the slowest times, in seconds.
pub fn percentiles(label: &str, mut times: Vec<Duration>) -> Measurements {
    times.sort();
    let at = |percent: usize| times[(times.len() - 1) * percent / 100].as_secs_f64();
    let named = [("median", 50), ("p95", 95), ("p99", 99), ("worst", 100)];
    named.iter().map(|(name, percent)| (format!("{label} {name}"), at(*percent))).collect()
}
