//! The lookup of units by id, acronym, alias or name. The index tells which units may have the words of the
//! text, and only their texts are read and compared.

use std::ops::Range;

use fixedbitset::FixedBitSet;

use crate::org::{Org, UnitId};
use crate::text::{after_words, fold, fold_into, joined_words};

use super::field::SearchField;
use super::index::position::WordPosition;
use super::index::postings::Postings;

/// So few units are read rather than looked up by further words.
const FEW_UNITS: usize = 64;

/// How a text names a unit, the best last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NameMatch {
    None,
    Start,
    /// All words of the id, the acronym, an alias or the name.
    Words,
    /// The whole id, acronym or alias.
    Exact,
}

/// The units that a text names: by their whole id, acronym or alias; if there are none, by their whole
/// name; else those whose id, acronym, alias or name starts with it. Also returns how it names them.
/// `text` is folded. But for a whole id, acronym or alias, only the words are compared: `a-b` is the
/// name “A b”.
pub fn find_named(org: &Org, postings: &Postings, text: &str) -> (NameMatch, Vec<UnitId>) {
    let lookup = NameLookup::new(org, postings, text);
    let compared: Vec<(NameMatch, UnitId)> =
        lookup.with_whole_words().into_iter().map(|unit| (lookup.compare(unit), unit)).collect();
    let best = compared.iter().map(|(is_match, _)| *is_match).max().unwrap_or(NameMatch::None);
    if best > NameMatch::Start {
        let named = compared.into_iter().filter(|(is_match, _)| *is_match == best);
        return (best, named.map(|(_, unit)| unit).collect());
    }
    (NameMatch::Start, lookup.starting())
}

/// The units with this folded id; if there are none, those with this acronym or alias, then those
/// with this name or other name.
pub fn find_exact(org: &Org, postings: &Postings, folded: &str) -> Vec<UnitId> {
    let lookup = NameLookup::new(org, postings, folded);
    let is_equal = |text: &str| fold(text).text == folded;
    let by_id: Vec<UnitId> = lookup.ids().into_iter().filter(|&unit| is_equal(&org.id(unit))).collect();
    if !by_id.is_empty() || folded.is_empty() {
        return by_id;
    }
    let mut by_acronym = lookup.acronyms(Part::Whole);
    by_acronym.retain(|&unit| org.acronym(unit).is_some_and(|acronym| is_equal(&acronym)));
    let by_acronym = in_order([by_acronym, lookup.aliases(NameMatch::Exact)].concat());
    if !by_acronym.is_empty() {
        return by_acronym;
    }
    let mut by_name = lookup.names(SearchField::Name, Part::Whole);
    by_name.retain(|&unit| is_equal(&org.name(unit)));
    let mut by_other_name = lookup.names(SearchField::OtherName, Part::Whole);
    by_other_name.retain(|&unit| org.unit(unit).other_names.iter().any(|name| is_equal(name)));
    in_order([by_name, by_other_name].concat())
}

/// Whether a text has exactly the words that are looked up, or starts with them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Whole,
    Start,
}

/// A word that a unit must have at one of some positions, given by the words of the dictionary that it
/// may be.
struct RequiredWord {
    words: Range<usize>,
    positions: Vec<WordPosition>,
}

/// A folded text to be looked up.
pub struct NameLookup<'a> {
    org: &'a Org,
    postings: &'a Postings,
    text: &'a str,
    /// Its words, separated by single blanks.
    words: String,
}

impl<'a> NameLookup<'a> {
    pub fn new(org: &'a Org, postings: &'a Postings, text: &'a str) -> Self {
        Self { org, postings, text, words: joined_words(text) }
    }

    /// How the text names a unit.
    fn compare(&self, unit: UnitId) -> NameMatch {
        let org = self.org;
        let short = [org.id(unit)].into_iter().chain(org.acronym(unit)).chain(org.aliases(unit).cloned());
        let short = short.map(|text| self.compare_text(&text, false)).max();
        short.max(Some(self.compare_text(&org.name(unit), true))).unwrap_or(NameMatch::None)
    }

