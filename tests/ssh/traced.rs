//! What the program asks of the system, as `strace` sees it: no other program, no process, no
//! file but its own descriptors. `.ci/ssh` brings `strace`; without it these tests fail.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::host::built;
use crate::session::Session;

/// The files that may be opened, and only for what is already open or for the program's own stack.
const MAY_OPEN: [&str; 3] = ["\"/dev/fd/1\"", "\"/proc/self/maps\"", "\"/dev/tty\""];

/// A command under `strace`, in an environment that wants something else, and where its report
/// goes.
fn traced(place: &Path, words: &[&str]) -> Command {
    let version = Command::new("strace").arg("-V").stdout(Stdio::null()).status();
    assert!(version.is_ok(), "there is no strace: {version:?}");
    // strace finds the program by a name without a path, and calls it by that name.
    for name in ["ramure", "-ramure"] {
        symlink(built(), place.join("bin").join(name)).expect("a name");
    }
    let path = std::env::var("PATH").unwrap_or_default();
    let mut command = Command::new("strace");
    command.env_clear().env("PATH", format!("{}/bin:{path}", place.display())).env("TERM", "xterm-256color");
    command.env("HOME", place).env("XDG_CONFIG_HOME", place).env("PAGER", "less").env("EDITOR", "vi");
    command.args(["-f", "-e", "trace=%process,%file,%network", "-o"]).arg(place.join("report")).arg("--");
    command.args(words);
    command
}

/// Nothing was started and nothing was opened, once the program itself runs.
#[track_caller]
fn assert_alone(place: &Path) {
    let report = fs::read_to_string(place.join("report")).expect("a report");
    let calls = report.lines().filter_map(|line| line.split_once(' ')).map(|(_, call)| call.trim_start());
    let calls: Vec<&str> = calls.collect();
    let starts =
        |names: &[&str]| calls.iter().filter(|call| names.iter().any(|name| call.starts_with(name))).count();
    assert_eq!(starts(&["execve"]), 1, "{report}");
    assert_eq!(starts(&["fork", "vfork", "clone"]), 0, "{report}");
    assert_eq!(starts(&["socket(", "connect", "bind", "listen"]), 0, "{report}");
    // The pipe of the signals is a pair of sockets, and is tried with nothing to send.
    let named = calls
        .iter()
        .filter(|call| call.contains('"') && !call.starts_with("sendto") && !call.starts_with("execve"));
    let looks = ["readlink", "access", "stat", "newfstatat", "statx"];
    let opened: Vec<_> = named
        .filter(|call| !MAY_OPEN.iter().any(|file| call.contains(file)))
        .filter(|call| !looks.iter().any(|look| call.starts_with(look)) || call.contains("config"))
        .collect();
    assert!(opened.is_empty(), "{opened:#?}");
    let pids: std::collections::BTreeSet<_> =
        report.lines().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(pids.len(), 1, "{report}");
}

fn place() -> TempDir {
    let place = TempDir::new().expect("a directory");
    ["bin", "ramure"].into_iter().for_each(|name| fs::create_dir(place.path().join(name)).expect("made"));
    fs::write(place.path().join("ramure/config.toml"), "lang = \"en\"\ndata = \"/etc/passwd\"\n")
        .expect("written");
    place
}

#[test]
#[ignore = "needs sshd"]
fn a_lookup_starts_nothing_and_opens_nothing() {
    let long = format!("find {}", "x".repeat(600));
    let requests = [
        "find rie",
        "find rie --json",
        "show tnt",
        "tree",
        "help",
        "version",
        "find rie; id",
        "find $(id) `id`",
        "find a | id",
        "find a > /tmp/zzz",
        "find a\nid",
        "find \x1b[2J",
        &long,
        "nope",
        "find a --data /etc/passwd",
        "check /etc/passwd",
    ];
    for request in requests {
        for words in [&["ramure", "-c", request][..], &["ramure", "-c", "kiosk"], &["ramure", "--restricted"]]
        {
            let place = place();
            let mut command = traced(place.path(), words);
            command.env("SSH_ORIGINAL_COMMAND", request).output().expect("strace");
            assert_alone(place.path());
        }
    }
}

#[test]
#[ignore = "needs sshd"]
fn a_browser_starts_nothing_and_opens_nothing() {
    for words in [&["-ramure"][..], &["ramure", "-c", "kiosk"], &["ramure", "--restricted"]] {
        let place = place();
        let command = traced(place.path(), words);
        let mut session = Session::start(&command, 80, 24);
        session.wait_for_frame();
        for keys in ["\x1a", "!id\r", "v", "c", "y", "\t", "c", "\x1b", "?", "\x1b", "/rie\r", "E", "\x0c"] {
            session.send(keys);
        }
        session.send("\x03");
        assert_eq!(session.exit().exit_code(), 0, "{}", session.screen());
        assert_alone(place.path());
    }
}
