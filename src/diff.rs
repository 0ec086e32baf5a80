//! What two states of an organisation have in common and what sets them apart. Units are the
//! same when their ids are; where ids changed, when they have the same name in the same place.

pub mod annotations;

use std::collections::HashMap;

use crate::lang::Tr;
use crate::org::field::{FIELDS, Field, NAME};
use crate::org::{Org, Unit, UnitId};
use crate::text::fold_into;

/// What happened to a unit, above all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    Added,
    Removed,
    Renamed,
    Moved,
    Changed,
    /// Nothing but its id is another.
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

    /// What stands for it before a name.
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

    /// What is said of one unit, and of several.
    pub fn labels(self) -> [Tr; 2] {
        match self {
            ChangeKind::Added => [Tr::new("ajoutée", "added"), Tr::new("ajoutées", "added")],
            ChangeKind::Removed => [Tr::new("supprimée", "removed"), Tr::new("supprimées", "removed")],
            ChangeKind::Renamed => [Tr::new("renommée", "renamed"), Tr::new("renommées", "renamed")],
            ChangeKind::Moved => [Tr::new("déplacée", "moved"), Tr::new("déplacées", "moved")],
            ChangeKind::Changed => [Tr::new("modifiée", "changed"), Tr::new("modifiées", "changed")],
            ChangeKind::Reidentified => {
                [Tr::new("réidentifiée", "re-identified"), Tr::new("réidentifiées", "re-identified")]
            }
        }
    }
}

/// A unit that is in both and differs.
#[derive(Clone, Debug)]
pub struct Change {
    pub old: UnitId,
    pub new: UnitId,
    /// Whether it has an id that it had not.
    pub is_reidentified: bool,
    /// Whether the unit above it is another one.
    pub is_moved: bool,
    /// The fields that say something else.
    pub fields: Vec<&'static Field>,
}

impl Change {
    pub fn is_renamed(&self) -> bool {
        self.fields.iter().any(|field| field.key == NAME)
    }

