//! Line numbers of byte offsets, counted incrementally: offsets are best queried in order.

#[derive(Debug)]
pub struct LineCounter<'a> {
    text: &'a str,
    at: usize,
    line: usize,
}

impl<'a> LineCounter<'a> {
    pub fn new(text: &'a str) -> Self {
        Self { text, at: 0, line: 1 }
    }

    /// The line of a byte offset, from 1.
    pub fn line_at(&mut self, byte: usize) -> usize {
        if byte < self.at {
            *self = Self::new(self.text);
        }
        let between = self.text.as_bytes().get(self.at..byte).unwrap_or_default();
        self.line += memchr::memchr_iter(b'\n', between).count();
        self.at = byte;
        self.line
    }

    /// The line where a slice of the text starts, from 1.
    pub fn line_of(&mut self, part: &str) -> usize {
        self.line_at(self.offset_of(part))
    }

    /// The whole text.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// The byte offset of a slice of the text.
    pub fn offset_of(&self, part: &str) -> usize {
        crate::json::offset_in(self.text, part)
    }
}
