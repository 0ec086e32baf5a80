//! Addresses, each on one line, and where they are.

use std::collections::HashSet;

use super::super::record::Record;
use super::super::value::{self, Object, Value};

/// What stands before the town.
const STREET: [&str; 4] = ["complement1", "complement2", "numero_voie", "service_distribution"];
const FACTS: [(&str, &str); 3] =
    [("accessibilite", "Accessibilité"), ("note_accessibilite", "Accès"), ("continent", "Continent")];

pub fn add(record: &mut Record, service: &mut Object) {
    let mut told = HashSet::new();
    for value in service.list("adresse") {
        match value {
            Value::Object(mut address) => {
                whole(record, &mut address);
                for fact in facts(&mut address) {
                    // Two addresses are often one place.
                    if told.insert(fact.clone()) {
                        record.fact(fact.0, &fact.1);
                    }
                }
                service.keep("adresse", address);
            }
            Value::Text(text) if !value::is_json(&text) => record.contact("address", &text, "Adresse"),
            value => service.put("adresse", value),
        }
    }
}

fn whole(record: &mut Record, address: &mut Object) {
    let kind = address.text("type_adresse");
    let mut parts = STREET.map(|key| address.text(key)).to_vec();
    parts.push(said(["code_postal", "nom_commune"].map(|key| address.text(key)).to_vec(), " "));
    parts.push(address.text("pays"));
    record.contact("address", &said(parts, ", "), if kind.is_empty() { "Adresse" } else { &kind });
}

fn facts(address: &mut Object) -> Vec<(&'static str, String)> {
    let place = ["latitude", "longitude"].map(|key| address.text(key)).to_vec();
    let mut facts = vec![("Coordonnées", said(place, ", "))];
    facts.extend(FACTS.map(|(key, label)| (label, address.text(key))));
    facts
}

/// The parts that say something, joined.
pub fn said(parts: Vec<String>, between: &str) -> String {
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(between)
}
