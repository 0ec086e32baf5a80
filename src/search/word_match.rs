//! Matches one query term against one text: the score, and the ranges to highlight.

use std::ops::Range;

use crate::text::{TypedGreek, ceil_char_boundary, latin_form};

use super::beginnings;
use super::fuzzy::FuzzyMatcher;
use super::initials::{MAX_INITIALS, may_be_initials};
use super::phone::best_phone;
use super::query_term::{MatchMode, QueryTerm};
use super::text_initials;
use super::tokens::TokenizedText;
use super::weights::{
    ADJACENT_WORDS, ALL_INITIALS, FIRST_INITIALS, FIRST_WORD_BONUS, ROMANIZED_PREFIX, ROMANIZED_WORD,
    SECOND_TYPO_PENALTY, SUBSEQUENCE, SUBSTRING, TWO_PREFIXES, TYPO_IN_PREFIX, TYPO_IN_WORD, WHOLE_WORD,
    WORD_PREFIX,
};

/// A shorter term does not match inside a word, in characters.
pub const MIN_SUBSTRING_CHARS: usize = 3;
/// A longer term is not split into the starts of two words, in bytes.
pub const MAX_TWO_PREFIXES_BYTES: usize = 24;
/// Terms from this length on may have a typo, in characters.
const MIN_CHARS_FOR_TYPO: usize = 4;
/// Longer terms may have none, in bytes: the edit distance is quadratic.
const MAX_TYPO_TERM_BYTES: usize = 64;
/// Terms from this length on may have two typos, in characters.
const MIN_CHARS_FOR_TWO_TYPOS: usize = 8;

/// A match of a term in a text.
#[derive(Clone, Debug, PartialEq)]
pub struct WordMatch {
    pub score: u32,
    kind: MatchKind,
}

/// How a term matched, with what is needed to highlight it. Ranges are bytes of the folded text.
#[derive(Clone, Debug, PartialEq)]
enum MatchKind {
    /// One range.
    Span(Range<usize>),
    /// The initials of these words.
    Initials(Vec<usize>),
    /// These words.
    Words(Vec<usize>),
    /// Characters of one word, in their order.
    Subsequence { word: usize, pattern: String },
    /// Several ranges: the beginnings of words.
    Spans(Vec<Range<usize>>),
}

impl WordMatch {
    fn new(score: u32, kind: MatchKind) -> Option<Self> {
        Some(Self { score, kind })
    }

    /// The highest match in a name. Fuzzy matches count if a matcher is given and nothing else
    /// matches.
    pub fn in_name(
        name: &TokenizedText,
        term: &QueryTerm,
        fuzzy: Option<&FuzzyMatcher>,
    ) -> Option<WordMatch> {
        let exact = [Self::in_words(name, term, true), Self::in_initials(name, term)];
        let exact = exact.into_iter().flatten().max_by_key(|word_match| word_match.score);
        match (exact, fuzzy) {
            (None, Some(fuzzy)) if term.mode == MatchMode::Fuzzy => Self::fuzzy_in_name(name, term, fuzzy),
            (exact, _) => exact,
        }
    }

    /// The highest match of the term as a word, the start of a word or a part of a word. A name has
    /// a bonus for its first word.
    pub fn in_words(text: &TokenizedText, term: &QueryTerm, is_name: bool) -> Option<WordMatch> {
        let mut words = term.words();
        let (word, has_more) = (words.next()?, words.next().is_some());
        match term.mode {
            MatchMode::Fuzzy => {
                let as_typed = Self::in_each_word(text, word, MIN_SUBSTRING_CHARS, is_name);
                let greek = term.greek.as_ref().and_then(|typed| Self::in_greek_words(text, typed, is_name));
                as_typed.into_iter().chain(greek).reduce(better)
            }
            MatchMode::Exact if !has_more => Self::in_each_word(text, word, 1, is_name),
            MatchMode::Phone => None,
            _ => (0..text.words().count()).find_map(|at| Self::adjacent_words(text, term, at, is_name)),
        }
    }

    fn in_each_word(
        text: &TokenizedText,
        term: &str,
        min_substring_chars: usize,
        is_name: bool,
    ) -> Option<WordMatch> {
        let in_word = |(i, word): (usize, &str)| {
            let at = word.find(term)?;
            let score = match at {
                0 if word.len() == term.len() => WHOLE_WORD,
                0 => WORD_PREFIX,
                _ if term.chars().count() >= min_substring_chars => SUBSTRING,
                _ => return None,
            };
            let start = text.range(i).start + at;
            let bonus = if is_name { first_word_bonus(i) } else { 0 };
            Self::new(score + bonus, MatchKind::Span(start..start + term.len()))
        };
        searched_words(text, is_name).filter_map(in_word).reduce(better)
    }

