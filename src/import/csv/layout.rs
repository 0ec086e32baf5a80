//! Where a table starts, and what separates its cells. Lines may stand before the names of the columns: the
//! separator as Excel writes it, the type as PowerShell writes it, a title.

use crate::import::columns;
use crate::import::rows::{Cells, Rows};

const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// Rows that are looked at.
const MAX_ROWS: usize = 20;
/// Rows that may stand before the names of the columns.
const MAX_ROWS_BEFORE_NAMES: usize = 10;
/// The lines of programs before the names of the columns start so.
const SEPARATOR_LINE: &str = "sep=";
const TYPE_LINE: &str = "#TYPE ";

/// The layout of a table.
#[derive(Debug)]
pub struct Layout<'a> {
    pub separator: u8,
    /// The byte offset of the names of the columns.
    pub names_at: usize,
    pub names: Cells<'a>,
    /// The rows before them that are no lines of programs, with their byte offsets.
    pub titles: Vec<(usize, String)>,
}

impl<'a> Layout<'a> {
    /// The layout of a text, as if it were a table.
    pub fn of(text: &'a str) -> Self {
        let (start, stated) = after_program_lines(text);
        let separator = stated.unwrap_or_else(|| separator(&text[start..]));
        let mut rows = first_rows(&text[start..], separator, MAX_ROWS_BEFORE_NAMES + MAX_ROWS);
        let width = usual_width(&rows);
        let is_names = |(_, cells): &(usize, Cells)| cells.iter().any(|name| columns::is_name_column(name));
        // A row that is as wide as most and has no empty cells but at its end.
        let is_full = |(_, cells): &(usize, Cells)| {
            cells.len() == width && cells.iter().filter(|cell| !cell.trim().is_empty()).count() * 2 > width
        };
        let candidates = &rows[..rows.len().min(MAX_ROWS_BEFORE_NAMES)];
        let names_row = candidates.iter().position(|row| is_names(row) && (row.1.len() > 1 || width < 2));
        let names_row = names_row.or_else(|| candidates.iter().position(is_full)).unwrap_or(0);
        let titles = rows.drain(..names_row.min(rows.len()));
        let titles = titles.map(|(at, cells)| (start + at, cells.join(" ").trim().to_string())).collect();
        let (at, names) = rows.into_iter().next().unwrap_or_default();
        Self { separator, names_at: start + at, names, titles }
    }

    /// Whether several rows have as many cells as the first, more than one.
    pub fn is_regular(text: &str) -> bool {
        let layout = Layout::of(text);
        let rows = first_rows(&text[layout.names_at..], layout.separator, MAX_ROWS);
        let width = layout.names.len();
        let alike = rows.iter().filter(|(_, cells)| cells.len() == width).count();
        width > 1 && rows.len() > 2 && alike * 10 >= rows.len() * 9
    }
}

/// Of the first rows of a text, how many have as many cells as most, more than one, and the lines of the others.
pub fn fitting_rows(text: &str) -> Option<(usize, Vec<usize>)> {
    let (start, stated) = after_program_lines(text);
    let rows = first_rows(&text[start..], stated.unwrap_or_else(|| separator(&text[start..])), MAX_ROWS);
    let width = usual_width(&rows);
    let others = rows.iter().filter(|(_, cells)| cells.len() != width);
    let line = |at: usize| text[..start + at].bytes().filter(|&byte| byte == b'\n').count() + 1;
    let others: Vec<usize> = others.map(|(at, _)| line(*at)).collect();
    // A blank stands after most commas of a text.
    let inner = || rows.iter().flat_map(|(_, cells)| cells.iter().skip(1));
    let is_prose = inner().filter(|cell| cell.starts_with(' ')).count() * 2 > inner().count();
    (width > 1 && rows.len() > 1 && !is_prose).then(|| (rows.len() - others.len(), others))
}

