//! The arguments of the command line: files and words, help, suggestions, fields to print.

use std::fs;
use std::process::Output;

use tempfile::TempDir;

use crate::support::{VALOMBRE_PATH, file, ramure, run, run_in_valombre, run_on, stderr, stdout};

const TOWN: &str = "id,name,parent,email\na,Town,,\nb,Library,a,library@town.example\nc,Roads,a,\n";

/// A folder with a table, a directory and a file that has the name of a command.
fn folder() -> TempDir {
    let folder = TempDir::new().expect("a folder");
    fs::write(folder.path().join("town.csv"), TOWN).expect("written");
    fs::write(folder.path().join("more.csv"), "id,name,parent\nd,Harbour,a\n").expect("written");
    fs::write(folder.path().join("check"), TOWN).expect("written");
    fs::create_dir(folder.path().join("roads")).expect("made");
    folder
}

fn run_in(folder: &TempDir, args: &[&str]) -> Output {
    ramure().args(args).current_dir(folder.path()).output().expect("the program runs")
}

/// Exit status and standard error.
fn error(args: &[&str]) -> (Option<i32>, String) {
    let output = run(args);
    assert_eq!(stdout(&output), "", "{args:?}");
    (output.status.code(), stderr(&output))
}

#[test]
fn an_argument_that_names_a_file_is_data_and_the_others_are_the_query() {
    let folder = folder();
    let tree = stdout(&run_in(&folder, &["--data", "town.csv", "tree"]));
    assert_eq!(stdout(&run_in(&folder, &["town.csv"])), tree);
    assert_eq!(stdout(&run_in(&folder, &["./check"])), tree);
    let found = stdout(&run_in(&folder, &["town.csv", "library"]));
    assert!(found.starts_with("Library\t") && found.lines().count() == 1, "{found}");
    assert_eq!(stdout(&run_in(&folder, &["library", "town.csv"])), found);
    assert!(stdout(&run_in(&folder, &["town.csv", "more.csv"])).contains("Harbour"));
    assert!(stdout(&run_in(&folder, &["--data", "town.csv", "more.csv", "harbour"])).contains("Harbour"));
}

#[test]
fn a_command_and_a_directory_are_no_files() {
    let folder = folder();
    assert!(stdout(&run_in(&folder, &["check"])).starts_with("dinum.json: "), "the command");
    assert_eq!(stdout(&run_in(&folder, &["town.csv", "roads"])).lines().count(), 1, "a word");
    let output = run_in(&folder, &["./roads"]);
    assert_eq!(
        (output.status.code(), stderr(&output).as_str()),
        (Some(2), "ramure: ./roads:1:1: there is no file to read\n")
    );
}

#[test]
fn standard_input_can_be_named_alone() {
    let folder = folder();
    let table = fs::File::open(folder.path().join("town.csv")).expect("a table");
    let output = ramure().args(["-", "roads"]).stdin(table).output().expect("the program runs");
    assert!(stdout(&output).starts_with("Roads\t"), "{}", stderr(&output));
}

#[test]
fn a_file_that_does_not_exist_is_an_error_and_no_query() {
    for name in ["mine.csv", "./mine", "data/mine", "MINE.JSON"] {
        assert_eq!(error(&[name]), (Some(2), format!("ramure: {name}: this file does not exist\n")));
    }
    assert_eq!(stdout(&run(&["mine"])), stdout(&run(&["find", "mine"])), "a query");
}

#[test]
fn help_is_a_command_too() {
    for args in [&["help"][..], &["-h"]] {
        assert_eq!(stdout(&run(args)), stdout(&run(&["--help"])), "{args:?}");
    }
    for command in ["find", "show", "tree", "check", "convert", "diff", "completions", "man", "help"] {
        let help = stdout(&run(&["help", command, "--lang", "fr"]));
        assert_eq!(help, stdout(&run(&[command, "--help", "--lang", "fr"])), "{command}");
        assert!(
            help.contains(&format!("Utilisation\u{a0}: ramure {command}")) || command == "help",
            "{help}"
        );
    }
    assert_eq!(
        error(&["help", "fnd"]),
        (Some(2), "ramure: unknown command “fnd”; did you mean “find”? (see “ramure --help”)\n".into())
    );
    let (status, message) = error(&["help", "find", "show"]);
    assert_eq!(
        (status, message.starts_with("ramure: unexpected argument “show”")),
        (Some(2), true),
        "{message}"
    );
    assert!(error(&["help", "rie"]).1.ends_with("unknown command “rie” (see “ramure --help”)\n"));
}

