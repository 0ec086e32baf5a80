//! Finding units by what people type. The rules: a query word has a quality at every unit;
//! a unit is as good as its worst word; loose matches are looked for only while strict ones
//! do not fill a screen. The words of a query are looked for in the dictionary of the
//! organisation's words, and what they are worth is spread to the units through postings, one
//! byte a unit: that is what makes a key cheap among a million units.

mod filters;
mod fuzzy;
mod highlight;
mod index;
mod matches;
#[cfg(test)]
mod oracle;
mod query;
mod rank;
mod score_scan;
mod score_unit;
mod suggest;
mod term_scores;
mod tokens;
mod weights;
mod word_match;

use std::borrow::Cow;

use fixedbitset::FixedBitSet;

use crate::org::{Org, UnitId};
use crate::text::{fold, fold_into};

use fuzzy::FuzzyMatcher;
use index::postings::Postings;
pub use matches::{Matches, ScoredUnit};
use query::{Filter, MatchMode, QueryTerm};
pub use query::{Query, SYNTAX};
use score_unit::UnitScorer;
use weights::STOP_WORD;
pub use weights::SearchField;

pub use matches::{Found, Matches};
pub use query::{Query, SYNTAX};
pub use weights::Field;

/// Loose matches are looked for while there are fewer strict ones than this.
const MIN_EXACT_MATCHES: usize = 20;
/// What a name found by the last resort is worth.
const FALLBACK_SCORE: u8 = 10;
/// So many names are read for the last resort before it may be interrupted.
const FALLBACK_BATCH_UNITS: usize = 4_096;

/// What a search needs to know of an organisation, and what it keeps from one key to the next.
/// An answer does not depend on what is kept.
#[derive(Debug)]
pub struct Index {
    postings: Postings,
    fuzzy: FuzzyMatcher,
    cache: QueryCache,
}

/// What the last query took pains for.
#[derive(Debug, Default)]
struct QueryCache {
    lanes: Vec<TermScores>,
    filters: Vec<Filter>,
    /// What the filters leave; `None` where there are none.
    candidates: Option<FixedBitSet>,
}

/// The quality of a needle at every unit.
#[derive(Debug)]
struct TermScores {
    needle: QueryTerm,
    is_fuzzy: bool,
    own: Vec<u8>,
}

/// The qualities that a query has at every unit.
struct QueryScores<'a> {
    /// The quality of the worst term; 0 where one is not found.
    worst: Vec<u8>,
    /// The quality of each term at the units themselves, and with what those above lend.
    own: Vec<Cow<'a, [u8]>>,
    lanes: Vec<Cow<'a, [u8]>>,
}

impl TermScores {
    fn is_for(&self, needle: &QueryTerm, loose: bool) -> bool {
        let same_way =
            self.needle.mode == needle.mode && (!loose || self.needle.is_only_term == needle.is_only_term);
        self.is_fuzzy == loose && same_way && self.needle.text == needle.text
    }
}

impl QueryCache {
    fn lane(&self, needle: &QueryTerm, loose: bool) -> Option<&[u8]> {
        self.lanes.iter().find(|lane| lane.is_for(needle, loose)).map(|lane| &*lane.own)
    }
}

impl Index {
    pub fn new(org: &Org) -> Self {
        Self { postings: Postings::new(org), fuzzy: FuzzyMatcher::default(), cache: QueryCache::default() }
    }

    /// How much memory it takes without what it keeps between keys, in bytes.
    pub fn memory_bytes(&self) -> usize {
        self.postings.memory_bytes()
    }

    /// How many problems the cards have, all of which were read.
    pub fn diagnostic_count(&self) -> usize {
        self.postings.diagnostic_count
    }

    /// The units that match. An empty query matches nothing.
    pub fn search(&mut self, org: &Org, query: &Query) -> Matches {
        let mut matches = self.start_search(org, query);
        while matches.is_unfinished() {
            self.continue_search(org, query, &mut matches);
        }
        matches
    }

