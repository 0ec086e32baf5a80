//! What a search found.

use fixedbitset::FixedBitSet;

use crate::org::UnitId;

use super::score_scan;

/// A unit that matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScoredUnit {
    pub unit: UnitId,
    /// The quality of its worst word, from 1 to 255; 0 when only filters were asked for.
    pub score: u32,
}

/// The units that match a query.
#[derive(Clone, Debug, Default)]
pub struct Matches {
    /// The best of them, the best first, in their exact order.
    top: Vec<ScoredUnit>,
    /// When there are none: the unit that comes nearest to what was typed.
    pub suggestion: Option<UnitId>,
    /// The quality of the worst word at each unit; 0 where it does not match.
    scores: Vec<u8>,
    total: usize,
    /// Whether only filters were asked for, so that none is better than another.
    unscored: bool,
    /// The first unit that the last resort has still to look at.
    resume_at: Option<usize>,
}

impl Matches {
    pub(super) fn new(
        top: Vec<ScoredUnit>,
        scores: Vec<u8>,
        unscored: bool,
        suggestion: Option<UnitId>,
    ) -> Self {
        Self { top, suggestion, total: score_scan::count_matches(&scores), scores, unscored, resume_at: None }
    }

    /// Nothing found among so many units, and the last resort to come.
    pub(super) fn unfinished(units: usize) -> Self {
        Self { scores: vec![0; units], resume_at: Some(0), ..Self::default() }
    }

    /// Whether there is more to look for.
    pub fn is_unfinished(&self) -> bool {
        self.resume_at.is_some()
    }

    pub(super) fn resume_at(&self) -> Option<usize> {
        self.resume_at
    }

    pub(super) fn set_resume_at(&mut self, rest: usize) {
        self.resume_at = Some(rest);
    }

    pub(super) fn set_score(&mut self, unit: usize, quality: u8) {
        self.scores[unit] = quality;
    }

    pub(super) fn take_scores(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.scores)
    }

    pub fn contains(&self, unit: UnitId) -> bool {
        self.scores.get(unit.index()).is_some_and(|&quality| quality > 0)
    }

    pub fn total(&self) -> usize {
        self.total
    }

    /// Whether some are better than others: not where only filters were asked for.
    pub fn is_ranked(&self) -> bool {
        !self.unscored
    }

    /// The set of all of them.
    pub fn unit_set(&self) -> FixedBitSet {
        let block =
            |of: &[u8]| of.iter().rev().fold(0, |block, &quality| block << 1 | usize::from(quality > 0));
        let blocks = self.scores.chunks(usize::BITS as usize).map(block);
        FixedBitSet::with_capacity_and_blocks(self.scores.len(), blocks)
    }

    /// The best one.
    pub fn first(&self) -> Option<UnitId> {
        let first = || self.scores.iter().position(|&quality| quality > 0).map(UnitId::at);
        self.top.first().map(|found| found.unit).or_else(first)
    }

    /// All of them, the best first: after those whose order is exact, by quality, then in
    /// reading order.
    pub fn ranked(&self) -> Vec<ScoredUnit> {
        let mut all = self.top.clone();
        let mut listed = FixedBitSet::with_capacity(self.scores.len());
        listed.extend(all.iter().map(|found| found.unit.index()));
        let mut others: Vec<Vec<u32>> = vec![Vec::new(); 256];
        for (unit, &quality) in self.scores.iter().enumerate() {
            if quality > 0 && !listed.contains(unit) {
                others[usize::from(quality)].push(unit as u32);
            }
        }
        for (quality, units) in others.iter().enumerate().rev() {
            let score = if self.unscored { 0 } else { quality as u32 };
            all.extend(units.iter().map(|&unit| ScoredUnit { unit: UnitId::at(unit as usize), score }));
        }
        all
    }

    /// So many of the best, the best first.
    pub fn top(&self, limit: usize) -> Vec<ScoredUnit> {
        let mut best = if limit > self.top.len() { self.ranked() } else { self.top.clone() };
        best.truncate(limit);
        best
    }

    /// The match after a unit in reading order, or the one before it, round the end.
    pub fn next(&self, unit: UnitId, forward: bool) -> Option<UnitId> {
        let (before, after) = self.scores.split_at((unit.index() + 1).min(self.scores.len()));
        let found = |quality: &u8| *quality > 0;
        let next = if forward {
            let later = after.iter().position(found).map(|at| before.len() + at);
            later.or_else(|| before.iter().position(found))
        } else {
            let earlier = before.split_last().and_then(|(_, before)| before.iter().rposition(found));
            earlier.or_else(|| self.scores.iter().rposition(found))
        };
        next.map(UnitId::at)
    }

    /// Which match a unit is, from 1, the best first; `None` when it is none.
    pub fn rank(&self, unit: UnitId) -> Option<usize> {
        let own = *self.scores.get(unit.index()).filter(|&&quality| quality > 0)?;
        let listed = self.top.iter().position(|found| found.unit == unit);
        let precedes = |at: usize, quality: u8| quality > own || (quality == own && at < unit.index());
        Some(
            1 + listed.unwrap_or_else(|| {
                let ahead = self.scores.iter().enumerate().filter(|(at, quality)| precedes(*at, **quality));
                let counted = self.top.iter().map(|found| found.unit.index());
                self.top.len() + ahead.count() - counted.filter(|&at| precedes(at, self.scores[at])).count()
            }),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches() -> Matches {
        let best = vec![ScoredUnit { unit: UnitId::at(4), score: 9 }];
        Matches::new(best, vec![0, 3, 0, 5, 9, 3, 9], false, None)
    }

    #[test]
    fn all_come_after_the_best_by_quality_then_in_reading_order() {
        let all: Vec<usize> = matches().ranked().iter().map(|found| found.unit.index()).collect();
        assert_eq!(all, [4, 6, 3, 1, 5]);
        let places: Vec<_> = all.iter().map(|&unit| matches().rank(UnitId::at(unit))).collect();
        assert_eq!(places, [Some(1), Some(2), Some(3), Some(4), Some(5)]);
        assert_eq!(matches().rank(UnitId::at(0)), None);
        assert_eq!(matches().top(2).len(), 2);
    }

    #[test]
    fn the_next_match_is_found_round_the_end() {
        let next = |unit, forward| matches().next(UnitId::at(unit), forward).map(UnitId::index);
        assert_eq!([next(0, true), next(1, true), next(6, true)], [Some(1), Some(3), Some(1)]);
        assert_eq!([next(0, false), next(1, false), next(6, false)], [Some(6), Some(6), Some(5)]);
        assert_eq!(Matches::default().next(UnitId::ROOT, true), None);
    }

    #[test]
    fn the_set_has_all_of_them() {
        assert_eq!(matches().unit_set().ones().collect::<Vec<_>>(), [1, 3, 4, 5, 6]);
    }
}
