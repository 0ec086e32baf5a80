//! Collects what the readers of all formats produce: records of the public format as text, their
//! offsets and origins, and diagnostics.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::lang::Lang;
use crate::org::{BuilderMark, DiagnosticKind, HeaderOffsets, OrgBuilder};

use super::columns::{ColumnField, ColumnGuesses, Columns};
use super::found_columns::FoundColumns;
use super::generated_ids::IdGenerator;
use super::record::Record;
use super::{MAX_FILE_BYTES, ReadError, ReadErrorKind};

/// The text of the records of a file, as a multiple of the file, and what is always allowed: what a file says once, such as
/// the id of a unit or the name of a column, may stand in many records. Those of real files are up to 3 times as long, and
/// up to 10 times where most cells of a table are one letter.
const MAX_EXPANSION: usize = 32;
const MIN_EXPANDED_BYTES: usize = 16 << 20;

#[derive(Debug)]
pub struct RecordSink {
    /// The records of all files, as JSON.
    pub text: Cow<'static, str>,
    pub builder: OrgBuilder,
    /// Stated meanings of table columns.
    pub columns: Columns,
    /// What the names of columns mean.
    pub guesses: ColumnGuesses,
    /// The names of the columns that were read, if meanings are stated.
    pub found_columns: FoundColumns,
    pub grouped_units: GroupedUnits,
    /// Language of the units that the readers add.
    pub lang: Lang,
    /// Where the text of the records of the file that is read ends, at most.
    max_end: usize,
    /// Whether a record was dropped because it would be beyond that end.
    pub is_full: bool,
}

/// The units above the rows of tables, which share them.
#[derive(Debug, Default)]
pub struct GroupedUnits {
    /// Their ids by the keys of their names and of those above.
    pub ids: HashMap<Vec<String>, String>,
    pub id_generator: IdGenerator,
}

/// A state that a sink can be set back to.
#[derive(Debug)]
pub struct SinkMark {
    text_bytes: usize,
    grouped_units: usize,
    builder: BuilderMark,
    is_full: bool,
}

impl RecordSink {
    pub fn new(columns: Columns, lang: Lang) -> Self {
        Self {
            text: Cow::Borrowed(""),
            builder: OrgBuilder::default(),
            columns,
            guesses: ColumnGuesses::default(),
            found_columns: FoundColumns::default(),
            grouped_units: GroupedUnits::default(),
            lang,
            max_end: MAX_FILE_BYTES as usize,
            is_full: false,
        }
    }

    /// Limits what the records of a file of so many bytes add to the text.
    pub fn begin_file(&mut self, bytes: usize) {
        let most = bytes.saturating_mul(MAX_EXPANSION).saturating_add(MIN_EXPANDED_BYTES);
        self.max_end = self.text.len().saturating_add(most).min(MAX_FILE_BYTES as usize);
    }

    /// # Errors
    /// If so many bytes more of records are too many for the file.
    pub fn check_room(&self, bytes: usize) -> Result<(), ReadError> {
        match self.is_full || bytes > self.max_end.saturating_sub(self.text.len()) {
            true if self.max_end as u64 == MAX_FILE_BYTES => Err(ReadError::too_large()),
            true => Err(ReadErrorKind::TooMuchRepeated.into()),
            false => Ok(()),
        }
    }

    /// The state before a file that may turn out to be unreadable.
    pub fn mark(&self) -> SinkMark {
        SinkMark {
            text_bytes: self.text.len(),
            grouped_units: self.grouped_units.ids.len(),
            builder: self.builder.mark(),
            is_full: self.is_full,
        }
    }

    /// Removes everything that was added since the mark.
    pub fn rewind(&mut self, mark: SinkMark) {
        if self.text.len() > mark.text_bytes {
            self.text.to_mut().truncate(mark.text_bytes);
        }
        self.builder.rewind(mark.builder);
        let Self { grouped_units, builder, text, .. } = self;
        if grouped_units.ids.len() > mark.grouped_units {
            grouped_units.ids.retain(|_, id| builder.has_id(text, id));
        }
        self.is_full = mark.is_full;
    }

    /// The field of each column of a table or of the keys of a record, if known.
    pub fn fields<'a>(&mut self, names: impl Iterator<Item = &'a str> + Clone) -> Vec<Option<ColumnField>> {
        if !self.columns.is_empty() {
            names.clone().for_each(|name| self.found_columns.add(name, &self.columns));
        }
        self.columns.fields(names, &mut self.guesses)
    }

    /// Adds a unit found on a line of the file.
    pub fn add(&mut self, line: usize, record: &Record) {
        self.add_nested(line, record, None);
    }

    /// Adds a unit that stands inside another one, which is given by its number among the records. Returns its
    /// own number; `None` if nothing more is taken.
    pub fn add_nested(&mut self, line: usize, record: &Record, parent: Option<usize>) -> Option<usize> {
        let header = self.write(record)?;
        self.add_written(line, &header, parent);
        Some(self.builder.record_count() - 1)
    }

    /// Writes a record to the text, to be added once it is final. `None` if the text or the record is too large, or memory
    /// too short.
    pub fn write(&mut self, record: &Record) -> Option<HeaderOffsets> {
        if self.is_full || self.builder.shortage.is_some() {
            return None;
        }
        self.builder.no_parent_markers.extend(record.no_parent_marker);
        let at = self.text.len();
        self.is_full = record.is_too_large() || self.check_room(record.detail_bytes()).is_err();
        if self.is_full {
            return None;
        }
        let text = self.text.to_mut();
        let header = record.write(text);
        self.is_full = text.len() >= self.max_end;
        if self.is_full {
            text.truncate(at);
            return None;
        }
        text.push('\n');
        Some(header)
    }

    /// Adds a unit whose record is in the text. It may stand inside another one, which is given by its number among the
    /// records.
    pub fn add_written(&mut self, line: usize, header: &HeaderOffsets, parent: Option<usize>) {
        self.builder.map_line(header.record as usize, line);
        match parent {
            Some(parent) => self.builder.add_header_below(&self.text, header, parent),
            None => self.builder.add_header(&self.text, header),
        }
    }

    /// Reports a problem on a line of the file.
    pub fn report(&mut self, line: usize, kind: DiagnosticKind) {
        let at = self.text.len();
        self.is_full |= at as u64 >= MAX_FILE_BYTES;
        if !self.is_full {
            self.builder.map_line(at, line);
            // The problem has a byte of the text for itself.
            self.text.to_mut().push('\n');
            self.builder.report(at, kind);
        }
    }
}
