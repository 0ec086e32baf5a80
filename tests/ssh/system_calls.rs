//! System calls of the program, from a report of `strace -f`: those that restricted mode does not make.

use std::collections::BTreeSet;

/// The calls that are reported: of processes, and those that connect, open or change files.
pub const TRACED: &str = "trace=%process,%file,%network";

/// Files that may be opened: descriptors that are open already, the memory map of the process, and its
/// program, which may have a directory in it, here and where there is no `/proc`.
const ALLOWED_FILES: [&str; 5] = [
    "\"/dev/fd/1\"",
    "\"/proc/self/maps\"",
    "\"/dev/tty\"",
    "\"/proc/self/exe\", O_RDONLY",
    "/bin/ramure\", O_RDONLY|O_CLOEXEC",
];
/// Calls that look at a file and do not open it.
const LOOKS: [&str; 5] = ["readlink", "access", "stat", "newfstatat", "statx"];
const STARTS: [&str; 4] = ["execve", "fork", "vfork", "clone"];
const CONNECTS: [&str; 4] = ["socket(", "connect", "bind", "listen"];

/// The lines of calls that a process made which had become the program, and may not make.
pub fn forbidden<'a>(report: &'a str) -> Vec<&'a str> {
    let mut programs = BTreeSet::new();
    let is_forbidden_in = |line: &&'a str| {
        let Some((pid, call)) = line.split_once(' ') else { return false };
        let call = call.trim_start();
        if call.starts_with("+++ ") {
            programs.remove(pid);
        }
        let becomes_program = started(call).is_some_and(is_program) && programs.insert(pid);
        !becomes_program && programs.contains(pid) && is_forbidden(call)
    };
    report.lines().filter(is_forbidden_in).collect()
}

/// The paths of all programs that were started.
pub fn programs(report: &str) -> BTreeSet<&str> {
    let calls = report.lines().filter_map(|line| line.split_once(' '));
    calls.filter_map(|(_, call)| started(call.trim_start())).collect()
}

/// The path of the program that a call starts.
fn started(call: &str) -> Option<&str> {
    call.strip_prefix("execve(\"")?.split('"').next()
}

/// Whether it is ours, also as a login shell.
fn is_program(path: &str) -> bool {
    path.ends_with("ramure")
}

fn is_forbidden(call: &str) -> bool {
    let is_one_of = |names: &[&str]| names.iter().any(|name| call.starts_with(name));
    // The self-pipe of the signal handler is a socket pair, tested with an empty send and read.
    let names_file = call.contains('"') && !is_one_of(&["sendto", "recvfrom"]);
    let is_allowed = ALLOWED_FILES.iter().any(|file| call.contains(file));
    let only_looks = is_one_of(&LOOKS) && !call.contains("config");
    is_one_of(&STARTS) || is_one_of(&CONNECTS) || (names_file && !is_allowed && !only_looks)
}
