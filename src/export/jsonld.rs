//! Linked data: the W3C's Organization Ontology (<https://www.w3.org/TR/vocab-org/>), with SKOS
//! for names and vCard for contacts, as JSON-LD 1.1. A unit is named by its id behind a `#`,
//! inside whatever address the document gets.

use std::io::{self, Write};

use crate::json::Json;
use crate::org::{Contact, Org, Relation, Unit, UnitId};
use crate::text::Printable;

use super::{Subtree, uri};

/// What the prefixes stand for.
const PREFIXES: [(&str, &str); 5] = [
    ("org", "http://www.w3.org/ns/org#"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("dcterms", "http://purl.org/dc/terms/"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("vcard", "http://www.w3.org/2006/vcard/ns#"),
];
/// What is in no language.
const CODES: [&str; 3] = ["org:identifier", "skos:notation", "dcterms:date"];

/// Writes a graph with a node a unit.
pub fn graph(branch: &Subtree, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "{{\"@context\":")?;
    write_json(&context(branch.org), out)?;
    write!(out, ",\"@graph\":[")?;
    for (i, unit) in branch.units().enumerate() {
        out.write_all(if i > 0 { b",\n" } else { b"\n" })?;
        write_json(&node(branch, unit), out)?;
    }
    writeln!(out, "\n]}}")
}

fn write_json(json: &Json, out: &mut dyn Write) -> io::Result<()> {
    Ok(serde_json::to_writer(out, json)?)
}

/// The prefixes, and the language of what has no other.
fn context(org: &Org) -> Json {
    let prefixes = PREFIXES.map(|(prefix, address)| (prefix, Json::text(address)));
    let codes =
        CODES.map(|name| (name, Json::Object(vec![("@id", Json::text(name)), ("@language", Json::Null)])));
    let language = ("@language", Json::text_or_null(org.metadata.lang.as_deref()));
    Json::Object(prefixes.into_iter().chain(codes).chain([language]).collect())
}

/// A unit's node, without what it has none of.
fn node(branch: &Subtree, id: UnitId) -> Json {
    let (org, unit) = (branch.org, branch.unit(id));
    let concept = |kind: &Printable| named_thing("skos:Concept", "skos:prefLabel", kind);
    let facts = unit.facts.iter().map(|fact| pair(&fact.label, &fact.value));
    let links = unit.links.iter().map(|link| address(&link.url, link.label.as_deref()));
    let mut members = vec![
        ("@id", Json::Text(named(&unit.id))),
        ("@type", Json::text(if id == UnitId::ROOT { "org:Organization" } else { "org:OrganizationalUnit" })),
        ("org:identifier", Json::text(&unit.id)),
        ("skos:prefLabel", Json::text(&unit.name)),
        ("skos:notation", Json::text_or_null(unit.acronym.as_deref())),
        ("skos:altLabel", texts(&unit.other_names)),
        ("org:classification", unit.kind.as_ref().map_or(Json::Null, concept)),
        ("org:unitOf", branch.parent(id).map_or(Json::Null, |parent| reference(&org.id(parent)))),
        ("dcterms:abstract", Json::text_or_null(unit.summary.as_deref())),
        ("org:purpose", texts(&unit.missions)),
        ("dcterms:description", Json::List(facts.collect())),
        ("org:hasSite", site(&unit)),
        ("rdfs:seeAlso", Json::List(links.collect())),
        ("org:linkedTo", Json::List(unit.relations.iter().map(linked).collect())),
        ("skos:note", notes(org, &unit)),
    ];
    if id == UnitId::ROOT {
        members.extend(source(org));
    }
    Json::object(members)
}

fn named(id: &str) -> String {
    format!("#{}", uri::encode_segment(id))
}

fn reference(id: &str) -> Json {
    Json::Object(vec![("@id", Json::Text(named(id)))])
}

fn named_thing(kind: &str, key: &'static str, name: &str) -> Json {
    Json::Object(vec![("@type", Json::text(kind)), (key, Json::text(name))])
}

fn texts(texts: &[Printable]) -> Json {
    Json::List(texts.iter().map(|text| Json::text(text)).collect())
}

fn pair(label: &str, value: &str) -> Json {
    Json::Text(format!("{label}: {value}"))
}

/// The contacts, as the addresses of a site.
fn site(unit: &Unit) -> Json {
    let cards: Vec<Json> = unit.contacts.iter().map(card).collect();
    if cards.is_empty() {
        return Json::Null;
    }
    Json::Object(vec![("@type", Json::text("org:Site")), ("org:siteAddress", Json::List(cards))])
}

/// One way to reach a unit.
fn card(contact: &Contact) -> Json {
    let value = &contact.value;
    let reach = match contact.kind.as_deref().unwrap_or_default() {
        "email" => ("vcard:hasEmail", id(format!("mailto:{}", uri::encode_part(value)))),
        "voice" | "fax" | "cell" | "phone" => ("vcard:hasTelephone", id(telephone(value))),
        "address" => ("vcard:hasAddress", named_thing("vcard:Address", "vcard:street-address", value)),
        _ => ("vcard:note", Json::text(value)),
    };
    let label = ("rdfs:label", Json::text_or_null(contact.label_or_kind().map(|called| &**called)));
    Json::object(vec![("@type", Json::text("vcard:VCard")), label, reach])
}

fn id(address: String) -> Json {
    Json::Object(vec![("@id", Json::Text(address))])
}

/// A number as an address (RFC 3966).
fn telephone(value: &str) -> String {
    let digits: String = value.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    format!("tel:{digits}")
}

/// An address and what it is called; what is no address is only a name.
fn address(url: &str, label: Option<&str>) -> Json {
    let address = uri::to_uri(url);
    let name = if address.is_some() { label } else { Some(url) };
    Json::object(vec![
        ("@id", Json::text_or_null(address.as_deref())),
        ("rdfs:label", Json::text_or_null(name)),
    ])
}

/// The other side of a relation: a unit of the document, or somebody outside it.
fn linked(relation: &Relation) -> Json {
    match (&relation.name, &relation.unit_id) {
        (_, Some(id)) if relation.unit.is_some() => reference(id),
        (Some(name), _) | (_, Some(name)) => named_thing("org:Organization", "skos:prefLabel", name),
        _ => Json::Null,
    }
}

/// The notes, and in words what ties the unit to others: ORG says only that it is tied.
fn notes(org: &Org, unit: &Unit) -> Json {
    let notes = unit.notes.iter().map(|note| Json::text(note));
    let ties =
        unit.relations.iter().map(|relation| pair(&relation.kind, &org.relation_target_name(relation)));
    Json::List(notes.chain(ties).collect())
}

/// What the file says of itself.
fn source(org: &Org) -> [(&'static str, Json); 3] {
    let head = &org.metadata;
    let source = head.source.as_ref().map_or(Json::Null, |source| address(&source.url, Some(&source.label)));
    let licence =
        head.licence.as_ref().map_or(Json::Null, |name| Json::Object(vec![("rdfs:label", Json::text(name))]));
    [
        ("dcterms:source", source),
        ("dcterms:license", licence),
        ("dcterms:date", Json::text_or_null(head.date.as_deref())),
    ]
}
