//! The metadata of a file and the record of a unit, field by field.

use serde::{Deserialize, Serialize};

use crate::text::Printable;

use super::UnitId;

/// The metadata of a file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Metadata {
    pub name: Option<Printable>,
    pub lang: Option<Printable>,
    pub date: Option<Printable>,
    pub licence: Option<Printable>,
    pub source: Option<Source>,
}

/// Where the data came from.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Source {
    pub label: Printable,
    pub url: Printable,
}

/// The record of a unit: everything that its card shows. JSON keys are those of Popolo and W3C ORG.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Unit {
    #[serde(skip)]
    pub id: Printable,
    #[serde(rename = "classification")]
    pub kind: Option<Printable>,
    pub name: Printable,
    pub acronym: Option<Printable>,
    pub other_names: Vec<Printable>,
    #[serde(rename = "abstract")]
    pub summary: Option<Printable>,
    pub missions: Vec<Printable>,
    pub facts: Vec<Fact>,
    #[serde(rename = "contact_details")]
    pub contacts: Vec<Contact>,
    pub links: Vec<Link>,
    pub relations: Vec<Relation>,
    pub notes: Vec<Printable>,
}

impl Unit {
    /// The acronym, unless it equals the name.
    pub fn distinct_acronym(&self) -> Option<&Printable> {
        self.acronym.as_ref().filter(|acronym| **acronym != self.name)
    }
}

/// A short labelled value, such as a figure or a date.
#[derive(Clone, Debug, Serialize)]
pub struct Fact {
    pub label: Printable,
    pub value: Printable,
}

/// A way to reach a unit: `kind` is `email`, `voice`, `address`… as in Popolo.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Contact {
    #[serde(rename = "type")]
    pub kind: Option<Printable>,
    pub value: Printable,
    pub label: Option<Printable>,
}

impl Contact {
    /// The label, or the kind if there is no label.
    pub fn label_or_kind(&self) -> Option<&Printable> {
        self.label.as_ref().or(self.kind.as_ref())
    }
}

/// A web address.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Link {
    pub label: Option<Printable>,
    pub url: Printable,
}

/// A relation to another unit of the file (`unit_id`) or to a party outside it (`name`).
#[derive(Clone, Debug, Default, Serialize)]
pub struct Relation {
    #[serde(rename = "type")]
    pub kind: Printable,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit_id: Option<Printable>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Printable>,
    /// The unit with the id `unit_id`, if it exists.
    #[serde(skip)]
    pub unit: Option<UnitId>,
}
