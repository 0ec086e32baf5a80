//! Collects the text of `ramure/1` files and the records converted from other formats. Relations
//! between units of different files are resolved when all files are read.

use std::borrow::Cow;

use super::record::Record;
use super::{Columns, Format, LONGEST, Reason, Refusal, Watch, as_text, packed, ramure, recognise};
use crate::lang::Lang;
use crate::org::{Draft, Fault, Org};
use crate::text::Printable;

/// How files are read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manner {
    /// Their format; `None` to detect it.
    pub from: Option<Format>,
    /// Stated meanings of table columns.
    pub columns: Columns,
}

#[derive(Debug)]
pub struct Gathering {
    pub(super) text: Cow<'static, str>,
    pub(super) draft: Draft,
    pub(super) manner: Manner,
    /// Language of the units that the importer adds.
    pub(super) lang: Lang,
    is_full: bool,
}

impl Gathering {
    pub fn new(manner: Manner, lang: Lang) -> Self {
        Self { text: Cow::Borrowed(""), draft: Draft::default(), manner, lang, is_full: false }
    }

    /// Reads the bytes of a file, or of the files in an archive. An error comes with the name of
    /// the file.
    pub fn read(
        &mut self,
        name: &Printable,
        bytes: Cow<'static, [u8]>,
        watch: Watch,
    ) -> Result<(), (Printable, Refusal)> {
        for (name, bytes) in packed::unpacked(name, bytes).map_err(|refusal| (name.clone(), refusal))? {
            self.read_plain(&name, bytes, watch).map_err(|refusal| (name, refusal))?;
        }
        Ok(())
    }

    fn read_plain(
        &mut self,
        name: &Printable,
        bytes: Cow<'static, [u8]>,
        watch: Watch,
    ) -> Result<(), Refusal> {
        if (bytes.len() + self.text.len()) as u64 > LONGEST {
            return Err(Refusal::too_long());
        }
        let text = as_text(bytes)?;
        if text.trim_ascii().is_empty() {
            return Err(Refusal::at(&text, 0, Reason::Empty));
        }
        let format = self.manner.from.or_else(|| recognise::format(&text, &self.manner.columns));
        let format = format.ok_or_else(|| Refusal::at(&text, 0, Reason::NotRecognised))?;
        self.draft.begin(self.text.len(), name.clone());
        if format == Format::Ramure {
            return ramure::read(self, text, watch);
        }
        let before = self.draft.records();
        format.read(&text, self, watch)?;
        if self.is_full {
            return Err(Refusal::too_long());
        }
        self.draft.head.name.get_or_insert_with(|| stem(name));
        if self.draft.records() == before {
            return Err(Refusal::at(&text, 0, Reason::NoRecords));
        }
        Ok(())
    }

    /// Builds the organisation from all files.
    pub fn finish(self) -> Org {
        self.draft.arrange(self.text, self.lang)
    }

    /// Adds a unit found on a line of the file.
    pub fn add(&mut self, line: usize, record: &Record) {
        let Ok(json) = serde_json::to_string(record) else { return };
        if let Some(at) = self.put(line, &json) {
            self.draft.add(&self.text, at);
        }
    }

    /// Reports a problem on a line of the file.
    pub fn report(&mut self, line: usize, fault: Fault) {
        if let Some(at) = self.put(line, "") {
            self.draft.report(at, fault);
        }
    }

    /// Appends a record with the line of its origin; returns its byte offset, `None` if full.
    fn put(&mut self, line: usize, json: &str) -> Option<usize> {
        let at = self.text.len();
        self.is_full |= (at + json.len()) as u64 >= LONGEST;
        if self.is_full {
            return None;
        }
        self.draft.mark(at, line);
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
