//! Packed directories answer as their sources do, byte for byte; and what is damaged is never taken for data.

use std::path::Path;
use std::process::Output;

use proptest::prelude::*;
use ramure::export;
use ramure::export::{ExportFormat, Subtree};
use ramure::import::read;
use ramure::lang::Lang;
use ramure::org::{Org, PackInfo};
use ramure::search::{Index, Query};

use crate::support::{run, run_on, stdout};

/// What the tables of commands are run on, beside the embedded organisation.
const FIXTURES: [&str; 8] = [
    "assets/dinum.json",
    "tests/it/fixtures/valombre.json",
    "tests/it/fixtures/dila.json",
    "tests/it/fixtures/govuk.json",
    "tests/it/fixtures/mairie.ldif",
    "tests/it/fixtures/bezirk.json",
    "tests/it/fixtures/port.jsonld",
    "tests/it/fixtures/ville.md",
];

/// Commands that print, without the data.
const COMMANDS: [&[&str]; 17] = [
    &["tree"],
    &["tree", "--depth", "1"],
    &["tree", "--format", "json"],
    &["tree", "--format", "csv"],
    &["tree", "--format", "markdown"],
    &["tree", "--format", "mermaid"],
    &["tree", "--format", "dot"],
    &["tree", "--format", "svg"],
    &["tree", "--format", "vcard"],
    &["tree", "--format", "jsonld"],
    &["find", "de", "--json", "--all"],
    &["find", "01", "--json"],
    &["find", "has:email", "--print", "email"],
    &["find", "kind:service", "--print", "path"],
    &["find", "zzzq"],
    &["show", "rie", "--json"],
    &["check"],
];

fn info() -> PackInfo {
    PackInfo { program: "test".into(), created: 0, sources: Vec::new() }
}

fn packed_bytes(org: &Org) -> Vec<u8> {
    Index::new(org).write_pack(org, info(), Vec::new()).expect("written")
}

fn opened(bytes: &[u8]) -> Org {
    read(bytes, Lang::En).expect("readable")
}

/// Fails with the command only: what is printed is long.
fn assert_same(source: &Output, packed: &Output, command: &str) {
    let parts = |output: &Output| (output.status, stdout(output), output.stderr.clone());
    assert!(parts(source) == parts(packed), "{command} differs");
}

#[test]
fn a_pack_answers_as_its_source_does() {
    let directory = tempfile::tempdir().expect("a directory");
    let pack = directory.path().join("packed.rmr");
    for (fixture, lang) in FIXTURES.iter().flat_map(|fixture| [(fixture, "fr"), (fixture, "en")]) {
        let output = run(&["pack", fixture, "--lang", lang, "-o", pack.to_str().expect("text")]);
        assert!(output.status.success(), "{fixture}: {output:?}");
        for command in COMMANDS {
            let args = [command, &["--lang", lang]].concat();
            let [source, packed] = [Path::new(fixture), &pack].map(|file| run_on(file, &args));
            assert_same(&source, &packed, &format!("{fixture} {args:?}"));
        }
    }
}

#[test]
fn compared_directories_may_be_packed() {
    let directory = tempfile::tempdir().expect("a directory");
    let pack = directory.path().join("a.rmr");
    let (pack, valombre) = (pack.to_str().expect("text"), "tests/it/fixtures/valombre.json");
    assert!(run(&["pack", valombre, "-o", pack]).status.success());
    for other in ["assets/dinum.json", valombre] {
        assert_same(&run(&["diff", other, valombre]), &run(&["diff", other, pack]), other);
        assert_same(&run(&["diff", valombre, other]), &run(&["diff", pack, other]), other);
    }
}

/// Units with any parent, repeated and missing ids, names, unknown relations and keys of wrong types.
fn faulty_org() -> impl Strategy<Value = Org> {
    let text = "[a-cé’ \u{301}日\u{7}]{0,6}";
    let unit = (0..12usize, 0..14usize, text, text, 0..6u8);
    prop::collection::vec(unit, 1..20).prop_map(|units| {
        let record = |(id, parent, name, other, fault): (usize, usize, String, String, u8)| {
            let mut unit = serde_json::json!({"id": format!("u{id}"), "name": name, "parent_id": format!("u{parent}"),
                "acronym": other, "classification": other, "other_names": [name, other],
                "contact_details": [{"value": other, "label": name}]});
            match fault {
                0 => drop(unit.as_object_mut().map(|unit| unit.remove("id"))),
                1 => unit["parent_id"] = serde_json::Value::Null,
                2 => unit["relations"] = serde_json::json!([{"type": "x", "unit_id": other}, {"unit_id": "u0"}]),
                3 => unit["missions"] = serde_json::json!({"a": [1, "b"]}),
                4 => unit["parent_id"] = serde_json::json!(["u0", "u1", format!("u{parent}")]),
                _ => unit["unknown"] = serde_json::json!(other),
            }
            unit
        };
        let records: Vec<_> = units.into_iter().map(record).collect();
        let text = serde_json::json!({"format": "ramure/1", "title": "T", "units": records}).to_string();
        opened(text.as_bytes())
    })
}

proptest! {
    #[test]
    fn a_pack_of_any_organisation_is_the_organisation(org in faulty_org(), words in "[a-c日é 0-1u]{1,4}") {
        let packed = opened(&packed_bytes(&org));
        prop_assert_eq!(packed.len(), org.len());
        prop_assert_eq!(packed.diagnostics(), org.diagnostics());
        prop_assert_eq!(packed.structural_diagnostic_count(), org.structural_diagnostic_count());
        for (_, format) in ExportFormat::NAMES {
            let written = [&org, &packed].map(|org| {
                let mut text = Vec::new();
                export::write(&Subtree::whole(org), format, false, Lang::En, &mut text).expect("written");
                text
            });
            prop_assert_eq!(&written[0], &written[1], "{:?}", format);
        }
        for unit in org.units() {
            prop_assert_eq!(packed.unit_diagnostics(unit), org.unit_diagnostics(unit));
            prop_assert_eq!(packed.find(&org.id(unit)), Some(unit));
            prop_assert_eq!(serde_json::to_string(&packed.unit(unit)).ok(), serde_json::to_string(&org.unit(unit)).ok());
        }
        let (mut index, mut of_pack) = (Index::new(&org), Index::new(&packed));
        for unit in org.units() {
            let sources = |index: &Index| index.reverse_relations().sources(unit).collect::<Vec<_>>();
            prop_assert_eq!(sources(&of_pack), sources(&index));
        }
        let query = Query::new(&words, org.languages());
        prop_assert_eq!(of_pack.search(&packed, &query).ranked(), index.search(&org, &query).ranked());
        prop_assert_eq!(of_pack.diagnostic_count(), index.diagnostic_count());
        prop_assert!(packed.pack_fault().is_none());
        // A pack of a pack is the same pack.
        prop_assert_eq!(packed_bytes(&packed), packed_bytes(&org));
    }
}
