//! JSON for programs: the public format, one unit with its surroundings, and matches. The
//! shapes are promised; scripts rely on them.

use serde::Serialize;

use super::text::path;
use crate::org::{Head, Org, Unit, UnitId};
use crate::search::Matches;
use crate::text::Printable;

#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    #[serde(flatten)]
    head: &'a Head,
    units: Vec<Record<'a>>,
}

#[derive(Serialize)]
struct Record<'a> {
    id: &'a Printable,
    parent_id: Option<&'a Printable>,
    #[serde(flatten)]
    unit: &'a Unit,
}

#[derive(Serialize)]
struct Card<'a> {
    unit: Record<'a>,
    path: Vec<&'a Printable>,
    children: Vec<Child<'a>>,
}

#[derive(Serialize)]
struct Child<'a> {
    id: &'a Printable,
    name: &'a Printable,
}

#[derive(Serialize)]
struct Answer<'a> {
    query: &'a Printable,
    total: usize,
    matches: Vec<Match<'a>>,
}

#[derive(Serialize)]
struct Match<'a> {
    id: &'a Printable,
    name: &'a Printable,
    acronym: Option<&'a Printable>,
    kind: Option<&'a Printable>,
    path: Vec<&'a Printable>,
    contacts: Vec<&'a Printable>,
    field: &'static str,
    score: u32,
}

/// The subtree of a unit, `depth` levels of it, as a document of the public format. Opened
/// again, it gives the same tree.
pub fn document(org: &Org, top: UnitId, depth: usize) -> String {
    let limit = org.depth(top).saturating_add(depth);
    let units = org.subtree(top).map(UnitId::at).filter(|&unit| org.depth(unit) <= limit);
    let records = units.map(|unit| Record {
        parent_id: org.parent(unit).filter(|_| unit != top).map(|parent| &org.unit(parent).id),
        ..record(org, unit)
    });
    said(&Document { format: "ramure/1", head: &org.head, units: records.collect() })
}

/// One unit: its record, the names above it, and what is right below.
pub fn unit(org: &Org, id: UnitId) -> String {
    let child = |id| Child { id: &org.unit(id).id, name: &org.unit(id).name };
    let children = org.children(id).map(child).collect();
    said(&Card { unit: record(org, id), path: path(org, id), children })
}

/// The best `limit` matches of a query.
pub fn matches(org: &Org, query: &Printable, matches: &Matches, limit: usize) -> String {
    let found = matches.best.iter().take(limit).map(|found| {
        let unit = org.unit(found.unit);
        Match {
            id: &unit.id,
            name: &unit.name,
            acronym: unit.acronym.as_ref(),
            kind: unit.kind.as_ref(),
            path: path(org, found.unit),
            contacts: unit.contacts.iter().map(|contact| &contact.value).collect(),
            field: found.field.key(),
            score: found.score,
        }
    });
    said(&Answer { query, total: matches.total(), matches: found.collect() })
}

fn record(org: &Org, id: UnitId) -> Record<'_> {
    let parent_id = org.parent(id).map(|parent| &org.unit(parent).id);
    Record { id: &org.unit(id).id, parent_id, unit: org.unit(id) }
}

/// One line of JSON and its end. Nothing here can fail to be written: keys are text.
fn said(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default() + "\n"
}
