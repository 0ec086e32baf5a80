//! Scores one query term at every unit from the index, one byte per unit.

use fixedbitset::FixedBitSet;

use crate::org::{Org, UnitId};
use crate::text::{TypedGreek, fold_into};

use super::beginnings::may_be_beginnings;
use super::field::SearchField;
use super::fuzzy::FuzzyMatcher;
use super::index::position::{WeightTable, WordPosition};
use super::index::postings::Postings;
use super::initials::{BeginningsFilter, InitialsMatch, TermInitials};
use super::query_term::{MatchMode, QueryTerm};
use super::score_unit::UnitScorer;
use super::text_initials;
use super::text_initials::may_be_in_text;
use super::tokens::TokenizedText;
use super::weights::{ALL_INITIALS, FIRST_INITIALS, TWO_PREFIXES, WORD_PREFIX};
use super::word_match::{
    MAX_TWO_PREFIXES_BYTES, MIN_SUBSTRING_CHARS, WordMatch, max_typos, subsequence_score, typo_score,
};

/// Larger organisations are searched without the joined beginnings of words: so many names would have to
/// be read that the slowest keys take twice as long.
const MAX_UNITS_WITH_BEGINNINGS: usize = 200_000;

/// The scores of exact matches at the accepted positions. Those of a term of several words are found by
/// [`AdjacentScan`](super::adjacent::AdjacentScan).
pub fn exact(org: &Org, postings: &Postings, term: &QueryTerm, accepts: fn(WordPosition) -> bool) -> Vec<u8> {
    if term.is_adjacent() {
        return vec![0; org.len()];
    }
    let mut scores = exact_in(org, postings, term, accepts);
    if let Some(aliases) = postings.aliases_for(term) {
        raise_to(&mut scores, &exact_in(org, aliases, term, accepts));
    }
    scores
}

fn raise_to(scores: &mut [u8], others: &[u8]) {
    scores.iter_mut().zip(others).for_each(|(score, &other)| *score = other.max(*score));
}

fn exact_in(org: &Org, postings: &Postings, term: &QueryTerm, accepts: fn(WordPosition) -> bool) -> Vec<u8> {
    let mut scores = vec![0; org.len()];
    if let Some(typed) = term.phone() {
        postings.phones.raise_scores(&mut scores, typed);
        return scores;
    }
    let word = term.words().next().unwrap_or_default();
    let dictionary = &postings.dictionary;
    let with_prefix = dictionary.with_prefix(word);
    let whole = dictionary.whole_among(&with_prefix, word);
    let mut raise = |words, weights: WeightTable| {
        postings.raise_scores(&mut scores, words, &weights.restricted_to(accepts))
    };
    match term.mode {
        MatchMode::Fuzzy | MatchMode::Exact => {
            if term.mode == MatchMode::Exact || word.chars().count() >= MIN_SUBSTRING_CHARS {
                dictionary
                    .containing(word)
                    .into_iter()
                    .for_each(|at| raise(at..at + 1, WeightTable::substring()));
            }
            raise(whole.end..with_prefix.end, WeightTable::word_prefix());
            raise(whole, WeightTable::whole_word());
        }
        MatchMode::Prefix => {
            raise(
                with_prefix,
                WeightTable::word_prefix()
                    .restricted_to(|position| position.is_first() || position.is_acronym()),
            );
            raise(whole, WeightTable::whole_word().restricted_to(WordPosition::is_acronym));
        }
        MatchMode::Suffix => {
            let weights = WeightTable::new(|position| if position.is_last() { WORD_PREFIX } else { 0 });
            dictionary.with_suffix(word).into_iter().for_each(|at| raise(at..at + 1, weights));
            raise(whole, WeightTable::whole_word().restricted_to(WordPosition::is_acronym));
        }
        MatchMode::Phone => {}
    }
    if let Some(typed) = &term.greek {
        raise_romanized(&mut scores, postings, typed, accepts);
    }
    if term.mode == MatchMode::Fuzzy {
        raise_initials(&mut scores, org, postings, term);
    }
    scores
}

/// The exact scores raised by fuzzy matches: typos, subsequences, the starts of two words, and initials
/// in texts.
pub fn fuzzy(
    org: &Org,
    postings: &Postings,
    term: &QueryTerm,
    fuzzy: &FuzzyMatcher,
    exact: &[u8],
) -> Vec<u8> {
    let mut scores = exact.to_vec();
    if term.mode != MatchMode::Fuzzy {
        return scores;
    }
    [Some(postings), postings.aliases_for(term)]
        .into_iter()
        .flatten()
        .for_each(|postings| raise_typos(&mut scores, postings, &term.text));
    let dictionary = &postings.dictionary;
    let first = term.text.chars().next().map_or(String::new(), |first| first.to_string());
    for word in dictionary.with_all_letters(&term.text, dictionary.with_prefix(&first)) {
        if let Some(score) = subsequence_score(&dictionary.get(word), &term.text, fuzzy) {
            postings.raise_scores(&mut scores, word..word + 1, &WeightTable::fuzzy(score, false));
        }
    }
    if term.text.len() <= MAX_TWO_PREFIXES_BYTES {
        raise_two_prefixes(&mut scores, postings, term);
    }
    if term.is_only_term && org.len() <= MAX_UNITS_WITH_BEGINNINGS && may_be_beginnings(&term.text) {
        raise_beginnings(&mut scores, org, postings, term);
    }
    if may_be_in_text(&term.text) {
        let initials = postings.text_initials.range(0..postings.text_initials.len());
        text_initials::for_each_unit(&initials, org.len(), &term.text, |unit, score| {
            scores[unit] = scores[unit].max(SearchField::Text.discounted(score) as u8);
        });
    }
    scores
}

