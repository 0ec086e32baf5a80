//! Lanes: the quality of one word of a query at every unit, a byte each.

use crate::org::{Org, UnitId};

use super::fuzzy::FuzzyMatcher;
use super::index::builder::{INITIAL_BITS, MAX_INITIALS, initial_code};
use super::index::position::{WeightTable, WordPosition};
use super::index::postings::Postings;
use super::query::{MatchMode, QueryTerm};
use super::score_unit::UnitScorer;
use super::tokens::{is_stop_word, word_ranges};
use super::weights::{ALL_INITIALS, FIRST_INITIALS, TWO_PREFIXES, WORD_PREFIX};
use super::word_match::{
    MAX_TWO_PREFIXES_BYTES, MIN_SUBSTRING_CHARS, max_typos, subsequence_score, typo_score,
};

/// The quality at each unit of what is found as it was typed, in the slots that are wanted.
pub fn exact(
    org: &Org,
    postings: &Postings,
    needle: &QueryTerm,
    wanted: fn(WordPosition) -> bool,
) -> Vec<u8> {
    let mut lane = vec![0; org.len()];
    if needle.words().nth(1).is_some() {
        raise_adjacent(&mut lane, org, postings, needle, wanted);
        return lane;
    }
    let word = needle.words().next().unwrap_or_default();
    let words = &postings.dictionary;
    let starting = words.with_prefix(word);
    // The word itself comes first among those that start with it.
    let whole = starting.start..starting.start + usize::from(words.is(starting.start, word));
    let mut raise =
        |words, worth: WeightTable| postings.raise_scores(&mut lane, words, &worth.restricted_to(wanted));
    match needle.mode {
        MatchMode::Fuzzy | MatchMode::Exact => {
            if needle.mode == MatchMode::Exact || word.chars().count() >= MIN_SUBSTRING_CHARS {
                words.containing(word).into_iter().for_each(|at| raise(at..at + 1, WeightTable::substring()));
            }
            raise(whole.end..starting.end, WeightTable::word_prefix());
            raise(whole, WeightTable::whole_word());
        }
        MatchMode::Prefix => {
            raise(
                starting,
                WeightTable::word_prefix().restricted_to(|slot| slot.is_first() || slot.is_acronym()),
            );
            raise(whole, WeightTable::whole_word().restricted_to(WordPosition::is_acronym));
        }
        MatchMode::Suffix => {
            let worth = WeightTable::new(|slot| if slot.is_last() { WORD_PREFIX } else { 0 });
            words.with_suffix(word).into_iter().for_each(|at| raise(at..at + 1, worth));
            raise(whole, WeightTable::whole_word().restricted_to(WordPosition::is_acronym));
        }
    }
    if needle.mode == MatchMode::Fuzzy {
        raise_initials(&mut lane, postings, word);
    }
    lane
}

/// The strict lane raised by what is found misspelled, shortened, or as two words in one.
pub fn fuzzy(postings: &Postings, needle: &QueryTerm, fuzzy: &FuzzyMatcher, strict: &[u8]) -> Vec<u8> {
    let mut lane = strict.to_vec();
    if needle.mode != MatchMode::Fuzzy {
        return lane;
    }
    let words = &postings.dictionary;
    if let Some(allowed) = max_typos(&needle.text) {
        for word in words.typo_candidates(&needle.text, allowed as u32) {
            let quality = typo_score(words.get(word), &needle.text);
            if quality > 0 {
                postings.raise_scores(&mut lane, word..word + 1, &WeightTable::fuzzy(quality, true));
            }
        }
    }
    let first = needle.text.chars().next().map_or(String::new(), |first| first.to_string());
    for word in words.with_all_letters(&needle.text, words.with_prefix(&first)) {
        if let Some(quality) = subsequence_score(words.get(word), &needle.text, fuzzy) {
            postings.raise_scores(&mut lane, word..word + 1, &WeightTable::fuzzy(quality, false));
        }
    }
    if needle.is_only_term && needle.text.len() <= MAX_TWO_PREFIXES_BYTES {
        raise_two_prefixes(&mut lane, postings, &needle.text);
    }
    lane
}

