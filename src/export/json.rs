//! JSON: documents of the public format, single units, and search results. The keys are stable:
//! scripts depend on them.

use std::cell::Cell;
use std::io::{self, Write};

use serde::{Serialize, Serializer};

use crate::import::FORMAT_NAME;
use crate::org::path::ancestor_names;
use crate::org::{Metadata, Org, ReverseRelations, Unit, UnitId};
use crate::search::{MatchedText, Matches, Query, ScoredUnit};
use crate::text::Printable;

use super::Subtree;

#[derive(Serialize)]
struct Document<'a, U: Serialize> {
    format: &'static str,
    #[serde(flatten)]
    metadata: &'a Metadata,
    units: U,
}

#[derive(Serialize)]
struct UnitRecord {
    id: Printable,
    parent_id: Option<Printable>,
    #[serde(flatten)]
    unit: Unit,
}

#[derive(Serialize)]
struct UnitDocument {
    unit: UnitRecord,
    path: Vec<Printable>,
    children: Vec<UnitSummary>,
    referred_to_by: Vec<UnitSummary>,
}

#[derive(Serialize)]
struct UnitSummary {
    id: Printable,
    name: Printable,
}

#[derive(Serialize)]
struct MatchesDocument<'a, M: Serialize> {
    query: &'a Printable,
    total: usize,
    weaker: usize,
    fits_well: bool,
    matches: M,
}

#[derive(Serialize)]
struct MatchRecord {
    id: Printable,
    name: Printable,
    acronym: Option<Printable>,
    kind: Option<Printable>,
    path: Vec<Printable>,
    contacts: Vec<Printable>,
    field: &'static str,
    score: u32,
    weak: bool,
    matched: Vec<MatchedRecord>,
}

#[derive(Serialize)]
struct MatchedRecord {
    field: &'static str,
    value: Printable,
    /// Start and end of each matched part, in characters.
    ranges: Vec<[usize; 2]>,
}

/// A list that is serialized from an iterator, one item at a time.
pub struct LazySeq<F>(pub F);

impl<F, I> Serialize for LazySeq<F>
where
    F: Fn() -> I,
    I: Iterator<Item: Serialize>,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

/// Writes a subtree as a document of the public format. Reading it gives the same tree.
pub fn write_document(subtree: &Subtree, out: &mut dyn Write) -> io::Result<()> {
    let record = |id| UnitRecord {
        id: subtree.org.id(id),
        parent_id: subtree.parent(id).map(|parent| subtree.org.id(parent)),
        unit: subtree.unit(id),
    };
    let units = LazySeq(|| subtree.units().map(record));
    write_line(&Document { format: FORMAT_NAME, metadata: &subtree.org.metadata, units }, out)
}

/// Writes one unit: its record, the names of its ancestors, its children, and the units that refer to
/// it.
pub fn write_unit(
    org: &Org,
    id: UnitId,
    reverse_relations: &ReverseRelations,
    out: &mut dyn Write,
) -> io::Result<()> {
    let summary = |id| UnitSummary { id: org.id(id), name: org.name(id) };
    let document = UnitDocument {
        unit: record(org, id),
        path: ancestor_names(org, id),
        children: org.children(id).map(summary).collect(),
        referred_to_by: reverse_relations.sources(id).map(summary).collect(),
    };
    write_line(&document, out)
}

/// Writes the best `limit` matches of a query. Meanwhile `count` is how many are written.
pub fn write_matches(
    org: &Org,
    query_text: &Printable,
    query: &Query,
    matches: &Matches,
    limit: usize,
    count: &Cell<usize>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let best = matches.top(limit);
    let items = LazySeq(|| {
        best.iter().enumerate().map(|(done, scored)| {
            count.set(done);
            match_record(org, query, matches, scored)
        })
    });
    let document = MatchesDocument {
        query: query_text,
        total: matches.total(),
        weaker: matches.weak_count(),
        fits_well: matches.total() > 0 && !matches.fits_poorly(),
        matches: items,
    };
    write_line(&document, out)
}

fn match_record(org: &Org, query: &Query, matches: &Matches, scored: &ScoredUnit) -> MatchRecord {
    let unit = org.unit(scored.unit);
    MatchRecord {
        id: unit.id,
        name: unit.name,
        acronym: unit.acronym,
        kind: unit.kind,
        path: ancestor_names(org, scored.unit),
        contacts: unit.contacts.into_iter().map(|contact| contact.value).collect(),
        field: query.matched_field(org, scored).key(),
        score: scored.score,
        weak: matches.is_weak(scored.unit),
        matched: query.explain(org, scored.unit).into_iter().map(matched_record).collect(),
    }
}

fn matched_record(matched: MatchedText) -> MatchedRecord {
    let chars = |at: usize| matched.text[..at].chars().count();
    let ranges = matched.ranges.iter().map(|range| [chars(range.start), chars(range.end)]).collect();
    MatchedRecord { field: matched.field.key(), ranges, value: matched.text }
}

fn record(org: &Org, id: UnitId) -> UnitRecord {
    let parent_id = org.parent(id).map(|parent| org.id(parent));
    UnitRecord { id: org.id(id), parent_id, unit: org.unit(id) }
}

/// Writes a value and a line feed.
pub fn write_line(value: &impl Serialize, mut out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut out, value)?;
    writeln!(out)
}
