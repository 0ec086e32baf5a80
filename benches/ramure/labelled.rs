//! The labelled lookups over real directories: how often the right unit comes first. The lookups are in
//! `benches/lookups/`, each file named after that of its directory. The directories are not part of the
//! repository: they are read from the folder in `RAMURE_SAMPLES`, where they are there.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use ramure::import::read;
use ramure::lang::Lang;
use ramure::org::Org;
use ramure::search::{Index, Query};

use super::finding::{Outcome, Summary, outcome};
use super::generated_queries::Lookup;
use super::made_lookups::initials_first;
use super::misses::{find_misses, render};
use super::rankers::{line, ramure};
use super::report::{percent, table};

/// The name of a directory’s file, and its lookups.
const SETS: [(&str, &str); 5] = [
    ("dila-mte-rebuilt.json", include_str!("../lookups/dila-mte-rebuilt.json.tsv")),
    ("govuk.jsonl", include_str!("../lookups/govuk.jsonl.tsv")),
    ("publicbodies-ch.csv", include_str!("../lookups/publicbodies-ch.csv.tsv")),
    ("publicbodies-gr.csv", include_str!("../lookups/publicbodies-gr.csv.tsv")),
    ("389ds-example.ldif", include_str!("../lookups/389ds-example.ldif.tsv")),
];
/// Between the ids of several right units.
const ID_SEPARATOR: &str = " | ";
/// The upper bounds of the best scores that are told apart.
const SCORE_BOUNDS: [u32; 10] = [0, 10, 20, 30, 41, 47, 60, 110, 194, 255];

/// The tables of all directories that are there, or what to do if none is.
pub fn tables() -> String {
    let Some(folder) = std::env::var_os("RAMURE_SAMPLES").map(PathBuf::from) else {
        return "The labelled lookups were left out: RAMURE_SAMPLES names no folder with the directories.\n"
            .into();
    };
    let sets: Vec<Set> = SETS.iter().filter_map(|(file, lookups)| Set::new(&folder, file, lookups)).collect();
    let classes = by_class(&sets);
    let misses: String = sets.iter().map(|set| format!("{}\n{}\n", set.name, set.misses)).collect();
    let tables = [by_directory(&sets), classes, by_best_score(&sets), made_initials(&sets)];
    format!("{}\n{misses}", tables.join("\n"))
}

/// A directory and the outcomes of its lookups.
struct Set {
    name: String,
    outcomes: Vec<Outcome>,
    /// For each lookup, the best score, and whether the right unit is first.
    best_scores: Vec<(u32, bool)>,
    /// The best scores of the lookups of the other directories, which mostly have no right unit here.
    foreign_scores: Vec<u32>,
    /// How often the initials of names, without stop words and with them, find the name.
    initials: [String; 2],
    misses: String,
}

impl Set {
    fn new(folder: &Path, file: &str, lookups: &'static str) -> Option<Self> {
        let bytes = std::fs::read(folder.join(file)).ok()?;
        let org = read(&bytes, Lang::En).unwrap_or_else(|_| panic!("{file} cannot be read"));
        let lookups = parse(&org, lookups);
        let lines: Vec<String> = org.units().map(|unit| line(&org, unit)).collect();
        let mut ranker = ramure(&org);
        let outcomes = lookups.iter().map(|lookup| outcome(lookup, &mut ranker, &lines, true)).collect();
        let mut index = Index::new(&org);
        let best_scores = best_scores(&org, &mut index, &lookups);
        let foreign_scores = foreign_scores(&org, &mut index, file);
        let misses = render(&find_misses(&org, &lookups));
        let initials = initials_first(&org);
        Some(Self { name: file.to_string(), outcomes, best_scores, foreign_scores, initials, misses })
    }
}

/// The lookups of a file. A unit that the directory does not have is an error.
fn parse(org: &Org, lookups: &'static str) -> Vec<Lookup> {
    let lines = lookups.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let lookup = |line: &'static str| {
        let fields: Vec<&'static str> = line.split('\t').collect();
        let &[class, typed, ids] = fields.as_slice() else { panic!("not three fields: {line}") };
        let unit = |id| org.find(id).unwrap_or_else(|| panic!("no unit {id}: {line}")).index();
        Lookup {
            class,
            typed: typed.into(),
            right: ids.split(ID_SEPARATOR).map(unit).collect::<HashSet<_>>(),
        }
    };
    lines.map(lookup).collect()
}

