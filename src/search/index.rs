//! The index of an organisation: built once, read by every query.

pub(super) mod builder;
pub(super) mod dictionary;
pub(super) mod facets;
pub(super) mod initials;
pub(super) mod interner;
pub(super) mod latin_forms;
pub(super) mod phones;
pub(super) mod position;
pub(super) mod postings;

use std::io::{self, Write};
use std::sync::Arc;

use crate::org::{Org, PackInfo, ReverseRelations, UnitId};
use crate::pack::PackWriter;

use super::bonus::Bonuses;
use super::fuzzy::FuzzyMatcher;
use super::query_cache::QueryCache;
use postings::Postings;

/// The index, with a cache of the last query. Results never depend on the cache.
#[derive(Debug)]
pub struct Index {
    pub(super) postings: Arc<Postings>,
    pub(super) fuzzy: FuzzyMatcher,
    pub(super) cache: QueryCache,
    /// The bonuses of habitual units in the ranking.
    pub(super) bonuses: Bonuses,
}

impl Index {
    /// The index of a pack, or else one that is built from the text of every unit.
    pub fn new(org: &Org) -> Self {
        Self::with_progress(org, &mut |_, _| {})
    }

    /// The same. `on_progress` gets how much is done, and of how much.
    pub fn with_progress(org: &Org, on_progress: &mut dyn FnMut(usize, usize)) -> Self {
        let opened = org
            .opened_pack()
            .and_then(|pack| Postings::open(pack, org.len()).map_err(|fault| pack.set_fault(fault)).ok());
        let mut postings = opened.unwrap_or_else(|| Postings::new(org, on_progress));
        postings.aliases = Postings::of_aliases(org).map(Box::new);
        Self::from_postings(Arc::new(postings))
    }

    /// Another index of the same organisation for another thread, with the same postings in the same memory.
    pub fn share(&self) -> Self {
        Self::from_postings(Arc::clone(&self.postings))
    }

    fn from_postings(postings: Arc<Postings>) -> Self {
        Self {
            postings,
            fuzzy: FuzzyMatcher::default(),
            cache: QueryCache::default(),
            bonuses: Bonuses::default(),
        }
    }

    /// Sets the units that rank a little higher, each with what is added to its score.
    pub fn set_bonuses(&mut self, bonuses: Vec<(UnitId, u8)>) {
        self.bonuses = Bonuses::new(bonuses);
    }

    /// Writes a pack of an organisation and this index of it, and returns what it was written to.
    /// `on_progress` gets how much is done, and of how much.
    ///
    /// # Errors
    /// If it cannot be written, or if a record is too long for a pack.
    pub fn write_pack<W: Write>(
        &self,
        org: &Org,
        info: PackInfo,
        out: W,
        on_progress: &mut dyn FnMut(usize, usize),
    ) -> io::Result<W> {
        let mut writer = PackWriter::new(out)?;
        // The index takes about a fifth of the time.
        org.pack(&mut writer, &mut |done, total| on_progress(4 * done, 5 * total))?;
        self.postings.pack(&mut writer, &mut |done, total| on_progress(4 * total + done, 5 * total))?;
        writer.finish(org.pack_header(info)?)
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
