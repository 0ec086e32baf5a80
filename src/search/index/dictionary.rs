//! The term dictionary: the distinct words of an organisation, sorted, in one buffer. A query is
//! matched against these some ten thousand words, not against a million units.

use std::borrow::Cow;
use std::io::{self, Write};
use std::ops::Range;
use std::sync::Arc;

use memchr::memmem;

use crate::pack::{Codec, Column, MAX_TEXT_BYTES, Pack, PackError, PackWriter, partition_index};

/// Follows each word in the buffer, and occurs in no word.
const SEPARATOR: u8 = b'\n';
/// Bits of a letter mask for digits and for other characters, after the 26 for the letters a to z.
const DIGIT_BIT: u32 = 1 << 26;
const OTHER_BIT: u32 = 1 << 27;

/// The names of the sections of a pack.
const TEXT: &str = "words";
const STARTS: &str = "word-starts";
const NAME_WORDS: &str = "name-words";
const NAME_MASKS: &str = "name-word-masks";

/// Sorted words. A word is identified by its index in the order of their bytes.
#[derive(Debug, Default)]
pub struct TermDictionary {
    text: Column<u8>,
    /// The offset of each word, and the length of the buffer.
    starts: Column<u32>,
    /// The words that occur in a name or an acronym: those that fuzzy matching looks at.
    name_words: Column<u32>,
    /// The letters of each of these as bits: a filter before the edit distance.
    name_masks: Column<u32>,
}

