//! From records in any order to an organisation: parents found, cycles cut, orphans and
//! several roots gathered, units put in reading order. Every record ends up in the tree.

use std::collections::HashMap;

use super::{Fact, Fault, Head, Node, Org, Problem, Record, Relation, Unit, UnitId};
use crate::lang::{Lang, Tr};
use crate::text::Printable;

const UNATTACHED: Tr = Tr::new("Sans rattachement", "Unattached");
const GATHERED: Tr = Tr::new("Organisation", "Organisation");
const ALSO_BELOW: Tr = Tr::new("autre rattachement", "also below");

/// The organisation that the records make. `lang` is for the names of the units that have to
/// be added; `problems` are those that the reader met. At least one record is expected, and
/// without any a lone unit stands for them.
pub fn arrange(head: Head, records: Vec<Record>, problems: Vec<Problem>, lang: Lang) -> Org {
    let mut plan = Plan::new(records, problems);
    plan.name_all();
    let mut places = plan.find_parents(lang);
    plan.cut_cycles(&mut places);
    plan.gather(&mut places, &head, lang);
    plan.find_relations();
    plan.into_org(head, &places)
}

/// Where a record hangs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Top,
    Below(usize),
    /// Its parent is unknown, itself, or below it.
    Nowhere,
}

struct Plan {
    records: Vec<Record>,
    problems: Vec<Problem>,
    by_id: HashMap<Printable, usize>,
    /// Every id that the file gives, with the number to try next when another is needed.
    given: HashMap<Printable, usize>,
}

impl Plan {
    fn new(records: Vec<Record>, problems: Vec<Problem>) -> Self {
        let given = records.iter().map(|record| (record.unit.id.clone(), 2)).collect();
        Self { records, problems, by_id: HashMap::new(), given }
    }

    fn report(&mut self, record: usize, fault: Fault) {
        self.problems.push(Problem { line: self.records[record].line, fault });
    }

    /// Gives every record an id of its own and a name.
    fn name_all(&mut self) {
        for i in 0..self.records.len() {
            self.name(i);
            let unit = &mut self.records[i].unit;
            if unit.name.is_blank() {
                unit.name = unit.id.clone();
                let id = unit.id.clone();
                self.report(i, Fault::EmptyName { id });
            }
        }
    }

    fn name(&mut self, i: usize) {
        let id = self.records[i].unit.id.clone();
        let taken = self.by_id.contains_key(&id);
        if !taken && !id.is_blank() {
            self.by_id.insert(id, i);
            return;
        }
        let given = if taken { self.free_id(&id) } else { self.free_id(&format!("#{}", i + 1)) };
        self.records[i].unit.id = given.clone();
        self.by_id.insert(given.clone(), i);
        self.report(i, if taken { Fault::DuplicateId { id, given } } else { Fault::NoId { given } });
    }

    /// `wanted`, or `wanted~2`, `wanted~3`… the first that no record has.
    fn free_id(&mut self, wanted: &str) -> Printable {
        let wanted = Printable::new(wanted);
        let mut number = self.given.get(&wanted).copied();
        let mut id = wanted.clone();
        while let Some(n) = number {
            id = Printable::new(&format!("{wanted}~{n}"));
            self.given.insert(wanted.clone(), n + 1);
            number = self.given.contains_key(&id).then_some(n + 1);
        }
        self.given.insert(id.clone(), 2);
        id
    }

    /// The first parent that exists is the parent; the others that exist become relations, and
    /// those that do not become facts.
    fn find_parents(&mut self, lang: Lang) -> Vec<Place> {
        (0..self.records.len()).map(|i| self.find_parent(i, lang)).collect()
    }

    fn find_parent(&mut self, i: usize, lang: Lang) -> Place {
        let parents = std::mem::take(&mut self.records[i].parents);
        let id = self.records[i].unit.id.clone();
        let mut place = if parents.is_empty() { Place::Top } else { Place::Nowhere };
        for parent in parents {
            match self.by_id.get(&parent) {
                None => {
                    let label = Printable::from("parent_id");
                    self.records[i].unit.facts.push(Fact { label, value: parent.clone() });
                    self.report(i, Fault::UnknownParent { id: id.clone(), parent });
                }
                Some(&at) if at == i => self.report(i, Fault::OwnParent { id: id.clone() }),
                Some(&at) if place == Place::Nowhere => place = Place::Below(at),
                Some(&at) if place == Place::Below(at) => {}
                Some(_) => self.records[i].unit.relations.push(Relation {
                    kind: Printable::new(ALSO_BELOW.get(lang)),
                    unit_id: Some(parent),
                    ..Relation::default()
                }),
            }
        }
        place
    }

