//! Highlights: the parts of a text that a query matches, for the screen.

use std::ops::Range;

use crate::text::{ceil_char_boundary, fold};

use super::fuzzy::FuzzyMatcher;
use super::query::Query;
use super::query_term::QueryTerm;
use super::score_unit::{acronym_words, score_acronym};
use super::tokens::TokenizedText;
use super::word_match::WordMatch;

impl Query {
    /// The byte ranges of a name that match, sorted and disjoint.
    pub fn name_highlights(&self, name: &str) -> Vec<Range<usize>> {
        let fuzzy = FuzzyMatcher::default();
        self.highlights(name, &fuzzy, |text, term| WordMatch::in_name(text, term, Some(&fuzzy)))
    }

    /// The byte ranges of an acronym that match, sorted and disjoint: those of a name, or all of it if
    /// a term starts it without its signs.
    pub fn acronym_highlights(&self, acronym: &str) -> Vec<Range<usize>> {
        let mut ranges = self.name_highlights(acronym);
        let words = acronym_words(acronym);
        let is_match = |term: &QueryTerm| words.iter().any(|word| score_acronym(word, term, true) > 0);
        if ranges.is_empty() && self.terms().any(is_match) {
            ranges.push(0..acronym.len());
        }
        ranges
    }

    /// The byte ranges of any other text that match, sorted and disjoint.
    pub fn text_highlights(&self, text: &str) -> Vec<Range<usize>> {
        let fuzzy = FuzzyMatcher::default();
        self.highlights(text, &fuzzy, WordMatch::in_text)
    }

    /// The byte ranges of the letters of the query in a name that has them in their order, not
    /// necessarily in one word: what the fallback scan finds. Sorted and disjoint.
    pub fn scattered_highlights(&self, name: &str) -> Vec<Range<usize>> {
        let folded = fold(name);
        let offsets = FuzzyMatcher::default().match_offsets(&folded.text, &self.joined_terms());
        let char_range = |at: usize| at..ceil_char_boundary(&folded.text, at + 1);
        merged(offsets.into_iter().map(|at| folded.original_range(char_range(at))).collect())
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
        let text = TokenizedText::new(text, self.languages);
        let matches = self.terms().filter_map(|term| find(&text, term));
        let folded = matches.flat_map(|word_match| word_match.ranges(&text, fuzzy));
        merged(folded.map(|range| text.folded.original_range(range)).collect())
    }
}

/// The ranges sorted, those that touch one another joined.
fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| (range.start, range.end));
    ranges.dedup_by(|next, previous| {
        let touches = next.start <= previous.end;
        previous.end = if touches { previous.end.max(next.end) } else { previous.end };
        touches
    });
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Languages;

    #[test]
    fn highlights_are_ranges_of_the_original_text() {
        let highlighted = |typed: &str, name: &str| {
            let ranges = Query::new(typed, Languages::FRENCH).name_highlights(name);
            ranges.into_iter().map(|range| name[range].to_string()).collect::<Vec<_>>().join(",")
        };
        assert_eq!(highlighted("epine", "Épine dorsale"), "Épine");
        assert_eq!(highlighted("rie", "Réseau interministériel de l’État"), "R,i,É");
        assert_eq!(highlighted("dors epi", "Épine dorsale"), "Épi,dors");
        assert_eq!(highlighted("betagouv", "beta.gouv.fr"), "beta,gouv");
        assert_eq!(highlighted("etlaab", "Etalab"), "Etalab");
        assert_eq!(highlighted("oeuvre", "Œuvre d’État"), "Œuvre");
        assert_eq!(highlighted("zzz", "Etalab"), "");
    }

    #[test]
    fn greek_letters_are_highlighted_for_latin_ones() {
        let highlighted = |typed: &str, name: &str, languages: Languages| {
            let ranges = Query::new(typed, languages).name_highlights(name);
            ranges.into_iter().map(|range| name[range].to_string()).collect::<Vec<_>>().join(",")
        };
        let in_greek = |typed: &str, name: &str| highlighted(typed, name, Languages::GREEK);
        assert_eq!(in_greek("ypourgeio paid", "Υπουργείο της Παιδείας"), "Υπουργείο,Παιδ");
        assert_eq!(in_greek("ypourge tis", "Υπουργείο της Παιδείας"), "Υπουργε");
        assert_eq!(in_greek("vouli", "Vouli – Βουλή"), "Vouli");
        assert_eq!(in_greek("'vouli", "Βουλή"), "");
        assert_eq!(highlighted("vouli", "Βουλή", Languages::FRENCH), "");
        let of_acronym = Query::new("dei", Languages::GREEK).acronym_highlights("Δ.Ε.Η.").pop();
        assert_eq!(of_acronym, Some(0.."Δ.Ε.Η".len()));
    }

    #[test]
    fn the_whole_telephone_number_is_highlighted() {
        let highlighted = |typed: &str, text: &str| {
            let ranges = Query::new(typed, Languages::default()).text_highlights(text);
            ranges.into_iter().map(|range| text[range].to_string()).collect::<Vec<_>>().join(",")
        };
        for text in
            ["Tél. : +33 (0)1 40 15 73 00, poste 12", "Tél. : +33 (0)1\u{a0}40\u{a0}15\u{a0}73\u{a0}00"]
        {
            let number = &text["Tél. : ".len()..text.rfind("00").unwrap_or_default() + 2];
            assert_eq!(highlighted("0140157300", text), number);
            assert_eq!(highlighted("7300", text), number);
        }
        assert_eq!(highlighted("0140157301", "01 40 15 73 00"), "");
        assert_eq!(Query::new("0140157300", Languages::default()).name_highlights("01 40 15 73 00"), []);
    }

    #[test]
    fn words_are_highlighted_in_texts_for_their_initials() {
        let highlighted = |typed: &str, text: &str| {
            let ranges = Query::new(typed, Languages::FRENCH).text_highlights(text);
            ranges.into_iter().map(|range| text[range].to_string()).collect::<Vec<_>>().join(",")
        };
        let text = "Stratégie de l’Intelligence artificielle";
        assert_eq!(highlighted("ia", text), "Intelligence,artificielle");
        assert_eq!(highlighted("SIA", text), "Stratégie,Intelligence,artificielle");
        assert_eq!(highlighted("ia", "Aide. Réseau IA, l’intelligence artificielle"), "IA");
        assert_eq!(highlighted("int", text), "Int");
        assert_eq!(highlighted("'ia", text), "");
    }
}