    fn compare_text(&self, text: &str, is_name: bool) -> NameMatch {
        let folded = fold(text).text;
        if !is_name && folded == self.text {
            return NameMatch::Exact;
        }
        match after_words(&folded, &self.words).filter(|_| !self.words.is_empty()) {
            Some("") => NameMatch::Words,
            Some(_) => NameMatch::Start,
            None => NameMatch::None,
        }
    }

    /// The units that may have an id, acronym, alias or name of these words.
    fn with_whole_words(&self) -> Vec<UnitId> {
        let names = match self.words.is_empty() {
            true => Vec::new(),
            false => self.names(SearchField::Name, Part::Whole),
        };
        in_order([self.ids(), self.acronyms(Part::Whole), self.aliases(NameMatch::Words), names].concat())
    }

    /// The units whose id, acronym, alias or name starts with the words.
    fn starting(&self) -> Vec<UnitId> {
        if self.words.is_empty() {
            return Vec::new();
        }
        let org = self.org;
        let mut folded = String::new();
        let mut starts = |text: &str| {
            folded.clear();
            fold_into(text, &mut folded);
            after_words(&folded, &self.words).is_some()
        };
        let mut names = self.names(SearchField::Name, Part::Start);
        // The position of a single word says that it is the first.
        if self.words.contains(' ') {
            names.retain(|&unit| starts(&org.name(unit)));
        }
        let mut found = FixedBitSet::with_capacity(org.len());
        let by_id = org.units_with_id_start(&self.words);
        found.extend([names, by_id, self.aliases(NameMatch::Start)].concat().into_iter().map(UnitId::index));
        let mut acronyms = self.acronyms(Part::Start);
        acronyms.retain(|unit| !found.contains(unit.index()));
        acronyms.retain(|&unit| org.acronym(unit).is_some_and(|acronym| starts(&acronym)));
        found.extend(acronyms.into_iter().map(UnitId::index));
        found.ones().map(UnitId::at).collect()
    }

    /// The units with an id of these words.
    fn ids(&self) -> Vec<UnitId> {
        self.org.units_with_id_words(&self.words)
    }

    /// The units with an alias that the text names as well as this.
    fn aliases(&self, least: NameMatch) -> Vec<UnitId> {
        let named = self.org.all_aliases().filter(|(_, alias)| self.compare_text(alias, false) >= least);
        named.map(|(unit, _)| unit).collect()
    }

    /// The units that may have an acronym of these words; all if there are none.
    pub fn acronyms(&self, part: Part) -> Vec<UnitId> {
        let position = WordPosition::in_field(SearchField::Acronym);
        let count = self.words.split(' ').count();
        let required = |(i, word): (usize, &str)| {
            let is_start = part == Part::Start && i + 1 == count;
            RequiredWord { words: self.dictionary_words(word, is_start), positions: vec![position] }
        };
        self.having(self.words.split(' ').enumerate().map(required).collect())
    }

    /// The units that may have a name of these words; all if there are none. Stop words are not in the index.
    pub fn names(&self, field: SearchField, part: Part) -> Vec<UnitId> {
        let languages = self.org.languages();
        let last = self.words.split(' ').count() - 1;
        let is_start = |i: usize| part == Part::Start && i == last;
        let may_be_left_out = |i: usize, word: &str| {
            i > 0 && (languages.is_stop_word(word) || (is_start(i) && languages.starts_stop_word(word)))
        };
        let words = self.words.split(' ').enumerate();
        let content: Vec<(usize, &str)> = words.filter(|(i, word)| !may_be_left_out(*i, word)).collect();
        let required = |(ordinal, &(i, word)): (usize, &(usize, &str))| {
            let is_last = ordinal + 1 == content.len();
            let ends: &[bool] = if part == Part::Start { &[false, true] } else { &[is_last] };
            let positions = ends.iter().map(|&is_last| WordPosition::in_name(field, ordinal, is_last));
            RequiredWord { words: self.dictionary_words(word, is_start(i)), positions: positions.collect() }
        };
        self.having(content.iter().enumerate().map(required).collect())
    }

