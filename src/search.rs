//! Finding units by what people type. The rules: a query word has a quality at every unit;
//! a unit is as good as its worst word; loose matches are looked for only while strict ones
//! do not fill a screen. The door is small (`Index::new`, `search`, `Query::positions`), so
//! that another way to meet the same rules fits behind it.

mod entry;
mod fuzzy;
mod hit;
mod marks;
mod phrase;
mod quality;
mod query;

use fixedbitset::FixedBitSet;

use crate::org::{Org, Unit, UnitId};
use crate::text::{Printable, fold};
use entry::Entry;
use fuzzy::Fuzzy;
pub use quality::Field;
use quality::Quality;
use query::{Filter, How, Needle};
pub use query::{Query, SYNTAX};

/// Loose matches are looked for while there are fewer strict ones than this.
const SCREENFUL: usize = 20;
/// What is typed suggests a unit from this nearness on.
const NEAR: f64 = 0.6;
/// How many of the best are put in their exact order; those after are ordered by quality.
const RANKED: usize = 128;

/// What a search needs to know of an organisation.
#[derive(Debug)]
pub struct Index {
    entries: Vec<Entry>,
    parents: Vec<Option<UnitId>>,
    ends: Vec<usize>,
    fuzzy: Fuzzy,
}

/// A unit that matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    pub unit: UnitId,
    /// The quality of its worst word, from 1 to 255; 0 when only filters were asked for.
    pub score: u32,
    /// Where its worst word was found.
    pub field: Field,
}

/// The units that match a query.
#[derive(Clone, Debug, Default)]
pub struct Matches {
    /// All of them, the best first.
    pub best: Vec<Found>,
    /// When there are none: the unit that comes nearest to what was typed.
    pub nearest: Option<UnitId>,
    units: FixedBitSet,
}

impl Matches {
    pub fn contains(&self, unit: UnitId) -> bool {
        self.units.contains(unit.index())
    }

    /// The set of all of them.
    pub fn units(&self) -> FixedBitSet {
        self.units.clone()
    }

    pub fn total(&self) -> usize {
        self.best.len()
    }

    /// The match after a unit in reading order, or the one before it, round the end.
    pub fn next(&self, unit: UnitId, forward: bool) -> Option<UnitId> {
        let at = unit.index();
        let next = match forward {
            true => self.units.ones().find(|&i| i > at).or_else(|| self.units.minimum()),
            false => self.units.ones().rev().find(|&i| i < at).or_else(|| self.units.maximum()),
        };
        next.map(UnitId::at)
    }

    /// Which match a unit is, from 1, the best first; `None` when it is none.
    pub fn place(&self, unit: UnitId) -> Option<usize> {
        self.best.iter().position(|found| found.unit == unit).map(|place| place + 1)
    }
}

impl Index {
    pub fn new(org: &Org) -> Self {
        Self {
            entries: org.ids().map(|id| Entry::new(org, &org.unit(id))).collect(),
            parents: org.ids().map(|id| org.parent(id)).collect(),
            ends: org.ids().map(|id| org.subtree(id).end).collect(),
            fuzzy: Fuzzy::default(),
        }
    }

    /// The units that match, the best first. An empty query matches nothing.
    pub fn search(&self, query: &Query) -> Matches {
        if query.is_empty() {
            return Matches::default();
        }
        let allowed = self.allowed(query);
        let mut found = self.collect(query, &allowed, false);
        if found.len() < SCREENFUL {
            found = self.collect(query, &allowed, true);
        }
        if found.is_empty() {
            found = self.last_resort(query, &allowed);
        }
        self.rank(query, found)
    }

    /// The units that the filters and the excluded words leave.
    fn allowed(&self, query: &Query) -> FixedBitSet {
        let mut allowed = FixedBitSet::with_capacity(self.entries.len());
        allowed.insert_range(..);
        for filter in &query.filters {
            match filter {
                Filter::Kind(kind) => self.keep(&mut allowed, |entry| entry.is_of_kind(kind)),
                Filter::Without(needle) => self.keep(&mut allowed, |entry| !entry.is_called(needle)),
                Filter::In(unit) => allowed.intersect_with(&self.below(unit)),
            }
        }
        allowed
    }

    fn keep(&self, allowed: &mut FixedBitSet, wanted: impl Fn(&Entry) -> bool) {
        for (i, entry) in self.entries.iter().enumerate() {
            allowed.set(i, allowed.contains(i) && wanted(entry));
        }
    }

