//! All problems of an organisation, in the order of its files. A file can have many times more problems than units, so
//! only the place of each is kept, and what is wrong is looked up when it is asked for.

use std::mem::size_of;

use super::record_store::RecordStore;
use super::source_records::SourceRecords;
use super::{Diagnostic, DiagnosticKind, Org, UNITS_PER_REPORT, UnitId};

/// All problems of an organisation.
#[derive(Debug)]
pub struct Problems<'a> {
    org: &'a Org,
    entries: Vec<Entry>,
}

/// A problem that is looked up later. The order of the fields is that in which problems are reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    /// Index of the file.
    file: u32,
    line: u32,
    /// [`DiagnosticKind::read_stage`].
    stage: u8,
    /// The byte offset in the text of the records.
    offset: u32,
    origin: Origin,
}

/// Where a problem is looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Origin {
    /// Among those that were found when the files were read.
    Files { number: u32 },
    /// Among those of a record.
    Record { unit: UnitId, number: u32 },
    /// In the pack, with the unit whose record has it.
    Pack { number: u32, unit: Option<UnitId> },
}

impl<'a> Problems<'a> {
    /// The memory that so many problems take, in bytes.
    pub fn bytes_of(count: usize) -> usize {
        count * size_of::<Entry>()
    }

    /// Finds the problems, those of the aliases excepted; it parses every record of a source. `on_progress` gets how
    /// much is done, and of how much.
    ///
    /// # Errors
    /// The error of `before_growing`, which gets the number of problems each time before memory for twice as many is
    /// taken.
    pub fn find<E>(
        org: &'a Org,
        on_progress: &mut dyn FnMut(usize, usize),
        before_growing: impl Fn(usize) -> Result<(), E>,
    ) -> Result<Self, E> {
        let mut entries = Vec::new();
        let mut push = |stage, offset, origin| {
            if entries.len() == entries.capacity() {
                before_growing(entries.len())?;
            }
            entries.push(Entry { file: 0, line: 0, stage, offset, origin });
            Ok(())
        };
        match &org.records {
            RecordStore::Packed(packed) => {
                for (number, unit) in (0..).zip(packed.units_of_problems()) {
                    push(0, number, Origin::Pack { number, unit })?;
                }
            }
            RecordStore::Source(source) => {
                for (number, (offset, kind)) in (0..).zip(&source.diagnostics) {
                    push(kind.read_stage(), *offset, Origin::Files { number })?;
                }
                for unit in org.units() {
                    if unit.index().is_multiple_of(UNITS_PER_REPORT) {
                        on_progress(unit.index(), org.len());
                    }
                    for (number, kind) in (0..).zip(org.problems_in_record(unit)) {
                        push(
                            kind.read_stage(),
                            source.offsets[unit.index()].record,
                            Origin::Record { unit, number },
                        )?;
                    }
                }
                sort_by_place(&mut entries, source);
            }
        }
        Ok(Self { org, entries })
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty() && self.org.aliases.problems.is_empty()
    }

    /// The problems, those of the aliases at the end, since their file is the last.
    pub fn iter(&self) -> impl Iterator<Item = Diagnostic> {
        let in_files = self.with_units().map(|(problem, _)| problem);
        in_files.chain(self.org.aliases.problems.iter().cloned())
    }

    /// The problems but those of the aliases, each with the unit whose record has it. In a pack that is damaged, some
    /// may be missing.
    pub fn with_units(&self) -> impl Iterator<Item = (Diagnostic, Option<UnitId>)> {
        let mut record = None;
        self.entries.iter().filter_map(move |entry| self.look_up(entry, &mut record))
    }

    /// A problem. `record` is the unit whose record was parsed last, and the problems in it.
    fn look_up(
        &self,
        entry: &Entry,
        record: &mut Option<(UnitId, Vec<DiagnosticKind>)>,
    ) -> Option<(Diagnostic, Option<UnitId>)> {
        let located = |kind| Diagnostic { file: entry.file as usize, line: entry.line, kind };
        match (entry.origin, &self.org.records) {
            (Origin::Files { number }, RecordStore::Source(source)) => {
                let (_, kind) = source.diagnostics.get(number as usize)?;
                Some((located(kind.clone()), None))
            }
            (Origin::Record { unit, number }, _) => {
                if record.as_ref().is_none_or(|(parsed, _)| *parsed != unit) {
                    *record = Some((unit, self.org.problems_in_record(unit)));
                }
                let kind = record.as_ref()?.1.get(number as usize)?;
                Some((located(kind.clone()), Some(unit)))
            }
            (Origin::Pack { number, unit }, RecordStore::Packed(packed)) => {
                Some((packed.problem(number as usize)?, unit))
            }
            _ => None,
        }
    }
}

/// Finds files and lines, and sorts by them.
fn sort_by_place(entries: &mut [Entry], source: &SourceRecords) {
    entries.sort_unstable_by_key(|entry| entry.offset);
    let offsets: Vec<u32> = entries.iter().map(|entry| entry.offset).collect();
    for (entry, (file, line)) in entries.iter_mut().zip(source.places(offsets.into_iter())) {
        (entry.file, entry.line) = (file, line);
    }
    entries.sort_unstable();
}
