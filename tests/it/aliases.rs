//! Aliases from a file of one's own: found like acronyms in every mode, and what is wrong with them.

use std::fs;
use std::path::Path;
use std::process::Output;

use ramure::lang::Lang;
use ramure::linear::LinearBrowser;
use ramure::org::Org;
use serde_json::{Value, json};
use tempfile::NamedTempFile;

use crate::pty::{RAMURE, Session, command};
use crate::support::{
    Browser, VALOMBRE_PATH, answer_text, file, ramure, run, run_in_valombre, stderr, stdout, valombre,
};

/// The name of the water works begins with “régie” too.
const ALIASES: &str = "# the words we use\nrégie\tPLM\nvoiries\ttec-eau\nbourg\tville\n";

fn with_aliases(text: &str) -> Org {
    let mut org = valombre();
    org.set_aliases("aliases.tsv".into(), text);
    org
}

/// Runs the program on Valombre with aliases.
fn run_with(aliases: &NamedTempFile, args: &[&str]) -> Output {
    run_in_valombre(&[args, &["--aliases", aliases.path().to_str().expect("text")]].concat())
}

#[test]
fn an_alias_is_found_before_a_name_with_the_same_word() {
    let plain = stdout(&run_in_valombre(&["find", "regie"]));
    assert!(plain.starts_with("Régie de l’eau\t") && !plain.contains("PLM"), "{plain}");
    let aliases = file(ALIASES.as_bytes());
    let names: Vec<String> = stdout(&run_with(&aliases, &["find", "regie", "--print", "name"]))
        .lines()
        .map(String::from)
        .collect();
    assert_eq!(names[..2], ["Programme PLM", "Régie de l’eau"]);
    let started = stdout(&run_with(&aliases, &["find", "reg", "--print", "id"]));
    assert!(started.starts_with("edu-plm\ntec-eau\n"), "{started}");
}

#[test]
fn find_json_says_that_an_alias_matched() {
    let aliases = file(ALIASES.as_bytes());
    let answer: Value =
        serde_json::from_str(&stdout(&run_with(&aliases, &["find", "regie", "--json"]))).expect("JSON");
    let best = &answer["matches"][0];
    assert_eq!(
        (&best["id"], &best["field"], &best["score"]),
        (&json!("edu-plm"), &json!("alias"), &json!(250))
    );
    assert_eq!(best["matched"], json!([{"field": "alias", "value": "régie", "ranges": [[0, 5]]}]));
}

#[test]
fn show_and_tree_take_an_alias_and_the_card_lists_it() {
    let aliases = file(ALIASES.as_bytes());
    let card = stdout(&run_with(&aliases, &["show", "Régie"]));
    assert!(card.contains("\nPetits lecteurs du matin\nrégie (alias)\n"), "{card}");
    assert!(stdout(&run_with(&aliases, &["tree", "voiries"])).starts_with("Régie de l’eau"));
    let inside = stdout(&run_with(&aliases, &["find", "in:bourg kind:commune", "--print", "id"]));
    assert_eq!(inside, "ville\n");
    let record = |args: &[&str]| stdout(&run_with(&aliases, args));
    assert_eq!(record(&["show", "plm", "--json"]), stdout(&run_in_valombre(&["show", "plm", "--json"])));
    let document = ["tree", "--format", "json"];
    assert_eq!(record(&document), stdout(&run_in_valombre(&document)));
}

#[test]
fn the_browser_shows_the_alias_in_the_row_and_on_the_card() {
    let mut browser = Browser::new(with_aliases(ALIASES), 100, 24);
    browser.press("/");
    browser.type_text("regie");
    assert_eq!(browser.unit(), "edu-plm");
    let screen = browser.screen_text();
    assert!(screen.contains("Programme PLM  régie "), "{screen}");
    assert!(screen.contains("régie (alias)"), "{screen}");
}

#[test]
fn linear_mode_finds_by_an_alias_and_says_so() {
    let mut linear = LinearBrowser::new(with_aliases(ALIASES), Lang::En);
    linear.open("");
    let found = answer_text(linear.execute("regie"));
    assert!(found.contains("Programme PLM") && found.contains("found in “régie”"), "{found}");
    let card = answer_text(linear.execute("card"));
    assert!(card.contains("\nAlias: régie\n"), "{card}");
}

