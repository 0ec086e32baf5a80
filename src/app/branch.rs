//! Showing the branch of one unit alone.

use crate::org::UnitId;

use super::{App, Notice};

impl App {
    /// Shows only the branch of the current unit, or the whole tree again.
    pub(super) fn toggle_branch(&mut self) {
        let unit = self.unit();
        if self.outline.branch().is_some() {
            self.show_branch(UnitId::ROOT);
        } else if self.org.is_leaf(unit) {
            self.notice = Some(Notice::NothingBelow(self.org.name(unit)));
        } else {
            self.show_branch(unit);
            self.reopen_prompt();
        }
    }

    /// Shows the branch of a unit, that of the root for the whole tree. A filter finds the units of
    /// the branch alone, and the cursor stays on its unit if it can.
    pub(super) fn show_branch(&mut self, unit: UnitId) {
        let current = self.unit();
        self.outline.show_branch(&self.org, unit);
        if self.filter.is_filtering() {
            self.filter.search_again(&self.org, &mut self.outline, current);
        }
    }

    /// Shows the whole tree again if a unit is not in the branch shown.
    pub(super) fn leave_branch_without(&mut self, unit: UnitId) {
        if !self.outline.branch_range().contains(&unit.index()) {
            self.show_branch(UnitId::ROOT);
        }
    }
}
