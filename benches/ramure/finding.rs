//! The table of finding: how often the right unit comes first among ten thousand others, and
//! after how many keys, for ramure and for fuzzy finders of names.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;
use ramure::import::read;
use ramure::lang::Lang;
use ramure::org::{Org, UnitId};
use ramure::search::{Index, Query};
use serde_json::Value;
use tempfile::TempDir;

use super::generate::{Units, initials, words, write};
use super::heldout::{self, Query as Lookup};
use super::misses::{self, has_all};
use super::peers::PEERS;
use super::process::{filter, is_installed, version};
use super::report::{percent, table, thousands};

const DINUM: &str = include_str!("../../assets/dinum.json");
/// Class, query and the id of the unit that must come first: the tests have the same.
const LOOKUPS: &str = include_str!("../../tests/it/lookups.tsv");
const OTHERS: usize = 10_000;
const SEED: u64 = 2;
const SEED_OF_HELDOUT: u64 = 3;
/// A unit that is not among so many first is not found.
const LISTED: usize = 1_000;
/// Keys counted beyond the length of a query that never puts its unit first.
const NEVER: usize = 5;

/// Ranks the units for what is typed, the best first.
pub type Rank<'a> = Box<dyn FnMut(&str) -> Vec<usize> + 'a>;

pub struct Ranker<'a> {
    name: String,
    pub rank: Rank<'a>,
}

/// What a ranker makes of some queries.
#[derive(Clone, Copy, Default)]
struct Score {
    queries: usize,
    first: usize,
    as_good: usize,
    third: usize,
    reciprocal: f64,
    keys: usize,
}

/// The place of the right unit for one query, from 1, whether that or one that has all that is typed
/// is first, and after how many keys the right one was.
struct Outcome {
    class: &'static str,
    place: Option<usize>,
    as_good: bool,
    keys: usize,
}

pub fn tables() -> String {
    let (labelled, heldout) = (among_others(), generated());
    let lookups = lookups(&labelled);
    let generated = heldout::queries(&heldout);
    let (shared, all) = shared_words(&labelled);
    let typed = format!(
        "{} lookups of the {} units of the DINUM among {} others, which have {shared} of the {all} words of its names:\n\n{}",
        lookups.len(),
        dinum().len(),
        thousands(OTHERS),
        scores(&labelled, &lookups, true)
    );
    let held = format!(
        "{} generated queries over {} units, on which nothing was tuned:\n\n{}",
        generated.len(),
        thousands(heldout.len()),
        scores(&heldout, &generated, false)
    );
    let (missed, missed_held) = (misses::of(&labelled, &lookups), misses::of(&heldout, &generated));
    format!("{typed}\n{}\n{held}\n{}", misses::told(&missed), misses::counted(&missed_held))
}

/// The rankers over all the queries, then over each class.
fn scores(org: &Org, lookups: &[Lookup], count_keys: bool) -> String {
    let folder = TempDir::new().expect("a temporary directory");
    let lines: Vec<String> = org.ids().map(|unit| line(org, unit)).collect();
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
        let score = Score::of(outcomes.iter());
        let mut cells = vec![
            name.clone(),
            score.first(),
            score.percent(score.as_good),
            score.percent(score.third),
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
            Score::of(all.iter().filter(|outcome| outcome.class == *class))
        };
        let scores: Vec<Score> = outcomes.iter().map(of_class).collect();
        let cells = scores.iter().map(Score::first);
        [class.to_string(), scores[0].queries.to_string()].into_iter().chain(cells).collect()
    };
    table(&head, &classes.iter().map(row).collect::<Vec<_>>())
}

fn outcome(lookup: &Lookup, ranker: &mut Ranker, lines: &[String], count_keys: bool) -> Outcome {
    let is_right = |unit: &usize| lookup.right.contains(unit);
    let ranked = (ranker.rank)(&lookup.typed);
    let place = ranked.iter().position(is_right).map(|at| at + 1);
    let as_good =
        ranked.first().is_some_and(|first| is_right(first) || has_all(&lines[*first], &lookup.typed));
    let mut is_first = |typed: &str| (ranker.rank)(typed).first().is_some_and(is_right);
    let ends = lookup.typed.char_indices().map(|(at, c)| at + c.len_utf8());
    let first = ends.take_while(|_| count_keys).position(|end| is_first(&lookup.typed[..end]));
    let keys = first.map_or(lookup.typed.chars().count() + NEVER, |before| before + 1);
    Outcome { class: lookup.class, place, as_good, keys }
}

