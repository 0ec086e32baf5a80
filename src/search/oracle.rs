//! A reference search (a test oracle), slow and simple, that the index is tested against. It restates
//! every rule and weight; it shares with the index only the parsed query, text folding, `fuzzy-matcher` and `Org`.

mod address;
mod greek;
mod loose;
mod phone;
mod searched_unit;

use std::cmp::Reverse;

use crate::org::{Channels, Org, UnitId};
use crate::text::Languages;

use super::filter::Condition;
use super::fuzzy::FuzzyMatcher;
use super::query::Query;
use super::query_term::{MatchMode, QueryTerm};
use loose::approximate_score;
use searched_unit::{Scope, SearchedUnit, content_words, split};

/// A unit that matches: its score, which is that of its worst term, and the sum over its terms.
#[derive(Clone, Copy)]
struct Candidate {
    unit: UnitId,
    score: u32,
    sum: u32,
}

/// The score of a query term at one unit, without its ancestors.
fn unit_score(
    unit: &SearchedUnit,
    term: &QueryTerm,
    approximate: Option<&FuzzyMatcher>,
    scope: Scope,
) -> u32 {
    if term.mode == MatchMode::Phone {
        return phone::score(unit, &term.text, scope);
    }
    let words = split(&term.text);
    if words.len() > 1 {
        return adjacent_score(unit, term.mode, &words, scope);
    }
    let word = &words[0];
    let strict = [
        unit.names().map(|name| name_score(name, word, term.mode, unit.languages)).max().unwrap_or(0),
        unit.acronym_words()
            .map(|acronym| acronym_score(acronym, word, term.mode, unit.languages))
            .max()
            .unwrap_or(0),
        other_text_score(unit, word, term.mode, scope),
    ];
    let strict = strict.into_iter().max().unwrap_or(0);
    match approximate {
        Some(fuzzy) if term.mode == MatchMode::Fuzzy => {
            strict.max(approximate_score(unit, word, term.is_only_term, fuzzy))
        }
        _ => strict,
    }
}

fn name_score(name: &[String], word: &str, mode: MatchMode, languages: Languages) -> u32 {
    let content = content_words(name, languages);
    let first = content.first().copied().unwrap_or("");
    match mode {
        MatchMode::Prefix => {
            if first.starts_with(word) {
                165
            } else {
                0
            }
        }
        MatchMode::Suffix => {
            if content.last().is_some_and(|last| last.ends_with(word)) {
                160
            } else {
                0
            }
        }
        MatchMode::Phone => 0,
        MatchMode::Exact | MatchMode::Fuzzy => {
            let score = |(at, candidate): (usize, &&str)| {
                with_bonus(word_score(candidate, word, mode, languages), at)
            };
            let in_words = content.iter().enumerate().map(score).max().unwrap_or(0);
            let all: Vec<&str> = name.iter().map(String::as_str).collect();
            let initials = initials_score(&content, word).max(initials_score(&all, word));
            in_words.max(if mode == MatchMode::Fuzzy { initials } else { 0 })
        }
    }
}

/// The first word of a name is worth 5 more.
fn with_bonus(score: u32, at: usize) -> u32 {
    if score > 0 && at == 0 { score + 5 } else { score }
}

/// A whole word, its beginning or a part of it, short parts only in exact mode; or a Greek word in Latin
/// letters.
fn word_score(candidate: &str, word: &str, mode: MatchMode, languages: Languages) -> u32 {
    let may_be_inside = mode == MatchMode::Exact || word.chars().count() >= 3;
    let as_typed = if candidate == word {
        200
    } else if candidate.starts_with(word) {
        160
    } else if may_be_inside && candidate.contains(word) {
        60
    } else {
        0
    };
    as_typed.max(greek_score(candidate, word, mode, languages))
}

fn greek_score(candidate: &str, word: &str, mode: MatchMode, languages: Languages) -> u32 {
    if mode == MatchMode::Fuzzy { greek::score(candidate, word, languages) } else { 0 }
}

/// From 2 to 10 letters that begin the successive words of a name. The index keeps 10 initials, so
/// ten letters never count as all of them.
fn initials_score(content: &[&str], word: &str) -> u32 {
    let letters: Vec<char> = word.chars().collect();
    let initials: Vec<char> = content.iter().filter_map(|word| word.chars().next()).collect();
    let is_searched = letters.iter().all(|c| c.is_alphanumeric()) && (2..=10).contains(&letters.len());
    if !is_searched || !initials.starts_with(&letters) {
        0
    } else if letters.len() == initials.len() && letters.len() < 10 {
        195
    } else {
        110
    }
}

