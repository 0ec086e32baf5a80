//! Restricted mode, called with the arguments of `login` and `sshd` but without either: what is
//! answered and refused, whatever the environment. `tests/ssh` runs it behind a real `sshd`.

use std::fs;
use std::os::unix::process::CommandExt;
use std::process::{Command, Output};

use portable_pty::native_pty_system;
use tempfile::TempDir;

use crate::pty;
use crate::support::{VALOMBRE_PATH, file, ramure, run, stderr, stdout};

/// The program as a login shell that `sshd` calls with a command.
fn shell(request: &str) -> Command {
    let mut command = ramure();
    command.args(["-c", request]);
    command
}

/// The program behind `ForceCommand kiosk`.
fn force_command(request: &str) -> Command {
    let mut command = shell("kiosk");
    command.env("SSH_ORIGINAL_COMMAND", request);
    command
}

/// The program started with `--restricted` by another shell.
fn restricted_flag(request: &str) -> Command {
    let mut command = ramure();
    command.arg("--restricted").env("SSH_ORIGINAL_COMMAND", request);
    command
}

fn output(command: &mut Command) -> Output {
    command.output().expect("the program runs")
}

/// Status, standard output and standard error.
fn result(command: &mut Command) -> (Option<i32>, String, String) {
    let output = output(command);
    (output.status.code(), stdout(&output), stderr(&output))
}

#[test]
fn a_request_prints_what_the_command_prints() {
    let requests: [&[&str]; 7] = [
        &["find", "rie"],
        &["find", "rie", "--json", "-n", "3"],
        &["find", "rie", "--all"],
        &["show", "iso-rie"],
        &["show", "tnt", "--json"],
        &["tree", "iso", "--depth", "1", "--format", "json"],
        &["find", "zzzzzz"],
    ];
    for args in requests {
        let local = result(ramure().args(args).args(["--lang", "fr"]));
        for start in [shell, force_command, restricted_flag] {
            assert_eq!(result(&mut start(&args.join(" "))), local, "{args:?}");
        }
    }
}

#[test]
fn without_a_request_it_is_the_browser() {
    let tree = stdout(&run(&["tree"]));
    let mut login = ramure();
    login.arg0("-ramure");
    let mut restricted_flag = ramure();
    restricted_flag.arg("--restricted");
    for mut command in
        [login, restricted_flag, shell("kiosk"), shell(""), force_command(""), force_command("  ")]
    {
        assert_eq!(result(&mut command), (Some(0), tree.clone(), String::new()), "{command:?}");
    }
}

#[test]
fn shell_syntax_is_taken_as_search_words() {
    for request in ["find zzz; id", "find zzz$(id)", "find zzz`id`", "find zzz | zzzz", "find zzz > /tmp/zzz"]
    {
        let (status, printed, message) = result(&mut force_command(request));
        assert_eq!((status, printed.as_str()), (Some(1), ""), "{request}");
        assert!(message.starts_with("ramure: aucune unité ne correspond à «\u{a0}zzz"), "{message}");
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
        "find a --aliases /etc/passwd",
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
        for start in [shell, force_command, restricted_flag] {
            let (status, printed, message) = result(&mut start(request));
            assert_eq!(
                (status, printed.as_str(), message.lines().count()),
                (Some(2), "", 1),
                "{request:?}: {message}"
            );
            assert!(
                message.starts_with("ramure: ") && message.ends_with(" (voir «\u{a0}help\u{a0}»)\n"),
                "{message}"
            );
            let disturbs = |c: char| (c.is_control() && c != '\n') || "\u{202e}\u{200b}".contains(c);
            assert!(!message.contains(disturbs), "{message:?}");
        }
    }
}

#[test]
fn a_refusal_is_in_the_requested_language() {
    let message = |request: &str| result(&mut force_command(request)).2;
    assert!(message("nope").contains("n’est pas l’une des commandes permises ici"));
    assert!(message("nope --lang en").contains("is not one of the commands allowed here"));
    assert!(message("fnd rie").contains("version\u{a0}; vouliez-vous dire «\u{a0}find\u{a0}»\u{a0}? (voir"));
    assert!(message("find --lang=en").contains("missing argument: <QUERY>... (see “help”)"));
}

