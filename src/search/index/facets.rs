//! Facets: what the filters `has:` and `kind:` count. For each unit its channels, one byte; and the
//! kinds of the organisation, with the number of units of each.

use std::cmp::Reverse;
use std::collections::HashMap;

use crate::org::{Channels, UnitId};

use super::interner::Interner;

/// Rarer kinds are not offered.
const MAX_KINDS: usize = 4_096;

/// The facets of an organisation.
#[derive(Debug, Default)]
pub struct Facets {
    /// The channels of each unit.
    pub channels: Vec<Channels>,
    /// The kinds, compared without case and accents, the most frequent first.
    pub kinds: Vec<KindCount>,
}

/// A kind: the first unit of the kind, whose record has its name, and the number of units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KindCount {
    pub first_unit: UnitId,
    pub units: u32,
}

impl Facets {
    /// Merges the facets of successive ranges of units.
    pub fn merge(builders: impl IntoIterator<Item = FacetBuilder>) -> Self {
        let mut facets = Self::default();
        let mut kinds: HashMap<Vec<u8>, KindCount> = HashMap::new();
        for builder in builders {
            facets.channels.extend(builder.channels);
            for (id, counted) in builder.counts.into_iter().enumerate() {
                let kind = kinds.entry(builder.kinds.word(id as u32).to_vec());
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
        size_of_val(&*self.channels) + size_of_val(&*self.kinds)
    }
}

/// Collects the facets of a range of units, in reading order.
#[derive(Debug, Default)]
pub struct FacetBuilder {
    channels: Vec<Channels>,
    kinds: Interner,
    /// For each kind of the interner.
    counts: Vec<KindCount>,
}

impl FacetBuilder {
    /// Adds a unit's folded kind.
    pub fn add_kind(&mut self, folded: &str, unit: usize) {
        let id = self.kinds.intern(folded.as_bytes()) as usize;
        match self.counts.get_mut(id) {
            Some(kind) => kind.units += 1,
            None => self.counts.push(KindCount { first_unit: UnitId::at(unit), units: 1 }),
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
        let counts: Vec<(usize, u32)> =
            facets.kinds.iter().map(|kind| (kind.first_unit.index(), kind.units)).collect();
        assert_eq!(counts, [(1, 3), (0, 1), (3, 1)]);
        assert_eq!(facets.channels, [Channels::EMAIL; 2]);
    }

    #[test]
    fn many_kinds_are_bounded() {
        let mut builder = FacetBuilder::default();
        (0..2 * MAX_KINDS).for_each(|unit| builder.add_kind(&unit.to_string(), unit));
        assert_eq!(Facets::merge([builder]).kinds.len(), MAX_KINDS);
    }
}
