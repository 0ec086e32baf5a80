//! Cells of a table that a spreadsheet would take for formulas. An apostrophe before one makes it a text.
//!
//! A formula can start a cell, and stand after what a program that is set up for another country takes for the end of a
//! cell. Blanks and quotation marks before it are passed over, as spreadsheets do.

use std::borrow::Cow;

/// What starts a formula; the last four are its wide forms.
const STARTS: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];
const ENDS_OF_CELLS: [char; 4] = [';', '\t', '\r', '\n'];
const APOSTROPHE: char = '\'';

/// Which formulas of a table get an apostrophe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Formulas {
    /// Only those that have one already, so that it is not taken for ours.
    AsTheyAre,
    /// All of them.
    AsText,
}

/// A cell with the apostrophes that it gets.
pub fn with_apostrophes(cell: &str, formulas: Formulas) -> Cow<'_, str> {
    changed(cell, formulas == Formulas::AsText, "''")
}

/// The cell that [`with_apostrophes`] was given, in either way.
pub fn without_apostrophes(cell: &str) -> Cow<'_, str> {
    changed(cell, false, "")
}

/// The cell with another start at each of its formulas, which may have blanks, quotation marks and apostrophes before them:
/// `start` instead of an apostrophe and, if `gives_all`, an apostrophe for those that start otherwise.
fn changed<'a>(cell: &'a str, gives_all: bool, start: &str) -> Cow<'a, str> {
    let (mut text, mut copied, mut at) = (String::new(), 0, 0);
    loop {
        let rest = &cell[at..];
        let is_formula = rest.trim_start_matches(is_passed_over).starts_with(STARTS);
        let is_apostrophe = rest.starts_with(APOSTROPHE);
        if is_formula && (is_apostrophe || gives_all) {
            text += &cell[copied..at];
            text += if is_apostrophe { start } else { "'" };
            copied = at + usize::from(is_apostrophe);
        }
        match rest.find(ENDS_OF_CELLS) {
            // All of them are of one byte.
            Some(end) => at += end + 1,
            None if copied == 0 && text.is_empty() => return Cow::Borrowed(cell),
            None => return Cow::Owned(text + &cell[copied..]),
        }
    }
}

fn is_passed_over(c: char) -> bool {
    c == '"' || c == APOSTROPHE || c.is_whitespace() && !ENDS_OF_CELLS.contains(&c)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_formula_becomes_a_text() {
        for (cell, written) in [
            ("=1+1", "'=1+1"),
            ("+33 1 40", "'+33 1 40"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t'=1"),
            ("\r=1", "'\r'=1"),
            (" \u{a0}=1", "' \u{a0}=1"),
            ("\"=1\"", "'\"=1\""),
            ("＝1", "'＝1"),
            ("a;=1", "a;'=1"),
            ("a\n- b\nc", "a\n'- b\nc"),
            ("'=1", "''=1"),
            ("' '=1", "'' '=1"),
            ("a=1, b-c, d@e", "a=1, b-c, d@e"),
            ("l’été; l'an", "l’été; l'an"),
            ("", ""),
        ] {
            assert_eq!(with_apostrophes(cell, Formulas::AsText), written, "{cell:?}");
            assert_eq!(without_apostrophes(written), cell, "{written:?}");
        }
        assert_eq!(with_apostrophes("=1", Formulas::AsTheyAre), "=1");
        assert_eq!(with_apostrophes("'=1;=2", Formulas::AsTheyAre), "''=1;=2");
    }

    proptest! {
        #[test]
        fn every_cell_comes_back(cell in "([=+@;\"' \t\r\n\u{a0}＝a-]|é){0,12}") {
            for formulas in [Formulas::AsText, Formulas::AsTheyAre] {
                let written = with_apostrophes(&cell, formulas);
                prop_assert_eq!(without_apostrophes(&written), &*cell);
            }
        }

        #[test]
        fn no_part_of_a_cell_starts_a_formula(cell in "([=+@;\"' \t\r\n\u{a0}＝a-]|é){0,12}") {
            let written = with_apostrophes(&cell, Formulas::AsText);
            let is_dropped = |c: char| c == '"' || c.is_whitespace();
            for part in written.split(ENDS_OF_CELLS) {
                prop_assert!(!part.trim_start_matches(is_dropped).starts_with(STARTS), "{:?}", written);
            }
        }
    }
}