    /// The units that match, as far as that takes no longer than a key may. What is left to do
    /// is for `go_on`.
    pub fn start_search(&mut self, org: &Org, query: &Query) -> Matches {
        if query.is_empty() {
            return Matches::default();
        }
        self.update_candidates(org, query);
        self.fill(org, query, false);
        let strict = self.score(org, query, false);
        let is_loose = |needle: &QueryTerm| needle.mode == MatchMode::Fuzzy;
        if score_scan::count_matches(&strict.worst) >= MIN_EXACT_MATCHES || !query.terms().any(is_loose) {
            return self.to_matches(org, query, strict);
        }
        self.fill(org, query, true);
        let loose = self.score(org, query, true);
        if score_scan::count_matches(&loose.worst) > 0 || !query.terms().all(is_loose) {
            return self.to_matches(org, query, loose);
        }
        let mut matches = Matches::unfinished(org.len());
        self.continue_search(org, query, &mut matches);
        matches
    }

    /// Goes on with the last resort: `fuzzy-matcher` over whole folded names, so that nothing
    /// it would find is lost.
    pub fn continue_search(&mut self, org: &Org, query: &Query, matches: &mut Matches) {
        let Some(start) = matches.resume_at() else { return };
        let end = (start + FALLBACK_BATCH_UNITS).min(org.len());
        let typed = query.joined_terms();
        let mut folded = String::new();
        for unit in (start..end).filter(|&unit| self.is_candidate(unit)) {
            folded.clear();
            fold_into(&org.name(UnitId::at(unit)), &mut folded);
            if is_subsequence(&folded, &typed) && self.fuzzy.score(&folded, &typed).is_some() {
                matches.set_score(unit, FALLBACK_SCORE);
            }
        }
        if end < org.len() {
            matches.set_resume_at(end);
        } else {
            let found = QueryScores { worst: matches.take_scores(), own: Vec::new(), lanes: Vec::new() };
            *matches = self.to_matches(org, query, found);
        }
    }

    /// Looks again for what the filters leave, where they changed.
    fn update_candidates(&mut self, org: &Org, query: &Query) {
        if self.cache.filters != query.filters {
            self.cache.candidates = filters::candidates(org, &self.postings, &query.filters);
            self.cache.filters.clone_from(&query.filters);
        }
    }

    fn is_candidate(&self, unit: usize) -> bool {
        self.cache.candidates.as_ref().is_none_or(|allowed| allowed.contains(unit))
    }

