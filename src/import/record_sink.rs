//! Collects what the readers of all formats produce: records of the public format as text, their
//! offsets and origins, and diagnostics.

use std::borrow::Cow;

use crate::lang::Lang;
use crate::org::{DiagnosticKind, OrgBuilder};

use super::columns::{ColumnField, Columns};
use super::found_columns::FoundColumns;
use super::generated_ids::IdGenerator;
use super::record::Record;
use super::{MAX_FILE_BYTES, record_fields};

#[derive(Debug)]
pub struct RecordSink {
    /// The records of all files, as JSON.
    pub text: Cow<'static, str>,
    pub builder: OrgBuilder,
    /// Stated meanings of table columns.
    pub columns: Columns,
    /// The names of the columns that were read, if meanings are stated.
    pub found_columns: FoundColumns,
    /// Language of the units that the readers add.
    pub lang: Lang,
    /// Whether a record was dropped because the text would exceed [`MAX_FILE_BYTES`].
    pub is_full: bool,
}

impl RecordSink {
    pub fn new(columns: Columns, lang: Lang) -> Self {
        Self {
            text: Cow::Borrowed(""),
            builder: OrgBuilder::default(),
            columns,
            found_columns: FoundColumns::default(),
            lang,
            is_full: false,
        }
    }

    /// The field of each column of a table or of the keys of a record, if known.
    pub fn fields<'a>(&mut self, names: impl Iterator<Item = &'a str> + Clone) -> Vec<Option<ColumnField>> {
        if !self.columns.is_empty() {
            names.clone().for_each(|name| self.found_columns.add(name, &self.columns));
        }
        self.columns.fields(names)
    }

    /// Adds a unit found on a line of the file.
    pub fn add(&mut self, line: usize, record: &Record) {
        let Ok(json) = serde_json::to_string(record) else { return };
        if let Some(at) = self.append(line, &json) {
            self.builder.add_record(&self.text, at);
        }
    }

    /// Adds the records of a table, each with its line number.
    pub fn add_table(&mut self, mut records: Vec<(usize, Record)>) {
        record_fields::strip_parent_names(&mut records);
        if records.iter().all(|(_, record)| record.id.is_empty()) {
            let mut ids = IdGenerator::default();
            records.iter_mut().for_each(|(_, record)| record.id = ids.id(&record.name));
        }
        self.builder.resolves_parents_by_name = true;
        for (line, record) in &records {
            self.add(*line, record);
        }
    }

    /// Reports a problem on a line of the file.
    pub fn report(&mut self, line: usize, kind: DiagnosticKind) {
        if let Some(at) = self.append(line, "") {
            self.builder.report(at, kind);
        }
    }

    /// Appends a record with the line of its origin; returns its byte offset, `None` if full.
    fn append(&mut self, line: usize, json: &str) -> Option<usize> {
        let at = self.text.len();
        self.is_full |= (at + json.len()) as u64 >= MAX_FILE_BYTES;
        if self.is_full {
            return None;
        }
        self.builder.map_line(at, line);
        let text = self.text.to_mut();
        text.push_str(json);
        text.push('\n');
        Some(at)
    }
}
