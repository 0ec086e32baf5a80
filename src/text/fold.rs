//! Folding of text for comparison, without case, accents and typographic variants.

use std::ops::Range;

use memchr::memchr_iter;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Folded text, with a map from its bytes to the original.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folded {
    pub text: String,
    /// For each byte of `text`, the byte offset of its character in the original.
    offsets: Vec<u32>,
    original_len: usize,
}

impl Folded {
    /// The range of the original for a range of the folded text, both in bytes.
    pub fn original_range(&self, range: Range<usize>) -> Range<usize> {
        let start = self.offsets.get(range.start).map_or(self.original_len, |&at| at as usize);
        let end = match range.end.checked_sub(1).and_then(|last| self.offsets.get(last)) {
            Some(&last) => self.offsets[range.end..]
                .iter()
                .find(|&&at| at != last)
                .map_or(self.original_len, |&at| at as usize),
            None => start,
        };
        start..end.max(start)
    }
}

/// Folds text for comparison: compatibility decomposition (NFKD), no combining marks, lower case,
/// ligatures spelled out, apostrophes, dashes and spaces as ASCII, and single letters between dots as
/// one word: “S.N.C.F.” is “sncf.”.
pub fn fold(text: &str) -> Folded {
    let mut folded = Folded { original_len: text.len(), ..Folded::default() };
    for (at, c) in text.char_indices() {
        let before = folded.text.len();
        if c.is_ascii() {
            folded.text.push(c.to_ascii_lowercase());
        } else {
            fold_char(c, &mut folded.text);
        }
        folded.offsets.resize(folded.offsets.len() + folded.text.len() - before, at as u32);
    }
    let dots = dots_in_acronyms(&folded.text, 0);
    if !dots.is_empty() {
        let mut at = 0..;
        folded.offsets.retain(|_| dots.binary_search(&at.next().unwrap_or_default()).is_err());
        remove_dots(&mut folded.text, &dots);
    }
    folded
}

/// Appends folded text to `folded`, without the map to the original.
pub fn fold_into(text: &str, folded: &mut String) {
    let start = folded.len();
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|byte| !byte.is_ascii()) {
        let (ascii, other) = rest.split_at(at);
        folded.push_str(ascii);
        let mut others = other.chars();
        others.by_ref().take(1).for_each(|c| fold_char(c, folded));
        rest = others.as_str();
    }
    folded.push_str(rest);
    folded[start..].make_ascii_lowercase();
    let dots = dots_in_acronyms(folded, start);
    if !dots.is_empty() {
        remove_dots(folded, &dots);
    }
}

/// Removes the bytes at some offsets, in order, all of them dots.
fn remove_dots(folded: &mut String, dots: &[usize]) {
    let starts = [0].into_iter().chain(dots.iter().map(|dot| dot + 1));
    let ends = dots.iter().copied().chain([folded.len()]);
    *folded = starts.zip(ends).map(|(start, end)| &folded[start..end]).collect();
}

/// The byte offsets, from `start` on, of the dots between letters that stand alone.
fn dots_in_acronyms(folded: &str, start: usize) -> Vec<usize> {
    let mut dots = Vec::new();
    for dot in memchr_iter(b'.', &folded.as_bytes()[start..]).map(|at| start + at) {
        let mut before = folded[start..dot].chars().rev();
        let mut after = folded[dot + 1..].chars();
        let are_letters = [before.next(), after.next()].iter().all(|c| c.is_some_and(char::is_alphabetic));
        // Before the first letter is no other one; a dot there has been left out already.
        let is_alone = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        if are_letters && is_alone(before.next()) && is_alone(after.next()) {
            dots.push(dot);
        }
    }
    dots
}

