//! The rules once more, slowly and plainly, a unit at a time: what the index is held to.

use std::cmp::Reverse;

use proptest::prelude::*;

use crate::import::read;
use crate::lang::Lang;
use crate::org::{Org, UnitId};
use crate::text::fold;

use super::fuzzy::{FuzzyMatcher, is_subsequence};
use super::index::Index;
use super::query::{Filter, MatchMode, Query, QueryTerm};
use super::score_unit::UnitScorer;
use super::search_query::{FALLBACK_SCORE, MIN_EXACT_MATCHES};
use super::tokens::{TokenizedText, word_ranges};

/// A unit with its worst quality and their sum.
type Judged = (UnitId, u32, u32);

/// The units that match and their qualities, the best first.
fn search(org: &Org, query: &Query) -> Vec<(UnitId, u32)> {
    let mut found = judge(org, query, false);
    if query.is_empty() {
        return Vec::new();
    }
    let is_loose = |needle: &QueryTerm| needle.mode == MatchMode::Fuzzy;
    if found.len() < MIN_EXACT_MATCHES && query.terms().any(is_loose) {
        found = judge(org, query, true);
        if found.is_empty() && query.terms().all(is_loose) {
            found = last_resort(org, query);
        }
    }
    if query.clauses.is_empty() {
        return found.into_iter().map(|(unit, ..)| (unit, 0)).collect();
    }
    found.sort_by_key(|&(unit, worst, sum)| {
        let name = TokenizedText::new(&org.name(unit));
        let fuzzy = FuzzyMatcher::default().score(name.text(), &query.joined_terms());
        (
            Reverse((worst, sum)),
            super::rank::proximity_penalty(name.text(), query.terms()),
            Reverse(fuzzy),
            name.text().len(),
            unit,
        )
    });
    found.into_iter().map(|(unit, worst, _)| (unit, worst)).collect()
}

fn judge(org: &Org, query: &Query, loose: bool) -> Vec<Judged> {
    let judges: Vec<UnitScorer> = org.ids().map(|unit| UnitScorer::new(org, unit)).collect();
    org.ids()
        .filter(|&unit| is_allowed(org, query, unit))
        .filter_map(|unit| judge_unit(org, query, loose, &judges, unit))
        .collect()
}

fn judge_unit(org: &Org, query: &Query, loose: bool, judges: &[UnitScorer], unit: UnitId) -> Option<Judged> {
    let fuzzy = FuzzyMatcher::default();
    let own = |term: &Vec<Vec<QueryTerm>>, unit: UnitId| {
        let quality = |needle: &QueryTerm| {
            // What is found loosely never makes less of what is found strictly elsewhere.
            let of = |fuzzy| judges[unit.index()].score(needle, fuzzy).value;
            of(loose.then_some(&fuzzy)).max(of(None))
        };
        term.iter().filter_map(|needles| needles.iter().map(quality).min()).max().unwrap_or(0)
    };
    let mut qualities = Vec::new();
    let mut some = query.clauses.is_empty();
    for (t, term) in query.clauses.iter().enumerate() {
        let needles = || term.iter().flatten();
        let last = t + 1 == query.clauses.len();
        let above = org.ancestors(unit).map(|above| own(term, above)).max().unwrap_or(0);
        let share = if needles().any(QueryTerm::is_anchored) {
            0
        } else if last {
            5
        } else {
            10
        };
        let mut quality = own(term, unit).max(above * share / 16);
        if last && t > 0 && needles().any(QueryTerm::is_stop_word) {
            quality = quality.max(90);
        }
        some |= own(term, unit) > 0;
        qualities.push(quality);
    }
    let worst = qualities.iter().copied().min().unwrap_or(255);
    (some && worst > 0).then(|| (unit, worst, qualities.iter().sum()))
}

fn is_allowed(org: &Org, query: &Query, unit: UnitId) -> bool {
    let is_called = |unit: UnitId, known: fn(&str, &str) -> bool, text: &str, names: bool| {
        let of = org.unit(unit);
        let acronym = of.acronym.as_deref().map(|acronym| fold(acronym).text);
        known(&fold(&of.id).text, text)
            || acronym.is_some_and(|acronym| known(&acronym, text))
            || (names && known(&fold(&of.name).text, text))
    };
    let is: fn(&str, &str) -> bool = |one, two| one == two;
    let starts: fn(&str, &str) -> bool = |one, two| one.starts_with(two);
    query.filters.iter().all(|filter| match filter {
        Filter::Kind(kind) => {
            let own = fold(org.unit(unit).kind.as_deref().unwrap_or("")).text;
            let has = |part: &str| word_ranges(&own).any(|word| own[word].starts_with(part));
            word_ranges(kind).all(|part| has(&kind[part]))
        }
        Filter::Exclude(needle) => {
            UnitScorer::new(org, unit).score_in(needle, |slot| slot.is_name_or_acronym() || slot.is_kind())
                == 0
        }
        Filter::Within(text) => {
            let exact = org.ids().any(|unit| is_called(unit, is, text, false));
            let (known, names) = if exact { (is, false) } else { (starts, true) };
            org.path(unit).into_iter().any(|above| is_called(above, known, text, names))
        }
    })
}

