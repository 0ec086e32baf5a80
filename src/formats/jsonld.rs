//! Linked data in the W3C's Organization Ontology, as JSON-LD (<https://www.w3.org/TR/vocab-org/>,
//! <https://www.w3.org/TR/json-ld11/>), compact or expanded. A property is known by the last part
//! of its name, as the vocabularies for organisations do not clash; nothing is fetched, so that a
//! context that is only an address is passed over.

mod graph;
mod reach;

use std::collections::HashSet;

use serde_json::value::RawValue;

use self::graph::{Graph, KNOWN, Property, Use, items, member, plain};
use super::json::{DEEPEST, values};
use super::lines::Lines;
use super::record::Record;
use super::slugs::Slugs;
use super::{Gathering, Reason, Refusal, Watch, acronym};
use crate::json;
use crate::lang::{Lang, Tr};
use crate::org::{Fault, Source};
use crate::text::Printable;

const CODE: Tr = Tr::new("code", "code");
/// So many notes are looked at for one that says how a unit is tied to another.
const MANY: usize = 100;
/// The label of a fact is not longer, in bytes.
const LABEL: usize = 50;

pub fn read(text: &str, into: &mut Gathering, watch: Watch) -> Result<(), Refusal> {
    let mut graph = Graph::new(into.lang);
    let mut tops = Vec::new();
    for document in values(text)? {
        graph.document(document, &mut tops, into);
    }
    for top in &tops {
        graph.note(top);
    }
    let (lines, met) = (Lines::new(text), HashSet::new());
    let mut reader = Reader { graph, lines, into, slugs: Slugs::default(), met, is_first: true };
    let mut stack: Vec<Node> =
        tops.into_iter().rev().map(|value| Node { value, parent: None, depth: 0 }).collect();
    while let Some(node) = stack.pop() {
        let at = json::offset(text, node.value.get());
        if node.depth > DEEPEST {
            return Err(Refusal::at(text, at, Reason::TooDeep));
        }
        watch(at, text.len());
        reader.node(node, &mut stack);
    }
    Ok(())
}

/// What is still to be read, and below what it hangs.
struct Node<'a> {
    value: &'a RawValue,
    parent: Option<String>,
    /// How many it is inside of.
    depth: usize,
}

/// What a unit says of others.
#[derive(Default)]
struct Around<'a> {
    /// How many it is inside of.
    depth: usize,
    claims: Vec<String>,
    inside: Vec<Node<'a>>,
}

struct Reader<'a, 'g> {
    graph: Graph<'a>,
    lines: Lines<'a>,
    into: &'g mut Gathering,
    slugs: Slugs,
    /// The ids of the units that stand inside others.
    met: HashSet<String>,
    is_first: bool,
}