fn acronym_score(acronym: &str, word: &str, mode: MatchMode, languages: Languages) -> u32 {
    let as_typed = if acronym == word {
        250
    } else if acronym.starts_with(word) && mode != MatchMode::Suffix {
        170
    } else {
        0
    };
    as_typed.max(greek_score(acronym, word, mode, languages))
}

/// The score in kind, contacts and texts. A word that the acronym has too counts there alone.
fn other_text_score(unit: &SearchedUnit, word: &str, mode: MatchMode, scope: Scope) -> u32 {
    if matches!(mode, MatchMode::Prefix | MatchMode::Suffix) {
        return 0;
    }
    let score = |(loss, text): (u32, &Vec<String>)| {
        let is_searched = |candidate: &&String| {
            !unit.languages.is_stop_word(candidate) && (loss == 0 || !unit.acronym.contains(candidate))
        };
        let words = text.iter().filter(is_searched);
        words
            .map(|candidate| discounted(word_score(candidate, word, mode, unit.languages), loss))
            .max()
            .unwrap_or(0)
    };
    unit.other_texts(scope).map(score).max().unwrap_or(0)
}

/// A score in another text, reduced by what it loses there, but not below 10.
fn discounted(score: u32, loss: u32) -> u32 {
    if score == 0 || loss == 0 { score } else { score.saturating_sub(loss).max(10) }
}

/// Several words side by side, as in `'l'etat`. The first may be the end of a word and the last the
/// beginning of one, unless the name must start or end there.
fn adjacent_score(unit: &SearchedUnit, mode: MatchMode, parts: &[String], scope: Scope) -> u32 {
    if !is_adjacent_candidate(unit, mode, parts) {
        return 0;
    }
    let in_name = |name: &Vec<String>| match adjacent_position(name, mode, parts, unit.languages) {
        None => 0,
        Some(_) if mode == MatchMode::Prefix => 165,
        Some(_) if mode == MatchMode::Suffix => 160,
        Some(at) => with_bonus(100, at),
    };
    if parts.iter().all(|part| unit.languages.is_stop_word(part)) {
        return in_name(&unit.name);
    }
    let names = unit.names().map(in_name);
    let others = unit.other_texts(scope).map(|(loss, text)| {
        match adjacent_position(text, mode, parts, unit.languages) {
            Some(_) if mode == MatchMode::Exact => discounted(100, loss),
            _ => 0,
        }
    });
    names.chain(others).max().unwrap_or(0)
}

/// Only units that have each of the words somewhere are read. Stop words are not indexed: they do not
/// narrow that down, and stop words alone are looked for in the name only.
fn is_adjacent_candidate(unit: &SearchedUnit, mode: MatchMode, parts: &[String]) -> bool {
    let indexed = unit.indexed_words();
    let is_indexed = |(at, _): (usize, &String)| indexed.iter().any(|word| fits_part(word, parts, at, mode));
    parts.iter().enumerate().filter(|(_, part)| !unit.languages.is_stop_word(part)).all(is_indexed)
}

fn fits_part(word: &str, parts: &[String], at: usize, mode: MatchMode) -> bool {
    let part = parts[at].as_str();
    if at == 0 && mode != MatchMode::Prefix {
        word.ends_with(part)
    } else if at + 1 == parts.len() && mode != MatchMode::Suffix {
        word.starts_with(part)
    } else {
        word == part
    }
}

/// The position of the first word of a text from which the parts stand side by side.
fn adjacent_position(
    text: &[String],
    mode: MatchMode,
    parts: &[String],
    languages: Languages,
) -> Option<usize> {
    let last_content = (0..text.len()).rev().find(|&at| at == 0 || !languages.is_stop_word(&text[at]))?;
    let fits = |start: &usize| {
        let end = start + parts.len() - 1;
        let is_allowed = match mode {
            MatchMode::Prefix => *start == 0,
            MatchMode::Suffix => end == last_content,
            _ => end < text.len(),
        };
        let is_there = |at: usize| text.get(start + at).is_some_and(|word| fits_part(word, parts, at, mode));
        is_allowed && (0..parts.len()).all(is_there)
    };
    (0..text.len()).find(fits)
}

