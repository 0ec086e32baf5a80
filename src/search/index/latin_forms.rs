//! The Greek words of the dictionary by their Latin forms: they are also found when they are typed in
//! Latin letters. Empty for a directory without Greek.

use std::borrow::Cow;
use std::io::{self, Write};
use std::sync::Arc;

use crate::pack::{Column, Pack, PackError, PackWriter, TEXT_BLOCK_BYTES, Texts, partition_index};
use crate::text::{Languages, TypedGreek, latin_form};

use super::dictionary::TermDictionary;

/// The names of the sections of a pack.
const FORMS: &str = "latin-forms";
const WORDS: &str = "latin-form-words";

/// Latin forms in order, each with a word of the dictionary.
#[derive(Debug)]
pub enum LatinForms {
    Memory(Vec<(Box<str>, u32)>),
    Packed { forms: Texts, words: Column<u32> },
}

impl LatinForms {
    pub fn new(dictionary: &TermDictionary, languages: Languages) -> Self {
        if !languages.has_greek() {
            return Self::Memory(Vec::new());
        }
        let form = |word: usize| Some((latin_form(&dictionary.get(word))?.into(), word as u32));
        let mut forms: Vec<_> = (0..dictionary.len()).filter_map(form).collect();
        forms.sort_unstable();
        Self::Memory(forms)
    }

    /// Writes the sections of the forms.
    pub fn pack<W: Write>(&self, writer: &mut PackWriter<W>) -> io::Result<()> {
        let (forms, words): (Vec<_>, Vec<u32>) = (0..self.count()).filter_map(|at| self.get(at)).unzip();
        writer.texts(FORMS, TEXT_BLOCK_BYTES, forms.iter())?;
        writer.numbers(WORDS, &Column::from(words))
    }

    /// The forms of a pack.
    ///
    /// # Errors
    /// If a section is missing, or is not as long as the other.
    pub fn open(pack: &Arc<Pack>) -> Result<Self, PackError> {
        let (forms, words) = (Texts::in_pack(pack, FORMS)?, Column::<u32>::in_pack(pack, WORDS)?);
        let is_whole = forms.count() == words.len();
        is_whole.then_some(Self::Packed { forms, words }).ok_or_else(|| PackError::Damaged(WORDS.into()))
    }

    /// The words that start with what was typed, each with whether it is the whole word.
    pub fn started_by(&self, typed: &TypedGreek) -> impl Iterator<Item = (usize, bool)> {
        typed.beginnings().flat_map(move |beginning| {
            let forms = (self.first_from(beginning)..self.count()).map_while(|at| self.get(at));
            let started = forms.take_while(move |(form, _)| form.starts_with(beginning));
            started.map(|(form, word)| (word as usize, typed.is(&form)))
        })
    }

    fn count(&self) -> usize {
        match self {
            Self::Memory(forms) => forms.len(),
            Self::Packed { forms, .. } => forms.count(),
        }
    }

    fn get(&self, at: usize) -> Option<(Cow<'_, str>, u32)> {
        match self {
            Self::Memory(forms) => forms.get(at).map(|(form, word)| (Cow::Borrowed(&**form), *word)),
            Self::Packed { forms, words } => Some((Cow::Owned(forms.get(at)), words.get(at)?)),
        }
    }

    /// The index of the first form that is not before a text.
    fn first_from(&self, text: &str) -> usize {
        partition_index(0..self.count(), |at| self.get(at).is_some_and(|(form, _)| *form < *text))
    }

    /// Memory used in bytes.
    pub fn memory_bytes(&self) -> usize {
        match self {
            Self::Memory(forms) => {
                forms.iter().map(|(form, _)| form.len() + size_of::<(Box<str>, u32)>()).sum()
            }
            Self::Packed { .. } => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(typed: &str, languages: Languages) -> Vec<(usize, bool)> {
        let words = ["ipurgio", "ελλαδα", "ηπειροσ", "υπουργεια", "υπουργειο"];
        let dictionary = TermDictionary::new(words.iter().map(|word| (word.as_bytes(), true)));
        let typed = TypedGreek::new(typed).expect("letters");
        LatinForms::new(&dictionary, languages).started_by(&typed).collect()
    }

    #[test]
    fn greek_words_are_found_by_their_latin_form() {
        let greek = |typed| found(typed, Languages::GREEK);
        assert_eq!(greek("ypourgeio"), [(4, true)]);
        assert_eq!(greek("ypourge"), [(3, false), (4, false)]);
        assert_eq!(greek("el"), [(1, false)]);
        assert_eq!(greek("z"), []);
        assert_eq!(found("ypourgeio", Languages::FRENCH), []);
    }
}
