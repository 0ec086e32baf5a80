//! The outline: which units are open, which rows show, where the cursor and the top are.
//! After every verb the cursor is on a row that shows, and in the window.

use fixedbitset::FixedBitSet;

use crate::org::{Org, UnitId};

/// Rows kept in sight above and below the cursor while it moves.
const MARGIN: usize = 2;

/// How the units found by a filter are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// In the tree, with what is above them.
    #[default]
    Tree,
    /// In a flat list, the best first.
    List,
    /// Among all other units.
    Everything,
}

/// What is let through.
#[derive(Clone, Debug)]
enum Shown {
    /// Every unit that its open ancestors show.
    All,
    /// What was found and what is above it, the first unit always; below a unit that is open and has nothing found
    /// below, all.
    Kept { kept: FixedBitSet, above: FixedBitSet },
    /// These units alone, in this order.
    List(Vec<UnitId>),
}

/// The rows of an organisation. It holds at least one row.
#[derive(Clone, Debug)]
pub struct Outline {
    open: FixedBitSet,
    shown: Shown,
    rows: Vec<UnitId>,
    cursor: usize,
    top: usize,
    height: usize,
}

impl Outline {
    /// The first unit open, the cursor on it.
    pub fn new(org: &Org) -> Self {
        let mut open = FixedBitSet::with_capacity(org.len());
        open.insert(UnitId::ROOT.index());
        let mut outline = Self { open, shown: Shown::All, rows: Vec::new(), cursor: 0, top: 0, height: 1 };
        outline.rebuild(org, UnitId::ROOT);
        outline
    }

    pub fn rows(&self) -> &[UnitId] {
        &self.rows
    }

    /// The unit that the cursor is on.
    pub fn unit(&self) -> UnitId {
        self.rows[self.cursor]
    }

    /// The row that the cursor is on, from 0.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// The first row in the window.
    pub fn top(&self) -> usize {
        self.top
    }

    /// How many rows the window has; at least one.
    pub fn height(&self) -> usize {
        self.height
    }

    pub fn is_open(&self, unit: UnitId) -> bool {
        self.open.contains(unit.index())
    }

    /// Whether the rows are a flat list rather than a tree.
    pub fn is_list(&self) -> bool {
        matches!(self.shown, Shown::List(_))
    }

    /// Sets how many rows the window has.
    pub fn resize(&mut self, height: usize) {
        self.height = height.max(1);
        self.follow();
    }

    /// Moves by some rows, up when negative, and stops at the ends.
    pub fn step(&mut self, rows: isize) {
        self.land(self.cursor.saturating_add_signed(rows));
    }

    /// Moves to a row, or to the last.
    pub fn land(&mut self, row: usize) {
        self.cursor = row.min(self.rows.len() - 1);
        self.follow();
    }

    /// Scrolls the window by some rows, and the cursor only as far as it must go with it.
    pub fn scroll(&mut self, rows: isize) {
        let last_top = self.rows.len().saturating_sub(self.height);
        self.top = self.top.saturating_add_signed(rows).min(last_top);
        let margin = self.margin();
        let first = if self.top == 0 { 0 } else { self.top + margin };
        let last = if self.top == last_top { self.rows.len() } else { self.top + self.height - margin } - 1;
        self.cursor = self.cursor.clamp(first.min(last), last);
    }

    /// Goes to the next row, or the previous, round the end.
    pub fn step_round(&mut self, forward: bool) {
        let n = self.rows.len();
        self.land((self.cursor + if forward { 1 } else { n - 1 }) % n);
    }

    /// Shows a unit and puts the cursor on it, opening what is above it. Where a filter or a
    /// list leaves it out, the cursor goes to the nearest unit above that shows.
    pub fn reveal(&mut self, org: &Org, unit: UnitId) {
        for above in org.ancestors(unit) {
            self.open.insert(above.index());
        }
        self.rebuild(org, unit);
    }

    pub fn open(&mut self, org: &Org, unit: UnitId) {
        self.open.insert(unit.index());
        self.rebuild(org, self.unit());
    }

    /// Closes a unit; a cursor that was below goes to it.
    pub fn close(&mut self, org: &Org, unit: UnitId) {
        self.open.set(unit.index(), false);
        self.rebuild(org, self.unit());
    }

    /// Opens all that is above some units.
    pub fn open_above(&mut self, org: &Org, units: impl Iterator<Item = UnitId>) {
        let mut found = FixedBitSet::with_capacity(org.len());
        units.for_each(|unit| found.insert(unit.index()));
        self.open.union_with(&above(org, &found));
        self.rebuild(org, self.unit());
    }

