//! The sheets of an ODS file: what its cells show.

use crate::import::ReadErrorKind;
use crate::import::xml::Event;

use super::sheet_text::{Room, SheetText};
use super::{Sheet, for_each_event};

/// A sheet that is being read.
#[derive(Default)]
struct OdsSheet {
    name: String,
    text: SheetText,
    column: usize,
    /// How often the row stands there.
    row_count: usize,
    cell: Option<OdsCell>,
    /// Elements in comments, whose texts are not those of the cell.
    comment_depth: usize,
}

/// A cell that is being read.
struct OdsCell {
    text: String,
    /// How often it stands there.
    count: usize,
    /// The rows that it takes.
    row_count: usize,
}

/// The sheets of the part `content.xml`.
pub fn sheets(content: &str) -> Result<Vec<Sheet>, ReadErrorKind> {
    let (mut sheets, mut room, mut sheet) = (Vec::new(), Room::default(), OdsSheet::default());
    for_each_event(content, |event| {
        match event {
            Event::Start("annotation", _) => sheet.comment_depth += 1,
            Event::End("annotation") => sheet.comment_depth = sheet.comment_depth.saturating_sub(1),
            _ if sheet.comment_depth > 0 => {}
            Event::Start("table", element) => {
                let name = element.get("name").unwrap_or_default().into_owned();
                sheet = OdsSheet { name, ..OdsSheet::default() };
            }
            Event::End("table") => {
                let OdsSheet { name, text, .. } = std::mem::take(&mut sheet);
                sheets.push(Sheet { name, text: text.finish() });
            }
            Event::Start("table-row", element) => {
                sheet.column = 0;
                sheet.row_count = element.number("number-rows-repeated").unwrap_or(1);
            }
            Event::End("table-row") => sheet.text.end_row(sheet.row_count, &mut room)?,
            Event::Start("table-cell" | "covered-table-cell", element) => {
                let number = |name: &str| element.number(name).unwrap_or(1);
                let (count, row_count) = (number("number-columns-repeated"), number("number-rows-spanned"));
                sheet.cell = Some(OdsCell { text: String::new(), count, row_count });
            }
            Event::End("table-cell" | "covered-table-cell") => sheet.end_cell(&mut room)?,
            event => sheet.content(event),
        }
        Ok(())
    })?;
    Ok(sheets)
}

impl OdsSheet {
    /// Adds what stands in a cell.
    fn content(&mut self, event: Event) {
        let Some(OdsCell { text, .. }) = &mut self.cell else { return };
        match event {
            Event::Text(part) => text.push_str(&part),
            Event::Start("s", _) => text.push(' '),
            Event::Start("tab", _) => text.push('\t'),
            Event::Start("line-break", _) | Event::End("p") => text.push('\n'),
            _ => {}
        }
    }

    fn end_cell(&mut self, room: &mut Room) -> Result<(), ReadErrorKind> {
        let Some(OdsCell { text, count, row_count }) = self.cell.take() else { return Ok(()) };
        let end = self.column.saturating_add(count);
        if !text.trim().is_empty() {
            for column in self.column..end {
                self.text.cell(column, &text, row_count, room)?;
            }
        }
        self.column = end;
        Ok(())
    }
}
