//! Tokenizes text: folds it and splits it into words.

use std::ops::Range;

use crate::text::{Folded, Languages, fold};

/// The byte ranges of the words of folded text: its runs of letters and digits.
pub fn word_ranges(folded: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut end = 0;
    std::iter::from_fn(move || {
        let start = end + find_boundary(&folded[end..], true)?;
        end = find_boundary(&folded[start..], false).map_or(folded.len(), |length| start + length);
        Some(start..end)
    })
}

/// The byte offset of the first letter or digit (`is_start`), or of the first other character.
fn find_boundary(text: &str, is_start: bool) -> Option<usize> {
    let bytes = text.as_bytes();
    let skipped = if is_start { ByteClass::Separator } else { ByteClass::InWord };
    let mut at = 0;
    loop {
        at += bytes[at..].iter().position(|&byte| BYTE_CLASSES[usize::from(byte)] != skipped)?;
        if bytes[at].is_ascii() {
            return Some(at);
        }
        let c = text[at..].chars().next()?;
        if c.is_alphanumeric() == is_start {
            return Some(at);
        }
        at += c.len_utf8();
    }
}

/// The class of a character, as far as its first byte tells.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ByteClass {
    InWord,
    Separator,
    /// The character must be decoded.
    NonAscii,
}

/// The class of each byte. Most folded text is ASCII, which needs no decoding.
const BYTE_CLASSES: [ByteClass; 256] = {
    let mut classes = [ByteClass::NonAscii; 256];
    let mut byte = 0;
    while byte < 128 {
        let is_in_word = (byte as u8).is_ascii_alphanumeric();
        classes[byte] = if is_in_word { ByteClass::InWord } else { ByteClass::Separator };
        byte += 1;
    }
    classes
};

/// A folded text and the ranges of its words.
#[derive(Debug)]
pub struct TokenizedText {
    pub folded: Folded,
    words: Vec<Range<usize>>,
    languages: Languages,
}

impl TokenizedText {
    pub fn new(text: &str, languages: Languages) -> Self {
        let folded = fold(text);
        let words: Vec<_> = word_ranges(&folded.text).collect();
        Self { folded, words, languages }
    }

    /// Whether the first letters of some words, given by their indexes, start with the term.
    pub fn have_initials(&self, words: impl Iterator<Item = usize>, term: &str) -> bool {
        let mut initials = words.filter_map(|i| self.word(i).chars().next());
        term.chars().all(|letter| initials.next() == Some(letter))
    }

    pub fn text(&self) -> &str {
        &self.folded.text
    }

    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(|range| &self.folded.text[range.clone()])
    }

    pub fn word(&self, i: usize) -> &str {
        &self.folded.text[self.words[i].clone()]
    }

    /// The byte range of a word in the folded text.
    pub fn range(&self, i: usize) -> Range<usize> {
        self.words[i].clone()
    }

    /// The languages of the stop words.
    pub fn languages(&self) -> Languages {
        self.languages
    }

    /// The indexes of the words that are not stop words.
    pub fn content_words(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.words.len()).filter(|&i| !self.is_stop_word_at(i))
    }

    /// Whether a word is a stop word. The first word of a text never counts as one.
    pub fn is_stop_word_at(&self, i: usize) -> bool {
        i > 0 && self.languages.is_stop_word(self.word(i))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_split_at_apostrophes_dots_and_dashes() {
        let tokenized = TokenizedText::new("L’État, beta.gouv.fr – aujourd’hui", Languages::FRENCH);
        assert_eq!(
            tokenized.words().collect::<Vec<_>>(),
            ["l", "etat", "beta", "gouv", "fr", "aujourd", "hui"]
        );
    }

    #[test]
    fn words_of_any_script_are_split() {
        for text in ["", "a", " a", "a ", "é", "–é–", "数字 x1", "\u{301}a\u{301}", "ж!жж?٣", "½ cup", "a–b"]
        {
            let split: Vec<&str> = word_ranges(text).map(|range| &text[range]).collect();
            let expected = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
            assert_eq!(split, expected.collect::<Vec<_>>(), "{text}");
        }
    }

    #[test]
    fn initials_are_those_of_content_words_or_of_all() {
        let tokenized = TokenizedText::new("Réseau interministériel de l’État", Languages::FRENCH);
        let content = |term: &str| tokenized.have_initials(tokenized.content_words(), term);
        let all = |term: &str| tokenized.have_initials(0..5, term);
        assert_eq!(["ri", "rie", "rie2", "rid", "é"].map(content), [true, true, false, false, false]);
        assert_eq!(["rid", "ridle", "rie"].map(all), [true, true, false]);
        assert!(TokenizedText::new("La Poste", Languages::FRENCH).have_initials(0..2, "lp"));
    }
}
