//! Actions that start, edit, accept and clear the filter.

use crate::input::Mode;
use crate::org::UnitId;

use super::prompt::Prompt;
use super::{App, Notice};

/// What closes the help when it is typed into its empty line, beside Escape.
const CLOSE_HELP: [&str; 2] = ["q", "?"];

impl App {
    pub(super) fn start_filter(&mut self) {
        self.mode = Mode::Filter;
        let recent = self.recent_units();
        self.filter.start(&self.outline);
        self.filter.set_recent(recent, &self.org, &mut self.outline);
    }

    /// Edits the prompt of the filter or of the help.
    pub(super) fn edit(&mut self, change: impl FnOnce(&mut Prompt)) {
        match self.mode {
            Mode::Filter => {
                let before = self.filter.prompt.text().to_string();
                change(&mut self.filter.prompt);
                self.filter.past.stop_recalling();
                match self.filter.prompt.text() == before {
                    true => self.update_choices(),
                    false => self.refilter(),
                }
            }
            Mode::Help => {
                change(&mut self.help.prompt);
                self.help.top = 0;
            }
            Mode::Tree | Mode::Card => {}
        }
    }

    /// Pastes into the prompt. In the tree or on the card, this starts a filter.
    pub(super) fn paste(&mut self, text: &str) {
        if matches!(self.mode, Mode::Tree | Mode::Card) {
            self.start_filter();
        }
        self.insert(text);
    }

    /// Inserts into the prompt. While that of the help is empty, a letter that closes it does so.
    pub(super) fn insert(&mut self, text: &str) {
        let is_empty_help = self.mode == Mode::Help && self.help.prompt.is_empty();
        if is_empty_help && CLOSE_HELP.contains(&text) {
            return self.cancel();
        }
        self.edit(|prompt| prompt.insert(text));
    }

    pub(super) fn refilter(&mut self) {
        self.filter.search(&self.org, &mut self.outline);
        self.update_choices();
    }

    /// Keeps the filter and returns to the tree. Without a match, goes to the selected one of the
    /// nearest units; if there are none, stays in the prompt so that the query can be corrected.
    pub(super) fn accept(&mut self) {
        if !self.has_selection() {
            return;
        }
        self.mode = Mode::Tree;
        self.filter.past.add(self.filter.prompt.text());
        let origin = self.filter.origin();
        if self.filter.is_waiting() {
            // The jump and the visit are recorded when the matches arrive.
            self.filter.is_accepted_early = true;
        } else if self.filter.matches.total() > 0 {
            self.jump_list.record(origin, self.unit());
        } else {
            let unit = self.unit();
            self.jump_list.record(origin, unit);
            self.leave_branch_without(unit);
            self.filter.stop(&self.org, &mut self.outline, unit);
        }
    }

    pub(super) fn focus_tree(&mut self) {
        if self.leave_prompt() {
            self.mode = Mode::Tree;
        }
    }

    /// Accepts a filter that is typed. Returns false if no unit is shown that could be acted on; the prompt
    /// then stays open.
    pub(super) fn leave_prompt(&mut self) -> bool {
        if self.mode == Mode::Filter {
            self.accept();
        }
        self.mode != Mode::Filter && self.has_selection()
    }

    /// Returns to the prompt of a filter that was kept and matches nothing any more, so that it can be
    /// corrected: no unit is shown that keys could act on.
    pub(super) fn reopen_prompt(&mut self) {
        if !self.filter.has_no_match() {
            return;
        }
        self.filter.is_accepted_early = false;
        match self.mode {
            Mode::Help => self.help.previous_mode = Mode::Filter,
            _ => self.mode = Mode::Filter,
        }
    }

    /// Closes the help, or clears the filter and stays on the matched unit.
    pub(super) fn cancel(&mut self) {
        if self.mode == Mode::Help {
            self.mode = self.help.previous_mode;
        } else if self.filter.is_active() {
            let is_typing = self.mode == Mode::Filter;
            self.mode = Mode::Tree;
            let has_match = self.filter.matches.total() > 0;
            let unit = if has_match { self.unit() } else { self.filter.origin() };
            if is_typing {
                self.jump_list.record(self.filter.origin(), unit);
            }
            self.filter.stop(&self.org, &mut self.outline, unit);
        } else if self.mode == Mode::Tree && self.outline.branch().is_some() {
            self.show_branch(UnitId::ROOT);
        } else {
            self.mode = Mode::Tree;
        }
    }

    pub(super) fn next_view(&mut self) {
        if self.filter.is_filtering() {
            self.filter.next_view(&self.org, &mut self.outline);
        } else {
            self.notice = Some(Notice::NoFilter);
        }
    }

    pub(super) fn toggle_weak(&mut self) {
        if !self.filter.is_filtering() {
            self.notice = Some(Notice::NoFilter);
        } else if !self.filter.is_waiting() && self.filter.matches.weak_count() > 0 {
            self.filter.toggle_weak(&self.org, &mut self.outline);
        } else {
            self.notice = Some(Notice::NoWeakMatch);
        }
    }

    /// Goes to the next or previous match or choice. In the empty line of the filter, brings an earlier query
    /// back instead.
    pub(super) fn go_to_match(&mut self, forward: bool) {
        if self.mode == Mode::Filter && self.recall_query(forward) {
            return;
        }
        if self.choices().is_some() {
            return self.cycle_choice(forward);
        }
        let (filtering, waiting) = (self.filter.is_filtering(), self.filter.is_waiting());
        if filtering && !waiting {
            let matches = &self.filter.matches;
            if self.outline.is_list() {
                self.outline.cycle(forward);
            } else if let Some(unit) = matches.next(self.outline.unit(), forward) {
                self.outline.reveal(&self.org, unit);
            }
        } else if self.mode == Mode::Filter {
            self.outline.step(if forward { 1 } else { -1 });
        } else if !filtering {
            self.go_to_change(forward);
        }
    }

    /// Goes to the next or previous change of the comparison, if there is one.
    fn go_to_change(&mut self, forward: bool) {
        let unit = self.unit();
        match self.comparison.as_ref().map(|comparison| comparison.next(unit, forward)) {
            Some(Some(changed)) => self.outline.reveal(&self.org, changed),
            Some(None) => self.notice = Some(Notice::NoChange),
            None => self.notice = Some(Notice::NoFilter),
        }
    }

    /// Puts the query before or after the one brought back into the line; false if the line holds
    /// a query that was typed, if there is none, or inside the list of recent units.
    fn recall_query(&mut self, forward: bool) -> bool {
        if self.filter.shows_recent() && self.outline.cursor() > 0 {
            return false;
        }
        let past = &mut self.filter.past;
        if !self.filter.prompt.is_empty() && !past.is_recalling() {
            return false;
        }
        let query = if forward { past.later() } else { past.earlier() };
        let Some(query) = query.map(str::to_string) else { return past.is_recalling() };
        self.filter.prompt = Prompt::new(&query);
        self.refilter();
        true
    }
}
