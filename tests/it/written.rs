//! What is written is whole or not at all, whatever happens meanwhile: signals, a full disk, a second program,
//! a sudden end.

use std::fs::{self, File};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use rustix::fs::{FlockOperation, flock};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

use crate::progress::SlowSource;
use crate::pty::{self, RAMURE, Session};
use crate::support::{self, VALOMBRE_PATH, run, stderr};

/// A build for tests on a shared machine is slow.
const DEADLINE: Duration = Duration::from_secs(90);

/// A target that has the text `old`.
struct Target {
    directory: TempDir,
    path: PathBuf,
}

impl Target {
    fn new() -> Self {
        let directory = TempDir::new().expect("a directory");
        let path = directory.path().join("town.rmr");
        fs::write(&path, "old").expect("written");
        Self { directory, path }
    }

    fn text(&self) -> &str {
        self.path.to_str().expect("text")
    }

    fn files(&self) -> Vec<PathBuf> {
        files(self.directory.path())
    }

    /// Whether it is as it was.
    fn is_old(&self) -> bool {
        fs::read(&self.path).expect("a file") == b"old"
    }

    #[track_caller]
    fn assert_is_new(&self) {
        let output = run(&["check", self.text()]);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        assert_eq!(self.files(), [self.path.as_path()]);
    }

    /// A program that packs a source and was stopped while it writes, so that what it writes is locked. One that
    /// was stopped earlier or later is started again.
    fn start_packing(&self, source: &Path, command: &mut Command) -> Child {
        command.args(["pack", source.to_str().expect("text"), "-o", self.text()]);
        command.stdout(Stdio::null()).stderr(Stdio::piped());
        let start = Instant::now();
        loop {
            let mut child = command.spawn().expect("the program runs");
            while self.files().len() < 2 && self.is_old() {
                assert!(start.elapsed() < DEADLINE, "nothing is written");
                sleep(Duration::from_millis(1));
            }
            send(&child, Signal::STOP);
            while !['T', 'Z'].contains(&state(&child)) {
                sleep(Duration::from_millis(1));
            }
            if self.files().len() == 2 && self.is_old() && self.files().iter().any(|file| is_locked(file)) {
                return child;
            }
            send(&child, Signal::KILL);
            child.wait().expect("an end");
            for file in self.files() {
                fs::remove_file(file).expect("removed");
            }
            fs::write(&self.path, "old").expect("written");
        }
    }
}

/// Whether a process holds the lock of a file.
fn is_locked(file: &Path) -> bool {
    let file = File::open(file).expect("a file");
    flock(file, FlockOperation::NonBlockingLockExclusive).is_err()
}

/// The state of a process, a letter of proc(5).
fn state(child: &Child) -> char {
    let status = fs::read_to_string(format!("/proc/{}/stat", child.id())).expect("a process");
    status.rsplit(") ").next().and_then(|fields| fields.chars().next()).expect("a state")
}

fn files(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).into_iter().flatten();
    entries.map(|entry| entry.expect("an entry").path()).collect()
}

fn send(child: &Child, signal: Signal) {
    kill_process(Pid::from_raw(child.id() as i32).expect("a process"), signal).expect("sent");
}

/// A shell script, in which `$RAMURE` is the program.
fn shell(script: &str) -> Command {
    let mut command = support::program("sh");
    command.args(["-c", script, "sh"]).env("RAMURE", RAMURE);
    command
}

/// One line on standard error, and status 2.
#[track_caller]
fn assert_fails(output: &Output, reason: &str) {
    let message = stderr(output);
    assert_eq!((output.status.code(), message.lines().count()), (Some(2), 1), "{output:?}");
    assert!(message.starts_with("ramure: ") && message.contains(reason), "{message}");
}

/// The program with the signals as they are by default: tests that run in the background may ignore some.
fn with_default_signals() -> Command {
    let mut command = support::program("env");
    command.args(["--default-signal", RAMURE]);
    command
}

/// The target and the end of a program that gets a signal while it packs. One that has written all is started again.
fn packing_that_ends_by(signal: Signal, source: &Path) -> (Target, Output) {
    let start = Instant::now();
    loop {
        let target = Target::new();
        let child = target.start_packing(source, &mut with_default_signals());
        send(&child, signal);
        send(&child, Signal::CONT);
        let output = child.wait_with_output().expect("an end");
        if target.is_old() || start.elapsed() > DEADLINE {
            return (target, output);
        }
        target.assert_is_new();
    }
}

