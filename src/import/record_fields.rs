//! Fills a record from named values, such as the cells of a table row.

use super::columns::ColumnField;
use super::record::Record;

/// Placeholders for no parent, unless they are ids.
const NO_PARENT_MARKERS: [&str; 5] = ["XX", "N/A", "N/D", "-", "0"];

/// A name that is longer is not joined with other parts, which become facts.
const MAX_JOINED_NAME_BYTES: usize = 1_000;

impl Record {
    /// Adds a value to its field; without a field it becomes a fact labelled `name`.
    pub fn add_value(&mut self, field: Option<ColumnField>, name: &str, value: &str) {
        let value = value.trim();
        if value.is_empty() {
            return;
        }
        match field {
            Some(ColumnField::Id) if self.id.is_empty() => self.id = value.into(),
            Some(ColumnField::Level) if !self.parents.is_empty() && no_parent_marker(value).is_some() => {
                self.add_fact(name, value)
            }
            Some(field @ (ColumnField::Parent | ColumnField::Level)) => {
                if field == ColumnField::Level {
                    self.parents.clear();
                }
                self.no_parent_marker = no_parent_marker(value).or(self.no_parent_marker);
                self.parents.push(value.into());
            }
            Some(ColumnField::Name) if self.name.is_empty() => self.name = value.into(),
            Some(ColumnField::NameStart | ColumnField::NameEnd)
                if self.name.len() > MAX_JOINED_NAME_BYTES =>
            {
                self.add_fact(name, value)
            }
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

fn no_parent_marker(value: &str) -> Option<&'static str> {
    NO_PARENT_MARKERS.into_iter().find(|marker| *marker == value)
}

/// Paragraphs separated by blank lines.
fn paragraphs(text: &str) -> impl Iterator<Item = String> {
    let text = text.replace("\r\n", "\n");
    let parts = text.split("\n\n").map(|part| part.trim().to_string()).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().into_iter()
}

#[cfg(test)]
mod tests {
    use crate::import::read;
    use crate::import::test_support::{indented_names, messages};
    use crate::lang::Lang;
    use crate::org::UnitId;

    #[test]
    fn placeholders_for_no_parent_are_parents_if_they_are_ids() {
        for (text, expected) in [
            ("id,name,parent_id\n0,Town,\n1,Parks,0\n2,Trees,1\n3,Water,0\n", "Town| Parks|  Trees| Water"),
            ("id,name,parent_id\n1,Parks,0\n2,Trees,1\n0,Town,\n", "Town| Parks|  Trees"),
            ("id;nom;parent_id\nXX;Town;\nA;Parks;XX\n-;Dash;A\nB;Trees;-\n", "Town| Parks|  Dash|   Trees"),
            (
                "id,name,parent_level1,parent_level2\n0,Town,-,-\n1,Parks,0,-\n2,Trees,0,1\n",
                "Town| Parks|  Trees",
            ),
            (
                "[{\"id\": 0, \"name\": \"Town\"}, {\"id\": 1, \"name\": \"Parks\", \"parent_id\": 0}]",
                "Town| Parks",
            ),
            (
                "{\"nodes\": [{\"id\": 0, \"name\": \"Town\"}, {\"id\": 1, \"name\": \"Parks\", \"parent\": 0}]}",
                "Town| Parks",
            ),
            ("units:\n- {id: 0, name: Town}\n- {id: 1, name: Parks, parent: 0}\n", "Town| Parks"),
            ("id,name,parent_id\n1,Town,0\n2,Parks,1\n", "Town| Parks"),
            (
                "[{\"id\": 1, \"name\": \"Town\", \"parent_id\": 0, \"units\": [{\"id\": 2, \"name\": \"Parks\", \"parent_id\": 1}]}]",
                "Town| Parks",
            ),
        ] {
            let org = read(text.as_bytes(), Lang::En).expect("readable");
            assert_eq!(indented_names(&org).join("|"), expected, "{text}");
            assert!(messages(&org).is_empty(), "{text}: {:?}", messages(&org));
        }
        let org = read(b"id,name,Reports To\n1,Town,N/A\n2,Parks,1\n", Lang::En).expect("readable");
        let facts = org.unit(UnitId::ROOT).facts;
        assert_eq!((&*facts[0].label, &*facts[0].value), ("parent_id", "N/A"));
    }
}
