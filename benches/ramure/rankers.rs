//! The rankers that are compared: ramure, the `fuzzy-matcher` crate, and line finders.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use fuzzy_matcher::FuzzyMatcher;
use fuzzy_matcher::skim::SkimMatcherV2;
use ramure::import::read;
use ramure::lang::Lang;
use ramure::org::{Org, UnitId};
use ramure::search::{Index, Query};

use super::generate::write;
use super::line_finders::LINE_FINDERS;
use super::process::{is_installed, run_filter, version};

/// A unit that is not ranked among this many is not found.
const MAX_RANKED: usize = 1_000;

/// Ranks the units for a query, the best first.
pub type Rank<'a> = Box<dyn FnMut(&str) -> Vec<usize> + 'a>;

pub struct Ranker<'a> {
    pub name: String,
    pub rank: Rank<'a>,
}

/// All rankers whose programs are installed. `file` has the lines.
pub fn rankers<'a>(org: &'a Org, lines: &'a [String], file: &Path) -> Vec<Ranker<'a>> {
    let mut rankers = vec![ramure(org), skim_matcher(lines)];
    let installed = LINE_FINDERS.into_iter().filter(|(program, _)| is_installed(program));
    rankers.extend(installed.map(|(program, name)| finder(program, name, lines, file.to_path_buf())));
    rankers
}

/// ramure, over the whole organisation.
pub fn ramure(org: &Org) -> Ranker<'_> {
    ramure_with_bonuses(org, Vec::new())
}

/// The same, with the bonuses of habitual units.
pub fn ramure_with_bonuses(org: &Org, bonuses: Vec<(UnitId, u8)>) -> Ranker<'_> {
    let mut index = Index::new(org);
    index.set_bonuses(bonuses);
    let rank = move |typed: &str| {
        let best = index.search(org, &Query::new(typed, org.languages())).top(MAX_RANKED);
        best.iter().map(|found| found.unit.index()).collect()
    };
    Ranker { name: "ramure".into(), rank: Box::new(rank) }
}

/// `SkimMatcherV2` over the lines, without folding.
fn skim_matcher(lines: &[String]) -> Ranker<'_> {
    let matcher = SkimMatcherV2::default();
    let rank = move |typed: &str| {
        let score = |(unit, line): (usize, &String)| Some((matcher.fuzzy_match(line, typed)?, unit));
        let mut found: Vec<(i64, usize)> = lines.iter().enumerate().filter_map(score).collect();
        found.sort_by_key(|&(score, unit)| (-score, unit));
        found.into_iter().map(|(_, unit)| unit).take(MAX_RANKED).collect()
    };
    Ranker { name: "SkimMatcherV2".into(), rank: Box::new(rank) }
}

/// A program that filters the lines. Of units with the same line, the last stands for all.
fn finder<'a>(program: &'static str, name: &str, lines: &'a [String], file: PathBuf) -> Ranker<'a> {
    let units: HashMap<&str, usize> = lines.iter().enumerate().map(|(at, line)| (&**line, at)).collect();
    let rank = move |typed: &str| {
        let found = run_filter(program, &file, typed);
        found.lines().take(MAX_RANKED).filter_map(|line| units.get(line).copied()).collect()
    };
    Ranker { name: format!("{name} {}", version(program)), rank: Box::new(rank) }
}

/// The name with the acronym: the line for a line finder.
pub fn line(org: &Org, unit: UnitId) -> String {
    let name = org.name(unit);
    org.distinct_acronym(unit).map_or(name.to_string(), |acronym| format!("{} ({})", &*name, &*acronym))
}

/// The organisation that a list of units in the public format makes.
pub fn org(units: impl Iterator<Item: serde::Serialize>) -> Org {
    let mut text = Vec::new();
    write(units, &mut text).expect("written");
    read(&text, Lang::Fr).expect("an organisation")
}