fn searched_units(org: &Org) -> Vec<SearchedUnit> {
    org.units().map(|unit| SearchedUnit::new(org, unit)).collect()
}

/// The units that match and their scores, the best first.
fn search(org: &Org, units: &[SearchedUnit], query: &Query) -> Vec<(UnitId, u32)> {
    let terms = || query.clauses.iter().flatten().flatten();
    let is_fuzzy = |term: &QueryTerm| term.mode == MatchMode::Fuzzy;
    if query.is_empty() {
        return Vec::new();
    }
    let allowed: Vec<bool> = units.iter().map(|unit| passes_filters(org, query, units, unit)).collect();
    let mut found = candidates(org, query, units, &allowed, None);
    if found.len() < 20 && terms().any(is_fuzzy) {
        found = candidates(org, query, units, &allowed, Some(&FuzzyMatcher::default()));
        let has_operator = terms().any(|term| !matches!(term.mode, MatchMode::Fuzzy | MatchMode::Phone));
        if found.is_empty() && !has_operator {
            found = fallback(query, units, &allowed);
        }
    }
    if query.clauses.is_empty() {
        return found.into_iter().map(|found| (found.unit, 0)).collect();
    }
    raise_whole_addresses(query, units, &mut found);
    rank(org, query, units, found)
}

/// A unit that has the mail address or the domain that is the query is worth 205, unless more than 500
/// units have scores of 90 or more, as its words have.
fn raise_whole_addresses(query: &Query, units: &[SearchedUnit], found: &mut [Candidate]) {
    let may_have_it = found.iter().filter(|found| found.score >= 90).count();
    let Some(typed) = query.address.as_ref().filter(|_| may_have_it <= 500) else { return };
    for found in found {
        if address::has_whole(&units[found.unit.index()], &typed.0) {
            found.score = found.score.max(205);
        }
    }
}

fn typed(query: &Query) -> String {
    let terms = query.clauses.iter().flatten().flatten();
    terms.filter(|term| term.mode != MatchMode::Phone).map(|term| term.text.as_str()).collect()
}

/// The units at which every term is found, at least one of them at the unit itself.
fn candidates(
    org: &Org,
    query: &Query,
    units: &[SearchedUnit],
    allowed: &[bool],
    approximate: Option<&FuzzyMatcher>,
) -> Vec<Candidate> {
    // A term is as good as the best of its alternatives, an alternative as its worst word.
    let direct = |alternatives: &Vec<Vec<QueryTerm>>| -> Vec<u32> {
        let score = |unit: &SearchedUnit| {
            let all = |terms: &Vec<QueryTerm>| {
                terms.iter().map(|term| unit_score(unit, term, approximate, Scope::All)).min()
            };
            alternatives.iter().filter_map(all).max().unwrap_or(0)
        };
        units.iter().map(score).collect()
    };
    let direct: Vec<Vec<u32>> = query.clauses.iter().map(direct).collect();
    let candidate = |unit: UnitId| {
        let scores = (0..direct.len()).map(|term| shared_score(org, query, term, &direct[term], unit));
        let scores: Vec<u32> = scores.collect();
        let is_direct = direct.is_empty() || direct.iter().any(|scores| scores[unit.index()] > 0);
        let score = scores.iter().copied().min().unwrap_or(255);
        let matches = allowed[unit.index()] && is_direct && score > 0;
        matches.then(|| Candidate { unit, score, sum: scores.iter().sum() })
    };
    org.units().filter_map(candidate).collect()
}

/// The score of a term with what is inherited from ancestors: 10/16 of their best score, 5/16 for the
/// last term, and nothing for anchored words or an only term. A stop word as the last of several terms is
/// worth 90 anywhere.
fn shared_score(org: &Org, query: &Query, term: usize, direct: &[u32], unit: UnitId) -> u32 {
    let words: Vec<&QueryTerm> = query.clauses[term].iter().flatten().collect();
    let is_last = term + 1 == query.clauses.len();
    let is_anchored = words.iter().any(|word| matches!(word.mode, MatchMode::Prefix | MatchMode::Suffix));
    let above = org.ancestors(unit).map(|above| direct[above.index()]).max().unwrap_or(0);
    let shared = if is_anchored || query.clauses.len() == 1 {
        0
    } else if is_last {
        above * 5 / 16
    } else {
        above * 10 / 16
    };
    let is_stop_word =
        |word: &str| org.languages().is_stop_word(word) || greek::is_stop_word(word, org.languages());
    let is_stop = words.iter().any(|word| word.mode == MatchMode::Fuzzy && is_stop_word(&word.text));
    let least = if is_last && term > 0 && is_stop { 90 } else { 0 };
    direct[unit.index()].max(shared).max(least)
}

