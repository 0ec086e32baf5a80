//! How well one word of a query fits one text, and which of its letters.

use std::ops::Range;

use crate::text::ceil_char_boundary;

use super::fuzzy::FuzzyMatcher;
use super::index::builder::MAX_INITIALS;
use super::query::{MatchMode, QueryTerm};
use super::tokens::{TokenizedText, is_stop_word};
use super::weights::{
    ALL_INITIALS, FIRST_INITIALS, FIRST_WORD_BONUS, SECOND_TYPO_PENALTY, SUBSEQUENCE, SUBSTRING,
    TWO_PREFIXES, TYPO_IN_PREFIX, TYPO_IN_WORD, WHOLE_WORD, WORD_PREFIX,
};

/// A part of a word shorter than this is not looked for inside other words.
pub const MIN_SUBSTRING_CHARS: usize = 3;
/// Two beginnings typed as one are not longer than this, in bytes.
pub const MAX_TWO_PREFIXES_BYTES: usize = 24;
const MIN_CHARS_FOR_TYPO: usize = 4;
const MAX_TYPO_TERM_BYTES: usize = 64;
const MIN_CHARS_FOR_TWO_TYPOS: usize = 8;

/// A word found in a text: how well, and how, so that its letters can be shown.
#[derive(Clone, Debug, PartialEq)]
pub struct WordMatch {
    pub score: u32,
    kind: MatchKind,
}

#[derive(Clone, Debug, PartialEq)]
enum MatchKind {
    /// The first bytes of the folded text or of one of its words.
    Span(Range<usize>),
    /// The first letters of the first words.
    Initials(usize),
    /// Letters of one word, in their order.
    Subsequence { word: usize, needle: String },
    /// The beginnings of two words.
    TwoPrefixes(Range<usize>, Range<usize>),
}

impl WordMatch {
    fn new(score: u32, kind: MatchKind) -> Option<Self> {
        Some(Self { score, kind })
    }

    /// The best way to find the word in a name.
    pub fn in_name(
        name: &TokenizedText,
        needle: &QueryTerm,
        loose: Option<&FuzzyMatcher>,
    ) -> Option<WordMatch> {
        let strict = [Self::in_words(name, needle, true), Self::in_initials(name, needle)];
        let strict = strict.into_iter().flatten().max_by_key(|hit| hit.score);
        match (strict, loose) {
            (None, Some(fuzzy)) if needle.mode == MatchMode::Fuzzy => {
                Self::fuzzy_in_name(name, needle, fuzzy)
            }
            (strict, _) => strict,
        }
    }

    /// The word, or its letters as the beginning or the inside of another, in a name or in any
    /// text.
    pub fn in_words(text: &TokenizedText, needle: &QueryTerm, is_name: bool) -> Option<WordMatch> {
        let mut words = needle.words();
        let (word, several) = (words.next()?, words.next().is_some());
        match needle.mode {
            MatchMode::Fuzzy => Self::in_each_word(text, word, MIN_SUBSTRING_CHARS, is_name),
            MatchMode::Exact if !several => Self::in_each_word(text, word, 1, is_name),
            _ => (0..text.words().count()).find_map(|at| Self::adjacent_words(text, needle, at, is_name)),
        }
    }

    fn in_each_word(
        text: &TokenizedText,
        needle: &str,
        shortest_inside: usize,
        is_name: bool,
    ) -> Option<WordMatch> {
        let in_word = |(i, word): (usize, &str)| {
            let means_nothing = if is_name { text.is_stop_word_at(i) } else { is_stop_word(word) };
            let at = word.find(needle).filter(|_| !means_nothing)?;
            let quality = match at {
                0 if word.len() == needle.len() => WHOLE_WORD,
                0 => WORD_PREFIX,
                _ if needle.chars().count() >= shortest_inside => SUBSTRING,
                _ => return None,
            };
            let start = text.range(i).start + at;
            let bonus = if is_name { first_word_bonus(i) } else { 0 };
            Self::new(quality + bonus, MatchKind::Span(start..start + needle.len()))
        };
        text.words().enumerate().filter_map(in_word).reduce(better)
    }

