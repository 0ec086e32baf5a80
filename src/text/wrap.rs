//! Breaks a text into lines. Addresses, links and numbers are kept whole as long as they fit on a
//! line.

use textwrap::core::Fragment;
use textwrap::wrap_algorithms::wrap_first_fit;
use unicode_linebreak::linebreaks;

use super::{prefix, width};

/// Groups of digits between single blanks, such as those of a telephone number, are kept together up
/// to this width.
const MAX_NUMBER_COLUMNS: usize = 24;
const SOFT_HYPHEN: char = '\u{ad}';

/// The text in lines of at most `columns`, broken where Unicode allows it (UAX #14). What is wider
/// than a line is broken at signs, such as before `@`, or else anywhere. At least one line.
pub fn wrap(text: &str, columns: usize) -> Vec<&str> {
    let columns = columns.max(1);
    let pieces: Vec<Piece> = words(text).into_iter().flat_map(|word| pieces(word, columns)).collect();
    let mut rest = text;
    let lines = wrap_first_fit(&pieces, &[columns as f64]).into_iter().map(|line| {
        let (line, after) = rest.split_at(line.iter().map(|piece| piece.bytes).sum());
        rest = after;
        line.trim_end_matches(' ')
    });
    let lines: Vec<&str> = lines.collect();
    if lines.is_empty() { vec![""] } else { lines }
}

/// The width of the widest part of the text that is kept whole.
pub fn widest_word(text: &str) -> usize {
    words(text).iter().map(|word| width(word.trim_end_matches(' '))).max().unwrap_or(0)
}

/// The parts of the text between which it may be broken, each with the blanks after it.
fn words(text: &str) -> Vec<&str> {
    let mut words: Vec<&str> = Vec::new();
    // Where the last part starts, if it is a number that may go on.
    let mut number_start = None;
    let mut end = 0;
    for run in runs(text) {
        let start = end;
        end += run.len();
        let is_number = is_number(run);
        let continued = number_start
            .filter(|&at: &usize| is_number && width(text[at..end].trim_end()) <= MAX_NUMBER_COLUMNS);
        if continued.is_some() {
            words.pop();
        }
        match continued.unwrap_or(start) {
            at if is_number || is_address(run) => words.push(&text[at..end]),
            _ => words.extend(unicode_words(run)),
        }
        number_start = is_number.then(|| continued.unwrap_or(start));
    }
    words
}

/// The parts of a run between which Unicode allows a line break (UAX #14), but for those after a hyphen, visible or
/// soft, where names would be cut.
fn unicode_words(run: &str) -> impl Iterator<Item = &str> {
    let is_kept = |at: usize| !run[..at].ends_with(['-', SOFT_HYPHEN]);
    let mut start = 0;
    let ends = linebreaks(run).map(|(at, _)| at).filter(move |&at| at == run.len() || is_kept(at));
    ends.map(move |end| &run[std::mem::replace(&mut start, end)..end])
}

/// The text in runs without blanks, each with the blanks after it.
fn runs(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let word = rest.find(' ').unwrap_or(rest.len());
        let blanks = rest[word..].find(|c| c != ' ').unwrap_or(rest.len() - word);
        let (run, after) = rest.split_at(word + blanks);
        rest = after;
        (!run.is_empty()).then_some(run)
    })
}

/// Whether a run is a mail address or a link.
fn is_address(run: &str) -> bool {
    run.contains('@') || run.contains("://") || run.starts_with("www.")
}

/// Whether a run is a group of digits, as in a telephone number.
fn is_number(run: &str) -> bool {
    let run = run.trim_end();
    let is_part = |byte: u8| byte.is_ascii_digit() || b"+-.,()/".contains(&byte);
    run.bytes().any(|byte| byte.is_ascii_digit()) && run.bytes().all(is_part)
}

