//! The sheets of an ODS file: what its cells show.

use crate::import::ReadErrorKind;

use super::Sheet;
use super::markup::{Markup, Reader, decoded};
use super::sheet_text::{Room, SheetText};

/// A sheet that is being read.
#[derive(Default)]
struct OdsSheet {
    name: String,
    text: SheetText,
    column: usize,
    /// How often the row stands there.
    row_count: usize,
    /// The cell that is open, and how often it stands there.
    cell: Option<(String, usize)>,
    /// Elements in comments, whose texts are not those of the cell.
    comment_depth: usize,
}

/// The sheets of the part `content.xml`.
pub fn sheets(content: &str) -> Result<Vec<Sheet>, ReadErrorKind> {
    let (mut sheets, mut room, mut sheet) = (Vec::new(), Room::default(), OdsSheet::default());
    for markup in Reader::new(content) {
        match markup {
            Markup::Start("annotation", _) => sheet.comment_depth += 1,
            Markup::End("annotation") => sheet.comment_depth = sheet.comment_depth.saturating_sub(1),
            _ if sheet.comment_depth > 0 => {}
            Markup::Start("table", attributes) => {
                let name = attributes.get("name").unwrap_or_default().into_owned();
                sheet = OdsSheet { name, ..OdsSheet::default() };
            }
            Markup::End("table") => {
                let OdsSheet { name, text, .. } = std::mem::take(&mut sheet);
                sheets.push(Sheet { name, text: text.finish() });
            }
            Markup::Start("table-row", attributes) => {
                sheet.column = 0;
                sheet.row_count = attributes.number("number-rows-repeated").unwrap_or(1);
            }
            Markup::End("table-row") => sheet.text.end_row(sheet.row_count, &mut room)?,
            Markup::Start("table-cell" | "covered-table-cell", attributes) => {
                let count = attributes.number("number-columns-repeated").unwrap_or(1);
                sheet.cell = Some((String::new(), count));
            }
            Markup::End("table-cell" | "covered-table-cell") => sheet.end_cell(&mut room)?,
            markup => sheet.content(markup),
        }
    }
    Ok(sheets)
}

impl OdsSheet {
    /// Adds what stands in a cell.
    fn content(&mut self, markup: Markup) {
        let Some((text, _)) = &mut self.cell else { return };
        match markup {
            Markup::Text(part) => text.push_str(&decoded(part)),
            Markup::Verbatim(part) => text.push_str(part),
            Markup::Start("s", _) => text.push(' '),
            Markup::Start("tab", _) => text.push('\t'),
            Markup::Start("line-break", _) | Markup::End("p") => text.push('\n'),
            _ => {}
        }
    }

    fn end_cell(&mut self, room: &mut Room) -> Result<(), ReadErrorKind> {
        let Some((text, count)) = self.cell.take() else { return Ok(()) };
        let end = self.column.saturating_add(count);
        if !text.trim().is_empty() {
            for column in self.column..end {
                self.text.cell(column, &text, room)?;
            }
        }
        self.column = end;
        Ok(())
    }
}
