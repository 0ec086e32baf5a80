//! Reads files of any format, one after another, into one organisation. Relations between units of
//! different files are resolved when all files are read.

use std::borrow::Cow;

use crate::lang::Lang;
use crate::org::Org;
use crate::pack::{Pack, PackError, ReadAt, is_pack};
use crate::text::Printable;

use super::columns::Columns;
use super::encoding::Decoded;
use super::format::ImportFormat;
use super::found_columns::MissingColumn;
use super::record_sink::RecordSink;
use super::{MAX_FILE_BYTES, ProgressFn, ReadError, ReadErrorKind};
use super::{archive, csv, detect, dila, encoding, govuk, json, jsonld, ldif, organigram, ramure, text_tree};

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
    sink: RecordSink,
    format: Option<ImportFormat>,
    /// The organisation of a pack, which is the only file.
    packed: Option<Org>,
}

impl Importer {
    /// `lang` is the language of the units that the importer adds.
    pub fn new(options: ImportOptions, lang: Lang) -> Self {
        Self { sink: RecordSink::new(options.columns, lang), format: options.format, packed: None }
    }

    /// Reads the bytes of a file, or of the files in an archive. An error comes with the name of
    /// the file.
    pub fn read(
        &mut self,
        name: &Printable,
        bytes: Cow<'static, [u8]>,
        on_progress: ProgressFn,
    ) -> Result<(), (Printable, ReadError)> {
        for (name, bytes) in archive::unpack(name, bytes).map_err(|error| (name.clone(), error))? {
            self.read_plain(&name, bytes, on_progress).map_err(|error| (name, error))?;
        }
        Ok(())
    }

    /// Opens a pack: what it has is read when it is needed. `source` is the whole file.
    ///
    /// # Errors
    /// If it is damaged, has another version of the format, or is not the only file.
    pub fn open_pack(&mut self, source: Box<dyn ReadAt>) -> Result<(), ReadError> {
        if self.packed.is_some() || self.sink.builder.record_count() > 0 {
            return Err(ReadError::whole_file(ReadErrorKind::PackAmongFiles));
        }
        let pack = Pack::open(source).map_err(ReadError::from)?;
        let pack = pack.ok_or_else(|| ReadError::from(PackError::Damaged("footer".into())))?;
        self.packed = Some(Org::open_pack(&pack, self.sink.lang).map_err(ReadError::from)?);
        Ok(())
    }

    fn read_plain(
        &mut self,
        name: &Printable,
        bytes: Cow<'static, [u8]>,
        on_progress: ProgressFn,
    ) -> Result<(), ReadError> {
        if (bytes.len() + self.sink.text.len()) as u64 > MAX_FILE_BYTES {
            return Err(ReadError::too_large());
        }
        if is_pack(&bytes) {
            return self.open_pack(Box::new(bytes.into_owned()));
        }
        if self.packed.is_some() {
            return Err(ReadError::whole_file(ReadErrorKind::PackAmongFiles));
        }
        let Decoded { text, problem } = encoding::decode(bytes)?;
        if (text.len() + self.sink.text.len()) as u64 > MAX_FILE_BYTES {
            return Err(ReadError::too_large());
        }
        self.read_text(name, text, on_progress)?;
        if let Some((line, kind)) = problem {
            self.sink.report(line, kind);
        }
        Ok(())
    }

    fn read_text(
        &mut self,
        name: &Printable,
        text: Cow<'static, str>,
        on_progress: ProgressFn,
    ) -> Result<(), ReadError> {
        if text.trim_ascii().is_empty() {
            return Err(ReadError::at(&text, 0, ReadErrorKind::Empty));
        }
        let format = self.format.or_else(|| detect::format(&text, &self.sink.columns));
        let format = format.ok_or_else(|| ReadError::at(&text, 0, ReadErrorKind::UnknownFormat))?;
        self.sink.builder.begin_file(self.sink.text.len(), name.clone());
        if format == ImportFormat::Ramure {
            return ramure::read(text, &mut self.sink, on_progress);
        }
        let record_count = self.sink.builder.record_count();
        convert(format, text, &mut self.sink, on_progress)?;
        if self.sink.is_full {
            return Err(ReadError::too_large());
        }
        self.sink.builder.metadata.name.get_or_insert_with(|| stem(name));
        if self.sink.builder.record_count() == record_count {
            return Err(ReadError::whole_file(ReadErrorKind::NoRecords));
        }
        Ok(())
    }

    /// The first stated column that is in none of the files.
    pub fn missing_column(&self) -> Option<MissingColumn> {
        self.sink.found_columns.missing(&self.sink.columns)
    }

    /// Builds the organisation from all files.
    pub fn finish(self) -> Org {
        self.packed.unwrap_or_else(|| self.sink.builder.build(self.sink.text, self.sink.lang))
    }
}

/// Reads a file in a format other than `ramure/1`.
fn convert(
    format: ImportFormat,
    text: Cow<'static, str>,
    sink: &mut RecordSink,
    on_progress: ProgressFn,
) -> Result<(), ReadError> {
    match format {
        ImportFormat::Json => json::read(&text, sink, on_progress),
        ImportFormat::Csv => csv::read(text, sink, on_progress),
        ImportFormat::Dila => dila::read(&text, sink, on_progress),
        ImportFormat::GovUk => govuk::read(&text, sink, on_progress),
        ImportFormat::Organigram => organigram::read(&text, sink, on_progress),
        ImportFormat::JsonLd => jsonld::read(&text, sink, on_progress),
        ImportFormat::Text => text_tree::read(text, sink, on_progress),
        ImportFormat::Ldif => ldif::read(text, sink, on_progress),
        ImportFormat::Ramure => ramure::read(text, sink, on_progress),
    }
}

/// A file name without directories and extensions.
fn stem(name: &str) -> Printable {
    let last = name.rsplit('/').next().unwrap_or(name);
    let stem = last.split_once('.').map_or(last, |(stem, _)| stem);
    Printable::new(if stem.is_empty() || stem == "-" { last } else { stem })
}
