//! Collects the words of a range of units in reading order, before they are sorted into postings.

use std::ops::Range;

use crate::org::{Org, UNITS_PER_REPORT, UnitId};
use crate::search::field::{SearchField, for_each_field};
use crate::search::initials::with_initial;
use crate::search::phone::phone_numbers;
use crate::search::text_initials::TextInitials;
use crate::search::tokens::word_ranges;
use crate::text::{Languages, fold_into};

use super::facets::FacetBuilder;
use super::initials::InitialsBuilder;
use super::interner::Interner;
use super::phones::PhoneBuilder;
use super::position;
use super::position::WordPosition;

/// Larger organisations are searched without the initials of their texts: at 100,000 units they take a
/// fifth of the memory of the index, and the slowest keys take twice as long.
const MAX_UNITS_WITH_TEXT_INITIALS: usize = 20_000;

/// The data of a range of units.
#[derive(Debug, Default)]
pub struct IndexBuilder {
    languages: Languages,
    pub interner: Interner,
    /// The words of each unit in turn: the id of the word and its position, packed in 32 bits.
    pub tokens: Vec<u32>,
    /// The number of tokens of each unit.
    pub tokens_per_unit: Vec<u32>,
    pub initials: InitialsBuilder,
    /// The initials of the texts of each unit.
    pub text_initials: TextInitials,
    pub phones: PhoneBuilder,
    /// For each unit, the length of its folded name in bytes, at most 255.
    pub name_lengths: Vec<u8>,
    /// Number of diagnostics in the records of the units.
    pub diagnostic_count: usize,
    /// The relations of the units to others: the target, then the unit that has the relation.
    pub relations: Vec<(UnitId, UnitId)>,
    pub facets: FacetBuilder,
    /// For each word, the last unit that has it, counted from 1.
    last_unit: Vec<u32>,
    folded: String,
    joined: String,
}

impl IndexBuilder {
    /// `on_progress` gets the number of units that are read.
    pub fn new(org: &Org, units: Range<usize>, on_progress: &mut dyn FnMut(usize)) -> Self {
        let mut builder = Self { languages: org.languages(), ..Self::default() };
        builder.tokens_per_unit.reserve_exact(units.len());
        builder.initials.reserve(units.len());
        builder.name_lengths.reserve_exact(units.len());
        for (done, unit) in units.enumerate() {
            if done.is_multiple_of(UNITS_PER_REPORT) {
                on_progress(done);
            }
            builder.add_unit(org, unit);
        }
        builder.initials.sort();
        builder
    }

    /// The words of all aliases, and nothing else.
    pub fn of_aliases(org: &Org) -> Self {
        let mut builder = Self { languages: org.languages(), ..Self::default() };
        builder.tokens_per_unit.resize(org.len(), 0);
        let mut folded = String::new();
        for (unit, alias) in org.all_aliases() {
            let before = builder.tokens.len();
            folded.clear();
            fold_into(alias, &mut folded);
            builder.add_acronym(&folded, unit.index());
            builder.tokens_per_unit[unit.index()] += (builder.tokens.len() - before) as u32;
        }
        builder
    }

    fn add_unit(&mut self, org: &Org, unit: usize) {
        let before = self.tokens.len();
        let has_text_initials = org.len() <= MAX_UNITS_WITH_TEXT_INITIALS;
        self.name_lengths.push(0);
        let visited = for_each_field(org, UnitId::at(unit), &mut |field, text| {
            let mut folded = std::mem::take(&mut self.folded);
            folded.clear();
            fold_into(text, &mut folded);
            match field {
                SearchField::Name | SearchField::OtherName => self.add_name(&folded, field, unit),
                SearchField::Acronym => self.add_acronym(&folded, unit),
                // They have an index of their own.
                SearchField::Alias => {}
                SearchField::Kind => {
                    self.facets.add_kind(&folded, unit);
                    self.add_text(&folded, field, unit);
                }
                SearchField::Contact => {
                    phone_numbers(&folded).iter().for_each(|found| self.phones.push(unit, found.number));
                    self.add_text(&folded, field, unit);
                }
                _ => self.add_text(&folded, field, unit),
            }
            if field == SearchField::Text && has_text_initials {
                let words = word_ranges(&folded).map(|range| &folded[range]);
                self.text_initials.push_text(words, self.languages);
            }
            self.folded = folded;
        });
        if has_text_initials {
            self.text_initials.end_unit();
        }
        self.diagnostic_count += visited.problem_count;
        self.facets.add_channels(visited.channels);
        let relations = visited.relation_targets.into_iter();
        self.relations.extend(relations.map(|target| (target, UnitId::at(unit))));
        self.tokens_per_unit.push((self.tokens.len() - before) as u32);
    }

    /// Adds the content words of a name.
    fn add_name(&mut self, folded: &str, field: SearchField, unit: usize) {
        let languages = self.languages;
        let words = word_ranges(folded).map(|range| &folded[range]).enumerate();
        let mut content_words = words
            .filter(|(i, word)| *i == 0 || !languages.is_stop_word(word))
            .map(|(_, word)| word)
            .peekable();
        let mut ordinal = 0;
        let mut initials = 0;
        let with_stop_words = word_ranges(folded)
            .enumerate()
            .fold(0, |initials, (ordinal, range)| with_initial(initials, ordinal, &folded[range]));
        while let Some(word) = content_words.next() {
            self.add_word(word, WordPosition::in_name(field, ordinal, content_words.peek().is_none()), unit);
            initials = with_initial(initials, ordinal, word);
            ordinal += 1;
        }
        let is_other_name = field == SearchField::OtherName;
        self.initials.add(unit, is_other_name, initials, with_stop_words);
        if !is_other_name {
            self.name_lengths.last_mut().into_iter().for_each(|own| *own = folded.len().min(255) as u8);
        }
    }

    /// Adds the words of the acronym, or of an alias, and, if there are several, their concatenation.
    fn add_acronym(&mut self, folded: &str, unit: usize) {
        let mut joined = std::mem::take(&mut self.joined);
        joined.clear();
        let mut parts = 0;
        for range in word_ranges(folded) {
            joined.push_str(&folded[range.clone()]);
            self.add_word(&folded[range], WordPosition::in_field(SearchField::Acronym), unit);
            parts += 1;
        }
        if parts > 1 {
            self.add_word(&joined, WordPosition::in_field(SearchField::Acronym), unit);
        }
        self.joined = joined;
    }

    /// Adds the words of another field, without stop words. Fields come in the order of their
    /// weight, so a word that the unit already has is skipped, unless in the kind, which filters use.
    fn add_text(&mut self, folded: &str, field: SearchField, unit: usize) {
        for range in word_ranges(folded) {
            let word = &folded[range];
            if self.languages.is_stop_word(word) {
                continue;
            }
            let id = self.interner.intern(word.as_bytes());
            let is_known = self.last_unit.get(id as usize) == Some(&(unit as u32 + 1));
            if field == SearchField::Kind || !is_known {
                self.add_token(id, WordPosition::in_field(field), unit);
            }
        }
    }

    fn add_word(&mut self, word: &str, position: WordPosition, unit: usize) {
        let id = self.interner.intern(word.as_bytes());
        self.add_token(id, position, unit);
    }

    fn add_token(&mut self, word: u32, position: WordPosition, unit: usize) {
        if self.last_unit.len() <= word as usize {
            self.last_unit.resize(self.interner.len(), 0);
        }
        self.last_unit[word as usize] = unit as u32 + 1;
        self.tokens.push(word << position::BITS | u32::from(position.0));
    }
}
