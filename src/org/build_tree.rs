//! Builds an organisation from records in any order: assigns missing ids, resolves parents, cuts
//! cycles, adds missing roots and puts the units in reading order. Every record becomes a unit.

mod files;
mod parents;
mod relations;
mod table_lookup;

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::OnceLock;

use crate::lang::{Lang, Tr};
use crate::text;
use crate::text::Printable;

use super::aliases::Aliases;
use super::builder::ParentSlot;
use super::record_store::RecordStore;
use super::source_records::{NONE, Override, RecordOffsets, SourceRecords};
use super::tree::{Tree, reading_order};
use super::{DiagnosticKind, Metadata, Org, OrgBuilder};
use files::Files;

const UNATTACHED: Tr = Tr::new("Sans rattachement", "Unattached");
const DEFAULT_ROOT_NAME: Tr = Tr::new("Organisation", "Organisation");

impl OrgBuilder {
    /// Builds the organisation, which keeps `text`, the text that the records were read from.
    /// `lang` is the language of the names of added units. Without records the organisation is
    /// a single added unit.
    pub fn build(self, text: Cow<'static, str>, lang: Lang) -> Org {
        self.build_with_progress(text, lang, &mut |_, _| {})
    }

    /// The same. `on_progress` gets how much is done, and of how much.
    pub fn build_with_progress(
        self,
        text: Cow<'static, str>,
        lang: Lang,
        on_progress: &mut dyn FnMut(usize, usize),
    ) -> Org {
        // To find a parent, and what is done with each record then, take about as long.
        let (unresolved, records) = (self.unresolved_parents.len(), self.offsets.len());
        let mut report = |done| on_progress(done, unresolved + records);
        report(0);
        let mut builder = TreeBuilder {
            records: SourceRecords {
                text,
                offsets: self.offsets,
                overrides: Vec::new(),
                ids: self.ids,
                diagnostics: self.diagnostics,
                source_map: self.source_map,
            },
            pending_overrides: Vec::new(),
            further_parents: HashSet::new(),
            next_suffix: HashMap::new(),
            no_parent_markers: self.no_parent_markers,
            files: Files::new(self.file_starts),
            lang,
        };
        let mut parents = self.parents;
        builder.assign_missing_ids(self.unidentified);
        builder.direct_relations();
        builder.report_nameless(self.nameless);
        let missing =
            builder.resolve_parents(&mut parents, self.unresolved_parents, self.is_table, &mut report);
        builder.add_missing_parents(&mut parents, missing, &self.metadata);
        let (main, further): (Vec<_>, _) = self.child_claims.into_iter().partition(|claim| claim.is_main);
        builder.attach_main_children(&mut parents, main, self.is_table);
        report(unresolved + records / 4);
        builder.cut_cycles(&mut parents);
        report(unresolved + records / 2);
        builder.attach_further_children(&mut parents, further);
        builder.add_missing_roots(&mut parents, &self.metadata);
        builder.into_org(self.metadata, parents)
    }
}

/// The organisation under construction. Records are numbered in the order of the file.
struct TreeBuilder {
    records: SourceRecords,
    /// Overrides other than ids, appended to `records` at the end.
    pending_overrides: Vec<(u32, Override)>,
    /// Pairs of a record and a further parent of it, to add each pair once.
    further_parents: HashSet<(usize, usize)>,
    /// The next number to try for an id that several records have.
    next_suffix: HashMap<Printable, usize>,
    no_parent_markers: BTreeSet<&'static str>,
    /// Of which files the records are.
    files: Files,
    lang: Lang,
}

impl TreeBuilder {
    fn id(&self, record: usize) -> Printable {
        Printable::new(&self.records.id(record))
    }

    fn report(&mut self, record: usize, problem: DiagnosticKind) {
        let offset = self.records.offsets[record].record;
        self.records.diagnostics.push((offset, problem));
    }

    fn find(&self, id: &str) -> Option<usize> {
        self.records.find(id).map(|record| record as usize)
    }

    /// The record of a file with an id, be it that in the file.
    fn find_in_file(&self, file: usize, id: &Printable) -> Option<usize> {
        let found = self.find(id)?;
        if self.files.of(found) == file { Some(found) } else { self.files.renamed(file, id) }
    }

