//! Splits a typed query into tokens, and a token such as `!kind:"a b"` into its parts.

use std::ops::Range;

use crate::text::fold;

use super::phone::TypedPhone;

/// Encloses a filter's value that has blanks. An opening one without a closing one reaches to the
/// end of the query.
pub const QUOTE: char = '"';

/// The byte ranges of the tokens: they are separated by blanks, but for those in a quoted value.
pub fn token_ranges(typed: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut end = 0;
    std::iter::from_fn(move || {
        let rest = &typed[end..];
        let start = end + rest.find(|c: char| !c.is_whitespace())?;
        end = start + token_length(&typed[start..]);
        Some(start..end)
    })
}

/// The ranges of tokens, those that together may be a telephone number as one: `01 40 15 73 00`.
pub fn join_numbers(typed: &str, tokens: impl Iterator<Item = Range<usize>>) -> Vec<Range<usize>> {
    let tokens: Vec<Range<usize>> = tokens.collect();
    let are_in_number = |range: &Range<usize>| TypedPhone::has_only_signs(&fold(&typed[range.clone()]).text);
    let runs = tokens.chunk_by(|one, next| are_in_number(one) && are_in_number(next));
    let joined = |run: &[Range<usize>]| {
        let whole = run[0].start..run[run.len() - 1].end;
        let is_number = TypedPhone::parse(&fold(&typed[whole.clone()]).text).is_some();
        if is_number { vec![whole] } else { run.to_vec() }
    };
    runs.flat_map(joined).collect()
}

fn token_length(text: &str) -> usize {
    let blank = |text: &str| text.find(char::is_whitespace).unwrap_or(text.len());
    let word = blank(text);
    match text[..word]
        .find(QUOTE)
        .filter(|&quote| FilterToken::parse(&text[..quote]).is_some_and(|token| token.value.is_empty()))
    {
        Some(quote) => {
            let value = quote + QUOTE.len_utf8();
            let closing = text[value..].find(QUOTE).map(|at| value + at + QUOTE.len_utf8());
            closing.map_or(text.len(), |end| end + blank(&text[end..]))
        }
        None => word,
    }
}

/// A token with a colon after letters, in its parts. The keyword need not be a known one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FilterToken<'a> {
    pub is_excluded: bool,
    /// The letters before the colon, as typed.
    pub keyword: &'a str,
    /// What follows the colon, without quotes around it.
    pub value: &'a str,
}

impl<'a> FilterToken<'a> {
    pub fn parse(token: &'a str) -> Option<Self> {
        let (is_excluded, rest) = match token.strip_prefix('!') {
            Some(rest) => (true, rest),
            None => (false, token),
        };
        let (keyword, value) = rest.split_once(':')?;
        let is_keyword = !keyword.is_empty() && keyword.chars().all(char::is_alphabetic);
        is_keyword.then(|| Self { is_excluded, keyword, value: without_quotes(value) })
    }

    pub fn folded_keyword(&self) -> String {
        fold(self.keyword).text
    }
}

fn without_quotes(value: &str) -> &str {
    match value.strip_prefix(QUOTE) {
        Some(rest) => rest.split(QUOTE).next().unwrap_or_default(),
        None => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(typed: &str) -> Vec<&str> {
        token_ranges(typed).map(|range| &typed[range]).collect()
    }

    #[test]
    fn blanks_separate_tokens_but_not_in_a_quoted_value() {
        assert_eq!(tokens("  rie\u{a0}kind:pôle "), ["rie", "kind:pôle"]);
        assert_eq!(tokens(r#"in:"Grands projets" x"#), [r#"in:"Grands projets""#, "x"]);
        assert_eq!(tokens(r#"!kind:"chargé de"#), [r#"!kind:"chargé de"#]);
        assert_eq!(tokens(r#""a b" kind:a"b c"#), [r#""a"#, r#"b""#, r#"kind:a"b"#, "c"]);
        assert_eq!(tokens(r#"in:"a"b c"#), [r#"in:"a"b"#, "c"]);
        assert_eq!(tokens(" "), [""; 0]);
    }

    #[test]
    fn the_tokens_of_a_telephone_number_are_one() {
        let joined = |typed: &'static str| -> Vec<&str> {
            join_numbers(typed, token_ranges(typed)).into_iter().map(|range| &typed[range]).collect()
        };
        assert_eq!(joined("a 01 40  15 73 00 b"), ["a", "01 40  15 73 00", "b"]);
        assert_eq!(joined("+33 (0)1\u{a0}40 | 73 - 00"), ["+33 (0)1\u{a0}40", "|", "73 - 00"]);
        assert_eq!(joined("eau 38 75 !1234 'a"), ["eau", "38 75", "!1234", "'a"]);
        assert_eq!(joined("1 2 3 x2 4567"), ["1", "2", "3", "x2", "4567"]);
        assert_eq!(joined("1234567890 1234567890"), ["1234567890", "1234567890"]);
        assert_eq!(joined("+ -"), ["+", "-"]);
    }

    #[test]
    fn a_token_with_a_colon_has_parts() {
        let parts =
            |token| FilterToken::parse(token).map(|parts| (parts.is_excluded, parts.keyword, parts.value));
        assert_eq!(parts("kind:pôle"), Some((false, "kind", "pôle")));
        assert_eq!(parts("!Genre:"), Some((true, "Genre", "")));
        assert_eq!(parts(r#"in:"a b""#), Some((false, "in", "a b")));
        assert_eq!(parts(r#"in:""#), Some((false, "in", "")));
        for other in ["rie", "10:30", ":x", "!:", "beta.gouv:8080"] {
            assert_eq!(parts(other), None, "{other}");
        }
    }
}
