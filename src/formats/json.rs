//! JSON of no particular format: a flat list of records or lines of them, records that hold
//! others, or an object whose keys are paths. What a key means is guessed as for the columns of a
//! table, and what means nothing becomes a fact.

use std::borrow::Cow;
use std::collections::HashSet;

use serde_json::value::RawValue;

use super::lines::Lines;
use super::record::Record;
use super::slugs::Slugs;
use super::{Gathering, Reason, Refusal, Watch, broken, columns};
use crate::json::{self, Members};
use crate::org::Fault;
use crate::text::Printable;

/// Under which keys a record holds the records below it, in lower case.
const NESTS: [&str; 10] = [
    "children",
    "units",
    "suborganization",
    "suborganizations",
    "department",
    "departments",
    "organisations",
    "organizations",
    "enfants",
    "services",
];
/// How deep records may be nested: each level is read once more than the one above.
pub const DEEPEST: usize = 128;

pub type Object<'a> = Vec<(Cow<'a, str>, &'a RawValue)>;
/// Texts under their keys.
type Texts<'a> = Vec<(String, Cow<'a, str>)>;

/// Whether a record holds others.
pub fn is_nested(record: &str) -> bool {
    serde_json::from_str(record)
        .is_ok_and(|Members(members)| members.iter().any(|(key, value)| nest(key, value).is_some()))
}

/// Whether an object has a name, as a unit has.
pub fn is_record(members: &[(Cow<str>, &RawValue)]) -> bool {
    members.iter().any(|(key, _)| columns::is_name(key))
}

/// Whether the keys of an object are paths to records.
pub fn is_by_path(members: &[(Cow<str>, &RawValue)]) -> bool {
    !members.is_empty()
        && members.iter().all(|(key, value)| key.contains('/') && value.get().starts_with('{'))
}

/// The records that stand under a key, if it is one for that.
fn nest<'a>(key: &str, value: &'a RawValue) -> Option<Vec<&'a RawValue>> {
    let is_nest = NESTS.contains(&key.to_ascii_lowercase().as_str());
    let records = if is_nest { json::list(value)? } else { return None };
    (!records.is_empty() && records.iter().all(|record| record.get().starts_with('{'))).then_some(records)
}

/// Reads a document, or lines of records.
pub fn read(text: &str, into: &mut Gathering, watch: Watch) -> Result<(), Refusal> {
    let values = values(text)?;
    let mut reader =
        Reader { lines: Lines::new(text), into, watch, all: text.len(), slugs: Slugs::default() };
    match values[..] {
        [one] => reader.document(one),
        _ => reader.list(&values),
    }
}

/// The JSON values of a text, one after another.
pub fn values(text: &str) -> Result<Vec<&RawValue>, Refusal> {
    let values = serde_json::Deserializer::from_str(text).into_iter::<&RawValue>();
    values.map(|value| value.map_err(|error| broken::refusal(text, text, &error))).collect()
}

struct Reader<'a, 'g, 'w> {
    lines: Lines<'a>,
    into: &'g mut Gathering,
    watch: Watch<'w>,
    /// How many bytes there are.
    all: usize,
    slugs: Slugs,
}

impl<'a> Reader<'a, '_, '_> {
    fn document(&mut self, document: &'a RawValue) -> Result<(), Refusal> {
        if let Some(list) = json::list(document) {
            return self.list(&list);
        }
        let Some(members) = json::object(document) else { return Ok(()) };
        if is_record(&members) {
            return self.nested(vec![document]);
        }
        if is_by_path(&members) {
            return self.by_path(&members);
        }
        self.envelope(&members)
    }

