//! The part of an organisation that a writer exports: a unit and a number of levels below it.

use std::cell::Cell;
use std::ops::Range;

use crate::org::{Org, Relation, Unit, UnitId};

/// A unit and its descendants down to a depth.
#[derive(Clone, Copy, Debug)]
pub struct Subtree<'a> {
    pub org: &'a Org,
    pub top: UnitId,
    /// The depth in the organisation of the deepest level included.
    max_depth: usize,
    /// Where the units that are visited are counted.
    count: Option<&'a Cell<usize>>,
}

impl<'a> Subtree<'a> {
    /// The subtree of a unit, with `depth` levels below it.
    pub fn new(org: &'a Org, top: UnitId, depth: usize) -> Self {
        Self { org, top, max_depth: org.depth(top).saturating_add(depth), count: None }
    }

    /// The whole organisation.
    pub fn whole(org: &'a Org) -> Self {
        Self::new(org, UnitId::ROOT, usize::MAX)
    }

    /// The same subtree. While its units are visited, `count` is how many units there are before the next one.
    pub fn counted_in(self, count: &'a Cell<usize>) -> Self {
        Self { count: Some(count), ..self }
    }

    /// The number of units, with those deeper than the deepest level.
    pub fn len_at_any_depth(&self) -> usize {
        self.org.subtree(self.top).len()
    }

    /// The units in reading order.
    pub fn units(self) -> Units<'a> {
        Units { subtree: self, rest: self.org.subtree(self.top) }
    }

    /// The number of levels from the top to a unit.
    pub fn level(&self, unit: UnitId) -> usize {
        self.org.depth(unit).saturating_sub(self.org.depth(self.top))
    }

    /// The parent, if it is included.
    pub fn parent(&self, unit: UnitId) -> Option<UnitId> {
        self.org.parent(unit).filter(|_| unit != self.top)
    }

    /// Whether the parent has another child after this unit.
    pub fn has_next_sibling(&self, unit: UnitId) -> bool {
        let end = self.parent(unit).map_or(0, |parent| self.org.subtree(parent).end);
        self.org.subtree(unit).end < end
    }

    /// Whether no descendant of the unit is included.
    pub fn is_leaf(&self, unit: UnitId) -> bool {
        self.org.is_leaf(unit) || self.is_deepest(unit)
    }

    /// The unit. Its relations to units that are not included have the name of the unit, not its id.
    pub fn unit(&self, id: UnitId) -> Unit {
        let is_external = |relation: &&mut Relation| relation.unit.is_some_and(|unit| !self.contains(unit));
        let mut unit = self.org.unit(id);
        for relation in unit.relations.iter_mut().filter(is_external) {
            relation.name = Some(self.org.relation_target_name(relation));
            (relation.unit_id, relation.unit) = (None, None);
        }
        unit
    }

    /// Whether the unit is included.
    pub fn contains(&self, unit: UnitId) -> bool {
        self.org.subtree(self.top).contains(&unit.index()) && self.org.depth(unit) <= self.max_depth
    }

    fn is_deepest(&self, unit: UnitId) -> bool {
        self.org.depth(unit) >= self.max_depth
    }
}

/// Iterator over the units of a subtree.
#[derive(Clone, Debug)]
pub struct Units<'a> {
    subtree: Subtree<'a>,
    rest: Range<usize>,
}

impl Iterator for Units<'_> {
    type Item = UnitId;

    /// Not inlined: each of the writers would get a copy.
    #[inline(never)]
    fn next(&mut self) -> Option<UnitId> {
        if self.rest.is_empty() {
            return None;
        }
        let unit = UnitId::at(self.rest.start);
        let before = self.rest.start - self.subtree.top.index();
        self.subtree.count.iter().for_each(|count| count.set(before));
        self.rest.start +=
            if self.subtree.is_deepest(unit) { self.subtree.org.subtree(unit).len() } else { 1 };
        Some(unit)
    }
}
