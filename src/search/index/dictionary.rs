//! The term dictionary: the distinct words of an organisation, sorted, in one buffer. A query is
//! matched against these some ten thousand words, not against a million units.

use std::ops::Range;

use memchr::memmem;

/// Follows each word in the buffer, and occurs in no word.
const SEPARATOR: u8 = b'\n';
/// Bits of a letter mask for digits and for other characters, after the 26 for the letters a to z.
const DIGIT_BIT: u32 = 1 << 26;
const OTHER_BIT: u32 = 1 << 27;
/// Bit of a word that occurs in a name or an acronym.
const IN_NAME_BIT: u32 = 1 << 31;

/// Sorted words. A word is identified by its index in the order of their bytes.
#[derive(Debug, Default)]
pub struct TermDictionary {
    text: Vec<u8>,
    /// The offset of each word, and the length of the buffer.
    starts: Vec<u32>,
    /// The letters of each word as bits: a filter before the edit distance.
    masks: Vec<u32>,
}

impl TermDictionary {
    /// Takes distinct words in order, each with whether it occurs in a name or an acronym.
    pub fn new<'a>(sorted: impl Iterator<Item = (&'a [u8], bool)>) -> Self {
        let mut words = Self { starts: vec![0], ..Self::default() };
        for (word, is_in_name) in sorted {
            words.text.extend_from_slice(word);
            words.text.push(SEPARATOR);
            words.starts.push(words.text.len() as u32);
            words.masks.push(letter_mask(word) | if is_in_name { IN_NAME_BIT } else { 0 });
        }
        words.text.shrink_to_fit();
        words.starts.shrink_to_fit();
        words.masks.shrink_to_fit();
        words
    }

    pub fn len(&self) -> usize {
        self.masks.len()
    }

    /// Memory used in bytes.
    pub fn memory_bytes(&self) -> usize {
        self.text.len() + (self.starts.len() + self.masks.len()) * 4
    }

    pub fn bytes(&self, word: usize) -> &[u8] {
        &self.text[self.starts[word] as usize..self.starts[word + 1] as usize - 1]
    }

    pub fn get(&self, word: usize) -> &str {
        std::str::from_utf8(self.bytes(word)).unwrap_or_default()
    }

    /// Whether the word at this index is `text`. The index may be out of range.
    pub fn is(&self, word: usize, text: &str) -> bool {
        word < self.len() && self.bytes(word) == text.as_bytes()
    }

    /// The words that start with the prefix.
    pub fn with_prefix(&self, prefix: &str) -> Range<usize> {
        let prefix = prefix.as_bytes();
        let start = self.partition_point_from(0, |word| word < prefix);
        start..self.partition_point_from(start, |word| word.starts_with(prefix))
    }

    /// The words that contain the pattern, but not only at their start, in order.
    pub fn containing(&self, pattern: &str) -> Vec<usize> {
        let mut found = Vec::new();
        let mut word = 0;
        let mut at = 0;
        let finder = memmem::Finder::new(pattern);
        while let Some(next) = finder.find(&self.text[at..]) {
            word = self.word_at((at + next) as u32, word);
            if at + next > self.starts[word] as usize {
                found.push(word);
                at = self.starts[word + 1] as usize;
            } else {
                at += next + 1;
            }
        }
        found
    }

    /// The words that end with the suffix, or equal it.
    pub fn with_suffix(&self, suffix: &str) -> Vec<usize> {
        let pattern = [suffix.as_bytes(), &[SEPARATOR]].concat();
        let mut word = 0;
        let ends = memmem::find_iter(&self.text, &pattern).map(|at| {
            word = self.word_at(at as u32, word);
            word
        });
        ends.collect()
    }

    /// The words without digits, of names and acronyms, whose letters allow an edit distance of up
    /// to `max_distance` to the term. The distance itself is not computed here.
    pub fn typo_candidates(&self, term: &str, max_distance: u32) -> impl Iterator<Item = usize> + '_ {
        let term_mask = letter_mask(term.as_bytes());
        let masks = self.masks.iter().enumerate();
        let is_candidate = move |mask: u32| {
            mask & IN_NAME_BIT != 0
                && mask & DIGIT_BIT == 0
                && (term_mask & !mask).count_ones() <= max_distance
        };
        masks.filter(move |(_, mask)| is_candidate(**mask)).map(|(word, _)| word)
    }

    /// The words of a range that occur in names and have every letter of the term, in any order.
    pub fn with_all_letters(&self, term: &str, range: Range<usize>) -> impl Iterator<Item = usize> + '_ {
        let term_mask = letter_mask(term.as_bytes()) | IN_NAME_BIT;
        range.filter(move |&word| term_mask & !self.masks[word] == 0)
    }

    /// The word at a byte offset of the buffer, searched from the word `from` on.
    fn word_at(&self, byte: u32, from: usize) -> usize {
        let mut step = 1;
        while self.starts.get(from + step).is_some_and(|&start| start <= byte) {
            step *= 2;
        }
        let end = (from + step).min(self.starts.len());
        from + self.starts[from..end].partition_point(|&start| start <= byte) - 1
    }

    /// The first word from `from` on that does not satisfy the predicate, by binary search.
    fn partition_point_from(&self, from: usize, predicate: impl Fn(&[u8]) -> bool) -> usize {
        let (mut low, mut high) = (from, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if predicate(self.bytes(middle)) { low = middle + 1 } else { high = middle }
        }
        low
    }
}

