//! Finds the parent of every record: from its own `parent_id`, or from records that list it as a
//! child. Further parents become relations, unknown ones facts, and cycles are cut.

use std::collections::HashMap;

use serde_json::value::RawValue;

use crate::json;
use crate::org::builder::{ChildClaim, ParentSlot};
use crate::org::source_records::Override;
use crate::org::{DiagnosticKind, Metadata, UNITS_PER_REPORT};
use crate::text::Printable;

use super::TreeBuilder;
use super::table_lookup::{Found, TableLookup};

/// What the parents that a record names come to.
enum Resolved {
    Parent(ParentSlot),
    /// The record names only itself.
    Own,
    /// The record names only parents that do not exist; the last of them.
    Missing(Printable),
}

/// A parent that has no record, and the records that name it.
pub(super) struct MissingParent {
    id: Printable,
    records: Vec<usize>,
}

/// Parents that have no record, in the order in which they are named.
#[derive(Default)]
struct MissingParents(Vec<MissingParent>, HashMap<Printable, usize>);

impl MissingParents {
    fn add(&mut self, id: Printable, record: usize) {
        let index = *self.1.entry(id.clone()).or_insert(self.0.len());
        match self.0.get_mut(index) {
            Some(known) => known.records.push(record),
            None => self.0.push(MissingParent { id, records: vec![record] }),
        }
    }
}

/// Whether the id of a parent looks like a name: letters, and what stands between words.
fn is_name(id: &str) -> bool {
    id.chars().all(|c| c.is_alphabetic() || c.is_whitespace() || "-'’&.,()".contains(c))
}

impl TreeBuilder {
    /// Sets the parents of records whose parent was not known when they were read. `unresolved`
    /// has each record with the byte offset of its `parent_id`. Returns the parents that are to be added: those
    /// of a table that have no record. `on_progress` gets the number of records that are done.
    pub(super) fn resolve_parents(
        &mut self,
        parents: &mut [ParentSlot],
        unresolved: Vec<(usize, u32)>,
        is_table: bool,
        on_progress: &mut dyn FnMut(usize),
    ) -> Vec<MissingParent> {
        let mut lookup = is_table.then(TableLookup::default);
        let mut missing = MissingParents::default();
        let mut own_parents = Vec::new();
        for (done, (record, offset)) in unresolved.into_iter().enumerate() {
            if done.is_multiple_of(UNITS_PER_REPORT) {
                on_progress(done);
            }
            parents[record] = match self.resolve_parent(record, parents[record], offset, lookup.as_mut()) {
                Resolved::Parent(parent) => parent,
                Resolved::Own => {
                    own_parents.push(record);
                    ParentSlot::ORPHAN
                }
                Resolved::Missing(id) if is_table => {
                    missing.add(id, record);
                    ParentSlot::ORPHAN
                }
                Resolved::Missing(id) => {
                    self.add_unknown_parent(record, id);
                    ParentSlot::ORPHAN
                }
            };
        }
        let is_same_file = |&one: &usize, &next: &usize| self.files.of(one) == self.files.of(next);
        let by_file: Vec<&[usize]> = own_parents.chunk_by(is_same_file).collect();
        for own in by_file {
            let records = self.files.records(self.files.of(own[0]), parents.len());
            match own {
                // Some tables name the root as its own parent.
                [record] if is_table && !parents[records].contains(&ParentSlot::ROOT) => {
                    parents[*record] = ParentSlot::ROOT
                }
                _ => own.iter().for_each(|&record| self.report_own_parent(record)),
            }
        }
        missing.0
    }

    /// Adds the parents that have no record, below the root if there is one. If it is the only unit without a
    /// parent, it is the root itself, called as the data if its id does not look like a name.
    pub(super) fn add_missing_parents(
        &mut self,
        parents: &mut Vec<ParentSlot>,
        missing: Vec<MissingParent>,
        metadata: &Metadata,
    ) {
        let mut roots = parents.iter().enumerate().filter(|(_, slot)| **slot == ParentSlot::ROOT);
        let (root, others) = (roots.next().map(|(record, _)| record), roots.next());
        let above =
            root.filter(|_| others.is_none()).map_or(ParentSlot::ROOT, |root| ParentSlot(root as u32));
        let is_only_root = root.is_none() && missing.len() == 1;
        for MissingParent { id, records } in missing {
            let kind = DiagnosticKind::AddedParent { parent: id.clone(), count: records.len() };
            self.report(records[0], kind);
            let name = if is_only_root && !is_name(&id) { self.root_name(metadata) } else { id };
            let added = self.add_unit(parents, name, above);
            if let Some(added) = added.parent() {
                self.pending_overrides.push((added as u32, Override::NoRecord));
            }
            records.into_iter().for_each(|record| parents[record] = added);
        }
    }

