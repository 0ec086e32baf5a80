//! Where a word stands in a unit, in six bits: the field and, in a name, which word it is.

use crate::search::field::SearchField;
use crate::search::weights::{ACRONYM, ACRONYM_PREFIX, FIRST_WORD_BONUS, SUBSTRING, WHOLE_WORD, WORD_PREFIX};

/// How many bits a slot takes.
pub const BITS: u32 = 6;
/// How many slots there are.
pub const COUNT: usize = 1 << BITS;

const ACRONYM_POSITION: u8 = 0;
const KIND: u8 = 1;
const CONTACT: u8 = 2;
const TEXT: u8 = 3;
const FIRST_IN_NAMES: u8 = 4;
/// Words of a name after so many are told apart no more.
const ORDINALS: u8 = 15;

/// A place for a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WordPosition(pub u8);

impl WordPosition {
    /// The slot of a word outside names.
    pub fn in_field(field: SearchField) -> Self {
        Self(match field {
            SearchField::Acronym => ACRONYM_POSITION,
            SearchField::Kind => KIND,
            SearchField::Contact => CONTACT,
            _ => TEXT,
        })
    }

    /// The slot of a word of a name: the how manyeth of those with a meaning, and whether it is
    /// the last.
    pub fn in_name(field: SearchField, place: usize, last: bool) -> Self {
        let group = u8::from(field == SearchField::OtherName) * 2 + u8::from(last);
        Self(FIRST_IN_NAMES + group * ORDINALS + place.min(usize::from(ORDINALS) - 1) as u8)
    }

    pub fn all() -> impl Iterator<Item = WordPosition> {
        (0..COUNT as u8).map(WordPosition)
    }

    /// Whether a word here names the unit: in its names or its acronym.
    pub fn is_name_or_acronym(self) -> bool {
        self.is_in_name() || self.0 == ACRONYM_POSITION
    }

    pub fn is_in_name(self) -> bool {
        self.0 >= FIRST_IN_NAMES
    }

    /// Whether it is in another name than the unit's own.
    pub fn is_other_name(self) -> bool {
        self.0 >= FIRST_IN_NAMES + 2 * ORDINALS
    }

    pub fn is_acronym(self) -> bool {
        self.0 == ACRONYM_POSITION
    }

    pub fn is_kind(self) -> bool {
        self.0 == KIND
    }

    /// Which word of a name it is, from 0, as far as they are told apart.
    pub fn ordinal(self) -> u8 {
        self.0.saturating_sub(FIRST_IN_NAMES) % ORDINALS
    }

    /// Whether it is the first word of a name.
    pub fn is_first(self) -> bool {
        self.is_in_name() && self.ordinal() == 0
    }

    /// Whether it is the last word of a name that has a meaning.
    pub fn is_last(self) -> bool {
        self.is_in_name() && (self.0 - FIRST_IN_NAMES) / ORDINALS % 2 == 1
    }

    /// What a quality in a name comes to here; nothing in an acronym, which has its own.
    fn weight(self, quality: u32) -> u32 {
        match self.0 {
            ACRONYM_POSITION => 0,
            KIND => SearchField::Kind.discounted(quality),
            CONTACT => SearchField::Contact.discounted(quality),
            TEXT => SearchField::Text.discounted(quality),
            _ => quality + if self.is_first() { FIRST_WORD_BONUS } else { 0 },
        }
    }
}

/// What a found word is worth in each slot.
#[derive(Clone, Copy, Debug)]
pub struct WeightTable([u8; COUNT]);

impl WeightTable {
    pub fn new(worth: impl Fn(WordPosition) -> u32) -> Self {
        let mut table = [0; COUNT];
        for slot in WordPosition::all() {
            table[usize::from(slot.0)] = worth(slot).min(255) as u8;
        }
        Self(table)
    }

    /// The whole word was typed.
    pub fn whole_word() -> Self {
        Self::new(|slot| if slot.is_acronym() { ACRONYM } else { slot.weight(WHOLE_WORD) })
    }

    /// Its beginning was.
    pub fn word_prefix() -> Self {
        Self::new(|slot| if slot.is_acronym() { ACRONYM_PREFIX } else { slot.weight(WORD_PREFIX) })
    }

    /// Something inside it was.
    pub fn substring() -> Self {
        Self::new(|slot| slot.weight(SUBSTRING))
    }

    /// Something like it was: a name alone is read so kindly, and an acronym where it is told.
    pub fn fuzzy(quality: u32, of_acronyms: bool) -> Self {
        Self::new(|slot| match slot.is_acronym() {
            true => {
                if of_acronyms {
                    quality
                } else {
                    0
                }
            }
            false => {
                if slot.is_in_name() {
                    slot.weight(quality)
                } else {
                    0
                }
            }
        })
    }

    /// The same in these slots, nothing elsewhere.
    pub fn restricted_to(self, wanted: impl Fn(WordPosition) -> bool) -> Self {
        Self::new(|slot| if wanted(slot) { u32::from(self.get(slot)) } else { 0 })
    }

    pub fn get(&self, slot: WordPosition) -> u8 {
        self.0[usize::from(slot.0) % COUNT]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slot_tells_where_a_word_stands() {
        let slots: Vec<WordPosition> = [SearchField::Name, SearchField::OtherName]
            .into_iter()
            .flat_map(|field| (0..20).flat_map(move |place| [false, true].map(|last| (field, place, last))))
            .map(|(field, place, last)| {
                let slot = WordPosition::in_name(field, place, last);
                assert_eq!((slot.ordinal(), slot.is_last()), (place.min(14) as u8, last));
                assert_eq!((slot.is_first(), slot.is_name_or_acronym()), (place == 0, true));
                assert_eq!(slot.is_other_name(), field == SearchField::OtherName);
                slot
            })
            .collect();
        let outside = [SearchField::Acronym, SearchField::Kind, SearchField::Contact, SearchField::Text]
            .map(WordPosition::in_field);
        assert!(outside.iter().all(|slot| !slots.contains(slot) && !slot.is_first() && !slot.is_last()));
        assert_eq!(WordPosition::all().filter(|slot| slot.is_name_or_acronym()).count(), 61);
    }

    #[test]
    fn a_word_is_worth_less_the_farther_it_is_from_the_name() {
        let first = WordPosition::in_name(SearchField::Name, 0, false);
        let later = WordPosition::in_name(SearchField::Name, 1, false);
        let [acronym, kind, contact, text] =
            [SearchField::Acronym, SearchField::Kind, SearchField::Contact, SearchField::Text]
                .map(WordPosition::in_field);
        let worth =
            |worth: WeightTable| [acronym, first, later, kind, contact, text].map(|slot| worth.get(slot));
        assert_eq!(worth(WeightTable::whole_word()), [250, 205, 200, 200, 140, 110]);
        assert_eq!(worth(WeightTable::word_prefix()), [170, 165, 160, 160, 100, 70]);
        assert_eq!(worth(WeightTable::substring()), [0, 105, 100, 100, 40, 10]);
        assert_eq!(worth(WeightTable::fuzzy(80, true)), [80, 85, 80, 0, 0, 0]);
        assert_eq!(
            worth(WeightTable::whole_word().restricted_to(WordPosition::is_first)),
            [0, 205, 0, 0, 0, 0]
        );
    }
}
