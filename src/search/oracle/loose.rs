//! The loose matches: typos, letters left out, two words joined, and initials in texts.

use crate::search::fuzzy::FuzzyMatcher;
use crate::text::Languages;

use super::searched_unit::{SearchedUnit, content_words};
use super::with_bonus;

/// The score in names and acronym of a word with typos, with letters left out, or as two words joined;
/// and of initials in texts.
pub fn approximate_score(unit: &SearchedUnit, word: &str, is_alone: bool, fuzzy: &FuzzyMatcher) -> u32 {
    let in_name = |name: &Vec<String>| {
        let score = |(at, candidate): (usize, &&str)| {
            with_bonus(typo_score(candidate, word).max(gap_score(candidate, word, fuzzy)), at)
        };
        content_words(name, unit.languages).iter().enumerate().map(score).max().unwrap_or(0)
    };
    let names = unit.names().map(in_name);
    let acronyms = unit.acronym_words().map(|acronym| typo_score(acronym, word));
    let is_two = word.len() <= 24 && has_two_prefixes(unit, word, is_alone);
    let initials =
        unit.texts.iter().map(|text| text_initials_score(text, word, unit.languages)).max().unwrap_or(0);
    let beginnings = unit.names().map(|name| beginnings_score(&content_words(name, unit.languages), word));
    let beginnings = if is_alone { beginnings.max().unwrap_or(0) } else { 0 };
    let others = [if is_two { 42 } else { 0 }, initials, beginnings];
    names.chain(acronyms).chain(others).max().unwrap_or(0)
}

/// The word as beginnings of successive words of a name, from its first one on, three at least: 100 if
/// all words give one, 42 if the last ones do not, or one between does not.
fn beginnings_score(content: &[&str], word: &str) -> u32 {
    if word.len() > 24 || word.chars().count() < 4 || !word.chars().all(char::is_alphabetic) {
        return 0;
    }
    // How much of the word is used up, of how many words, and whether one was left out.
    let mut states = vec![(word, 0, false)];
    let mut best = 0;
    for (at, candidate) in content.iter().take(10).enumerate() {
        let mut next = Vec::new();
        for (rest, used, has_skipped) in states {
            for (end, letter) in rest.char_indices().map(|(at, letter)| (at + letter.len_utf8(), letter)) {
                if !candidate.starts_with(&rest[..end]) || letter.is_ascii_digit() {
                    break;
                }
                next.push((&rest[end..], used + 1, has_skipped));
            }
            if at > 0 && !has_skipped {
                next.push((rest, used, true));
            }
        }
        let complete = next.iter().filter(|(rest, used, _)| rest.is_empty() && *used >= 3);
        let score = |used: usize| if used == content.len() { 100 } else { 42 };
        best = best.max(complete.map(|(_, used, _)| score(*used)).max().unwrap_or(0));
        states = next;
    }
    best
}

/// 57 if from 2 to 10 letters or digits begin successive words of a text, of which neither the first
/// nor the last is a stop word; 54 if they do once stop words are left out.
fn text_initials_score(text: &[String], word: &str, languages: Languages) -> u32 {
    let letters: Vec<char> = word.chars().collect();
    let is_searched = letters.iter().all(char::is_ascii_alphanumeric) && (2..=10).contains(&letters.len());
    let is_there =
        |words: &[&String]| words.iter().zip(&letters).all(|(word, letter)| word.starts_with(*letter));
    let all: Vec<&String> = text.iter().collect();
    let content: Vec<&String> = text.iter().filter(|word| !languages.is_stop_word(word)).collect();
    let ends_are_content = |words: &&[&String]| {
        !languages.is_stop_word(words[0]) && !languages.is_stop_word(words[words.len() - 1])
    };
    if !is_searched {
        0
    } else if all.windows(letters.len()).filter(ends_are_content).any(is_there) {
        57
    } else if content.windows(letters.len()).any(is_there) {
        54
    } else {
        0
    }
}

/// One typo from four letters on, two from eight, in the whole word or in its beginning; none in
/// words with digits.
fn typo_score(candidate: &str, word: &str) -> u32 {
    let letters: Vec<char> = candidate.chars().collect();
    let length = word.chars().count();
    let has_digit = [candidate, word].concat().chars().any(|c| c.is_ascii_digit());
    let allowed = if length >= 8 { 2 } else { 1 };
    if length < 4 || word.len() > 64 || has_digit {
        return 0;
    }
    let score = |end: usize, full: u32| {
        let start: String = letters[..end].iter().collect();
        match strsim::osa_distance(&start, word) {
            0 | 1 => full,
            2 if allowed == 2 => full - 6,
            _ => 0,
        }
    };
    let starts = (length - 1..=length + 1).filter(|&end| end < letters.len()).map(|end| score(end, 48));
    starts.chain([score(letters.len(), 54)]).max().unwrap_or(0)
}

/// Letters of one word in their order, from its first letter on: from 20 for half of the best score
/// of `fuzzy-matcher` to 40 for all of it.
fn gap_score(candidate: &str, word: &str, fuzzy: &FuzzyMatcher) -> u32 {
    if word.chars().count() < 3 || candidate.chars().next() != word.chars().next() {
        return 0;
    }
    let (Some(best), Some(score)) = (fuzzy.score(word, word), fuzzy.score(candidate, word)) else { return 0 };
    let ratio = score as f64 / best as f64;
    if ratio < 0.5 { 0 } else { 20 + ((ratio - 0.5).min(0.5) * 2.0 * 20.0) as u32 }
}

/// Whether the word is the starts of two words, each of two letters or more, in this order; beside other
/// words, two whole words. The index does not separate other names, nor the positions of words after the fourteenth.
fn has_two_prefixes(unit: &SearchedUnit, word: &str, is_alone: bool) -> bool {
    let positions = |name: &Vec<String>, start: &str| -> Vec<usize> {
        let words = content_words(name, unit.languages).into_iter().enumerate();
        words
            .filter(|(_, word)| *word == start || (is_alone && word.starts_with(start)))
            .map(|(at, _)| at.min(14))
            .collect()
    };
    let in_order = |names: &[Vec<String>], one: &str, two: &str| {
        let first = names.iter().flat_map(|name| positions(name, one)).min();
        let second = names.iter().flat_map(|name| positions(name, two)).max();
        first.is_some_and(|first| second.is_some_and(|second| second > first))
    };
    let letters: Vec<char> = word.chars().collect();
    (2..letters.len().saturating_sub(1)).any(|cut| {
        let (one, two): (String, String) = (letters[..cut].iter().collect(), letters[cut..].iter().collect());
        in_order(std::slice::from_ref(&unit.name), &one, &two) || in_order(&unit.other_names, &one, &two)
    })
}