    /// Opens a unit and all that is below.
    pub fn open_below(&mut self, org: &Org, unit: UnitId) {
        self.open.insert_range(org.subtree(unit));
        self.rebuild(org, self.unit());
    }

    /// Closes everything but the first unit.
    pub fn close_all(&mut self, org: &Org) {
        self.open.clear();
        self.open.insert(UnitId::ROOT.index());
        self.rebuild(org, self.unit());
    }

    /// Shows the units found, with what is above them open, among all others or alone, and puts
    /// the cursor on `unit`. `before` is what was open before the filter.
    pub fn filter(
        &mut self,
        org: &Org,
        found: FixedBitSet,
        among_all: bool,
        before: &FixedBitSet,
        unit: UnitId,
    ) {
        let above = above(org, &found);
        self.open = above.clone();
        self.shown = if among_all {
            self.open.union_with(before);
            Shown::All
        } else {
            let mut kept = found;
            kept.union_with(&above);
            kept.insert(UnitId::ROOT.index());
            Shown::Kept { kept, above }
        };
        self.rebuild(org, unit);
    }

    /// Shows these units alone, in this order, and puts the cursor on `unit`.
    pub fn list(&mut self, org: &Org, units: Vec<UnitId>, unit: UnitId) {
        self.shown = Shown::List(units);
        self.rebuild(org, unit);
    }

    /// Puts back what was open before a filter.
    pub fn restore(&mut self, org: &Org, open: FixedBitSet, unit: UnitId) {
        self.open = open;
        self.shown = Shown::All;
        self.reveal(org, unit);
    }

    /// What is open, to put back later.
    pub fn opened(&self) -> FixedBitSet {
        self.open.clone()
    }

    fn rebuild(&mut self, org: &Org, unit: UnitId) {
        self.rows = match &self.shown {
            Shown::List(units) if !units.is_empty() => units.clone(),
            Shown::List(_) => vec![UnitId::ROOT],
            Shown::All => self.tree_rows(org),
            Shown::Kept { kept, above } => self.kept_rows(org, kept, above),
        };
        let nearest = std::iter::once(unit).chain(org.ancestors(unit)).find_map(|unit| self.row(unit));
        self.land(nearest.unwrap_or(0));
    }

    /// The rows of the tree, in reading order.
    fn tree_rows(&self, org: &Org) -> Vec<UnitId> {
        let mut rows = Vec::new();
        let mut at = 0;
        while at < org.len() {
            rows.push(UnitId::at(at));
            at = self.after(org, UnitId::at(at));
        }
        rows
    }

    /// The rows of what is kept, in reading order.
    fn kept_rows(&self, org: &Org, kept: &FixedBitSet, above: &FixedBitSet) -> Vec<UnitId> {
        let mut rows = Vec::with_capacity(kept.count_ones(..));
        // As long as nothing was opened or closed, all that is kept shows, and nothing else.
        if self.open == *above {
            rows.extend(kept.ones().map(UnitId::at));
            return rows;
        }
        let mut kept = kept.ones();
        // Where the subtree ends in which nothing was found, so that everything shows.
        let mut free_until = 0;
        let mut at = 0;
        while at < org.len() {
            if at >= free_until {
                let Some(next) = kept.find(|&next| next >= at) else { break };
                at = next;
            }
            let unit = UnitId::at(at);
            rows.push(unit);
            if self.is_open(unit) && !above.contains(at) {
                free_until = free_until.max(org.subtree(unit).end);
            }
            at = self.after(org, unit);
        }
        rows
    }

    /// The place of the unit that comes after in reading order: below, if that is open.
    fn after(&self, org: &Org, unit: UnitId) -> usize {
        if self.is_open(unit) { unit.index() + 1 } else { org.subtree(unit).end }
    }

    /// The row of a unit, if it shows.
    pub fn row(&self, unit: UnitId) -> Option<usize> {
        match self.shown {
            Shown::List(_) => self.rows.iter().position(|&row| row == unit),
            _ => self.rows.binary_search(&unit).ok(),
        }
    }

    fn margin(&self) -> usize {
        MARGIN.min((self.height - 1) / 2)
    }

    /// Scrolls as little as it takes to have the cursor in the window.
    fn follow(&mut self) {
        let margin = self.margin();
        let lowest = (self.cursor + margin + 1).saturating_sub(self.height);
        let highest = self.cursor.saturating_sub(margin);
        let last_top = self.rows.len().saturating_sub(self.height);
        self.top = self.top.max(lowest).min(highest).min(last_top);
    }
}

