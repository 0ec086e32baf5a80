//! Cache of the last query: while a user types, most of its terms and filters stay the same.

use fixedbitset::FixedBitSet;

use crate::org::Org;

use super::filter::FilterClause;
use super::filters;
use super::fuzzy::FuzzyMatcher;
use super::index::postings::Postings;
use super::query::Query;
use super::query_term::QueryTerm;
use super::term_scores;

/// Term scores and the candidate set of the last query.
#[derive(Debug, Default)]
pub struct QueryCache {
    term_scores: Vec<TermScores>,
    filters: Vec<FilterClause>,
    /// The units that pass the filters; `None` without filters.
    candidates: Option<FixedBitSet>,
}

/// The score of a term at every unit.
#[derive(Debug)]
struct TermScores {
    term: QueryTerm,
    is_fuzzy: bool,
    /// The scores of the units' own text, without those of their ancestors.
    direct: Vec<u8>,
}

impl TermScores {
    /// Exact scores do not depend on `is_only_term`: it only adds a kind of fuzzy match.
    fn is_for(&self, term: &QueryTerm, is_fuzzy: bool) -> bool {
        let is_same_mode =
            self.term.mode == term.mode && (!is_fuzzy || self.term.is_only_term == term.is_only_term);
        self.is_fuzzy == is_fuzzy && is_same_mode && self.term.text == term.text
    }
}

impl QueryCache {
    /// The scores of a term, if they are cached.
    pub fn direct(&self, term: &QueryTerm, is_fuzzy: bool) -> Option<&[u8]> {
        self.term_scores.iter().find(|scores| scores.is_for(term, is_fuzzy)).map(|scores| &*scores.direct)
    }

    /// Computes the scores that are missing for a query, and drops those of other terms.
    pub fn fill(
        &mut self,
        org: &Org,
        postings: &Postings,
        fuzzy: &FuzzyMatcher,
        query: &Query,
        is_fuzzy: bool,
    ) {
        self.term_scores.retain(|scores| query.terms().any(|term| scores.is_for(term, scores.is_fuzzy)));
        for term in query.terms() {
            if self.direct(term, false).is_none() {
                let direct = term_scores::exact(org, postings, term, |_| true);
                self.term_scores.push(TermScores { term: term.clone(), is_fuzzy: false, direct });
            }
            if is_fuzzy && self.direct(term, true).is_none() {
                let exact = self.direct(term, false).unwrap_or_default();
                let direct = term_scores::fuzzy(org, postings, term, fuzzy, exact);
                self.term_scores.push(TermScores { term: term.clone(), is_fuzzy: true, direct });
            }
        }
    }

    /// Recomputes the candidate set if the filters have changed.
    pub fn update_candidates(&mut self, org: &Org, postings: &Postings, filters: &[FilterClause]) {
        if self.filters != filters {
            self.candidates = filters::candidates(org, postings, filters);
            self.filters = filters.to_vec();
        }
    }

    /// The units that pass the filters; `None` without filters.
    pub fn candidates(&self) -> Option<&FixedBitSet> {
        self.candidates.as_ref()
    }

    pub fn is_candidate(&self, unit: usize) -> bool {
        self.candidates.as_ref().is_none_or(|candidates| candidates.contains(unit))
    }
}
