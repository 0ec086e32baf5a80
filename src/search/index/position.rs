//! The position of a word in a unit, in six bits: the field and, in a name, the ordinal among its
//! content words and whether it is the last.

use crate::search::field::SearchField;
use crate::search::weights::{
    ACRONYM, ACRONYM_PREFIX, FIRST_WORD_BONUS, ROMANIZED_PREFIX, ROMANIZED_WORD, SUBSTRING, WHOLE_WORD,
    WORD_PREFIX,
};

/// Bits of a position.
pub const BITS: u32 = 6;
/// Number of positions.
pub const COUNT: usize = 1 << BITS;

/// The positions outside names; those in names start at [`FIRST_NAME_POSITION`].
const ACRONYM_POSITION: u8 = 0;
const KIND_POSITION: u8 = 1;
const CONTACT_POSITION: u8 = 2;
const TEXT_POSITION: u8 = 3;
const FIRST_NAME_POSITION: u8 = 4;
/// Number of distinct ordinals; the words after that share the last one.
const ORDINAL_COUNT: u8 = 15;

/// The field of a word and, in a name, its ordinal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WordPosition(pub u8);

impl WordPosition {
    /// The position of a word outside names.
    pub fn in_field(field: SearchField) -> Self {
        Self(match field {
            SearchField::Acronym | SearchField::Alias => ACRONYM_POSITION,
            SearchField::Kind => KIND_POSITION,
            SearchField::Contact => CONTACT_POSITION,
            _ => TEXT_POSITION,
        })
    }

    /// The position of a word of a name: `ordinal` counts from 0 the words that are not stop words.
    pub fn in_name(field: SearchField, ordinal: usize, is_last: bool) -> Self {
        let group = u8::from(field == SearchField::OtherName) * 2 + u8::from(is_last);
        Self(FIRST_NAME_POSITION + group * ORDINAL_COUNT + ordinal.min(usize::from(ORDINAL_COUNT) - 1) as u8)
    }

    pub fn all() -> impl Iterator<Item = WordPosition> {
        (0..COUNT as u8).map(WordPosition)
    }

    /// Whether it is in a name or the acronym.
    pub fn is_name_or_acronym(self) -> bool {
        self.is_in_name() || self.0 == ACRONYM_POSITION
    }

    pub fn is_in_name(self) -> bool {
        self.0 >= FIRST_NAME_POSITION
    }

    /// Whether it is in one of the other names.
    pub fn is_other_name(self) -> bool {
        self.0 >= FIRST_NAME_POSITION + 2 * ORDINAL_COUNT
    }

    /// Whether it is in the acronym or an alias.
    pub fn is_acronym(self) -> bool {
        self.0 == ACRONYM_POSITION
    }

    pub fn is_kind(self) -> bool {
        self.0 == KIND_POSITION
    }

    /// The ordinal of a word of a name, from 0 up to `ORDINALS - 1`.
    pub fn ordinal(self) -> u8 {
        self.0.saturating_sub(FIRST_NAME_POSITION) % ORDINAL_COUNT
    }

    /// Whether it is the first word of a name.
    pub fn is_first(self) -> bool {
        self.is_in_name() && self.ordinal() == 0
    }

    /// Whether it is the last content word of a name.
    pub fn is_last(self) -> bool {
        self.is_in_name() && (self.0 - FIRST_NAME_POSITION) / ORDINAL_COUNT % 2 == 1
    }

    /// The score of a match in a name, adapted to this position; 0 for an acronym, which has scores
    /// of its own.
    fn weight(self, score: u32) -> u32 {
        match self.0 {
            ACRONYM_POSITION => 0,
            KIND_POSITION => SearchField::Kind.discounted(score),
            CONTACT_POSITION => SearchField::Contact.discounted(score),
            TEXT_POSITION => SearchField::Text.discounted(score),
            _ => score + if self.is_first() { FIRST_WORD_BONUS } else { 0 },
        }
    }
}

/// The score of a word at each position, for one kind of match.
#[derive(Clone, Copy, Debug)]
pub struct WeightTable([u8; COUNT]);

