//! Postal addresses in one line, with coordinates and access.

use std::collections::HashSet;

use crate::import::json_value;
use crate::import::json_value::{JsonObject, JsonValue};
use crate::import::record::Record;

/// Parts before the town.
const STREET_KEYS: [&str; 4] = ["complement1", "complement2", "numero_voie", "service_distribution"];
const FACT_FIELDS: [(&str, &str); 3] =
    [("accessibilite", "Accessibilité"), ("note_accessibilite", "Accès"), ("continent", "Continent")];

/// Adds each address as a contact, and its coordinates and access as facts.
pub fn add(record: &mut Record, service: &mut JsonObject) {
    let mut seen = HashSet::new();
    for value in service.list("adresse") {
        match value {
            JsonValue::Object(mut address) => {
                add_address(record, &mut address);
                for fact in facts(&mut address) {
                    // Two addresses often share a place.
                    if seen.insert(fact.clone()) {
                        record.add_fact(fact.0, &fact.1);
                    }
                }
                service.put_object("adresse", address);
            }
            JsonValue::Text(text) if !json_value::is_json(&text) => {
                record.add_contact("address", &text, "Adresse")
            }
            value => service.put("adresse", value),
        }
    }
}

fn add_address(record: &mut Record, address: &mut JsonObject) {
    let kind = address.text("type_adresse");
    let mut parts = STREET_KEYS.map(|key| address.text(key)).to_vec();
    parts.push(joined(["code_postal", "nom_commune"].map(|key| address.text(key)).to_vec(), " "));
    parts.push(address.text("pays"));
    record.add_contact("address", &joined(parts, ", "), if kind.is_empty() { "Adresse" } else { &kind });
}

fn facts(address: &mut JsonObject) -> Vec<(&'static str, String)> {
    let coordinates = ["latitude", "longitude"].map(|key| address.text(key)).to_vec();
    let mut facts = vec![("Coordonnées", joined(coordinates, ", "))];
    facts.extend(FACT_FIELDS.map(|(key, label)| (label, address.text(key))));
    facts
}

/// The parts that are not empty, joined.
pub fn joined(parts: Vec<String>, separator: &str) -> String {
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(separator)
}
