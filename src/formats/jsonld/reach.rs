//! What of a unit stands in nodes of their own: sites with the ways to reach them, posts and who
//! holds them, links and ties.

use serde_json::value::RawValue;

use super::graph::{Graph, Use, decoded, items, plain};
use crate::formats::record::Record;
use crate::lang::Tr;

const LINKED: Tr = Tr::new("lié à", "linked to");
const PERSON: Tr = Tr::new("personne", "person");
const POST: Tr = Tr::new("poste", "post");
const ADDRESS: Tr = Tr::new("adresse", "address");
/// How far into a site or a post its parts are looked for.
const INSIDE: usize = 6;
/// The parts of an address, in the order in which it is written.
const PLACE: [&str; 7] =
    ["streetaddress", "extendedaddress", "postofficebox", "postalcode", "locality", "region", "countryname"];

impl<'a> Graph<'a> {
    pub fn link(&self, record: &mut Record, item: &'a RawValue) {
        let address = plain(item).unwrap_or_default();
        let label = self.called(item);
        record.link(
            if label == address { "" } else { &label },
            if address.is_empty() { &label } else { &address },
        );
    }

    pub fn tie(&self, record: &mut Record, item: &'a RawValue, words: Option<&str>) {
        let label = words.unwrap_or(LINKED.get(self.lang));
        match self.id_of(item) {
            Some(id) => record.tie(label, &id),
            None => record.tie_to_name(label, &self.called(item)),
        }
    }

    /// The ways to reach a unit, from a site, a card, or what stands for one of these.
    pub fn reach(&self, record: &mut Record, name: &str, value: &'a RawValue, label: &str, depth: usize) {
        for item in items(value).into_iter().map(|item| self.followed(item)) {
            let name = name.to_ascii_lowercase();
            let text = || {
                decoded(&self.called(item))
                    .replacen("mailto:", "", 1)
                    .replacen("tel:", "", 1)
                    .replacen("fax:", "", 1)
            };
            match name.trim_start_matches("has") {
                "email" | "mbox" => record.contact("email", &text(), label),
                "telephone" | "tel" | "phone" => record.contact("voice", &text(), label),
                "fax" | "faxnumber" => record.contact("fax", &text(), label),
                "url" | "homepage" => self.link(record, item),
                "note" => record.contact("note", &text(), label),
                _ if !item.get().starts_with('{') => record.contact("address", &self.called(item), label),
                _ if depth < INSIDE => self.inside(record, item, label, depth),
                _ => {}
            }
        }
    }

    /// What a site, a card or an address holds.
    fn inside(&self, record: &mut Record, item: &'a RawValue, label: &str, depth: usize) {
        let properties = self.properties(item);
        let own = properties.iter().find(|(_, known, _)| *known == Some(Use::Name));
        let own = own.and_then(|(_, _, value)| plain(value));
        let label = own.as_deref().unwrap_or(label);
        let part = |wanted: &&str| {
            let part =
                properties.iter().find(|(name, ..)| name.to_ascii_lowercase().replace('-', "") == **wanted);
            part.and_then(|(_, _, value)| plain(value))
        };
        let place: Vec<String> = PLACE.iter().filter_map(part).collect();
        let called = if label.is_empty() { ADDRESS.get(self.lang) } else { label };
        record.contact("address", &place.join(", "), called);
        for (name, known, value) in &properties {
            if matches!(known, Some(Use::Site | Use::Link | Use::Note)) {
                self.reach(record, name, value, label, depth + 1);
            }
        }
    }

    /// A post, and who holds it.
    pub fn post(&self, record: &mut Record, item: &'a RawValue) {
        let item = self.followed(item);
        let properties = self.properties(item);
        let all = |wanted: &'static str| {
            let found = properties.iter().filter(move |(name, ..)| name == wanted);
            found.flat_map(|(_, _, value)| items(value))
        };
        let own = || self.called(item);
        let role = all("role").map(|role| self.called(role)).next().unwrap_or_else(own);
        let mut holders = all("heldBy").peekable();
        if holders.peek().is_none() {
            record.fact(POST.get(self.lang), &role);
        }
        holders.for_each(|holder| self.person(record, holder, &role));
    }

    /// Somebody, in a role, and the ways to reach them.
    pub fn person(&self, record: &mut Record, item: &'a RawValue, role: &str) {
        let item = self.followed(item);
        let name = self.called(item);
        let properties = self.properties(item);
        let own = properties.iter().find(|(name, ..)| name == "role").and_then(|(_, _, value)| plain(value));
        let role = if role.is_empty() { own.as_deref().unwrap_or(PERSON.get(self.lang)) } else { role };
        record.contact("person", &name, role);
        for (key, _, value) in properties.iter().filter(|(_, known, _)| *known == Some(Use::Site)) {
            self.reach(record, key, value, &name, 0);
        }
    }
}
