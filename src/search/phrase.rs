//! A text made ready to be searched: folded, and split into words.

use std::ops::Range;

use crate::text::{Folded, fold};

/// French words that carry no meaning of their own, folded and sorted.
const STOP_WORDS: &[&str] = &[
    "a", "au", "aux", "avec", "ce", "ces", "d", "dans", "de", "des", "du", "en", "et", "l", "la", "le",
    "les", "ou", "par", "pour", "qu", "s", "sur", "un", "une",
];

const LONGEST_STOP_WORD: usize = 4;

/// Whether a folded word carries no meaning of its own.
pub fn is_stop_word(word: &str) -> bool {
    word.len() <= LONGEST_STOP_WORD && STOP_WORDS.binary_search(&word).is_ok()
}

/// Folded text split into words at everything that is neither a letter nor a digit.
pub fn words(folded: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let start = folded.as_ptr() as usize;
    folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(move |word| {
        let at = word.as_ptr() as usize - start;
        at..at + word.len()
    })
}

/// A folded text and where its words are.
#[derive(Debug, Default)]
pub struct Phrase {
    pub folded: Folded,
    words: Vec<Range<usize>>,
    /// The first letter of each word that carries a meaning.
    pub initials: String,
}

impl Phrase {
    pub fn new(text: &str) -> Self {
        let folded = fold(text);
        let words: Vec<_> = words(&folded.text).collect();
        let mut phrase = Self { folded, words, initials: String::new() };
        phrase.initials = phrase.spelled().filter_map(|i| phrase.word(i).chars().next()).collect();
        phrase
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

    /// Where a word is in the folded text.
    pub fn place(&self, i: usize) -> Range<usize> {
        self.words[i].clone()
    }

    /// The places of the words that carry a meaning; the first always does.
    pub fn spelled(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.words.len()).filter(|&i| !self.is_stop(i))
    }

    /// Whether a word carries no meaning: never the first.
    pub fn is_stop(&self, i: usize) -> bool {
        i > 0 && is_stop_word(self.word(i))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stop_words_are_sorted() {
        assert!(STOP_WORDS.is_sorted());
        assert_eq!(STOP_WORDS.iter().map(|word| word.len()).max(), Some(LONGEST_STOP_WORD));
    }

    #[test]
    fn a_phrase_is_split_at_apostrophes_dots_and_dashes() {
        let phrase = Phrase::new("L’État, beta.gouv.fr – aujourd’hui");
        assert_eq!(phrase.words().collect::<Vec<_>>(), ["l", "etat", "beta", "gouv", "fr", "aujourd", "hui"]);
    }

    #[test]
    fn initials_pass_over_stop_words_but_not_a_first_word() {
        assert_eq!(Phrase::new("Réseau interministériel de l’État").initials, "rie");
        assert_eq!(Phrase::new("La Poste").initials, "lp");
    }
}
