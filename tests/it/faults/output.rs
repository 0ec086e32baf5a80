//! What is printed cannot be written: a full disk, a failing one, a reader that is gone, a terminal that fails.

use std::fs::{self, OpenOptions};
use std::process::Stdio;
use std::thread::sleep;
use std::time::Duration;

use crate::pty::{self, Session};
use crate::support::stderr;

use super::{COMMANDS, Place, assert_fails, for_each, output, ramure, text, traced};

fn full() -> Stdio {
    OpenOptions::new().write(true).open("/dev/full").expect("a device").into()
}

#[test]
fn a_full_disk_behind_standard_output_is_one_line() {
    let place = Place::new();
    let file = place.path("town.json");
    for command in COMMANDS {
        let failed = output(ramure(&place.args(command, text(&file))).stdout(full()));
        match command[0] {
            // The shell would show its messages among what is typed.
            "__complete" => assert!(failed.stderr.is_empty(), "{failed:?}"),
            _ => assert_fails(&failed, "no space left on the disk", &command),
        }
    }
}

#[test]
fn what_cannot_be_said_on_standard_error_changes_nothing_else() {
    let place = Place::new();
    let file = place.path("town.json");
    for args in
        [&["find", "zzzz", "--data", "FILE"][..], &["tree", "--data", "FILE"], &["tree", "--data", "/"]]
    {
        let args = place.args(args, text(&file));
        let normal = output(&mut ramure(&args));
        let silent = output(ramure(&args).stderr(full()));
        assert_eq!((silent.status, &silent.stdout), (normal.status, &normal.stdout), "{args:?}");
    }
}

#[test]
fn a_reader_that_is_gone_is_no_error() {
    let place = Place::new();
    let file = place.path("town.json");
    for command in COMMANDS {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let args = place.args(command, text(&file));
        let [normal, ended] =
            [Stdio::piped(), writer.into()].map(|stdout| output(ramure(&args).stdout(stdout)));
        assert_eq!((ended.status, stderr(&ended)), (normal.status, stderr(&normal)), "{command:?}");
    }
}

#[test]
#[ignore = "needs strace"]
fn a_failing_disk_behind_standard_output_is_one_line() {
    for_each(&COMMANDS, |command| {
        let place = Place::new();
        let (file, printed) = (place.path("town.json"), place.path("printed"));
        let stdout = fs::File::create(&printed).expect("a file");
        let args = place.args(command, text(&file));
        let failed = output(traced(&[&printed], "write:error=EIO", &args).stdout(stdout));
        match command[0] {
            "__complete" => assert!(failed.stderr.is_empty(), "{failed:?}"),
            _ => assert_fails(&failed, "input/output error", command),
        }
    });
}

#[test]
#[ignore = "needs strace"]
fn a_terminal_that_fails_ends_the_browser() {
    let place = Place::new();
    for fault in ["write:error=EIO:when=3+", "ppoll:error=EIO:when=3+", "read:error=EIO:when=3+"] {
        let strace = format!("exec strace -f -o /dev/null -P \"$(tty)\" -e inject={fault}");
        let script = format!("{strace} \"$RAMURE\" \"$FILE\"");
        let mut session = Session::start(pty::script(&script, &place.path("town.json")), 80, 24);
        session.wait_for_text("Valombre");
        // Ctrl-L is read, and draws a frame, as often as it takes.
        for _ in 0..200 {
            if session.child.try_wait().expect("a child").is_none() {
                session.send("\x0c");
                sleep(Duration::from_millis(50));
            }
        }
        // As after SIGHUP.
        assert!(!session.exit().success(), "{fault}");
    }
}
