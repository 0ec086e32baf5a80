//! The results of a search.

use fixedbitset::FixedBitSet;

use crate::org::UnitId;

use super::score_scan;

/// A unit that matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScoredUnit {
    pub unit: UnitId,
    /// The score of the lowest clause, from 1 to 255; 0 if the query has only filters.
    pub score: u32,
}

/// The units that match a query.
#[derive(Clone, Debug, Default)]
pub struct Matches {
    /// The highest ones in their final order, best first.
    top: Vec<ScoredUnit>,
    /// A “did you mean”: the closest unit, if none matches.
    pub suggestion: Option<UnitId>,
    /// The score of each unit; 0 where it does not match.
    scores: Vec<u8>,
    total: usize,
    /// Whether the query has only filters, which give no scores.
    is_unranked: bool,
    /// The first unit that the fallback scan has not read yet; `None` once it is done.
    resume_at: Option<usize>,
}

impl Matches {
    pub(super) fn new(
        top: Vec<ScoredUnit>,
        scores: Vec<u8>,
        is_unranked: bool,
        suggestion: Option<UnitId>,
    ) -> Self {
        Self {
            top,
            suggestion,
            total: score_scan::count_matches(&scores),
            scores,
            is_unranked,
            resume_at: None,
        }
    }

    /// No match yet among `units` units: the fallback scan starts.
    pub(super) fn unfinished(units: usize) -> Self {
        Self { scores: vec![0; units], resume_at: Some(0), ..Self::default() }
    }

    /// Whether the fallback scan is still under way.
    pub fn is_unfinished(&self) -> bool {
        self.resume_at.is_some()
    }

    pub(super) fn resume_at(&self) -> Option<usize> {
        self.resume_at
    }

    pub(super) fn set_resume_at(&mut self, unit: usize) {
        self.resume_at = Some(unit);
    }

    pub(super) fn set_score(&mut self, unit: usize, score: u8) {
        self.scores[unit] = score;
    }

    pub(super) fn take_scores(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.scores)
    }

    pub fn contains(&self, unit: UnitId) -> bool {
        self.scores.get(unit.index()).is_some_and(|&score| score > 0)
    }

    /// Number of matches.
    pub fn total(&self) -> usize {
        self.total
    }

    /// Whether the matches have scores: not if the query has only filters.
    pub fn is_ranked(&self) -> bool {
        !self.is_unranked
    }

    /// All matches, as a bit set over the units.
    pub fn unit_set(&self) -> FixedBitSet {
        let block = |block_scores: &[u8]| {
            block_scores.iter().rev().fold(0, |block, &score| block << 1 | usize::from(score > 0))
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
        let mut matches = self.top.clone();
        let mut in_top = FixedBitSet::with_capacity(self.scores.len());
        in_top.extend(matches.iter().map(|scored| scored.unit.index()));
        let mut others: Vec<Vec<u32>> = vec![Vec::new(); 256];
        for (unit, &score) in self.scores.iter().enumerate() {
            if score > 0 && !in_top.contains(unit) {
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
        let mut top = if limit > self.top.len() { self.ranked() } else { self.top.clone() };
        top.truncate(limit);
        top
    }

    /// The next match in reading order, or the previous one if not `forward`; wraps around.
    pub fn next(&self, unit: UnitId, forward: bool) -> Option<UnitId> {
        let (before, after) = self.scores.split_at((unit.index() + 1).min(self.scores.len()));
        let is_match = |score: &u8| *score > 0;
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
        let own_score = *self.scores.get(unit.index()).filter(|&&score| score > 0)?;
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
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches() -> Matches {
        let top = vec![ScoredUnit { unit: UnitId::at(4), score: 9 }];
        Matches::new(top, vec![0, 3, 0, 5, 9, 3, 9], false, None)
    }

    #[test]
    fn matches_below_the_top_are_sorted_by_score_then_in_reading_order() {
        let units: Vec<usize> = matches().ranked().iter().map(|scored| scored.unit.index()).collect();
        assert_eq!(units, [4, 6, 3, 1, 5]);
        let ranks: Vec<_> = units.iter().map(|&unit| matches().rank(UnitId::at(unit))).collect();
        assert_eq!(ranks, [Some(1), Some(2), Some(3), Some(4), Some(5)]);
        assert_eq!(matches().rank(UnitId::at(0)), None);
        assert_eq!(matches().top(2).len(), 2);
    }

    #[test]
    fn the_next_match_wraps_around() {
        let next = |unit, forward| matches().next(UnitId::at(unit), forward).map(UnitId::index);
        assert_eq!([next(0, true), next(1, true), next(6, true)], [Some(1), Some(3), Some(1)]);
        assert_eq!([next(0, false), next(1, false), next(6, false)], [Some(6), Some(6), Some(5)]);
        assert_eq!(Matches::default().next(UnitId::ROOT, true), None);
    }

    #[test]
    fn the_unit_set_has_every_match() {
        assert_eq!(matches().unit_set().ones().collect::<Vec<_>>(), [1, 3, 4, 5, 6]);
    }
}
