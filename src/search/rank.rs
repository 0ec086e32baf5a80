//! Ranks the best matches.

use std::borrow::Cow;
use std::cmp::Reverse;

use crate::org::{Org, UnitId};
use crate::pack::Column;
use crate::text::fold_into;

use super::fuzzy::FuzzyMatcher;
use super::matches::ScoredUnit;
use super::query::Query;
use super::query_term::QueryTerm;
use super::score_scan;
use super::tokens::word_ranges;
use super::weights::ABOVE_FIRST;

/// Number of matches whose order is computed in full.
const MAX_RANKED: usize = 128;

/// The best matches in their final order: by the score of the lowest clause, the sum of all
/// clauses, the proximity of the terms in the name, whether the name has the text as typed, with its
/// stop words, the score of the fuzzy matcher on the whole name, the length of the name, the number of
/// units below (of units listed again elsewhere, the one with its own units), and the reading order. At
/// a tie of high scores an ancestor comes before its descendants. If there are more with equal scores
/// than are ranked, those with the shorter names are chosen.
pub fn rank(
    org: &Org,
    query: &Query,
    fuzzy: &FuzzyMatcher,
    name_lengths: &Column<u8>,
    lowest: &[u8],
    clause_scores: &[Cow<[u8]>],
) -> Vec<ScoredUnit> {
    let pattern = query.joined_terms();
    let mut top = select_top(lowest, clause_scores, name_lengths);
    let mut name = String::new();
    top.sort_by_cached_key(|entry| {
        name.clear();
        fold_into(&org.name(entry.unit), &mut name);
        let fuzzy = fuzzy.score(&name, &pattern);
        let below = org.subtree(entry.unit).len();
        let proximity = proximity_penalty(&name, query);
        let has_phrase = name.contains(&query.phrase);
        (
            entry.scores(),
            proximity,
            Reverse(has_phrase),
            Reverse(fuzzy),
            name.len(),
            Reverse(below),
            entry.unit,
        )
    });
    for tie in top.chunk_by_mut(|one, other| one.scores() == other.scores()) {
        if u32::from(tie[0].score) >= ABOVE_FIRST {
            put_ancestors_first(org, tie);
        }
    }
    top.into_iter().map(|entry| ScoredUnit { unit: entry.unit, score: u32::from(entry.score) }).collect()
}

/// Moves each unit that has others of the list below it before the first of them.
fn put_ancestors_first(org: &Org, tie: &mut [RankEntry]) {
    let place = |entry: &RankEntry| {
        let subtree = org.subtree(entry.unit);
        let first = tie.iter().position(|other| subtree.contains(&other.unit.index()));
        (first, org.depth(entry.unit))
    };
    let mut placed: Vec<_> = tie.iter().map(|entry| (place(entry), *entry)).collect();
    placed.sort_by_key(|(place, _)| *place);
    tie.iter_mut().zip(placed).for_each(|(entry, (_, placed))| *entry = placed);
}

/// A match with the part of its sort key that does not need its name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct RankEntry {
    /// The lowest score, the sum of scores, the length of the name. The smallest key is the best.
    key: (Reverse<u8>, Reverse<u32>, u8),
    unit: UnitId,
    score: u8,
}

impl RankEntry {
    fn scores(&self) -> (Reverse<u8>, Reverse<u32>) {
        (self.key.0, self.key.1)
    }
}

/// The `MAX_RANKED` best matches by score, then by the length of the name. Between selections
/// the buffer grows to four times that.
fn select_top(lowest: &[u8], clause_scores: &[Cow<[u8]>], name_lengths: &Column<u8>) -> Vec<RankEntry> {
    let mut top: Vec<RankEntry> = Vec::with_capacity(4 * MAX_RANKED);
    let mut name_lengths = name_lengths.cursor();
    let mut cutoff: Option<RankEntry> = None;
    let mut at = 0;
    while let Some(i) = first_contender(&lowest[at..], cutoff).map(|offset| at + offset) {
        at = i + 1;
        let score = lowest[i];
        let sum: u32 =
            clause_scores.iter().map(|scores| u32::from(scores.get(i).copied().unwrap_or(0))).sum();
        let length = name_lengths.get(i).unwrap_or(u8::MAX);
        let entry = RankEntry { key: (Reverse(score), Reverse(sum), length), unit: UnitId::at(i), score };
        if cutoff.is_some_and(|cutoff| entry > cutoff) {
            continue;
        }
        top.push(entry);
        if top.len() == 4 * MAX_RANKED {
            cutoff = Some(*top.select_nth_unstable(MAX_RANKED - 1).1);
            top.truncate(MAX_RANKED);
        }
    }
    top.sort_unstable();
    top.truncate(MAX_RANKED);
    top
}

/// The index of the first score that is not below that of the cutoff.
fn first_contender(scores: &[u8], cutoff: Option<RankEntry>) -> Option<usize> {
    score_scan::first_above(scores, cutoff.map_or(0, |cutoff| cutoff.score - 1))
}

/// The distance of the terms in a folded name from being adjacent and in the order typed: one
/// for each word between two terms, ten for each pair in the wrong order.
fn proximity_penalty(name: &str, query: &Query) -> usize {
    let words = word_ranges(name).map(|range| &name[range]).enumerate();
    let content_words: Vec<&str> = words
        .filter(|(i, word)| *i == 0 || !query.languages.is_stop_word(word))
        .map(|(_, word)| word)
        .collect();
    let position = |term: &QueryTerm| content_words.iter().position(|word| term.starts(word));
    let positions: Vec<usize> = query.terms().filter_map(position).collect();
    positions.windows(2).map(|pair| if pair[1] > pair[0] { pair[1] - pair[0] - 1 } else { 10 }).sum()
}
