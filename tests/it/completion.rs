//! Shell completion: what the program offers, and what bash, zsh and fish make of it.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::pty::{RAMURE, Session, command};
use crate::support::{program, run, stderr, stdout};

const BREAKS: &str = " \t\n\"'@><=;|&(:";

/// Names with accents, apostrophes, blanks and signs that shells expand.
const UNITS: &str = r#"{"format": "ramure/1", "units": [{"id": "r", "name": "Ville"},
    {"id": "rie", "parent_id": "r", "name": "Réseau de l’État", "acronym": "RIE"},
    {"id": "ra", "parent_id": "r", "name": "RÉSEAU d'accès (nord)"},
    {"id": "app", "parent_id": "r", "name": "Bureau d'appui \"$HOME\" & `id`; x"},
    {"id": "x", "parent_id": "r", "name": "Évil\u001b[31m\tname"}]}"#;

/// The file of the units, in a directory of its own.
fn units() -> (TempDir, String) {
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("units.json");
    fs::write(&path, UNITS).expect("written");
    let path = path.to_str().expect("text").to_string();
    (directory, path)
}

/// The values that are offered in a shell after the words, the last of which is at the cursor.
fn offered(shell: &str, words: &[&str]) -> String {
    let output = run(&[&["__complete", shell], words].concat());
    assert_eq!(stderr(&output), "");
    let text = stdout(&output);
    text.lines().filter_map(|line| line.split('\t').next()).collect::<Vec<_>>().join("|")
}

#[test]
fn units_are_offered_as_the_shell_inserts_them() {
    let (_directory, file) = units();
    let offered = |shell: &str, typed: &[&str]| {
        let words = [&["--data", &file, "show"], typed].concat();
        match shell {
            "bash" => offered(shell, &[BREAKS, &format!("ramure {}", words.join(" "))]),
            _ => offered(shell, &words),
        }
    };
    let both = "Réseau de l’État|RÉSEAU d'accès (nord)";
    for shell in ["bash", "zsh"] {
        for (typed, values) in [
            (&["reseau", "de"][..], "de l’État"),
            (&["bur"], "Bureau d'appui \"$HOME\" & `id`; x"),
            (&["r"], "r|ra|RIE|Réseau de l’État|RÉSEAU d'accès (nord)"),
            (&["rese"], "reseau de l’État|reseAU d'accès (nord)"),
            (&["évil"], "Évil\u{fffd}[31m name"),
            (&["zzz"], ""),
        ] {
            assert_eq!(offered(shell, typed), values, "{shell} {typed:?}");
        }
    }
    assert_eq!(offered("fish", &["rés"]), both);
    assert_eq!(offered("fish", &["res"]), "reseau de l’État|resEAU d'accès (nord)");
    assert_eq!(offered("bash", &["'reseau de l"]), "Réseau de l’État");
    assert_eq!(offered("bash", &[r"reseau\ d\'"]), "RÉSEAU d'accès (nord)");
    assert_eq!(offered("zsh", &["reseau d"]), "reseau de l’État|reseau d'accès (nord)");
    assert_eq!(offered("zsh", &[""]), "");
}

#[test]
fn commands_options_and_values_are_offered() {
    for (words, values) in [
        (&["sh"][..], "show"),
        (&["--the"], "--theme"),
        (&["--theme", ""], "terminal|plain|high-contrast"),
        (&["tree", "--format", "ma"], "markdown"),
        (&["tree", "--format=ma"], "--format=markdown"),
        (&["--lang", ""], "fr|en"),
        (&["find", "-n", ""], ""),
        (&["completions", ""], "bash|elvish|fish|nushell|powershell|zsh"),
        (&["help", "tr"], "tree"),
        (&["show", "--", "--js"], ""),
        (&["man", "pa"], "pack"),
        (&["find", "--al"], "--all|--aliases"),
    ] {
        assert_eq!(offered("zsh", words), values, "{words:?}");
    }
    assert_eq!(offered("bash", &[BREAKS, "ramure tree --format=ma"]), "markdown");
    for (words, status) in
        [(&["--data", ""][..], 1), (&["check", ""], 1), (&["show", "zzz"], 4), (&["man", ""], 0)]
    {
        assert_eq!(run(&[&["__complete", "zsh"], words].concat()).status.code(), Some(status), "{words:?}");
    }
}

#[test]
fn nothing_is_said_of_what_cannot_be_opened_at_once() {
    for words in [
        &["--data", "-", "show", "r"][..],
        &["--data", "ldap://127.0.0.1:1/o=x", "show", "r"],
        &["--data", "/nowhere.json", "show", "r"],
        &["--data", "Cargo.toml", "show", "r"],
        &["--data", "/dev/zero", "show", "r"],
        &["--data", "src", "find", "r"],
        &["--theme", "nope", "show", "r"],
        &["--nope", "show", "r"],
    ] {
        assert_eq!(offered("fish", words), "", "{words:?}");
    }
    for args in
        [&["__complete"][..], &["__complete", "csh", "x"], &["__complete", "bash"], &["__complete", "zsh"]]
    {
        let output = run(args);
        assert_eq!((output.status.code(), stdout(&output), stderr(&output)), (Some(0), "".into(), "".into()));
    }
}

