//! The best of the units that match, in their exact order.

use std::borrow::Cow;
use std::cmp::Reverse;

use crate::org::{Org, UnitId};
use crate::text::fold_into;

use super::fuzzy::FuzzyMatcher;
use super::matches::ScoredUnit;
use super::query::{Query, QueryTerm};
use super::score_scan;
use super::tokens::{is_stop_word, word_ranges};

/// How many are put in their exact order.
const MAX_RANKED: usize = 128;

/// The best units: the worst word first, then the mean of all, then the words in their order
/// with few others between, then what the fuzzy matcher says of the whole name, then the
/// shorter name, then the reading order. Where more are equal by quality than are ranked, those
/// with the shorter names are.
pub fn rank(
    org: &Org,
    query: &Query,
    fuzzy: &FuzzyMatcher,
    lengths: &[u8],
    worst: &[u8],
    lanes: &[Cow<[u8]>],
) -> Vec<ScoredUnit> {
    let typed = query.joined_terms();
    let mut best = select_top(worst, lanes, lengths);
    let mut name = String::new();
    best.sort_by_cached_key(|one| {
        name.clear();
        fold_into(&org.name(one.unit), &mut name);
        let fuzzy = fuzzy.score(&name, &typed);
        (one.scores(), proximity_penalty(&name, query.terms()), Reverse(fuzzy), name.len(), one.unit)
    });
    best.into_iter().map(|one| ScoredUnit { unit: one.unit, score: u32::from(one.score) }).collect()
}

/// A unit by what can be told of it without its name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct RankEntry {
    /// The first in this order is the best.
    key: (Reverse<u8>, Reverse<u32>, u8),
    unit: UnitId,
    score: u8,
}

impl RankEntry {
    fn scores(&self) -> (Reverse<u8>, Reverse<u32>) {
        (self.key.0, self.key.1)
    }
}

/// As many as are ranked: those that come first by quality, then by the length of the name.
fn select_top(worst: &[u8], lanes: &[Cow<[u8]>], lengths: &[u8]) -> Vec<RankEntry> {
    let mut best: Vec<RankEntry> = Vec::with_capacity(4 * MAX_RANKED);
    let mut cutoff: Option<RankEntry> = None;
    let mut at = 0;
    while let Some(i) = first_contender(&worst[at..], cutoff).map(|place| at + place) {
        at = i + 1;
        let quality = worst[i];
        let sum: u32 = lanes.iter().map(|lane| u32::from(lane.get(i).copied().unwrap_or(0))).sum();
        let length = lengths.get(i).copied().unwrap_or(u8::MAX);
        let one =
            RankEntry { key: (Reverse(quality), Reverse(sum), length), unit: UnitId::at(i), score: quality };
        if cutoff.is_some_and(|cutoff| one > cutoff) {
            continue;
        }
        best.push(one);
        if best.len() == 4 * MAX_RANKED {
            cutoff = Some(*best.select_nth_unstable(MAX_RANKED - 1).1);
            best.truncate(MAX_RANKED);
        }
    }
    best.sort_unstable();
    best.truncate(MAX_RANKED);
    best
}

/// The first of the qualities that is not below that of the cutoff.
fn first_contender(qualities: &[u8], cutoff: Option<RankEntry>) -> Option<usize> {
    score_scan::first_above(qualities, cutoff.map_or(0, |cutoff| cutoff.score - 1))
}

/// How far the words are from standing in the folded name in the order typed, side by side: the
/// words passed over, and ten for each step back.
pub fn proximity_penalty<'a>(name: &str, needles: impl Iterator<Item = &'a QueryTerm>) -> usize {
    let words = word_ranges(name).map(|place| &name[place]).enumerate();
    let spelled: Vec<&str> =
        words.filter(|(i, word)| *i == 0 || !is_stop_word(word)).map(|(_, word)| word).collect();
    let place = |needle: &QueryTerm| spelled.iter().position(|word| word.starts_with(&needle.text));
    let places: Vec<usize> = needles.filter_map(place).collect();
    places.windows(2).map(|pair| if pair[1] > pair[0] { pair[1] - pair[0] - 1 } else { 10 }).sum()
}
