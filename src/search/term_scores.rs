//! Lanes: the quality of one word of a query at every unit, a byte each.

use crate::org::{Org, UnitId};

use super::fuzzy::Fuzzy;
use super::index::builder::{INITIAL_BITS, MOST_INITIALS, initial};
use super::index::position::{Slot, Worth};
use super::index::postings::Postings;
use super::query::{How, Needle};
use super::score_unit::Judge;
use super::tokens::{is_stop_word, words};
use super::weights::{ALL_INITIALS, FIRST_INITIALS, TWO_STARTS, WORD_START};
use super::word_match::{LONGEST_IN_TWO, SHORTEST_INSIDE, gapped_quality, typo_quality, typos_allowed};

/// The quality at each unit of what is found as it was typed, in the slots that are wanted.
pub fn strict(org: &Org, postings: &Postings, needle: &Needle, wanted: fn(Slot) -> bool) -> Vec<u8> {
    let mut lane = vec![0; org.len()];
    if needle.words().nth(1).is_some() {
        raise_side_by_side(&mut lane, org, postings, needle, wanted);
        return lane;
    }
    let word = needle.words().next().unwrap_or_default();
    let words = &postings.words;
    let starting = words.starting_with(word);
    // The word itself comes first among those that start with it.
    let whole = starting.start..starting.start + usize::from(words.is(starting.start, word));
    let mut raise = |words, worth: Worth| postings.raise(&mut lane, words, &worth.only(wanted));
    match needle.how {
        How::Loosely | How::Exactly => {
            if needle.how == How::Exactly || word.chars().count() >= SHORTEST_INSIDE {
                words.holding(word).into_iter().for_each(|at| raise(at..at + 1, Worth::inside()));
            }
            raise(whole.end..starting.end, Worth::start());
            raise(whole, Worth::whole());
        }
        How::AtStart => {
            raise(starting, Worth::start().only(|slot| slot.is_first() || slot.is_acronym()));
            raise(whole, Worth::whole().only(Slot::is_acronym));
        }
        How::AtEnd => {
            let worth = Worth::new(|slot| if slot.is_last() { WORD_START } else { 0 });
            words.ending_with(word).into_iter().for_each(|at| raise(at..at + 1, worth));
            raise(whole, Worth::whole().only(Slot::is_acronym));
        }
    }
    if needle.how == How::Loosely {
        raise_initials(&mut lane, postings, word);
    }
    lane
}

/// The strict lane raised by what is found misspelled, shortened, or as two words in one.
pub fn loose(postings: &Postings, needle: &Needle, fuzzy: &Fuzzy, strict: &[u8]) -> Vec<u8> {
    let mut lane = strict.to_vec();
    if needle.how != How::Loosely {
        return lane;
    }
    let words = &postings.words;
    if let Some(allowed) = typos_allowed(&needle.text) {
        for word in words.near(&needle.text, allowed as u32) {
            let quality = typo_quality(words.get(word), &needle.text);
            if quality > 0 {
                postings.raise(&mut lane, word..word + 1, &Worth::like(quality, true));
            }
        }
    }
    let first = needle.text.chars().next().map_or(String::new(), |first| first.to_string());
    for word in words.with_letters_of(&needle.text, words.starting_with(&first)) {
        if let Some(quality) = gapped_quality(words.get(word), &needle.text, fuzzy) {
            postings.raise(&mut lane, word..word + 1, &Worth::like(quality, false));
        }
    }
    if needle.alone && needle.text.len() <= LONGEST_IN_TWO {
        raise_two_starts(&mut lane, postings, &needle.text);
    }
    lane
}

/// The units that have a word of a kind with this beginning, for each of some words.
pub fn of_kind(postings: &Postings, kind: &str, units: usize) -> Vec<bool> {
    let mut all = vec![true; units];
    for place in words(kind) {
        let mut some = vec![false; units];
        postings.each(postings.words.starting_with(&kind[place]), |unit, slot| some[unit] |= slot.is_kind());
        all.iter_mut().zip(some).for_each(|(all, some)| *all &= some);
    }
    all
}

/// Raises the units where the words of the needle stand side by side. Those that have them all
/// are read.
fn raise_side_by_side(
    lane: &mut [u8],
    org: &Org,
    postings: &Postings,
    needle: &Needle,
    wanted: fn(Slot) -> bool,
) {
    let parts: Vec<&str> = needle.words().collect();
    let last = parts.len() - 1;
    let mut met = vec![0; lane.len()];
    let mut looked_for = 0;
    for (i, part) in parts.into_iter().enumerate().filter(|(_, part)| !is_stop_word(part)) {
        let runs = match i {
            0 if needle.how != How::AtStart => postings.words.ending_with(part),
            i if i == last && needle.how != How::AtEnd => postings.words.starting_with(part).collect(),
            _ => postings
                .words
                .starting_with(part)
                .take(1)
                .filter(|&word| postings.words.is(word, part))
                .collect(),
        };
        for word in runs {
            postings.each(word..word + 1, |unit, _| {
                if met[unit] == looked_for {
                    met[unit] = looked_for + 1;
                }
            });
        }
        looked_for += 1;
    }
    for (unit, quality) in lane.iter_mut().enumerate() {
        if looked_for > 0 && met[unit] == looked_for {
            *quality = Judge::new(org, UnitId::at(unit)).quality_in(needle, wanted);
        }
    }
}

/// Raises the units that have, in one name, a word with one beginning and later one with the
/// other.
fn raise_two_starts(lane: &mut [u8], postings: &Postings, needle: &str) {
    let mut earliest = Vec::new();
    for (cut, _) in needle.char_indices().skip(2) {
        let (one, two) = needle.split_at(cut);
        let (first, second) = (postings.words.starting_with(one), postings.words.starting_with(two));
        if two.chars().count() < 2 || first.is_empty() || second.is_empty() {
            continue;
        }
        for is_alias in [false, true] {
            let is_there = |slot: Slot| slot.is_in_name() && slot.is_alias() == is_alias;
            earliest.clear();
            earliest.resize(lane.len(), u8::MAX);
            postings.each(first.clone(), |unit, slot| {
                if is_there(slot) {
                    earliest[unit] = earliest[unit].min(slot.place());
                }
            });
            postings.each(second.clone(), |unit, slot| {
                if is_there(slot) && slot.place() > earliest[unit] {
                    lane[unit] = lane[unit].max(TWO_STARTS as u8);
                }
            });
        }
    }
}

fn raise_initials(lane: &mut [u8], postings: &Postings, needle: &str) {
    let letters = needle.len() as u32;
    if !needle.bytes().all(|byte| byte.is_ascii_alphanumeric()) || !(2..=MOST_INITIALS).contains(&letters) {
        return;
    }
    let wanted = needle.bytes().fold(0, |code, byte| code << INITIAL_BITS | initial(byte));
    let rest = INITIAL_BITS * (MOST_INITIALS - letters);
    let raise = |quality: &mut u8, initials: u64| {
        if initials >> rest == wanted {
            let all = letters < MOST_INITIALS && initials == wanted << rest;
            *quality = (*quality).max(if all { ALL_INITIALS } else { FIRST_INITIALS } as u8);
        }
    };
    lane.iter_mut().zip(&postings.initials).for_each(|(quality, &initials)| raise(quality, initials));
    postings.other_initials.iter().for_each(|&(unit, initials)| raise(&mut lane[unit as usize], initials));
}
