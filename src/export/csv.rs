//! A table for spreadsheets and programs, as RFC 4180 has it: a line a unit, with the names of
//! Popolo above, so that it opens again. Where a unit has several of something, each is on a
//! line of its own inside the field. What a spreadsheet would take for a formula is left as it
//! is: the table says what the organisation says.

use std::io::{self, Write};

use super::Branch;
use crate::org::UnitId;
use crate::text::Printable;

const COLUMNS: [&str; 13] = [
    "id",
    "parent_id",
    "classification",
    "name",
    "acronym",
    "other_names",
    "abstract",
    "missions",
    "facts",
    "contact_details",
    "links",
    "relations",
    "notes",
];

/// Writes a table.
pub fn table(branch: &Branch, out: &mut dyn Write) -> io::Result<()> {
    row(&COLUMNS.map(String::from), out)?;
    branch.units().try_for_each(|unit| row(&fields(branch, unit), out))
}

fn fields(branch: &Branch, id: UnitId) -> [String; COLUMNS.len()] {
    let unit = branch.unit(id);
    let parent = branch.parent(id).map(|parent| branch.org.id(parent));
    let one = |text: &Option<Printable>| text.as_deref().unwrap_or_default().to_string();
    [
        unit.id.to_string(),
        one(&parent),
        one(&unit.kind),
        unit.name.to_string(),
        one(&unit.acronym),
        lines(&mut unit.other_names.iter().map(|name| (None, name))),
        one(&unit.summary),
        lines(&mut unit.missions.iter().map(|mission| (None, mission))),
        lines(&mut unit.facts.iter().map(|fact| (Some(&fact.label), &fact.value))),
        lines(&mut unit.contacts.iter().map(|contact| (contact.called(), &contact.value))),
        lines(&mut unit.links.iter().map(|link| (link.label.as_ref(), &link.url))),
        lines(&mut unit.relations.iter().map(|relation| {
            let party = relation.name.as_ref().or(relation.unit_id.as_ref());
            (Some(&relation.kind), party.unwrap_or(&relation.kind))
        })),
        lines(&mut unit.notes.iter().map(|note| (None, note))),
    ]
}

/// Several values in one field, each after what it is called.
fn lines<'a>(values: &mut dyn Iterator<Item = (Option<&'a Printable>, &'a Printable)>) -> String {
    let mut lines = Vec::new();
    for (label, value) in values {
        let label = label.filter(|label| !label.is_empty());
        lines.push(label.map_or(value.to_string(), |label| format!("{label}: {value}")));
    }
    lines.join("\n")
}

fn row(fields: &[String], out: &mut dyn Write) -> io::Result<()> {
    for (i, field) in fields.iter().enumerate() {
        let comma = if i > 0 { "," } else { "" };
        write!(out, "{comma}{}", quoted(field))?;
    }
    out.write_all(b"\r\n")
}

/// The field, between quotes where it holds what separates fields or begins or ends with a
/// blank, which some readers drop.
fn quoted(field: &str) -> String {
    let is_plain = !field.contains(['"', ',', ';', '\t', '\r', '\n']) && field.trim() == field;
    if is_plain { field.to_string() } else { format!("\"{}\"", field.replace('"', "\"\"")) }
}
