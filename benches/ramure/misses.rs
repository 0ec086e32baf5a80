//! Queries that do not put their unit first, and why: most are as good for another unit, whose
//! name has all that is typed.

use ramure::org::{Org, UnitId};
use strsim::osa_distance;

use super::finding::{line, ramure};
use super::generate::{initials, words};
use super::heldout::Query;

/// A query, what came first instead, and where the right unit is.
pub struct Miss<'a> {
    query: &'a Query,
    place: Option<usize>,
    /// What came first is called so; nothing did.
    first: Option<String>,
}

pub fn of<'a>(org: &Org, queries: &'a [Query]) -> Vec<Miss<'a>> {
    let mut ranker = ramure(org);
    let judge = |query: &'a Query| {
        let ranked = (ranker.rank)(&query.typed);
        let place = ranked.iter().position(|unit| query.right.contains(unit)).map(|at| at + 1);
        let first = ranked.first().map(|&unit| line(org, UnitId::at(unit)));
        (place != Some(1)).then_some(Miss { query, place, first })
    };
    queries.iter().filter_map(judge).collect()
}

/// One a line.
pub fn told(misses: &[Miss]) -> String {
    format!("Not first:\n\n{}", misses.iter().map(Miss::tell).collect::<String>())
}

/// How many there are, and one a line those that no equal claim explains.
pub fn counted(misses: &[Miss]) -> String {
    let unfair: Vec<&Miss> = misses.iter().filter(|miss| !miss.is_fair()).collect();
    let (all, fair) = (misses.len(), misses.len() - unfair.len());
    let told: String = unfair.into_iter().map(Miss::tell).collect();
    format!(
        "Of {all} that are not first, {fair} come after a unit that has all that is typed too. The others:\n\n{told}"
    )
}

impl Miss<'_> {
    fn tell(&self) -> String {
        let place = self.place.map_or("not found".into(), |place| format!("in place {place}"));
        let first = self.first.as_deref().unwrap_or("nothing");
        let claim = if self.is_fair() { ", which has all that is typed too" } else { "" };
        format!("- `{}` ({}) is {place}, after “{first}”{claim}\n", self.query.typed, self.query.class)
    }

    fn is_fair(&self) -> bool {
        self.first.as_ref().is_some_and(|first| has_all(first, &self.query.typed))
    }
}

/// Whether a unit that is called so has all that is typed: as words, initials, or two words in one.
pub fn has_all(called: &str, typed: &str) -> bool {
    let initials = initials(called);
    let called = words(called);
    let has = |typed: &String| {
        is_meant(typed, &called) || is_glued(typed, &called) || initials.starts_with(&**typed)
    };
    words(typed).iter().all(has)
}

/// Whether one of the words starts like this, up to a typo, or two in longer ones.
fn is_meant(typed: &str, called: &[String]) -> bool {
    let typos = if typed.len() < 4 { 0 } else { 1 + typed.len() / 8 };
    let near = |start: &str| osa_distance(start, typed) <= typos;
    let starts = |word: &String| (0..=word.len()).filter_map(|end| word.get(..end)).any(near);
    called.iter().any(starts)
}

/// Whether it is the beginnings of two of the words.
fn is_glued(typed: &str, called: &[String]) -> bool {
    let is_start = |part: &str| called.iter().any(|word| word.starts_with(part));
    (2..typed.len().saturating_sub(1)).any(|at| is_start(&typed[..at]) && is_start(&typed[at..]))
}