#[test]
fn check_reports_lines_that_name_no_unit_or_several() {
    let aliases = file("régie\tPLM\nmairie\tnulle part\n\nsans unité\nx\tDivers\n".as_bytes());
    let data = file(
        r#"{"format": "ramure/1", "units": [{"id": "r", "name": "R", "acronym": "PLM"},
            {"id": "a", "parent_id": "r", "name": "Divers"}, {"id": "b", "parent_id": "r", "name": "divers"}]}"#
            .as_bytes(),
    );
    let [path, data] = [&aliases, &data].map(|file| file.path().to_str().expect("text"));
    let check = |lang: &str| {
        let output = run(&["check", data, "--aliases", path, "--lang", lang]);
        assert_eq!(output.status.code(), Some(1));
        stdout(&output).replace(path, "mine").replace('\u{a0}', " ")
    };
    assert_eq!(
        check("en"),
        "mine:2: the alias “mairie” is ignored: no unit has the id, acronym or name “nulle part”\n\
         mine:4: this line is ignored: it must have an alias, a tab and a unit\n\
         mine:5: the alias “x” is ignored: “Divers” could refer to 2 units\n"
    );
    assert_eq!(
        check("fr"),
        "mine:2: l’alias « mairie » est ignoré : aucune unité n’a pour id, sigle ou nom « nulle part »\n\
         mine:4: cette ligne est ignorée : il y faut un alias, une tabulation et une unité\n\
         mine:5: l’alias « x » est ignoré : « Divers » peut désigner 2 unités\n"
    );
    let good = file(ALIASES.as_bytes());
    let output = run_with(&good, &["check"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(stdout(&output).contains(", no problem"), "{}", stdout(&output));
}

#[test]
fn the_browser_counts_the_problems_of_aliases() {
    let count = |text| Browser::new(with_aliases(text), 80, 24).app.problem_count();
    assert_eq!(count("a\tnone\nb\nc\tville\n"), count(ALIASES) + 2);
}

#[test]
fn a_file_that_cannot_be_read_is_an_error_that_says_where_it_is_set() {
    let run_on = |path: &Path| {
        let output = ramure().args(["find", "plm", "--lang", "en", "--aliases"]).arg(path).output();
        let output = output.expect("the program runs");
        assert_eq!((output.status.code(), stdout(&output)), (Some(2), String::new()));
        stderr(&output).replace(&*path.to_string_lossy(), "mine")
    };
    let error = |reason: &str| format!("ramure: mine: {reason} (aliases, set by “--aliases”)\n");
    assert_eq!(run_on(Path::new("/nonexistent/x")), error("this file does not exist"));
    assert_eq!(run_on(Path::new("/")), error("this is a directory"));
    let run_on = |bytes: &[u8]| run_on(file(bytes).path());
    for other_encoding in [&b"caf\xe9\tplm\n"[..], b"\xff\xfea\0\t\0p\0"] {
        assert_eq!(run_on(other_encoding), error("this is not UTF-8 text"));
    }
    let too_long = error("more than 1\u{a0}MiB or 10,000 lines");
    assert_eq!(run_on("a\tplm\n".repeat(10_001).as_bytes()), too_long);
    assert_eq!(run_on("x\té\n".repeat(1_000_000).as_bytes()), too_long);
    assert_eq!(run_on(&[b'a'; (1 << 20) + 1]), too_long);
}

#[test]
fn an_option_goes_before_a_variable_and_that_before_the_configuration() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let configuration = folder.path().join("ramure/config.toml");
    fs::create_dir(folder.path().join("ramure")).expect("created");
    fs::write(&configuration, "aliases = \"/configured\"\n").expect("written");
    let message = |variable: &str, args: &[&str]| {
        let mut command = ramure();
        command.env("XDG_CONFIG_HOME", folder.path()).env("RAMURE_ALIASES", variable);
        let output = command.args(["find", "plm", "--lang", "fr"]).args(args).output().expect("it runs");
        assert_eq!(output.status.code(), Some(2));
        stderr(&output).replace('\u{a0}', " ")
    };
    let error = |path: &str, set_by: &str| {
        format!("ramure: {path} : ce fichier n’existe pas (alias, d’après « {set_by} »)\n")
    };
    assert_eq!(message("/named", &["--aliases", "/given"]), error("/given", "--aliases"));
    assert_eq!(message("/named", &[]), error("/named", "RAMURE_ALIASES"));
    assert_eq!(message("", &[]), error("/configured", &configuration.to_string_lossy()));
}

#[test]
fn restricted_mode_and_commands_without_units_refuse_the_option() {
    for args in [&["--restricted", "find", "tnt"][..], &["convert", VALOMBRE_PATH], &["man"]] {
        let output = run(&[args, &["--aliases", "/dev/null"]].concat());
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(stderr(&output).contains("--aliases"), "{args:?}: {}", stderr(&output));
    }
    // Nor does restricted mode read the variable.
    let output =
        ramure().args(["--restricted", "find", "tnt"]).env("RAMURE_ALIASES", "/nonexistent").output();
    assert_eq!(output.expect("it runs").status.code(), Some(0));
}

#[test]
fn a_reload_reads_the_aliases_again() {
    let aliases = file(ALIASES.as_bytes());
    let path = aliases.path().to_str().expect("text");
    let args = ["--data", VALOMBRE_PATH, "--aliases", path, "--lang", "en", "regie"];
    let mut session = Session::start(command(RAMURE, &args), 100, 24);
    session.wait_for_text("régie (alias)");
    fs::write(aliases.path(), "regie de tous\tPLM\n").expect("written");
    session.send("\t\x12");
    session.wait_for_text("regie de tous (alias)");
    fs::write(aliases.path(), b"\xff").expect("written");
    session.send("\x12");
    session.wait_for_text("this is not UTF-8 text");
    session.quit();
}
