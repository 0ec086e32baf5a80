//! Files as people have them: each opens to the right tree, with what was assumed, or is refused. That nothing
//! is lost is tested in `lossless`.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::{run, run_on, stderr, stdout};

/// A file of `fixtures/found`, the `--columns` that it is opened with, its tree, and what its problems say.
pub struct Found {
    pub file: &'static str,
    pub columns: &'static str,
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

pub const FILES: [Found; 37] = [
    found("alike-lists.json", "", "Town > Parks > Trees; Town > Water", &["under “sections” look like"]),
    found("attributes.dot", "", "Town > {Parks|green|<f0>open}, Roads paved; Town > Water works > w1", &[]),
    found("by-path.json", "", "Town > Parks", &[]),
    found("cells.ods", "", "Town > Parks", &[]),
    found("cells.xlsx", "", "Town & port > Parks", &["/Notes:1: this file is not read"]),
    found("changes.ldif", "", "Rive > Parks", &["this change (“modify”) is ignored"]),
    found("contact-parts.json", "", "Town", &[]),
    found("cytoscape.json", "", "Town > Parks", &["“title”", "“graph”", "“zoom”"]),
    found(
        "graph-people.json",
        "",
        "graph-people > Ida Kern > Tom Roth; graph-people > Eva Lind",
        &["parent ← “manager”"],
    ),
    found(
        "headings.md",
        "",
        "Town > Parks > Trees `oak`; Town > Archive {#arch} > Reading room, Cellar; Town > Water, Roads",
        &[],
    ),
    found(
        "lone-nodes.jsonld",
        "",
        "lone-nodes > Town > Parks; lone-nodes > Eva Lind",
        &["neither a unit nor linked to one is ignored: “Depot”; nodes in all: 1"],
    ),
    found(
        "mixed-children.json",
        "",
        "Town > Parks > Trees, Ponds; Town > Water, Roads, Archive, Night, unit",
        &["“unit” has no name", "“town” has the child “7”, which does not exist"],
    ),
    found("numbers.json", "", "Town > Water", &[]),
    found(
        "popolo-posts.json",
        "",
        "popolo-posts > Council, p4",
        &["“posts”", "“areas”", "Tom Roth", "ignored: 5"],
    ),
    found("ror.json", "", "Rive University System > Rive Observatory", &["“https://ror.org/0ccc”"]),
    found(
        "scim.json",
        "",
        "scim > Gardeners > Tom Roth; scim > Dr Ida Kern > Una Berg",
        &["parent ← “manager”, “members”"],
    ),
    found("solutions.json", "", "Town > Parks", &["parent ← “above”"]),
    found(
        "child-shapes.json",
        "",
        "Town > Parks > Trees, Ponds; Town > Water > Pumps; Town > Roads, Harbour, Archive, Museum",
        &["the values of “bureaux” are not read as units", "the values of “enfants” are not"],
    ),
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
    found(
        "staff.csv",
        "name=Employee",
        "Ports > Quais > Ida Kern, Tom Roth; Ports > Phares > Eva Lind, Leo Mann",
        &["“--by \"Direction,Service\"”, which is assumed"],
    ),
    found("title-row.csv", "", "Mairie > Voirie", &["is ignored: Directory of the town 2026"]),
    found("town-halls.geojson", "", "Mairie de Rive", &["“type”"]),
    found("two-part-names.csv", "", "Ida Kern > Tom Roth > Eva Lind", &["name ← “Given Name”, “Surname”"]),
    found("website-object.json", "", "Statistics", &[]),
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

/// Files, the ids of units in them, and what stands on the cards of these.
const CARDS: [(&str, &str, &[&str]); 8] = [
    (
        "lone-nodes.ttl",
        "http://town.example/parks",
        &["Chair: Tom Roth", "Gardener: Eva Lind", "Membership, since: 2020", "Depot, floor: ground"],
    ),
    ("lone-nodes.ttl", "http://town.example/ida", &["ida@town.example", "Dr"]),
    ("lone-nodes.jsonld", "http://town.example/town", &["Mill lane 4, Rive, FR", "Clerk: Tom Roth"]),
    (
        "ror.json",
        "https://ror.org/0aaa",
        &["RUS", "Rive, Utopia", "website", "Rive Observatory", "Rive Hospital", "related"],
    ),
    ("scim.json", "g1", &["Eva Lind"]),
    ("scim.json", "u1", &["ida@rive.example", "563", "Head"]),
    ("graph-people.json", "a3", &["Una Berg", "una@rive.example"]),
    ("solutions.json", "http://kb.example/Q2", &["https://parks.example/", "https://trees.example/"]),
];

#[test]
fn what_belongs_to_a_unit_is_on_its_card() {
    for (file, id, texts) in CARDS {
        if file.ends_with(".ttl") && !cfg!(feature = "rdf") {
            continue;
        }
        let card = stdout(&run_on(&path(file), &["--lang", "en", "show", id]));
        assert!(texts.iter().all(|text| card.contains(text)), "{file} {id}: {texts:?}\n{card}");
    }
}
