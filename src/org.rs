//! An organisation: its units in reading order (pre-order), so that a subtree is a range of units.
//! Nothing here recurses, as a chain can be a hundred thousand units deep.

mod aliases;
mod build_tree;
mod builder;
mod builder_mark;
mod channels;
mod contact;
mod diagnostic;
pub mod field;
mod field_texts;
mod id_index;
mod pack;
mod packed_records;
mod parse_record;
pub mod path;
mod problems;
mod record_keys;
mod record_store;
mod reverse_relations;
mod section;
mod source_map;
mod source_records;
mod subtree_ends;
mod tree;
mod unit;

use std::borrow::Cow;
use std::convert::Infallible;
use std::iter;
use std::ops::Range;
use std::sync::OnceLock;

pub use builder::{HeaderOffsets, OrgBuilder};
pub use builder_mark::BuilderMark;
pub use channels::Channels;
pub use contact::kind_word;
pub use diagnostic::{Diagnostic, DiagnosticKind};
pub use field_texts::VisitedRecord;
pub use pack::{PackInfo, PackedSource};
pub use problems::Problems;
pub use record_keys::TextField;
pub use reverse_relations::ReverseRelations;
pub use section::{CardContent, EntryLabel, Section, SectionContent, SectionEntry};
pub use source_records::NONE;
pub use tree::TreeWalk;
pub use unit::{Contact, Fact, Link, Metadata, Relation, Source, Unit};

use crate::lang::{Lang, Tr};
use crate::memory::{self, Shortage};
use crate::text::{Languages, Printable};

use aliases::Aliases;
use record_store::RecordStore;
use source_records::Override;
use tree::Tree;

/// Labels of the facts and relations that are added to cards.
const ALSO_BELOW_LABEL: Tr = Tr::new("autre rattachement", "also below");
/// The note of a unit that others name as their parent, and that has no record.
const NO_RECORD_NOTE: Tr = Tr::new(
    "Cette unité n’a pas d’entrée dans les données.",
    "This unit has no entry of its own in the data.",
);
const UNKNOWN_PARENT_LABEL: &str = "parent_id";
const UNKNOWN_CHILD_LABEL: Tr = Tr::new("enfant inconnu", "unknown child");

/// So many names, at equal distances, tell the languages of an organisation.
const MAX_NAMES_FOR_LANGUAGES: usize = 1_000;

/// Units between two reports of progress.
pub const UNITS_PER_REPORT: usize = 1_000;

/// The index of a unit in reading order. It is valid in one [`Org`] only; files and users refer to
/// a unit by the `id` of its record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnitId(u32);

impl UnitId {
    /// The ancestor of all other units.
    pub const ROOT: UnitId = UnitId(0);

    /// The index in reading order, from 0.
    pub fn index(self) -> usize {
        self.0 as usize
    }

    /// The unit at an index in reading order.
    pub fn at(index: usize) -> Self {
        Self(index as u32)
    }
}

/// An organisation. It has at least one unit, and the first is the only one without a parent.
/// Records are parsed on demand, from the text of the files or from a pack.
#[derive(Clone, Debug)]
pub struct Org {
    pub metadata: Metadata,
    records: RecordStore,
    tree: Tree,
    /// The names of the files read.
    files: Vec<Printable>,
    aliases: Aliases,
    /// The language of labels added to cards.
    lang: Lang,
    /// Looked up in the names when they are asked for.
    languages: OnceLock<Languages>,
    pack_info: Option<PackInfo>,
}

impl Org {
    /// The number of units, at least 1.
    #[allow(clippy::len_without_is_empty, reason = "an organisation is never empty")]
    pub fn len(&self) -> usize {
        self.tree.len()
    }

    /// The language of the labels that are added to cards.
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// The languages of the names.
    pub fn languages(&self) -> Languages {
        *self.languages.get_or_init(|| {
            let step = self.len().div_ceil(MAX_NAMES_FOR_LANGUAGES);
            let names: Vec<Printable> = self.units().step_by(step).map(|unit| self.name(unit)).collect();
            Languages::of_names(names.iter().map(|name| &**name))
        })
    }

