//! The records of a pack.

use std::ops::Range;
use std::sync::Arc;

use crate::pack::{Column, Pack, PackError, Texts};
use crate::text::{fold, joined_words};

use super::source_records::Override;
use super::{Diagnostic, UnitId};

/// The names of the sections.
pub const IDS: &str = "ids";
pub const NAMES: &str = "names";
pub const ACRONYMS: &str = "acronyms";
pub const KINDS: &str = "kinds";
pub const RECORDS: &str = "records";
pub const ID_ORDER: &str = "id-order";
pub const OVERRIDES: &str = "overrides";
pub const OVERRIDE_UNITS: &str = "override-units";
pub const PROBLEMS: &str = "problems";
pub const PROBLEM_UNITS: &str = "problem-units";
pub const PROBLEM_NUMBERS: &str = "problem-numbers";

/// The records of all units, read where they are needed.
#[derive(Clone, Debug)]
pub struct PackedRecords {
    pub pack: Arc<Pack>,
    pub ids: Texts,
    pub names: Texts,
    pub acronyms: Texts,
    pub kinds: Texts,
    /// The JSON of each record; empty for a unit that was not in the files.
    pub records: Texts,
    /// The units, sorted by the words of their ids, then by their ids.
    id_order: Column<u32>,
    /// The units of the overrides, sorted.
    override_units: Column<u32>,
    /// The overrides as JSON.
    overrides: Texts,
    /// The problems as JSON, in the order in which they are reported.
    problems: Texts,
    /// The units with problems in their records, sorted, each as often as it has problems.
    problem_units: Column<u32>,
    /// The indexes of these problems.
    problem_numbers: Column<u32>,
}

impl PackedRecords {
    /// # Errors
    /// If a section is missing, or is not as long as the others.
    pub fn open(pack: &Arc<Pack>) -> Result<Self, PackError> {
        let records = Self {
            pack: Arc::clone(pack),
            ids: Texts::in_pack(pack, IDS)?,
            names: Texts::in_pack(pack, NAMES)?,
            acronyms: Texts::in_pack(pack, ACRONYMS)?,
            kinds: Texts::in_pack(pack, KINDS)?,
            records: Texts::in_pack(pack, RECORDS)?,
            id_order: Column::in_pack(pack, ID_ORDER)?,
            override_units: Column::in_pack(pack, OVERRIDE_UNITS)?,
            overrides: Texts::in_pack(pack, OVERRIDES)?,
            problems: Texts::in_pack(pack, PROBLEMS)?,
            problem_units: Column::in_pack(pack, PROBLEM_UNITS)?,
            problem_numbers: Column::in_pack(pack, PROBLEM_NUMBERS)?,
        };
        let units = records.ids.count();
        let texts = [&records.names, &records.acronyms, &records.kinds, &records.records];
        let is_whole = texts.iter().all(|texts| texts.count() == units)
            && records.id_order.len() == units
            && records.overrides.count() == records.override_units.len()
            && records.problem_numbers.len() == records.problem_units.len();
        is_whole.then_some(records).ok_or_else(|| PackError::Damaged(RECORDS.into()))
    }

    pub fn override_range(&self, unit: usize) -> Range<usize> {
        self.override_units.equal_range(unit as u32)
    }

    pub fn override_at(&self, index: usize) -> Option<Override> {
        self.overrides.value(index)
    }

    /// The unit with an id.
    pub fn find(&self, id: &str) -> Option<u32> {
        let words = id_words(id);
        let is_before = |unit: u32| {
            let other = self.ids.get(unit as usize);
            (id_words(&other).as_str(), &*other) < (&*words, id)
        };
        let at = self.id_order.partition_point(0..self.id_order.len(), is_before);
        let unit = self.id_order.get(at).filter(|&unit| (unit as usize) < self.ids.count());
        unit.filter(|&unit| self.ids.get(unit as usize) == id)
    }

    /// The units whose ids have these words: see [`RecordStore::with_id_words`](super::record_store::RecordStore::with_id_words).
    pub fn with_id_words(&self, words: &str, is_whole: bool) -> Vec<u32> {
        let mut units = self.units_at(self.id_range(words, is_whole));
        units.sort_unstable();
        units
    }

    /// The first of the units whose ids start with these words, in the order of their ids.
    pub fn first_with_id_start(&self, words: &str, count: usize) -> Vec<u32> {
        let Range { start, end } = self.id_range(words, false);
        self.units_at(start..end.min(start.saturating_add(count)))
    }

    /// Where the ids with these words, or that start with them, are in the order of the ids.
    fn id_range(&self, words: &str, is_whole: bool) -> Range<usize> {
        let words_of = |unit: u32| id_words(&self.ids.get(unit as usize));
        let is_match = |unit: u32| match is_whole {
            true => words_of(unit) == words,
            false => words_of(unit).starts_with(words),
        };
        let count = self.id_order.len();
        let start = self.id_order.partition_point(0..count, |unit| *words_of(unit) < *words);
        start..self.id_order.partition_point(start..count, is_match)
    }

    /// The units in a part of the order of the ids. A pack may name units that it does not have.
    fn units_at(&self, range: Range<usize>) -> Vec<u32> {
        let mut units = self.id_order.range(range).into_owned();
        units.retain(|&unit| (unit as usize) < self.id_order.len());
        units
    }

    /// For each problem, the unit whose record has it.
    pub fn units_of_problems(&self) -> Vec<Option<UnitId>> {
        let mut units = vec![None; self.problems.count()];
        for at in 0..self.problem_numbers.len() {
            let number = self.problem_numbers.get(at).and_then(|number| units.get_mut(number as usize));
            let unit = self.problem_units.get(at).filter(|&unit| (unit as usize) < self.ids.count());
            number.into_iter().for_each(|of_problem| *of_problem = unit.map(UnitId));
        }
        units
    }

    /// The problems in the record of a unit.
    pub fn unit_diagnostics(&self, unit: usize) -> Vec<Diagnostic> {
        let numbers = self.problem_numbers.range(self.problem_units.equal_range(unit as u32));
        numbers.iter().filter_map(|&number| self.problem(number as usize)).collect()
    }

    /// The number of problems that are not in records.
    pub fn structural_diagnostic_count(&self) -> usize {
        self.problems.count().saturating_sub(self.problem_units.len())
    }

    /// A problem; `None` if the pack is damaged.
    pub fn problem(&self, index: usize) -> Option<Diagnostic> {
        self.problems.value(index)
    }
}

/// By what ids are sorted: their words, then as they are.
pub fn id_key(id: &str) -> (String, String) {
    (id_words(id), id.to_string())
}

/// The words of an id, folded and separated by single blanks.
fn id_words(id: &str) -> String {
    joined_words(&fold(id).text)
}
