//! Cache of the last query: while a user types, most of its terms and filters stay the same.

use fixedbitset::FixedBitSet;

use crate::org::Org;

use super::adjacent::AdjacentScan;
use super::filter::FilterClause;
use super::filters;
use super::fuzzy::FuzzyMatcher;
use super::index::position::WordPosition;
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

/// Which matches of a term count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pass {
    /// Exact ones.
    Exact,
    /// Exact ones in names and kinds, as a filter by a word has them.
    ExactInNames,
    /// Exact and fuzzy ones.
    Fuzzy,
}

impl Pass {
    fn accepts(self) -> fn(WordPosition) -> bool {
        match self {
            Pass::ExactInNames => |position| position.is_name_or_acronym() || position.is_kind(),
            Pass::Exact | Pass::Fuzzy => |_| true,
        }
    }
}

/// The score of a term at every unit.
#[derive(Debug)]
struct TermScores {
    term: QueryTerm,
    pass: Pass,
    /// The scores of the units' own text, without those of their ancestors.
    direct: Vec<u8>,
    /// What is still to be read.
    scan: Option<AdjacentScan>,
}

impl TermScores {
    fn exact(org: &Org, postings: &Postings, term: &QueryTerm, pass: Pass) -> Self {
        let direct = term_scores::exact(org, postings, term, pass.accepts());
        let scan = term.is_adjacent().then(|| AdjacentScan::new(org, postings, term, pass.accepts()));
        Self { term: term.clone(), pass, direct, scan }
    }

    /// Exact scores do not depend on `is_only_term`: it only adds a kind of fuzzy match.
    fn is_for(&self, term: &QueryTerm, pass: Pass) -> bool {
        let is_same_mode = self.term.mode == term.mode
            && (pass != Pass::Fuzzy || self.term.is_only_term == term.is_only_term);
        self.pass == pass && is_same_mode && self.term.text == term.text
    }
}

impl QueryCache {
    /// The scores of a term, if they are cached.
    pub fn direct(&self, term: &QueryTerm, pass: Pass) -> Option<&[u8]> {
        self.term_scores.iter().find(|scores| scores.is_for(term, pass)).map(|scores| &*scores.direct)
    }

    /// Begins to compute the exact scores that are missing for a query, and drops those of other terms. To complete
    /// them, call [`Self::continue_scan`].
    pub fn fill_exact(&mut self, org: &Org, postings: &Postings, query: &Query) {
        self.term_scores.retain(|scores| match scores.pass {
            Pass::ExactInNames => filters::terms(&query.filters).any(|term| scores.is_for(term, scores.pass)),
            Pass::Exact | Pass::Fuzzy => query.terms().any(|term| scores.is_for(term, scores.pass)),
        });
        let filter_terms = filters::terms(&query.filters).map(|term| (term, Pass::ExactInNames));
        for (term, pass) in filter_terms.chain(query.terms().map(|term| (term, Pass::Exact))) {
            if self.direct(term, pass).is_none() {
                self.term_scores.push(TermScores::exact(org, postings, term, pass));
            }
        }
    }

    /// Reads some of the texts that terms of several words need. Returns whether any are left.
    pub fn continue_scan(&mut self, org: &Org) -> bool {
        let mut scans = self.term_scores.iter_mut().filter(|scores| scores.scan.is_some());
        let Some(TermScores { term, pass, direct, scan }) = scans.next() else { return false };
        if !scan.as_mut().is_some_and(|scan| scan.step(org, term, pass.accepts(), direct)) {
            *scan = None;
        }
        scan.is_some() || scans.next().is_some()
    }

    /// Computes the fuzzy scores that are missing for a query, whose exact scores are complete.
    pub fn fill_fuzzy(&mut self, org: &Org, postings: &Postings, fuzzy: &FuzzyMatcher, query: &Query) {
        for term in query.terms() {
            if self.direct(term, Pass::Fuzzy).is_none() {
                let exact = self.direct(term, Pass::Exact).unwrap_or_default();
                let direct = term_scores::fuzzy(org, postings, term, fuzzy, exact);
                self.term_scores.push(TermScores {
                    term: term.clone(),
                    pass: Pass::Fuzzy,
                    direct,
                    scan: None,
                });
            }
        }
    }

    /// Recomputes the candidate set if the filters have changed. The scores of their terms are complete.
    pub fn update_candidates(&mut self, org: &Org, postings: &Postings, filters: &[FilterClause]) {
        if self.filters != filters {
            let scores = |term: &QueryTerm| self.direct(term, Pass::ExactInNames).unwrap_or_default();
            self.candidates = filters::candidates(org, postings, filters, &scores);
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
