//! Writing into a row of cells.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use crate::text::{Printable, width};

/// Writes into one row of cells from left to right.
pub struct LineWriter<'a> {
    buffer: &'a mut Buffer,
    x: u16,
    y: u16,
    right: u16,
}

impl<'a> LineWriter<'a> {
    /// Starts at the left end of a row of the area. `row` must be inside the area.
    pub fn new(buffer: &'a mut Buffer, area: Rect, row: u16) -> Self {
        let area = area.intersection(buffer.area);
        Self { buffer, x: area.x, y: area.y + row, right: area.right() }
    }

    /// Columns left in the row.
    pub fn columns_left(&self) -> usize {
        usize::from(self.right.saturating_sub(self.x))
    }

    /// The next column.
    pub fn column(&self) -> u16 {
        self.x
    }

    /// Writes as much of the text as fits.
    pub fn write(&mut self, text: impl Into<Printable>, style: Style) -> &mut Self {
        if self.columns_left() > 0 {
            let text = text.into();
            self.x = self.buffer.set_stringn(self.x, self.y, &*text, self.columns_left(), style).0;
        }
        self
    }

    /// Skips columns without changing them.
    pub fn skip(&mut self, columns: usize) -> &mut Self {
        self.x = self.x.saturating_add(columns.min(usize::from(u16::MAX)) as u16).min(self.right);
        self
    }

    /// Skips to `columns` columns before the right edge, if that is ahead.
    pub fn skip_to_right(&mut self, columns: usize) -> &mut Self {
        self.skip(self.columns_left().saturating_sub(columns))
    }

    /// Writes a text with some of its byte ranges in the style `highlight`.
    pub fn write_highlighted(
        &mut self,
        text: &Printable,
        style: Style,
        ranges: &[Range<usize>],
        highlight: Style,
    ) -> &mut Self {
        let start = self.x;
        self.write(text.clone(), style);
        // Dim letters would not stand out.
        let highlight = Style { sub_modifier: highlight.sub_modifier | Modifier::DIM, ..highlight };
        for range in ranges {
            let x = start.saturating_add(width(&text[..range.start]) as u16);
            let columns = width(&text[range.clone()]) as u16;
            let highlighted = Rect { x, y: self.y, width: columns, height: 1 };
            let visible =
                highlighted.intersection(Rect { x: start, y: self.y, width: self.x - start, height: 1 });
            self.buffer.set_style(visible, highlight);
        }
        self
    }
}
