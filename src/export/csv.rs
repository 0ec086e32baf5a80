//! Comma-separated values (RFC 4180): one row per unit, with Popolo names as the header so that the
//! importer can read it. Several values are separated by line breaks inside a cell. An apostrophe before what a
//! spreadsheet would take for a formula is ours, and the importer removes it: a table that keeps its formulas has it only
//! where the text has one itself.

use std::io::{self, Write};

use crate::org::UnitId;
use crate::org::field::FIELDS;
use crate::text::{Formulas, with_apostrophes};

use super::Subtree;

/// Writes a table.
pub fn write_table(subtree: &Subtree, formulas: Formulas, out: &mut dyn Write) -> io::Result<()> {
    let header = ["id", "parent_id"].into_iter().chain(FIELDS.iter().map(|field| field.key));
    write_row(&header.map(String::from).collect::<Vec<_>>(), formulas, out)?;
    subtree.units().try_for_each(|unit| write_row(&cells(subtree, unit), formulas, out))
}

fn cells(subtree: &Subtree, id: UnitId) -> Vec<String> {
    let unit = subtree.unit(id);
    let parent = subtree.parent(id).map_or(String::new(), |parent| subtree.org.id(parent).to_string());
    let fields = FIELDS.iter().map(|field| (field.lines)(&unit).join("\n"));
    [unit.id.to_string(), parent].into_iter().chain(fields).collect()
}

fn write_row(cells: &[String], formulas: Formulas, out: &mut dyn Write) -> io::Result<()> {
    for (i, cell) in cells.iter().enumerate() {
        out.write_all(if i > 0 { b"," } else { b"" })?;
        out.write_all(quoted(&with_apostrophes(cell, formulas)).as_bytes())?;
    }
    out.write_all(b"\r\n")
}

/// The cell, quoted if it contains a separator or a quote, or if it starts or ends with whitespace,
/// which some readers drop.
fn quoted(cell: &str) -> String {
    let is_plain = !cell.contains(['"', ',', ';', '\t', '\r', '\n']) && cell.trim() == cell;
    if is_plain { cell.to_string() } else { format!("\"{}\"", cell.replace('"', "\"\"")) }
}
