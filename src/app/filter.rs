//! State of the filter: its prompt, its matches, how they are shown, and the view to restore
//! afterwards.

use fixedbitset::FixedBitSet;

use crate::org::{Org, ReverseRelations, UnitId};
use crate::search::{Index, Matches, Query};

use super::choices::ChoiceList;
use super::outline::{Outline, View};
use super::past_queries::PastQueries;
use super::prompt::Prompt;
use super::reload::UnitMapping;

/// The filter of the outline.
#[derive(Debug, Default)]
pub struct FilterState {
    pub prompt: Prompt,
    pub(super) past: PastQueries,
    pub query: Query,
    pub matches: Matches,
    /// Matches of an unfinished search. `matches` is shown until they are complete.
    pending: Option<Matches>,
    pub view: View,
    /// None until the index is built; a filter typed before that waits for it.
    index: Option<Index>,
    /// The open units before the filter, and the cursor's unit when it was last started.
    saved: Option<(FixedBitSet, UnitId)>,
    /// Whether the filter was accepted before its matches were found.
    pub(super) is_accepted_early: bool,
    /// The units opened last, which are shown while the query is empty.
    recent: Vec<UnitId>,
    /// The unit to put the cursor on when the next matches are shown, instead of the best match.
    cursor_target: Option<UnitId>,
    /// The choices for the word at the cursor of the line.
    pub(super) choices: Option<ChoiceList>,
}

impl FilterState {
    /// Whether a filter was started, even with an empty query.
    pub fn is_active(&self) -> bool {
        self.saved.is_some()
    }

    /// Whether the query is not empty.
    pub fn is_filtering(&self) -> bool {
        !self.query.is_empty()
    }

    /// Whether the query is not empty and its matches are not complete yet.
    pub fn is_waiting(&self) -> bool {
        self.is_filtering() && (self.index.is_none() || self.is_searching())
    }

    /// Whether the search is complete and found nothing.
    pub fn has_no_match(&self) -> bool {
        self.is_filtering() && !self.is_waiting() && self.matches.total() == 0
    }

    /// Whether the search is unfinished and `continue_search` has to be called again.
    pub fn is_searching(&self) -> bool {
        self.pending.is_some()
    }

    pub fn is_indexed(&self) -> bool {
        self.index.is_some()
    }

    /// The index; `None` until it is built.
    pub fn index(&self) -> Option<&Index> {
        self.index.as_ref()
    }

    /// Number of problems found in the cards that were indexed.
    pub fn problem_count(&self) -> usize {
        self.index.as_ref().map_or(0, Index::diagnostic_count)
    }

    /// Which units refer to which; `None` until the index is built.
    pub fn reverse_relations(&self) -> Option<&ReverseRelations> {
        self.index.as_ref().map(Index::reverse_relations)
    }

    pub fn set_index(&mut self, index: Index) {
        self.index = Some(index);
    }

    /// Sets the bonuses of habitual units in the ranking.
    pub fn set_bonuses(&mut self, bonuses: Vec<(UnitId, u8)>) {
        if let Some(index) = &mut self.index {
            index.set_bonuses(bonuses);
        }
    }

    /// Whether the rows are the units opened last, because the line is empty.
    pub fn shows_recent(&self) -> bool {
        self.is_active() && self.prompt.text().trim().is_empty() && !self.recent.is_empty()
    }

    /// The unit that the cursor was on when the filter was last started.
    pub fn origin(&self) -> UnitId {
        self.saved.as_ref().map_or(UnitId::ROOT, |(_, unit)| *unit)
    }

    /// Starts a filter. The query of the current one, if any, is selected: typing replaces it.
    pub fn start(&mut self, outline: &Outline) {
        let open = self.saved.take().map(|(open, _)| open);
        self.saved = Some((open.unwrap_or_else(|| outline.open_units()), outline.unit()));
        self.prompt.select();
        self.is_accepted_early = false;
        self.choices = None;
    }

    /// Sets the units opened last, and shows them if the query is empty.
    pub fn set_recent(&mut self, recent: Vec<UnitId>, org: &Org, outline: &mut Outline) {
        self.recent = recent;
        if self.shows_recent() {
            self.show(org, outline, self.origin());
        }
    }

