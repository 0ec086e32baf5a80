//! Collects records while a file is read: the byte offsets of each record and of the header values
//! that the tree is built from. The rest of a record is only checked to be JSON. Ids, names and
//! parents are resolved as far as possible while the record is in the CPU cache.

use std::collections::BTreeSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::memory::Shortage;
use crate::text::Printable;
use crate::{json, memory, text};

use super::id_index::IdIndex;
use super::record_keys::{HEADER_KEY_COUNT, KeySpec};
use super::source_map::SourceMap;
use super::source_records::{NONE, RecordOffsets, clean_text_at};
use super::{DiagnosticKind, Metadata};

/// Records between two checks of the memory that is left.
const RECORDS_PER_CHECK: usize = 4096;

/// An organisation that is being read. [`OrgBuilder::build`] makes the tree.
#[derive(Debug, Default)]
pub struct OrgBuilder {
    pub metadata: Metadata,
    /// Problems with their byte offsets.
    pub(super) diagnostics: Vec<(u32, DiagnosticKind)>,
    pub(super) offsets: Vec<RecordOffsets>,
    pub(super) ids: IdIndex,
    /// Records without a usable id, and whether that is because another record has the same id.
    pub(super) unidentified: Vec<(usize, bool)>,
    /// Records without a visible name.
    pub(super) nameless: Vec<usize>,
    pub(super) parents: Vec<ParentSlot>,
    /// Records with parents that are to be found once all are read, with the byte offset of their ids.
    pub(super) unresolved_parents: Vec<(usize, u32)>,
    /// Children that records list.
    pub(super) child_claims: Vec<ChildClaim>,
    pub(super) source_map: SourceMap,
    /// The number of the first record of each file.
    pub(super) file_starts: Vec<u32>,
    /// Set once memory is too short for the organisation: it is not to be built.
    pub shortage: Option<Shortage>,
    /// Whether the records are those of a table: a parent can also be given by its name, and one that has no
    /// record is added.
    pub is_table: bool,
    /// Texts that records give as their parent if they have none. They are no parents unless they are ids.
    pub no_parent_markers: BTreeSet<&'static str>,
}

/// The byte offsets of a record and of its header values; [`NONE`] for a value that it does not have.
#[derive(Clone, Copy, Debug)]
pub struct HeaderOffsets {
    pub record: u32,
    pub id: u32,
    pub name: u32,
    pub acronym: u32,
    pub kind: u32,
    pub parent: u32,
}

impl HeaderOffsets {
    /// Moves the record and the values from a byte offset on towards the start of the text.
    pub fn move_back(&mut self, from: usize, bytes: usize) {
        let HeaderOffsets { record, id, name, acronym, kind, parent } = self;
        for offset in [record, id, name, acronym, kind, parent] {
            if *offset != NONE && *offset as usize >= from {
                *offset -= bytes as u32;
            }
        }
    }
}

/// The statement of a record that another is its child.
#[derive(Debug)]
pub(super) struct ChildClaim {
    pub parent: u32,
    pub child: Printable,
    /// Whether this is the child's main parent, rather than a further one.
    pub is_main: bool,
}

/// The parent of a record: the number of a record, or one of the two constants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ParentSlot(pub u32);

impl ParentSlot {
    /// The record has no parent.
    pub const ROOT: ParentSlot = ParentSlot(u32::MAX);
    /// The parent is unknown, the record itself, or one of its descendants.
    pub const ORPHAN: ParentSlot = ParentSlot(u32::MAX - 1);

    /// The number of the parent's record.
    pub fn parent(self) -> Option<usize> {
        (self.0 < ParentSlot::ORPHAN.0).then_some(self.0 as usize)
    }
}

impl OrgBuilder {
    /// The number of records read so far.
    pub fn record_count(&self) -> usize {
        self.offsets.len()
    }

