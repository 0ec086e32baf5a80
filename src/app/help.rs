//! Opening and scrolling the help.

use crate::input;
use crate::input::{HelpLine, Mode};

use super::App;
use super::prompt::Prompt;

/// A column of the help has at least this width.
const MIN_COLUMN_WIDTH: u16 = 64;

/// The lines of the help in columns of equal length.
#[derive(Clone, Debug)]
pub struct HelpLayout {
    pub lines: Vec<HelpLine>,
    /// Length of a column, at least 1.
    pub rows: usize,
}

/// State of the help screen.
#[derive(Clone, Debug)]
pub struct HelpState {
    pub prompt: Prompt,
    /// First visible row, from 0.
    pub top: usize,
    /// The mode to return to when the help is closed.
    pub(super) previous_mode: Mode,
}

impl App {
    pub(super) fn open_help(&mut self) {
        self.help = HelpState { prompt: Prompt::default(), top: 0, previous_mode: self.mode };
        self.mode = Mode::Help;
    }

    /// The lines of the help that match what is typed, and how they are arranged.
    pub fn help_layout(&self) -> HelpLayout {
        let lines = input::help_lines(self.help.prompt.text());
        let columns = usize::from(self.panes().help().width / MIN_COLUMN_WIDTH).max(1);
        let rows = lines.len().div_ceil(columns).max(1);
        HelpLayout { lines, rows }
    }

    pub(super) fn scroll_help(&mut self, rows: isize) {
        let height = usize::from(self.panes().help().height);
        let last_top = self.help_layout().rows.saturating_sub(height);
        self.help.top = self.help.top.saturating_add_signed(rows).min(last_top);
    }
}
