//! Progress of long work, on standard error.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use crate::lang::{Lang, Tr};
use crate::settings::Settings;

use super::interface::Interface;

/// Nothing is shown before this time has passed.
const FIRST_PROGRESS_DELAY: Duration = Duration::from_millis(200);
/// Time between two updates.
const PROGRESS_INTERVAL: Duration = Duration::from_millis(100);

/// Activities of several commands.
pub const COMPARING: Tr = Tr::new("comparaison", "comparing");
pub const INDEXING: Tr = Tr::new("indexation", "indexing");
pub const WRITING: Tr = Tr::new("écriture", "writing");

/// Columns of what a terminal shows for Ctrl-C.
const ECHO_WIDTH: usize = "^C".len();

#[derive(Clone, Copy, PartialEq, Eq)]
enum ProgressStyle {
    /// One line, overwritten at each update and cleared at the end.
    Overwrite,
    /// One line for each activity, written once: for screen readers.
    Once,
    Silent,
}

/// Progress messages on standard error, when that is a terminal. The line is erased when this is dropped.
pub struct Progress {
    lang: Lang,
    style: ProgressStyle,
    /// Whether standard error is a terminal.
    is_terminal: bool,
    last_update: Instant,
    /// Time until the next update is shown.
    delay: Duration,
    /// The activities in French that were written in the style [`ProgressStyle::Once`].
    written: Vec<&'static str>,
    /// Width of the widest line since it was erased, in columns: the cursor is behind it.
    width: usize,
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
        Self {
            lang,
            style,
            is_terminal: io::stderr().is_terminal(),
            last_update: Instant::now(),
            delay: FIRST_PROGRESS_DELAY,
            written: Vec::new(),
            width: 0,
        }
    }

    /// Whether nothing may be shown, prompts included.
    #[cfg(feature = "ldap")]
    pub fn is_silent(&self) -> bool {
        self.style == ProgressStyle::Silent
    }

    /// Prints a warning on a line of its own, unless nothing may be shown.
    #[cfg(feature = "ldap")]
    pub fn warn(&mut self, text: Tr) {
        self.clear();
        if self.style != ProgressStyle::Silent {
            let _ = writeln!(io::stderr(), "ramure: {}", text.get(self.lang));
        }
    }

    /// Shows how much of `total` is done; a `total` of 0 is unknown.
    pub fn report(&mut self, activity: Tr, done: u64, total: u64) {
        let is_shown = self.is_terminal && self.style != ProgressStyle::Silent;
        if !is_shown || self.last_update.elapsed() < self.delay {
            return;
        }
        if self.style == ProgressStyle::Once {
            if self.written.contains(&activity.fr) {
                return;
            }
            self.written.push(activity.fr);
            let _ = writeln!(io::stderr(), "ramure: {}…", activity.get(self.lang));
            return;
        }
        (self.last_update, self.delay) = (Instant::now(), PROGRESS_INTERVAL);
        let percent =
            (done * 100).checked_div(total).map_or(String::new(), |percent| format!(" {percent}\u{a0}%"));
        self.overwrite(&format!("ramure: {}…{percent}", activity.get(self.lang)));
    }

    /// What reports how much of an activity is done, and of how much.
    pub fn of(&mut self, activity: Tr) -> impl FnMut(usize, usize) {
        move |done, total| self.report(activity, done as u64, total as u64)
    }

    /// Erases the line, if there is one.
    pub fn clear(&mut self) {
        if self.width > 0 {
            self.width += ECHO_WIDTH;
            self.overwrite("");
            self.width = 0;
            let _ = io::stderr().write_all(b"\r");
        }
    }

    /// Uses no escape sequence, so that any terminal can show it. Errors are ignored.
    fn overwrite(&mut self, line: &str) {
        self.width = self.width.max(line.chars().count());
        let text = format!("\r{line:width$}", width = self.width);
        let _ = io::stderr().write_all(text.as_bytes());
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}
