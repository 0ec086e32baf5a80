//! Where a word stands in a unit, in six bits: the field and, in a name, which word it is.

use crate::search::weights::{
    ACRONYM, ACRONYM_START, FIRST_WORD_BONUS, Field, INSIDE, WHOLE_WORD, WORD_START,
};

/// How many bits a slot takes.
pub const BITS: u32 = 6;
/// How many slots there are.
pub const COUNT: usize = 1 << BITS;

const ACRONYM_SLOT: u8 = 0;
const KIND: u8 = 1;
const CONTACT: u8 = 2;
const TEXT: u8 = 3;
const NAMES: u8 = 4;
/// Words of a name after so many are told apart no more.
const PLACES: u8 = 15;

/// A place for a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot(pub u8);

impl Slot {
    /// The slot of a word outside names.
    pub fn outside(field: Field) -> Self {
        Self(match field {
            Field::Acronym => ACRONYM_SLOT,
            Field::Kind => KIND,
            Field::Contact => CONTACT,
            _ => TEXT,
        })
    }

    /// The slot of a word of a name: the how manyeth of those with a meaning, and whether it is
    /// the last.
    pub fn in_name(field: Field, place: usize, last: bool) -> Self {
        let group = u8::from(field == Field::OtherName) * 2 + u8::from(last);
        Self(NAMES + group * PLACES + place.min(usize::from(PLACES) - 1) as u8)
    }

    pub fn all() -> impl Iterator<Item = Slot> {
        (0..COUNT as u8).map(Slot)
    }

    /// Whether a word here names the unit: in its names or its acronym.
    pub fn is_naming(self) -> bool {
        self.is_in_name() || self.0 == ACRONYM_SLOT
    }

    pub fn is_in_name(self) -> bool {
        self.0 >= NAMES
    }

    /// Whether it is in another name than the unit's own.
    pub fn is_alias(self) -> bool {
        self.0 >= NAMES + 2 * PLACES
    }

    pub fn is_acronym(self) -> bool {
        self.0 == ACRONYM_SLOT
    }

    pub fn is_kind(self) -> bool {
        self.0 == KIND
    }

    /// Which word of a name it is, from 0, as far as they are told apart.
    pub fn place(self) -> u8 {
        self.0.saturating_sub(NAMES) % PLACES
    }

    /// Whether it is the first word of a name.
    pub fn is_first(self) -> bool {
        self.is_in_name() && self.place() == 0
    }

    /// Whether it is the last word of a name that has a meaning.
    pub fn is_last(self) -> bool {
        self.is_in_name() && (self.0 - NAMES) / PLACES % 2 == 1
    }

    /// What a quality in a name comes to here; nothing in an acronym, which has its own.
    fn worth(self, quality: u32) -> u32 {
        match self.0 {
            ACRONYM_SLOT => 0,
            KIND => Field::Kind.worth(quality),
            CONTACT => Field::Contact.worth(quality),
            TEXT => Field::Text.worth(quality),
            _ => quality + if self.is_first() { FIRST_WORD_BONUS } else { 0 },
        }
    }
}

/// What a found word is worth in each slot.
#[derive(Clone, Copy, Debug)]
pub struct Worth([u8; COUNT]);

impl Worth {
    pub fn new(worth: impl Fn(Slot) -> u32) -> Self {
        let mut table = [0; COUNT];
        for slot in Slot::all() {
            table[usize::from(slot.0)] = worth(slot).min(255) as u8;
        }
        Self(table)
    }

    /// The whole word was typed.
    pub fn whole() -> Self {
        Self::new(|slot| if slot.is_acronym() { ACRONYM } else { slot.worth(WHOLE_WORD) })
    }

    /// Its beginning was.
    pub fn start() -> Self {
        Self::new(|slot| if slot.is_acronym() { ACRONYM_START } else { slot.worth(WORD_START) })
    }

    /// Something inside it was.
    pub fn inside() -> Self {
        Self::new(|slot| slot.worth(INSIDE))
    }

    /// Something like it was: a name alone is read so kindly, and an acronym where it is told.
    pub fn like(quality: u32, of_acronyms: bool) -> Self {
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
                    slot.worth(quality)
                } else {
                    0
                }
            }
        })
    }

    /// The same in these slots, nothing elsewhere.
    pub fn only(self, wanted: impl Fn(Slot) -> bool) -> Self {
        Self::new(|slot| if wanted(slot) { u32::from(self.of(slot)) } else { 0 })
    }

    pub fn of(&self, slot: Slot) -> u8 {
        self.0[usize::from(slot.0) % COUNT]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slot_tells_where_a_word_stands() {
        let slots: Vec<Slot> = [Field::Name, Field::OtherName]
            .into_iter()
            .flat_map(|field| (0..20).flat_map(move |place| [false, true].map(|last| (field, place, last))))
            .map(|(field, place, last)| {
                let slot = Slot::in_name(field, place, last);
                assert_eq!((slot.place(), slot.is_last()), (place.min(14) as u8, last));
                assert_eq!((slot.is_first(), slot.is_naming()), (place == 0, true));
                assert_eq!(slot.is_alias(), field == Field::OtherName);
                slot
            })
            .collect();
        let outside = [Field::Acronym, Field::Kind, Field::Contact, Field::Text].map(Slot::outside);
        assert!(outside.iter().all(|slot| !slots.contains(slot) && !slot.is_first() && !slot.is_last()));
        assert_eq!(Slot::all().filter(|slot| slot.is_naming()).count(), 61);
    }

    #[test]
    fn a_word_is_worth_less_the_farther_it_is_from_the_name() {
        let first = Slot::in_name(Field::Name, 0, false);
        let later = Slot::in_name(Field::Name, 1, false);
        let [acronym, kind, contact, text] =
            [Field::Acronym, Field::Kind, Field::Contact, Field::Text].map(Slot::outside);
        let worth = |worth: Worth| [acronym, first, later, kind, contact, text].map(|slot| worth.of(slot));
        assert_eq!(worth(Worth::whole()), [250, 205, 200, 200, 140, 110]);
        assert_eq!(worth(Worth::start()), [170, 165, 160, 160, 100, 70]);
        assert_eq!(worth(Worth::inside()), [0, 105, 100, 100, 40, 10]);
        assert_eq!(worth(Worth::like(80, true)), [80, 85, 80, 0, 0, 0]);
        assert_eq!(worth(Worth::whole().only(Slot::is_first)), [0, 205, 0, 0, 0, 0]);
    }
}
