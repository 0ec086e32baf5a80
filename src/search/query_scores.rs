//! The scores of a query at every unit, combined from the cached scores of its terms.

use std::borrow::Cow;

use crate::org::{Org, UnitId};

use super::query::{Clause, Conjunction, Query};
use super::query_cache::{Pass, QueryCache};
use super::query_term::QueryTerm;
use super::score_scan;
use super::weights::STOP_WORD;

/// Share of an ancestor's score that a unit inherits, in sixteenths.
const INHERITED_SHARE: u32 = 10;
/// The same for the last clause, which the user may still be typing.
const LAST_INHERITED_SHARE: u32 = 5;

/// The scores of a query at every unit.
pub struct QueryScores<'a> {
    /// The score of the lowest clause; 0 where a clause does not match.
    pub lowest: Vec<u8>,
    /// For each clause, the scores of the units' own text.
    pub direct: Vec<Cow<'a, [u8]>>,
    /// For each clause, the scores with those inherited from ancestors.
    pub with_ancestors: Vec<Cow<'a, [u8]>>,
}

impl<'a> QueryScores<'a> {
    /// Combines the cached scores. A unit must match one of the clauses itself.
    pub fn new(org: &Org, query: &Query, cache: &'a QueryCache, pass: Pass) -> Self {
        let clauses = query.clauses.iter();
        let direct: Vec<Cow<[u8]>> = clauses.map(|clause| clause_scores(cache, clause, pass)).collect();
        let with_ancestors: Vec<Cow<[u8]>> =
            (0..direct.len()).map(|i| with_inherited(org, query, i, direct[i].clone())).collect();
        let mut lowest = vec![u8::MAX; org.len()];
        let mut has_match = vec![u8::from(query.clauses.is_empty()); org.len()];
        for (direct, inherited) in direct.iter().zip(&with_ancestors) {
            lowest.iter_mut().zip(&**inherited).for_each(|(lowest, &score)| *lowest = score.min(*lowest));
            has_match.iter_mut().zip(&**direct).for_each(|(has_match, &score)| *has_match |= score);
        }
        lowest
            .iter_mut()
            .zip(has_match)
            .for_each(|(lowest, has_match)| *lowest = if has_match == 0 { 0 } else { *lowest });
        if let Some(candidates) = cache.candidates() {
            candidates.zeroes().for_each(|unit| lowest[unit] = 0);
        }
        Self { lowest, direct, with_ancestors }
    }

    /// Scores that have only a total, as the fallback scan gives.
    pub fn of_units(lowest: Vec<u8>) -> Self {
        Self { lowest, direct: Vec::new(), with_ancestors: Vec::new() }
    }

    /// Number of units that match.
    pub fn match_count(&self) -> usize {
        score_scan::count_matches(&self.lowest)
    }
}

/// At each unit, the highest score of the alternatives, each that of its lowest term.
fn clause_scores<'a>(cache: &'a QueryCache, clause: &Clause, pass: Pass) -> Cow<'a, [u8]> {
    let merge = |mut left: Cow<'a, [u8]>, right: Cow<'a, [u8]>, choose: fn(u8, u8) -> u8| {
        left.to_mut().iter_mut().zip(&*right).for_each(|(left, &right)| *left = choose(*left, right));
        left
    };
    let conjunction_scores = |terms: &Conjunction| {
        terms
            .iter()
            .map(|term| Cow::Borrowed(cache.direct(term, pass).unwrap_or_default()))
            .reduce(|left, right| merge(left, right, u8::min))
    };
    let scores = clause.iter().filter_map(conjunction_scores);
    scores.reduce(|left, right| merge(left, right, u8::max)).unwrap_or_default()
}

/// The scores of a clause with those inherited from ancestors. Anchored terms inherit nothing, nor does the
/// only clause of a query: all matching units have a score of their own, and keep the order of these scores.
/// A stop word at the end of several terms matches everywhere: it may be the start of a word.
fn with_inherited<'a>(org: &Org, query: &Query, clause: usize, direct: Cow<'a, [u8]>) -> Cow<'a, [u8]> {
    let is_last = clause + 1 == query.clauses.len();
    let terms = || query.clauses[clause].iter().flatten();
    let share = if is_last { LAST_INHERITED_SHARE } else { INHERITED_SHARE };
    let is_direct = query.clauses.len() == 1 || terms().any(QueryTerm::is_anchored);
    let mut scores = if is_direct { direct } else { with_ancestors(org, direct, share) };
    if is_last && clause > 0 && terms().any(|term| term.is_stop_word) {
        scores.to_mut().iter_mut().for_each(|score| *score = (*score).max(STOP_WORD as u8));
    }
    scores
}

/// At each unit, the higher of its own score and a share, in sixteenths, of the highest score
/// among its ancestors. Units are in reading order, so a subtree is a range: an inherited score
/// is constant up to a higher score or the end of the ancestor's subtree.
fn with_ancestors<'a>(org: &Org, direct: Cow<'a, [u8]>, share: u32) -> Cow<'a, [u8]> {
    let mut scores = direct.to_vec();
    // The highest score above, the end of its subtree, and the stack of those it hides.
    let (mut highest, mut end) = (0, direct.len());
    let mut hidden = Vec::new();
    let mut walk = org.walk();
    let mut at = 0;
    while at < direct.len() {
        let higher = score_scan::first_above(&direct[at..end], highest).map(|offset| at + offset);
        let until = higher.unwrap_or(end);
        let inherited = (u32::from(highest) * share / 16) as u8;
        scores[at..until].iter_mut().for_each(|score| *score = inherited.max(*score));
        at = until;
        if higher.is_some() {
            hidden.push((highest, end));
            (highest, end) = (direct[at], walk.subtree_end(UnitId::at(at)).min(end));
            at += 1;
        }
        while at == end
            && let Some(outer) = hidden.pop()
        {
            (highest, end) = outer;
        }
    }
    Cow::Owned(scores)
}
