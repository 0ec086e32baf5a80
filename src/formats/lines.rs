//! The line on which a byte of a text is, counted on from the byte asked for before.

#[derive(Debug)]
pub struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: usize,
}

impl<'a> Lines<'a> {
    pub fn new(text: &'a str) -> Self {
        Self { text, at: 0, line: 1 }
    }

    /// From 1.
    pub fn of(&mut self, byte: usize) -> usize {
        if byte < self.at {
            *self = Self::new(self.text);
        }
        let between = self.text.as_bytes().get(self.at..byte).unwrap_or_default();
        self.line += memchr::memchr_iter(b'\n', between).count();
        self.at = byte;
        self.line
    }

    /// The line on which a part of the text starts.
    pub fn of_part(&mut self, part: &str) -> usize {
        self.of(self.offset(part))
    }

    /// The byte at which a part of the text starts.
    pub fn offset(&self, part: &str) -> usize {
        crate::json::offset(self.text, part)
    }
}
