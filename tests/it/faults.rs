//! Faults of the machine around the program: a disk that fails or is slow, a full output, interrupted calls, a clock
//! that is set, too little memory. Each is one line, and what is left to show is shown.

mod clock;
mod disks;
mod interruptions;
mod killed;
mod memory;
mod output;
mod reading;
mod slow;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Mutex;
use std::thread;

use tempfile::TempDir;

use crate::pty::RAMURE;
use crate::support::{self, DINUM, VALOMBRE, program, run, stderr, stdout};

/// Every command, where FILE is an organisation, OTHER a second one, and TARGET a file that is written.
const COMMANDS: [&[&str]; 17] = [
    &["--data", "FILE"],
    &["--data", "FILE", "cabinet"],
    &["--data", "FILE", "--linear"],
    &["find", "cabinet", "--data", "FILE"],
    &["show", "cab", "--data", "FILE"],
    &["tree", "--data", "FILE"],
    &["tree", "--format", "html", "--data", "FILE"],
    &["check", "FILE"],
    &["convert", "FILE"],
    &["pack", "FILE", "-o", "TARGET"],
    &["diff", "FILE", "OTHER"],
    &["config"],
    &["completions", "bash"],
    &["man"],
    &["help"],
    &["--version"],
    &["__complete", "bash", "2", "ramure", "show"],
];

/// Whether the command reads FILE.
fn reads(command: &[&str]) -> bool {
    command.contains(&"FILE")
}

/// An organisation in several files and forms, and a place to write to.
struct Place {
    directory: TempDir,
}

impl Place {
    fn new() -> Self {
        let place = Self { directory: TempDir::new().expect("a directory") };
        fs::write(place.path("town.json"), VALOMBRE).expect("written");
        fs::write(place.path("other.json"), VALOMBRE.replace("Cabinet", "Bureau")).expect("written");
        place
    }

    /// The place, with the path of a pack of the organisation that comes with the program.
    fn with_pack() -> (Self, PathBuf) {
        let place = Self::new();
        let [source, pack] = ["dinum.json", "dinum.rmr"].map(|name| place.path(name));
        fs::write(&source, DINUM).expect("written");
        let output = run(&["pack", text(&source), "-o", text(&pack)]);
        assert!(output.status.success(), "{output:?}");
        (place, pack)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// The arguments of a command on a file; each target is another file.
    fn args(&self, command: &[&str], file: &str) -> Vec<String> {
        let (other, target) = (self.path("other.json"), self.path("target.rmr"));
        let place = |argument: &&str| match *argument {
            "FILE" => file.to_string(),
            "OTHER" => text(&other).to_string(),
            "TARGET" => text(&target).to_string(),
            argument => argument.to_string(),
        };
        command.iter().map(place).collect()
    }
}

fn text(path: &Path) -> &str {
    path.to_str().expect("text")
}

/// A table of units with descriptions that do not compress well: the browser does not
/// read all of its pack at the start, and it is not written at once.
fn large_table() -> String {
    let row = |number: u64| {
        let words =
            (1..20).map(|word| format!("{:x}", (number * 20 + word).wrapping_mul(0x9e37_79b9_7f4a_7c15)));
        format!("u{number},Quay {number},u0,{}\n", words.collect::<Vec<_>>().join(" "))
    };
    "id,name,parent_id,description\nu0,Port,,\n".to_string() + &(1..1_500).map(row).collect::<String>()
}

fn ramure(args: &[String]) -> Command {
    let mut command = support::ramure();
    command.args(args);
    command
}

/// The program under `strace`, which injects faults into the calls on some paths, or on all.
fn traced(paths: &[&Path], injection: &str, args: &[String]) -> Command {
    let mut command = program("strace");
    command.args(["-f", "-o", "/dev/null", "-e"]).arg(format!("inject={injection}"));
    for path in paths {
        command.arg("-P").arg(path);
    }
    command.arg(RAMURE).args(args);
    command
}

fn output(command: &mut Command) -> Output {
    command.output().expect("it runs")
}

/// One line on standard error, and status 2.
#[track_caller]
fn assert_fails(output: &Output, reason: &str, what: &dyn std::fmt::Debug) {
    let message = stderr(output);
    assert_eq!((output.status.code(), message.lines().count()), (Some(2), 1), "{what:?}: {output:?}");
    assert!(message.starts_with("ramure: ") && message.contains(reason), "{what:?}: {message}");
}

/// Calls `test` for every item, on several threads: most wait for programs.
fn for_each<T: Sync>(items: &[T], test: impl Fn(&T) + Sync) {
    let next = Mutex::new(items.iter());
    let work = || {
        while let Some(item) = { next.lock().expect("no panic").next() } {
            test(item);
        }
    };
    thread::scope(|scope| (0..4).for_each(|_| drop(scope.spawn(work))));
}

#[test]
fn the_table_has_every_command() {
    let help = stdout(&run(&["--help", "--lang", "en"]));
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let names: Vec<&str> = listed.map_while(|line| line.split_whitespace().next()).collect();
    assert!(names.contains(&"pack") && names.contains(&"help"), "{names:?}");
    for name in names {
        assert!(COMMANDS.iter().any(|command| command[0] == name), "{name}");
    }
}
