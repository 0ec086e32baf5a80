//! A single field of a unit as plain lines, for scripts.

use std::io;

use crate::org::path::joined_path;
use crate::org::{Org, ReverseRelations, Unit, UnitId};
use crate::text::Printable;

use super::write_unit;

/// A field that can be printed alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnitField {
    Id,
    Name,
    Acronym,
    Email,
    Phone,
    /// The names of the units above.
    Path,
    /// The record, as `show --json` prints it.
    Json,
}

impl UnitField {
    pub const NAMES: [(&'static str, UnitField); 7] = [
        ("id", UnitField::Id),
        ("name", UnitField::Name),
        ("acronym", UnitField::Acronym),
        ("email", UnitField::Email),
        ("phone", UnitField::Phone),
        ("path", UnitField::Path),
        ("json", UnitField::Json),
    ];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, known)| *known == self).map_or("", |(name, _)| name)
    }

    /// The field with a name; `None` if there is none.
    pub fn from_name(name: &str) -> Option<UnitField> {
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|&(_, field)| field)
    }

    /// What [`UnitField::lines`] needs beside the unit: reads every record if the field needs it. `on_progress`
    /// gets how much is done, and of how much.
    pub fn relations(self, org: &Org, on_progress: &mut dyn FnMut(usize, usize)) -> ReverseRelations {
        match self {
            UnitField::Json => ReverseRelations::with_progress(org, on_progress),
            _ => ReverseRelations::default(),
        }
    }

    /// The values of the field, one a line. None is empty.
    pub fn lines(self, org: &Org, id: UnitId, relations: &ReverseRelations) -> io::Result<Vec<String>> {
        let lines = match self {
            UnitField::Id => vec![org.id(id).to_string()],
            UnitField::Name => vec![org.name(id).to_string()],
            UnitField::Acronym => org.acronym(id).map(|acronym| acronym.to_string()).into_iter().collect(),
            UnitField::Email => contacts(&org.unit(id), &["email"]),
            UnitField::Phone => contacts(&org.unit(id), &["voice", "phone", "tel", "telephone", "cell"]),
            UnitField::Path => vec![joined_path(org, id)],
            UnitField::Json => {
                let mut bytes = Vec::new();
                write_unit(org, id, relations, &mut bytes)?;
                vec![String::from_utf8_lossy(&bytes).trim_end().to_string()]
            }
        };
        Ok(lines.into_iter().filter(|line| !line.is_empty()).collect())
    }
}

/// The values of the contacts of these kinds, in any case.
fn contacts(unit: &Unit, kinds: &[&str]) -> Vec<String> {
    let is_wanted = |kind: &Printable| kinds.iter().any(|wanted| kind.eq_ignore_ascii_case(wanted));
    let contacts = unit.contacts.iter().filter(|contact| contact.kind.as_ref().is_some_and(is_wanted));
    contacts.map(|contact| contact.value.to_string()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    const TOWN: &str = r#"{"format":"ramure/1","units":[{"id":"a","name":"Town","contact_details":[
        {"type":"email","value":"a@b"},{"type":"voice","value":"01"},{"type":"Email","value":"c@d"},
        {"type":"fax","value":"02"}]},{"id":"x","name":"Roads","parent_id":"a","acronym":"R"}]}"#;

    #[test]
    fn a_field_has_a_line_for_each_value() {
        let org = crate::import::read(TOWN.as_bytes(), Lang::En).expect("readable");
        let [town, roads] = [0, 1].map(UnitId::at);
        let lines = |name: &str, unit| {
            let field = UnitField::from_name(name).expect("a field");
            field.lines(&org, unit, &field.relations(&org, &mut |_, _| {})).expect("written").join("|")
        };
        assert_eq!((lines("id", roads), lines("name", roads)), ("x".into(), "Roads".into()));
        assert_eq!((lines("acronym", roads), lines("acronym", town)), ("R".into(), String::new()));
        assert_eq!((lines("email", town), lines("email", roads)), ("a@b|c@d".into(), String::new()));
        assert_eq!((lines("phone", town), lines("path", roads)), ("01".into(), "Town".into()));
        assert_eq!(lines("path", town), "");
        assert!(lines("json", roads).starts_with("{\"unit\":{\"id\":\"x\""), "{}", lines("json", roads));
    }
}
