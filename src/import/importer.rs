//! Collects the text of `ramure/1` files and the records converted from other formats. Relations
//! between units of different files are resolved when all files are read.

use std::borrow::Cow;

use crate::lang::Lang;
use crate::org::{DiagnosticKind, Org, OrgBuilder};
use crate::text::Printable;

use super::record::Record;
use super::{
    Columns, ImportFormat, MAX_FILE_BYTES, ProgressFn, ReadError, ReadErrorKind, archive, as_text, detect,
    ramure,
};

/// How files are read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportOptions {
    /// Their format; `None` to detect it.
    pub format: Option<ImportFormat>,
    /// Stated meanings of table columns.
    pub columns: Columns,
}

#[derive(Debug)]
pub struct Importer {
    pub(super) text: Cow<'static, str>,
    pub(super) builder: OrgBuilder,
    pub(super) options: ImportOptions,
    /// Language of the units that the importer adds.
    pub(super) lang: Lang,
    is_full: bool,
}

impl Importer {
    pub fn new(options: ImportOptions, lang: Lang) -> Self {
        Self { text: Cow::Borrowed(""), builder: OrgBuilder::default(), options, lang, is_full: false }
    }

    /// Reads the bytes of a file, or of the files in an archive. An error comes with the name of
    /// the file.
    pub fn read(
        &mut self,
        name: &Printable,
        bytes: Cow<'static, [u8]>,
        watch: ProgressFn,
    ) -> Result<(), (Printable, ReadError)> {
        for (name, bytes) in archive::unpacked(name, bytes).map_err(|refusal| (name.clone(), refusal))? {
            self.read_plain(&name, bytes, watch).map_err(|refusal| (name, refusal))?;
        }
        Ok(())
    }

    fn read_plain(
        &mut self,
        name: &Printable,
        bytes: Cow<'static, [u8]>,
        watch: ProgressFn,
    ) -> Result<(), ReadError> {
        if (bytes.len() + self.text.len()) as u64 > MAX_FILE_BYTES {
            return Err(ReadError::too_long());
        }
        let text = as_text(bytes)?;
        if text.trim_ascii().is_empty() {
            return Err(ReadError::at(&text, 0, ReadErrorKind::Empty));
        }
        let format = self.options.format.or_else(|| detect::format(&text, &self.options.columns));
        let format = format.ok_or_else(|| ReadError::at(&text, 0, ReadErrorKind::UnknownFormat))?;
        self.builder.begin_file(self.text.len(), name.clone());
        if format == ImportFormat::Ramure {
            return ramure::read(self, text, watch);
        }
        let before = self.builder.record_count();
        format.read(&text, self, watch)?;
        if self.is_full {
            return Err(ReadError::too_long());
        }
        self.builder.metadata.name.get_or_insert_with(|| stem(name));
        if self.builder.record_count() == before {
            return Err(ReadError::at(&text, 0, ReadErrorKind::NoRecords));
        }
        Ok(())
    }

    /// Builds the organisation from all files.
    pub fn finish(self) -> Org {
        self.builder.build(self.text, self.lang)
    }

    /// Adds a unit found on a line of the file.
    pub fn add(&mut self, line: usize, record: &Record) {
        let Ok(json) = serde_json::to_string(record) else { return };
        if let Some(at) = self.put(line, &json) {
            self.builder.add_record(&self.text, at);
        }
    }

    /// Reports a problem on a line of the file.
    pub fn report(&mut self, line: usize, fault: DiagnosticKind) {
        if let Some(at) = self.put(line, "") {
            self.builder.report(at, fault);
        }
    }

    /// Appends a record with the line of its origin; returns its byte offset, `None` if full.
    fn put(&mut self, line: usize, json: &str) -> Option<usize> {
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

/// A file name without directories and extensions.
fn stem(name: &str) -> Printable {
    let last = name.rsplit('/').next().unwrap_or(name);
    let stem = last.split_once('.').map_or(last, |(stem, _)| stem);
    Printable::new(if stem.is_empty() || stem == "-" { last } else { stem })
}