    /// What is found of the terms of a query, at the allowed units.
    fn score<'a>(&'a self, org: &Org, query: &Query, loose: bool) -> QueryScores<'a> {
        let own: Vec<Cow<[u8]>> = query.clauses.iter().map(|term| self.clause_scores(term, loose)).collect();
        let lanes: Vec<Cow<[u8]>> =
            (0..own.len()).map(|t| with_inherited(org, query, t, own[t].clone())).collect();
        let mut worst = vec![u8::MAX; org.len()];
        let mut some = vec![u8::from(query.clauses.is_empty()); org.len()];
        for (own, lane) in own.iter().zip(&lanes) {
            worst.iter_mut().zip(&**lane).for_each(|(worst, &quality)| *worst = quality.min(*worst));
            some.iter_mut().zip(&**own).for_each(|(some, &quality)| *some |= quality);
        }
        worst.iter_mut().zip(some).for_each(|(worst, some)| *worst = if some == 0 { 0 } else { *worst });
        if let Some(allowed) = &self.cache.candidates {
            allowed.zeroes().for_each(|unit| worst[unit] = 0);
        }
        QueryScores { worst, own, lanes }
    }

    /// Makes the lanes that the last query does not leave, and keeps none of other words.
    fn fill(&mut self, org: &Org, query: &Query, loose: bool) {
        let mut before = std::mem::take(&mut self.cache.lanes);
        before.retain(|lane| query.terms().any(|needle| lane.is_for(needle, lane.is_fuzzy)));
        self.cache.lanes = before;
        for needle in query.terms() {
            if self.cache.lane(needle, false).is_none() {
                let own = term_scores::exact(org, &self.postings, needle, |_| true);
                self.cache.lanes.push(TermScores { needle: needle.clone(), is_fuzzy: false, own });
            }
            if loose && self.cache.lane(needle, true).is_none() {
                let strict = self.cache.lane(needle, false).unwrap_or_default();
                let own = term_scores::fuzzy(&self.postings, needle, &self.fuzzy, strict);
                self.cache.lanes.push(TermScores { needle: needle.clone(), is_fuzzy: true, own });
            }
        }
    }

    /// The best of the alternatives of a term, each as good as its worst needle.
    fn clause_scores<'a>(&'a self, term: &[Vec<QueryTerm>], loose: bool) -> Cow<'a, [u8]> {
        let merge = |mut one: Cow<'a, [u8]>, two: Cow<'a, [u8]>, better: fn(u8, u8) -> u8| {
            one.to_mut().iter_mut().zip(&*two).for_each(|(one, &two)| *one = better(*one, two));
            one
        };
        let all = |needles: &Vec<QueryTerm>| {
            needles
                .iter()
                .map(|needle| Cow::Borrowed(self.cache.lane(needle, loose).unwrap_or_default()))
                .reduce(|one, two| merge(one, two, u8::min))
        };
        term.iter().filter_map(all).reduce(|one, two| merge(one, two, u8::max)).unwrap_or_default()
    }

    /// The units with a quality, the best few in their exact order.
    fn to_matches(&self, org: &Org, query: &Query, found: QueryScores) -> Matches {
        let QueryScores { worst, own, lanes } = found;
        // Filters alone leave the reading order.
        let unscored = query.clauses.is_empty();
        let best = match unscored {
            true => Vec::new(),
            false => rank::rank(org, query, &self.fuzzy, &self.postings.name_lengths, &worst, &lanes),
        };
        let nearest = if score_scan::count_matches(&worst) > 0 { None } else { self.nearest(query, &own) };
        Matches::new(best, worst, unscored, nearest)
    }

    /// The unit that comes nearest to what was typed: with several words, the one at which most
    /// of them are found; else one with the word nearest to it.
    fn nearest(&self, query: &Query, own: &[Cow<[u8]>]) -> Option<UnitId> {
        suggest::matching_most(own).or_else(|| suggest::most_similar(&self.postings, &query.joined_terms()))
    }

    /// The units that are called exactly this: by id, else by acronym, else by a name.
    pub fn find_exact(&self, org: &Org, words: &str) -> Vec<UnitId> {
        let folded = fold(words.trim()).text;
        filters::find_exact(org, &folded)
    }
}

impl Query {
    /// Where the worst word of the query was found at a unit, and how well.
    pub fn matched_field(&self, org: &Org, found: &ScoredUnit) -> SearchField {
        let (judge, fuzzy) = (UnitScorer::new(org, found.unit), FuzzyMatcher::default());
        let quality = |needle: &QueryTerm| judge.score(needle, Some(&fuzzy));
        let of_term = |term: &Vec<Vec<QueryTerm>>| {
            let worst =
                |needles: &Vec<QueryTerm>| needles.iter().map(quality).min_by_key(|quality| quality.value);
            term.iter().filter_map(worst).max_by_key(|quality| quality.value).unwrap_or_default()
        };
        let worst = self.clauses.iter().map(of_term).min_by_key(|quality| quality.value);
        match worst {
            // Where the unit itself has less, those above lent it.
            Some(worst) if worst.value < found.score => SearchField::Path,
            Some(worst) => worst.field,
            None => SearchField::Name,
        }
    }
}

/// A term's quality at each unit, with what those above lend: five eighths of theirs, or half
/// of that for the query's last word, which may still change. A word without a meaning, when it
/// is the last of several, leaves nothing out.
fn with_inherited<'a>(org: &Org, query: &Query, t: usize, own: Cow<'a, [u8]>) -> Cow<'a, [u8]> {
    let is_last = t + 1 == query.clauses.len();
    let needles = || query.clauses[t].iter().flatten();
    let share = if is_last { 5 } else { 10 };
    let mut lane = if needles().any(QueryTerm::is_anchored) { own } else { with_ancestors(org, own, share) };
    if is_last && t > 0 && needles().any(QueryTerm::is_stop_word) {
        lane.to_mut().iter_mut().for_each(|quality| *quality = (*quality).max(STOP_WORD as u8));
    }
    lane
}