    /// The words of the needle one after the other, from one of the text on: the first may
    /// be the end of it and the last the beginning, but where the text must start or end so.
    fn adjacent_words(
        text: &TokenizedText,
        needle: &QueryTerm,
        at: usize,
        is_name: bool,
    ) -> Option<WordMatch> {
        let parts: Vec<&str> = needle.words().collect();
        let last = at + parts.len() - 1;
        let ends = text.content_words().last()?;
        let fits = match needle.mode {
            MatchMode::Prefix => at == 0,
            MatchMode::Suffix => last == ends,
            MatchMode::Fuzzy | MatchMode::Exact => true,
        };
        let (from_start, to_end) = (needle.mode == MatchMode::Prefix, needle.mode == MatchMode::Suffix);
        let is_there = |(i, part): (usize, &&str)| {
            let word = text.words().nth(at + i).unwrap_or_default();
            match (i > 0 || from_start, at + i < last || to_end) {
                (true, true) => word == *part,
                (true, false) => word.starts_with(part),
                (false, true) => word.ends_with(part),
                (false, false) => word.contains(part),
            }
        };
        (fits && parts.iter().enumerate().all(is_there)).then_some(())?;
        let bonus = if is_name { first_word_bonus(at) } else { 0 };
        let quality = match needle.mode {
            MatchMode::Prefix => WORD_PREFIX + FIRST_WORD_BONUS,
            MatchMode::Suffix => WORD_PREFIX,
            MatchMode::Fuzzy | MatchMode::Exact => SUBSTRING + bonus,
        };
        let start = text.range(at).end - if from_start { text.word(at).len() } else { parts[0].len() };
        let end =
            if to_end { text.range(last).end } else { text.range(last).start + parts[parts.len() - 1].len() };
        Self::new(quality, MatchKind::Span(start..end.max(start)))
    }

    fn in_initials(name: &TokenizedText, needle: &QueryTerm) -> Option<WordMatch> {
        let starts = needle.mode == MatchMode::Fuzzy && name.initials.starts_with(&needle.text);
        let letters = needle.text.len();
        let most = MAX_INITIALS as usize;
        (starts && needle.text.is_ascii() && (2..=most).contains(&letters)).then_some(())?;
        let all = letters < most && name.initials.len() == letters;
        Self::new(if all { ALL_INITIALS } else { FIRST_INITIALS }, MatchKind::Initials(letters))
    }

    fn fuzzy_in_name(name: &TokenizedText, needle: &QueryTerm, fuzzy: &FuzzyMatcher) -> Option<WordMatch> {
        let in_word = |i: usize| {
            let word = name.word(i);
            let typo = typo_score(word, &needle.text);
            if typo > 0 {
                return Self::new(typo + first_word_bonus(i), MatchKind::Span(name.range(i)));
            }
            let gapped = subsequence_score(word, &needle.text, fuzzy)? + first_word_bonus(i);
            Self::new(gapped, MatchKind::Subsequence { word: i, needle: needle.text.clone() })
        };
        let words = name.content_words().filter_map(in_word).reduce(better);
        let short = needle.text.len() <= MAX_TWO_PREFIXES_BYTES;
        let two = if needle.is_only_term && short { Self::two_prefixes(name, &needle.text) } else { None };
        words.into_iter().chain(two).reduce(better)
    }

    /// The needle cut into the beginnings of two words, the longest first one.
    fn two_prefixes(name: &TokenizedText, needle: &str) -> Option<WordMatch> {
        let cuts = needle.char_indices().map(|(at, _)| at).skip(2);
        let cut = |at: usize| {
            let (one, two) = needle.split_at(at);
            (two.chars().count() >= 2).then_some(())?;
            let first = name.content_words().find(|&i| name.word(i).starts_with(one))?;
            let second =
                name.content_words().skip_while(|&i| i <= first).find(|&i| name.word(i).starts_with(two))?;
            let start = |i: usize, part: &str| name.range(i).start..name.range(i).start + part.len();
            Self::new(TWO_PREFIXES, MatchKind::TwoPrefixes(start(first, one), start(second, two)))
        };
        cuts.collect::<Vec<_>>().into_iter().rev().find_map(cut)
    }

    /// The matching parts of the folded text.
    pub fn ranges(&self, phrase: &TokenizedText, fuzzy: &FuzzyMatcher) -> Vec<Range<usize>> {
        let letter = |at: usize| at..ceil_char_boundary(phrase.text(), at + 1);
        match &self.kind {
            MatchKind::Span(part) => vec![part.clone()],
            MatchKind::TwoPrefixes(one, two) => vec![one.clone(), two.clone()],
            MatchKind::Initials(letters) => {
                phrase.content_words().take(*letters).map(|i| letter(phrase.range(i).start)).collect()
            }
            MatchKind::Subsequence { word, needle } => {
                let start = phrase.range(*word).start;
                fuzzy
                    .match_offsets(phrase.word(*word), needle)
                    .into_iter()
                    .map(|at| letter(start + at))
                    .collect()
            }
        }
    }
}

