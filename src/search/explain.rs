//! Explains why a unit matched: the texts of its record, or of a unit above it, that have the query.

use std::ops::Range;

use crate::lang::Tr;
use crate::org::{Org, Unit, UnitId};
use crate::text::{Languages, Printable, floor_char_boundary};

use super::field::{SearchField, searched_link};
use super::fuzzy::FuzzyMatcher;
use super::query::{Clause, Query};
use super::query_term::QueryTerm;
use super::score_unit::{acronym_words, score_acronym, score_text};
use super::tokens::TokenizedText;

/// Units further above are not looked at.
const MAX_ANCESTORS: usize = 32;
/// Records of units further above are not read.
const MAX_ANCESTORS_READ: usize = 8;
/// Further texts of a record, further aliases, and the rest of a longer text, are not looked at.
const MAX_RECORD_BYTES: usize = 16_384;
/// Between a label and its value.
const LABEL_SEPARATOR: Tr = Tr::new("\u{a0}: ", ": ");

/// A text in which a query matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatchedText {
    /// [`SearchField::Path`] for a text of a unit above.
    pub field: SearchField,
    /// One value of the field, after its label if it has one.
    pub text: Printable,
    /// The byte ranges of the text that match, sorted and disjoint; at least one.
    pub ranges: Vec<Range<usize>>,
}

/// A text of a field, with the ranges that match; maybe none.
type FieldText = (SearchField, Printable, Vec<Range<usize>>);

impl Query {
    /// Where a match of the query has its words: in the name, in the acronym and, for what neither of
    /// them has, in an alias or in the one other text that has most of it. Empty for a query without
    /// words.
    pub fn explain(&self, org: &Org, unit: UnitId) -> Vec<MatchedText> {
        let (name, acronym) = (org.name(unit), org.acronym(unit).unwrap_or_default());
        let ranges = [self.name_highlights(&name), self.acronym_highlights(&acronym)];
        let (row, fuzzy) = (RowTexts::new(org, unit), FuzzyMatcher::default());
        let alias = self.better_alias(org, unit, &row, &fuzzy);
        let other = alias.or_else(|| self.other_text(org, unit, &row, &fuzzy));
        let texts = [(SearchField::Name, name.clone()), (SearchField::Acronym, acronym)];
        let shown = texts.into_iter().zip(ranges).map(|((field, text), ranges)| (field, text, ranges));
        let mut matched: Vec<_> = shown.chain(other).filter_map(MatchedText::new).collect();
        if matched.is_empty() {
            let ranges = self.scattered_highlights(&name);
            matched.extend(MatchedText::new((SearchField::Name, name, ranges)));
        }
        matched
    }

    /// The alias that matches a term best, if name and acronym do not match it as well.
    fn better_alias(
        &self,
        org: &Org,
        unit: UnitId,
        row: &RowTexts,
        fuzzy: &FuzzyMatcher,
    ) -> Option<FieldText> {
        let aliases = first_aliases(org, unit);
        if aliases.is_empty() {
            return None;
        }
        let shown: Vec<u32> = self.terms().map(|term| row.score(term, Some(fuzzy))).collect();
        let score = |alias: &Printable| {
            let words = acronym_words(alias);
            let score = |term| words.iter().map(|word| score_acronym(word, term, true)).max().unwrap_or(0);
            let better = self.terms().map(score).zip(&shown).filter(|(score, shown)| score > shown);
            better.map(|(score, _)| score).max().unwrap_or(0)
        };
        let scored = aliases.into_iter().map(|alias| (score(alias), alias)).filter(|(score, _)| *score > 0);
        // Of equals, the first.
        let (_, alias) = scored.reduce(|best, next| if next.0 > best.0 { next } else { best })?;
        Some((SearchField::Alias, alias.clone(), self.acronym_highlights(alias)))
    }

