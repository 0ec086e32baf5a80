//! A record made of values under names, such as a row of a table.

use std::collections::HashMap;

use super::columns::Field;
use super::record::Record;

/// What stands in a parent's column where there is none.
const NO_PARENT: [&str; 5] = ["XX", "N/A", "N/D", "-", "0"];
/// What stands between the names of a path.
const SEPARATORS: [&str; 4] = [" - ", " / ", " > ", " › "];

impl Record {
    /// Puts a value where it belongs, its column's name at hand; what means nothing is a fact.
    pub fn put(&mut self, field: Option<Field>, name: &str, value: &str) {
        let value = value.trim();
        if value.is_empty() {
            return;
        }
        let parts =
            |signs: &'static [char]| value.split(signs).map(str::trim).filter(|part| !part.is_empty());
        match field {
            Some(Field::Id) if self.id.is_empty() => self.id = value.into(),
            Some(Field::Parent | Field::Level) if NO_PARENT.contains(&value) => self.fact(name, value),
            Some(Field::Parent) => self.parents.push(value.into()),
            Some(Field::Level) => self.parents = vec![value.into()],
            Some(Field::Name) if self.name.is_empty() => self.name = value.into(),
            Some(Field::Acronym) if self.acronym.is_empty() => self.acronym = value.into(),
            Some(Field::Kind) if self.kind.is_empty() => self.kind = value.into(),
            Some(Field::Summary) if self.summary.is_empty() => self.summary = value.into(),
            Some(Field::Name | Field::OtherName) => {
                self.other_names.extend(parts(&[';']).filter(|part| *part != self.name).map(String::from));
            }
            Some(Field::Mission) => self.missions.extend(paragraphs(value)),
            Some(Field::Email) => parts(&[';', ',']).for_each(|part| self.contact("email", part, "")),
            Some(Field::Phone) => parts(&[';']).for_each(|part| self.contact("voice", part, "")),
            Some(Field::Fax) => parts(&[';']).for_each(|part| self.contact("fax", part, "")),
            Some(Field::Address) => self.contact("address", value, ""),
            Some(Field::Person) => self.contact("person", value, name),
            Some(Field::Link) => self.link("", value),
            Some(Field::Note) => self.notes.push(value.into()),
            _ => self.fact(name, value),
        }
    }
}

/// What blank lines set apart.
fn paragraphs(text: &str) -> impl Iterator<Item = String> {
    let text = text.replace("\r\n", "\n");
    let parts = text.split("\n\n").map(|part| part.trim().to_string()).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().into_iter()
}

/// Takes the parent's name off names that are whole paths.
pub fn shorten(records: &mut [(usize, Record)]) {
    let named = records.iter().filter(|(_, record)| !record.id.is_empty());
    let names: HashMap<String, String> =
        named.map(|(_, record)| (record.id.clone(), record.name.clone())).collect();
    for (_, record) in records {
        let above = record.parents.first().and_then(|parent| names.get(parent));
        let Some(rest) = above.and_then(|above| record.name.strip_prefix(above.as_str())) else { continue };
        let short = SEPARATORS.iter().find_map(|sign| rest.strip_prefix(sign)).map(str::trim);
        if let Some(short) = short.filter(|short| !short.is_empty()) {
            record.name = short.into();
        }
    }
}
