//! The words of some units as they are met, before they are sorted.

use std::hash::BuildHasher;
use std::ops::Range;

use hashbrown::{DefaultHashBuilder, HashTable};

use crate::org::{Org, UnitId};
use crate::search::tokens::{is_stop_word, words};
use crate::search::weights::Field;
use crate::text::fold_into;

use super::position;
use super::position::Slot;
use super::texts::texts;

/// The most letters of initials that are kept, and the bits of each.
pub const MOST_INITIALS: u32 = 10;
pub const INITIAL_BITS: u32 = 6;

/// What some units say.
#[derive(Debug, Default)]
pub struct Draft {
    pub words: Interner,
    /// Unit by unit: the word's number before the slot's bits, as many as `counts` says.
    pub tokens: Vec<u32>,
    pub counts: Vec<u32>,
    pub initials: Vec<u64>,
    /// The initials of other names, with their units.
    pub other_initials: Vec<(u32, u64)>,
    /// The length of the folded names in bytes, as far as a byte counts.
    pub lengths: Vec<u8>,
    /// How many problems their cards have.
    pub problems: usize,
    /// The last unit that each word was met in, from 1.
    met: Vec<u32>,
    folded: String,
    joined: String,
}

impl Draft {
    pub fn new(org: &Org, units: Range<usize>) -> Self {
        let mut draft = Self::default();
        draft.counts.reserve_exact(units.len());
        draft.initials.reserve_exact(units.len());
        draft.lengths.reserve_exact(units.len());
        for unit in units {
            draft.unit(org, unit);
        }
        draft
    }

    fn unit(&mut self, org: &Org, unit: usize) {
        let before = self.tokens.len();
        self.initials.push(0);
        self.lengths.push(0);
        self.problems += texts(org, UnitId::at(unit), &mut |field, text| {
            let mut folded = std::mem::take(&mut self.folded);
            folded.clear();
            fold_into(text, &mut folded);
            match field {
                Field::Name | Field::OtherName => self.name(&folded, field, unit),
                Field::Acronym => self.acronym(&folded, unit),
                _ => self.text(&folded, field, unit),
            }
            self.folded = folded;
        });
        self.counts.push((self.tokens.len() - before) as u32);
    }

    /// The words with a meaning, the first in any case.
    fn name(&mut self, folded: &str, field: Field, unit: usize) {
        let all = words(folded).map(|place| &folded[place]).enumerate();
        let mut spelled =
            all.filter(|(i, word)| *i == 0 || !is_stop_word(word)).map(|(_, word)| word).peekable();
        let mut place = 0;
        let mut initials = 0;
        while let Some(word) = spelled.next() {
            self.add(word, Slot::in_name(field, place, spelled.peek().is_none()), unit);
            initials = with_initial(initials, place, word);
            place += 1;
        }
        if field == Field::OtherName {
            self.other_initials.push((unit as u32, initials));
        } else if let (Some(own), Some(length)) = (self.initials.last_mut(), self.lengths.last_mut()) {
            *own = initials;
            *length = folded.len().min(255) as u8;
        }
    }

    /// Its words and, where there are several, all of them together.
    fn acronym(&mut self, folded: &str, unit: usize) {
        let mut joined = std::mem::take(&mut self.joined);
        joined.clear();
        let mut parts = 0;
        for place in words(folded) {
            joined.push_str(&folded[place.clone()]);
            self.add(&folded[place], Slot::outside(Field::Acronym), unit);
            parts += 1;
        }
        if parts > 1 {
            self.add(&joined, Slot::outside(Field::Acronym), unit);
        }
        self.joined = joined;
    }

    /// The words with a meaning that the unit does not have already where they count for more.
    fn text(&mut self, folded: &str, field: Field, unit: usize) {
        for place in words(folded) {
            let word = &folded[place];
            if is_stop_word(word) {
                continue;
            }
            let number = self.words.intern(word.as_bytes());
            let met = self.met.get(number as usize) == Some(&(unit as u32 + 1));
            if field == Field::Kind || !met {
                self.put(number, Slot::outside(field), unit);
            }
        }
    }

    fn add(&mut self, word: &str, slot: Slot, unit: usize) {
        let number = self.words.intern(word.as_bytes());
        self.put(number, slot, unit);
    }

    fn put(&mut self, word: u32, slot: Slot, unit: usize) {
        if self.met.len() <= word as usize {
            self.met.resize(self.words.len(), 0);
        }
        self.met[word as usize] = unit as u32 + 1;
        self.tokens.push(word << position::BITS | u32::from(slot.0));
    }
}

/// Initials and one more, where there is room.
fn with_initial(initials: u64, place: usize, word: &str) -> u64 {
    if place >= MOST_INITIALS as usize {
        return initials;
    }
    initials | initial(word.as_bytes()[0]) << (INITIAL_BITS * (MOST_INITIALS - 1 - place as u32))
}

/// A letter or digit as a number from 1 to 36; 37 for any other.
pub fn initial(byte: u8) -> u64 {
    u64::from(match byte {
        b'a'..=b'z' => byte - b'a' + 1,
        b'0'..=b'9' => byte - b'0' + 27,
        _ => 37,
    })
}

/// Words and their numbers, in the order in which they come.
#[derive(Debug, Default)]
pub struct Interner {
    numbers: HashTable<u32>,
    hasher: DefaultHashBuilder,
    text: Vec<u8>,
    ends: Vec<u32>,
}

impl Interner {
    /// The word's number, a new one when it is met for the first time.
    pub fn intern(&mut self, word: &[u8]) -> u32 {
        let Self { numbers, hasher, text, ends } = self;
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
    pub fn sorted(&self) -> Vec<u32> {
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
        let sorted: Vec<&[u8]> = words.sorted().into_iter().map(|number| words.word(number)).collect();
        assert_eq!(sorted, [&b"etat"[..], b"etatique", b"reseau"]);
    }
}