    /// The record with the id that another record refers to: of the same file, or else of any.
    fn find_from(&self, record: usize, id: &Printable) -> Option<usize> {
        self.find_in_file(self.files.of(record), id).or_else(|| self.find(id))
    }

    /// Assigns an id to every record without one of its own. All ids of the file are indexed by
    /// now, so that an assigned id cannot collide with a later one.
    fn assign_missing_ids(&mut self, unidentified: Vec<(usize, bool)>) {
        for (record, is_duplicate) in unidentified {
            let id = self.id(record);
            if let Some(known) = self.find(&id).filter(|_| is_duplicate) {
                self.files.note_renamed(record, known, &id);
            }
            let preferred =
                if is_duplicate { id.clone() } else { Printable::new(&format!("#{}", record + 1)) };
            let assigned = self.free_id(preferred);
            self.assign_id(record, assigned.clone());
            let problem = match is_duplicate {
                true => DiagnosticKind::DuplicateId { id, assigned },
                false => DiagnosticKind::NoId { assigned },
            };
            self.report(record, problem);
        }
    }

    fn report_nameless(&mut self, nameless: Vec<usize>) {
        for record in nameless {
            self.report(record, DiagnosticKind::EmptyName { id: self.id(record) });
        }
    }

    fn assign_id(&mut self, record: usize, id: Printable) {
        self.records.offsets[record].id = NONE;
        let id_override = Override::Id { assigned: id.clone(), position: record as u32 };
        self.records.overrides.push((record as u32, id_override));
        let mut ids = std::mem::take(&mut self.records.ids);
        ids.insert(&id, record as u32, |record| self.records.id(record as usize));
        self.records.ids = ids;
    }

    /// `preferred`, or the first of `preferred~2`, `preferred~3`… that no record has.
    fn free_id(&mut self, preferred: Printable) -> Printable {
        if self.find(&preferred).is_none() {
            return preferred;
        }
        let mut suffix = self.next_suffix.get(&preferred).copied().unwrap_or(2);
        loop {
            let id = Printable::new(&format!("{preferred}~{suffix}"));
            suffix += 1;
            if self.find(&id).is_none() {
                self.next_suffix.insert(preferred, suffix);
                return id;
            }
        }
    }

    /// Adds a root if there are several, and a parent for orphans, so that one root remains.
    fn add_missing_roots(&mut self, parents: &mut Vec<ParentSlot>, metadata: &Metadata) {
        let record_count = parents.len();
        let root_count = parents.iter().filter(|&&parent| parent == ParentSlot::ROOT).count();
        let has_orphans = parents.contains(&ParentSlot::ORPHAN);
        if root_count > 1 {
            let name = self.root_name(metadata);
            let root = self.add_unit(parents, name, ParentSlot::ROOT);
            self.records.diagnostics.push((0, DiagnosticKind::MultipleRoots { count: root_count }));
            replace(&mut parents[..record_count], ParentSlot::ROOT, root);
        }
        if has_orphans || parents.is_empty() {
            let root = parents.iter().position(|&parent| parent == ParentSlot::ROOT);
            let root = root.map_or(ParentSlot::ROOT, |root| ParentSlot(root as u32));
            let unattached = self.add_unit(parents, Printable::new(UNATTACHED.get(self.lang)), root);
            replace(&mut parents[..record_count], ParentSlot::ORPHAN, unattached);
        }
    }

    /// The name of a root that is added.
    fn root_name(&self, metadata: &Metadata) -> Printable {
        let name = metadata.name.clone().filter(|name| !name.is_blank());
        name.unwrap_or_else(|| Printable::new(DEFAULT_ROOT_NAME.get(self.lang)))
    }

    /// Adds a unit that is not in the file. Returns the slot for its children.
    fn add_unit(&mut self, parents: &mut Vec<ParentSlot>, name: Printable, parent: ParentSlot) -> ParentSlot {
        let id = self.free_id(Printable::new(&text::fold(&name).text.replace(' ', "-")));
        let unit = parents.len();
        self.records.offsets.push(RecordOffsets::NONE);
        self.assign_id(unit, id);
        self.pending_overrides.push((unit as u32, Override::Name(name)));
        parents.push(parent);
        ParentSlot(unit as u32)
    }

