//! Clicks, drags and the wheel.

use crate::input::Mode;

use super::card_lines::CardLine;
use super::layout::marker_column;
use super::{App, Effect};

/// Rows to scroll for one step of the wheel.
const WHEEL_ROWS: isize = 3;

impl App {
    pub(super) fn press(&mut self, column: u16, row: u16) -> Option<Effect> {
        let panes = self.panes();
        let at = (column, row).into();
        if self.mode == Mode::Help {
            self.cancel();
        } else if panes.divider.contains(at) {
            self.layout.start_drag();
        } else if panes.outline.contains(at) && self.choices().is_some() {
            self.press_choice(usize::from(row - panes.outline.y));
        } else if panes.outline.contains(at) {
            self.press_outline(column - panes.outline.x, usize::from(row - panes.outline.y));
        } else if panes.card.contains(at) {
            return self.press_card(usize::from(row - panes.card.y));
        }
        None
    }

    fn press_outline(&mut self, column: u16, line: usize) {
        let Some(line) = line.checked_sub(usize::from(self.outline.has_heading())) else { return };
        if !self.has_selection() {
            return;
        }
        let row = self.outline.top() + line;
        let Some(&unit) = self.outline.rows().get(row) else { return };
        if self.mode == Mode::Card {
            self.mode = Mode::Tree;
        }
        let marker = marker_column(self.outline.depth(&self.org, unit), self.panes().outline.width);
        let was_selected = self.outline.cursor() == row;
        self.outline.select_row(row);
        if !self.outline.is_list() && (was_selected || column == marker) {
            self.toggle();
        }
    }

    fn press_card(&mut self, line: usize) -> Option<Effect> {
        if !self.leave_prompt() {
            return None;
        }
        self.mode = Mode::Card;
        let layout = self.card_layout();
        let target = layout.lines.get(self.card.top + line).and_then(CardLine::target)?;
        let was_selected = self.card.target == Some(target);
        self.card.target = Some(target);
        if was_selected { self.follow() } else { None }
    }

    pub(super) fn wheel(&mut self, column: u16, row: u16, down: bool) {
        let rows = if down { WHEEL_ROWS } else { -WHEEL_ROWS };
        if self.mode == Mode::Help {
            self.scroll_help(rows);
        } else if self.panes().card.contains((column, row).into()) {
            self.scroll_card(rows);
        } else if self.choices().is_some() {
            self.step_choice(rows);
        } else {
            self.outline.scroll(rows);
        }
    }
}