    /// What it is above all.
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

/// A unit that is no more.
#[derive(Clone, Copy, Debug)]
pub struct Removed {
    pub old: UnitId,
    /// The nearest unit above it that is still there, where that is now.
    pub nearest_remaining: UnitId,
}

/// All differences, in reading order.
#[derive(Clone, Debug, Default)]
pub struct Diff {
    pub removed: Vec<Removed>,
    pub added: Vec<UnitId>,
    pub changes: Vec<Change>,
}

impl Diff {
    /// Compares two organisations, in a time that grows as their units.
    pub fn new(old: &Org, new: &Org) -> Self {
        let pairs = UnitMatching::new(old, new);
        let change = |(before, after)| change(old, new, &pairs, before, after);
        let both = new.ids().filter_map(|unit| Some((pairs.old_of(unit)?, unit)));
        Self {
            removed: removed(old, &pairs),
            added: new.ids().filter(|&unit| pairs.old_of(unit).is_none()).collect(),
            changes: both.map(change).filter(Change::has_changes).collect(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.removed.is_empty() && self.added.is_empty() && self.changes.is_empty()
    }

    /// How many units this happened to, above all.
    pub fn count(&self, kind: ChangeKind) -> usize {
        match kind {
            ChangeKind::Added => self.added.len(),
            ChangeKind::Removed => self.removed.len(),
            _ => self.changes.iter().filter(|change| change.kind() == kind).count(),
        }
    }
}

/// Which unit is which.
struct UnitMatching {
    olds: Vec<Option<UnitId>>,
    news: Vec<Option<UnitId>>,
}

impl UnitMatching {
    fn new(old: &Org, new: &Org) -> Self {
        let mut pairs = Self { olds: vec![None; new.len()], news: vec![None; old.len()] };
        for unit in new.ids() {
            if let Some(before) = old.find(&new.id(unit)) {
                pairs.join(before, unit);
            }
        }
        // The first unit is the organisation itself, whatever it is called.
        if pairs.old_of(UnitId::ROOT).is_none() && pairs.new_of(UnitId::ROOT).is_none() {
            pairs.join(UnitId::ROOT, UnitId::ROOT);
        }
        pairs.join_by_place(old, new);
        pairs
    }

    fn join(&mut self, old: UnitId, new: UnitId) {
        self.olds[new.index()] = Some(old);
        self.news[old.index()] = Some(new);
    }

    /// Joins what is left by name below the same unit. Units above come first, so that these are
    /// joined already; of several with one name, the first goes with the first.
    fn join_by_place(&mut self, old: &Org, new: &Org) {
        let mut left: HashMap<(Option<UnitId>, String), Vec<UnitId>> = HashMap::new();
        for unit in old.ids().rev().filter(|&unit| self.new_of(unit).is_none()) {
            left.entry((old.parent(unit), folded(old, unit))).or_default().push(unit);
        }
        for unit in new.ids() {
            if left.is_empty() || self.old_of(unit).is_some() {
                continue;
            }
            let parent = new.parent(unit).and_then(|parent| self.old_of(parent));
            let same = left.get_mut(&(parent, folded(new, unit))).and_then(Vec::pop);
            if let Some(before) = same {
                self.join(before, unit);
            }
        }
    }

    /// What a new unit was.
    fn old_of(&self, new: UnitId) -> Option<UnitId> {
        self.olds[new.index()]
    }

    /// What an old unit is now.
    fn new_of(&self, old: UnitId) -> Option<UnitId> {
        self.news[old.index()]
    }
}

fn folded(org: &Org, unit: UnitId) -> String {
    let mut folded = String::new();
    fold_into(&org.name(unit), &mut folded);
    folded
}

/// The units that are no more. Units above come first, so that what is left of these is known.
fn removed(old: &Org, pairs: &UnitMatching) -> Vec<Removed> {
    let mut left: Vec<UnitId> = Vec::with_capacity(old.len());
    let mut removed = Vec::new();
    for unit in old.ids() {
        let above = old.parent(unit).map_or(UnitId::ROOT, |parent| left[parent.index()]);
        left.push(pairs.new_of(unit).unwrap_or(above));
        if pairs.new_of(unit).is_none() {
            removed.push(Removed { old: unit, nearest_remaining: above });
        }
    }
    removed
}

/// How a unit differs from what it was.
fn change(old: &Org, new: &Org, pairs: &UnitMatching, before: UnitId, after: UnitId) -> Change {
    let (was, is) = (translated(old, new, pairs, before), new.unit(after));
    let parent = old.parent(before).map(|parent| pairs.new_of(parent));
    Change {
        old: before,
        new: after,
        is_reidentified: was.id != is.id,
        is_moved: parent != new.parent(after).map(Some),
        fields: FIELDS.iter().filter(|field| (field.lines)(&was) != (field.lines)(&is)).collect(),
    }
}

/// An old unit, whose relations lead to units by the ids that these have now: that another unit
/// got a new id is no news of this one.
fn translated(old: &Org, new: &Org, pairs: &UnitMatching, unit: UnitId) -> Unit {
    let mut card = old.unit(unit);
    for relation in &mut card.relations {
        let now = relation.unit.and_then(|unit| pairs.new_of(unit));
        relation.unit_id = now.map(|unit| new.id(unit)).or(relation.unit_id.take());
    }
    card
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    /// An organisation of `id parent name`, a unit each, `-` for no parent.
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
    fn said(old: &[&str], new: &[&str]) -> String {
        let (old, new) = (org(old), org(new));
        let diff = Diff::new(&old, &new);
        let added = diff.added.iter().map(|&unit| format!("+{}", new.id(unit)));
        let removed = diff
            .removed
            .iter()
            .map(|gone| format!("-{}<{}", old.id(gone.old), new.id(gone.nearest_remaining)));
        let changed = diff.changes.iter().map(|change| {
            let fields: Vec<&str> = change.fields.iter().map(|field| field.key).collect();
            format!("{}{}({})", change.kind().sign(), new.id(change.new), fields.join(","))
        });
        added.chain(removed).chain(changed).collect::<Vec<_>>().join(" ")
    }

    const BEFORE: [&str; 4] = ["r - Root", "a r Alpha", "b r Beta", "c a Gamma"];

    #[test]
    fn an_organisation_does_not_differ_from_itself() {
        assert_eq!(said(&BEFORE, &BEFORE), "");
        let reordered = ["r - Root", "b r Beta", "a r Alpha", "c a Gamma"];
        assert_eq!(said(&BEFORE, &reordered), "");
    }

    #[test]
    fn units_come_go_move_and_change_their_names() {
        let after = ["r - Root", "a r Alfa", "c r Gamma", "d a Delta"];
        assert_eq!(said(&BEFORE, &after), "+d -b<r ~a(name,acronym) >c()");
    }

    #[test]
    fn units_with_new_ids_are_known_by_name_and_place() {
        let after = ["R - ROOT", "A R Alpha", "B R Béta", "C A Gamma"];
        assert_eq!(said(&BEFORE, &after), "~R(name) =A() =C() ~B(name,acronym)");
        let elsewhere = ["r - Root", "a r Alpha", "b r Beta", "x b Gamma"];
        assert_eq!(said(&BEFORE, &elsewhere), "+x -c<a");
    }

    #[test]
    fn of_several_with_one_name_the_first_is_the_first() {
        let before = ["r - R", "1 r X", "2 r X", "3 r X"];
        assert_eq!(said(&before, &["r - R", "2 r X", "8 r X", "9 r X"]), "=8() =9()");
        assert_eq!(said(&before, &["r - R", "8 r X"]), "-2<r -3<r =8()");
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
        let texts = |units: &'_ [String]| org(&units.iter().map(String::as_str).collect::<Vec<_>>());
        let diff = Diff::new(&texts(&old), &texts(&new));
        assert_eq!(
            (diff.added.len(), diff.removed.len(), diff.count(ChangeKind::Reidentified)),
            (0, 0, 20_000)
        );
    }
}