    fn into_org(mut self, metadata: Metadata, parents: Vec<ParentSlot>) -> Org {
        self.records.ids.finish();
        self.records.overrides.append(&mut self.pending_overrides);
        let tree = Tree::in_order(&parents).unwrap_or_else(|| self.reorder(&parents));
        let TreeBuilder { mut records, lang, .. } = self;
        records.overrides.sort_by_key(|&(unit, _)| unit);
        let files = records.source_map.take_files();
        let records = RecordStore::Source(Box::new(records));
        let (aliases, languages) = (Aliases::default(), OnceLock::new());
        Org { metadata, records, tree, files, aliases, lang, languages, pack_info: None }
    }

    /// Renumbers the records in reading order.
    fn reorder(&mut self, parents: &[ParentSlot]) -> Tree {
        let order = reading_order(parents);
        let mut units = vec![0; order.len()];
        for (unit, &record) in order.iter().enumerate() {
            units[record as usize] = unit as u32;
        }
        let offsets = &self.records.offsets;
        self.records.offsets = order.iter().map(|&record| offsets[record as usize]).collect();
        for (record, _) in &mut self.records.overrides {
            *record = units[*record as usize];
        }
        self.records.ids.renumber(&units);
        Tree::new(&order, &units, parents)
    }
}

fn replace(parents: &mut [ParentSlot], from: ParentSlot, to: ParentSlot) {
    for parent in parents.iter_mut().filter(|parent| **parent == from) {
        *parent = to;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::org::UnitId;

    /// An organisation of units, each an id and its parents.
    fn org(records: &[(&str, &[&str])]) -> Org {
        let records = records.iter().map(|(id, parents)| {
            serde_json::json!({"id": id, "name": id, "parent_id": parents}).to_string() + "\n"
        });
        let text: String = records.collect();
        let mut builder = OrgBuilder::default();
        let mut at = 0;
        while at < text.len() {
            at = builder.add_record(&text, at).expect("a record") + 1;
        }
        builder.build(Cow::Owned(text), Lang::En)
    }

    /// The tree as `parent>child` pairs in reading order.
    fn shape(org: &Org) -> String {
        let pair = |id: UnitId| match org.parent(id) {
            Some(parent) => format!("{}>{}", org.id(parent), org.id(id)),
            None => org.id(id).to_string(),
        };
        org.units().map(pair).collect::<Vec<_>>().join(" ")
    }

    fn messages(org: &Org) -> Vec<String> {
        org.diagnostics().iter().map(|diagnostic| diagnostic.kind.message(Lang::En)).collect()
    }

    #[test]
    fn a_unit_with_an_unknown_parent_is_unattached() {
        let org = org(&[("r", &[]), ("a", &["?"])]);
        assert_eq!(shape(&org), "r r>unattached unattached>a");
        assert_eq!(messages(&org), ["“a” has the parent “?”, which does not exist"]);
        let fact = &org.unit(UnitId::at(2)).facts[0];
        assert_eq!((&*fact.label, &*fact.value), ("parent_id", "?"));
    }

    #[test]
    fn a_unit_that_is_its_own_parent_is_unattached() {
        let org = org(&[("a", &["a"])]);
        assert_eq!(shape(&org), "unattached unattached>a");
        assert_eq!(messages(&org), ["“a” is its own parent"]);
    }

    #[test]
    fn a_cycle_is_cut_at_its_first_unit() {
        let org = org(&[("x", &["c"]), ("a", &["b"]), ("b", &["c"]), ("c", &["a"])]);
        assert_eq!(shape(&org), "unattached unattached>a a>c c>x c>b");
        assert_eq!(messages(&org), ["“a” is below its own descendant “b”: the cycle is cut here"]);
    }

    #[test]
    fn several_roots_get_a_common_root() {
        let org = org(&[("a", &[]), ("b", &[]), ("c", &["?"])]);
        assert_eq!(
            shape(&org),
            "organisation organisation>a organisation>b organisation>unattached unattached>c"
        );
        assert_eq!(org.diagnostics().len(), 2);
        assert_eq!(&*org.name(UnitId::ROOT), "Organisation");
    }

    #[test]
    fn a_duplicate_id_is_replaced() {
        let org = org(&[("r", &[]), ("a", &["r"]), ("a", &["r"]), ("b", &["a"])]);
        assert_eq!(shape(&org), "r r>a a>b r>a~2");
        assert_eq!(messages(&org), ["the id “a” is already taken: this unit becomes “a~2”"]);
    }

    #[test]
    fn an_assigned_id_is_unique() {
        let org = org(&[("r", &[]), ("a", &["r"]), ("a", &["r"]), ("a", &["r"]), ("a~2", &["r"])]);
        assert_eq!(shape(&org), "r r>a r>a~3 r>a~4 r>a~2");
        for unit in org.units() {
            assert_eq!(org.find(&org.id(unit)), Some(unit));
        }
    }

    #[test]
    fn further_parents_become_relations() {
        let org = org(&[("r", &[]), ("a", &["r"]), ("b", &["r"]), ("c", &["a", "b"])]);
        assert_eq!(shape(&org), "r r>a a>c r>b");
        let relation = &org.unit(UnitId::at(2)).relations[0];
        assert_eq!((relation.unit, &*relation.kind), (Some(UnitId::at(3)), "also below"));
        assert!(org.diagnostics().is_empty());
    }

    /// An organisation of units, each an id and the children it lists; `*` marks a further parent.
    fn org_from_children(records: &[(&str, &[&str])]) -> Org {
        let (mut builder, mut text) = (OrgBuilder::default(), String::new());
        for (id, children) in records {
            let at = text.len();
            text += &(serde_json::json!({"id": id, "name": id}).to_string() + "\n");
            builder.add_record(&text, at).expect("a record");
            for child in *children {
                builder.claim_child(child.trim_end_matches('*'), !child.ends_with('*'));
            }
        }
        builder.build(Cow::Owned(text), Lang::En)
    }

    #[test]
    fn a_listed_child_is_attached() {
        let org = org_from_children(&[("a", &["b*"]), ("b", &[]), ("r", &["a", "b", "?"])]);
        assert_eq!(shape(&org), "r r>a r>b");
        assert_eq!(messages(&org), ["“r” has the child “?”, which does not exist"]);
        assert_eq!(org.unit(UnitId::at(2)).relations[0].unit, Some(UnitId::at(1)));
        assert_eq!(&*org.unit(UnitId::ROOT).facts[0].value, "?");
    }

    #[test]
    fn a_further_parent_makes_no_cycle() {
        let org =
            org_from_children(&[("r", &["a"]), ("a", &["b", "r*", "a*"]), ("b", &["r*"]), ("c", &["a*"])]);
        assert_eq!(shape(&org), "organisation organisation>r r>a a>b organisation>c");
        let targets: Vec<_> =
            org.unit(UnitId::at(1)).relations.iter().map(|relation| relation.unit).collect();
        assert_eq!(targets, [Some(UnitId::at(2)), Some(UnitId::at(3))]);
        let only_further = org_from_children(&[("r", &["a*"]), ("a", &[])]);
        assert_eq!(shape(&only_further), "r r>a");
    }

    #[test]
    fn a_chain_of_a_hundred_thousand_units_is_built() {
        let ids: Vec<String> = (0..100_000).map(|i| i.to_string()).collect();
        let parents: Vec<Vec<&str>> =
            (0..100_000).map(|i: usize| i.checked_sub(1).map(|i| &*ids[i]).into_iter().collect()).collect();
        let mut records: Vec<(&str, &[&str])> =
            ids.iter().zip(&parents).map(|(id, parents)| (&**id, &parents[..])).collect();
        records.reverse();
        let org = org(&records);
        assert_eq!(org.depth(UnitId::at(99_999)), 99_999);
        assert_eq!(org.subtree(UnitId::at(50_000)), 50_000..100_000);
    }
}
