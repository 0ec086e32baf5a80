//! From records in any order to an organisation: parents found, cycles cut, orphans and
//! several roots gathered, units put in reading order. Every record ends up in the tree.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use serde_json::value::RawValue;

use crate::lang::{Lang, Tr};
use crate::text::Printable;
use crate::{json, text};

use super::builder::{ChildClaim, ParentSlot};
use super::id_index::IdIndex;
use super::record_offsets::{NONE, Offsets, Override, RecordOffsets};
use super::source_map::SourceMap;
use super::tree::{Tree, reading_order};
use super::{DiagnosticKind, Metadata, Org, OrgBuilder};

const UNATTACHED: Tr = Tr::new("Sans rattachement", "Unattached");
const DEFAULT_ROOT_NAME: Tr = Tr::new("Organisation", "Organisation");

impl OrgBuilder {
    /// The organisation that the records make, which keeps the text that they were read from.
    /// `lang` is for the names of the units that have to be added. Without any record a lone
    /// unit stands for them.
    pub fn build(self, text: Cow<'static, str>, lang: Lang) -> Org {
        let register = RecordOffsets { text, offsets: self.starts, overrides: Vec::new() };
        let (numbers, ties, tied) = (HashMap::new(), Vec::new(), HashSet::new());
        let mut plan = TreeBuilder {
            register,
            ids: self.ids,
            faults: self.faults,
            pending_overrides: ties,
            cross_referenced: tied,
            next_suffix: numbers,
            lang,
        };
        let mut places = self.parents;
        plan.assign_missing_ids(self.unnamed);
        plan.report_nameless(self.nameless);
        plan.find_parents(&mut places, self.pending, self.resolves_parents_by_name);
        let (main, beside): (Vec<_>, _) = self.claims.into_iter().partition(|claim| claim.is_main);
        plan.attach_main(&mut places, main);
        plan.cut_cycles(&mut places);
        plan.attach_secondary(&mut places, beside);
        plan.add_missing_roots(&mut places, &self.head);
        plan.into_org(self.head, places, self.origins)
    }
}

struct TreeBuilder {
    /// Its units are in the order of the file.
    register: RecordOffsets,
    ids: IdIndex,
    faults: Vec<(u32, DiagnosticKind)>,
    /// What is to be known of units beside their ids.
    pending_overrides: Vec<(u32, Override)>,
    /// Which units are also below which others.
    cross_referenced: HashSet<(usize, usize)>,
    /// For ids that several units want, the number to try next.
    next_suffix: HashMap<Printable, usize>,
    lang: Lang,
}

impl TreeBuilder {
    fn id(&self, record: usize) -> Printable {
        Printable::new(&self.register.id(record))
    }

    fn report(&mut self, record: usize, fault: DiagnosticKind) {
        self.faults.push((self.register.offsets[record].record, fault));
    }

    fn find(&self, id: &str) -> Option<usize> {
        let unit = self.ids.find(id, |unit| self.register.id(unit as usize));
        unit.map(|unit| unit as usize)
    }

    fn insert(&mut self, id: &str, record: usize) -> bool {
        self.ids.insert(id, record as u32, |unit| self.register.id(unit as usize))
    }

    /// Gives an id to every record that has none of its own. All ids of the file are known
    /// before, so that none is given away.
    fn assign_missing_ids(&mut self, unnamed: Vec<(usize, bool)>) {
        for (record, is_taken) in unnamed {
            let id = self.id(record);
            let wanted = if is_taken { id.clone() } else { Printable::new(&format!("#{}", record + 1)) };
            let given = self.free_id(wanted);
            self.assign_id(record, given.clone());
            self.report(
                record,
                if is_taken {
                    DiagnosticKind::DuplicateId { id, given }
                } else {
                    DiagnosticKind::NoId { given }
                },
            );
        }
    }

    fn report_nameless(&mut self, nameless: Vec<usize>) {
        for record in nameless {
            self.report(record, DiagnosticKind::EmptyName { id: self.id(record) });
        }
    }