impl<'a> Reader<'a, '_> {
    /// Keeps a node if it is a unit.
    fn node(&mut self, node: Node<'a>, stack: &mut Vec<Node<'a>>) {
        let line = self.lines.of_part(node.value.get());
        let properties = self.graph.properties(node.value);
        if properties.is_empty() {
            return self.into.report(line, Fault::NotARecord { value: Printable::new(node.value.get()) });
        }
        if node.parent.is_none() && !is_unit(&self.graph, &properties) {
            return;
        }
        let mut record = self.named(&properties);
        record.parents.extend(node.parent);
        let mut around = Around { depth: node.depth, ..Around::default() };
        for (name, known, value) in &properties {
            match known {
                Some(Use::Above) => self.above(&mut record, value, &mut around),
                Some(Use::Below) => self.below(&record, value, &mut around),
                _ => self.tell(&mut record, name, *known, value),
            }
        }
        self.is_first = false;
        self.ties(&mut record, &properties);
        self.into.add(line, &record);
        around.claims.iter().for_each(|child| self.into.draft.claim(child, true));
        stack.extend(around.inside.into_iter().rev());
    }

    fn above(&mut self, record: &mut Record, value: &'a RawValue, around: &mut Around<'a>) {
        for item in items(value) {
            let (id, is_inside) = self.party(item);
            if is_inside {
                around.inside.push(Node { value: item, parent: None, depth: 0 });
            }
            record.parents.extend(id.filter(|id| record.parents.first() != Some(id)));
        }
    }

    fn below(&mut self, record: &Record, value: &'a RawValue, around: &mut Around<'a>) {
        for item in items(value) {
            match self.party(item) {
                (_, true) => {
                    let (parent, depth) = (Some(record.id.clone()), around.depth + 1);
                    around.inside.push(Node { value: item, parent, depth });
                }
                (id, false) => around.claims.extend(id),
            }
        }
    }

    /// The id of a unit that is named, and whether it is told of on the spot and nowhere before.
    fn party(&mut self, item: &'a RawValue) -> (Option<String>, bool) {
        if let Some(text) = json::text(item) {
            return (Some(self.graph.id(&text)), false);
        }
        let properties = self.graph.properties(item);
        let id = self.graph.id_among(&properties);
        let is_told = properties.len() > usize::from(id.is_some());
        let is_new = |id: &String| !self.graph.nodes.contains_key(id) && !self.met.contains(id);
        let is_inside = is_told && id.as_ref().is_none_or(is_new);
        self.met.extend(id.clone().filter(|_| is_inside));
        (id, is_inside)
    }

    /// A record with its id and its names.
    fn named(&mut self, properties: &[Property<'a>]) -> Record {
        let mut names: Vec<(usize, String)> = Vec::new();
        for (name, _, value) in properties.iter().filter(|(_, known, _)| *known == Some(Use::Name)) {
            let rank =
                KNOWN.iter().position(|(known, _)| known.eq_ignore_ascii_case(name)).unwrap_or_default();
            names.extend(self.graph.texts(value).into_iter().map(|text| (rank, text)));
        }
        names.sort_by_key(|(rank, _)| *rank);
        let mut names = names.into_iter().map(|(_, name)| name);
        let name = names.next().unwrap_or_default();
        let coded = || {
            properties
                .iter()
                .find(|(_, known, _)| *known == Some(Use::Id))
                .and_then(|(_, _, value)| plain(value))
        };
        let id = self.graph.id_among(properties).or_else(coded).unwrap_or_else(|| self.slugs.id(&name));
        let mut record = Record::new(&id);
        record.other_names.extend(names.filter(|other| *other != name));
        record.name = name;
        record
    }

    fn tell(&mut self, record: &mut Record, name: &str, known: Option<Use>, value: &'a RawValue) {
        let (graph, lang) = (&self.graph, self.graph.lang);
        let texts = || graph.texts(value);
        match known {
            _ if name.starts_with('@') => {}
            Some(Use::Name | Use::Told | Use::Above | Use::Below | Use::Tie) => {}
            Some(Use::Id) => {
                let codes = texts().into_iter().filter(|code| *code != record.id).collect::<Vec<_>>();
                codes.iter().for_each(|code| record.fact(CODE.get(lang), code));
            }
            Some(Use::OtherName) => texts().into_iter().for_each(|text| other_name(record, text)),
            Some(Use::Notation) => texts().into_iter().for_each(|text| notation(record, text, lang)),
            Some(Use::Kind) => texts().iter().for_each(|text| kind(record, name, text)),
            Some(Use::Summary) if record.summary.is_empty() => {
                let mut texts = texts().into_iter();
                record.summary = texts.next().unwrap_or_default();
                record.missions.extend(texts);
            }
            Some(Use::Summary | Use::Mission) => record.missions.extend(texts()),
            Some(Use::Description) => texts().into_iter().for_each(|text| describe(record, text)),
            Some(Use::Note) => record.notes.extend(texts()),
            Some(Use::Link) => items(value).into_iter().for_each(|item| graph.link(record, item)),
            Some(Use::Site) => graph.reach(record, name, value, "", 0),
            Some(Use::Post) => items(value).into_iter().for_each(|item| graph.post(record, item)),
            Some(Use::Member) => items(value).into_iter().for_each(|item| graph.person(record, item, "")),
            Some(Use::Date | Use::Source | Use::Licence) if self.is_first => self.head(known, value),
            _ => texts().iter().for_each(|text| record.fact(name, text)),
        }
    }

    /// Keeps what the unit is tied to. ORG says only that it is: a note may say in words how.
    fn ties(&self, record: &mut Record, properties: &[Property<'a>]) {
        let ties = properties.iter().filter(|(_, known, _)| *known == Some(Use::Tie));
        for item in ties.flat_map(|(_, _, value)| items(value)) {
            let end = format!(": {}", self.graph.called(item));
            let note = record
                .notes
                .iter()
                .take(MANY)
                .position(|note| note.len() > end.len() && note.ends_with(&end));
            let words = note.map(|at| record.notes.remove(at).replace(&end, ""));
            self.graph.tie(record, item, words.as_deref());
        }
    }

    /// Keeps what the first unit says of the whole document.
    fn head(&mut self, known: Option<Use>, value: &'a RawValue) {
        let text = Printable::new(&self.graph.texts(value).join(", "));
        let head = &mut self.into.draft.head;
        match known {
            Some(Use::Date) => drop(head.date.get_or_insert(text)),
            Some(Use::Licence) => drop(head.licence.get_or_insert(text)),
            _ => {
                let url = member(value, "@id").and_then(json::text).unwrap_or_default();
                head.source.get_or_insert_with(|| Source { label: text, url: Printable::new(&url) });
            }
        }
    }
}

/// Whether a node is a unit: by its type, by what is above or below it, or for want of a type.
fn is_unit(graph: &Graph, properties: &[Property]) -> bool {
    let mut types = properties.iter().filter(|(name, ..)| name == "@type").peekable();
    let is_tied = properties.iter().any(|(_, known, _)| matches!(known, Some(Use::Above | Use::Below)));
    let is_named = properties.iter().any(|(_, known, _)| *known == Some(Use::Name));
    let is_kind = |kind: &str| graph.local(kind).to_ascii_lowercase().contains("organi");
    match types.peek() {
        None => is_tied || is_named,
        Some(_) => {
            is_tied
                || types
                    .flat_map(|(_, _, value)| json::texts(value).unwrap_or_default())
                    .any(|kind| is_kind(&kind))
        }
    }
}

fn other_name(record: &mut Record, text: String) {
    if record.acronym.is_empty() && acronym::is_one(&text) {
        record.acronym = text;
    } else {
        record.other_names.push(text);
    }
}

/// A notation with letters is an acronym, others are codes.
fn notation(record: &mut Record, text: String, lang: Lang) {
    if !text.chars().any(char::is_alphabetic) {
        return record.fact(CODE.get(lang), &text);
    }
    let before = std::mem::replace(&mut record.acronym, text);
    record.other_names.extend(Some(before).filter(|before| !before.is_empty()));
}

/// The first kind is the unit's; of an address the last part tells.
fn kind(record: &mut Record, name: &str, text: &str) {
    let is_address = text.contains("://") && !text.contains(' ');
    let word = if is_address { text.rsplit(['#', '/']).next().unwrap_or(text) } else { text };
    match record.kind.is_empty() {
        true => record.kind = word.to_string(),
        false => record.fact(name, word),
    }
}

fn describe(record: &mut Record, text: String) {
    match text.split_once(": ").filter(|(label, _)| label.len() <= LABEL && !label.contains('.')) {
        Some((label, value)) => record.fact(label, value),
        None => record.missions.push(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::{self, Branch};
    use crate::formats;
    use crate::org::{Org, Unit, UnitId};

    const COMPACT: &str = include_str!("../../tests/it/fixtures/port.jsonld");
    const EXPANDED: &str = include_str!("../../tests/it/fixtures/port-expanded.jsonld");
    const NESTED: &str = include_str!("../../tests/it/fixtures/port-nested.jsonld");

    fn org(text: &str) -> Org {
        formats::read(text.as_bytes(), Lang::En).expect("readable")
    }

    fn shape(org: &Org) -> Vec<String> {
        org.ids().map(|unit| format!("{}{}", " ".repeat(org.depth(unit)), org.name(unit))).collect()
    }

    fn faults(org: &Org) -> Vec<String> {
        org.problems().iter().map(|of| of.fault.say(Lang::En)).collect()
    }

    fn contacts(unit: &Unit) -> Vec<String> {
        let said = |text: &Option<Printable>| text.as_deref().unwrap_or_default().to_string();
        unit.contacts
            .iter()
            .map(|of| format!("{}|{}|{}", said(&of.kind), said(&of.label), of.value))
            .collect()
    }

    #[test]
    fn the_tree_is_the_same_however_it_is_written() {
        let tree = ["Port of Nulle", " Quays", "  East quay", " Lighthouse"];
        for text in [COMPACT, EXPANDED, NESTED] {
            let org = org(text);
            assert_eq!(shape(&org), tree);
            assert_eq!(faults(&org), [""; 0]);
        }
    }

    #[test]
    fn a_card_says_what_the_graph_says() {
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
        assert_eq!(facts, ["code=7", "Ships=12", "post=Clerk", "founded=1901"]);
        let ties: Vec<_> =
            unit.relations.iter().map(|tie| format!("{}={}", tie.kind, org.party(tie))).collect();
        assert_eq!(ties, ["linked to=Lighthouse", "linked to=Coast guard"]);
        assert_eq!(
            (&*unit.links[0].url, unit.links[1].label.as_deref()),
            ("https://port.example/", Some("Tides"))
        );
        assert_eq!(org.head.date.as_deref(), Some("2026-02-01"));
    }

    #[test]
    fn the_users_language_comes_first() {
        let french = formats::read(COMPACT.as_bytes(), Lang::Fr).expect("readable");
        assert_eq!(&*french.name(UnitId::ROOT), "Port de Nulle");
        assert_eq!(&*french.unit(UnitId::ROOT).other_names[0], "Port of Nulle");
    }

    #[test]
    fn what_ramure_writes_opens_again() {
        let before = formats::read(include_bytes!("../../assets/dinum.json"), Lang::Fr).expect("readable");
        let mut bytes = Vec::new();
        export::write(&Branch::whole(&before), export::Format::Jsonld, false, Lang::Fr, &mut bytes)
            .expect("written");
        let after = formats::read(&bytes, Lang::Fr).expect("readable");
        assert_eq!(faults(&after), faults(&before));
        let main = |org: &Org, at: UnitId| {
            let unit = org.unit(at);
            let values: Vec<_> =
                unit.contacts.iter().map(|of| of.value.replace([' ', '\u{a0}'], "")).collect();
            let facts: Vec<_> =
                unit.facts.iter().map(|fact| format!("{}: {}", fact.label, fact.value)).collect();
            let links: Vec<_> = unit.links.iter().map(|link| link.url.clone()).collect();
            let ties: Vec<_> = unit.relations.iter().map(|tie| (tie.kind.clone(), org.party(tie))).collect();
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
                (links, ties),
            )
        };
        assert_eq!(after.len(), before.len());
        for at in before.ids() {
            assert_eq!(main(&after, at), main(&before, at));
        }
        assert_eq!((&after.head.date, &after.head.lang), (&before.head.date, &before.head.lang));
    }

    #[test]
    fn what_is_wrong_in_a_graph_is_told() {
        let org = org(
            r#"{"@context":["https://nowhere.example/context.jsonld"],"@graph":[{"@id":"a","@type":"Organization","name":"A","hasUnit":["b","c"]},
            {"@id":"b","@type":"OrganizationalUnit"},{"@id":"b","@type":"OrganizationalUnit","name":"B","unitOf":{"@id":"gone"}},12,
            {"@id":"p","@type":"Person","name":"Nobody"}]}"#,
        );
        assert_eq!(
            faults(&org),
            [
                "“a” has “c” below it, which is in no file",
                "a unit must be a JSON object; this one is left out: 12",
                "“b” has no name: its id stands in",
                "the id “b” is already taken: this unit becomes “b~2”",
                "“b~2” has the parent “gone”, which does not exist"
            ]
        );
    }

    #[test]
    fn units_nested_too_deep_are_refused() {
        let deep = format!(
            "{{\"@context\":{{}}{}{}}}",
            ",\"name\":\"a\",\"hasUnit\":[{\"a\":1".repeat(2_000),
            "}]".repeat(2_000)
        );
        let refusal = formats::read(deep.as_bytes(), Lang::En).expect_err("refused");
        assert!(matches!(refusal.reason, Reason::TooDeep), "{refusal:?}");
    }
}