/// The better, at each unit, of its own quality and a share, in sixteenths, of the best above.
/// What is lent stays the same until a better unit is met or the subtree of the lender ends.
fn with_ancestors<'a>(org: &Org, own: Cow<'a, [u8]>, share: u32) -> Cow<'a, [u8]> {
    let mut lane = own.to_vec();
    // The best quality above, where its subtree ends, and those that hold again from there on.
    let (mut best, mut end) = (0, own.len());
    let mut outer = Vec::new();
    let mut at = 0;
    while at < own.len() {
        let better = score_scan::first_above(&own[at..end], best).map(|place| at + place);
        let until = better.unwrap_or(end);
        let lent = (u32::from(best) * share / 16) as u8;
        lane[at..until].iter_mut().for_each(|quality| *quality = lent.max(*quality));
        at = until;
        if better.is_some() {
            outer.push((best, end));
            (best, end) = (own[at], org.subtree(UnitId::at(at)).end);
            at += 1;
        }
        while at == end
            && let Some(before) = outer.pop()
        {
            (best, end) = before;
        }
    }
    Cow::Owned(lane)
}

/// Whether the letters are in the text in their order.
fn is_subsequence(text: &str, letters: &str) -> bool {
    let mut text = text.chars();
    letters.chars().all(|letter| text.any(|next| next == letter))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::read;
    use crate::lang::Lang;

    fn org() -> Org {
        let text = r#"{"format": "ramure/1", "units": [
            {"id": "r", "name": "Ministère", "classification": "ministère"},
            {"id": "iso", "parent_id": "r", "name": "Infrastructures", "acronym": "ISO"},
            {"id": "rie", "parent_id": "iso", "name": "Réseau de l’État", "classification": "réseau"},
            {"id": "col", "parent_id": "rie", "name": "Réseau de collecte", "classification": "pôle"},
            {"id": "rh", "parent_id": "r", "name": "Pôle attractivité", "abstract": "Un réseau, une collecte."}]}"#;
        read(text.as_bytes(), Lang::En).expect("readable")
    }

    /// The ids of the units found, the best first.
    fn found(typed: &str) -> String {
        let org = org();
        let matches = Index::new(&org).search(&org, &Query::new(typed));
        matches.ranked().iter().map(|found| org.id(found.unit).to_string()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_unit_is_as_good_as_its_worst_word() {
        assert_eq!(found("reseau collecte"), "col rh");
    }

    #[test]
    fn a_word_may_be_found_above_but_not_every_word() {
        assert_eq!(found("iso collecte"), "col");
        assert_eq!(found("iso"), "iso", "what is below an exact match is not a match");
    }

    #[test]
    fn filters_and_alternatives_narrow_what_is_found() {
        assert_eq!(found("kind:pole"), "col");
        assert_eq!(found("in:iso reseau"), "rie col");
        assert_eq!(found("in:r"), "r iso rie col rh", "in reading order");
        assert_eq!(found("in:rie"), "rie col");
        assert_eq!(found("reseau !collecte"), "rie rh");
        assert_eq!(found("infrastructures | attractivite"), "iso rh");
        assert_eq!(found("^reseau etat$"), "rie");
    }

    #[test]
    fn nothing_found_offers_the_nearest() {
        let org = org();
        let matches = Index::new(&org).search(&org, &Query::new("axtrxctivxte"));
        assert_eq!((matches.total(), matches.suggestion), (0, org.find("rh")));
        assert_eq!(Index::new(&org).search(&org, &Query::new("zzzzzz")).suggestion, None);
    }

    #[test]
    fn the_last_resort_is_the_fuzzy_matcher_over_whole_names() {
        assert_eq!(found("rdclct"), "col");
    }

    #[test]
    fn an_empty_query_matches_nothing() {
        assert_eq!(found(""), "");
    }

    #[test]
    fn hostile_queries_are_answered() {
        for typed in
            ["a".repeat(10_000), "é ".repeat(5_000), "\u{301}\u{301}".into(), "שלום".into(), "👩‍💻".into()]
        {
            found(&typed);
        }
    }
}
