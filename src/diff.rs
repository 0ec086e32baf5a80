//! Compares two states of an organisation. Units are matched by id, and where ids changed, by name
//! below the same parent.

pub mod annotations;

use std::collections::HashMap;

use crate::lang::Tr;
use crate::org::field::{FIELDS, Field, NAME};
use crate::org::{Org, UNITS_PER_REPORT, Unit, UnitId};
use crate::text::fold_into;

/// The kind of a change. Of several changes to a unit, the first kind in this order counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    Added,
    Removed,
    Renamed,
    Moved,
    Changed,
    /// Only the id changed.
    Reidentified,
}

impl ChangeKind {
    pub const ALL: [ChangeKind; 6] = [
        ChangeKind::Added,
        ChangeKind::Removed,
        ChangeKind::Renamed,
        ChangeKind::Moved,
        ChangeKind::Changed,
        ChangeKind::Reidentified,
    ];

    /// The sign shown before the name of a unit.
    pub fn sign(self) -> &'static str {
        match self {
            ChangeKind::Added => "+",
            ChangeKind::Removed => "-",
            ChangeKind::Renamed => "~",
            ChangeKind::Moved => ">",
            ChangeKind::Changed => "*",
            ChangeKind::Reidentified => "=",
        }
    }

    /// The label for one unit, and for several.
    pub fn labels(self) -> [Tr; 2] {
        match self {
            ChangeKind::Added => [Tr::new("ajoutée", "added"), Tr::new("ajoutées", "added")],
            ChangeKind::Removed => [Tr::new("supprimée", "removed"), Tr::new("supprimées", "removed")],
            ChangeKind::Renamed => [Tr::new("renommée", "renamed"), Tr::new("renommées", "renamed")],
            ChangeKind::Moved => [Tr::new("déplacée", "moved"), Tr::new("déplacées", "moved")],
            ChangeKind::Changed => [Tr::new("modifiée", "changed"), Tr::new("modifiées", "changed")],
            ChangeKind::Reidentified => {
                [Tr::new("avec un nouvel id", "with a new id"), Tr::new("avec un nouvel id", "with a new id")]
            }
        }
    }
}

/// A unit that is in both states and differs.
#[derive(Clone, Debug)]
pub struct Change {
    pub old: UnitId,
    pub new: UnitId,
    /// Whether the id changed.
    pub is_reidentified: bool,
    /// Whether the parent is another unit.
    pub is_moved: bool,
    /// The fields whose values differ.
    pub fields: Vec<&'static Field>,
}

impl Change {
    pub fn is_renamed(&self) -> bool {
        self.fields.iter().any(|field| field.key == NAME)
    }

    /// The most important kind of the change.
    pub fn kind(&self) -> ChangeKind {
        match self {
            change if change.is_renamed() => ChangeKind::Renamed,
            Change { is_moved: true, .. } => ChangeKind::Moved,
            Change { fields, .. } if !fields.is_empty() => ChangeKind::Changed,
            _ => ChangeKind::Reidentified,
        }
    }

    fn has_changes(&self) -> bool {
        self.is_reidentified || self.is_moved || !self.fields.is_empty()
    }
}

/// A removed unit.
#[derive(Clone, Copy, Debug)]
pub struct Removed {
    pub old: UnitId,
    /// Its nearest ancestor that still exists, as a unit of the new state.
    pub nearest_remaining: UnitId,
}

/// All differences, each list in reading order.
#[derive(Clone, Debug, Default)]
pub struct Diff {
    pub removed: Vec<Removed>,
    pub added: Vec<UnitId>,
    pub changes: Vec<Change>,
}

impl Diff {
    /// Compares two organisations, in linear time.
    pub fn new(old: &Org, new: &Org) -> Self {
        Self::with_progress(old, new, &mut |_, _| {})
    }