    /// Detaches the first unit of every cycle, first in the order of the file.
    fn cut_cycles(&mut self, places: &mut [Place]) {
        // 0: not seen; otherwise the number of the walk that saw it.
        let mut seen = vec![0u32; places.len()];
        for start in 0..places.len() {
            let walk = start as u32 + 1;
            let mut at = start;
            while seen[at] == 0 {
                seen[at] = walk;
                match places[at] {
                    Place::Below(parent) => at = parent,
                    _ => break,
                }
            }
            if seen[at] == walk && matches!(places[at], Place::Below(_)) {
                self.cut_cycle(at, places);
            }
        }
    }

    fn cut_cycle(&mut self, on_it: usize, places: &mut [Place]) {
        let mut first = on_it;
        let mut at = on_it;
        while let Place::Below(parent) = places[at] {
            first = first.min(parent);
            at = parent;
            if at == on_it {
                break;
            }
        }
        if let Place::Below(parent) = places[first] {
            let fault = Fault::Cycle {
                id: self.records[first].unit.id.clone(),
                parent: self.records[parent].unit.id.clone(),
            };
            self.report(first, fault);
            places[first] = Place::Nowhere;
        }
    }

    /// Adds the units that gather orphans and several roots, so that one top is left.
    fn gather(&mut self, places: &mut Vec<Place>, head: &Head, lang: Lang) {
        let given = places.len();
        let tops = places.iter().filter(|&&place| place == Place::Top).count();
        let orphans = places.contains(&Place::Nowhere);
        if tops > 1 {
            let name = head.name.clone().filter(|name| !name.is_blank());
            let name = name.unwrap_or_else(|| Printable::new(GATHERED.get(lang)));
            let root = self.add(places, name, Place::Top);
            self.problems.push(Problem { line: 1, fault: Fault::ManyRoots { count: tops } });
            replace(&mut places[..given], Place::Top, Place::Below(root));
        }
        if orphans || places.is_empty() {
            let top = places.iter().position(|&place| place == Place::Top);
            let name = Printable::new(UNATTACHED.get(lang));
            let holder = self.add(places, name, top.map_or(Place::Top, Place::Below));
            replace(&mut places[..given], Place::Nowhere, Place::Below(holder));
        }
    }

    fn add(&mut self, places: &mut Vec<Place>, name: Printable, place: Place) -> usize {
        let id = self.free_id(&crate::text::fold(&name).text.replace(' ', "-"));
        let unit = Unit { id: id.clone(), name, ..Unit::default() };
        self.by_id.insert(id, self.records.len());
        self.records.push(Record { line: 1, parents: Vec::new(), unit });
        places.push(place);
        places.len() - 1
    }

    fn find_relations(&mut self) {
        for i in 0..self.records.len() {
            let unit = &self.records[i].unit;
            let unknown: Vec<Fault> = unit
                .relations
                .iter()
                .filter_map(|relation| relation.unit_id.as_ref())
                .filter(|to| !self.by_id.contains_key(*to))
                .map(|to| Fault::UnknownRelation { id: unit.id.clone(), to: to.clone() })
                .collect();
            for fault in unknown {
                self.report(i, fault);
            }
        }
    }

    fn into_org(mut self, head: Head, places: &[Place]) -> Org {
        let order = reading_order(places);
        let mut rank = vec![0usize; order.len()];
        for (new, &old) in order.iter().enumerate() {
            rank[old] = new;
        }
        let mut nodes: Vec<Node> = Vec::with_capacity(order.len());
        let mut units: Vec<Unit> = Vec::with_capacity(order.len());
        for &old in &order {
            let parent = match places[old] {
                Place::Below(parent) => Some(UnitId::at(rank[parent])),
                _ => None,
            };
            let depth = parent.map_or(0, |above| nodes[above.index()].depth + 1);
            nodes.push(Node { parent, end: nodes.len() as u32 + 1, depth });
            let mut unit = std::mem::take(&mut self.records[old].unit);
            for relation in &mut unit.relations {
                let to = relation.unit_id.as_ref().and_then(|id| self.by_id.get(id));
                relation.unit = to.map(|&at| UnitId::at(rank[at]));
            }
            units.push(unit);
        }
        close_subtrees(&mut nodes);
        self.problems.sort_by_key(|problem| problem.line);
        Org { head, problems: self.problems, units, nodes }
    }
}

fn replace(places: &mut [Place], from: Place, to: Place) {
    for place in places.iter_mut().filter(|place| **place == from) {
        *place = to;
    }
}

