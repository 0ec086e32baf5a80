//! Facets: what the filters `has:` and `kind:` count. For each unit its channels, one byte; and the
//! kinds of the organisation, with the number of units of each.

use std::cmp::Reverse;

use hashbrown::HashMap;

use crate::org::{Channels, UnitId};

/// Rarer kinds are not offered.
const MAX_KINDS: usize = 4_096;
/// Longer kinds are not offered: they are sentences.
const MAX_KIND_BYTES: usize = 128;

/// The facets of an organisation.
#[derive(Debug, Default)]
pub struct Facets {
    /// The channels of each unit.
    pub channels: Vec<Channels>,
    /// The kinds, compared without case and accents, the most frequent first.
    pub kinds: Vec<KindCount>,
}

/// A kind and the number of its units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindCount {
    pub folded: Box<str>,
    /// The first unit of the kind; its record has the kind as it is written.
    pub first_unit: UnitId,
    pub units: usize,
}

impl Facets {
    /// Merges the facets of successive ranges of units.
    pub fn merge(builders: impl IntoIterator<Item = FacetBuilder>) -> Self {
        let mut facets = Self::default();
        let mut kinds: HashMap<Box<str>, KindCount> = HashMap::new();
        for builder in builders {
            facets.channels.extend(builder.channels);
            for (folded, counted) in builder.kinds {
                let kind = kinds.entry(folded);
                kind.and_modify(|kind| kind.units += counted.units).or_insert(counted);
            }
        }
        facets.kinds = kinds.into_values().collect();
        facets.kinds.sort_unstable_by_key(|kind| (Reverse(kind.units), kind.first_unit));
        facets.kinds.truncate(MAX_KINDS);
        facets.kinds.shrink_to_fit();
        facets
    }

    /// Memory used in bytes.
    pub fn memory_bytes(&self) -> usize {
        let texts: usize = self.kinds.iter().map(|kind| kind.folded.len()).sum();
        size_of_val(&*self.channels) + size_of_val(&*self.kinds) + texts
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
            let kind = KindCount { folded: folded.into(), first_unit: UnitId::at(unit), units: 1 };
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
        let counts: Vec<(&str, usize, usize)> =
            facets.kinds.iter().map(|kind| (&*kind.folded, kind.first_unit.index(), kind.units)).collect();
        assert_eq!(counts, [("pole", 1, 3), ("service", 0, 1), ("bureau", 3, 1)]);
        assert_eq!(facets.channels, [Channels::EMAIL; 2]);
    }

    #[test]
    fn many_and_long_kinds_are_bounded() {
        let mut builder = FacetBuilder::default();
        builder.add_kind(&"x".repeat(MAX_KIND_BYTES + 1), 0);
        (0..2 * MAX_KINDS).for_each(|unit| builder.add_kind(&unit.to_string(), unit));
        let facets = Facets::merge([builder]);
        assert_eq!(facets.kinds.len(), MAX_KINDS);
        assert!(facets.kinds.iter().all(|kind| kind.folded.len() <= MAX_KIND_BYTES));
    }
}
