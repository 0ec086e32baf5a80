//! Sets a builder back to an earlier state, when a file turns out to be unreadable.

use std::collections::BTreeSet;

use super::{Metadata, OrgBuilder};

/// A state of a builder: the length of each of its lists.
#[derive(Debug)]
pub struct BuilderMark {
    metadata: Metadata,
    records: usize,
    diagnostics: usize,
    unidentified: usize,
    nameless: usize,
    unresolved_parents: usize,
    child_claims: usize,
    source_map: [usize; 2],
    file_starts: usize,
    is_table: bool,
    no_parent_markers: BTreeSet<&'static str>,
}

impl OrgBuilder {
    /// The present state.
    pub fn mark(&self) -> BuilderMark {
        BuilderMark {
            metadata: self.metadata.clone(),
            records: self.offsets.len(),
            diagnostics: self.diagnostics.len(),
            unidentified: self.unidentified.len(),
            nameless: self.nameless.len(),
            unresolved_parents: self.unresolved_parents.len(),
            child_claims: self.child_claims.len(),
            source_map: self.source_map.lengths(),
            file_starts: self.file_starts.len(),
            is_table: self.is_table,
            no_parent_markers: self.no_parent_markers.clone(),
        }
    }

    /// Removes everything that was added since the mark.
    pub fn rewind(&mut self, mark: BuilderMark) {
        self.metadata = mark.metadata;
        self.shortage = None;
        self.offsets.truncate(mark.records);
        self.parents.truncate(mark.records);
        self.ids.truncate(mark.records);
        self.diagnostics.truncate(mark.diagnostics);
        self.unidentified.truncate(mark.unidentified);
        self.nameless.truncate(mark.nameless);
        self.unresolved_parents.truncate(mark.unresolved_parents);
        self.child_claims.truncate(mark.child_claims);
        self.source_map.truncate(mark.source_map);
        self.file_starts.truncate(mark.file_starts);
        self.is_table = mark.is_table;
        self.no_parent_markers = mark.no_parent_markers;
    }
}
