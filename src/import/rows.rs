//! The rows of a table (RFC 4180, read leniently). Most rows are plain: a line without quotation marks,
//! whose cells are parts of the text. The crate `csv` reads the others.

use std::borrow::Cow;
use std::fmt;
use std::io::Cursor;

use csv::{Position, Reader, ReaderBuilder, StringRecord};
use memchr::{memchr, memchr_iter, memchr2};

/// The cells of a row.
pub type Cells<'a> = Vec<Cow<'a, str>>;

/// Reads the rows of a text one after another. Empty lines are passed over.
pub struct Rows<'a> {
    text: &'a str,
    separator: u8,
    /// The byte offset of the next row, or of empty lines before it.
    at: usize,
    quoted: Reader<Cursor<&'a [u8]>>,
    quoted_row: StringRecord,
}

impl<'a> Rows<'a> {
    pub fn new(text: &'a str, separator: u8) -> Self {
        let mut builder = ReaderBuilder::new();
        let quoted = builder.has_headers(false).flexible(true).delimiter(separator);
        let quoted = quoted.from_reader(Cursor::new(text.as_bytes()));
        Self { text, separator, at: 0, quoted, quoted_row: StringRecord::new() }
    }

    /// Reads from a byte offset on, where a row starts.
    pub fn starting_at(text: &'a str, separator: u8, at: usize) -> Self {
        Self { at, ..Self::new(text, separator) }
    }

    /// The byte offset after the last row that was read.
    pub fn offset(&self) -> usize {
        self.at
    }

    /// Replaces `cells` by those of the next row; returns the byte offset of the row.
    pub fn read(&mut self, cells: &mut Cells<'a>) -> Option<usize> {
        cells.clear();
        let rest = self.text.get(self.at..)?;
        let row = rest.trim_start_matches(['\r', '\n']);
        let start = self.at + rest.len() - row.len();
        let line = &row[..memchr(b'\n', row.as_bytes()).unwrap_or(row.len())];
        let content = line.trim_end_matches('\r');
        match memchr2(b'"', b'\r', content.as_bytes()) {
            _ if content.is_empty() => return None,
            None => {
                split(content, self.separator, cells);
                self.at = start + line.len();
            }
            Some(_) => self.read_quoted(start, cells)?,
        }
        Some(start)
    }

    /// Reads the row at a byte offset, which may have quotation marks.
    fn read_quoted(&mut self, start: usize, cells: &mut Cells<'a>) -> Option<()> {
        let mut position = Position::new();
        position.set_byte(start as u64);
        self.quoted.seek(position).ok()?;
        self.quoted.read_record(&mut self.quoted_row).ok().filter(|&is_row| is_row)?;
        cells.extend(self.quoted_row.iter().map(|cell| Cow::Owned(cell.to_string())));
        self.at = self.quoted.position().byte() as usize;
        Some(())
    }
}

/// Appends the parts of a text between separators.
fn split<'a>(text: &'a str, separator: u8, cells: &mut Cells<'a>) {
    let mut start = 0;
    for end in memchr_iter(separator, text.as_bytes()).chain([text.len()]) {
        cells.push(Cow::Borrowed(&text[start..end]));
        start = end + 1;
    }
}

impl fmt::Debug for Rows<'_> {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.debug_struct("Rows")
            .field("separator", &self.separator)
            .field("at", &self.at)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The rows with their byte offsets.
    fn rows(text: &str) -> Vec<(usize, Vec<String>)> {
        let (mut rows, mut cells) = (Rows::new(text, b';'), Cells::new());
        let mut found = Vec::new();
        while let Some(at) = rows.read(&mut cells) {
            found.push((at, cells.iter().map(|cell| cell.to_string()).collect()));
        }
        found
    }

    /// The rows as the crate reads them.
    fn expected_rows(text: &str) -> Vec<Vec<String>> {
        let mut builder = ReaderBuilder::new();
        let rows = builder.has_headers(false).flexible(true).delimiter(b';').from_reader(text.as_bytes());
        let rows = rows.into_records().map(|row| row.expect("a row"));
        rows.map(|row| row.iter().map(String::from).collect()).collect()
    }

    #[test]
    fn rows_have_offsets_and_empty_lines_are_passed_over() {
        let row = |at, cells: &[&str]| (at, cells.iter().map(|cell| cell.to_string()).collect());
        assert_eq!(
            rows("\r\n\na;\"b\n;\"\"\"\r\n\r\n;é\n \"\n"),
            [row(3, &["a", "b\n;\""]), row(16, &["", "é"]), row(20, &[" \""])]
        );
        assert_eq!(rows("\n\r\n"), []);
    }

    proptest! {
        #[test]
        fn rows_are_those_of_the_crate(text in "([a;\"\r\n]|é){0,20}") {
            let rows: Vec<_> = rows(&text).into_iter().map(|(_, cells)| cells).collect();
            prop_assert_eq!(rows, expected_rows(&text));
        }
    }
}