    /// A Greek word that was typed in Latin letters, or its start.
    fn in_greek_words(text: &TokenizedText, typed: &TypedGreek, is_name: bool) -> Option<WordMatch> {
        let in_word = |(i, word): (usize, &str)| {
            let score = Some(romanized_score(word, typed)).filter(|score| *score > 0)?;
            let start = text.range(i).start;
            let bonus = if is_name { first_word_bonus(i) } else { 0 };
            Self::new(score + bonus, MatchKind::Span(start..start + typed.length_in(word)))
        };
        searched_words(text, is_name).filter_map(in_word).reduce(better)
    }

    /// Matches the words of a term with adjacent words of the text, from `start_word` on. Unless the
    /// term is anchored there, its first word may be the end of a word, and its last the start.
    fn adjacent_words(
        text: &TokenizedText,
        term: &QueryTerm,
        start_word: usize,
        is_name: bool,
    ) -> Option<WordMatch> {
        let parts: Vec<&str> = term.words().collect();
        let last = start_word + parts.len() - 1;
        let last_content_word = text.content_words().last()?;
        let is_anchored_here = match term.mode {
            MatchMode::Prefix => start_word == 0,
            MatchMode::Suffix => last == last_content_word,
            MatchMode::Fuzzy | MatchMode::Exact | MatchMode::Phone => true,
        };
        let (is_prefix, is_suffix) = (term.mode == MatchMode::Prefix, term.mode == MatchMode::Suffix);
        let is_there = |(i, part): (usize, &&str)| {
            let word = text.words().nth(start_word + i).unwrap_or_default();
            match (i > 0 || is_prefix, start_word + i < last || is_suffix) {
                (true, true) => word == *part,
                (true, false) => word.starts_with(part),
                (false, true) => word.ends_with(part),
                (false, false) => word.contains(part),
            }
        };
        (is_anchored_here && parts.iter().enumerate().all(is_there)).then_some(())?;
        let bonus = if is_name { first_word_bonus(start_word) } else { 0 };
        let score = match term.mode {
            MatchMode::Prefix => WORD_PREFIX + FIRST_WORD_BONUS,
            MatchMode::Suffix => WORD_PREFIX,
            MatchMode::Fuzzy | MatchMode::Exact | MatchMode::Phone => ADJACENT_WORDS + bonus,
        };
        let start =
            text.range(start_word).end - if is_prefix { text.word(start_word).len() } else { parts[0].len() };
        let end = if is_suffix {
            text.range(last).end
        } else {
            text.range(last).start + parts[parts.len() - 1].len()
        };
        Self::new(score, MatchKind::Span(start..end.max(start)))
    }

    /// The initials of a name, or their start, without the stop words or with them.
    pub fn in_initials(name: &TokenizedText, term: &QueryTerm) -> Option<WordMatch> {
        (term.mode == MatchMode::Fuzzy && may_be_initials(&term.text)).then_some(())?;
        let letters = term.text.chars().count();
        let content: Vec<usize> = name.content_words().collect();
        let all: Vec<usize> = (0..name.words().count()).collect();
        let of_words = |mut words: Vec<usize>| {
            name.have_initials(words.iter().copied(), &term.text).then_some(())?;
            let is_all = letters < MAX_INITIALS as usize && words.len() == letters;
            words.truncate(letters);
            Self::new(if is_all { ALL_INITIALS } else { FIRST_INITIALS }, MatchKind::Initials(words))
        };
        [content, all].into_iter().filter_map(of_words).reduce(better)
    }

    /// The highest match in a text other than a name: of words, of initials, or of a telephone number.
    pub fn in_text(text: &TokenizedText, term: &QueryTerm) -> Option<WordMatch> {
        if term.mode == MatchMode::Phone {
            return Self::in_phones(text, term);
        }
        let is_initials = term.mode == MatchMode::Fuzzy && text_initials::may_be_in_text(&term.text);
        let words = if is_initials { text_initials::find_words(text, &term.text) } else { None };
        let initials = words.and_then(|(score, words)| Self::new(score, MatchKind::Words(words)));
        Self::in_words(text, term, false).into_iter().chain(initials).reduce(better)
    }

