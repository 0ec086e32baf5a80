//! Progress of a long read, on standard error.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use crate::lang::{Lang, Tr, units};
use crate::settings::Settings;

use super::interface::Interface;

/// Nothing is shown before this time has passed.
const FIRST_PROGRESS_DELAY: Duration = Duration::from_millis(200);
/// Time between two updates.
const PROGRESS_INTERVAL: Duration = Duration::from_millis(100);

const PER_SECOND: Tr = Tr::new(" ({} par seconde)", " ({} a second)");

#[derive(Clone, Copy, PartialEq, Eq)]
enum ProgressStyle {
    /// One line, overwritten at each update and cleared at the end.
    Overwrite,
    /// One line, written once: for screen readers.
    Once,
    Silent,
}

/// Progress messages on standard error, when that is a terminal.
pub struct Progress {
    lang: Lang,
    style: ProgressStyle,
    last_update: Instant,
    /// Time until the next update is shown.
    delay: Duration,
    /// Width of the current line, in columns.
    width: usize,
    /// The activity in French, and when it began.
    begun: (&'static str, Instant),
}

impl Progress {
    /// Progress in the style that suits the interface of these settings.
    pub fn new(settings: &Settings) -> Self {
        let style = match Interface::detect(settings) {
            Interface::Linear => ProgressStyle::Once,
            Interface::Screen | Interface::Print => ProgressStyle::Overwrite,
        };
        Self::with_style(style, settings.lang)
    }

    /// Progress that shows nothing.
    pub fn silent(lang: Lang) -> Self {
        Self::with_style(ProgressStyle::Silent, lang)
    }

    fn with_style(style: ProgressStyle, lang: Lang) -> Self {
        let now = Instant::now();
        Self { lang, style, last_update: now, delay: FIRST_PROGRESS_DELAY, width: 0, begun: ("", now) }
    }

    /// Whether nothing may be shown, prompts included.
    #[cfg(feature = "ldap")]
    pub fn is_silent(&self) -> bool {
        self.style == ProgressStyle::Silent
    }

    /// Shows how much of `total` is done; a `total` of 0 is unknown.
    pub fn report(&mut self, activity: Tr, done: u64, total: u64) {
        self.show(activity, done, total, "");
    }

    /// Shows at once what is done now and cannot be counted.
    pub fn announce(&mut self, activity: Tr) {
        self.delay = Duration::ZERO;
        self.show(activity, 0, 0, "");
    }

    /// Like [`Progress::report`] for units, with how many are done in a second.
    pub fn report_units(&mut self, activity: Tr, done: usize, total: usize) {
        if self.begun.0 != activity.fr {
            self.begun = (activity.fr, Instant::now());
        }
        let seconds = self.begun.1.elapsed().as_secs_f64().max(f64::EPSILON);
        let rate = PER_SECOND.with(self.lang, &[&units((done as f64 / seconds) as usize, self.lang)]);
        self.show(activity, done as u64, total as u64, &rate);
    }

    fn show(&mut self, activity: Tr, done: u64, total: u64, rate: &str) {
        let is_early = self.style == ProgressStyle::Silent || self.last_update.elapsed() < self.delay;
        if is_early || !io::stderr().is_terminal() {
            return;
        }
        if self.style == ProgressStyle::Once {
            self.delay = Duration::MAX;
            let _ = writeln!(io::stderr(), "ramure: {}…", activity.get(self.lang));
            return;
        }
        (self.last_update, self.delay) = (Instant::now(), PROGRESS_INTERVAL);
        let percent =
            (done * 100).checked_div(total).map_or(String::new(), |percent| format!(" {percent}\u{a0}%"));
        self.overwrite(&format!("ramure: {}…{percent}{rate}", activity.get(self.lang)));
    }

    /// Erases the line, if there is one.
    pub fn clear(&mut self) {
        if self.width > 0 {
            self.overwrite("");
            self.width = 0;
            let _ = io::stderr().write_all(b"\r");
        }
    }

    /// Uses no escape sequence, so that any terminal can show it. Errors are ignored.
    fn overwrite(&mut self, line: &str) {
        let width = line.chars().count();
        let padding = " ".repeat(self.width.saturating_sub(width));
        let _ = write!(io::stderr(), "\r{line}{padding}");
        self.width = width;
    }
}
