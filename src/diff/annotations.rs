//! Annotates units with their changes since an older state of the organisation.

use crate::lang::{Lang, Tr, count};
use crate::org::path::joined_path;
use crate::org::{Org, UnitId};
use crate::text::Printable;

use super::{Change, ChangeKind, Diff};

const PATH: Tr = Tr::new("emplacement", "location");
const ID: Tr = Tr::new("id", "id");
/// Shown as the previous value of a field that was empty.
const EMPTY_VALUE: &str = "–";
const NO_DIFFERENCES: Tr = Tr::new("aucune différence", "no difference");

/// The changes of a unit since an older state; empty without a comparison.
#[derive(Clone, Debug, Default)]
pub struct UnitChanges {
    /// Kind of the change: a sign and a word.
    pub kind: Option<(&'static str, Tr)>,
    /// Changed fields with their previous lines.
    pub previous: Vec<(Tr, Vec<Printable>)>,
    /// Names of removed child units.
    pub removed: Vec<Printable>,
}

/// The older state and its differences from the current one.
#[derive(Debug)]
pub struct ChangeAnnotations {
    old: Org,
    diff: Diff,
}

impl ChangeAnnotations {
    /// Compares an older state with the current one.
    pub fn new(old: Org, new: &Org) -> Self {
        Self::with_progress(old, new, &mut |_, _| {})
    }

    /// The same. `on_progress` gets how much is done, and of how much.
    pub fn with_progress(old: Org, new: &Org, on_progress: &mut dyn FnMut(usize, usize)) -> Self {
        let diff = Diff::with_progress(&old, new, on_progress);
        Self { old, diff }
    }

    /// The older state.
    pub fn old(&self) -> &Org {
        &self.old
    }

    /// Compares the older state with a reloaded organisation.
    pub fn recompute(self, new: &Org) -> Self {
        Self::new(self.old, new)
    }

    /// The kind of a unit's change; `None` if it is unchanged.
    pub fn kind(&self, unit: UnitId) -> Option<ChangeKind> {
        let is_added = self.diff.added.binary_search(&unit).is_ok();
        let added = is_added.then_some(ChangeKind::Added);
        added.or_else(|| self.change(unit).map(Change::kind))
    }

    /// The units with a change that is shown: added, changed other than by id only, or with removed
    /// descendants. Unordered, with repetitions.
    pub fn units(&self) -> impl Iterator<Item = UnitId> {
        let changed = self.diff.changes.iter().filter(|change| change.kind() != ChangeKind::Reidentified);
        let removed = self.diff.removed.iter().map(|removed| removed.nearest_remaining);
        self.diff.added.iter().copied().chain(changed.map(|change| change.new)).chain(removed)
    }

    /// The next changed unit in reading order, or the previous one if not `forward`; wraps around.
    /// `None` without changes.
    pub fn next(&self, unit: UnitId, forward: bool) -> Option<UnitId> {
        if forward {
            self.units().filter(|&changed| changed > unit).min().or_else(|| self.units().min())
        } else {
            self.units().filter(|&changed| changed < unit).max().or_else(|| self.units().max())
        }
    }

    /// The number of units for each kind of change, in words.
    pub fn summary(&self, lang: Lang) -> String {
        let to_text = |kind: ChangeKind| {
            let [singular, plural] = kind.labels();
            Some(self.diff.count(kind)).filter(|&n| n > 0).map(|n| count(n, singular, plural, lang))
        };
        let counts: Vec<String> = ChangeKind::ALL.into_iter().filter_map(to_text).collect();
        if counts.is_empty() { NO_DIFFERENCES.get(lang).to_string() } else { counts.join(", ") }
    }

    /// The changes to show on the card of a unit.
    pub fn unit_changes(&self, unit: UnitId) -> UnitChanges {
        let removed = self.diff.removed.iter().filter(|removed| removed.nearest_remaining == unit);
        UnitChanges {
            kind: self.kind(unit).map(|kind| (kind.sign(), kind.labels()[0])),
            previous: self.change(unit).map_or(Vec::new(), |change| self.previous_values(change)),
            removed: removed.map(|removed| self.old.name(removed.old)).collect(),
        }
    }

    fn change(&self, unit: UnitId) -> Option<&Change> {
        let index = self.diff.changes.binary_search_by_key(&unit, |change| change.new).ok()?;
        self.diff.changes.get(index)
    }

    /// The old values of the changed fields, and the old path and id if these changed.
    fn previous_values(&self, change: &Change) -> Vec<(Tr, Vec<Printable>)> {
        let old = self.old.unit(change.old);
        let fields = change.fields.iter().map(|field| (field.label, printable_lines((field.lines)(&old))));
        let path = change.is_moved.then(|| (PATH, printable_lines(vec![joined_path(&self.old, change.old)])));
        let id = change.is_reidentified.then(|| (ID, vec![old.id.clone()]));
        fields.chain(path).chain(id).collect()
    }
}

fn printable_lines(lines: Vec<String>) -> Vec<Printable> {
    match lines.as_slice() {
        [] => vec![Printable::from(EMPTY_VALUE)],
        lines => lines.iter().map(|line| Printable::new(line)).collect(),
    }
}
