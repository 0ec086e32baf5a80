//! A record read whole, when its card is shown: every field of the unit, and what is wrong in
//! it. What the format does not know is kept: an unknown key, a value of another form or a
//! key given twice becomes a fact of the unit.

use std::borrow::Cow;
use std::collections::HashSet;

use serde_json::value::RawValue;

use crate::json;
use crate::json::Members;
use crate::text::Printable;

use super::{Contact, DiagnosticKind, Fact, Link, Relation, Unit};

/// The unit whose record starts at a byte of the text, and the faults inside the record.
/// `unnamed` is what they call a unit without an id.
pub fn read(text: &str, at: usize, unnamed: impl Fn() -> String) -> (Unit, Vec<DiagnosticKind>) {
    let Some((Members(members), _)) = json::parse_at(text, at) else { return unreadable(text, at) };
    let mut fill =
        RecordParser { unit: Unit::default(), faults: Vec::new(), unit_label: unit_label(&members, unnamed) };
    let mut seen = HashSet::with_capacity(members.len());
    for (key, value) in &members {
        fill.member(key, value, !seen.insert(key));
    }
    (fill.unit, fill.faults)
}

/// What to call the unit in a problem.
fn unit_label(members: &[(Cow<str>, &RawValue)], unnamed: impl Fn() -> String) -> Printable {
    let id = members.iter().find(|(key, _)| key == "id").and_then(|(_, value)| json::text(value));
    Printable::new(&id.unwrap_or_else(|| unnamed().into()))
}

/// A record that cannot be taken apart shows what stands in the file.
fn unreadable(text: &str, at: usize) -> (Unit, Vec<DiagnosticKind>) {
    let raw = json::parse_at::<&RawValue>(text, at).map_or("", |(raw, _)| raw.get());
    let value = Printable::new(raw);
    let fact = Fact { label: Printable::default(), value: value.clone() };
    (Unit { facts: vec![fact], ..Unit::default() }, vec![DiagnosticKind::NotARecord { value }])
}

/// A unit being filled, member by member.
struct RecordParser {
    unit: Unit,
    faults: Vec<DiagnosticKind>,
    unit_label: Printable,
}

impl RecordParser {
    fn member(&mut self, key: &str, value: &RawValue, repeated: bool) {
        if json::is_null(value) {
            return;
        }
        if repeated {
            self.report(key, |id, key| DiagnosticKind::RepeatedKey { id, key });
            return self.keep_as_fact(key, value);
        }
        let understood = match key {
            "id" => self.line(key, value, |unit, text| unit.id = text),
            "name" => self.line(key, value, |unit, text| unit.name = text),
            "classification" => self.line(key, value, |unit, text| unit.kind = non_empty(text)),
            "acronym" => self.line(key, value, |unit, text| unit.acronym = non_empty(text)),
            "abstract" => self.line(key, value, |unit, text| unit.summary = non_empty(text)),
            // Where it hangs was found when the file was opened.
            "parent_id" => self.lines(key, value, |_| None),
            "other_names" => self.lines(key, value, |unit| Some(&mut unit.other_names)),
            "missions" => self.lines(key, value, |unit| Some(&mut unit.missions)),
            "notes" => self.lines(key, value, |unit| Some(&mut unit.notes)),
            "facts" => self.objects(key, value, &["label", "value"], |unit, [label, value]| {
                unit.facts.push(Fact { label: label.unwrap_or_default(), value: value? });
                Some(())
            }),
            "contact_details" => {
                self.objects(key, value, &["type", "value", "label"], |unit, [kind, value, label]| {
                    unit.contacts.push(Contact { kind, value: value?, label });
                    Some(())
                })
            }
            "links" => self.objects(key, value, &["label", "url"], |unit, [label, url]| {
                unit.links.push(Link { label, url: url? });
                Some(())
            }),
            "relations" => {
                self.objects(key, value, &["type", "unit_id", "name"], |unit, [kind, unit_id, name]| {
                    unit_id.as_ref().or(name.as_ref())?;
                    let kind = kind.unwrap_or_default();
                    unit.relations.push(Relation { kind, unit_id, name, unit: None });
                    Some(())
                })
            }
            _ => {
                self.keep_as_fact(key, value);
                true
            }
        };
        if !understood {
            self.report(key, |id, key| DiagnosticKind::WrongType { id, key });
            self.keep_as_fact(key, value);
        }
    }

    /// Keeps a value as a fact, under its key.
    fn keep_as_fact(&mut self, key: &str, value: &RawValue) {
        let label = self.clean(key, key);
        let value = self.clean(key, &json::display_text(value));
        self.unit.facts.push(Fact { label, value });
    }

    fn line(&mut self, key: &str, value: &RawValue, set: fn(&mut Unit, Printable)) -> bool {
        let Some(text) = json::text(value) else { return false };
        let text = self.clean(key, &text);
        set(&mut self.unit, text);
        true
    }

    /// A list of texts, or one text alone.
    fn lines(
        &mut self,
        key: &str,
        value: &RawValue,
        list: fn(&mut Unit) -> Option<&mut Vec<Printable>>,
    ) -> bool {
        let Some(texts) = json::texts(value) else { return false };
        let texts: Vec<Printable> = texts.iter().map(|text| self.clean(key, text)).collect();
        if let Some(list) = list(&mut self.unit) {
            list.extend(texts.into_iter().filter(|text| !text.is_empty()));
        }
        true
    }

    /// A list of small objects, whose texts under `keys` are handed to `add`; what else they
    /// hold becomes facts. Where `add` misses what matters, the object is kept as a fact.
    fn objects<const N: usize>(
        &mut self,
        key: &str,
        value: &RawValue,
        keys: &[&str; N],
        add: fn(&mut Unit, [Option<Printable>; N]) -> Option<()>,
    ) -> bool {
        let object = |item| Some((item, json::object(item)?));
        let items =
            json::list(value).and_then(|items| items.into_iter().map(object).collect::<Option<Vec<_>>>());
        let Some(items) = items else { return false };
        for (item, members) in items {
            let texts = self.texts(key, members, keys);
            if add(&mut self.unit, texts).is_none() {
                self.report(key, |id, key| DiagnosticKind::Incomplete { id, key });
                self.keep_as_fact(key, item);
            }
        }
        true
    }

    /// The texts under `keys`; the other members become facts.
    fn texts<const N: usize>(
        &mut self,
        key: &str,
        members: Vec<(Cow<str>, &RawValue)>,
        keys: &[&str; N],
    ) -> [Option<Printable>; N] {
        let mut texts = [const { None }; N];
        for (name, value) in members {
            let slot = keys.iter().position(|key| *key == name).map(|i| &mut texts[i]);
            match (slot.filter(|slot| slot.is_none()), json::text(value)) {
                (Some(slot), Some(text)) => *slot = non_empty(self.clean(key, &text)),
                _ if json::is_null(value) => {}
                _ => self.keep_as_fact(&format!("{key}.{name}"), value),
            }
        }
        texts
    }

    fn clean(&mut self, key: &str, raw: &str) -> Printable {
        let (text, replaced) = Printable::clean(raw);
        if replaced {
            self.report(key, |id, key| DiagnosticKind::UnprintableText { id, key });
        }
        text
    }

    fn report(&mut self, key: &str, fault: fn(Printable, Printable) -> DiagnosticKind) {
        let fault = fault(self.unit_label.clone(), Printable::new(key));
        if self.faults.last() != Some(&fault) {
            self.faults.push(fault);
        }
    }
}

fn non_empty(text: Printable) -> Option<Printable> {
    (!text.is_empty()).then_some(text)
}
