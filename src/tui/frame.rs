//! What a terminal shows: cells, and the hyperlinks on them.

use ratatui::buffer::{Buffer, Cell};

use crate::ui::Hyperlink;

/// The cells of a whole screen, from its first row on, and their hyperlinks.
#[derive(Debug, Default)]
pub struct Frame {
    pub buffer: Buffer,
    pub links: Vec<Hyperlink>,
}

impl Frame {
    /// A row inside the frame.
    pub fn row(&self, y: u16) -> Row<'_> {
        let columns = usize::from(self.buffer.area.width);
        let start = usize::from(y) * columns;
        let links = self.links.iter().filter(|link| link.area().y == y).collect();
        Row { cells: &self.buffer.content[start..start + columns], links }
    }
}

/// A row of a frame.
#[derive(Default)]
pub struct Row<'a> {
    pub cells: &'a [Cell],
    links: Vec<&'a Hyperlink>,
}

impl<'a> Row<'a> {
    /// The address to which a cell leads.
    pub fn link(&self, x: usize) -> Option<&'a str> {
        let columns = |link: &Hyperlink| usize::from(link.area().left())..usize::from(link.area().right());
        self.links.iter().find(|link| columns(link).contains(&x)).map(|link| link.uri())
    }
}
