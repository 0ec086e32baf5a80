//! The file's text as it was read, and for each unit where its record and what the tree shows
//! of it start in there. Texts are unescaped and cleaned when they are asked for. What the file
//! does not say, such as the id that a second unit of the same id is given, stands beside.

use std::borrow::Cow;

use crate::json;
use crate::text::{self, Printable};

/// Stands for what is nowhere in the file.
pub const NOWHERE: u32 = u32::MAX;

/// The bytes of the text at which a record and some of its values start; a value says itself
/// where it ends.
#[derive(Clone, Copy, Debug)]
pub struct Starts {
    pub record: u32,
    pub id: u32,
    pub name: u32,
    pub acronym: u32,
    pub kind: u32,
}

impl Starts {
    /// Of a unit that is not in the file.
    pub const NOWHERE: Starts =
        Starts { record: NOWHERE, id: NOWHERE, name: NOWHERE, acronym: NOWHERE, kind: NOWHERE };
}

/// What is known of a unit and not written in its record.
#[derive(Clone, Debug)]
pub enum Extra {
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
pub struct Register {
    pub text: Cow<'static, str>,
    pub starts: Vec<Starts>,
    /// By unit; what belongs to one unit in the order in which it was met.
    pub extras: Vec<(u32, Extra)>,
}

/// The text of the value at a byte of some JSON, cleaned; `None` when it is no text.
pub fn line(json: &str, start: u32) -> Option<Cow<'_, str>> {
    let raw = if start == NOWHERE { None } else { json::text_at(json, start as usize) };
    raw.map(|raw| text::clean(raw).0)
}

impl Register {
    /// What is known beside the unit's record.
    pub fn extras(&self, unit: usize) -> impl Iterator<Item = &Extra> {
        let first = self.extras.partition_point(|&(of, _)| (of as usize) < unit);
        self.extras[first..].iter().take_while(move |&&(of, _)| of as usize == unit).map(|(_, extra)| extra)
    }

    /// The text of the value at a byte, cleaned; `None` when it is no text.
    pub fn line(&self, start: u32) -> Option<Cow<'_, str>> {
        line(&self.text, start)
    }

    /// The id of a unit; empty until it is given one, when the file has none for it.
    pub fn id(&self, unit: usize) -> Cow<'_, str> {
        let given = || {
            self.extras(unit).find_map(|extra| match extra {
                Extra::Id { given, .. } => Some(Cow::Borrowed(&**given)),
                _ => None,
            })
        };
        self.line(self.starts[unit].id).or_else(given).unwrap_or_default()
    }

    /// The name of a unit, or its id when it has none that can be seen.
    pub fn name(&self, unit: usize) -> Cow<'_, str> {
        let added = || {
            self.extras(unit).find_map(|extra| match extra {
                Extra::Name(name) => Some(Cow::Borrowed(&**name)),
                _ => None,
            })
        };
        let name = self.line(self.starts[unit].name).or_else(added);
        name.filter(|name| !text::is_blank(name)).unwrap_or_else(|| self.id(unit))
    }
}