    fn assign_id(&mut self, record: usize, id: Printable) {
        let extra = Override::Id { given: id.clone(), position: record as u32 };
        self.register.offsets[record].id = NONE;
        self.register.overrides.push((record as u32, extra));
        self.insert(&id, record);
    }

    /// What is wanted, or `wanted~2`, `wanted~3`… the first that no record has.
    fn free_id(&mut self, wanted: Printable) -> Printable {
        if self.find(&wanted).is_none() {
            return wanted;
        }
        let mut number = self.next_suffix.get(&wanted).copied().unwrap_or(2);
        loop {
            let id = Printable::new(&format!("{wanted}~{number}"));
            number += 1;
            if self.find(&id).is_none() {
                self.next_suffix.insert(wanted, number);
                return id;
            }
        }
    }

    /// The first parent that exists is the parent; the others that exist become relations, and
    /// those that do not become facts.
    fn find_parents(&mut self, places: &mut [ParentSlot], pending: Vec<(usize, u32)>, by_name: bool) {
        let names = if by_name && !pending.is_empty() { self.names() } else { HashMap::new() };
        for (record, start) in pending {
            places[record] = self.first_parent(record, start, &names);
        }
    }

    /// The records by name; a name that several have means none of them.
    fn names(&self) -> HashMap<Printable, Option<usize>> {
        let mut names = HashMap::new();
        for record in 0..self.register.offsets.len() {
            let name = Printable::new(&self.register.name(record));
            names.entry(name).and_modify(|one| *one = None).or_insert(Some(record));
        }
        names
    }

    fn first_parent(
        &mut self,
        record: usize,
        start: u32,
        names: &HashMap<Printable, Option<usize>>,
    ) -> ParentSlot {
        let parents = self.parents_at(start);
        let mut place = if parents.is_empty() { ParentSlot::ROOT } else { ParentSlot::ORPHAN };
        for id in parents {
            match self.find(&id).or_else(|| *names.get(&id)?) {
                None => {
                    let fault = DiagnosticKind::UnknownParent { id: self.id(record), parent: id.clone() };
                    self.report(record, fault);
                    self.pending_overrides.push((record as u32, Override::UnknownParent(id)));
                }
                Some(at) if at == record => {
                    self.report(record, DiagnosticKind::OwnParent { id: self.id(record) })
                }
                Some(at) if place == ParentSlot::ORPHAN => place = ParentSlot(at as u32),
                Some(at) if place == ParentSlot(at as u32) => {}
                Some(at) => self.cross_reference(record, at),
            }
        }
        place
    }

    fn cross_reference(&mut self, record: usize, also_below: usize) {
        if self.cross_referenced.insert((record, also_below)) {
            self.pending_overrides.push((record as u32, Override::AlsoBelow(self.id(also_below))));
        }
    }

    /// Hangs units where others say that they are; what has a place already is tied.
    fn attach_main(&mut self, places: &mut [ParentSlot], claims: Vec<ChildClaim>) {
        for claim in claims {
            match self.resolve_claim(places, &claim) {
                Some(at) if places[at].parent().is_some() => self.cross_reference(at, claim.parent as usize),
                Some(at) => places[at] = ParentSlot(claim.parent),
                None => {}
            }
        }
    }

    /// The same where there is no cycle yet, and none is made: a claim that would is a tie.
    fn attach_secondary(&mut self, places: &mut [ParentSlot], claims: Vec<ChildClaim>) {
        if claims.is_empty() {
            return;
        }
        let above = |(at, place): (usize, &ParentSlot)| place.parent().unwrap_or(at);
        let mut tops: Vec<usize> = places.iter().enumerate().map(above).collect();
        for claim in claims {
            let parent = claim.parent as usize;
            match self.resolve_claim(places, &claim) {
                Some(at) if find_root(&mut tops, at) != at || find_root(&mut tops, parent) == at => {
                    self.cross_reference(at, parent)
                }
                Some(at) => (places[at], tops[at]) = (ParentSlot(claim.parent), parent),
                None => {}
            }
        }
    }

