//! Answers a query in up to three passes: exact, fuzzy, and a fallback scan over whole names.

use crate::org::{Org, UnitId};
use crate::text::{fold, fold_into};

use super::fuzzy::is_subsequence;
use super::index::Index;
use super::matches::{Matches, Remaining};
use super::named;
use super::query::Query;
use super::query_cache::Pass;
use super::query_scores::QueryScores;
use super::query_term::{MatchMode, QueryTerm};
use super::rank;
use super::suggest;

/// The fuzzy pass runs when there are fewer exact matches than this, about a screen.
pub const MIN_EXACT_MATCHES: usize = 20;
/// The score of a name found by the fallback scan.
pub const FALLBACK_SCORE: u8 = 10;
/// Names read by one step of the fallback scan.
const FALLBACK_BATCH_UNITS: usize = 4_096;

impl Index {
    /// All units that match. An empty query matches nothing.
    pub fn search(&mut self, org: &Org, query: &Query) -> Matches {
        let mut matches = self.start_search(org, query);
        while matches.is_unfinished() {
            self.continue_search(org, query, &mut matches);
        }
        matches
    }

    /// Searches within the time that a key press may take. If the result is unfinished, call
    /// [`Index::continue_search`] until it is not.
    pub fn start_search(&mut self, org: &Org, query: &Query) -> Matches {
        if query.is_empty() {
            return Matches::default();
        }
        self.cache.fill_exact(org, &self.postings, query);
        let mut matches = Matches::unfinished(Remaining::Texts);
        self.continue_search(org, query, &mut matches);
        matches
    }

    /// Runs one step of an unfinished search.
    pub fn continue_search(&mut self, org: &Org, query: &Query, matches: &mut Matches) {
        match matches.remaining() {
            None => {}
            Some(Remaining::Texts) => {
                let is_left = self.cache.continue_scan(org);
                if !is_left {
                    *matches = self.search_terms(org, query);
                }
            }
            Some(Remaining::Names(start)) => self.scan_names(org, query, start, matches),
        }
    }

    /// The exact matches, whose scores are complete, or the fuzzy ones; or the start of the fallback scan.
    fn search_terms(&mut self, org: &Org, query: &Query) -> Matches {
        self.cache.update_candidates(org, &self.postings, &query.filters);
        let exact = QueryScores::new(org, query, &self.cache, Pass::Exact);
        let is_fuzzy = |term: &QueryTerm| term.mode == MatchMode::Fuzzy;
        if exact.match_count() >= MIN_EXACT_MATCHES || !query.terms().any(is_fuzzy) {
            return self.to_matches(org, query, exact);
        }
        // Of a million units, these are some megabytes.
        drop(exact);
        self.cache.fill_fuzzy(org, &self.postings, &self.fuzzy, query);
        let fuzzy = QueryScores::new(org, query, &self.cache, Pass::Fuzzy);
        if fuzzy.match_count() > 0 || !query.terms().all(QueryTerm::is_plain) {
            return self.to_matches(org, query, fuzzy);
        }
        let mut matches = Matches::with_names_left(org.len());
        self.scan_names(org, query, 0, &mut matches);
        matches
    }

    /// Runs one step of the fallback scan: `fuzzy-matcher` over whole folded names.
    fn scan_names(&mut self, org: &Org, query: &Query, start: usize, matches: &mut Matches) {
        let end = (start + FALLBACK_BATCH_UNITS).min(org.len());
        let pattern = query.joined_terms();
        let mut name = String::new();
        for unit in (start..end).filter(|&unit| self.cache.is_candidate(unit)) {
            name.clear();
            fold_into(&org.name(UnitId::at(unit)), &mut name);
            if is_subsequence(&name, &pattern) && self.fuzzy.score(&name, &pattern).is_some() {
                matches.set_score(unit, FALLBACK_SCORE);
            }
        }
        if end < org.len() {
            matches.set_remaining(Remaining::Names(end));
        } else {
            let scores = QueryScores::of_units(matches.take_scores());
            *matches = self.to_matches(org, query, scores);
        }
    }

    /// Ranks the units that have a score. Filters alone do not rank: they keep the reading order.
    fn to_matches(&self, org: &Org, query: &Query, mut scores: QueryScores) -> Matches {
        if let Some(address) = &query.address {
            address.raise_scores(org, &mut scores.lowest);
        }
        let is_unranked = query.clauses.is_empty();
        let mut top = match is_unranked {
            true => Vec::new(),
            false => rank::rank(
                org,
                query,
                &self.fuzzy,
                &self.postings.name_lengths,
                &scores.lowest,
                &scores.with_ancestors,
            ),
        };
        self.bonuses.apply(&mut top, &scores.lowest);
        let nearest = match scores.match_count() {
            0 => suggest::nearest(&self.postings, &scores, &query.joined_terms()),
            _ => Vec::new(),
        };
        Matches::new(top, scores.lowest, is_unranked, nearest)
    }

