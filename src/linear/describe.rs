//! Texts that describe units, paths and results without relying on layout.

use crate::diff::annotations::ChangeAnnotations;
use crate::lang::{
    Lang, NOTHING_FITS_WELL, Tr, level, matches, number, rank_of_total, units, weaker_matches,
};
use crate::org::{Org, UnitId};
use crate::search::{MatchedText, Matches};
use crate::text::snippet;

/// The longest part of a matched text that is read, in columns.
const SNIPPET_COLUMNS: usize = 80;
/// Of a longer path, the ancestors further up are counted, not named.
const MAX_PATH_UNITS: usize = 20;

/// Name, position, level and number of units below of the current unit.
pub fn unit(org: &Org, unit: UnitId, lang: Lang) -> String {
    let position = rank_of_total(unit.index() + 1, org.len(), lang);
    let position = Tr::new("unité {}", "unit {}").with(lang, &[&position]);
    format!("{}, {position}, {}", title(org, unit), level_and_units_below(org, unit, lang))
}

/// A unit in a numbered list: the same without the position.
pub fn list_item(org: &Org, unit: UnitId, lang: Lang) -> String {
    format!("{}, {}", title(org, unit), level_and_units_below(org, unit, lang))
}

/// The change of a unit in a comparison; empty if there is none.
pub fn change(comparison: Option<&ChangeAnnotations>, unit: UnitId, lang: Lang) -> String {
    let kind = comparison.and_then(|comparison| comparison.kind(unit));
    kind.map_or(String::new(), |kind| format!(", {}", kind.labels()[0].get(lang)))
}

/// The unit and its ancestors, the nearest first. Of a long path, the nearest ones and the root.
pub fn path(org: &Org, unit: UnitId, lang: Lang) -> String {
    format!("{}{}", title(org, unit), inside_ancestors(org, unit, lang))
}

/// The ancestors of a unit, each with [`inside`].
fn inside_ancestors(org: &Org, unit: UnitId, lang: Lang) -> String {
    let nearest = org.ancestors(unit).take(MAX_PATH_UNITS);
    let mut path: String = nearest.map(|ancestor| inside(org, ancestor, lang)).collect();
    let omitted = org.depth(unit).saturating_sub(MAX_PATH_UNITS);
    if omitted > 0 {
        let root = org.name(UnitId::ROOT);
        path += &FURTHER.with(lang, &[&number(omitted, lang), &root]);
    }
    path
}

/// The ancestors of a unit, the nearest first; `None` for the root.
pub fn location(org: &Org, unit: UnitId, lang: Lang) -> Option<String> {
    inside_ancestors(org, unit, lang).strip_prefix(", ").map(str::to_string)
}

/// `, in NAME`, to append to the text of a unit inside it.
pub fn inside(org: &Org, unit: UnitId, lang: Lang) -> String {
    Tr::new(", dans {}", ", in {}").with(lang, &[&org.name(unit)])
}

/// The number of results, that the cursor is on the first, and how many weaker ones there are.
pub fn results(query_text: &str, results: &Matches, lang: Lang) -> String {
    let template = match results.total() {
        1 => FOUND_ONE,
        _ if results.is_ranked() => FOUND,
        _ => FOUND_UNRANKED,
    };
    let mut text = template.with(lang, &[&matches(results.total(), lang), query_text]);
    if results.fits_poorly() {
        text += &format!(", {}", NOTHING_FITS_WELL.get(lang));
    }
    if results.weak_count() > 0 {
        text += &WEAKER.with(lang, &[&weaker_matches(results.weak_count(), lang)]);
    }
    text
}

/// The part of a text in which a query matches, around the match.
pub fn matched_text(matched: &MatchedText, lang: Lang) -> String {
    let (text, _) = snippet(&matched.text, &matched.ranges, SNIPPET_COLUMNS, "…");
    MATCHED.with(lang, &[&text])
}

/// Name, acronym and kind.
fn title(org: &Org, unit: UnitId) -> String {
    let parts = [Some(org.name(unit)), org.distinct_acronym(unit), org.kind(unit)];
    parts.iter().flatten().map(|part| &**part).collect::<Vec<_>>().join(", ")
}

/// Level and number of units below, at any level, as the status line of the browser counts them.
fn level_and_units_below(org: &Org, unit: UnitId, lang: Lang) -> String {
    let below = match org.subtree(unit).len() - 1 {
        0 => Tr::new("aucune unité en dessous", "no unit below").get(lang).to_string(),
        n => Tr::new("{} en dessous", "{} below").with(lang, &[&units(n, lang)]),
    };
    format!("{}, {below}", level(org.depth(unit), lang))
}

const FURTHER: Tr = Tr::new(", {} unités plus bas que {}", ", {} units below {}");
const WEAKER: Tr = Tr::new(", {}, + les lit aussi", ", {}, + reads them too");
const MATCHED: Tr = Tr::new(", trouvé dans « {} »", ", found in “{}”");
const FOUND_ONE: Tr = Tr::new("{} pour « {} », vous y êtes", "{} for “{}”, you are on it");
const FOUND: Tr = Tr::new(
    "{} pour « {} », le meilleur d’abord, vous êtes sur le premier",
    "{} for “{}”, the best first, you are on the first",
);
const FOUND_UNRANKED: Tr = Tr::new(
    "{} pour « {} », dans l’ordre de lecture, vous êtes sur le premier",
    "{} for “{}”, in reading order, you are on the first",
);
