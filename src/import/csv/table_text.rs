//! The columns and the text of a table, from which its tree is found.

use crate::import::columns::ColumnField;
use crate::import::rows::{Cells, Rows};

/// Rows, and bytes of them, from which the meaning of a column is judged.
const MAX_JUDGED_ROWS: usize = 20_000;
const MAX_JUDGED_BYTES: usize = 16 << 20;

/// The columns of a table, and all its text.
pub struct TableText<'a> {
    pub text: &'a str,
    pub separator: u8,
    pub names: &'a [String],
    pub fields: &'a mut [Option<ColumnField>],
}

impl TableText<'_> {
    /// Visits the rows after the names of the columns.
    pub fn for_each_row(&self, mut visit: impl FnMut(&Cells)) {
        self.for_first_rows(usize::MAX, usize::MAX, |cells| visit(cells));
    }

    /// Visits so many rows, or those in so many bytes.
    fn for_first_rows(&self, count: usize, bytes: usize, mut visit: impl FnMut(&Cells)) {
        let (mut rows, mut cells) = (Rows::new(self.text, self.separator), Cells::new());
        rows.read(&mut cells);
        for _ in 0..count {
            match rows.read(&mut cells) {
                Some(at) if at < bytes => visit(&cells),
                _ => return,
            }
        }
    }

    pub fn column_of(&self, field: ColumnField) -> Option<usize> {
        self.fields.iter().position(|known| *known == Some(field))
    }

    /// The values of each column in the first rows that are not blank. Rows of spreadsheets end with their last
    /// filled cell.
    pub fn columns_of_values(&self) -> Vec<Vec<String>> {
        let mut columns = vec![Vec::new(); self.names.len()];
        self.for_first_rows(MAX_JUDGED_ROWS, MAX_JUDGED_BYTES, |cells| {
            if is_blank(cells) {
                return;
            }
            for (at, column) in columns.iter_mut().enumerate() {
                column.push(cells.get(at).map_or("", |cell| cell.trim()).to_string());
            }
        });
        columns
    }
}

/// Whether no cell of a row is filled.
pub fn is_blank(cells: &Cells) -> bool {
    cells.iter().all(|cell| cell.trim().is_empty())
}
