//! A unit in words: each phrase makes sense when it is heard alone.

use crate::lang::{Lang, Tr, level, matches, number, rank, units};
use crate::news::News;
use crate::org::{Org, UnitId};
use crate::search::Matches;

/// The most units above that a path names one by one.
const LONGEST_PATH: usize = 20;

/// A unit as one comes to it, with its place among all.
pub fn unit(org: &Org, unit: UnitId, lang: Lang) -> String {
    let place = rank(unit.index() + 1, org.len(), lang);
    let place = Tr::new("unité {}", "unit {}").with(lang, &[&place]);
    format!("{}, {place}, {}", called(org, unit), around(org, unit, lang))
}

/// A unit of a list, which gives its place itself.
pub fn row(org: &Org, unit: UnitId, lang: Lang) -> String {
    format!("{}, {}", called(org, unit), around(org, unit, lang))
}

/// The words that say what happened to a unit; none where nothing did.
pub fn news(news: Option<&News>, unit: UnitId, lang: Lang) -> String {
    let kind = news.and_then(|news| news.kind(unit));
    kind.map_or(String::new(), |kind| format!(", {}", kind.words()[0].get(lang)))
}

/// The unit and those above, the nearest first; of a very long way, the nearest and the first.
pub fn path(org: &Org, unit: UnitId, lang: Lang) -> String {
    format!("{}{}", called(org, unit), above(org, unit, lang))
}

/// The words that put a unit inside those above.
fn above(org: &Org, unit: UnitId, lang: Lang) -> String {
    let near = org.ancestors(unit).take(LONGEST_PATH);
    let mut path: String = near.map(|above| inside(org, above, lang)).collect();
    let unsaid = org.depth(unit).saturating_sub(LONGEST_PATH);
    if unsaid > 0 {
        let root = org.name(UnitId::ROOT);
        path += &FURTHER.with(lang, &[&number(unsaid, lang), &root]);
    }
    path
}

/// Where a unit is; nothing for the first, which is nowhere.
pub fn place(org: &Org, unit: UnitId, lang: Lang) -> Option<String> {
    above(org, unit, lang).strip_prefix(", ").map(str::to_string)
}

/// The words that put something inside a unit.
pub fn inside(org: &Org, unit: UnitId, lang: Lang) -> String {
    Tr::new(", dans {}", ", in {}").with(lang, &[&org.name(unit)])
}

/// How many units a search found, and that one is on the first.
pub fn found(words: &str, found: &Matches, lang: Lang) -> String {
    let is_ranked = found.is_ranked();
    let phrase = match found.total() {
        1 => FOUND_ONE,
        _ if is_ranked => FOUND,
        _ => LET_THROUGH,
    };
    phrase.with(lang, &[&matches(found.total(), lang), words])
}

/// Name, acronym and kind.
fn called(org: &Org, unit: UnitId) -> String {
    let parts = [Some(org.name(unit)), org.short(unit), org.kind(unit)];
    parts.iter().flatten().map(|part| &**part).collect::<Vec<_>>().join(", ")
}

/// How many units are above, and right below.
fn around(org: &Org, unit: UnitId, lang: Lang) -> String {
    let below = match org.children(unit).count() {
        0 => Tr::new("aucune unité en dessous", "no unit below").get(lang).to_string(),
        n => Tr::new("{} en dessous", "{} below").with(lang, &[&units(n, lang)]),
    };
    format!("{}, {below}", level(org.depth(unit), lang))
}

const FURTHER: Tr = Tr::new(", {} unités plus bas que {}", ", {} units below {}");
const FOUND_ONE: Tr = Tr::new("{} pour « {} », vous y êtes", "{} for “{}”, you are on it");
const FOUND: Tr = Tr::new(
    "{} pour « {} », le meilleur d’abord, vous êtes sur le premier",
    "{} for “{}”, the best first, you are on the first",
);
const LET_THROUGH: Tr = Tr::new(
    "{} pour « {} », dans l’ordre de lecture, vous êtes sur le premier",
    "{} for “{}”, in reading order, you are on the first",
);
