//! Text that is safe to print on a terminal, and functions on any text: folding for comparison,
//! display width, truncation.

mod fold;
mod formulas;
mod languages;
mod nearest;
mod romanize;
mod snippet;
mod words;
mod wrap;

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

pub use fold::{Folded, fold, fold_into};
pub use formulas::{Formulas, with_apostrophes, without_apostrophes};
pub use languages::Languages;
pub use nearest::{max_typos, nearest};
pub use romanize::{TypedGreek, has_greek_letters, latin_form};
pub use snippet::{shorten, snippet};
pub use words::{after_words, joined_words, word_ranges};

/// Replaces a character that could move the cursor, hide text or reorder it.
pub const REPLACEMENT: char = '\u{FFFD}';

/// The longest run of combining marks that is kept, from Unicode's stream-safe text format
/// (UAX #15). The rest of a longer run becomes one [`REPLACEMENT`].
const MAX_COMBINING_MARKS: usize = 30;

/// One line of text that is safe to print on a terminal. Every constructor cleans it: line breaks
/// and tabs become spaces; control, bidirectional, zero-width and tag characters become
/// [`REPLACEMENT`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Printable(Box<str>);

impl Printable {
    /// Cleans a text.
    pub fn new(raw: &str) -> Self {
        Self::clean(raw).0
    }

    /// Cleans a text; also returns whether a character was replaced. Line breaks and tabs, which
    /// are common in files, do not count.
    pub fn clean(raw: &str) -> (Self, bool) {
        if is_known_clean(raw) {
            return (Self(raw.into()), false);
        }
        let mut replaced = false;
        let mut marks = 0;
        let mut text = String::with_capacity(raw.len());
        for c in raw.chars() {
            marks = if is_combining_mark(c) { marks + 1 } else { 0 };
            match c {
                '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' | '\u{85}' => text.push(' '),
                c if is_unsafe(c) || marks == MAX_COMBINING_MARKS + 1 => {
                    replaced = true;
                    text.push(REPLACEMENT);
                }
                _ if marks > MAX_COMBINING_MARKS => {}
                c => text.push(c),
            }
        }
        (Self(text.into()), replaced)
    }

    /// The text broken into lines of at most `columns`. Addresses, links and numbers are kept whole
    /// as long as they fit on a line. At least one line.
    pub fn wrap(&self, columns: usize) -> Vec<Printable> {
        wrap::wrap(self, columns).into_iter().map(|line| Self(line.into())).collect()
    }

    /// The fewest columns in which no address, link, number or other word has to be broken.
    pub fn widest_word(&self) -> usize {
        wrap::widest_word(self)
    }

    /// The text, or its beginning and `ellipsis`, in at most `columns`.
    pub fn truncate(&self, columns: usize, ellipsis: &'static str) -> Printable {
        match truncate(self, columns, ellipsis) {
            Cow::Borrowed(text) => Self(text.into()),
            Cow::Owned(text) => Self(text.into()),
        }
    }

    /// The display width in terminal columns.
    pub fn width(&self) -> usize {
        width(self)
    }

    /// Whether nothing is visible: the text is empty, or has only blanks and combining marks.
    pub fn is_blank(&self) -> bool {
        is_blank(self)
    }
}

impl Deref for Printable {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl From<&'static str> for Printable {
    fn from(text: &'static str) -> Self {
        Self::new(text)
    }
}

impl fmt::Display for Printable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Printable {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::new(&Cow::<str>::deserialize(deserializer)?))
    }
}

impl Serialize for Printable {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// The lines of a text broken at blanks into rows of at most `columns`; inside a word only if it is
/// longer than a row. The rows after the first of a line that starts with blanks start with two
/// more. Escape sequences take no room.
pub fn wrap_at_blanks(text: &str, columns: usize) -> String {
    let wrap = |line: &str| {
        let indent = line.len() - line.trim_start_matches(' ').len();
        let next = if indent > 0 { " ".repeat(indent + 2) } else { String::new() };
        let options = Options::new(columns.max(next.len() + 1))
            .subsequent_indent(&next)
            .word_separator(WordSeparator::AsciiSpace)
            .wrap_algorithm(WrapAlgorithm::FirstFit)
            .word_splitter(WordSplitter::NoHyphenation);
        textwrap::wrap(line, options).join("\n") + "\n"
    };
    text.lines().map(wrap).collect()
}

/// Whether nothing is visible: the text is empty, or has only blanks and combining marks.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || c == '\u{2800}' || is_combining_mark(c))
}

