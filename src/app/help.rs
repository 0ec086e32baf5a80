//! Opening the help and moving through it.

use super::App;
use crate::keymap::{self, Mode};
use crate::prompt::Prompt;

/// What is shown of the help.
#[derive(Clone, Debug)]
pub struct Help {
    pub prompt: Prompt,
    /// The first line in the window.
    pub top: usize,
    /// The mode to go back to.
    pub(super) behind: Mode,
}

impl App {
    pub(super) fn open_help(&mut self) {
        self.help = Help { prompt: Prompt::default(), top: 0, behind: self.mode };
        self.mode = Mode::Help;
    }

    pub(super) fn scroll_help(&mut self, lines: isize) {
        let all = keymap::help(self.help.prompt.text()).len();
        let height = usize::from(self.panes().help().height);
        self.help.top = self.help.top.saturating_add_signed(lines).min(all.saturating_sub(height));
    }
}
