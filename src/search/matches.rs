//! What a search found.

use fixedbitset::FixedBitSet;

use crate::org::UnitId;

use super::score_scan;

/// A unit that matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    pub unit: UnitId,
    /// The quality of its worst word, from 1 to 255; 0 when only filters were asked for.
    pub score: u32,
}

/// The units that match a query.
#[derive(Clone, Debug, Default)]
pub struct Matches {
    /// The best of them, the best first, in their exact order.
    best: Vec<Found>,
    /// When there are none: the unit that comes nearest to what was typed.
    pub nearest: Option<UnitId>,
    /// The quality of the worst word at each unit; 0 where it does not match.
    qualities: Vec<u8>,
    total: usize,
    /// Whether only filters were asked for, so that none is better than another.
    unscored: bool,
    /// The first unit that the last resort has still to look at.
    rest: Option<usize>,
}

impl Matches {
    pub(super) fn new(best: Vec<Found>, qualities: Vec<u8>, unscored: bool, nearest: Option<UnitId>) -> Self {
        Self { best, nearest, total: score_scan::count(&qualities), qualities, unscored, rest: None }
    }

    /// Nothing found among so many units, and the last resort to come.
    pub(super) fn unfinished(units: usize) -> Self {
        Self { qualities: vec![0; units], rest: Some(0), ..Self::default() }
    }

    /// Whether there is more to look for.
    pub fn is_unfinished(&self) -> bool {
        self.rest.is_some()
    }

    pub(super) fn rest(&self) -> Option<usize> {
        self.rest
    }

    pub(super) fn leave(&mut self, rest: usize) {
        self.rest = Some(rest);
    }

    pub(super) fn add(&mut self, unit: usize, quality: u8) {
        self.qualities[unit] = quality;
    }

    pub(super) fn qualities(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.qualities)
    }

    pub fn contains(&self, unit: UnitId) -> bool {
        self.qualities.get(unit.index()).is_some_and(|&quality| quality > 0)
    }

    pub fn total(&self) -> usize {
        self.total
    }

    /// Whether some are better than others: not where only filters were asked for.
    pub fn is_ranked(&self) -> bool {
        !self.unscored
    }

    /// The set of all of them.
    pub fn units(&self) -> FixedBitSet {
        let block =
            |of: &[u8]| of.iter().rev().fold(0, |block, &quality| block << 1 | usize::from(quality > 0));
        let blocks = self.qualities.chunks(usize::BITS as usize).map(block);
        FixedBitSet::with_capacity_and_blocks(self.qualities.len(), blocks)
    }

    /// The best one.
    pub fn first(&self) -> Option<UnitId> {
        let first = || self.qualities.iter().position(|&quality| quality > 0).map(UnitId::at);
        self.best.first().map(|found| found.unit).or_else(first)
    }

    /// All of them, the best first: after those whose order is exact, by quality, then in
    /// reading order.
    pub fn all(&self) -> Vec<Found> {
        let mut all = self.best.clone();
        let mut listed = FixedBitSet::with_capacity(self.qualities.len());
        listed.extend(all.iter().map(|found| found.unit.index()));
        let mut others: Vec<Vec<u32>> = vec![Vec::new(); 256];
        for (unit, &quality) in self.qualities.iter().enumerate() {
            if quality > 0 && !listed.contains(unit) {
                others[usize::from(quality)].push(unit as u32);
            }
        }
        for (quality, units) in others.iter().enumerate().rev() {
            let score = if self.unscored { 0 } else { quality as u32 };
            all.extend(units.iter().map(|&unit| Found { unit: UnitId::at(unit as usize), score }));
        }
        all
    }

    /// So many of the best, the best first.
    pub fn best(&self, limit: usize) -> Vec<Found> {
        let mut best = if limit > self.best.len() { self.all() } else { self.best.clone() };
        best.truncate(limit);
        best
    }

    /// The match after a unit in reading order, or the one before it, round the end.
    pub fn next(&self, unit: UnitId, forward: bool) -> Option<UnitId> {
        let (before, after) = self.qualities.split_at((unit.index() + 1).min(self.qualities.len()));
        let found = |quality: &u8| *quality > 0;
        let next = if forward {
            let later = after.iter().position(found).map(|at| before.len() + at);
            later.or_else(|| before.iter().position(found))
        } else {
            let earlier = before.split_last().and_then(|(_, before)| before.iter().rposition(found));
            earlier.or_else(|| self.qualities.iter().rposition(found))
        };
        next.map(UnitId::at)
    }

    /// Which match a unit is, from 1, the best first; `None` when it is none.
    pub fn place(&self, unit: UnitId) -> Option<usize> {
        let own = *self.qualities.get(unit.index()).filter(|&&quality| quality > 0)?;
        let listed = self.best.iter().position(|found| found.unit == unit);
        let precedes = |at: usize, quality: u8| quality > own || (quality == own && at < unit.index());
        Some(
            1 + listed.unwrap_or_else(|| {
                let ahead =
                    self.qualities.iter().enumerate().filter(|(at, quality)| precedes(*at, **quality));
                let counted = self.best.iter().map(|found| found.unit.index());
                self.best.len() + ahead.count()
                    - counted.filter(|&at| precedes(at, self.qualities[at])).count()
            }),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches() -> Matches {
        let best = vec![Found { unit: UnitId::at(4), score: 9 }];
        Matches::new(best, vec![0, 3, 0, 5, 9, 3, 9], false, None)
    }

    #[test]
    fn all_come_after_the_best_by_quality_then_in_reading_order() {
        let all: Vec<usize> = matches().all().iter().map(|found| found.unit.index()).collect();
        assert_eq!(all, [4, 6, 3, 1, 5]);
        let places: Vec<_> = all.iter().map(|&unit| matches().place(UnitId::at(unit))).collect();
        assert_eq!(places, [Some(1), Some(2), Some(3), Some(4), Some(5)]);
        assert_eq!(matches().place(UnitId::at(0)), None);
        assert_eq!(matches().best(2).len(), 2);
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
        assert_eq!(matches().units().ones().collect::<Vec<_>>(), [1, 3, 4, 5, 6]);
    }
}
