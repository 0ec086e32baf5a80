//! A unit converted from another format, to be written as a record of the public format. Texts are not
//! cleaned here: the parser of records does it.

use crate::json;
use crate::org::{HeaderOffsets, NONE};

/// The details of one unit, at most. Where a reader puts a text before each value, such as the name of a person, they can
/// be many times the file.
const MAX_DETAIL_BYTES: usize = 64 << 20;
/// The memory for a detail besides its texts.
const DETAIL_BYTES: usize = 96;

#[derive(Debug, Default)]
pub struct Record {
    pub id: String,
    /// Ids of candidate parents; the first that exists is used.
    pub parents: Vec<String>,
    /// The one of these that stands for no parent unless it is an id.
    pub no_parent_marker: Option<&'static str>,
    pub kind: String,
    pub name: String,
    pub acronym: String,
    pub other_names: Vec<String>,
    pub summary: String,
    pub missions: Vec<String>,
    facts: Vec<FactRecord>,
    contacts: Vec<ContactRecord>,
    links: Vec<LinkRecord>,
    relations: Vec<RelationRecord>,
    pub notes: Vec<String>,
    /// The size of the facts, contacts, links and relations.
    detail_bytes: usize,
}

#[derive(Debug)]
struct FactRecord {
    label: String,
    value: String,
}

#[derive(Debug)]
struct ContactRecord {
    kind: String,
    value: String,
    label: String,
}

#[derive(Debug)]
struct LinkRecord {
    label: String,
    url: String,
}

/// A relation to a unit by id, or to a party by name.
#[derive(Debug)]
struct RelationRecord {
    kind: String,
    unit_id: String,
    name: String,
}

/// Values that are blank are not added.
impl Record {
    pub fn new(id: &str) -> Self {
        Self { id: id.to_string(), ..Self::default() }
    }

    /// Whether it has no content besides its id, parents, kind and name, and a link that is its id.
    pub fn has_only_names(&self) -> bool {
        let texts = [&self.acronym, &self.summary].iter().all(|text| text.is_empty());
        let lists = [&self.other_names, &self.missions, &self.notes].iter().all(|list| list.is_empty());
        let facts_and_contacts = self.facts.is_empty() && self.contacts.is_empty();
        texts
            && lists
            && facts_and_contacts
            && self.links.iter().all(|link| link.url == self.id)
            && self.relations.is_empty()
    }

    /// The size of the facts, contacts, links and relations in memory.
    pub fn detail_bytes(&self) -> usize {
        self.detail_bytes
    }

    /// Whether a detail was dropped because there are too many.
    pub fn is_too_large(&self) -> bool {
        self.detail_bytes > MAX_DETAIL_BYTES
    }

    /// Counts a detail; `false` if it is one too many.
    fn has_room(&mut self, texts: [&str; 3]) -> bool {
        let bytes: usize = texts.iter().map(|text| text.len()).sum();
        self.detail_bytes = self.detail_bytes.saturating_add(bytes + DETAIL_BYTES);
        !self.is_too_large()
    }

    pub fn add_fact(&mut self, label: &str, value: &str) {
        if !value.trim().is_empty() && self.has_room([label, value, ""]) {
            let value = value.trim().into();
            self.facts.push(FactRecord { label: label.trim().into(), value });
        }
    }

    /// Adds a fact of a person or another party on the card, with its name before the label.
    pub fn add_fact_of(&mut self, name: &str, label: &str, value: &str) {
        if !self.is_too_large() {
            self.add_fact(&format!("{name}, {label}"), value);
        }
    }

    /// Adds a contact. `kind` is `email`, `voice`, `fax`, `address`… as in Popolo.
    pub fn add_contact(&mut self, kind: &str, value: &str, label: &str) {
        if !value.trim().is_empty() && self.has_room([kind, value, label]) {
            let value = value.trim().into();
            self.contacts.push(ContactRecord { kind: kind.into(), value, label: label.trim().into() });
        }
    }

    pub fn contact_count(&self) -> usize {
        self.contacts.len()
    }

    pub fn add_link(&mut self, label: &str, url: &str) {
        if !url.trim().is_empty() && self.has_room([label, url, ""]) {
            let url = url.trim().into();
            self.links.push(LinkRecord { label: label.trim().into(), url });
        }
    }

    /// Adds a relation to a unit that may be in any of the files.
    pub fn add_relation(&mut self, kind: &str, unit: &str) {
        if !unit.trim().is_empty() {
            self.add_labelled_relation(kind, unit, "");
        }
    }

