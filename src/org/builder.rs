//! What is gathered while a file is read: for each record, where it starts, with the few values
//! that a tree is made of. The rest of a record is checked to be JSON and left for later. What
//! can be settled is settled at once, the record being at hand.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::text::Printable;
use crate::{json, text};

use super::id_index::IdIndex;
use super::record_offsets::{NONE, Offsets, clean_text_at};
use super::source_map::SourceMap;
use super::{DiagnosticKind, Metadata};

/// An organisation of which not all is read, and nothing arranged.
#[derive(Debug, Default)]
pub struct OrgBuilder {
    pub head: Metadata,
    /// What was wrong, with the byte where it is.
    pub(super) faults: Vec<(u32, DiagnosticKind)>,
    pub(super) starts: Vec<Offsets>,
    pub(super) ids: IdIndex,
    /// The records without an id of their own, and whether that is because another has it.
    pub(super) unnamed: Vec<(usize, bool)>,
    /// The records without a name that can be seen.
    pub(super) nameless: Vec<usize>,
    pub(super) parents: Vec<ParentSlot>,
    /// The records whose parents are still to be found, and where these start.
    pub(super) pending: Vec<(usize, u32)>,
    /// What records say is below them.
    pub(super) claims: Vec<ChildClaim>,
    pub(super) origins: SourceMap,
    /// Whether a parent may be given by its name where no record has that id.
    pub resolves_parents_by_name: bool,
}

/// A record's word that another is below it.
#[derive(Debug)]
pub(super) struct ChildClaim {
    pub parent: u32,
    pub child: Printable,
    pub is_main: bool,
}

/// Where a record hangs: below the record of a number, or one of the two constants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ParentSlot(pub u32);

impl ParentSlot {
    pub const ROOT: ParentSlot = ParentSlot(u32::MAX);
    /// Its parent is unknown, itself, or below it.
    pub const ORPHAN: ParentSlot = ParentSlot(u32::MAX - 1);

    pub fn parent(self) -> Option<usize> {
        (self.0 < ParentSlot::ORPHAN.0).then_some(self.0 as usize)
    }
}

impl OrgBuilder {
    /// How many records there are.
    pub fn record_count(&self) -> usize {
        self.starts.len()
    }

    /// Notes a fault at a byte of the text.
    pub fn report(&mut self, at: usize, fault: DiagnosticKind) {
        self.faults.push((at as u32, fault));
    }

    /// What follows in the text, from a byte on, is that of another file.
    pub fn begin_file(&mut self, at: usize, file: Printable) {
        self.origins.begin_file(at, file);
    }

    /// What follows in the text, from a byte on, was made of a line of the last file.
    pub fn map_line(&mut self, at: usize, line: usize) {
        self.origins.map_line(at, line);
    }

    /// Whether a record of those read so far has an id. `text` is all of them.
    pub fn has_id(&self, text: &str, id: &str) -> bool {
        self.ids
            .find(id, |record| clean_text_at(text, self.starts[record as usize].id).unwrap_or_default())
            .is_some()
    }

    /// Takes the last record's word that the unit of an id is below it: its one place or, unless
    /// `is_main`, one beside others.
    pub fn claim_child(&mut self, child: &str, is_main: bool) {
        let parent = self.starts.len().saturating_sub(1) as u32;
        self.claims.push(ChildClaim { parent, child: Printable::new(child), is_main });
    }

    /// Reads over the record that starts at a byte of the text, which is below 4 GiB, and says
    /// at which byte it ends. `None` when it is not a JSON object.
    pub fn add_record(&mut self, text: &str, at: usize) -> Option<usize> {
        let (HeaderFields(values), end) = json::parse_at(text, at)?;
        let [id, name, acronym, kind, parent] =
            values.map(|value| value.map_or(NONE, |value| json::offset_in(text, value.get()) as u32));
        self.starts.push(Offsets { record: at as u32, id, name, acronym, kind });
        self.index_id(text, id);
        self.check_name(text, name);
        self.attach_to_parent(text, parent);
        Some(end)
    }

    /// Puts the last record under its id.
    fn index_id(&mut self, text: &str, start: u32) {
        let record = self.starts.len() - 1;
        let id = clean_text_at(text, start).unwrap_or_default();
        let is_blank = text::is_blank(&id);
        let id_of = |unit: u32| clean_text_at(text, self.starts[unit as usize].id).unwrap_or_default();
        if is_blank || !self.ids.insert(&id, record as u32, id_of) {
            self.unnamed.push((record, !is_blank));
        }
    }

    fn check_name(&mut self, text: &str, start: u32) {
        // Most begin with a letter, and then the rest does not matter.
        let begins = |name: &str| name.starts_with(|c: char| c.is_ascii_alphanumeric());
        let raw = if start == NONE { None } else { json::text_at(text, start as usize) };
        if raw.is_none_or(|raw| !begins(&raw) && text::is_blank(&text::clean(raw).0)) {
            self.nameless.push(self.starts.len() - 1);
        }
    }

    /// Hangs the last record below its parent, if that came before and is the only one.
    fn attach_to_parent(&mut self, text: &str, start: u32) {
        let record = self.starts.len() - 1;
        let parent = clean_text_at(text, start).and_then(|id| self.find(text, &id));
        match parent.filter(|&parent| parent as usize != record) {
            Some(parent) => return self.parents.push(ParentSlot(parent)),
            None if start != NONE => self.pending.push((record, start)),
            None => {}
        }
        self.parents.push(ParentSlot::ROOT);
    }

    /// The record that has an id, as far as they are read. Most often a parent is that of the
    /// record before, or that record.
    fn find(&self, text: &str, id: &str) -> Option<u32> {
        let id_of = |record: u32| clean_text_at(text, self.starts[record as usize].id).unwrap_or_default();
        let before = (self.parents.len() as u32).checked_sub(1);
        let beside = before.and_then(|before| self.parents[before as usize].parent()).map(|at| at as u32);
        // Unless its id is another's: of those that are, only the last two can be that near.
        let is_unnamed = |at: u32| self.unnamed.iter().rev().take(2).any(|&(of, _)| of == at as usize);
        let before = before.filter(|&before| !is_unnamed(before));
        let near = [beside, before].into_iter().flatten().find(|&at| id_of(at) == id);
        near.or_else(|| self.ids.find(id, id_of))
    }
}

/// The keys of the values that a tree is made of.
const HEADER_KEYS: [&str; 5] = ["id", "name", "acronym", "classification", "parent_id"];

/// The first value under each of [`HEADER_KEYS`]; what comes again is for the card to tell.
struct HeaderFields<'a>([Option<&'a RawValue>; HEADER_KEYS.len()]);

impl<'de: 'a, 'a> Deserialize<'de> for HeaderFields<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = HeaderFields<'de>;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<HeaderFields<'de>, A::Error> {
                let mut values = [None; HEADER_KEYS.len()];
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
        deserializer.deserialize_map(Collect)
    }
}

/// Which of [`HEADER_KEYS`] a key is.
struct HeaderKey(Option<usize>);

impl<'de> Deserialize<'de> for HeaderKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Recognise;
        impl Visitor<'_> for Recognise {
            type Value = HeaderKey;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a key")
            }
            fn visit_str<E>(self, key: &str) -> Result<HeaderKey, E> {
                Ok(HeaderKey(HEADER_KEYS.iter().position(|known| *known == key)))
            }
        }
        deserializer.deserialize_identifier(Recognise)
    }
}
