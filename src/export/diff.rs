//! Differences between two organisations: for people, a line a unit below what happened to it;
//! for programs, JSON whose shape is promised.

use std::io::{self, Write};

use crate::diff::{Change, ChangeKind, Diff};
use crate::json::Json;
use crate::lang::{Lang, Tr, colon, units};
use crate::org::field::{Field, NAME};
use crate::org::path::{joined_path, label};
use crate::org::{Org, UnitId};

const NOTHING: Tr = Tr::new("{}, aucune différence", "{}, no difference");

/// Two states of an organisation and what sets them apart.
#[derive(Clone, Copy, Debug)]
pub struct Comparison<'a> {
    pub old: &'a Org,
    pub new: &'a Org,
    pub diff: &'a Diff,
}

/// Writes the differences for people.
pub fn differences(compared: Comparison, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    if compared.diff.is_empty() {
        return writeln!(out, "{}", NOTHING.with(lang, &[&units(compared.new.len(), lang)]));
    }
    let kinds = ChangeKind::ALL.into_iter().filter(|&kind| compared.diff.count(kind) > 0);
    kinds.into_iter().try_for_each(|kind| compared.group(kind, lang, out))
}

impl Comparison<'_> {
    fn group(&self, kind: ChangeKind, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{}", heading(kind, self.diff.count(kind), lang))?;
        let mut line = |said: String| writeln!(out, "  {} {said}", kind.sign());
        match kind {
            ChangeKind::Added => {
                self.diff.added.iter().try_for_each(|&unit| line(label_with_path(self.new, unit)))
            }
            ChangeKind::Removed => {
                self.diff.removed.iter().try_for_each(|gone| line(label_with_path(self.old, gone.old)))
            }
            _ => {
                let mut changes = self.diff.changes.iter().filter(|change| change.kind() == kind);
                changes.try_for_each(|change| line(self.change_line(change, lang)))
            }
        }
    }

    /// What a unit is called and, behind it, all that is new of it.
    fn change_line(&self, change: &Change, lang: Lang) -> String {
        let name = label(self.new, change.new);
        let name = match change.is_renamed() {
            true => format!("{} → {name}", label(self.old, change.old)),
            false => name,
        };
        let rest = self.change_details(change, lang);
        let semicolon = Tr::new("\u{a0}; ", "; ").get(lang);
        if rest.is_empty() { name } else { format!("{name}{}{}", colon(lang), rest.join(semicolon)) }
    }

    /// Where a unit moved, what else is said of it, and its id.
    fn change_details(&self, change: &Change, lang: Lang) -> Vec<String> {
        let ways = [joined_path(self.old, change.old), joined_path(self.new, change.new)];
        let others = change.fields.iter().filter(|field| field.key != NAME);
        let fields: Vec<&str> = others.map(|field| field.label.get(lang)).collect();
        let ids = [self.old.id(change.old), self.new.id(change.new)];
        let mut news = Vec::new();
        news.extend(change.is_moved.then(|| ways.join(" → ")));
        news.extend((!fields.is_empty()).then(|| fields.join(", ")));
        news.extend(change.is_reidentified.then(|| format!("id {} → {}", ids[0], ids[1])));
        news
    }

    fn json(&self, change: &Change) -> Json {
        let (was, is) = (self.old.unit(change.old), self.new.unit(change.new));
        let lines = |lines: Vec<String>| Json::List(lines.into_iter().map(Json::Text).collect());
        let field = |field: &&'static Field| {
            Json::Object(vec![
                ("field", Json::text(field.key)),
                ("old", lines((field.lines)(&was))),
                ("new", lines((field.lines)(&is))),
            ])
        };
        let Json::Object(mut members) = named(self.new, change.new) else { return Json::Null };
        members.extend([
            ("old", named(self.old, change.old)),
            ("renamed", Json::Bool(change.is_renamed())),
            ("moved", Json::Bool(change.is_moved)),
            ("fields", Json::List(change.fields.iter().map(field).collect())),
        ]);
        Json::Object(members)
    }
}

/// How many units, and what happened to them.
pub fn heading(kind: ChangeKind, n: usize, lang: Lang) -> String {
    let [one, many] = kind.labels();
    format!("{} {}", units(n, lang), if n == 1 { one } else { many }.get(lang))
}

/// A unit and where it stands.
fn label_with_path(org: &Org, unit: UnitId) -> String {
    let path = joined_path(org, unit);
    if path.is_empty() { label(org, unit) } else { format!("{}  {path}", label(org, unit)) }
}

/// Writes the differences for programs.
pub fn differences_json(compared: Comparison, out: &mut dyn Write) -> io::Result<()> {
    let Comparison { old, new, diff } = compared;
    write!(out, "{{\"added\":")?;
    list(diff.added.iter().map(|&unit| named(new, unit)), out)?;
    write!(out, ",\"removed\":")?;
    list(diff.removed.iter().map(|gone| named(old, gone.old)), out)?;
    write!(out, ",\"changed\":")?;
    list(diff.changes.iter().map(|change| compared.json(change)), out)?;
    writeln!(out, "}}")
}

/// A unit by its id and its name, and the unit above.
fn named(org: &Org, unit: UnitId) -> Json {
    let parent = org.parent(unit).map(|parent| org.id(parent));
    Json::Object(vec![
        ("id", Json::text(&org.id(unit))),
        ("name", Json::text(&org.name(unit))),
        ("parent_id", Json::text_or_null(parent.as_deref())),
    ])
}

fn list(items: impl Iterator<Item = Json>, mut out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"[")?;
    for (i, item) in items.enumerate() {
        out.write_all(if i > 0 { b"," } else { b"" })?;
        serde_json::to_writer(&mut out, &item)?;
    }
    out.write_all(b"]")
}
