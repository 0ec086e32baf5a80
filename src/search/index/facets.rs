//! Facets: what the filters `has:` and `kind:` count. For each unit its channels, one byte; and the
//! kinds of the organisation, with the number of units of each.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::io::{self, Write};
use std::sync::Arc;

use hashbrown::HashMap;
use serde::{Deserialize, Serialize};

use crate::org::{Channels, UnitId};
use crate::pack::{Codec, Column, Pack, PackError, PackWriter, TEXT_BLOCK_BYTES, Texts};

/// Rarer kinds are not offered.
const MAX_KINDS: usize = 4_096;
/// Longer kinds are not offered: they are sentences.
const MAX_KIND_BYTES: usize = 128;

/// The facets of an organisation.
#[derive(Debug, Default)]
pub struct Facets {
    /// The channels of each unit, as bits.
    channels: Column<u8>,
    kinds: Kinds,
}

/// The kinds, compared without case and accents, the most frequent first.
#[derive(Debug)]
enum Kinds {
    Memory(Vec<KindCount>),
    /// As JSON.
    Packed(Texts),
}

impl Default for Kinds {
    fn default() -> Self {
        Self::Memory(Vec::new())
    }
}

/// The names of the sections of a pack.
const CHANNELS: &str = "channels";
const KINDS: &str = "kind-counts";

/// A kind and the number of its units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindCount {
    pub folded: Box<str>,
    /// The first unit of the kind, by index; its record has the kind as it is written.
    first_unit: u32,
    pub units: usize,
}

impl KindCount {
    pub fn first_unit(&self) -> UnitId {
        UnitId::at(self.first_unit as usize)
    }
}

impl Facets {
    /// Merges the facets of successive ranges of units.
    pub fn merge(builders: impl IntoIterator<Item = FacetBuilder>) -> Self {
        let mut channels = Vec::new();
        let mut kinds: HashMap<Box<str>, KindCount> = HashMap::new();
        for builder in builders {
            channels.extend(builder.channels.into_iter().map(Channels::bits));
            for (folded, counted) in builder.kinds {
                let kind = kinds.entry(folded);
                kind.and_modify(|kind| kind.units += counted.units).or_insert(counted);
            }
        }
        let mut kinds: Vec<KindCount> = kinds.into_values().collect();
        kinds.sort_unstable_by_key(|kind| (Reverse(kind.units), kind.first_unit));
        kinds.truncate(MAX_KINDS);
        kinds.shrink_to_fit();
        Self { channels: channels.into(), kinds: Kinds::Memory(kinds) }
    }

    /// The channels of each unit.
    pub fn channels(&self) -> Cow<'_, [u8]> {
        self.channels.range(0..self.channels.len())
    }

    /// The kinds, the most frequent first. Those of a pack that cannot be among `units` are left out.
    pub fn kinds(&self, units: usize) -> Cow<'_, [KindCount]> {
        match &self.kinds {
            Kinds::Memory(kinds) => Cow::Borrowed(kinds),
            Kinds::Packed(texts) => {
                let kinds = (0..texts.count().min(MAX_KINDS)).filter_map(|at| texts.value(at));
                let is_possible = |kind: &KindCount| {
                    (kind.first_unit as usize) < units && (1..=units).contains(&kind.units)
                };
                kinds.filter(is_possible).collect()
            }
        }
    }

    /// Writes the sections of the facets.
    pub fn pack<W: Write>(&self, writer: &mut PackWriter<W>, units: usize) -> io::Result<()> {
        writer.bytes(CHANNELS, &self.channels, Codec::Deflate)?;
        let kinds: Result<Vec<String>, _> = self.kinds(units).iter().map(serde_json::to_string).collect();
        writer.texts(KINDS, TEXT_BLOCK_BYTES, kinds?.iter())
    }

    /// The facets of a pack of so many units.
    ///
    /// # Errors
    /// If a section is missing, or has not a byte for each unit.
    pub fn open(pack: &Arc<Pack>, units: usize) -> Result<Self, PackError> {
        let (channels, kinds) =
            (Column::in_pack(pack, CHANNELS)?, Kinds::Packed(Texts::in_pack(pack, KINDS)?));
        let is_whole = channels.len() == units;
        is_whole.then_some(Self { channels, kinds }).ok_or_else(|| PackError::Damaged(CHANNELS.into()))
    }

    /// Memory used in bytes.
    pub fn memory_bytes(&self) -> usize {
        let of_kinds = match &self.kinds {
            Kinds::Memory(kinds) => kinds.iter().map(|kind| size_of::<KindCount>() + kind.folded.len()).sum(),
            Kinds::Packed(_) => 0,
        };
        self.channels.memory_bytes() + of_kinds
    }
}

/// Collects the facets of a range of units, in reading order.
#[derive(Debug, Default)]
pub struct FacetBuilder {
    channels: Vec<Channels>,
    kinds: HashMap<Box<str>, KindCount>,
}

impl FacetBuilder {
    /// Adds a unit's folded kind. After `MAX_KINDS` different ones, others are not counted.
    pub fn add_kind(&mut self, folded: &str, unit: usize) {
        let is_full = self.kinds.len() == MAX_KINDS || folded.len() > MAX_KIND_BYTES;
        if let Some(kind) = self.kinds.get_mut(folded) {
            kind.units += 1;
        } else if !is_full {
            let kind = KindCount { folded: folded.into(), first_unit: unit as u32, units: 1 };
            self.kinds.insert(folded.into(), kind);
        }
    }

    /// Adds the channels of the next unit.
    pub fn add_channels(&mut self, channels: Channels) {
        self.channels.push(channels);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_counted_over_all_ranges_of_units() {
        let builder = |kinds: &[&str], first: usize| {
            let mut builder = FacetBuilder::default();
            kinds.iter().enumerate().for_each(|(i, kind)| builder.add_kind(kind, first + i));
            builder.add_channels(Channels::EMAIL);
            builder
        };
        let facets =
            Facets::merge([builder(&["service", "pole", "pole"], 0), builder(&["bureau", "pole"], 3)]);
        let kinds = facets.kinds(9);
        let counts: Vec<(&str, usize, usize)> =
            kinds.iter().map(|kind| (&*kind.folded, kind.first_unit().index(), kind.units)).collect();
        assert_eq!(counts, [("pole", 1, 3), ("service", 0, 1), ("bureau", 3, 1)]);
        assert_eq!(*facets.channels(), [Channels::EMAIL.bits(); 2]);
    }

    #[test]
    fn many_and_long_kinds_are_bounded() {
        let mut builder = FacetBuilder::default();
        builder.add_kind(&"x".repeat(MAX_KIND_BYTES + 1), 0);
        (0..2 * MAX_KINDS).for_each(|unit| builder.add_kind(&unit.to_string(), unit));
        let facets = Facets::merge([builder]);
        let kinds = facets.kinds(2 * MAX_KINDS);
        assert_eq!(kinds.len(), MAX_KINDS);
        assert!(kinds.iter().all(|kind| kind.folded.len() <= MAX_KIND_BYTES));
    }
}