    /// Adds a problem at a byte offset of the text.
    pub fn report(&mut self, offset: usize, problem: DiagnosticKind) {
        self.diagnostics.push((offset as u32, problem));
    }

    /// The text from a byte offset on comes from another file.
    pub fn begin_file(&mut self, offset: usize, file: Printable) {
        self.source_map.begin_file(offset, file);
        self.file_starts.push(self.offsets.len() as u32);
    }

    /// The text from a byte offset on comes from a line of the last file.
    pub fn map_line(&mut self, offset: usize, line: usize) {
        self.source_map.map_line(offset, line);
    }

    /// Whether a record read so far has the id. `text` contains all records.
    pub fn has_id(&self, text: &str, id: &str) -> bool {
        self.record_with_id(text, id).is_some()
    }

    /// The number of the first record read so far with the id.
    pub fn record_with_id(&self, text: &str, id: &str) -> Option<usize> {
        let id_of = |record: u32| clean_text_at(text, self.offsets[record as usize].id).unwrap_or_default();
        self.ids.find(id, id_of).map(|record| record as usize)
    }

    /// Adds the unit of an id as a child of the last record. Unless `is_main`, the record is a
    /// further parent of a unit that has another.
    pub fn claim_child(&mut self, child: &str, is_main: bool) {
        self.claim_child_of(self.offsets.len().saturating_sub(1), child, is_main);
    }

    /// The same for a record that is given by its number.
    pub fn claim_child_of(&mut self, parent: usize, child: &str, is_main: bool) {
        self.child_claims.push(ChildClaim { parent: parent as u32, child: Printable::new(child), is_main });
    }

    /// Adds the record at a byte offset of the text, below 4 GiB, and returns the byte offset of its
    /// end. `None` if it is not a JSON object.
    pub fn add_record(&mut self, text: &str, at: usize) -> Option<usize> {
        let (HeaderFields(values), end) = json::parse_at(text, at)?;
        let [id, name, acronym, kind, parent] =
            values.map(|value| value.map_or(NONE, |value| json::offset_in(text, value.get()) as u32));
        self.add_header(text, &HeaderOffsets { record: at as u32, id, name, acronym, kind, parent });
        Some(end)
    }

    /// Adds a record of which the byte offsets are known.
    pub fn add_header(&mut self, text: &str, header: &HeaderOffsets) {
        self.index_header(text, header);
        self.attach_to_parent(text, header.parent);
    }

    /// Adds a record that stands inside another one, which is given by its number and is the parent,
    /// whatever parents the record names.
    pub fn add_header_below(&mut self, text: &str, header: &HeaderOffsets, parent: usize) {
        self.index_header(text, header);
        if header.parent != NONE {
            self.unresolved_parents.push((self.parents.len(), header.parent));
        }
        self.parents.push(ParentSlot(parent as u32));
    }

    fn index_header(&mut self, text: &str, header: &HeaderOffsets) {
        let &HeaderOffsets { record, id, name, acronym, kind, .. } = header;
        if self.offsets.len().is_multiple_of(RECORDS_PER_CHECK) {
            self.shortage = self.shortage.or(memory::check_room(text.len(), self.offsets.len()).err());
        }
        self.offsets.push(RecordOffsets { record, id, name, acronym, kind });
        self.index_id(text, id);
        self.check_name(text, name);
    }

    /// Indexes the id of the last record.
    fn index_id(&mut self, text: &str, offset: u32) {
        let record = self.offsets.len() - 1;
        let id = clean_text_at(text, offset).unwrap_or_default();
        let is_blank = text::is_blank(&id);
        let id_of = |record: u32| clean_text_at(text, self.offsets[record as usize].id).unwrap_or_default();
        if is_blank || !self.ids.insert(&id, record as u32, id_of) {
            self.unidentified.push((record, !is_blank));
        }
    }

