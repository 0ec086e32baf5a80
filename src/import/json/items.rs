//! Objects in the values of a record: contacts, links, identifiers, other names and facts, under the keys of
//! Popolo and under others that are used for the same. What is not recognised of an object stays a fact.

use std::borrow::Cow;

use serde_json::value::RawValue;

use crate::import::columns::{ColumnField, ColumnGuesses};
use crate::import::record::Record;
use crate::json;

use super::{RawMembers, is_blank};

/// Keys of an address in a link, of its label, and so on, the best first.
const URL_KEYS: &[&str] = &["url", "href", "link", "uri", "value", "@id"];
const LABEL_KEYS: &[&str] = &["label", "title", "name", "note", "type", "rel", "description"];
const SCHEME_KEYS: &[&str] = &["scheme", "system", "type", "label"];
const IDENTIFIER_KEYS: &[&str] = &["identifier", "value", "id"];
const NAME_KEYS: &[&str] = &["name", "value", "label", "other_name", "displayname", "full_name", "fullname"];
const FACT_LABEL_KEYS: &[&str] = &["label", "name", "key"];
const ROLE_KEYS: &[&str] = &["label", "role", "title", "post", "function", "fonction"];
/// In longer names, parts are not looked for.
const MAX_SEARCHED_NAME_BYTES: usize = 1_000;
/// The parts of a person's name in SCIM, in the order in which they are written.
const PERSON_NAME_PARTS: [&str; 5] =
    ["honorificPrefix", "givenName", "middleName", "familyName", "honorificSuffix"];
const CONTACT_VALUE_KEYS: &[&str] = &["value", "number", "email", "phone", "address"];

/// What a contact is used for, where others state its type.
const USES: [&str; 5] = ["work", "home", "office", "private", "other"];

