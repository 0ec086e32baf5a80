//! The results of a search.

use fixedbitset::FixedBitSet;

use crate::org::UnitId;

use super::score_scan;
use super::weights::TWO_PREFIXES;

/// The best score of a query that nothing fits well, at most. Of 661 labelled lookups (docs/finding.md)
/// 10 have such a best score, and of the queries made for other directories a fifth, most of the others
/// having none.
const HIGHEST_POOR_SCORE: u8 = (TWO_PREFIXES - 1) as u8;

/// A unit that matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScoredUnit {
    pub unit: UnitId,
    /// The score of the lowest clause, from 1 to 255; 0 if the query has only filters.
    pub score: u32,
}

/// The units that match a query. Those with under half of the best score are weak: they are hidden
/// unless asked for, and every method but those about weak matches speaks of the shown ones alone.
#[derive(Clone, Debug, Default)]
pub struct Matches {
    /// The highest ones in their final order, best first.
    top: Vec<ScoredUnit>,
    /// If nothing matches, the units that are nearest to the query, best first.
    nearest: Vec<UnitId>,
    /// The score of each unit; 0 where it does not match.
    scores: Vec<u8>,
    best_score: u8,
    strong_count: usize,
    weak_count: usize,
    is_weak_shown: bool,
    /// Whether the query has only filters, which give no scores.
    is_unranked: bool,
    /// What an unfinished search has to do; `None` once it is done.
    remaining: Option<Remaining>,
}

/// What an unfinished search has to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remaining {
    /// Texts are read for terms of several words.
    Texts,
    /// The fallback scan reads the names from this unit on.
    Names(usize),
}

impl Matches {
    pub(super) fn new(
        top: Vec<ScoredUnit>,
        scores: Vec<u8>,
        is_unranked: bool,
        nearest: Vec<UnitId>,
    ) -> Self {
        let best_score = scores.iter().copied().max().unwrap_or(0);
        let strong_count = score_scan::count_from(&scores, lowest_strong_score(best_score));
        let weak_count = score_scan::count_from(&scores, 1) - strong_count;
        let remaining = None;
        Self {
            top,
            nearest,
            scores,
            best_score,
            strong_count,
            weak_count,
            is_weak_shown: false,
            is_unranked,
            remaining,
        }
    }

    /// No match yet.
    pub(super) fn unfinished(remaining: Remaining) -> Self {
        Self { remaining: Some(remaining), ..Self::default() }
    }

    /// No match yet among `units` units: the fallback scan starts.
    pub(super) fn with_names_left(units: usize) -> Self {
        Self { scores: vec![0; units], ..Self::unfinished(Remaining::Names(0)) }
    }

    /// Whether the search is still under way.
    pub fn is_unfinished(&self) -> bool {
        self.remaining.is_some()
    }

    pub(super) fn remaining(&self) -> Option<Remaining> {
        self.remaining
    }

    pub(super) fn set_remaining(&mut self, remaining: Remaining) {
        self.remaining = Some(remaining);
    }

    pub(super) fn set_score(&mut self, unit: usize, score: u8) {
        self.scores[unit] = score;
    }

