//! Numbers the distinct words of an index.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

/// Gives each distinct word an id, in the order in which they are added.
#[derive(Debug, Default)]
pub struct Interner {
    ids: HashTable<u32>,
    hasher: DefaultHashBuilder,
    text: Vec<u8>,
    ends: Vec<u32>,
}

impl Interner {
    /// The id of a word; a new one for a new word.
    pub fn intern(&mut self, word: &[u8]) -> u32 {
        let Self { ids, hasher, text, ends } = self;
        let hash = hasher.hash_one(word);
        if let Some(&id) = ids.find(hash, |&id| slice(text, ends, id) == word) {
            return id;
        }
        let id = ends.len() as u32;
        text.extend_from_slice(word);
        ends.push(text.len() as u32);
        ids.insert_unique(hash, id, |&id| hasher.hash_one(slice(text, ends, id)));
        id
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn word(&self, id: u32) -> &[u8] {
        slice(&self.text, &self.ends, id)
    }

    /// The ids in the order of their words, compared by their first eight bytes as an integer,
    /// then in full.
    pub fn sorted_ids(&self) -> Vec<u32> {
        let key = |id: u32| {
            let word = self.word(id);
            let mut first = [0; 8];
            let length = word.len().min(8);
            first[..length].copy_from_slice(&word[..length]);
            u64::from_be_bytes(first)
        };
        let mut keyed: Vec<(u64, u32)> = (0..self.len() as u32).map(|id| (key(id), id)).collect();
        keyed.sort_unstable_by(|left, right| {
            left.0.cmp(&right.0).then_with(|| self.word(left.1).cmp(self.word(right.1)))
        });
        keyed.into_iter().map(|(_, id)| id).collect()
    }
}

fn slice<'a>(text: &'a [u8], ends: &[u32], id: u32) -> &'a [u8] {
    let id = id as usize;
    let start = id.checked_sub(1).map_or(0, |before| ends[before] as usize);
    &text[start..ends[id] as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_has_one_id() {
        let mut interner = Interner::default();
        let ids: Vec<u32> =
            ["etat", "reseau", "etat", "etatique"].map(|word| interner.intern(word.as_bytes())).to_vec();
        assert_eq!(ids, [0, 1, 0, 2]);
        let sorted: Vec<&[u8]> = interner.sorted_ids().into_iter().map(|id| interner.word(id)).collect();
        assert_eq!(sorted, [&b"etat"[..], b"etatique", b"reseau"]);
    }
}
