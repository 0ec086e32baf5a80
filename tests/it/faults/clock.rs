//! The clock of the machine: wrong at the start, and set back and forth while the browser runs.

use std::fs;
use std::path::Path;
use std::process::Output;
use std::time::{Duration, SystemTime};

use portable_pty::CommandBuilder;

use crate::pty::{self, RAMURE, Session};
use crate::support::{run, stderr, stdout};

use super::{COMMANDS, Place, output, program, ramure, text};

/// Before 1970, its start, the end of 32 bits, of nanoseconds in 64 bits, and of years in four digits.
const DATES: [&str; 6] = [
    "1900-01-01 00:00:00",
    "1969-12-31 23:59:59",
    "2038-01-19 03:14:08",
    "2100-02-29 12:00:00",
    "2262-04-12 00:00:00",
    "9999-12-31 23:59:59",
];

/// Runs a command under another clock. faketime fails if a process of the same number left its semaphore behind.
fn faketime(clock: &str, command: &[&str]) -> Output {
    let run = || output(program("faketime").args(["-f", clock]).args(command));
    let mut outputs = std::iter::repeat_with(run).take(10);
    outputs.find(|output| !stderr(output).starts_with("faketime: ")).expect("a faketime that starts")
}

#[test]
#[ignore = "needs faketime"]
fn commands_print_the_same_at_any_date() {
    let place = Place::new();
    let file = place.path("town.json");
    let commands = COMMANDS.map(|command| place.args(command, text(&file)));
    let normal: Vec<_> = commands.iter().map(|args| output(&mut ramure(args))).collect();
    for date in DATES {
        for (args, normal) in commands.iter().zip(&normal) {
            let command: Vec<&str> = [RAMURE].into_iter().chain(args.iter().map(String::as_str)).collect();
            let dated = faketime(&format!("@{date}"), &command);
            assert_eq!((dated.status, stdout(&dated)), (normal.status, stdout(normal)), "{date} {args:?}");
        }
        // The pack of that date opens at this one.
        assert!(run(&["check", text(&place.path("target.rmr"))]).status.success(), "{date}");
    }
}

#[test]
fn files_of_any_date_open() {
    let place = Place::new();
    let file = place.path("town.json");
    let year = Duration::from_secs(365 * 24 * 3_600);
    let dates = [SystemTime::UNIX_EPOCH - 60 * year, SystemTime::UNIX_EPOCH, SystemTime::now() + 300 * year];
    for date in dates {
        let opened = fs::File::options().write(true).open(&file).expect("a file");
        // Not every file system has room for such a date; it then keeps the nearest.
        let _ = opened.set_modified(date);
        let output = ramure(&place.args(&["check", "FILE"], text(&file)))
            .env("XDG_CACHE_HOME", place.directory.path())
            .output()
            .expect("it runs");
        assert!(output.status.success() && output.stderr.is_empty(), "{date:?}: {output:?}");
    }
}

/// The browser under a clock that a file tells.
fn browse(place: &Place, clock: &Path, monotonic: bool) -> Session {
    let library = faketime("+0", &["sh", "-c", "printf %s \"$LD_PRELOAD\""]);
    assert!(!library.stdout.is_empty(), "no library of faketime");
    let mut command: CommandBuilder =
        pty::command(RAMURE, &["--idle", "1000", text(&place.path("town.json"))]);
    command.env("LD_PRELOAD", stdout(&library));
    command.env("FAKETIME_TIMESTAMP_FILE", clock);
    command.env("FAKETIME_NO_CACHE", "1");
    command.env("XDG_STATE_HOME", place.directory.path());
    command.env("XDG_CACHE_HOME", place.directory.path());
    if !monotonic {
        command.env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
    }
    Session::start(command, 80, 24)
}

#[test]
#[ignore = "needs faketime"]
fn the_browser_goes_on_when_the_clock_is_set() {
    // Not even the clock that should never be set back is trusted.
    for monotonic in [false, true] {
        let place = Place::new();
        let clock = place.path("clock");
        let set = |to: &str| fs::write(&clock, to).expect("written");
        set("+0");
        let mut session = browse(&place, &clock, monotonic);
        session.wait_for_frame();
        for to in ["+300", "-7200", "+900", "-1d"] {
            set(to);
            session.send("\x1b[H");
            session.wait_for_text("1 sur 12");
            session.send("j");
            session.wait_for_text("2 sur 12");
            // An escape waits for what may follow, and a card until the cursor rests.
            session.send("/plm");
            session.wait_for_text("/ plm");
            session.send("\x1b");
            session.wait_for(|screen| !screen.contents().contains("/ plm"));
            session.send("\x12");
            session.wait_for_text("fichiers rechargés");
        }
        session.send("/plm\r");
        session.wait_for_text("PLM");
        session.quit();
        let histories = fs::read_dir(place.path("ramure")).expect("a directory").count();
        assert_eq!(histories, 1, "what was opened is remembered");
        // A later session, at an earlier date, reads it.
        set("-20y");
        let session = browse(&place, &clock, monotonic);
        session.wait_for_frame();
        session.quit();
    }
}