    /// The words of the dictionary that equal a word, or start with it.
    fn dictionary_words(&self, word: &str, is_start: bool) -> Range<usize> {
        let dictionary = &self.postings.dictionary;
        let starting = dictionary.with_prefix(word);
        if is_start { starting } else { dictionary.whole_among(&starting, word) }
    }

    /// The units that have all these words, in reading order. The rarest word is looked up first; when few
    /// units are left, the others are not.
    fn having(&self, mut required: Vec<RequiredWord>) -> Vec<UnitId> {
        if self.words.is_empty() {
            return self.org.units().collect();
        }
        required.sort_by_cached_key(|word| self.postings.count(word.words.clone()));
        let mut found: Option<FixedBitSet> = None;
        for RequiredWord { words, positions } in required {
            if found.as_ref().is_some_and(|units| units.count_ones(..) <= FEW_UNITS) {
                break;
            }
            let units = self.postings.units_with(words, |position| positions.contains(&position));
            match &mut found {
                Some(found) => found.intersect_with(&units),
                None => found = Some(units),
            }
        }
        found.iter().flat_map(FixedBitSet::ones).map(UnitId::at).collect()
    }
}

/// The units in reading order, without repeats.
fn in_order(mut units: Vec<UnitId>) -> Vec<UnitId> {
    units.sort_unstable();
    units.dedup();
    units
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::import::read;
    use crate::lang::Lang;
    use crate::org::PackInfo;
    use crate::search::Index;

    use super::*;

    /// What `find_named` answers, by reading every unit.
    fn scan_named(org: &Org, text: &str) -> (NameMatch, Vec<UnitId>) {
        let words = joined_words(text);
        let rank = |unit: UnitId| {
            let short = [org.id(unit)].into_iter().chain(org.acronym(unit)).chain(org.aliases(unit).cloned());
            let short: Vec<String> = short.map(|text| fold(&text).text).collect();
            if short.iter().any(|known| known == text) {
                return NameMatch::Exact;
            }
            let rank = |known: &String| match joined_words(known).strip_prefix(&*words) {
                Some("") => NameMatch::Words,
                Some(_) => NameMatch::Start,
                None => NameMatch::None,
            };
            let known = short.iter().chain([&fold(&org.name(unit)).text]).map(rank).max();
            known.filter(|_| !words.is_empty()).unwrap_or(NameMatch::None)
        };
        let best = org.units().map(rank).max().unwrap_or(NameMatch::None);
        let named = org.units().filter(|&unit| rank(unit) == best && best > NameMatch::None);
        (best.max(NameMatch::Start), named.collect())
    }

    /// What `find_exact` answers, by reading every unit.
    fn scan_exact(org: &Org, folded: &str) -> Vec<UnitId> {
        let is_equal = |text: &str| fold(text).text == folded;
        let short =
            |unit| -> Vec<_> { org.acronym(unit).into_iter().chain(org.aliases(unit).cloned()).collect() };
        let names = |unit| [vec![org.name(unit)], org.unit(unit).other_names].concat();
        let by_id: Vec<UnitId> = org.units().filter(|&unit| is_equal(&org.id(unit))).collect();
        let by_acronym = org.units().filter(|&unit| short(unit).iter().any(|text| is_equal(text)));
        let by_name = org.units().filter(|&unit| names(unit).iter().any(|text| is_equal(text)));
        let found = [by_id, by_acronym.collect(), by_name.collect()];
        let count = if folded.is_empty() { 1 } else { found.len() };
        found.into_iter().take(count).find(|units| !units.is_empty()).unwrap_or_default()
    }

    /// Words with the same beginnings, stop words, signs, and acronyms with dots.
    const WORDS: [&str; 18] = [
        "réseau",
        "Réseaux",
        "res",
        "de",
        "des",
        "la",
        "l’",
        "l’État",
        "d’",
        "R.I.E.",
        "RIE",
        "rie-",
        "—",
        "2",
        "École",
        "ecole",
        "SI-NUM",
        "Δ.Ε.Η.",
    ];

    fn text(count: Range<usize>) -> impl Strategy<Value = String> {
        let signs = prop::sample::select(vec![" ", " ", "-", " / ", ""]);
        let word =
            (prop::sample::select(WORDS.to_vec()), signs).prop_map(|(word, sign)| format!("{word}{sign}"));
        prop::collection::vec(word, count).prop_map(|words| words.concat())
    }

    prop_compose! {
        fn unit()(id in text(0..3), name in text(0..6), acronym in text(0..3), others in prop::collection::vec(text(0..20), 0..3))
            -> serde_json::Value {
            serde_json::json!({"id": id, "name": name, "acronym": acronym, "other_names": others})
        }
    }

    /// The texts of a unit, whole and cut.
    fn typed(org: &Org, unit: prop::sample::Index, cut: prop::sample::Index) -> Vec<String> {
        let unit = UnitId::at(unit.index(org.len()));
        let texts = [org.id(unit), org.name(unit), org.acronym(unit).unwrap_or_default()];
        let other_names = org.unit(unit).other_names;
        let folded: Vec<String> = texts.iter().chain(&other_names).map(|text| fold(text).text).collect();
        let cut = |text: &String| text.chars().take(cut.index(text.chars().count() + 1)).collect();
        folded.iter().map(cut).chain(folded.iter().cloned()).collect()
    }

    fn packed(org: &Org) -> Org {
        let info = PackInfo { program: "test".into(), created: 0, sources: Vec::new() };
        read(&Index::new(org).write_pack(org, info, Vec::new(), &mut |_, _| {}).expect("written"), Lang::En)
            .expect("readable")
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(100))]
        #[test]
        fn the_lookups_find_what_a_scan_finds(
            units in prop::collection::vec(unit(), 1..100), aliases in prop::collection::vec((text(1..3), 0..9usize), 0..3),
            unit in any::<prop::sample::Index>(), cut in any::<prop::sample::Index>(), other in text(0..4),
        ) {
            let document = serde_json::json!({"format": "ramure/1", "units": units}).to_string();
            let mut org = read(document.as_bytes(), Lang::En).expect("readable");
            let mut packed = packed(&org);
            let line = |(alias, unit): &(String, usize)| format!("{alias}\t{}\n", org.id(UnitId::at(unit % org.len())));
            let lines: String = aliases.iter().map(line).collect();
            [&mut org, &mut packed].into_iter().for_each(|org| org.set_aliases("aliases".into(), &lines));
            let indexes = [(&org, Index::new(&org)), (&packed, Index::new(&packed))];
            for typed in typed(&org, unit, cut).into_iter().chain([fold(&other).text]) {
                for (org, index) in &indexes {
                    let postings = &index.postings;
                    prop_assert_eq!(find_named(org, postings, &typed), scan_named(org, &typed), "{}", typed);
                    prop_assert_eq!(find_exact(org, postings, &typed), scan_exact(org, &typed), "{}", typed);
                }
            }
        }
    }

    #[test]
    fn units_with_the_same_words_in_their_ids_stand_together() {
        let document = r#"{"format": "ramure/1", "units": [{"id": "a/b", "name": "x"}, {"id": "a b c", "name": "x"},
            {"id": "A-B", "name": "x"}, {"id": "a!", "name": "x"}, {"id": "ab", "name": "x"}, {"id": "-", "name": "x"}]}"#;
        let org = read(document.as_bytes(), Lang::En).expect("readable");
        for org in [&org, &packed(&org)] {
            let ids =
                |units: Vec<UnitId>| units.iter().map(|&unit| org.id(unit).to_string()).collect::<Vec<_>>();
            assert_eq!(ids(org.units_with_id_words("a b")), ["a/b", "A-B"]);
            assert_eq!(ids(org.units_with_id_words("")), ["-"]);
            assert_eq!(ids(org.units_with_id_start("a b")), ["a/b", "a b c", "A-B"]);
            assert_eq!(ids(org.units_with_id_start("a")), ["a/b", "a b c", "A-B", "a!", "ab"]);
            assert!(["a/b", "a b c", "A-B", "a!", "ab", "-"].iter().all(|id| org.find(id).is_some()));
            assert!(org.find("a-b").is_none());
        }
    }
}
