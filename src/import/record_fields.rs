//! Fills a record from named values, such as the cells of a table row.

use super::columns::ColumnField;
use super::record::Record;

/// Placeholders for no parent.
const NO_PARENT_MARKERS: [&str; 5] = ["XX", "N/A", "N/D", "-", "0"];

impl Record {
    /// Adds a value to its field; without a field it becomes a fact labelled `name`.
    pub fn add_value(&mut self, field: Option<ColumnField>, name: &str, value: &str) {
        let value = value.trim();
        if value.is_empty() {
            return;
        }
        match field {
            Some(ColumnField::Id) if self.id.is_empty() => self.id = value.into(),
            Some(ColumnField::Parent | ColumnField::Level) if NO_PARENT_MARKERS.contains(&value) => {
                self.add_fact(name, value)
            }
            Some(ColumnField::Parent) => self.parents.push(value.into()),
            Some(ColumnField::Level) => self.parents = vec![value.into()],
            Some(ColumnField::Name) if self.name.is_empty() => self.name = value.into(),
            Some(ColumnField::NameStart) => {
                self.name = if self.name.is_empty() { value.into() } else { format!("{value} {}", self.name) }
            }
            Some(ColumnField::NameEnd) if self.name.is_empty() => self.name = value.into(),
            Some(ColumnField::NameEnd) => self.name = format!("{} {value}", self.name),
            Some(ColumnField::Acronym) if self.acronym.is_empty() => self.acronym = value.into(),
            Some(ColumnField::Kind) if self.kind.is_empty() => self.kind = value.into(),
            Some(ColumnField::Summary) if self.summary.is_empty() => self.summary = value.into(),
            Some(ColumnField::Name | ColumnField::OtherName) => {
                let parts = value.split(';').map(str::trim);
                let names = parts.filter(|part| !part.is_empty() && *part != self.name);
                self.other_names.extend(names.map(String::from));
            }
            Some(ColumnField::Mission) if !value.contains('\n') => self.missions.push(value.into()),
            Some(ColumnField::Mission) => self.missions.extend(paragraphs(value)),
            Some(ColumnField::Email) => self.add_contacts("email", value, b";,"),
            Some(ColumnField::Phone) => self.add_contacts("voice", value, b";"),
            Some(ColumnField::Fax) => self.add_contacts("fax", value, b";"),
            Some(ColumnField::Address) => self.add_contact("address", value, ""),
            Some(ColumnField::Person) => self.add_contact("person", value, name),
            Some(ColumnField::Link) => self.add_link("", value),
            Some(ColumnField::Note) => self.notes.push(value.into()),
            _ => self.add_fact(name, value),
        }
    }

    /// Adds each part of a value as a contact.
    fn add_contacts(&mut self, kind: &'static str, value: &str, separators: &[u8]) {
        let mut start = 0;
        for (end, _) in value.bytes().enumerate().filter(|(_, byte)| separators.contains(byte)) {
            self.add_contact(kind, &value[start..end], "");
            start = end + 1;
        }
        self.add_contact(kind, &value[start..], "");
    }
}

/// Paragraphs separated by blank lines.
fn paragraphs(text: &str) -> impl Iterator<Item = String> {
    let text = text.replace("\r\n", "\n");
    let parts = text.split("\n\n").map(|part| part.trim().to_string()).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().into_iter()
}
