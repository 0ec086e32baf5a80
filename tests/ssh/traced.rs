//! System calls under `strace`: the program starts no process and opens no file but its own
//! descriptors. `.ci/ssh` installs `strace`; without it these tests fail.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::host::built;
use crate::session::Session;
use crate::system_calls::{TRACED, forbidden, programs};

/// A command under `strace`, with variables that it must ignore. The report is in `directory`.
fn traced(directory: &Path, args: &[&str]) -> Command {
    let version = Command::new("strace").arg("-V").stdout(Stdio::null()).status();
    assert!(version.is_ok(), "there is no strace: {version:?}");
    // strace finds the program by name in PATH, and passes the name as argv[0].
    for name in ["ramure", "-ramure"] {
        symlink(built(), directory.join("bin").join(name)).expect("a name");
    }
    let path = std::env::var("PATH").unwrap_or_default();
    let mut command = Command::new("strace");
    command
        .env_clear()
        .env("PATH", format!("{}/bin:{path}", directory.display()))
        .env("TERM", "xterm-256color");
    command.env("HOME", directory).env("XDG_CONFIG_HOME", directory).env("PAGER", "less").env("EDITOR", "vi");
    command.args(["-f", "-e", TRACED, "-o"]).arg(directory.join("report")).arg("--");
    command.args(args);
    command
}

/// Checks that the program started no process, opened no socket and no other file.
#[track_caller]
fn assert_isolated(directory: &Path) {
    let report = fs::read_to_string(directory.join("report")).expect("a report");
    assert_eq!(programs(&report).len(), 1, "{report}");
    assert_eq!(forbidden(&report), [""; 0]);
}

fn directory() -> TempDir {
    let directory = TempDir::new().expect("a directory");
    ["bin", "ramure"].into_iter().for_each(|name| fs::create_dir(directory.path().join(name)).expect("made"));
    fs::write(directory.path().join("ramure/config.toml"), "lang = \"en\"\ndata = \"/etc/passwd\"\n")
        .expect("written");
    directory
}

#[test]
#[ignore = "needs sshd"]
fn a_lookup_starts_no_process_and_opens_no_file() {
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
            let directory = directory();
            let mut command = traced(directory.path(), words);
            command.env("SSH_ORIGINAL_COMMAND", request).output().expect("strace");
            assert_isolated(directory.path());
        }
    }
}

#[test]
#[ignore = "needs sshd"]
fn the_browser_starts_no_process_and_opens_no_file() {
    for words in [&["-ramure"][..], &["ramure", "-c", "kiosk"], &["ramure", "--restricted"]] {
        let directory = directory();
        let command = traced(directory.path(), words);
        let mut session = Session::start(&command, 80, 24);
        session.wait_for_frame();
        for keys in ["\x1a", "!id\r", "v", "c", "y", "\t", "c", "\x1b", "?", "\x1b", "/rie\r", "E", "\x0c"] {
            session.send(keys);
        }
        session.send("\x03");
        assert_eq!(session.exit().exit_code(), 0, "{}", session.screen());
        assert_isolated(directory.path());
    }
}