#[test]
fn a_signal_leaves_nothing_half_written() {
    let source = SlowSource::new();
    for signal in [Signal::INT, Signal::TERM, Signal::HUP] {
        let (target, output) = packing_that_ends_by(signal, &source.file);
        assert_eq!(output.status.signal(), Some(signal.as_raw()), "{signal:?}: {output:?}");
        assert!(output.stderr.is_empty() && target.is_old(), "{output:?}");
        assert_eq!(target.files(), [target.path.as_path()], "{signal:?}");
    }
}

#[test]
fn a_signal_that_is_ignored_does_not_stop_packing() {
    let (source, target) = (SlowSource::new(), Target::new());
    let child = target.start_packing(&source.file, &mut shell("trap '' HUP; exec \"$RAMURE\" \"$@\""));
    send(&child, Signal::HUP);
    send(&child, Signal::CONT);
    let output = child.wait_with_output().expect("an end");
    assert!(output.status.success(), "{output:?}");
    target.assert_is_new();
}

#[test]
fn ctrl_c_erases_the_line_of_progress() {
    let source = SlowSource::new();
    let script = "trap : INT; \"$RAMURE\" pack \"$FILE\" -o \"$FILE.rmr\" --lang en; echo status $?";
    let mut session = Session::start(pty::script(script, &source.file), 80, 24);
    session.wait_for_text("ramure: writing…");
    session.send("\x03");
    session.wait_for_text("status 130");
    session.exit();
    assert_eq!(session.capture().parser.screen().contents().trim(), "status 130");
    assert_eq!(files(source.directory.path()), [source.file.as_path()]);
}

#[test]
fn a_limit_of_the_size_of_files_is_an_error() {
    let target = Target::new();
    // In units of 512 or 1,024 bytes.
    let mut command = shell("ulimit -f 4; exec \"$RAMURE\" \"$@\"");
    command.args(["pack", "assets/dinum.json", "-o", target.text(), "--lang", "en"]);
    assert_fails(&command.output().expect("the shell runs"), "the file would be too large");
    assert!(target.is_old());
    assert_eq!(target.files(), [target.path.as_path()]);
}

#[test]
fn what_cannot_be_written_is_an_error_of_one_line() {
    for target in ["/proc/town.rmr", "/nonexistent/town.rmr", "/dev/null", "/"] {
        assert_fails(&run(&["pack", VALOMBRE_PATH, "-o", target]), target);
    }
    let mut command = shell("exec \"$RAMURE\" \"$@\" > /dev/full");
    command.args(["convert", VALOMBRE_PATH, "--lang", "en"]);
    assert_fails(&command.output().expect("the shell runs"), "no space left on the disk");
}

#[test]
fn two_programs_that_pack_to_one_target_at_once_leave_one_whole_pack() {
    let (source, target) = (SlowSource::new(), Target::new());
    let first = target.start_packing(&source.file, &mut support::ramure());
    // What the first one has written is not left over, however long it takes.
    assert!(run(&["pack", VALOMBRE_PATH, "-o", target.text()]).status.success());
    assert_eq!((target.is_old(), target.files().len()), (false, 2));
    send(&first, Signal::CONT);
    let output = first.wait_with_output().expect("an end");
    assert!(output.status.success(), "{output:?}");
    target.assert_is_new();
}

#[test]
fn what_a_killed_program_left_is_removed_by_the_next_one() {
    let (source, target) = (SlowSource::new(), Target::new());
    let mut child = target.start_packing(&source.file, &mut support::ramure());
    child.kill().and_then(|()| child.wait()).expect("an end");
    assert!(target.is_old() && target.files().len() == 2, "{:?}", target.files());
    assert!(run(&["pack", VALOMBRE_PATH, "-o", target.text()]).status.success());
    target.assert_is_new();
}

/// Browses the embedded organisation, and opens the unit with an acronym.
fn browse_and_open(state: &TempDir, acronym: &str, program: &str, args: &[&str]) -> Session {
    let mut command = pty::command(program, args);
    command.env("XDG_STATE_HOME", state.path());
    let mut session = Session::start(command, 80, 24);
    session.wait_for_frame();
    session.send(&format!("/{acronym}\r"));
    session.wait_for(|screen| {
        let text = screen.contents();
        text.contains(&format!("/ {acronym}")) && text.contains("q quitter")
    });
    session
}

