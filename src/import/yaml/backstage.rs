//! The groups and users of a Backstage catalogue (<https://backstage.io/docs/features/software-catalog/descriptor-format/>),
//! one entity a document. A user stands on the card of each group that has it as a member; one without any is
//! a unit of its own.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use serde_json::value::RawValue;

use crate::import::columns::ColumnGuesses;
use crate::import::json::{RawMembers, values};
use crate::import::line_numbers::LineCounter;
use crate::import::record::Record;
use crate::import::record_sink::RecordSink;
use crate::import::{ReadError, columns};
use crate::json;
use crate::lang::Tr;
use crate::org::DiagnosticKind;
use crate::text::Printable;

use super::nodes::{NodeId, Yaml};

const MEMBER: Tr = Tr::new("membre", "member");
const PERSON: Tr = Tr::new("personne", "person");
/// The objects of an entity whose members belong to it.
const PARTS: [&str; 3] = ["metadata", "spec", "profile"];

/// Whether a document is a group or a user.
pub fn is_entity(yaml: &Yaml, root: NodeId) -> bool {
    let members = yaml.members(root);
    let member =
        |wanted: &str| members.iter().find(|(key, _)| yaml.text(*key) == wanted).map(|(_, value)| *value);
    let is_kind = member("kind").is_some_and(|kind| matches!(yaml.text(kind), "Group" | "User"));
    is_kind && member("metadata").is_some()
}

/// An entity: its kind, its name, and its members with those of its parts.
struct Entity<'a> {
    value: &'a RawValue,
    kind: Cow<'a, str>,
    name: String,
    members: RawMembers<'a>,
}

impl<'a> Entity<'a> {
    fn new(value: &'a RawValue) -> Option<Self> {
        let mut members = RawMembers::new();
        let mut pending = vec![json::object(value)?];
        while let Some(part) = pending.pop() {
            for (key, value) in part {
                match json::object(value).filter(|_| PARTS.contains(&&*key)) {
                    Some(inner) => pending.push(inner),
                    None => members.push((key, value)),
                }
            }
        }
        let kind = json::object(value)?.into_iter().find(|(key, _)| key == "kind");
        let kind = kind.and_then(|(_, kind)| json::text(kind)).unwrap_or_default();
        let name = text(&members, "name").to_string();
        Some(Self { value, kind, name, members })
    }

    /// What the entity is called.
    fn title(&self) -> Cow<'a, str> {
        let titles = ["displayName", "title", "name"].map(|key| text(&self.members, key));
        titles.into_iter().find(|title| !title.trim().is_empty()).unwrap_or_default()
    }

    /// The names that a member refers to.
    fn references(&self, key: &str) -> Vec<String> {
        let members = self.members.iter().filter(|(known, _)| known == key);
        let texts = members.filter_map(|(_, value)| json::texts(value)).flatten();
        texts.map(|text| local_name(&text).to_string()).collect()
    }
}

/// The name in a reference such as `group:default/name`.
fn local_name(reference: &str) -> &str {
    reference.rsplit([':', '/']).next().unwrap_or_default()
}

fn text<'a>(members: &[(Cow<str>, &'a RawValue)], name: &str) -> Cow<'a, str> {
    let member = members.iter().find(|(key, _)| key == name);
    member.and_then(|(_, value)| json::text(value)).unwrap_or_default()
}

