//! Snippets: the part of a text around its first highlighted range, in a given width.

use std::ops::Range;

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

use super::{Printable, floor_char_boundary, width};

/// When the text is cut before the first range, one column of this many is before it. No more than
/// that is given up either for a cut at a blank.
const SHARE: usize = 4;

/// The beginning of a name in at most `columns` or, if its first range is not in it, its first words
/// and the part around that range; with the ranges that are visible.
pub fn shorten(
    text: &Printable,
    ranges: &[Range<usize>],
    columns: usize,
    ellipsis: &'static str,
) -> (Printable, Vec<Range<usize>>) {
    let beginning = text.truncate(columns, ellipsis);
    let visible =
        if beginning == *text { text.len() } else { beginning.len().saturating_sub(ellipsis.len()) };
    match ranges.first() {
        Some(first) if first.end > visible => with_first_words(text, ranges, columns, ellipsis),
        _ => (beginning, visible_ranges(ranges, &(0..visible), 0)),
    }
}

/// The first words of a text, in less than half of the columns, then the part around the first range.
fn with_first_words(
    text: &Printable,
    ranges: &[Range<usize>],
    columns: usize,
    ellipsis: &str,
) -> (Printable, Vec<Range<usize>>) {
    let first = ranges.first().map_or(0, |range| range.start);
    let room = forward(text, 0, columns * 2 / 5).min(floor_grapheme_boundary(text, first));
    let head = end_of_words(text, room);
    let rest = Printable::new(&text[head..]);
    let later = ranges.iter().map(|range| range.start - head..range.end - head).collect::<Vec<_>>();
    let (tail, visible) = snippet(&rest, &later, columns - width(&text[..head]), ellipsis);
    let visible = visible.into_iter().map(|range| range.start + head..range.end + head).collect();
    (Printable::new(&format!("{}{tail}", &text[..head])), visible)
}

/// The end of the last whole word before `end`, or 0.
fn end_of_words(text: &str, end: usize) -> usize {
    match text[end..].starts_with(char::is_whitespace) {
        true => end,
        false => text[..end].rfind(char::is_whitespace).map_or(0, |at| text[..at].trim_end().len()),
    }
}

/// A part of the text in at most `columns`, with the ranges that are visible in it. It shows the
/// first range with what is before and after it, cut at blanks where it can be, with `ellipsis` on
/// the sides that are cut. Only the text around the first range is measured.
pub fn snippet(
    text: &Printable,
    ranges: &[Range<usize>],
    columns: usize,
    ellipsis: &str,
) -> (Printable, Vec<Range<usize>>) {
    if fits(text, columns) {
        return (text.clone(), ranges.to_vec());
    }
    let focus = ranges.first().cloned().unwrap_or(0..0);
    let focus = floor_grapheme_boundary(text, focus.start)..focus.end.min(text.len());
    let window = window(text, focus, columns, width(ellipsis));
    let before = if window.start > 0 { ellipsis } else { "" };
    let after = if window.end < text.len() { ellipsis } else { "" };
    let shown = format!("{before}{}{after}", &text[window.clone()]);
    if width(&shown) > columns {
        return (Printable::new(ellipsis).truncate(columns, ""), Vec::new());
    }
    (Printable::new(&shown), visible_ranges(ranges, &window, before.len()))
}

/// The ranges within the window, moved to the text that starts there after `offset` bytes.
fn visible_ranges(ranges: &[Range<usize>], window: &Range<usize>, offset: usize) -> Vec<Range<usize>> {
    let visible = ranges.iter().map(|range| range.start.max(window.start)..range.end.min(window.end));
    let visible = visible.filter(|range| range.start < range.end);
    visible.map(|range| range.start - window.start + offset..range.end - window.start + offset).collect()
}

/// The range of the text to show, without the ellipses.
fn window(text: &str, focus: Range<usize>, columns: usize, ellipsis: usize) -> Range<usize> {
    let room = columns.saturating_sub(ellipsis);
    let from_start = forward(text, 0, room);
    let share = columns / SHARE;
    let end_of_word = |start, end| end_of_word(text, start, end, focus.end.max(backward(text, end, share)));
    if from_start >= focus.end {
        return 0..end_of_word(0, from_start);
    }
    let start = backward(text, focus.start, share);
    let start = start_of_word(text, start, focus.start);
    if fits(&text[start..], room) {
        // The end of the text is shown: there is room for more before.
        let earliest = backward(text, text.len(), room).min(start);
        return start_of_word(text, earliest, focus.start.min(forward(text, earliest, share)))..text.len();
    }
    let end = forward(text, start, room.saturating_sub(ellipsis));
    start..end_of_word(start, end)
}

/// Whether a text takes at most `columns`; a long one is not measured in full.
fn fits(text: &str, columns: usize) -> bool {
    text.len() <= columns || forward(text, 0, columns) == text.len()
}

/// The end of the longest part from `start` on that takes at most `columns`.
fn forward(text: &str, start: usize, columns: usize) -> usize {
    let mut used = 0;
    for (at, grapheme) in text[start..].grapheme_indices(true) {
        used += width(grapheme);
        if used > columns {
            return start + at;
        }
    }
    text.len()
}

/// The start of the longest part before `end` that takes at most `columns`.
fn backward(text: &str, end: usize, columns: usize) -> usize {
    let mut used = 0;
    for (at, grapheme) in text[..end].grapheme_indices(true).rev() {
        used += width(grapheme);
        if used > columns {
            return at + grapheme.len();
        }
    }
    0
}

