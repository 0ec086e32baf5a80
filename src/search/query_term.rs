//! The terms of a query: words to match, and how.

use std::ops::Range;

use crate::text::{Languages, TypedGreek, floor_char_boundary, latin_form};

use super::phone::TypedPhone;
use super::tokens::word_ranges;

/// Longer terms are truncated, in bytes: so long a prefix is selective enough.
const MAX_TERM_BYTES: usize = 64;
/// Further words of a token are ignored.
const MAX_WORDS: usize = 16;

/// How a term matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MatchMode {
    /// A word, its start, a part of it, or initials; in the fuzzy pass also with typos or gaps.
    Fuzzy,
    /// As typed, anywhere in a word.
    Exact,
    /// As typed, at the start of a name.
    Prefix,
    /// As typed, at the end of a name.
    Suffix,
    /// A telephone number in the contacts, in whatever form.
    Phone,
}

/// A folded word to match; with an operator it may be several words that must be adjacent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryTerm {
    pub text: String,
    pub mode: MatchMode,
    /// Whether it is the whole query: only then may it be the starts of two words, joined, and not only two
    /// whole words.
    pub is_only_term: bool,
    /// Whether it is a stop word, which only the last term of a query can be.
    pub is_stop_word: bool,
    /// The Greek word that it may be, in an organisation with Greek names.
    pub greek: Option<TypedGreek>,
}

impl QueryTerm {
    fn new(text: &str, mode: MatchMode) -> Self {
        let text = text[..floor_char_boundary(text, MAX_TERM_BYTES)].to_string();
        Self { text, mode, is_only_term: false, is_stop_word: false, greek: None }
    }

    /// Whether it has several words, which must stand side by side.
    pub fn is_adjacent(&self) -> bool {
        self.phone().is_none() && self.words().nth(1).is_some()
    }

    /// The terms of a token. Stop words are left out, but for the last word of the query: it may
    /// be the start of another word.
    pub fn parse(token: &str, is_last: bool, languages: Languages) -> Vec<QueryTerm> {
        if token.starts_with(['\'', '^']) || (token.ends_with('$') && token.len() > 1) {
            return QueryTerm::parse_exact(token).into_iter().collect();
        }
        let ranges: Vec<Range<usize>> = word_ranges(token).take(MAX_WORDS).collect();
        let count = ranges.len();
        ranges
            .into_iter()
            .enumerate()
            .filter(|(i, range)| {
                (is_last && i + 1 == count) || !languages.is_typed_stop_word(&token[range.clone()])
            })
            .map(|(_, range)| {
                let term = QueryTerm::new(&token[range], MatchMode::Fuzzy);
                let is_stop_word = languages.is_typed_stop_word(&term.text);
                let greek = if languages.has_greek() { TypedGreek::new(&term.text) } else { None };
                QueryTerm { is_stop_word, greek, ..term }
            })
            .collect()
    }

    /// The telephone number that a token of digits and signs may be, in a form of its own.
    pub fn parse_phone(token: &str) -> Option<QueryTerm> {
        TypedPhone::parse(token).map(|typed| QueryTerm::new(&typed.to_string(), MatchMode::Phone))
    }

    /// The number, if it is one.
    pub fn phone(&self) -> Option<TypedPhone> {
        TypedPhone::parse(&self.text).filter(|_| self.mode == MatchMode::Phone)
    }

    /// Whether it was typed without an operator.
    pub fn is_plain(&self) -> bool {
        matches!(self.mode, MatchMode::Fuzzy | MatchMode::Phone)
    }

    /// Whether it matches only at the start or the end of a name.
    pub fn is_anchored(&self) -> bool {
        matches!(self.mode, MatchMode::Prefix | MatchMode::Suffix)
    }

    /// Parses a token with one of the operators `'`, `^` and `$`, or without: then it is exact.
    pub fn parse_exact(token: &str) -> Option<QueryTerm> {
        let (mode, text) = match (token.strip_prefix('^'), token.strip_suffix('$')) {
            (Some(text), _) => (MatchMode::Prefix, text),
            (None, Some(text)) => (MatchMode::Suffix, text),
            (None, None) => (MatchMode::Exact, token.strip_prefix('\'').unwrap_or(token)),
        };
        word_ranges(text).next().map(|_| QueryTerm::new(text, mode))
    }

    /// Whether a folded word starts with it, in the letters typed or in Greek ones.
    pub fn starts(&self, word: &str) -> bool {
        let is_greek_start = |greek: &TypedGreek| latin_form(word).is_some_and(|form| greek.starts(&form));
        word.starts_with(&self.text) || self.greek.as_ref().is_some_and(is_greek_start)
    }

    /// Its words, which must be adjacent.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        word_ranges(&self.text).map(|range| &self.text[range])
    }
}