/// Reads the entities of a text, a JSON object each. Entities of other kinds are reported.
pub fn read(text: &str, sink: &mut RecordSink) -> Result<(), ReadError> {
    let mut lines = LineCounter::new(text);
    let (mut groups, mut users) = (Vec::new(), Vec::new());
    for value in values(text)? {
        match Entity::new(value) {
            Some(entity) if entity.kind == "Group" => groups.push(entity),
            Some(entity) if entity.kind == "User" => users.push(entity),
            _ if json::is_null(value) => {}
            other => {
                let key = Printable::new(other.as_ref().map_or("", |entity| &entity.kind));
                let kind = DiagnosticKind::IgnoredHeader { key, value: Printable::new(value.get()) };
                sink.report(lines.line_of(value.get()), kind);
            }
        }
    }
    let user_of: HashMap<&str, &Entity> = users.iter().map(|user| (user.name.as_str(), user)).collect();
    let mut members_of: HashMap<String, Vec<&str>> = HashMap::new();
    for user in &users {
        for group in user.references("memberOf") {
            members_of.entry(group).or_default().push(&user.name);
        }
    }
    let mut joined = HashSet::new();
    for group in &groups {
        if sink.is_full {
            break;
        }
        let mut record = record(group);
        record.parents = group.references("parent");
        let own = group.references("members");
        let stated: HashSet<&str> = own.iter().map(String::as_str).collect();
        let others = members_of.get(&group.name).into_iter().flatten().copied();
        for member in own.iter().map(String::as_str).chain(others.filter(|member| !stated.contains(member))) {
            if record.is_too_large() {
                break;
            }
            add_member(&mut record, member, user_of.get(member).copied(), MEMBER.get(sink.lang));
            joined.insert(member.to_string());
        }
        sink.add(lines.line_of(group.value.get()), &record);
        group.references("children").iter().for_each(|child| sink.builder.claim_child(child, true));
    }
    for user in users.iter().filter(|user| !joined.contains(&user.name)) {
        let mut record = record(user);
        record.parents = user.references("memberOf");
        record.kind = PERSON.get(sink.lang).to_string();
        sink.add(lines.line_of(user.value.get()), &record);
    }
    Ok(())
}

/// The members that are not facts: they are read elsewhere, or say what the document is.
const READ_KEYS: [&str; 9] =
    ["apiVersion", "kind", "name", "displayName", "parent", "children", "members", "memberOf", "title"];

/// A unit with all that an entity says of itself.
fn record(entity: &Entity) -> Record {
    let mut record = Record::new(&entity.name);
    record.name = entity.title().into_owned();
    for (key, text) in details(entity) {
        record.add_value(columns::field_by_name(&key).filter(|field| !field.is_name()), &key, &text);
    }
    record
}

/// Adds a person to the card of a group: addresses and numbers bear the name, and the rest are facts.
fn add_member(record: &mut Record, member: &str, user: Option<&Entity>, label: &str) {
    let Some(user) = user else { return record.add_contact("person", member, label) };
    let name = user.title();
    record.add_contact("person", &name, label);
    if *name != *member {
        record.add_fact_of(&name, "name", member);
    }
    for (key, text) in details(user) {
        match ColumnGuesses::default().contact_kind(&key) {
            Some(kind) => record.add_contact(kind, &text, &name),
            None => record.add_fact_of(&name, &key, &text),
        }
    }
}

/// The members of an entity that are only said on a card, with their texts; those of objects have both keys.
fn details(entity: &Entity) -> Vec<(String, String)> {
    let (mut details, title) = (Vec::new(), entity.title());
    let is_said = |key: &str, value: &RawValue| {
        READ_KEYS.contains(&key)
            && (!key.ends_with("itle") || json::text(value).is_none_or(|text| text == title))
    };
    for (key, value) in entity.members.iter().filter(|(key, value)| !is_said(key, value)) {
        match (json::texts(value), json::object(value)) {
            (Some(texts), _) => {
                details.extend(texts.into_iter().map(|text| (key.to_string(), text.into_owned())))
            }
            (None, Some(inner)) => {
                let text = |(name, value): (Cow<str>, &RawValue)| {
                    (format!("{key}.{name}"), json::display_text(value).into_owned())
                };
                details.extend(inner.into_iter().map(text));
            }
            (None, None) => details.extend(list_details(key, value)),
        }
    }
    details
}

/// The items of a list of objects, such as links: their members joined, the address under its own key.
fn list_details(key: &str, value: &RawValue) -> Vec<(String, String)> {
    let mut details = Vec::new();
    for item in json::list(value).unwrap_or_default() {
        let Some(members) = json::object(item) else {
            details.push((key.to_string(), json::display_text(item).into_owned()));
            continue;
        };
        for (name, value) in members.iter().filter(|(_, value)| !json::is_null(value)) {
            details.push((
                if name == "url" { name.to_string() } else { format!("{key}.{name}") },
                json::display_text(value).into_owned(),
            ));
        }
    }
    details
}
