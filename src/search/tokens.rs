//! Tokenizes text: folds it and splits it into words.

use std::ops::Range;

use crate::text::{Folded, Languages, fold};

pub use crate::text::word_ranges;

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
    fn initials_are_those_of_content_words_or_of_all() {
        let tokenized = TokenizedText::new("Réseau interministériel de l’État", Languages::FRENCH);
        let content = |term: &str| tokenized.have_initials(tokenized.content_words(), term);
        let all = |term: &str| tokenized.have_initials(0..5, term);
        assert_eq!(["ri", "rie", "rie2", "rid", "é"].map(content), [true, true, false, false, false]);
        assert_eq!(["rid", "ridle", "rie"].map(all), [true, true, false]);
        assert!(TokenizedText::new("La Poste", Languages::FRENCH).have_initials(0..2, "lp"));
    }
}
