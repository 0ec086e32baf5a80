//! How well one word of a query fits one text, and which of its letters.

use std::ops::Range;

use crate::text::ceil_char_boundary;

use super::fuzzy::Fuzzy;
use super::index::builder::MOST_INITIALS;
use super::query::{How, Needle};
use super::tokens::{Phrase, is_stop_word};
use super::weights::{
    ALL_INITIALS, FIRST_INITIALS, FIRST_WORD_BONUS, GAPPED, INSIDE, SECOND_TYPO_LOSS, TWO_STARTS,
    TYPO_IN_START, TYPO_IN_WORD, WHOLE_WORD, WORD_START,
};

/// A part of a word shorter than this is not looked for inside other words.
pub const SHORTEST_INSIDE: usize = 3;
/// Two beginnings typed as one are not longer than this, in bytes.
pub const LONGEST_IN_TWO: usize = 24;
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
        let strict = [Self::in_words(name, needle, true), Self::in_initials(name, needle)];
        let strict = strict.into_iter().flatten().max_by_key(|hit| hit.quality);
        match (strict, loose) {
            (None, Some(fuzzy)) if needle.how == How::Loosely => Self::loosely(name, needle, fuzzy),
            (strict, _) => strict,
        }
    }

    /// The word, or its letters as the beginning or the inside of another, in a name or in any
    /// text.
    pub fn in_words(text: &Phrase, needle: &Needle, is_name: bool) -> Option<Hit> {
        let mut words = needle.words();
        let (word, several) = (words.next()?, words.next().is_some());
        match needle.how {
            How::Loosely => Self::in_each_word(text, word, SHORTEST_INSIDE, is_name),
            How::Exactly if !several => Self::in_each_word(text, word, 1, is_name),
            _ => (0..text.words().count()).find_map(|at| Self::side_by_side(text, needle, at, is_name)),
        }
    }

    fn in_each_word(text: &Phrase, needle: &str, shortest_inside: usize, is_name: bool) -> Option<Hit> {
        let in_word = |(i, word): (usize, &str)| {
            let means_nothing = if is_name { text.is_stop(i) } else { is_stop_word(word) };
            let at = word.find(needle).filter(|_| !means_nothing)?;
            let quality = match at {
                0 if word.len() == needle.len() => WHOLE_WORD,
                0 => WORD_START,
                _ if needle.chars().count() >= shortest_inside => INSIDE,
                _ => return None,
            };
            let start = text.place(i).start + at;
            let bonus = if is_name { first_word_bonus(i) } else { 0 };
            Self::new(quality + bonus, Way::Part(start..start + needle.len()))
        };
        text.words().enumerate().filter_map(in_word).reduce(better)
    }

    /// The words of the needle one after the other, from one of the text on: the first may
    /// be the end of it and the last the beginning, but where the text must start or end so.
    fn side_by_side(text: &Phrase, needle: &Needle, at: usize, is_name: bool) -> Option<Hit> {
        let parts: Vec<&str> = needle.words().collect();
        let last = at + parts.len() - 1;
        let ends = text.spelled().last()?;
        let fits = match needle.how {
            How::AtStart => at == 0,
            How::AtEnd => last == ends,
            How::Loosely | How::Exactly => true,
        };
        let (from_start, to_end) = (needle.how == How::AtStart, needle.how == How::AtEnd);
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
        let quality = match needle.how {
            How::AtStart => WORD_START + FIRST_WORD_BONUS,
            How::AtEnd => WORD_START,
            How::Loosely | How::Exactly => INSIDE + bonus,
        };
        let start = text.place(at).end - if from_start { text.word(at).len() } else { parts[0].len() };
        let end =
            if to_end { text.place(last).end } else { text.place(last).start + parts[parts.len() - 1].len() };
        Self::new(quality, Way::Part(start..end.max(start)))
    }

    fn in_initials(name: &Phrase, needle: &Needle) -> Option<Hit> {
        let starts = needle.how == How::Loosely && name.initials.starts_with(&needle.text);
        let letters = needle.text.len();
        let most = MOST_INITIALS as usize;
        (starts && needle.text.is_ascii() && (2..=most).contains(&letters)).then_some(())?;
        let all = letters < most && name.initials.len() == letters;
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
        let letter = |at: usize| at..ceil_char_boundary(phrase.text(), at + 1);
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

/// How many typos a word may have: one from four letters, two from eight. A number is what it
/// is: it has none.
pub fn typos_allowed(needle: &str) -> Option<usize> {
    match needle.chars().count() {
        _ if needle.len() > LONGEST_WITH_TYPO || has_digit(needle) => None,
        SHORTEST_WITH_TWO_TYPOS.. => Some(2),
        SHORTEST_WITH_TYPO.. => Some(1),
        _ => None,
    }
}

/// How well a word, or its beginning, is the needle misspelled; 0 when it is not. The fewest
/// letters left out, added, changed or swapped with the next count (optimal string alignment).
pub fn typo_quality(word: &str, needle: &str) -> u32 {
    let Some(allowed) = typos_allowed(needle).filter(|_| !has_digit(word)) else { return 0 };
    let letters = needle.chars().count();
    let length = word.chars().count();
    if length + allowed < letters {
        return 0;
    }
    let quality = |base: u32, typos: usize| match typos {
        typos if typos <= allowed => base - SECOND_TYPO_LOSS * (typos.max(1) as u32 - 1),
        _ => 0,
    };
    let changes = changes(word, needle, letters + allowed);
    let whole = changes.get(length).map_or(0, |&typos| quality(TYPO_IN_WORD, typos));
    let starts = (letters - 1..=letters + 1).filter(|&start| start < length);
    whole.max(starts.map(|start| quality(TYPO_IN_START, changes[start])).max().unwrap_or(0))
}

/// How many changes make the needle of each beginning of the word, the empty one first, of up to
/// so many letters: letters left out, added, changed, or swapped with the next.
pub fn changes(word: &str, needle: &str, longest: usize) -> Vec<usize> {
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
pub fn gapped_quality(word: &str, needle: &str, fuzzy: &Fuzzy) -> Option<u32> {
    let same_start = needle.chars().next() == word.chars().next();
    (same_start && needle.chars().count() >= SHORTEST_INSIDE).then_some(())?;
    let closeness = fuzzy.closeness(word, needle)?;
    Some(GAPPED + (closeness * f64::from(GAPPED)) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn typos_are_counted_as_by_the_book(word in "[abcé]{0,9}", needle in "[abcé]{4,9}") {
            let counted = changes(&word, &needle, needle.chars().count() + 2);
            for (length, &changes) in counted.iter().enumerate() {
                let start: String = word.chars().take(length).collect();
                proptest::prop_assert_eq!(changes, strsim::osa_distance(&start, &needle));
            }
        }
    }

    #[test]
    fn digits_have_no_typos() {
        assert_eq!(typo_quality("bureau2", "bureau3"), 0);
        assert_eq!(typo_quality("bureau", "bureua"), TYPO_IN_WORD);
    }
}
