//! An organisation: its units in reading order, parents before children, so that the subtree
//! of a unit is the range from the unit to its `end`. Nothing here recurses: a chain of a
//! hundred thousand units is as good as a flat list.

mod build_tree;
mod builder;
mod diagnostic;
pub mod field;
mod field_texts;
mod id_index;
mod parse_record;
pub mod path;
mod record_offsets;
mod section;
mod source_map;
mod tree;
mod unit;

use std::ops::Range;

pub use builder::OrgBuilder;
pub use diagnostic::{Diagnostic, DiagnosticKind};
pub use field_texts::TextField;
pub use section::{Section, SectionEntry, sections};
pub use unit::{Contact, Fact, Link, Metadata, Relation, Source, Unit};

use crate::lang::{Lang, Tr};
use crate::text::Printable;

use id_index::IdIndex;
use record_offsets::{NONE, Override, RecordOffsets};
use source_map::SourceMap;
use tree::Tree;

const ALSO_BELOW: Tr = Tr::new("autre rattachement", "also below");
const UNKNOWN_PARENT: &str = "parent_id";
const UNKNOWN_CHILD: Tr = Tr::new("en dessous, hors fichier", "below, in no file");

/// The place of a unit in reading order. It never leaves the process: people and files name
/// a unit by its record's `id`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnitId(u32);

impl UnitId {
    /// The first unit, which all others are below.
    pub const ROOT: UnitId = UnitId(0);

    /// The unit's place in reading order, from 0.
    pub fn index(self) -> usize {
        self.0 as usize
    }

    /// The unit at a place in reading order.
    pub fn at(index: usize) -> Self {
        Self(index as u32)
    }
}

/// An organisation. It holds at least one unit, and exactly one without a parent: the first.
/// It keeps the text of its file, and a unit's card is read from there when it is asked for.
#[derive(Clone, Debug)]
pub struct Org {
    pub metadata: Metadata,
    record_offsets: RecordOffsets,
    tree: Tree,
    ids: IdIndex,
    /// What was wrong when the file was opened, with the byte where it is.
    diagnostics: Vec<(u32, DiagnosticKind)>,
    source_map: SourceMap,
    /// For what has to be added to cards.
    lang: Lang,
}

impl Org {
    /// How many units there are; never zero.
    #[allow(clippy::len_without_is_empty, reason = "an organisation is never empty")]
    pub fn len(&self) -> usize {
        self.tree.parents.len()
    }

