//! The text of an organisation, with the byte offsets of each record and of the values that the
//! tree shows. Texts are unescaped and cleaned on demand. Values that are not in the file, such as an
//! id assigned in place of a duplicate, are kept as overrides.

use std::borrow::Cow;

use crate::text::Printable;
use crate::{json, text};

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
#[derive(Clone, Debug)]
pub enum Override {
    /// An assigned id, and the number of the record in the file, from 0.
    Id { assigned: Printable, position: u32 },
    /// The name of an added unit.
    Name(Printable),
    /// The id of a parent that does not exist.
    UnknownParent(Printable),
    /// The id of a child that does not exist.
    UnknownChild(Printable),
    /// The id of a further parent.
    FurtherParent(Printable),
}

/// The text of all records, and where each record and its header values are.
#[derive(Clone, Debug)]
pub struct RecordStore {
    pub text: Cow<'static, str>,
    pub offsets: Vec<RecordOffsets>,
    /// Overrides with their units, sorted by unit.
    pub overrides: Vec<(u32, Override)>,
}

/// The cleaned text of the value at a byte offset; `None` if the value is not a text.
pub fn clean_text_at(json: &str, offset: u32) -> Option<Cow<'_, str>> {
    let raw = if offset == NONE { None } else { json::text_at(json, offset as usize) };
    raw.map(|raw| text::clean(raw).0)
}

impl RecordStore {
    pub fn unit_overrides(&self, unit: usize) -> impl Iterator<Item = &Override> {
        let first = self.overrides.partition_point(|&(owner, _)| (owner as usize) < unit);
        self.overrides[first..]
            .iter()
            .take_while(move |&&(owner, _)| owner as usize == unit)
            .map(|(_, unit_override)| unit_override)
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
