//! Labelled lookups over the embedded organisation: the expected unit is the first match.

use ramure::lang::{Lang, Tr};
use ramure::org::UnitId;
use ramure::search::{Index, Query, SYNTAX};

use crate::support::dinum;

/// Lines of class, query and expected id, separated by tabs.
const LOOKUPS: &str = include_str!("lookups.tsv");

fn lookups() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    let lines = LOOKUPS.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| {
        let fields: Vec<_> = line.split('\t').collect();
        (fields[0], fields[1], fields[2])
    })
}

#[test]
fn every_lookup_finds_its_unit_first() {
    let org = dinum();
    let mut index = Index::new(&org);
    let missed = lookups().filter_map(|(class, query, id)| {
        let matches = index.search(&org, &Query::new(query, org.languages()));
        let first = matches.first().map_or("nothing".into(), |unit| org.id(unit));
        (*first != *id).then(|| format!("{class}: {query:?} finds {first}, not {id}"))
    });
    let missed: Vec<String> = missed.collect();
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn initials_of_words_in_a_text_are_found() {
    let org = dinum();
    let matches = Index::new(&org).search(&org, &Query::new("ia", org.languages()));
    let ids: Vec<_> = matches.ranked().iter().map(|found| org.id(found.unit).to_string()).collect();
    assert!(ids.iter().any(|id| id == "etalab"), "{ids:?}");
}

#[test]
fn the_lookups_cover_every_unit_and_every_class() {
    let org = dinum();
    let lookups: Vec<_> = lookups().collect();
    assert!(lookups.len() >= 60);
    for unit in org.units().map(|unit| org.id(unit)) {
        assert!(lookups.iter().any(|(.., id)| **id == *unit), "no lookup for {unit}");
    }
    let classes = [
        "acronym",
        "prefix",
        "accents",
        "apostrophes",
        "initials",
        "order",
        "typo",
        "pieces",
        "contact",
        "text",
        "kind",
        "path",
    ];
    for class in classes {
        assert!(lookups.iter().filter(|(of, ..)| *of == class).count() >= 4, "{class}");
    }
}

#[test]
fn earlier_queries_change_no_result() {
    let org = dinum();
    let mut warm = Index::new(&org);
    let answer = |index: &mut Index, typed: &str| -> Vec<(UnitId, u32)> {
        index
            .search(&org, &Query::new(typed, org.languages()))
            .ranked()
            .iter()
            .map(|found| (found.unit, found.score))
            .collect()
    };
    for (_, typed, _) in lookups() {
        assert_eq!(answer(&mut warm, typed), answer(&mut Index::new(&org), typed), "{typed}");
    }
}

#[test]
fn accents_and_case_change_no_result() {
    let org = dinum();
    let mut index = Index::new(&org);
    let mut answer = |typed: &str| index.search(&org, &Query::new(typed, org.languages())).ranked();
    for (plain, typed) in
        [("epine", "ÉPINE"), ("l'etat", "L’État"), ("acces", "accès"), ("reseau", "re\u{301}seau")]
    {
        assert_eq!(answer(plain), answer(typed), "{typed}");
    }
}

#[test]
fn every_form_of_the_help_finds_some_units_and_leaves_out_others() {
    let org = dinum();
    let mut index = Index::new(&org);
    let words = [("mot", "word"), ("autre", "other")];
    let typed = |form: &str| {
        let examples = words.iter().zip(["etalab", "données"]);
        examples.fold(form.to_string(), |form, ((fr, en), word)| form.replace(fr, word).replace(en, word))
    };
    let forms = SYNTAX.iter().flat_map(|(Tr { fr, en }, _)| [typed(fr), typed(en)]);
    for form in forms {
        let found = index.search(&org, &Query::new(&form, org.languages())).total();
        assert!(found > 0 && found < org.len(), "{form} finds {found}");
    }
}

#[test]
fn a_telephone_number_is_found_in_any_form() {
    let text = r#"{"format": "ramure/1", "units": [{"id": "r", "name": "Ministère"},
        {"id": "a", "name": "Accueil", "parent_id": "r",
         "contact_details": [{"type": "voice", "value": "+33 (0)1 40 15 73 00"}]},
        {"id": "b", "name": "Bureau 7300", "parent_id": "r",
         "contact_details": [{"type": "voice", "value": "01.40.15.73.01 / 01.40.15.73.02"}]}]}"#;
    let org = ramure::import::read(text.as_bytes(), Lang::En).expect("readable");
    let mut index = Index::new(&org);
    let mut first = |typed: &str| {
        let matches = index.search(&org, &Query::new(typed, org.languages()));
        matches.first().map(|unit| org.id(unit).to_string()).unwrap_or_default()
    };
    for typed in ["0140157300", "01 40 15 73 00", "01.40.15.73.00", "+33140157300", "0033 1 40157300"] {
        assert_eq!(first(typed), "a", "{typed}");
    }
    assert_eq!(first("7300"), "b", "a code in a name is no telephone number first");
    assert_eq!((first("7301"), first("0140157302")), ("b".into(), "b".into()));
}

