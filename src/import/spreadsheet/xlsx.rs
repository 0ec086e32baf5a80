//! The sheets of an XLSX file.

mod number_format;

use std::collections::HashMap;

use crate::import::ReadErrorKind;

use super::markup::{Attributes, Markup, Reader, decoded};
use super::sheet_text::{Room, SheetText};
use super::{Parts, Sheet};

use number_format::NumberFormat;

/// Columns of a sheet, at most (ECMA-376).
const MAX_COLUMNS: usize = 16_384;
/// Sheets of a file, at most.
const MAX_SHEETS: usize = 1_000;
/// Rows of a sheet, at most.
const MAX_ROWS: usize = 1_048_576;

/// The sheets that a workbook lists.
pub fn sheets(workbook: &str, parts: &Parts) -> Result<Vec<Sheet>, ReadErrorKind> {
    let text = |name: &str| parts.text(name).map(Option::unwrap_or_default);
    let targets = targets(&text("xl/_rels/workbook.xml.rels")?);
    let strings = shared_strings(&text("xl/sharedStrings.xml")?);
    let styles = text("xl/styles.xml")?;
    let mut book = Workbook {
        strings,
        formats: number_format::of_styles(&styles),
        is_1904: false,
        room: Room::default(),
    };
    let mut sheets = Vec::new();
    for markup in Reader::new(workbook) {
        match markup {
            Markup::Start("workbookPr", attributes) => {
                book.is_1904 =
                    attributes.get("date1904").is_some_and(|value| value == "1" || value == "true");
            }
            Markup::Start("sheet", attributes) => {
                let id = attributes.get("id").unwrap_or_default();
                let Some(part) = targets.get(&*id) else { continue };
                if sheets.len() >= MAX_SHEETS {
                    return Err(ReadErrorKind::TooManyCells);
                }
                let name = attributes.get("name").unwrap_or_default().into_owned();
                sheets.push(Sheet { name, text: book.sheet(&text(part)?)? });
            }
            _ => {}
        }
    }
    Ok(sheets)
}

/// The parts that the ids of relationships stand for.
fn targets(links: &str) -> HashMap<String, String> {
    let target = |markup| {
        let Markup::Start("Relationship", attributes) = markup else { return None };
        let target = attributes.get("Target")?;
        let part = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), String::from);
        Some((attributes.get("Id")?.into_owned(), part))
    };
    Reader::new(links).filter_map(target).collect()
}

/// The texts that cells refer to by number.
fn shared_strings(part: &str) -> Vec<String> {
    let mut strings = Vec::new();
    let (mut string, mut is_text, mut is_reading_aid) = (String::new(), false, false);
    for markup in Reader::new(part) {
        match markup {
            Markup::Start("t", _) => is_text = true,
            Markup::End("t") => is_text = false,
            Markup::Start("rPh", _) => is_reading_aid = true,
            Markup::End("rPh") => is_reading_aid = false,
            Markup::End("si") => strings.push(std::mem::take(&mut string)),
            Markup::Text(text) if is_text && !is_reading_aid => string.push_str(&decoded(text)),
            Markup::Verbatim(text) if is_text && !is_reading_aid => string.push_str(text),
            _ => {}
        }
    }
    strings
}

/// What all sheets of a file share.
struct Workbook {
    strings: Vec<String>,
    /// The formats of numbers by style.
    formats: Vec<NumberFormat>,
    /// Whether days are counted from 1904 and not from 1900.
    is_1904: bool,
    room: Room,
}

/// A cell that is being read.
#[derive(Default)]
struct Cell {
    column: usize,
    kind: String,
    style: usize,
    text: String,
}

impl Workbook {
    /// A sheet as comma-separated values.
    fn sheet(&mut self, part: &str) -> Result<String, ReadErrorKind> {
        let mut sheet = SheetText::default();
        let (mut next_row, mut next_column) = (1, 0);
        let (mut cell, mut is_value) = (None, false);
        for markup in Reader::new(part) {
            match markup {
                Markup::Start("row", attributes) => {
                    let row =
                        attributes.number("r").unwrap_or(next_row).clamp(next_row, MAX_ROWS.max(next_row));
                    sheet.end_row(row - next_row, &mut self.room)?;
                    (next_row, next_column) = (row + 1, 0);
                }
                Markup::End("row") => sheet.end_row(1, &mut self.room)?,
                Markup::Start("c", attributes) => {
                    let new = Cell::new(attributes, next_column);
                    next_column = new.column + 1;
                    cell = Some(new);
                }
                Markup::Start("v" | "t", _) => is_value = true,
                Markup::End("v" | "t") => is_value = false,
                Markup::End("c") => {
                    if let Some(cell) = cell.take() {
                        let value = self.shown(&cell);
                        sheet.cell(cell.column, &value, &mut self.room)?;
                    }
                }
                Markup::Text(text) if is_value => {
                    cell.iter_mut().for_each(|cell| cell.text += &decoded(text))
                }
                Markup::Verbatim(text) if is_value => cell.iter_mut().for_each(|cell| cell.text += text),
                _ => {}
            }
        }
        Ok(sheet.finish())
    }

    /// What a cell shows.
    fn shown(&self, cell: &Cell) -> String {
        match &*cell.kind {
            "s" => {
                let string = cell.text.trim().parse().ok().and_then(|index: usize| self.strings.get(index));
                string.cloned().unwrap_or_default()
            }
            "b" => if cell.text.trim() == "1" { "TRUE" } else { "FALSE" }.to_string(),
            "" | "n" => {
                let format = self.formats.get(cell.style).copied().unwrap_or_default();
                format.shown(&cell.text, self.is_1904)
            }
            _ => cell.text.clone(),
        }
    }
}

impl Cell {
    fn new(attributes: Attributes, next_column: usize) -> Self {
        let column = attributes.get("r").and_then(|name| column(&name)).unwrap_or(next_column);
        Self {
            column: column.min(MAX_COLUMNS),
            kind: attributes.get("t").unwrap_or_default().into_owned(),
            style: attributes.number("s").unwrap_or(0),
            text: String::new(),
        }
    }
}

/// The number of the column in the name of a cell, from 0: `AB12` is in column 27.
fn column(name: &str) -> Option<usize> {
    let letters = name.bytes().take_while(u8::is_ascii_uppercase).take(4);
    let number = letters.fold(0, |number, letter| number * 26 + usize::from(letter - b'A') + 1);
    number.checked_sub(1)
}