impl Score {
    fn of<'a>(outcomes: impl Iterator<Item = &'a Outcome>) -> Self {
        outcomes.fold(Self::default(), |score, outcome| Self {
            queries: score.queries + 1,
            first: score.first + usize::from(outcome.place == Some(1)),
            as_good: score.as_good + usize::from(outcome.as_good),
            third: score.third + usize::from(outcome.place.is_some_and(|place| place <= 3)),
            reciprocal: score.reciprocal + outcome.place.map_or(0.0, |place| 1.0 / place as f64),
            keys: score.keys + outcome.keys,
        })
    }

    fn first(&self) -> String {
        self.percent(self.first)
    }

    fn percent(&self, part: usize) -> String {
        percent(part as f64 / self.queries as f64)
    }

    fn reciprocal(&self) -> String {
        format!("{:.3}", self.reciprocal / self.queries as f64)
    }

    fn keys(&self) -> String {
        format!("{:.1}", self.keys as f64 / self.queries as f64)
    }
}

fn rankers<'a>(org: &'a Org, lines: &'a [String], file: &Path) -> Vec<Ranker<'a>> {
    let mut rankers = vec![ramure(org), skim_matcher(lines)];
    let installed = PEERS.into_iter().filter(|(program, _)| is_installed(program));
    rankers.extend(installed.map(|(program, name)| finder(program, name, lines, file.to_path_buf())));
    rankers
}

pub fn ramure(org: &Org) -> Ranker<'_> {
    let mut index = Index::new(org);
    let rank = move |typed: &str| {
        let best = index.search(org, &Query::new(typed)).top(LISTED);
        best.iter().map(|found| found.unit.index()).collect()
    };
    Ranker { name: "ramure".into(), rank: Box::new(rank) }
}

/// The matcher over the names as they are.
fn skim_matcher(lines: &[String]) -> Ranker<'_> {
    let matcher = SkimMatcherV2::default();
    let rank = move |typed: &str| {
        let score = |(unit, line): (usize, &String)| Some((matcher.fuzzy_match(line, typed)?, unit));
        let mut found: Vec<(i64, usize)> = lines.iter().enumerate().filter_map(score).collect();
        found.sort_by_key(|&(score, unit)| (-score, unit));
        found.into_iter().map(|(_, unit)| unit).take(LISTED).collect()
    };
    Ranker { name: "SkimMatcherV2".into(), rank: Box::new(rank) }
}

/// A program over the names as they are. Units of the same line are as good as one another.
fn finder<'a>(program: &'static str, name: &str, lines: &'a [String], file: PathBuf) -> Ranker<'a> {
    let places: HashMap<&str, usize> = lines.iter().enumerate().map(|(at, line)| (&**line, at)).collect();
    let rank = move |typed: &str| {
        let found = filter(program, &file, typed);
        found.lines().take(LISTED).filter_map(|line| places.get(line).copied()).collect()
    };
    Ranker { name: format!("{name} {}", version(program)), rank: Box::new(rank) }
}

/// The name, with the acronym: what a finder of lines is given.
pub fn line(org: &Org, unit: UnitId) -> String {
    let name = org.name(unit);
    org.distinct_acronym(unit).map_or(name.to_string(), |acronym| format!("{} ({})", &*name, &*acronym))
}

fn dinum() -> Vec<Value> {
    let document: Value = serde_json::from_str(DINUM).expect("a document");
    document["units"].as_array().expect("units").clone()
}

/// The DINUM in the middle of units that are not known by its acronyms and initials.
fn among_others() -> Org {
    let mut dinum = dinum();
    let text = |unit: &Value, key: &str| unit[key].as_str().unwrap_or_default().to_string();
    let short =
        dinum.iter().flat_map(|unit| [text(unit, "acronym").to_lowercase(), initials(&text(unit, "name"))]);
    let taken: HashSet<String> = short.filter(|short| !short.is_empty()).collect();
    dinum[0]["parent_id"] = "u0".into();
    let others =
        Units::new(SEED, &taken).take(OTHERS).map(|unit| serde_json::to_value(unit).expect("a unit"));
    let mut units: Vec<Value> = others.collect();
    units.splice(OTHERS / 2..OTHERS / 2, dinum);
    org(units.iter())
}

/// How many words of the names of the DINUM are in other names too, and how many there are.
fn shared_words(org: &Org) -> (usize, usize) {
    let dinum = org.find("dinum").map_or(0..0, |unit| org.subtree(unit));
    let of = |inside: bool| -> HashSet<String> {
        let units = org.ids().filter(|unit| dinum.contains(&unit.index()) == inside);
        units.flat_map(|unit| words(&org.name(unit))).collect()
    };
    let (own, others) = (of(true), of(false));
    (own.intersection(&others).count(), own.len())
}

fn generated() -> Org {
    org(Units::new(SEED_OF_HELDOUT, &HashSet::new()).take(OTHERS))
}

fn org(units: impl Iterator<Item: serde::Serialize>) -> Org {
    let mut text = Vec::new();
    write(units, &mut text).expect("written");
    read(&text, Lang::Fr).expect("an organisation")
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
