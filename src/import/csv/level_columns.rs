//! Columns that have the names of the units above a row, the highest first, and its own name last. Outlines and merged
//! cells have a name only in the first row that it concerns.

use crate::import::grouping::joined_words;
use crate::import::rows::Cells;

use super::table_text::TableText;

/// Words that columns of levels are called by, followed by a number; folded.
const LEVEL_WORDS: [&str; 7] = ["level", "niveau", "niv", "ebene", "nivel", "livello", "n"];

/// How many times the size of the table, and bytes besides, the names may have that blank cells stand for.
const MAX_EXPANSION: usize = 8;
const MIN_EXPANDED_BYTES: usize = 16 << 20;

/// The columns of levels.
#[derive(Debug)]
pub struct LevelColumns {
    columns: Vec<usize>,
    /// Whether the first names of a row are those of the rows above it where they are blank.
    fills_down: bool,
    /// Whether blank cells stand for too many names for the size of the table.
    repeats_too_much: bool,
    /// The names in the last row, with those that were filled.
    last: Vec<String>,
}

/// Whether a column is called by a word for levels and a number.
pub fn is_numbered(name: &str) -> bool {
    let joined = joined_words(name);
    let word = joined.trim_end_matches(|c: char| c.is_ascii_digit());
    word.len() < joined.len() && LEVEL_WORDS.contains(&word)
}

impl LevelColumns {
    pub fn new(columns: Vec<usize>, table: &TableText) -> Self {
        let fills_down = has_each_name_once(&columns, table);
        let most = table.text.len().saturating_mul(MAX_EXPANSION).saturating_add(MIN_EXPANDED_BYTES);
        let repeats_too_much = fills_down && repeated_bytes(&columns, table) > most;
        Self { columns, fills_down, repeats_too_much, last: Vec::new() }
    }

    pub fn are_filled_down(&self) -> bool {
        self.fills_down
    }

    /// Whether blank cells stand for too many names for the size of the table, which is then not to be read.
    pub fn repeats_too_much(&self) -> bool {
        self.repeats_too_much
    }

    /// The names of a row that are filled.
    pub fn names(&mut self, cells: &Cells) -> Vec<String> {
        let mut names: Vec<String> = level_cells(&self.columns, cells).map(String::from).collect();
        if self.fills_down
            && let Some(first) = names.iter().position(|name| !name.is_empty())
        {
            for (name, last) in names[..first].iter_mut().zip(&self.last) {
                name.clone_from(last);
            }
            self.last.clone_from(&names);
        }
        names.retain(|name| !name.is_empty());
        names
    }

    /// Forgets the last row, for the first one to follow.
    pub fn restart(&mut self) {
        self.last.clear();
    }
}

/// Whether rows follow whose highest name is blank, and no such name is repeated in the next row.
fn has_each_name_once(columns: &[usize], table: &TableText) -> bool {
    let (mut last, mut has_blank, mut is_repeated) = (String::new(), false, false);
    table.for_each_row(|cells| {
        let mut cells = level_cells(columns, cells);
        match cells.next() {
            Some("") | None => has_blank |= cells.any(|cell| !cell.is_empty()),
            Some(name) => {
                is_repeated |= name == last;
                name.clone_into(&mut last);
            }
        }
        // The first row has nothing above it.
        is_repeated |= has_blank && last.is_empty();
    });
    has_blank && !is_repeated
}

/// The bytes of all names that blank cells at the start of rows stand for.
fn repeated_bytes(columns: &[usize], table: &TableText) -> usize {
    let (mut last, mut total) = (vec![0; columns.len()], 0_usize);
    table.for_each_row(|cells| {
        let lengths: Vec<usize> = level_cells(columns, cells).map(str::len).collect();
        let Some(first) = lengths.iter().position(|&length| length > 0) else { return };
        total = total.saturating_add(last[..first].iter().sum());
        last[first..].copy_from_slice(&lengths[first..]);
    });
    total
}

/// The cells of the columns, without blanks around them.
fn level_cells<'a>(columns: &'a [usize], cells: &'a Cells) -> impl Iterator<Item = &'a str> {
    columns.iter().map(|&column| cells.get(column).map_or("", |cell| cell.trim()))
}

#[cfg(test)]
mod tests {
    use crate::import::test_support::{indented_names, messages, org_of_table as org};
    use crate::import::{ReadErrorKind, read};
    use crate::lang::Lang;

    fn tree(text: &str, columns: &str) -> String {
        indented_names(&org(text, columns)).join("|")
    }

    const FILLED: &str = "blank cells at the start of rows are read as the ones above them";

    #[test]
    fn blank_levels_of_an_outline_are_those_above() {
        let outline = "DG;;\n;Roads;\n;;Desk\n;;Lab\n;Parks;\n;;Desk\nShop;;\n;Till;\n";
        let expected =
            "table|DG|  Roads|   Desk|   Lab|  Parks|   Desk| Shop|  Till".replacen("|DG", "| DG", 1);
        for names in ["Level 1;Level 2;Level 3", "niveau_1;niveau_2;niveau_3"] {
            let text = format!("{names}\n{outline}");
            assert_eq!(tree(&text, ""), expected);
            let found = messages(&org(&text, ""));
            assert_eq!(found[0], FILLED);
            assert!(found[1].contains("level ← "), "{found:?}");
        }
        let stated = "level=Direction,level=Service,level=Bureau";
        let text = format!("Direction;Service;Bureau\n{outline}");
        assert_eq!((tree(&text, stated), &*messages(&org(&text, stated))[0]), (expected, FILLED));
    }

    #[test]
    fn merged_cells_of_levels_are_those_above() {
        let text = "Level 1;Level 2;Level 3;phone\nDG;Roads;Desk;1\n;;Lab;2\n;Parks;Desk;3\n";
        assert_eq!(tree(text, ""), "DG| Roads|  Desk|  Lab| Parks|  Desk");
        assert_eq!(messages(&org(text, ""))[0], FILLED);
    }

    #[test]
    fn a_blank_first_level_among_repeated_ones_is_none() {
        for (rows, expected) in [
            ("DG;Roads\nDG;Parks\n;Court\n", "table| DG|  Roads|  Parks| Court"),
            (";Court\nDG;Roads\n", "table| Court| DG|  Roads"),
            ("DG;\nDG;Roads\nDG;Parks\n", "DG| Roads| Parks"),
        ] {
            let text = format!("Level 1;Level 2\n{rows}");
            assert_eq!(tree(&text, ""), expected);
            assert!(!messages(&org(&text, "")).contains(&FILLED.to_string()), "{rows}");
        }
    }

    #[test]
    fn long_names_that_blank_cells_repeat_are_refused() {
        let text =
            |length: usize| format!("Level 1;Level 2\n{};\n{}", "x".repeat(length), ";y\n".repeat(1_000));
        let read = |text: &str| read(text.as_bytes(), Lang::En);
        assert!(read(&text(1_000)).is_ok());
        let error = read(&text(50_000)).expect_err("too much");
        assert_eq!(error.kind, ReadErrorKind::TooMuchRepeated);
    }

    #[test]
    fn numbered_columns_beside_a_name_are_no_levels() {
        assert_eq!(tree("name;Level 1;Level 2\nA;x;y\nB;x;z\n", ""), "table| A| B");
    }
}
