//! The units that filters leave, and those that are called by their id, acronym or name.

use fixedbitset::FixedBitSet;

use crate::org::{Org, UnitId};
use crate::text::{fold, fold_into};

use super::index::position::WordPosition;
use super::index::postings::Postings;
use super::query::Filter;
use super::term_scores;

/// The units that the filters leave; `None` where there are none.
pub fn candidates(org: &Org, postings: &Postings, filters: &[Filter]) -> Option<FixedBitSet> {
    filters.iter().map(|filter| matching(org, postings, filter)).reduce(|mut one, two| {
        one.intersect_with(&two);
        one
    })
}

fn matching(org: &Org, postings: &Postings, filter: &Filter) -> FixedBitSet {
    let mut left = FixedBitSet::with_capacity(org.len());
    match filter {
        Filter::Kind(kind) => term_scores::has_kind(postings, kind, org.len())
            .into_iter()
            .enumerate()
            .for_each(|(unit, is)| left.set(unit, is)),
        Filter::Exclude(needle) => term_scores::exact(org, postings, needle, is_name_or_kind)
            .into_iter()
            .enumerate()
            .for_each(|(unit, quality)| left.set(unit, quality == 0)),
        Filter::Within(unit) => {
            units_starting_with(org, unit).into_iter().for_each(|unit| left.insert_range(org.subtree(unit)))
        }
    }
    left
}

fn is_name_or_kind(slot: WordPosition) -> bool {
    slot.is_name_or_acronym() || slot.is_kind()
}

/// The units with this id or acronym or, when there are none, those whose id, acronym or name
/// starts so.
fn units_starting_with(org: &Org, unit: &str) -> Vec<UnitId> {
    let mut folded = String::new();
    let mut with = |is_meant: fn(&str, &str) -> bool, and_names: bool| -> Vec<UnitId> {
        let mut fits = |text: &str| {
            folded.clear();
            fold_into(text, &mut folded);
            is_meant(&folded, unit)
        };
        let mut is_meant = |id: &UnitId| {
            fits(&org.id(*id))
                || org.acronym(*id).as_deref().is_some_and(&mut fits)
                || (and_names && fits(&org.name(*id)))
        };
        org.ids().filter(|id| is_meant(id)).collect()
    };
    let exactly = with(|text, unit| text == unit, false);
    if exactly.is_empty() { with(|text, unit| text.starts_with(unit), true) } else { exactly }
}

/// The units that are called exactly this, folded: by id, else by acronym, else by a name.
pub fn find_exact(org: &Org, folded: &str) -> Vec<UnitId> {
    let is = |text: &str| fold(text).text == folded;
    let by =
        |called: &dyn Fn(UnitId) -> bool| -> Vec<UnitId> { org.ids().filter(|&id| called(id)).collect() };
    let by_id = by(&|id| is(&org.id(id)));
    if !by_id.is_empty() || folded.is_empty() {
        return by_id;
    }
    let by_acronym = by(&|id| org.acronym(id).as_deref().is_some_and(is));
    if !by_acronym.is_empty() {
        return by_acronym;
    }
    by(&|id| is(&org.name(id)) || org.unit(id).other_names.iter().any(|name| is(name)))
}
