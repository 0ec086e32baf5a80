//! JSON for programs: the public format, one unit with its surroundings, and matches. The
//! shapes are promised; scripts rely on them.

use std::io::{self, Write};

use serde::{Serialize, Serializer};

use crate::org::path::path;
use crate::org::{Metadata, Org, Unit, UnitId};
use crate::search::{Matches, Query, ScoredUnit};
use crate::text::Printable;

use super::Subtree;

#[derive(Serialize)]
struct Document<'a, U: Serialize> {
    format: &'static str,
    #[serde(flatten)]
    head: &'a Metadata,
    units: U,
}

#[derive(Serialize)]
struct Record {
    id: Printable,
    parent_id: Option<Printable>,
    #[serde(flatten)]
    unit: Unit,
}

#[derive(Serialize)]
struct Card {
    unit: Record,
    path: Vec<Printable>,
    children: Vec<Child>,
}

#[derive(Serialize)]
struct Child {
    id: Printable,
    name: Printable,
}

#[derive(Serialize)]
struct MatchesDocument<'a, M: Serialize> {
    query: &'a Printable,
    total: usize,
    matches: M,
}

#[derive(Serialize)]
struct Match {
    id: Printable,
    name: Printable,
    acronym: Option<Printable>,
    kind: Option<Printable>,
    path: Vec<Printable>,
    contacts: Vec<Printable>,
    field: &'static str,
    score: u32,
}

/// A list whose items are made one by one while it is written.
struct LazySeq<F>(F);

impl<F, I> Serialize for LazySeq<F>
where
    F: Fn() -> I,
    I: Iterator<Item: Serialize>,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

/// Writes a branch as a document of the public format. Opened again, it gives the same tree.
pub fn document(branch: &Subtree, out: &mut dyn Write) -> io::Result<()> {
    let record = |id| Record {
        id: branch.org.id(id),
        parent_id: branch.parent(id).map(|parent| branch.org.id(parent)),
        unit: branch.unit(id),
    };
    let units = LazySeq(|| branch.units().map(record));
    write(&Document { format: "ramure/1", head: &branch.org.metadata, units }, out)
}

/// Writes one unit: its record, the names above it, and what is right below.
pub fn unit(org: &Org, id: UnitId, out: &mut dyn Write) -> io::Result<()> {
    let child = |id| Child { id: org.id(id), name: org.name(id) };
    let children = org.children(id).map(child).collect();
    write(&Card { unit: record(org, id), path: path(org, id), children }, out)
}

/// Writes the best `limit` matches of a query.
pub fn matches(
    org: &Org,
    typed: &Printable,
    query: &Query,
    matches: &Matches,
    limit: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let best = matches.top(limit);
    let found = LazySeq(|| best.iter().map(|found| matched(org, query, found)));
    write(&MatchesDocument { query: typed, total: matches.total(), matches: found }, out)
}

fn matched(org: &Org, query: &Query, found: &ScoredUnit) -> Match {
    let unit = org.unit(found.unit);
    Match {
        id: unit.id,
        name: unit.name,
        acronym: unit.acronym,
        kind: unit.kind,
        path: path(org, found.unit),
        contacts: unit.contacts.into_iter().map(|contact| contact.value).collect(),
        field: query.matched_field(org, found).key(),
        score: found.score,
    }
}

fn record(org: &Org, id: UnitId) -> Record {
    let parent_id = org.parent(id).map(|parent| org.id(parent));
    Record { id: org.id(id), parent_id, unit: org.unit(id) }
}

/// One line of JSON.
fn write(value: &impl Serialize, mut out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut out, value)?;
    writeln!(out)
}
