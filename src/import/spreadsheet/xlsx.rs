//! The sheets of an XLSX file.

mod number_format;

use std::collections::HashMap;

use crate::import::ReadErrorKind;
use crate::import::xml::{Element, Event};

use super::sheet_text::{Room, SheetText};
use super::{Parts, Sheet, for_each_event};

use number_format::NumberFormat;

/// Columns of a sheet, at most (ECMA-376).
const MAX_COLUMNS: usize = 16_384;
/// Sheets of a file, at most.
const MAX_SHEETS: usize = 1_000;
/// Rows of a sheet, at most.
const MAX_ROWS: usize = 1_048_576;

/// The start of the escape of a character.
const ESCAPE_START: &str = "_x";

/// The sheets that a workbook lists.
pub fn sheets(workbook: &str, parts: &Parts) -> Result<Vec<Sheet>, ReadErrorKind> {
    let text = |name: &str| parts.text(name).map(Option::unwrap_or_default);
    let targets = targets(&text("xl/_rels/workbook.xml.rels")?)?;
    let strings = shared_strings(&text("xl/sharedStrings.xml")?)?;
    let styles = text("xl/styles.xml")?;
    let mut book = Workbook {
        strings,
        formats: number_format::of_styles(&styles)?,
        is_1904: false,
        room: Room::default(),
    };
    let mut sheets = Vec::new();
    for_each_event(workbook, |event| {
        match event {
            Event::Start("workbookPr", element) => {
                book.is_1904 = element.get("date1904").is_some_and(|value| value == "1" || value == "true");
            }
            Event::Start("sheet", element) => {
                let id = element.get("id").unwrap_or_default();
                let Some(part) = targets.get(&*id) else { return Ok(()) };
                if sheets.len() >= MAX_SHEETS {
                    return Err(ReadErrorKind::TooManyCells);
                }
                let name = element.get("name").unwrap_or_default().into_owned();
                sheets.push(Sheet { name, text: book.sheet(&text(part)?)? });
            }
            _ => {}
        }
        Ok(())
    })?;
    Ok(sheets)
}

/// The parts that the ids of relationships stand for.
fn targets(links: &str) -> Result<HashMap<String, String>, ReadErrorKind> {
    let mut targets = HashMap::new();
    for_each_event(links, |event| {
        if let Event::Start("Relationship", element) = event
            && let (Some(id), Some(target)) = (element.get("Id"), element.get("Target"))
        {
            let part = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), String::from);
            targets.insert(id.into_owned(), part);
        }
        Ok(())
    })?;
    Ok(targets)
}

/// The texts that cells refer to by number.
fn shared_strings(part: &str) -> Result<Vec<String>, ReadErrorKind> {
    let mut strings = Vec::new();
    let (mut string, mut is_text, mut is_reading_aid) = (String::new(), false, false);
    for_each_event(part, |event| {
        match event {
            Event::Start("t", _) => is_text = true,
            Event::End("t") => is_text = false,
            Event::Start("rPh", _) => is_reading_aid = true,
            Event::End("rPh") => is_reading_aid = false,
            Event::End("si") => strings.push(unescaped(std::mem::take(&mut string))),
            Event::Text(text) if is_text && !is_reading_aid => string.push_str(&text),
            _ => {}
        }
        Ok(())
    })?;
    Ok(strings)
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
        let (mut sheet, merged) = (SheetText::default(), merged_cells(part));
        let (mut next_row, mut next_column) = (1, 0);
        let (mut cell, mut is_value) = (None::<Cell>, false);
        for_each_event(part, |event| {
            match event {
                Event::Start("row", element) => {
                    let row = element.number("r").unwrap_or(next_row).clamp(next_row, MAX_ROWS.max(next_row));
                    sheet.end_row(row - next_row, &mut self.room)?;
                    (next_row, next_column) = (row + 1, 0);
                }
                Event::End("row") => sheet.end_row(1, &mut self.room)?,
                Event::Start("c", element) => {
                    let new = Cell::new(element, next_column);
                    next_column = new.column + 1;
                    cell = Some(new);
                }
                Event::Start("v" | "t", _) => is_value = true,
                Event::End("v" | "t") => is_value = false,
                Event::End("c") => {
                    if let Some(cell) = cell.take() {
                        let value = self.shown(&cell);
                        let row_count = merged.get(&(next_row - 1, cell.column)).copied().unwrap_or(1);
                        sheet.cell(cell.column, &value, row_count, &mut self.room)?;
                    }
                }
                Event::Text(text) if is_value => cell.iter_mut().for_each(|cell| cell.text += &text),
                _ => {}
            }
            Ok(())
        })?;
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
            "" | "n" => match self.formats.get(cell.style) {
                Some(format) => format.shown(&cell.text, self.is_1904),
                None => NumberFormat::General.shown(&cell.text, self.is_1904),
            },
            _ => unescaped(cell.text.clone()),
        }
    }
}

