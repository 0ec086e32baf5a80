//! The embedded organisation: valid, without problems, and with the facts of its source.

use serde_json::Value;

use crate::support::{DINUM, dinum, document};

#[test]
fn it_is_valid_against_the_schema() {
    let schema: Value = serde_json::from_str(include_str!("../../assets/ramure.schema.json")).expect("JSON");
    let validator = jsonschema::draft202012::new(&schema).expect("a schema");
    let document: Value = serde_json::from_str(DINUM).expect("JSON");
    let errors: Vec<_> = validator.iter_errors(&document).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[test]
fn printed_json_is_valid_too() {
    let schema: Value = serde_json::from_str(include_str!("../../assets/ramure.schema.json")).expect("JSON");
    let validator = jsonschema::draft202012::new(&schema).expect("a schema");
    let org = dinum();
    let printed = document(&org);
    let document: Value = serde_json::from_str(&printed).expect("JSON");
    let errors: Vec<_> = validator.iter_errors(&document).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[test]
fn it_has_no_problem() {
    assert!(dinum().diagnostics().is_empty(), "{:?}", dinum().diagnostics());
}

/// Texts that the card of each unit must hold.
const FACTS: &[(&str, &[&str])] = &[
    ("dinum", &["n° 2019-1088", "25 octobre 2019", "n° 2023-304", "22 avril 2023", "six départements"]),
    ("ace-ecmr", &["grandsprojets.si@modernisation.gouv.fr", "panorama", "avis conformes"]),
    (
        "ace-bin",
        &[
            "recherche utilisateurs",
            "design",
            "accessibilité numérique",
            "numérique éco-responsable",
            "cloud",
            "conseil en transformation numérique",
            "mentorat de directeur de projet",
            "cofinancement",
            "guichets",
        ],
    ),
    ("ace-rco", &["deux", "la liste manque"]),
    ("ace-proactivite", &["Dites-le-nous une fois", "guides"]),
    (
        "ace-tnt",
        &[
            "tnt.dinum@modernisation.gouv.fr",
            "Agence nationale de Cohésion des territoires",
            "Feuille de route",
        ],
    ),
    ("isn", &["ISN"]),
    ("isn-beta", &["https://beta.gouv.fr"]),
    ("isn-eig", &["EIG"]),
    ("etalab", &["algorithmes", "codes sources", "intelligence artificielle"]),
    ("etalab-amdac", &["AMDAC"]),
    (
        "iso-rie",
        &[
            "près de 14 000",
            "près d’un million",
            "DROM et COM",
            "SGDSN",
            "Testa",
            "Renater",
            "trois grands composants",
        ],
    ),
    ("iso-rie-collecte", &["ADSL", "FTTH", "4G", "double fibre"]),
    ("iso-rie-epine", &["centres de production informatiques", "Internet"]),
    ("iso-rie-pfai", &["PFAI"]),
    ("iso-rie-pfs", &["Testa", "Renater", "défense"]),
    ("opi", &["open source", "communs numériques", "Les produits"]),
    ("opi-federation", &["fédération d’identités"]),
    ("rh", &["une vingtaine d’agents", "4"]),
    ("rh-campus", &["encadrement supérieur"]),
    ("rh-attractivite", &["tension"]),
    ("rh-mobilite", &["viviers", "talents"]),
    ("rh-experience", &["laboratoire RH"]),
];

#[test]
fn the_facts_of_the_source_are_on_their_units() {
    let org = dinum();
    for (id, facts) in FACTS {
        let unit = org.find(id).unwrap_or_else(|| panic!("no unit {id}"));
        let card = ramure::export::card_text(&org, unit, None, ramure::lang::Lang::Fr, str::to_string)
            .replace('\u{a0}', " ");
        for fact in *facts {
            assert!(card.contains(fact), "{id} lacks {fact:?}:\n{card}");
        }
    }
}

#[test]
fn its_french_typography_is_correct() {
    for (number, line) in DINUM.lines().enumerate() {
        let text = line.split_once(": ").map_or(line, |(_, text)| text);
        assert!(!text.contains('\'') || text.contains("://"), "{}: straight apostrophe", number + 1);
        assert!(!text.contains(" »") && !text.contains("« "), "{}: breaking space inside quotes", number + 1);
        assert!(![" ;", " ?", " !"].iter().any(|sign| text.contains(sign)), "{}: breaking space", number + 1);
    }
}
