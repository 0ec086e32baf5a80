//! Opening and scrolling the help.

use crate::input;
use crate::input::Mode;

use super::App;
use super::prompt::Prompt;

/// State of the help screen.
#[derive(Clone, Debug)]
pub struct HelpState {
    pub prompt: Prompt,
    /// First visible line, from 0.
    pub top: usize,
    /// The mode to return to when the help is closed.
    pub(super) previous_mode: Mode,
}

impl App {
    pub(super) fn open_help(&mut self) {
        self.help = HelpState { prompt: Prompt::default(), top: 0, previous_mode: self.mode };
        self.mode = Mode::Help;
    }

    pub(super) fn scroll_help(&mut self, lines: isize) {
        let line_count = input::help_lines(self.help.prompt.text()).len();
        let height = usize::from(self.panes().help().height);
        self.help.top = self.help.top.saturating_add_signed(lines).min(line_count.saturating_sub(height));
    }
}
