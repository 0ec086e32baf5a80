//! Files that are read together, of which some may be no data: those of an archive or of a directory. If any can be
//! read, the others are problems.

use crate::lang::Lang;
use crate::org::DiagnosticKind;
use crate::text::Printable;

use super::record_sink::RecordSink;
use super::{NamedError, ReadError, ReadErrorKind};

/// The files of a directory or an archive that were read so far.
#[derive(Debug)]
pub struct FileGroup {
    /// The name of the directory or archive.
    pub(super) name: Printable,
    has_data: bool,
    failures: Vec<NamedError>,
}

impl FileGroup {
    pub fn new(name: Printable) -> Self {
        Self { name, has_data: false, failures: Vec::new() }
    }

    /// Notes whether a file was read.
    pub(super) fn add(&mut self, result: Result<(), NamedError>) {
        self.has_data |= result.is_ok();
        self.failures.extend(result.err());
    }

    /// Reports the files that were not read.
    ///
    /// # Errors
    /// If none was read: why that which looks most like data was not.
    pub(super) fn finish(self, sink: &mut RecordSink) -> Result<(), NamedError> {
        if !self.has_data {
            // The last of equal ones is taken, so the first comes last.
            let best = self.failures.into_iter().rev().max_by_key(|(_, error)| likeness_to_data(&error.kind));
            return Err(best.unwrap_or_else(|| (self.name, ReadError::whole_file(ReadErrorKind::NoFiles))));
        }
        for (name, error) in self.failures {
            sink.builder.begin_file(sink.text.len(), name);
            let [fr, en] = [Lang::Fr, Lang::En].map(|lang| Printable::new(&error.kind.message(lang)));
            sink.report(error.line, DiagnosticKind::UnreadFile { fr, en });
        }
        Ok(())
    }
}

/// How much a file looks like data, by the reason why it was not read.
fn likeness_to_data(kind: &ReadErrorKind) -> u8 {
    match kind {
        ReadErrorKind::Empty | ReadErrorKind::Binary | ReadErrorKind::OtherFormat(_) => 0,
        ReadErrorKind::UnknownFormat(_) => 1,
        ReadErrorKind::NotAnOrganisation | ReadErrorKind::NoFiles => 2,
        ReadErrorKind::Encrypted
        | ReadErrorKind::NestedArchive
        | ReadErrorKind::DamagedArchive
        | ReadErrorKind::UnsupportedCompression
        | ReadErrorKind::DecoderMemory
        | ReadErrorKind::Memory(_)
        | ReadErrorKind::Unreadable(..)
        | ReadErrorKind::TooManyFiles
        | ReadErrorKind::TooLarge => 3,
        _ => 4,
    }
}
