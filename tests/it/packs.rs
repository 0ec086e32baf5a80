//! Packed directories answer as their sources do, byte for byte; and what is damaged is never taken for data.

use std::path::Path;
use std::process::Output;

use proptest::prelude::*;
use ramure::export;
use ramure::export::{ExportFormat, Subtree};
use ramure::import::{ImportOptions, Importer, read};
use ramure::lang::Lang;
use ramure::org::{Org, PackInfo};
use ramure::search::{Index, Query};

use crate::support::{self, run, run_on, stderr, stdout};

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
const COMMANDS: [&[&str]; 18] = [
    &["tree"],
    &["tree", "--depth", "1"],
    &["tree", "--format", "json"],
    &["tree", "--format", "csv"],
    &["tree", "--format", "markdown"],
    &["tree", "--format", "mermaid"],
    &["tree", "--format", "dot"],
    &["tree", "--format", "svg"],
    &["tree", "--format", "html"],
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
    Index::new(org).write_pack(org, info(), Vec::new(), &mut |_, _| {}).expect("written")
}

fn opened(bytes: &[u8]) -> Org {
    read(bytes, Lang::En).expect("readable")
}

/// Fails with the command only: what is printed is long. `check` says first what a pack was made of, and messages name
/// the `files`.
fn assert_same([source, packed]: [&Output; 2], files: [&str; 2], command: &str) {
    let printed = stdout(packed);
    let is_info = |line: &str| line.starts_with("packed on ") || line.starts_with("empaqueté le ");
    let printed =
        printed.split_once('\n').filter(|(line, _)| is_info(line)).map_or(&*printed, |(_, rest)| rest);
    assert!(printed == stdout(source), "{command} prints something else");
    let message = stderr(packed).replace(files[1], files[0]);
    assert!((packed.status, message) == (source.status, stderr(source)), "{command} ends differently");
}

