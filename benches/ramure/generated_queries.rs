//! Queries made from the names of a generated organisation; the rules were not tuned on them. Every
//! unit with the intended words is right.

use std::collections::HashSet;

use ramure::org::{Org, UnitId};

use super::generate::content_words;
use super::rng::Rng;

const SEED: u64 = 11;
/// The number of queries in each class.
const QUERIES_PER_CLASS: usize = 60;
/// An intended word has at least this many letters.
const MIN_WORD_CHARS: usize = 5;

/// The name of a class, and how a query is typed from the intended words.
type Class = (&'static str, fn(&[String], &mut Rng) -> String);

const CLASSES: [Class; 7] = [
    ("two words", |intended, _| intended.join(" ")),
    ("swapped", |intended, _| format!("{} {}", intended[1], intended[0])),
    ("two prefixes", |intended, rng| format!("{} {}", prefix(&intended[0], rng), prefix(&intended[1], rng))),
    ("prefixes swapped", |intended, rng| {
        format!("{} {}", prefix(&intended[1], rng), prefix(&intended[0], rng))
    }),
    ("typo and prefix", |intended, rng| {
        format!("{} {}", mistyped(&intended[0], rng), prefix(&intended[1], rng))
    }),
    ("word and typo", |intended, rng| format!("{} {}", intended[0], mistyped(&intended[1], rng))),
    ("glued pieces", |intended, rng| format!("{}{}", prefix(&intended[0], rng), prefix(&intended[1], rng))),
];

/// A query, its class and the units that are right.
pub struct Lookup {
    pub class: &'static str,
    pub typed: String,
    pub right: HashSet<usize>,
}

pub fn queries(org: &Org) -> Vec<Lookup> {
    let mut rng = Rng::new(SEED);
    let named: Vec<Vec<String>> = org.units().map(|unit| content_words(&org.name(unit))).collect();
    let mut queries: Vec<Lookup> = (0..QUERIES_PER_CLASS).map(|_| acronym(org, &mut rng)).collect();
    for (class, type_query) in CLASSES {
        for _ in 0..QUERIES_PER_CLASS {
            let intended = intended(&named, &mut rng);
            let has_all = |unit: &usize| intended.iter().all(|word| named[*unit].contains(word));
            let right = (0..named.len()).filter(has_all).collect();
            queries.push(Lookup { class, typed: type_query(&intended, &mut rng), right });
        }
    }
    queries
}

/// Two long words of a name, in its order.
fn intended(named: &[Vec<String>], rng: &mut Rng) -> Vec<String> {
    loop {
        let name = &named[rng.below(named.len() as u64) as usize];
        let mut candidates: Vec<&String> = name.iter().filter(|word| word.len() >= MIN_WORD_CHARS).collect();
        candidates.dedup();
        while candidates.len() > 2 {
            candidates.remove(rng.below(candidates.len() as u64) as usize);
        }
        if let [one, two] = candidates[..] {
            return vec![one.clone(), two.clone()];
        }
    }
}

fn acronym(org: &Org, rng: &mut Rng) -> Lookup {
    let folded_acronym = |unit: usize| org.acronym(UnitId::at(unit)).map(|acronym| acronym.to_lowercase());
    loop {
        let unit = rng.below(org.len() as u64) as usize;
        let Some(typed) = folded_acronym(unit) else { continue };
        let right =
            (0..org.len()).filter(|&other| folded_acronym(other).as_deref() == Some(&*typed)).collect();
        return Lookup { class: "acronym", typed, right };
    }
}

/// The first three or four letters of a word.
fn prefix(word: &str, rng: &mut Rng) -> String {
    word.chars().take(3 + rng.below(2) as usize).collect()
}

/// The word with two letters swapped, or one missing, doubled or replaced.
fn mistyped(word: &str, rng: &mut Rng) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let at = 1 + rng.below(letters.len() as u64 - 2) as usize;
    match rng.below(4) {
        0 => letters.swap(at, at + 1),
        1 => drop(letters.remove(at)),
        2 => letters.insert(at, letters[at]),
        _ => letters[at] = 'x',
    }
    letters.into_iter().collect()
}