    /// The telephone number of a text that agrees best with the term.
    pub fn in_phones(text: &TokenizedText, term: &QueryTerm) -> Option<WordMatch> {
        let (score, range) = best_phone(text.text(), term.phone()?)?;
        Self::new(score, MatchKind::Span(range))
    }

    fn fuzzy_in_name(name: &TokenizedText, term: &QueryTerm, fuzzy: &FuzzyMatcher) -> Option<WordMatch> {
        let in_word = |i: usize| {
            let word = name.word(i);
            let typo = typo_score(word, &term.text);
            if typo > 0 {
                return Self::new(typo + first_word_bonus(i), MatchKind::Span(name.range(i)));
            }
            let subsequence = subsequence_score(word, &term.text, fuzzy)? + first_word_bonus(i);
            Self::new(subsequence, MatchKind::Subsequence { word: i, pattern: term.text.clone() })
        };
        let words = name.content_words().filter_map(in_word).reduce(better);
        let is_short = term.text.len() <= MAX_TWO_PREFIXES_BYTES;
        let two_prefixes = if is_short { Self::two_prefixes(name, term) } else { None };
        let beginnings = if term.is_only_term { Self::beginnings(name, &term.text) } else { None };
        words.into_iter().chain(two_prefixes).chain(beginnings).reduce(better)
    }

    /// The term as the beginnings of successive words.
    pub fn beginnings(name: &TokenizedText, term: &str) -> Option<WordMatch> {
        beginnings::may_be_beginnings(term).then_some(())?;
        let indexes: Vec<usize> = name.content_words().collect();
        let words: Vec<&str> = indexes.iter().map(|&i| name.word(i)).collect();
        let (score, parts) = beginnings::find_beginnings(&words, term)?;
        let range = |(word, length): (usize, usize)| {
            let start = name.range(indexes[word]).start;
            start..start + length
        };
        Self::new(score, MatchKind::Spans(parts.into_iter().map(range).collect()))
    }

    /// Splits the term into the starts of two words, the first as long as possible; beside other terms,
    /// into two words.
    fn two_prefixes(name: &TokenizedText, term: &QueryTerm) -> Option<WordMatch> {
        let cuts = term.text.char_indices().map(|(at, _)| at).skip(2);
        let fits = |i: usize, part: &str| {
            name.word(i) == part || (term.is_only_term && name.word(i).starts_with(part))
        };
        let cut = |at: usize| {
            let (first_part, second_part) = term.text.split_at(at);
            (second_part.chars().count() >= 2).then_some(())?;
            let first = name.content_words().find(|&i| fits(i, first_part))?;
            let second = name.content_words().skip_while(|&i| i <= first).find(|&i| fits(i, second_part))?;
            let range = |i: usize, part: &str| name.range(i).start..name.range(i).start + part.len();
            Self::new(
                TWO_PREFIXES,
                MatchKind::Spans(vec![range(first, first_part), range(second, second_part)]),
            )
        };
        cuts.collect::<Vec<_>>().into_iter().rev().find_map(cut)
    }

    /// The byte ranges of the folded text that match.
    pub fn ranges(&self, text: &TokenizedText, fuzzy: &FuzzyMatcher) -> Vec<Range<usize>> {
        let char_range = |at: usize| at..ceil_char_boundary(text.text(), at + 1);
        match &self.kind {
            MatchKind::Span(range) => vec![range.clone()],
            MatchKind::Spans(ranges) => ranges.clone(),
            MatchKind::Initials(words) => {
                words.iter().map(|&word| char_range(text.range(word).start)).collect()
            }
            MatchKind::Words(words) => words.iter().map(|&word| text.range(word)).collect(),
            MatchKind::Subsequence { word, pattern } => {
                let start = text.range(*word).start;
                fuzzy
                    .match_offsets(text.word(*word), pattern)
                    .into_iter()
                    .map(|at| char_range(start + at))
                    .collect()
            }
        }
    }
}

/// The words of a text that are no stop words, with their indexes.
fn searched_words(text: &TokenizedText, is_name: bool) -> impl Iterator<Item = (usize, &str)> {
    let is_stop_word = move |(i, word): &(usize, &str)| match is_name {
        true => text.is_stop_word_at(*i),
        false => text.languages().is_stop_word(word),
    };
    text.words().enumerate().filter(move |word| !is_stop_word(word))
}

fn first_word_bonus(word: usize) -> u32 {
    if word == 0 { FIRST_WORD_BONUS } else { 0 }
}