    /// Searches for the text of the prompt and shows the matches, with the cursor on the best.
    /// The rows do not change while the index is missing or the search is unfinished.
    pub fn search(&mut self, org: &Org, outline: &mut Outline) {
        let was_filtering = self.is_filtering();
        let query = Query::new(self.prompt.text(), org.languages());
        self.query = match outline.branch() {
            Some(_) => query.limited_to(outline.branch_range()),
            None => query,
        };
        if !was_filtering && self.is_waiting() {
            self.show(org, outline, self.origin());
        }
        let Some(index) = &mut self.index else { return };
        let matches = index.start_search(org, &self.query);
        self.show_matches(matches, org, outline);
    }

    /// Searches again, with the cursor on a unit if it still matches.
    pub(super) fn search_again(&mut self, org: &Org, outline: &mut Outline, unit: UnitId) {
        self.cursor_target = Some(unit);
        self.search(org, outline);
    }

    /// Continues an unfinished search for a short time slice.
    pub fn continue_search(&mut self, org: &Org, outline: &mut Outline) {
        if let (Some(index), Some(mut matches)) = (&mut self.index, self.pending.take()) {
            index.continue_search(org, &self.query, &mut matches);
            self.show_matches(matches, org, outline);
        }
    }

    fn show_matches(&mut self, matches: Matches, org: &Org, outline: &mut Outline) {
        self.pending = None;
        if matches.is_unfinished() {
            self.pending = Some(matches);
            return;
        }
        self.matches = matches;
        let best = self.matches.first().unwrap_or(self.origin());
        let unit = self.cursor_target.take().unwrap_or(best);
        self.show(org, outline, unit);
    }

    /// Translates the saved view to a reloaded organisation and drops matches and index. The
    /// filter runs again when the new index is set, with the cursor on `unit`.
    pub(super) fn reload(&mut self, mapping: UnitMapping, unit: UnitId) {
        let saved = self.saved.take();
        self.saved = saved.map(|(open, origin)| (mapping.units(&open), mapping.unit_or_ancestor(origin)));
        self.cursor_target = self.is_filtering().then_some(unit);
        (self.index, self.pending, self.matches) = (None, None, Matches::default());
        self.recent.clear();
        self.choices = None;
    }

    /// Shows the weak matches too, or hides them again, with the cursor on the same unit.
    pub fn toggle_weak(&mut self, org: &Org, outline: &mut Outline) {
        self.matches.set_weak_shown(!self.matches.is_weak_shown());
        self.show(org, outline, outline.unit());
    }

    /// Shows the matches in the next view, with the cursor on the same unit.
    pub fn next_view(&mut self, org: &Org, outline: &mut Outline) {
        self.view = match self.view {
            View::Tree => View::List,
            View::List => View::Everything,
            View::Everything => View::Tree,
        };
        self.show(org, outline, outline.unit());
    }

    /// Ends the filter: restores the units that were open before it, and reveals `unit`.
    pub fn stop(&mut self, org: &Org, outline: &mut Outline, unit: UnitId) {
        if let Some((open, _)) = self.saved.take() {
            outline.restore(org, open, unit);
        }
        self.past.add(self.prompt.text());
        self.prompt.clear();
        self.query = Query::default();
        self.matches = Matches::default();
        self.pending = None;
        self.recent.clear();
        self.is_accepted_early = false;
        self.cursor_target = None;
        self.choices = None;
    }

    fn show(&self, org: &Org, outline: &mut Outline, unit: UnitId) {
        let Some((open, _)) = &self.saved else { return };
        let matches = &self.matches;
        match self.view {
            _ if self.shows_recent() => outline.show_list(org, self.recent.clone(), self.recent[0]),
            _ if !self.is_filtering() || self.is_waiting() => outline.restore(org, open.clone(), unit),
            _ if matches.total() == 0 => self.show_nearest(org, outline, open),
            View::List => {
                outline.show_list(org, matches.ranked().iter().map(|found| found.unit).collect(), unit)
            }
            view => outline.show_matches(org, matches.unit_set(), view == View::Everything, open, unit),
        }
    }

    /// Keeps the tree, and offers the units that are nearest to a query without a match.
    fn show_nearest(&self, org: &Org, outline: &mut Outline, open: &FixedBitSet) {
        match self.matches.nearest().is_empty() {
            true => outline.restore(org, open.clone(), self.origin()),
            false => outline.show_nearest(org, self.matches.nearest().to_vec(), open.clone()),
        }
    }
}