    /// The same. `on_progress` gets how much is done, and of how much.
    pub fn with_progress(old: &Org, new: &Org, on_progress: &mut dyn FnMut(usize, usize)) -> Self {
        // Two cards are compared in about four times as long as two units are matched.
        let mut report = |matched, compared| on_progress(matched + 4 * compared, 5 * new.len());
        let matching = UnitMatching::new(old, new, &mut |matched| report(matched, 0));
        let change = |(before, after)| change(old, new, &matching, before, after);
        let matched = new.units().filter_map(|unit| {
            if unit.index().is_multiple_of(UNITS_PER_REPORT) {
                report(new.len(), unit.index());
            }
            Some((matching.old_of(unit)?, unit))
        });
        Self {
            removed: removed(old, &matching),
            added: new.units().filter(|&unit| matching.old_of(unit).is_none()).collect(),
            changes: matched.map(change).filter(Change::has_changes).collect(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.removed.is_empty() && self.added.is_empty() && self.changes.is_empty()
    }

    /// The number of units whose change is of this kind.
    pub fn count(&self, kind: ChangeKind) -> usize {
        match kind {
            ChangeKind::Added => self.added.len(),
            ChangeKind::Removed => self.removed.len(),
            _ => self.changes.iter().filter(|change| change.kind() == kind).count(),
        }
    }
}

/// The pairs of units that are the same in both states.
struct UnitMatching {
    /// The old unit of each new one.
    old_units: Vec<Option<UnitId>>,
    /// The new unit of each old one.
    new_units: Vec<Option<UnitId>>,
}

impl UnitMatching {
    /// `on_progress` gets the number of new units that are looked up.
    fn new(old: &Org, new: &Org, on_progress: &mut dyn FnMut(usize)) -> Self {
        let mut matching = Self { old_units: vec![None; new.len()], new_units: vec![None; old.len()] };
        for unit in new.units() {
            if unit.index().is_multiple_of(UNITS_PER_REPORT) {
                on_progress(unit.index());
            }
            if let Some(before) = old.find(&new.id(unit)) {
                matching.add(before, unit);
            }
        }
        // The root is the organisation itself, even with another id and name.
        if matching.old_of(UnitId::ROOT).is_none() && matching.new_of(UnitId::ROOT).is_none() {
            matching.add(UnitId::ROOT, UnitId::ROOT);
        }
        matching.add_by_name(old, new);
        matching
    }

    fn add(&mut self, old: UnitId, new: UnitId) {
        self.old_units[new.index()] = Some(old);
        self.new_units[old.index()] = Some(new);
    }

    /// Matches the remaining units by folded name below matched parents. In reading order, parents
    /// are matched before their children. Of several units with one name, the first matches the first.
    fn add_by_name(&mut self, old: &Org, new: &Org) {
        let mut unmatched: HashMap<(Option<UnitId>, String), Vec<UnitId>> = HashMap::new();
        for unit in old.units().rev().filter(|&unit| self.new_of(unit).is_none()) {
            unmatched.entry((old.parent(unit), folded(old, unit))).or_default().push(unit);
        }
        for unit in new.units() {
            if unmatched.is_empty() || self.old_of(unit).is_some() {
                continue;
            }
            let parent = new.parent(unit).and_then(|parent| self.old_of(parent));
            let before = unmatched.get_mut(&(parent, folded(new, unit))).and_then(Vec::pop);
            if let Some(before) = before {
                self.add(before, unit);
            }
        }
    }

    /// The old unit of a new one.
    fn old_of(&self, new: UnitId) -> Option<UnitId> {
        self.old_units[new.index()]
    }

    /// The new unit of an old one.
    fn new_of(&self, old: UnitId) -> Option<UnitId> {
        self.new_units[old.index()]
    }
}

/// The name of a unit, folded.
fn folded(org: &Org, unit: UnitId) -> String {
    let mut folded = String::new();
    fold_into(&org.name(unit), &mut folded);
    folded
}

/// The removed units. In reading order, ancestors are resolved before their descendants.
fn removed(old: &Org, matching: &UnitMatching) -> Vec<Removed> {
    // The new unit of each old one, or of its nearest ancestor that has one.
    let mut remaining: Vec<UnitId> = Vec::with_capacity(old.len());
    let mut removed = Vec::new();
    for unit in old.units() {
        let ancestor = old.parent(unit).map_or(UnitId::ROOT, |parent| remaining[parent.index()]);
        remaining.push(matching.new_of(unit).unwrap_or(ancestor));
        if matching.new_of(unit).is_none() {
            removed.push(Removed { old: unit, nearest_remaining: ancestor });
        }
    }
    removed
}

/// The differences between an old unit and its new one.
fn change(old: &Org, new: &Org, matching: &UnitMatching, before: UnitId, after: UnitId) -> Change {
    let (old_unit, new_unit) = (with_new_ids(old, new, matching, before), new.unit(after));
    let parent = old.parent(before).map(|parent| matching.new_of(parent));
    Change {
        old: before,
        new: after,
        is_reidentified: old_unit.id != new_unit.id,
        is_moved: parent != new.parent(after).map(Some),
        fields: FIELDS.iter().filter(|field| (field.lines)(&old_unit) != (field.lines)(&new_unit)).collect(),
    }
}

/// An old unit with the new ids of its related units: a new id of another unit is not a change of
/// this one.
fn with_new_ids(old: &Org, new: &Org, matching: &UnitMatching, unit: UnitId) -> Unit {
    let mut card = old.unit(unit);
    for relation in &mut card.relations {
        let new_unit = relation.unit.and_then(|unit| matching.new_of(unit));
        relation.unit_id = new_unit.map(|unit| new.id(unit)).or(relation.unit_id.take());
    }
    card
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    /// An organisation of units as `id parent name`, with `-` for no parent.
    fn org(units: &[&str]) -> Org {
        let unit = |words: &&str| {
            let mut words = words.splitn(3, ' ');
            let [id, parent, name] = [(); 3].map(|()| words.next().unwrap_or_default());
            let parent = Some(parent).filter(|parent| *parent != "-");
            serde_json::json!({"id": id, "parent_id": parent, "name": name, "acronym": name.to_lowercase(),
                "relations": [{"type": "near", "unit_id": id}]})
        };
        let units: Vec<_> = units.iter().map(unit).collect();
        let text = serde_json::json!({"format": "ramure/1", "units": units}).to_string();
        crate::import::read(text.as_bytes(), Lang::En).expect("readable")
    }

    /// The differences in one line.
    fn differences(old: &[&str], new: &[&str]) -> String {
        let (old, new) = (org(old), org(new));
        let diff = Diff::new(&old, &new);
        let added = diff.added.iter().map(|&unit| format!("+{}", new.id(unit)));
        let removed = diff
            .removed
            .iter()
            .map(|removed| format!("-{}<{}", old.id(removed.old), new.id(removed.nearest_remaining)));
        let changed = diff.changes.iter().map(|change| {
            let fields: Vec<&str> = change.fields.iter().map(|field| field.key).collect();
            format!("{}{}({})", change.kind().sign(), new.id(change.new), fields.join(","))
        });
        added.chain(removed).chain(changed).collect::<Vec<_>>().join(" ")
    }

    const BEFORE: [&str; 4] = ["r - Root", "a r Alpha", "b r Beta", "c a Gamma"];

    #[test]
    fn an_organisation_does_not_differ_from_itself() {
        assert_eq!(differences(&BEFORE, &BEFORE), "");
        let reordered = ["r - Root", "b r Beta", "a r Alpha", "c a Gamma"];
        assert_eq!(differences(&BEFORE, &reordered), "");
    }

    #[test]
    fn units_are_added_removed_moved_and_renamed() {
        let after = ["r - Root", "a r Alfa", "c r Gamma", "d a Delta"];
        assert_eq!(differences(&BEFORE, &after), "+d -b<r ~a(name,acronym) >c()");
    }

    #[test]
    fn units_with_new_ids_are_matched_by_name_and_parent() {
        let after = ["R - ROOT", "A R Alpha", "B R Béta", "C A Gamma"];
        assert_eq!(differences(&BEFORE, &after), "~R(name) =A() =C() ~B(name,acronym)");
        let elsewhere = ["r - Root", "a r Alpha", "b r Beta", "x b Gamma"];
        assert_eq!(differences(&BEFORE, &elsewhere), "+x -c<a");
    }

    #[test]
    fn units_of_one_name_are_matched_in_order() {
        let before = ["r - R", "1 r X", "2 r X", "3 r X"];
        assert_eq!(differences(&before, &["r - R", "2 r X", "8 r X", "9 r X"]), "=8() =9()");
        assert_eq!(differences(&before, &["r - R", "8 r X"]), "-2<r -3<r =8()");
    }

    #[test]
    fn a_long_chain_is_compared_without_recursion() {
        let chain = |name: &str| {
            let unit = |i: usize| {
                format!("{name}{i} {} U", if i == 0 { "-".into() } else { format!("{name}{}", i - 1) })
            };
            (0..20_000).map(unit).collect::<Vec<_>>()
        };
        let (old, new) = (chain("a"), chain("b"));
        let build = |units: &[String]| org(&units.iter().map(String::as_str).collect::<Vec<_>>());
        let diff = Diff::new(&build(&old), &build(&new));
        assert_eq!(
            (diff.added.len(), diff.removed.len(), diff.count(ChangeKind::Reidentified)),
            (0, 0, 20_000)
        );
    }
}
