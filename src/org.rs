//! An organisation: its units in reading order, parents before children, so that the subtree
//! of a unit is the range from the unit to its `end`. Nothing here recurses: a chain of a
//! hundred thousand units is as good as a flat list.

mod arrange;
mod problem;
mod record;

use std::ops::Range;

pub use arrange::arrange;
pub use problem::{Fault, Problem};
pub use record::{Contact, Fact, Head, Link, Record, Relation, Source, Unit};

use crate::text::Printable;

/// The place of a unit in reading order. It never leaves the process: people and files name
/// a unit by its record's `id`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnitId(u32);

impl UnitId {
    /// The first unit, which all others are below.
    pub const ROOT: UnitId = UnitId(0);

    /// The unit's place in reading order, from 0.
    pub fn index(self) -> usize {
        self.0 as usize
    }

    /// The unit at a place in reading order.
    pub fn at(index: usize) -> Self {
        Self(index as u32)
    }
}

/// Where a unit hangs.
#[derive(Clone, Copy, Debug)]
struct Node {
    parent: Option<UnitId>,
    /// One past the last unit below this one.
    end: u32,
    depth: u32,
}

/// An organisation. It holds at least one unit, and exactly one without a parent: the first.
#[derive(Clone, Debug)]
pub struct Org {
    pub head: Head,
    /// What was wrong with the data, in the order of the file.
    pub problems: Vec<Problem>,
    units: Vec<Unit>,
    nodes: Vec<Node>,
}

impl Org {
    /// How many units there are; never zero.
    #[allow(clippy::len_without_is_empty, reason = "an organisation is never empty")]
    pub fn len(&self) -> usize {
        self.units.len()
    }

    /// Every unit, in reading order.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = UnitId> + use<> {
        (0..self.units.len()).map(UnitId::at)
    }

    pub fn unit(&self, id: UnitId) -> &Unit {
        &self.units[id.index()]
    }

    /// The unit above; `None` for the first unit alone.
    pub fn parent(&self, id: UnitId) -> Option<UnitId> {
        self.nodes[id.index()].parent
    }

    /// How many units are above.
    pub fn depth(&self, id: UnitId) -> usize {
        self.nodes[id.index()].depth as usize
    }

    /// The places in reading order of a unit and all that is below it.
    pub fn subtree(&self, id: UnitId) -> Range<usize> {
        id.index()..self.nodes[id.index()].end as usize
    }

    /// Whether nothing is below.
    pub fn is_leaf(&self, id: UnitId) -> bool {
        self.subtree(id).len() == 1
    }

    /// The units right below, in reading order.
    pub fn children(&self, id: UnitId) -> impl Iterator<Item = UnitId> + '_ {
        let mut rest = self.subtree(id);
        rest.start += 1;
        std::iter::from_fn(move || {
            let child = UnitId::at(rest.start);
            (!rest.is_empty()).then(|| {
                rest.start = self.subtree(child).end;
                child
            })
        })
    }

    /// The units above, the nearest first.
    pub fn ancestors(&self, id: UnitId) -> impl Iterator<Item = UnitId> + '_ {
        std::iter::successors(self.parent(id), |&above| self.parent(above))
    }

    /// The units from the first down to this one.
    pub fn path(&self, id: UnitId) -> Vec<UnitId> {
        let mut path: Vec<UnitId> = self.ancestors(id).collect();
        path.reverse();
        path.push(id);
        path
    }

    /// The unit whose record has this id.
    pub fn find(&self, id: &str) -> Option<UnitId> {
        self.units.iter().position(|unit| &*unit.id == id).map(UnitId::at)
    }

    /// Where the data came from, under which licence, and of which day.
    pub fn source(&self) -> impl Iterator<Item = &Printable> {
        let source = self.head.source.iter().flat_map(|source| [&source.label, &source.url]);
        source.chain(&self.head.licence).chain(&self.head.date).filter(|text| !text.is_empty())
    }

    /// The name to show for a relation: the one it gives, else that of the unit it leads to,
    /// else the id that leads nowhere.
    pub fn party<'a>(&'a self, relation: &'a Relation) -> &'a Printable {
        match (&relation.name, relation.unit) {
            (Some(name), _) => name,
            (None, Some(unit)) => &self.unit(unit).name,
            (None, None) => relation.unit_id.as_ref().unwrap_or(&relation.kind),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    fn org(records: &[(&str, Option<&str>)]) -> Org {
        let records = records.iter().map(|&(id, parent)| Record::named(id, parent)).collect();
        arrange(Head::default(), records, Vec::new(), Lang::En)
    }

    fn ids(org: &Org, units: impl Iterator<Item = UnitId>) -> Vec<&str> {
        units.map(|unit| &*org.unit(unit).id).collect()
    }

    #[test]
    fn units_are_in_reading_order_whatever_the_files_order() {
        let org = org(&[("c", Some("a")), ("root", None), ("a", Some("root")), ("b", Some("root"))]);
        assert_eq!(ids(&org, org.ids()), ["root", "a", "c", "b"]);
    }

    #[test]
    fn a_subtree_is_a_range() {
        let org = org(&[("r", None), ("a", Some("r")), ("b", Some("a")), ("c", Some("r"))]);
        assert_eq!(org.subtree(UnitId(1)), 1..3);
        assert_eq!(ids(&org, org.children(UnitId::ROOT)), ["a", "c"]);
        assert_eq!(ids(&org, org.path(UnitId(2)).into_iter()), ["r", "a", "b"]);
        assert_eq!(org.depth(UnitId(2)), 2);
        assert!(org.is_leaf(UnitId(2)) && !org.is_leaf(UnitId(1)));
    }
}
