//! System calls of the program, from a report of `strace -f`: those that restricted mode does not make.

use std::collections::{BTreeSet, HashMap};

/// The calls that are reported: of processes, and those that connect, open or change files.
pub const TRACED: &str = "trace=%process,%file,%network";

/// Files that may be opened: descriptors that are open already, the memory map of the process, and its
/// program, which may have a directory in it, here and where there is no `/proc`.
const ALLOWED_FILES: [&str; 6] = [
    "\"/dev/fd/1\"",
    "\"/dev/fd/2\"",
    "\"/proc/self/maps\"",
    "\"/dev/tty\"",
    "\"/proc/self/exe\", O_RDONLY",
    "/bin/ramure\", O_RDONLY|O_CLOEXEC",
];
/// Calls that look at a file and do not open it.
const LOOKS: [&str; 5] = ["readlink", "access", "stat", "newfstatat", "statx"];
const STARTS: [&str; 4] = ["execve", "fork", "vfork", "clone"];
const CONNECTS: [&str; 4] = ["socket(", "connect", "bind", "listen"];
/// The end of a line whose call is reported in two parts.
const UNFINISHED: &str = "<unfinished ...>";

/// The calls that a process made which had become the program, and may not make.
pub fn forbidden(report: &str) -> Vec<String> {
    let (mut programs, mut forbidden) = (BTreeSet::new(), Vec::new());
    for (pid, call) in calls(report) {
        if call.starts_with("+++ ") {
            programs.remove(pid);
        }
        let becomes_program = started(&call).is_some_and(is_program) && programs.insert(pid);
        if !becomes_program && programs.contains(pid) && is_forbidden(&call) {
            forbidden.push(call);
        }
    }
    forbidden
}

/// The calls with the number of the process that made each. A call during which another process makes one is reported
/// on two lines, which are joined.
fn calls(report: &str) -> Vec<(&str, String)> {
    let (mut unfinished, mut calls) = (HashMap::new(), Vec::new());
    for (pid, line) in report.lines().filter_map(|line| line.split_once(' ')) {
        let line = line.trim_start();
        let resumed = line.strip_prefix("<... ").and_then(|line| line.split_once(" resumed>"));
        match (line.strip_suffix(UNFINISHED), resumed) {
            (Some(start), _) => drop(unfinished.insert(pid, start)),
            (None, Some((_, end))) => {
                calls.push((pid, unfinished.remove(pid).unwrap_or_default().to_string() + end));
            }
            (None, None) => calls.push((pid, line.to_string())),
        }
    }
    calls
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_in_two_parts_are_joined() {
        let report = "\
            7 execve(\"/bin/ramure\", [\"ramure\"], 0x1 <unfinished ...>\n\
            8 execve(\"/bin/sh\", [\"sh\"], 0x1) = 0\n\
            7 <... execve resumed>) = 0\n\
            7  readlink(\"/proc/self/exe\",  <unfinished ...>\n\
            8 open(\"/etc/passwd\", O_RDONLY) = 3\n\
            7 <... readlink resumed>\"/bin/ramure\", 4096) = 11\n\
            7 open(\"/etc/passwd\", O_RDONLY <unfinished ...>\n\
            8 +++ exited with 0 +++\n\
            7 <... open resumed>) = 3\n";
        assert_eq!(forbidden(report), ["open(\"/etc/passwd\", O_RDONLY ) = 3"]);
        assert_eq!(programs(report), BTreeSet::from(["/bin/ramure", "/bin/sh"]));
    }
}
