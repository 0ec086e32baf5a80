//! The index of an organisation: built once, read by every query.

pub(super) mod builder;
pub(super) mod dictionary;
pub(super) mod facets;
pub(super) mod interner;
pub(super) mod phones;
pub(super) mod position;
pub(super) mod postings;

use crate::org::{Org, ReverseRelations, UnitId};

use super::bonus::Bonuses;
use super::fuzzy::FuzzyMatcher;
use super::query_cache::QueryCache;
use postings::Postings;

/// The index, with a cache of the last query. Results never depend on the cache.
#[derive(Debug)]
pub struct Index {
    pub(super) postings: Postings,
    pub(super) fuzzy: FuzzyMatcher,
    pub(super) cache: QueryCache,
    /// The bonuses of habitual units in the ranking.
    pub(super) bonuses: Bonuses,
}

impl Index {
    /// Reads the text of every unit.
    pub fn new(org: &Org) -> Self {
        Self {
            postings: Postings::new(org),
            fuzzy: FuzzyMatcher::default(),
            cache: QueryCache::default(),
            bonuses: Bonuses::default(),
        }
    }

    /// Sets the units that rank a little higher, each with what is added to its score.
    pub fn set_bonuses(&mut self, bonuses: Vec<(UnitId, u8)>) {
        self.bonuses = Bonuses::new(bonuses);
    }

    /// Memory used in bytes, without the query cache.
    pub fn memory_bytes(&self) -> usize {
        self.postings.memory_bytes()
    }

    /// Which units refer to which, among those indexed.
    pub fn reverse_relations(&self) -> &ReverseRelations {
        &self.postings.reverse_relations
    }

    /// Number of diagnostics in the records of all units.
    pub fn diagnostic_count(&self) -> usize {
        self.postings.diagnostic_count
    }
}