impl Cell {
    fn new(element: Element, next_column: usize) -> Self {
        let column = element.get("r").and_then(|name| column(&name)).unwrap_or(next_column);
        Self {
            column: column.min(MAX_COLUMNS),
            kind: element.get("t").unwrap_or_default().into_owned(),
            style: element.number("s").unwrap_or(0),
            text: String::new(),
        }
    }
}

/// The rows and columns of the cells that are merged with those below them, with the number of rows that each takes.
fn merged_cells(part: &str) -> HashMap<(usize, usize), usize> {
    let mut merged = HashMap::new();
    let mut add = |range: &str| {
        let (first, last) = range.split_once(':')?;
        let rows = row(first)?..row(last)?;
        merged.insert((rows.start, column(first)?), rows.len() + 1)
    };
    // A sheet that is damaged is refused when all of it is read.
    let _ = for_each_event(merged_cells_element(part).unwrap_or_default(), |event| {
        if let Event::Start("mergeCell", element) = event {
            element.get("ref").and_then(|range| add(&range));
        }
        Ok(())
    });
    merged
}

/// The element that lists the merged cells, which stands after the cells.
fn merged_cells_element(part: &str) -> Option<&str> {
    let rest = &part[part.rfind("sheetData>")?..];
    let start = rest[..rest.find("mergeCells")?].rfind('<')?;
    let last = rest.rfind("mergeCells")?;
    rest.get(start..=last + rest[last..].find('>')?)
}

/// A text without the escapes of characters that XML cannot have, such as `_x000D_` (`ST_Xstring` of ECMA-376).
fn unescaped(text: String) -> String {
    if !text.contains(ESCAPE_START) {
        return text;
    }
    let (mut plain, mut rest) = (String::with_capacity(text.len()), &*text);
    while let Some((before, after)) = rest.split_once(ESCAPE_START) {
        plain.push_str(before);
        let code = after.get(..4).filter(|_| after[4..].starts_with('_'));
        let code = code.filter(|code| code.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let escaped = code.and_then(|code| char::from_u32(u32::from_str_radix(code, 16).ok()?));
        match escaped {
            // A line break is one character, as in XML.
            Some('\r') if after[5..].starts_with('\n') => {}
            Some(c) => plain.push(c),
            None => plain.push_str(ESCAPE_START),
        }
        rest = if escaped.is_some() { &after[5..] } else { after };
    }
    plain + rest
}

/// The number of the row in the name of a cell, from 1.
fn row(name: &str) -> Option<usize> {
    name.trim_start_matches(|c: char| c.is_ascii_uppercase()).parse().ok()
}

/// The number of the column in the name of a cell, from 0: `AB12` is in column 27.
fn column(name: &str) -> Option<usize> {
    let letters = name.bytes().take_while(u8::is_ascii_uppercase).take(4);
    let number = letters.fold(0, |number, letter| number * 26 + usize::from(letter - b'A') + 1);
    number.checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::unescaped;

    #[test]
    fn escaped_characters_are_read() {
        for (text, expected) in [
            ("a_x000D_\nb", "a\nb"),
            ("_x0041__x00e9_", "Aé"),
            ("_x005F_x000D_", "_x000D_"),
            ("a_xy, _x00, _xD83D_, _x000G_, _x0é01_, _x", "a_xy, _x00, _xD83D_, _x000G_, _x0é01_, _x"),
        ] {
            assert_eq!(unescaped(text.to_string()), expected);
        }
    }
}