    /// The parent that the record already has, or else the first that exists. The others become relations if
    /// they exist, and facts if not.
    fn resolve_parent(
        &mut self,
        record: usize,
        known: ParentSlot,
        offset: u32,
        mut lookup: Option<&mut TableLookup>,
    ) -> Resolved {
        let (ids, markers) = self.parent_ids_at(offset).into_iter().partition(|id| !self.is_no_parent(id));
        self.add_no_parent_markers(record, markers);
        let mut parent = match known {
            ParentSlot::ROOT if !ids.is_empty() => ParentSlot::ORPHAN,
            known => known,
        };
        let (mut unknown, mut is_own, mut is_ambiguous) = (Vec::new(), false, false);
        for id in ids {
            match self.find_record(record, &id, lookup.as_deref_mut()) {
                None => unknown.push(id),
                Some(Found::Several) => {
                    is_ambiguous = true;
                    self.add_ambiguous_parent(record, id);
                }
                Some(Found::Record(found)) if found == record => is_own = true,
                Some(Found::Record(found)) if parent == ParentSlot::ORPHAN => {
                    parent = ParentSlot(found as u32)
                }
                Some(Found::Record(found)) if parent == ParentSlot(found as u32) => {}
                Some(Found::Record(found)) => self.add_further_parent(record, found),
            }
        }
        let is_orphan = parent == ParentSlot::ORPHAN;
        let missing = unknown.pop_if(|_| is_orphan && !is_own && !is_ambiguous);
        unknown.into_iter().for_each(|id| self.add_unknown_parent(record, id));
        if is_own && !is_orphan {
            self.report_own_parent(record);
        }
        match missing {
            Some(id) => Resolved::Missing(id),
            None if is_own && is_orphan => Resolved::Own,
            None => Resolved::Parent(parent),
        }
    }

    /// The ids in a value; none if it is neither a text nor a list of texts.
    fn parent_ids_at(&self, offset: u32) -> Vec<Printable> {
        let value = json::parse_at::<&RawValue>(&self.records.text, offset as usize);
        let texts = value.and_then(|(value, _)| json::texts(value)).unwrap_or_default();
        texts.iter().map(|text| Printable::new(text)).filter(|text| !text.is_empty()).collect()
    }

    /// Whether a text stands for no parent, since no record has it as its id.
    fn is_no_parent(&self, id: &Printable) -> bool {
        self.no_parent_markers.contains(&**id) && self.find(id).is_none()
    }

    fn add_no_parent_markers(&mut self, record: usize, markers: Vec<Printable>) {
        let facts = markers.into_iter().map(|marker| (record as u32, Override::UnknownParent(marker)));
        self.pending_overrides.extend(facts);
    }

    fn add_unknown_parent(&mut self, record: usize, parent: Printable) {
        let problem = DiagnosticKind::UnknownParent { id: self.id(record), parent: parent.clone() };
        self.keep_parent(record, parent, problem);
    }

    fn add_ambiguous_parent(&mut self, record: usize, parent: Printable) {
        let problem = DiagnosticKind::AmbiguousParent { id: self.id(record), parent: parent.clone() };
        self.keep_parent(record, parent, problem);
    }

    /// Reports a parent that is not found, and keeps what names it.
    fn keep_parent(&mut self, record: usize, parent: Printable, problem: DiagnosticKind) {
        self.report(record, problem);
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
    pub(super) fn attach_main_children(
        &mut self,
        parents: &mut [ParentSlot],
        claims: Vec<ChildClaim>,
        is_table: bool,
    ) {
        let mut lookup = is_table.then(TableLookup::default);
        for claim in claims {
            match self.resolve_claim(parents, &claim, lookup.as_mut()) {
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
            let Some(child) = self.resolve_claim(parents, &claim, None) else { continue };
            if find_root(&mut links, child) != child || find_root(&mut links, parent) == child {
                self.add_further_parent(child, parent);
            } else {
                (parents[child], links[child]) = (ParentSlot(claim.parent), parent);
            }
        }
    }

    /// The record of the claimed child; `None` if it is not found, is the parent itself, or
    /// already has this parent.
    fn resolve_claim(
        &mut self,
        parents: &[ParentSlot],
        claim: &ChildClaim,
        lookup: Option<&mut TableLookup>,
    ) -> Option<usize> {
        let (parent, child) = (claim.parent as usize, &claim.child);
        match self.find_record(parent, child, lookup) {
            Some(Found::Record(found)) if found == parent => self.report_own_parent(parent),
            Some(Found::Record(found)) => {
                return Some(found).filter(|&child| parents[child] != ParentSlot(claim.parent));
            }
            Some(Found::Several) => {
                let kind = DiagnosticKind::AmbiguousChild { id: self.id(parent), child: child.clone() };
                self.add_unknown_child(parent, child.clone(), kind);
            }
            None => {
                let kind = DiagnosticKind::UnknownChild { id: self.id(parent), child: child.clone() };
                self.add_unknown_child(parent, child.clone(), kind);
            }
        }
        None
    }

    fn add_unknown_child(&mut self, record: usize, child: Printable, problem: DiagnosticKind) {
        self.report(record, problem);
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