    /// The text, beside name and acronym, with most of what these two do not have of the query.
    fn other_text(&self, org: &Org, unit: UnitId, row: &RowTexts, fuzzy: &FuzzyMatcher) -> Option<FieldText> {
        let terms = self.missing_terms(row);
        if terms.is_empty() {
            return None;
        }
        let scored = |texts: Vec<CandidateText>| score_texts(texts, &terms, fuzzy, self.languages);
        let own = scored(own_texts(org, &org.unit(unit)));
        // A loose match in the name explains a term, unless another text has a better one.
        let is_missing = |&term: &usize| {
            let best = own.iter().map(|text| text.scores[term]).max().unwrap_or(0);
            let loose = row.score(terms[term], Some(fuzzy));
            loose == 0 || best > loose
        };
        let missing: Vec<usize> = (0..terms.len()).filter(is_missing).collect();
        let best = best(own, &missing)
            .or_else(|| best(scored(ancestor_names(org, unit)), &missing))
            .or_else(|| best(scored(ancestor_texts(org, unit)), &missing))?;
        let start = best.searched_part();
        let ranges = if best.matched_as == SearchField::OtherName {
            self.name_highlights(start)
        } else {
            self.text_highlights(start)
        };
        Some((best.field, best.text, ranges))
    }

    /// The terms that name and acronym do not have as typed. A stop word at the end of several words,
    /// which may be unfinished, matches anywhere.
    fn missing_terms(&self, row: &RowTexts) -> Vec<&QueryTerm> {
        let has = |term: &QueryTerm| row.score(term, None) > 0;
        let is_shown = |clause: &&Clause| clause.iter().any(|terms| terms.iter().all(has));
        let hidden = self.clauses.iter().filter(|clause| !is_shown(clause)).flatten().flatten();
        let may_be_anywhere = |term: &QueryTerm| term.is_stop_word && self.clauses.len() > 1;
        hidden.filter(|term| !has(term) && !may_be_anywhere(term)).collect()
    }
}

impl MatchedText {
    fn new((field, text, ranges): FieldText) -> Option<Self> {
        (!ranges.is_empty()).then_some(Self { field, text, ranges })
    }
}

/// The name and the acronym of a unit, which its row shows.
struct RowTexts {
    name: TokenizedText,
    acronyms: Vec<String>,
}

impl RowTexts {
    fn new(org: &Org, unit: UnitId) -> Self {
        let acronyms = org.acronym(unit).map_or(Vec::new(), |acronym| acronym_words(&acronym));
        Self { name: TokenizedText::new(&org.name(unit), org.languages()), acronyms }
    }

    fn score(&self, term: &QueryTerm, fuzzy: Option<&FuzzyMatcher>) -> u32 {
        let acronyms = self.acronyms.iter().map(|acronym| score_acronym(acronym, term, fuzzy.is_some()));
        acronyms.max().unwrap_or(0).max(score_text(SearchField::Name, &self.name, term, fuzzy))
    }
}

/// A text that may explain the match.
struct CandidateText {
    field: SearchField,
    /// The field whose rules it matches by: that of its own unit.
    matched_as: SearchField,
    text: Printable,
}

impl CandidateText {
    fn searched_part(&self) -> &str {
        &self.text[..floor_char_boundary(&self.text, MAX_RECORD_BYTES)]
    }

    fn score(self, terms: &[&QueryTerm], fuzzy: &FuzzyMatcher, languages: Languages) -> ScoredText {
        let tokenized = TokenizedText::new(self.searched_part(), languages);
        let score = |term: &&QueryTerm| score_text(self.matched_as, &tokenized, term, Some(fuzzy));
        ScoredText { scores: terms.iter().map(score).collect(), text: self }
    }
}

/// A text with the score of each term in it.
struct ScoredText {
    text: CandidateText,
    scores: Vec<u32>,
}

/// Scores the texts, the first ones if they are long together.
fn score_texts(
    texts: Vec<CandidateText>,
    terms: &[&QueryTerm],
    fuzzy: &FuzzyMatcher,
    languages: Languages,
) -> Vec<ScoredText> {
    let mut bytes = 0;
    let is_near_start = |text: &CandidateText| {
        let is_near = bytes < MAX_RECORD_BYTES;
        bytes += text.text.len();
        is_near
    };
    texts.into_iter().take_while(is_near_start).map(|text| text.score(terms, fuzzy, languages)).collect()
}