/// What the objects under a key are.
#[derive(Clone, Copy)]
enum ItemKind {
    /// A contact, of the type that the object states, or else of this one.
    Contact(&'static str),
    Address,
    Person,
    Link,
    Identifier,
    OtherName,
    /// A name with its types, as in ROR.
    Name,
    /// A relation, of which one to a parent places the unit.
    Relationship,
    Place,
    Fact,
}

impl ItemKind {
    fn of_key(key: &str, guesses: &mut ColumnGuesses) -> Option<Self> {
        let listed = LIST_KEYS.iter().find(|(known, _)| *known == key).map(|(_, kind)| *kind);
        listed.or_else(|| {
            Some(match guesses.field(key)? {
                ColumnField::Email => ItemKind::Contact("email"),
                ColumnField::Phone => ItemKind::Contact("voice"),
                ColumnField::Fax => ItemKind::Contact("fax"),
                ColumnField::Address => ItemKind::Address,
                ColumnField::Person => ItemKind::Person,
                ColumnField::Link => ItemKind::Link,
                ColumnField::OtherName => ItemKind::OtherName,
                _ => return None,
            })
        })
    }
}

/// Whether a value is a list of names as objects.
pub fn is_name_list(key: &str, value: &RawValue) -> bool {
    let first = || json::object(json::list(value)?.first()?);
    key == "names" && first().is_some_and(|members| members.iter().any(|(name, _)| name == "value"))
}

/// Takes the name of a person out of its members: the whole name and the parts that it has, or the parts joined.
pub fn take_name(members: &mut Vec<(Cow<str>, Cow<str>)>) -> Option<String> {
    let mut take = |name: &str| {
        let at = members.iter().position(|(key, _)| key.eq_ignore_ascii_case(name))?;
        Some(members.remove(at).1.into_owned())
    };
    let Some(whole) = take("formatted") else {
        let parts: Vec<String> = PERSON_NAME_PARTS.iter().filter_map(|part| take(part)).collect();
        return Some(parts.join(" ")).filter(|name| !name.is_empty());
    };
    let is_short = whole.len() <= MAX_SEARCHED_NAME_BYTES;
    let has_part = |part: &str| is_short && whole.contains(part);
    members.retain(|(key, part)| !PERSON_NAME_PARTS.contains(&&**key) || !has_part(part));
    Some(whole)
}

/// Whether a key is that of a list of Popolo.
pub fn is_list_key(key: &str) -> bool {
    LIST_KEYS.iter().any(|(known, _)| *known == key)
}

/// The lists of Popolo.
const LIST_KEYS: [(&str, ItemKind); 10] = [
    // Of ROR.
    ("names", ItemKind::Name),
    ("relationships", ItemKind::Relationship),
    ("locations", ItemKind::Place),
    // Of FHIR.
    ("telecom", ItemKind::Contact("")),
    ("contact_details", ItemKind::Contact("")),
    ("links", ItemKind::Link),
    ("sources", ItemKind::Link),
    ("identifiers", ItemKind::Identifier),
    ("other_names", ItemKind::OtherName),
    ("facts", ItemKind::Fact),
];

/// Adds an object under a key to the record; `false` if the key does not tell what it is.
pub fn add_item(key: &str, members: &RawMembers, record: &mut Record, guesses: &mut ColumnGuesses) -> bool {
    let Some(kind) = ItemKind::of_key(key, guesses) else { return false };
    let mut item = Item::new(members);
    match kind {
        ItemKind::Contact(kind) => item.add_contact(key, kind, record, guesses),
        ItemKind::Address => {
            let parts = item.0.drain(..).map(|(_, text)| text).collect::<Vec<_>>();
            record.add_contact("address", &parts.join(", "), "");
        }
        ItemKind::Person => item.add_person(key, record, guesses),
        ItemKind::Link => {
            if let Some(url) = item.take(URL_KEYS) {
                record.add_link(&item.take(LABEL_KEYS).unwrap_or_default(), &url);
            }
        }
        ItemKind::Identifier => item.add_fact(SCHEME_KEYS, IDENTIFIER_KEYS, key, record),
        ItemKind::Name => item.add_name(record),
        ItemKind::Relationship => item.add_relationship(record),
        ItemKind::Place => item.add_place(record),
        ItemKind::OtherName => record.other_names.extend(item.take(NAME_KEYS).map(Cow::into_owned)),
        ItemKind::Fact => item.add_fact(FACT_LABEL_KEYS, &["value"], key, record),
    }
    item.0.iter().for_each(|(name, text)| record.add_fact(&format!("{key}.{name}"), text));
    true
}

/// The members of an object that are not empty, as texts.
struct Item<'a>(Vec<(&'a str, Cow<'a, str>)>);

impl<'a> Item<'a> {
    fn new(members: &'a [(Cow<str>, &'a RawValue)]) -> Self {
        let filled = members.iter().filter(|(_, value)| !is_blank(value));
        Self(filled.map(|(name, value)| (&**name, json::display_text(value))).collect())
    }

    /// Removes the first member with one of the names, the best first, and returns its text.
    fn take(&mut self, names: &[&str]) -> Option<Cow<'a, str>> {
        let position = |name: &&str| self.0.iter().position(|(known, _)| known.eq_ignore_ascii_case(name));
        let at = names.iter().find_map(position)?;
        Some(self.0.remove(at).1)
    }

    fn add_fact(&mut self, label_keys: &[&str], value_keys: &[&str], key: &str, record: &mut Record) {
        let label = self.take(label_keys);
        if let Some(value) = self.take(value_keys) {
            record.add_fact(label.as_deref().unwrap_or(key), &value);
        } else if let Some(label) = label {
            record.add_fact(key, &label);
        }
    }

    /// A contact with a type and a value, or with its type as the key of its value.
    fn add_contact(&mut self, key: &str, kind: &str, record: &mut Record, guesses: &mut ColumnGuesses) {
        let stated = self.take(&["type", "system"]);
        let label = self.take(&["label", "note"]).unwrap_or_default();
        // “work” is no type of contacts.
        let is_use = |text: &Cow<str>| USES.iter().any(|known| known.eq_ignore_ascii_case(text));
        let (stated, label) = match stated {
            Some(text) if !kind.is_empty() && is_use(&text) => match label.is_empty() {
                true => (None, text),
                false => (None, format!("{label}, {text}").into()),
            },
            stated => (stated, label),
        };
        let kind = stated.as_deref().filter(|stated| !stated.trim().is_empty()).unwrap_or(kind);
        let count = record.contact_count();
        if !kind.is_empty()
            && let Some(value) = self.take(CONTACT_VALUE_KEYS)
        {
            record.add_contact(kind, &value, &label);
        }
        self.add_known_contacts(&label, record, guesses);
        // What labels no contact is kept.
        if record.contact_count() == count {
            [stated, Some(label)].into_iter().flatten().for_each(|text| record.add_fact(key, &text));
        }
    }

    /// A name of ROR, whose types tell what it is. Its language is not kept.
    fn add_name(&mut self, record: &mut Record) {
        let Some(value) = self.take(NAME_KEYS) else { return };
        let types = self.take(&["types"]).unwrap_or_default();
        self.take(&["lang"]);
        let is = |kind: &str| types.contains(kind);
        match () {
            () if is("ror_display") && record.name.is_empty() => record.name = value.into_owned(),
            () if is("acronym") && record.acronym.is_empty() => record.acronym = value.into_owned(),
            () => record.other_names.push(value.into_owned()),
        }
    }

    /// A relation to a unit, which has a label if it is not in the file. The first parent places the unit.
    fn add_relationship(&mut self, record: &mut Record) {
        let kind = self.take(&["type"]).unwrap_or_default();
        let label = self.take(&["label"]).unwrap_or_default();
        let Some(id) = self.take(&["id"]) else {
            return match label.is_empty() {
                true => record.add_fact("relationships", &kind),
                false => record.add_named_relation(&kind, &label),
            };
        };
        if kind == "parent" && record.parents.is_empty() {
            record.parents.push(id.to_string());
        }
        record.add_labelled_relation(&kind, &id, &label);
    }

    /// A place of ROR, or any other.
    fn add_place(&mut self, record: &mut Record) {
        let details = self.take(&["geonames_details"]).unwrap_or_default();
        let Ok(json::Members(details)) = serde_json::from_str(&details) else {
            return record.add_fact("geonames_details", &details);
        };
        let mut details = Item::new(&details);
        let parts = [details.take(&["name"]), details.take(&["country_name"])];
        let parts: Vec<_> = parts.into_iter().flatten().collect();
        record.add_contact("address", &parts.join(", "), "");
        details.0.iter().for_each(|(name, text)| record.add_fact(&format!("locations.{name}"), text));
    }

    /// A person, whose addresses and numbers are labelled with the name.
    fn add_person(&mut self, key: &str, record: &mut Record, guesses: &mut ColumnGuesses) {
        let Some(name) = self.take(NAME_KEYS) else { return };
        record.add_contact("person", &name, &self.take(ROLE_KEYS).unwrap_or(key.into()));
        self.add_known_contacts(&name, record, guesses);
    }

    /// Adds the members whose names are those of addresses and numbers.
    fn add_known_contacts(&mut self, label: &str, record: &mut Record, guesses: &mut ColumnGuesses) {
        self.0.retain(|(name, text)| match guesses.contact_kind(name) {
            Some(kind) => {
                record.add_contact(kind, text, label);
                false
            }
            None => true,
        });
    }
}

/// An object under a key that is not known as one text: its members with their names.
pub fn joined(members: &RawMembers) -> String {
    let member = |(name, text): (&str, Cow<str>)| format!("{name}: {text}");
    Item::new(members).0.into_iter().map(member).collect::<Vec<_>>().join(", ")
}
