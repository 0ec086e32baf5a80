//! The dictionary: the distinct words of an organisation, sorted, in one text. A key is looked
//! for here, in some ten thousand words, and not in a million units.

use std::ops::Range;

use memchr::memmem;

/// Stands after each word, and in none.
const SEPARATOR: u8 = b'\n';
/// Bits of a word's mask, after those of the letters from a to z.
const DIGIT: u32 = 1 << 26;
const OTHER: u32 = 1 << 27;
const IN_NAME: u32 = 1 << 31;

/// Words are called by their place in alphabetical order of their bytes.
#[derive(Debug, Default)]
pub struct TermDictionary {
    text: Vec<u8>,
    /// Where each word starts, and where the text ends.
    starts: Vec<u32>,
    masks: Vec<u32>,
}

impl TermDictionary {
    /// Takes words in their order, each once, and whether it is a word of a name or acronym.
    pub fn new<'a>(sorted: impl Iterator<Item = (&'a [u8], bool)>) -> Self {
        let mut words = Self { starts: vec![0], ..Self::default() };
        for (word, naming) in sorted {
            words.text.extend_from_slice(word);
            words.text.push(SEPARATOR);
            words.starts.push(words.text.len() as u32);
            words.masks.push(letter_mask(word) | if naming { IN_NAME } else { 0 });
        }
        words.text.shrink_to_fit();
        words.starts.shrink_to_fit();
        words.masks.shrink_to_fit();
        words
    }

    pub fn len(&self) -> usize {
        self.masks.len()
    }

    /// What they take in memory, in bytes.
    pub fn memory_bytes(&self) -> usize {
        self.text.len() + (self.starts.len() + self.masks.len()) * 4
    }

    pub fn bytes(&self, word: usize) -> &[u8] {
        &self.text[self.starts[word] as usize..self.starts[word + 1] as usize - 1]
    }

    pub fn get(&self, word: usize) -> &str {
        std::str::from_utf8(self.bytes(word)).unwrap_or_default()
    }

    /// Whether the word there is this one.
    pub fn is(&self, word: usize, text: &str) -> bool {
        word < self.len() && self.bytes(word) == text.as_bytes()
    }

    /// The words that start with the needle.
    pub fn with_prefix(&self, needle: &str) -> Range<usize> {
        let needle = needle.as_bytes();
        let start = self.partition_point_from(0, |word| word < needle);
        start..self.partition_point_from(start, |word| word.starts_with(needle))
    }

    /// The words that hold the needle after their beginning, in order.
    pub fn containing(&self, needle: &str) -> Vec<usize> {
        let mut found = Vec::new();
        let mut word = 0;
        let mut at = 0;
        let finder = memmem::Finder::new(needle);
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

    /// The words that end with the needle, and may be it.
    pub fn with_suffix(&self, needle: &str) -> Vec<usize> {
        let ending = [needle.as_bytes(), &[SEPARATOR]].concat();
        let mut word = 0;
        let ends = memmem::find_iter(&self.text, &ending).map(|at| {
            word = self.word_at(at as u32, word);
            word
        });
        ends.collect()
    }

    /// The words of names and acronyms that may become the needle by so many changes of one
    /// letter, those without digits.
    pub fn typo_candidates(&self, needle: &str, changes: u32) -> impl Iterator<Item = usize> + '_ {
        let wanted = letter_mask(needle.as_bytes());
        let masks = self.masks.iter().enumerate();
        let near = move |mask: u32| {
            mask & IN_NAME != 0 && mask & DIGIT == 0 && (wanted & !mask).count_ones() <= changes
        };
        masks.filter(move |(_, mask)| near(**mask)).map(|(word, _)| word)
    }

    /// The words of a range that are in names and have every letter of the needle.
    pub fn with_all_letters(&self, needle: &str, range: Range<usize>) -> impl Iterator<Item = usize> + '_ {
        let wanted = letter_mask(needle.as_bytes()) | IN_NAME;
        range.filter(move |&word| wanted & !self.masks[word] == 0)
    }

    /// The word that a byte of the text is in, at `from` or after.
    fn word_at(&self, byte: u32, from: usize) -> usize {
        let mut step = 1;
        while self.starts.get(from + step).is_some_and(|&start| start <= byte) {
            step *= 2;
        }
        let end = (from + step).min(self.starts.len());
        from + self.starts[from..end].partition_point(|&start| start <= byte) - 1
    }

    /// The first word from `from` on that is not `before`.
    fn partition_point_from(&self, from: usize, before: impl Fn(&[u8]) -> bool) -> usize {
        let (mut low, mut high) = (from, self.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if before(self.bytes(middle)) { low = middle + 1 } else { high = middle }
        }
        low
    }
}

/// The letters of a word as bits.
fn letter_mask(word: &[u8]) -> u32 {
    word.iter().fold(0, |mask, byte| {
        mask | match byte {
            b'a'..=b'z' => 1 << (byte - b'a'),
            b'0'..=b'9' => DIGIT,
            _ => OTHER,
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

    fn say(words: &TermDictionary, found: impl IntoIterator<Item = usize>) -> String {
        found.into_iter().map(|word| words.get(word)).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn words_that_start_alike_stand_together() {
        let words = words();
        for (needle, found) in [
            ("", "collecte collegial ecole etat ete recolte ville2"),
            ("col", "collecte collegial"),
            ("ete", "ete"),
            ("a", ""),
            ("z", ""),
        ] {
            assert_eq!(say(&words, words.with_prefix(needle)), found, "{needle}");
        }
    }

    #[test]
    fn a_part_of_a_word_is_found_behind_its_beginning() {
        let words = words();
        for (needle, found) in [("col", "ecole recolte"), ("te", "collecte ete recolte"), ("ville2", "")] {
            assert_eq!(say(&words, words.containing(needle)), found, "{needle}");
        }
        let repeated = TermDictionary::new([&b"tete"[..], b"tetete"].into_iter().map(|word| (word, true)));
        assert_eq!(say(&repeated, repeated.containing("te")), "tete tetete");
    }

    #[test]
    fn the_end_of_a_word_is_found() {
        let words = words();
        for (needle, found) in [("te", "collecte ete recolte"), ("etat", "etat"), ("x", "")] {
            assert_eq!(say(&words, words.with_suffix(needle)), found, "{needle}");
        }
    }

    #[test]
    fn words_with_other_letters_or_digits_are_not_near() {
        let words = words();
        assert_eq!(say(&words, words.typo_candidates("ecloe", 1)), "collecte collegial ecole recolte");
        assert_eq!(say(&words, words.typo_candidates("ville", 0)), "");
        assert_eq!(say(&words, words.with_all_letters("clt", 0..words.len())), "collecte recolte");
    }
}
