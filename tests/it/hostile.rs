//! Bad data: it opens with its problems counted, or is refused with file, line, column and reason.
//! No value is lost, and no control character reaches the terminal.

use std::process::Output;

use serde_json::Value;

use crate::support::{Browser, DINUM, file, org, run_on, stderr, stdout};

/// The output of `check` for a file of these bytes, and the name of the file.
fn check(bytes: &[u8]) -> (Output, String) {
    let file = file(bytes);
    let output = crate::support::run(&["check", file.path().to_str().expect("text")]);
    (output, file.path().display().to_string())
}

fn document(units: &str) -> String {
    format!("{{\"format\":\"ramure/1\",\"units\":[{units}]}}")
}

#[test]
fn an_invalid_file_is_refused_with_its_position() {
    let (brackets, braces) = ("[".repeat(10 << 20), "{\"a\":".repeat(2 << 20));
    let cases: [(&[u8], &str); 12] = [
        (b"", "1:1: the file is empty"),
        (b"\n\n  ", "1:1: the file is empty"),
        (b"{}", "1:1: this is not an organisation"),
        (b"42", "1:1: this is not an organisation"),
        (b"[]", "1:1: this file contains no units"),
        (b"\"text\"", "1:1: this is not an organisation"),
        (b"{\"units\": [\n\"\0\"]}", "2:2: this is not text, because it has control bytes"),
        (b"{\"units\": [{\"id\": \"a\",\n \"name\": \"A", "2:11: the JSON ends too early"),
        (b"{\"units\": [{\"id\": \"a\\x\"}]}", "1:22: invalid escape sequence"),
        (b"what,above\na,b\n", "1:1: this is not an organisation: its format is not recognised"),
        (brackets.as_bytes(), "1:"),
        (braces.as_bytes(), "1:"),
    ];
    for (bytes, message) in cases {
        let (output, name) = check(bytes);
        let start = format!("ramure: {name}:{message}");
        assert_eq!(output.status.code(), Some(2), "{message}");
        assert!(stderr(&output).starts_with(&start), "{} is not {start}", stderr(&output));
        assert_eq!(stderr(&output).lines().count(), 1);
    }
}

#[test]
fn a_truncated_file_is_refused_at_its_end() {
    for at in (1..DINUM.len()).step_by(997) {
        let cut = &DINUM.as_bytes()[..at];
        let (output, name) = check(cut);
        let last = cut.iter().filter(|&&byte| byte == b'\n').count() + 1;
        let is_at = |line: usize| stderr(&output).starts_with(&format!("ramure: {name}:{line}:"));
        // The error at a line break may have the number of the line before it.
        assert!(
            output.status.code() == Some(2) && (is_at(last) || is_at(last - 1)),
            "cut at {at}: {}",
            stderr(&output)
        );
    }
}

#[test]
fn an_empty_directory_and_a_missing_file_are_refused() {
    let folder = tempfile::tempdir().expect("a directory");
    let output = run_on(folder.path(), &["tree"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).ends_with(":1:1: there is no file to read\n"), "{}", stderr(&output));
    let output = run_on(&folder.path().join("none"), &["tree", "--lang", "fr"]);
    assert!(stderr(&output).ends_with("ce fichier n’existe pas\n"), "{}", stderr(&output));
}

#[test]
fn a_file_over_four_gibibytes_is_refused_before_it_is_read() {
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    file.as_file().set_len(5 << 30).expect("a file of holes");
    for (lang, message) in [
        ("en", "the file is over 4\u{a0}GiB, the maximum size"),
        ("fr", "le fichier dépasse 4\u{a0}Gio, la taille maximale"),
    ] {
        let output = run_on(file.path(), &["tree", "--lang", lang]);
        assert_eq!(output.status.code(), Some(2));
        assert_eq!(stderr(&output), format!("ramure: {}:1:1: {message}\n", file.path().display()));
    }
}

