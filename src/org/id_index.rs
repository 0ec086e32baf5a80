//! A hash table from ids to units. The ids stay in the file's text; an entry is four bytes. The
//! hash is seeded against files made to collide.

use std::borrow::Cow;
use std::hash::{BuildHasher, RandomState};

use hashbrown::HashTable;

/// Units by id.
#[derive(Clone, Debug, Default)]
pub struct IdIndex {
    units: HashTable<u32>,
    seed: RandomState,
    /// The hash of each unit's id while ids are inserted, so that a growing table does not read
    /// them again.
    hashes: Vec<u32>,
}

impl IdIndex {
    fn hash(&self, id: &str) -> u32 {
        self.seed.hash_one(id) as u32
    }

    /// The unit with the id. `id_of` returns the id of a unit in the table.
    pub fn find<'a>(&self, id: &str, id_of: impl Fn(u32) -> Cow<'a, str>) -> Option<u32> {
        self.look_up(self.hash(id), id, id_of)
    }

    fn look_up<'a>(&self, hash: u32, id: &str, id_of: impl Fn(u32) -> Cow<'a, str>) -> Option<u32> {
        let has_hash = |unit: u32| self.hashes.get(unit as usize).is_none_or(|&known| known == hash);
        self.units.find(widen_hash(hash), |&unit| has_hash(unit) && id_of(unit) == id).copied()
    }

    /// Inserts a unit under its id. Returns false if another unit has the id.
    pub fn insert<'a>(&mut self, id: &str, unit: u32, id_of: impl Fn(u32) -> Cow<'a, str>) -> bool {
        let hash = self.hash(id);
        if self.look_up(hash, id, id_of).is_some() {
            return false;
        }
        let len = self.hashes.len().max(unit as usize + 1);
        self.hashes.resize(len, 0);
        self.hashes[unit as usize] = hash;
        self.units.insert_unique(widen_hash(hash), unit, |&unit| widen_hash(self.hashes[unit as usize]));
        true
    }

    /// Removes the units from a number on, while ids are inserted.
    pub fn truncate(&mut self, len: usize) {
        for unit in len..self.hashes.len() {
            if let Ok(entry) =
                self.units.find_entry(widen_hash(self.hashes[unit]), |&known| known as usize == unit)
            {
                entry.remove();
            }
        }
        self.hashes.truncate(len);
    }

    /// Frees what only insertions need. Nothing may be inserted afterwards.
    pub fn finish(&mut self) {
        self.hashes = Vec::new();
    }

    /// Replaces each unit `n` by `new_units[n]`.
    pub fn renumber(&mut self, new_units: &[u32]) {
        for unit in self.units.iter_mut() {
            *unit = new_units[*unit as usize];
        }
    }
}

/// Spreads a 32-bit hash over the 64 bits that the table uses (Fibonacci hashing).
fn widen_hash(hash: u32) -> u64 {
    u64::from(hash).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}