/// Depth first, siblings in the order of the file, without recursion.
fn reading_order(places: &[Place]) -> Vec<usize> {
    const NONE: usize = usize::MAX;
    let mut first_child = vec![NONE; places.len()];
    let mut next_sibling = vec![NONE; places.len()];
    let mut stack = Vec::new();
    for (i, place) in places.iter().enumerate().rev() {
        match *place {
            Place::Below(parent) => {
                next_sibling[i] = first_child[parent];
                first_child[parent] = i;
            }
            _ => stack.push(i),
        }
    }
    let mut order = Vec::with_capacity(places.len());
    while let Some(i) = stack.pop() {
        order.push(i);
        stack.extend([next_sibling[i], first_child[i]].into_iter().filter(|&at| at != NONE));
    }
    order
}

/// Sets every `end` from the children's, the last unit first.
fn close_subtrees(nodes: &mut [Node]) {
    for i in (0..nodes.len()).rev() {
        if let Some(parent) = nodes[i].parent {
            let end = nodes[i].end;
            let above = &mut nodes[parent.index()].end;
            *above = end.max(*above);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arranged(records: &[(&str, Option<&str>)]) -> Org {
        let records = records.iter().map(|&(id, parent)| Record::named(id, parent)).collect();
        arrange(Head::default(), records, Vec::new(), Lang::En)
    }

    /// The tree as `parent>child` words in reading order.
    fn shape(org: &Org) -> String {
        let word = |id: UnitId| match org.parent(id) {
            Some(parent) => format!("{}>{}", org.unit(parent).id, org.unit(id).id),
            None => org.unit(id).id.to_string(),
        };
        org.ids().map(word).collect::<Vec<_>>().join(" ")
    }

    fn faults(org: &Org) -> Vec<String> {
        org.problems.iter().map(|problem| problem.fault.say(Lang::En)).collect()
    }

    #[test]
    fn a_unit_with_an_unknown_parent_hangs_below_unattached() {
        let org = arranged(&[("r", None), ("a", Some("?"))]);
        assert_eq!(shape(&org), "r r>unattached unattached>a");
        assert_eq!(faults(&org), ["“a” has the parent “?”, which does not exist"]);
    }

    #[test]
    fn a_unit_that_is_its_own_parent_is_unattached() {
        let org = arranged(&[("a", Some("a"))]);
        assert_eq!(shape(&org), "unattached unattached>a");
        assert_eq!(faults(&org), ["“a” is its own parent"]);
    }

    #[test]
    fn a_cycle_is_cut_at_its_first_unit() {
        let org = arranged(&[("x", Some("c")), ("a", Some("b")), ("b", Some("c")), ("c", Some("a"))]);
        assert_eq!(shape(&org), "unattached unattached>a a>c c>x c>b");
        assert_eq!(faults(&org), ["“a” is below its own descendant “b”: the cycle is cut here"]);
    }

    #[test]
    fn several_roots_get_one_above_them() {
        let org = arranged(&[("a", None), ("b", None), ("c", Some("?"))]);
        assert_eq!(
            shape(&org),
            "organisation organisation>a organisation>b organisation>unattached unattached>c"
        );
        assert_eq!(org.problems.len(), 2);
    }

    #[test]
    fn the_second_unit_with_an_id_gets_another() {
        let org = arranged(&[("r", None), ("a", Some("r")), ("a", Some("r")), ("b", Some("a"))]);
        assert_eq!(shape(&org), "r r>a a>b r>a~2");
        assert_eq!(faults(&org), ["the id “a” is already taken: this unit becomes “a~2”"]);
    }

    #[test]
    fn later_parents_become_relations() {
        let mut both = Record::named("c", Some("a"));
        both.parents.push(Printable::new("b"));
        let records = vec![
            Record::named("r", None),
            Record::named("a", Some("r")),
            Record::named("b", Some("r")),
            both,
        ];
        let org = arrange(Head::default(), records, Vec::new(), Lang::En);
        assert_eq!(shape(&org), "r r>a a>c r>b");
        let relation = &org.unit(UnitId::at(2)).relations[0];
        assert_eq!((relation.unit, &*relation.kind), (Some(UnitId::at(3)), "also below"));
        assert!(org.problems.is_empty());
    }

    #[test]
    fn a_chain_of_a_hundred_thousand_units_is_arranged() {
        let mut records = vec![Record::named("0", None)];
        records.extend((1..100_000).map(|i| Record::named(&i.to_string(), Some(&(i - 1).to_string()))));
        records.reverse();
        let org = arrange(Head::default(), records, Vec::new(), Lang::En);
        assert_eq!(org.depth(UnitId::at(99_999)), 99_999);
        assert_eq!(org.subtree(UnitId::at(50_000)), 50_000..100_000);
    }
}
