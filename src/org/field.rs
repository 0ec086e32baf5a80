//! The fields of a unit as lines of text, under their keys in the public format. Tables export them
//! and comparisons compare them.

use crate::lang::Tr;
use crate::text::Printable;

use super::Unit;

/// A field of a unit.
#[derive(Debug)]
pub struct Field {
    /// The key in the public format, after Popolo and W3C ORG.
    pub key: &'static str,
    pub label: Tr,
    /// The values of the field, one per line.
    pub lines: fn(&Unit) -> Vec<String>,
}

/// The key of the name. A change of name has a kind of its own in comparisons.
pub const NAME: &str = "name";

/// All fields except the id and the parent.
pub const FIELDS: [Field; 11] = [
    field("classification", Tr::new("nature", "kind"), |unit| optional_line(&unit.kind)),
    field(NAME, Tr::new("nom", "name"), |unit| vec![unit.name.to_string()]),
    field("acronym", Tr::new("sigle", "acronym"), |unit| optional_line(&unit.acronym)),
    field("other_names", Tr::new("autres noms", "other names"), |unit| lines(&unit.other_names)),
    field("abstract", Tr::new("résumé", "summary"), |unit| optional_line(&unit.summary)),
    field("missions", Tr::new("missions", "missions"), |unit| lines(&unit.missions)),
    field("facts", Tr::new("repères", "facts"), |unit| {
        unit.facts.iter().map(|fact| labelled(Some(&fact.label), ": ", &fact.value)).collect()
    }),
    field("contact_details", Tr::new("contacts", "contacts"), |unit| {
        unit.contacts.iter().map(|contact| labelled(contact.label_or_kind(), ": ", &contact.value)).collect()
    }),
    field("links", Tr::new("liens", "links"), |unit| {
        unit.links.iter().map(|link| labelled(link.label.as_ref(), ": ", &link.url)).collect()
    }),
    field("relations", Tr::new("relations", "relations"), |unit| {
        let relations = unit.relations.iter();
        let parties =
            relations.map(|relation| (&relation.kind, relation.name.as_ref().or(relation.unit_id.as_ref())));
        parties
            .map(|(kind, party)| party.map_or(kind.to_string(), |party| labelled(Some(kind), ": ", party)))
            .collect()
    }),
    field("notes", Tr::new("remarques", "notes"), |unit| lines(&unit.notes)),
];

const fn field(key: &'static str, label: Tr, lines: fn(&Unit) -> Vec<String>) -> Field {
    Field { key, label, lines }
}

fn optional_line(text: &Option<Printable>) -> Vec<String> {
    text.iter().map(|text| text.to_string()).collect()
}

fn lines(texts: &[Printable]) -> Vec<String> {
    texts.iter().map(|text| text.to_string()).collect()
}

/// A value after its label and `colon`, or the value alone if the label is missing or empty.
pub fn labelled(label: Option<&Printable>, colon: &str, value: &str) -> String {
    match label {
        Some(label) if !label.is_empty() => format!("{label}{colon}{value}"),
        _ => value.to_string(),
    }
}
