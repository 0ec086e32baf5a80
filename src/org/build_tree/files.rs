//! Of which file each record is: what a record refers to is looked up among the records of its own file first.

use std::collections::HashMap;
use std::ops::Range;

use crate::text::Printable;

/// The records of each file.
#[derive(Debug)]
pub(super) struct Files {
    /// The number of the first record of each file.
    starts: Vec<u32>,
    /// The records that get another id because one of an earlier file has theirs, by file and by that id.
    renamed: HashMap<(usize, Printable), usize>,
}

impl Files {
    pub fn new(starts: Vec<u32>) -> Self {
        Self { starts, renamed: HashMap::new() }
    }

    /// The number of the file of a record.
    pub fn of(&self, record: usize) -> usize {
        self.starts.partition_point(|&start| start as usize <= record)
    }

    /// The records of a file, of so many in all.
    pub fn records(&self, file: usize, count: usize) -> Range<usize> {
        let start = |file: usize| self.starts.get(file).map_or(count, |&start| start as usize);
        file.checked_sub(1).map_or(0, start)..start(file)
    }

    /// Notes a record that cannot have its id because another one has it.
    pub fn note_renamed(&mut self, record: usize, known: usize, id: &Printable) {
        let file = self.of(record);
        if self.of(known) != file {
            self.renamed.entry((file, id.clone())).or_insert(record);
        }
    }

    /// The first record of a file that has this id there, but another one in the organisation.
    pub fn renamed(&self, file: usize, id: &Printable) -> Option<usize> {
        if self.renamed.is_empty() { None } else { self.renamed.get(&(file, id.clone())).copied() }
    }

    /// The files in which records get other ids, in their order.
    pub fn with_renamed(&self) -> Vec<usize> {
        let mut files: Vec<usize> = self.renamed.keys().map(|(file, _)| *file).collect();
        files.sort_unstable();
        files.dedup();
        files
    }
}
