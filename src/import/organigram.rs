//! Organigrams that the administration of Berlin publishes as JSON: nested units with their posts.
//! Units that only serve the layout are replaced by their children.

use serde_json::value::RawValue;

use crate::json;
use crate::lang::{Lang, Tr};
use crate::org::DiagnosticKind;
use crate::text::Printable;

use super::generated_ids::IdGenerator;
use super::json::{MAX_RECORD_DEPTH, RawMembers, values};
use super::json_value::{JsonObject, JsonValue};
use super::line_numbers::LineCounter;
use super::progress::ProgressMeter;
use super::record::Record;
use super::record_sink::RecordSink;
use super::{ProgressFn, ReadError, ReadErrorKind, acronym};

/// Keys of the lists of child units.
const CHILD_KEYS: [&str; 3] = ["departments", "organisations", "organizations"];
/// Keys about the appearance of the drawing.
const LAYOUT_KEYS: [&str; 7] = [
    "layout",
    "style",
    "background",
    "isMainOrganisation",
    "suborganizationOrientation",
    "logo",
    "paperSize",
];
/// Keys that are read of an address, of contact details, and of a post and the person in it.
const ADDRESS_KEYS: [&str; 6] = ["street", "housenumber", "building", "room", "zipCode", "city"];
const CONTACT_KEYS: [&str; 4] = ["email", "telephone", "fax", "website"];
const POST_KEYS: [&str; 8] =
    ["positionType", "position", "positionStatus", "person", "contact", "title", "firstName", "lastName"];

const PERSON: Tr = Tr::new("personne", "person");
const VACANT: Tr = Tr::new("poste vacant", "vacant");
const ROOM: Tr = Tr::new("bureau {}", "room {}");
const RELATIONSHIP: Tr = Tr::new("rattachement", "relationship");

/// Reads a document: its header, then its units, parents before their children.
pub fn read(text: &str, sink: &mut RecordSink, on_progress: ProgressFn) -> Result<(), ReadError> {
    let mut notes = Vec::new();
    let mut stack = Vec::new();
    for (key, value) in values(text)?.into_iter().filter_map(json::object).flatten() {
        match &*key {
            "document" => notes = read_header(value, sink),
            "organisations" => push_units(&mut stack, value, None, 0),
            _ => sink.report(1, ignored(&key, value)),
        }
    }
    let (lines, id_generator) = (LineCounter::new(text), IdGenerator::default());
    let mut reader = OrganigramReader { lines, sink, id_generator, notes };
    let mut progress = ProgressMeter::new(on_progress, text.len());
    while let Some(node) = stack.pop() {
        if node.depth > MAX_RECORD_DEPTH {
            return Err(ReadError::at(text, json::offset_in(text, node.value.get()), ReadErrorKind::TooDeep));
        }
        progress.advance_to(json::offset_in(text, node.value.get()));
        reader.unit(node, &mut stack);
    }
    Ok(())
}

/// A unit still to read, with the number of its parent among the records.
struct PendingUnit<'a> {
    value: &'a RawValue,
    parent: Option<usize>,
    /// Nesting depth.
    depth: usize,
}

/// Pushes a list in reverse order, so that its first item is popped first.
fn push_units<'a>(stack: &mut Vec<PendingUnit<'a>>, list: &'a RawValue, parent: Option<usize>, depth: usize) {
    let items = json::list(list).unwrap_or_default().into_iter().rev();
    stack.extend(items.map(|value| PendingUnit { value, parent, depth }));
}

fn ignored(key: &str, value: &RawValue) -> DiagnosticKind {
    let value = json::display_text(value);
    DiagnosticKind::IgnoredHeader { key: Printable::new(key), value: Printable::new(&value) }
}

/// Reads the document header and returns its notes.
fn read_header(document: &RawValue, sink: &mut RecordSink) -> Vec<String> {
    let mut notes = Vec::new();
    for (key, value) in json::object(document).unwrap_or_default() {
        let Some(text) = filled_text(value).filter(|_| !LAYOUT_KEYS.contains(&&*key)) else { continue };
        let metadata = &mut sink.builder.metadata;
        match &*key {
            "title" => drop(metadata.name.get_or_insert_with(|| Printable::new(&text))),
            "version" => drop(metadata.date.get_or_insert_with(|| Printable::new(&text))),
            "note" => notes.extend(text.lines().map(|line| line.trim_start_matches(['#', ' ']).to_string())),
            "creator" => notes.push(text),
            _ => sink.report(1, ignored(&key, value)),
        }
    }
    notes.retain(|note| !note.trim().is_empty());
    notes
}

