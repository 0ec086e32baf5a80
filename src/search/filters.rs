//! The candidate set of a query: the units that its filters let pass.

use fixedbitset::FixedBitSet;

use crate::org::{Channels, Org};

use super::filter::{Condition, Filter, FilterClause};
use super::index::position::WordPosition;
use super::index::postings::Postings;
use super::named::find_named;
use super::query_term::QueryTerm;

/// The scores of the term of a filter at every unit.
type ScoresFn<'a> = dyn Fn(&QueryTerm) -> &'a [u8] + 'a;

/// The terms that filters look for in names and kinds.
pub fn terms(clauses: &[FilterClause]) -> impl Iterator<Item = &QueryTerm> {
    clauses.iter().flatten().filter_map(|filter| match &filter.condition {
        Condition::Name(term) => Some(term),
        _ => None,
    })
}

/// The units that meet one filter of each clause; `None` without filters. `scores` has those of their
/// [`terms`].
pub fn candidates(
    org: &Org,
    postings: &Postings,
    clauses: &[FilterClause],
    scores: &ScoresFn,
) -> Option<FixedBitSet> {
    let sets = clauses.iter().map(|clause| {
        let sets = clause.iter().map(|filter| passing(org, postings, filter, scores));
        sets.reduce(|mut units, others| {
            units.union_with(&others);
            units
        })
    });
    sets.flatten().reduce(|mut units, others| {
        units.intersect_with(&others);
        units
    })
}

/// The units that meet a filter.
fn passing(org: &Org, postings: &Postings, filter: &Filter, scores: &ScoresFn) -> FixedBitSet {
    let mut units = meeting(org, postings, &filter.condition, scores);
    if filter.is_excluded {
        units.toggle_range(..);
    }
    units
}

/// The units that meet a condition.
fn meeting(org: &Org, postings: &Postings, condition: &Condition, scores: &ScoresFn) -> FixedBitSet {
    let mut units = FixedBitSet::with_capacity(org.len());
    match condition {
        Condition::Kind(words) => return of_kind(postings, words, org.len()),
        Condition::Has(channels) => return with_channels(postings, *channels, org.len()),
        Condition::Name(term) => {
            units.extend(
                scores(term).iter().enumerate().filter(|(_, score)| **score > 0).map(|(unit, _)| unit),
            );
        }
        Condition::Units(range) => units.insert_range(range.start.min(org.len())..range.end.min(org.len())),
        Condition::Within(text) => find_named(org, postings, text)
            .1
            .into_iter()
            .for_each(|unit| units.insert_range(org.subtree(unit))),
    }
    units
}

/// The units whose kind has a word with each of these prefixes.
fn of_kind(postings: &Postings, words: &[String], units: usize) -> FixedBitSet {
    let with_word =
        |word: &String| postings.units_with(postings.dictionary.with_prefix(word), WordPosition::is_kind);
    let sets = words.iter().map(with_word).reduce(|mut units, others| {
        units.intersect_with(&others);
        units
    });
    sets.unwrap_or_else(|| FixedBitSet::with_capacity(units))
}

fn with_channels(postings: &Postings, channels: Channels, units: usize) -> FixedBitSet {
    let block = |channels_of_units: &[u8]| {
        let units = channels_of_units.iter().rev().map(|&bits| Channels::from_bits(bits));
        units.fold(0, |block, unit| block << 1 | usize::from(unit.intersects(channels)))
    };
    let channels_of_units = postings.facets.channels();
    let blocks = channels_of_units.chunks(usize::BITS as usize).map(block);
    FixedBitSet::with_capacity_and_blocks(units, blocks)
}