#[test]
fn a_mistyped_word_is_an_error_with_a_suggestion_and_the_help_of_the_command() {
    let cases: [(&[&str], &str, &str); 10] = [
        (&["tree", "--formta", "svg"], "; did you mean “--format”?", "ramure tree --help"),
        (&["tree", "--format", "svgg"], "; did you mean “svg”?", "ramure tree --help"),
        (&["tree", "--formta=svg"], "; did you mean “--format”?", "ramure tree --help"),
        (&["find", "--jsn", "x"], "; did you mean “--json”?", "ramure find --help"),
        (&["--data", "find", "--asci"], "; did you mean “--ascii”?", "ramure --help"),
        (&["--color", "alwys"], "; did you mean “always”?", "ramure --help"),
        (&["--from", "cvs", "tree"], "; did you mean “csv”?", "ramure tree --help"),
        (&["completions", "fsh"], "; did you mean “fish”?", "ramure completions --help"),
        (&["show", "tnt", "--print", "emial"], "; did you mean “email”?", "ramure show --help"),
        (&["--columns", "nam=what", "tree"], "; did you mean “name”?", "ramure tree --help"),
    ];
    for (args, question, help) in cases {
        let (status, message) = error(args);
        assert_eq!((status, message.lines().count()), (Some(2), 1), "{args:?}: {message}");
        assert!(message.contains(question), "{args:?}: {message}");
        assert!(message.ends_with(&format!(" (see “{help}”)\n")), "{args:?}: {message}");
    }
    let (_, message) = error(&["tree", "--format", "pdf", "--lang", "fr"]);
    assert!(!message.contains("vouliez-vous"), "{message}");
    let (_, message) = error(&["tree", "--formta", "svg", "--lang", "fr"]);
    assert_eq!(
        message,
        "ramure: option inconnue «\u{a0}--formta\u{a0}»\u{a0}; vouliez-vous dire «\u{a0}--format\u{a0}»\u{a0}? \
         (voir «\u{a0}ramure tree --help\u{a0}»)\n"
    );
    assert!(error(&["--theme", "plian"]).1.ends_with("high-contrast); did you mean “plain”?\n"));
}

#[test]
fn a_mistyped_command_is_an_error_unless_its_words_are_found() {
    let (status, message) = error(&["fnd", "rie"]);
    assert_eq!(
        (status, message.as_str()),
        (
            Some(2),
            "ramure: unknown command “fnd”; did you mean “ramure find rie”? \
             (to search for these words: “ramure -- fnd rie”)\n"
        )
    );
    assert!(error(&["chek", "--lang", "fr"]).1.contains("vouliez-vous dire «\u{a0}ramure check\u{a0}»"));
    assert_eq!(run(&["--", "fnd", "xyzzy"]).status.code(), Some(1), "a query");
    let folder = folder();
    fs::write(folder.path().join("finds.csv"), "id,name\na,Finds of the dig\n").expect("written");
    assert!(stdout(&run_in(&folder, &["finds.csv", "finds"])).starts_with("Finds of the dig"));
    assert!(stdout(&run_in(&folder, &["finds", "finds.csv"])).starts_with("Finds of the dig"));
}

#[test]
fn an_option_is_listed_and_offered_only_where_it_is_accepted() {
    let calls: [&[&str]; 11] = [
        &["find", "x"],
        &["show", "x"],
        &["tree"],
        &["check"],
        &["convert", "x"],
        &["pack"],
        &["diff", "x", "y"],
        &["config"],
        &["completions", "bash"],
        &["man"],
        &["help"],
    ];
    for call in calls {
        let help = stdout(&run(&[call[0], "--help"]));
        for option in ["--data", "--aliases"] {
            let is_listed = help.contains(&format!("\n      {option} "));
            let is_offered = stdout(&run(&["__complete", "zsh", call[0], option])).starts_with(option);
            let message = stderr(&run(&[call, &[option, "/nonexistent"]].concat()));
            let is_accepted = !message.contains("does not apply");
            assert_eq!((is_listed, is_offered), (is_accepted, is_accepted), "{call:?} {option}");
        }
    }
    let script = stdout(&run(&["completions", "elvish"]));
    let of = |command: &str| {
        let start = script.find(&format!("&'ramure;{command}'= {{")).expect("a command");
        script[start..].split('}').next().unwrap_or_default().to_string()
    };
    assert!(of("tree").contains("--data") && of("tree").contains("--theme"), "{}", of("tree"));
    assert!(!of("convert").contains("--data") && of("convert").contains("--theme"), "{}", of("convert"));
    let (_, message) = error(&["convert", "x", "--aliase", "y"]);
    assert!(message.starts_with("ramure: unknown option “--aliase” (see"), "{message}");
}

