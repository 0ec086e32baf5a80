//! Restricted mode, called as `login` and `sshd` call it, without either: what is answered, what
//! is refused, and that nothing around the program changes it. `tests/ssh` has a real `sshd`.

use std::fs;
use std::os::unix::process::CommandExt;
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::support::{err, file, out, ramure, run};

/// The program as the login shell that `sshd` gives a command.
fn shell(request: &str) -> Command {
    let mut command = ramure();
    command.args(["-c", request]);
    command
}

/// The program behind `ForceCommand kiosk`.
fn forced(request: &str) -> Command {
    let mut command = shell("kiosk");
    command.env("SSH_ORIGINAL_COMMAND", request);
    command
}

/// The program behind a shell that somebody else chose.
fn named(request: &str) -> Command {
    let mut command = ramure();
    command.arg("--restricted").env("SSH_ORIGINAL_COMMAND", request);
    command
}

fn ends(command: &mut Command) -> Output {
    command.output().expect("the program runs")
}

/// Status, standard output and standard error.
fn told(command: &mut Command) -> (Option<i32>, String, String) {
    let output = ends(command);
    (output.status.code(), out(&output), err(&output))
}

#[test]
fn a_request_is_answered_as_the_command_line_is() {
    let requests: [&[&str]; 6] = [
        &["find", "rie"],
        &["find", "rie", "--json", "-n", "3"],
        &["show", "iso-rie"],
        &["show", "tnt", "--json"],
        &["tree", "iso", "--depth", "1", "--format", "json"],
        &["find", "zzzzzz"],
    ];
    for words in requests {
        let local = told(ramure().args(words).args(["--lang", "fr"]));
        for how in [shell, forced, named] {
            assert_eq!(told(&mut how(&words.join(" "))), local, "{words:?}");
        }
    }
}

#[test]
fn without_a_request_it_is_the_browser() {
    let tree = out(&run(&["tree"]));
    let mut login = ramure();
    login.arg0("-ramure");
    let mut named = ramure();
    named.arg("--restricted");
    for mut command in [login, named, shell("kiosk"), shell(""), forced(""), forced("  ")] {
        assert_eq!(told(&mut command), (Some(0), tree.clone(), String::new()), "{command:?}");
    }
}

#[test]
fn what_a_shell_would_obey_is_searched_for() {
    for request in ["find zzz; id", "find zzz$(id)", "find zzz`id`", "find zzz | zzzz", "find zzz > /tmp/zzz"]
    {
        let (status, printed, said) = told(&mut forced(request));
        assert_eq!((status, printed.as_str()), (Some(1), ""), "{request}");
        assert!(said.starts_with("ramure: aucune unité ne correspond à «\u{a0}zzz"), "{said}");
    }
}

#[test]
fn everything_else_is_refused_in_one_line() {
    let long = format!("find {}", "x".repeat(600));
    let requests = [
        "id",
        "sh",
        "find a\nid",
        "find \x1b]0;pris\x07",
        "find \u{9b}2J",
        &long,
        "find 'a",
        "find -n 0 a",
        "find -n 201 a",
        "find -n x a",
        "find",
        "show",
        "find a --data /etc/passwd",
        "check",
        "check /etc/passwd",
        "--data /etc/passwd",
        "tree --format csv",
        "tree --format svg",
        "convert x",
        "diff x y",
        "find --lang de a",
        "find --idle 1 a",
        "\u{202e}\u{200b}",
        "/usr/lib/openssh/sftp-server",
        "scp -t /",
        "rsync --server . .",
        "a b c d e f g h i j k l m n o p q",
    ];
    for request in requests {
        for how in [shell, forced, named] {
            let (status, printed, said) = told(&mut how(request));
            assert_eq!(
                (status, printed.as_str(), said.lines().count()),
                (Some(2), "", 1),
                "{request:?}: {said}"
            );
            assert!(said.starts_with("ramure: ") && said.ends_with(" (voir «\u{a0}help\u{a0}»)\n"), "{said}");
            let disturbs = |c: char| (c.is_control() && c != '\n') || "\u{202e}\u{200b}".contains(c);
            assert!(!said.contains(disturbs), "{said:?}");
        }
    }
}

#[test]
fn a_refusal_speaks_the_language_that_is_asked_for() {
    let said = |request: &str| told(&mut forced(request)).2;
    assert!(said("nope").contains("n’est pas une commande permise ici"));
    assert!(said("nope --lang en").contains("is not one of the commands allowed here"));
    assert!(said("find --lang=en").contains("is missing (see “help”)"));
}

#[test]
fn help_tells_what_is_allowed_and_nothing_else() {
    let (status, help, _) = told(&mut forced("help --lang en"));
    assert_eq!(status, Some(0));
    assert!(help.contains("find WORDS") && !help.contains("--data") && !help.contains("check"), "{help}");
    assert!(told(&mut forced("help")).1.contains("find MOTS"));
    assert_eq!(told(ramure().args(["--restricted", "--help", "--lang", "en"])).1, help);
    assert_eq!(told(&mut forced("version")).1, format!("ramure {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn nothing_around_it_is_read() {
    let home = TempDir::new().expect("a directory");
    fs::create_dir_all(home.path().join("ramure")).expect("made");
    let other = file(br#"{"format":"ramure/1","units":[{"id":"x","name":"Autre"}]}"#);
    let hostile = format!("lang = \"en\"\ncolor = \"always\"\nnope = 1\ndata = {:?}\n", other.path());
    fs::write(home.path().join("ramure/config.toml"), hostile).expect("written");
    for how in [shell, forced, named] {
        let mut around = how("find zzzzzz");
        around.env("HOME", home.path()).env("XDG_CONFIG_HOME", home.path());
        around.env("RAMURE_DATA", other.path()).env("RAMURE_LANG", "en").env("RAMURE_THEME", "nope");
        around
            .env("LC_ALL", "en_GB.UTF-8")
            .env("LC_X", "$(id)\x1b]0;pris\x07")
            .env("TERM", "\x1b[2J".repeat(1_000));
        assert_eq!(told(&mut around), told(&mut how("find zzzzzz")));
    }
}

#[test]
fn no_file_can_be_named_beside_it() {
    for words in [&["--data", "/etc/passwd"][..], &["check", "/etc/passwd"], &["find", "a", "--data", "-"]] {
        let (status, printed, said) = told(ramure().args(words).arg("--restricted"));
        assert_eq!((status, printed.as_str(), said.lines().count()), (Some(2), "", 1), "{said}");
    }
}

#[test]
fn whoever_runs_the_machine_has_a_say() {
    let mut english = ramure();
    english.args(["--restricted", "--lang", "en"]).env("SSH_ORIGINAL_COMMAND", "find zzzzzz");
    assert_eq!(told(&mut english).2, "ramure: no unit matches “zzzzzz”\n");
    let mut fixed = ramure();
    fixed.args(["--restricted", "find", "tnt"]).env("SSH_ORIGINAL_COMMAND", "tree");
    assert!(told(&mut fixed).1.starts_with("Programme TNT\t"));
}

#[test]
fn no_file_can_be_written_even_when_one_is_given() {
    let home = TempDir::new().expect("a directory");
    let path = home.path().join("answer");
    let answer = fs::File::create(&path).expect("made");
    let output = shell("tree").stdout(answer).output().expect("the program runs");
    assert!(!output.status.success());
    assert_eq!(fs::metadata(&path).expect("a file").len(), 0);
}