    fn check_name(&mut self, text: &str, offset: u32) {
        // Most names start with a letter or digit, so the rest need not be cleaned.
        let starts_visibly = |name: &str| name.starts_with(|c: char| c.is_ascii_alphanumeric());
        let raw = if offset == NONE { None } else { json::text_at(text, offset as usize) };
        if raw.is_none_or(|raw| !starts_visibly(&raw) && text::is_blank(&text::clean(raw).0)) {
            self.nameless.push(self.offsets.len() - 1);
        }
    }

    /// Sets the parent of the last record if it gives one id, of a record read before in the same file.
    fn attach_to_parent(&mut self, text: &str, offset: u32) {
        let record = self.offsets.len() - 1;
        let parent = clean_text_at(text, offset).and_then(|id| self.find(text, &id));
        match parent.filter(|&parent| parent as usize != record) {
            Some(parent) => return self.parents.push(ParentSlot(parent)),
            None if offset != NONE => self.unresolved_parents.push((record, offset)),
            None => {}
        }
        self.parents.push(ParentSlot::ROOT);
    }

    /// The record with an id, among those of the last file read so far. The previous record and its parent
    /// are compared before the index is used: most parents are one of the two.
    fn find(&self, text: &str, id: &str) -> Option<u32> {
        let id_of = |record: u32| clean_text_at(text, self.offsets[record as usize].id).unwrap_or_default();
        let previous = (self.parents.len() as u32).checked_sub(1);
        // What a record stands inside of may be read after it.
        let parent = previous.and_then(|previous| self.parents[previous as usize].parent());
        let parent = parent.filter(|&parent| parent < self.offsets.len());
        // A duplicate id belongs to an earlier record. The previous record is one of the last two
        // in the list, if it is there.
        let is_unidentified =
            |record: u32| self.unidentified.iter().rev().take(2).any(|&(other, _)| other == record as usize);
        let previous = previous.filter(|&previous| !is_unidentified(previous));
        // Those of another file may have an id that is still to come in this one.
        let file_start = self.file_starts.last().copied().unwrap_or_default();
        let is_in_file = |record: &u32| *record >= file_start;
        let candidates = [parent.map(|parent| parent as u32), previous];
        let mut candidates = candidates.into_iter().flatten().filter(is_in_file);
        let known = candidates.find(|&record| id_of(record) == id);
        known.or_else(|| self.ids.find(id, id_of).filter(is_in_file))
    }
}

/// The first value under each header key, in the order of [`KEY_SPECS`](super::record_keys::KEY_SPECS).
/// Repeated keys are reported when the whole record is parsed.
struct HeaderFields<'a>([Option<&'a RawValue>; HEADER_KEY_COUNT]);

impl<'de: 'a, 'a> Deserialize<'de> for HeaderFields<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct HeaderFieldsVisitor;
        impl<'de> Visitor<'de> for HeaderFieldsVisitor {
            type Value = HeaderFields<'de>;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<HeaderFields<'de>, A::Error> {
                let mut values = [None; HEADER_KEY_COUNT];
                while let Some(HeaderKey(key)) = map.next_key()? {
                    match key.map(|key| &mut values[key]) {
                        Some(value) if value.is_none() => *value = Some(map.next_value()?),
                        _ => {
                            map.next_value::<IgnoredAny>()?;
                        }
                    }
                }
                Ok(HeaderFields(values))
            }
        }
        deserializer.deserialize_map(HeaderFieldsVisitor)
    }
}

/// The index of a header key; `None` for another key.
struct HeaderKey(Option<usize>);

impl<'de> Deserialize<'de> for HeaderKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct HeaderKeyVisitor;
        impl Visitor<'_> for HeaderKeyVisitor {
            type Value = HeaderKey;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a key")
            }
            fn visit_str<E>(self, key: &str) -> Result<HeaderKey, E> {
                Ok(HeaderKey(KeySpec::header_index(key)))
            }
        }
        deserializer.deserialize_identifier(HeaderKeyVisitor)
    }
}
