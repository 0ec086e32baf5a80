//! The queries whose unit is not first. Most match another unit as well, whose name has all their terms.

use ramure::org::{Org, UnitId};
use strsim::osa_distance;

use super::generate::{content_words, initials};
use super::generated_queries::Lookup;
use super::rankers::{line, ramure};

/// A query, the rank of its right unit from 1, and what is first instead.
pub struct Miss<'a> {
    query: &'a Lookup,
    rank: Option<usize>,
    /// The line of the first unit; `None` if nothing matches.
    first: Option<String>,
}

/// The queries for which ramure does not rank a right unit first.
pub fn find_misses<'a>(org: &Org, queries: &'a [Lookup]) -> Vec<Miss<'a>> {
    let mut ranker = ramure(org);
    let miss = |query: &'a Lookup| {
        let ranked = (ranker.rank)(&query.typed);
        let rank = ranked.iter().position(|unit| query.right.contains(unit)).map(|at| at + 1);
        let first = ranked.first().map(|&unit| line(org, UnitId::at(unit)));
        (rank != Some(1)).then_some(Miss { query, rank, first })
    };
    queries.iter().filter_map(miss).collect()
}

/// A list of all misses.
pub fn render(misses: &[Miss]) -> String {
    format!("Not first:\n\n{}", misses.iter().map(Miss::line).collect::<String>())
}

/// The number of misses, and a list of those that are not explained by an equal match.
pub fn summary(misses: &[Miss]) -> String {
    let unexplained: Vec<&Miss> = misses.iter().filter(|miss| !miss.is_explained()).collect();
    let (count, explained_count) = (misses.len(), misses.len() - unexplained.len());
    let lines: String = unexplained.into_iter().map(Miss::line).collect();
    format!(
        "Of {count} that are not first, {explained_count} come after a unit that has all that is typed too. The others:\n\n{lines}"
    )
}

impl Miss<'_> {
    fn line(&self) -> String {
        let rank = self.rank.map_or("not found".into(), |rank| format!("in place {rank}"));
        let first = self.first.as_deref().unwrap_or("nothing");
        let explanation = if self.is_explained() { ", which has all that is typed too" } else { "" };
        format!("- `{}` ({}) is {rank}, after “{first}”{explanation}\n", self.query.typed, self.query.class)
    }

    fn is_explained(&self) -> bool {
        self.first.as_ref().is_some_and(|first| matches_all_terms(first, &self.query.typed))
    }
}

/// Whether a name matches all terms of a query: as words, initials, or two prefixes typed as one.
pub fn matches_all_terms(name: &str, typed: &str) -> bool {
    let initials = initials(name);
    let name = content_words(name);
    let matches = |typed: &String| {
        has_prefix(typed, &name) || has_two_prefixes(typed, &name) || initials.starts_with(&**typed)
    };
    content_words(typed).iter().all(matches)
}

/// Whether a word starts with the term, with one typo from four letters on, two from eight, and so on.
fn has_prefix(typed: &str, words: &[String]) -> bool {
    let typos = if typed.len() < 4 { 0 } else { 1 + typed.len() / 8 };
    let near = |start: &str| osa_distance(start, typed) <= typos;
    let starts = |word: &String| (0..=word.len()).filter_map(|end| word.get(..end)).any(near);
    words.iter().any(starts)
}

/// Whether the term is the prefixes of two words.
fn has_two_prefixes(typed: &str, words: &[String]) -> bool {
    let is_start = |part: &str| words.iter().any(|word| word.starts_with(part));
    let cuts = (2..typed.len().saturating_sub(1)).filter_map(|at| typed.split_at_checked(at));
    cuts.into_iter().any(|(first, second)| is_start(first) && is_start(second))
}
