//! What may be typed after a filter's keyword: while a word such as `kind:` or `kind:dep` names no
//! value, the values that it may become, each with the number of its units.

use std::collections::VecDeque;
use std::ops::Range;

use crate::lang::{Lang, Tr};
use crate::org::{Channels, Org, UnitId};
use crate::text::{Printable, floor_char_boundary, fold, max_typos, nearest};

use super::filter::{CHANNEL_NAMES, FilterKey, KEYWORDS, key_of, kind_words};
use super::index::Index;
use super::index::facets::KindCount;
use super::named::{NameMatch, find_named};
use super::query_tokens::{FilterToken, QUOTE, token_ranges};
use super::suggest;
use super::tokens::word_ranges;
use super::word_match::edit_distances;

/// More values are counted but not offered.
const MAX_CHOICES: usize = 100;
/// The rest of a longer value is not compared, in bytes.
const MAX_COMPARED_BYTES: usize = 64;

const CHOOSE: Tr = Tr::new("Au choix :", "Choose one:");
const NEAR: Tr = Tr::new("Valeur inconnue. Au plus proche :", "No such value. Nearest:");
const UNKNOWN: Tr = Tr::new("Valeur inconnue. Il y a :", "No such value. There are:");
const KEYWORD: Tr = Tr::new("Vouliez-vous dire :", "Did you mean:");

/// The values that a word of the query may become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choices {
    /// The word as typed.
    pub word: String,
    pub fit: Fit,
    /// The bytes of the query that the chosen value replaces.
    pub replaced: Range<usize>,
    /// The values, the best first; at least one.
    pub values: Vec<Choice>,
    /// The number of values, including those that are not offered.
    pub total: usize,
}

/// How the values fit what was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// No value was typed: these are all.
    All,
    /// The beginning of these values was typed.
    Beginning,
    /// An unknown value was typed that is close to the first of these.
    Near,
    /// An unknown value was typed.
    Unknown,
    /// An unknown keyword was typed that is close to a known one.
    Keyword,
}

impl Fit {
    /// What stands above the values.
    pub fn heading(self, lang: Lang) -> &'static str {
        let heading = match self {
            Fit::All | Fit::Beginning => CHOOSE,
            Fit::Near => NEAR,
            Fit::Unknown => UNKNOWN,
            Fit::Keyword => KEYWORD,
        };
        heading.get(lang)
    }
}

/// A value to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub value: Printable,
    /// What goes into the query: the value, with quotes if it needs them.
    pub typed: String,
    /// The name of the unit whose acronym or id the value is; empty otherwise.
    pub name: Printable,
    /// The number of units that the filter finds; unknown for a keyword.
    pub units: Option<usize>,
}

impl Choice {
    fn new(value: &str, units: usize) -> Self {
        let unquoted = value.replace(QUOTE, " ");
        let value = Printable::new(&unquoted.split_whitespace().collect::<Vec<_>>().join(" "));
        let typed = match value.contains(char::is_whitespace) {
            true => format!("{QUOTE}{value}{QUOTE}"),
            false => value.to_string(),
        };
        Self { value, typed, name: Printable::default(), units: Some(units) }
    }
}

impl Index {
    /// The choices for the word at the cursor of a query: a filter without a value, or with one that
    /// does not exist yet. If the query finds nothing, also for a keyword with a typo.
    pub fn choices(&self, org: &Org, query: &str, cursor: usize, finds_nothing: bool) -> Option<Choices> {
        let at_cursor = token_ranges(query).find(|range| range.start < cursor && cursor <= range.end)?;
        self.choices_of_word(org, query, at_cursor, finds_nothing)
    }

    /// The choices for the first word of a query that finds nothing because the word has an unknown
    /// keyword or value, or none.
    pub fn choices_for_unknown(&self, org: &Org, query: &str) -> Option<Choices> {
        let choices = token_ranges(query).filter_map(|word| self.choices_of_word(org, query, word, true));
        choices.into_iter().find(|choices| choices.fit != Fit::Beginning)
    }

