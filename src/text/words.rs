//! The words of folded text.

use std::ops::Range;

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

/// The words of a folded text, separated by single blanks.
pub fn joined_words(folded: &str) -> String {
    let words: Vec<&str> = word_ranges(folded).map(|range| &folded[range]).collect();
    words.join(" ")
}

/// What follows in a folded text after these words, separated by single blanks; `None` if it does
/// not start with them. Signs around and between words do not count.
pub fn after_words<'a>(folded: &'a str, words: &str) -> Option<&'a str> {
    let mut ranges = word_ranges(folded).peekable();
    let mut end = 0;
    let mut words = words.split(' ').peekable();
    while let Some(word) = words.next() {
        let range = ranges.next()?;
        let is_last = words.peek().is_none();
        let text = &folded[range.clone()];
        let is_match = if is_last { text.starts_with(word) } else { text == word };
        is_match.then_some(())?;
        end = range.start + word.len();
        if text.len() > word.len() {
            return Some(&folded[end..]);
        }
    }
    Some(if ranges.peek().is_none() { "" } else { &folded[end..] })
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn words_are_compared_without_the_signs_between_them() {
        assert_eq!(joined_words("  l'etat -- 1er. "), "l etat 1er");
        for (words, rest) in [
            ("reseau", Some("-de l'etat")),
            ("reseau d", Some("e l'etat")),
            ("reseau de l etat", Some("")),
            ("res", Some("eau-de l'etat")),
            ("eseau", None),
            ("rese de", None),
            ("reseau de l etat x", None),
        ] {
            assert_eq!(after_words("« reseau-de l'etat", words), rest, "{words}");
        }
    }
}