    /// The record that is meant, unless it is nowhere, the one that speaks, or there already.
    fn resolve_claim(
        &mut self,
        places: &[ParentSlot],
        ChildClaim { parent, child, .. }: &ChildClaim,
    ) -> Option<usize> {
        let above = *parent as usize;
        let found = self.find(child);
        if found.is_none() {
            self.report(above, DiagnosticKind::UnknownChild { id: self.id(above), child: child.clone() });
            self.pending_overrides.push((*parent, Override::UnknownChild(child.clone())));
        } else if found == Some(above) {
            self.report(above, DiagnosticKind::OwnParent { id: self.id(above) });
        }
        found.filter(|&at| at != above && places[at] != ParentSlot(*parent))
    }

    /// The ids that a value gives; none when it is neither a text nor a list of texts.
    fn parents_at(&self, start: u32) -> Vec<Printable> {
        let value = json::parse_at::<&RawValue>(&self.register.text, start as usize);
        let texts = value.and_then(|(value, _)| json::texts(value)).unwrap_or_default();
        texts.iter().map(|text| Printable::new(text)).filter(|text| !text.is_empty()).collect()
    }

    /// Detaches the first unit of every cycle, first in the order of the file.
    fn cut_cycles(&mut self, places: &mut [ParentSlot]) {
        // 0: not seen; otherwise the number of the walk that saw it.
        let mut seen = vec![0u32; places.len()];
        for start in 0..places.len() {
            let walk = start as u32 + 1;
            let mut at = start;
            while seen[at] == 0 {
                seen[at] = walk;
                match places[at].parent() {
                    Some(parent) => at = parent,
                    None => break,
                }
            }
            if seen[at] == walk && places[at].parent().is_some() {
                self.cut_cycle(at, places);
            }
        }
    }

    fn cut_cycle(&mut self, on_it: usize, places: &mut [ParentSlot]) {
        let mut first = on_it;
        let mut at = on_it;
        while let Some(parent) = places[at].parent() {
            first = first.min(parent);
            at = parent;
            if at == on_it {
                break;
            }
        }
        if let Some(parent) = places[first].parent() {
            let fault = DiagnosticKind::Cycle { id: self.id(first), parent: self.id(parent) };
            self.report(first, fault);
            places[first] = ParentSlot::ORPHAN;
        }
    }

    /// Adds the units that gather orphans and several roots, so that one top is left.
    fn add_missing_roots(&mut self, places: &mut Vec<ParentSlot>, head: &Metadata) {
        let given = places.len();
        let tops = places.iter().filter(|&&place| place == ParentSlot::ROOT).count();
        let orphans = places.contains(&ParentSlot::ORPHAN);
        if tops > 1 {
            let name = head.name.clone().filter(|name| !name.is_blank());
            let name = name.unwrap_or_else(|| Printable::new(DEFAULT_ROOT_NAME.get(self.lang)));
            let root = self.add_unit(places, name, ParentSlot::ROOT);
            self.faults.push((0, DiagnosticKind::MultipleRoots { count: tops }));
            replace(&mut places[..given], ParentSlot::ROOT, root);
        }
        if orphans || places.is_empty() {
            let top = places.iter().position(|&place| place == ParentSlot::ROOT);
            let name = Printable::new(UNATTACHED.get(self.lang));
            let holder =
                self.add_unit(places, name, top.map_or(ParentSlot::ROOT, |top| ParentSlot(top as u32)));
            replace(&mut places[..given], ParentSlot::ORPHAN, holder);
        }
    }

    /// Adds a unit, and says what is below it.
    fn add_unit(&mut self, places: &mut Vec<ParentSlot>, name: Printable, place: ParentSlot) -> ParentSlot {
        let id = self.free_id(Printable::new(&text::fold(&name).text.replace(' ', "-")));
        let unit = places.len();
        self.register.offsets.push(Offsets::NONE);
        self.assign_id(unit, id);
        self.pending_overrides.push((unit as u32, Override::Name(name)));
        places.push(place);
        ParentSlot(unit as u32)
    }

