//! The filter: what is typed, what it finds, how that shows, and what to put back after.

use fixedbitset::FixedBitSet;

use crate::org::{Org, UnitId};
use crate::outline::{Outline, View};
use crate::prompt::Prompt;
use crate::search::{Index, Matches, Query};

#[derive(Debug)]
pub struct Finder {
    pub prompt: Prompt,
    pub query: Query,
    pub matches: Matches,
    pub view: View,
    /// How many problems the cards hold, which going through them all told.
    pub problems: usize,
    index: Index,
    /// What was open and where the cursor was when the filter started.
    before: Option<(FixedBitSet, UnitId)>,
}

impl Finder {
    pub fn new(org: &Org) -> Self {
        Self {
            prompt: Prompt::default(),
            query: Query::default(),
            matches: Matches::default(),
            view: View::default(),
            problems: org.ids().map(|unit| org.texts(unit, &mut |_, _| {})).sum(),
            index: Index::new(org),
            before: None,
        }
    }

    /// Whether a filter was started, even if nothing is typed yet.
    pub fn is_active(&self) -> bool {
        self.before.is_some()
    }

    /// Whether something is asked for.
    pub fn is_filtering(&self) -> bool {
        !self.query.is_empty()
    }

    /// Whether something is asked for and nothing found.
    pub fn finds_nothing(&self) -> bool {
        self.is_filtering() && self.matches.total() == 0
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

    /// Searches for what is typed and shows it, the cursor on the best match.
    pub fn search(&mut self, org: &Org, outline: &mut Outline) {
        self.query = Query::new(self.prompt.text());
        self.matches = self.index.search(&self.query);
        let best = self.matches.best.first().map(|found| found.unit);
        self.show(org, outline, best.unwrap_or(self.origin()));
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
    }

    fn show(&self, org: &Org, outline: &mut Outline, unit: UnitId) {
        let Some((open, _)) = &self.before else { return };
        let matches = &self.matches;
        match self.view {
            _ if !self.is_filtering() => outline.restore(org, open.clone(), unit),
            View::List => outline.list(org, matches.best.iter().map(|found| found.unit).collect(), unit),
            view => outline.filter(org, matches.units(), view == View::Everything, open, unit),
        }
    }
}
