//! How well one word of a query fits one text, and which of its letters.

use std::ops::Range;

use super::fuzzy::Fuzzy;
use super::phrase::Phrase;
use super::quality::{
    ALL_INITIALS, FIRST_INITIALS, FIRST_WORD_BONUS, GAPPED, INSIDE, SECOND_TYPO_LOSS, STOP_WORD, TWO_STARTS,
    TYPO_IN_START, TYPO_IN_WORD, WHOLE_WORD, WORD_START,
};
use super::query::{How, Needle};

/// A part of a word shorter than this is not looked for inside other words.
const SHORTEST_INSIDE: usize = 3;
/// Two beginnings typed as one are not longer than this, in bytes.
const LONGEST_IN_TWO: usize = 24;
const SHORTEST_WITH_TYPO: usize = 4;
const LONGEST_WITH_TYPO: usize = 64;
const SHORTEST_WITH_TWO_TYPOS: usize = 8;

/// A word found in a text: how well, and how, so that its letters can be shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    pub quality: u32,
    way: Way,
}

#[derive(Clone, Debug, PartialEq)]
enum Way {
    /// The first bytes of the folded text or of one of its words.
    Part(Range<usize>),
    /// The first letters of the first words.
    Initials(usize),
    /// Letters of one word, in their order.
    Letters { word: usize, needle: String },
    /// The beginnings of two words.
    Two(Range<usize>, Range<usize>),
}

impl Hit {
    fn new(quality: u32, way: Way) -> Option<Self> {
        Some(Self { quality, way })
    }

    /// The best way to find the word in a name.
    pub fn in_name(name: &Phrase, needle: &Needle, loose: Option<&Fuzzy>) -> Option<Hit> {
        let strict = [Self::in_words(name, needle), Self::in_initials(name, needle)];
        let strict = strict.into_iter().flatten().max_by_key(|hit| hit.quality);
        match (strict, loose) {
            (None, Some(fuzzy)) if needle.how == How::Loosely => Self::loosely(name, needle, fuzzy),
            (strict, _) => strict,
        }
    }

    /// The word, or its letters as the beginning or the inside of another.
    pub fn in_words(text: &Phrase, needle: &Needle) -> Option<Hit> {
        match needle.how {
            How::Loosely => Self::in_each_word(text, &needle.text),
            How::Exactly => Self::in_each_word(text, &needle.text).or_else(|| {
                let at = text.text().find(&needle.text)?;
                Self::new(INSIDE, Way::Part(at..at + needle.text.len()))
            }),
            How::AtStart => {
                let end = needle.text.len();
                text.text().starts_with(&needle.text).then_some(())?;
                Self::new(WORD_START + FIRST_WORD_BONUS, Way::Part(0..end))
            }
            How::AtEnd => {
                let end = text.text().len();
                text.text().ends_with(&needle.text).then_some(())?;
                Self::new(WORD_START, Way::Part(end - needle.text.len()..end))
            }
        }
    }

    fn in_each_word(text: &Phrase, needle: &str) -> Option<Hit> {
        let in_word = |(i, word): (usize, &str)| {
            let at = if text.is_stop(i) { (word == needle).then_some(0) } else { word.find(needle) }?;
            let quality = match at {
                0 if text.is_stop(i) => STOP_WORD,
                0 if word.len() == needle.len() => WHOLE_WORD,
                0 => WORD_START,
                _ if needle.len() >= SHORTEST_INSIDE => INSIDE,
                _ => return None,
            };
            let start = text.place(i).start + at;
            Self::new(quality + first_word_bonus(i), Way::Part(start..start + needle.len()))
        };
        text.words().enumerate().filter_map(in_word).reduce(better)
    }

    fn in_initials(name: &Phrase, needle: &Needle) -> Option<Hit> {
        let starts = needle.how == How::Loosely && name.initials.starts_with(&needle.text);
        let letters = needle.text.chars().count();
        (starts && letters > 1).then_some(())?;
        let all = name.initials.len() == needle.text.len();
        Self::new(if all { ALL_INITIALS } else { FIRST_INITIALS }, Way::Initials(letters))
    }

