//! What a person opens: the units that the next sessions rank a little higher, and that an empty
//! filter lists. Moving over a unit does not open it.

use crate::input::Mode;
use crate::input::action::Action;
use crate::org::UnitId;
use crate::text::Printable;

use super::habits::Habits;
use super::{App, Effect};

/// Number of units that an empty filter lists.
const MAX_RECENT: usize = 10;
/// Older visits of a session are forgotten.
const MAX_VISITS: usize = 1_000;

/// The habits of earlier sessions, and the visits of this one.
#[derive(Clone, Debug, Default)]
pub struct OpenedUnits {
    habits: Habits,
    /// The time at which the habits were read, in seconds since 1970.
    read_at: u64,
    /// The ids of the units opened in this session, the latest last.
    visits: Vec<Printable>,
}

impl OpenedUnits {
    /// The ids of the units opened in this session, the latest last.
    pub fn visits(&self) -> &[Printable] {
        &self.visits
    }

    /// Opening the same unit again, without another in between, is the same visit.
    fn visit(&mut self, id: Printable) {
        if self.visits.last() == Some(&id) {
            return;
        }
        self.visits.push(id);
        if self.visits.len() > MAX_VISITS {
            self.visits.remove(0);
        }
    }

    /// The ids of all units that were opened, the latest first; some occur several times.
    fn latest(&self) -> impl Iterator<Item = &str> {
        self.visits.iter().rev().map(|id| &**id).chain(self.habits.latest())
    }
}

impl App {
    /// Sets the habits of earlier sessions, with the present time in seconds since 1970.
    pub fn set_habits(&mut self, habits: Habits, now: u64) {
        self.opened = OpenedUnits { habits, read_at: now, ..OpenedUnits::default() };
        self.filter.set_bonuses(self.habit_bonuses());
    }

    /// The bonuses of the units that still exist.
    pub(super) fn habit_bonuses(&self) -> Vec<(UnitId, u8)> {
        let bonuses = self.opened.habits.bonuses(self.opened.read_at);
        bonuses.filter_map(|(id, bonus)| Some((self.org.find(id)?, bonus))).collect()
    }

    /// The units that were opened last, the latest first, without the current one.
    pub(super) fn recent_units(&self) -> Vec<UnitId> {
        let mut recent = Vec::with_capacity(MAX_RECENT);
        for unit in self.opened.latest().filter_map(|id| self.org.find(id)) {
            if unit != self.unit() && !recent.contains(&unit) {
                recent.push(unit);
                if recent.len() == MAX_RECENT {
                    break;
                }
            }
        }
        recent
    }

    /// Counts a visit of the current unit.
    pub(super) fn visit_current(&mut self) {
        self.opened.visit(self.org.id(self.unit()));
    }

    /// Whether an action that was applied opened the current unit: by keeping a filter on it, going
    /// into its card, following a relation to it, copying from it or picking it. `has_moved`: it
    /// was not the current unit before.
    pub(super) fn has_opened(&self, action: &Action, effect: Option<&Effect>, has_moved: bool) -> bool {
        let by_action = match action {
            Action::Accept => self.mode == Mode::Tree && !self.filter.is_waiting(),
            Action::FocusCard | Action::Press { .. } => self.mode == Mode::Card,
            Action::Follow | Action::FollowNumber(_) => has_moved,
            _ => false,
        };
        by_action || matches!(effect, Some(Effect::CopyText(_) | Effect::CopyCard(_) | Effect::Pick(_)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opening_a_unit_again_is_one_visit() {
        let mut opened = OpenedUnits::default();
        ["a", "a", "b", "a"].iter().for_each(|id| opened.visit(Printable::new(id)));
        assert_eq!(opened.latest().collect::<Vec<_>>(), ["a", "b", "a"]);
    }

    #[test]
    fn the_visits_of_a_session_are_bounded() {
        let mut opened = OpenedUnits::default();
        (0..3_000).for_each(|n| opened.visit(Printable::new(&n.to_string())));
        assert_eq!(opened.visits().len(), MAX_VISITS);
        assert_eq!(opened.latest().next(), Some("2999"));
    }
}