/// The folded form of the commonest characters beyond ASCII, without a look-up in Unicode tables.
fn fold_common(c: char) -> Option<char> {
    Some(match c {
        'à' | 'â' | 'ä' | 'À' | 'Â' | 'Ä' => 'a',
        'ç' | 'Ç' => 'c',
        'é' | 'è' | 'ê' | 'ë' | 'É' | 'È' | 'Ê' | 'Ë' => 'e',
        'î' | 'ï' | 'Î' | 'Ï' => 'i',
        'ô' | 'ö' | 'Ô' | 'Ö' => 'o',
        'ù' | 'û' | 'ü' | 'Ù' | 'Û' | 'Ü' => 'u',
        '’' => '\'',
        '\u{a0}' | '\u{202f}' => ' ',
        '–' | '—' => '-',
        _ => return None,
    })
}

fn fold_char(c: char, into: &mut String) {
    match fold_common(c) {
        Some(folded) => into.push(folded),
        None => fold_by_tables(c, into),
    }
}

fn fold_by_tables(c: char, into: &mut String) {
    for part in std::iter::once(c).nfkd().filter(|&part| !is_combining_mark(part)) {
        for low in part.to_lowercase().filter(|&low| !is_combining_mark(low)) {
            match low {
                'œ' => into.push_str("oe"),
                'æ' => into.push_str("ae"),
                'ß' => into.push_str("ss"),
                'ø' => into.push('o'),
                'ł' => into.push('l'),
                'đ' | 'ð' => into.push('d'),
                'þ' => into.push_str("th"),
                'ı' => into.push('i'),
                'ς' => into.push('σ'),
                '‘' | '’' | 'ʼ' | '´' => into.push('\''),
                '\u{2010}'..='\u{2015}' | '−' => into.push('-'),
                space if space.is_whitespace() => into.push(' '),
                other => into.push(other),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_drops_accents_case_and_typography() {
        assert_eq!(fold("L’Épine – ŒUVRE d\u{a0}À").text, "l'epine - oeuvre d a");
        assert_eq!(fold("e\u{301}té").text, "ete");
    }

    #[test]
    fn single_letters_between_dots_are_one_word() {
        for (text, folded) in [
            ("S.N.C.F.", "sncf."),
            ("la R.A.T.P", "la ratp"),
            ("Δ.Ε.Η. Α.Ε.", "δεη. αε."),
            ("l’O.N.F., É.N.A", "l'onf., ena"),
            ("beta.gouv.fr", "beta.gouv.fr"),
            ("a.gouv", "a.gouv"),
            ("v1.2 1.2.3", "v1.2 1.2.3"),
            (".a. b .. c.", ".a. b .. c."),
        ] {
            assert_eq!(fold(text).text, folded, "{text}");
        }
        let folded = fold("la R.A.T.P. ici");
        assert_eq!(folded.original_range(3..7), 3..10);
    }

    #[test]
    fn common_characters_fold_as_the_tables_say() {
        let common: Vec<char> = ('\0'..'\u{ffff}').filter(|&c| fold_common(c).is_some()).collect();
        assert!(common.len() > 30);
        for c in common {
            let [mut quick, mut slow] = [String::new(), String::new()];
            fold_char(c, &mut quick);
            fold_by_tables(c, &mut slow);
            assert_eq!(quick, slow, "{c:?}");
        }
    }

    #[test]
    fn fold_into_appends_what_fold_returns() {
        for text in ["", "L’Épine – ŒUVRE d\u{a0}À", "e\u{301}té", "ABC", "数字É", "S.N.C.F.", ".B.C"]
        {
            let mut folded = "A".to_string();
            fold_into(text, &mut folded);
            assert_eq!(folded, format!("A{}", fold(text).text));
        }
    }

    #[test]
    fn a_folded_range_maps_to_its_original_letters() {
        let original = "Œuvre é\u{301}té";
        let folded = fold(original);
        let at = folded.text.find("ete").expect("folded");
        assert_eq!(&original[folded.original_range(at..at + 3)], "é\u{301}té");
        assert_eq!(&original[folded.original_range(0..1)], "Œ");
        assert_eq!(&original[folded.original_range(0..2)], "Œ");
    }
}