    /// All units in reading order.
    pub fn units(&self) -> impl DoubleEndedIterator<Item = UnitId> + use<> {
        (0..self.tree.len()).map(UnitId::at)
    }

    /// The id of the unit, unique in the organisation.
    pub fn id(&self, unit: UnitId) -> Printable {
        Printable::new(&self.records.id(unit.index()))
    }

    /// The name, or the id if the unit has no visible name.
    pub fn name(&self, unit: UnitId) -> Printable {
        Printable::new(&self.records.name(unit.index()))
    }

    pub fn acronym(&self, unit: UnitId) -> Option<Printable> {
        non_empty(self.records.acronym(unit.index()))
    }

    /// The acronym or, without one, the name.
    pub fn short_name(&self, unit: UnitId) -> Printable {
        self.acronym(unit).unwrap_or_else(|| self.name(unit))
    }

    /// The acronym, unless it equals the name.
    pub fn distinct_acronym(&self, unit: UnitId) -> Option<Printable> {
        self.acronym(unit).filter(|acronym| *acronym != self.name(unit))
    }

    /// The kind of the unit, such as department or service.
    pub fn kind(&self, unit: UnitId) -> Option<Printable> {
        non_empty(self.records.kind(unit.index()))
    }

    /// The whole record of a unit. Parsing takes microseconds; [`Org::name`] and the like are faster.
    pub fn unit(&self, unit: UnitId) -> Unit {
        self.parse_record(unit).0
    }

    /// The unit, and the problems in its record.
    fn parse_record(&self, unit: UnitId) -> (Unit, Vec<DiagnosticKind>) {
        let (mut card, mut problems) = match self.records.json(unit.index()) {
            None => Default::default(),
            Some(json) => parse_record::parse(&json, 0, || self.position_label(unit)),
        };
        (card.id, card.name) = (self.id(unit), self.name(unit));
        self.direct_relations(unit, &mut card);
        self.add_overrides(unit, &mut card);
        for relation in &mut card.relations {
            let Some(to) = &relation.unit_id else { continue };
            relation.unit = self.find(to);
            if relation.unit.is_none() {
                problems.push(DiagnosticKind::UnknownRelation { id: card.id.clone(), to: to.clone() });
            }
        }
        (card, problems)
    }

    /// Gives relations the ids of the units that they name by others.
    fn direct_relations(&self, unit: UnitId, card: &mut Unit) {
        for unit_override in self.records.unit_overrides(unit.index()) {
            let Override::RelationTarget { named, id } = &*unit_override else { continue };
            let targets = card.relations.iter_mut().filter_map(|relation| relation.unit_id.as_mut());
            targets.filter(|target| *target == named).for_each(|target| target.clone_from(id));
        }
    }

    fn add_overrides(&self, unit: UnitId, card: &mut Unit) {
        let fact = |label: &'static str, id: &Printable| Fact { label: label.into(), value: id.clone() };
        for unit_override in self.records.unit_overrides(unit.index()) {
            match &*unit_override {
                Override::UnknownParent(id) => card.facts.push(fact(UNKNOWN_PARENT_LABEL, id)),
                Override::UnknownChild(id) => card.facts.push(fact(UNKNOWN_CHILD_LABEL.get(self.lang), id)),
                Override::FurtherParent(id) => card.relations.push(Relation {
                    kind: Printable::from(ALSO_BELOW_LABEL.get(self.lang)),
                    unit_id: Some(id.clone()),
                    ..Relation::default()
                }),
                Override::NoRecord => card.notes.push(Printable::from(NO_RECORD_NOTE.get(self.lang))),
                Override::Id { .. } | Override::Name(_) | Override::RelationTarget { .. } => {}
            }
        }
    }

