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
const CONTACT_VALUE_KEYS: &[&str] = &["value", "number", "email", "phone", "address"];

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

/// Whether a key is that of a list of Popolo.
pub fn is_list_key(key: &str) -> bool {
    LIST_KEYS.iter().any(|(known, _)| *known == key)
}

/// The lists of Popolo.
const LIST_KEYS: [(&str, ItemKind); 7] = [
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
        ItemKind::Contact(kind) => item.add_contact(kind, record, guesses),
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
    fn add_contact(&mut self, kind: &str, record: &mut Record, guesses: &mut ColumnGuesses) {
        let stated = self.take(&["type", "system"]);
        let label = self.take(&["label", "note"]).unwrap_or_default();
        match stated.as_deref().filter(|stated| !stated.trim().is_empty()).unwrap_or(kind) {
            "" => {}
            kind => {
                if let Some(value) = self.take(CONTACT_VALUE_KEYS) {
                    record.add_contact(kind, &value, &label);
                }
            }
        }
        self.add_known_contacts(&label, record, guesses);
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