#[test]
fn an_option_that_a_command_has_no_use_for_is_an_error() {
    let cases: [&[&str]; 6] = [
        &["--pick", "find", "x"],
        &["--compare", "x.json", "tree"],
        &["--data", "x.json", "diff", "a.json", "b.json"],
        &["diff", "a.json", "b.json", "--data", "x.json"],
        &["convert", "a.json", "--data", "x.json"],
        &["man", "--data", "x.json"],
    ];
    for args in cases {
        let (status, message) = error(args);
        assert_eq!(status, Some(2), "{args:?}");
        assert!(message.contains("” does not apply to “ramure "), "{args:?}: {message}");
    }
    assert!(error(&["find", "x", "--pick"]).1.contains("unknown option “--pick”"));
}

#[test]
fn a_column_that_does_not_exist_is_an_error_that_lists_the_others() {
    let folder = folder();
    let errors = |args: &[&str]| {
        let output = run_in(&folder, args);
        (output.status.code(), stderr(&output))
    };
    let columns = "(columns: id, name, parent, email)";
    assert_eq!(
        errors(&["--columns", "parent=nope", "town.csv"]),
        (Some(2), format!("ramure: “--columns”: there is no column “nope” {columns}\n"))
    );
    let (_, message) = errors(&["--columns", "parent=parnet", "check", "town.csv"]);
    assert_eq!(
        message,
        format!("ramure: “--columns”: there is no column “parnet” {columns}; did you mean “parent”?\n")
    );
    fs::write(folder.path().join("list.json"), "[{\"what\": \"A\"}, {\"what\": \"B\", \"of\": \"A\"}]")
        .expect("written");
    assert_eq!(errors(&["--columns", "name=what,parent=of", "list.json"]), (Some(0), String::new()));
    assert!(errors(&["--columns", "name=what,parent=off", "list.json"]).1.contains("(columns: what, of)"));
    fs::write(folder.path().join("tree.txt"), "A\n  B\n").expect("written");
    let (status, message) = errors(&["--columns", "parent=x", "--from", "text", "tree.txt"]);
    assert_eq!(status, Some(2));
    assert!(message.ends_with("no column “x”, as these files have no columns\n"), "{message}");
    assert!(error(&["--columns", "parent=x", "tree"]).1.ends_with("as these files have no columns\n"));
    // With several files, one of them has to have it.
    assert_eq!(errors(&["--columns", "email=email", "town.csv", "more.csv"]).0, Some(0));
}

#[test]
fn a_column_to_group_by_that_does_not_exist_is_an_error_that_lists_the_others() {
    let folder = folder();
    let staff = "Name,Department,Team\nIda,Ports,Quays\nTom,Ports,Quays\n";
    fs::write(folder.path().join("staff.csv"), staff).expect("written");
    fs::write(folder.path().join("staff.json"), "[{\"name\": \"A\", \"department\": \"B\"}]")
        .expect("written");
    let run = |args: &[&str]| {
        let output = run_in(&folder, args);
        (output.status.code(), stdout(&output) + &stderr(&output))
    };
    let missing = "ramure: “--by”: there is no column “departement” (columns: Name, Department, Team); did you mean “Department”?\n";
    for command in [
        &["--data", "staff.csv", "tree"][..],
        &["check", "staff.csv"],
        &["convert", "staff.csv"],
        &["staff.csv"],
    ] {
        let args = [&["--by", "departement"], command].concat();
        assert_eq!(run(&args), (Some(2), missing.into()), "{command:?}");
    }
    let (_, tree) = run(&["--data", "staff.csv", "--by", "department, team", "tree"]);
    assert_eq!(tree, "Ports\n└── Quays\n    ├── Ida\n    └── Tom\n");
    let (status, message) = run(&["--data", "staff.json", "--by", "department", "tree"]);
    assert_eq!(
        (status, &*message),
        (Some(2), "ramure: “--by”: there is no column “department”, as these files are not tables\n")
    );
    let (_, message) = run(&["--by", "Team", "--columns", "parent=Name", "tree"]);
    assert!(message.contains("“--by” cannot be used with “--columns parent=, level=”"), "{message}");
}

