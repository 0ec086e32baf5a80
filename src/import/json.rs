//! Generic JSON: a flat list of records or one record per line, nested records, or an object keyed
//! by path. Keys are mapped like the columns of a table; unknown keys become facts.

mod child_keys;
mod graph;
mod items;
mod nested;
mod nested_reader;
mod popolo;
mod references;
mod sparql;

use std::borrow::Cow;
use std::collections::HashSet;

use serde_json::value::RawValue;

use crate::json;
use crate::org::DiagnosticKind;
use crate::text::Printable;

use super::columns::{self, ColumnField, ColumnGuesses};
use super::generated_ids::IdGenerator;
use super::line_numbers::LineCounter;
use super::progress::ProgressMeter;
use super::record::Record;
use super::record_sink::RecordSink;
use super::table::Table;
use super::{ProgressFn, ReadError, json_error};

pub use child_keys::is_child_key;
pub use graph::is_graph;
pub use nested::is_nested;
use references::References;

/// Nesting limit. Each level is parsed once more than its parent.
pub const MAX_RECORD_DEPTH: usize = 128;

pub type RawMembers<'a> = Vec<(Cow<'a, str>, &'a RawValue)>;
/// Texts with their keys.
type KeyedTexts<'a> = Vec<(Cow<'a, str>, Cow<'a, str>)>;

/// The start of the keys of SCIM's extensions.
const SCIM_START: &str = "urn:ietf:params:scim:";
/// Keys of an object that holds what a record says: of GeoJSON, FHIR, GraphQL and others.
const WRAPPER_KEYS: [&str; 6] = ["properties", "resource", "node", "attributes", "fields", "item"];
/// Objects inside objects in which lists of records are looked for.
const MAX_ENVELOPE_DEPTH: usize = 4;
/// What is told of keys, at most.
const MAX_TOLD: usize = 20;
/// The values in a list or an object under a longer key are one, since each bears the key.
const MAX_KEY_BYTES: usize = 500;

/// Whether an object has a name key, or holds one that has.
pub fn is_record(members: &[(Cow<str>, &RawValue)]) -> bool {
    has_name(members) || wrapped(members).is_some()
}

fn has_name(members: &[(Cow<str>, &RawValue)]) -> bool {
    members.iter().any(|(key, value)| columns::is_name_column(key) || items::is_name_list(key, value))
}

