//! Reloading the organisation: cursor, open units, filter and jump list are kept for the units
//! that still exist.

use std::sync::Arc;

use fixedbitset::FixedBitSet;

use crate::input::Mode;
use crate::org::{Org, UnitId};

use super::outline_width::needed_columns;
use super::{App, MAX_UNITS_INDEXED_ON_OPEN, Notice};

/// Maps the units of an organisation to those of its reloaded state, by id.
#[derive(Clone, Copy)]
pub(super) struct UnitMapping<'a> {
    old: &'a Org,
    new: &'a Org,
}

impl UnitMapping<'_> {
    /// The same unit, if its id still exists.
    pub fn unit(self, old: UnitId) -> Option<UnitId> {
        self.new.find(&self.old.id(old))
    }

    /// The same unit, or its nearest ancestor that still exists.
    pub fn unit_or_ancestor(self, old: UnitId) -> UnitId {
        let candidates = std::iter::once(old).chain(self.old.ancestors(old));
        candidates.into_iter().find_map(|old| self.unit(old)).unwrap_or(UnitId::ROOT)
    }

    /// Those of the units that still exist.
    pub fn units(self, old: &FixedBitSet) -> FixedBitSet {
        let mut units = FixedBitSet::with_capacity(self.new.len());
        let remaining = old.ones().filter_map(|old| self.unit(UnitId::at(old)));
        remaining.for_each(|unit| units.insert(unit.index()));
        units
    }
}

impl App {
    /// Replaces the organisation by its reloaded state. A large one is left without an index, as
    /// in `open`, and a filter shows its matches again when the index is set.
    pub fn reload(&mut self, org: Org) {
        let old = std::mem::replace(&mut self.org, Arc::new(org));
        let mapping = UnitMapping { old: &old, new: &self.org };
        let unit = mapping.unit_or_ancestor(self.unit());
        let still_exists = mapping.unit(self.unit()).is_some();
        let open_units = mapping.units(&self.outline.open_units());
        let branch = self.outline.branch().and_then(|unit| mapping.unit(unit));
        self.filter.reload(mapping, unit);
        self.jump_list.remap(|old| mapping.unit(old));
        self.comparison = self.comparison.take().map(|comparison| comparison.recompute(&self.org));
        self.outline.restart(&self.org, open_units, branch.unwrap_or(UnitId::ROOT), unit);
        self.layout.set_needed_columns(needed_columns(&self.org));
        self.notice = Some(Notice::Reloaded);
        self.is_fault_shown = false;
        if self.org.len() <= MAX_UNITS_INDEXED_ON_OPEN {
            self.build_index();
        }
        self.reset_card(still_exists);
    }

    /// Clears the card's selection; keeps its scroll position if it still shows the same unit.
    fn reset_card(&mut self, is_same_unit: bool) {
        self.card.target = None;
        self.card.top = if is_same_unit { self.card.top } else { 0 };
        self.scroll_card(0);
        if self.mode == Mode::Card {
            self.focus_card();
        }
    }
}
