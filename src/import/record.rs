//! A unit converted from another format, to be serialized as a record of the public format. Texts
//! are not cleaned here: the parser of records does it.

use serde::Serialize;

#[derive(Debug, Default, Serialize)]
pub struct Record {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// Ids of candidate parents; the first that exists is used.
    #[serde(rename = "parent_id", skip_serializing_if = "Vec::is_empty")]
    pub parents: Vec<String>,
    #[serde(rename = "classification", skip_serializing_if = "String::is_empty")]
    pub kind: String,
    pub name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub acronym: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub other_names: Vec<String>,
    #[serde(rename = "abstract", skip_serializing_if = "String::is_empty")]
    pub summary: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missions: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    facts: Vec<FactRecord>,
    #[serde(rename = "contact_details", skip_serializing_if = "Vec::is_empty")]
    contacts: Vec<ContactRecord>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    links: Vec<LinkRecord>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    relations: Vec<RelationRecord>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

#[derive(Debug, Serialize)]
struct FactRecord {
    label: String,
    value: String,
}

#[derive(Debug, Serialize)]
struct ContactRecord {
    r#type: String,
    value: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    label: String,
}

#[derive(Debug, Serialize)]
struct LinkRecord {
    #[serde(skip_serializing_if = "String::is_empty")]
    label: String,
    url: String,
}

/// A relation to a unit by id, or to a party by name.
#[derive(Debug, Serialize)]
struct RelationRecord {
    r#type: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    unit_id: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    name: String,
}

/// Values that are blank are not added.
impl Record {
    pub fn new(id: &str) -> Self {
        Self { id: id.to_string(), ..Self::default() }
    }

    /// Whether it has no content besides its id, parents, kind and name.
    pub fn has_only_names(&self) -> bool {
        let texts = [&self.acronym, &self.summary].iter().all(|text| text.is_empty());
        let lists = [&self.other_names, &self.missions, &self.notes].iter().all(|list| list.is_empty());
        let facts_and_contacts = self.facts.is_empty() && self.contacts.is_empty();
        texts && lists && facts_and_contacts && self.links.is_empty() && self.relations.is_empty()
    }

    pub fn add_fact(&mut self, label: &str, value: &str) {
        if let Some(value) = filled(value) {
            self.facts.push(FactRecord { label: label.trim().into(), value });
        }
    }

    /// Adds a contact. `kind` is `email`, `voice`, `fax`, `address`… as in Popolo.
    pub fn add_contact(&mut self, kind: &str, value: &str, label: &str) {
        if let Some(value) = filled(value) {
            self.contacts.push(ContactRecord { r#type: kind.into(), value, label: label.trim().into() });
        }
    }

    pub fn add_link(&mut self, label: &str, url: &str) {
        if let Some(url) = filled(url) {
            self.links.push(LinkRecord { label: label.trim().into(), url });
        }
    }

    /// Adds a relation to a unit that may be in any of the files.
    pub fn add_relation(&mut self, kind: &str, unit: &str) {
        if let Some(unit_id) = filled(unit) {
            self.relations.push(RelationRecord { r#type: kind.into(), unit_id, name: String::new() });
        }
    }

    /// Adds a relation to a party that is not in the files.
    pub fn add_named_relation(&mut self, kind: &str, name: &str) {
        if let Some(name) = filled(name) {
            self.relations.push(RelationRecord { r#type: kind.into(), unit_id: String::new(), name });
        }
    }
}

fn filled(value: &str) -> Option<String> {
    Some(value.trim()).filter(|value| !value.is_empty()).map(String::from)
}