    fn into_org(mut self, head: Metadata, places: Vec<ParentSlot>, origins: SourceMap) -> Org {
        self.ids.finish();
        self.register.overrides.append(&mut self.pending_overrides);
        let tree = Tree::in_order(&places).unwrap_or_else(|| self.reorder(&places));
        self.register.overrides.sort_by_key(|&(unit, _)| unit);
        let TreeBuilder { register, ids, faults, lang, .. } = self;
        Org {
            metadata: head,
            record_offsets: register,
            tree,
            ids,
            diagnostics: faults,
            source_map: origins,
            lang,
        }
    }

    /// Puts the units in reading order.
    fn reorder(&mut self, places: &[ParentSlot]) -> Tree {
        let order = reading_order(places);
        let mut rank = vec![0; order.len()];
        for (new, &old) in order.iter().enumerate() {
            rank[old as usize] = new as u32;
        }
        self.register.offsets = order.iter().map(|&old| self.register.offsets[old as usize]).collect();
        for (unit, _) in &mut self.register.overrides {
            *unit = rank[*unit as usize];
        }
        self.ids.renumber(&rank);
        Tree::new(&order, &rank, places)
    }
}

/// The top of the tree that a record is in; the way there becomes shorter.
fn find_root(tops: &mut [usize], mut at: usize) -> usize {
    while tops[at] != at {
        tops[at] = tops[tops[at]];
        at = tops[at];
    }
    at
}

