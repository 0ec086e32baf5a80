//! The units visited by jumps, to walk back and forward through.

use crate::org::UnitId;

/// The longest way back that is remembered.
const LONGEST: usize = 200;

#[derive(Clone, Debug, Default)]
pub struct Trail {
    visited: Vec<UnitId>,
    at: usize,
}

impl Trail {
    /// A jump from one unit to another; what was ahead is forgotten.
    pub fn jump(&mut self, from: UnitId, to: UnitId) {
        if from == to {
            return;
        }
        self.stand(from);
        self.visited.truncate(self.at + 1);
        self.visited.push(to);
        if self.visited.len() > LONGEST {
            self.visited.remove(0);
        }
        self.at = self.visited.len() - 1;
    }

    /// The unit to go back to from where one stands.
    pub fn back(&mut self, from: UnitId) -> Option<UnitId> {
        if self.visited.is_empty() {
            return None;
        }
        self.stand(from);
        self.at = self.at.checked_sub(1)?;
        Some(self.visited[self.at])
    }

    /// The unit that one came back from.
    pub fn forward(&mut self) -> Option<UnitId> {
        let unit = *self.visited.get(self.at + 1)?;
        self.at += 1;
        Some(unit)
    }

    /// Gives the units their new places; those that are gone are left out.
    pub fn renumber(&mut self, place: impl Fn(UnitId) -> Option<UnitId>) {
        let is_behind = |(n, unit): (usize, &UnitId)| (n <= self.at, place(*unit));
        let visited: Vec<_> = self.visited.iter().enumerate().map(is_behind).collect();
        let behind = visited.iter().filter(|(is_behind, unit)| *is_behind && unit.is_some()).count();
        self.at = behind.saturating_sub(1);
        self.visited = visited.into_iter().filter_map(|(_, unit)| unit).collect();
    }

    /// Makes sure that one stands on the trail: a step aside becomes a part of it.
    fn stand(&mut self, unit: UnitId) {
        if self.visited.get(self.at) != Some(&unit) {
            self.visited.truncate(self.at + 1);
            self.visited.push(unit);
            self.at = self.visited.len() - 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(n: usize) -> UnitId {
        UnitId::at(n)
    }

    #[test]
    fn one_walks_back_and_forward() {
        let mut trail = Trail::default();
        trail.jump(unit(0), unit(5));
        trail.jump(unit(5), unit(7));
        assert_eq!(trail.back(unit(7)), Some(unit(5)));
        assert_eq!(trail.back(unit(5)), Some(unit(0)));
        assert_eq!(trail.back(unit(0)), None);
        assert_eq!(trail.forward(), Some(unit(5)));
        assert_eq!(trail.forward(), Some(unit(7)));
        assert_eq!(trail.forward(), None);
    }

    #[test]
    fn a_step_aside_is_on_the_way_back() {
        let mut trail = Trail::default();
        trail.jump(unit(0), unit(5));
        assert_eq!(trail.back(unit(6)), Some(unit(5)));
        assert_eq!(trail.forward(), Some(unit(6)));
    }

    #[test]
    fn the_trail_is_bounded() {
        let mut trail = Trail::default();
        (0..1_000).for_each(|n| trail.jump(unit(n), unit(n + 1)));
        assert_eq!(trail.visited.len(), LONGEST);
        assert_eq!(trail.back(unit(1_000)), Some(unit(999)));
    }
}
