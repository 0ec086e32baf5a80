//! The outline: open units, visible rows, cursor and scroll position. After every change the
//! cursor is on a row inside the window.

use std::ops::Range;

use fixedbitset::FixedBitSet;

use crate::org::{Org, TreeWalk, UnitId};

/// Rows kept visible above and below the cursor while it moves.
const SCROLL_MARGIN_ROWS: usize = 2;

/// How the matches of a filter are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// In the tree, with their ancestors.
    #[default]
    Tree,
    /// In a flat list, best match first.
    List,
    /// In the tree, among all other units.
    Everything,
}

/// Which units can have a row.
#[derive(Clone, Debug)]
enum RowFilter {
    /// Every unit whose ancestors are open.
    All,
    /// `kept`: the matches, their ancestors and the first unit. An open unit that is not in
    /// `ancestors`, the ancestors of matches, shows its whole subtree.
    Matches { kept: FixedBitSet, ancestors: FixedBitSet },
    /// Exactly these units, in this order.
    List(Vec<UnitId>),
    /// The units nearest to a query that matches nothing, above the rows of the tree, which are
    /// shown but cannot be selected.
    Nearest { units: Vec<UnitId>, tree: Vec<UnitId> },
}

/// The rows of an organisation; at least one.
#[derive(Clone, Debug)]
pub struct Outline {
    open: FixedBitSet,
    row_filter: RowFilter,
    /// The indices of the units that can have a row: all, or those of one branch.
    branch: Range<usize>,
    rows: Vec<UnitId>,
    cursor: usize,
    top: usize,
    height: usize,
}

impl Outline {
    /// Only the first unit is open, and the cursor is on it.
    pub fn new(org: &Org) -> Self {
        let mut open = FixedBitSet::with_capacity(org.len());
        open.insert(UnitId::ROOT.index());
        let mut outline = Self {
            open,
            row_filter: RowFilter::All,
            branch: 0..org.len(),
            rows: Vec::new(),
            cursor: 0,
            top: 0,
            height: 1,
        };
        outline.rebuild(org, UnitId::ROOT);
        outline
    }

    pub fn rows(&self) -> &[UnitId] {
        &self.rows
    }

    /// The unit under the cursor.
    pub fn unit(&self) -> UnitId {
        self.rows[self.cursor]
    }

    /// The cursor's row, from 0.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// First visible row, from 0.
    pub fn top(&self) -> usize {
        self.top
    }

    /// Height of the window in rows; at least one.
    pub fn height(&self) -> usize {
        self.height
    }

    pub fn is_open(&self, unit: UnitId) -> bool {
        self.open.contains(unit.index())
    }

    /// Whether the rows are a flat list instead of a tree.
    pub fn is_list(&self) -> bool {
        matches!(self.row_filter, RowFilter::List(_) | RowFilter::Nearest { .. })
    }

    /// The rows of the tree to show below those of the nearest units; none otherwise.
    pub fn tree_below(&self) -> &[UnitId] {
        match &self.row_filter {
            RowFilter::Nearest { tree, .. } => tree,
            _ => &[],
        }
    }

    /// Whether a heading stands above the rows: over the nearest units, if all fit below it.
    pub fn has_heading(&self) -> bool {
        matches!(self.row_filter, RowFilter::Nearest { .. }) && self.rows.len() < self.height
    }

    /// The unit whose branch alone is shown; `None` if the whole tree is.
    pub fn branch(&self) -> Option<UnitId> {
        (self.branch.start > 0).then(|| UnitId::at(self.branch.start))
    }

    /// The indices of the units that can have a row.
    pub fn branch_range(&self) -> Range<usize> {
        self.branch.clone()
    }

    /// Shows the branch of a unit alone; that of the root is the whole tree.
    pub fn show_branch(&mut self, org: &Org, unit: UnitId) {
        self.branch = org.subtree(unit);
        self.open.insert(unit.index());
        self.rebuild(org, self.unit());
    }

    /// The level of a unit below the top of what is shown.
    pub fn depth(&self, org: &Org, unit: UnitId) -> usize {
        org.depth(unit).saturating_sub(org.depth(UnitId::at(self.branch.start)))
    }

    /// Sets the height of the window in rows.
    pub fn resize(&mut self, height: usize) {
        self.height = height.max(1);
        self.scroll_to_cursor();
    }

    /// Moves the cursor by rows, up when negative, and stops at the ends.
    pub fn step(&mut self, rows: isize) {
        self.select_row(self.cursor.saturating_add_signed(rows));
    }

