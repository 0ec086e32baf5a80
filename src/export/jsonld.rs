//! JSON-LD 1.1 with the W3C Organization Ontology (<https://www.w3.org/TR/vocab-org/>), SKOS for
//! names and vCard for contacts. The IRI of a unit is `#` and its id, relative to the address of
//! the document.

use std::io::{self, Write};

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::address;
use crate::address::encode_segment;
use crate::org::{Contact, Metadata, Org, Relation, Unit, UnitId};
use crate::text::Printable;

use super::Subtree;

/// The prefixes and their namespaces.
const PREFIXES: [(&str, &str); 5] = [
    ("org", "http://www.w3.org/ns/org#"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("dcterms", "http://purl.org/dc/terms/"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("vcard", "http://www.w3.org/2006/vcard/ns#"),
];
/// Properties whose values are in no language.
const LANGUAGE_NEUTRAL: [&str; 3] = ["org:identifier", "skos:notation", "dcterms:date"];

/// The prefixes, and the default language of the values.
struct Context<'a>(&'a Metadata);

#[derive(Serialize)]
struct NeutralProperty {
    #[serde(rename = "@id")]
    id: &'static str,
    #[serde(rename = "@language")]
    language: (),
}

/// The node of a unit. The root also has the metadata of the document.
#[derive(Serialize)]
struct Node<'a> {
    #[serde(rename = "@id")]
    id: String,
    #[serde(rename = "@type")]
    node_type: &'static str,
    #[serde(rename = "org:identifier")]
    identifier: &'a str,
    #[serde(rename = "skos:prefLabel")]
    name: &'a str,
    #[serde(rename = "skos:notation", skip_serializing_if = "Option::is_none")]
    acronym: Option<&'a str>,
    #[serde(rename = "skos:altLabel", skip_serializing_if = "<[_]>::is_empty")]
    other_names: &'a [Printable],
    #[serde(rename = "org:classification", skip_serializing_if = "Option::is_none")]
    kind: Option<NamedNode<'a>>,
    #[serde(rename = "org:unitOf", skip_serializing_if = "Option::is_none")]
    parent: Option<NodeRef>,
    #[serde(rename = "dcterms:abstract", skip_serializing_if = "Option::is_none")]
    summary: Option<&'a str>,
    #[serde(rename = "org:purpose", skip_serializing_if = "<[_]>::is_empty")]
    missions: &'a [Printable],
    #[serde(rename = "dcterms:description", skip_serializing_if = "Vec::is_empty")]
    facts: Vec<String>,
    #[serde(rename = "org:hasSite", skip_serializing_if = "Option::is_none")]
    site: Option<Site<'a>>,
    #[serde(rename = "rdfs:seeAlso", skip_serializing_if = "Vec::is_empty")]
    links: Vec<LabelledLink<'a>>,
    /// `None` for a relation without a target.
    #[serde(rename = "org:linkedTo", skip_serializing_if = "Vec::is_empty")]
    relations: Vec<Option<RelationTarget<'a>>>,
    #[serde(rename = "skos:note", skip_serializing_if = "Vec::is_empty")]
    notes: Vec<String>,
    #[serde(rename = "dcterms:source", skip_serializing_if = "Option::is_none")]
    source: Option<LabelledLink<'a>>,
    #[serde(rename = "dcterms:license", skip_serializing_if = "Option::is_none")]
    licence: Option<LabelledLink<'a>>,
    #[serde(rename = "dcterms:date", skip_serializing_if = "Option::is_none")]
    date: Option<&'a str>,
}

#[derive(Serialize)]
struct NodeRef {
    #[serde(rename = "@id")]
    id: String,
}

/// A node without an IRI.
#[derive(Serialize)]
struct NamedNode<'a> {
    #[serde(rename = "@type")]
    node_type: &'static str,
    #[serde(rename = "skos:prefLabel")]
    name: &'a str,
}

#[derive(Serialize)]
struct LabelledLink<'a> {
    #[serde(rename = "@id", skip_serializing_if = "Option::is_none")]
    uri: Option<String>,
    #[serde(rename = "rdfs:label", skip_serializing_if = "Option::is_none")]
    label: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum RelationTarget<'a> {
    Unit(NodeRef),
    /// An organisation that is not in the document.
    External(NamedNode<'a>),
}