struct OrganigramReader<'a, 'g> {
    lines: LineCounter<'a>,
    sink: &'g mut RecordSink,
    id_generator: IdGenerator,
    /// Notes of the document, added to the first unit.
    notes: Vec<String>,
}

impl<'a> OrganigramReader<'a, '_> {
    fn unit(&mut self, node: PendingUnit<'a>, stack: &mut Vec<PendingUnit<'a>>) {
        let line = self.lines.line_of(node.value.get());
        let Some(members) = json::object(node.value) else {
            return self
                .sink
                .report(line, DiagnosticKind::NotARecord { value: Printable::new(node.value.get()) });
        };
        let mut record = record(&members, self.sink.lang);
        let mut parent = node.parent;
        if !is_layout_only(&record, &members) {
            if record.id.is_empty() {
                record.id = self.id_generator.id(&record.name);
            }
            record.notes.append(&mut self.notes);
            parent = self.sink.add_nested(line, &record, parent);
        }
        for (_, list) in members.iter().rev().filter(|(key, _)| CHILD_KEYS.contains(&&**key)) {
            push_units(stack, list, parent, node.depth + 1);
        }
    }
}

/// Builds a record from the members of a unit.
fn record(members: &RawMembers, lang: Lang) -> Record {
    let mut record = Record::default();
    for (key, value) in members {
        let text = filled_text(value);
        match (&**key, text) {
            ("name", Some(text)) => record.name = text,
            ("type", Some(text)) => record.kind = text,
            ("purpose", Some(text)) => record.summary = text,
            ("id", Some(text)) if record.id.is_empty() => record.id = text,
            ("altName", Some(text)) if acronym::is_acronym(&text) => record.acronym = text,
            ("altName", Some(text)) => record.other_names.push(text),
            ("relationship", Some(text)) => record.add_fact(RELATIONSHIP.get(lang), &text),
            ("uri", _) => add_uri(&mut record, value),
            ("address", _) if value.get().starts_with('{') => {
                record.add_contact("address", &address_text(value, lang), "");
                add_others(&mut record, key, value, &ADDRESS_KEYS);
            }
            ("contact", _) => add_contacts(&mut record, value, ""),
            ("positions" | "employees", _) => {
                let posts = json::list(value).unwrap_or_default();
                posts.into_iter().for_each(|value| add_post(&mut record, value, lang));
            }
            (key, Some(text)) if !LAYOUT_KEYS.contains(&key) => record.add_fact(key, &text),
            (key, None) if !LAYOUT_KEYS.contains(&key) && !CHILD_KEYS.contains(&key) => {
                add_others(&mut record, key, value, &[]);
            }
            _ => {}
        }
    }
    record
}

/// Whether a unit only serves the layout: it is hidden, unnamed, or has a placeholder name of the drawing
/// program, and has no content but an address of its own, which the program gives to each.
fn is_layout_only(record: &Record, members: &RawMembers) -> bool {
    let has_items = |wanted: &[&str]| {
        let mut lists = members.iter().filter(|(key, _)| wanted.contains(&&**key));
        lists.any(|(_, value)| json::list(value).is_some_and(|list| !list.is_empty()))
    };
    let styles = members.iter().filter(|(key, _)| ["layout", "style"].contains(&&**key));
    let is_hidden = styles.into_iter().any(|(_, value)| {
        let style = |value: &RawValue| filled_text(value).as_deref() == Some("hide");
        style(value)
            || json::object(value)
                .unwrap_or_default()
                .iter()
                .any(|(key, value)| key == "style" && style(value))
    });
    let is_placeholder = record.name.to_lowercase().contains("dummy")
        || record.name == "Organisation" && has_items(&CHILD_KEYS);
    record.has_only_names() && (is_hidden || record.name.is_empty() || is_placeholder)
}

/// The trimmed text of a value; `None` if it is blank or a data URI.
fn filled_text(value: &RawValue) -> Option<String> {
    let text = json::text(value)?;
    Some(text.trim()).filter(|text| !text.is_empty() && !text.starts_with("data:")).map(String::from)
}

