//! `ramure diff` and `--compare`: text, JSON, exit status, and the marks in the browser.

use std::process::Output;

use serde_json::{Value, json};

use ramure::lang::Lang;
use ramure::linear::LinearBrowser;

use crate::support::{Browser, VALOMBRE, answer_text, file, org, run, run_on, stderr, stdout, valombre};

/// The organisation with its records changed.
fn edited(edit: impl FnOnce(&mut Vec<Value>)) -> String {
    let mut document: Value = serde_json::from_str(VALOMBRE).expect("JSON");
    edit(document["units"].as_array_mut().expect("units"));
    document.to_string()
}

/// Runs `ramure diff` on the organisation and an edited copy.
fn diff(edit: impl FnOnce(&mut Vec<Value>), args: &[&str]) -> Output {
    let (old, new) = (file(VALOMBRE.as_bytes()), file(edited(edit).as_bytes()));
    let paths = [&old, &new].map(|file| file.path().to_str().expect("text"));
    run(&[&["diff", paths[0], paths[1]], args].concat())
}

fn unit<'a>(units: &'a mut [Value], id: &str) -> &'a mut Value {
    units.iter_mut().find(|unit| unit["id"] == id).expect("a unit")
}

/// One change of every kind.
fn edit_everything(units: &mut Vec<Value>) {
    units.retain(|unit| unit["id"] != "tec-eau" && unit["id"] != "cab");
    unit(units, "edu-plm")["name"] = "Programme Lecture".into();
    unit(units, "edu-plm")["acronym"] = "PL".into();
    unit(units, "rsv-livres")["parent_id"] = "tec".into();
    unit(units, "tec-voirie")["notes"] = json!(["nouvelle"]);
    unit(units, "rsv-coeur")["id"] = "coeur".into();
    units.push(json!({"id": "n", "parent_id": "tec", "name": "Pôle Neuf", "acronym": "PN"}));
}

#[test]
fn text_has_a_line_for_each_changed_unit() {
    let output = diff(edit_everything, &["--lang", "fr"]);
    assert_eq!((output.status.code(), stderr(&output)), (Some(1), String::new()));
    insta::assert_snapshot!(stdout(&output).replace('\u{a0}', "·"));
}

#[test]
fn json_has_the_changes() {
    let output = diff(edit_everything, &["--json"]);
    assert_eq!(output.status.code(), Some(1));
    let answer: Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    assert_eq!(answer["added"], json!([{"id": "n", "name": "Pôle Neuf", "parent_id": "tec"}]));
    assert_eq!(answer["removed"].as_array().map(Vec::len), Some(2));
    let changed = answer["changed"].as_array().expect("a list");
    let renamed = json!({"id": "edu-plm", "name": "Programme Lecture", "parent_id": "edu",
        "old": {"id": "edu-plm", "name": "Programme PLM", "parent_id": "edu"}, "renamed": true, "moved": false,
        "fields": [{"field": "name", "old": ["Programme PLM"], "new": ["Programme Lecture"]},
            {"field": "acronym", "old": ["PLM"], "new": ["PL"]}]});
    assert!(changed.contains(&renamed), "{changed:#?}");
    let ids: Vec<&str> = changed.iter().filter_map(|change| change["id"].as_str()).collect();
    // The relation of `rsv-acces` to the unit that is now `coeur` leads nowhere.
    assert_eq!(ids, ["tec-voirie", "rsv-livres", "edu-plm", "coeur", "rsv-acces"]);
}

#[test]
fn no_difference_is_status_zero_and_an_unreadable_file_is_two() {
    let same = diff(|_| {}, &[]);
    assert_eq!((same.status.code(), stdout(&same)), (Some(0), "12\u{a0}units, no difference\n".into()));
    let json = diff(|_| {}, &["--json"]);
    assert_eq!(
        (json.status.code(), stdout(&json)),
        (Some(0), "{\"added\":[],\"removed\":[],\"changed\":[]}\n".into())
    );
    let output = run(&["diff", "/nonexistent/a", "/nonexistent/b"]);
    assert_eq!((output.status.code(), stdout(&output)), (Some(2), String::new()));
    assert_eq!(stderr(&output), "ramure: /nonexistent/a: this file does not exist\n");
    assert_eq!(run(&["diff", "one"]).status.code(), Some(2));
}