    /// Adds a relation to a unit that has this name if it is in none of the files.
    pub fn add_labelled_relation(&mut self, kind: &str, unit: &str, name: &str) {
        if self.has_room([kind, unit, name]) {
            let (unit_id, name) = (unit.trim().into(), name.trim().into());
            self.relations.push(RelationRecord { kind: kind.into(), unit_id, name });
        }
    }

    /// Adds a relation to a party that is not in the files.
    pub fn add_named_relation(&mut self, kind: &str, name: &str) {
        if !name.trim().is_empty() {
            self.add_labelled_relation(kind, "", name);
        }
    }
}

/// Writing: members without a value are left out.
impl Record {
    /// Appends the record as JSON and returns the byte offsets of its header values.
    pub fn write(&self, json: &mut String) -> HeaderOffsets {
        let record = json.len() as u32;
        json.push('{');
        let id = push_member(json, "id", &self.id);
        let parent = self.push_parents(json);
        let kind = push_member(json, "classification", &self.kind);
        let name = push_key(json, "name");
        json::push_text(json, &self.name);
        let acronym = push_member(json, "acronym", &self.acronym);
        push_texts(json, "other_names", &self.other_names);
        push_member(json, "abstract", &self.summary);
        push_texts(json, "missions", &self.missions);
        self.push_details(json);
        push_texts(json, "notes", &self.notes);
        json.push('}');
        HeaderOffsets { record, id, name, acronym, kind, parent }
    }

    /// Appends the parents; a single one as a text, which the builder resolves at once.
    fn push_parents(&self, json: &mut String) -> u32 {
        match &self.parents[..] {
            [] => NONE,
            [parent] => {
                let at = push_key(json, "parent_id");
                json::push_text(json, parent);
                at
            }
            parents => push_texts(json, "parent_id", parents),
        }
    }

    fn push_details(&self, json: &mut String) {
        push_items(json, "facts", &self.facts, |fact| {
            [("label", Some(&fact.label)), ("value", Some(&fact.value))]
        });
        push_items(json, "contact_details", &self.contacts, |contact| {
            let label = optional(&contact.label);
            [("type", Some(&contact.kind)), ("value", Some(&contact.value)), ("label", label)]
        });
        push_items(json, "links", &self.links, |link| {
            [("label", optional(&link.label)), ("url", Some(&link.url))]
        });
        push_items(json, "relations", &self.relations, |relation| {
            let (unit_id, name) = (optional(&relation.unit_id), optional(&relation.name));
            [("type", Some(&relation.kind)), ("unit_id", unit_id), ("name", name)]
        });
    }
}

/// Appends the key of a member and returns the byte offset of its value.
fn push_key(json: &mut String, key: &str) -> u32 {
    json.push_str(if json.ends_with('{') { "\"" } else { ",\"" });
    json.extend([key, "\":"]);
    json.len() as u32
}

/// Appends a text unless it is empty; returns its byte offset.
fn push_member(json: &mut String, key: &str, text: &str) -> u32 {
    if text.is_empty() {
        return NONE;
    }
    let at = push_key(json, key);
    json::push_text(json, text);
    at
}

/// Appends a list of texts unless it is empty; returns its byte offset.
fn push_texts(json: &mut String, key: &str, texts: &[String]) -> u32 {
    push_list(json, key, texts, |json, text| json::push_text(json, text))
}

fn optional(text: &String) -> Option<&String> {
    Some(text).filter(|text| !text.is_empty())
}

/// Appends a list of objects unless it is empty.
fn push_items<T, const N: usize>(
    json: &mut String,
    key: &str,
    items: &[T],
    members: impl for<'t> Fn(&'t T) -> [(&'static str, Option<&'t String>); N],
) {
    push_list(json, key, items, |json, item| {
        json.push('{');
        for (key, text) in members(item).into_iter().filter_map(|(key, text)| Some((key, text?))) {
            push_key(json, key);
            json::push_text(json, text);
        }
        json.push('}');
    });
}

fn push_list<T>(json: &mut String, key: &str, items: &[T], push: impl Fn(&mut String, &T)) -> u32 {
    if items.is_empty() {
        return NONE;
    }
    let at = push_key(json, key);
    for (index, item) in items.iter().enumerate() {
        json.push(if index == 0 { '[' } else { ',' });
        push(json, item);
    }
    json.push(']');
    at
}
