//! The index of an organisation: built once, read by every query.

pub(super) mod builder;
pub(super) mod dictionary;
pub(super) mod position;
pub(super) mod postings;

use crate::org::Org;

use super::fuzzy::FuzzyMatcher;
use super::query_cache::QueryCache;
use postings::Postings;

/// The index, with a cache of the last query. Results never depend on the cache.
#[derive(Debug)]
pub struct Index {
    pub(super) postings: Postings,
    pub(super) fuzzy: FuzzyMatcher,
    pub(super) cache: QueryCache,
}

impl Index {
    /// Reads the text of every unit.
    pub fn new(org: &Org) -> Self {
        Self { postings: Postings::new(org), fuzzy: FuzzyMatcher::default(), cache: QueryCache::default() }
    }

    /// Memory used in bytes, without the query cache.
    pub fn memory_bytes(&self) -> usize {
        self.postings.memory_bytes()
    }

    /// Number of diagnostics in the records of all units.
    pub fn diagnostic_count(&self) -> usize {
        self.postings.diagnostic_count
    }
}