fn passes_filters(org: &Org, query: &Query, units: &[SearchedUnit], unit: &SearchedUnit) -> bool {
    query.filters.iter().all(|alternatives| {
        alternatives.iter().any(|filter| filter.is_excluded != meets(org, &filter.condition, units, unit))
    })
}

fn meets(org: &Org, condition: &Condition, units: &[SearchedUnit], unit: &SearchedUnit) -> bool {
    match condition {
        Condition::Kind(words) => words.iter().all(|start| {
            unit.kind
                .iter()
                .any(|word| !unit.languages.is_stop_word(word) && word.starts_with(start.as_str()))
        }),
        Condition::Has(channels) => Channels::of_unit(&org.unit(unit.unit)).intersects(*channels),
        Condition::Name(term) => unit_score(unit, term, None, Scope::Identity) > 0,
        Condition::Units(range) => range.contains(&unit.unit.index()),
        Condition::Within(text) => {
            let best = units.iter().map(|unit| naming_rank(unit, text)).max().unwrap_or(0);
            let above = org.path(unit.unit);
            best > 0 && above.iter().any(|above| naming_rank(&units[above.index()], text) == best)
        }
    }
}

/// How well a text names a unit: 3 by its whole id, acronym or alias, 2 by all words of these or the name,
/// 1 by their beginning, 0 not at all.
fn naming_rank(unit: &SearchedUnit, text: &str) -> u32 {
    let short = || [&unit.folded_id].into_iter().chain(&unit.folded_acronyms);
    if short().any(|known| known == text) {
        return 3;
    }
    let wanted = split(text).join(" ");
    let known = short().chain([&unit.folded_name]);
    let rank = |known: &String| match split(known).join(" ").strip_prefix(wanted.as_str()) {
        Some("") => 2,
        Some(_) => 1,
        None => 0,
    };
    if wanted.is_empty() { 0 } else { known.map(rank).max().unwrap_or(0) }
}

/// The units whose whole folded name `fuzzy-matcher` finds the query in, when nothing else matches.
fn fallback(query: &Query, units: &[SearchedUnit], allowed: &[bool]) -> Vec<Candidate> {
    let (fuzzy, typed) = (FuzzyMatcher::default(), typed(query));
    let matches =
        |unit: &&SearchedUnit| allowed[unit.unit.index()] && fuzzy.score(&unit.folded_name, &typed).is_some();
    units.iter().filter(matches).map(|unit| Candidate { unit: unit.unit, score: 10, sum: 0 }).collect()
}

/// By score, sum, proximity, the text as typed, `fuzzy-matcher`, length of the name, units below and
/// reading order. That is the order of the best 128 by score, sum and length of the name; the others follow
/// by score. At a tie of 205 or more a unit stands before those below it.
fn rank(org: &Org, query: &Query, units: &[SearchedUnit], mut found: Vec<Candidate>) -> Vec<(UnitId, u32)> {
    let (fuzzy, typed) = (FuzzyMatcher::default(), typed(query));
    let name = |found: &Candidate| &units[found.unit.index()].folded_name;
    found.sort_by_key(|found| (Reverse((found.score, found.sum)), name(found).len().min(255), found.unit));
    let mut others = found.split_off(found.len().min(128));
    found.sort_by_cached_key(|found| {
        let unit = &units[found.unit.index()];
        let penalty = proximity_penalty(&content_words(&unit.name, unit.languages), query);
        let fuzzy = Reverse(fuzzy.score(&unit.folded_name, &typed));
        let below = Reverse(org.subtree(found.unit).len());
        let lacks_phrase = !unit.folded_name.contains(&query.phrase);
        (
            Reverse((found.score, found.sum)),
            penalty,
            lacks_phrase,
            fuzzy,
            unit.folded_name.len(),
            below,
            found.unit,
        )
    });
    others.sort_by_key(|found| (Reverse(found.score), found.unit));
    for at in 1..found.len() {
        let unit = found[at];
        let is_below = |other: &Candidate| {
            let is_tie = other.score >= 205 && (other.score, other.sum) == (unit.score, unit.sum);
            is_tie && org.ancestors(other.unit).any(|above| above == unit.unit)
        };
        if let Some(first) = found[..at].iter().position(is_below) {
            found[first..=at].rotate_right(1);
        }
    }
    found.iter().chain(&others).map(|found| (found.unit, found.score)).collect()
}

