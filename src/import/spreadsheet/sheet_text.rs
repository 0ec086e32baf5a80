//! A sheet that is being written as comma-separated values. Blank cells at the end of rows and blank rows at the
//! end of the sheet are left out.

use crate::import::ReadErrorKind;

/// Cells of a file, with the blank ones between others.
const MAX_CELLS: usize = 100_000_000;
/// The bytes of all sheets of a file as text, at most.
const MAX_TEXT_BYTES: usize = 512 << 20;

/// What all sheets of a file may still take.
#[derive(Debug)]
pub struct Room {
    cells: usize,
    bytes: usize,
}

impl Default for Room {
    fn default() -> Self {
        Self { cells: MAX_CELLS, bytes: MAX_TEXT_BYTES }
    }
}

impl Room {
    fn take(&mut self, cells: usize, bytes: usize) -> Result<(), ReadErrorKind> {
        let left = self.cells.checked_sub(cells).zip(self.bytes.checked_sub(bytes));
        (self.cells, self.bytes) = left.ok_or(ReadErrorKind::TooManyCells)?;
        Ok(())
    }
}

#[derive(Debug, Default)]
pub struct SheetText {
    text: String,
    /// The byte offset where the last row starts.
    row_start: usize,
    /// Cells of the last row that are written.
    column: usize,
    /// Blank rows that were not written.
    blank_rows: usize,
}

impl SheetText {
    /// Writes a cell of the last row, unless it is blank.
    pub fn cell(&mut self, column: usize, value: &str, room: &mut Room) -> Result<(), ReadErrorKind> {
        if value.trim().is_empty() || column < self.column {
            return Ok(());
        }
        if self.column == 0 {
            room.take(self.blank_rows, self.blank_rows)?;
            self.text.extend(std::iter::repeat_n('\n', std::mem::take(&mut self.blank_rows)));
            self.row_start = self.text.len();
        }
        // The comma after the last cell, and those of blank cells.
        let commas = column.saturating_sub(self.column) + usize::from(self.column > 0);
        room.take(commas + 1, commas + value.len() + 2)?;
        self.text.extend(std::iter::repeat_n(',', commas));
        self.text.push('"');
        self.text.push_str(&value.trim().replace('"', "\"\""));
        self.text.push('"');
        self.column = column + 1;
        Ok(())
    }

    /// Ends a row, which stands there a number of times.
    pub fn end_row(&mut self, count: usize, room: &mut Room) -> Result<(), ReadErrorKind> {
        if self.column == 0 {
            self.blank_rows = self.blank_rows.saturating_add(count);
            return Ok(());
        }
        let row = self.row_start..self.text.len();
        let repeats = count.saturating_sub(1);
        room.take(repeats.saturating_mul(self.column), repeats.saturating_mul(row.len() + 1))?;
        self.text.push('\n');
        for _ in 0..repeats {
            self.text.extend_from_within(row.clone());
            self.text.push('\n');
        }
        self.column = 0;
        Ok(())
    }

    pub fn finish(mut self) -> String {
        if self.column > 0 {
            self.text.push('\n');
        }
        self.text
    }
}
