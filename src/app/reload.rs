//! The organisation read again: where one was, what was open and what was asked stay, as far as
//! the units are still there.

use std::sync::Arc;

use fixedbitset::FixedBitSet;

use super::{AT_ONCE, App, Notice};
use crate::keymap::Mode;
use crate::org::{Org, UnitId};

/// The same organisation before and after.
#[derive(Clone, Copy)]
pub(super) struct Again<'a> {
    old: &'a Org,
    new: &'a Org,
}

impl Again<'_> {
    /// The unit, if its id is still there.
    pub fn unit(self, old: UnitId) -> Option<UnitId> {
        self.new.find(&self.old.id(old))
    }

    /// The unit, or the nearest above that is still there.
    pub fn place(self, old: UnitId) -> UnitId {
        let above = std::iter::once(old).chain(self.old.ancestors(old));
        above.into_iter().find_map(|old| self.unit(old)).unwrap_or(UnitId::ROOT)
    }

    /// Those of some units that are still there.
    pub fn units(self, old: &FixedBitSet) -> FixedBitSet {
        let mut units = FixedBitSet::with_capacity(self.new.len());
        let there = old.ones().filter_map(|old| self.unit(UnitId::at(old)));
        there.for_each(|unit| units.insert(unit.index()));
        units
    }
}

impl App {
    /// Takes the organisation as its files are now. What is large is not indexed yet, as with
    /// `open`: a filter shows again when it is.
    pub fn reload(&mut self, org: Org) {
        let old = std::mem::replace(&mut self.org, Arc::new(org));
        let again = Again { old: &old, new: &self.org };
        let unit = again.place(self.unit());
        let is_there = again.unit(self.unit()).is_some();
        let open = again.units(&self.outline.opened());
        self.finder.reload(again, unit);
        self.trail.renumber(|old| again.unit(old));
        self.news = self.news.take().map(|news| news.again(&self.org));
        self.outline.restore(&self.org, open, unit);
        self.notice = Some(Notice::Reloaded);
        if self.org.len() <= AT_ONCE {
            self.index();
        }
        self.renew_card(is_there);
    }

    /// The card of what the cursor is on now, scrolled as it was if it is of the same unit.
    fn renew_card(&mut self, is_same: bool) {
        self.card.item = None;
        self.card.top = if is_same { self.card.top } else { 0 };
        self.scroll_card(0);
        if self.mode == Mode::Card {
            self.focus_card();
        }
    }
}