    pub(super) fn take_scores(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.scores)
    }

    /// Shows or hides the weak matches.
    pub fn set_weak_shown(&mut self, is_shown: bool) {
        self.is_weak_shown = is_shown;
    }

    /// Whether weak matches are shown.
    pub fn is_weak_shown(&self) -> bool {
        self.is_weak_shown
    }

    /// Number of weak matches, shown or hidden.
    pub fn weak_count(&self) -> usize {
        self.weak_count
    }

    /// Whether a unit is a weak match, shown or hidden.
    pub fn is_weak(&self, unit: UnitId) -> bool {
        (1..lowest_strong_score(self.best_score)).contains(&self.score(unit))
    }

    /// Whether even the best match is probably not what is meant.
    pub fn fits_poorly(&self) -> bool {
        (1..=HIGHEST_POOR_SCORE).contains(&self.best_score)
    }

    /// If nothing matches, at most ten units that are nearest to the query, best first.
    pub fn nearest(&self) -> &[UnitId] {
        &self.nearest
    }

    /// The nearest of [`Matches::nearest`].
    pub fn suggestion(&self) -> Option<UnitId> {
        self.nearest.first().copied()
    }

    pub fn contains(&self, unit: UnitId) -> bool {
        self.is_shown(self.score(unit))
    }

    /// Number of matches.
    pub fn total(&self) -> usize {
        self.strong_count + if self.is_weak_shown { self.weak_count } else { 0 }
    }

    /// Whether the matches have scores: not if the query has only filters.
    pub fn is_ranked(&self) -> bool {
        !self.is_unranked
    }

    /// All matches, as a bit set over the units.
    pub fn unit_set(&self) -> FixedBitSet {
        let lowest = self.lowest_shown_score();
        let block = |block_scores: &[u8]| {
            block_scores.iter().rev().fold(0, |block, &score| block << 1 | usize::from(score >= lowest))
        };
        let blocks = self.scores.chunks(usize::BITS as usize).map(block);
        FixedBitSet::with_capacity_and_blocks(self.scores.len(), blocks)
    }

    /// The best match.
    pub fn first(&self) -> Option<UnitId> {
        let first = || self.scores.iter().position(|&score| score > 0).map(UnitId::at);
        self.top.first().map(|scored| scored.unit).or_else(first)
    }

    /// All matches, best first. Below the top ones, whose order is final, they are sorted by score,
    /// then in reading order.
    pub fn ranked(&self) -> Vec<ScoredUnit> {
        let mut matches = self.shown_top().to_vec();
        let mut in_top = FixedBitSet::with_capacity(self.scores.len());
        in_top.extend(matches.iter().map(|scored| scored.unit.index()));
        let mut others: Vec<Vec<u32>> = vec![Vec::new(); 256];
        for (unit, &score) in self.scores.iter().enumerate() {
            if self.is_shown(score) && !in_top.contains(unit) {
                others[usize::from(score)].push(unit as u32);
            }
        }
        for (score, units) in others.iter().enumerate().rev() {
            let score = if self.is_unranked { 0 } else { score as u32 };
            matches.extend(units.iter().map(|&unit| ScoredUnit { unit: UnitId::at(unit as usize), score }));
        }
        matches
    }

    /// At most `limit` matches, best first.
    pub fn top(&self, limit: usize) -> Vec<ScoredUnit> {
        let top = self.shown_top();
        let mut top = if limit > top.len() { self.ranked() } else { top.to_vec() };
        top.truncate(limit);
        top
    }

    /// The next match in reading order, or the previous one if not `forward`; wraps around.
    pub fn next(&self, unit: UnitId, forward: bool) -> Option<UnitId> {
        let (before, after) = self.scores.split_at((unit.index() + 1).min(self.scores.len()));
        let is_match = |score: &u8| self.is_shown(*score);
        let next = if forward {
            let later = after.iter().position(is_match).map(|at| before.len() + at);
            later.or_else(|| before.iter().position(is_match))
        } else {
            let earlier = before.split_last().and_then(|(_, before)| before.iter().rposition(is_match));
            earlier.or_else(|| self.scores.iter().rposition(is_match))
        };
        next.map(UnitId::at)
    }

    /// The rank of a unit from 1, best first; `None` if it does not match.
    pub fn rank(&self, unit: UnitId) -> Option<usize> {
        let own_score = Some(self.score(unit)).filter(|&score| self.is_shown(score))?;
        let in_top = self.top.iter().position(|scored| scored.unit == unit);
        let precedes = |at: usize, score: u8| score > own_score || (score == own_score && at < unit.index());
        Some(
            1 + in_top.unwrap_or_else(|| {
                let ahead = self.scores.iter().enumerate().filter(|(at, score)| precedes(*at, **score));
                let top_units = self.top.iter().map(|scored| scored.unit.index());
                self.top.len() + ahead.count() - top_units.filter(|&at| precedes(at, self.scores[at])).count()
            }),
        )
    }

    /// The number of a unit among the matches in reading order, from 1; `None` if it does not match.
    pub fn ordinal(&self, unit: UnitId) -> Option<usize> {
        let up_to_unit = self.scores.get(..=unit.index()).filter(|_| self.contains(unit))?;
        Some(score_scan::count_from(up_to_unit, self.lowest_shown_score()))
    }

    fn score(&self, unit: UnitId) -> u8 {
        self.scores.get(unit.index()).copied().unwrap_or(0)
    }

    fn lowest_shown_score(&self) -> u8 {
        if self.is_weak_shown { 1 } else { lowest_strong_score(self.best_score) }
    }

    fn is_shown(&self, score: u8) -> bool {
        score >= self.lowest_shown_score()
    }

    /// The shown ones of the top matches, which are sorted by score.
    fn shown_top(&self) -> &[ScoredUnit] {
        let lowest = u32::from(self.lowest_shown_score());
        &self.top[..self.top.partition_point(|scored| scored.score >= lowest)]
    }
}

