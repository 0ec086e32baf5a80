//! The tables of docs/finding.md: how often the right unit comes first among ten thousand others, and
//! after how many keys, for ramure and for fuzzy finders of names.

use std::collections::HashSet;

use ramure::org::Org;
use serde_json::Value;
use tempfile::TempDir;

use super::generate::{Units, content_words, initials};
use super::generated_queries::{self, Lookup};
use super::habits;
use super::made_lookups::shown_for_three_letters;
use super::misses::{self, find_misses, matches_all_terms};
use super::rankers::{Ranker, line, org, rankers};
use super::report::{percent, table, thousands};

const DINUM: &str = include_str!("../../assets/dinum.json");
/// Class, query and the id of the unit that should come first. The tests use the same file.
const LOOKUPS: &str = include_str!("../../tests/it/lookups.tsv");
/// The number of generated units.
const UNIT_COUNT: usize = 10_000;
/// Seed of the units around the DINUM.
const SEED: u64 = 2;
/// Seed of the units of the generated queries.
const GENERATED_SEED: u64 = 3;
/// Keys added to the length of a query that never has its unit first.
const NEVER_FIRST_PENALTY: usize = 5;

/// What the table of habits is about.
const HABITS: &str = "The same lookups by a person who often opens twelve of the units of the DINUM, over nine choices of the twelve:";

/// Counts and sums over the queries of a ranker.
#[derive(Clone, Copy, Default)]
pub struct Summary {
    queries: usize,
    first: usize,
    matches_all: usize,
    in_top_three: usize,
    reciprocal_rank_sum: f64,
    keys: usize,
}

/// The rank of the right unit for one query, from 1; whether it or a unit that matches all terms is
/// first; and the number of keys until the right one is first.
pub struct Outcome {
    class: &'static str,
    rank_of_right: Option<usize>,
    matches_all: bool,
    keys: usize,
}

pub fn tables() -> String {
    let (labelled, generated) = (labelled_org(), generated_org());
    let lookups = lookups(&labelled);
    let queries = generated_queries::queries(&generated);
    let (shared, word_count) = shared_words(&labelled);
    let lookup_tables = format!(
        "{} lookups of the {} units of the DINUM among {} others, which have {shared} of the {word_count} words of its names:\n\n{}",
        lookups.len(),
        dinum().len(),
        thousands(UNIT_COUNT),
        scores(&labelled, &lookups, true)
    );
    let generated_tables = format!(
        "{} generated queries over {} units, on which nothing was tuned:\n\n{}",
        queries.len(),
        thousands(generated.len()),
        scores(&generated, &queries, false)
    );
    let lookup_misses = misses::render(&find_misses(&labelled, &lookups));
    let generated_misses = misses::summary(&find_misses(&generated, &queries));
    let (shown, count) = shown_for_three_letters(&labelled, &lookups);
    let shown = format!("The {count} lookups of three letters show {shown} units in the median.");
    let habits = format!("{HABITS}\n\n{}", habits::simulation(&labelled, &lookups));
    format!("{lookup_tables}\n{lookup_misses}\n{shown}\n\n{generated_tables}\n{generated_misses}\n{habits}")
}

/// The table over all queries, then the one by class.
fn scores(org: &Org, lookups: &[Lookup], count_keys: bool) -> String {
    let folder = TempDir::new().expect("a temporary directory");
    let lines: Vec<String> = org.units().map(|unit| line(org, unit)).collect();
    let file = folder.path().join("lines");
    std::fs::write(&file, lines.join("\n") + "\n").expect("written");
    let outcomes: Vec<(String, Vec<Outcome>)> = rankers(org, &lines, &file)
        .into_iter()
        .map(|mut ranker| {
            let outcomes =
                lookups.iter().map(|lookup| outcome(lookup, &mut ranker, &lines, count_keys)).collect();
            (ranker.name, outcomes)
        })
        .collect();
    format!("{}\n{}", overall(&outcomes, count_keys), by_class(&outcomes))
}

fn overall(outcomes: &[(String, Vec<Outcome>)], count_keys: bool) -> String {
    let head = [
        "",
        "first",
        "first, or one with all that is typed",
        "among three",
        "mean reciprocal rank",
        "keys until first",
    ];
    let width = if count_keys { head.len() } else { head.len() - 1 };
    let row = |(name, outcomes): &(String, Vec<Outcome>)| {
        let score = Summary::of(outcomes.iter());
        let mut cells = vec![
            name.clone(),
            score.first(),
            score.percent(score.matches_all),
            score.in_top_three(),
            score.reciprocal(),
            score.keys(),
        ];
        cells.truncate(width);
        cells
    };
    let rows: Vec<_> = outcomes.iter().map(row).collect();
    table(&head[..width].iter().map(|cell| cell.to_string()).collect::<Vec<_>>(), &rows)
}

