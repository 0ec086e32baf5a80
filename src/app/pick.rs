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
        let has_nothing_to_close = !self.filter.is_active() && self.outline.branch().is_none();
        self.is_picking && self.mode == Mode::Tree && has_nothing_to_close
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::action::Action;
    use crate::lang::Lang;

    fn picking() -> App {
        let text = r#"{"units":[{"id":"a","name":"Town"},{"id":"b","name":"Library","parent_id":"a"}]}"#;
        let mut app = App::new(crate::import::read(text.as_bytes(), Lang::En).expect("readable"));
        app.apply(Action::Resize { columns: 80, rows: 24 });
        app.is_picking = true;
        app
    }

    fn picked(app: &mut App) -> Option<String> {
        match app.apply(Action::Pick) {
            Some(Effect::Pick(unit)) => Some(app.org.id(unit).to_string()),
            _ => None,
        }
    }

    #[test]
    fn the_unit_under_the_cursor_is_picked() {
        let mut app = picking();
        assert_eq!(picked(&mut app).as_deref(), Some("a"));
        app.apply(Action::Filter);
        app.apply(Action::Paste("lib".into()));
        assert_eq!(picked(&mut app).as_deref(), Some("b"));
    }

    #[test]
    fn nothing_is_picked_without_a_match() {
        let mut app = picking();
        app.apply(Action::Filter);
        app.apply(Action::Paste("xyzzy".into()));
        assert_eq!((picked(&mut app), app.mode), (None, Mode::Filter));
    }

    #[test]
    fn cancelling_ends_the_browser_when_nothing_is_left_to_clear() {
        let mut app = picking();
        app.apply(Action::Filter);
        app.apply(Action::Paste("lib".into()));
        assert_eq!(app.apply(Action::Cancel), None);
        assert_eq!(app.apply(Action::Cancel), Some(Effect::Quit));
        app.is_picking = false;
        assert_eq!(app.apply(Action::Cancel), None);
    }
}
