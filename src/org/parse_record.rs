//! Parses a whole record into a [`Unit`], with the problems in it. Nothing is dropped: an unknown key,
//! a value of another type and a repeated key become facts of the unit.

use std::borrow::Cow;
use std::collections::HashSet;

use serde_json::value::RawValue;

use crate::address;
use crate::json;
use crate::json::Members;
use crate::text::Printable;

use super::record_keys::{KeySpec, MAX_ITEM_KEYS, RecordKey, ValueShape};
use super::{Contact, DiagnosticKind, Fact, Link, Relation, Unit};

/// The texts of an object in a list, in the order of [`KeySpec::item_keys`].
type ItemTexts = [Option<Printable>; MAX_ITEM_KEYS];

/// Parses the record at a byte offset. Returns the unit and the problems in the record, which call
/// a unit without id by the result of `label_without_id`.
pub fn parse(
    text: &str,
    offset: usize,
    label_without_id: impl Fn() -> String,
) -> (Unit, Vec<DiagnosticKind>) {
    let Some((Members(members), _)) = json::parse_at(text, offset) else { return unreadable(text, offset) };
    let unit_label = unit_label(&members, label_without_id);
    let mut parser = RecordParser { unit: Unit::default(), problems: Vec::new(), unit_label };
    let mut seen = HashSet::with_capacity(members.len());
    for (key, value) in &members {
        parser.member(key, value, !seen.insert(key));
    }
    parser.check_addresses();
    (parser.unit, parser.problems)
}

/// The name of the unit in problems.
fn unit_label(members: &[(Cow<str>, &RawValue)], label_without_id: impl Fn() -> String) -> Printable {
    let id = members.iter().find(|(key, _)| key == "id").and_then(|(_, value)| json::text(value));
    Printable::new(&id.unwrap_or_else(|| label_without_id().into()))
}

/// A unit whose only fact is the JSON of its record.
fn unreadable(text: &str, offset: usize) -> (Unit, Vec<DiagnosticKind>) {
    let raw = json::parse_at::<&RawValue>(text, offset).map_or("", |(raw, _)| raw.get());
    let value = Printable::new(raw);
    let fact = Fact { label: Printable::default(), value: value.clone() };
    (Unit { facts: vec![fact], ..Unit::default() }, vec![DiagnosticKind::NotARecord { value }])
}

struct RecordParser {
    unit: Unit,
    problems: Vec<DiagnosticKind>,
    unit_label: Printable,
}

impl RecordParser {
    fn member(&mut self, key: &str, value: &RawValue, is_repeated: bool) {
        if json::is_null(value) {
            return;
        }
        if is_repeated {
            self.report(key, |id, key| DiagnosticKind::RepeatedKey { id, key });
            return self.keep_as_fact(key, value);
        }
        let Some(spec) = KeySpec::find(key) else { return self.keep_as_fact(key, value) };
        if !self.set_field(spec, value) {
            self.report(key, |id, key| DiagnosticKind::WrongType { id, key });
            self.keep_as_fact(key, value);
        }
    }

    /// Reports the addresses that are not opened, and those whose hosts may be taken for others.
    fn check_addresses(&mut self) {
        let contacts = self.unit.contacts.iter().filter(|contact| contact.is_suspect());
        let links = self.unit.links.iter().map(|link| &link.url).filter(|url| address::is_suspect(url));
        for address in contacts.map(|contact| &contact.value).chain(links) {
            let (id, address) = (self.unit_label.clone(), address.clone());
            self.problems.push(DiagnosticKind::SuspectAddress { id, address });
        }
    }

    /// Sets the field of a key. Returns false if the value has another type than the key's.
    fn set_field(&mut self, spec: &KeySpec, value: &RawValue) -> bool {
        match spec.key {
            RecordKey::Id => self.line(spec, value, |unit, text| unit.id = text),
            RecordKey::Name => self.line(spec, value, |unit, text| unit.name = text),
            RecordKey::Classification => self.line(spec, value, |unit, text| unit.kind = non_empty(text)),
            RecordKey::Acronym => self.line(spec, value, |unit, text| unit.acronym = non_empty(text)),
            RecordKey::Abstract => self.line(spec, value, |unit, text| unit.summary = non_empty(text)),
            // The tree has it.
            RecordKey::ParentId => self.lines(spec, value, |_| None),
            RecordKey::OtherNames => self.lines(spec, value, |unit| Some(&mut unit.other_names)),
            RecordKey::Missions => self.lines(spec, value, |unit| Some(&mut unit.missions)),
            RecordKey::Notes => self.lines(spec, value, |unit| Some(&mut unit.notes)),
            RecordKey::Facts => self.items(spec, value, add_fact),
            RecordKey::ContactDetails => self.items(spec, value, add_contact),
            RecordKey::Links => self.items(spec, value, add_link),
            RecordKey::Relations => self.items(spec, value, add_relation),
            RecordKey::Emails | RecordKey::Phones => self.contacts(spec, value),
        }
    }