    /// The first list of objects in a document, and what stands around it.
    fn envelope(&mut self, members: &[(Cow<str>, &'a RawValue)]) -> Result<(), Refusal> {
        let lists = |value: &&'a RawValue| {
            json::list(value).filter(|list| list.iter().any(|item| item.get().starts_with('{')))
        };
        let found = members.iter().position(|(_, value)| lists(value).is_some());
        for (at, (key, value)) in members.iter().enumerate() {
            match found {
                Some(list) if list == at => self.list(&lists(value).unwrap_or_default())?,
                _ if is_blank(value) => {}
                _ => self.leave_out(key, value),
            }
        }
        Ok(())
    }

    fn leave_out(&mut self, key: &str, value: &RawValue) {
        let fault = Fault::LeftOut { key: Printable::new(key), value: Printable::new(value.get()) };
        self.into.report(self.lines.of_part(value.get()), fault);
    }

    /// Records one after another; each may hold others.
    fn list(&mut self, records: &[&'a RawValue]) -> Result<(), Refusal> {
        if records.iter().any(|record| is_nested(record.get())) {
            return self.nested(records.to_vec());
        }
        let mut made = Vec::with_capacity(records.len());
        for value in records {
            let line = self.lines.of_part(value.get());
            match json::object(value) {
                Some(members) => made.push((line, self.record(members, &[]))),
                None => self.no_record(line, value),
            }
        }
        self.into.add_table(made);
        Ok(())
    }

    fn no_record(&mut self, line: usize, value: &RawValue) {
        self.into.report(line, Fault::NotARecord { value: Printable::new(value.get()) });
    }

    /// Records that hold others, depth first. One without an id is given one, from its name.
    fn nested(&mut self, tops: Vec<&'a RawValue>) -> Result<(), Refusal> {
        let mut stack: Vec<_> = tops.into_iter().rev().map(|top| (top, String::new(), 0)).collect();
        while let Some((value, above, depth)) = stack.pop() {
            let line = self.lines.of_part(value.get());
            let Some(members) = json::object(value) else {
                self.no_record(line, value);
                continue;
            };
            if depth > DEEPEST {
                return Err(Refusal { line, column: 1, reason: Reason::TooDeep });
            }
            let below: Vec<_> =
                members.iter().filter_map(|(key, value)| nest(key, value)).flatten().collect();
            let mut record = self.record(members, &NESTS);
            if record.id.is_empty() {
                record.id = self.slugs.id(&record.name);
            }
            if !above.is_empty() {
                record.parents.insert(0, above);
            }
            self.into.add(line, &record);
            stack.extend(below.into_iter().rev().map(|value| (value, record.id.clone(), depth + 1)));
        }
        Ok(())
    }

    /// Records under their paths; each is below the longest path that its own begins with.
    fn by_path(&mut self, members: &[(Cow<str>, &'a RawValue)]) -> Result<(), Refusal> {
        let paths: HashSet<&str> = members.iter().map(|(path, _)| &**path).collect();
        for (path, value) in members {
            let line = self.lines.of_part(value.get());
            let mut record = self.record(opened(value), &[]);
            let mut above = path.rmatch_indices('/').map(|(at, _)| &path[..at]);
            if !record.id.is_empty() {
                record.fact("id", &record.id.clone());
            }
            record.id = path.to_string();
            record.parents =
                above.find(|above| paths.contains(above)).map(String::from).into_iter().collect();
            if record.name.is_empty() {
                record.name = path.rsplit('/').next().unwrap_or_default().to_string();
            }
            self.into.add(line, &record);
        }
        Ok(())
    }

    /// The record of an object, but for what is under the keys `beside`.
    fn record(&mut self, members: Object<'a>, beside: &[&str]) -> Record {
        (self.watch)(members.last().map_or(0, |(_, value)| self.lines.offset(value.get())), self.all);
        let mut record = Record::default();
        let mut values = Vec::new();
        for (key, value) in &members {
            if !(beside.contains(&key.to_ascii_lowercase().as_str()) && nest(key, value).is_some()) {
                flatten(key, value, &mut record, &mut values);
            }
        }
        let fields = self.into.manner.columns.fields(values.iter().map(|(key, _)| &**key));
        values.iter().zip(fields).for_each(|((key, value), field)| record.put(field, key, value));
        record
    }
}

/// Takes a value apart into texts, each under its key; Popolo's lists go straight to the record.
fn flatten<'a>(key: &str, value: &'a RawValue, record: &mut Record, values: &mut Texts<'a>) {
    if is_blank(value) {
        return;
    }
    if let Some(texts) = json::texts(value) {
        return values.extend(texts.into_iter().map(|text| (key.to_string(), text)));
    }
    if let Some(members) = json::object(value) {
        return inside(key, members, values);
    }
    for item in json::list(value).unwrap_or_default() {
        match json::object(item) {
            Some(members) if popolo(key, &members, record) => {}
            Some(members) if columns::is_known(key) => inside(key, members, values),
            _ => values.push((key.to_string(), json::shown(item))),
        }
    }
}

/// An object under a key that means something is one value: its id, or all that it says. The
/// members of any other are values under the names of both.
fn inside<'a>(key: &str, members: Object<'a>, values: &mut Texts<'a>) {
    let filled = members.into_iter().filter(|(_, value)| !is_blank(value));
    let mut texts = filled.map(|(inner, value)| (inner, json::shown(value)));
    if !columns::is_known(key) {
        return values.extend(texts.map(|(inner, text)| (format!("{key}.{inner}"), text)));
    }
    let mut said = Vec::new();
    let id = texts.find_map(|(inner, text)| {
        let is_id = matches!(&*inner, "id" | "@id");
        said.push(text.clone());
        is_id.then_some(text)
    });
    values.push((key.to_string(), id.unwrap_or_else(|| said.join(", ").into())));
}

/// Puts an item of one of Popolo's lists where it belongs; false when it is none.
fn popolo(key: &str, members: &[(Cow<str>, &RawValue)], record: &mut Record) -> bool {
    let text = |name: &str| {
        let found = members.iter().find(|(key, _)| key == name);
        found.and_then(|(_, value)| json::text(value)).unwrap_or_default()
    };
    match key {
        "contact_details" => record.contact(&text("type"), &text("value"), &text("label")),
        "links" | "sources" => record.link(&[text("label"), text("note")].concat(), &text("url")),
        "identifiers" => record.fact(&text("scheme"), &text("identifier")),
        "other_names" => record.other_names.push(text("name").into_owned()),
        "facts" => record.fact(&text("label"), &text("value")),
        _ => return false,
    }
    true
}

/// The members of an object and, in their place, of the objects that it holds; what has a name of
/// its own before keeps it.
fn opened(value: &RawValue) -> Object<'_> {
    let members = json::object(value).unwrap_or_default();
    let (open, mut own): (Vec<_>, Vec<_>) = members
        .into_iter()
        .partition(|(key, value)| json::object(value).is_some() && !columns::is_known(key));
    own.extend(open.into_iter().flat_map(|(_, value)| json::object(value).unwrap_or_default()));
    own
}

/// Whether a value says nothing.
fn is_blank(value: &RawValue) -> bool {
    matches!(value.get(), "null" | "\"\"" | "[]" | "{}")
}

#[cfg(test)]
mod tests {
    use crate::formats::read;
    use crate::lang::Lang;
    use crate::org::{Org, UnitId};

