//! Lookups that are made from the names of a directory, and how many units short ones show.

use std::collections::HashSet;

use ramure::org::{Org, UnitId};
use ramure::search::{Index, Query};
use ramure::text::fold;

use super::generated_queries::Lookup;
use super::report::percent;

/// Names that are tried in each directory, at equal distances.
const NAME_COUNT: usize = 400;
/// Names of fewer or more words are not tried.
const WORDS: std::ops::RangeInclusive<usize> = 3..=7;

/// How often the first unit has the initials that are typed: without stop words, and with them where the
/// name has some.
pub fn initials_first(org: &Org) -> [String; 2] {
    let mut index = Index::new(org);
    let all: Vec<HashSet<String>> = org.units().map(|unit| short_forms(org, unit)).collect();
    let mut counts = [(0, 0); 2];
    for unit in sample(org) {
        let [content, full] = initials(&org.name(unit), org);
        let typed = [Some(&content), Some(&full).filter(|full| **full != content)];
        for (typed, (tried, right)) in typed.into_iter().zip(&mut counts) {
            let Some(typed) = typed.filter(|typed| WORDS.contains(&typed.chars().count())) else { continue };
            let best = index.search(org, &Query::new(typed, org.languages())).first();
            *tried += 1;
            *right += usize::from(best.is_some_and(|best| all[best.index()].contains(typed)));
        }
    }
    counts.map(|(tried, right)| match tried {
        0 => "–".to_string(),
        _ => format!("{} of {tried}", percent(right as f64 / f64::from(tried))),
    })
}

/// The median number of units that are shown for the lookups of three letters, and how many there are.
pub fn shown_for_three_letters(org: &Org, lookups: &[Lookup]) -> (usize, usize) {
    let mut index = Index::new(org);
    let mut shown = |typed| index.search(org, &Query::new(typed, org.languages())).total();
    let short = lookups.iter().filter(|lookup| lookup.typed.chars().count() == 3);
    let mut shown: Vec<usize> = short.map(|lookup| shown(&lookup.typed)).collect();
    shown.sort_unstable();
    (shown[shown.len() / 2], shown.len())
}

fn sample(org: &Org) -> impl Iterator<Item = UnitId> {
    org.units().step_by(org.len().div_ceil(NAME_COUNT))
}

/// What a unit may rightly be found by: the initials of its names, its acronym.
fn short_forms(org: &Org, unit: UnitId) -> HashSet<String> {
    let record = org.unit(unit);
    let names = std::iter::once(&record.name).chain(&record.other_names);
    let acronym =
        record.acronym.iter().map(|acronym| fold(acronym).text.replace(|c: char| !c.is_alphanumeric(), ""));
    names.flat_map(|name| initials(name, org)).chain(acronym).collect()
}

/// The initials of a name without its stop words, and with them.
fn initials(name: &str, org: &Org) -> [String; 2] {
    let folded = fold(name).text;
    let words: Vec<&str> =
        folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let is_content = |(at, word): &(usize, &&str)| *at == 0 || !org.languages().is_stop_word(word);
    let content = words.iter().enumerate().filter(is_content).filter_map(|(_, word)| word.chars().next());
    [content.collect(), words.iter().filter_map(|word| word.chars().next()).collect()]
}
