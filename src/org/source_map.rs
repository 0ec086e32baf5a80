//! Where the text of an organisation came from: which line of which file a part of it stands
//! for. Text that is a file's own counts lines itself; a record that was made of a file of
//! another format is one line, and says where it came from.

use crate::text::Printable;

use super::{Diagnostic, DiagnosticKind};

#[derive(Clone, Debug, Default)]
pub struct SourceMap {
    files: Vec<Printable>,
    /// In the order of the text.
    entries: Vec<SourceMapEntry>,
}

/// From a byte of the text on, lines count from a line of a file.
#[derive(Clone, Copy, Debug)]
struct SourceMapEntry {
    at: u32,
    /// Its number among the files.
    file: u32,
    /// From 1.
    line: u32,
}

impl SourceMap {
    /// What follows in the text, from a byte on, comes from the start of another file.
    pub fn begin_file(&mut self, at: usize, file: Printable) {
        self.files.push(file);
        self.map_line(at, 1);
    }

    /// What follows in the text, from a byte on, comes from a line of the last file.
    pub fn map_line(&mut self, at: usize, line: usize) {
        let file = self.files.len().saturating_sub(1) as u32;
        self.entries.push(SourceMapEntry { at: at as u32, file, line: line as u32 });
    }

    /// The names of the files.
    pub fn files(&self) -> &[Printable] {
        &self.files
    }

    /// The places of faults, which are in the order of their bytes.
    pub fn locate(&self, text: &str, faults: Vec<(u32, DiagnosticKind)>) -> Vec<Diagnostic> {
        let start = SourceMapEntry { at: 0, file: 0, line: 1 };
        let mut marks = self.entries.iter().peekable();
        let mut here = start;
        let locate = |(byte, fault)| {
            while let Some(mark) = marks.next_if(|mark| mark.at <= byte) {
                here = *mark;
            }
            let between = text.as_bytes().get(here.at as usize..byte as usize).unwrap_or_default();
            here.line += memchr::memchr_iter(b'\n', between).count() as u32;
            here.at = byte.max(here.at);
            Diagnostic { file: here.file as usize, line: here.line, kind: fault }
        };
        faults.into_iter().map(locate).collect()
    }
}
