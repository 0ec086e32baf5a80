//! Linked data: the W3C's Organization Ontology (<https://www.w3.org/TR/vocab-org/>), with SKOS
//! for names and vCard for contacts, as JSON-LD 1.1. A unit is named by its id behind a `#`,
//! inside whatever address the document gets.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::Branch;
use super::iri;
use crate::org::{Contact, Link, Org, Relation, Unit, UnitId};

/// Writes a graph with a node a unit.
pub fn graph(branch: &Branch, mut out: &mut dyn Write) -> io::Result<()> {
    write!(out, "{{\"@context\":")?;
    serde_json::to_writer(&mut out, &context(branch.org))?;
    write!(out, ",\"@graph\":[")?;
    for (i, unit) in branch.units().enumerate() {
        out.write_all(if i > 0 { b",\n" } else { b"\n" })?;
        serde_json::to_writer(&mut out, &node(branch, unit))?;
    }
    writeln!(out, "\n]}}")
}

/// What the prefixes stand for, and the language of what has no other. Codes have none.
fn context(org: &Org) -> Value {
    let code = |name: &str| json!({"@id": name, "@language": null});
    json!({
        "org": "http://www.w3.org/ns/org#",
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "dcterms": "http://purl.org/dc/terms/",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "vcard": "http://www.w3.org/2006/vcard/ns#",
        "org:identifier": code("org:identifier"),
        "skos:notation": code("skos:notation"),
        "dcterms:date": code("dcterms:date"),
        "@language": org.head.lang,
    })
}

/// A unit's node, without what it has none of.
fn node(branch: &Branch, id: UnitId) -> Value {
    let (org, unit) = (branch.org, branch.unit(id));
    let parent = branch.parent(id);
    let kind = if id == UnitId::ROOT { "org:Organization" } else { "org:OrganizationalUnit" };
    let concept = unit.kind.as_ref().map(|kind| json!({"@type": "skos:Concept", "skos:prefLabel": kind}));
    let mut members = vec![
        ("@id", json!(named(&unit.id))),
        ("@type", json!(kind)),
        ("org:identifier", json!(unit.id)),
        ("skos:prefLabel", json!(unit.name)),
        ("skos:notation", json!(unit.acronym)),
        ("skos:altLabel", json!(unit.other_names)),
        ("org:classification", json!(concept)),
        ("org:unitOf", json!(parent.map(|parent| json!({"@id": named(&org.id(parent))})))),
        ("dcterms:abstract", json!(unit.summary)),
        ("org:purpose", json!(unit.missions)),
        ("dcterms:description", unit.facts.iter().map(|fact| pair(&fact.label, &fact.value)).collect()),
        ("org:hasSite", json!(site(&unit))),
        ("rdfs:seeAlso", unit.links.iter().map(link).collect()),
        ("org:linkedTo", unit.relations.iter().filter_map(linked).collect()),
        ("skos:note", notes(org, &unit)),
    ];
    if id == UnitId::ROOT {
        members.extend(source(org));
    }
    let has_value = |(_, value): &(&str, Value)| !value.is_null() && *value != json!([]);
    members.into_iter().filter(has_value).map(|(key, value)| (key.to_string(), value)).collect()
}

fn named(id: &str) -> String {
    format!("#{}", iri::piece(id))
}

fn pair(label: &str, value: &str) -> Value {
    json!(format!("{label}: {value}"))
}

/// The contacts, as the address of a site.
fn site(unit: &Unit) -> Option<Value> {
    let mut card = Map::from_iter([("@type".to_string(), json!("vcard:Organization"))]);
    for (key, value) in unit.contacts.iter().map(reach) {
        match card.entry(key).or_insert_with(|| json!([])) {
            Value::Array(values) => values.push(value),
            _ => continue,
        }
    }
    (card.len() > 1).then(|| json!({"@type": "org:Site", "org:siteAddress": card}))
}

fn reach(contact: &Contact) -> (String, Value) {
    let value = &contact.value;
    let (key, value) = match contact.kind.as_deref().unwrap_or_default() {
        "email" => ("vcard:hasEmail", json!({"@id": format!("mailto:{}", iri::escaped(value))})),
        "voice" | "fax" | "cell" | "phone" => ("vcard:hasTelephone", telephone(value)),
        "address" => ("vcard:hasAddress", json!({"@type": "vcard:Address", "vcard:street-address": value})),
        _ => ("vcard:note", contact.called().map_or(json!(value), |called| pair(called, value))),
    };
    (key.to_string(), value)
}

/// A number as it is written and, where it is one, as an address (RFC 3966).
fn telephone(value: &str) -> Value {
    let digits: String = value.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    json!({"rdfs:label": value, "vcard:hasValue": {"@id": format!("tel:{digits}")}})
}

fn link(link: &Link) -> Value {
    address(&link.url, link.label.as_deref())
}

/// An address and what it is called; what is no address is only a name.
fn address(url: &str, label: Option<&str>) -> Value {
    match (iri::address(url), label) {
        (Some(id), Some(label)) => json!({"@id": id, "rdfs:label": label}),
        (Some(id), None) => json!({"@id": id}),
        (None, label) => json!({"rdfs:label": label.into_iter().chain([url]).collect::<Vec<_>>()}),
    }
}

/// The other side of a relation: a unit of the document, or somebody outside it.
fn linked(relation: &Relation) -> Option<Value> {
    match (&relation.name, &relation.unit_id) {
        (_, Some(id)) if relation.unit.is_some() => Some(json!({"@id": named(id)})),
        (Some(name), _) => Some(json!({"@type": "org:Organization", "skos:prefLabel": name})),
        _ => None,
    }
}

/// The notes, and in words what ties the unit to others: ORG says only that it is tied.
fn notes(org: &Org, unit: &Unit) -> Value {
    let notes = unit.notes.iter().map(|note| json!(note));
    notes.chain(unit.relations.iter().map(|relation| pair(&relation.kind, &org.party(relation)))).collect()
}

/// What the file says of itself.
fn source(org: &Org) -> [(&'static str, Value); 3] {
    let head = &org.head;
    let source = head.source.as_ref();
    let source = source.map(|source| address(&source.url, Some(&source.label)));
    [
        ("dcterms:source", json!(source)),
        ("dcterms:license", json!(head.licence.as_ref().map(|name| json!({"rdfs:label": name})))),
        ("dcterms:date", json!(head.date)),
    ]
}
