//! Details of a unit in nested nodes: sites with contact details, posts and their holders, links
//! and relations.

use serde_json::value::RawValue;

use crate::import::record::Record;
use crate::lang::Tr;

use super::graph::{Graph, PropertyRole, is_same_name, items, percent_decoded};

const LINKED_TO: Tr = Tr::new("lié à", "linked to");
const PERSON: Tr = Tr::new("personne", "person");
const POST: Tr = Tr::new("poste", "post");
const ADDRESS: Tr = Tr::new("adresse", "address");
/// Nesting limit of sites and posts.
const MAX_SITE_DEPTH: usize = 6;
/// The types of contacts that are written as labels where the property does not tell them.
const CONTACT_TYPES: [&str; 7] = ["email", "voice", "fax", "cell", "phone", "address", "textphone"];
/// The parts of an address in writing order.
const ADDRESS_PARTS: [&str; 9] = [
    "streetaddress",
    "extendedaddress",
    "postofficebox",
    "postofficeboxnumber",
    "postalcode",
    "locality",
    "region",
    "countryname",
    "country",
];

impl<'a> Graph<'a> {
    pub fn add_link(&self, record: &mut Record, item: &'a RawValue) {
        if record.is_too_large() {
            return;
        }
        let address = self.plain_text(item).unwrap_or_default();
        let label = self.label_of(item);
        record.add_link(
            if label == address { "" } else { &label },
            if address.is_empty() { &label } else { &address },
        );
    }

    pub fn add_relation(&self, record: &mut Record, item: &'a RawValue, label: Option<&str>) {
        if record.is_too_large() {
            return;
        }
        let label = label.unwrap_or(LINKED_TO.get(self.lang));
        match self.id_of(item) {
            Some(id) => record.add_relation(label, &id),
            None => record.add_named_relation(label, &self.label_of(item)),
        }
    }

    /// Reads contact details from a site, a vCard, or a reference to one.
    pub fn add_contacts(
        &self,
        record: &mut Record,
        name: &str,
        value: &'a RawValue,
        label: &str,
        depth: usize,
    ) {
        for item in items(value).into_iter().map(|item| self.resolved(item)) {
            if record.is_too_large() {
                return;
            }
            let name = name.to_ascii_lowercase();
            let text = || {
                percent_decoded(&self.label_of(item))
                    .replacen("mailto:", "", 1)
                    .replacen("tel:", "", 1)
                    .replacen("fax:", "", 1)
            };
            match name.trim_start_matches("has") {
                "email" | "mbox" => add_contact(record, "email", &text(), label),
                "telephone" | "tel" | "phone" => add_contact(record, "voice", &text(), label),
                "fax" | "faxnumber" => add_contact(record, "fax", &text(), label),
                "url" | "homepage" => self.add_link(record, item),
                "note" => add_contact(record, "note", &text(), label),
                _ if !item.get().starts_with('{') => {
                    record.add_contact("address", &self.label_of(item), label)
                }
                _ if depth < MAX_SITE_DEPTH => self.add_site(record, item, label, depth),
                _ => {}
            }
        }
    }

    /// Reads the properties of a site, a vCard or an address.
    fn add_site(&self, record: &mut Record, item: &'a RawValue, label: &str, depth: usize) {
        let properties = self.properties(item);
        let own = properties.iter().find(|(_, role, _)| *role == Some(PropertyRole::Name));
        let own = own.and_then(|(_, _, value)| self.plain_text(value));
        let label = own.as_deref().unwrap_or(label);
        let part = |wanted: &&str| {
            // In schema.org, some of them start with “address”.
            let is_wanted = |name: &str| is_same_name(name.strip_prefix("address").unwrap_or(name), wanted);
            let part = properties.iter().find(|(name, ..)| is_wanted(name));
            part.and_then(|(_, _, value)| self.plain_text(value))
        };
        let address: Vec<String> = ADDRESS_PARTS.iter().filter_map(part).collect();
        let label_or_default = if label.is_empty() { ADDRESS.get(self.lang) } else { label };
        add_contact(record, "address", &address.join(", "), label_or_default);
        for (name, role, value) in &properties {
            if matches!(role, Some(PropertyRole::Site | PropertyRole::Link | PropertyRole::Note)) {
                self.add_contacts(record, name, value, label, depth + 1);
            }
        }
    }

    /// Reads a post and its holders.
    pub fn add_post(&self, record: &mut Record, item: &'a RawValue) {
        if record.is_too_large() {
            return;
        }
        let item = self.resolved(item);
        let properties = self.properties(item);
        let values_of = |wanted: &'static str| {
            let found = properties.iter().filter(move |(name, ..)| name == wanted);
            found.flat_map(|(_, _, value)| items(value))
        };
        let own = || self.label_of(item);
        let role = values_of("role").map(|role| self.label_of(role)).next().unwrap_or_else(own);
        let mut holders = values_of("heldBy").peekable();
        if holders.peek().is_none() {
            record.add_fact(POST.get(self.lang), &role);
        }
        holders.for_each(|holder| self.add_person(record, holder, &role));
    }

    /// Reads a person with a role and contact details, or what joins a person to the unit.
    pub fn add_person(&self, record: &mut Record, item: &'a RawValue, role: &str) {
        if record.is_too_large() {
            return;
        }
        let item = self.resolved(item);
        let properties = self.properties(item);
        let get = |wanted: &[&str]| {
            let found = properties.iter().find(|(name, ..)| wanted.contains(&&**name));
            found.and_then(|(_, _, value)| items(value).into_iter().next())
        };
        let own = get(&["role", "roleName"]).map(|role| self.label_of(role));
        let role = if role.is_empty() { own.as_deref().unwrap_or(PERSON.get(self.lang)) } else { role };
        let person = get(&["member", "employee", "agent"]).map_or(item, |person| self.resolved(person));
        let name = self.label_of(person);
        record.add_contact("person", &name, role);
        for (key, _, value) in
            self.properties(person).iter().filter(|(_, role, _)| *role == Some(PropertyRole::Site))
        {
            self.add_contacts(record, key, value, &name, 0);
        }
    }
}

/// Adds a contact of a type. A label that is a type is that of the contact.
fn add_contact(record: &mut Record, kind: &str, value: &str, label: &str) {
    match CONTACT_TYPES.contains(&label) {
        true => record.add_contact(label, value, ""),
        false => record.add_contact(kind, value, label),
    }
}