fn last_resort(org: &Org, query: &Query) -> Vec<Judged> {
    let typed = query.joined_terms();
    let fits = |unit: &UnitId| {
        let folded = fold(&org.name(*unit)).text;
        is_allowed(org, query, *unit)
            && is_subsequence(&folded, &typed)
            && FuzzyMatcher::default().score(&folded, &typed).is_some()
    };
    org.ids().filter(fits).map(|unit| (unit, u32::from(FALLBACK_SCORE), 0)).collect()
}

const WORDS: &[&str] = &[
    "réseau",
    "Réseaux",
    "réserve",
    "de",
    "l’État",
    "étatique",
    "d’information",
    "informatique",
    "la",
    "RIE",
    "interministériel",
    "collecte",
    "écoles",
    "école",
    "1er",
    "2",
    "du",
    "beta.gouv.fr",
    "Œuvre",
    "x",
    "numérique",
    "numéro",
];
const TYPED: &[&str] = &[
    "res",
    "reseau",
    "reseua",
    "rie",
    "r",
    "ri",
    "etat",
    "eta",
    "etta",
    "col",
    "ecol",
    "cole",
    "de",
    "d",
    "info",
    "infromatique",
    "resinfo",
    "rescol",
    "nmrq",
    "'res",
    "'eseau",
    "^res",
    "^ecole",
    "etat$",
    "que$",
    "!res",
    "!rie",
    "kind:po",
    "kind:reseau",
    "in:u1",
    "in:u",
    "in:rie",
    "|",
    "1",
    "2",
    "beta.gouv",
    "'beta.gouv",
    "^l'etat",
    "x",
    "interministeriel",
    "intrministriel",
    "oeuvre",
    "la",
    "'d'info",
    "rle",
    "zz",
    "tat",
    "numeri",
    "informatique$",
];

/// A few words of a list.
fn some(list: &'static [&'static str], count: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(list), count).prop_map(|words| words.join(" "))
}

prop_compose! {
    fn unit()(
        name in some(WORDS, 1..6), acronym in some(&["RIE", "ISO", "R&D", "RES", "DE L", ""], 0..2),
        other in some(WORDS, 0..3), kind in some(&["pôle", "réseau", "réseau de", ""], 0..2),
        contact in some(&["aide@etat.fr", "l’accueil", "01 2 res"], 0..2), text in some(WORDS, 0..6),
        parent in any::<prop::sample::Index>(),
    ) -> (serde_json::Value, prop::sample::Index) {
        let contacts: Vec<_> = [contact].iter().filter(|text| !text.is_empty()).map(|text| serde_json::json!({"value": text})).collect();
        (serde_json::json!({"name": name, "acronym": acronym, "other_names": [other], "classification": kind,
            "contact_details": contacts, "abstract": text}), parent)
    }
}

prop_compose! {
    fn org()(units in prop::collection::vec(unit(), 1..30)) -> Org {
        let unit = |(i, (mut unit, parent)): (usize, (serde_json::Value, prop::sample::Index))| {
            unit["id"] = format!("u{i}").into();
            if i > 0 { unit["parent_id"] = format!("u{}", parent.index(i)).into(); }
            unit
        };
        let units: Vec<_> = units.into_iter().enumerate().map(unit).collect();
        let text = serde_json::json!({"format": "ramure/1", "units": units}).to_string();
        read(text.as_bytes(), Lang::En).expect("readable")
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn the_index_finds_what_the_rules_say_whatever_was_typed_before(
        org in org(), queries in prop::collection::vec(some(TYPED, 1..4), 1..6),
    ) {
        let mut used = Index::new(&org);
        for typed in queries {
            let query = Query::new(&typed);
            let answer = |index: &mut Index| -> Vec<(UnitId, u32)> {
                index.search(&org, &query).ranked().iter().map(|found| (found.unit, found.score)).collect()
            };
            let found = answer(&mut used);
            prop_assert_eq!(&found, &search(&org, &query), "{}", typed);
            prop_assert_eq!(found, answer(&mut Index::new(&org)), "{}", typed);
        }
    }
}
