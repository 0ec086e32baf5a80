//! Files as people have them: each opens to the right tree, with what was assumed, or is refused; and nothing
//! that a file says is lost.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::{run, stderr, stdout};

/// A file of `fixtures/found`, the `--columns` that it is opened with, its tree, and what its problems say.
struct Found {
    file: &'static str,
    columns: &'static str,
    tree: &'static str,
    problems: &'static [&'static str],
}

const fn found(
    file: &'static str,
    columns: &'static str,
    tree: &'static str,
    problems: &'static [&'static str],
) -> Found {
    Found { file, columns, tree, problems }
}

const FILES: [Found; 18] = [
    found("comma-in-name.csv", "name=\"Surname, given name\",parent=Under", "Kern, Ida > Roth, Tom", &[]),
    found("domain-units.csv", "", "Works > Roads > Bridges", &["parent ← “DistinguishedName”"]),
    found(
        "groups-without-rows.csv",
        "",
        "groups-without-rows > Staff > Wages, Training; groups-without-rows > Computing > Network",
        &[
            "“Staff”, the parent of 2\u{a0}units",
            "“Computing”, the parent of 1\u{a0}unit",
            "a common root is added",
        ],
    ),
    found("hidden-node.json", "", "Town > Parks, Water", &[]),
    found(
        "levels.csv",
        "level=Pole,level=Service,level=Team",
        "Town > Parks > Trees; Town > Water > Pumps",
        &["“Water”, the parent of 1\u{a0}unit, has no entry"],
    ),
    found(
        "missing-root.json",
        "",
        "missing-root > North > Harbour",
        &["“etag”", "“id:10”, the parent of 1\u{a0}unit"],
    ),
    found("paths.csv", "", "Town > Parks > Trees", &["parent ← “path”"]),
    found(
        "popolo-document.json",
        "",
        "popolo-document > Council > Budget committee; popolo-document > Tom Roth",
        &["2 units have no parent"],
    ),
    found("popolo-other-keys.json", "", "Rive University", &[]),
    found("posts.csv", "", "Ida Kern > Tom Roth > Eva Lind", &["parent ← “Reports To”; kind ← “Job Title”"]),
    found(
        "repeated-reference.json",
        "",
        "Town > Parks > Trees; Town > Water > Pumps",
        &["“7” is already taken"],
    ),
    found("reports-nested.json", "", "Ida Kern > Tom Roth > Eva Lind", &[]),
    found("reports-to.csv", "", "Ida Kern > Tom Roth > Eva Lind", &["parent ← “reports_to”"]),
    found("separator-line.csv", "", "Mairie > Voirie, éclairage", &[]),
    found("title-row.csv", "", "Mairie > Voirie", &["is ignored: Directory of the town 2026"]),
    found("town-halls.geojson", "", "Mairie de Rive", &["“type”"]),
    found("two-part-names.csv", "", "Ida Kern > Tom Roth > Eva Lind", &["name ← “Given Name”, “Surname”"]),
    found("website-object.json", "", "Statistics", &[]),
];

/// What a file says that is about the file alone, or about its drawing, or that only joins its parts.
const UNSAID: [(&str, &str); 5] = [
    ("domain-units.csv", "#TYPE Selected.Directory.OrganizationalUnit"),
    ("hidden-node.json", "Organisation hide https://chart.example/x x version"),
    ("popolo-document.json", "p1"),
    ("separator-line.csv", "sep="),
    ("town-halls.geojson", "Feature"),
];

fn path(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/fixtures/found").join(file)
}

fn printed(found: &Found, command: &[&str]) -> String {
    let file = path(found.file);
    let file = file.to_str().expect("text");
    let columns: &[&str] = if found.columns.is_empty() { &[] } else { &["--columns", found.columns] };
    let output = run(&[&["--lang", "en"][..], command, &[file], columns].concat());
    assert!(output.status.code() < Some(2), "{}: {}", found.file, stderr(&output));
    stdout(&output)
}