/// The texts under some keys of an object, empty where missing.
fn texts<const N: usize>(value: &RawValue, keys: [&str; N]) -> [String; N] {
    let members = json::object(value).unwrap_or_default();
    keys.map(|wanted| {
        let found = members.iter().filter(|(key, _)| key == wanted);
        found.into_iter().find_map(|(_, value)| filled_text(value)).unwrap_or_default()
    })
}

/// Reads the URI of a unit, which becomes its id, and its links.
fn add_uri(record: &mut Record, value: &RawValue) {
    let [uri, label] = texts(value, ["uri", "uriLabel"]);
    record.add_link(&label, &uri);
    if !uri.is_empty() {
        record.id = uri;
    }
    let members = json::object(value).unwrap_or_default();
    let same = members.iter().find(|(key, _)| key == "sameAsUris").map(|(_, value)| json::list(value));
    for other in same.flatten().unwrap_or_default() {
        let [uri, label] = texts(other, ["uri", "uriLabel"]);
        record.add_link(&label, &filled_text(other).unwrap_or(uri));
    }
}

fn joined(parts: &[&str], separator: &str) -> String {
    let parts: Vec<&str> = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
    parts.join(separator)
}

fn address_text(value: &RawValue, lang: Lang) -> String {
    let [street, number, building, room, code, city] =
        texts(value, ["street", "housenumber", "building", "room", "zipCode", "city"]);
    let room = if room.is_empty() { room } else { ROOM.with(lang, &[&room]) };
    joined(&[&joined(&[&street, &number], " "), &building, &room, &joined(&[&code, &city], " ")], ", ")
}

/// Reads contact details of a unit or, labelled `label`, of a person in it.
fn add_contacts(record: &mut Record, value: &RawValue, label: &str) {
    let [email, telephone, fax, website] = texts(value, ["email", "telephone", "fax", "website"]);
    record.add_contact("email", &email, label);
    record.add_contact("voice", &telephone, label);
    record.add_contact("fax", &fax, label);
    record.add_link(label, &website);
    add_others(record, if label.is_empty() { "contact" } else { label }, value, &CONTACT_KEYS);
}

/// Adds the texts in a value as facts, but for those under known keys.
fn add_others(record: &mut Record, label: &str, value: &RawValue, known: &[&str]) {
    let mut object = JsonObject::read(&format!("{{\"\":{}}}", value.get())).unwrap_or_default();
    let values = object.list("").into_iter();
    for mut inner in values {
        if let JsonValue::Object(members) = &mut inner {
            known.iter().for_each(|key| drop(members.remove(key)));
        }
        for (key, text) in inner.into_leaves(label).into_iter().filter(|(_, text)| !text.starts_with("data:"))
        {
            record.add_fact(&key, &text);
        }
    }
}

/// Reads a post and its holder.
fn add_post(record: &mut Record, value: &RawValue, lang: Lang) {
    let members = json::object(value).unwrap_or_default();
    let member = |wanted: &str| members.iter().find(|(key, _)| key == wanted).map(|(_, value)| *value);
    let person = member("person").unwrap_or(value);
    let [title, first, last] = texts(person, ["title", "firstName", "lastName"]);
    let [kind, position, status] = texts(value, ["positionType", "position", "positionStatus"]);
    let status = if status.is_empty() { status } else { format!("({status})") };
    let (name, post) = (joined(&[&title, &first, &last], " "), joined(&[&kind, &position, &status], " "));
    match name.is_empty() {
        true => record.add_fact(&post, VACANT.get(lang)),
        false => record.add_contact("person", &name, if post.is_empty() { PERSON.get(lang) } else { &post }),
    }
    let contacts = json::object(person).unwrap_or_default();
    for (_, value) in contacts.iter().filter(|(key, _)| key == "contact") {
        add_contacts(record, value, &name);
    }
    let label = if name.is_empty() { &post } else { &name };
    add_others(record, label, value, &POST_KEYS);
    if !std::ptr::eq(person, value) {
        add_others(record, label, person, &POST_KEYS);
    }
}

#[cfg(test)]
mod tests {
    use crate::import;
    use crate::import::test_support::{indented_names, messages};
    use crate::lang::Lang;
    use crate::org::{Org, UnitId};

    const BEZIRK: &str = include_str!("../../tests/it/fixtures/bezirk.json");

    fn org(text: &str) -> Org {
        import::read(text.as_bytes(), Lang::En).expect("readable")
    }