    fn loosely(name: &Phrase, needle: &Needle, fuzzy: &Fuzzy) -> Option<Hit> {
        let in_word = |i: usize| {
            let word = name.word(i);
            let typo = typo_quality(word, &needle.text);
            if typo > 0 {
                return Self::new(typo + first_word_bonus(i), Way::Part(name.place(i)));
            }
            let gapped = gapped_quality(word, &needle.text, fuzzy)? + first_word_bonus(i);
            Self::new(gapped, Way::Letters { word: i, needle: needle.text.clone() })
        };
        let words = name.spelled().filter_map(in_word).reduce(better);
        let short = needle.text.len() <= LONGEST_IN_TWO;
        let two = if needle.alone && short { Self::as_two_words(name, &needle.text) } else { None };
        words.into_iter().chain(two).reduce(better)
    }

    /// The needle cut into the beginnings of two words, the longest first one.
    fn as_two_words(name: &Phrase, needle: &str) -> Option<Hit> {
        let cuts = needle.char_indices().map(|(at, _)| at).skip(2);
        let cut = |at: usize| {
            let (one, two) = needle.split_at(at);
            (two.chars().count() >= 2).then_some(())?;
            let first = name.spelled().find(|&i| name.word(i).starts_with(one))?;
            let second =
                name.spelled().skip_while(|&i| i <= first).find(|&i| name.word(i).starts_with(two))?;
            let start = |i: usize, part: &str| name.place(i).start..name.place(i).start + part.len();
            Self::new(TWO_STARTS, Way::Two(start(first, one), start(second, two)))
        };
        cuts.collect::<Vec<_>>().into_iter().rev().find_map(cut)
    }

    /// The matching parts of the folded text.
    pub fn parts(&self, phrase: &Phrase, fuzzy: &Fuzzy) -> Vec<Range<usize>> {
        let letter = |at: usize| at..phrase.text().ceil_char_boundary(at + 1);
        match &self.way {
            Way::Part(part) => vec![part.clone()],
            Way::Two(one, two) => vec![one.clone(), two.clone()],
            Way::Initials(letters) => {
                phrase.spelled().take(*letters).map(|i| letter(phrase.place(i).start)).collect()
            }
            Way::Letters { word, needle } => {
                let start = phrase.place(*word).start;
                fuzzy.places(phrase.word(*word), needle).into_iter().map(|at| letter(start + at)).collect()
            }
        }
    }
}

fn first_word_bonus(word: usize) -> u32 {
    if word == 0 { FIRST_WORD_BONUS } else { 0 }
}

/// The better of two hits, the first among equals.
fn better(kept: Hit, next: Hit) -> Hit {
    if next.quality > kept.quality { next } else { kept }
}

/// One typo from four letters, two from eight, a swap counting for one; against the word or
/// its beginning. A number is what it is: it has no typos.
pub fn typo_quality(word: &str, needle: &str) -> u32 {
    if needle.len() > LONGEST_WITH_TYPO || has_digit(word) || has_digit(needle) {
        return 0;
    }
    let (letters, length) = (needle.chars().count(), word.chars().count());
    let allowed = match letters {
        SHORTEST_WITH_TWO_TYPOS.. => 2,
        SHORTEST_WITH_TYPO.. => 1,
        _ => return 0,
    };
    if length + allowed < letters {
        return 0;
    }
    let distance = |length: usize| {
        let start = word.char_indices().nth(length).map_or(word, |(at, _)| &word[..at]);
        strsim::osa_distance(start, needle)
    };
    let quality = |base: u32, typos: usize| match typos {
        typos if typos <= allowed => base - SECOND_TYPO_LOSS * (typos.max(1) as u32 - 1),
        _ => 0,
    };
    let whole = if length <= letters + allowed { quality(TYPO_IN_WORD, distance(length)) } else { 0 };
    let starts = (letters - 1..=letters + 1).filter(|&start| start < length);
    whole.max(starts.map(|start| quality(TYPO_IN_START, distance(start))).max().unwrap_or(0))
}

fn has_digit(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
}

/// The needle's letters in the word in their order, from its first letter on.
fn gapped_quality(word: &str, needle: &str, fuzzy: &Fuzzy) -> Option<u32> {
    let same_start = needle.chars().next() == word.chars().next();
    (same_start && needle.chars().count() >= SHORTEST_INSIDE).then_some(())?;
    let closeness = fuzzy.closeness(word, needle)?;
    Some(GAPPED + (closeness * f64::from(GAPPED)) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_have_no_typos() {
        assert_eq!(typo_quality("bureau2", "bureau3"), 0);
        assert_eq!(typo_quality("bureau", "bureua"), TYPO_IN_WORD);
    }
}
