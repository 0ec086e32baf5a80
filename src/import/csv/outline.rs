//! Tables in the order of an outline: the number in a column says how deep a row is, and it stands below the last row before
//! it that is less deep.

use std::collections::BTreeMap;

use crate::import::grouping::joined_words;
use crate::import::levels::Levels;
use crate::import::rows::Cells;

use super::table_text::{TableText, is_blank};

/// Names of columns that say how deep a row is, folded, without blanks and other signs.
const DEPTH_COLUMNS: [&str; 8] = [
    "outlinelevel",
    "hierarchylevel",
    "treelevel",
    "indentlevel",
    "depth",
    "profondeur",
    "niveauhierarchique",
    "hierarchieebene",
];
/// Those that may also say something else, such as a grade.
const LEVEL_COLUMNS: [&str; 6] = ["level", "niveau", "niv", "ebene", "nivel", "livello"];
/// So many different numbers make it unlikely that one of those says something else.
const MIN_LEVELS: usize = 3;

/// The rows of an outline.
#[derive(Debug)]
pub struct Outline {
    /// The column with the depths.
    pub column: usize,
    levels: Levels,
    /// That of the last row.
    depth: usize,
}

/// What the numbers of a column are like.
#[derive(Default)]
struct Depths {
    /// How many rows have each.
    counts: BTreeMap<usize, usize>,
    first: usize,
    last: Option<usize>,
    /// Whether a row is deeper than the one before by more than one.
    skips: bool,
    /// Whether a row is less deep than the one before.
    rises: bool,
}

impl Outline {
    /// The outline of a table that has a column with depths.
    pub fn find(table: &TableText) -> Option<Self> {
        let column = (0..table.names.len()).find(|&column| is_outline(table, column))?;
        Some(Self { column, levels: Levels::default(), depth: 0 })
    }

    /// The number of the row above one with these cells.
    pub fn parent(&mut self, cells: &Cells) -> Option<usize> {
        self.depth = depth(cells, self.column).unwrap_or(self.depth);
        self.levels.parent(self.depth)
    }

    /// Notes the number of the row whose parent was asked for last.
    pub fn push(&mut self, row: usize) {
        self.levels.push(self.depth, row);
    }
}

impl Depths {
    fn add(&mut self, depth: usize) {
        *self.counts.entry(depth).or_default() += 1;
        match self.last {
            None => self.first = depth,
            Some(last) => {
                self.skips |= depth > last + 1;
                self.rises |= depth < last;
            }
        }
        self.last = Some(depth);
    }

    /// Whether rows with these depths are in the order of an outline, and not sorted by them.
    fn are_outline(&self, may_be_other: bool) -> bool {
        let is_first_least = self.counts.first_key_value().is_some_and(|(&least, _)| least == self.first);
        let above_deepest = self.counts.values().rev().skip(1);
        let is_one_each = above_deepest.clone().all(|&count| count == 1);
        let is_likely = !may_be_other || !self.skips && self.counts.len() >= MIN_LEVELS;
        is_first_least && above_deepest.count() > 0 && (self.rises || is_one_each) && is_likely
    }
}

fn is_outline(table: &TableText, column: usize) -> bool {
    let name = joined_words(&table.names[column]);
    let may_be_other = LEVEL_COLUMNS.contains(&&*name);
    if !may_be_other && !DEPTH_COLUMNS.contains(&&*name) {
        return false;
    }
    let (mut depths, mut are_numbers) = (Depths::default(), true);
    table.for_each_row(|cells| match depth(cells, column) {
        Some(depth) => depths.add(depth),
        None => are_numbers &= is_blank(cells),
    });
    are_numbers && depths.are_outline(may_be_other)
}

/// The depth of a row: a whole number, to which spreadsheets may add a decimal.
fn depth(cells: &Cells, column: usize) -> Option<usize> {
    let cell = cells.get(column)?.trim();
    cell.strip_suffix(".0").unwrap_or(cell).parse::<u32>().ok().map(|depth| depth as usize)
}

#[cfg(test)]
mod tests {
    use crate::import::read;
    use crate::import::test_support::{indented_names, messages};
    use crate::lang::Lang;

    fn tree(text: &str) -> String {
        indented_names(&read(text.as_bytes(), Lang::En).expect("readable")).join("|")
    }

    #[test]
    fn rows_stand_below_the_last_one_that_is_less_deep() {
        let rows = "1;Board\n2;Roads\n3;Desk\n3;Desk\n2;Parks\n3;Desk\n";
        let expected = "Board| Roads|  Desk|  Desk| Parks|  Desk";
        for column in ["Level", "Niveau", "Outline Level", "niveau hiérarchique"] {
            let text = format!("{column};name\n{rows}");
            assert_eq!(tree(&text), expected, "{column}");
            let org = read(text.as_bytes(), Lang::En).expect("readable");
            let assumed = format!(
                "the meaning of columns is assumed: parent ← “{column}” (“--columns parent=COLUMN” states another)"
            );
            assert_eq!(messages(&org), [assumed]);
        }
        assert_eq!(
            tree("name,Depth\nBoard,0.0\nRoads,2.0\nParks,1.0\nDesk,2.0\n"),
            "Board| Roads| Parks|  Desk"
        );
    }

    #[test]
    fn grades_and_sorted_rows_are_no_outline() {
        let is_flat = |text: &str| !tree(text).contains("|  ");
        for rows in [
            "1;A\n1;B\n2;C\n2;D\n3;E\n",
            "1;A\n2;B\n1;C\n2;D\n",
            "1;A\n2;B\n4;C\n1;D\n",
            "2;A\n3;B\n1;C\n2;D\n",
            "1;A\n2;B\n3;C\nx;D\n1;E\n",
            "1;A\n1;B\n1;C\n",
        ] {
            assert!(is_flat(&format!("Level;name\n{rows}")), "{rows}");
        }
        assert!(is_flat("Grade;name\n1;A\n2;B\n3;C\n2;D\n"));
        assert_eq!(tree("id;name;parent;Level\n1;A;;1\n2;B;1;2\n3;C;1;3\n4;D;1;2\n"), "A| B| C| D");
    }

    #[test]
    fn rows_are_below_the_row_with_the_number_above() {
        let rows = "1;Board\n1.1;Roads\n1.1.1;Desk\n1.2.;Parks\n1.10;Water\n";
        for column in ["WBS", "N°", "code"] {
            assert_eq!(
                tree(&format!("{column};name\n{rows}")),
                "Board| Roads|  Desk| Parks| Water",
                "{column}"
            );
        }
        for amounts in
            ["1;A\n1.5;B\n2;C\n2.5;D\n", "1.1.1;A\n1.1.2;B\n1.2.1;C\n", "1;A\n1.1;B\n1.1;C\n1.1.1;D\n"]
        {
            assert!(!tree(&format!("budget;name\n{amounts}")).contains("|  "), "{amounts}");
        }
    }
}