    #[test]
    fn units_without_content_are_replaced_by_their_children() {
        let org = org(BEZIRK);
        assert_eq!(
            indented_names(&org),
            [
                "Bezirksamt Nirgendwo",
                " Bezirksbürgermeister",
                "  Sekretariat",
                "  Abteilung Wald",
                "   Referat Moos",
                "  Abteilung See",
                "  Organisation",
                " Beirat"
            ]
        );
        assert_eq!(org.metadata.date.as_deref(), Some("2026-02-22"));
        assert_eq!(
            messages(&org),
            [
                "“export” in the document header is ignored: { \"filename\": \"x\" }",
                "2 units have no parent: a common root is added"
            ]
        );
    }

    #[test]
    fn a_hidden_unit_with_an_address_is_replaced_by_its_children() {
        let org = org(r#"{"organisations": [{"id": "a", "name": "Senate", "organisations": [
            {"id": "d", "name": "Organisation", "uri": {"uri": "https://x.example/1"}, "layout": {"style": "hide"},
             "organisations": [{"id": "b", "name": "Department I"}, {"id": "b", "name": "Department II"}]}]}]}"#);
        assert_eq!(indented_names(&org), ["Senate", " Department I", " Department II"]);
    }

    #[test]
    fn posts_addresses_and_links_are_on_the_card() {
        let org = org(BEZIRK);
        let unit = org.unit(UnitId::at(1));
        assert_eq!(&*unit.id, "https://nirgendwo.example/bm");
        assert_eq!(
            (unit.acronym.as_deref(), unit.kind.as_deref(), unit.summary.as_deref()),
            (Some("BzBm"), Some("Leitung"), Some("Leitet das Amt"))
        );
        let contacts: Vec<_> = unit
            .contacts
            .iter()
            .map(|of| {
                format!(
                    "{}|{}|{}",
                    of.kind.as_deref().unwrap_or(""),
                    of.label.as_deref().unwrap_or(""),
                    of.value
                )
            })
            .collect();
        assert_eq!(
            contacts,
            [
                "address||Am Moos 1, Haus B, room 100, 12345 Nirgendwo",
                "email||amt@nirgendwo.example",
                "person|Leiterin (komm.)|Dr. Ilse Tannhof",
                "voice|Dr. Ilse Tannhof|030 000001",
                "person|person|Ulf Espenlaub"
            ]
        );
        let facts: Vec<_> = unit.facts.iter().map(|fact| format!("{}={}", fact.label, fact.value)).collect();
        let expected = ["Dr. Ilse Tannhof.gender=w", "Referent=vacant", "relationship=1", "kostenstelle=77"];
        assert_eq!(facts, expected);
        let links: Vec<_> = unit.links.iter().map(|link| &*link.url).collect();
        assert_eq!(
            links,
            [
                "https://nirgendwo.example/bm",
                "https://same.example/1",
                "https://same.example/2",
                "www.nirgendwo.example"
            ]
        );
        let notes: Vec<_> = unit.notes.iter().map(|note| &**note).collect();
        assert_eq!(notes, ["Amt für Pläne", "Hinweis", "Stand: Februar"]);
    }

    #[test]
    fn images_are_dropped() {
        let mut written = Vec::new();
        crate::export::write_document(&crate::export::Subtree::whole(&org(BEZIRK)), &mut written)
            .expect("written");
        assert!(
            BEZIRK.contains("data:image")
                && !String::from_utf8(written).expect("text").contains("data:image")
        );
    }

    #[test]
    fn too_deep_nesting_is_an_error() {
        let deep = format!(
            "{{\"organisations\":[{}{}]}}",
            "{\"name\":\"a\",\"organisations\":[".repeat(10_000),
            "]}".repeat(10_000)
        );
        let error = import::read(deep.as_bytes(), Lang::En).expect_err("refused");
        assert_eq!((error.line, error.kind), (1, import::ReadErrorKind::TooDeep));
    }

    #[test]
    fn items_that_are_not_units_are_reported() {
        let org = org(
            "{\"document\":{},\"organisations\":[{\"name\":\"A\"},\n12,{\"name\":\"\",\"type\":\"x\",\"contact\":{\"fax\":\"1\"}}]}",
        );
        let diagnostics: Vec<_> =
            org.diagnostics().iter().map(|diagnostic| diagnostic.kind.message(Lang::En)).collect();
        assert_eq!(diagnostics[1], "a unit must be a JSON object; this value is ignored: 12");
        assert_eq!(diagnostics[2], "“unit” has no name: its id is shown instead");
    }
}