#[derive(Serialize)]
struct Site<'a> {
    #[serde(rename = "@type")]
    node_type: &'static str,
    #[serde(rename = "org:siteAddress")]
    contacts: Vec<VCard<'a>>,
}

#[derive(Serialize)]
struct VCard<'a> {
    #[serde(rename = "@type")]
    node_type: &'static str,
    #[serde(rename = "rdfs:label", skip_serializing_if = "Option::is_none")]
    label: Option<&'a str>,
    #[serde(flatten)]
    value: ContactValue<'a>,
}

#[derive(Serialize)]
enum ContactValue<'a> {
    #[serde(rename = "vcard:hasEmail")]
    Email(LabelledLink<'a>),
    #[serde(rename = "vcard:hasTelephone")]
    Telephone(LabelledLink<'a>),
    #[serde(rename = "vcard:hasAddress")]
    Address(StreetAddress<'a>),
    #[serde(rename = "vcard:note")]
    Note(&'a str),
}

#[derive(Serialize)]
struct StreetAddress<'a> {
    #[serde(rename = "@type")]
    node_type: &'static str,
    #[serde(rename = "vcard:street-address")]
    text: &'a str,
}

/// Writes a graph with one node per unit.
pub fn write_graph(subtree: &Subtree, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "{{\"@context\":")?;
    write_json(&Context(&subtree.org.metadata), out)?;
    write!(out, ",\"@graph\":[")?;
    for (i, id) in subtree.units().enumerate() {
        out.write_all(if i > 0 { b",\n" } else { b"\n" })?;
        write_json(&node(subtree, id, &subtree.unit(id)), out)?;
    }
    writeln!(out, "\n]}}")
}

fn write_json(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    Ok(serde_json::to_writer(out, value)?)
}

impl Serialize for Context<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (prefix, namespace) in PREFIXES {
            map.serialize_entry(prefix, namespace)?;
        }
        for id in LANGUAGE_NEUTRAL {
            map.serialize_entry(id, &NeutralProperty { id, language: () })?;
        }
        map.serialize_entry("@language", &self.0.lang)?;
        map.end()
    }
}

fn node<'a>(subtree: &Subtree<'a>, id: UnitId, unit: &'a Unit) -> Node<'a> {
    let org = subtree.org;
    let is_root = id == UnitId::ROOT;
    let metadata = Some(&org.metadata).filter(|_| is_root);
    let source = metadata.and_then(|metadata| metadata.source.as_ref());
    let licence = metadata.and_then(|metadata| metadata.licence.as_deref());
    Node {
        id: unit_iri(&unit.id),
        node_type: if is_root { "org:Organization" } else { "org:OrganizationalUnit" },
        identifier: &unit.id,
        name: &unit.name,
        acronym: unit.acronym.as_deref(),
        other_names: &unit.other_names,
        kind: unit.kind.as_deref().map(|name| NamedNode { node_type: "skos:Concept", name }),
        parent: subtree.parent(id).map(|parent| unit_ref(&org.id(parent))),
        summary: unit.summary.as_deref(),
        missions: &unit.missions,
        facts: unit.facts.iter().map(|fact| format!("{}: {}", fact.label, fact.value)).collect(),
        site: site(unit),
        links: unit.links.iter().map(|link| labelled_link(&link.url, link.label.as_deref())).collect(),
        relations: unit.relations.iter().map(relation_target).collect(),
        notes: notes(org, unit),
        source: source.map(|source| labelled_link(&source.url, Some(&source.label))),
        licence: licence.map(|name| LabelledLink { uri: None, label: Some(name) }),
        date: metadata.and_then(|metadata| metadata.date.as_deref()),
    }
}

fn unit_iri(id: &str) -> String {
    format!("#{}", encode_segment(id))
}

fn unit_ref(id: &str) -> NodeRef {
    NodeRef { id: unit_iri(id) }
}