/// Half of the best score, rounded up, and never 0, the score of a unit that does not match.
pub fn lowest_strong_score(best_score: u8) -> u8 {
    best_score.div_ceil(2).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units_of(ranked: &[ScoredUnit]) -> Vec<usize> {
        ranked.iter().map(|scored| scored.unit.index()).collect()
    }

    /// The units 4 and 6 are strong, 1, 3 and 5 are weak.
    fn matches() -> Matches {
        let top =
            [4, 6, 3].map(|unit| ScoredUnit { unit: UnitId::at(unit), score: [0, 3, 0, 4, 9, 3, 8][unit] });
        Matches::new(top.to_vec(), vec![0, 3, 0, 4, 9, 3, 8], false, Vec::new())
    }

    fn with_weak() -> Matches {
        let mut matches = matches();
        matches.set_weak_shown(true);
        matches
    }

    #[test]
    fn matches_below_the_top_are_sorted_by_score_then_in_reading_order() {
        let units = units_of(&with_weak().ranked());
        assert_eq!(units, [4, 6, 3, 1, 5]);
        let ranks: Vec<_> = units.iter().map(|&unit| with_weak().rank(UnitId::at(unit))).collect();
        assert_eq!(ranks, [Some(1), Some(2), Some(3), Some(4), Some(5)]);
        assert_eq!(with_weak().rank(UnitId::at(0)), None);
        assert_eq!(with_weak().top(2).len(), 2);
        assert_eq!(with_weak().top(4).len(), 4);
    }

    #[test]
    fn a_match_under_half_of_the_best_score_is_weak() {
        let scores = vec![0, 99, 100, 101, 199, 200];
        let matches = Matches::new(Vec::new(), scores, false, Vec::new());
        let weak: Vec<bool> = (0..7).map(|unit| matches.is_weak(UnitId::at(unit))).collect();
        assert_eq!(weak, [false, true, false, false, false, false, false]);
        assert_eq!((matches.total(), matches.weak_count()), (4, 1));
    }

    #[test]
    fn weak_matches_are_hidden_until_they_are_shown() {
        let matches = matches();
        assert_eq!((matches.total(), matches.weak_count()), (2, 3));
        assert_eq!(units_of(&matches.ranked()), [4, 6]);
        assert_eq!([1, 9].map(|limit| units_of(&matches.top(limit))), [vec![4], vec![4, 6]]);
        assert_eq!(matches.unit_set().ones().collect::<Vec<_>>(), [4, 6]);
        assert_eq!((0..8).filter(|&unit| matches.contains(UnitId::at(unit))).collect::<Vec<_>>(), [4, 6]);
        assert_eq!(matches.rank(UnitId::at(3)), None);
        assert_eq!(matches.next(UnitId::at(0), true), Some(UnitId::at(4)));
        assert_eq!(matches.next(UnitId::at(4), false), Some(UnitId::at(6)));
        let shown = with_weak();
        assert_eq!((shown.total(), shown.weak_count()), (5, 3));
        assert_eq!(shown.unit_set().ones().collect::<Vec<_>>(), [1, 3, 4, 5, 6]);
    }

    #[test]
    fn the_ordinal_counts_the_shown_matches_in_reading_order() {
        let ordinals =
            |matches: &Matches| (0..8).map(|unit| matches.ordinal(UnitId::at(unit))).collect::<Vec<_>>();
        assert_eq!(ordinals(&matches()), [None, None, None, None, Some(1), None, Some(2), None]);
        assert_eq!(ordinals(&with_weak()), [None, Some(1), None, Some(2), Some(3), Some(4), Some(5), None]);
        assert_eq!(Matches::default().ordinal(UnitId::ROOT), None);
    }

    #[test]
    fn a_query_of_filters_has_no_weak_match() {
        let matches = Matches::new(Vec::new(), vec![255, 0, 255], true, Vec::new());
        assert_eq!((matches.total(), matches.weak_count(), matches.fits_poorly()), (2, 0, false));
        assert_eq!(matches.first(), Some(UnitId::ROOT));
    }

    #[test]
    fn nothing_fits_well_when_the_best_score_is_low() {
        let fits_poorly = |best| Matches::new(Vec::new(), vec![0, best], false, Vec::new()).fits_poorly();
        assert_eq!([0, 1, 41, 42, 255].map(fits_poorly), [false, true, true, false, false]);
    }

    #[test]
    fn nothing_matches_while_a_search_is_unfinished() {
        let matches = Matches::with_names_left(3);
        assert_eq!((matches.total(), matches.weak_count(), matches.unit_set().count_ones(..)), (0, 0, 0));
        assert!(!matches.contains(UnitId::ROOT) && matches.first().is_none() && !matches.fits_poorly());
    }

    #[test]
    fn the_next_match_wraps_around() {
        let next = |unit, forward| with_weak().next(UnitId::at(unit), forward).map(UnitId::index);
        assert_eq!([next(0, true), next(1, true), next(6, true)], [Some(1), Some(3), Some(1)]);
        assert_eq!([next(0, false), next(1, false), next(6, false)], [Some(6), Some(6), Some(5)]);
        assert_eq!(Matches::default().next(UnitId::ROOT, true), None);
    }
}
