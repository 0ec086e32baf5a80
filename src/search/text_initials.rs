//! The initials of the words of texts, one byte for each word: “ia” is found in “l’intelligence artificielle”.
//! Stop words may be left out, as in “rie” for “réseau interministériel de l’État”, or not, as in “rdi”
//! for “réseau d’information”.

use memchr::memchr2_iter;

use crate::text::Languages;

use super::initials::may_be_initials;
use super::tokens::TokenizedText;
use super::weights::{SKIPPED_STOP_WORDS_PENALTY, TEXT_INITIALS};

/// Stands after the initials of each text. It is in no term.
const TEXT_END: u8 = b' ';
/// Stands after the texts of each unit.
const UNIT_END: u8 = b'\n';
/// Stands for a stop word whose first letter is not of ASCII. It is in no term.
const OTHER_STOP_WORD: u8 = b'*';

/// The initials of the texts of units, in their order.
#[derive(Debug, Default)]
pub struct TextInitials(Vec<u8>);

impl TextInitials {
    /// Adds the words of a text of the current unit.
    pub fn push_text<'a>(&mut self, words: impl Iterator<Item = &'a str>, languages: Languages) {
        let start = self.0.len();
        self.0.extend(words.map(|word| initial(word, languages)));
        match self.0.len() - start {
            // Initials are those of two words at least.
            0 | 1 => self.0.truncate(start),
            _ => self.0.push(TEXT_END),
        }
    }

    pub fn end_unit(&mut self) {
        self.0.push(UNIT_END);
    }

    /// Adds the units of another range after those of this one.
    pub fn append(&mut self, mut other: Self) {
        self.0.append(&mut other.0);
    }

    /// The initials as bytes, for [`for_each_unit`].
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

/// Visits the units with a text that has the term as initials, some of them more than once, each with
/// the score of the match in a name. `initials` are those of `units` units, as [`TextInitials::into_bytes`]
/// gives them.
pub fn for_each_unit(initials: &[u8], units: usize, term: &str, mut visit: impl FnMut(usize, u32)) {
    let Some(&first) = term.as_bytes().first() else { return };
    let mut unit = 0;
    for at in memchr2_iter(first, UNIT_END, initials) {
        if initials[at] == UNIT_END {
            unit += 1;
            if unit == units {
                return;
            }
        } else if let Some(words) = words_from(initials, at, term) {
            visit(unit, score(&words));
        }
    }
}

/// Whether a term can be initials in a text: of each word one byte is kept.
pub fn may_be_in_text(term: &str) -> bool {
    term.is_ascii() && may_be_initials(term)
}

/// The indexes of the words of a text whose initials are the term, with the score of the match in a
/// name: those with the highest score, of equal ones the first.
pub fn find_words(text: &TokenizedText, term: &str) -> Option<(u32, Vec<usize>)> {
    let initials: Vec<u8> = text.words().map(|word| initial(word, text.languages())).collect();
    let found = (0..initials.len()).filter_map(|start| words_from(&initials, start, term));
    found.map(|words| (score(&words), words)).reduce(|best, next| if next.0 > best.0 { next } else { best })
}

/// Adjacent words are more than words with others between them.
fn score(words: &[usize]) -> u32 {
    let are_adjacent = words.windows(2).all(|pair| pair[1] == pair[0] + 1);
    TEXT_INITIALS - if are_adjacent { 0 } else { SKIPPED_STOP_WORDS_PENALTY }
}

/// The first byte of a folded word, in upper case for a stop word.
fn initial(word: &str, languages: Languages) -> u8 {
    let first = word.bytes().next().unwrap_or(TEXT_END);
    match languages.is_stop_word(word) {
        true if first.is_ascii() => first.to_ascii_uppercase(),
        true => OTHER_STOP_WORD,
        false => first,
    }
}

fn is_stop_word(initial: u8) -> bool {
    initial.is_ascii_uppercase() || initial == OTHER_STOP_WORD
}

/// The words whose initials are the term, of which `start` is the first: the next ones that are no stop
/// words, or all, if neither the first nor the last is a stop word.
fn words_from(initials: &[u8], start: usize, term: &str) -> Option<Vec<usize>> {
    if initials[start] != *term.as_bytes().first()? {
        return None;
    }
    let is_content = |at: &usize| !is_stop_word(initials[*at]);
    let letter = |at: usize| initials[at].to_ascii_lowercase();
    let content = (start..initials.len()).filter(is_content).take(term.len());
    if content.clone().map(letter).eq(term.bytes()) {
        return Some(content.collect());
    }
    let all = start..(start + term.len()).min(initials.len());
    let is_found = all.clone().map(letter).eq(term.bytes()) && is_content(&(all.end - 1));
    is_found.then(|| all.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::tokens::word_ranges;

    fn initials_of(units: &[&[&str]]) -> TextInitials {
        let mut initials = TextInitials::default();
        for texts in units {
            texts.iter().for_each(|text| {
                initials.push_text(word_ranges(text).map(|range| &text[range]), Languages::FRENCH)
            });
            initials.end_unit();
        }
        initials
    }

    fn found(initials: &TextInitials, term: &str) -> Vec<usize> {
        let mut units = Vec::new();
        for_each_unit(&initials.0, usize::MAX, term, |unit, _| units.push(unit));
        units
    }

    #[test]
    fn initials_are_found_within_one_text_of_a_unit() {
        let units: [&[&str]; 5] = [
            &["strategie de l intelligence artificielle", "numerique"],
            &["intelligence", "artificielle"],
            &[],
            &["", "de la", "une intelligence a part, étrange ж"],
            &["a artificielle"],
        ];
        let mut initials = initials_of(&units);
        assert_eq!([found(&initials, "ia"), found(&initials, "sia")], [[0], [0]]);
        assert_eq!([found(&initials, "ip"), found(&initials, "iap")], [[3], [3]]);
        assert_eq!([found(&initials, "an"), found(&initials, "ipe")], [[0; 0], [0; 0]]);
        initials.append(initials_of(&units));
        assert_eq!(found(&initials, "ia"), [0, 5]);
    }

    #[test]
    fn stop_words_are_left_out_or_not() {
        let text = |text: &str| TokenizedText::new(text, Languages::FRENCH);
        let words = |term: &str| find_words(&text("le reseau d information de l etat"), term);
        assert_eq!(words("rie"), Some((144, vec![1, 3, 6])));
        assert_eq!(words("rdi"), Some((147, vec![1, 2, 3])));
        assert_eq!(words("rdie"), None, "all stop words or none");
        assert_eq!(words("idle"), Some((147, vec![3, 4, 5, 6])));
        assert_eq!(find_words(&text("ville et eau ville eau"), "ve"), Some((147, vec![3, 4])));
        assert_eq!([words("lr"), words("rd"), words("de"), words("x")], [None, None, None, None]);
        let greek = TokenizedText::new("reseau της informatique", Languages::GREEK);
        assert_eq!(find_words(&greek, "ri"), Some((144, vec![0, 2])), "stop words beyond ASCII");
    }
}
