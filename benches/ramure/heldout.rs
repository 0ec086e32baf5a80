//! Queries made of the names of a generated organisation, on which no rule was tuned. Every unit
//! that holds the words meant is right.

use std::collections::HashSet;

use ramure::org::{Org, UnitId};

use super::dice::Dice;
use super::generate::words;

const SEED: u64 = 11;
/// Queries of each class.
const EACH: usize = 60;
/// A word that is meant has so many letters, so that it says something.
const TELLING: usize = 5;

/// What somebody types, and the words they mean by it; none where they cannot mean anything by it.
type Class = (&'static str, fn(&[String], &mut Dice) -> String);

const CLASSES: [Class; 7] = [
    ("two words", |meant, _| meant.join(" ")),
    ("swapped", |meant, _| format!("{} {}", meant[1], meant[0])),
    ("two prefixes", |meant, dice| format!("{} {}", start(&meant[0], dice), start(&meant[1], dice))),
    ("prefixes swapped", |meant, dice| format!("{} {}", start(&meant[1], dice), start(&meant[0], dice))),
    ("typo and prefix", |meant, dice| format!("{} {}", mistyped(&meant[0], dice), start(&meant[1], dice))),
    ("word and typo", |meant, dice| format!("{} {}", meant[0], mistyped(&meant[1], dice))),
    ("glued pieces", |meant, dice| format!("{}{}", start(&meant[0], dice), start(&meant[1], dice))),
];

/// A query, its class and the units that are right.
pub struct Query {
    pub class: &'static str,
    pub typed: String,
    pub right: HashSet<usize>,
}

pub fn queries(org: &Org) -> Vec<Query> {
    let mut dice = Dice::new(SEED);
    let named: Vec<Vec<String>> = org.ids().map(|unit| words(&org.name(unit))).collect();
    let mut queries: Vec<Query> = (0..EACH).map(|_| acronym(org, &mut dice)).collect();
    for (class, type_it) in CLASSES {
        for _ in 0..EACH {
            let meant = meant(&named, &mut dice);
            let holds = |unit: &usize| meant.iter().all(|word| named[*unit].contains(word));
            let right = (0..named.len()).filter(holds).collect();
            queries.push(Query { class, typed: type_it(&meant, &mut dice), right });
        }
    }
    queries
}

/// Two telling words of a name, in its order.
fn meant(named: &[Vec<String>], dice: &mut Dice) -> Vec<String> {
    loop {
        let name = &named[dice.below(named.len() as u64) as usize];
        let mut telling: Vec<&String> = name.iter().filter(|word| word.len() >= TELLING).collect();
        telling.dedup();
        while telling.len() > 2 {
            telling.remove(dice.below(telling.len() as u64) as usize);
        }
        if let [one, two] = telling[..] {
            return vec![one.clone(), two.clone()];
        }
    }
}

fn acronym(org: &Org, dice: &mut Dice) -> Query {
    let short = |unit: usize| org.acronym(UnitId::at(unit)).map(|acronym| acronym.to_lowercase());
    loop {
        let unit = dice.below(org.len() as u64) as usize;
        let Some(typed) = short(unit) else { continue };
        let right = (0..org.len()).filter(|&other| short(other).as_deref() == Some(&*typed)).collect();
        return Query { class: "acronym", typed, right };
    }
}

/// The three or four letters that a word starts with.
fn start(word: &str, dice: &mut Dice) -> String {
    word.chars().take(3 + dice.below(2) as usize).collect()
}

/// The word with two letters swapped, one missing, doubled or another.
fn mistyped(word: &str, dice: &mut Dice) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let at = 1 + dice.below(letters.len() as u64 - 2) as usize;
    match dice.below(4) {
        0 => letters.swap(at, at + 1),
        1 => drop(letters.remove(at)),
        2 => letters.insert(at, letters[at]),
        _ => letters[at] = 'x',
    }
    letters.into_iter().collect()
}