    fn org(text: &str) -> Org {
        read(text.as_bytes(), Lang::En).expect("readable")
    }

    fn shape(org: &Org) -> String {
        let unit = |unit| format!("{}{}", "  ".repeat(org.depth(unit)), org.name(unit));
        org.ids().map(unit).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn records_hold_others_under_any_usual_key() {
        let org = org(r#"{"Name": "Ministère", "acronym": "MX", "budget": 12, "Children": [
            {"title": "Direction", "units": [{"nom": "Bureau", "courriel": "b@x.fr; c@x.fr"}]},
            {"name": "Cabinet"}]}"#);
        assert_eq!(shape(&org), "Ministère\n  Direction\n    Bureau\n  Cabinet");
        let root = org.unit(UnitId::ROOT);
        assert_eq!((root.acronym.as_deref(), &*root.facts[0].value), (Some("MX"), "12"));
        assert_eq!(org.unit(UnitId::at(2)).contacts.len(), 2);
        assert!(org.find("direction").is_some());
    }

    #[test]
    fn a_flat_list_says_parents_by_id_or_name() {
        let list = r#"[{"id": 1, "name": "A"}, {"id": 2, "name": "B", "parent_id": 1}, {"id": 3, "name": "C", "parent_id": "B"}]"#;
        assert_eq!(shape(&org(list)), "A\n  B\n    C");
        let lines = "{\"id\": 1, \"name\": \"A\"}\n{\"id\": 2, \"name\": \"B\", \"parent\": {\"id\": 1}}";
        assert_eq!(shape(&org(lines)), "A\n  B");
        let inside = format!(r#"{{"count": 3, "data": {list}}}"#);
        let org = org(&inside);
        assert_eq!((shape(&org).lines().count(), org.problems().len()), (3, 1));
    }

    #[test]
    fn paths_are_parents() {
        let org = org(
            r#"{"/A": {"name": "A"}, "/A/b/c": {"name": "B"}, "/A/b/c/d": {"inner": {"name": "D", "url": "https://d"}}}"#,
        );
        assert_eq!(shape(&org), "A\n  B\n    D");
        assert_eq!(&*org.unit(UnitId::at(2)).links[0].url, "https://d");
    }

    #[test]
    fn popolo_is_understood() {
        let org = org(r#"[{"id": "a", "name": "A", "classification": "body", "founding_date": "2001",
            "other_names": [{"name": "Old A"}], "identifiers": [{"scheme": "SIREN", "identifier": "1"}],
            "contact_details": [{"type": "email", "value": "a@b", "label": "Desk"}], "links": [{"url": "https://a", "note": "site"}]}]"#);
        let unit = org.unit(UnitId::ROOT);
        assert_eq!((unit.kind.as_deref(), unit.other_names.len(), unit.facts.len()), (Some("body"), 1, 2));
        assert_eq!(
            (unit.contacts[0].label.as_deref(), unit.links[0].label.as_deref()),
            (Some("Desk"), Some("site"))
        );
    }

    #[test]
    fn what_is_broken_is_refused_with_its_place() {
        let refusal = read(b"{\"name\": \"A\",\n \"children\": [{]}", Lang::En).expect_err("broken");
        assert_eq!((refusal.line, refusal.column), (2, 16));
        let deep = "{\"name\":\"a\",\"children\":[".repeat(200) + "{\"name\":\"a\"}" + &"]}".repeat(200);
        assert!(read(deep.as_bytes(), Lang::En).is_err());
    }
}
