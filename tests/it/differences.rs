//! `ramure diff`: what it prints for people and for programs, and how it ends.

use std::process::Output;

use serde_json::{Value, json};

use crate::support::{DINUM, err, file, out, run};

/// The embedded organisation with its records changed, as two files; what is printed of them.
fn diff(edit: impl FnOnce(&mut Vec<Value>), words: &[&str]) -> Output {
    let mut document: Value = serde_json::from_str(DINUM).expect("JSON");
    edit(document["units"].as_array_mut().expect("units"));
    let (old, new) = (file(DINUM.as_bytes()), file(document.to_string().as_bytes()));
    let paths = [&old, &new].map(|file| file.path().to_str().expect("text"));
    run(&[&["diff", paths[0], paths[1]], words].concat())
}

fn unit<'a>(units: &'a mut [Value], id: &str) -> &'a mut Value {
    units.iter_mut().find(|unit| unit["id"] == id).expect("a unit")
}

/// One of everything.
fn everything(units: &mut Vec<Value>) {
    units.retain(|unit| unit["id"] != "rh-mobilite" && unit["id"] != "ace-rco");
    unit(units, "ace-tnt")["name"] = "Programme Territoires".into();
    unit(units, "ace-tnt")["acronym"] = "PT".into();
    unit(units, "ace-proactivite")["parent_id"] = "etalab".into();
    unit(units, "iso-rie")["notes"] = json!(["nouvelle"]);
    unit(units, "isn-eig")["id"] = "eig".into();
    units.push(json!({"id": "n", "parent_id": "ace", "name": "Pôle Neuf", "acronym": "PN"}));
}

#[test]
fn people_read_a_line_a_unit() {
    let output = diff(everything, &["--lang", "fr"]);
    assert_eq!((output.status.code(), err(&output)), (Some(1), String::new()));
    insta::assert_snapshot!(out(&output).replace('\u{a0}', "·"));
}

#[test]
fn programs_read_json() {
    let output = diff(everything, &["--json"]);
    assert_eq!(output.status.code(), Some(1));
    let answer: Value = serde_json::from_str(&out(&output)).expect("JSON");
    assert_eq!(answer["added"], json!([{"id": "n", "name": "Pôle Neuf", "parent_id": "ace"}]));
    assert_eq!(answer["removed"].as_array().map(Vec::len), Some(2));
    let changed = answer["changed"].as_array().expect("a list");
    let tnt = json!({"id": "ace-tnt", "name": "Programme Territoires", "parent_id": "ace",
        "old": {"id": "ace-tnt", "name": "Programme TNT", "parent_id": "ace"}, "renamed": true, "moved": false,
        "fields": [{"field": "name", "old": ["Programme TNT"], "new": ["Programme Territoires"]},
            {"field": "acronym", "old": ["TNT"], "new": ["PT"]}]});
    assert!(changed.contains(&tnt), "{changed:#?}");
    let ids: Vec<&str> = changed.iter().filter_map(|change| change["id"].as_str()).collect();
    // The relation of `isn` to what is now `eig` leads nowhere.
    assert_eq!(ids, ["ace-tnt", "isn", "eig", "ace-proactivite", "iso-rie"]);
}

#[test]
fn the_same_is_zero_and_a_file_that_cannot_be_read_is_two() {
    let same = diff(|_| {}, &[]);
    assert_eq!((same.status.code(), out(&same)), (Some(0), "27\u{a0}units, no difference\n".into()));
    let json = diff(|_| {}, &["--json"]);
    assert_eq!(
        (json.status.code(), out(&json)),
        (Some(0), "{\"added\":[],\"removed\":[],\"changed\":[]}\n".into())
    );
    let output = run(&["diff", "/nonexistent/a", "/nonexistent/b"]);
    assert_eq!((output.status.code(), out(&output)), (Some(2), String::new()));
    assert_eq!(err(&output), "ramure: /nonexistent/a: this file does not exist\n");
    assert_eq!(run(&["diff", "one"]).status.code(), Some(2));
}
