//! One unit judged by itself, slowly and in full: where a word was found, and the few things
//! that the index does not keep.

use crate::org::{Org, UnitId};
use crate::text::fold;

use super::fuzzy::Fuzzy;
use super::index::position::Slot;
use super::index::texts::texts;
use super::query::{How, Needle};
use super::tokens::{Phrase, words};
use super::weights::{ACRONYM, ACRONYM_START, Field, Quality};
use super::word_match::{Hit, typo_quality};

/// The folded texts of a unit.
#[derive(Debug, Default)]
pub struct Judge {
    /// The words of the acronym and, where there are several, all of them together.
    acronyms: Vec<String>,
    phrases: Vec<(Field, Phrase)>,
}

impl Judge {
    pub fn new(org: &Org, unit: UnitId) -> Self {
        let mut judge = Self::default();
        texts(org, unit, &mut |field, text| match field {
            Field::Acronym => judge.acronyms = acronyms(text),
            _ => judge.phrases.push((field, Phrase::new(text))),
        });
        judge
    }

    /// How well a word fits this unit, and where; loosely too when a matcher is given.
    pub fn quality(&self, needle: &Needle, loose: Option<&Fuzzy>) -> Quality {
        self.qualities(needle, loose, |_| true)
    }

    /// How well a word fits as it was typed, in the slots that are wanted.
    pub fn quality_in(&self, needle: &Needle, wanted: fn(Slot) -> bool) -> u8 {
        self.qualities(needle, None, wanted).value.min(255) as u8
    }

    fn qualities(&self, needle: &Needle, loose: Option<&Fuzzy>, wanted: fn(Slot) -> bool) -> Quality {
        let of = |(field, phrase): &(Field, Phrase)| Quality {
            value: in_phrase(*field, phrase, needle, loose),
            field: *field,
        };
        let acronym = self.acronyms.iter().map(|acronym| in_acronym(acronym, needle, loose.is_some())).max();
        let acronym = Quality { value: acronym.unwrap_or(0), field: Field::Acronym };
        let slot = |field| match field {
            Field::Name | Field::OtherName => Slot::in_name(field, 0, false),
            _ => Slot::outside(field),
        };
        [acronym]
            .into_iter()
            .chain(self.phrases.iter().map(of))
            .filter(|quality| wanted(slot(quality.field)))
            .reduce(|best, next| if next.value > best.value { next } else { best })
            .unwrap_or_default()
    }
}

/// The words of an acronym, folded, and all of them together.
fn acronyms(text: &str) -> Vec<String> {
    let folded = fold(text).text;
    let mut all: Vec<String> = words(&folded).map(|place| folded[place].to_string()).collect();
    if all.len() > 1 {
        all.push(all.concat());
    }
    all
}

fn in_acronym(acronym: &str, needle: &Needle, loose: bool) -> u32 {
    let mut parts = needle.words();
    let (Some(word), None) = (parts.next(), parts.next()) else { return 0 };
    match needle.how {
        _ if acronym == word => ACRONYM,
        How::Loosely | How::Exactly | How::AtStart if acronym.starts_with(word) => ACRONYM_START,
        How::Loosely if loose => typo_quality(acronym, word),
        _ => 0,
    }
}

fn in_phrase(field: Field, phrase: &Phrase, needle: &Needle, loose: Option<&Fuzzy>) -> u32 {
    match field {
        Field::Name | Field::OtherName => Hit::in_name(phrase, needle, loose).map_or(0, |hit| hit.quality),
        // What must stand at the start or the end of a name is not looked for elsewhere.
        _ if needle.is_anchored() => 0,
        _ => Hit::in_words(phrase, needle, false).map_or(0, |hit| field.worth(hit.quality)),
    }
}