/// Cleans a text as [`Printable::clean`] does, borrowed if nothing changes. Also returns whether a
/// character was replaced.
pub fn clean(raw: Cow<'_, str>) -> (Cow<'_, str>, bool) {
    if is_known_clean(&raw) {
        return (raw, false);
    }
    let (text, replaced) = Printable::clean(&raw);
    (Cow::Owned(text.0.into()), replaced)
}

/// A fast check that cleaning would not change the text; may be false for clean text.
fn is_known_clean(text: &str) -> bool {
    let bytes = text.as_bytes();
    // The first step checks 32 bytes at once and is enough for most texts.
    let (blocks, rest) = bytes.as_chunks::<32>();
    let is_plain = |block: &[u8; 32]| !block.iter().fold(false, |any, &byte| any | is_suspect(byte));
    let is_harmless = |at: usize| !SUSPECT[usize::from(bytes[at])] || is_harmless(&bytes[at..]);
    (blocks.iter().all(is_plain) && !rest.iter().any(|&byte| SUSPECT[usize::from(byte)]))
        || (0..bytes.len()).all(is_harmless)
}

/// Whether a character that starts with this byte may be one to replace, or a combining mark:
/// anything but printable ASCII, the Latin letters U+00C0 to U+02FF, and continuation bytes.
const fn is_suspect(byte: u8) -> bool {
    (byte < 0x20) | (byte == 0x7f) | (byte == 0xc2) | (byte >= 0xcc)
}

/// [`is_suspect`] for each byte.
const SUSPECT: [bool; 256] = {
    let mut suspect = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        suspect[byte] = is_suspect(byte as u8);
        byte += 1;
    }
    suspect
};

/// Whether a suspect character is one that French typography uses: no-break spaces, signs of
/// Latin-1 (except the soft hyphen), dashes, quotation marks, ellipsis, the euro sign.
fn is_harmless(bytes: &[u8]) -> bool {
    matches!(bytes, [0xc2, 0xa0..=0xac | 0xae..=0xbf, ..] | [0xe2, 0x80, 0x90..=0xa7 | 0xaf..=0xbf, ..]
        | [0xe2, 0x82, ..])
}

/// Whether to replace a character: controls, interlinear annotations, and Unicode's
/// Default_Ignorable_Code_Point (DerivedCoreProperties.txt, Unicode 16: soft hyphen, zero-width and
/// bidirectional marks, fillers, tags) without the variation selectors, which emoji and ideographs
/// need.
fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FEFF}' | '\u{FFA0}'
            | '\u{FFF0}'..='\u{FFFB}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E00FF}' | '\u{E01F0}'..='\u{E0FFF}')
}

/// The last character boundary of `text` at or before byte `at`; in the standard library from
/// Rust 1.91 on.
pub fn floor_char_boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

/// The first character boundary of `text` at or after byte `at`.
pub fn ceil_char_boundary(text: &str, at: usize) -> usize {
    (at..text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len())
}

/// The display width of a text in terminal columns.
pub fn width(text: &str) -> usize {
    text.width()
}

fn truncate<'a>(text: &'a str, columns: usize, ellipsis: &str) -> Cow<'a, str> {
    // A column takes at least one byte, and at most a letter with all its combining marks: only
    // texts between these lengths have to be measured.
    let max_bytes = columns.saturating_add(1) * 4 * (MAX_COMBINING_MARKS + 2);
    if text.len() <= columns || (text.len() <= max_bytes && width(text) <= columns) {
        return Cow::Borrowed(text);
    }
    match columns.checked_sub(width(ellipsis)) {
        Some(room) => Cow::Owned(format!("{}{ellipsis}", prefix(text, room).trim_end())),
        None => Cow::Borrowed(prefix(text, columns)),
    }
}

