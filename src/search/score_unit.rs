//! One unit judged by itself, slowly and in full: where a word was found, and the few things
//! that the index does not keep.

use crate::org::{Org, UnitId};
use crate::text::fold;

use super::fuzzy::FuzzyMatcher;
use super::index::position::WordPosition;
use super::index::texts::for_each_field;
use super::query::{MatchMode, QueryTerm};
use super::tokens::{TokenizedText, word_ranges};
use super::weights::{ACRONYM, ACRONYM_PREFIX, FieldScore, SearchField};
use super::word_match::{WordMatch, typo_score};

/// The folded texts of a unit.
#[derive(Debug, Default)]
pub struct UnitScorer {
    /// The words of the acronym and, where there are several, all of them together.
    acronyms: Vec<String>,
    texts: Vec<(SearchField, TokenizedText)>,
}

impl UnitScorer {
    pub fn new(org: &Org, unit: UnitId) -> Self {
        let mut judge = Self::default();
        for_each_field(org, unit, &mut |field, text| match field {
            SearchField::Acronym => judge.acronyms = acronym_words(text),
            _ => judge.texts.push((field, TokenizedText::new(text))),
        });
        judge
    }

    /// How well a word fits this unit, and where; loosely too when a matcher is given.
    pub fn score(&self, needle: &QueryTerm, loose: Option<&FuzzyMatcher>) -> FieldScore {
        self.best_score(needle, loose, |_| true)
    }

    /// How well a word fits as it was typed, in the slots that are wanted.
    pub fn score_in(&self, needle: &QueryTerm, wanted: fn(WordPosition) -> bool) -> u8 {
        self.best_score(needle, None, wanted).value.min(255) as u8
    }

    fn best_score(
        &self,
        needle: &QueryTerm,
        loose: Option<&FuzzyMatcher>,
        wanted: fn(WordPosition) -> bool,
    ) -> FieldScore {
        let of = |(field, phrase): &(SearchField, TokenizedText)| FieldScore {
            value: score_text(*field, phrase, needle, loose),
            field: *field,
        };
        let acronym =
            self.acronyms.iter().map(|acronym| score_acronym(acronym, needle, loose.is_some())).max();
        let acronym = FieldScore { value: acronym.unwrap_or(0), field: SearchField::Acronym };
        let slot = |field| match field {
            SearchField::Name | SearchField::OtherName => WordPosition::in_name(field, 0, false),
            _ => WordPosition::in_field(field),
        };
        [acronym]
            .into_iter()
            .chain(self.texts.iter().map(of))
            .filter(|quality| wanted(slot(quality.field)))
            .reduce(|best, next| if next.value > best.value { next } else { best })
            .unwrap_or_default()
    }
}

/// The words of an acronym, folded, and all of them together.
fn acronym_words(text: &str) -> Vec<String> {
    let folded = fold(text).text;
    let mut all: Vec<String> = word_ranges(&folded).map(|place| folded[place].to_string()).collect();
    if all.len() > 1 {
        all.push(all.concat());
    }
    all
}

fn score_acronym(acronym: &str, needle: &QueryTerm, loose: bool) -> u32 {
    let mut parts = needle.words();
    let (Some(word), None) = (parts.next(), parts.next()) else { return 0 };
    match needle.mode {
        _ if acronym == word => ACRONYM,
        MatchMode::Fuzzy | MatchMode::Exact | MatchMode::Prefix if acronym.starts_with(word) => {
            ACRONYM_PREFIX
        }
        MatchMode::Fuzzy if loose => typo_score(acronym, word),
        _ => 0,
    }
}

fn score_text(
    field: SearchField,
    phrase: &TokenizedText,
    needle: &QueryTerm,
    loose: Option<&FuzzyMatcher>,
) -> u32 {
    match field {
        SearchField::Name | SearchField::OtherName => {
            WordMatch::in_name(phrase, needle, loose).map_or(0, |hit| hit.score)
        }
        // What must stand at the start or the end of a name is not looked for elsewhere.
        _ if needle.is_anchored() => 0,
        _ => WordMatch::in_words(phrase, needle, false).map_or(0, |hit| field.discounted(hit.score)),
    }
}
