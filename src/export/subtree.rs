//! What is written of an organisation: a unit and so many levels below it. All writers go
//! through its units in reading order, one at a time.

use std::ops::Range;

use crate::org::{Org, Relation, Unit, UnitId};

/// A unit and what is below it, down to some level.
#[derive(Clone, Copy, Debug)]
pub struct Subtree<'a> {
    pub org: &'a Org,
    pub top: UnitId,
    /// The deepest level of the organisation that is in.
    max_depth: usize,
}

impl<'a> Subtree<'a> {
    /// A unit and `depth` levels below it.
    pub fn new(org: &'a Org, top: UnitId, depth: usize) -> Self {
        Self { org, top, max_depth: org.depth(top).saturating_add(depth) }
    }

    /// The whole organisation.
    pub fn whole(org: &'a Org) -> Self {
        Self::new(org, UnitId::ROOT, usize::MAX)
    }

    /// The units, in reading order.
    pub fn units(self) -> Units<'a> {
        Units { branch: self, rest: self.org.subtree(self.top) }
    }

    /// The levels between the top and a unit.
    pub fn level(&self, unit: UnitId) -> usize {
        self.org.depth(unit) - self.org.depth(self.top)
    }

    /// The unit above, if it is in.
    pub fn parent(&self, unit: UnitId) -> Option<UnitId> {
        self.org.parent(unit).filter(|_| unit != self.top)
    }

    /// Whether the unit above has more units after this one.
    pub fn has_next_sibling(&self, unit: UnitId) -> bool {
        let end = self.parent(unit).map_or(0, |parent| self.org.subtree(parent).end);
        self.org.subtree(unit).end < end
    }

    /// Whether nothing below the unit is in.
    pub fn is_leaf(&self, unit: UnitId) -> bool {
        self.org.is_leaf(unit) || self.is_deepest(unit)
    }

    /// The unit, as it is in a document that leaves others out: its relations to those name them.
    pub fn unit(&self, id: UnitId) -> Unit {
        let leaves = |relation: &&mut Relation| relation.unit.is_some_and(|unit| !self.contains(unit));
        let mut unit = self.org.unit(id);
        for relation in unit.relations.iter_mut().filter(leaves) {
            relation.name = Some(self.org.relation_target_name(relation));
            (relation.unit_id, relation.unit) = (None, None);
        }
        unit
    }

    fn contains(&self, unit: UnitId) -> bool {
        self.org.subtree(self.top).contains(&unit.index()) && self.org.depth(unit) <= self.max_depth
    }

    fn is_deepest(&self, unit: UnitId) -> bool {
        self.org.depth(unit) >= self.max_depth
    }
}

/// The units of a branch.
#[derive(Clone, Debug)]
pub struct Units<'a> {
    branch: Subtree<'a>,
    rest: Range<usize>,
}

impl Iterator for Units<'_> {
    type Item = UnitId;

    /// Kept out of the many loops that would each have a copy of it.
    #[inline(never)]
    fn next(&mut self) -> Option<UnitId> {
        if self.rest.is_empty() {
            return None;
        }
        let unit = UnitId::at(self.rest.start);
        self.rest.start += if self.branch.is_deepest(unit) { self.branch.org.subtree(unit).len() } else { 1 };
        Some(unit)
    }
}