    /// The subtrees of the units with this id or acronym or, when there are none, of those
    /// whose id, acronym or name starts so.
    fn below(&self, unit: &str) -> FixedBitSet {
        let mut below = FixedBitSet::with_capacity(self.entries.len());
        let exact = self.entries.iter().any(|entry| entry.is_known_as(unit));
        let is_meant = if exact { Entry::is_known_as } else { Entry::begins_like };
        for (i, entry) in self.entries.iter().enumerate() {
            if is_meant(entry, unit) {
                below.insert_range(i..self.ends[i]);
            }
        }
        below
    }

    /// Every allowed unit at which each term of the query has a quality.
    fn collect(&self, query: &Query, allowed: &FixedBitSet, loose: bool) -> Vec<Candidate> {
        let mut candidates: Vec<Option<Candidate>> =
            allowed.ones().map(|i| Some(Candidate::new(UnitId::at(i)))).collect();
        let last = query.terms.len().saturating_sub(1);
        for (t, term) in query.terms.iter().enumerate() {
            let own = self.lane(term, loose);
            let inherited = if term.iter().flatten().any(Needle::is_anchored) {
                vec![0; own.len()]
            } else {
                self.inherited(&own)
            };
            for slot in &mut candidates {
                let Some(candidate) = slot else { continue };
                let i = candidate.unit.index();
                let share = if t == last { 5 } else { 10 };
                if !candidate.take(own[i], Quality::path(inherited[i] * share / 16)) {
                    *slot = None;
                }
            }
        }
        candidates.into_iter().flatten().filter(|candidate| candidate.own || query.terms.is_empty()).collect()
    }

    /// The quality of a term at each unit itself.
    fn lane(&self, term: &[Vec<Needle>], loose: bool) -> Vec<Quality> {
        self.entries
            .iter()
            .map(|entry| {
                let of_all = |needles: &Vec<Needle>| {
                    needles
                        .iter()
                        .map(|needle| entry.quality(needle, loose.then_some(&self.fuzzy)))
                        .min_by_key(|quality| quality.value)
                        .unwrap_or_default()
                };
                term.iter().map(of_all).max_by_key(|quality| quality.value).unwrap_or_default()
            })
            .collect()
    }

    /// The best quality on the way up from each unit, itself left out.
    fn inherited(&self, own: &[Quality]) -> Vec<u32> {
        let mut best = vec![0; own.len()];
        for i in 0..own.len() {
            if let Some(parent) = self.parents[i] {
                let above = parent.index();
                best[i] = best[above].max(own[above].value);
            }
        }
        best
    }

    /// What the fuzzy matcher finds in whole folded names, so that nothing it would is lost.
    fn last_resort(&self, query: &Query, allowed: &FixedBitSet) -> Vec<Candidate> {
        let typed = query.joined();
        if !query.words().all(|needle| needle.how == How::Loosely) {
            return Vec::new();
        }
        allowed
            .ones()
            .filter(|&i| self.fuzzy.score(self.entries[i].name(), &typed).is_some())
            .map(|i| Candidate { worst: Quality::LAST_RESORT, own: true, ..Candidate::new(UnitId::at(i)) })
            .collect()
    }

    fn rank(&self, query: &Query, mut found: Vec<Candidate>) -> Matches {
        found.sort_by_key(|c| std::cmp::Reverse((c.worst.value, c.sum)));
        let typed = query.joined();
        // Filters alone leave the reading order.
        let first = if query.terms.is_empty() { 0 } else { found.len().min(RANKED) };
        found[..first].sort_by_cached_key(|c| {
            let entry = &self.entries[c.unit.index()];
            (
                std::cmp::Reverse((c.worst.value, c.sum)),
                entry.disorder(query.words()),
                std::cmp::Reverse(self.fuzzy.score(entry.name(), &typed)),
                entry.name().len(),
                c.unit,
            )
        });
        let mut units = FixedBitSet::with_capacity(self.entries.len());
        units.extend(found.iter().map(|candidate| candidate.unit.index()));
        let nearest = if found.is_empty() { self.nearest(&typed) } else { None };
        Matches { best: found.iter().map(Candidate::found).collect(), nearest, units }
    }

    /// The unit with the word, acronym or name that the fewest changes make of what was typed.
    fn nearest(&self, typed: &str) -> Option<UnitId> {
        let near = |entry: &Entry| entry.nearness(typed);
        let (place, nearness) =
            self.entries.iter().map(near).enumerate().rev().max_by(|(_, a), (_, b)| a.total_cmp(b))?;
        (nearness >= NEAR).then(|| UnitId::at(place))
    }

    /// The units that are called exactly this: by id, else by acronym, else by a name.
    pub fn called(&self, words: &str) -> Vec<UnitId> {
        let folded = fold(words.trim()).text;
        let by = |called: fn(&Entry, &str) -> bool| -> Vec<UnitId> {
            let all = self.entries.iter().enumerate();
            all.filter(|(_, entry)| called(entry, &folded)).map(|(i, _)| UnitId::at(i)).collect()
        };
        [Entry::has_id, Entry::has_acronym, Entry::has_name]
            .into_iter()
            .map(by)
            .find(|units| !units.is_empty())
            .unwrap_or_default()
    }
}