    /// Moves the cursor to a row, or to the last row if there are fewer.
    pub fn select_row(&mut self, row: usize) {
        self.cursor = row.min(self.rows.len() - 1);
        self.scroll_to_cursor();
    }

    /// Scrolls the window by rows. The cursor moves only if it would leave the window.
    pub fn scroll(&mut self, rows: isize) {
        let last_top = self.rows.len().saturating_sub(self.height);
        self.top = self.top.saturating_add_signed(rows).min(last_top);
        let margin = self.margin();
        let first = if self.top == 0 { 0 } else { self.top + margin };
        let last = if self.top == last_top { self.rows.len() } else { self.top + self.height - margin } - 1;
        self.cursor = self.cursor.clamp(first.min(last), last);
    }

    /// Moves the cursor to the next or previous row, and wraps around at the ends.
    pub fn cycle(&mut self, forward: bool) {
        let n = self.rows.len();
        self.select_row((self.cursor + if forward { 1 } else { n - 1 }) % n);
    }

    /// Opens the ancestors of a unit and puts the cursor on it. If a filter or a list hides it,
    /// the cursor goes to its nearest visible ancestor.
    pub fn reveal(&mut self, org: &Org, unit: UnitId) {
        for ancestor in org.ancestors(unit) {
            self.open.insert(ancestor.index());
        }
        self.rebuild(org, unit);
    }

    pub fn open(&mut self, org: &Org, unit: UnitId) {
        self.open.insert(unit.index());
        self.rebuild(org, self.unit());
    }

    /// Closes a unit. A cursor inside its subtree moves to it.
    pub fn close(&mut self, org: &Org, unit: UnitId) {
        self.open.set(unit.index(), false);
        self.rebuild(org, self.unit());
    }

    /// Opens all ancestors of some units.
    pub fn open_ancestors(&mut self, org: &Org, units: impl Iterator<Item = UnitId>) {
        let mut matches = FixedBitSet::with_capacity(org.len());
        units.for_each(|unit| matches.insert(unit.index()));
        self.open.union_with(&ancestors_of(org, &matches));
        self.rebuild(org, self.unit());
    }

    /// Opens a whole subtree.
    pub fn open_subtree(&mut self, org: &Org, unit: UnitId) {
        self.open.insert_range(org.subtree(unit));
        self.rebuild(org, self.unit());
    }

    /// Closes everything but the first unit.
    pub fn close_all(&mut self, org: &Org) {
        self.open.clear();
        self.open.insert(self.branch.start);
        self.rebuild(org, self.unit());
    }

    /// Shows matches with their ancestors open, alone or among all other units, and puts the
    /// cursor on `unit`. `open_before` is the set of units that were open before the filter.
    pub fn show_matches(
        &mut self,
        org: &Org,
        matches: FixedBitSet,
        among_all: bool,
        open_before: &FixedBitSet,
        unit: UnitId,
    ) {
        let mut ancestors = ancestors_of(org, &matches);
        ancestors.remove_range(..self.branch.start);
        self.open = ancestors.clone();
        self.row_filter = if among_all {
            self.open.union_with(open_before);
            RowFilter::All
        } else {
            let mut kept = matches;
            kept.union_with(&ancestors);
            kept.insert(self.branch.start);
            RowFilter::Matches { kept, ancestors }
        };
        self.rebuild(org, unit);
    }

    /// Shows exactly these units in a flat list, in this order, and puts the cursor on `unit`.
    pub fn show_list(&mut self, org: &Org, units: Vec<UnitId>, unit: UnitId) {
        self.row_filter = RowFilter::List(units);
        self.rebuild(org, unit);
    }

    /// Shows the units nearest to a query that matches nothing, best first, above the tree as it was
    /// before the filter.
    pub fn show_nearest(&mut self, org: &Org, units: Vec<UnitId>, open_before: FixedBitSet) {
        self.open = open_before;
        let tree = self.tree_rows(org);
        self.row_filter = RowFilter::Nearest { units, tree };
        self.rebuild(org, UnitId::ROOT);
    }

    /// Ends a filter: restores the open units and puts the cursor on `unit`.
    pub fn restore(&mut self, org: &Org, open: FixedBitSet, unit: UnitId) {
        self.open = open;
        self.row_filter = RowFilter::All;
        self.reveal(org, unit);
    }

    /// Shows another organisation, with these open units, one branch and the cursor on `unit`.
    pub fn restart(&mut self, org: &Org, open: FixedBitSet, branch: UnitId, unit: UnitId) {
        let subtree = org.subtree(branch);
        self.branch = if subtree.contains(&unit.index()) { subtree } else { 0..org.len() };
        self.restore(org, open, unit);
    }