    /// The number of a record without an id in the file, as `#12`.
    fn position_label(&self, unit: UnitId) -> String {
        let mut overrides = self.records.unit_overrides(unit.index());
        let number = overrides.find_map(|unit_override| match *unit_override {
            Override::Id { position, .. } => Some(position + 1),
            _ => None,
        });
        number.map_or(String::new(), |number| format!("#{number}"))
    }

    /// The number of problems found when the files and the aliases were read. Those inside records are
    /// found when the records are parsed.
    pub fn structural_diagnostic_count(&self) -> usize {
        let in_files = match &self.records {
            RecordStore::Source(source) => source.diagnostics.len(),
            RecordStore::Packed(packed) => packed.structural_diagnostic_count(),
        };
        in_files + self.aliases.problems.len()
    }

    /// All problems, in the order of the files. Parses every record of a source.
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let Ok(problems) = Problems::find(self, &mut |_, _| {}, |_| Ok::<_, Infallible>(()));
        problems.iter().collect()
    }

    /// All problems, for those who read them one by one. `on_progress` gets how much is done, and of how much.
    ///
    /// # Errors
    /// If there is too little memory for so many problems.
    pub fn problems(&self, on_progress: &mut dyn FnMut(usize, usize)) -> Result<Problems<'_>, Shortage> {
        let check = |count| memory::check_room(Problems::bytes_of(count), 0);
        Problems::find(self, on_progress, check)
    }

    /// The problems in the record of a unit.
    pub fn unit_diagnostics(&self, unit: UnitId) -> Vec<Diagnostic> {
        match &self.records {
            RecordStore::Source(source) => {
                let place = source.places(iter::once(source.offsets[unit.index()].record)).next();
                let (file, line) = place.unwrap_or_default();
                let problems = self.problems_in_record(unit).into_iter();
                problems.map(|kind| Diagnostic { file: file as usize, line, kind }).collect()
            }
            RecordStore::Packed(packed) => packed.unit_diagnostics(unit.index()),
        }
    }

    /// The problems in the record of a unit. Most records are valid, which is faster to check than to parse them.
    fn problems_in_record(&self, unit: UnitId) -> Vec<DiagnosticKind> {
        if self.is_valid(unit) { Vec::new() } else { self.parse_record(unit).1 }
    }

    /// The names of the files read; [`Diagnostic::file`] is an index of it.
    pub fn files(&self) -> &[Printable] {
        &self.files
    }

    /// The parent; `None` for the root only.
    pub fn parent(&self, unit: UnitId) -> Option<UnitId> {
        self.tree.parent(unit.index()).map(UnitId)
    }

    /// The number of ancestors.
    pub fn depth(&self, unit: UnitId) -> usize {
        self.tree.depth(unit.index())
    }

    /// The indices in reading order of a unit and its descendants.
    pub fn subtree(&self, unit: UnitId) -> Range<usize> {
        self.tree.subtree(unit.index())
    }

    /// Reads parents and subtrees of many units in reading order.
    pub fn walk(&self) -> TreeWalk<'_> {
        self.tree.walk()
    }

    /// Whether the unit has no children.
    pub fn is_leaf(&self, unit: UnitId) -> bool {
        self.subtree(unit).len() == 1
    }

    /// The children in reading order.
    pub fn children(&self, unit: UnitId) -> impl Iterator<Item = UnitId> + '_ {
        let mut rest = self.subtree(unit);
        rest.start += 1;
        std::iter::from_fn(move || {
            let child = UnitId::at(rest.start);
            (!rest.is_empty()).then(|| {
                rest.start = self.subtree(child).end;
                child
            })
        })
    }

    /// The ancestors, the parent first.
    pub fn ancestors(&self, unit: UnitId) -> impl Iterator<Item = UnitId> + '_ {
        std::iter::successors(self.parent(unit), |&ancestor| self.parent(ancestor))
    }

    /// The units from the root to this one.
    pub fn path(&self, unit: UnitId) -> Vec<UnitId> {
        let mut path: Vec<UnitId> = self.ancestors(unit).collect();
        path.reverse();
        path.push(unit);
        path
    }

    /// The unit with an id.
    pub fn find(&self, id: &str) -> Option<UnitId> {
        self.records.find(id).map(UnitId)
    }

    /// The units whose ids have these folded words and no others, in reading order. The words are separated
    /// by single blanks.
    pub fn units_with_id_words(&self, words: &str) -> Vec<UnitId> {
        self.records.with_id_words(words, true).into_iter().map(UnitId).collect()
    }

    /// The units whose ids start with these folded words, the last of which may be the start of a word.
    pub fn units_with_id_start(&self, words: &str) -> Vec<UnitId> {
        self.records.with_id_words(words, false).into_iter().map(UnitId).collect()
    }

    /// The first of the units whose ids start with these folded words, in the order of their ids, at most so
    /// many.
    pub fn first_units_with_id_start(&self, words: &str, count: usize) -> Vec<UnitId> {
        self.records.first_with_id_start(words, count).into_iter().map(UnitId).collect()
    }

    /// The label and URL of the source, the licence and the date of the data, as far as given.
    pub fn source(&self) -> impl Iterator<Item = &Printable> {
        let source = self.metadata.source.iter().flat_map(|source| [&source.label, &source.url]);
        source.chain(&self.metadata.licence).chain(&self.metadata.date).filter(|text| !text.is_empty())
    }

    /// The name to show for the other end of a relation: its own, or that of its unit, or the id
    /// of an unknown unit.
    pub fn relation_target_name(&self, relation: &Relation) -> Printable {
        match (&relation.name, relation.unit) {
            (Some(name), _) => name.clone(),
            (None, Some(unit)) => self.name(unit),
            (None, None) => relation.unit_id.as_ref().unwrap_or(&relation.kind).clone(),
        }
    }
}