#[test]
fn two_browsers_that_end_at_once_leave_one_whole_history() {
    let state = TempDir::new().expect("a directory");
    let mut sessions = ["tnt", "rie"].map(|name| browse_and_open(&state, name, RAMURE, &[]));
    sessions.iter().for_each(|session| session.signal(Signal::TERM));
    sessions.iter_mut().for_each(|session| drop(session.exit()));
    let [file] = &files(&state.path().join("ramure"))[..] else { panic!("not one file") };
    let text = fs::read_to_string(file).expect("text");
    assert!(text.starts_with("ramure-history/1\n1.00 ") && text.ends_with('\n'), "{text}");
    assert_eq!(text.lines().count(), 3, "{text}");
}

/// Runs a command under `strace`, which does something at a call of a system call.
fn traced(injection: &str, args: &[&str]) -> Output {
    let mut command = support::program("strace");
    command.args(["-f", "-o", "/dev/null", "-e"]).arg(format!("inject={injection}")).arg(RAMURE).args(args);
    command.output().expect("strace runs")
}

/// The system calls that create, write and replace a file.
const CALLS: [&str; 5] = ["write", "flock", "fsync", "/^rename", "/^unlink"];

#[test]
#[ignore = "needs strace"]
fn a_program_that_is_killed_at_any_call_leaves_the_old_file_or_the_new_one() {
    let mut kills = 0;
    for call in CALLS {
        for number in 1.. {
            let target = Target::new();
            let args = ["pack", VALOMBRE_PATH, "-o", target.text()];
            if traced(&format!("{call}:signal=KILL:when={number}"), &args).status.success() {
                break;
            }
            kills += 1;
            assert!(target.is_old() || run(&["check", target.text()]).status.success(), "{call} {number}");
            assert!(run(&args).status.success(), "{call} {number}");
            target.assert_is_new();
        }
    }
    assert!(kills >= 4, "only {kills} calls");
}

#[test]
#[ignore = "needs strace"]
fn an_error_of_any_call_leaves_the_old_file() {
    let errors = [
        ("write:error=ENOSPC:when=1", "no space left on the disk"),
        ("write:error=EDQUOT:when=1", "disk quota exceeded"),
        ("fsync:error=EIO:when=1", ""),
        ("/^rename:error=EROFS:when=1", "this file system is read-only"),
    ];
    for (error, message) in errors {
        let target = Target::new();
        assert_fails(&traced(error, &["pack", VALOMBRE_PATH, "-o", target.text(), "--lang", "en"]), message);
        assert!(target.is_old(), "{error}");
        assert_eq!(target.files(), [target.path.as_path()], "{error}");
    }
    // Without locks nothing is known to be left over, but files are written all the same.
    let target = Target::new();
    assert!(traced("flock:error=ENOLCK", &["pack", VALOMBRE_PATH, "-o", target.text()]).status.success());
    target.assert_is_new();
}

#[test]
#[ignore = "needs strace"]
fn a_browser_that_is_killed_leaves_the_old_history_or_the_new_one() {
    // The first lock is that of the directory. When the second is taken, the new file has been created.
    for (call, number, left) in [("flock", 1, 1), ("flock", 2, 2), ("/^rename", 1, 2)] {
        let state = TempDir::new().expect("a directory");
        let history = |end: &str| {
            let whole = |path: &PathBuf| {
                path.extension().is_some_and(|extension| extension == "history")
                    && fs::read_to_string(path).is_ok_and(|text| text.ends_with(end))
            };
            files(&state.path().join("ramure")).iter().filter(|path| whole(path)).count()
        };
        browse_and_open(&state, "tnt", RAMURE, &[]).quit();
        let injection = format!("inject={call}:signal=KILL:when={number}");
        let args = ["-f", "-o", "/dev/null", "-e", &injection, RAMURE];
        let mut session = browse_and_open(&state, "rie", "strace", &args);
        session.send("q");
        assert_ne!(session.exit().exit_code(), 0, "{call}");
        let found = (history(" ace-tnt\n"), files(&state.path().join("ramure")).len());
        assert_eq!(found, (1, left), "{call} {number}");
        browse_and_open(&state, "rie", RAMURE, &[]).quit();
        assert_eq!((history("\n"), files(&state.path().join("ramure")).len()), (1, 1), "{call}");
    }
}