/// The match with the higher score, the first if they are equal.
fn better(best: WordMatch, next: WordMatch) -> WordMatch {
    if next.score > best.score { next } else { best }
}

/// The score of a Greek word that was typed in Latin letters, or of its start; 0 if it was not.
pub fn romanized_score(word: &str, typed: &TypedGreek) -> u32 {
    match latin_form(word) {
        Some(form) if typed.is(&form) => ROMANIZED_WORD,
        Some(form) if typed.starts(&form) => ROMANIZED_PREFIX,
        _ => 0,
    }
}

/// The number of typos that a term may have; `None` if it may have none. A term with a digit has
/// none: a different digit makes a different number.
pub fn max_typos(term: &str) -> Option<usize> {
    match term.chars().count() {
        _ if term.len() > MAX_TYPO_TERM_BYTES || has_digit(term) => None,
        MIN_CHARS_FOR_TWO_TYPOS.. => Some(2),
        MIN_CHARS_FOR_TYPO.. => Some(1),
        _ => None,
    }
}

/// The score of a word, or of its start, that is the term with typos; 0 if it has too many.
pub fn typo_score(word: &str, term: &str) -> u32 {
    let Some(max_typos) = self::max_typos(term).filter(|_| !has_digit(word)) else { return 0 };
    let letters = term.chars().count();
    let length = word.chars().count();
    if length + max_typos < letters {
        return 0;
    }
    let score = |base: u32, typos: usize| match typos {
        typos if typos <= max_typos => base - SECOND_TYPO_PENALTY * (typos.max(1) as u32 - 1),
        _ => 0,
    };
    let distances = edit_distances(word, term, letters + max_typos);
    let whole_word = distances.get(length).map_or(0, |&typos| score(TYPO_IN_WORD, typos));
    let prefixes = (letters - 1..=letters + 1).filter(|&end| end < length);
    whole_word.max(prefixes.map(|end| score(TYPO_IN_PREFIX, distances[end])).max().unwrap_or(0))
}

/// The edit distances between the term and each prefix of the word, from the empty one up to
/// `max_length` characters. An edit inserts, deletes or replaces a character, or swaps two adjacent
/// ones (optimal string alignment distance).
pub fn edit_distances(word: &str, term: &str, max_length: usize) -> Vec<usize> {
    let term: Vec<char> = term.chars().collect();
    // The columns of the last three characters of the word; one row for each of the term.
    let mut columns: [Vec<usize>; 3] = [Vec::new(), Vec::new(), (0..=term.len()).collect()];
    let mut distances = vec![term.len()];
    let mut previous = '\0';
    for (j, char) in word.chars().take(max_length).enumerate() {
        columns.rotate_left(1);
        let [before_last, last, next] = &mut columns;
        next.clear();
        next.push(j + 1);
        for (i, &term_char) in term.iter().enumerate() {
            let replaced = last[i] + usize::from(char != term_char);
            let mut distance = replaced.min(last[i + 1] + 1).min(next[i] + 1);
            if i > 0 && j > 0 && char == term[i - 1] && previous == term_char {
                distance = distance.min(before_last[i - 1] + 1);
            }
            next.push(distance);
        }
        distances.push(next[term.len()]);
        previous = char;
    }
    distances
}

fn has_digit(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
}

/// The score of a word that has the characters of the term in their order and starts with the
/// same one; `None` if it does not, or they are too far apart.
pub fn subsequence_score(word: &str, term: &str, fuzzy: &FuzzyMatcher) -> Option<u32> {
    let same_start = term.chars().next() == word.chars().next();
    (same_start && term.chars().count() >= MIN_SUBSTRING_CHARS).then_some(())?;
    let closeness = fuzzy.closeness(word, term)?;
    Some(SUBSEQUENCE + (closeness * f64::from(SUBSEQUENCE)) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn edit_distances_are_those_of_strsim(word in "[abcé]{0,9}", term in "[abcé]{4,9}") {
            let distances = edit_distances(&word, &term, term.chars().count() + 2);
            for (length, &distance) in distances.iter().enumerate() {
                let start: String = word.chars().take(length).collect();
                proptest::prop_assert_eq!(distance, strsim::osa_distance(&start, &term));
            }
        }
    }

    #[test]
    fn digits_have_no_typos() {
        assert_eq!(typo_score("bureau2", "bureau3"), 0);
        assert_eq!(typo_score("bureau", "bureua"), TYPO_IN_WORD);
    }
}