/// A part of a line, with the blanks after it. Its width is that of the whole: a sign after an emoji can widen it.
#[derive(Debug)]
struct Piece {
    bytes: usize,
    columns: usize,
    blanks: usize,
}

impl From<&str> for Piece {
    fn from(text: &str) -> Self {
        let visible = text.trim_end_matches(' ');
        Self { bytes: text.len(), columns: width(visible), blanks: text.len() - visible.len() }
    }
}

impl Fragment for Piece {
    fn width(&self) -> f64 {
        self.columns as f64
    }

    fn whitespace_width(&self) -> f64 {
        self.blanks as f64
    }

    fn penalty_width(&self) -> f64 {
        0.0
    }
}

/// The word, in pieces of at most `columns`.
fn pieces(word: &str, columns: usize) -> Vec<Piece> {
    let (mut pieces, mut rest) = (Vec::new(), word);
    loop {
        let visible = rest.trim_end_matches(' ');
        let fitting = prefix(visible, columns);
        if fitting.len() == visible.len() {
            break;
        }
        let first_letter = || visible.chars().next().map_or(0, char::len_utf8);
        let at = break_point(visible, fitting.len()).unwrap_or(fitting.len()).max(first_letter());
        let (piece, after) = rest.split_at(at);
        pieces.push(Piece::from(piece));
        rest = after;
    }
    pieces.push(Piece::from(rest));
    pieces
}

/// The last byte offset up to `end` where an address may be broken: before `@`, after other signs.
fn break_point(text: &str, end: usize) -> Option<usize> {
    let is_break = |&at: &usize| {
        let bytes = text.as_bytes();
        at > 0 && at < bytes.len() && (bytes[at] == b'@' || b"/.-_?&=,;:".contains(&bytes[at - 1]))
    };
    (1..=end).rev().find(is_break)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_break_spaces_are_kept_together() {
        assert_eq!(wrap("environ 14\u{a0}000 sites", 12), ["environ", "14\u{a0}000 sites"]);
        assert_eq!(wrap("", 10), [""]);
        assert_eq!(wrap("abcdef", 4), ["abcd", "ef"]);
    }

    #[test]
    fn addresses_and_links_are_broken_only_if_they_are_wider_than_a_line() {
        assert_eq!(wrap("write to jean-luc.a@b-c.fr.", 18), ["write to", "jean-luc.a@b-c.fr."]);
        assert_eq!(wrap("see https://a-b.fr/c-d now", 18), ["see", "https://a-b.fr/c-d", "now"]);
        assert_eq!(wrap("jean-luc.a@b-c.fr", 12), ["jean-luc.a", "@b-c.fr"]);
        assert_eq!(wrap("https://abc.fr/de", 10), ["https://", "abc.fr/de"]);
        assert_eq!(widest_word("write to jean-luc.a@b-c.fr"), 17);
    }

    #[test]
    fn numbers_are_kept_together() {
        assert_eq!(wrap("call 01 40 15 73 00 now", 16), ["call", "01 40 15 73 00", "now"]);
        assert_eq!(wrap("14 ou 15 jours", 8), ["14 ou 15", "jours"]);
        assert_eq!(wrap("+33 (0)1 40 15", 9), ["+33 (0)1", "40 15"]);
        let years = "2001 2002 2003 2004 2005 2006 2007";
        assert_eq!(wrap(years, 30).join(" "), years);
    }

    #[test]
    fn nothing_but_blanks_is_lost() {
        let text =
            "à  la www.a-b.fr/c?d=e 数字 01 02 03,x@y; é\u{301}é\u{301}é\u{301} ☎\u{fe0f} 👩 🇫🇷 ".repeat(3);
        let letters = |text: &str| text.replace(' ', "");
        for columns in 1..60 {
            let lines = wrap(&text, columns);
            assert_eq!(letters(&lines.concat()), letters(&text));
            assert!(columns < 2 || lines.iter().all(|line| width(line) <= columns), "{columns}: {lines:?}");
        }
    }
}