    fn choices_of_word(
        &self,
        org: &Org,
        query: &str,
        word: Range<usize>,
        finds_nothing: bool,
    ) -> Option<Choices> {
        let typed = &query[word.clone()];
        let token = FilterToken::parse(typed)?;
        let start = word.start + usize::from(token.is_excluded);
        let colon = start + token.keyword.len();
        let choices = |fit, replaced, values: Values| Choices::new(typed.to_string(), fit, replaced, values);
        let Some((key, lang)) = key_of(&token) else {
            let value = keyword_choice(&token).filter(|_| finds_nothing)?;
            return choices(Fit::Keyword, start..colon, Values::all(vec![value]));
        };
        let folded = fold(token.value.trim()).text;
        let folded = &folded[..floor_char_boundary(&folded, MAX_COMPARED_BYTES)];
        let (fit, values) = match key {
            FilterKey::Kind => self.kinds(org, folded)?,
            FilterKey::Has => self.channels(folded, lang)?,
            FilterKey::Within => self.units_within(org, folded)?,
        };
        choices(fit, colon + 1..word.end, values)
    }

    /// The kinds with a beginning, the most frequent first; `None` if it is a kind.
    fn kinds(&self, org: &Org, typed: &str) -> Option<(Fit, Values)> {
        let kinds = self.postings.facets.kinds(org.len());
        let languages = org.languages();
        let words = kind_words(typed, languages);
        if !words.is_empty() && kinds.iter().any(|kind| kind_words(&kind.folded, languages) == words) {
            return None;
        }
        let named = kinds.iter().filter(|kind| !kind_words(&kind.folded, languages).is_empty());
        let (fit, found) =
            fitting(typed, named, |kind| has_words(kind, &words), |kind| kind.folded.to_string());
        let choice = |kind: &&KindCount| {
            let words = kind_words(&kind.folded, languages);
            let same = kinds.iter().filter(|other| has_words(other, &words));
            let name = org.kind(kind.first_unit())?;
            Some(Choice::new(&name, same.map(|kind| kind.units).sum()))
        };
        Some((fit, Values::first(&found, choice)))
    }

    /// The channels with a beginning, named in a language; `None` if it is one in any language.
    fn channels(&self, typed: &str, lang: Lang) -> Option<(Fit, Values)> {
        let is_typed = |name: &str| fold(name).text == typed;
        if CHANNEL_NAMES.iter().any(|(name, ..)| is_typed(name)) {
            return None;
        }
        let names = |channels: Channels| {
            let names = CHANNEL_NAMES.iter().filter(move |(_, named, _)| *named == channels);
            names.map(|(name, ..)| fold(name).text)
        };
        let mut offered: Vec<(&str, Channels, String)> = Vec::new();
        for (name, channels, _) in CHANNEL_NAMES.iter().filter(|(.., language)| *language == lang) {
            if !offered.iter().any(|(_, known, _)| known == channels) {
                offered.push((name, *channels, names(*channels).collect::<Vec<_>>().join(" ")));
            }
        }
        let has_beginning =
            |(_, channels, _): &(_, Channels, _)| names(*channels).any(|name| name.starts_with(typed));
        let (fit, found) = fitting(typed, offered.iter(), has_beginning, |(_, _, names)| names.clone());
        let channels_of_units = self.postings.facets.channels();
        let choice = |(name, channels, _): &&(&str, Channels, String)| {
            let units =
                channels_of_units.iter().filter(|bits| Channels::from_bits(**bits).intersects(*channels));
            Some(Choice::new(name, units.count()))
        };
        Some((fit, Values::first(&found, choice)))
    }

    /// The units whose id, acronym or name has a beginning, those with units below first; `None` if
    /// it is all of one.
    fn units_within(&self, org: &Org, typed: &str) -> Option<(Fit, Values)> {
        let (fit, mut units) = match typed {
            "" => (Fit::All, upper_units(org)),
            _ => match find_named(org, &self.postings, typed) {
                (NameMatch::Words | NameMatch::Exact, _) => return None,
                (_, units) if !units.is_empty() => (Fit::Beginning, units),
                _ => self.similar_units(org, typed),
            },
        };
        if fit == Fit::Beginning {
            units.sort_by_key(|unit| org.is_leaf(*unit));
        }
        Some((fit, Values::first(&units, |unit| Some(unit_choice(org, *unit)))))
    }

