//! Functions on any text: cleaning, width, cutting and wrapping; folding for comparison.

use std::borrow::Cow;
use std::ops::Range;

use ramure::export::with_hyperlinks;
use ramure::text::{
    Printable, TypedGreek, ceil_char_boundary, clean, floor_char_boundary, fold, fold_into, joined_words,
    latin_form, max_typos, nearest, shorten, snippet, width, word_ranges, wrap_at_blanks,
};

use super::{assert_clean, assert_line};

const ELLIPSIS: &str = "…";

/// A width in columns, a place in the text and a length, and a text.
pub fn check_widths(bytes: &[u8]) {
    let [columns, at, length, rest @ ..] = bytes else { return };
    let raw = String::from_utf8_lossy(rest);
    let text = Printable::new(&raw);
    check_cleaning(&raw, &text);
    let columns = usize::from(*columns % 100);
    check_cut(&text, columns);
    check_wrapped(&text, columns);
    let start = floor_char_boundary(&text, usize::from(*at));
    let end = ceil_char_boundary(&text, start + usize::from(*length));
    check_snippets(&text, start..end.min(text.len()), columns);
    wrap_at_blanks(&raw, columns);
    assert!(with_hyperlinks(&text).len() >= text.len());
}

fn check_cleaning(raw: &str, text: &Printable) {
    assert_line(text);
    assert_eq!(Printable::clean(text), (text.clone(), false), "cleaning again changes nothing");
    assert_eq!(clean(Cow::Borrowed(raw)), (Cow::Borrowed(&**text), Printable::clean(raw).1));
    assert!(text.width() <= 2 * text.len());
}

fn check_cut(text: &Printable, columns: usize) {
    let cut = text.truncate(columns, ELLIPSIS);
    assert!(cut.width() <= columns, "{cut:?} in {columns}");
    let kept = cut.strip_suffix(ELLIPSIS).unwrap_or(&cut);
    assert!(text.starts_with(kept) && (text.width() > columns || cut == *text), "{cut:?}");
}

fn check_wrapped(text: &Printable, columns: usize) {
    let lines = text.wrap(columns);
    let letters = |text: &str| text.replace(' ', "");
    assert_eq!(letters(&lines.iter().map(|line| &**line).collect::<String>()), letters(text));
    // A character is never cut, however wide.
    assert!(columns < 2 || lines.iter().all(|line| line.width() <= columns), "{lines:?} in {columns}");
    assert!(text.widest_word() <= text.width());
}

fn check_snippets(text: &Printable, range: Range<usize>, columns: usize) {
    let ranges = std::slice::from_ref(&range);
    for (shown, ranges) in
        [snippet(text, ranges, columns, ELLIPSIS), shorten(text, ranges, columns, ELLIPSIS)]
    {
        assert!(shown.width() <= columns, "{shown:?} in {columns}");
        assert!(ranges.iter().all(|shown_range| text[range.clone()].contains(&shown[shown_range.clone()])));
    }
}

/// Two texts, separated by a line break.
pub fn check_folding(bytes: &[u8]) {
    let raw = String::from_utf8_lossy(bytes);
    let folded = fold(&raw);
    let mut again = String::from("é.");
    let before = again.len();
    fold_into(&raw, &mut again);
    assert_eq!(again[before..], folded.text);
    for (start, c) in folded.text.char_indices() {
        let original = folded.original_range(start..start + c.len_utf8());
        assert!(raw.get(original.clone()).is_some_and(|text| !text.is_empty()), "{original:?} of {raw:?}");
    }
    assert!(!folded.text.chars().any(char::is_uppercase), "{:?}", folded.text);
    check_words(&folded.text);
    let (one, other) = raw.split_once('\n').unwrap_or((&raw, ""));
    if nearest(one, [other]).is_some() {
        assert!(one.chars().count().abs_diff(other.chars().count()) <= max_typos(one));
    }
    assert!(width(&raw) <= 2 * raw.len());
    assert_clean(&Printable::new(&raw));
}

fn check_words(folded: &str) {
    let words: Vec<&str> = word_ranges(folded).map(|range| &folded[range]).collect();
    assert!(
        words.iter().all(|word| !word.is_empty() && word.chars().all(char::is_alphanumeric)),
        "{words:?}"
    );
    assert_eq!(words.concat().chars().count(), folded.chars().filter(|c| c.is_alphanumeric()).count());
    assert_eq!(joined_words(&joined_words(folded)), joined_words(folded));
    for word in words {
        let form = latin_form(word).unwrap_or_else(|| word.to_string());
        assert_eq!(latin_form(&form), None, "{form}");
        for typed in words_of(folded).filter_map(TypedGreek::new) {
            assert!(word.get(..typed.length_in(word)).is_some());
        }
    }
}

/// The first words, to compare each with all.
fn words_of(folded: &str) -> impl Iterator<Item = &str> {
    word_ranges(folded).take(4).map(|range| &folded[range])
}
