//! What is new since an older state of the organisation, asked unit by unit.

use crate::lang::{Lang, Tr, count};
use crate::org::path::joined_path;
use crate::org::{Org, UnitId};
use crate::text::Printable;

use super::{Change, ChangeKind, Diff};

const PLACE: Tr = Tr::new("emplacement", "place");
const ID: Tr = Tr::new("id", "id");
/// What stands for a field that said nothing.
const EMPTY_VALUE: &str = "–";
const NO_DIFFERENCES: Tr = Tr::new("aucune différence", "no difference");

/// What a comparison with an older state says about a unit; empty without a comparison.
#[derive(Clone, Debug, Default)]
pub struct UnitChanges {
    /// Kind of the change: a sign and a word.
    pub kind: Option<(&'static str, Tr)>,
    /// Changed fields with their previous lines.
    pub previous: Vec<(Tr, Vec<Printable>)>,
    /// Names of removed child units.
    pub removed: Vec<Printable>,
}

/// The older state, and what sets the present one apart from it.
#[derive(Debug)]
pub struct ChangeAnnotations {
    old: Org,
    diff: Diff,
}

impl ChangeAnnotations {
    /// What is new in an organisation that was another.
    pub fn new(old: Org, new: &Org) -> Self {
        let diff = Diff::new(&old, new);
        Self { old, diff }
    }

    /// What is new in the organisation, read again.
    pub fn recompute(self, new: &Org) -> Self {
        Self::new(self.old, new)
    }

    /// What happened to a unit, above all.
    pub fn kind(&self, unit: UnitId) -> Option<ChangeKind> {
        let is_added = self.diff.added.binary_search(&unit).is_ok();
        let added = is_added.then_some(ChangeKind::Added);
        added.or_else(|| self.change(unit).map(Change::kind))
    }

    /// The units that something happened to, or that lost some from below: those to look at.
    pub fn units(&self) -> impl Iterator<Item = UnitId> {
        let told = self.diff.changes.iter().filter(|change| change.kind() != ChangeKind::Reidentified);
        let removed = self.diff.removed.iter().map(|removed| removed.nearest_remaining);
        self.diff.added.iter().copied().chain(told.map(|change| change.new)).chain(removed)
    }

    /// How many units what happened to, in words.
    pub fn counts(&self, lang: Lang) -> String {
        let counted = |kind: ChangeKind| {
            let [one, many] = kind.labels();
            Some(self.diff.count(kind)).filter(|&n| n > 0).map(|n| count(n, one, many, lang))
        };
        let counts: Vec<String> = ChangeKind::ALL.into_iter().filter_map(counted).collect();
        if counts.is_empty() { NO_DIFFERENCES.get(lang).to_string() } else { counts.join(", ") }
    }

    /// What the card of a unit says of the past.
    pub fn previous_values(&self, unit: UnitId) -> UnitChanges {
        let removed = self.diff.removed.iter().filter(|removed| removed.nearest_remaining == unit);
        UnitChanges {
            kind: self.kind(unit).map(|kind| (kind.sign(), kind.labels()[0])),
            previous: self.change(unit).map_or(Vec::new(), |change| self.before(change)),
            removed: removed.map(|removed| self.old.name(removed.old)).collect(),
        }
    }

    fn change(&self, unit: UnitId) -> Option<&Change> {
        let at = self.diff.changes.binary_search_by_key(&unit, |change| change.new).ok()?;
        self.diff.changes.get(at)
    }

    /// What the fields said that say something else now, and where the unit was.
    fn before(&self, change: &Change) -> Vec<(Tr, Vec<Printable>)> {
        let was = self.old.unit(change.old);
        let fields = change.fields.iter().map(|field| (field.label, printable_lines((field.lines)(&was))));
        let path =
            change.is_moved.then(|| (PLACE, printable_lines(vec![joined_path(&self.old, change.old)])));
        let id = change.is_reidentified.then(|| (ID, vec![was.id.clone()]));
        fields.chain(path).chain(id).collect()
    }
}

fn printable_lines(lines: Vec<String>) -> Vec<Printable> {
    match lines.as_slice() {
        [] => vec![Printable::from(EMPTY_VALUE)],
        lines => lines.iter().map(|line| Printable::new(line)).collect(),
    }
}
