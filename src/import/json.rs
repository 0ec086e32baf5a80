//! Generic JSON: a flat list of records or one record per line, nested records, or an object keyed
//! by path. Keys are mapped like the columns of a table; unknown keys become facts.

mod nested;

use std::borrow::Cow;
use std::collections::HashSet;

use serde_json::value::RawValue;

use crate::json;
use crate::org::DiagnosticKind;
use crate::text::Printable;

use super::columns::{self, ColumnGuesses};
use super::generated_ids::IdGenerator;
use super::line_numbers::LineCounter;
use super::progress::ProgressMeter;
use super::record::Record;
use super::record_sink::RecordSink;
use super::table::Table;
use super::{ProgressFn, ReadError, ReadErrorKind, json_error};

use nested::NestedRecord;
pub use nested::is_nested;

/// Nesting limit. Each level is parsed once more than its parent.
pub const MAX_RECORD_DEPTH: usize = 128;

pub type RawMembers<'a> = Vec<(Cow<'a, str>, &'a RawValue)>;
/// Texts with their keys.
type KeyedTexts<'a> = Vec<(Cow<'a, str>, Cow<'a, str>)>;

/// Whether an object has a name key.
pub fn is_record(members: &[(Cow<str>, &RawValue)]) -> bool {
    members.iter().any(|(key, _)| columns::is_name_column(key))
}

/// Whether the keys of an object are paths to records.
pub fn is_by_path(members: &[(Cow<str>, &RawValue)]) -> bool {
    !members.is_empty()
        && members.iter().all(|(key, value)| key.contains('/') && value.get().starts_with('{'))
}

/// Reads a document, or one record per line.
pub fn read(text: &str, sink: &mut RecordSink, on_progress: ProgressFn) -> Result<(), ReadError> {
    let progress = ProgressMeter::new(on_progress, text.len());
    let mut reader =
        JsonReader { lines: LineCounter::new(text), sink, progress, id_generator: IdGenerator::default() };
    if let Some(records) = whole_list(text) {
        return reader.list(&records);
    }
    let values = values(text)?;
    match values[..] {
        [value] => reader.document(value),
        _ => reader.list(&values),
    }
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
}

