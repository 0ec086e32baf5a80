//! The filter: what is typed, what it finds, how that shows, and what to put back after.

use fixedbitset::FixedBitSet;

use super::reload::Again;
use crate::org::{Org, UnitId};
use crate::outline::{Outline, View};
use crate::prompt::Prompt;
use crate::search::{Index, Matches, Query};

#[derive(Debug, Default)]
pub struct Finder {
    pub prompt: Prompt,
    pub query: Query,
    pub matches: Matches,
    /// The answer to the query, when it takes longer than a key may: so far it is not to be seen.
    coming: Option<Matches>,
    pub view: View,
    /// None until it is built: what is typed meanwhile waits for it.
    index: Option<Index>,
    /// What was open and where the cursor was when the filter started.
    before: Option<(FixedBitSet, UnitId)>,
    /// Where the cursor is to be when the next answer shows, unless on the best match.
    place: Option<UnitId>,
}

impl Finder {
    /// Whether a filter was started, even if nothing is typed yet.
    pub fn is_active(&self) -> bool {
        self.before.is_some()
    }

    /// Whether something is asked for.
    pub fn is_filtering(&self) -> bool {
        !self.query.is_empty()
    }

    /// Whether something is asked for and the answer is not there yet.
    pub fn is_waiting(&self) -> bool {
        self.is_filtering() && (self.index.is_none() || self.is_searching())
    }

    /// Whether something is asked for and nothing found.
    pub fn finds_nothing(&self) -> bool {
        self.is_filtering() && !self.is_waiting() && self.matches.total() == 0
    }

    /// Whether there is more to look for, with `go_on`.
    pub fn is_searching(&self) -> bool {
        self.coming.is_some()
    }

    /// Whether it can answer.
    pub fn is_indexed(&self) -> bool {
        self.index.is_some()
    }

    /// How many problems the cards have, as far as they were read.
    pub fn problems(&self) -> usize {
        self.index.as_ref().map_or(0, Index::problems)
    }

    /// Takes the index that was missing.
    pub fn take_index(&mut self, index: Index) {
        self.index = Some(index);
    }

    /// Where the cursor was when the filter started.
    pub fn origin(&self) -> UnitId {
        self.before.as_ref().map_or(UnitId::ROOT, |(_, unit)| *unit)
    }

    /// Starts a filter, or goes on with the one that was kept.
    pub fn start(&mut self, outline: &Outline) {
        self.before.get_or_insert_with(|| (outline.opened(), outline.unit()));
        self.prompt.end();
    }

    /// Searches for what is typed and shows it, the cursor on the best match. The rows stay as
    /// they are without an index, and until all is found.
    pub fn search(&mut self, org: &Org, outline: &mut Outline) {
        self.query = Query::new(self.prompt.text());
        let Some(index) = &mut self.index else { return };
        let matches = index.start(org, &self.query);
        self.take(matches, org, outline);
    }

    /// Goes on with a search that takes longer than a key may.
    pub fn go_on(&mut self, org: &Org, outline: &mut Outline) {
        if let (Some(index), Some(mut matches)) = (&mut self.index, self.coming.take()) {
            index.go_on(org, &self.query, &mut matches);
            self.take(matches, org, outline);
        }
    }

    fn take(&mut self, matches: Matches, org: &Org, outline: &mut Outline) {
        self.coming = None;
        if matches.is_unfinished() {
            self.coming = Some(matches);
            return;
        }
        self.matches = matches;
        let best = self.matches.first().unwrap_or(self.origin());
        let unit = self.place.take().unwrap_or(best);
        self.show(org, outline, unit);
    }

    /// Forgets what was found in an organisation that is read again, and looks for it in the new one
    /// when that is indexed; the cursor is to be on `unit`.
    pub(super) fn reload(&mut self, again: Again, unit: UnitId) {
        let before = self.before.take();
        self.before = before.map(|(open, origin)| (again.units(&open), again.place(origin)));
        self.place = self.is_filtering().then_some(unit);
        (self.index, self.coming, self.matches) = (None, None, Matches::default());
    }

    /// The next way to show what is found, the cursor on the same unit.
    pub fn change_view(&mut self, org: &Org, outline: &mut Outline) {
        self.view = match self.view {
            View::Tree => View::List,
            View::List => View::Everything,
            View::Everything => View::Tree,
        };
        self.show(org, outline, outline.unit());
    }

    /// Ends the filter: what was open before is open again, and so is the way to `unit`.
    pub fn stop(&mut self, org: &Org, outline: &mut Outline, unit: UnitId) {
        if let Some((open, _)) = self.before.take() {
            outline.restore(org, open, unit);
        }
        self.prompt.clear();
        self.query = Query::default();
        self.matches = Matches::default();
        self.coming = None;
        self.place = None;
    }

    fn show(&self, org: &Org, outline: &mut Outline, unit: UnitId) {
        let Some((open, _)) = &self.before else { return };
        let matches = &self.matches;
        match self.view {
            _ if !self.is_filtering() || self.is_waiting() => outline.restore(org, open.clone(), unit),
            View::List => outline.list(org, matches.all().iter().map(|found| found.unit).collect(), unit),
            view => outline.filter(org, matches.units(), view == View::Everything, open, unit),
        }
    }
}