/// The last boundary between characters as they are seen at or before byte `at`.
fn floor_grapheme_boundary(text: &str, at: usize) -> usize {
    let at = floor_char_boundary(text, at);
    let mut cursor = GraphemeCursor::new(at, text.len(), true);
    match cursor.is_boundary(text, 0) {
        Ok(true) => at,
        _ => cursor.prev_boundary(text, 0).ok().flatten().unwrap_or(0),
    }
}

/// The first start of a word from `start` on, or `start` if there is none up to `latest`.
fn start_of_word(text: &str, start: usize, latest: usize) -> usize {
    let is_start = |at: usize| at == 0 || text[..at].ends_with(char::is_whitespace);
    let mut starts = text[start..latest].grapheme_indices(true).map(|(at, _)| start + at).chain([latest]);
    starts.find(|&at| is_start(at) && !text[at..].starts_with(char::is_whitespace)).unwrap_or(start)
}

/// The last end of a word up to `end`, or `end` if there is none from `earliest` on.
fn end_of_word(text: &str, start: usize, end: usize, earliest: usize) -> usize {
    if text[end..].is_empty() || text[end..].starts_with(char::is_whitespace) {
        return start + text[start..end].trim_end().len();
    }
    let blank = text[start..end].rfind(char::is_whitespace).map(|at| start + at);
    blank.filter(|&at| at >= earliest).map_or(end, |at| start + text[start..at].trim_end().len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The snippet around the first place of a word, with the highlighted parts in brackets.
    fn shown(text: &str, word: &str, columns: usize) -> String {
        let ranges: Vec<Range<usize>> = text.match_indices(word).map(|(at, _)| at..at + word.len()).collect();
        let (snippet, ranges) = snippet(&Printable::new(text), &ranges, columns, "…");
        assert!(snippet.width() <= columns, "{snippet}");
        let mut marked = snippet.to_string();
        for range in ranges.iter().rev() {
            marked.replace_range(range.clone(), &format!("[{}]", &snippet[range.clone()]));
        }
        marked
    }

    #[test]
    fn a_short_text_is_whole() {
        assert_eq!(shown("Sites desservis", "Sites", 15), "[Sites] desservis");
        assert_eq!(shown("", "x", 0), "");
    }

    #[test]
    fn the_text_is_cut_at_blanks_around_the_match() {
        let text = "Il conçoit et opère le réseau de collecte des ministères, et le cloisonne";
        assert_eq!(shown(text, "conçoit", 30), "Il [conçoit] et opère le réseau…");
        assert_eq!(shown(text, "collecte", 30), "…de [collecte] des ministères,…");
        assert_eq!(shown(text, "cloisonne", 30), "…ministères, et le [cloisonne]");
        assert_eq!(shown(text, "le", 44), "Il conçoit et opère [le] réseau de col[le]cte…");
    }

    #[test]
    fn a_long_word_is_cut_inside() {
        let url = "https://www.example.org/annuaire/organisation/direction/bureau";
        assert_eq!(shown(url, "organisation", 20), "…aire/[organisation]/…");
        assert_eq!(shown(url, "bureau", 20), "…on/direction/[bureau]");
        assert_eq!(shown(url, "annuaire", 5), "…/[an]…");
    }

    #[test]
    fn a_name_is_shortened_around_a_match_that_would_be_cut_off() {
        let name = Printable::new("Direction des grands projets");
        let shortened = |range: Range<usize>| {
            let (text, ranges) = shorten(&name, std::slice::from_ref(&range), 14, "…");
            (text.to_string(), ranges.into_iter().map(|range| text[range].to_string()).collect::<Vec<_>>())
        };
        assert_eq!(shortened(0..3), ("Direction des…".to_string(), vec!["Dir".to_string()]));
        assert_eq!(shortened(21..28), ("…rands projets".to_string(), vec!["projets".to_string()]));
    }

    #[test]
    fn the_first_words_of_a_shortened_name_stay() {
        let name = Printable::new("Appui à l’open source et aux communs numériques");
        let at = name.find("communs").unwrap_or_default();
        let (text, ranges) = shorten(&name, std::slice::from_ref(&(at..at + 7)), 32, "…");
        assert_eq!((&*text, &text[ranges[0].clone()]), ("Appui à…aux communs numériques", "communs"));
    }

    #[test]
    fn wide_characters_and_marks_are_not_split() {
        assert_eq!(shown("数字数字数字数字 数字 abc", "abc", 9), "…数字 [abc]");
        assert_eq!(shown("数字数字数字", "字", 1), "…");
        assert_eq!(shown("ae\u{301}ae\u{301}ae\u{301}", "e\u{301}", 3), "a[e\u{301}]…");
    }

    #[test]
    fn an_ellipsis_can_be_of_several_columns() {
        let three = 8..13;
        let (snippet, ranges) =
            snippet(&Printable::new("one two three four"), std::slice::from_ref(&three), 12, "...");
        assert_eq!((&*snippet, ranges.as_slice()), ("...three...", std::slice::from_ref(&(3..8))));
    }

    proptest! {
        #[test]
        fn a_snippet_fits_and_its_ranges_hold_the_same_text(
            text in "[a-c é字👩\u{301}\u{200d}🇫🇷]{0,40}", at in any::<prop::sample::Index>(), length in 0..6usize,
            columns in 0..40usize,
        ) {
            let text = Printable::new(&text);
            let bounds: Vec<usize> = (0..=text.len()).filter(|&at| text.is_char_boundary(at)).collect();
            let start = at.index(bounds.len());
            let range = bounds[start]..bounds[(start + length).min(bounds.len() - 1)];
            let (snippet, ranges) = snippet(&text, std::slice::from_ref(&range), columns, "…");
            prop_assert!(snippet.width() <= columns);
            for shown in ranges {
                prop_assert!(text[range.clone()].contains(&snippet[shown]));
            }
        }
    }
}