fn replace(places: &mut [ParentSlot], from: ParentSlot, to: ParentSlot) {
    for place in places.iter_mut().filter(|place| **place == from) {
        *place = to;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::org::UnitId;

    /// The organisation of these units, each an id and its parents.
    fn arranged(records: &[(&str, &[&str])]) -> Org {
        let records = records.iter().map(|(id, parents)| {
            serde_json::json!({"id": id, "name": id, "parent_id": parents}).to_string() + "\n"
        });
        let text: String = records.collect();
        let mut draft = OrgBuilder::default();
        let mut at = 0;
        while at < text.len() {
            at = draft.add_record(&text, at).expect("a record") + 1;
        }
        draft.build(Cow::Owned(text), Lang::En)
    }

    /// The tree as `parent>child` words in reading order.
    fn shape(org: &Org) -> String {
        let word = |id: UnitId| match org.parent(id) {
            Some(parent) => format!("{}>{}", org.id(parent), org.id(id)),
            None => org.id(id).to_string(),
        };
        org.ids().map(word).collect::<Vec<_>>().join(" ")
    }

    fn faults(org: &Org) -> Vec<String> {
        org.diagnostics().iter().map(|problem| problem.kind.to_message(Lang::En)).collect()
    }

    #[test]
    fn a_unit_with_an_unknown_parent_hangs_below_unattached() {
        let org = arranged(&[("r", &[]), ("a", &["?"])]);
        assert_eq!(shape(&org), "r r>unattached unattached>a");
        assert_eq!(faults(&org), ["“a” has the parent “?”, which does not exist"]);
        let fact = &org.unit(UnitId::at(2)).facts[0];
        assert_eq!((&*fact.label, &*fact.value), ("parent_id", "?"));
    }

    #[test]
    fn a_unit_that_is_its_own_parent_is_unattached() {
        let org = arranged(&[("a", &["a"])]);
        assert_eq!(shape(&org), "unattached unattached>a");
        assert_eq!(faults(&org), ["“a” is its own parent"]);
    }

    #[test]
    fn a_cycle_is_cut_at_its_first_unit() {
        let org = arranged(&[("x", &["c"]), ("a", &["b"]), ("b", &["c"]), ("c", &["a"])]);
        assert_eq!(shape(&org), "unattached unattached>a a>c c>x c>b");
        assert_eq!(faults(&org), ["“a” is below its own descendant “b”: the cycle is cut here"]);
    }

    #[test]
    fn several_roots_get_one_above_them() {
        let org = arranged(&[("a", &[]), ("b", &[]), ("c", &["?"])]);
        assert_eq!(
            shape(&org),
            "organisation organisation>a organisation>b organisation>unattached unattached>c"
        );
        assert_eq!(org.diagnostics().len(), 2);
        assert_eq!(&*org.name(UnitId::ROOT), "Organisation");
    }

    #[test]
    fn the_second_unit_with_an_id_gets_another() {
        let org = arranged(&[("r", &[]), ("a", &["r"]), ("a", &["r"]), ("b", &["a"])]);
        assert_eq!(shape(&org), "r r>a a>b r>a~2");
        assert_eq!(faults(&org), ["the id “a” is already taken: this unit becomes “a~2”"]);
    }

    #[test]
    fn an_id_that_is_given_is_no_ones_elses() {
        let org = arranged(&[("r", &[]), ("a", &["r"]), ("a", &["r"]), ("a", &["r"]), ("a~2", &["r"])]);
        assert_eq!(shape(&org), "r r>a r>a~3 r>a~4 r>a~2");
        for unit in org.ids() {
            assert_eq!(org.find(&org.id(unit)), Some(unit));
        }
    }

    #[test]
    fn later_parents_become_relations() {
        let org = arranged(&[("r", &[]), ("a", &["r"]), ("b", &["r"]), ("c", &["a", "b"])]);
        assert_eq!(shape(&org), "r r>a a>c r>b");
        let relation = &org.unit(UnitId::at(2)).relations[0];
        assert_eq!((relation.unit, &*relation.kind), (Some(UnitId::at(3)), "also below"));
        assert!(org.diagnostics().is_empty());
    }

    /// The organisation of units that each claim others, those with a star beside another place.
    fn claimed(records: &[(&str, &[&str])]) -> Org {
        let (mut draft, mut text) = (OrgBuilder::default(), String::new());
        for (id, children) in records {
            let at = text.len();
            text += &(serde_json::json!({"id": id, "name": id}).to_string() + "\n");
            draft.add_record(&text, at).expect("a record");
            for child in *children {
                draft.claim_child(child.trim_end_matches('*'), !child.ends_with('*'));
            }
        }
        draft.build(Cow::Owned(text), Lang::En)
    }

    #[test]
    fn a_unit_hangs_where_another_says_so() {
        let org = claimed(&[("a", &["b*"]), ("b", &[]), ("r", &["a", "b", "?"])]);
        assert_eq!(shape(&org), "r r>a r>b");
        assert_eq!(faults(&org), ["“r” has “?” below it, which is in no file"]);
        assert_eq!(org.unit(UnitId::at(2)).relations[0].unit, Some(UnitId::at(1)));
        assert_eq!(&*org.unit(UnitId::ROOT).facts[0].value, "?");
    }

    #[test]
    fn a_place_beside_others_makes_no_cycle() {
        let org = claimed(&[("r", &["a"]), ("a", &["b", "r*", "a*"]), ("b", &["r*"]), ("c", &["a*"])]);
        assert_eq!(shape(&org), "organisation organisation>r r>a a>b organisation>c");
        let ties: Vec<_> = org.unit(UnitId::at(1)).relations.iter().map(|tie| tie.unit).collect();
        assert_eq!(ties, [Some(UnitId::at(2)), Some(UnitId::at(3))]);
        let beside = claimed(&[("r", &["a*"]), ("a", &[])]);
        assert_eq!(shape(&beside), "r r>a");
    }

    #[test]
    fn a_chain_of_a_hundred_thousand_units_is_arranged() {
        let ids: Vec<String> = (0..100_000).map(|i| i.to_string()).collect();
        let parents: Vec<Vec<&str>> =
            (0..100_000).map(|i: usize| i.checked_sub(1).map(|i| &*ids[i]).into_iter().collect()).collect();
        let mut records: Vec<(&str, &[&str])> =
            ids.iter().zip(&parents).map(|(id, parents)| (&**id, &parents[..])).collect();
        records.reverse();
        let org = arranged(&records);
        assert_eq!(org.depth(UnitId::at(99_999)), 99_999);
        assert_eq!(org.subtree(UnitId::at(50_000)), 50_000..100_000);
    }
}