/// The set of letters of a word.
fn letter_mask(word: &[u8]) -> u32 {
    word.iter().fold(0, |mask, byte| {
        mask | match byte {
            b'a'..=b'z' => 1 << (byte - b'a'),
            b'0'..=b'9' => DIGIT_BIT,
            _ => OTHER_BIT,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> TermDictionary {
        let all = ["collecte", "collegial", "ecole", "etat", "ete", "recolte", "ville2"];
        TermDictionary::new(all.iter().map(|word| (word.as_bytes(), *word != "etat")))
    }

    fn joined(words: &TermDictionary, found: impl IntoIterator<Item = usize>) -> String {
        found.into_iter().map(|word| words.get(word)).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words_with_a_prefix_are_a_range() {
        let words = words();
        for (pattern, found) in [
            ("", "collecte collegial ecole etat ete recolte ville2"),
            ("col", "collecte collegial"),
            ("ete", "ete"),
            ("a", ""),
            ("z", ""),
        ] {
            assert_eq!(joined(&words, words.with_prefix(pattern)), found, "{pattern}");
        }
    }

    #[test]
    fn a_substring_is_found_after_the_start() {
        let words = words();
        for (pattern, found) in [("col", "ecole recolte"), ("te", "collecte ete recolte"), ("ville2", "")] {
            assert_eq!(joined(&words, words.containing(pattern)), found, "{pattern}");
        }
        let repeated = TermDictionary::new([&b"tete"[..], b"tetete"].into_iter().map(|word| (word, true)));
        assert_eq!(joined(&repeated, repeated.containing("te")), "tete tetete");
    }

    #[test]
    fn a_suffix_is_found() {
        let words = words();
        for (pattern, found) in [("te", "collecte ete recolte"), ("etat", "etat"), ("x", "")] {
            assert_eq!(joined(&words, words.with_suffix(pattern)), found, "{pattern}");
        }
    }

    #[test]
    fn words_with_other_letters_or_digits_are_no_candidates() {
        let words = words();
        assert_eq!(joined(&words, words.typo_candidates("ecloe", 1)), "collecte collegial ecole recolte");
        assert_eq!(joined(&words, words.typo_candidates("ville", 0)), "");
        assert_eq!(joined(&words, words.with_all_letters("clt", 0..words.len())), "collecte recolte");
    }
}