#[test]
fn one_field_can_be_printed() {
    let printed = |args: &[&str]| {
        let output = run_in_valombre(args);
        (output.status.code(), stdout(&output))
    };
    assert_eq!(printed(&["show", "plm", "--print", "id"]), (Some(0), "edu-plm\n".into()));
    assert_eq!(printed(&["show", "plm", "--print", "email"]), (Some(0), "plm@valombre.example\n".into()));
    assert_eq!(
        printed(&["show", "plm", "--print", "path"]),
        (Some(0), "Ville de Valombre › Éducation, jeunesse et sports\n".into())
    );
    assert_eq!(printed(&["show", "plm", "--print", "json"]), printed(&["show", "plm", "--json"]));
    let (status, emails) = printed(&["find", "in:ville", "--print", "email"]);
    let units = printed(&["find", "in:ville"]).1.lines().count();
    assert_eq!(status, Some(0));
    assert!(emails.lines().all(|line| line.contains('@')) && emails.lines().count() < units, "{emails}");
    let folder = folder();
    assert_eq!(
        run_in(&folder, &["find", "roads", "--data", "town.csv", "--print", "email"]).status.code(),
        Some(1)
    );
    assert_eq!(
        run_in(&folder, &["show", "c", "--data", "town.csv", "--print", "email"]).status.code(),
        Some(1)
    );
    let (status, message) = error(&["find", "x", "--print", "id", "--json"]);
    assert_eq!(status, Some(2));
    assert!(message.contains("cannot be used with"), "{message}");
}

#[test]
fn picking_needs_a_screen() {
    for args in [&["--pick"][..], &["--pick=email", "rie"], &["--pick", "--linear"]] {
        let (status, message) = error(args);
        assert_eq!((status, message.lines().count()), (Some(2), 1), "{args:?}: {message}");
        assert!(message.starts_with("ramure: “--pick” needs a terminal to draw on"), "{message}");
    }
    assert_eq!(error(&["--data", VALOMBRE_PATH, "--pick=nmae"]).0, Some(2));
}

#[test]
fn tables_and_lines_can_be_made_safe_for_spreadsheets() {
    let unit = r#"{"id":"a","name":"=1+1","acronym":"-A","contact_details":[{"value":"+33 1"}]}"#;
    let data = file(format!(r#"{{"format":"ramure/1","units":[{unit}]}}"#).as_bytes());
    let printed = |args: &[&str]| stdout(&run_on(data.path(), args));
    assert_eq!(printed(&["find", "1"]), "=1+1\t-A\t\t\t+33 1\n");
    assert_eq!(printed(&["find", "1", "--csv-safe"]), "'=1+1\t'-A\t\t\t'+33 1\n");
    let table = printed(&["tree", "--csv-safe"]);
    assert!(table.ends_with("a,,,'=1+1,'-A,,,,,'+33 1,,,\r\n"), "{table}");
    assert_eq!(table, printed(&["tree", "--format", "csv", "--csv-safe"]));
    assert!(printed(&["tree", "--format", "csv"]).ends_with("a,,,=1+1,-A,,,,,+33 1,,,\r\n"));
    for (args, other) in [
        (["tree", "--csv-safe", "--format", "json"], "--format json"),
        (["find", "a", "--csv-safe", "--json"], "--json"),
        (["find", "a", "--csv-safe", "--print=id"], "--print"),
    ] {
        let (status, message) = error(&args);
        assert_eq!(status, Some(2));
        let start = ["--csv-safe", other].map(|option| message.contains(option));
        assert!(message.contains("cannot be used with") && start == [true; 2], "{message}");
    }
}

#[test]
fn a_stated_column_that_does_not_exist_is_named() {
    let folder = folder();
    for (columns, missing) in [("name=zzz", "zzz"), ("email=mial", "mial"), ("name=name,parent=up", "up")] {
        for command in ["tree", "check"] {
            let output = run_in(&folder, &[command, "--data", "town.csv", "--columns", columns]);
            let start = format!("ramure: “--columns”: there is no column “{missing}” (columns: id, name,");
            assert_eq!(
                (output.status.code(), stderr(&output).starts_with(&start)),
                (Some(2), true),
                "{output:?}"
            );
        }
    }
    // A later file could have it.
    let output = run_in(&folder, &["check", "town.csv", "more.csv", "--columns", "name=zzz"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_file_in_the_place_of_a_unit_is_told_how_to_open() {
    let folder = folder();
    let message = |args: &[&str]| {
        let output = run_in(&folder, args);
        assert_eq!((output.status.code(), stdout(&output)), (Some(1), String::new()), "{args:?}");
        stderr(&output)
    };
    for args in [&["tree", "town.csv"][..], &["show", "town.csv"], &["find", "town.csv"]] {
        assert_eq!(
            message(args),
            "ramure: no unit matches “town.csv”; to open the file of that name: “--data town.csv”\n"
        );
    }
    assert!(message(&["find", "town.csv", "xyzzy"]).ends_with("of that name: “--data town.csv”\n"));
    assert!(message(&["tree", "roads"]).ends_with("of that name: “--data roads”\n"));
    assert!(!message(&["tree", "village.csv"]).contains("--data"));
    let restricted = ["--restricted", "--lang", "en", "tree", "town.csv"];
    assert!(!message(&restricted).contains("--data"));
}
