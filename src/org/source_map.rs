//! Maps byte offsets of an organisation's text to lines of the files it was read from. The text of
//! a `ramure/1` file is kept, and its lines are counted; a record converted from another format is
//! one line of text with an entry of its own.

use crate::text::Printable;

#[derive(Clone, Debug, Default)]
pub struct SourceMap {
    files: Vec<Printable>,
    /// Sorted by offset.
    entries: Vec<SourceMapEntry>,
}

/// From a byte offset on, lines are counted from a line of a file.
#[derive(Clone, Copy, Debug)]
struct SourceMapEntry {
    offset: u32,
    /// Index of the file.
    file: u32,
    /// Counted from 1.
    line: u32,
}

impl SourceMap {
    /// The text from a byte offset on comes from the start of another file.
    pub fn begin_file(&mut self, offset: usize, file: Printable) {
        self.files.push(file);
        self.map_line(offset, 1);
    }

    /// The text from a byte offset on comes from a line of the last file.
    pub fn map_line(&mut self, offset: usize, line: usize) {
        let file = self.files.len().saturating_sub(1) as u32;
        self.entries.push(SourceMapEntry { offset: offset as u32, file, line: line as u32 });
    }

    /// The numbers of files and of entries.
    pub fn lengths(&self) -> [usize; 2] {
        [self.files.len(), self.entries.len()]
    }

    /// Removes the files and entries after the first ones.
    pub fn truncate(&mut self, [files, entries]: [usize; 2]) {
        self.files.truncate(files);
        self.entries.truncate(entries);
    }

    /// Takes the names of the files out.
    pub fn take_files(&mut self) -> Vec<Printable> {
        std::mem::take(&mut self.files)
    }

    /// The file, as its index, and the line of each byte offset of the text. The offsets are sorted.
    pub fn places(&self, text: &str, offsets: impl Iterator<Item = u32>) -> impl Iterator<Item = (u32, u32)> {
        let mut entries = self.entries.iter().peekable();
        let mut current = SourceMapEntry { offset: 0, file: 0, line: 1 };
        offsets.map(move |offset| {
            while let Some(entry) = entries.next_if(|entry| entry.offset <= offset) {
                current = *entry;
            }
            let between = text.as_bytes().get(current.offset as usize..offset as usize).unwrap_or_default();
            current.line += memchr::memchr_iter(b'\n', between).count() as u32;
            current.offset = offset.max(current.offset);
            (current.file, current.line)
        })
    }
}