impl<'a> JsonReader<'a, '_, '_> {
    fn document(&mut self, document: &'a RawValue) -> Result<(), ReadError> {
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

    /// Reads the first list of objects in a document and reports its other members.
    fn envelope(&mut self, members: &[(Cow<str>, &'a RawValue)]) -> Result<(), ReadError> {
        let lists = |value: &&'a RawValue| {
            json::list(value).filter(|list| list.iter().any(|item| item.get().starts_with('{')))
        };
        let list_index = members.iter().position(|(_, value)| lists(value).is_some());
        for (index, (key, value)) in members.iter().enumerate() {
            match list_index {
                Some(list) if list == index => self.list(&lists(value).unwrap_or_default())?,
                _ if is_blank(value) => {}
                _ => self.report_ignored(key, value),
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
        if records.iter().any(|record| is_nested(record.get())) {
            return self.nested(records.to_vec());
        }
        let (objects, others): (Vec<_>, Vec<_>) =
            records.iter().partition(|record| record.get().starts_with('{'));
        // Problems come before the rows, which have to be together.
        others.into_iter().for_each(|value| self.report_not_a_record(value));
        let mut table = Table::default();
        for value in objects {
            let line = self.lines.line_of(value.get());
            let record = self.record(json::object(value).unwrap_or_default());
            table.add(self.sink, line, record);
        }
        table.finish(self.sink);
        Ok(())
    }

    fn report_not_a_record(&mut self, value: &RawValue) {
        let line = self.lines.line_of(value.get());
        self.sink.report(line, DiagnosticKind::NotARecord { value: Printable::new(value.get()) });
    }

    /// Reads nested records, depth first. A record without an id gets one from its name.
    fn nested(&mut self, roots: Vec<&'a RawValue>) -> Result<(), ReadError> {
        let mut stack: Vec<_> = roots.into_iter().rev().map(|root| (root, None, 0)).collect();
        while let Some((value, parent, depth)) = stack.pop() {
            let line = self.lines.line_of(value.get());
            let Some(NestedRecord { members, children }) = NestedRecord::parse(value) else {
                self.report_not_a_record(value);
                continue;
            };
            if depth > MAX_RECORD_DEPTH {
                return Err(ReadError { line, column: 1, kind: ReadErrorKind::TooDeep });
            }
            let mut record = self.record(members);
            if record.id.is_empty() {
                record.id = self.id_generator.id(&record.name);
            }
            let own = self.sink.add_nested(line, &record, parent);
            stack.extend(children.into_iter().rev().map(|value| (value, own, depth + 1)));
        }
        Ok(())
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
        for (key, value) in members {
            flatten(key, value, &mut record, &mut values, &mut self.sink.guesses);
        }
        let fields = self.sink.fields(values.iter().map(|(key, _)| &**key));
        values.iter().zip(fields).for_each(|((key, value), field)| record.add_value(field, key, value));
        record
    }
}

/// Flattens a value into texts with their keys; Popolo lists go to the record.
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
    if let Some(texts) = json::texts(value) {
        return values.extend(texts.into_iter().map(|text| (key.clone(), text)));
    }
    if let Some(members) = json::object(value) {
        return flatten_object(key, members, values, guesses);
    }
    for item in json::list(value).unwrap_or_default() {
        match json::object(item) {
            Some(members) if add_popolo_item(&key, &members, record) => {}
            Some(members) if add_contact_item(guesses.contact_kind(&key), &members, record) => {}
            Some(members) if guesses.is_known(&key) => flatten_object(key.clone(), members, values, guesses),
            _ => values.push((key.clone(), json::display_text(item))),
        }
    }
}

/// An object under a known key is one value: its id, or its texts joined. Under other keys its
/// members are values with composed keys.
fn flatten_object<'a>(
    key: Cow<'a, str>,
    members: RawMembers<'a>,
    values: &mut KeyedTexts<'a>,
    guesses: &mut ColumnGuesses,
) {
    let filled = members.into_iter().filter(|(_, value)| !is_blank(value));
    let mut texts = filled.map(|(inner, value)| (inner, json::display_text(value)));
    if !guesses.is_known(&key) {
        return values.extend(texts.map(|(inner, text)| (format!("{key}.{inner}").into(), text)));
    }
    let mut texts_seen = Vec::new();
    let id = texts.find_map(|(inner, text)| {
        let is_id = matches!(&*inner, "id" | "@id");
        texts_seen.push(text.clone());
        is_id.then_some(text)
    });
    values.push((key, id.unwrap_or_else(|| texts_seen.join(", ").into())));
}

/// The text of a member; empty if there is none.
fn member_text<'a>(members: &[(Cow<str>, &'a RawValue)], name: &str) -> Cow<'a, str> {
    let member = members.iter().find(|(key, _)| key == name);
    member.and_then(|(_, value)| json::text(value)).unwrap_or_default()
}

/// Adds an object with a value in a list of contacts of this type; `false` if it is none.
fn add_contact_item(kind: Option<&str>, members: &[(Cow<str>, &RawValue)], record: &mut Record) -> bool {
    let Some(kind) = kind else { return false };
    let [value, stated, label] = ["value", "type", "label"].map(|name| member_text(members, name));
    record.add_contact(if stated.is_empty() { kind } else { &stated }, &value, &label);
    !value.trim().is_empty()
}

/// Adds an item of a Popolo list to the record; `false` if it is not one.
fn add_popolo_item(key: &str, members: &[(Cow<str>, &RawValue)], record: &mut Record) -> bool {
    let text = |name: &str| member_text(members, name);
    match key {
        "contact_details" => record.add_contact(&text("type"), &text("value"), &text("label")),
        "links" | "sources" => record.add_link(&[text("label"), text("note")].concat(), &text("url")),
        "identifiers" => record.add_fact(&text("scheme"), &text("identifier")),
        "other_names" => record.other_names.push(text("name").into_owned()),
        "facts" => record.add_fact(&text("label"), &text("value")),
        _ => return false,
    }
    true
}

/// The members of an object followed by those of its nested objects.
fn with_nested_members(value: &RawValue) -> RawMembers<'_> {
    let members = json::object(value).unwrap_or_default();
    let (nested, mut own): (Vec<_>, Vec<_>) = members
        .into_iter()
        .partition(|(key, value)| json::object(value).is_some() && columns::guess(key).is_none());
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