    fn similar_units(&self, org: &Org, typed: &str) -> (Fit, Vec<UnitId>) {
        let mut similar = Vec::new();
        let words: String = word_ranges(typed).map(|range| &typed[range]).collect();
        suggest::add_most_similar(&mut similar, &self.postings, &words);
        match similar.is_empty() {
            true => (Fit::Unknown, upper_units(org)),
            false => (Fit::Near, similar),
        }
    }
}

impl Choices {
    /// The word with a value instead of what was typed after the keyword.
    pub fn completed(&self, choice: &Choice) -> Printable {
        let start = self.word.split_inclusive(':').next().filter(|_| self.fit != Fit::Keyword);
        Printable::new(&start.map_or(choice.value.to_string(), |start| format!("{start}{}", choice.typed)))
    }

    fn new(word: String, fit: Fit, replaced: Range<usize>, values: Values) -> Option<Self> {
        let Values { offered, total } = values;
        (!offered.is_empty()).then_some(Self { word, fit, replaced, values: offered, total })
    }
}

/// The values that are offered, and the number of all.
struct Values {
    offered: Vec<Choice>,
    total: usize,
}

impl Values {
    fn all(offered: Vec<Choice>) -> Self {
        Self { total: offered.len(), offered }
    }

    /// The choices for the first of some items.
    fn first<T>(items: &[T], choice: impl Fn(&T) -> Option<Choice>) -> Self {
        Self { total: items.len(), offered: items.iter().take(MAX_CHOICES).filter_map(choice).collect() }
    }
}

/// The items to offer for a typed text: all, those with this beginning or, if there are none, all
/// again, the nearest first if one is close. `text` is the folded text of an item.
fn fitting<T: Copy>(
    typed: &str,
    items: impl Iterator<Item = T>,
    has_beginning: impl Fn(T) -> bool,
    text: impl Fn(T) -> String,
) -> (Fit, Vec<T>) {
    let mut items: Vec<T> = items.collect();
    if word_ranges(typed).next().is_none() {
        return (Fit::All, items);
    }
    let found: Vec<T> = items.iter().copied().filter(|item| has_beginning(*item)).collect();
    if !found.is_empty() {
        return (Fit::Beginning, found);
    }
    let distance = |item: &T| distance(&text(*item), typed);
    let is_near = items.iter().map(distance).min().is_some_and(|(typos, _)| is_close(typos, typed));
    if is_near {
        items.sort_by_cached_key(distance);
    }
    (if is_near { Fit::Near } else { Fit::Unknown }, items)
}

/// Whether a typed text with this many typos may still be what is meant.
fn is_close(typos: usize, typed: &str) -> bool {
    typos <= max_typos(typed) && 2 * typos < typed.chars().count()
}

/// The number of typos in the beginning of a text or of one of its words, and in the whole of it.
fn distance(text: &str, typed: &str) -> (usize, usize) {
    let text = &text[..floor_char_boundary(text, MAX_COMPARED_BYTES)];
    let of_part = |part: &str| {
        let distances = edit_distances(part, typed, part.chars().count());
        (distances.iter().copied().min().unwrap_or(0), distances.last().copied().unwrap_or(0))
    };
    word_ranges(text).map(|range| of_part(&text[range])).chain([of_part(text)]).min().unwrap_or((0, 0))
}

/// Whether a kind passes the filter for these words.
fn has_words(kind: &KindCount, words: &[String]) -> bool {
    let starts = |word: &String| word_ranges(&kind.folded).any(|at| kind.folded[at].starts_with(&**word));
    words.iter().all(|word| kind.folded.contains(&**word) && starts(word))
}

