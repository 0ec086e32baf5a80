//! Starting, editing, keeping and clearing the filter.

use super::{App, Notice};
use crate::keymap::Mode;
use crate::prompt::Prompt;

impl App {
    pub(super) fn start_filter(&mut self) {
        self.mode = Mode::Filter;
        self.finder.start(&self.outline);
    }

    /// Edits the line being typed, of the filter or of the help.
    pub(super) fn edit(&mut self, change: impl FnOnce(&mut Prompt)) {
        match self.mode {
            Mode::Filter => {
                let before = self.finder.prompt.text().to_string();
                change(&mut self.finder.prompt);
                if self.finder.prompt.text() != before {
                    self.refilter();
                }
            }
            Mode::Help => {
                change(&mut self.help.prompt);
                self.help.top = 0;
            }
            Mode::Tree | Mode::Card => {}
        }
    }

    /// A text pasted while one browses starts a filter.
    pub(super) fn paste(&mut self, text: &str) {
        if matches!(self.mode, Mode::Tree | Mode::Card) {
            self.start_filter();
        }
        self.edit(|prompt| prompt.insert(text));
    }

    pub(super) fn refilter(&mut self) {
        self.finder.search(&self.org, &mut self.outline);
    }

    /// Keeps the filter and goes back to browsing. Where nothing matches, goes to the nearest
    /// or, where there is none, stays so that what was typed can be mended.
    pub(super) fn accept(&mut self) {
        if self.finder.finds_nothing() && self.finder.matches.nearest.is_none() {
            return;
        }
        self.mode = Mode::Tree;
        let origin = self.finder.origin();
        if self.finder.is_waiting() {
            // The answer will be kept when it comes.
        } else if self.finder.matches.total() > 0 {
            self.trail.jump(origin, self.unit());
        } else {
            let unit = self.finder.matches.nearest.unwrap_or(origin);
            self.trail.jump(origin, unit);
            self.finder.stop(&self.org, &mut self.outline, unit);
        }
    }

    /// Closes the help, or clears the filter and stays on the unit found.
    pub(super) fn cancel(&mut self) {
        if self.mode == Mode::Help {
            self.mode = self.help.behind;
        } else if self.finder.is_active() {
            let typing = self.mode == Mode::Filter;
            self.mode = Mode::Tree;
            let found = self.finder.matches.total() > 0;
            let unit = if found { self.unit() } else { self.finder.origin() };
            if typing {
                self.trail.jump(self.finder.origin(), unit);
            }
            self.finder.stop(&self.org, &mut self.outline, unit);
        } else {
            self.mode = Mode::Tree;
        }
    }

    pub(super) fn change_view(&mut self) {
        if self.finder.is_filtering() {
            self.finder.change_view(&self.org, &mut self.outline);
        } else {
            self.notice = Some(Notice::NoFilter);
        }
    }

    pub(super) fn seek_match(&mut self, forward: bool) {
        let (filtering, waiting) = (self.finder.is_filtering(), self.finder.is_waiting());
        if filtering && !waiting {
            let matches = &self.finder.matches;
            if self.outline.is_list() {
                self.outline.step_round(forward);
            } else if let Some(unit) = matches.next(self.outline.unit(), forward) {
                self.outline.reveal(&self.org, unit);
            }
        } else if self.mode == Mode::Filter {
            self.outline.step(if forward { 1 } else { -1 });
        } else if !filtering {
            self.notice = Some(Notice::NoFilter);
        }
    }
}