    /// The set of open units, for `restore`.
    pub fn open_units(&self) -> FixedBitSet {
        self.open.clone()
    }

    fn rebuild(&mut self, org: &Org, unit: UnitId) {
        self.rows = match &self.row_filter {
            RowFilter::List(units) | RowFilter::Nearest { units, .. } if !units.is_empty() => units.clone(),
            RowFilter::List(_) | RowFilter::Nearest { .. } => vec![UnitId::at(self.branch.start)],
            RowFilter::All => self.tree_rows(org),
            RowFilter::Matches { kept, ancestors } => self.filtered_rows(org, kept, ancestors),
        };
        let nearest = std::iter::once(unit).chain(org.ancestors(unit)).find_map(|unit| self.row(unit));
        self.select_row(nearest.unwrap_or(0));
    }

    /// The rows of the unfiltered tree, in reading order.
    fn tree_rows(&self, org: &Org) -> Vec<UnitId> {
        let mut rows = Vec::new();
        let mut walk = org.walk();
        let mut index = self.branch.start;
        while index < self.branch.end {
            rows.push(UnitId::at(index));
            index = self.next_visible_index(&mut walk, UnitId::at(index));
        }
        rows
    }

    /// The rows of a filtered tree, in reading order.
    fn filtered_rows(&self, org: &Org, kept: &FixedBitSet, ancestors: &FixedBitSet) -> Vec<UnitId> {
        let mut rows = Vec::with_capacity(kept.count_ones(..));
        // Shortcut: if nothing was opened or closed since the filter, the kept units are the
        // rows.
        if self.open == *ancestors {
            rows.extend(kept.ones().map(UnitId::at));
            return rows;
        }
        let (mut kept, mut walk) = (kept.ones(), org.walk());
        // Up to here the rows are in an open subtree without matches, where everything is shown.
        let mut unfiltered_until = 0;
        let mut index = self.branch.start;
        while index < self.branch.end {
            if index >= unfiltered_until {
                let Some(next) = kept.find(|&next| next >= index) else { break };
                index = next;
            }
            let unit = UnitId::at(index);
            rows.push(unit);
            if self.is_open(unit) && !ancestors.contains(index) {
                unfiltered_until = unfiltered_until.max(walk.subtree_end(unit));
            }
            index = self.next_visible_index(&mut walk, unit);
        }
        rows
    }

    /// Index of the unit after this one in reading order, skipping its subtree if it is closed.
    fn next_visible_index(&self, walk: &mut TreeWalk, unit: UnitId) -> usize {
        if self.is_open(unit) { unit.index() + 1 } else { walk.subtree_end(unit) }
    }

    /// The row of a unit, if it is visible.
    pub fn row(&self, unit: UnitId) -> Option<usize> {
        match self.row_filter {
            RowFilter::List(_) | RowFilter::Nearest { .. } => self.rows.iter().position(|&row| row == unit),
            _ => self.rows.binary_search(&unit).ok(),
        }
    }

    fn margin(&self) -> usize {
        SCROLL_MARGIN_ROWS.min((self.height - 1) / 2)
    }

    /// Scrolls as little as possible to have the cursor and its margin in the window.
    fn scroll_to_cursor(&mut self) {
        let margin = self.margin();
        let lowest = (self.cursor + margin + 1).saturating_sub(self.height);
        let highest = self.cursor.saturating_sub(margin);
        let last_top = self.rows.len().saturating_sub(self.height);
        self.top = self.top.max(lowest).min(highest).min(last_top);
    }
}

