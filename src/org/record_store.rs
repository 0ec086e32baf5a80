//! The records of an organisation: from the text of its files, or in a pack. Nothing above knows which.

use std::borrow::Cow;
use std::ops::Range;

use super::packed_records::{PackedRecords, id_key};
use super::source_records::{Override, SourceRecords};

/// The records of all units.
#[derive(Clone, Debug)]
pub enum RecordStore {
    Source(Box<SourceRecords>),
    Packed(Box<PackedRecords>),
}

impl RecordStore {
    /// The id of a unit, cleaned.
    pub fn id(&self, unit: usize) -> Cow<'_, str> {
        match self {
            Self::Source(source) => source.id(unit),
            Self::Packed(packed) => packed.ids.get(unit).into(),
        }
    }

    /// The name of a unit, or its id if it has no visible name; cleaned.
    pub fn name(&self, unit: usize) -> Cow<'_, str> {
        match self {
            Self::Source(source) => source.name(unit),
            Self::Packed(packed) => packed.names.get(unit).into(),
        }
    }

    /// The acronym of a unit; missing or empty if it has none.
    pub fn acronym(&self, unit: usize) -> Option<Cow<'_, str>> {
        match self {
            Self::Source(source) => source.text_at(source.offsets[unit].acronym),
            Self::Packed(packed) => Some(packed.acronyms.get(unit).into()),
        }
    }

    /// The kind of a unit; missing or empty if it has none.
    pub fn kind(&self, unit: usize) -> Option<Cow<'_, str>> {
        match self {
            Self::Source(source) => source.text_at(source.offsets[unit].kind),
            Self::Packed(packed) => Some(packed.kinds.get(unit).into()),
        }
    }

    /// A text that starts with the record of a unit, a JSON value; `None` if the unit is not in the file.
    pub fn json(&self, unit: usize) -> Option<Cow<'_, str>> {
        match self {
            Self::Source(source) => source.json_from(unit).map(Cow::Borrowed),
            Self::Packed(packed) => {
                Some(packed.records.get(unit)).filter(|json| !json.is_empty()).map(Cow::Owned)
            }
        }
    }

    /// The values of a unit that are not in its record.
    pub fn unit_overrides(&self, unit: usize) -> impl Iterator<Item = Cow<'_, Override>> {
        let range: Range<usize> = match self {
            Self::Source(source) => source.override_range(unit),
            Self::Packed(packed) => packed.override_range(unit),
        };
        range.filter_map(|at| match self {
            Self::Source(source) => Some(Cow::Borrowed(&source.overrides[at].1)),
            Self::Packed(packed) => packed.override_at(at).map(Cow::Owned),
        })
    }

    /// The unit with an id.
    pub fn find(&self, id: &str) -> Option<u32> {
        match self {
            Self::Source(source) => source.find(id),
            Self::Packed(packed) => packed.find(id),
        }
    }

    /// The units whose ids have these folded words and no others or, unless `is_whole`, start with them;
    /// in reading order. The words are separated by single blanks.
    pub fn with_id_words(&self, words: &str, is_whole: bool) -> Vec<u32> {
        match self {
            Self::Source(source) => source.with_id_words(words, is_whole),
            Self::Packed(packed) => packed.with_id_words(words, is_whole),
        }
    }

    /// The first of the units whose ids start with these words, in the order of their ids, at most so many.
    pub fn first_with_id_start(&self, words: &str, count: usize) -> Vec<u32> {
        match self {
            Self::Source(source) => {
                let mut units = source.with_id_words(words, false);
                units.sort_by_cached_key(|&unit| id_key(&source.id(unit as usize)));
                units.truncate(count);
                units
            }
            Self::Packed(packed) => packed.first_with_id_start(words, count),
        }
    }
}