#[test]
fn help_lists_the_allowed_commands_only() {
    let (status, help, _) = result(&mut force_command("help --lang en"));
    assert_eq!(status, Some(0));
    assert!(help.contains("find WORDS") && !help.contains("--data") && !help.contains("check"), "{help}");
    assert!(result(&mut force_command("help")).1.contains("find MOTS"));
    for asked in ["--help", "help", "-h"] {
        assert_eq!(result(ramure().args(["--restricted", asked, "--lang", "en"])).1, help);
    }
    assert_eq!(result(&mut force_command("version")).1, format!("ramure {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn environment_and_configuration_are_not_read() {
    let home = TempDir::new().expect("a directory");
    fs::create_dir_all(home.path().join("ramure")).expect("made");
    let other = file(br#"{"format":"ramure/1","units":[{"id":"x","name":"Autre"}]}"#);
    let hostile = format!("lang = \"en\"\ncolor = \"always\"\nnope = 1\ndata = {:?}\n", other.path());
    fs::write(home.path().join("ramure/config.toml"), hostile).expect("written");
    for start in [shell, force_command, restricted_flag] {
        let mut command = start("find zzzzzz");
        command.env("HOME", home.path()).env("XDG_CONFIG_HOME", home.path());
        command.env("RAMURE_DATA", other.path()).env("RAMURE_LANG", "en").env("RAMURE_THEME", "nope");
        command
            .env("LC_ALL", "en_GB.UTF-8")
            .env("LC_X", "$(id)\x1b]0;pris\x07")
            .env("TERM", "\x1b[2J".repeat(1_000));
        assert_eq!(result(&mut command), result(&mut start("find zzzzzz")));
    }
}

#[test]
fn no_file_can_be_named_with_restricted() {
    for args in [
        &["--data", "/etc/passwd"][..],
        &["check", "/etc/passwd"],
        &["find", "a", "--data", "-"],
        &["--pick"],
        &["--pick=id", "rie"],
    ] {
        let (status, printed, message) = result(ramure().args(args).arg("--restricted"));
        assert_eq!((status, printed.as_str(), message.lines().count()), (Some(2), "", 1), "{message}");
    }
}

#[test]
fn the_name_of_a_file_is_a_word_like_any_other() {
    for name in [VALOMBRE_PATH, "Cargo.toml", "./missing.csv", "ldap://localhost/o=x", "-"] {
        let (status, _, message) = result(ramure().args(["--restricted", "--", name, "xyzzy"]));
        let expected = format!("ramure: aucune unité ne correspond à «\u{a0}{name} xyzzy\u{a0}»");
        assert_eq!(status, Some(1), "{name}");
        assert!(message.starts_with(&expected), "{message}");
        let requested = result(&mut force_command(&format!("find -- {name} xyzzy")));
        assert!(requested.2.starts_with(&expected), "{}", requested.2);
    }
    assert_eq!(result(&mut force_command(VALOMBRE_PATH)).0, Some(2), "no command");
}

/// The exit status of the program on a terminal that another program has filled and that nobody reads; `None` if it
/// does not end.
fn status_on_a_full_terminal(arguments: &str) -> Option<u32> {
    let script = format!("yes > /dev/tty & sleep 1; exec \"$RAMURE\" {arguments}");
    let pty = native_pty_system().openpty(pty::size(80, 24)).expect("a pseudo-terminal");
    let mut child = pty.slave.spawn_command(pty::command("sh", &["-c", &script])).expect("a program");
    let status = pty::eventually(|| child.try_wait().expect("a program"));
    let _ = child.kill();
    status.map(|status| status.exit_code())
}

#[test]
fn a_terminal_that_accepts_nothing_is_not_waited_for_longer_than_the_idle_limit() {
    assert_eq!(status_on_a_full_terminal("--restricted --idle 1"), Some(2), "it cannot be taken over");
    assert_eq!(status_on_a_full_terminal("--restricted --idle 1 --linear"), Some(129));
    assert_eq!(status_on_a_full_terminal("--restricted --nope"), Some(2), "the message is not waited for");
}

#[test]
fn the_administrator_sets_language_and_command() {
    let mut english = ramure();
    english.args(["--restricted", "--lang", "en"]).env("SSH_ORIGINAL_COMMAND", "find zzzzzz");
    assert_eq!(result(&mut english).2, "ramure: no unit matches “zzzzzz”\n");
    let mut fixed = ramure();
    fixed.args(["--restricted", "find", "tnt"]).env("SSH_ORIGINAL_COMMAND", "tree");
    assert!(result(&mut fixed).1.starts_with("Programme TNT\t"));
}

#[test]
fn standard_output_to_a_file_is_refused() {
    let home = TempDir::new().expect("a directory");
    let path = home.path().join("answer");
    let answer = fs::File::create(&path).expect("made");
    let output = shell("tree").stdout(answer).output().expect("the program runs");
    assert!(!output.status.success());
    assert_eq!(fs::metadata(&path).expect("a file").len(), 0);
}