/// All ancestors of some units. The walk up stops at the first ancestor already found, so that
/// each is visited once.
fn ancestors_of(org: &Org, units: &FixedBitSet) -> FixedBitSet {
    let mut ancestors = FixedBitSet::with_capacity(org.len());
    let (mut walk, mut walk_up) = (org.walk(), org.walk());
    for unit in units.ones() {
        let mut above = walk.parent(UnitId::at(unit));
        while let Some(ancestor) = above.filter(|ancestor| !ancestors.put(ancestor.index())) {
            above = walk_up.parent(ancestor);
        }
    }
    ancestors
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
        crate::import::read(text.as_bytes(), Lang::En).expect("readable")
    }

    fn rows(org: &Org, outline: &Outline) -> String {
        let word = |(i, unit): (usize, &UnitId)| {
            let mark = if i == outline.cursor() { "*" } else { "" };
            format!("{}{mark}", org.id(*unit))
        };
        outline.rows().iter().enumerate().map(word).collect::<Vec<_>>().join(" ")
    }

    fn filter(org: &Org, outline: &mut Outline, matches: &[usize], view: View) {
        let best = UnitId::at(matches[0]);
        let open_before = outline.open_units();
        let mut units = FixedBitSet::with_capacity(org.len());
        units.extend(matches.iter().copied());
        match view {
            View::List => outline.show_list(org, matches.iter().map(|&at| UnitId::at(at)).collect(), best),
            _ => outline.show_matches(org, units, view == View::Everything, &open_before, best),
        }
    }

    #[test]
    fn a_closed_unit_hides_its_subtree() {
        let org = org();
        let mut outline = Outline::new(&org);
        assert_eq!(rows(&org, &outline), "r* a e");
        outline.open_subtree(&org, UnitId::ROOT);
        assert_eq!(rows(&org, &outline), "r* a b c d e");
        outline.close(&org, UnitId::at(1));
        assert_eq!(rows(&org, &outline), "r* a e");
    }

    #[test]
    fn closing_a_unit_moves_a_cursor_below_it_to_it() {
        let org = org();
        let mut outline = Outline::new(&org);
        outline.reveal(&org, UnitId::at(4));
        assert_eq!(rows(&org, &outline), "r a b c d* e");
        outline.close(&org, UnitId::at(1));
        assert_eq!(rows(&org, &outline), "r a* e");
    }

    #[test]
    fn a_filter_keeps_matches_and_their_ancestors() {
        let org = org();
        let mut outline = Outline::new(&org);
        filter(&org, &mut outline, &[3], View::Tree);
        assert_eq!(rows(&org, &outline), "r a c*");
    }

    #[test]
    fn an_opened_match_shows_children_that_do_not_match() {
        let org = org();
        let mut outline = Outline::new(&org);
        filter(&org, &mut outline, &[3], View::Tree);
        outline.open(&org, UnitId::at(3));
        assert_eq!(rows(&org, &outline), "r a c* d");
    }

    #[test]
    fn a_list_keeps_the_order_of_its_units() {
        let org = org();
        let mut outline = Outline::new(&org);
        filter(&org, &mut outline, &[4, 1], View::List);
        assert_eq!(rows(&org, &outline), "d* a");
    }

    #[test]
    fn the_view_of_everything_opens_the_ancestors_of_matches() {
        let org = org();
        let mut outline = Outline::new(&org);
        filter(&org, &mut outline, &[3], View::Everything);
        assert_eq!(rows(&org, &outline), "r a b c* e");
    }

    #[test]
    fn a_branch_is_shown_alone_with_its_own_levels() {
        let org = org();
        let mut outline = Outline::new(&org);
        outline.show_branch(&org, UnitId::at(1));
        assert_eq!(rows(&org, &outline), "a* b c");
        assert_eq!((outline.branch(), outline.depth(&org, UnitId::at(3))), (Some(UnitId::at(1)), 1));
        filter(&org, &mut outline, &[4], View::Tree);
        assert_eq!(rows(&org, &outline), "a c d*");
        outline.close_all(&org);
        assert_eq!(rows(&org, &outline), "a c*");
        outline.show_branch(&org, UnitId::ROOT);
        assert_eq!((outline.branch(), outline.depth(&org, UnitId::at(1))), (None, 1));
    }

    #[test]
    fn the_nearest_units_stand_above_the_tree() {
        let org = org();
        let mut outline = Outline::new(&org);
        outline.resize(10);
        let open = outline.open_units();
        outline.show_nearest(&org, vec![UnitId::at(4), UnitId::at(1)], open);
        assert_eq!(rows(&org, &outline), "d* a");
        assert_eq!((outline.tree_below().len(), outline.has_heading()), (3, true));
    }

    #[test]
    fn restore_brings_back_the_units_open_before_the_filter() {
        let org = org();
        let mut outline = Outline::new(&org);
        let open = outline.open_units();
        filter(&org, &mut outline, &[2], View::Tree);
        outline.restore(&org, open, UnitId::at(5));
        assert_eq!(rows(&org, &outline), "r a e*");
    }

    #[test]
    fn the_window_follows_the_cursor() {
        let org = org();
        let mut outline = Outline::new(&org);
        outline.open_subtree(&org, UnitId::ROOT);
        outline.resize(3);
        outline.select_row(5);
        assert_eq!(outline.top(), 3);
        outline.step(-3);
        assert_eq!((outline.cursor(), outline.top()), (2, 1));
        outline.scroll(2);
        assert_eq!((outline.cursor(), outline.top()), (4, 3));
    }
}
