//! The commands: standard output, standard error and exit status.

use std::io::Write;
use std::process::Stdio;

use serde_json::{Value, json};

use crate::support::{DINUM, VALOMBRE, file, ramure, run, run_in_valombre, run_on, stderr, stdout};

fn json(args: &[&str]) -> Value {
    serde_json::from_str(&stdout(&run_in_valombre(args))).expect("JSON")
}

#[test]
fn find_prints_the_best_match_first_in_tab_separated_fields() {
    let output = run_in_valombre(&["find", "plm"]);
    assert_eq!(
        stdout(&output),
        "Programme PLM\tPLM\tprogramme\tVille de Valombre › Éducation, jeunesse et sports\tplm@valombre.example\n"
    );
    assert_eq!((output.status.code(), stderr(&output)), (Some(0), String::new()));
}

#[test]
fn find_json_has_the_promised_shape() {
    let answer = json(&["find", "plm", "--json"]);
    let found = json!({"id": "edu-plm", "name": "Programme PLM", "acronym": "PLM", "kind": "programme",
        "path": ["Ville de Valombre", "Éducation, jeunesse et sports"], "contacts": ["plm@valombre.example"],
        "field": "acronym", "score": 250, "weak": false, "matched": [
            {"field": "name", "value": "Programme PLM", "ranges": [[10, 13]]},
            {"field": "acronym", "value": "PLM", "ranges": [[0, 3]]}]});
    assert_eq!(
        answer,
        json!({"query": "plm", "total": 1, "weaker": 0, "fits_well": true, "matches": [found]})
    );
}

#[test]
fn find_json_counts_matched_letters_in_characters() {
    let answer = json(&["find", "ariane", "--json"]);
    let value = "Relie les écoles, les bibliothèques et les bureaux, et les ouvre au réseau Ariane.";
    assert_eq!(
        answer["matches"][0]["matched"],
        json!([{"field": "text", "value": value, "ranges": [[75, 81]]}])
    );
    assert_eq!(value.chars().skip(75).take(6).collect::<String>(), "Ariane");
}

#[test]
fn find_prints_weaker_matches_only_when_asked() {
    let ids = |answer: &Value| {
        let matches = answer["matches"].as_array().into_iter().flatten();
        matches.map(|found| (found["id"].to_string(), found["weak"] == true)).collect::<Vec<_>>()
    };
    let strong = json(&["find", "acc", "--json"]);
    assert_eq!((&strong["total"], &strong["weaker"]), (&json!(1), &json!(2)));
    assert_eq!(ids(&strong), [("\"rsv-acces\"".to_string(), false)]);
    let all = json(&["find", "acc", "--all", "--json"]);
    assert_eq!((&all["total"], &all["weaker"]), (&json!(3), &json!(2)));
    assert_eq!(ids(&all).iter().filter(|(_, is_weak)| *is_weak).count(), 2);
    assert_eq!(stdout(&run_in_valombre(&["find", "acc", "--all"])).lines().count(), 3);
    let piped = run_in_valombre(&["find", "acc"]);
    assert_eq!((stdout(&piped).lines().count(), stderr(&piped)), (1, String::new()));
}

#[test]
fn find_prints_up_to_the_limit_and_counts_all_matches() {
    assert_eq!(stdout(&run_in_valombre(&["find", "reseau", "-n", "2"])).lines().count(), 2);
    let answer = json(&["find", "reseau", "-n", "1", "--json"]);
    assert_eq!(answer["matches"].as_array().map(Vec::len), Some(1));
    assert!(answer["total"] == 6);
}

