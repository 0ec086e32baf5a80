//! JSON-LD without context processing, for the W3C's Organization Ontology
//! (<https://www.w3.org/TR/vocab-org/>, <https://www.w3.org/TR/json-ld11/>), compact or expanded.
//! Properties are matched by the last segment of their names. Nothing is fetched: remote contexts
//! are ignored.

mod contacts;
mod graph;
mod leftovers;

use std::collections::HashSet;

use serde_json::value::RawValue;

use crate::json;
use crate::lang::{Lang, Tr};
use crate::org::{DiagnosticKind, Source};
use crate::text::Printable;

use super::generated_ids::IdGenerator;
use super::json::{MAX_RECORD_DEPTH, values};
use super::line_numbers::LineCounter;
use super::progress::ProgressMeter;
use super::record::Record;
use super::record_sink::RecordSink;
use super::{ProgressFn, ReadError, ReadErrorKind, acronym};

use graph::{Graph, PROPERTIES, Property, PropertyRole, items, member, place};

const PERSON: Tr = Tr::new("personne", "person");
const CODE_LABEL: Tr = Tr::new("code", "code");
/// Limit of notes searched for the label of a relation.
const MAX_SEARCHED_NOTES: usize = 100;
/// Label limit of a `label: value` description.
const MAX_LABEL_BYTES: usize = 50;
/// Types that say no more than that something is a unit.
const UNIT_TYPES: [&str; 8] = [
    "organization",
    "organisation",
    "organizationalunit",
    "formalorganization",
    "agent",
    "namedindividual",
    "thing",
    "resource",
];

/// Reads one document or several, one after the other.
pub fn read(text: &str, sink: &mut RecordSink, on_progress: ProgressFn) -> Result<(), ReadError> {
    let mut graph = Graph::new(sink.lang);
    let mut roots = Vec::new();
    for document in values(text)? {
        graph.read_document(document, &mut roots, sink);
    }
    if graph.is_excessive.get() {
        return Err(ReadErrorKind::TooManyAliases.into());
    }
    for root in &roots {
        graph.insert(root);
    }
    sort_nodes(&mut graph, &roots);
    let mut reader = JsonLdReader {
        graph,
        lines: LineCounter::new(text),
        sink,
        id_generator: IdGenerator::default(),
        queued_ids: HashSet::new(),
        told: HashSet::new(),
        is_first_unit: true,
    };
    let mut stack: Vec<PendingNode> =
        roots.iter().rev().map(|value| PendingNode { value, parent: None, depth: 0 }).collect();
    let mut progress = ProgressMeter::new(on_progress, text.len());
    while let Some(node) = stack.pop() {
        let at = json::offset_in(text, node.value.get());
        if node.depth > MAX_RECORD_DEPTH {
            return Err(ReadError::at(text, at, ReadErrorKind::TooDeep));
        }
        progress.advance_to(at);
        reader.node(node, &mut stack);
        if reader.graph.is_excessive.get() {
            return Err(ReadErrorKind::TooMuchRepeated.into());
        }
        if reader.sink.is_full {
            return Ok(());
        }
    }
    reader.lines = LineCounter::new(text);
    reader.lone_nodes(roots);
    Ok(())
}

/// Notes which top-level nodes are units, and which name their unit.
fn sort_nodes<'a>(graph: &mut Graph<'a>, roots: &[&'a RawValue]) {
    for root in roots {
        let properties = graph.properties(root);
        match (is_unit(graph, &properties), leftovers::owner(graph, &properties)) {
            (true, _) => drop(graph.units.insert(place(root))),
            (false, Some((unit, role))) => graph.owned.entry(unit).or_default().push((role, root)),
            (false, None) => {}
        }
    }
}

/// A node still to read, with the id of its parent.
struct PendingNode<'a> {
    value: &'a RawValue,
    parent: Option<String>,
    /// Nesting depth.
    depth: usize,
}

/// Other units that a node refers to.
#[derive(Default)]
struct Neighbours<'a> {
    /// Nesting depth of the node.
    depth: usize,
    children: Vec<String>,
    nested: Vec<PendingNode<'a>>,
}

struct JsonLdReader<'a, 'g> {
    graph: Graph<'a>,
    lines: LineCounter<'a>,
    sink: &'g mut RecordSink,
    id_generator: IdGenerator,
    /// Ids of nested units already queued.
    queued_ids: HashSet<String>,
    /// The places of the top-level nodes that are no units and are on the card of one.
    told: HashSet<usize>,
    is_first_unit: bool,
}

