//! The text of an organisation, with the byte offsets of each record and of the values that the
//! tree shows. Texts are unescaped and cleaned on demand. Values that are not in the file, such as an
//! id assigned in place of a duplicate, are kept as overrides.

use std::borrow::Cow;

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::text::{Printable, after_words, fold_into};
use crate::{json, text};

use super::DiagnosticKind;
use super::id_index::IdIndex;
use super::source_map::SourceMap;

/// Marks a value that is not in the file.
pub const NONE: u32 = u32::MAX;

/// The byte offsets of a record and of its header values in the text.
#[derive(Clone, Copy, Debug)]
pub struct RecordOffsets {
    pub record: u32,
    pub id: u32,
    pub name: u32,
    pub acronym: u32,
    pub kind: u32,
}

impl RecordOffsets {
    /// The offsets of a unit that is not in the file.
    pub const NONE: RecordOffsets =
        RecordOffsets { record: NONE, id: NONE, name: NONE, acronym: NONE, kind: NONE };
}

/// A value of a unit that is not in its record.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Override {
    /// An assigned id, and the number of the record in the file, from 0.
    Id { assigned: Printable, position: u32 },
    /// The name of an added unit.
    Name(Printable),
    /// Units name this one as their parent, but it has no record.
    NoRecord,
    /// The id of a parent that does not exist.
    UnknownParent(Printable),
    /// The id of a child that does not exist.
    UnknownChild(Printable),
    /// The id of a further parent.
    FurtherParent(Printable),
    /// The id of a unit that relations name by the id that it has in its file only.
    RelationTarget { named: Printable, id: Printable },
}

/// The text of all records, and where each record and its header values are.
#[derive(Clone, Debug, Default)]
pub struct SourceRecords {
    pub text: Cow<'static, str>,
    pub offsets: Vec<RecordOffsets>,
    /// Overrides with their units, sorted by unit.
    pub overrides: Vec<(u32, Override)>,
    pub ids: IdIndex,
    /// Problems found when the files were read, with their byte offsets.
    pub diagnostics: Vec<(u32, DiagnosticKind)>,
    pub source_map: SourceMap,
}

/// The cleaned text of the value at a byte offset; `None` if the value is not a text.
pub fn clean_text_at(json: &str, offset: u32) -> Option<Cow<'_, str>> {
    let raw = if offset == NONE { None } else { json::text_at(json, offset as usize) };
    raw.map(|raw| text::clean(raw).0)
}

impl SourceRecords {
    /// The indexes of the overrides of a unit.
    pub fn override_range(&self, unit: usize) -> Range<usize> {
        let first = self.overrides.partition_point(|&(owner, _)| (owner as usize) < unit);
        let count = self.overrides[first..].iter().take_while(|(owner, _)| *owner as usize == unit).count();
        first..first + count
    }

    fn unit_overrides(&self, unit: usize) -> impl Iterator<Item = &Override> {
        self.overrides[self.override_range(unit)].iter().map(|(_, unit_override)| unit_override)
    }

    /// The text from the record of a unit on; `None` if the unit is not in the file.
    pub fn json_from(&self, unit: usize) -> Option<&str> {
        let record = self.offsets[unit].record;
        if record == NONE { None } else { self.text.get(record as usize..) }
    }

    /// The unit with an id.
    pub fn find(&self, id: &str) -> Option<u32> {
        self.ids.find(id, |unit| self.id(unit as usize))
    }

    /// The units whose ids have these words: see [`RecordStore::with_id_words`](super::record_store::RecordStore::with_id_words).
    pub fn with_id_words(&self, words: &str, is_whole: bool) -> Vec<u32> {
        let mut folded = String::new();
        let mut is_match = |unit: usize| {
            folded.clear();
            fold_into(&self.id(unit), &mut folded);
            let rest = after_words(&folded, words);
            rest.map_or(words.is_empty(), |rest| !is_whole || rest.is_empty())
        };
        (0..self.offsets.len()).filter(|&unit| is_match(unit)).map(|unit| unit as u32).collect()
    }

    /// The file, as its index, and the line of each byte offset of the text. The offsets are sorted.
    pub fn places(&self, offsets: impl Iterator<Item = u32>) -> impl Iterator<Item = (u32, u32)> {
        self.source_map.places(&self.text, offsets)
    }

    /// The cleaned text of the value at a byte offset; `None` if the value is not a text.
    pub fn text_at(&self, offset: u32) -> Option<Cow<'_, str>> {
        clean_text_at(&self.text, offset)
    }

    /// The id of a unit, from the file or assigned; empty if it has neither yet.
    pub fn id(&self, unit: usize) -> Cow<'_, str> {
        let assigned = || {
            self.unit_overrides(unit).find_map(|unit_override| match unit_override {
                Override::Id { assigned, .. } => Some(Cow::Borrowed(&**assigned)),
                _ => None,
            })
        };
        self.text_at(self.offsets[unit].id).or_else(assigned).unwrap_or_default()
    }

    /// The name of a unit, or its id if the name is missing or invisible.
    pub fn name(&self, unit: usize) -> Cow<'_, str> {
        let added = || {
            self.unit_overrides(unit).find_map(|unit_override| match unit_override {
                Override::Name(name) => Some(Cow::Borrowed(&**name)),
                _ => None,
            })
        };
        let name = self.text_at(self.offsets[unit].name).or_else(added);
        name.filter(|name| !text::is_blank(name)).unwrap_or_else(|| self.id(unit))
    }
}