    /// A list of contacts of one type: texts, or objects that may have another type.
    fn contacts(&mut self, spec: &KeySpec, value: &RawValue) -> bool {
        let ValueShape::Contacts(kind) = spec.shape else { return false };
        let start = self.unit.contacts.len();
        let is_read = match json::texts(value) {
            Some(texts) => {
                for text in texts {
                    let value = non_empty(self.clean(spec.name, &text));
                    add_contact(&mut self.unit, [value, None, None]);
                }
                true
            }
            None => self.items(spec, value, add_contact),
        };
        for contact in &mut self.unit.contacts[start..] {
            contact.kind.get_or_insert(Printable::from(kind));
        }
        is_read
    }

    /// Keeps a value as a fact labelled with its key.
    fn keep_as_fact(&mut self, key: &str, value: &RawValue) {
        let label = self.clean(key, key);
        let value = self.clean(key, &json::display_text(value));
        self.unit.facts.push(Fact { label, value });
    }

    fn line(&mut self, spec: &KeySpec, value: &RawValue, set: fn(&mut Unit, Printable)) -> bool {
        let Some(text) = json::text(value) else { return false };
        let text = self.clean(spec.name, &text);
        set(&mut self.unit, text);
        true
    }

    /// A list of texts, or a single text.
    fn lines(
        &mut self,
        spec: &KeySpec,
        value: &RawValue,
        field: fn(&mut Unit) -> Option<&mut Vec<Printable>>,
    ) -> bool {
        let Some(texts) = json::texts(value) else { return false };
        let texts: Vec<Printable> = texts.iter().map(|text| self.clean(spec.name, text)).collect();
        if let Some(field) = field(&mut self.unit) {
            field.extend(texts.into_iter().filter(|text| !text.is_empty()));
        }
        true
    }

    /// A list of objects. `add` gets the texts of an object in the order of the key's
    /// [`KeySpec::item_keys`]; other members become facts. If `add` returns `None`, a required text
    /// is missing and the object becomes a fact.
    fn items(
        &mut self,
        spec: &KeySpec,
        value: &RawValue,
        add: fn(&mut Unit, ItemTexts) -> Option<()>,
    ) -> bool {
        let object = |item| Some((item, json::object(item)?));
        let items =
            json::list(value).and_then(|items| items.into_iter().map(object).collect::<Option<Vec<_>>>());
        let Some(items) = items else { return false };
        for (item, members) in items {
            let texts = self.item_texts(spec, members);
            if add(&mut self.unit, texts).is_none() {
                self.report(spec.name, |id, key| DiagnosticKind::Incomplete { id, key });
                self.keep_as_fact(spec.name, item);
            }
        }
        true
    }

    fn item_texts(&mut self, spec: &KeySpec, members: Vec<(Cow<str>, &RawValue)>) -> ItemTexts {
        let mut texts = [const { None }; MAX_ITEM_KEYS];
        for (name, value) in members {
            let index = spec.item_keys().iter().position(|(key, _)| *key == name);
            let slot = index.map(|index| &mut texts[index]).filter(|slot| slot.is_none());
            match (slot, json::text(value)) {
                (Some(slot), Some(text)) => *slot = non_empty(self.clean(spec.name, &text)),
                _ if json::is_null(value) => {}
                _ => self.keep_as_fact(&format!("{}.{name}", spec.name), value),
            }
        }
        texts
    }

    fn clean(&mut self, key: &str, raw: &str) -> Printable {
        let (text, is_replaced) = Printable::clean(raw);
        if is_replaced {
            self.report(key, |id, key| DiagnosticKind::UnprintableText { id, key });
        }
        text
    }

    /// Adds a problem, given the label of the unit and the key, unless it repeats the last one.
    fn report(&mut self, key: &str, problem: fn(Printable, Printable) -> DiagnosticKind) {
        let problem = problem(self.unit_label.clone(), Printable::new(key));
        if self.problems.last() != Some(&problem) {
            self.problems.push(problem);
        }
    }
}

fn add_fact(unit: &mut Unit, [value, label, _]: ItemTexts) -> Option<()> {
    unit.facts.push(Fact { label: label.unwrap_or_default(), value: value? });
    Some(())
}

fn add_contact(unit: &mut Unit, [value, label, kind]: ItemTexts) -> Option<()> {
    unit.contacts.push(Contact { kind, value: value?, label });
    Some(())
}

fn add_link(unit: &mut Unit, [url, label, _]: ItemTexts) -> Option<()> {
    unit.links.push(Link { label, url: url? });
    Some(())
}

fn add_relation(unit: &mut Unit, [name, kind, unit_id]: ItemTexts) -> Option<()> {
    unit_id.as_ref().or(name.as_ref())?;
    unit.relations.push(Relation { kind: kind.unwrap_or_default(), unit_id, name, unit: None });
    Some(())
}

fn non_empty(text: Printable) -> Option<Printable> {
    (!text.is_empty()).then_some(text)
}