/// The byte offset after the lines that programs write before a table, and the separator that one states.
fn after_program_lines(text: &str) -> (usize, Option<u8>) {
    let (mut at, mut separator) = (0, None);
    for line in text.split_inclusive('\n').take(2) {
        let content = line.trim_end();
        match content.get(..SEPARATOR_LINE.len()).filter(|start| start.eq_ignore_ascii_case(SEPARATOR_LINE)) {
            Some(_) if content.len() == SEPARATOR_LINE.len() + 1 => separator = content.bytes().next_back(),
            // A tab is a blank at the end of the line.
            Some(_) if content.len() == SEPARATOR_LINE.len() => separator = Some(b'\t'),
            _ if content.trim_start_matches('"').starts_with(TYPE_LINE) => {}
            _ => break,
        }
        at += line.len();
    }
    (at, separator)
}

/// The separator with which most of the first rows have the same number of cells, more than one; of equals the
/// one with more cells.
fn separator(text: &str) -> u8 {
    let regularity = |separator: &u8| {
        let rows = first_rows(text, *separator, MAX_ROWS);
        let width = usual_width(&rows);
        let alike = rows.iter().filter(|(_, cells)| cells.len() == width && width > 1).count();
        (alike, if alike == 0 { 0 } else { width })
    };
    // `max_by_key` returns the last maximum; the first is preferred.
    SEPARATORS.into_iter().rev().max_by_key(regularity).unwrap_or(b',')
}

/// The number of cells that most rows have; of equals the largest.
fn usual_width(rows: &[(usize, Cells)]) -> usize {
    let count = |width: usize| rows.iter().filter(|(_, cells)| cells.len() == width).count();
    rows.iter().map(|(_, cells)| cells.len()).max_by_key(|&width| (count(width), width)).unwrap_or(0)
}

fn first_rows(text: &str, separator: u8, count: usize) -> Vec<(usize, Cells<'_>)> {
    let (mut rows, mut found) = (Rows::new(text, separator), Vec::new());
    let mut cells = Cells::new();
    while found.len() < count
        && let Some(at) = rows.read(&mut cells)
    {
        found.push((at, std::mem::take(&mut cells)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn layout(text: &str) -> (char, String, usize) {
        let layout = Layout::of(text);
        (layout.separator as char, layout.names.join("+"), layout.titles.len())
    }

    #[test]
    fn lines_before_the_names_are_passed_over() {
        for text in [
            "id;nom\n1;A\n",
            "sep=;\nid;nom\n1;A\n",
            "#TYPE X.Y\nid;nom\n1;A\n",
            "\"#TYPE X.Y\"\r\nid;nom\r\n1;A\r\n",
        ] {
            assert_eq!(layout(text), (';', "id+nom".into(), 0), "{text}");
        }
        assert_eq!(layout("Annuaire 2026;;\nid;nom;parent\n1;A;\n"), (';', "id+nom+parent".into(), 1));
        let export = "Machine Export,28 Feb\n\nref,what,above\n1,One,\n2,Two,1\n";
        assert_eq!(layout(export), (',', "ref+what+above".into(), 1));
        assert_eq!(layout("sep=\t\nid\tnom\n"), ('\t', "id+nom".into(), 0));
    }

    #[test]
    fn separators_are_counted_over_several_rows_outside_quotes() {
        assert_eq!(layout("name;\"a,b,c,d\"\nX;1\nY;2\n").0, ';');
        assert_eq!(layout("nom, complet;note\nA, B;c\nD;e, f, g\n").0, ';');
        assert_eq!(layout("name|parent\nA|\nB|A\n").0, '|');
        assert_eq!(layout("name\nA\n").0, ',');
    }

    #[test]
    fn prose_is_not_regular() {
        assert!(Layout::is_regular("a,b\n1,2\n3,4\n"));
        for text in ["One, two.\nThree.\nFour, five, six.\n", "a,b\n", "x\ny\nz\n"] {
            assert!(!Layout::is_regular(text), "{text}");
        }
    }
}