fn first_word_bonus(word: usize) -> u32 {
    if word == 0 { FIRST_WORD_BONUS } else { 0 }
}

/// The better of two hits, the first among equals.
fn better(kept: WordMatch, next: WordMatch) -> WordMatch {
    if next.score > kept.score { next } else { kept }
}

/// How many typos a word may have: one from four letters, two from eight. A number is what it
/// is: it has none.
pub fn max_typos(needle: &str) -> Option<usize> {
    match needle.chars().count() {
        _ if needle.len() > MAX_TYPO_TERM_BYTES || has_digit(needle) => None,
        MIN_CHARS_FOR_TWO_TYPOS.. => Some(2),
        MIN_CHARS_FOR_TYPO.. => Some(1),
        _ => None,
    }
}

/// How well a word, or its beginning, is the needle misspelled; 0 when it is not. The fewest
/// letters left out, added, changed or swapped with the next count (optimal string alignment).
pub fn typo_score(word: &str, needle: &str) -> u32 {
    let Some(allowed) = max_typos(needle).filter(|_| !has_digit(word)) else { return 0 };
    let letters = needle.chars().count();
    let length = word.chars().count();
    if length + allowed < letters {
        return 0;
    }
    let quality = |base: u32, typos: usize| match typos {
        typos if typos <= allowed => base - SECOND_TYPO_PENALTY * (typos.max(1) as u32 - 1),
        _ => 0,
    };
    let changes = edit_distances(word, needle, letters + allowed);
    let whole = changes.get(length).map_or(0, |&typos| quality(TYPO_IN_WORD, typos));
    let starts = (letters - 1..=letters + 1).filter(|&start| start < length);
    whole.max(starts.map(|start| quality(TYPO_IN_PREFIX, changes[start])).max().unwrap_or(0))
}

/// How many changes make the needle of each beginning of the word, the empty one first, of up to
/// so many letters: letters left out, added, changed, or swapped with the next.
pub fn edit_distances(word: &str, needle: &str, longest: usize) -> Vec<usize> {
    let needle: Vec<char> = needle.chars().collect();
    // One column for each letter of the word, one row for each of the needle.
    let mut columns: [Vec<usize>; 3] = [Vec::new(), Vec::new(), (0..=needle.len()).collect()];
    let mut ends = vec![needle.len()];
    let mut before = '\0';
    for (j, letter) in word.chars().take(longest).enumerate() {
        columns.rotate_left(1);
        let [swap, last, next] = &mut columns;
        next.clear();
        next.push(j + 1);
        for (i, &wanted) in needle.iter().enumerate() {
            let change = last[i] + usize::from(letter != wanted);
            let mut fewest = change.min(last[i + 1] + 1).min(next[i] + 1);
            if i > 0 && j > 0 && letter == needle[i - 1] && before == wanted {
                fewest = fewest.min(swap[i - 1] + 1);
            }
            next.push(fewest);
        }
        ends.push(next[needle.len()]);
        before = letter;
    }
    ends
}

fn has_digit(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
}

/// The needle's letters in the word in their order, from its first letter on.
pub fn subsequence_score(word: &str, needle: &str, fuzzy: &FuzzyMatcher) -> Option<u32> {
    let same_start = needle.chars().next() == word.chars().next();
    (same_start && needle.chars().count() >= MIN_SUBSTRING_CHARS).then_some(())?;
    let closeness = fuzzy.closeness(word, needle)?;
    Some(SUBSEQUENCE + (closeness * f64::from(SUBSEQUENCE)) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn typos_are_counted_as_by_the_book(word in "[abcé]{0,9}", needle in "[abcé]{4,9}") {
            let counted = edit_distances(&word, &needle, needle.chars().count() + 2);
            for (length, &changes) in counted.iter().enumerate() {
                let start: String = word.chars().take(length).collect();
                proptest::prop_assert_eq!(changes, strsim::osa_distance(&start, &needle));
            }
        }
    }

    #[test]
    fn digits_have_no_typos() {
        assert_eq!(typo_score("bureau2", "bureau3"), 0);
        assert_eq!(typo_score("bureau", "bureua"), TYPO_IN_WORD);
    }
}
