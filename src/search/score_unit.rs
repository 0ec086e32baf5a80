//! Scores one unit from its text, without the index: for adjacent words, and to tell which field
//! matched. Slower than the index, and to the same rules.

use crate::org::{Org, UnitId};
use crate::text::fold;

use super::field::{FieldScore, SearchField, for_each_field};
use super::fuzzy::FuzzyMatcher;
use super::index::position::WordPosition;
use super::matches::ScoredUnit;
use super::query::{Clause, Conjunction, Query};
use super::query_term::{MatchMode, QueryTerm};
use super::tokens::{TokenizedText, word_ranges};
use super::weights::{ACRONYM, ACRONYM_PREFIX, WHOLE_ADDRESS};
use super::word_match::{WordMatch, romanized_score, typo_score};

impl Query {
    /// The field where the lowest clause of the query matched a unit.
    pub fn matched_field(&self, org: &Org, scored: &ScoredUnit) -> SearchField {
        let address = self.address.as_ref().filter(|_| scored.score == WHOLE_ADDRESS);
        if let Some(field) = address.and_then(|address| address.field(org, scored.unit)) {
            return field;
        }
        let (scorer, fuzzy) = (UnitScorer::new(org, scored.unit), FuzzyMatcher::default());
        let term_score = |term: &QueryTerm| scorer.score(term, Some(&fuzzy));
        let conjunction_score =
            |terms: &Conjunction| terms.iter().map(term_score).min_by_key(|score| score.value);
        let clause_score = |clause: &Clause| {
            let scores = clause.iter().filter_map(conjunction_score);
            scores.max_by_key(|score| score.value).unwrap_or_default()
        };
        let lowest = self.clauses.iter().map(clause_score).min_by_key(|score| score.value);
        match lowest {
            // The unit's own text scores less: the score is inherited from an ancestor.
            Some(lowest) if lowest.value < scored.score => SearchField::Path,
            Some(lowest) => lowest.field,
            None => SearchField::Name,
        }
    }
}

/// The folded texts of a unit, ready to be matched.
#[derive(Debug, Default)]
pub struct UnitScorer {
    /// The words of the acronym and of each alias and, if one has several, their concatenation.
    acronyms: Vec<(SearchField, String)>,
    texts: Vec<(SearchField, TokenizedText)>,
}

impl UnitScorer {
    pub fn new(org: &Org, unit: UnitId) -> Self {
        let mut scorer = Self::default();
        for_each_field(org, unit, &mut |field, text| match field {
            SearchField::Acronym | SearchField::Alias => {
                scorer.acronyms.extend(acronym_words(text).into_iter().map(|word| (field, word)));
            }
            _ => scorer.texts.push((field, TokenizedText::new(text, org.languages()))),
        });
        scorer
    }

    /// The highest score of a term and its field. Fuzzy matches count if a matcher is given.
    pub fn score(&self, term: &QueryTerm, fuzzy: Option<&FuzzyMatcher>) -> FieldScore {
        self.best_score(term, fuzzy, |_| true)
    }

    /// The highest score of a term as the initials of a name.
    pub fn initials_score(&self, term: &QueryTerm) -> u32 {
        self.name_score(|name| WordMatch::in_initials(name, term))
    }

    /// The highest score of a term as the beginnings of the words of a name.
    pub fn beginnings_score(&self, term: &QueryTerm) -> u32 {
        self.name_score(|name| WordMatch::beginnings(name, &term.text))
    }

    fn name_score(&self, find: impl Fn(&TokenizedText) -> Option<WordMatch>) -> u32 {
        let is_name = |field: SearchField| matches!(field, SearchField::Name | SearchField::OtherName);
        let names = self.texts.iter().filter(|(field, _)| is_name(*field));
        names.filter_map(|(_, name)| find(name)).map(|found| found.score).max().unwrap_or(0)
    }

    /// The highest score of an exact match in the fields whose positions are accepted.
    pub fn score_in(&self, term: &QueryTerm, accepts: fn(WordPosition) -> bool) -> u8 {
        self.best_score(term, None, accepts).value.min(255) as u8
    }

    fn best_score(
        &self,
        term: &QueryTerm,
        fuzzy: Option<&FuzzyMatcher>,
        accepts: fn(WordPosition) -> bool,
    ) -> FieldScore {
        let text_score = |(field, text): &(SearchField, TokenizedText)| FieldScore {
            value: score_text(*field, text, term, fuzzy),
            field: *field,
        };
        let acronym_score = |(field, acronym): &(SearchField, String)| FieldScore {
            value: score_acronym(acronym, term, fuzzy.is_some()),
            field: *field,
        };
        let position = |field| match field {
            SearchField::Name | SearchField::OtherName => WordPosition::in_name(field, 0, false),
            _ => WordPosition::in_field(field),
        };
        self.acronyms
            .iter()
            .map(acronym_score)
            .chain(self.texts.iter().map(text_score))
            .filter(|score| accepts(position(score.field)))
            .reduce(|best, next| if next.value > best.value { next } else { best })
            .unwrap_or_default()
    }
}

/// The folded words of an acronym or an alias and, if there are several, their concatenation.
pub fn acronym_words(text: &str) -> Vec<String> {
    let folded = fold(text).text;
    let mut words: Vec<String> = word_ranges(&folded).map(|range| folded[range].to_string()).collect();
    if words.len() > 1 {
        words.push(words.concat());
    }
    words
}

pub fn score_acronym(acronym: &str, term: &QueryTerm, is_fuzzy: bool) -> u32 {
    let mut words = term.words();
    let (Some(word), None) = (words.next(), words.next()) else { return 0 };
    let as_typed = match term.mode {
        MatchMode::Phone => 0,
        _ if acronym == word => ACRONYM,
        MatchMode::Fuzzy | MatchMode::Exact | MatchMode::Prefix if acronym.starts_with(word) => {
            ACRONYM_PREFIX
        }
        MatchMode::Fuzzy if is_fuzzy => typo_score(acronym, word),
        _ => 0,
    };
    as_typed.max(term.greek.as_ref().map_or(0, |typed| romanized_score(acronym, typed)))
}

pub fn score_text(
    field: SearchField,
    text: &TokenizedText,
    term: &QueryTerm,
    fuzzy: Option<&FuzzyMatcher>,
) -> u32 {
    if term.mode == MatchMode::Phone {
        let found = WordMatch::in_phones(text, term).filter(|_| field == SearchField::Contact);
        return found.map_or(0, |found| found.score);
    }
    let of_match = |word_match: WordMatch| field.discounted(word_match.score);
    match field {
        SearchField::Name | SearchField::OtherName => {
            WordMatch::in_name(text, term, fuzzy).map_or(0, of_match)
        }
        // Anchored terms match only in names.
        _ if term.is_anchored() => 0,
        SearchField::Text if fuzzy.is_some() => WordMatch::in_text(text, term).map_or(0, of_match),
        _ => WordMatch::in_words(text, term, false).map_or(0, of_match),
    }
}
