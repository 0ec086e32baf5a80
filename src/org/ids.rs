//! Which unit has an id, found without going through them all. The ids themselves stay in the
//! file's text; the table holds four bytes a unit and is seeded, so that no file can be made
//! that slows it down.

use std::borrow::Cow;
use std::hash::{BuildHasher, RandomState};

use hashbrown::HashTable;

#[derive(Clone, Debug, Default)]
pub struct Ids {
    units: HashTable<u32>,
    seed: RandomState,
}

impl Ids {
    /// No id yet, and room for so many.
    pub fn with_capacity(units: usize) -> Self {
        Self { units: HashTable::with_capacity(units), seed: RandomState::new() }
    }

    /// The unit that has the id, `id_of` being the id of a unit in the table.
    pub fn find<'a>(&self, id: &str, id_of: impl Fn(u32) -> Cow<'a, str>) -> Option<u32> {
        self.units.find(self.seed.hash_one(id), |&unit| id_of(unit) == id).copied()
    }

    /// Puts a unit under its id; false when another has it already.
    pub fn insert<'a>(&mut self, id: &str, unit: u32, id_of: impl Fn(u32) -> Cow<'a, str>) -> bool {
        let hash = self.seed.hash_one(id);
        if self.units.find(hash, |&unit| id_of(unit) == id).is_some() {
            return false;
        }
        self.units.insert_unique(hash, unit, |&unit| self.seed.hash_one(&*id_of(unit)));
        true
    }

    /// Gives each unit another number, `numbers` being in the order of the old ones.
    pub fn renumber(&mut self, numbers: &[u32]) {
        for unit in self.units.iter_mut() {
            *unit = numbers[*unit as usize];
        }
    }
}
