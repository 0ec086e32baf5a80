//! The words of some units as they are met, before they are sorted.

use std::hash::BuildHasher;
use std::ops::Range;

use hashbrown::{DefaultHashBuilder, HashTable};

use crate::org::{Org, UnitId};
use crate::search::field::{SearchField, for_each_field};
use crate::search::tokens::{is_stop_word, word_ranges};
use crate::text::fold_into;

use super::position;
use super::position::WordPosition;

/// The most letters of initials that are kept, and the bits of each.
pub const MAX_INITIALS: u32 = 10;
pub const INITIAL_BITS: u32 = 6;

/// What some units say.
#[derive(Debug, Default)]
pub struct IndexBuilder {
    pub interner: Interner,
    /// Unit by unit: the word's number before the slot's bits, as many as `counts` says.
    pub tokens: Vec<u32>,
    pub tokens_per_unit: Vec<u32>,
    pub initials: Vec<u64>,
    /// The initials of other names, with their units.
    pub other_initials: Vec<(u32, u64)>,
    /// The length of the folded names in bytes, as far as a byte counts.
    pub name_lengths: Vec<u8>,
    /// How many problems their cards have.
    pub diagnostic_count: usize,
    /// The last unit that each word was met in, from 1.
    last_unit: Vec<u32>,
    folded: String,
    joined: String,
}

impl IndexBuilder {
    pub fn new(org: &Org, units: Range<usize>) -> Self {
        let mut draft = Self::default();
        draft.tokens_per_unit.reserve_exact(units.len());
        draft.initials.reserve_exact(units.len());
        draft.name_lengths.reserve_exact(units.len());
        for unit in units {
            draft.add_unit(org, unit);
        }
        draft
    }

    fn add_unit(&mut self, org: &Org, unit: usize) {
        let before = self.tokens.len();
        self.initials.push(0);
        self.name_lengths.push(0);
        self.diagnostic_count += for_each_field(org, UnitId::at(unit), &mut |field, text| {
            let mut folded = std::mem::take(&mut self.folded);
            folded.clear();
            fold_into(text, &mut folded);
            match field {
                SearchField::Name | SearchField::OtherName => self.add_name(&folded, field, unit),
                SearchField::Acronym => self.add_acronym(&folded, unit),
                _ => self.add_text(&folded, field, unit),
            }
            self.folded = folded;
        });
        self.tokens_per_unit.push((self.tokens.len() - before) as u32);
    }

    /// The words with a meaning, the first in any case.
    fn add_name(&mut self, folded: &str, field: SearchField, unit: usize) {
        let all = word_ranges(folded).map(|place| &folded[place]).enumerate();
        let mut spelled =
            all.filter(|(i, word)| *i == 0 || !is_stop_word(word)).map(|(_, word)| word).peekable();
        let mut place = 0;
        let mut initials = 0;
        while let Some(word) = spelled.next() {
            self.add_word(word, WordPosition::in_name(field, place, spelled.peek().is_none()), unit);
            initials = with_initial(initials, place, word);
            place += 1;
        }
        if field == SearchField::OtherName {
            self.other_initials.push((unit as u32, initials));
        } else if let (Some(own), Some(length)) = (self.initials.last_mut(), self.name_lengths.last_mut()) {
            *own = initials;
            *length = folded.len().min(255) as u8;
        }
    }

    /// Its words and, where there are several, all of them together.
    fn add_acronym(&mut self, folded: &str, unit: usize) {
        let mut joined = std::mem::take(&mut self.joined);
        joined.clear();
        let mut parts = 0;
        for place in word_ranges(folded) {
            joined.push_str(&folded[place.clone()]);
            self.add_word(&folded[place], WordPosition::in_field(SearchField::Acronym), unit);
            parts += 1;
        }
        if parts > 1 {
            self.add_word(&joined, WordPosition::in_field(SearchField::Acronym), unit);
        }
        self.joined = joined;
    }