/// A shell with the completions of the program, which is first in its path.
fn shell(name: &str, args: &[&str], load: &str) -> Session {
    let mut shell = command(name, args);
    let directory = Path::new(RAMURE).parent().expect("a directory").display();
    shell.env("PATH", format!("{directory}:{}", std::env::var("PATH").unwrap_or_default()));
    shell.env("LANG", "C.UTF-8");
    let mut session = Session::start(shell, 200, 40);
    session.send(&format!("{load}; echo loa''ded\r"));
    session.wait_for_text("loaded");
    session.wait_until_quiet();
    session
}

/// Each line with what Tab makes of it and the id of the unit that is shown then.
fn check(session: &mut Session, lines: &[(&str, &str, &str)]) {
    let (_directory, file) = units();
    for (typed, completed, id) in lines {
        session.send(&format!("ramure --data {file} show --print id {typed}\t"));
        session.wait_for_text(&format!("--print id {completed}"));
        session.wait_until_quiet();
        session.send("\r");
        session.wait_for_text(&format!("\n{id}\n"));
        session.wait_until_quiet();
        session.send("clear\r");
        session.wait_until_quiet();
    }
    session.send("ramure tree --format markd\t");
    session.wait_for_text("ramure tree --format markdown");
}

/// What bash and zsh complete, which quote in the same way: what is typed, what it becomes, and the unit.
const POSIX_QUOTING: [(&str, &str, &str); 6] = [
    ("reseau de", r"reseau de\ l’État", "rie"),
    (r"reseau\ de", r"Réseau\ de\ l’État", "rie"),
    (r"reseau d\'", r"reseau d\'accès\ \(nord\)", "ra"),
    ("\"reseau d'", "\"RÉSEAU d'accès (nord)\"", "ra"),
    ("bur", r#"Bureau\ d\'appui\ \"\$HOME\"\ \&\ \`id\`\;\ x"#, "app"),
    ("'bur", r#"'Bureau d'\''appui "$HOME" & `id`; x'"#, "app"),
];

#[test]
#[ignore = "needs bash"]
fn bash_completes_and_quotes_units() {
    let mut session = shell("bash", &["--norc", "--noprofile"], ". <(ramure completions bash)");
    check(&mut session, &POSIX_QUOTING);
}

#[test]
#[ignore = "needs zsh"]
fn zsh_completes_and_quotes_units() {
    let load = "autoload -U compinit; compinit -u; . <(ramure completions zsh)";
    let mut session = shell("zsh", &["-f"], load);
    check(&mut session, &POSIX_QUOTING);
}

#[test]
#[ignore = "needs fish"]
fn fish_completes_and_quotes_units() {
    let mut session = shell("fish", &["--no-config"], "ramure completions fish | source");
    check(
        &mut session,
        &[
            ("reseau de", r"reseau de\ l’État", "rie"),
            (r"réseau\ de", r"Réseau\ de\ l’État", "rie"),
            (r"reseau\ de", r"reseau\ de\ l’État", "rie"),
            (r"reseau d\'", r"reseau d\'accès\ \(nord\)", "ra"),
            ("\"reseau d'", "\"reseau d'accès (nord)\"", "ra"),
            ("bur", r#"Bureau\ d\'appui\ \"\$HOME\"\ \&\ `id`\;\ x"#, "app"),
        ],
    );
}

#[test]
#[ignore = "needs fish"]
fn fish_completes_files_after_an_equals_sign() {
    let directory = tempfile::tempdir().expect("a directory");
    for name in ["mine.csv", "my file.csv"] {
        fs::write(directory.path().join(name), "").expect("written");
    }
    let offered = |line: &str| {
        let mut fish = program("fish");
        let programs = Path::new(RAMURE).parent().expect("a directory").display();
        fish.env("PATH", format!("{programs}:{}", std::env::var("PATH").unwrap_or_default()));
        // It writes its own settings.
        let home = tempfile::tempdir().expect("a directory");
        fish.env("HOME", home.path()).env("XDG_CONFIG_HOME", home.path());
        let script = format!("ramure completions fish | source; complete -C '{line}'");
        let output = fish.current_dir(directory.path()).args(["--no-config", "-c", &script]).output();
        stdout(&output.expect("fish"))
    };
    for option in ["--data", "--aliases", "--compare"] {
        assert_eq!(offered(&format!("ramure {option}=mi")), format!("{option}=mine.csv\n"));
    }
    assert_eq!(offered("ramure pack x --output=my"), "--output=my file.csv\n");
    assert_eq!(offered("ramure --data mi"), "mine.csv\n");
    assert_eq!(offered("ramure tree --format=ma"), "--format=markdown\n");
}
