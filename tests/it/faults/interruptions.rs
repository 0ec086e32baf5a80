//! Signals that end nothing, and system calls that they interrupt: what is printed stays the same.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::Path;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, sleep};
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use crate::pty::{self, RAMURE, Session};
use crate::support::{VALOMBRE, run, stdout};

use super::{COMMANDS, Place, for_each, output, ramure, reads, text, traced};

/// Signals that a program gets in ordinary use and that do not end it.
const HARMLESS: [Signal; 6] =
    [Signal::WINCH, Signal::CONT, Signal::URG, Signal::CHILD, Signal::STOP, Signal::CONT];

/// Sends signals to a process until it is done.
fn send_signals(pid: Pid, is_done: &AtomicBool) {
    for signal in HARMLESS.into_iter().cycle() {
        if is_done.load(Ordering::SeqCst) {
            // Not while it is stopped.
            let _ = kill_process(pid, Signal::CONT);
            return;
        }
        let _ = kill_process(pid, signal);
        sleep(Duration::from_micros(300));
    }
}

/// What a command prints that reads slowly from a pipe and writes to a slow one, among signals.
fn among_signals(args: &[String], input: &str) -> String {
    let mut program = ramure(args);
    let mut child =
        program.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it runs");
    let (mut stdin, mut stdout) = (child.stdin.take().expect("a pipe"), child.stdout.take().expect("a pipe"));
    let (pid, is_done) = (Pid::from_child(&child), AtomicBool::new(false));
    let printed = thread::scope(|scope| {
        scope.spawn(|| send_signals(pid, &is_done));
        scope.spawn(move || {
            for piece in input.as_bytes().chunks(input.len() / 40 + 1) {
                stdin.write_all(piece).expect("a reader");
                sleep(Duration::from_millis(2));
            }
        });
        let (mut printed, mut piece) = (Vec::new(), [0; 512]);
        loop {
            match stdout.read(&mut piece).expect("a pipe") {
                0 => break,
                bytes => printed.extend_from_slice(&piece[..bytes]),
            }
            sleep(Duration::from_micros(500));
        }
        // The process is not waited for before: its number stays its own.
        is_done.store(true, Ordering::SeqCst);
        String::from_utf8(printed).expect("text")
    });
    child.wait().expect("an end");
    printed
}

#[test]
fn commands_print_the_same_among_signals() {
    let commands: Vec<&[&str]> = COMMANDS.into_iter().filter(|command| reads(command)).collect();
    for_each(&commands, |command| {
        let place = Place::new();
        let args = place.args(command, "-");
        let normal = ramure(&args).stdin(File::open(place.path("town.json")).expect("a file")).output();
        let normal = normal.expect("it runs");
        let tree = || stdout(&run(&["tree", "--format", "json", "--data", text(&place.path("target.rmr"))]));
        let packed = tree();
        assert_eq!(among_signals(&args, VALOMBRE), stdout(&normal), "{command:?}");
        assert_eq!(tree(), packed, "{command:?}");
    });
}

#[test]
fn a_unit_is_picked_among_signals() {
    let place = Place::new();
    let file = place.path("town.json");
    let script = "exec \"$RAMURE\" --pick --data \"$FILE\" > \"$FILE.picked\"";
    let mut session = Session::start(pty::script(script, &file), 80, 24);
    session.wait_for_frame();
    let is_done = AtomicBool::new(false);
    let pid = session.pid();
    thread::scope(|scope| {
        // SIGSTOP would stop a child of the terminal's session leader, which the shell reports.
        scope.spawn(|| send_signals(pid, &is_done));
        for key in ["/", "p", "l", "m"] {
            session.send(key);
            sleep(Duration::from_millis(20));
        }
        session.wait_for_text("/ plm");
        session.send("\r");
        session.wait_for_end();
        is_done.store(true, Ordering::SeqCst);
    });
    assert_eq!(session.exit().exit_code(), 0);
    session.assert_restored();
    assert_eq!(fs::read_to_string(place.path("town.json.picked")).expect("a file"), "edu-plm\n");
}

/// The calls that a signal may interrupt.
const CALLS: &str = "openat,read,pread64,write,fsync,ppoll,flock";

#[test]
#[ignore = "needs strace"]
fn an_interrupted_call_is_made_again() {
    for_each(&COMMANDS, |command| {
        let place = Place::new();
        let (file, printed) = (place.path("town.json"), place.path("printed"));
        let args = place.args(command, text(&file));
        let normal = output(&mut ramure(&args));
        // Of the calls on the file and on the output; the loader of programs does not make them again.
        let stdout = File::create(&printed).expect("a file");
        let mut program = traced(&[&file, &printed], &format!("{CALLS}:error=EINTR:when=1+2"), &args);
        let interrupted = output(program.stdout(stdout));
        assert_eq!((interrupted.status, interrupted.stderr), (normal.status, normal.stderr), "{command:?}");
        assert_eq!(fs::read(&printed).expect("a file"), normal.stdout, "{command:?}");
    });
}

#[test]
#[ignore = "needs strace"]
fn an_interrupted_call_does_not_keep_a_pack_from_being_written() {
    let place = Place::new();
    let (file, target) = (place.path("town.json"), place.path("target.rmr"));
    let args = place.args(&["pack", "FILE", "-o", "TARGET"], text(&file));
    for call in ["write", "fsync", "flock"] {
        let packed = output(&mut traced(&[], &format!("{call}:error=EINTR:when=1+2"), &args));
        assert!(packed.status.success(), "{call}: {packed:?}");
        assert!(run(&["check", text(&target)]).status.success(), "{call}");
    }
}

#[test]
#[ignore = "needs strace"]
fn the_browser_goes_on_after_interrupted_calls() {
    let place = Place::new();
    let file: &Path = &place.path("town.json");
    let script = format!(
        "exec strace -f -o /dev/null -P \"$(tty)\" -e inject=read,write,ppoll:error=EINTR:when=1+2 {RAMURE} \"$FILE\""
    );
    let mut session = Session::start(pty::script(&script, file), 80, 24);
    session.wait_for_frame();
    session.send("/plm\r");
    session.wait_for_text("PLM");
    session.quit();
}