    /// Every unit, in reading order.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = UnitId> + use<> {
        (0..self.tree.parents.len()).map(UnitId::at)
    }

    /// The id that names the unit to people and files; no other has it.
    pub fn id(&self, unit: UnitId) -> Printable {
        Printable::new(&self.record_offsets.id(unit.index()))
    }

    /// The name, or the id of a unit without one.
    pub fn name(&self, unit: UnitId) -> Printable {
        Printable::new(&self.record_offsets.name(unit.index()))
    }

    pub fn acronym(&self, unit: UnitId) -> Option<Printable> {
        self.text_at(self.record_offsets.offsets[unit.index()].acronym)
    }

    /// The acronym, unless it is the name too.
    pub fn distinct_acronym(&self, unit: UnitId) -> Option<Printable> {
        self.acronym(unit).filter(|acronym| *acronym != self.name(unit))
    }

    /// What the unit is: a department, a service…
    pub fn kind(&self, unit: UnitId) -> Option<Printable> {
        self.text_at(self.record_offsets.offsets[unit.index()].kind)
    }

    fn text_at(&self, start: u32) -> Option<Printable> {
        self.record_offsets.text_at(start).filter(|text| !text.is_empty()).map(|text| Printable::new(&text))
    }

    /// All that the card of a unit shows. It is read from the file's text, which takes
    /// microseconds: where a name is enough, ask for that.
    pub fn unit(&self, unit: UnitId) -> Unit {
        self.parse_record(unit).0
    }

    /// The unit, and what is wrong in its record.
    fn parse_record(&self, unit: UnitId) -> (Unit, Vec<DiagnosticKind>) {
        let (mut card, mut faults) = match self.record_offsets.offsets[unit.index()].record {
            NONE => Default::default(),
            record => {
                parse_record::read(&self.record_offsets.text, record as usize, || self.position_label(unit))
            }
        };
        (card.id, card.name) = (self.id(unit), self.name(unit));
        self.add_extras(unit, &mut card);
        for relation in &mut card.relations {
            let Some(to) = &relation.unit_id else { continue };
            relation.unit = self.find(to);
            if relation.unit.is_none() {
                faults.push(DiagnosticKind::UnknownRelation { id: card.id.clone(), to: to.clone() });
            }
        }
        (card, faults)
    }

    fn add_extras(&self, unit: UnitId, card: &mut Unit) {
        let fact = |label: &'static str, id: &Printable| Fact { label: label.into(), value: id.clone() };
        for extra in self.record_offsets.unit_overrides(unit.index()) {
            match extra {
                Override::UnknownParent(id) => card.facts.push(fact(UNKNOWN_PARENT, id)),
                Override::UnknownChild(id) => card.facts.push(fact(UNKNOWN_CHILD.get(self.lang), id)),
                Override::AlsoBelow(id) => card.relations.push(Relation {
                    kind: Printable::from(ALSO_BELOW.get(self.lang)),
                    unit_id: Some(id.clone()),
                    ..Relation::default()
                }),
                Override::Id { .. } | Override::Name(_) => {}
            }
        }
    }

    /// What to call a unit whose record has no id: its place in the file.
    fn position_label(&self, unit: UnitId) -> String {
        let mut extras = self.record_offsets.unit_overrides(unit.index());
        let place = extras.find_map(|extra| match extra {
            Override::Id { position, .. } => Some(position + 1),
            _ => None,
        });
        place.map_or(String::new(), |place| format!("#{place}"))
    }

    /// How many problems were met when the file was opened. Those that are inside cards are
    /// met when these are read.
    pub fn structural_diagnostic_count(&self) -> usize {
        self.diagnostics.len()
    }

    /// Every problem of the file, in its order. All cards are read.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let start = |unit: UnitId| self.record_offsets.offsets[unit.index()].record;
        let inside = self.ids().flat_map(|unit| {
            self.record_diagnostics(unit).into_iter().map(move |fault| (start(unit), fault))
        });
        let mut faults: Vec<(u32, DiagnosticKind)> = self.diagnostics.iter().cloned().chain(inside).collect();
        faults.sort_by_key(|&(byte, _)| byte);
        let mut problems = self.locate(faults);
        problems.sort_by_key(|problem| (problem.file, problem.line, problem.kind.read_stage()));
        problems
    }

    /// The problems that are inside the card of a unit.
    pub fn unit_diagnostics(&self, unit: UnitId) -> Vec<Diagnostic> {
        let record = self.record_offsets.offsets[unit.index()].record;
        self.locate(self.record_diagnostics(unit).into_iter().map(|fault| (record, fault)).collect())
    }

    /// What is wrong in a record. Most have no fault, and need not be taken apart to be sure.
    fn record_diagnostics(&self, unit: UnitId) -> Vec<DiagnosticKind> {
        if self.is_valid(unit) { Vec::new() } else { self.parse_record(unit).1 }
    }

    fn locate(&self, faults: Vec<(u32, DiagnosticKind)>) -> Vec<Diagnostic> {
        self.source_map.locate(&self.record_offsets.text, faults)
    }

    /// The names of the files that were read, as problems number them.
    pub fn files(&self) -> &[Printable] {
        self.source_map.files()
    }

    /// The unit above; `None` for the first unit alone.
    pub fn parent(&self, id: UnitId) -> Option<UnitId> {
        let parent = self.tree.parents[id.index()];
        (parent != NONE).then_some(UnitId(parent))
    }

    /// How many units are above.
    pub fn depth(&self, id: UnitId) -> usize {
        self.tree.depths[id.index()] as usize
    }

    /// The places in reading order of a unit and all that is below it.
    pub fn subtree(&self, id: UnitId) -> Range<usize> {
        id.index()..self.tree.ends[id.index()] as usize
    }

    /// Whether nothing is below.
    pub fn is_leaf(&self, id: UnitId) -> bool {
        self.subtree(id).len() == 1
    }

    /// The units right below, in reading order.
    pub fn children(&self, id: UnitId) -> impl Iterator<Item = UnitId> + '_ {
        let mut rest = self.subtree(id);
        rest.start += 1;
        std::iter::from_fn(move || {
            let child = UnitId::at(rest.start);
            (!rest.is_empty()).then(|| {
                rest.start = self.subtree(child).end;
                child
            })
        })
    }

    /// The units above, the nearest first.
    pub fn ancestors(&self, id: UnitId) -> impl Iterator<Item = UnitId> + '_ {
        std::iter::successors(self.parent(id), |&above| self.parent(above))
    }

    /// The units from the first down to this one.
    pub fn path(&self, id: UnitId) -> Vec<UnitId> {
        let mut path: Vec<UnitId> = self.ancestors(id).collect();
        path.reverse();
        path.push(id);
        path
    }

    /// The unit that has this id.
    pub fn find(&self, id: &str) -> Option<UnitId> {
        self.ids.find(id, |unit| self.record_offsets.id(unit as usize)).map(UnitId)
    }

    /// Where the data came from, under which licence, and of which day.
    pub fn source(&self) -> impl Iterator<Item = &Printable> {
        let source = self.metadata.source.iter().flat_map(|source| [&source.label, &source.url]);
        source.chain(&self.metadata.licence).chain(&self.metadata.date).filter(|text| !text.is_empty())
    }

    /// The name to show for a relation: the one it gives, else that of the unit it leads to,
    /// else the id that leads nowhere.
    pub fn relation_target_name(&self, relation: &Relation) -> Printable {
        match (&relation.name, relation.unit) {
            (Some(name), _) => name.clone(),
            (None, Some(unit)) => self.name(unit),
            (None, None) => relation.unit_id.as_ref().unwrap_or(&relation.kind).clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn org(records: &[(&str, Option<&str>)]) -> Org {
        let record = |&(id, parent): &(&str, Option<&str>)| {
            serde_json::json!({"id": id, "name": id, "parent_id": parent}).to_string()
        };
        let text = records.iter().map(record).collect::<Vec<_>>().join(" ");
        let mut draft = OrgBuilder::default();
        let mut at = 0;
        while at < text.len() {
            at = draft.add_record(&text, at).expect("a record") + 1;
        }
        draft.build(text.into(), Lang::En)
    }

    fn ids(org: &Org, units: impl Iterator<Item = UnitId>) -> Vec<String> {
        units.map(|unit| org.id(unit).to_string()).collect()
    }

    #[test]
    fn an_organisation_can_be_read_by_several_threads() {
        fn is_shared<T: Send + Sync>(_: &T) {}
        is_shared(&org(&[("r", None)]));
    }

    #[test]
    fn what_is_known_without_the_card_is_what_the_card_shows() {
        let text = r#"{"id": "\u00e9\u0007", "name": "A\n\u0042", "acronym": "", "classification": 7}"#;
        let mut draft = OrgBuilder::default();
        draft.add_record(text, 0).expect("a record");
        let org = draft.build(text.into(), Lang::En);
        let card = org.unit(UnitId::ROOT);
        assert_eq!((&*card.id, &*card.name, card.kind.as_deref()), ("é�", "A B", Some("7")));
        assert_eq!((org.id(UnitId::ROOT), org.name(UnitId::ROOT)), (card.id, card.name));
        assert_eq!((org.acronym(UnitId::ROOT), org.kind(UnitId::ROOT)), (card.acronym, card.kind));
    }

    #[test]
    fn units_are_in_reading_order_whatever_the_files_order() {
        let org = org(&[("c", Some("a")), ("root", None), ("a", Some("root")), ("b", Some("root"))]);
        assert_eq!(ids(&org, org.ids()), ["root", "a", "c", "b"]);
    }

    #[test]
    fn a_subtree_is_a_range() {
        let org = org(&[("r", None), ("a", Some("r")), ("b", Some("a")), ("c", Some("r"))]);
        assert_eq!(org.subtree(UnitId(1)), 1..3);
        assert_eq!(ids(&org, org.children(UnitId::ROOT)), ["a", "c"]);
        assert_eq!(ids(&org, org.path(UnitId(2)).into_iter()), ["r", "a", "b"]);
        assert_eq!(org.depth(UnitId(2)), 2);
        assert!(org.is_leaf(UnitId(2)) && !org.is_leaf(UnitId(1)));
    }
}