/// The contacts, as the addresses of a site.
fn site(unit: &Unit) -> Option<Site<'_>> {
    let contacts: Vec<VCard> = unit.contacts.iter().map(vcard).collect();
    (!contacts.is_empty()).then_some(Site { node_type: "org:Site", contacts })
}

fn vcard(contact: &Contact) -> VCard<'_> {
    let text = &*contact.value;
    let value = match contact.kind.as_deref().unwrap_or_default() {
        "email" => ContactValue::Email(contact_link(contact)),
        "voice" | "fax" | "cell" | "phone" => ContactValue::Telephone(contact_link(contact)),
        "address" => ContactValue::Address(StreetAddress { node_type: "vcard:Address", text }),
        _ => ContactValue::Note(text),
    };
    VCard { node_type: "vcard:VCard", label: contact.label_or_kind().map(|label| &**label), value }
}

/// The link of a contact, which is that of its card, or else its text.
fn contact_link(contact: &Contact) -> LabelledLink<'_> {
    let uri = contact.uri();
    let label = if uri.is_some() { None } else { Some(&*contact.value) };
    LabelledLink { uri, label }
}

/// A link and its label. A text that is no link becomes the label.
fn labelled_link<'a>(url: &'a str, label: Option<&'a str>) -> LabelledLink<'a> {
    let uri = address::link(url);
    let label = if uri.is_some() { label } else { Some(url) };
    LabelledLink { uri, label }
}

/// The target of a relation: a unit of the document, or an organisation outside it.
fn relation_target(relation: &Relation) -> Option<RelationTarget<'_>> {
    match (&relation.name, &relation.unit_id) {
        (_, Some(id)) if relation.unit.is_some() => Some(RelationTarget::Unit(unit_ref(id))),
        (Some(name), _) | (_, Some(name)) => {
            Some(RelationTarget::External(NamedNode { node_type: "org:Organization", name }))
        }
        _ => None,
    }
}

/// The notes, then the kinds of the relations as text: ORG has a single property for relations.
fn notes(org: &Org, unit: &Unit) -> Vec<String> {
    let notes = unit.notes.iter().map(|note| note.to_string());
    let relations = unit.relations.iter();
    let kinds =
        relations.map(|relation| format!("{}: {}", relation.kind, org.relation_target_name(relation)));
    notes.chain(kinds).collect()
}

#[cfg(test)]
mod tests {
    use crate::export::{self, ExportFormat, Subtree};
    use crate::import;
    use crate::lang::Lang;
    use crate::org::UnitId;

    #[test]
    fn contacts_have_the_links_of_their_cards() {
        let text = r#"{"format":"ramure/1","units":[{"id":"a","name":"A","contact_details":[
            {"type":"voice","value":"+33 (0)1 40 15 73 00"},{"type":"voice","value":"01 40 15 73 00 poste 12","label":"Desk"},
            {"type":"fax","value":"0140157300 / 0140157301"},{"type":"email","value":"a@b.example"},{"type":"email","value":"write to us"}]}]}"#;
        let org = import::read(text.as_bytes(), Lang::En).expect("readable");
        let mut written = Vec::new();
        export::write(&Subtree::whole(&org), ExportFormat::JsonLd, false, Lang::En, &mut written)
            .expect("written");
        let graph: serde_json::Value = serde_json::from_slice(&written).expect("JSON");
        let contacts = graph["@graph"][0]["org:hasSite"]["org:siteAddress"].as_array().expect("contacts");
        let link = |contact: &serde_json::Value| {
            let value = contact.get("vcard:hasTelephone").or(contact.get("vcard:hasEmail")).expect("a value");
            value["@id"].as_str().unwrap_or_default().to_string()
        };
        let links: Vec<String> = contacts.iter().map(link).collect();
        assert_eq!(links, ["tel:+33140157300", "", "", "mailto:a@b.example", ""]);
        let again = import::read(&written, Lang::En).expect("readable");
        let [again, org] = [again, org].map(|org| {
            let contacts = org.unit(UnitId::ROOT).contacts.into_iter().skip(1);
            contacts.map(|contact| (contact.kind, contact.value, contact.label)).collect::<Vec<_>>()
        });
        assert_eq!(again, org);
    }
}