/// The units above any of these. Each is met once, however many share it.
fn above(org: &Org, units: &FixedBitSet) -> FixedBitSet {
    let mut above = FixedBitSet::with_capacity(org.len());
    for unit in units.ones() {
        for ancestor in org.ancestors(UnitId::at(unit)) {
            if above.put(ancestor.index()) {
                break;
            }
        }
    }
    above
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    /// r > a > (b, c > d), e
    fn org() -> Org {
        let unit = |id: &str, parent: &str| format!(r#"{{"id":"{id}","name":"{id}","parent_id":{parent}}}"#);
        let units =
            [("r", "null"), ("a", "\"r\""), ("b", "\"a\""), ("c", "\"a\""), ("d", "\"c\""), ("e", "\"r\"")]
                .map(|(id, parent)| unit(id, parent));
        let text = format!(r#"{{"format":"ramure/1","units":[{}]}}"#, units.join(","));
        crate::formats::read(text.as_bytes(), Lang::En).expect("readable")
    }

    fn rows(org: &Org, outline: &Outline) -> String {
        let word = |(i, unit): (usize, &UnitId)| {
            let mark = if i == outline.cursor() { "*" } else { "" };
            format!("{}{mark}", org.id(*unit))
        };
        outline.rows().iter().enumerate().map(word).collect::<Vec<_>>().join(" ")
    }

    fn filter(org: &Org, outline: &mut Outline, found: &[usize], view: View) {
        let best = UnitId::at(found[0]);
        let before = outline.opened();
        let mut units = FixedBitSet::with_capacity(org.len());
        units.extend(found.iter().copied());
        match view {
            View::List => outline.list(org, found.iter().map(|&at| UnitId::at(at)).collect(), best),
            _ => outline.filter(org, units, view == View::Everything, &before, best),
        }
    }

    #[test]
    fn a_closed_unit_hides_its_subtree() {
        let org = org();
        let mut outline = Outline::new(&org);
        assert_eq!(rows(&org, &outline), "r* a e");
        outline.open_below(&org, UnitId::ROOT);
        assert_eq!(rows(&org, &outline), "r* a b c d e");
        outline.close(&org, UnitId::at(1));
        assert_eq!(rows(&org, &outline), "r* a e");
    }

    #[test]
    fn closing_takes_a_cursor_below_up() {
        let org = org();
        let mut outline = Outline::new(&org);
        outline.reveal(&org, UnitId::at(4));
        assert_eq!(rows(&org, &outline), "r a b c d* e");
        outline.close(&org, UnitId::at(1));
        assert_eq!(rows(&org, &outline), "r a* e");
    }

    #[test]
    fn a_filter_keeps_matches_and_what_is_above() {
        let org = org();
        let mut outline = Outline::new(&org);
        filter(&org, &mut outline, &[3], View::Tree);
        assert_eq!(rows(&org, &outline), "r a c*");
    }

    #[test]
    fn a_match_can_be_opened_to_see_what_does_not_match_below() {
        let org = org();
        let mut outline = Outline::new(&org);
        filter(&org, &mut outline, &[3], View::Tree);
        outline.open(&org, UnitId::at(3));
        assert_eq!(rows(&org, &outline), "r a c* d");
    }

    #[test]
    fn a_list_has_its_own_order() {
        let org = org();
        let mut outline = Outline::new(&org);
        filter(&org, &mut outline, &[4, 1], View::List);
        assert_eq!(rows(&org, &outline), "d* a");
    }

    #[test]
    fn everything_can_stay_with_the_matches_in_sight() {
        let org = org();
        let mut outline = Outline::new(&org);
        filter(&org, &mut outline, &[3], View::Everything);
        assert_eq!(rows(&org, &outline), "r a b c* e");
    }

    #[test]
    fn what_was_open_comes_back_after_a_filter() {
        let org = org();
        let mut outline = Outline::new(&org);
        let open = outline.opened();
        filter(&org, &mut outline, &[2], View::Tree);
        outline.restore(&org, open, UnitId::at(5));
        assert_eq!(rows(&org, &outline), "r a e*");
    }

    #[test]
    fn the_window_follows_the_cursor() {
        let org = org();
        let mut outline = Outline::new(&org);
        outline.open_below(&org, UnitId::ROOT);
        outline.resize(3);
        outline.land(5);
        assert_eq!(outline.top(), 3);
        outline.step(-3);
        assert_eq!((outline.cursor(), outline.top()), (2, 1));
        outline.scroll(2);
        assert_eq!((outline.cursor(), outline.top()), (4, 3));
    }
}