#[test]
fn no_match_is_reported_with_status_one() {
    let output = run_in_valombre(&["find", "cabinetxxyy", "--lang", "fr"]);
    assert_eq!((output.status.code(), stdout(&output)), (Some(1), String::new()));
    assert_eq!(
        stderr(&output),
        "ramure: aucune unité ne correspond à « cabinetxxyy » ; vouliez-vous dire « Cabinet et communication » ?\n"
    );
    let output = run_in_valombre(&["find", "zzzzzz", "--json"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        stdout(&output),
        "{\"query\":\"zzzzzz\",\"total\":0,\"weaker\":0,\"fits_well\":false,\"matches\":[]}\n"
    );
}

#[test]
fn an_unknown_filter_is_reported_with_what_there_is() {
    let message = |query: &str, lang: &str| {
        let output = run_in_valombre(&["find", query, "--lang", lang]);
        assert_eq!((output.status.code(), stdout(&output)), (Some(1), String::new()), "{query}");
        stderr(&output)
    };
    assert_eq!(
        message("has:emial", "en"),
        "ramure: “has:emial”: there is no such value (values: email, link, phone, contact); did you mean “has:email”?\n"
    );
    assert_eq!(
        message("plm avec:xyz", "fr"),
        "ramure: «\u{a0}avec:xyz\u{a0}»\u{a0}: cette valeur n’existe pas (valeurs\u{a0}: courriel, téléphone, contact, lien)\n"
    );
    assert_eq!(
        message("kind:", "en"),
        "ramure: “kind:” needs a value: direction, composant, pôle, commune, programme, réseau, mission\n"
    );
    assert_eq!(message("knd:pôle", "en"), "ramure: no unit matches “knd:pôle”; did you mean “kind:pôle”?\n");
    assert!(message("in:servicse", "en").ends_with("; did you mean “in:\"Services techniques\"”?\n"));
    let output = run_in_valombre(&["show", "kind:poel"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("did you mean “kind:pôle”?"), "{}", stderr(&output));
}

#[test]
fn show_takes_an_id_an_acronym_a_name_or_a_clear_query() {
    for query in ["num-rsv", "RSV", "rsv", "réseau des sites de la ville", "sites reseau"] {
        let card = stdout(&run_in_valombre(&["show", query]));
        assert!(card.starts_with("Réseau des sites de la ville\nRSV · réseau\n"), "{query}: {card}");
    }
}

#[test]
fn a_unit_that_fits_poorly_is_not_taken_for_the_one_that_was_meant() {
    for command in ["show", "tree"] {
        let output = run_in_valombre(&[command, "vlbr", "--lang", "en"]);
        assert_eq!((output.status.code(), stdout(&output)), (Some(1), String::new()));
        assert_eq!(stderr(&output), "ramure: no unit matches “vlbr”; did you mean “Ville de Valombre”?\n");
    }
}

#[test]
fn show_lists_the_candidates_of_an_ambiguous_query() {
    let output = run_in_valombre(&["show", "ariane"]);
    assert_eq!((output.status.code(), stdout(&output)), (Some(1), String::new()));
    let message = stderr(&output);
    assert!(message.starts_with("ramure: “ariane” could refer to 2\u{a0}units:\n  num-rsv  "), "{message}");
}

#[test]
fn show_json_has_the_promised_shape() {
    let answer = json(&["show", "edu", "--json"]);
    assert_eq!(answer["path"], json!(["Ville de Valombre"]));
    assert_eq!(answer["children"], json!([{"id": "edu-plm", "name": "Programme PLM"}]));
    let unit = answer["unit"].as_object().expect("a record");
    let keys: Vec<&str> = unit.keys().map(String::as_str).collect();
    let mut expected = vec![
        "id",
        "parent_id",
        "classification",
        "name",
        "acronym",
        "other_names",
        "abstract",
        "missions",
        "facts",
        "contact_details",
        "links",
        "relations",
        "notes",
    ];
    expected.sort_unstable();
    assert_eq!(keys, expected);
}

#[test]
fn tree_json_round_trips() {
    let document = stdout(&run(&["tree", "--format", "json"]));
    let again = file(document.as_bytes());
    assert_eq!(stdout(&run_on(again.path(), &["tree", "--format", "json"])), document);
    assert_eq!(stdout(&run_on(again.path(), &["tree"])), stdout(&run(&["tree"])));
    let part = file(stdout(&run(&["tree", "rie", "--format", "json"])).as_bytes());
    assert_eq!(stdout(&run_on(part.path(), &["tree"])), stdout(&run(&["tree", "rie"])));
    assert!(stdout(&run(&["check", part.path().to_str().expect("text")])).contains("no problem"));
}

#[test]
fn tree_stops_at_the_depth() {
    assert_eq!(stdout(&run_in_valombre(&["tree", "num", "--depth", "0"])), "Direction du numérique (DNUM)\n");
    assert_eq!(stdout(&run_in_valombre(&["tree", "--depth", "1"])).lines().count(), 5);
    assert!(
        stdout(&run_in_valombre(&["tree", "--ascii", "--depth", "1"]))
            .contains("\n|-- Éducation, jeunesse et sports\n")
    );
}

#[test]
fn without_a_terminal_the_tree_or_the_matches_are_printed() {
    assert_eq!(stdout(&run(&[])), stdout(&run(&["tree"])));
    assert_eq!(stdout(&run(&["grands", "projets"])), stdout(&run(&["find", "grands projets"])));
}

#[test]
fn convert_prints_the_public_format_and_nothing_is_lost() {
    let plain = file(DINUM.as_bytes());
    let path = plain.path().to_str().expect("text");
    let converted = stdout(&run(&["convert", path]));
    assert_eq!(converted, stdout(&run(&["tree", "--format", "json"])));
    assert_eq!(
        stderr(&run(&["convert", "/nonexistent"])),
        "ramure: /nonexistent: this file does not exist\n"
    );
    assert_eq!(run(&["convert"]).status.code(), Some(2));
}

#[test]
fn check_finds_no_problem_in_the_embedded_organisation() {
    let output = run(&["check"]);
    assert_eq!(output.status.code(), Some(0));
    let line = stdout(&output);
    assert!(line.starts_with("dinum.json: ") && line.ends_with("\u{a0}units, no problem\n"), "{line}");
}

#[test]
fn check_prints_each_problem_with_its_line() {
    let faulty = file(b"{\"format\":\"ramure/1\",\"units\":[\n{\"id\":\"a\",\"name\":\"A\"},\n{\"id\":\"b\",\"name\":\"B\",\"parent_id\":\"x\"}]}");
    let output = run(&["check", faulty.path().to_str().expect("text")]);
    assert_eq!(output.status.code(), Some(1));
    let expected = format!("{}:3: “b” has the parent “x”, which does not exist\n", faulty.path().display());
    assert_eq!(stdout(&output), expected);
}

#[test]
fn check_goes_on_after_a_file_that_cannot_be_read() {
    let good = file(VALOMBRE.as_bytes());
    let output = run(&["check", "/nonexistent/file", good.path().to_str().expect("text")]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stdout(&output).contains("12\u{a0}units, no problem"));
    assert_eq!(stderr(&output), "ramure: /nonexistent/file: this file does not exist\n");
}

#[test]
fn several_files_are_one_organisation() {
    let above = file(b"id,name\na,A\nb,B\n");
    let below = file(br#"{"format":"ramure/1","units":[{"id":"c","name":"C","parent_id":"a"}]}"#);
    let faulty = file(b"id,name,parent\nd,D,x\n");
    let [above, below, faulty] = [&above, &below, &faulty].map(|file| file.path().to_str().expect("text"));
    let tree = stdout(&run(&["--data", above, "--data", below, "tree"]));
    let lines: Vec<&str> = tree.lines().skip(1).collect();
    assert_eq!(lines, ["├── A", "│   └── C", "└── B"], "{tree}");
    let converted = stdout(&run(&["convert", above, below]));
    let again = file(converted.as_bytes());
    assert_eq!(stdout(&run(&["--data", again.path().to_str().expect("text"), "tree"])), tree);
    let checked = stdout(&run(&["check", above, faulty]));
    assert!(
        checked.contains(&format!(
            "{faulty}:2: “x”, the parent of 1\u{a0}unit, has no entry: the unit is added"
        )),
        "{checked}"
    );
}

#[test]
fn columns_and_format_can_be_given() {
    let table = file(b"what;above\nA;\nB;A\n");
    let path = table.path().to_str().expect("text");
    assert_eq!(run(&["--data", path, "tree"]).status.code(), Some(2));
    let tree = run(&["--data", path, "--columns", "name=what,parent=above", "tree"]);
    assert_eq!(stdout(&tree), "A\n└── B\n");
    let wrong = run(&["--data", path, "--columns", "nom=what", "tree"]);
    assert_eq!((wrong.status.code(), stderr(&wrong).lines().count()), (Some(2), 1), "{}", stderr(&wrong));
    let forced = run(&["--data", path, "--from", "ramure", "tree"]);
    assert!(stderr(&forced).contains("1:1: a JSON value is expected"), "{}", stderr(&forced));
}

#[test]
fn data_may_come_from_standard_input() {
    let mut child = ramure()
        .args(["find", "x", "--data", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("runs");
    let mut stdin = child.stdin.take().expect("piped");
    stdin.write_all(br#"{"format":"ramure/1","units":[{"id":"x","name":"X"}]}"#).expect("written");
    drop(stdin);
    let output = child.wait_with_output().expect("ends");
    assert_eq!(stdout(&output), "X\t\t\t\t\n");
}

#[test]
fn the_language_comes_from_the_flag_then_the_environment() {
    let error = |command: &mut std::process::Command| stderr(&command.arg("--nope").output().expect("runs"));
    assert!(error(ramure().env("LANG", "fr_FR.UTF-8")).contains("option inconnue « --nope »"));
    assert!(
        error(ramure().env("LANG", "fr_FR.UTF-8").args(["--lang", "en"])).contains("unknown option “--nope”")
    );
    assert!(error(&mut ramure()).contains("unknown option"));
}

#[test]
fn a_usage_error_is_one_line_and_status_two() {
    let cases: [&[&str]; 9] = [
        &["--nope"],
        &["find"],
        &["show"],
        &["find", "-n", "x", "y"],
        &["--lang", "de"],
        &["tree", "--format", "pdf"],
        &["--theme", "x"],
        &["completions"],
        &["completions", "csh"],
    ];
    for args in cases {
        let output = run(args);
        assert_eq!(
            (output.status.code(), stderr(&output).lines().count()),
            (Some(2), 1),
            "{args:?}: {}",
            stderr(&output)
        );
        assert!(stderr(&output).starts_with("ramure: "));
    }
}

#[test]
fn help_is_in_both_languages_for_every_command() {
    let commands: [&[&str]; 9] = [
        &[],
        &["find"],
        &["show"],
        &["tree"],
        &["check"],
        &["convert"],
        &["diff"],
        &["completions"],
        &["man"],
    ];
    for command in commands {
        let help = |lang: &str| stdout(&run(&[command, &["--help", "--lang", lang]].concat()));
        let (fr, en) = (help("fr"), help("en"));
        assert!(fr.contains("Utilisation : ramure") && en.contains("Usage: ramure"), "{fr}{en}");
        assert!(!fr.contains("Usage:") && !fr.contains("Print help"), "{fr}");
    }
}

#[test]
fn help_lists_arguments_in_their_order() {
    let help = stdout(&run(&["diff", "--help", "--lang", "en"]));
    let at = |line: &str| help.find(line).unwrap_or_else(|| panic!("no {line:?} in {help}"));
    assert!(at("  <OLD>  ") < at("  <NEW>  "), "{help}");
}

#[test]
fn colour_is_printed_only_when_asked_for_or_on_a_terminal() {
    assert!(!stdout(&run(&["find", "tnt"])).contains('\u{1b}'));
    assert!(stdout(&run(&["find", "tnt", "--color", "always"])).contains("\u{1b}[1mTNT\u{1b}[0m"));
    assert!(!stdout(&run(&["show", "tnt"])).contains('\u{1b}'));
}

#[test]
fn a_closed_pipe_is_no_error() {
    let mut child = ramure().arg("tree").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("ends");
    assert_eq!((output.status.code(), stderr(&output)), (Some(0), String::new()));
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_an_error() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("/dev/full");
    let output = ramure().arg("tree").stdout(full).output().expect("runs");
    assert_eq!(
        (output.status.code(), stderr(&output)),
        (Some(2), "ramure: no space left on the disk\n".into())
    );
}

#[test]
fn an_invalid_variable_is_a_warning() {
    let output = ramure()
        .env("RAMURE_LANG", "zz")
        .env("RAMURE_THEME", "nope")
        .args(["find", "tnt"])
        .output()
        .expect("runs");
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(
        stderr(&output),
        "ramure: RAMURE_LANG: invalid value “zz” (possible values: fr, en)\n\
         ramure: RAMURE_THEME: invalid value “nope” (possible values: terminal, plain, high-contrast)\n"
    );
}

#[test]
fn a_theme_of_the_configuration_can_be_chosen() {
    let home = tempfile::tempdir().expect("a directory");
    std::fs::create_dir(home.path().join("ramure")).expect("made");
    std::fs::write(home.path().join("ramure/config.toml"), "[themes.mine]\nmatch = \"bold\"\n")
        .expect("written");
    let status = |theme: &str| {
        let mut command = ramure();
        command.env("XDG_CONFIG_HOME", home.path()).args(["find", "tnt", "--theme", theme]);
        command.output().expect("runs").status.code()
    };
    assert_eq!((status("mine"), status("yours")), (Some(0), Some(2)));
}

#[test]
fn the_configuration_applies_and_its_errors_are_warnings() {
    let home = tempfile::tempdir().expect("a directory");
    std::fs::create_dir(home.path().join("ramure")).expect("made");
    let path = home.path().join("ramure/config.toml");
    std::fs::write(&path, "lang = \"fr\"\nnope = 1\n").expect("written");
    let output =
        ramure().env("XDG_CONFIG_HOME", home.path()).args(["find", "zzzzzz"]).output().expect("runs");
    let warning = format!("ramure: {}:2: réglage inconnu «\u{a0}nope\u{a0}»\n", path.display());
    assert_eq!(stderr(&output), warning + "ramure: aucune unité ne correspond à «\u{a0}zzzzzz\u{a0}»\n");
}

#[test]
fn the_language_of_the_command_line_is_that_of_all_messages() {
    let home = tempfile::tempdir().expect("a directory");
    std::fs::create_dir(home.path().join("ramure")).expect("made");
    let path = home.path().join("ramure/config.toml");
    std::fs::write(&path, "lang = \"fr\"\nnope = 1\n").expect("written");
    let mut command = ramure();
    let output = command.env("XDG_CONFIG_HOME", home.path()).args(["--lang", "en", "find", "rie"]).output();
    assert_eq!(
        stderr(&output.expect("runs")),
        format!("ramure: {}:2: unknown setting “nope”\n", path.display())
    );
}

#[test]
fn config_prints_what_applies_and_what_sets_it() {
    let home = tempfile::tempdir().expect("a directory");
    let config = |args: &[&str]| {
        let mut command = ramure();
        command.env("XDG_CONFIG_HOME", home.path()).env("RAMURE_MOUSE", "0").arg("config").args(args);
        let output = command.output().expect("runs");
        assert_eq!(output.status.code(), Some(0));
        (stdout(&output), stderr(&output))
    };
    assert!(config(&[]).0.contains("config.toml does not exist; “ramure config --example” prints one"));
    let (example, _) = config(&["--example"]);
    std::fs::create_dir(home.path().join("ramure")).expect("made");
    let path = home.path().join("ramure/config.toml");
    std::fs::write(&path, &example).expect("written");
    let (before, warnings) = config(&[]);
    assert_eq!((warnings.as_str(), before.contains(&*path.to_string_lossy())), ("", true));
    std::fs::write(&path, "\ntheme = \"plain\"\n[keys.filter]\nnext_match = \"Alt-n\"\n").expect("written");
    let (effective, warnings) = config(&["--ascii"]);
    let line =
        |start: &str| effective.lines().find(|line| line.starts_with(start)).expect("a line").to_string();
    assert_eq!(warnings, "");
    assert_eq!(line("theme ="), "theme = \"plain\"             # line 2");
    assert_eq!(line("mouse ="), "mouse = false               # RAMURE_MOUSE");
    assert_eq!(line("ascii ="), "ascii = true                # --ascii");
    assert_eq!(line("history ="), "history = true              # built in");
    assert_eq!(line("#data ="), "#data =                     # not set");
    assert_eq!(line("next_match ="), "next_match = \"Alt-n\"        # line 4");
    assert!(effective.contains("\n[keys.filter]\n"));
}

#[test]
fn the_language_of_the_configuration_comes_before_the_locale() {
    let home = tempfile::tempdir().expect("a directory");
    std::fs::create_dir(home.path().join("ramure")).expect("made");
    std::fs::write(home.path().join("ramure/config.toml"), "lang = \"fr\"\n").expect("written");
    let help = |variables: &[(&str, &str)], args: &[&str]| {
        let mut command = ramure();
        command.env("XDG_CONFIG_HOME", home.path()).env("LC_ALL", "en_GB.UTF-8").arg("--help").args(args);
        stdout(&command.envs(variables.iter().copied()).output().expect("runs"))
    };
    assert!(help(&[], &[]).contains("Utilisation"));
    assert!(help(&[("RAMURE_LANG", "en")], &[]).contains("Usage:"));
    assert!(help(&[], &["--lang", "en"]).contains("Usage:"));
}

#[test]
fn find_into_a_closed_pipe_is_no_error() {
    let mut child = ramure()
        .args(["find", "e", "--lang", "en"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("an end");
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
}

#[cfg(not(feature = "ldap"))]
#[test]
fn an_ldap_address_is_refused_without_the_feature() {
    let output = run(&["--data", "ldap://127.0.0.1/o=x", "tree"]);
    assert_eq!(output.status.code(), Some(2));
    let message = "ramure: ldap://127.0.0.1/o=x: this program was built without LDAP support";
    assert!(stderr(&output).starts_with(message), "{}", stderr(&output));
}
