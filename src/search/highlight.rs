//! Which parts of a text a query matches, for the rows on the screen.

use std::ops::Range;

use super::fuzzy::FuzzyMatcher;
use super::query::{Query, QueryTerm};
use super::tokens::TokenizedText;
use super::word_match::WordMatch;

impl Query {
    /// The parts of a name that match, in bytes, in order and apart from one another.
    pub fn name_highlights(&self, name: &str) -> Vec<Range<usize>> {
        let fuzzy = FuzzyMatcher::default();
        self.highlights(name, &fuzzy, |phrase, needle| WordMatch::in_name(phrase, needle, Some(&fuzzy)))
    }

    /// The parts of any other text where a word of the query stands.
    pub fn text_highlights(&self, text: &str) -> Vec<Range<usize>> {
        self.highlights(text, &FuzzyMatcher::default(), |phrase, needle| {
            WordMatch::in_words(phrase, needle, false)
        })
    }

    fn highlights(
        &self,
        text: &str,
        fuzzy: &FuzzyMatcher,
        find: impl Fn(&TokenizedText, &QueryTerm) -> Option<WordMatch>,
    ) -> Vec<Range<usize>> {
        if self.clauses.is_empty() {
            return Vec::new();
        }
        let phrase = TokenizedText::new(text);
        let hits = self.terms().filter_map(|needle| find(&phrase, needle));
        let parts = hits.flat_map(|hit| hit.ranges(&phrase, fuzzy));
        let mut parts: Vec<Range<usize>> = parts.map(|part| phrase.folded.original_range(part)).collect();
        parts.sort_by_key(|part| (part.start, part.end));
        parts.dedup_by(|next, kept| {
            let touches = next.start <= kept.end;
            kept.end = if touches { kept.end.max(next.end) } else { kept.end };
            touches
        });
        parts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matched_letters_are_found_in_the_original() {
        let marked = |typed: &str, name: &str| {
            let parts = Query::new(typed).name_highlights(name);
            parts.into_iter().map(|part| name[part].to_string()).collect::<Vec<_>>().join(",")
        };
        assert_eq!(marked("epine", "Épine dorsale"), "Épine");
        assert_eq!(marked("rie", "Réseau interministériel de l’État"), "R,i,É");
        assert_eq!(marked("dors epi", "Épine dorsale"), "Épi,dors");
        assert_eq!(marked("betagouv", "beta.gouv.fr"), "beta,gouv");
        assert_eq!(marked("etlaab", "Etalab"), "Etalab");
        assert_eq!(marked("oeuvre", "Œuvre d’État"), "Œuvre");
        assert_eq!(marked("zzz", "Etalab"), "");
    }
}