impl TermDictionary {
    /// Takes distinct words in order, each with whether it occurs in a name or an acronym.
    pub fn new<'a>(sorted: impl Iterator<Item = (&'a [u8], bool)>) -> Self {
        let (mut text, mut starts) = (Vec::new(), vec![0]);
        let (mut name_words, mut name_masks) = (Vec::new(), Vec::new());
        for (index, (word, is_in_name)) in (0..).zip(sorted) {
            text.extend_from_slice(word);
            text.push(SEPARATOR);
            starts.push(text.len() as u32);
            if is_in_name {
                name_words.push(index);
                name_masks.push(letter_mask(word));
            }
        }
        text.shrink_to_fit();
        starts.shrink_to_fit();
        name_words.shrink_to_fit();
        name_masks.shrink_to_fit();
        let [starts, name_words, name_masks] = [starts, name_words, name_masks].map(Column::from);
        Self { text: text.into(), starts, name_words, name_masks }
    }

    /// Writes the sections of the dictionary.
    pub fn pack<W: Write>(&self, writer: &mut PackWriter<W>) -> io::Result<()> {
        writer.bytes(TEXT, &self.text, Codec::Raw)?;
        writer.numbers(STARTS, &self.starts)?;
        writer.numbers(NAME_WORDS, &self.name_words)?;
        writer.numbers(NAME_MASKS, &self.name_masks)
    }

    /// The dictionary of a pack.
    ///
    /// # Errors
    /// If a section is missing, or is not as long as the others.
    pub fn open(pack: &Arc<Pack>) -> Result<Self, PackError> {
        let (text, starts) = (Column::in_pack(pack, TEXT)?, Column::in_pack(pack, STARTS)?);
        let (name_words, name_masks) =
            (Column::in_pack(pack, NAME_WORDS)?, Column::in_pack(pack, NAME_MASKS)?);
        let dictionary = Self { text, starts, name_words, name_masks };
        let is_whole = dictionary.name_words.len() == dictionary.name_masks.len();
        is_whole.then_some(dictionary).ok_or_else(|| PackError::Damaged(STARTS.into()))
    }

    pub fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Memory used in bytes.
    pub fn memory_bytes(&self) -> usize {
        [&self.starts, &self.name_words, &self.name_masks].map(Column::memory_bytes).iter().sum::<usize>()
            + self.text.memory_bytes()
    }

    /// The bytes of a word; none if there is no such word.
    pub fn bytes(&self, word: usize) -> Cow<'_, [u8]> {
        let Range { start, end } = self.byte_range(word);
        self.text.range(start..end.saturating_sub(1))
    }

    pub fn get(&self, word: usize) -> Cow<'_, str> {
        match self.bytes(word) {
            Cow::Borrowed(bytes) => Cow::Borrowed(std::str::from_utf8(bytes).unwrap_or_default()),
            Cow::Owned(bytes) => Cow::Owned(String::from_utf8(bytes).unwrap_or_default()),
        }
    }

    /// Where a word and its separator are in the buffer.
    fn byte_range(&self, word: usize) -> Range<usize> {
        let [start, end] = [word, word + 1].map(|at| self.starts.get(at).unwrap_or(0) as usize);
        start..end.min(start.saturating_add(MAX_TEXT_BYTES))
    }

    /// Whether the word at this index is `text`. The index may be out of range.
    pub fn is(&self, word: usize, text: &str) -> bool {
        word < self.len() && *self.bytes(word) == *text.as_bytes()
    }

    /// The words that start with the prefix.
    pub fn with_prefix(&self, prefix: &str) -> Range<usize> {
        let prefix = prefix.as_bytes();
        let start = self.partition_point_from(0, |word| word < prefix);
        start..self.partition_point_from(start, |word| word.starts_with(prefix))
    }

    /// Of the words that start with a word, the word itself, which sorts before the others; empty if it is not
    /// there.
    pub fn whole_among(&self, starting: &Range<usize>, word: &str) -> Range<usize> {
        starting.start..starting.start + usize::from(self.is(starting.start, word))
    }

    /// The words that start with the prefix, the shortest first, at most so many.
    pub fn shortest_with_prefix(&self, prefix: &str, count: usize) -> Vec<usize> {
        let words = self.with_prefix(prefix);
        let starts = self.starts.range(words.start..words.end + 1);
        let mut found: Vec<(u32, usize)> =
            starts.windows(2).map(|pair| pair[1].saturating_sub(pair[0])).zip(words).collect();
        found.sort_unstable();
        found.into_iter().take(count).map(|(_, word)| word).collect()
    }

    /// The words that contain the pattern, but not only at their start, in order.
    pub fn containing(&self, pattern: &str) -> Vec<usize> {
        let mut found = Vec::new();
        let mut word = 0;
        let finder = memmem::Finder::new(pattern);
        self.for_each_part(|offset, part| {
            let mut at = 0;
            while let Some(next) = part.get(at..).and_then(|rest| finder.find(rest)) {
                let byte = offset + at + next;
                word = self.word_at(byte, word);
                if word >= self.len() {
                    return;
                }
                let range = self.byte_range(word);
                at += next + 1;
                if byte > range.start {
                    found.push(word);
                    at = at.max(range.end.saturating_sub(offset));
                }
            }
        });
        found
    }

    /// The words that end with the suffix, or equal it.
    pub fn with_suffix(&self, suffix: &str) -> Vec<usize> {
        let pattern = [suffix.as_bytes(), &[SEPARATOR]].concat();
        let mut found = Vec::new();
        let mut word = 0;
        self.for_each_part(|offset, part| {
            found.extend(memmem::find_iter(part, &pattern).map(|at| {
                word = self.word_at(offset + at, word);
                word
            }));
        });
        // A word of a pack may have several ends.
        found.dedup();
        found
    }

    /// The words without digits, of names and acronyms, whose letters allow an edit distance of up
    /// to `max_distance` to the term. The distance itself is not computed here.
    pub fn typo_candidates(&self, term: &str, max_distance: u32) -> Vec<usize> {
        let term_mask = letter_mask(term.as_bytes());
        self.with_mask(0..self.len(), |mask| {
            mask & DIGIT_BIT == 0 && (term_mask & !mask).count_ones() <= max_distance
        })
    }

    /// The words of a range that occur in names and have every letter of the term, in any order.
    pub fn with_all_letters(&self, term: &str, range: Range<usize>) -> Vec<usize> {
        let term_mask = letter_mask(term.as_bytes());
        self.with_mask(range, |mask| term_mask & !mask == 0)
    }

    /// The words of a range that occur in names and whose masks are accepted.
    fn with_mask(&self, range: Range<usize>, accepts: impl Fn(u32) -> bool) -> Vec<usize> {
        let from = |word: usize, start| {
            let is_before = |other: u32| (other as usize) < word;
            self.name_words.partition_point(start..self.name_words.len(), is_before)
        };
        let first = from(range.start, 0);
        let mut words = self.name_words.cursor();
        let (mut found, mut at) = (Vec::new(), first);
        self.name_masks.for_each_slice(first..from(range.end, first), |masks| {
            let accepted = (at..).zip(masks).filter(|(_, mask)| accepts(**mask));
            found.extend(accepted.filter_map(|(at, _)| words.get(at)).map(|word| word as usize));
            at += masks.len();
        });
        // A pack may name a word many times.
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Visits the buffer in parts of whole words, each with its offset.
    fn for_each_part(&self, mut visit: impl FnMut(usize, &[u8])) {
        let mut offset = 0;
        // The start of a word that goes on in the next slice.
        let mut begun: Vec<u8> = Vec::new();
        self.text.for_each_slice(0..self.text.len(), |slice| {
            let mut rest = slice;
            if !begun.is_empty() {
                let end = memchr::memchr(SEPARATOR, slice).map_or(slice.len(), |at| at + 1);
                begun.extend_from_slice(&slice[..end]);
                rest = &slice[end..];
                if begun.ends_with(&[SEPARATOR]) {
                    visit(offset, &begun);
                    offset += begun.len();
                    begun.clear();
                }
            }
            let whole = memchr::memrchr(SEPARATOR, rest).map_or(0, |at| at + 1);
            visit(offset, &rest[..whole]);
            offset += whole;
            begun.extend_from_slice(&rest[whole..]);
        });
    }

    /// The word at a byte offset of the buffer, searched from the word `from` on.
    fn word_at(&self, byte: usize, from: usize) -> usize {
        let is_before = |start: u32| start as usize <= byte;
        let mut step = 1;
        while self.starts.get(from + step).is_some_and(is_before) {
            step *= 2;
        }
        self.starts.partition_point(from..from + step, is_before).saturating_sub(1)
    }

    /// The first word from `from` on that does not satisfy the predicate, by binary search.
    fn partition_point_from(&self, from: usize, predicate: impl Fn(&[u8]) -> bool) -> usize {
        partition_index(from..self.len(), |word| predicate(&self.bytes(word)))
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
        found.into_iter().map(|word| words.get(word).into_owned()).collect::<Vec<_>>().join(" ")
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
    fn the_shortest_words_with_a_prefix_come_first() {
        let words = words();
        assert_eq!(joined(&words, words.shortest_with_prefix("e", 9)), "ete etat ecole");
        assert_eq!(joined(&words, words.shortest_with_prefix("", 2)), "ete etat");
        assert_eq!(joined(&words, words.shortest_with_prefix("z", 2)), "");
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
