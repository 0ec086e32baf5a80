//! Scores a term of several words, which must stand side by side. The postings do not tell that: they select the units
//! with all the words but the stop words, and the texts of these are read, some at a time.

use crate::org::{Org, UnitId};
use crate::text::fold_into;

use super::index::position::WordPosition;
use super::index::postings::Postings;
use super::query_term::{MatchMode, QueryTerm};
use super::score_unit::UnitScorer;
use super::tokens::TokenizedText;
use super::word_match::WordMatch;

/// Units whose texts are read in one step. With texts of some kilobytes each, that takes tens of milliseconds.
const UNITS_PER_STEP: usize = 64;
/// Names that are read in one step.
const NAMES_PER_STEP: usize = 4_096;

/// What is still to be read to score a term.
#[derive(Debug)]
pub enum AdjacentScan {
    /// All texts of these units, the last one first.
    Units(Vec<u32>),
    /// The names from this unit on. Stop words are indexed in names only, and of those all units are read.
    Names(usize),
}

impl AdjacentScan {
    /// The units to read for a term. Only words at accepted positions count.
    pub fn new(org: &Org, postings: &Postings, term: &QueryTerm, accepts: fn(WordPosition) -> bool) -> Self {
        let parts: Vec<&str> = term.words().collect();
        let last = parts.len() - 1;
        let is_indexed = |(_, part): &(usize, &str)| !org.languages().is_stop_word(part);
        if !parts.iter().copied().enumerate().any(|part| is_indexed(&part)) {
            return Self::Names(0);
        }
        let mut units: Vec<u32> = Vec::new();
        for postings in [Some(postings), postings.aliases_for(term)].into_iter().flatten() {
            let mut found_counts = vec![0; org.len()];
            let mut word_count = 0;
            for (i, part) in parts.iter().copied().enumerate().filter(is_indexed) {
                let dictionary = &postings.dictionary;
                let candidates = match i {
                    0 if term.mode != MatchMode::Prefix => dictionary.with_suffix(part),
                    i if i == last && term.mode != MatchMode::Suffix => {
                        dictionary.with_prefix(part).collect()
                    }
                    _ => dictionary.whole_among(&dictionary.with_prefix(part), part).collect(),
                };
                for word in candidates {
                    postings.for_each(word..word + 1, |unit, position| {
                        if accepts(position) && found_counts[unit] == word_count {
                            found_counts[unit] = word_count + 1;
                        }
                    });
                }
                word_count += 1;
            }
            units.extend(
                (0..).zip(&found_counts).filter(|(_, count)| **count == word_count).map(|(unit, _)| unit),
            );
        }
        Self::Units(units)
    }

    /// Reads some of the units and sets their scores. Returns whether any are left.
    pub fn step(
        &mut self,
        org: &Org,
        term: &QueryTerm,
        accepts: fn(WordPosition) -> bool,
        scores: &mut [u8],
    ) -> bool {
        match self {
            Self::Units(units) => {
                for unit in units.drain(units.len().saturating_sub(UNITS_PER_STEP)..) {
                    let scorer = UnitScorer::new(org, UnitId::at(unit as usize));
                    scores[unit as usize] = scorer.score_in(term, accepts);
                }
                !units.is_empty()
            }
            Self::Names(next) => {
                let end = (*next + NAMES_PER_STEP).min(org.len());
                let mut name = String::new();
                for (unit, score) in (*next..end).zip(&mut scores[*next..end]) {
                    name.clear();
                    fold_into(&org.name(UnitId::at(unit)), &mut name);
                    if term.words().all(|word| name.contains(word)) {
                        let found =
                            WordMatch::in_words(&TokenizedText::new(&name, org.languages()), term, true);
                        *score = found.map_or(0, |found| found.score as u8);
                    }
                }
                *next = end;
                end < org.len()
            }
        }
    }
}
