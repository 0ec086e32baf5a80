//! The natural languages of a directory, known by their stop words: articles, prepositions and
//! conjunctions, which say little about a unit and are left out of initials. Greek is known by its letters too.

use serde::{Deserialize, Serialize};

use super::{TypedGreek, fold_into, has_greek_letters, latin_form};

/// A set of natural languages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Languages(u8);

/// The stop words of the languages, folded, without repeats.
#[rustfmt::skip]
const STOP_WORDS: [&[&str]; 8] = [
    // French
    &["a", "au", "aux", "avec", "ce", "ces", "d", "dans", "de", "des", "du", "en", "et", "l", "la", "le", "les",
      "ou", "par", "pour", "qu", "s", "sur", "un", "une"],
    // English
    &["a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "s", "the", "to", "with"],
    // German
    &["als", "am", "an", "auf", "aus", "bei", "beim", "das", "dem", "den", "der", "des", "die", "ein", "eine",
      "einer", "eines", "fur", "im", "in", "mit", "nach", "oder", "sowie", "uber", "und", "unter", "vom", "von",
      "zu", "zum", "zur"],
    // Italian
    &["a", "al", "alla", "con", "da", "dal", "dalla", "degli", "dei", "del", "della", "delle", "dell", "dello",
      "di", "e", "ed", "gli", "i", "il", "in", "l", "la", "le", "lo", "nel", "nella", "o", "per", "su", "sul",
      "sulla", "un", "una"],
    // Spanish
    &["a", "al", "con", "de", "del", "e", "el", "en", "la", "las", "los", "o", "para", "por", "sobre", "un", "una",
      "y"],
    // Portuguese
    &["a", "ao", "aos", "as", "com", "da", "das", "de", "do", "dos", "e", "em", "na", "nas", "no", "nos", "o",
      "os", "ou", "para", "pela", "pelo", "por", "um", "uma"],
    // Dutch
    &["aan", "bij", "de", "den", "der", "een", "en", "het", "in", "met", "of", "op", "te", "ten", "ter", "tot",
      "uit", "van", "voor"],
    // Greek
    &["απο", "για", "και", "κατα", "με", "η", "ο", "οι", "σε", "στα", "στη", "στην", "στισ", "στο", "στον",
      "στουσ", "τα", "τη", "την", "τησ", "τισ", "το", "τον", "του", "τουσ", "των", "υπερ", "υπο"],
];
/// The index of the Greek ones.
const GREEK_STOP_WORDS: usize = 7;
/// The longest stop word in Greek letters, and the longest in Latin ones, in bytes.
const MAX_STOP_WORD_BYTES: usize = 10;
const MAX_LATIN_STOP_WORD_BYTES: usize = 5;
/// A language counts if its stop words are at least one of this many of the commonest language’s; and Greek, if
/// one of this many names has Greek letters.
const LEAST_SHARE: u32 = 4;
/// The weight of a stop word, shared by the languages that have it.
const STOP_WORD_WEIGHT: u32 = 12;

impl Languages {
    pub const FRENCH: Languages = Languages(1);
    pub const ENGLISH: Languages = Languages(1 << 1);
    pub const GERMAN: Languages = Languages(1 << 2);
    pub const GREEK: Languages = Languages(1 << GREEK_STOP_WORDS);

    /// The languages of some names, by their stop words; French and English if they have none. A stop
    /// word of several languages counts less. Greek is also known by its letters.
    pub fn of_names<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        let mut weights = [0; STOP_WORDS.len()];
        let (mut name_count, mut greek_count) = (0, 0);
        let mut folded = String::new();
        for name in names {
            folded.clear();
            fold_into(name, &mut folded);
            name_count += 1;
            greek_count += u32::from(has_greek_letters(&folded));
            // The first word is no stop word: it is rather an acronym, or the article of a proper name.
            let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).skip(1);
            for word in words {
                let languages = Self::with_stop_word(word);
                let spoken = weights.iter_mut().enumerate().filter(|(at, _)| languages.0 & 1 << at != 0);
                let weight = STOP_WORD_WEIGHT / languages.0.count_ones().max(1);
                spoken.for_each(|(_, language_weight)| *language_weight += weight);
            }
        }
        let is_greek = greek_count > 0 && greek_count * LEAST_SHARE >= name_count;
        let by_letters = if is_greek { Self::GREEK.0 } else { 0 };
        let highest = weights.iter().copied().max().unwrap_or(0);
        if highest == 0 {
            return Self(Self::FRENCH.0 | Self::ENGLISH.0 | by_letters);
        }
        let is_spoken = |language: &usize| weights[*language] * LEAST_SHARE >= highest;
        Self((0..STOP_WORDS.len()).filter(is_spoken).fold(by_letters, |set, language| set | 1 << language))
    }

    /// Whether Greek is one of them.
    pub fn has_greek(self) -> bool {
        self.0 & Self::GREEK.0 != 0
    }

    /// Whether a folded word that was typed is a stop word, maybe a Greek one in Latin letters.
    pub fn is_typed_stop_word(self, word: &str) -> bool {
        let is_greek = |typed: TypedGreek| {
            STOP_WORDS[GREEK_STOP_WORDS]
                .iter()
                .filter_map(|stop| latin_form(stop))
                .any(|form| typed.is(&form))
        };
        self.is_stop_word(word) || (self.has_greek() && TypedGreek::new(word).is_some_and(is_greek))
    }

    /// Whether a stop word of one of the languages starts with these folded letters.
    pub fn starts_stop_word(self, letters: &str) -> bool {
        let starts = |language: &usize| STOP_WORDS[*language].iter().any(|stop| stop.starts_with(letters));
        (0..STOP_WORDS.len()).filter(|language| self.0 & 1 << language != 0).any(|language| starts(&language))
    }

    /// Whether a folded word is a stop word of one of the languages.
    pub fn is_stop_word(self, word: &str) -> bool {
        // Most words are longer than any stop word.
        let is_latin = word.as_bytes().first().is_some_and(u8::is_ascii);
        let max_bytes = if is_latin { MAX_LATIN_STOP_WORD_BYTES } else { MAX_STOP_WORD_BYTES };
        let has = |language: usize| self.0 & 1 << language != 0 && STOP_WORDS[language].contains(&word);
        word.len() <= max_bytes && (0..STOP_WORDS.len()).any(has)
    }

    /// The languages that have a folded word as a stop word.
    fn with_stop_word(word: &str) -> Self {
        let has = |language: &usize| STOP_WORDS[*language].contains(&word);
        Self((0..STOP_WORDS.len()).filter(has).fold(0, |set, language| set | 1 << language))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold;

    fn languages(names: &[&str]) -> Languages {
        Languages::of_names(names.iter().copied())
    }

    #[test]
    fn stop_words_are_folded_short_and_not_repeated() {
        for words in STOP_WORDS {
            for (at, word) in words.iter().enumerate() {
                assert_eq!(fold(word).text, *word);
                assert!(
                    Languages::with_stop_word(word).is_stop_word(word) && !words[..at].contains(word),
                    "{word}"
                );
            }
        }
    }

    #[test]
    fn a_language_is_known_by_its_stop_words() {
        let french = languages(&["Direction de la mer", "Bureau des ports et du littoral"]);
        assert_eq!(french, Languages::FRENCH);
        assert_eq!(languages(&["Department for Transport", "Office of the Regulator"]), Languages::ENGLISH);
        assert_eq!(languages(&["Bundesamt für Umwelt", "Amt für Raum und Verkehr"]), Languages::GERMAN);
        assert_eq!(languages(&["Τράπεζα της Ελλάδος", "Γραφείο για την Παιδεία"]), Languages::GREEK);
        assert!(french.is_stop_word("des") && !french.is_stop_word("of") && !french.is_stop_word(""));
    }

    #[test]
    fn several_languages_count_if_each_is_common() {
        let both = languages(&["Office of Energy", "Bundesamt für Energie", "Office for Roads"]);
        assert!(both.is_stop_word("of") && both.is_stop_word("fur") && !both.is_stop_word("pour"));
        assert!(languages(&["Etalab", "La Poste"]).is_stop_word("de"), "without stop words");
    }

    #[test]
    fn greek_is_known_by_its_letters_too() {
        assert!(languages(&["Βουλή", "Parliament", "Government", "President"]).has_greek());
        assert!(!languages(&["μ-Lab", "Etalab", "La Poste", "Office", "Agency"]).has_greek());
        assert!(!languages(&[]).has_greek());
    }

    #[test]
    fn a_greek_stop_word_may_be_typed_in_latin_letters() {
        let is_typed = |word| [Languages::GREEK, Languages::FRENCH].map(|set| set.is_typed_stop_word(word));
        for word in ["tis", "ton", "twn", "kai", "gia", "tous", "stis"] {
            assert_eq!(is_typed(word), [true, false], "{word}");
        }
        assert_eq!(["τησ", "du", "vouli"].map(is_typed), [[true, false], [false, true], [false; 2]]);
    }
}