/// Raises the units with a word that differs from the term by few typos.
fn raise_typos(scores: &mut [u8], postings: &Postings, term: &str) {
    let Some(max_distance) = max_typos(term) else { return };
    for word in postings.dictionary.typo_candidates(term, max_distance as u32) {
        let score = typo_score(&postings.dictionary.get(word), term);
        if score > 0 {
            postings.raise_scores(scores, word..word + 1, &WeightTable::fuzzy(score, true));
        }
    }
}

/// Raises the units with a Greek word that was typed in Latin letters.
fn raise_romanized(
    scores: &mut [u8],
    postings: &Postings,
    typed: &TypedGreek,
    accepts: fn(WordPosition) -> bool,
) {
    let [prefix, whole] =
        [false, true].map(|is_whole| WeightTable::romanized(is_whole).restricted_to(accepts));
    let mut started: Vec<(usize, bool)> = postings.latin_forms.started_by(typed).collect();
    started.sort_unstable();
    started.dedup();
    for (word, is_whole) in started {
        postings.raise_scores(scores, word..word + 1, if is_whole { &whole } else { &prefix });
    }
}

/// Raises the units where the term is the starts of two words of one name, joined; beside other terms,
/// the two words. Names and other names are searched apart; the other names of a unit count as one.
fn raise_two_prefixes(scores: &mut [u8], postings: &Postings, term: &QueryTerm) {
    let words = |part: &str| {
        let words = postings.dictionary.with_prefix(part);
        if term.is_only_term { words } else { postings.dictionary.whole_among(&words, part) }
    };
    let mut earliest = Vec::new();
    for (cut, _) in term.text.char_indices().skip(2) {
        let (first_part, second_part) = term.text.split_at(cut);
        let (first, second) = (words(first_part), words(second_part));
        if second_part.chars().count() < 2 || first.is_empty() || second.is_empty() {
            continue;
        }
        for is_other_name in [false, true] {
            let is_in_this_name =
                |position: WordPosition| position.is_in_name() && position.is_other_name() == is_other_name;
            earliest.clear();
            earliest.resize(scores.len(), u8::MAX);
            postings.for_each(first.clone(), |unit, position| {
                if is_in_this_name(position) {
                    earliest[unit] = earliest[unit].min(position.ordinal());
                }
            });
            postings.for_each(second.clone(), |unit, position| {
                if is_in_this_name(position) && position.ordinal() > earliest[unit] {
                    scores[unit] = scores[unit].max(TWO_PREFIXES as u8);
                }
            });
        }
    }
}

/// Raises the units where the term is the beginnings of successive words of a name. Only the names
/// that may have them, by their initials, are read.
fn raise_beginnings(scores: &mut [u8], org: &Org, postings: &Postings, term: &QueryTerm) {
    let filter = BeginningsFilter::new(&term.text);
    // The units whose name was read, and those whose other names were.
    let mut read = [FixedBitSet::with_capacity(org.len()), FixedBitSet::with_capacity(org.len())];
    let mut folded = String::new();
    postings.initials.for_each_name(
        filter.values(),
        |value| filter.accepts(value),
        |_, found| {
            if found.has_stop_words || read[usize::from(found.is_other_name)].put(found.unit) {
                return;
            }
            let score = if found.is_other_name {
                UnitScorer::new(org, UnitId::at(found.unit)).beginnings_score(term)
            } else {
                folded.clear();
                fold_into(&org.name(UnitId::at(found.unit)), &mut folded);
                let name = TokenizedText::new(&folded, org.languages());
                WordMatch::beginnings(&name, &term.text).map_or(0, |found| found.score)
            };
            scores[found.unit] = scores[found.unit].max(score as u8);
        },
    );
}

/// Raises the units where the term is the initials of a name, or their start.
fn raise_initials(scores: &mut [u8], org: &Org, postings: &Postings, term: &QueryTerm) {
    let Some(term_initials) = TermInitials::new(&term.text) else { return };
    let mut read = FixedBitSet::with_capacity(org.len());
    postings.initials.for_each_name(
        term_initials.values(),
        |_| true,
        |value, found| {
            let score = match (term_initials.is_exact, term_initials.compare(value)) {
                (false, _) if read.put(found.unit) => return,
                // Other letters can have the same codes: the names are read.
                (false, _) => UnitScorer::new(org, UnitId::at(found.unit)).initials_score(term),
                (true, InitialsMatch::All) => ALL_INITIALS,
                (true, InitialsMatch::Start) => FIRST_INITIALS,
            };
            scores[found.unit] = scores[found.unit].max(score as u8);
        },
    );
}