    /// The units with this id; if there are none, those with this acronym, then with this name.
    pub fn find_exact(&self, org: &Org, text: &str) -> Vec<UnitId> {
        let folded = fold(text.trim()).text;
        named::find_exact(org, &self.postings, &folded)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::read;
    use crate::lang::Lang;
    use crate::text::Languages;

    fn org() -> Org {
        let text = r#"{"format": "ramure/1", "units": [
            {"id": "r", "name": "Ministère", "classification": "ministère"},
            {"id": "iso", "parent_id": "r", "name": "Infrastructures", "acronym": "ISO"},
            {"id": "rie", "parent_id": "iso", "name": "Réseau de l’État", "classification": "réseau"},
            {"id": "col", "parent_id": "rie", "name": "Réseau de collecte", "classification": "pôle"},
            {"id": "rh", "parent_id": "r", "name": "Pôle attractivité", "abstract": "Un réseau, une collecte."}]}"#;
        read(text.as_bytes(), Lang::En).expect("readable")
    }

    /// The ids of all matches, the best first.
    fn matched_ids(typed: &str) -> String {
        let org = org();
        let mut matches = Index::new(&org).search(&org, &Query::new(typed, org.languages()));
        matches.set_weak_shown(true);
        matches.ranked().iter().map(|scored| org.id(scored.unit).to_string()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn at_a_tie_of_high_scores_the_unit_above_comes_first() {
        let text = r#"{"format": "ramure/1", "units": [{"id": "r", "name": "Ministère"},
            {"id": "rh", "name": "RH de la filière numérique de l’État", "parent_id": "r"},
            {"id": "exp", "name": "RH et parcours", "parent_id": "rh"},
            {"id": "other", "name": "RH autres", "parent_id": "r"}]}"#;
        let org = read(text.as_bytes(), Lang::En).expect("readable");
        let matches = Index::new(&org).search(&org, &Query::new("rh", org.languages()));
        let ids: Vec<String> = matches.ranked().iter().map(|found| org.id(found.unit).to_string()).collect();
        assert_eq!(ids, ["other", "rh", "exp"]);
    }

    #[test]
    fn a_unit_scores_as_low_as_its_lowest_term() {
        assert_eq!(matched_ids("reseau collecte"), "col rh");
    }

    #[test]
    fn some_terms_but_not_all_may_match_only_an_ancestor() {
        assert_eq!(matched_ids("iso collecte"), "col");
        assert_eq!(matched_ids("iso"), "iso", "a unit below an exact match is not a match");
    }

    #[test]
    fn an_only_term_is_scored_at_the_unit_itself() {
        let text = r#"{"format": "ramure/1", "units": [{"id": "r", "name": "Ministère"},
            {"id": "iso", "parent_id": "r", "name": "Infrastructures", "acronym": "ISO"},
            {"id": "inside", "parent_id": "iso", "name": "Équipe supervisoire"},
            {"id": "start", "parent_id": "r", "name": "Pôle", "abstract": "Une équipe isolée."}]}"#;
        let org = read(text.as_bytes(), Lang::En).expect("readable");
        let mut matches = Index::new(&org).search(&org, &Query::new("iso", org.languages()));
        matches.set_weak_shown(true);
        let ids: Vec<String> = matches.ranked().iter().map(|found| org.id(found.unit).to_string()).collect();
        assert_eq!(
            ids,
            ["iso", "start", "inside"],
            "the unit above does not raise what has it inside a word"
        );
    }

    #[test]
    fn filters_and_operators_narrow_the_results() {
        assert_eq!(matched_ids("kind:pole"), "col");
        assert_eq!(matched_ids("in:iso reseau"), "rie col");
        assert_eq!(matched_ids("in:r"), "r iso rie col rh", "in reading order");
        assert_eq!(matched_ids("in:rie"), "rie col");
        assert_eq!(matched_ids("reseau !collecte"), "rie rh");
        assert_eq!(matched_ids("infrastructures | attractivite"), "iso rh");
        assert_eq!(matched_ids("^reseau etat$"), "rie");
    }

    #[test]
    fn greek_is_found_in_latin_letters_after_words_that_stand_there_as_typed() {
        let text = r#"{"format": "ramure/1", "units": [{"id": "gr", "name": "Ελληνική Δημοκρατία"},
            {"id": "acronym", "name": "Επιχείρηση", "acronym": "Β.Ο.Λ."},
            {"id": "greek", "name": "Βολ και εκθέσεις"}, {"id": "latin", "name": "Η Vol"},
            {"id": "museum", "name": "Πολεμικό Μουσείο"}, {"id": "house", "name": "Μουσείο του Πολέμου"},
            {"id": "other", "name": "Γραφείο", "abstract": "Σε πολεμικό μουσείο."}]}"#;
        let org = read(text.as_bytes(), Lang::En).expect("readable");
        let mut index = Index::new(&org);
        let mut found = |typed: &str| {
            let matches = index.search(&org, &Query::new(typed, org.languages()));
            matches.ranked().iter().map(|found| org.id(found.unit).to_string()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(found("vol"), "latin greek acronym");
        assert_eq!(found("polemiko mouseio"), "museum other");
        assert_eq!(found("polem mous"), "museum house");
        assert_eq!(found("mouseio tou polemou"), "house", "the article is left out");
        assert_eq!(found("polemiko | zz"), "museum other");
        assert_eq!(found("'polemiko"), "");
        let french = Query::new("polemiko mouseio", Languages::FRENCH);
        assert_eq!(index.search(&org, &french).total(), 0);
    }

    #[test]
    fn a_query_without_matches_has_the_nearest_units() {
        let org = org();
        let search = |typed: &str| Index::new(&org).search(&org, &Query::new(typed, org.languages()));
        let nearest = |typed: &str| {
            let ids =
                search(typed).nearest().iter().map(|&unit| org.id(unit).to_string()).collect::<Vec<_>>();
            ids.join(" ")
        };
        let matches = search("axtrxctivxte");
        assert_eq!((matches.total(), matches.suggestion()), (0, org.find("rh")));
        assert_eq!(nearest("reseau etat 'zz"), "rie col rh", "by the number of clauses, then by score");
        assert_eq!(nearest("reqqaa infraqqqcqures"), "");
        assert_eq!(nearest("zzzzzz"), "");
        assert_eq!(nearest("reseau"), "", "there are matches");
    }

    #[test]
    fn at_most_ten_units_are_nearest_without_repeats() {
        let units: Vec<String> = (0..30)
            .map(|i| {
                format!(r#"{{"id": "u{i}", "parent_id": "u0", "name": "Attractivité des attractions {i}"}}"#)
            })
            .collect();
        let text = format!(r#"{{"format": "ramure/1", "units": [{}]}}"#, units.join(", "));
        let org = read(text.as_bytes(), Lang::En).expect("readable");
        for typed in ["axtrxctivxte", "attractions 'zz"] {
            let matches = Index::new(&org).search(&org, &Query::new(typed, org.languages()));
            let nearest = matches.nearest();
            let distinct: std::collections::HashSet<_> = nearest.iter().map(|unit| unit.index()).collect();
            assert_eq!((matches.total(), nearest.len(), distinct.len()), (0, 10, 10), "{typed}");
        }
    }

    #[test]
    fn texts_are_read_for_joined_words_in_steps() {
        let unit = |i| format!(r#"{{"id": "u{i}", "parent_id": "u0", "name": "De la cour {i}"}}"#);
        let units: Vec<String> = (0..10_000).map(unit).collect();
        let text = format!(r#"{{"format": "ramure/1", "units": [{}]}}"#, units.join(", "));
        let org = read(text.as_bytes(), Lang::En).expect("readable");
        let mut index = Index::new(&org);
        for (typed, total) in [("'cour-7", 1_111), ("cour !'cour-7", 8_889), ("'de-la", 10_000)] {
            let query = Query::new(typed, org.languages());
            let mut matches = index.start_search(&org, &query);
            assert!(matches.is_unfinished(), "{typed}");
            while matches.is_unfinished() {
                // What was read stays when the query grows meanwhile.
                index.start_search(&org, &Query::new(&format!("{typed} cour"), org.languages()));
                index.continue_search(&org, &query, &mut matches);
            }
            assert_eq!(matches.total(), total, "{typed}");
        }
    }

    #[test]
    fn the_fallback_scan_matches_whole_names() {
        assert_eq!(matched_ids("rdclct"), "col");
    }

    #[test]
    fn an_empty_query_matches_nothing() {
        assert_eq!(matched_ids(""), "");
    }

    #[test]
    fn hostile_queries_do_not_panic() {
        for typed in
            ["a".repeat(10_000), "é ".repeat(5_000), "\u{301}\u{301}".into(), "שלום".into(), "👩‍💻".into()]
        {
            matched_ids(&typed);
        }
    }
}