/// The units with units below, level by level from those below the root.
pub fn upper_units(org: &Org) -> Vec<UnitId> {
    let mut upper = Vec::new();
    let mut queue = VecDeque::from([UnitId::ROOT]);
    while let Some(unit) = queue.pop_front().filter(|_| upper.len() < MAX_CHOICES) {
        let room = MAX_CHOICES - queue.len().min(MAX_CHOICES);
        queue.extend(org.children(unit).filter(|child| !org.is_leaf(*child)).take(room));
        upper.extend((unit != UnitId::ROOT).then_some(unit));
    }
    upper
}

/// A unit by its acronym, its name or its id: the first that has a word.
fn unit_choice(org: &Org, unit: UnitId) -> Choice {
    let has_word = |text: &Printable| word_ranges(&fold(text).text).next().is_some();
    let units = org.subtree(unit).len();
    let name = org.name(unit);
    match org.distinct_acronym(unit).filter(has_word) {
        Some(acronym) => Choice { name, ..Choice::new(&acronym, units) },
        None if has_word(&name) => Choice::new(&name, units),
        None => Choice { name, ..Choice::new(&org.id(unit), units) },
    }
}

/// The known keyword that a mistyped one is close to, with the rest of the word as typed.
fn keyword_choice(token: &FilterToken) -> Option<Choice> {
    let keyword = nearest(&token.folded_keyword(), KEYWORDS.iter().map(|(keyword, ..)| *keyword))?;
    let value = Printable::new(&format!("{keyword}:{}", token.value));
    Some(Choice { value, typed: keyword.to_string(), name: Printable::default(), units: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNITS: &str = r#"{"format": "ramure/1", "units": [
        {"id": "r", "name": "Ministère", "classification": "Ministère"},
        {"id": "iso", "parent_id": "r", "name": "Infrastructures", "acronym": "ISO", "classification": "Pôle"},
        {"id": "rie", "parent_id": "iso", "name": "Réseau de l’État", "classification": "réseau",
         "contact_details": [{"type": "email", "value": "rie@example.org"}]},
        {"id": "col", "parent_id": "rie", "name": "Réseau \"de collecte\"", "classification": "Pôle d’expertise"},
        {"id": "x", "parent_id": "rie", "name": "…", "classification": "POLE"},
        {"id": "cm", "parent_id": "r", "name": "Cabinet", "classification": "Chargé de \"mission\""},
        {"id": "no", "parent_id": "r", "name": "Nord", "classification": "—"}]}"#;

    fn org(text: &str) -> Org {
        crate::import::read(text.as_bytes(), Lang::En).expect("readable")
    }

    /// The fit and what each value puts into the query, with its number of units.
    fn described(choices: Option<Choices>) -> String {
        let Some(choices) = choices else { return String::new() };
        let value = |choice: &Choice| match choice.units {
            Some(units) => format!("{} {units}", choice.typed),
            None => choice.typed.clone(),
        };
        let values: Vec<String> = choices.values.iter().map(value).collect();
        format!("{:?}: {}", choices.fit, values.join(", "))
    }

    /// The choices at the end of a query.
    fn choices(query: &str) -> String {
        let org = org(UNITS);
        described(Index::new(&org).choices(&org, query, query.len(), true))
    }

    #[test]
    fn kinds_are_counted_as_the_filter_finds_them() {
        let all = r#"Pôle 3, Ministère 1, réseau 1, "Pôle d’expertise" 1, "Chargé de mission" 1"#;
        assert_eq!(choices("kind:"), format!("All: {all}"));
        assert_eq!(choices("rie !Nature:\""), format!("All: {all}"));
        assert_eq!(choices("kind:po"), r#"Beginning: Pôle 3, "Pôle d’expertise" 1"#);
        assert_eq!(choices("kind:\"exp p"), r#"Beginning: "Pôle d’expertise" 1"#);
        assert_eq!(choices("kind:mission"), r#"Beginning: "Chargé de mission" 1"#);
    }

    #[test]
    fn a_whole_value_has_no_choices() {
        for query in
            ["kind:PÔLE", "kind:charge-mission", "has:mail", "has:téléphone", "in:iso", "dans:cabinet", "rie"]
        {
            assert_eq!(choices(query), "", "{query}");
        }
    }

    #[test]
    fn an_unknown_value_has_the_nearest_first() {
        assert_eq!(
            choices("kind:reso"),
            r#"Near: réseau 1, "Chargé de mission" 1, Pôle 3, "Pôle d’expertise" 1, Ministère 1"#
        );
        assert!(choices("kind:xyz").starts_with("Unknown: Pôle 3, Ministère 1"));
        assert_eq!(choices("has:emial"), "Near: email 1, link 0, phone 0, contact 1");
        assert_eq!(choices("avec:"), "All: courriel 1, téléphone 0, contact 1, lien 0");
        assert_eq!(choices("has:cou"), "Beginning: email 1");
        assert_eq!(choices("in:reseua"), "Near: \"Réseau de l’État\" 3, \"Réseau de collecte\" 1");
        assert_eq!(choices("in:zzzz"), "Unknown: ISO 4, \"Réseau de l’État\" 3");
    }

    #[test]
    fn units_with_units_below_come_first() {
        assert_eq!(choices("in:"), "All: ISO 4, \"Réseau de l’État\" 3");
        assert_eq!(choices("in:re"), "Beginning: \"Réseau de l’État\" 3, \"Réseau de collecte\" 1");
        assert_eq!(choices("in:n"), "Beginning: Nord 1");
    }

    #[test]
    fn a_mistyped_keyword_is_offered_when_nothing_is_found() {
        assert_eq!(choices("knd:po"), "Keyword: kind");
        assert_eq!(choices("http:po"), "");
        let org = org(UNITS);
        let index = Index::new(&org);
        assert_eq!(index.choices(&org, "knd:po", 6, false), None);
        let choices = index.choices(&org, "!knd:po", 7, true).expect("choices");
        assert_eq!((choices.replaced.clone(), &*choices.completed(&choices.values[0])), (1..4, "kind:po"));
    }

    #[test]
    fn the_word_at_the_cursor_or_the_first_unknown_one_has_choices() {
        let org = org(UNITS);
        let index = Index::new(&org);
        let word = |choices: Option<Choices>| choices.map_or(String::new(), |choices| choices.word);
        let at = |cursor| word(index.choices(&org, "kind:po has:e", cursor, true));
        assert_eq!([0, 1, 7, 8, 9].map(at), ["", "kind:po", "kind:po", "", "has:e"]);
        assert_eq!(word(index.choices_for_unknown(&org, "kind:po has:zz in:yy")), "has:zz");
        assert_eq!(word(index.choices_for_unknown(&org, "kind:po x")), "");
    }

    #[test]
    fn every_value_that_is_taken_is_whole() {
        let org = org(UNITS);
        let index = Index::new(&org);
        for query in ["kind:", "genre:", "in:", "dans:", "has:", "avec:", "in:…", "in:x"] {
            let Some(choices) = index.choices(&org, query, query.len(), true) else { continue };
            for choice in &choices.values {
                let taken = choices.completed(choice);
                assert_eq!(described(index.choices(&org, &taken, taken.len(), true)), "", "{taken}");
            }
        }
    }

    #[test]
    fn the_choices_are_bounded() {
        let unit = |i: usize| {
            format!(
                r#"{{"id": "u{i}", "name": "Unit {i}", "parent_id": "u{}", "classification": "Kind {i}"}}"#,
                i / 2
            )
        };
        let units: Vec<String> = (1..3_000).map(unit).collect();
        let text = format!(
            r#"{{"format": "ramure/1", "units": [{{"id": "u0", "name": "Root"}}, {}]}}"#,
            units.join(",")
        );
        let org = org(&text);
        let index = Index::new(&org);
        for query in ["kind:", "kind:k", "kind:zzzz", "in:", "in:unit", "in:zzzz"] {
            let choices = index.choices(&org, query, query.len(), true).expect("choices");
            assert!(choices.values.len() <= MAX_CHOICES && choices.total >= choices.values.len(), "{query}");
        }
        let long = format!("kind:{}", "x".repeat(100_000));
        assert!(index.choices(&org, &long, long.len(), true).is_some());
    }
}
