//! Runs the release build and counts its instructions and its memory.

use std::ffi::OsString;
use std::process::{Command, Output};

/// The release build, which `RAMURE_RELEASE` names.
pub struct Program;

/// What a run took.
pub struct Work {
    pub instructions: u64,
    /// Whether the program could read its files.
    pub is_read: bool,
    pub output: String,
}

/// The status of the program if it cannot read a file.
const UNREADABLE: i32 = 2;

impl Program {
    fn path() -> OsString {
        std::env::var_os("RAMURE_RELEASE").expect("RAMURE_RELEASE names a release build")
    }

    /// Runs the program under Cachegrind without its caches: it counts as Callgrind does, in less time.
    pub fn work(&self, args: &[&str]) -> Work {
        let mut command = Command::new("valgrind");
        command.args(["--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null", "--vgdb=no"]);
        command.arg(Self::path());
        let Output { stdout, stderr, status } = run(command, args);
        let stderr = String::from_utf8_lossy(&stderr);
        let counted = stderr.lines().find_map(|line| line.split_once("I   refs:"));
        let counted = counted.map(|(_, count)| count.trim().replace(',', ""));
        let instructions = counted.and_then(|count| count.parse().ok()).expect("a count");
        let output = String::from_utf8_lossy(&stdout).chars().take(300).collect::<String>() + &stderr;
        Work { instructions, is_read: status.code().is_some_and(|code| code < UNREADABLE), output }
    }

    /// The peak resident memory of a run, in kB, as GNU time tells it.
    pub fn peak_kilobytes(&self, args: &[&str]) -> u64 {
        let mut command = Command::new("/usr/bin/time");
        command.args(["-q", "-f", "peak %M"]).arg(Self::path());
        let Output { stdout, stderr, status } = run(command, args);
        let stderr = String::from_utf8_lossy(&stderr);
        assert!(status.code().is_some_and(|code| code < UNREADABLE), "{stderr}");
        drop(stdout);
        let last = stderr.lines().last().and_then(|line| line.strip_prefix("peak "));
        last.and_then(|peak| peak.parse().ok()).expect("a peak")
    }
}

/// Runs a command with the environment that all runs have.
fn run(mut command: Command, args: &[&str]) -> Output {
    command
        .args(args)
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("HOME", "/nonexistent")
        .env("LANG", "C.UTF-8");
    command.env("RAMURE_LANG", "en").output().expect("started")
}
