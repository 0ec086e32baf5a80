//! Moving through the outline, the card or the help, depending on the mode.

use crate::input::Mode;
use crate::org::UnitId;

use super::{App, Notice};

impl App {
    pub(super) fn step(&mut self, rows: isize) {
        match self.mode {
            Mode::Card => self.move_in_card(rows > 0),
            Mode::Tree | Mode::Filter | Mode::Help => self.move_by(rows),
        }
    }

    /// Moves by the window's height divided by `divisor`; `direction` is 1 or -1.
    pub(super) fn page(&mut self, direction: isize, divisor: usize) {
        let panes = self.panes();
        let height = match self.mode {
            Mode::Tree | Mode::Filter => panes.outline.height,
            Mode::Card => panes.card.height,
            Mode::Help => panes.help().height,
        };
        let rows = (usize::from(height).saturating_sub(1) / divisor).max(1);
        self.move_by(direction * rows as isize);
    }

    pub(super) fn move_to_end(&mut self, forward: bool) {
        let end = isize::MAX / 2;
        self.move_by(if forward { end } else { -end });
    }

    /// Moves by rows, up when negative, in the pane that has the focus.
    fn move_by(&mut self, rows: isize) {
        match self.mode {
            Mode::Filter if self.choices().is_some() => self.step_choice(rows),
            Mode::Tree | Mode::Filter => self.outline.step(rows),
            Mode::Card => self.scroll_card(rows),
            Mode::Help => self.scroll_help(rows),
        }
    }

    pub(super) fn left(&mut self) {
        let unit = self.unit();
        if !self.outline.is_list() && self.outline.is_open(unit) && !self.org.is_leaf(unit) {
            self.outline.close(&self.org, unit);
        } else if let Some(row) = self.org.parent(unit).and_then(|parent| self.outline.row(parent)) {
            self.outline.select_row(row);
        }
    }

    pub(super) fn right(&mut self) {
        let unit = self.unit();
        if self.outline.is_list() || self.org.is_leaf(unit) {
            return;
        }
        if self.outline.is_open(unit) {
            self.outline.step(1);
        } else {
            self.outline.open(&self.org, unit);
        }
    }

    pub(super) fn toggle(&mut self) {
        let unit = self.unit();
        if self.outline.is_open(unit) {
            self.outline.close(&self.org, unit);
        } else {
            self.outline.open(&self.org, unit);
        }
    }

    pub(super) fn go_to_parent(&mut self) {
        if let Some(parent) = self.org.parent(self.unit()) {
            self.visit(parent);
        }
    }

    pub(super) fn back(&mut self) {
        match self.jump_list.back(self.unit()) {
            Some(unit) => self.go_to(unit),
            None => self.notice = Some(Notice::NoEarlierUnit),
        }
    }

    pub(super) fn forward(&mut self) {
        match self.jump_list.forward() {
            Some(unit) => self.go_to(unit),
            None => self.notice = Some(Notice::NoLaterUnit),
        }
    }

    /// Goes to a unit, and records the jump.
    pub fn visit(&mut self, unit: UnitId) {
        self.jump_list.record(self.unit(), unit);
        self.go_to(unit);
    }

    /// Goes to a unit. What hides it ends: the branch shown alone, the filter.
    fn go_to(&mut self, unit: UnitId) {
        self.leave_branch_without(unit);
        self.outline.reveal(&self.org, unit);
        if self.unit() != unit {
            self.filter.stop(&self.org, &mut self.outline, unit);
        }
    }
}
