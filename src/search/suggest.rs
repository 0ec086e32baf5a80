//! The unit that comes nearest to what was typed, where nothing matches.

use std::borrow::Cow;

use crate::org::UnitId;

use super::index::postings::Postings;
use super::word_match::edit_distances;

/// What is typed suggests a unit from this nearness on, of 1 for the same word.
const MIN_SIMILARITY: f64 = 0.6;
/// Longer words are not compared, in bytes.
const MAX_TYPED_BYTES: usize = 64;

/// The first of the units at which most terms of a query are found, when there are several
/// terms and some are.
pub fn matching_most(own: &[Cow<[u8]>]) -> Option<UnitId> {
    let units = own.first().filter(|_| own.len() > 1)?.len();
    let of = |unit: usize| {
        let qualities = own.iter().map(|lane| u32::from(lane.get(unit).copied().unwrap_or(0)));
        qualities.fold((0, 0), |(found, sum), quality| (found + u32::from(quality > 0), sum + quality))
    };
    let best = (0..units).rev().max_by_key(|&unit| of(unit))?;
    (of(best).0 > 0).then(|| UnitId::at(best))
}

/// The first unit with the word, of those in names and acronyms, that the fewest changes make
/// of what was typed.
pub fn most_similar(postings: &Postings, typed: &str) -> Option<UnitId> {
    let words = &postings.dictionary;
    // No word that is near is longer than this share of it.
    let most = ((1.0 - MIN_SIMILARITY) * typed.len() as f64 / MIN_SIMILARITY) as u32;
    if typed.len() > MAX_TYPED_BYTES {
        return None;
    }
    let letters = typed.chars().count();
    let nearness = |word: &usize| {
        let length = words.get(*word).chars().count();
        let changes = edit_distances(words.get(*word), typed, length).pop().unwrap_or(length);
        1.0 - changes as f64 / length.max(letters) as f64
    };
    let near = words
        .typo_candidates(typed, most)
        .filter(|&word| may_be_similar(words.bytes(word).len(), typed.len()));
    let near = near.map(|word| (nearness(&word), word)).filter(|(nearness, _)| *nearness >= MIN_SIMILARITY);
    let (_, nearest) = near.reduce(|best, next| if next.0 > best.0 { next } else { best })?;
    let mut first = None;
    postings.for_each(nearest..nearest + 1, |unit, slot| {
        if slot.is_name_or_acronym() && first.is_none_or(|first| unit < first) {
            first = Some(unit);
        }
    });
    first.map(UnitId::at)
}

/// Whether words of these lengths can be near at all.
fn may_be_similar(one: usize, two: usize) -> bool {
    one > 1 && one.min(two) as f64 >= MIN_SIMILARITY * one.max(two) as f64
}