    /// The words with a meaning that the unit does not have already where they count for more.
    fn add_text(&mut self, folded: &str, field: SearchField, unit: usize) {
        for place in word_ranges(folded) {
            let word = &folded[place];
            if is_stop_word(word) {
                continue;
            }
            let number = self.interner.intern(word.as_bytes());
            let met = self.last_unit.get(number as usize) == Some(&(unit as u32 + 1));
            if field == SearchField::Kind || !met {
                self.add_token(number, WordPosition::in_field(field), unit);
            }
        }
    }

    fn add_word(&mut self, word: &str, slot: WordPosition, unit: usize) {
        let number = self.interner.intern(word.as_bytes());
        self.add_token(number, slot, unit);
    }

    fn add_token(&mut self, word: u32, slot: WordPosition, unit: usize) {
        if self.last_unit.len() <= word as usize {
            self.last_unit.resize(self.interner.len(), 0);
        }
        self.last_unit[word as usize] = unit as u32 + 1;
        self.tokens.push(word << position::BITS | u32::from(slot.0));
    }
}

/// Initials and one more, where there is room.
fn with_initial(initials: u64, place: usize, word: &str) -> u64 {
    if place >= MAX_INITIALS as usize {
        return initials;
    }
    initials | initial_code(word.as_bytes()[0]) << (INITIAL_BITS * (MAX_INITIALS - 1 - place as u32))
}

/// A letter or digit as a number from 1 to 36; 37 for any other.
pub fn initial_code(byte: u8) -> u64 {
    u64::from(match byte {
        b'a'..=b'z' => byte - b'a' + 1,
        b'0'..=b'9' => byte - b'0' + 27,
        _ => 37,
    })
}

/// Words and their numbers, in the order in which they come.
#[derive(Debug, Default)]
pub struct Interner {
    ids: HashTable<u32>,
    hasher: DefaultHashBuilder,
    text: Vec<u8>,
    ends: Vec<u32>,
}

impl Interner {
    /// The word's number, a new one when it is met for the first time.
    pub fn intern(&mut self, word: &[u8]) -> u32 {
        let Self { ids: numbers, hasher, text, ends } = self;
        let hash = hasher.hash_one(word);
        if let Some(&number) = numbers.find(hash, |&number| slice(text, ends, number) == word) {
            return number;
        }
        let number = ends.len() as u32;
        text.extend_from_slice(word);
        ends.push(text.len() as u32);
        numbers.insert_unique(hash, number, |&number| hasher.hash_one(slice(text, ends, number)));
        number
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn word(&self, number: u32) -> &[u8] {
        slice(&self.text, &self.ends, number)
    }

    /// The numbers in the order of their words.
    pub fn sorted_ids(&self) -> Vec<u32> {
        let key = |number: u32| {
            let word = self.word(number);
            let mut first = [0; 8];
            let length = word.len().min(8);
            first[..length].copy_from_slice(&word[..length]);
            u64::from_be_bytes(first)
        };
        let mut keyed: Vec<(u64, u32)> = (0..self.len() as u32).map(|number| (key(number), number)).collect();
        keyed.sort_unstable_by(|one, two| {
            one.0.cmp(&two.0).then_with(|| self.word(one.1).cmp(self.word(two.1)))
        });
        keyed.into_iter().map(|(_, number)| number).collect()
    }
}

fn slice<'a>(text: &'a [u8], ends: &[u32], number: u32) -> &'a [u8] {
    let number = number as usize;
    let start = number.checked_sub(1).map_or(0, |before| ends[before] as usize);
    &text[start..ends[number] as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_has_one_number() {
        let mut words = Interner::default();
        let numbers: Vec<u32> =
            ["etat", "reseau", "etat", "etatique"].map(|word| words.intern(word.as_bytes())).to_vec();
        assert_eq!(numbers, [0, 1, 0, 2]);
        let sorted: Vec<&[u8]> = words.sorted_ids().into_iter().map(|number| words.word(number)).collect();
        assert_eq!(sorted, [&b"etat"[..], b"etatique", b"reseau"]);
    }
}