/// The best score of each lookup of the other directories, 0 where nothing matches.
fn foreign_scores(org: &Org, index: &mut Index, own: &str) -> Vec<u32> {
    let lines = SETS.iter().filter(|(file, _)| *file != own).flat_map(|(_, lookups)| lookups.lines());
    let queries = lines.filter(|line| !line.starts_with('#')).filter_map(|line| line.split('\t').nth(1));
    let mut score = |typed| {
        let best = index.search(org, &Query::new(typed, org.languages())).top(1);
        best.first().map_or(0, |best| best.score)
    };
    queries.map(&mut score).collect()
}

/// The best score of each lookup that finds something, and whether the first unit is right.
fn best_scores(org: &Org, index: &mut Index, lookups: &[Lookup]) -> Vec<(u32, bool)> {
    let mut score = |lookup: &Lookup| {
        let best = index.search(org, &Query::new(&lookup.typed, org.languages())).top(1);
        best.first().map(|best| (best.score, lookup.right.contains(&best.unit.index())))
    };
    lookups.iter().filter_map(&mut score).collect()
}

fn by_directory(sets: &[Set]) -> String {
    let head = ["", "lookups", "first", "among three", "mean reciprocal rank", "keys until first"];
    let cells = |name: &str, summary: Summary| {
        let [first, three] = [summary.first(), summary.in_top_three()];
        vec![
            name.to_string(),
            summary.queries().to_string(),
            first,
            three,
            summary.reciprocal(),
            summary.keys(),
        ]
    };
    let mut rows: Vec<Vec<String>> =
        sets.iter().map(|set| cells(&set.name, Summary::of(set.outcomes.iter()))).collect();
    rows.push(cells("all", Summary::of(sets.iter().flat_map(|set| &set.outcomes))));
    table(&head.map(String::from), &rows)
}

fn by_class(sets: &[Set]) -> String {
    let mut classes: BTreeMap<&str, Vec<&Outcome>> = BTreeMap::new();
    for outcome in sets.iter().flat_map(|set| &set.outcomes) {
        classes.entry(outcome.class()).or_default().push(outcome);
    }
    let row = |(class, outcomes): (&str, Vec<&Outcome>)| {
        let summary = Summary::of(outcomes.into_iter());
        vec![class.to_string(), summary.queries().to_string(), summary.first(), summary.in_top_three()]
    };
    let head = ["class", "lookups", "first", "among three"];
    table(&head.map(String::from), &classes.into_iter().map(row).collect::<Vec<_>>())
}

/// How often a unit with the initials that are typed comes first.
fn made_initials(sets: &[Set]) -> String {
    let row = |set: &Set| [set.name.clone()].into_iter().chain(set.initials.clone()).collect();
    let head = ["initials of names", "without stop words", "with stop words"];
    table(&head.map(String::from), &sets.iter().map(row).collect::<Vec<_>>())
}

/// How often the first unit is right, by its score, and how often a query made for another directory has
/// such a score.
fn by_best_score(sets: &[Set]) -> String {
    let mut lowest = 0;
    let mut row = |&bound: &u32| {
        let scores = sets.iter().flat_map(|set| &set.best_scores);
        let found: Vec<bool> = scores
            .filter(|(score, _)| (lowest..=bound).contains(score))
            .map(|(_, is_right)| *is_right)
            .collect();
        let range = match bound {
            0 => "nothing found".to_string(),
            _ => format!("{lowest} to {bound}"),
        };
        let all_foreign = || sets.iter().flat_map(|set| &set.foreign_scores);
        let foreign = all_foreign().filter(|score| (lowest..=bound).contains(score)).count();
        lowest = bound + 1;
        let right = found.iter().filter(|is_right| **is_right).count();
        let foreign = percent(foreign as f64 / all_foreign().count().max(1) as f64);
        let share = match found.len() {
            0 => String::new(),
            count => percent(right as f64 / count as f64),
        };
        vec![range, found.len().to_string(), share, foreign]
    };
    let rows: Vec<Vec<String>> = SCORE_BOUNDS.iter().map(&mut row).collect();
    table(
        &["best score", "lookups", "right unit first", "of the lookups of other directories"]
            .map(String::from),
        &rows,
    )
}