/// The name that comes first in a directory of people, or nothing.
fn first_person(people: &[&str], typed: &str) -> String {
    let units = people
        .iter()
        .enumerate()
        .map(|(at, name)| serde_json::json!({"id": format!("p{at}"), "name": name, "parent_id": "r"}));
    let units: Vec<_> =
        [serde_json::json!({"id": "r", "name": "Annuaire"})].into_iter().chain(units).collect();
    let text = serde_json::json!({"format": "ramure/1", "units": units}).to_string();
    let org = ramure::import::read(text.as_bytes(), Lang::En).expect("readable");
    let matches = Index::new(&org).search(&org, &Query::new(typed, org.languages()));
    matches.first().map(|unit| org.name(unit).to_string()).unwrap_or_default()
}

#[test]
fn people_are_found_by_their_names_in_any_order_and_spelling() {
    let people = [
        "Amélie Bérard-N’Diaye",
        "Jean de La Fontaine",
        "Amélie Fontaine",
        "Siobhán O’Brien",
        "Brienne Leroy",
        "Antoine de Saint-Exupéry",
        "Ursula von der Leyen",
        "Ursula Meyer",
        "Ewan MacDonald",
        "Fiona Mac Donald",
        "Jean-Baptiste d’Alembert",
        "Vincent van Gogh",
        "Søren Kierkegård",
        "Jürgen Müller-Lüdenscheidt",
        "Xavier Le Goff",
    ];
    for (typed, expected) in [
        ("amelie ndiaye", "Amélie Bérard-N’Diaye"),
        ("n'diaye amélie", "Amélie Bérard-N’Diaye"),
        ("berard ndiaye", "Amélie Bérard-N’Diaye"),
        ("de la fontaine", "Jean de La Fontaine"),
        ("La Fontaine", "Jean de La Fontaine"),
        ("lafontaine", "Jean de La Fontaine"),
        ("fontaine", "Amélie Fontaine"),
        ("j. de la fontaine", "Jean de La Fontaine"),
        ("o brien", "Siobhán O’Brien"),
        ("obrien", "Siobhán O’Brien"),
        ("o'brien", "Siobhán O’Brien"),
        ("saint exupery", "Antoine de Saint-Exupéry"),
        ("saint-ex", "Antoine de Saint-Exupéry"),
        ("von der leyen", "Ursula von der Leyen"),
        ("vonderleyen", "Ursula von der Leyen"),
        ("leyen, ursula", "Ursula von der Leyen"),
        ("mac donald", "Fiona Mac Donald"),
        ("macdonald", "Ewan MacDonald"),
        ("macdonald fiona", "Fiona Mac Donald"),
        ("mac donald ewan", "Ewan MacDonald"),
        ("d'alembert", "Jean-Baptiste d’Alembert"),
        ("dalembert", "Jean-Baptiste d’Alembert"),
        ("jean baptiste", "Jean-Baptiste d’Alembert"),
        ("vangogh", "Vincent van Gogh"),
        ("kierkegaard", "Søren Kierkegård"),
        ("mueller", "Jürgen Müller-Lüdenscheidt"),
        ("legoff", "Xavier Le Goff"),
    ] {
        assert_eq!(first_person(&people, typed), expected, "{typed}");
    }
}

#[test]
fn signs_alone_are_not_searched_and_any_script_is() {
    for typed in
        ["&", ".", "-", "@", "/", "…", "!!", "\u{301}", "\u{301}\u{302}", "👩‍💻", "\u{200f}", "|", "'", "\""]
    {
        assert!(Query::new(typed, dinum().languages()).is_empty(), "{typed:?}");
    }
    let people = [
        "משה כהן",
        "محمد علي",
        "李 小龙",
        "Иван Петров",
        "Νίκος Παπάς",
        "R&D Étude",
        "Équipe 🦊 web",
        "Of the de la",
    ];
    for (typed, expected) in [
        ("כהן", "משה כהן"),
        ("\u{200f}كהן משה", ""),
        ("علي محمد", "محمد علي"),
        ("小龙", "李 小龙"),
        ("петров", "Иван Петров"),
        ("παπας", "Νίκος Παπάς"),
        ("r&d", "R&D Étude"),
        ("r & d", "R&D Étude"),
        ("🦊 web", "Équipe 🦊 web"),
        ("web &", "Équipe 🦊 web"),
        ("of the de la", "Of the de la"),
        ("петров x", ""),
    ] {
        assert_eq!(first_person(&people, typed), expected, "{typed}");
    }
}
