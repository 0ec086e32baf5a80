//! A small limit of memory (`ulimit -v`): a file that does not fit is refused with both figures, and nothing is
//! aborted.

use std::fs;
use std::io::Write;
use std::process::Output;

use crate::pty::{self, RAMURE, Session};
use crate::support::{run, stderr};

use super::{Place, assert_fails, for_each, output, program, text};

/// Runs the program with so many KiB of address space.
fn limited(kilobytes: usize, args: &[String]) -> Output {
    let script = format!("ulimit -v {kilobytes} && exec \"$0\" \"$@\"");
    output(program("sh").args(["-c", &script, RAMURE]).args(args))
}

/// The least memory with which the system starts the program, in KiB.
fn least() -> usize {
    let starts = |kilobytes: &usize| {
        let output = limited(*kilobytes, &["--version".to_string()]);
        output.status.code().is_some_and(|code| code <= 2)
    };
    (4..200).map(|steps| steps * 512).find(starts).expect("enough")
}

/// An organisation of some size in several formats.
fn write_sources(place: &Place) -> Vec<String> {
    const UNITS: usize = 4_000;
    let lines = |head: &str, line: &dyn Fn(usize) -> String, tail: &str| {
        head.to_string() + &(1..UNITS).map(line).collect::<String>() + tail
    };
    let json = lines(
        r#"{"format":"ramure/1","units":[{"id":"u0","name":"Port"}"#,
        &|i| format!(r#",{{"id":"u{i}","name":"Quay {i}","parent_id":"u{}"}}"#, i / 8),
        "]}",
    );
    let sources = [
        ("a.json", json),
        ("a.csv", lines("id,name,parent_id\nu0,Port,\n", &|i| format!("u{i},Quay {i},u{}\n", i / 8), "")),
        (
            "a.dot",
            lines("digraph a {\n", &|i| format!("n{i} [label=\"Quay {i}\"];\nn{} -> n{i};\n", i / 8), "}\n"),
        ),
        (
            "a.yaml",
            lines("teams:\n", &|i| format!("  t{i}:\n    description: Quay\n    members: [a{i}]\n"), ""),
        ),
        (
            "a.vcf",
            lines("", &|i| format!("BEGIN:VCARD\nVERSION:4.0\nFN:Unit {i}\nORG:Port;Quay\nEND:VCARD\n"), ""),
        ),
        ("a.opml", lines("<opml><body>", &|i| format!("<outline text=\"Quay {i}\"/>\n"), "</body></opml>")),
        (
            "a.ldif",
            lines("", &|i| format!("dn: ou=u{i},o=port\nobjectClass: organizationalUnit\nou: u{i}\n\n"), ""),
        ),
        ("a.md", lines("# Port\n\n", &|i| format!("- Quay {i}\n  - Inner {i}\n"), "")),
    ];
    let write = |(name, text): (&str, String)| {
        fs::write(place.path(name), text).expect("written");
        super::text(&place.path(name)).to_string()
    };
    sources.into_iter().map(write).collect()
}

#[test]
fn a_file_that_does_not_fit_is_refused_and_nothing_aborts() {
    let place = Place::new();
    let sources = write_sources(&place);
    let pack = place.path("a.rmr");
    assert!(run(&["pack", &sources[0], "-o", text(&pack)]).status.success());
    let least = least();
    let commands: [&[&str]; 5] =
        [&["pack", "FILE"], &["find", "quay"], &["tree", "--format", "html"], &["diff", "FILE"], &["check"]];
    let mut cases: Vec<Vec<String>> = Vec::new();
    for source in &sources {
        cases.push(place.args(&["tree", "--data", "FILE"], source));
    }
    for command in commands {
        for source in [&sources[0], &text(&pack).to_string()] {
            let last: &[&str] = match command[0] {
                "pack" => &["-o", "TARGET"],
                "find" | "tree" => &["--data", "FILE"],
                _ => &["FILE"],
            };
            cases.push(place.args(&[command, last].concat(), source));
        }
    }
    for_each(&cases, |args| {
        let mut refused = 0;
        for step in 0.. {
            let output = limited(least + step * 3_000, args);
            match output.status.code() {
                Some(2) => {
                    refused += 1;
                    assert_fails(&output, "memory", args);
                }
                code => {
                    assert!(matches!(code, Some(0 | 1)), "{step}: {args:?}: {output:?}");
                    break;
                }
            }
            assert!(step < 60, "{args:?}: {}", stderr(&output));
        }
        assert!(refused > 0, "{args:?}: it fits into nothing");
    });
}

#[test]
fn a_large_file_is_refused_while_or_before_it_is_read() {
    let place = Place::new();
    let blanks = " ".repeat(24 << 20);
    let text = format!(r#"{{"format":"ramure/1",{blanks}"units":[{{"id":"a","name":"A"}}]}}"#);
    let (plain, compressed) = (place.path("a.json"), place.path("a.json.gz"));
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(text.as_bytes()).expect("compressed");
    fs::write(&compressed, gzip.finish().expect("compressed")).expect("written");
    fs::write(&plain, text).expect("written");
    let least = least();
    let paths = [&plain, &compressed].map(|path| super::text(path).to_string());
    let through_pipe = r#"ulimit -v "$1" && "$0" tree --data - < "$2""#;
    for kilobytes in (0..14).map(|step| least + 6_000 + step * 3_000) {
        for path in &paths {
            let args = ["tree", "--data", path].map(String::from);
            assert_fails(&limited(kilobytes, &args), "memory", &args);
            let mut piped = program("sh");
            piped.args(["-c", through_pipe, RAMURE, &kilobytes.to_string(), path]);
            assert_fails(&output(&mut piped), "memory", &args);
        }
    }
}

/// Files in which many units refer to one long text, for each reader that joins what stands apart.
fn repetitions() -> Vec<(&'static str, String)> {
    const TIMES: usize = 2_000;
    let long = "x".repeat(100_000);
    let text = |head: &str, part: &dyn Fn(usize) -> String, tail: &str| {
        let head = head.replace("LONG", &long);
        head + &(0..TIMES).map(part).collect::<String>() + &tail.replace("LONG", &long)
    };
    let vocabularies = "@prefix org: <http://www.w3.org/ns/org#> .\n@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n";
    let person = format!("{vocabularies}<#p> a org:Person ; skos:prefLabel \"LONG\" .\n");
    let entity = |kind: &str, name: &str, spec: &str| {
        format!(
            "---\napiVersion: backstage.io/v1\nkind: {kind}\nmetadata:\n  name: {name}\nspec:\n  {spec}\n"
        )
    };
    let graph = r##"{"@graph":[{"@id":"#p","@type":"Person","name":"LONG"}"##;
    let unit = |i| {
        format!(
            r##",{{"@id":"#{i}","@type":"org:OrganizationalUnit","prefLabel":"{i}","hasMember":{{"@id":"#p"}}}}"##
        )
    };
    vec![
        ("a.dot", text("digraph { a -> {", &|i| format!("b{i} "), "} [label=\"LONG\"] }")),
        ("b.dot", text("digraph { a [label=\"LONG\"];", &|i| format!("a -> b{i} [label=l];"), "}")),
        ("a.mmd", text("flowchart TD\na -- LONG --> b", &|i| format!(" & b{i}"), "\n")),
        (
            "a.graphml",
            text(
                "<graphml><graph><node id=\"a\"><data key=\"label\">LONG</data></node>",
                &|i| format!("<edge source=\"a\" target=\"b{i}\"><data key=\"l\">r</data></edge>"),
                "</graph></graphml>",
            ),
        ),
        (
            "a.csv",
            text("id,name,email,manager_email\nLONG,C,c@x,\n", &|i| format!("e{i},E{i},e{i}@x,c@x\n"), ""),
        ),
        ("b.csv", text("id,name,LONG\n", &|i| format!("{i},N{i},x\n"), "")),
        (
            "scim.json",
            text(
                r#"[{"id":"g","displayName":"G"}"#,
                &|i| format!(r#",{{"id":"u{i}","displayName":"U"}}"#),
                "",
            ) + &text(
                r#",{"id":"LONG","displayName":"L","members":[{"value":"g"}"#,
                &|i| format!(r#",{{"value":"u{i}"}}"#),
                "]}]",
            ),
        ),
        (
            "popolo.json",
            text(
                r#"{"persons":[{"id":"p","name":"P","biography":"LONG"}],"organizations":[{"id":"o"}"#,
                &|i| format!(r#",{{"id":"o{i}","name":"O"}}"#),
                "],",
            ) + &text(
                r#""memberships":[{"person_id":"p"}"#,
                &|i| format!(r#",{{"person_id":"p","organization_id":"o{i}"}}"#),
                "]}",
            ),
        ),
        (
            "one.json",
            text(
                r#"{"persons":[{"id":"p","biography":"LONG"}],"organizations":[{"id":"o","name":"O"}],"memberships":[{"person_id":"p"}"#,
                &|_| r#",{"person_id":"p","organization_id":"o"}"#.into(),
                "]}",
            ),
        ),
        ("a.jsonld", text(graph, &unit, "]}")),
        (
            "one.jsonld",
            text(
                graph,
                &|_| String::new(),
                r##",{"@id":"#o","@type":"org:Organization","name":"O","hasMember":["##,
            ) + &text("0", &|_| r##",{"@id":"#p"}"##.into(), "]}]}"),
        ),
        (
            "context.jsonld",
            text(
                r#"{"@context":{"e":"LONG"},"@graph":[{"name":"A"}"#,
                &|i| format!(r#",{{"@id":"e:{i}","name":"{i}"}}"#),
                "]}",
            ),
        ),
        (
            "a.ttl",
            text(
                &person,
                &|i| {
                    format!(
                        "<#{i}> a org:OrganizationalUnit ; skos:prefLabel \"{i}\" ; org:hasMember <#p> .\n"
                    )
                },
                "",
            ),
        ),
        (
            "a.yaml",
            text(
                &entity("User", "u", "bio: LONG"),
                &|i| entity("Group", &format!("g{i}"), "members: [u]"),
                "",
            ),
        ),
    ]
}

#[test]
fn texts_that_many_units_refer_to_are_refused_in_bounded_memory() {
    let place = Place::new();
    let files = repetitions();
    let kilobytes = least() + 130_000;
    for_each(&files, |(name, text)| {
        fs::write(place.path(name), text).expect("written");
        let args = ["check", "--lang", "en", super::text(&place.path(name))].map(String::from);
        assert_fails(&limited(kilobytes, &args), "repeat", &args);
    });
}

#[test]
fn names_that_are_parts_of_many_paths_are_kept_once() {
    let place = Place::new();
    let units =
        |card: usize| (0..128).map(|level| format!("{card}-{level}-{};", "z".repeat(80))).collect::<String>();
    let card = |card| format!("BEGIN:VCARD\nFN:{card}\nN:{card}\nORG:{}\nEND:VCARD\n", units(card));
    fs::write(place.path("a.vcf"), (0..200).map(card).collect::<String>()).expect("written");
    let args = ["tree", "--data", super::text(&place.path("a.vcf"))].map(String::from);
    let output = limited(least() + 130_000, &args);
    assert!(output.status.success(), "{}", stderr(&output));
}

#[test]
fn the_browser_opens_or_says_that_memory_is_too_short() {
    let place = Place::new();
    write_sources(&place);
    let least = least();
    let mut opened = 0;
    for step in 0..60 {
        let kilobytes = least + step * 5_000;
        let script = format!("ulimit -v {kilobytes} && exec \"$RAMURE\" \"$FILE\"");
        let mut session = Session::start(pty::script(&script, &place.path("a.json")), 80, 24);
        session.wait_for(|screen| {
            let text = screen.contents();
            text.contains("mémoire") || text.contains("memory") || text.contains("q quitter")
        });
        if session.capture().parser.screen().alternate_screen() {
            session.send("/quay 77\r");
            session.wait_for_text("Quay 77");
            session.send("\x1b\x12");
            session.wait_for(|screen| {
                let text = screen.contents();
                text.contains("fichiers rechargés") || text.contains("mémoire")
            });
            session.quit();
            opened += 1;
            if opened == 3 {
                return;
            }
        } else {
            assert_eq!(session.exit().exit_code(), 2);
            assert!(session.is_cooked());
        }
    }
    panic!("it never opens");
}

#[test]
fn the_message_has_both_figures() {
    let place = Place::new();
    write_sources(&place);
    let output = limited(least() + 9_000, &place.args(&["check", "FILE"], text(&place.path("a.json"))));
    assert_fails(&output, "too little memory to open this file: it takes ", &"check");
    assert!(stderr(&output).contains("MB, and the limit leaves "), "{output:?}");
}

/// What is much larger once it is read than in its file may get further than the checks, but it does not abort.
#[test]
fn a_failed_allocation_is_an_error_too() {
    let place = Place::new();
    let write = |name: &str, content: String| {
        fs::write(place.path(name), content).expect("written");
        text(&place.path(name)).to_string()
    };
    let facts: String = (0..30_000).map(|i| format!(",\"k{i}\":1")).collect();
    let wide =
        write("wide.json", format!(r#"{{"format":"ramure/1","units":[{{"id":"a","name":"A"{facts}}}]}}"#));
    let faulty = write("faulty.csv", "id,name,parent_id\n".to_string() + &"a,,z\n".repeat(10_000));
    let pack = text(&place.path("a.rmr")).to_string();
    let cases = [
        vec!["show", "a", "--data", &wide],
        vec!["tree", "--no-cache", "--data", &faulty],
        vec!["check", &faulty],
        vec!["pack", &faulty, "-o", &pack],
    ];
    let least = least();
    for_each(&cases, |args| {
        let args: Vec<String> = args.iter().map(|word| word.to_string()).collect();
        let mut refused = 0;
        loop {
            let output = limited(least + refused * 1_500, &args);
            match output.status.code() {
                Some(0 | 1) => break,
                code => assert_eq!(code, Some(2), "{args:?}: {output:?}"),
            }
            assert!(stderr(&output).contains("memory"), "{args:?}: {output:?}");
            refused += 1;
            assert!(refused < 60, "{args:?}: it fits into nothing");
        }
        assert!(refused > 0, "{args:?}");
    });
}
