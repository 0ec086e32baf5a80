//! The file's text as it was read, and for each unit where its record and what the tree shows
//! of it start in there. Texts are unescaped and cleaned when they are asked for. What the file
//! does not say, such as the id that a second unit of the same id is given, stands beside.

use std::borrow::Cow;

use crate::text::Printable;
use crate::{json, text};

/// Stands for what is nowhere in the file.
pub const NONE: u32 = u32::MAX;

/// The bytes of the text at which a record and some of its values start; a value says itself
/// where it ends.
#[derive(Clone, Copy, Debug)]
pub struct Offsets {
    pub record: u32,
    pub id: u32,
    pub name: u32,
    pub acronym: u32,
    pub kind: u32,
}

impl Offsets {
    /// Of a unit that is not in the file.
    pub const NONE: Offsets = Offsets { record: NONE, id: NONE, name: NONE, acronym: NONE, kind: NONE };
}

/// What is known of a unit and not written in its record.
#[derive(Clone, Debug)]
pub enum Override {
    /// The id that it was given, and which record it is in the file, from 0.
    Id { given: Printable, position: u32 },
    /// The name of a unit that was added.
    Name(Printable),
    /// A parent that does not exist.
    UnknownParent(Printable),
    /// A unit below it that does not exist.
    UnknownChild(Printable),
    /// Another unit that it is below, by its id.
    AlsoBelow(Printable),
}

#[derive(Clone, Debug)]
pub struct RecordOffsets {
    pub text: Cow<'static, str>,
    pub offsets: Vec<Offsets>,
    /// By unit; what belongs to one unit in the order in which it was met.
    pub overrides: Vec<(u32, Override)>,
}

/// The text of the value at a byte of some JSON, cleaned; `None` when it is no text.
pub fn clean_text_at(json: &str, start: u32) -> Option<Cow<'_, str>> {
    let raw = if start == NONE { None } else { json::text_at(json, start as usize) };
    raw.map(|raw| text::clean(raw).0)
}

impl RecordOffsets {
    /// What is known beside the unit's record.
    pub fn unit_overrides(&self, unit: usize) -> impl Iterator<Item = &Override> {
        let first = self.overrides.partition_point(|&(of, _)| (of as usize) < unit);
        self.overrides[first..]
            .iter()
            .take_while(move |&&(of, _)| of as usize == unit)
            .map(|(_, extra)| extra)
    }

    /// The text of the value at a byte, cleaned; `None` when it is no text.
    pub fn text_at(&self, start: u32) -> Option<Cow<'_, str>> {
        clean_text_at(&self.text, start)
    }

    /// The id of a unit; empty until it is given one, when the file has none for it.
    pub fn id(&self, unit: usize) -> Cow<'_, str> {
        let given = || {
            self.unit_overrides(unit).find_map(|extra| match extra {
                Override::Id { given, .. } => Some(Cow::Borrowed(&**given)),
                _ => None,
            })
        };
        self.text_at(self.offsets[unit].id).or_else(given).unwrap_or_default()
    }

    /// The name of a unit, or its id when it has none that can be seen.
    pub fn name(&self, unit: usize) -> Cow<'_, str> {
        let added = || {
            self.unit_overrides(unit).find_map(|extra| match extra {
                Override::Name(name) => Some(Cow::Borrowed(&**name)),
                _ => None,
            })
        };
        let name = self.text_at(self.offsets[unit].name).or_else(added);
        name.filter(|name| !text::is_blank(name)).unwrap_or_else(|| self.id(unit))
    }
}
