//! Jump list, as in vim and helix: the units visited by jumps, to go back and forward through.

use crate::org::UnitId;

/// Older jumps are forgotten.
const MAX_JUMPS: usize = 200;

/// The visited units, oldest first, and the current position among them.
#[derive(Clone, Debug, Default)]
pub struct JumpList {
    units: Vec<UnitId>,
    /// Index of the current unit; 0 in an empty list.
    position: usize,
}

impl JumpList {
    /// Records a jump. The units ahead of the current position are forgotten.
    pub fn record(&mut self, from: UnitId, to: UnitId) {
        if from == to {
            return;
        }
        self.set_current(from);
        self.units.truncate(self.position + 1);
        self.units.push(to);
        if self.units.len() > MAX_JUMPS {
            self.units.remove(0);
        }
        self.position = self.units.len() - 1;
    }

    /// The previous unit of the list; `from` is the unit under the cursor.
    pub fn back(&mut self, from: UnitId) -> Option<UnitId> {
        if self.units.is_empty() {
            return None;
        }
        self.set_current(from);
        self.position = self.position.checked_sub(1)?;
        Some(self.units[self.position])
    }

    /// The next unit of the list.
    pub fn forward(&mut self) -> Option<UnitId> {
        let unit = *self.units.get(self.position + 1)?;
        self.position += 1;
        Some(unit)
    }

    /// Translates the units to a reloaded organisation. Units for which `new_unit` returns `None`
    /// are removed.
    pub fn remap(&mut self, new_unit: impl Fn(UnitId) -> Option<UnitId>) {
        let (before, after) = self.units.split_at(self.units.len().min(self.position + 1));
        let before: Vec<_> = before.iter().copied().filter_map(&new_unit).collect();
        let after = after.iter().copied().filter_map(&new_unit);
        self.position = before.len().saturating_sub(1);
        self.units = before.iter().copied().chain(after).collect();
    }

    /// Makes `unit` the current entry. If the cursor moved without a jump, the unit is inserted,
    /// so that going forward returns to it.
    fn set_current(&mut self, unit: UnitId) {
        if self.units.get(self.position) != Some(&unit) {
            self.units.truncate(self.position + 1);
            self.units.push(unit);
            self.position = self.units.len() - 1;
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
    fn back_and_forward_walk_the_jumps() {
        let mut jump_list = JumpList::default();
        jump_list.record(unit(0), unit(5));
        jump_list.record(unit(5), unit(7));
        assert_eq!(jump_list.back(unit(7)), Some(unit(5)));
        assert_eq!(jump_list.back(unit(5)), Some(unit(0)));
        assert_eq!(jump_list.back(unit(0)), None);
        assert_eq!(jump_list.forward(), Some(unit(5)));
        assert_eq!(jump_list.forward(), Some(unit(7)));
        assert_eq!(jump_list.forward(), None);
    }

    #[test]
    fn a_unit_reached_without_a_jump_is_inserted() {
        let mut jump_list = JumpList::default();
        jump_list.record(unit(0), unit(5));
        assert_eq!(jump_list.back(unit(6)), Some(unit(5)));
        assert_eq!(jump_list.forward(), Some(unit(6)));
    }

    #[test]
    fn the_jump_list_is_bounded() {
        let mut jump_list = JumpList::default();
        (0..1_000).for_each(|n| jump_list.record(unit(n), unit(n + 1)));
        assert_eq!(jump_list.units.len(), MAX_JUMPS);
        assert_eq!(jump_list.back(unit(1_000)), Some(unit(999)));
    }
}