/// The index of the member that holds the record, and the members of that record.
fn wrapped<'a>(members: &[(Cow<str>, &'a RawValue)]) -> Option<(usize, RawMembers<'a>)> {
    let inner = |(at, (key, value)): (usize, &(Cow<str>, &'a RawValue))| {
        let is_wrapper = WRAPPER_KEYS.contains(&&**key) && value.get().starts_with('{');
        let inner = if is_wrapper { json::object(value)? } else { return None };
        has_name(&inner).then_some((at, inner))
    };
    members.iter().enumerate().find_map(inner)
}

/// The members of the record that an object holds, if it has no name itself, and then its own.
fn unwrapped(mut members: RawMembers) -> RawMembers {
    if members.iter().any(|(key, _)| key.starts_with(SCIM_START)) {
        members = without_extensions(members);
    }
    let Some((at, mut inner)) = wrapped(&members).filter(|_| !has_name(&members)) else { return members };
    members.remove(at);
    // GeoJSON says of each record that it is one.
    members.retain(|(key, value)| key != "type" || value.get() != "\"Feature\"");
    inner.append(&mut members);
    inner
}

/// The members of an account, those of the extensions of SCIM among them.
fn without_extensions(members: RawMembers) -> RawMembers {
    let mut spread = Vec::new();
    for (key, value) in members {
        match json::object(value) {
            Some(inner) if key.starts_with(SCIM_START) => spread.extend(inner),
            _ => spread.push((key, value)),
        }
    }
    spread
}

/// Whether a document has a list of records, in objects of objects too.
pub fn has_record_list(members: &[(Cow<str>, &RawValue)]) -> bool {
    let mut objects = vec![(members.to_vec(), 0)];
    while let Some((members, depth)) = objects.pop() {
        if members.iter().any(|(_, value)| record_list(value).is_some()) {
            return true;
        }
        let inner = members.iter().filter_map(|(_, value)| json::object(value));
        objects
            .extend(inner.map(|inner| (inner, depth + 1)).filter(|(_, depth)| *depth < MAX_ENVELOPE_DEPTH));
    }
    false
}

/// The items of a list of which the first object is a record.
fn record_list(value: &RawValue) -> Option<Vec<&RawValue>> {
    let list = if value.get().starts_with('[') { json::list(value)? } else { return None };
    let first = list.iter().find_map(|item| json::object(item))?;
    is_record(&first).then_some(list)
}

/// Whether the keys of an object are paths to records.
pub fn is_by_path(members: &[(Cow<str>, &RawValue)]) -> bool {
    !members.is_empty()
        && members.iter().all(|(key, value)| key.contains('/') && value.get().starts_with('{'))
}

/// Reads a document, or one record per line.
pub fn read(text: &str, sink: &mut RecordSink, on_progress: ProgressFn) -> Result<(), ReadError> {
    let progress = ProgressMeter::new(on_progress, text.len());
    let mut reader = JsonReader {
        lines: LineCounter::new(text),
        sink,
        progress,
        id_generator: IdGenerator::default(),
        references: References::default(),
        told: Vec::new(),
    };
    match whole_list(text) {
        Some(records) => reader.list(&records)?,
        None => match values(text)?[..] {
            [value] => reader.document(value)?,
            ref values => reader.list(values)?,
        },
    }
    reader.report_told();
    Ok(())
}

/// The items of a text that is one list; `None` if it is anything else, or not valid.
pub fn whole_list(text: &str) -> Option<Vec<&RawValue>> {
    if text.trim_ascii_start().starts_with('[') { serde_json::from_str(text).ok() } else { None }
}

/// The concatenated JSON values of a text.
pub fn values(text: &str) -> Result<Vec<&RawValue>, ReadError> {
    let values = serde_json::Deserializer::from_str(text).into_iter::<&RawValue>();
    values.map(|value| value.map_err(|error| json_error::read_error(text, text, &error))).collect()
}

struct JsonReader<'a, 'g, 'w> {
    lines: LineCounter<'a>,
    sink: &'g mut RecordSink,
    progress: ProgressMeter<'w>,
    id_generator: IdGenerator,
    /// Those between the records of the list that is read.
    references: References<'a>,
    /// What is to be told of keys, once each, with the lines.
    told: Vec<(usize, DiagnosticKind)>,
}

impl<'a> JsonReader<'a, '_, '_> {
    fn document(&mut self, document: &'a RawValue) -> Result<(), ReadError> {
        if let Some(list) = json::list(document) {
            return self.list(&list);
        }
        let Some(members) = json::object(document) else { return Ok(()) };
        if let Some(lists) = graph::lists(&members) {
            return self.graph(lists);
        }
        if let Some(bindings) = sparql::bindings(&members) {
            return self.solutions(&bindings);
        }
        if is_record(&members) {
            return self.nested(vec![document]);
        }
        if is_by_path(&members) {
            return self.by_path(&members);
        }
        if popolo::is_document(&members) {
            return self.popolo(&members);
        }
        self.envelope(&members)
    }