/// The longest beginning of the text that takes at most `columns`.
fn prefix(text: &str, columns: usize) -> &str {
    let mut used = 0;
    for (at, grapheme) in text.grapheme_indices(true) {
        used += width(grapheme);
        if used > columns {
            return &text[..at];
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn character_boundaries_are_found_on_both_sides() {
        assert_eq!((floor_char_boundary("aé数", 2), ceil_char_boundary("aé数", 2)), (1, 3));
        assert_eq!((floor_char_boundary("aé", 9), ceil_char_boundary("aé", 9)), (3, 3));
        assert_eq!((floor_char_boundary("aé", 1), ceil_char_boundary("aé", 1)), (1, 1));
    }

    #[test]
    fn escape_sequences_and_invisible_marks_are_replaced() {
        let (text, replaced) = Printable::clean("a\u{1b}]0;t\u{7}b\u{9b}31mc\u{202e}d\u{200b}e\u{e0041}f");
        assert_eq!(&*text, "a�]0;t�b�31mc�d�e�f");
        assert!(replaced);
    }

    #[test]
    fn line_breaks_and_tabs_become_spaces() {
        assert_eq!(Printable::clean("a\r\nb\tc"), (Printable("a  b c".into()), false));
    }

    #[test]
    fn a_long_run_of_marks_is_replaced() {
        let (text, replaced) = Printable::clean(&format!("a{}b", "\u{301}".repeat(10_000)));
        assert_eq!((text.chars().count(), replaced), (1 + 30 + 1 + 1, true));
    }

    #[test]
    fn ordinary_text_is_unchanged() {
        for text in ["Épine dorsale", "l’État « numérique »", "数字", "☎️", "a\u{301}"] {
            assert_eq!(&*Printable::new(text), text);
        }
    }

    #[test]
    fn text_that_is_known_to_be_clean_is_clean() {
        let mut known = 0;
        for c in '\0'..'\u{3100}' {
            // A combining mark is replaced only in a long run.
            let text = c.to_string().repeat(MAX_COMBINING_MARKS + 2);
            if is_known_clean(&text) {
                known += 1;
                let safe = !is_unsafe(c) && !is_combining_mark(c);
                assert!(
                    safe && !matches!(c, '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' | '\u{85}'),
                    "{c:?}"
                );
            }
        }
        assert!(known > 700, "{known}");
        assert!(is_known_clean("L’État\u{a0}: « œuvre » – 3\u{202f}€…"));
    }

    #[test]
    fn only_blanks_and_marks_are_blank() {
        assert!(Printable::new(" \u{a0}\u{301}\n").is_blank());
        assert!(!Printable::new("\u{200b}").is_blank(), "a replaced character can be seen");
    }

    #[test]
    fn truncated_text_fits_the_width() {
        assert_eq!(truncate("département", 20, "…"), "département");
        assert_eq!(truncate("département", 5, "…"), "dépa…");
        assert_eq!(truncate("日本語", 4, "…"), "日…");
        assert_eq!(truncate("abc", 0, "…"), "");
        assert_eq!(truncate("abcdef", 2, "..."), "ab");
    }

    #[test]
    fn wrapping_at_blanks_keeps_addresses_and_styles_whole() {
        assert_eq!(
            wrap_at_blanks("mail: jean-marc@town.example/a\n", 26),
            "mail:\njean-marc@town.example/a\n"
        );
        assert_eq!(wrap_at_blanks("\n  of the town\n", 10), "\n  of the\n    town\n");
        assert_eq!(wrap_at_blanks("\x1b[1mTown hall\x1b[0m of\n", 12), "\x1b[1mTown hall\x1b[0m of\n");
        let link = "\x1b]8;;mailto:a@b.fr\x1b\\a@b.fr\x1b]8;;\x1b\\";
        assert_eq!(wrap_at_blanks(&format!("to {link} x"), 10), format!("to {link}\nx\n"));
        assert_eq!(wrap_at_blanks("  abcdef", 4), "  abc\n    d\n    e\n    f\n");
    }
}
