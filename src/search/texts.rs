//! The texts of a unit that are searched.

use super::quality::Field;
use crate::org::{Org, UnitId};

/// Hands over every text of a unit, those first that count for most.
pub fn texts(org: &Org, unit: UnitId, each: &mut impl FnMut(Field, &str)) {
    let unit = org.unit(unit);
    unit.acronym.iter().for_each(|acronym| each(Field::Acronym, acronym));
    each(Field::Name, &unit.name);
    unit.other_names.iter().for_each(|name| each(Field::OtherName, name));
    unit.kind.iter().for_each(|kind| each(Field::Kind, kind));
    for contact in &unit.contacts {
        each(Field::Contact, &contact.value);
        contact.label.iter().for_each(|label| each(Field::Contact, label));
    }
    unit.summary.iter().chain(&unit.missions).chain(&unit.notes).for_each(|text| each(Field::Text, text));
    for fact in &unit.facts {
        each(Field::Text, &fact.label);
        each(Field::Text, &fact.value);
    }
    for link in &unit.links {
        link.label.iter().for_each(|label| each(Field::Text, label));
        each(Field::Text, &link.url);
    }
    for relation in &unit.relations {
        each(Field::Text, &relation.kind);
        each(Field::Text, org.party(relation));
    }
}
