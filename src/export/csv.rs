//! A table for spreadsheets and programs, as RFC 4180 has it: a line a unit, with the names of
//! Popolo above, so that it opens again. Where a unit has several of something, each is on a
//! line of its own inside the field. What a spreadsheet would take for a formula is left as it
//! is: the table says what the organisation says.

use std::io::{self, Write};

use crate::org::UnitId;
use crate::org::field::FIELDS;

use super::Subtree;

/// Writes a table.
pub fn table(branch: &Subtree, out: &mut dyn Write) -> io::Result<()> {
    let names = ["id", "parent_id"].into_iter().chain(FIELDS.iter().map(|field| field.key));
    row(&names.map(String::from).collect::<Vec<_>>(), out)?;
    branch.units().try_for_each(|unit| row(&fields(branch, unit), out))
}

fn fields(branch: &Subtree, id: UnitId) -> Vec<String> {
    let unit = branch.unit(id);
    let parent = branch.parent(id).map_or(String::new(), |parent| branch.org.id(parent).to_string());
    let fields = FIELDS.iter().map(|field| (field.lines)(&unit).join("\n"));
    [unit.id.to_string(), parent].into_iter().chain(fields).collect()
}

fn row(fields: &[String], out: &mut dyn Write) -> io::Result<()> {
    for (i, field) in fields.iter().enumerate() {
        out.write_all(if i > 0 { b"," } else { b"" })?;
        out.write_all(quoted(field).as_bytes())?;
    }
    out.write_all(b"\r\n")
}

/// The field, between quotes where it holds what separates fields or begins or ends with a
/// blank, which some readers drop.
fn quoted(field: &str) -> String {
    let is_plain = !field.contains(['"', ',', ';', '\t', '\r', '\n']) && field.trim() == field;
    if is_plain { field.to_string() } else { format!("\"{}\"", field.replace('"', "\"\"")) }
}
