//! The candidate set of a query: the units that its filters let pass. And the lookup of units by id,
//! acronym or name.

use fixedbitset::FixedBitSet;

use crate::org::{Channels, Org, UnitId};
use crate::text::{fold, fold_into};

use super::filter::{Condition, Filter, FilterClause};
use super::index::position::WordPosition;
use super::index::postings::Postings;
use super::term_scores;
use super::tokens::word_ranges;

/// The units that meet one filter of each clause; `None` without filters.
pub fn candidates(org: &Org, postings: &Postings, clauses: &[FilterClause]) -> Option<FixedBitSet> {
    let sets = clauses.iter().map(|clause| {
        let sets = clause.iter().map(|filter| passing(org, postings, filter));
        sets.reduce(|mut units, others| {
            units.union_with(&others);
            units
        })
    });
    sets.flatten().reduce(|mut units, others| {
        units.intersect_with(&others);
        units
    })
}

/// The units that meet a filter.
fn passing(org: &Org, postings: &Postings, filter: &Filter) -> FixedBitSet {
    let mut units = meeting(org, postings, &filter.condition);
    if filter.is_excluded {
        units.toggle_range(..);
    }
    units
}

/// The units that meet a condition.
fn meeting(org: &Org, postings: &Postings, condition: &Condition) -> FixedBitSet {
    let mut units = FixedBitSet::with_capacity(org.len());
    match condition {
        Condition::Kind(words) => return of_kind(postings, words, org.len()),
        Condition::Has(channels) => return with_channels(postings, *channels, org.len()),
        Condition::Name(term) => {
            let scores = term_scores::exact(org, postings, term, is_name_or_kind);
            units.extend(scores.iter().enumerate().filter(|(_, score)| **score > 0).map(|(unit, _)| unit));
        }
        Condition::Units(range) => units.insert_range(range.start.min(org.len())..range.end.min(org.len())),
        Condition::Within(text) => {
            find_named(org, text).1.into_iter().for_each(|unit| units.insert_range(org.subtree(unit)))
        }
    }
    units
}

fn is_name_or_kind(position: WordPosition) -> bool {
    position.is_name_or_acronym() || position.is_kind()
}

/// The units whose kind has a word with each of these prefixes.
fn of_kind(postings: &Postings, words: &[String], units: usize) -> FixedBitSet {
    let with_word = |word: &String| {
        let mut found = FixedBitSet::with_capacity(units);
        postings.for_each(postings.dictionary.with_prefix(word), |unit, position| {
            if position.is_kind() {
                found.insert(unit);
            }
        });
        found
    };
    let sets = words.iter().map(with_word).reduce(|mut units, others| {
        units.intersect_with(&others);
        units
    });
    sets.unwrap_or_else(|| FixedBitSet::with_capacity(units))
}

fn with_channels(postings: &Postings, channels: Channels, units: usize) -> FixedBitSet {
    let block = |channels_of_units: &[u8]| {
        let units = channels_of_units.iter().rev().map(|&bits| Channels::from_bits(bits));
        units.fold(0, |block, unit| block << 1 | usize::from(unit.intersects(channels)))
    };
    let channels_of_units = postings.facets.channels();
    let blocks = channels_of_units.chunks(usize::BITS as usize).map(block);
    FixedBitSet::with_capacity_and_blocks(units, blocks)
}

/// The units that a text names: by their whole id, acronym or alias; if there are none, by their whole
/// name; else those whose id, acronym, alias or name starts with it. Also returns how it names them.
/// `text` is folded. But for a whole id, acronym or alias, only the words are compared: `a-b` is the
/// name “A b”.
pub fn find_named(org: &Org, text: &str) -> (NameMatch, Vec<UnitId>) {
    let words = joined_words(text);
    let mut named = NamedUnits { text, words: &words, best: NameMatch::Start, units: Vec::new() };
    let mut folded = String::new();
    for unit in org.units() {
        let mut is_match = NameMatch::None;
        let mut compare = |field: &str, is_name: bool| {
            folded.clear();
            fold_into(field, &mut folded);
            is_match = is_match.max(named.compare(&folded, is_name));
        };
        compare(&org.id(unit), false);
        org.acronym(unit).iter().chain(org.aliases(unit)).for_each(|acronym| compare(acronym, false));
        compare(&org.name(unit), true);
        named.add(unit, is_match);
    }
    (named.best, named.units)
}

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

/// The units that a text names best, of those read.
struct NamedUnits<'a> {
    text: &'a str,
    words: &'a str,
    best: NameMatch,
    units: Vec<UnitId>,
}

impl NamedUnits<'_> {
    /// Compares a folded id, acronym, alias or name. Matches that are not as good as the best are not
    /// told apart.
    fn compare(&self, folded: &str, is_name: bool) -> NameMatch {
        if !is_name && folded == self.text {
            return NameMatch::Exact;
        }
        if self.words.is_empty() || self.best == NameMatch::Exact {
            return NameMatch::None;
        }
        match without_prefix(folded, self.words) {
            Some("") => NameMatch::Words,
            Some(_) => NameMatch::Start,
            None => NameMatch::None,
        }
    }

    fn add(&mut self, unit: UnitId, is_match: NameMatch) {
        if is_match > self.best {
            self.units.clear();
            self.best = is_match;
        }
        if is_match == self.best {
            self.units.push(unit);
        }
    }
}

/// The words of a folded text, separated by single blanks.
fn joined_words(folded: &str) -> String {
    let words: Vec<&str> = word_ranges(folded).map(|range| &folded[range]).collect();
    words.join(" ")
}

/// What follows in a folded text after these words, separated by single blanks; `None` if it does
/// not start with them. Signs around and between words do not count.
fn without_prefix<'a>(folded: &'a str, words: &str) -> Option<&'a str> {
    let mut ranges = word_ranges(folded).peekable();
    let mut end = 0;
    let mut words = words.split(' ').peekable();
    while let Some(word) = words.next() {
        let range = ranges.next()?;
        let is_last = words.peek().is_none();
        let text = &folded[range.clone()];
        let is_match = if is_last { text.starts_with(word) } else { text == word };
        is_match.then_some(())?;
        end = range.start + word.len();
        if text.len() > word.len() {
            return Some(&folded[end..]);
        }
    }
    Some(if ranges.peek().is_none() { "" } else { &folded[end..] })
}

/// The units with this folded id; if there are none, those with this acronym or alias, then those
/// with this name or other name.
pub fn find_exact(org: &Org, folded: &str) -> Vec<UnitId> {
    let is_equal = |text: &str| fold(text).text == folded;
    let find = |is_match: &dyn Fn(UnitId) -> bool| -> Vec<UnitId> {
        org.units().filter(|&unit| is_match(unit)).collect()
    };
    let by_id = find(&|unit| is_equal(&org.id(unit)));
    if !by_id.is_empty() || folded.is_empty() {
        return by_id;
    }
    let by_acronym =
        find(&|unit| org.acronym(unit).iter().chain(org.aliases(unit)).any(|text| is_equal(text)));
    if !by_acronym.is_empty() {
        return by_acronym;
    }
    find(&|unit| is_equal(&org.name(unit)) || org.unit(unit).other_names.iter().any(|name| is_equal(name)))
}
