//! Writing into a row of cells.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::text::{Printable, floor_char_boundary, width};

/// Writes one row of cells, from left to right.
pub struct Pen<'a> {
    buffer: &'a mut Buffer,
    x: u16,
    y: u16,
    right: u16,
}

impl<'a> Pen<'a> {
    /// A pen at the left of a row of the area, which the area must have.
    pub fn new(buffer: &'a mut Buffer, area: Rect, row: u16) -> Self {
        let area = area.intersection(buffer.area);
        Self { buffer, x: area.x, y: area.y + row, right: area.right() }
    }

    /// The columns left.
    pub fn room(&self) -> usize {
        usize::from(self.right.saturating_sub(self.x))
    }

    /// The column that comes next.
    pub fn column(&self) -> u16 {
        self.x
    }

    /// Writes as much of the text as there is room for.
    pub fn write(&mut self, text: impl Into<Printable>, style: Style) -> &mut Self {
        if self.room() > 0 {
            let text = text.into();
            self.x = self.buffer.set_stringn(self.x, self.y, &*text, self.room(), style).0;
        }
        self
    }

    /// Leaves columns as they are.
    pub fn skip(&mut self, columns: usize) -> &mut Self {
        self.x = self.x.saturating_add(columns.min(usize::from(u16::MAX)) as u16).min(self.right);
        self
    }

    /// Goes to a number of columns before the right edge, if that is ahead.
    pub fn align(&mut self, columns: usize) -> &mut Self {
        self.skip(self.room().saturating_sub(columns))
    }

    /// Writes a text whose `parts`, ranges of its bytes, have a style of their own. The text
    /// may be cut: `whole` is what the parts belong to.
    pub fn write_marked(
        &mut self,
        text: &Printable,
        style: Style,
        whole: &str,
        parts: &[Range<usize>],
        mark: Style,
    ) -> &mut Self {
        let start = self.x;
        self.write(text.clone(), style);
        let common = text.bytes().zip(whole.bytes()).take_while(|(one, two)| one == two).count();
        for part in parts.iter().filter(|part| part.start < common) {
            let end = floor_char_boundary(text, part.end.min(common));
            let x = start.saturating_add(width(&text[..part.start]) as u16);
            let columns = width(&text[part.start..end]) as u16;
            let marked = Rect { x, y: self.y, width: columns, height: 1 };
            let seen = marked.intersection(Rect { x: start, y: self.y, width: self.x - start, height: 1 });
            self.buffer.set_style(seen, mark);
        }
        self
    }
}