/// A unit on its way through the terms of a query.
#[derive(Clone, Copy)]
struct Candidate {
    unit: UnitId,
    worst: Quality,
    sum: u32,
    /// Whether one term at least was found at the unit itself.
    own: bool,
}

impl Candidate {
    fn new(unit: UnitId) -> Self {
        Self { unit, worst: Quality::BEST, sum: 0, own: false }
    }

    /// Takes the better of two qualities; false when both are none.
    fn take(&mut self, own: Quality, above: Quality) -> bool {
        let best = if own.value >= above.value { own } else { above };
        self.own |= own.value > 0;
        self.sum += best.value;
        if best.value < self.worst.value {
            self.worst = best;
        }
        best.value > 0
    }

    fn found(&self) -> Found {
        let only_filters = self.worst == Quality::BEST;
        Found {
            unit: self.unit,
            score: if only_filters { 0 } else { self.worst.value },
            field: self.worst.field,
        }
    }
}

/// What a unit says beside its names, contacts and kind: the text of its card.
fn card_text(org: &Org, unit: &Unit) -> String {
    let parties: Vec<Printable> = unit.relations.iter().map(|relation| org.party(relation)).collect();
    let lines = unit.summary.iter().chain(&unit.missions).chain(&unit.notes).map(|text| &**text);
    let facts = unit.facts.iter().flat_map(|fact| [&*fact.label, &*fact.value]);
    let links = unit.links.iter().flat_map(|link| [link.label.as_deref().unwrap_or(""), &*link.url]);
    let relations =
        unit.relations.iter().zip(&parties).flat_map(|(relation, party)| [&*relation.kind, &**party]);
    lines.chain(facts).chain(links).chain(relations).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::read;
    use crate::lang::Lang;

    fn org() -> Org {
        let text = r#"{"format": "ramure/1", "units": [
            {"id": "r", "name": "Ministère", "classification": "ministère"},
            {"id": "iso", "parent_id": "r", "name": "Infrastructures", "acronym": "ISO"},
            {"id": "rie", "parent_id": "iso", "name": "Réseau de l’État", "classification": "réseau"},
            {"id": "col", "parent_id": "rie", "name": "Réseau de collecte", "classification": "pôle"},
            {"id": "rh", "parent_id": "r", "name": "Pôle attractivité", "abstract": "Un réseau, une collecte."}]}"#;
        read(text.as_bytes(), Lang::En).expect("readable")
    }

    /// The ids of the units found, the best first.
    fn found(typed: &str) -> String {
        let org = org();
        let matches = Index::new(&org).search(&Query::new(typed));
        matches.best.iter().map(|found| org.id(found.unit).to_string()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_unit_is_as_good_as_its_worst_word() {
        assert_eq!(found("reseau collecte"), "col rh");
    }

    #[test]
    fn a_word_may_be_found_above_but_not_every_word() {
        assert_eq!(found("iso collecte"), "col");
        assert_eq!(found("iso"), "iso", "what is below an exact match is not a match");
    }

    #[test]
    fn filters_and_alternatives_narrow_what_is_found() {
        assert_eq!(found("kind:pole"), "col");
        assert_eq!(found("in:iso reseau"), "rie col");
        assert_eq!(found("in:r"), "r iso rie col rh", "in reading order");
        assert_eq!(found("in:rie"), "rie col");
        assert_eq!(found("reseau !collecte"), "rie rh");
        assert_eq!(found("infrastructures | attractivite"), "iso rh");
        assert_eq!(found("^reseau etat$"), "rie");
    }

    #[test]
    fn nothing_found_offers_the_nearest() {
        let org = org();
        let matches = Index::new(&org).search(&Query::new("axtrxctivxte"));
        assert_eq!((matches.total(), matches.nearest), (0, org.find("rh")));
        assert_eq!(Index::new(&org).search(&Query::new("zzzzzz")).nearest, None);
    }

    #[test]
    fn the_last_resort_is_the_fuzzy_matcher_over_whole_names() {
        assert_eq!(found("rdclct"), "col");
    }

    #[test]
    fn an_empty_query_matches_nothing() {
        assert_eq!(found(""), "");
    }

    #[test]
    fn hostile_queries_are_answered() {
        for typed in
            ["a".repeat(10_000), "é ".repeat(5_000), "\u{301}\u{301}".into(), "שלום".into(), "👩‍💻".into()]
        {
            found(&typed);
        }
    }
}