/// The aliases of a unit, the first ones if they are long together.
fn first_aliases(org: &Org, unit: UnitId) -> Vec<&Printable> {
    let mut bytes = 0;
    let is_near_start = |alias: &&Printable| {
        bytes += alias.len();
        bytes <= MAX_RECORD_BYTES
    };
    org.aliases(unit).take_while(is_near_start).collect()
}

/// The text with most of the missing terms, then with the highest scores, then the first.
fn best(texts: Vec<ScoredText>, missing: &[usize]) -> Option<CandidateText> {
    let rank = |scored: &ScoredText| {
        let scores = missing.iter().map(|&term| scored.scores[term]).filter(|score| *score > 0);
        scores.fold((0, 0), |(count, sum), score| (count + 1, sum + score))
    };
    let best = texts.into_iter().rev().max_by_key(rank)?;
    (rank(&best).0 > 0).then_some(best.text)
}

/// The texts of a record beside name and acronym, those that score highest first.
fn own_texts(org: &Org, unit: &Unit) -> Vec<CandidateText> {
    let labelled = |label: Option<&Printable>, value: &Printable| match label {
        Some(label) if !label.is_empty() => {
            Printable::new(&format!("{label}{}{value}", LABEL_SEPARATOR.get(org.lang())))
        }
        _ => value.clone(),
    };
    let mut texts = Vec::new();
    let mut add = |field, text| {
        texts.push(CandidateText { field, matched_as: field, text });
    };
    unit.other_names.iter().for_each(|name| add(SearchField::OtherName, name.clone()));
    unit.kind.iter().for_each(|kind| add(SearchField::Kind, kind.clone()));
    for contact in &unit.contacts {
        add(SearchField::Contact, labelled(contact.label.as_ref(), &contact.value));
    }
    let mut add = |text| add(SearchField::Text, text);
    unit.summary.iter().chain(&unit.missions).for_each(|text| add(text.clone()));
    unit.facts.iter().for_each(|fact| add(labelled(Some(&fact.label), &fact.value)));
    let links = unit.links.iter().map(|link| (link, Printable::new(searched_link(&link.url))));
    links.for_each(|(link, host)| add(labelled(link.label.as_ref(), &host)));
    for relation in &unit.relations {
        add(labelled(Some(&relation.kind), &org.relation_target_name(relation)));
    }
    unit.notes.iter().for_each(|note| add(note.clone()));
    texts
}

/// The names of the ancestors with their acronyms, and their aliases, the parent first.
fn ancestor_names(org: &Org, unit: UnitId) -> Vec<CandidateText> {
    let name = |unit| {
        let name = org.name(unit);
        match org.distinct_acronym(unit) {
            Some(acronym) => Printable::new(&format!("{name} ({acronym})")),
            None => name,
        }
    };
    let ancestors = org.ancestors(unit).take(MAX_ANCESTORS);
    let names = ancestors.flat_map(|unit| [name(unit)].into_iter().chain(org.aliases(unit).cloned()));
    names
        .map(|text| CandidateText { field: SearchField::Path, matched_as: SearchField::OtherName, text })
        .collect()
}

