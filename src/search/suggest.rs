//! The nearest units (“did you mean”) for a query without matches.

use std::borrow::Cow;
use std::cmp::Reverse;

use crate::org::UnitId;

use super::index::postings::Postings;
use super::query_scores::QueryScores;
use super::word_match::edit_distances;

/// More units are not offered.
const MAX_NEAREST: usize = 10;
/// Least similarity of a suggestion: 1 is the same word, 0 shares no letter.
const MIN_SIMILARITY: f64 = 0.6;
/// Longer queries are not compared, in bytes.
const MAX_TYPED_BYTES: usize = 64;

/// The units that match most clauses of a query of several, then those with a similar word. `typed`
/// is the text of all terms.
pub fn nearest(postings: &Postings, scores: &QueryScores, typed: &str) -> Vec<UnitId> {
    let mut nearest = matching_most(&scores.direct);
    add_most_similar(&mut nearest, postings, typed);
    nearest
}

/// The units that match most clauses of a query of several: by the number of clauses, the sum of
/// their scores, and the reading order.
fn matching_most(clause_scores: &[Cow<[u8]>]) -> Vec<UnitId> {
    let Some(first) = clause_scores.first().filter(|_| clause_scores.len() > 1) else { return Vec::new() };
    let match_count = |unit: usize| {
        let scores = clause_scores.iter().map(|scores| u32::from(scores.get(unit).copied().unwrap_or(0)));
        scores.fold((0, 0), |(count, sum), score| (count + u32::from(score > 0), sum + score))
    };
    let mut best: Vec<(Reverse<(u32, u32)>, usize)> = Vec::with_capacity(MAX_NEAREST + 1);
    for unit in 0..first.len() {
        let entry = (Reverse(match_count(unit)), unit);
        let is_full = best.len() == MAX_NEAREST;
        if entry.0.0.0 > 0 && !(is_full && best.last().is_some_and(|worst| entry > *worst)) {
            best.insert(best.partition_point(|better| *better < entry), entry);
            best.truncate(MAX_NEAREST);
        }
    }
    best.into_iter().map(|(_, unit)| UnitId::at(unit)).collect()
}

/// Adds the units with the most similar words in their names or acronyms, by edit distance.
pub fn add_most_similar(nearest: &mut Vec<UnitId>, postings: &Postings, typed: &str) {
    let aliases = postings.aliases.as_deref();
    let mut similar: Vec<(f64, &Postings, usize)> = Vec::new();
    for postings in [Some(postings), aliases].into_iter().flatten() {
        let words = similar_words(postings, typed).into_iter();
        similar.extend(words.map(|(similarity, word)| (similarity, postings, word)));
    }
    similar.sort_by(|one, other| other.0.total_cmp(&one.0));
    for (_, postings, word) in similar {
        if nearest.len() == MAX_NEAREST {
            return;
        }
        postings.for_each(word..word + 1, |unit, position| {
            let unit = UnitId::at(unit);
            if nearest.len() < MAX_NEAREST && position.is_name_or_acronym() && !nearest.contains(&unit) {
                nearest.push(unit);
            }
        });
    }
}

/// The words of names and acronyms that are similar enough, in their order, each with its similarity.
fn similar_words(postings: &Postings, typed: &str) -> Vec<(f64, usize)> {
    if typed.len() > MAX_TYPED_BYTES {
        return Vec::new();
    }
    let dictionary = &postings.dictionary;
    // A longer distance cannot reach the similarity, whatever the length of the word.
    let max_distance = ((1.0 - MIN_SIMILARITY) * typed.len() as f64 / MIN_SIMILARITY) as u32;
    let letters = typed.chars().count();
    let similarity = |word: usize| {
        let word_text = dictionary.get(word);
        let length = word_text.chars().count();
        let distance = edit_distances(&word_text, typed, length).pop().unwrap_or(length);
        1.0 - distance as f64 / length.max(letters) as f64
    };
    let candidates = dictionary.typo_candidates(typed, max_distance).into_iter();
    let candidates = candidates.filter(|&word| may_be_similar(dictionary.bytes(word).len(), typed.len()));
    let similar = candidates.map(|word| (similarity(word), word));
    similar.filter(|(similarity, _)| *similarity >= MIN_SIMILARITY).collect()
}

/// Whether words of these lengths in bytes can be similar enough.
fn may_be_similar(one: usize, two: usize) -> bool {
    one > 1 && one.min(two) as f64 >= MIN_SIMILARITY * one.max(two) as f64
}
