//! Picking: the browser was opened to choose a unit, and ends with it.

use crate::input::Mode;

use super::{App, Effect};

impl App {
    /// Picks the unit under the cursor. While a search has no result yet, or has none, this is
    /// accepting the filter.
    pub(super) fn pick(&mut self) -> Option<Effect> {
        let is_unfinished = self.is_searching() || self.filter.is_waiting();
        if is_unfinished || self.filter.has_no_match() {
            self.accept();
            return None;
        }
        Some(Effect::Pick(self.unit()))
    }

    /// Whether cancelling ends the browser: nothing is left to clear or to close.
    pub(super) fn is_leaving_pick(&self) -> bool {
        self.is_picking && self.mode == Mode::Tree && !self.filter.is_active()
    }
}