fn non_empty(text: Option<Cow<str>>) -> Option<Printable> {
    text.filter(|text| !text.is_empty()).map(|text| Printable::new(&text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn org(records: &[(&str, Option<&str>)]) -> Org {
        let record = |&(id, parent): &(&str, Option<&str>)| {
            serde_json::json!({"id": id, "name": id, "parent_id": parent}).to_string()
        };
        let text = records.iter().map(record).collect::<Vec<_>>().join(" ");
        let mut builder = OrgBuilder::default();
        let mut at = 0;
        while at < text.len() {
            at = builder.add_record(&text, at).expect("a record") + 1;
        }
        builder.build(text.into(), Lang::En)
    }

    fn ids(org: &Org, units: impl Iterator<Item = UnitId>) -> Vec<String> {
        units.map(|unit| org.id(unit).to_string()).collect()
    }

    #[test]
    fn an_organisation_can_be_shared_between_threads() {
        fn is_shared<T: Send + Sync>(_: &T) {}
        is_shared(&org(&[("r", None)]));
    }

    #[test]
    fn header_values_are_those_of_the_parsed_record() {
        let text = r#"{"id": "\u00e9\u0007", "name": "A\n\u0042", "acronym": "", "classification": 7}"#;
        let mut builder = OrgBuilder::default();
        builder.add_record(text, 0).expect("a record");
        let org = builder.build(text.into(), Lang::En);
        let card = org.unit(UnitId::ROOT);
        assert_eq!((&*card.id, &*card.name, card.kind.as_deref()), ("é�", "A B", Some("7")));
        assert_eq!((org.id(UnitId::ROOT), org.name(UnitId::ROOT)), (card.id, card.name));
        assert_eq!((org.acronym(UnitId::ROOT), org.kind(UnitId::ROOT)), (card.acronym, card.kind));
    }

    #[test]
    fn units_are_in_reading_order_in_any_order_of_the_file() {
        let org = org(&[("c", Some("a")), ("root", None), ("a", Some("root")), ("b", Some("root"))]);
        assert_eq!(ids(&org, org.units()), ["root", "a", "c", "b"]);
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