/// A browser on the edited organisation, compared with the original.
fn browser(columns: u16) -> Browser {
    let mut browser = Browser::new(org(&edited(edit_everything)), columns, 26);
    browser.app.compare(valombre());
    browser
}

#[test]
fn the_browser_marks_and_counts_the_changes() {
    let mut browser = browser(100);
    browser.press("/pl Enter");
    insta::assert_snapshot!(browser.screen_text());
    browser.press("Esc");
    assert_eq!(browser.unit(), "edu-plm");
    let screen = browser.screen_text();
    for text in ["+ ajoutée", "~ renommée", "> déplacée", "* modifiée", "sigle    PLM"] {
        assert!(screen.contains(text), "{text}\n{screen}");
    }
    let counts = "1 ajoutée, 2 supprimées, 1 renommée, 1 déplacée, 2 modifiées, 1 avec un nouvel id";
    assert!(screen.replace('\u{a0}', " ").contains(counts), "{screen}");
}

#[test]
fn a_card_lists_the_removed_children() {
    let mut browser = browser(100);
    browser.app.find("tec");
    browser.press("Esc");
    assert!(browser.screen_text().contains("Unités supprimées"), "{}", browser.screen_text());
    assert!(browser.screen_text().contains(" • Régie de l’eau"));
}

#[test]
fn keys_go_to_the_next_and_previous_change() {
    let mut browser = browser(100);
    assert!(browser.screen_text().contains("nN changement"), "{}", browser.screen_text());
    let mut visit = |key| {
        browser.press(key);
        browser.unit()
    };
    let visited = ["n", "n", "n", "N", "N", "N"].map(&mut visit);
    assert_eq!(visited, ["tec", "tec-voirie", "rsv-livres", "tec-voirie", "tec", "ville"]);
}

#[test]
fn a_narrow_outline_keeps_the_signs() {
    for columns in [20, 30, 40] {
        let screen = browser(columns).screen_text();
        assert!(
            screen.lines().any(|line| line.trim_end().ends_with('+') || line.contains("+ ajoutée")),
            "{screen}"
        );
    }
}

#[test]
fn linear_mode_prints_what_changed() {
    let mut linear = LinearBrowser::new(org(&edited(edit_everything)), Lang::Fr);
    linear.compare(valombre());
    let opening = linear.open("");
    assert!(
        opening.contains("depuis l’ancienne version\u{a0}: 1\u{a0}ajoutée, 2\u{a0}supprimées"),
        "{opening}"
    );
    let answer = answer_text(linear.execute("PL"));
    assert!(answer.contains(", renommée"), "{answer}");
    let card = answer_text(linear.execute("fiche"));
    assert!(card.contains("Unité renommée\n") && card.contains("Avant, sigle\u{a0}: PLM\n"), "{card}");
}

#[test]
fn without_a_terminal_the_changes_are_printed() {
    let (old, new) = (file(VALOMBRE.as_bytes()), file(edited(edit_everything).as_bytes()));
    let path = old.path().to_str().expect("text");
    let output = run_on(new.path(), &["--compare", path]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(stdout(&output), stdout(&diff(edit_everything, &[])));
    let with_command = run(&["--compare", path, "tree"]);
    assert_eq!(with_command.status.code(), Some(2));
    assert!(
        stderr(&with_command).contains("“--compare” does not apply to “ramure tree”"),
        "{}",
        stderr(&with_command)
    );
    let restricted = run(&["--restricted", "--compare", path, "--lang", "en"]);
    assert_eq!(restricted.status.code(), Some(2));
    assert!(
        stderr(&restricted).contains("“--compare” cannot be used with “--restricted”"),
        "{}",
        stderr(&restricted)
    );
}