/// The other texts of the nearest ancestors.
fn ancestor_texts(org: &Org, unit: UnitId) -> Vec<CandidateText> {
    let ancestors = org.ancestors(unit).take(MAX_ANCESTORS_READ);
    let texts = ancestors.flat_map(|ancestor| own_texts(org, &org.unit(ancestor)));
    texts.map(|text| CandidateText { field: SearchField::Path, ..text }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::read;
    use crate::lang::Lang;
    use crate::search::Index;

    fn dinum() -> Org {
        read(include_bytes!("../../assets/dinum.json"), Lang::Fr).expect("readable")
    }

    /// Field, value and matched parts in brackets of each text of the explanation.
    fn explained(org: &Org, typed: &str, id: &str) -> Vec<String> {
        let unit = org.find(id).expect("a unit");
        let line = |matched: MatchedText| {
            let mut text = matched.text.to_string();
            for range in matched.ranges.iter().rev() {
                text.replace_range(range.clone(), &format!("[{}]", &matched.text[range.clone()]));
            }
            format!("{}: {text}", matched.field.key())
        };
        Query::new(typed, org.languages()).explain(org, unit).into_iter().map(line).collect()
    }

    /// The last text of the explanation, if it is not the name or the acronym; nothing otherwise.
    fn other_text(org: &Org, typed: &str, id: &str) -> String {
        let last = explained(org, typed, id).pop().unwrap_or_default();
        if last.starts_with("name: ") || last.starts_with("acronym: ") { String::new() } else { last }
    }

    fn org() -> Org {
        let text = r#"{"format": "ramure/1", "units": [
            {"id": "iso", "name": "Infrastructures", "acronym": "ISO", "missions": ["Gérer les serveurs."]},
            {"id": "rie", "parent_id": "iso", "name": "Réseau de l’État", "acronym": "RIE",
             "classification": "service", "other_names": ["Épine dorsale", "Réseau interministériel"],
             "contact_details": [{"label": "Accueil", "value": "aide@example.org"}],
             "missions": ["Il raccorde les sites.", "Il surveille la collecte des sites."],
             "facts": [{"label": "Sites", "value": "14 000"}], "links": [{"url": "https://plan.example/sites"}],
             "relations": [{"type": "interconnexion", "unit_id": "iso"}]}]}"#;
        read(text.as_bytes(), Lang::Fr).expect("readable")
    }

    #[test]
    fn a_telephone_number_is_shown_as_it_is_written() {
        let text = r#"{"format": "ramure/1", "units": [{"id": "a", "name": "Accueil", "facts": [{"label": "Code",
            "value": "0140157300"}], "contact_details": [{"type": "voice", "value": "+33 (0)1 40 15 73 00",
            "label": "Standard"}]}, {"id": "b", "parent_id": "a", "name": "Bureau"}]}"#;
        let org = read(text.as_bytes(), Lang::Fr).expect("readable");
        let number = "Standard\u{a0}: [+33 (0)1 40 15 73 00]";
        for typed in ["01 40 15 73 00", "0033140157300", "7300", "1573"] {
            assert_eq!(other_text(&org, typed, "a"), format!("contact_details: {number}"), "{typed}");
        }
        for typed in ["01 40 15 73 00", "0033140157300"] {
            assert_eq!(other_text(&org, typed, "b"), format!("path: {number}"), "{typed}");
        }
    }

    #[test]
    fn greek_words_explain_what_was_typed_in_latin_letters() {
        let text = r#"{"format": "ramure/1", "units": [{"id": "m", "name": "Υπουργείο Παιδείας", "acronym": "ΥΠ-ΠΕ",
            "other_names": ["Βουλή των Ελλήνων"], "abstract": "Για το μουσείο."}]}"#;
        let org = read(text.as_bytes(), Lang::Fr).expect("readable");
        for (typed, expected) in [
            ("paideias", vec!["name: Υπουργείο [Παιδείας]"]),
            ("yppe", vec!["acronym: [ΥΠ-ΠΕ]"]),
            ("vouli ellin", vec!["other_names: [Βουλή] των [Ελλήν]ων"]),
            ("mouseio ypour", vec!["name: [Υπουρ]γείο Παιδείας", "text: Για το [μουσείο]."]),
        ] {
            assert_eq!(explained(&org, typed, "m"), expected, "{typed}");
        }
    }

    #[test]
    fn what_name_and_acronym_show_needs_no_other_text() {
        for typed in
            ["", "rie", "rei", "reseau", "etat res", "re", "rsau", "^res", "'de-l", "rie | zzz", "has:email"]
        {
            assert_eq!(other_text(&org(), typed, "rie"), "", "{typed}");
        }
    }

    #[test]
    fn the_text_that_matched_is_found() {
        let cases = [
            ("dorsale", "other_names: Épine [dorsale]"),
            ("dorslae", "other_names: Épine [dorsale]"),
            ("ed", "other_names: [É]pine [d]orsale"),
            ("^epine", "other_names: [Épine] dorsale"),
            ("dorsale$", "other_names: Épine [dorsale]"),
            ("serv", "classification: [serv]ice"),
            ("accueil", "contact_details: [Accueil]\u{a0}: aide@example.org"),
            ("'aide@example", "contact_details: Accueil\u{a0}: [aide@example].org"),
            ("collecte", "text: Il surveille la [collecte] des sites."),
            ("'la collecte", "text: Il surveille la [collecte] des sites."),
            ("14", "text: Sites\u{a0}: [14] 000"),
            ("plan", "text: [plan].example"),
            ("interconnexion", "text: [interconnexion]\u{a0}: Infrastructures"),
        ];
        for (typed, expected) in cases {
            assert_eq!(other_text(&org(), typed, "rie"), expected, "{typed}");
        }
    }

    #[test]
    fn one_text_shows_as_many_words_as_it_can() {
        assert_eq!(
            other_text(&org(), "sites collecte", "rie"),
            "text: Il surveille la [collecte] des [sites]."
        );
        assert_eq!(other_text(&org(), "reseau raccorde", "rie"), "text: Il [raccorde] les sites.");
        assert_eq!(
            other_text(&org(), "zzz | collecte", "rie"),
            "text: Il surveille la [collecte] des sites."
        );
    }

    #[test]
    fn a_text_of_an_ancestor_explains_what_the_unit_does_not_have() {
        assert_eq!(other_text(&org(), "iso etat", "rie"), "path: Infrastructures ([ISO])");
        assert_eq!(other_text(&org(), "serveurs etat", "rie"), "path: Gérer les [serveurs].");
        assert_eq!(other_text(&org(), "zzz etat", "rie"), "");
    }

    #[test]
    fn name_and_acronym_come_first() {
        assert_eq!(
            explained(&org(), "reseau rie 14", "rie"),
            ["name: [Réseau] de l’État", "acronym: [RIE]", "text: Sites\u{a0}: [14] 000"]
        );
        assert_eq!(explained(&org(), "has:email", "rie"), [""; 0]);
    }

    #[test]
    fn an_alias_explains_what_name_and_acronym_do_not_have_as_well() {
        let mut org = org();
        org.set_aliases("aliases".into(), "dorsal\trie\nreseaux\trie\nsi-num\trie\nfondations\tiso\n");
        let cases = [
            ("dorsal", vec!["alias: [dorsal]"]),
            ("dors", vec!["alias: [dors]al"]),
            ("reseaux", vec!["name: [Réseau] de l’État", "alias: [reseaux]"]),
            ("reseau", vec!["name: [Réseau] de l’État"]),
            ("sinum", vec!["alias: [si]-[num]"]),
            ("rie", vec!["acronym: [RIE]"]),
            ("fondations etat", vec!["name: Réseau de l’[État]", "path: [fondations]"]),
        ];
        for (typed, expected) in cases {
            assert_eq!(explained(&org, typed, "rie"), expected, "{typed}");
        }
    }

    #[test]
    fn letters_scattered_over_the_name_explain_what_nothing_else_does() {
        assert_eq!(explained(&org(), "ifts", "iso"), ["name: [I]n[f]rastruc[t]ure[s]"]);
    }

    #[test]
    fn every_match_is_explained() {
        let org = dinum();
        let mut index = Index::new(&org);
        for typed in
            ["grandsprojets.si", "14000", "ia", "intelligence", "adsl", "anct", "tnt pole", "rh", "beta.gouv"]
        {
            let query = Query::new(typed, org.languages());
            let mut matches = index.search(&org, &query);
            matches.set_weak_shown(true);
            for found in matches.ranked() {
                assert!(!query.explain(&org, found.unit).is_empty(), "{typed}: {}", org.name(found.unit));
            }
        }
    }

    #[test]
    fn deep_ancestors_and_long_texts_are_bounded() {
        let long = "a ".repeat(1_000_000) + "fin";
        let chain: Vec<String> = (1..5_000)
            .map(|i| format!(r#"{{"id": "{i}", "parent_id": "{}", "name": "N"}}"#, i - 1))
            .collect();
        let text = format!(
            r#"{{"format": "ramure/1", "units": [{{"id": "0", "name": "Top", "abstract": "{long}"}}, {}]}}"#,
            chain.join(", ")
        );
        let org = read(text.as_bytes(), Lang::En).expect("readable");
        assert_eq!(other_text(&org, "top n", "4999"), "");
        assert_eq!(other_text(&org, "fin n", "1"), "");
    }
}