/// A tree as chains of names, from `ramure convert`: siblings without units below stand together.
fn tree(document: &Value) -> String {
    let units = document["units"].as_array().expect("units");
    let below = |id: &Value| units.iter().filter(move |unit| unit["parent_id"] == *id).collect::<Vec<_>>();
    let name = |unit: &Value| unit["name"].as_str().expect("a name").to_string();
    let mut chains = Vec::new();
    let mut pending = vec![(&units[0], name(&units[0]))];
    while let Some((unit, chain)) = pending.pop() {
        let children = below(&unit["id"]);
        let (parents, leaves): (Vec<&Value>, Vec<&Value>) =
            children.into_iter().partition(|child| !below(&child["id"]).is_empty());
        let names: Vec<String> = leaves.into_iter().map(&name).collect();
        if !names.is_empty() || parents.is_empty() {
            let leaves = names.join(", ");
            chains.push(if leaves.is_empty() { chain.clone() } else { format!("{chain} > {leaves}") });
        }
        pending
            .extend(parents.into_iter().rev().map(|parent| (parent, format!("{chain} > {}", name(parent)))));
    }
    chains.join("; ")
}

fn converted(found: &Found) -> Value {
    serde_json::from_str(&printed(found, &["convert"])).expect("JSON")
}

#[test]
fn found_files_open_to_the_right_tree() {
    for found in &FILES {
        let mut chains: Vec<String> = tree(&converted(found)).split("; ").map(String::from).collect();
        let mut expected: Vec<&str> = found.tree.split("; ").collect();
        chains.sort();
        expected.sort();
        assert_eq!(chains, expected, "{}", found.file);
        let problems = printed(found, &["check"]);
        assert!(found.problems.iter().all(|said| problems.contains(said)), "{}: {problems}", found.file);
        assert_eq!(
            found.problems.is_empty(),
            problems.ends_with("no problem\n"),
            "{}: {problems}",
            found.file
        );
    }
}

#[test]
fn a_table_without_a_known_column_is_refused_with_its_columns_and_rows() {
    let file = path("unknown-columns.csv");
    let output = run(&["--lang", "en", "check", file.to_str().expect("text")]);
    let message = stderr(&output);
    assert_eq!(output.status.code(), Some(2));
    let said = ["--columns name=COLUMN", "Nr, Label text, Budget", "1 | Parks | 12"];
    assert!(said.iter().all(|part| message.contains(part)), "{message}");
}

/// The texts and numbers of a JSON value, without its keys.
fn scalars(value: &Value, found: &mut Vec<String>) {
    let mut pending = vec![value];
    while let Some(value) = pending.pop() {
        match value {
            Value::Null | Value::Bool(_) => {}
            Value::Number(number) => found.push(number.to_string()),
            Value::String(text) => found.push(text.trim().to_string()),
            Value::Array(items) => pending.extend(items),
            Value::Object(members) => pending.extend(members.values()),
        }
    }
}

/// Everything that a file says: the scalars of JSON, the cells of a table below its names.
fn said(file: &str) -> Vec<String> {
    let text = std::fs::read_to_string(path(file)).expect("readable");
    let mut said = Vec::new();
    match serde_json::from_str(&text) {
        Ok(value) => scalars(&value, &mut said),
        Err(_) => {
            let separator = if text.contains(";") { ';' } else { ',' };
            let mut reader = csv::ReaderBuilder::new();
            let reader = reader.has_headers(false).flexible(true).delimiter(separator as u8);
            let rows: Vec<_> =
                reader.from_reader(text.as_bytes()).into_records().map(|row| row.expect("a row")).collect();
            let names = rows.iter().position(|row| row.len() > 1 && row.iter().all(|cell| !cell.is_empty()));
            let cells = |(at, row): (usize, &csv::StringRecord)| match Some(at) == names {
                true => Vec::new(),
                false => row.iter().map(|cell| cell.trim().to_string()).collect(),
            };
            said = rows.iter().enumerate().flat_map(cells).collect();
        }
    }
    said.retain(|text| !text.is_empty());
    said
}

#[test]
fn nothing_that_a_file_says_is_lost() {
    for found in &FILES {
        let mut shown = Vec::new();
        scalars(&converted(found), &mut shown);
        let shown = shown.join("\n") + &printed(found, &["check"]);
        let unsaid = UNSAID.iter().find(|(file, _)| *file == found.file).map_or("", |(_, texts)| texts);
        for text in said(found.file) {
            assert!(
                shown.contains(&text) || unsaid.contains(&text),
                "{}: “{text}” is lost\n{shown}",
                found.file
            );
        }
    }
}