/// The words of the name between successive terms, and 10 for each term that stands before the
/// previous one or at the same word.
fn proximity_penalty(content: &[&str], query: &Query) -> usize {
    let is_start = |term: &QueryTerm, word: &str| {
        word.starts_with(term.text.as_str()) || greek_score(word, &term.text, term.mode, query.languages) > 0
    };
    let position = |term: &QueryTerm| content.iter().position(|word| is_start(term, word));
    let positions: Vec<usize> = query.clauses.iter().flatten().flatten().filter_map(position).collect();
    let mut penalty = 0;
    for pair in positions.windows(2) {
        penalty += if pair[1] > pair[0] { pair[1] - pair[0] - 1 } else { 10 };
    }
    penalty
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeSet, HashMap};
    use std::ops::Range;

    use proptest::prelude::*;

    use crate::import::read;
    use crate::lang::Lang;
    use crate::org::PackInfo;
    use crate::text::fold;

    use super::super::{Index, SearchField};
    use super::*;

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
        "et",
        "données",
        "жук",
        "iso",
        "Υπουργείο",
        "Παιδείας",
        "της",
        "Ευρωπαϊκών",
        "ΔΕΗ",
        "Dei",
        "11ης",
    ];
    /// Telephone numbers and what looks like them.
    const PHONES: &[&str] = &[
        "01 40 15 73 00",
        "0140157300",
        "+33 (0)1.40.15.73.00",
        "0033140157300",
        "+33 1 40 15 73 01",
        "tel: 015-7300 / 015-7301",
        "157300",
        "rue 2, 014 01",
        "3",
        "+41 157 3014",
    ];
    /// A name without stop words, with thirteen initials.
    const LONG_NAME: &str =
        "Réseau interministériel collecte écoles numérique données information rie beta.gouv.fr œuvre zones";
    const QUERIES: &[&str] = &[
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
        "kind:de",
        "kind:p",
        "in:u1",
        "in:u",
        "in:rie",
        "in:reseau-de",
        "in:\"l'etat",
        "in:de-l",
        "!in:u1",
        "!kind:po",
        "kind:reseau-de",
        "kind:\"reseau de\"",
        "has:email",
        "has:co",
        "avec:lien",
        "!has:contact",
        "has:phone",
        "has:x",
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
        "'de-la",
        "'de-l'",
        "^l'",
        "!'de-l",
        "'x.e",
        "!l'etat",
        "l'etat$",
        "gouv.fr$",
        "beta.gouv.fr",
        "aide@etat.fr",
        "etat.fr",
        "gouv.fr",
        "'so",
        "'ie",
        "жук",
        "жу",
        "del",
        "rd",
        "rdi",
        "ie",
        "isn't",
        "resres",
        "ypourgeio",
        "ypourge",
        "ipurg",
        "paideias",
        "pa",
        "ped",
        "europai",
        "evropaikon",
        "dei",
        "tis",
        "de",
        "11is",
        "'dei",
        "υπουργεια",
        "riecollecte",
        "reseaurie",
    ];

    /// Words of a list, with blanks between.
    fn words(list: &'static [&'static str], count: Range<usize>) -> impl Strategy<Value = String> {
        prop::collection::vec(prop::sample::select(list), count).prop_map(|words| words.join(" "))
    }

    /// A name of ordinary length or, sometimes, one with more words than the index keeps apart, or the
    /// first words of `LONG_NAME`.
    fn name() -> impl Strategy<Value = String> {
        let start = |count| LONG_NAME.split(' ').take(count).collect::<Vec<_>>().join(" ");
        prop_oneof![7 => words(WORDS, 1..6), 1 => words(WORDS, 9..24), 1 => (2..12usize).prop_map(start)]
    }

    /// A word as it is typed: cut, with letters left out, changed or swapped, or with another's
    /// beginning after it, and with the signs of the query syntax.
    fn mistyped() -> impl Strategy<Value = String> {
        let word = || prop::sample::select(WORDS).prop_map(|word| fold(word).text);
        let sign = prop_oneof![6 => Just(""), 2 => prop::sample::select(&["'", "^", "$", "!", "kind:"][..])];
        let edits = prop::collection::vec((0..6usize, any::<prop::sample::Index>()), 0..4);
        (word(), word(), edits, sign).prop_map(|(word, other, edits, sign)| {
            let mut letters: Vec<char> = word.chars().collect();
            for (edit, at) in edits {
                let at = at.index(letters.len().max(1));
                match edit {
                    0 => letters.truncate(at.max(2)),
                    1 if at < letters.len() => drop(letters.remove(at)),
                    2 if at + 1 < letters.len() => letters.swap(at, at + 1),
                    3 if at < letters.len() => letters[at] = 'z',
                    4 => letters.insert(at, 'e'),
                    _ => letters.extend(other.chars().take(at.max(2))),
                }
            }
            let word: String = letters.into_iter().collect();
            if sign == "$" { word + sign } else { sign.to_string() + &word }
        })
    }

    /// The first initials of `LONG_NAME`.
    fn initials() -> impl Strategy<Value = String> {
        (2..13usize).prop_map(|count| {
            split(LONG_NAME).iter().filter_map(|word| word.chars().next()).take(count).collect()
        })
    }

    fn query() -> impl Strategy<Value = String> {
        let part = (prop::sample::select(PHONES), any::<prop::sample::Index>(), any::<bool>());
        let phone = part.prop_map(|(phone, at, is_end)| {
            let (start, end) = phone.split_at(at.index(phone.len()));
            if is_end { end } else { start }.to_string()
        });
        let token = prop_oneof![5 => words(QUERIES, 1..2), 4 => mistyped(), 1 => initials(), 1 => phone];
        prop::collection::vec(token, 1..4).prop_map(|tokens| tokens.join(" "))
    }

    prop_compose! {
        fn unit()(
            name in name(), acronym in words(&["RIE", "ISO", "R&D", "RES", "DE L", "SI-NUM", "Δ.Ε.Η.", "ΥΠ-ΠΕ", ""], 0..2),
            others in prop::collection::vec(name(), 0..3), kind in words(&["pôle", "réseau", "réseau de", "υπουργείο", ""], 0..2),
            contact in prop_oneof![
                words(&["aide@etat.fr", "l’accueil d’aide@etat.fr", "x@beta.gouv.fr", "www.gouv.fr", "01 2 res", "riez", "tel:1"], 0..2), words(PHONES, 1..3)], label in words(WORDS, 0..2),
            texts in prop::collection::vec(words(WORDS, 0..4), 4), parent in any::<prop::sample::Index>(),
            relation in any::<bool>(), field in 0..4usize,
        ) -> (serde_json::Value, prop::sample::Index) {
            let contacts: Vec<_> = [contact].iter().filter(|text| !text.is_empty())
                .map(|text| serde_json::json!({"value": text, "label": label})).collect();
            let mut unit = serde_json::json!({"name": name, "acronym": acronym, "other_names": others,
                "classification": kind, "contact_details": contacts, "abstract": texts[0]});
            match field {
                0 => unit["missions"] = texts[1..].into(),
                1 => unit["facts"] = serde_json::json!([{"label": texts[1], "value": texts[2]}]),
                2 => unit["links"] = serde_json::json!([{"label": texts[1], "url": texts[2]}]),
                _ if relation => unit["relations"] = serde_json::json!([{"type": texts[1], "unit_id": "u0"}]),
                _ => unit["relations"] = serde_json::json!([{"type": texts[1], "name": texts[2]}]),
            }
            (unit, parent)
        }
    }

    /// The lines of a file of aliases for the first units.
    fn aliases() -> impl Strategy<Value = String> {
        let alias = words(&["RIE", "ΔΕΗ", "tnt", "réseaux", "dir-num", "ISO de", "res", "&"], 1..3);
        let lines = prop::collection::vec((alias, 0..6usize), 0..5);
        lines.prop_map(|lines| lines.iter().map(|(alias, unit)| format!("{alias}\tu{unit}\n")).collect())
    }

    fn org(size: Range<usize>) -> impl Strategy<Value = Org> {
        (prop::collection::vec(unit(), size), aliases()).prop_map(|(units, aliases)| {
            let unit = |(i, (mut unit, parent)): (usize, (serde_json::Value, prop::sample::Index))| {
                unit["id"] = format!("u{i}").into();
                if i > 0 {
                    unit["parent_id"] = format!("u{}", parent.index(i)).into();
                }
                unit
            };
            let units: Vec<_> = units.into_iter().enumerate().map(unit).collect();
            let text = serde_json::json!({"format": "ramure/1", "units": units}).to_string();
            let mut org = read(text.as_bytes(), Lang::En).expect("readable");
            org.set_aliases("aliases".into(), &aliases);
            org
        })
    }

    /// The same organisation in a pack.
    fn packed(org: &Org) -> Org {
        let info = PackInfo { program: "test".into(), created: 0, sources: Vec::new() };
        let bytes = Index::new(org).write_pack(org, info, Vec::new(), &mut |_, _| {}).expect("written");
        let mut packed = read(&bytes, Lang::En).expect("readable");
        let lines = org.all_aliases().map(|(unit, alias)| format!("{alias}\t{}\n", org.id(unit)));
        packed.set_aliases("aliases".into(), &lines.collect::<String>());
        packed
    }

    /// The field in which the only word of a query has its best score at a unit, the first of equals;
    /// `None` where the index and the text of the unit may differ.
    fn best_field(unit: &SearchedUnit, term: &QueryTerm, score: u32) -> Option<SearchField> {
        let fuzzy = FuzzyMatcher::default();
        let empty = || SearchedUnit {
            unit: unit.unit,
            languages: unit.languages,
            folded_id: String::new(),
            folded_acronyms: Vec::new(),
            folded_name: String::new(),
            name: Vec::new(),
            other_names: Vec::new(),
            acronym: Vec::new(),
            aliases: Vec::new(),
            kind: Vec::new(),
            contacts: Vec::new(),
            folded_contacts: Vec::new(),
            folded_texts: Vec::new(),
            texts: Vec::new(),
        };
        let fields = [
            (SearchField::Acronym, SearchedUnit { acronym: unit.acronym.clone(), ..empty() }),
            (SearchField::Alias, SearchedUnit { aliases: unit.aliases.clone(), ..empty() }),
            (SearchField::Name, SearchedUnit { name: unit.name.clone(), ..empty() }),
            (SearchField::OtherName, SearchedUnit { other_names: unit.other_names.clone(), ..empty() }),
            (SearchField::Kind, SearchedUnit { kind: unit.kind.clone(), ..empty() }),
            (
                SearchField::Contact,
                SearchedUnit {
                    contacts: unit.contacts.clone(),
                    folded_contacts: unit.folded_contacts.clone(),
                    ..empty()
                },
            ),
            (SearchField::Text, SearchedUnit { texts: unit.texts.clone(), ..empty() }),
        ];
        let scores = fields.map(|(field, part)| (field, unit_score(&part, term, Some(&fuzzy), Scope::All)));
        let (field, best) = scores.into_iter().rev().max_by_key(|(_, score)| *score)?;
        let differs = unit.other_names.len() > 1 || unit.names().any(|name| name.len() > 14);
        let field = if best < score { SearchField::Path } else { field };
        (!differs && split(&term.text).len() == 1).then_some(field)
    }

    /// The results of the index in the form of the reference search.
    fn index_search(index: &mut Index, org: &Org, query: &Query) -> Vec<(UnitId, u32)> {
        let mut matches = index.search(org, query);
        matches.set_weak_shown(true);
        matches.ranked().iter().map(|found| (found.unit, found.score)).collect()
    }

    /// The matches that have at least half of the best score.
    fn strong(found: &[(UnitId, u32)]) -> Vec<(UnitId, u32)> {
        let best = found.first().map_or(0, |(_, score)| *score);
        found.iter().copied().filter(|(_, score)| score * 2 >= best).collect()
    }

    proptest! {
        #[test]
        fn weak_matches_are_hidden(org in org(1..30), typed in query()) {
            let query = Query::new(&typed, org.languages());
            let all = search(&org, &searched_units(&org), &query);
            let expected = strong(&all);
            let matches = Index::new(&org).search(&org, &query);
            let shown: Vec<(UnitId, u32)> =
                matches.ranked().iter().map(|found| (found.unit, found.score)).collect();
            prop_assert_eq!(&shown, &expected, "{}", typed);
            prop_assert_eq!(matches.total() + matches.weak_count(), all.len());
            for (i, (unit, _)) in expected.iter().enumerate() {
                let before = expected.iter().filter(|(other, _)| other <= unit);
                prop_assert_eq!((matches.rank(*unit), matches.ordinal(*unit)), (Some(i + 1), Some(before.count())));
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn the_index_agrees_with_the_reference_search_after_any_queries(
            org in org(1..30), queries in prop::collection::vec(query(), 1..6),
        ) {
            let units = searched_units(&org);
            let packed = packed(&org);
            let (mut used, mut of_pack) = (Index::new(&org), Index::new(&packed));
            for typed in queries {
                let query = Query::new(&typed, org.languages());
                let expected = search(&org, &units, &query);
                prop_assert_eq!(&index_search(&mut used, &org, &query), &expected, "{}", typed);
                prop_assert_eq!(&index_search(&mut of_pack, &packed, &query), &expected, "packed: {}", typed);
                prop_assert_eq!(index_search(&mut Index::new(&org), &org, &query), expected, "{}", typed);
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(8))]
        #[test]
        fn matches_beyond_the_exact_ranking_follow_by_score(
            org in org(150..300), queries in prop::collection::vec(query(), 4),
        ) {
            let units = searched_units(&org);
            let mut index = Index::new(&org);
            for typed in queries {
                let query = Query::new(&typed, org.languages());
                prop_assert_eq!(index_search(&mut index, &org, &query), search(&org, &units, &query), "{}", typed);
            }
        }
    }

    /// The starts of words: what is typed on the way to each of them.
    fn word_starts<'a>(words: impl Iterator<Item = &'a &'a str>) -> BTreeSet<&'a str> {
        let starts = |word: &&'a str| {
            let ends = word.char_indices().map(|(at, _)| at).skip(1).chain([word.len()]);
            ends.map(|end| &word[..end]).collect::<Vec<_>>()
        };
        words.flat_map(starts).collect()
    }

    /// While any word is typed, every unit with a word that starts with the letters comes before those
    /// that only have them inside a word. Returns how many starts of words were typed.
    fn check_word_starts(org: &Org) -> Result<usize, TestCaseError> {
        let (units, mut index) = (searched_units(org), Index::new(org));
        let words: Vec<Vec<&str>> = units.iter().map(SearchedUnit::indexed_words).collect();
        let typed = word_starts(words.iter().flatten());
        for letters in &typed {
            let found = index_search(&mut index, org, &Query::new(letters, org.languages()));
            let has_start = |unit: UnitId| words[unit.index()].iter().any(|word| word.starts_with(letters));
            let is_inside = |(unit, _): &&(UnitId, u32)| {
                let (words, is_start) = (&words[unit.index()], has_start(*unit));
                let unit = &units[unit.index()];
                let is_initials = || {
                    unit.names().any(|name| name_score(name, letters, MatchMode::Fuzzy, unit.languages) > 0)
                };
                let is_phone = || {
                    QueryTerm::parse_phone(letters)
                        .is_some_and(|term| phone::score(unit, &term.text, Scope::All) > 0)
                };
                let is_greek = || words.iter().any(|word| greek::score(word, letters, unit.languages) > 0);
                let is_part = !is_start && words.iter().any(|word| word.contains(letters));
                is_part && !is_initials() && !is_phone() && !is_greek()
            };
            let first_inside = found.iter().find(is_inside).map_or(0, |(_, score)| *score);
            let scores: HashMap<UnitId, u32> = found.into_iter().collect();
            for unit in units.iter().filter(|unit| has_start(unit.unit)) {
                let score = scores.get(&unit.unit).copied().unwrap_or(0);
                prop_assert!(score > first_inside, "{}: {} has {}", letters, unit.folded_name, score);
            }
        }
        Ok(typed.len())
    }

    #[test]
    fn units_of_the_dinum_stay_above_while_their_words_are_typed() {
        let org = read(include_bytes!("../../assets/dinum.json"), Lang::Fr).expect("readable");
        assert!(check_word_starts(&org).expect("no unit gives way") > 2_000);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        #[test]
        fn units_stay_above_while_their_words_are_typed(org in org(1..30)) {
            check_word_starts(&org)?;
        }
    }

    proptest! {
        #[test]
        fn the_field_of_a_match_has_its_best_score(org in org(1..20), typed in query()) {
            let query = Query::new(&typed, org.languages());
            let units = searched_units(&org);
            if let [alternatives] = &query.clauses[..]
                && let [term] = &alternatives.concat()[..]
            {
                for found in Index::new(&org).search(&org, &query).ranked() {
                    let unit = &units[found.unit.index()];
                    if let Some(field) = best_field(unit, term, found.score) {
                        prop_assert_eq!(query.matched_field(&org, &found), field, "{}", typed);
                    }
                }
            }
        }
    }
}