#[test]
fn duplicate_ids_are_made_unique() {
    let unit = |i: usize| match i % 3 {
        0 => r#"{"id":"a","name":"same","parent_id":"a"}"#.to_string(),
        1 => r#"{"name":"none","parent_id":"a"}"#.to_string(),
        _ => format!(r#"{{"id":"a~{i}","name":"taken","parent_id":"a"}}"#),
    };
    let units: Vec<String> = (1..30_000).map(unit).collect();
    let org = org(&document(&format!(r#"{{"id":"a","name":"first"}},{}"#, units.join(","))));
    assert_eq!((org.len(), org.structural_diagnostic_count()), (30_000, 19_999));
    for unit in org.units() {
        assert_eq!(org.find(&org.id(unit)), Some(unit));
    }
}

#[test]
fn an_error_inside_a_record_has_its_line_and_shows_on_the_card() {
    let text = document("\n{\"id\":\"a\",\"name\":\"A\",\n\"notes\":\"half \\ud800\"}");
    let (output, name) = check(text.as_bytes());
    let message = "“a”: “notes” does not have the expected type; its value is kept as is";
    assert_eq!(stdout(&output), format!("{name}:2: {message}\n"));
    let file = file(text.as_bytes());
    assert!(stdout(&run_on(file.path(), &["show", "a"])).contains("notes: \"half \\ud800\""));
    let mut browser = Browser::new(org(&text), 80, 24);
    assert_eq!(browser.app.problem_count(), 1);
    browser.press("Down");
    assert!(browser.screen_text().contains("half \\ud800"), "{}", browser.screen_text());
}

#[test]
fn each_error_is_a_problem_and_the_rest_opens() {
    let cases = [
        (r#"{"id":"a","name":"A","parent_id":"b"},{"id":"b","name":"B","parent_id":"a"}"#, 1, 3),
        (r#"{"id":"a","name":"A","parent_id":"a"}"#, 1, 2),
        (r#"{"id":"a","name":"A"},{"id":"a","name":"B","parent_id":"a"}"#, 1, 2),
        (r#"{"id":"a","name":"A"},{"id":"b","name":"B","parent_id":"x"}"#, 1, 3),
        (r#"{"id":"a","name":""}"#, 1, 1),
        (r#"{"name":"A"}"#, 1, 1),
        (r#"{}"#, 2, 1),
        (r#"{"id":"a","name":"A","relations":[{"type":"t","unit_id":"x"}]}"#, 1, 1),
        (r#"{"id":"a","name":["A"]}"#, 2, 1),
        (r#"{"id":"a","name":"A","name":"B"}"#, 1, 1),
        (r#"{"id":"a","name":"A\u001b[2J"}"#, 1, 1),
        (r#"{"id":"a","name":"A"},3"#, 1, 1),
    ];
    for (units, problems, count) in cases {
        let org = org(&document(units));
        assert_eq!(
            (org.diagnostics().len(), org.len()),
            (problems, count),
            "{units}: {:?}",
            org.diagnostics()
        );
        let (output, _) = check(document(units).as_bytes());
        assert_eq!((output.status.code(), stdout(&output).lines().count()), (Some(1), problems), "{units}");
    }
}

#[test]
fn two_hundred_roots_are_one_tree() {
    let units: Vec<String> = (0..200).map(|i| format!(r#"{{"id":"u{i}","name":"Unit {i}"}}"#)).collect();
    let org = org(&document(&units.join(",")));
    assert_eq!((org.len(), org.diagnostics().len()), (201, 1));
    assert_eq!(org.children(ramure::org::UnitId::ROOT).count(), 200);
}

#[test]
fn a_chain_of_a_hundred_thousand_units_is_browsed() {
    let unit = |i: usize| match i {
        0 => r#"{"id":"0","name":"n0"}"#.to_string(),
        i => format!(r#"{{"id":"{i}","name":"n{i}","parent_id":"{}"}}"#, i - 1),
    };
    let units: Vec<String> = (0..100_000).map(unit).collect();
    let mut browser = Browser::new(org(&document(&units.join(","))), 80, 24);
    browser.press("* G");
    assert_eq!(browser.unit(), "99999");
    assert!(browser.screen_text().contains("n99999"), "{}", browser.screen_text());
    browser.press("/ n 7 7 7 7 7 Enter");
    assert_eq!(browser.unit(), "77777");
    browser.press("Esc p Left Right C");
}

#[test]
fn a_name_of_ten_thousand_letters_is_truncated_on_the_screen_only() {
    let name = "x".repeat(10_000);
    let text = document(&format!(r#"{{"id":"a","name":"{name}"}}"#));
    let browser = Browser::new(org(&text), 80, 24);
    assert!(browser.screen_text().contains("…"));
    let file = file(text.as_bytes());
    assert!(stdout(&run_on(file.path(), &["show", "a"])).starts_with(&name));
}

/// Characters that move cursors, hide or reorder text.
const CONTROL_CHARACTERS: [char; 14] = [
    '\u{1b}',
    '\u{7}',
    '\u{8}',
    '\u{7f}',
    '\u{9b}',
    '\u{90}',
    '\u{ad}',
    '\u{200b}',
    '\u{200d}',
    '\u{200e}',
    '\u{202e}',
    '\u{2066}',
    '\u{feff}',
    '\u{e0041}',
];

#[test]
fn control_characters_of_any_field_are_not_printed() {
    let bad: String = CONTROL_CHARACTERS.iter().collect();
    let unit = serde_json::json!({"id": format!("a{bad}"), "name": format!("N{bad}"), "acronym": format!("C{bad}"),
        "classification": bad, "other_names": [bad], "abstract": bad, "missions": [bad], "notes": [bad],
        "facts": [{"label": bad, "value": bad}], "contact_details": [{"type": bad, "value": bad, "label": bad, "x": bad}],
        "links": [{"label": bad, "url": bad}], "relations": [{"type": bad, "name": bad}], bad.clone(): bad});
    let text = serde_json::json!({"format": "ramure/1", "name": bad, "source": {"label": bad, "url": bad}, bad.clone(): bad, "units": [unit]});
    let file = file(text.to_string().as_bytes());
    let file = file.path();
    let commands: [&[&str]; 8] = [
        &["tree"],
        &["tree", "--format", "json"],
        &["show", "n"],
        &["show", "n", "--json"],
        &["find", "n"],
        &["find", "n", "--json"],
        &["find", &bad],
        &["check", file.to_str().expect("text")],
    ];
    for args in commands {
        let output = run_on(file, args);
        let printed = stdout(&output) + &stderr(&output);
        assert!(!printed.contains(CONTROL_CHARACTERS), "{args:?}: {printed:?}");
    }
    let mut browser = Browser::new(org(&text.to_string()), 80, 40);
    assert!(!browser.screen_text().contains(CONTROL_CHARACTERS));
    browser.app.apply(ramure::input::action::Action::Paste(bad));
    assert!(!browser.screen_text().contains(CONTROL_CHARACTERS));
}

#[test]
fn emoji_and_ideographs_keep_their_columns() {
    let units = r#"{"id":"r","name":"R"},{"id":"a","name":"部門 😀 ☎️ 人事","parent_id":"r"},{"id":"b","name":"e\u0301\u0301\u0301","parent_id":"r"}"#;
    let mut browser = Browser::new(org(&document(units)), 80, 24);
    browser.press("Down");
    let (buffer, _) = browser.screen(&ramure::theme::Theme::plain(), false);
    let divider = browser.app.panes().divider;
    let symbols = (divider.top()..divider.bottom()).map(|y| buffer[(divider.x, y)].symbol().to_string());
    assert!(symbols.into_iter().all(|symbol| symbol == "│"), "{}", browser.screen_text());
    browser.type_text("/人事");
    assert_eq!(browser.unit(), "a");
}

#[test]
fn header_values_are_kept_or_reported() {
    let text = r#"{"format":"ramure/1","date":{"y":2},"name":"N","name":"M","source":{"label":5,"url":["U"]},"x":"X",
        "units":[{"id":"a","name":"A"}],"units":[{"id":"b","name":"B","parent_id":"a"}]}"#;
    let (output, _) = check(text.as_bytes());
    for value in ["{\"y\":2}", "\"M\"", "[\"U\"]", "\"X\""] {
        assert!(stdout(&output).contains(value), "{value} is lost: {}", stdout(&output));
    }
    assert_eq!(org(text).len(), 2, "a second list of units goes on where the first ends");
}

#[test]
fn a_long_chain_prints_bounded_lines() {
    let unit = |i: usize| format!(r#"{{"id":"{i}","name":"n{i}","parent_id":"{}"}}"#, i.wrapping_sub(1));
    let units: Vec<String> = (1..20_000).map(unit).collect();
    let text = document(&format!(r#"{{"id":"0","name":"n0"}},{}"#, units.join(",")));
    let file = file(text.as_bytes());
    let tree = stdout(&run_on(file.path(), &["tree"]));
    let last = tree.lines().last().expect("a line");
    assert!(last.starts_with('…') && last.ends_with("└── n19999") && last.len() < 400, "{last}");
    assert!(stdout(&run_on(file.path(), &["find", "n19999"])).contains("\tn0 › … › n19939 › "));
}

#[test]
fn an_incomplete_item_is_reported_and_kept() {
    for (list, item) in [
        ("facts", r#"{"label":"seul"}"#),
        ("contact_details", r#"{"type":"seul"}"#),
        ("relations", r#"{"type":"seul"}"#),
    ] {
        let org = org(&document(&format!(r#"{{"id":"a","name":"A","{list}":[{item}]}}"#)));
        assert_eq!(org.diagnostics().len(), 1, "{list}: {:?}", org.diagnostics());
        let unit = org.unit(ramure::org::UnitId::ROOT);
        assert_eq!((unit.facts.len(), &*unit.facts[0].value), (1, item), "{list}");
        assert!(unit.contacts.is_empty() && unit.relations.is_empty());
    }
}

#[test]
fn no_value_is_lost_in_a_round_trip() {
    let text = document(
        r#"{"id":"a","name":"A","budget":{"2026":[1,2]},"missions":"one","facts":"loose","name":"again",
            "contact_details":[{"value":"v1","note":"n1","value":"v2"}],"big":12345678901234567890123,"relations":[{"unit_id":"nowhere","type":"t1"}]}"#,
    );
    let file = file(text.as_bytes());
    let printed = stdout(&run_on(file.path(), &["tree", "--format", "json"]));
    for value in [
        "12345678901234567890123",
        "v2",
        "budget",
        "2026",
        "[1,2]",
        "one",
        "loose",
        "again",
        "v1",
        "n1",
        "nowhere",
        "t1",
    ] {
        assert!(printed.contains(value), "{value} is lost: {printed}");
    }
    let again: Value = serde_json::from_str(&printed).expect("JSON");
    assert_eq!(again["units"][0]["missions"], serde_json::json!(["one"]));
}