    /// Reads all lists of records in a document, in objects of objects too, or else the first list of objects.
    /// Other members are reported.
    fn envelope(&mut self, members: &RawMembers<'a>) -> Result<(), ReadError> {
        let has_records = has_record_list(members);
        let mut pending: Vec<_> = members.iter().rev().map(|(key, value)| (key.clone(), *value, 0)).collect();
        let mut was_read = false;
        while let Some((key, value, depth)) = pending.pop() {
            let is_list = |value: &'a RawValue| {
                json::list(value).filter(|list| list.iter().any(|item| item.get().starts_with('{')))
            };
            let list = if has_records { record_list(value) } else { is_list(value).filter(|_| !was_read) };
            let inner = json::object(value).filter(|_| has_records && depth < MAX_ENVELOPE_DEPTH);
            match (list, inner) {
                _ if is_blank(value) => {}
                (Some(list), _) => {
                    was_read = true;
                    self.list(&list)?;
                }
                (None, Some(inner)) => {
                    let inner = inner.into_iter().rev();
                    pending.extend(
                        inner.map(|(name, value)| (format!("{key}.{name}").into(), value, depth + 1)),
                    );
                }
                (None, None) => self.report_ignored(&key, value),
            }
        }
        Ok(())
    }

    fn report_ignored(&mut self, key: &str, value: &RawValue) {
        let kind =
            DiagnosticKind::IgnoredHeader { key: Printable::new(key), value: Printable::new(value.get()) };
        self.sink.report(self.lines.line_of(value.get()), kind);
    }

    /// Reads a list of records, flat or nested.
    fn list(&mut self, records: &[&'a RawValue]) -> Result<(), ReadError> {
        self.references = References::of(records);
        self.report_references(records);
        if records.iter().any(|record| is_nested(record.get())) {
            return self.nested(records.to_vec());
        }
        let (objects, others): (Vec<_>, Vec<_>) =
            records.iter().partition(|record| record.get().starts_with('{'));
        // Problems come before the rows, which have to be together.
        others.into_iter().for_each(|value| self.report_not_a_record(value));
        let mut table = Table::default();
        for value in objects {
            if self.sink.is_full {
                break;
            }
            let line = self.lines.line_of(value.get());
            let record = self.record(json::object(value).unwrap_or_default());
            table.add(self.sink, line, record);
        }
        table.finish(self.sink);
        Ok(())
    }

    /// Tells which references were taken for parents.
    fn report_references(&mut self, records: &[&'a RawValue]) {
        let word: Printable = ColumnField::Parent.word().into();
        let keys = self.references.keys();
        let columns: Vec<_> = keys.into_iter().map(|key| (word.clone(), key.into())).collect();
        if let Some(first) = records.first().filter(|_| !columns.is_empty()) {
            self.sink.report(self.lines.line_of(first.get()), DiagnosticKind::AssumedColumns { columns });
        }
    }

    /// Notes something of a key. Problems come after the rows, which have to be together.
    fn tell(&mut self, value: &RawValue, kind: DiagnosticKind) {
        if self.told.len() < MAX_TOLD && !self.told.iter().any(|(_, known)| *known == kind) {
            self.told.push((self.lines.line_of(value.get()), kind));
        }
    }

    fn report_told(&mut self) {
        std::mem::take(&mut self.told).into_iter().for_each(|(line, kind)| self.sink.report(line, kind));
    }

    fn report_not_a_record(&mut self, value: &RawValue) {
        let line = self.lines.line_of(value.get());
        self.sink.report(line, DiagnosticKind::NotARecord { value: Printable::new(value.get()) });
    }

    /// Reads records keyed by path. The parent is the longest other path that is a prefix.
    fn by_path(&mut self, members: &[(Cow<str>, &'a RawValue)]) -> Result<(), ReadError> {
        let paths: HashSet<&str> = members.iter().map(|(path, _)| &**path).collect();
        for (path, value) in members {
            let line = self.lines.line_of(value.get());
            let mut record = self.record(with_nested_members(value));
            let mut parent = path.rmatch_indices('/').map(|(at, _)| &path[..at]);
            if !record.id.is_empty() {
                record.add_fact("id", &record.id.clone());
            }
            record.id = path.to_string();
            record.parents =
                parent.find(|parent| paths.contains(parent)).map(String::from).into_iter().collect();
            if record.name.is_empty() {
                record.name = path.rsplit('/').next().unwrap_or_default().to_string();
            }
            self.sink.add(line, &record);
        }
        Ok(())
    }

    /// Builds a record from the members of an object.
    fn record(&mut self, members: RawMembers<'a>) -> Record {
        if let Some((_, value)) = members.last() {
            self.progress.advance_to(self.lines.offset_of(value.get()));
        }
        let mut record = Record::default();
        let mut values = Vec::new();
        let mut members = unwrapped(members);
        self.references.take(&mut members, &mut record);
        for (key, value) in &members {
            if child_keys::may_be_units(key, value) {
                self.tell(value, DiagnosticKind::KeptAsFacts { key: Printable::new(key) });
            }
        }
        for (key, value) in members {
            flatten(key, value, &mut record, &mut values, &mut self.sink.guesses);
        }
        let fields = self.sink.fields(values.iter().map(|(key, _)| &**key));
        values.iter().zip(fields).for_each(|((key, value), field)| record.add_value(field, key, value));
        if record.name.is_empty() && !record.other_names.is_empty() {
            record.name = record.other_names.remove(0);
        }
        record
    }
}

/// Flattens a value into texts with their keys; contacts, links and the like go to the record.
fn flatten<'a>(
    key: Cow<'a, str>,
    value: &'a RawValue,
    record: &mut Record,
    values: &mut KeyedTexts<'a>,
    guesses: &mut ColumnGuesses,
) {
    if is_blank(value) {
        return;
    }
    if let Some(text) = json::text(value) {
        return values.push((key, text));
    }
    if key.len() > MAX_KEY_BYTES {
        return values.push((key, json::display_text(value)));
    }
    if let Some(texts) = json::texts(value) {
        return values.extend(texts.into_iter().map(|text| (key.clone(), text)));
    }
    if let Some(members) = json::object(value) {
        return flatten_object(key, members, record, values, guesses);
    }
    for item in json::list(value).unwrap_or_default() {
        match json::object(item) {
            _ if is_blank(item) => {}
            Some(members) if guesses.is_known(&key) || items::is_list_key(&key) => {
                flatten_object(key.clone(), members, record, values, guesses)
            }
            Some(members) => values.push((key.clone(), items::joined(&members).into())),
            None => values.push((key.clone(), json::display_text(item))),
        }
    }
}

/// An object under a known key is a contact, a link and so on, or one value: its id, or its texts joined.
/// Other members are values with composed keys.
fn flatten_object<'a>(
    key: Cow<'a, str>,
    members: RawMembers<'a>,
    record: &mut Record,
    values: &mut KeyedTexts<'a>,
    guesses: &mut ColumnGuesses,
) {
    if items::add_item(&key, &members, record, guesses) {
        return;
    }
    let filled = members.into_iter().filter(|(_, value)| !is_blank(value));
    let mut texts: Vec<_> = filled.map(|(inner, value)| (inner, json::display_text(value))).collect();
    if guesses.field(&key) == Some(ColumnField::Name)
        && let Some(name) = items::take_name(&mut texts)
    {
        values.push((key.clone(), name.into()));
    } else if guesses.is_known(&key) {
        let id = texts.iter().position(|(inner, _)| matches!(&**inner, "id" | "@id" | "reference"));
        let value = match id {
            Some(id) => reference(texts.remove(id).1),
            None => texts.drain(..).map(|(_, text)| text).collect::<Vec<_>>().join(", ").into(),
        };
        values.push((key.clone(), value));
    }
    values.extend(texts.into_iter().map(|(inner, text)| (format!("{key}.{inner}").into(), text)));
}

/// The id in a reference; in FHIR the type of what it refers to stands before it.
fn reference(text: Cow<str>) -> Cow<str> {
    let id = text.split_once('/').filter(|(kind, id)| {
        !kind.is_empty() && kind.bytes().all(|byte| byte.is_ascii_alphabetic()) && !id.contains('/')
    });
    id.map_or(text.clone(), |(_, id)| Cow::Owned(id.to_string()))
}

/// The text of a member; empty if there is none.
fn member_text<'a>(members: &[(Cow<str>, &'a RawValue)], name: &str) -> Cow<'a, str> {
    let member = members.iter().find(|(key, _)| key == name);
    member.and_then(|(_, value)| json::text(value)).unwrap_or_default()
}

