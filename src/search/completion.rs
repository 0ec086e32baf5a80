//! Completion: the names, acronyms, aliases and ids that start with what was typed, as a shell offers them.
//! Few texts are read, even if most units of a large organisation match.

use std::collections::HashSet;

use crate::org::{Org, UnitId};
use crate::text::{Printable, fold, joined_words};

use super::choices::upper_units;
use super::field::SearchField;
use super::index::Index;
use super::named::{NameLookup, Part};

/// More texts are not offered.
const MAX_COMPLETIONS: usize = 50;
/// So many names of each length are read, acronyms with each word, and ids.
const MAX_NAMES_OF_LENGTH: usize = 32;
const MAX_ACRONYMS_OF_WORD: usize = 4;
const MAX_IDS: usize = 200;
/// So many words of the dictionary may be acronyms, and so many units may have one of several words.
const MAX_ACRONYM_WORDS: usize = 400;
const MAX_ACRONYMS_READ: usize = 400;

/// A text that may be typed for a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    pub text: Printable,
    pub unit: UnitId,
}

impl Index {
    /// The names, acronyms, aliases and ids that start with a text, without regard to case and accents: each
    /// once, the shortest first. Without a text, the units at the top.
    pub fn completions(&self, org: &Org, typed: &str) -> Vec<Completion> {
        let folded = fold(typed.trim_start()).text;
        if folded.is_empty() {
            let upper = upper_units(org).into_iter().take(MAX_COMPLETIONS);
            return upper.map(|unit| Completion { text: org.short_name(unit), unit }).collect();
        }
        let words = joined_words(&folded);
        if words.is_empty() {
            return Vec::new();
        }
        let mut found = Found { start: &folded, seen: HashSet::new(), completions: Vec::new() };
        self.add_acronyms(org, &words, &mut found);
        org.all_aliases().for_each(|(unit, alias)| found.add(alias.clone(), unit));
        self.add_names(org, &words, &mut found);
        for unit in org.first_units_with_id_start(&words, MAX_IDS) {
            found.add(org.id(unit), unit);
        }
        let mut completions = found.completions;
        completions.sort_by_cached_key(|completion| completion.text.chars().count());
        completions.truncate(MAX_COMPLETIONS);
        completions
    }

    /// Adds acronyms, the shortest first. Many units may have the same one.
    fn add_acronyms(&self, org: &Org, words: &str, found: &mut Found) {
        let mut add = |units: &[UnitId]| {
            units
                .iter()
                .for_each(|&unit| org.acronym(unit).into_iter().for_each(|text| found.add(text, unit)));
            found.completions.len() < MAX_COMPLETIONS
        };
        if words.contains(' ') {
            let units = NameLookup::new(org, &self.postings, words).acronyms(Part::Start);
            add(&units[..units.len().min(MAX_ACRONYMS_READ)]);
            return;
        }
        let words = self.postings.dictionary.shortest_with_prefix(words, MAX_ACRONYM_WORDS);
        words
            .into_iter()
            .map(|word| self.units_with_acronym(word))
            .take_while(|units| add(units))
            .for_each(drop);
    }

    /// The first units with a word in their acronyms.
    fn units_with_acronym(&self, word: usize) -> Vec<UnitId> {
        let mut units = Vec::new();
        self.postings.for_each(word..word + 1, |unit, position| {
            if position.is_acronym() && units.len() < MAX_ACRONYMS_OF_WORD {
                units.push(UnitId::at(unit));
            }
        });
        units
    }

    /// Adds names, the shortest first. Many units may have the same one.
    fn add_names(&self, org: &Org, words: &str, found: &mut Found) {
        let limit = found.completions.len() + MAX_COMPLETIONS;
        let mut by_length: Vec<Vec<UnitId>> = vec![Vec::new(); usize::from(u8::MAX) + 1];
        let mut lengths = self.postings.name_lengths.cursor();
        for unit in NameLookup::new(org, &self.postings, words).names(SearchField::Name, Part::Start) {
            let of_length = &mut by_length[usize::from(lengths.get(unit.index()).unwrap_or(u8::MAX))];
            if of_length.len() < MAX_NAMES_OF_LENGTH {
                of_length.push(unit);
            }
        }
        for unit in by_length.into_iter().flatten() {
            if found.completions.len() >= limit {
                return;
            }
            found.add(org.name(unit), unit);
        }
    }
}

/// The distinct texts that start as typed.
struct Found<'a> {
    start: &'a str,
    /// The folded texts.
    seen: HashSet<String>,
    completions: Vec<Completion>,
}

impl Found<'_> {
    fn add(&mut self, text: Printable, unit: UnitId) {
        let folded = fold(&text).text;
        if folded.starts_with(self.start) && self.seen.insert(folded) {
            self.completions.push(Completion { text, unit });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::read;
    use crate::lang::Lang;

    fn completions(org: &Org, typed: &str) -> Vec<String> {
        let found = Index::new(org).completions(org, typed);
        found.iter().map(|completion| completion.text.to_string()).collect()
    }

    #[test]
    fn texts_that_start_as_typed_are_offered_once_the_shortest_first() {
        let text = r#"{"format": "ramure/1", "units": [{"id": "r", "name": "Ministère"},
            {"id": "rie", "parent_id": "r", "name": "Réseau de l’État", "acronym": "RIE"},
            {"id": "x-2", "parent_id": "rie", "name": "Réseau d’accès", "acronym": "SI-NUM"},
            {"id": "x-10", "parent_id": "rie", "name": "RÉSEAU D'ACCES", "acronym": "Si par"},
            {"id": "y", "parent_id": "r", "name": "« Recherche »"}]}"#;
        let mut org = read(text.as_bytes(), Lang::En).expect("readable");
        org.set_aliases("mine".into(), "renater\trie\n");
        for (typed, offered) in [
            ("", vec!["RIE"]),
            ("r", vec!["r", "RIE", "renater", "Réseau d’accès", "Réseau de l’État"]),
            ("RES", vec!["Réseau d’accès", "Réseau de l’État"]),
            ("réseau d'", vec!["Réseau d’accès"]),
            ("reseau de ", vec!["Réseau de l’État"]),
            ("reseau-de", vec![]),
            ("x-", vec!["x-2", "x-10"]),
            ("si", vec!["SI-NUM", "Si par"]),
            ("si n", vec![]),
            ("si-n", vec!["SI-NUM"]),
            ("recherche", vec![]),
            ("'", vec![]),
        ] {
            assert_eq!(completions(&org, typed), offered, "{typed}");
        }
    }

    #[test]
    fn the_completions_are_bounded() {
        let unit = |i: usize| {
            format!(r#"{{"id": "u{i}", "parent_id": "u0", "name": "Unit {}", "acronym": "UN{i}"}}"#, i / 40)
        };
        let units: Vec<String> = (1..3_000).map(unit).collect();
        let text = format!(
            r#"{{"format": "ramure/1", "units": [{{"id": "u0", "name": "Root"}}, {}]}}"#,
            units.join(",")
        );
        let org = read(text.as_bytes(), Lang::En).expect("readable");
        let found = completions(&org, "u");
        assert_eq!(found.len(), MAX_COMPLETIONS);
        assert_eq!(&found[..3], ["u0", "u1", "UN1"].map(String::from), "{found:?}");
        assert_eq!(completions(&org, "unit 7")[..2], ["Unit 7".to_string(), "Unit 70".to_string()]);
        assert!(completions(&org, &"u".repeat(100_000)).is_empty());
    }
}
