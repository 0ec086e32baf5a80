//! Finds the parent of every record: from its own `parent_id`, or from records that list it as a
//! child. Further parents become relations, unknown ones facts, and cycles are cut.

use std::collections::HashMap;

use serde_json::value::RawValue;

use crate::json;
use crate::org::DiagnosticKind;
use crate::org::builder::{ChildClaim, ParentSlot};
use crate::org::source_records::Override;
use crate::text::Printable;

use super::TreeBuilder;

/// Records by name; `None` for a name that several have.
type RecordsByName = HashMap<Printable, Option<usize>>;

impl TreeBuilder {
    /// Sets the parents of records whose parent was not known when they were read. `unresolved`
    /// has each record with the byte offset of its `parent_id`.
    pub(super) fn resolve_parents(
        &mut self,
        parents: &mut [ParentSlot],
        unresolved: Vec<(usize, u32)>,
        by_name: bool,
    ) {
        let names = if by_name && !unresolved.is_empty() { self.names() } else { HashMap::new() };
        for (record, offset) in unresolved {
            parents[record] = self.resolve_parent(record, parents[record], offset, &names);
        }
    }

    fn names(&self) -> RecordsByName {
        let mut names = HashMap::new();
        for record in 0..self.records.offsets.len() {
            let name = Printable::new(&self.records.name(record));
            names.entry(name).and_modify(|record| *record = None).or_insert(Some(record));
        }
        names
    }

    /// The parent that the record already has, or else the first that exists. The others become relations if
    /// they exist, and facts if not.
    fn resolve_parent(
        &mut self,
        record: usize,
        known: ParentSlot,
        offset: u32,
        names: &RecordsByName,
    ) -> ParentSlot {
        let ids = self.parent_ids_at(offset);
        let mut parent = match known {
            ParentSlot::ROOT if !ids.is_empty() => ParentSlot::ORPHAN,
            known => known,
        };
        for id in ids {
            match self.find(&id).or_else(|| *names.get(&id)?) {
                None => self.add_unknown_parent(record, id),
                Some(parent_record) if parent_record == record => self.report_own_parent(record),
                Some(parent_record) if parent == ParentSlot::ORPHAN => {
                    parent = ParentSlot(parent_record as u32)
                }
                Some(parent_record) if parent == ParentSlot(parent_record as u32) => {}
                Some(parent_record) => self.add_further_parent(record, parent_record),
            }
        }
        parent
    }

    /// The ids in a value; none if it is neither a text nor a list of texts.
    fn parent_ids_at(&self, offset: u32) -> Vec<Printable> {
        let value = json::parse_at::<&RawValue>(&self.records.text, offset as usize);
        let texts = value.and_then(|(value, _)| json::texts(value)).unwrap_or_default();
        texts.iter().map(|text| Printable::new(text)).filter(|text| !text.is_empty()).collect()
    }

    fn add_unknown_parent(&mut self, record: usize, parent: Printable) {
        self.report(record, DiagnosticKind::UnknownParent { id: self.id(record), parent: parent.clone() });
        self.pending_overrides.push((record as u32, Override::UnknownParent(parent)));
    }

    fn report_own_parent(&mut self, record: usize) {
        self.report(record, DiagnosticKind::OwnParent { id: self.id(record) });
    }

    /// Adds a relation to a further parent.
    fn add_further_parent(&mut self, record: usize, parent: usize) {
        if self.further_parents.insert((record, parent)) {
            self.pending_overrides.push((record as u32, Override::FurtherParent(self.id(parent))));
        }
    }

    /// Attaches units to the records that list them as children. A unit that already has a parent
    /// gets a further parent instead.
    pub(super) fn attach_main_children(&mut self, parents: &mut [ParentSlot], claims: Vec<ChildClaim>) {
        for claim in claims {
            match self.resolve_claim(parents, &claim) {
                Some(child) if parents[child].parent().is_some() => {
                    self.add_further_parent(child, claim.parent as usize)
                }
                Some(child) => parents[child] = ParentSlot(claim.parent),
                None => {}
            }
        }
    }

    /// Like [`Self::attach_main_children`], once cycles are cut. A claim that would make a new cycle adds a
    /// further parent.
    pub(super) fn attach_further_children(&mut self, parents: &mut [ParentSlot], claims: Vec<ChildClaim>) {
        if claims.is_empty() {
            return;
        }
        let self_or_parent = |(record, slot): (usize, &ParentSlot)| slot.parent().unwrap_or(record);
        let mut links: Vec<usize> = parents.iter().enumerate().map(self_or_parent).collect();
        for claim in claims {
            let parent = claim.parent as usize;
            let Some(child) = self.resolve_claim(parents, &claim) else { continue };
            if find_root(&mut links, child) != child || find_root(&mut links, parent) == child {
                self.add_further_parent(child, parent);
            } else {
                (parents[child], links[child]) = (ParentSlot(claim.parent), parent);
            }
        }
    }

    /// The record of the claimed child; `None` if it does not exist, is the parent itself, or
    /// already has this parent.
    fn resolve_claim(&mut self, parents: &[ParentSlot], claim: &ChildClaim) -> Option<usize> {
        let parent = claim.parent as usize;
        let child = self.find(&claim.child);
        if child.is_none() {
            self.add_unknown_child(parent, claim.child.clone());
        } else if child == Some(parent) {
            self.report_own_parent(parent);
        }
        child.filter(|&child| child != parent && parents[child] != ParentSlot(claim.parent))
    }

    fn add_unknown_child(&mut self, record: usize, child: Printable) {
        self.report(record, DiagnosticKind::UnknownChild { id: self.id(record), child: child.clone() });
        self.pending_overrides.push((record as u32, Override::UnknownChild(child)));
    }

    /// Detaches one unit of every cycle from its parent: the first in the order of the file.
    pub(super) fn cut_cycles(&mut self, parents: &mut [ParentSlot]) {
        // The number of the walk that visited a record; 0 if none did.
        let mut visited_by = vec![0u32; parents.len()];
        for start in 0..parents.len() {
            let walk = start as u32 + 1;
            let mut record = start;
            while visited_by[record] == 0 {
                visited_by[record] = walk;
                match parents[record].parent() {
                    Some(parent) => record = parent,
                    None => break,
                }
            }
            if visited_by[record] == walk && parents[record].parent().is_some() {
                self.cut_cycle(record, parents);
            }
        }
    }

    /// Cuts the cycle that contains `start`.
    fn cut_cycle(&mut self, start: usize, parents: &mut [ParentSlot]) {
        let next = |&record: &usize| parents[record].parent().filter(|&parent| parent != start);
        let first = std::iter::successors(Some(start), next).min().unwrap_or(start);
        if let Some(parent) = parents[first].parent() {
            self.report(first, DiagnosticKind::Cycle { id: self.id(first), parent: self.id(parent) });
            parents[first] = ParentSlot::ORPHAN;
        }
    }
}

/// The root above a record in a union-find forest, with path halving.
fn find_root(links: &mut [usize], mut record: usize) -> usize {
    while links[record] != record {
        links[record] = links[links[record]];
        record = links[record];
    }
    record
}