/// The members of an object followed by those of its nested objects.
fn with_nested_members(value: &RawValue) -> RawMembers<'_> {
    let members = json::object(value).unwrap_or_default();
    let (nested, mut own): (Vec<_>, Vec<_>) = members
        .into_iter()
        .partition(|(key, value)| json::object(value).is_some() && columns::field_by_name(key).is_none());
    own.extend(nested.into_iter().flat_map(|(_, value)| json::object(value).unwrap_or_default()));
    own
}

/// Whether a value is empty.
fn is_blank(value: &RawValue) -> bool {
    matches!(value.get(), "null" | "\"\"" | "[]" | "{}")
}

#[cfg(test)]
mod tests {
    use crate::import::read;
    use crate::import::test_support::messages;
    use crate::lang::Lang;
    use crate::org::{Org, UnitId};

    fn org(text: &str) -> Org {
        read(text.as_bytes(), Lang::En).expect("readable")
    }

    fn shape(org: &Org) -> String {
        let unit = |unit| format!("{}{}", "  ".repeat(org.depth(unit)), org.name(unit));
        org.units().map(unit).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn nested_records_are_read_under_all_known_keys() {
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
    fn flat_lists_have_parents_by_id_or_name() {
        let list = r#"[{"id": 1, "name": "A"}, {"id": 2, "name": "B", "parent_id": 1}, {"id": 3, "name": "C", "parent_id": "B"}]"#;
        assert_eq!(shape(&org(list)), "A\n  B\n    C");
        let lines = "{\"id\": 1, \"name\": \"A\"}\n{\"id\": 2, \"name\": \"B\", \"parent\": {\"id\": 1}}";
        assert_eq!(shape(&org(lines)), "A\n  B");
        let enveloped = format!(r#"{{"count": 3, "data": {list}}}"#);
        let org = org(&enveloped);
        assert_eq!((shape(&org).lines().count(), org.diagnostics().len()), (3, 1));
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
    fn popolo_lists_are_read() {
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
    fn lists_of_popolo_with_other_keys_lose_nothing() {
        let org = org(
            r#"[{"id": "a", "name": "University A", "links": [{"type": "website", "value": "https://a.example/"}],
            "identifiers": [{"system": "urn:x", "value": "42"}, {"note": "n"}], "other_names": [{"value": "Old A"}],
            "contact_details": [{"phone": "456"}, {"kind": "desk"}], "website": [{"link": "https://b.example/", "title": "B", "rank": 7}],
            "events": [{"year": 1910, "what": "founded"}], "contact": {"name": "Ada", "role": "Dean", "email": "ada@a.example"}}]"#,
        );
        let unit = org.unit(UnitId::ROOT);
        let link = |at: usize| (unit.links[at].label.as_deref(), &*unit.links[at].url);
        assert_eq!(link(0), (Some("website"), "https://a.example/"));
        assert_eq!(link(1), (Some("B"), "https://b.example/"));
        assert_eq!(&*unit.other_names[0], "Old A");
        let contacts: Vec<&str> = unit.contacts.iter().map(|contact| &*contact.value).collect();
        assert_eq!(contacts, ["456", "Ada", "ada@a.example"]);
        assert_eq!(unit.contacts[1].label.as_deref(), Some("Dean"));
        let facts: Vec<String> =
            unit.facts.iter().map(|fact| format!("{}={}", fact.label, fact.value)).collect();
        let expected = ["urn:x=42", "identifiers.note=n", "contact_details.kind=desk", "website.rank=7"];
        assert!(expected.iter().all(|fact| facts.contains(&fact.to_string())), "{facts:?}");
        assert!(facts.contains(&"events=year: 1910, what: founded".to_string()), "{facts:?}");
    }

    #[test]
    fn nested_records_stay_below_the_one_that_holds_them() {
        let org = org(r#"{"Name": "Government", "children": [
            {"Name": "Health", "Ref": "1", "children": [{"Name": "Nurses", "Ref": "2"}]},
            {"Name": "Energy", "Ref": "1", "children": [{"Name": "Grids", "Ref": "3", "parent": "Health"}]}]}"#);
        assert_eq!(shape(&org), "Government\n  Health\n    Nurses\n  Energy\n    Grids");
        let messages: Vec<String> =
            org.diagnostics().iter().map(|found| found.kind.message(Lang::En)).collect();
        assert_eq!(messages[0], "the id “1” is already taken: this unit becomes “1~2”");
    }

    #[test]
    fn members_of_staff_with_names_are_below_their_managers() {
        let org =
            org(r#"{"name": "Ada", "directReports": [{"name": "Ben", "directReports": [{"name": "Dan"}]}],
            "items": [{"sku": 1}]}"#);
        assert_eq!(shape(&org), "Ada\n  Ben\n    Dan");
        assert_eq!(&*org.unit(UnitId::ROOT).facts[0].value, "sku: 1");
    }

    #[test]
    fn children_are_read_in_all_shapes() {
        for (text, expected) in [
            (
                r#"{"name":"Min","children":{"A":{"name":"Dir A"},"B":{"children":{"C":{"name":"Bur","id":"c"}}}}}"#,
                "Min\n  Dir A\n  B\n    Bur",
            ),
            (r#"{"name":"Min","children":["A","B"]}"#, "Min\n  A\n  B"),
            (r#"{"name":"Min","teams":[{"name":"A"},"B",{"name":"C"}]}"#, "Min\n  A\n  B\n  C"),
            (r#"{"name":"Min","children":[[{"name":"A"}],[null,{"name":"B"}]]}"#, "Min\n  A\n  B"),
            (r#"{"name":"Min","units":{"name":"A","units":"x"}}"#, "Min\n  A"),
            (r#"{"name":"Min","directions":[{"name":"A","budget":1}]}"#, "Min\n  A"),
            (
                r#"[{"id":1,"name":"Min","children":[2,3,"D"]},{"id":2,"name":"A"},{"id":3,"name":"B"}]"#,
                "Min\n  D\n  A\n  B",
            ),
            (r#"[{"name":"Min","children":["A"]},{"name":"A","children":["B"]}]"#, "Min\n  A\n    B"),
            // The names of records below others are not unique: they are no references.
            (
                r#"{"name":"Min","children":[{"name":"A","children":["X"]},{"name":"B","children":[{"name":"X"}]}]}"#,
                "Min\n  A\n    X\n  B\n    X",
            ),
            (r#"{"units":[{"name":"A","id":"a"},{"name":"B","id":"b","parent":"a"}]}"#, "A\n  B"),
            (r#"{"units":[{"nom":"A","id":"a"},{"nom":"B","id":"b","parent_id":"a"}]}"#, "A\n  B"),
        ] {
            let org = org(text);
            assert_eq!(shape(&org), expected, "{text}");
            assert!(messages(&org).is_empty(), "{text}: {:?}", messages(&org));
        }
        let keyed = org(r#"{"name":"Min","children":{"A":{"name":"Dir A"},"B":{"name":"Dir B","id":"b"}}}"#);
        assert_eq!((&*keyed.id(UnitId::at(1)), &*keyed.id(UnitId::at(2))), ("A", "b"));
        assert_eq!(&*keyed.unit(UnitId::at(2)).facts[0].value, "B");
    }

    #[test]
    fn what_may_be_units_and_is_not_read_as_such_is_told() {
        let text = r#"{"name":"Min","bureaux":["b1","b2"],"children":{"a":"A"},"department":{"name":"D"},
            "boxes":[{"name":"X","n":1}],"members":["ada"],"events":[{"name":"E"}],"items":[{"sku":1}]}"#;
        let org = org(text);
        assert_eq!(shape(&org), "Min");
        let told = ["bureaux", "children", "department"]
            .map(|key| format!("the values of “{key}” are not read as units: they stay on the card"));
        assert_eq!(messages(&org), told);
        let unknown = super::tests::org(r#"[{"id":1,"name":"A","children":[2,7]},{"id":2,"name":"B"}]"#);
        assert_eq!(messages(&unknown), ["“1” has the child “7”, which does not exist"]);
        let twice =
            super::tests::org(r#"[{"name":"A","children":["B"]},{"name":"B","n":1},{"name":"B","n":2}]"#);
        let several = "“a” has the child “B”, which is the name of several units";
        assert!(messages(&twice).contains(&several.into()), "{:?}", messages(&twice));
    }

    #[test]
    fn records_are_found_in_what_holds_them() {
        let geojson = org(
            r#"{"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": {"coordinates": [4.8, 45.9]},
            "properties": {"id": "m1", "Nom": "Mairie de Nulle", "pivotLocal": "mairie", "CoordonnéesNum": {"Téléphone": "01 02", "Email": "m@x.example"}}}]}"#,
        );
        let unit = geojson.unit(UnitId::ROOT);
        assert_eq!(
            (&*unit.name, unit.kind.as_deref(), unit.contacts.len()),
            ("Mairie de Nulle", Some("mairie"), 2)
        );
        for document in [
            r#"{"resourceType": "Bundle", "entry": [{"resource": {"id": "1", "name": "A"}}, {"resource": {"id": "2", "name": "B", "partOf": {"reference": "Organization/1"}}}]}"#,
            r#"{"_embedded": {"units": [{"id": 1, "displayName": "A"}, {"id": 2, "displayName": "B", "parent": 1}]}}"#,
            r#"{"@odata": "x", "value": [{"id": 1, "displayName": "A"}, {"id": 2, "displayName": "B", "parentId": 1}]}"#,
            r#"{"data": {"result": {"departments": [{"id": 1, "name": "A"}]}}, "teams": [{"id": 2, "name": "B", "parent": 1}]}"#,
        ] {
            assert_eq!(shape(&org(document)), "A\n  B", "{document}");
        }
    }

    #[test]
    fn popolo_documents_are_read_whole() {
        let org = org(
            r#"{"persons": [{"id": "p1", "name": "Ada", "email": "ada@x.example", "birth_date": "1815"}, {"id": "p2", "name": "Ben"}],
            "organizations": [{"id": "o1", "name": "Council"}, {"id": "o2", "name": "Committee", "parent_id": "o1"}],
            "memberships": [{"person_id": "p1", "organization_id": "o2", "role": "Chair", "start_date": "2020"}, {"person_id": "p1", "organization_id": "o9"}]}"#,
        );
        let committee = org.unit(org.find("o2").expect("a unit"));
        let contact = |at: usize| (committee.contacts[at].label.as_deref(), &*committee.contacts[at].value);
        assert_eq!((contact(0), contact(1)), ((Some("Chair"), "Ada"), (Some("Ada"), "ada@x.example")));
        let facts: Vec<&str> = committee.facts.iter().map(|fact| &*fact.value).collect();
        assert_eq!(facts, ["1815", "2020"]);
        assert_eq!(org.parent(org.find("o2").expect("a unit")), org.find("o1"));
        assert!(org.find("p2").is_some() && org.find("p1").is_none());
        assert!(org.diagnostics().iter().any(|found| found.kind.message(Lang::En).contains("o9")));
    }

    #[test]
    fn lists_of_addresses_and_numbers_are_contacts() {
        let contacts = r#""emails": ["a@b", "c@d"], "phones": [{"type": "fax", "value": "01"}, {"value": "02", "label": "Desk"}], "telephones": "03""#;
        let expected = ["email a@b", "email c@d", "fax 01", "voice 02", "voice 03"];
        let generic = format!(r#"[{{"id": "a", "name": "A", {contacts}}}]"#);
        let own = format!(r#"{{"format": "ramure/1", "units": [{{"id": "a", "name": "A", {contacts}}}]}}"#);
        for text in [generic, own] {
            let org = org(&text);
            let unit = org.unit(UnitId::ROOT);
            let contact = |contact: &crate::org::Contact| {
                format!("{} {}", contact.kind.as_deref().unwrap_or_default(), contact.value)
            };
            let mut found: Vec<String> = unit.contacts.iter().map(contact).collect();
            found.sort();
            assert_eq!((found, unit.facts.len()), (expected.map(String::from).to_vec(), 0), "{text}");
            assert!(org.diagnostics().is_empty());
        }
    }

    #[test]
    fn syntax_errors_have_a_position() {
        let error = read(b"{\"name\": \"A\",\n \"children\": [{]}", Lang::En).expect_err("broken");
        assert_eq!((error.line, error.column), (2, 16));
        let deep = "{\"name\":\"a\",\"children\":[".repeat(200) + "{\"name\":\"a\"}" + &"]}".repeat(200);
        assert!(read(deep.as_bytes(), Lang::En).is_err());
    }
}