impl WeightTable {
    pub fn new(weight: impl Fn(WordPosition) -> u32) -> Self {
        let mut table = [0; COUNT];
        for position in WordPosition::all() {
            table[usize::from(position.0)] = weight(position).min(255) as u8;
        }
        Self(table)
    }

    /// The term is the whole word.
    pub fn whole_word() -> Self {
        Self::new(|position| if position.is_acronym() { ACRONYM } else { position.weight(WHOLE_WORD) })
    }

    /// The term is the start of the word.
    pub fn word_prefix() -> Self {
        Self::new(
            |position| if position.is_acronym() { ACRONYM_PREFIX } else { position.weight(WORD_PREFIX) },
        )
    }

    /// The term is inside the word.
    pub fn substring() -> Self {
        Self::new(|position| position.weight(SUBSTRING))
    }

    /// The term is the word in other letters, or its start: an acronym counts as much as a name.
    pub fn romanized(is_whole: bool) -> Self {
        let score = if is_whole { ROMANIZED_WORD } else { ROMANIZED_PREFIX };
        Self::new(|position| if position.is_acronym() { score } else { position.weight(score) })
    }

    /// Weights of a fuzzy match: names only, and acronyms if `with_acronyms`.
    pub fn fuzzy(score: u32, with_acronyms: bool) -> Self {
        Self::new(|position| match position {
            _ if position.is_acronym() && with_acronyms => score,
            _ if position.is_in_name() => position.weight(score),
            _ => 0,
        })
    }

    /// The same weights at the accepted positions, and 0 elsewhere.
    pub fn restricted_to(self, accepts: impl Fn(WordPosition) -> bool) -> Self {
        Self::new(|position| if accepts(position) { u32::from(self.get(position)) } else { 0 })
    }

    pub fn get(&self, position: WordPosition) -> u8 {
        self.0[usize::from(position.0) % COUNT]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_holds_field_and_ordinal() {
        let positions: Vec<WordPosition> = [SearchField::Name, SearchField::OtherName]
            .into_iter()
            .flat_map(|field| {
                (0..20).flat_map(move |ordinal| [false, true].map(|is_last| (field, ordinal, is_last)))
            })
            .map(|(field, ordinal, is_last)| {
                let position = WordPosition::in_name(field, ordinal, is_last);
                assert_eq!((position.ordinal(), position.is_last()), (ordinal.min(14) as u8, is_last));
                assert_eq!((position.is_first(), position.is_name_or_acronym()), (ordinal == 0, true));
                assert_eq!(position.is_other_name(), field == SearchField::OtherName);
                position
            })
            .collect();
        let outside = [SearchField::Acronym, SearchField::Kind, SearchField::Contact, SearchField::Text]
            .map(WordPosition::in_field);
        assert!(
            outside
                .iter()
                .all(|position| !positions.contains(position) && !position.is_first() && !position.is_last())
        );
        assert_eq!(WordPosition::all().filter(|position| position.is_name_or_acronym()).count(), 61);
    }

    #[test]
    fn weights_depend_on_the_field() {
        let first = WordPosition::in_name(SearchField::Name, 0, false);
        let later = WordPosition::in_name(SearchField::Name, 1, false);
        let [acronym, kind, contact, text] =
            [SearchField::Acronym, SearchField::Kind, SearchField::Contact, SearchField::Text]
                .map(WordPosition::in_field);
        let weights = |table: WeightTable| {
            [acronym, first, later, kind, contact, text].map(|position| table.get(position))
        };
        assert_eq!(weights(WeightTable::whole_word()), [250, 205, 200, 200, 140, 110]);
        assert_eq!(weights(WeightTable::word_prefix()), [170, 165, 160, 160, 100, 70]);
        assert_eq!(weights(WeightTable::substring()), [0, 65, 60, 60, 10, 10]);
        assert_eq!(weights(WeightTable::fuzzy(80, true)), [80, 85, 80, 0, 0, 0]);
        assert_eq!(weights(WeightTable::romanized(true)), [190, 195, 190, 190, 130, 100]);
        assert_eq!(weights(WeightTable::romanized(false)), [150, 155, 150, 150, 90, 60]);
        assert_eq!(
            weights(WeightTable::whole_word().restricted_to(WordPosition::is_first)),
            [0, 205, 0, 0, 0, 0]
        );
    }
}
