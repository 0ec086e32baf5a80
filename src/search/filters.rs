//! Filters: the candidate set of a query, and the lookup of units by id, acronym or name.

use fixedbitset::FixedBitSet;

use crate::org::{Org, UnitId};
use crate::text::{fold, fold_into};

use super::index::position::WordPosition;
use super::index::postings::Postings;
use super::query::Filter;
use super::term_scores;

/// The units that pass all filters; `None` without filters.
pub fn candidates(org: &Org, postings: &Postings, filters: &[Filter]) -> Option<FixedBitSet> {
    filters.iter().map(|filter| passing(org, postings, filter)).reduce(|mut units, others| {
        units.intersect_with(&others);
        units
    })
}

fn passing(org: &Org, postings: &Postings, filter: &Filter) -> FixedBitSet {
    let mut units = FixedBitSet::with_capacity(org.len());
    match filter {
        Filter::Kind(kind) => term_scores::has_kind(postings, kind, org.len())
            .into_iter()
            .enumerate()
            .for_each(|(unit, has_kind)| units.set(unit, has_kind)),
        Filter::Exclude(term) => term_scores::exact(org, postings, term, is_name_or_kind)
            .into_iter()
            .enumerate()
            .for_each(|(unit, score)| units.set(unit, score == 0)),
        Filter::Units(range) => units.insert_range(range.start.min(org.len())..range.end.min(org.len())),
        Filter::Within(name) => {
            find_prefix(org, name).into_iter().for_each(|unit| units.insert_range(org.subtree(unit)))
        }
    }
    units
}

fn is_name_or_kind(position: WordPosition) -> bool {
    position.is_name_or_acronym() || position.is_kind()
}

/// The units with this folded id or acronym; if there are none, those whose id, acronym or name
/// starts with it.
fn find_prefix(org: &Org, text: &str) -> Vec<UnitId> {
    let mut folded = String::new();
    let mut find = |compare: fn(&str, &str) -> bool, with_names: bool| -> Vec<UnitId> {
        let mut is_match = |field: &str| {
            folded.clear();
            fold_into(field, &mut folded);
            compare(&folded, text)
        };
        let mut has_match = |unit: &UnitId| {
            is_match(&org.id(*unit))
                || org.acronym(*unit).as_deref().is_some_and(&mut is_match)
                || (with_names && is_match(&org.name(*unit)))
        };
        org.units().filter(|unit| has_match(unit)).collect()
    };
    let exact = find(|field, text| field == text, false);
    if exact.is_empty() { find(|field, text| field.starts_with(text), true) } else { exact }
}

/// The units with this folded id; if there are none, those with this acronym, then those with
/// this name or other name.
pub fn find_exact(org: &Org, folded: &str) -> Vec<UnitId> {
    let is_equal = |text: &str| fold(text).text == folded;
    let find = |is_match: &dyn Fn(UnitId) -> bool| -> Vec<UnitId> {
        org.units().filter(|&unit| is_match(unit)).collect()
    };
    let by_id = find(&|unit| is_equal(&org.id(unit)));
    if !by_id.is_empty() || folded.is_empty() {
        return by_id;
    }
    let by_acronym = find(&|unit| org.acronym(unit).as_deref().is_some_and(is_equal));
    if !by_acronym.is_empty() {
        return by_acronym;
    }
    find(&|unit| is_equal(&org.name(unit)) || org.unit(unit).other_names.iter().any(|name| is_equal(name)))
}