#[test]
fn a_pack_answers_as_its_source_does() {
    let directory = tempfile::tempdir().expect("a directory");
    let pack = directory.path().join("packed.rmr");
    let pack = pack.to_str().expect("text");
    let in_both = |(at, fixture)| [(at, fixture, "fr"), (at + 1, fixture, "en")];
    for (at, fixture, lang) in FIXTURES.iter().enumerate().flat_map(in_both) {
        let output = run(&["pack", fixture, "--lang", lang, "-o", pack]);
        assert!(output.status.success(), "{fixture}: {output:?}");
        // Every second command in one language, the others in the other one.
        for command in COMMANDS.iter().skip(at % 2).step_by(2) {
            let args = [command, &["--lang", lang][..]].concat();
            let files = [*fixture, pack];
            let [source, packed] = files.map(|file| run_on(Path::new(file), &args));
            assert_same([&source, &packed], files, &format!("{fixture} {args:?}"));
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
        let files = [valombre, pack];
        assert_same(files.map(|file| run(&["diff", other, file])).each_ref(), files, other);
        assert_same(files.map(|file| run(&["diff", file, other])).each_ref(), files, other);
    }
}

/// Units of one or two files, with any parent, repeated and missing ids, names, unknown relations and keys of wrong types.
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
        let mut importer = Importer::new(ImportOptions::default(), Lang::En);
        for units in records.chunks(10) {
            let text = serde_json::json!({"format": "ramure/1", "title": "T", "units": units}).to_string();
            importer.read(&"a.json".into(), text.into_bytes().into(), &mut |_, _| {}).expect("readable");
        }
        importer.finish()
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

#[test]
fn a_pack_says_what_it_was_made_of() {
    let directory = tempfile::tempdir().expect("a directory");
    let pack = directory.path().join("a.rmr");
    let valombre = "tests/it/fixtures/valombre.json";
    let output = run(&["pack", valombre, "-o", pack.to_str().expect("text"), "--lang", "en"]);
    assert_eq!(stdout(&output), format!("{}: 12\u{a0}units, {}\n", pack.display(), size_of(&pack)));
    let info = format!("by ramure {}, from valombre.json (", env!("CARGO_PKG_VERSION"));
    for args in [&["check", "--lang", "en"][..], &["show", "ville", "--lang", "en"]] {
        assert!(stdout(&run_on(&pack, args)).contains(&info), "{args:?}");
    }
}

fn size_of(file: &Path) -> String {
    ramure::lang::bytes(file.metadata().expect("a file").len(), Lang::En)
}

#[test]
fn a_program_can_hold_a_directory() {
    let directory = tempfile::tempdir().expect("a directory");
    let program = directory.path().join("valombre");
    let valombre = "tests/it/fixtures/valombre.json";
    let output = run(&["pack", valombre, "--executable", program.to_str().expect("text")]);
    assert!(output.status.success(), "{output:?}");
    let run = |args: &[&str]| support::program(&program).args(args).output().expect("it runs");
    let tree = ["tree", "--format", "json"];
    let outputs = [run_on(Path::new(valombre), &tree), run(&tree)];
    assert_same(outputs.each_ref(), [valombre; 2], "tree");
    assert!(stdout(&run(&["--version"])).contains("\nVille de Valombre, 12\u{a0}units, packed on "));
    let french = stdout(&run(&["--lang", "fr", "--version"]));
    assert!(french.contains("\nVille de Valombre, 12\u{a0}unités, empaqueté le "), "{french}");
    assert!(
        stdout(&run(&["--data", "assets/dinum.json", "find", "rie"])).contains("RIE"),
        "data that is named"
    );
    // A program made by this program holds the new directory only.
    let second = directory.path().join("dinum");
    let output = run(&["pack", "assets/dinum.json", "--executable", second.to_str().expect("text")]);
    assert!(output.status.success(), "{output:?}");
    let [first, second] = [&program, &second].map(|path| path.metadata().expect("a file").len());
    assert!(second.abs_diff(first) < 20_000, "{first} {second}");
}

#[test]
fn what_is_written_replaces_a_file_only_when_it_is_whole() {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("a.rmr");
    let text = path.to_str().expect("text");
    std::fs::write(&path, "before").expect("written");
    for source in ["/nonexistent.csv", "Cargo.toml"] {
        assert_eq!(run(&["pack", source, "-o", text]).status.code(), Some(2), "{source}");
    }
    assert_eq!(std::fs::read(&path).expect("a file"), b"before");
    assert!(run(&["pack", "assets/dinum.json", "-o", text]).status.success());
    assert_eq!(run_on(&path, &["find", "rie"]).status.code(), Some(0));
    let names: Vec<_> = std::fs::read_dir(directory.path()).expect("a directory").collect();
    assert_eq!(names.len(), 1, "nothing is left over");
    for target in [directory.path().to_str().expect("text"), "/dev/null", "/nonexistent/a.rmr"] {
        assert_eq!(run(&["pack", "assets/dinum.json", "-o", target]).status.code(), Some(2), "{target}");
    }
}

#[test]
fn a_pack_is_recognised_by_its_content() {
    let directory = tempfile::tempdir().expect("a directory");
    let org = read(include_bytes!("fixtures/valombre.json"), Lang::En).expect("readable");
    let bytes = packed_bytes(&org);
    let named = |name: &str, bytes: &[u8]| {
        let path = directory.path().join(name);
        std::fs::write(&path, bytes).expect("written");
        path
    };
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut gzip, &bytes).expect("packed");
    let expected = stdout(&run_on(Path::new("tests/it/fixtures/valombre.json"), &["tree"]));
    for path in [named("a.csv", &bytes), named("a.rmr.gz", &gzip.finish().expect("packed"))] {
        assert_eq!(stdout(&run_on(&path, &["tree"])), expected, "{}", path.display());
    }
    let pack = named("a", &bytes);
    let pack = pack.to_str().expect("text");
    for args in [
        ["tree", "--data", pack, "--data", "assets/dinum.json"],
        ["tree", "--data", "assets/dinum.json", "--data", pack],
    ] {
        let output = run(&args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(
            String::from_utf8_lossy(&output.stderr).contains("a packed directory is opened alone"),
            "{output:?}"
        );
    }
    let output = run(&["tree", "--data", pack, "--columns", "name=x"]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let mut other_version = bytes.clone();
    other_version[12] = b'2';
    let output = run_on(&named("b", &other_version), &["tree"]);
    assert!(
        String::from_utf8_lossy(&output.stderr).contains("has another version: make it again"),
        "{output:?}"
    );
}

#[test]
fn a_record_that_is_too_long_is_not_packed() {
    let text = format!(r#"[{{"id": "a", "name": "A", "abstract": "{}"}}]"#, "x".repeat(17 << 20));
    let source = crate::support::file(text.as_bytes());
    let target = source.path().with_extension("rmr");
    let args =
        ["pack", source.path().to_str().expect("text"), "-o", target.to_str().expect("text"), "--lang", "en"];
    let output = run(&args);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("a record is over 16\u{a0}MiB"), "{output:?}");
    assert!(!target.exists());
}
