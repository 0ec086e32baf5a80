//! The suggestion (“did you mean”) for a query without matches.

use std::borrow::Cow;

use crate::org::UnitId;

use super::index::postings::Postings;
use super::word_match::edit_distances;

/// Least similarity of a suggestion: 1 is the same word, 0 shares no letter.
const MIN_SIMILARITY: f64 = 0.6;
/// Longer queries are not compared, in bytes.
const MAX_TYPED_BYTES: usize = 64;

/// The unit that matches most clauses of a query of several, the first among equals; `None` if
/// none of them matches anywhere.
pub fn matching_most(clause_scores: &[Cow<[u8]>]) -> Option<UnitId> {
    let units = clause_scores.first().filter(|_| clause_scores.len() > 1)?.len();
    let match_count = |unit: usize| {
        let scores = clause_scores.iter().map(|scores| u32::from(scores.get(unit).copied().unwrap_or(0)));
        scores.fold((0, 0), |(count, sum), score| (count + u32::from(score > 0), sum + score))
    };
    let best = (0..units).rev().max_by_key(|&unit| match_count(unit))?;
    (match_count(best).0 > 0).then(|| UnitId::at(best))
}

/// The first unit with the most similar word in its names or acronym, by edit distance.
pub fn most_similar(postings: &Postings, typed: &str) -> Option<UnitId> {
    let dictionary = &postings.dictionary;
    // A longer distance cannot reach the similarity, whatever the length of the word.
    let max_distance = ((1.0 - MIN_SIMILARITY) * typed.len() as f64 / MIN_SIMILARITY) as u32;
    if typed.len() > MAX_TYPED_BYTES {
        return None;
    }
    let letters = typed.chars().count();
    let similarity = |word: &usize| {
        let length = dictionary.get(*word).chars().count();
        let distance = edit_distances(dictionary.get(*word), typed, length).pop().unwrap_or(length);
        1.0 - distance as f64 / length.max(letters) as f64
    };
    let similar = dictionary
        .typo_candidates(typed, max_distance)
        .filter(|&word| may_be_similar(dictionary.bytes(word).len(), typed.len()));
    let similar =
        similar.map(|word| (similarity(&word), word)).filter(|(similarity, _)| *similarity >= MIN_SIMILARITY);
    let (_, closest) = similar.reduce(|best, next| if next.0 > best.0 { next } else { best })?;
    let mut first = None;
    postings.for_each(closest..closest + 1, |unit, position| {
        if position.is_name_or_acronym() && first.is_none_or(|first| unit < first) {
            first = Some(unit);
        }
    });
    first.map(UnitId::at)
}

/// Whether words of these lengths in bytes can be similar enough.
fn may_be_similar(one: usize, two: usize) -> bool {
    one > 1 && one.min(two) as f64 >= MIN_SIMILARITY * one.max(two) as f64
}
