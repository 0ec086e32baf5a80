//! Differences between two organisations, as text grouped by kind of change, or as JSON. The JSON
//! is stable: scripts depend on its keys.

use std::io::{self, Write};

use serde::Serialize;

use crate::diff::{Change, ChangeKind, Diff};
use crate::lang::{Lang, Tr, colon, units};
use crate::org::field::{Field, NAME};
use crate::org::path::{joined_path, label};
use crate::org::{Org, UnitId};
use crate::text::Printable;

use super::json::{self, LazySeq};

const NO_DIFFERENCE: Tr = Tr::new("{}, aucune différence", "{}, no difference");

/// Two states of an organisation and their differences.
#[derive(Clone, Copy, Debug)]
pub struct Comparison<'a> {
    pub old: &'a Org,
    pub new: &'a Org,
    pub diff: &'a Diff,
}

#[derive(Serialize)]
struct DiffDocument<A: Serialize, R: Serialize, C: Serialize> {
    added: A,
    removed: R,
    changed: C,
}

#[derive(Serialize)]
struct UnitSummary {
    id: Printable,
    name: Printable,
    parent_id: Option<Printable>,
}

#[derive(Serialize)]
struct ChangeRecord {
    #[serde(flatten)]
    unit: UnitSummary,
    old: UnitSummary,
    renamed: bool,
    moved: bool,
    fields: Vec<FieldChange>,
}

#[derive(Serialize)]
struct FieldChange {
    field: &'static str,
    old: Vec<String>,
    new: Vec<String>,
}

/// Writes the differences as text, one line per unit.
pub fn write_differences(comparison: Comparison, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    if comparison.diff.is_empty() {
        return writeln!(out, "{}", NO_DIFFERENCE.with(lang, &[&units(comparison.new.len(), lang)]));
    }
    let mut kinds = ChangeKind::ALL.into_iter().filter(|&kind| comparison.diff.count(kind) > 0);
    kinds.try_for_each(|kind| comparison.write_group(kind, lang, out))
}

impl Comparison<'_> {
    /// Writes a heading and the units with that kind of change.
    fn write_group(&self, kind: ChangeKind, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}", change_heading(kind, self.diff.count(kind), lang))?;
        let mut line = |text: String| writeln!(out, "  {} {text}", kind.sign());
        match kind {
            ChangeKind::Added => {
                self.diff.added.iter().try_for_each(|&unit| line(label_with_path(self.new, unit)))
            }
            ChangeKind::Removed => {
                self.diff.removed.iter().try_for_each(|removed| line(label_with_path(self.old, removed.old)))
            }
            _ => {
                let mut changes = self.diff.changes.iter().filter(|change| change.kind() == kind);
                changes.try_for_each(|change| line(self.change_line(change, lang)))
            }
        }
    }

    /// The label of a unit, followed by the details of its change.
    fn change_line(&self, change: &Change, lang: Lang) -> String {
        let name = label(self.new, change.new);
        let name = match change.is_renamed() {
            true => format!("{} → {name}", label(self.old, change.old)),
            false => name,
        };
        let details = self.change_details(change, lang);
        let semicolon = Tr::new("\u{a0}; ", "; ").get(lang);
        if details.is_empty() { name } else { format!("{name}{}{}", colon(lang), details.join(semicolon)) }
    }

    /// The old and new path of a moved unit, the changed fields but the name, and a changed id.
    fn change_details(&self, change: &Change, lang: Lang) -> Vec<String> {
        let paths = [joined_path(self.old, change.old), joined_path(self.new, change.new)];
        let other_fields = change.fields.iter().filter(|field| field.key != NAME);
        let fields: Vec<&str> = other_fields.map(|field| field.label.get(lang)).collect();
        let ids = [self.old.id(change.old), self.new.id(change.new)];
        let mut details = Vec::new();
        details.extend(change.is_moved.then(|| paths.join(" → ")));
        details.extend((!fields.is_empty()).then(|| fields.join(", ")));
        details.extend(change.is_reidentified.then(|| format!("id {} → {}", ids[0], ids[1])));
        details
    }

    fn change_record(&self, change: &Change) -> ChangeRecord {
        let (old, new) = (self.old.unit(change.old), self.new.unit(change.new));
        let field = |field: &&Field| FieldChange {
            field: field.key,
            old: (field.lines)(&old),
            new: (field.lines)(&new),
        };
        ChangeRecord {
            unit: unit_summary(self.new, change.new),
            old: unit_summary(self.old, change.old),
            renamed: change.is_renamed(),
            moved: change.is_moved,
            fields: change.fields.iter().map(field).collect(),
        }
    }
}

/// The heading of a group: the number of units and the kind of change.
pub fn change_heading(kind: ChangeKind, n: usize, lang: Lang) -> String {
    let [one, many] = kind.labels();
    format!("{} {}", units(n, lang), if n == 1 { one } else { many }.get(lang))
}

/// The label of a unit and its path.
fn label_with_path(org: &Org, unit: UnitId) -> String {
    let path = joined_path(org, unit);
    if path.is_empty() { label(org, unit) } else { format!("{}  {path}", label(org, unit)) }
}

/// Writes the differences as one line of JSON.
pub fn write_differences_json(comparison: Comparison, out: &mut dyn Write) -> io::Result<()> {
    let Comparison { old, new, diff } = comparison;
    let document = DiffDocument {
        added: LazySeq(|| diff.added.iter().map(|&unit| unit_summary(new, unit))),
        removed: LazySeq(|| diff.removed.iter().map(|removed| unit_summary(old, removed.old))),
        changed: LazySeq(|| diff.changes.iter().map(|change| comparison.change_record(change))),
    };
    json::write_line(&document, out)
}

fn unit_summary(org: &Org, unit: UnitId) -> UnitSummary {
    let parent_id = org.parent(unit).map(|parent| org.id(parent));
    UnitSummary { id: org.id(unit), name: org.name(unit), parent_id }
}