/// The units that have a word of a kind with this beginning, for each of some words.
pub fn has_kind(postings: &Postings, kind: &str, units: usize) -> Vec<bool> {
    let mut all = vec![true; units];
    for place in word_ranges(kind) {
        let mut some = vec![false; units];
        postings.for_each(postings.dictionary.with_prefix(&kind[place]), |unit, slot| {
            some[unit] |= slot.is_kind()
        });
        all.iter_mut().zip(some).for_each(|(all, some)| *all &= some);
    }
    all
}

/// Raises the units where the words of the needle stand side by side. Those that have them all
/// are read.
fn raise_adjacent(
    lane: &mut [u8],
    org: &Org,
    postings: &Postings,
    needle: &QueryTerm,
    wanted: fn(WordPosition) -> bool,
) {
    let parts: Vec<&str> = needle.words().collect();
    let last = parts.len() - 1;
    let mut met = vec![0; lane.len()];
    let mut looked_for = 0;
    for (i, part) in parts.into_iter().enumerate().filter(|(_, part)| !is_stop_word(part)) {
        let runs = match i {
            0 if needle.mode != MatchMode::Prefix => postings.dictionary.with_suffix(part),
            i if i == last && needle.mode != MatchMode::Suffix => {
                postings.dictionary.with_prefix(part).collect()
            }
            _ => postings
                .dictionary
                .with_prefix(part)
                .take(1)
                .filter(|&word| postings.dictionary.is(word, part))
                .collect(),
        };
        for word in runs {
            postings.for_each(word..word + 1, |unit, _| {
                if met[unit] == looked_for {
                    met[unit] = looked_for + 1;
                }
            });
        }
        looked_for += 1;
    }
    for (unit, quality) in lane.iter_mut().enumerate() {
        if looked_for > 0 && met[unit] == looked_for {
            *quality = UnitScorer::new(org, UnitId::at(unit)).score_in(needle, wanted);
        }
    }
}

/// Raises the units that have, in one name, a word with one beginning and later one with the
/// other.
fn raise_two_prefixes(lane: &mut [u8], postings: &Postings, needle: &str) {
    let mut earliest = Vec::new();
    for (cut, _) in needle.char_indices().skip(2) {
        let (one, two) = needle.split_at(cut);
        let (first, second) = (postings.dictionary.with_prefix(one), postings.dictionary.with_prefix(two));
        if two.chars().count() < 2 || first.is_empty() || second.is_empty() {
            continue;
        }
        for is_alias in [false, true] {
            let is_there = |slot: WordPosition| slot.is_in_name() && slot.is_other_name() == is_alias;
            earliest.clear();
            earliest.resize(lane.len(), u8::MAX);
            postings.for_each(first.clone(), |unit, slot| {
                if is_there(slot) {
                    earliest[unit] = earliest[unit].min(slot.ordinal());
                }
            });
            postings.for_each(second.clone(), |unit, slot| {
                if is_there(slot) && slot.ordinal() > earliest[unit] {
                    lane[unit] = lane[unit].max(TWO_PREFIXES as u8);
                }
            });
        }
    }
}

fn raise_initials(lane: &mut [u8], postings: &Postings, needle: &str) {
    let letters = needle.len() as u32;
    if !needle.bytes().all(|byte| byte.is_ascii_alphanumeric()) || !(2..=MAX_INITIALS).contains(&letters) {
        return;
    }
    let wanted = needle.bytes().fold(0, |code, byte| code << INITIAL_BITS | initial_code(byte));
    let rest = INITIAL_BITS * (MAX_INITIALS - letters);
    let raise = |quality: &mut u8, initials: u64| {
        if initials >> rest == wanted {
            let all = letters < MAX_INITIALS && initials == wanted << rest;
            *quality = (*quality).max(if all { ALL_INITIALS } else { FIRST_INITIALS } as u8);
        }
    };
    lane.iter_mut().zip(&postings.initials).for_each(|(quality, &initials)| raise(quality, initials));
    postings.other_initials.iter().for_each(|&(unit, initials)| raise(&mut lane[unit as usize], initials));
}
