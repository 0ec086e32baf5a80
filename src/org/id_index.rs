//! Which unit has an id, found without going through them all. The ids themselves stay in the
//! file's text; the table holds four bytes a unit and is seeded, so that no file can be made
//! that slows it down.

use std::borrow::Cow;
use std::hash::{BuildHasher, RandomState};

use hashbrown::HashTable;

#[derive(Clone, Debug, Default)]
pub struct IdIndex {
    units: HashTable<u32>,
    seed: RandomState,
    /// What becomes of each unit's id when it is mixed, while ids are being put in: a table that
    /// grows need not read them again.
    hashes: Vec<u32>,
}

impl IdIndex {
    fn hash(&self, id: &str) -> u32 {
        self.seed.hash_one(id) as u32
    }

    /// The unit that has the id, `id_of` being the id of a unit in the table.
    pub fn find<'a>(&self, id: &str, id_of: impl Fn(u32) -> Cow<'a, str>) -> Option<u32> {
        self.look_up(self.hash(id), id, id_of)
    }

    fn look_up<'a>(&self, mixed: u32, id: &str, id_of: impl Fn(u32) -> Cow<'a, str>) -> Option<u32> {
        let may_be = |unit: u32| self.hashes.get(unit as usize).is_none_or(|&of| of == mixed);
        self.units.find(widen_hash(mixed), |&unit| may_be(unit) && id_of(unit) == id).copied()
    }

    /// Puts a unit under its id; false when another has it already.
    pub fn insert<'a>(&mut self, id: &str, unit: u32, id_of: impl Fn(u32) -> Cow<'a, str>) -> bool {
        let mixed = self.hash(id);
        if self.look_up(mixed, id, id_of).is_some() {
            return false;
        }
        let known = self.hashes.len().max(unit as usize + 1);
        self.hashes.resize(known, 0);
        self.hashes[unit as usize] = mixed;
        self.units.insert_unique(widen_hash(mixed), unit, |&unit| widen_hash(self.hashes[unit as usize]));
        true
    }

    /// Ends the putting in of ids.
    pub fn finish(&mut self) {
        self.hashes = Vec::new();
    }

    /// Gives each unit another number, `numbers` being in the order of the old ones.
    pub fn renumber(&mut self, numbers: &[u32]) {
        for unit in self.units.iter_mut() {
            *unit = numbers[*unit as usize];
        }
    }
}

/// All the bits that the table looks at, from fewer that are kept.
fn widen_hash(mixed: u32) -> u64 {
    u64::from(mixed).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}