fn by_class(outcomes: &[(String, Vec<Outcome>)]) -> String {
    let names = outcomes.iter().map(|(name, _)| name.clone());
    let head: Vec<String> = ["first, by class".into(), "queries".into()].into_iter().chain(names).collect();
    let mut classes: Vec<&str> = outcomes[0].1.iter().map(|outcome| outcome.class).collect();
    classes.dedup();
    let row = |class: &&str| {
        let of_class = |(_, all): &(String, Vec<Outcome>)| {
            Summary::of(all.iter().filter(|outcome| outcome.class == *class))
        };
        let scores: Vec<Summary> = outcomes.iter().map(of_class).collect();
        let cells = scores.iter().map(Summary::first);
        [class.to_string(), scores[0].queries.to_string()].into_iter().chain(cells).collect()
    };
    table(&head, &classes.iter().map(row).collect::<Vec<_>>())
}

pub fn outcome(lookup: &Lookup, ranker: &mut Ranker, lines: &[String], count_keys: bool) -> Outcome {
    let is_right = |unit: &usize| lookup.right.contains(unit);
    let ranked = (ranker.rank)(&lookup.typed);
    let rank_of_right = ranked.iter().position(is_right).map(|at| at + 1);
    let matches_all = ranked
        .first()
        .is_some_and(|first| is_right(first) || matches_all_terms(&lines[*first], &lookup.typed));
    let mut is_first = |typed: &str| (ranker.rank)(typed).first().is_some_and(is_right);
    let ends = lookup.typed.char_indices().map(|(at, c)| at + c.len_utf8());
    let first = ends.take_while(|_| count_keys).position(|end| is_first(&lookup.typed[..end]));
    let keys = first.map_or(lookup.typed.chars().count() + NEVER_FIRST_PENALTY, |before| before + 1);
    Outcome { class: lookup.class, rank_of_right, matches_all, keys }
}

impl Outcome {
    pub fn class(&self) -> &'static str {
        self.class
    }
}

impl Summary {
    pub fn of<'a>(outcomes: impl Iterator<Item = &'a Outcome>) -> Self {
        outcomes.fold(Self::default(), |score, outcome| Self {
            queries: score.queries + 1,
            first: score.first + usize::from(outcome.rank_of_right == Some(1)),
            matches_all: score.matches_all + usize::from(outcome.matches_all),
            in_top_three: score.in_top_three
                + usize::from(outcome.rank_of_right.is_some_and(|rank| rank <= 3)),
            reciprocal_rank_sum: score.reciprocal_rank_sum
                + outcome.rank_of_right.map_or(0.0, |rank| 1.0 / rank as f64),
            keys: score.keys + outcome.keys,
        })
    }

    pub fn queries(&self) -> usize {
        self.queries
    }

    pub fn first(&self) -> String {
        self.percent(self.first)
    }

    pub fn in_top_three(&self) -> String {
        self.percent(self.in_top_three)
    }

    fn percent(&self, part: usize) -> String {
        percent(part as f64 / self.queries as f64)
    }

    pub fn reciprocal(&self) -> String {
        format!("{:.3}", self.reciprocal_rank_sum / self.queries as f64)
    }

    pub fn keys(&self) -> String {
        format!("{:.1}", self.keys as f64 / self.queries as f64)
    }
}

fn dinum() -> Vec<Value> {
    let document: Value = serde_json::from_str(DINUM).expect("a document");
    document["units"].as_array().expect("units").clone()
}

/// The DINUM in the middle of generated units, none of which has an acronym or the initials of its units.
fn labelled_org() -> Org {
    let mut dinum = dinum();
    let text = |unit: &Value, key: &str| unit[key].as_str().unwrap_or_default().to_string();
    let acronyms_and_initials =
        dinum.iter().flat_map(|unit| [text(unit, "acronym").to_lowercase(), initials(&text(unit, "name"))]);
    let reserved: HashSet<String> = acronyms_and_initials.filter(|text| !text.is_empty()).collect();
    dinum[0]["parent_id"] = "u0".into();
    let others =
        Units::new(SEED, &reserved).take(UNIT_COUNT).map(|unit| serde_json::to_value(unit).expect("a unit"));
    let mut units: Vec<Value> = others.collect();
    units.splice(UNIT_COUNT / 2..UNIT_COUNT / 2, dinum);
    org(units.iter())
}

/// How many words of the names of the DINUM also occur in other names, and how many there are.
fn shared_words(org: &Org) -> (usize, usize) {
    let dinum = org.find("dinum").map_or(0..0, |unit| org.subtree(unit));
    let words_of = |inside: bool| -> HashSet<String> {
        let units = org.units().filter(|unit| dinum.contains(&unit.index()) == inside);
        units.flat_map(|unit| content_words(&org.name(unit))).collect()
    };
    let (own, others) = (words_of(true), words_of(false));
    (own.intersection(&others).count(), own.len())
}

fn generated_org() -> Org {
    org(Units::new(GENERATED_SEED, &HashSet::new()).take(UNIT_COUNT))
}

fn lookups(org: &Org) -> Vec<Lookup> {
    let lines = LOOKUPS.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let lookup = |line: &'static str| {
        let mut fields = line.split('\t');
        let mut next = || fields.next().expect("a field");
        let (class, typed, id) = (next(), next().to_string(), next());
        Lookup { class, typed, right: HashSet::from([org.find(id).expect("a unit").index()]) }
    };
    lines.map(lookup).collect()
}
