//! A sheet that is being written as comma-separated values. Blank cells at the end of rows and blank rows at the
//! end of the sheet are left out. A cell that is merged with those below it has its value in each row that has others.

use std::collections::BTreeMap;

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
    /// Rows that were ended.
    row: usize,
    /// The values of merged cells by their columns, each with the row after them.
    merged: BTreeMap<usize, (usize, String)>,
}

impl SheetText {
    /// Writes a cell of the last row, unless it is blank. It is merged with those below it, so that it takes a
    /// number of rows.
    pub fn cell(
        &mut self,
        column: usize,
        value: &str,
        row_count: usize,
        room: &mut Room,
    ) -> Result<(), ReadErrorKind> {
        if value.trim().is_empty() || column < self.column {
            return Ok(());
        }
        self.merged_cells(column, room)?;
        if row_count > 1 {
            self.merged.insert(column, (self.row.saturating_add(row_count), value.to_string()));
        }
        self.write(column, value, room)
    }

    /// Writes the cells before a column that are merged with those above them.
    fn merged_cells(&mut self, end: usize, room: &mut Room) -> Result<(), ReadErrorKind> {
        while let Some((&column, (row_end, value))) = self.merged.range(self.column..end).next() {
            match *row_end > self.row {
                true => self.write(column, &value.clone(), room)?,
                false => drop(self.merged.remove(&column)),
            }
        }
        Ok(())
    }

    fn write(&mut self, column: usize, value: &str, room: &mut Room) -> Result<(), ReadErrorKind> {
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
            self.row = self.row.saturating_add(count);
            return Ok(());
        }
        self.merged_cells(usize::MAX, room)?;
        self.row = self.row.saturating_add(count);
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
