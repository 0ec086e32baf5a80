//! A simulation of habits: how many keys a person saves who opens the same twelve units again and
//! again, and what the other units lose.

use ramure::app::Habits;
use ramure::org::{Org, UnitId};

use super::finding::{Outcome, Summary, outcome};
use super::generated_queries::Lookup;
use super::rankers::{line, ramure, ramure_with_bonuses};
use super::report::table;
use super::rng::Rng;

/// How often twelve units are chosen.
const ROUNDS: u64 = 9;
/// The number of units that are opened again and again.
const HABITUAL_UNITS: usize = 12;
/// The visits of the first unit; the n-th has the n-th part of it.
const MOST_VISITS: usize = 24;
/// The time of the simulation, in seconds since 1970, and what a day takes.
const NOW: u64 = 1_800_000_000;
const DAY: u64 = 86_400;

/// The lookups of a round before and after, those of habitual units apart from the others.
struct Round {
    habitual: [Vec<Outcome>; 2],
    others: [Vec<Outcome>; 2],
}

/// The table of keys until first and of how often the right unit is first.
pub fn simulation(org: &Org, lookups: &[Lookup]) -> String {
    let rounds: Vec<Round> = (0..ROUNDS).map(|seed| round(org, lookups, seed)).collect();
    let row = |name: &str, of: &dyn Fn(&Round) -> &[Vec<Outcome>; 2]| {
        let [before, after] = [0, 1].map(|at| Summary::of(rounds.iter().flat_map(|round| &of(round)[at])));
        let count = before.queries().to_string();
        vec![name.to_string(), count, before.keys(), after.keys(), before.first(), after.first()]
    };
    let rows = [row("habitual units", &|round| &round.habitual), row("the others", &|round| &round.others)];
    let head = ["", "lookups", "keys until first", "with habits", "first", "with habits"];
    table(&head.map(String::from), &rows)
}

fn round(org: &Org, lookups: &[Lookup], seed: u64) -> Round {
    let chosen = choose(lookups, seed);
    let lines: Vec<String> = org.units().map(|unit| line(org, unit)).collect();
    let mut rankers = [ramure(org), ramure_with_bonuses(org, bonuses(org, &chosen))];
    let is_habitual = |lookup: &&Lookup| chosen.iter().any(|unit| lookup.right.contains(unit));
    let (habitual, others): (Vec<&Lookup>, Vec<&Lookup>) = lookups.iter().partition(is_habitual);
    let mut outcomes = |lookups: &[&Lookup]| {
        rankers.each_mut().map(|ranker| {
            lookups.iter().map(|lookup| outcome(lookup, ranker, &lines, true)).collect::<Vec<_>>()
        })
    };
    Round { habitual: outcomes(&habitual), others: outcomes(&others) }
}

/// Twelve of the units that are looked up, in a random order.
fn choose(lookups: &[Lookup], seed: u64) -> Vec<usize> {
    let mut units: Vec<usize> = lookups.iter().flat_map(|lookup| &lookup.right).copied().collect();
    units.sort_unstable();
    units.dedup();
    let mut rng = Rng::new(seed);
    (0..HABITUAL_UNITS).map(|_| units.swap_remove(rng.below(units.len() as u64) as usize)).collect()
}

/// The bonuses after a while: the n-th unit was opened `MOST_VISITS / n` times, the last time n - 1
/// days ago.
fn bonuses(org: &Org, chosen: &[usize]) -> Vec<(UnitId, u8)> {
    let mut habits = Habits::default();
    for (at, &unit) in chosen.iter().enumerate().rev() {
        let last_visit = NOW - at as u64 * DAY;
        (0..MOST_VISITS / (at + 1)).for_each(|_| habits.visit(&org.id(UnitId::at(unit)), last_visit));
    }
    let found = habits.bonuses(NOW).map(|(id, bonus)| (org.find(id).expect("a unit"), bonus));
    found.collect()
}