impl<'a> JsonLdReader<'a, '_> {
    /// Reads a node and adds it if it is a unit.
    fn node(&mut self, node: PendingNode<'a>, stack: &mut Vec<PendingNode<'a>>) {
        let line = self.lines.line_of(node.value.get());
        let properties = self.graph.properties(node.value);
        if properties.is_empty() {
            return self
                .sink
                .report(line, DiagnosticKind::NotARecord { value: Printable::new(node.value.get()) });
        }
        if node.parent.is_none() && !is_unit(&self.graph, &properties) {
            return;
        }
        self.graph.start_unit();
        let mut record = self.new_record(&properties);
        record.parents.extend(node.parent);
        let mut neighbours = Neighbours { depth: node.depth, ..Neighbours::default() };
        for (name, role, value) in &properties {
            match role {
                Some(PropertyRole::Parent) => self.read_parents(&mut record, value, &mut neighbours),
                Some(PropertyRole::Child) => self.read_children(&record, value, &mut neighbours),
                _ => self.add_property(&mut record, name, *role, value),
            }
        }
        self.add_details(&mut record, &properties);
        self.sink.add(line, &record);
        neighbours.children.iter().for_each(|child| self.sink.builder.claim_child(child, true));
        stack.extend(neighbours.nested.into_iter().rev());
    }

    /// Adds what does not stand in properties of its own: relations, nodes that name the unit, its type, and what
    /// is left.
    fn add_details(&mut self, record: &mut Record, properties: &[Property<'a>]) {
        self.is_first_unit = false;
        self.add_relations(record, properties);
        for (role, node) in self.graph.owned.get(&record.id).into_iter().flatten() {
            self.graph.reached.borrow_mut().push(node);
            match role {
                PropertyRole::Post => self.graph.add_post(record, node),
                PropertyRole::Site => self.graph.add_contacts(record, "site", node, "", 0),
                _ => self.graph.add_person(record, node, ""),
            }
        }
        for kind in self.graph.types(properties).filter(|kind| !is_unit_type(kind)) {
            add_kind(record, "type", &kind);
        }
        leftovers::add(&self.graph, record, properties, &mut self.told);
    }

    /// Adds persons that are on no card as units, and reports other nodes that are on none.
    fn lone_nodes(&mut self, roots: Vec<&'a RawValue>) {
        let (mut first, mut count) = (None, 0);
        for value in roots {
            let properties = self.graph.properties(value);
            let is_told = self.told.contains(&place(value)) || self.graph.units.contains(&place(value));
            if properties.is_empty() || is_told {
                continue;
            }
            let line = self.lines.line_of(value.get());
            if self.graph.types(&properties).any(|kind| kind.eq_ignore_ascii_case("person")) {
                self.lone_person(line, &properties);
            } else {
                count += 1;
                first.get_or_insert_with(|| (line, self.graph.label_of(value)));
            }
        }
        if let Some((line, first)) = first {
            let kind = DiagnosticKind::IgnoredNodes { first: Printable::new(&first), count };
            self.sink.report(line, kind);
        }
    }

    fn lone_person(&mut self, line: usize, properties: &[Property<'a>]) {
        self.graph.start_unit();
        let mut record = self.new_record(properties);
        record.kind = PERSON.get(self.sink.lang).to_string();
        for (name, role, value) in properties {
            self.add_property(&mut record, name, *role, value);
        }
        self.add_relations(&mut record, properties);
        leftovers::add(&self.graph, &mut record, properties, &mut self.told);
        self.sink.add(line, &record);
    }

    fn read_parents(&mut self, record: &mut Record, value: &'a RawValue, neighbours: &mut Neighbours<'a>) {
        for item in items(value) {
            let (id, is_inside) = self.resolve(item);
            if is_inside {
                neighbours.nested.push(PendingNode { value: item, parent: None, depth: 0 });
            }
            record.parents.extend(id.filter(|id| record.parents.first() != Some(id)));
        }
    }

    fn read_children(&mut self, record: &Record, value: &'a RawValue, neighbours: &mut Neighbours<'a>) {
        for item in items(value) {
            match self.resolve(item) {
                (_, true) => {
                    let (parent, depth) = (Some(record.id.clone()), neighbours.depth + 1);
                    neighbours.nested.push(PendingNode { value: item, parent, depth });
                }
                (id, false) => neighbours.children.extend(id),
            }
        }
    }

    /// The id of a referenced unit, and whether the value is its first definition.
    fn resolve(&mut self, item: &'a RawValue) -> (Option<String>, bool) {
        if let Some(text) = json::text(item) {
            return (Some(self.graph.id(&text)), false);
        }
        let properties = self.graph.properties(item);
        let id = self.graph.id_among(&properties);
        let has_content = properties.len() > usize::from(id.is_some());
        let is_new = |id: &String| !self.graph.nodes.contains_key(id) && !self.queued_ids.contains(id);
        let is_inside = has_content && id.as_ref().is_none_or(is_new);
        self.queued_ids.extend(id.clone().filter(|_| is_inside));
        (id, is_inside)
    }

    /// A record with its id and names.
    fn new_record(&mut self, properties: &[Property<'a>]) -> Record {
        let mut names: Vec<(usize, String)> = Vec::new();
        for (name, _, value) in properties.iter().filter(|(_, role, _)| *role == Some(PropertyRole::Name)) {
            let rank =
                PROPERTIES.iter().position(|(role, _)| role.eq_ignore_ascii_case(name)).unwrap_or_default();
            names.extend(self.graph.texts(value).into_iter().map(|text| (rank, text)));
        }
        names.sort_by_key(|(rank, _)| *rank);
        let mut names = names.into_iter().map(|(_, name)| name);
        let name = names.next().unwrap_or_default();
        let code_id = || {
            properties
                .iter()
                .find(|(_, role, _)| *role == Some(PropertyRole::Id))
                .and_then(|(_, _, value)| self.graph.plain_text(value))
        };
        let id =
            self.graph.id_among(properties).or_else(code_id).unwrap_or_else(|| self.id_generator.id(&name));
        let mut record = Record::new(&id);
        record.other_names.extend(names.filter(|other| *other != name));
        record.name = name;
        record
    }

    fn add_property(
        &mut self,
        record: &mut Record,
        name: &str,
        role: Option<PropertyRole>,
        value: &'a RawValue,
    ) {
        let (graph, lang) = (&self.graph, self.graph.lang);
        let texts = || graph.texts(value);
        match role {
            _ if name.starts_with('@') => {}
            Some(
                PropertyRole::Name
                | PropertyRole::Skipped
                | PropertyRole::Parent
                | PropertyRole::Child
                | PropertyRole::Relation,
            ) => {}
            Some(PropertyRole::Id) => {
                let codes = texts().into_iter().filter(|code| *code != record.id).collect::<Vec<_>>();
                codes.iter().for_each(|code| record.add_fact(CODE_LABEL.get(lang), code));
            }
            Some(PropertyRole::OtherName) => {
                texts().into_iter().for_each(|text| add_other_name(record, text))
            }
            Some(PropertyRole::Notation) => {
                texts().into_iter().for_each(|text| add_notation(record, text, lang))
            }
            Some(PropertyRole::Kind) => texts().iter().for_each(|text| add_kind(record, name, text)),
            Some(PropertyRole::Summary) if record.summary.is_empty() => {
                let mut texts = texts().into_iter();
                record.summary = texts.next().unwrap_or_default();
                record.missions.extend(texts);
            }
            Some(PropertyRole::Summary | PropertyRole::Mission) => record.missions.extend(texts()),
            Some(PropertyRole::Description) => {
                texts().into_iter().for_each(|text| add_description(record, text))
            }
            Some(PropertyRole::Note) => record.notes.extend(texts()),
            Some(PropertyRole::Link) => {
                items(value).into_iter().for_each(|item| graph.add_link(record, item))
            }
            Some(PropertyRole::Site) => graph.add_contacts(record, name, value, "", 0),
            Some(PropertyRole::Post) => {
                items(value).into_iter().for_each(|item| graph.add_post(record, item))
            }
            Some(PropertyRole::Member) => {
                items(value).into_iter().for_each(|item| graph.add_person(record, item, ""))
            }
            Some(PropertyRole::Date | PropertyRole::Source | PropertyRole::Licence) if self.is_first_unit => {
                self.read_header(role, value)
            }
            _ => texts().iter().for_each(|text| record.add_fact(name, text)),
        }
    }

    /// Adds the relations. ORG has no relation types: a note may contain the label.
    fn add_relations(&self, record: &mut Record, properties: &[Property<'a>]) {
        let relations = properties.iter().filter(|(_, role, _)| *role == Some(PropertyRole::Relation));
        for item in relations.flat_map(|(_, _, value)| items(value)) {
            let end = format!(": {}", self.graph.label_of(item));
            let note = record
                .notes
                .iter()
                .take(MAX_SEARCHED_NOTES)
                .position(|note| note.len() > end.len() && note.ends_with(&end));
            let label = note.map(|at| record.notes.remove(at).replace(&end, ""));
            self.graph.add_relation(record, item, label.as_deref());
        }
    }

    /// Reads document metadata from the first unit.
    fn read_header(&mut self, role: Option<PropertyRole>, value: &'a RawValue) {
        let text = Printable::new(&self.graph.texts(value).join(", "));
        let metadata = &mut self.sink.builder.metadata;
        match role {
            Some(PropertyRole::Date) => drop(metadata.date.get_or_insert(text)),
            Some(PropertyRole::Licence) => drop(metadata.licence.get_or_insert(text)),
            _ => {
                let url = member(value, "@id").and_then(json::text).unwrap_or_default();
                metadata.source.get_or_insert_with(|| Source { label: text, url: Printable::new(&url) });
            }
        }
    }
}

/// Whether a node is a unit: by its type or its parent or child properties or, without a type, by
/// its name.
fn is_unit<'a>(graph: &Graph<'a>, properties: &[Property<'a>]) -> bool {
    let has_relatives = properties
        .iter()
        .any(|(_, role, _)| matches!(role, Some(PropertyRole::Parent | PropertyRole::Child)));
    let is_named = || properties.iter().any(|(_, role, _)| *role == Some(PropertyRole::Name));
    let mut types = graph.types(properties).peekable();
    match types.peek() {
        None => has_relatives || is_named(),
        Some(_) => has_relatives || types.any(|kind| kind.to_ascii_lowercase().contains("organi")),
    }
}

fn is_unit_type(kind: &str) -> bool {
    UNIT_TYPES.iter().any(|known| known.eq_ignore_ascii_case(kind))
}

fn add_other_name(record: &mut Record, text: String) {
    if record.acronym.is_empty() && acronym::is_acronym(&text) {
        record.acronym = text;
    } else {
        record.other_names.push(text);
    }
}

/// A notation with letters is an acronym; others are codes.
fn add_notation(record: &mut Record, text: String, lang: Lang) {
    if !text.chars().any(char::is_alphabetic) {
        return record.add_fact(CODE_LABEL.get(lang), &text);
    }
    let before = std::mem::replace(&mut record.acronym, text);
    record.other_names.extend(Some(before).filter(|before| !before.is_empty()));
}

/// The first kind is the unit's, others are facts. Of a URI the last segment is used.
fn add_kind(record: &mut Record, name: &str, text: &str) {
    let is_address =
        ["http://", "https://"].iter().any(|scheme| text.starts_with(scheme)) && !text.contains(' ');
    let word = if is_address { text.rsplit(['#', '/']).next().unwrap_or(text) } else { text };
    match record.kind.is_empty() {
        true => record.kind = word.to_string(),
        false => record.add_fact(name, word),
    }
}

fn add_description(record: &mut Record, text: String) {
    match text.split_once(": ").filter(|(label, _)| label.len() <= MAX_LABEL_BYTES && !label.contains('.')) {
        Some((label, value)) => record.add_fact(label, value),
        None => record.missions.push(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export;
    use crate::export::Subtree;
    use crate::import;
    use crate::import::test_support::{indented_names, messages};
    use crate::org::{Org, Unit, UnitId};

    const COMPACT: &str = include_str!("../../tests/it/fixtures/port.jsonld");
    const EXPANDED: &str = include_str!("../../tests/it/fixtures/port-expanded.jsonld");
    const NESTED: &str = include_str!("../../tests/it/fixtures/port-nested.jsonld");

    fn org(text: &str) -> Org {
        import::read(text.as_bytes(), Lang::En).expect("readable")
    }

    fn contacts(unit: &Unit) -> Vec<String> {
        let text_of = |text: &Option<Printable>| text.as_deref().unwrap_or_default().to_string();
        unit.contacts
            .iter()
            .map(|contact| {
                format!("{}|{}|{}", text_of(&contact.kind), text_of(&contact.label), contact.value)
            })
            .collect()
    }

    #[test]
    fn all_serializations_give_the_same_tree() {
        let tree = ["Port of Nulle", " Quays", "  East quay", " Lighthouse"];
        for text in [COMPACT, EXPANDED, NESTED] {
            let org = org(text);
            assert_eq!(indented_names(&org), tree);
            assert_eq!(messages(&org), [""; 0]);
        }
    }

    #[test]
    fn properties_become_fields_of_the_unit() {
        let org = org(COMPACT);
        let unit = org.unit(UnitId::ROOT);
        assert_eq!(
            (&*unit.id, unit.acronym.as_deref(), unit.kind.as_deref()),
            ("https://port.example/id/port", Some("PoN"), Some("Harbour authority"))
        );
        assert_eq!(
            unit.other_names.iter().map(|name| &**name).collect::<Vec<_>>(),
            ["Port de Nulle", "Old Port"]
        );
        assert_eq!(unit.missions.iter().map(|text| &**text).collect::<Vec<_>>(), ["Keeps the ships safe"]);
        assert_eq!(
            contacts(&unit),
            [
                "address|Office|1 Mole, 99999, Nulle",
                "voice|Office|+00 1",
                "email|Office|port@port.example",
                "person|Harbour master|Ada Ropewalk",
                "person|Pilot|Tom Bowline",
                "voice|Tom Bowline|+00 2"
            ]
        );
        let facts: Vec<_> = unit.facts.iter().map(|fact| format!("{}={}", fact.label, fact.value)).collect();
        assert_eq!(facts, ["code=7", "Ships=12", "post=Clerk", "founded=1901", "hasMember.title=Mr."]);
        let relations: Vec<_> = unit
            .relations
            .iter()
            .map(|relation| format!("{}={}", relation.kind, org.relation_target_name(relation)))
            .collect();
        assert_eq!(relations, ["linked to=Lighthouse", "linked to=Coast guard"]);
        assert_eq!(
            (&*unit.links[0].url, unit.links[1].label.as_deref()),
            ("https://port.example/", Some("Tides"))
        );
        assert_eq!(org.metadata.date.as_deref(), Some("2026-02-01"));
    }

    #[test]
    fn the_users_language_comes_first() {
        let french = import::read(COMPACT.as_bytes(), Lang::Fr).expect("readable");
        assert_eq!(&*french.name(UnitId::ROOT), "Port de Nulle");
        assert_eq!(&*french.unit(UnitId::ROOT).other_names[0], "Port of Nulle");
    }

    #[test]
    fn exported_documents_can_be_imported() {
        let before = import::read(include_bytes!("../../assets/dinum.json"), Lang::Fr).expect("readable");
        let mut bytes = Vec::new();
        export::write(&Subtree::whole(&before), export::ExportFormat::JsonLd, false, Lang::Fr, &mut bytes)
            .expect("written");
        let after = import::read(&bytes, Lang::Fr).expect("readable");
        assert_eq!(messages(&after), messages(&before));
        let content = |org: &Org, at: UnitId| {
            let unit = org.unit(at);
            let values: Vec<_> =
                unit.contacts.iter().map(|contact| contact.value.replace([' ', '\u{a0}'], "")).collect();
            let facts: Vec<_> =
                unit.facts.iter().map(|fact| format!("{}: {}", fact.label, fact.value)).collect();
            let links: Vec<_> = unit.links.iter().map(|link| link.url.clone()).collect();
            let relations: Vec<_> = unit
                .relations
                .iter()
                .map(|relation| (relation.kind.clone(), org.relation_target_name(relation)))
                .collect();
            (
                org.parent(at),
                unit.id,
                unit.name,
                unit.acronym,
                unit.kind,
                unit.other_names,
                unit.summary,
                unit.missions,
                facts,
                values.len(),
                (links, relations),
            )
        };
        assert_eq!(after.len(), before.len());
        for at in before.units() {
            assert_eq!(content(&after, at), content(&before, at));
        }
        assert_eq!(
            (&after.metadata.date, &after.metadata.lang),
            (&before.metadata.date, &before.metadata.lang)
        );
    }

    #[test]
    fn errors_in_a_graph_are_reported() {
        let org = org(
            r#"{"@context":["https://nowhere.example/context.jsonld"],"@graph":[{"@id":"a","@type":"Organization","name":"A","hasUnit":["b","c"]},
            {"@id":"b","@type":"OrganizationalUnit"},{"@id":"b","@type":"OrganizationalUnit","name":"B","unitOf":{"@id":"gone"}},12,
            {"@id":"p","@type":"Person","name":"Nobody"}]}"#,
        );
        assert_eq!(
            messages(&org),
            [
                "“a” has the child “c”, which does not exist",
                "2 units have no parent: a common root is added",
                "a unit must be a JSON object; this value is ignored: 12",
                "“b” has no name: its id is shown instead",
                "the id “b” is already taken: this unit becomes “b~2”",
                "“b~2” has the parent “gone”, which does not exist"
            ]
        );
    }

    #[test]
    fn too_deep_nesting_is_an_error() {
        let deep = format!(
            "{{\"@context\":{{}}{}{}}}",
            ",\"name\":\"a\",\"hasUnit\":[{\"a\":1".repeat(2_000),
            "}]".repeat(2_000)
        );
        let error = import::read(deep.as_bytes(), Lang::En).expect_err("refused");
        assert!(matches!(error.kind, ReadErrorKind::TooDeep), "{error:?}");
    }
}
