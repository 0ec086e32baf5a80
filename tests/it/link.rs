//! The program at the end of a line: slow, late or silent terminals, storms, lines that drop,
//! keys in pieces. Times are printed, not judged, but for bounds that only a fault exceeds.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use portable_pty::CommandBuilder;
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;
use vt100::Screen;

use crate::pty::{
    CTRL_Z, DOWN, Line, QUESTION, RAMURE, Session, command, file, find, line, patiently, ramure, released,
    script,
};
use crate::support::DINUM;

const MS: Duration = Duration::from_millis(1);
/// 300 ms there and back, 64 kbit/s.
const SLOW: Line = Line {
    there: Duration::from_millis(150),
    back: Some(Duration::from_millis(150)),
    bytes_a_second: Some(8_000),
};

/// The ways to be alone when the line drops: each ends otherwise where a program is not careful.
fn orphans() -> [(&'static str, CommandBuilder); 4] {
    let mut alone = ramure();
    alone.set_controlling_tty(false);
    let mut deaf_and_alone = script("trap '' HUP; exec \"$RAMURE\"", Path::new(""));
    deaf_and_alone.set_controlling_tty(false);
    [
        ("the default", ramure()),
        ("SIGHUP ignored", script("trap '' HUP; exec \"$RAMURE\"", Path::new(""))),
        ("no controlling terminal", alone),
        ("both", deaf_and_alone),
    ]
}

#[test]
fn a_line_that_drops_ends_the_program_at_once_and_costs_nothing() {
    for (what, command) in orphans() {
        let mut session = Session::start(command, 80, 24);
        session.wait_for_frame();
        session.settle();
        let before = session.processor_time();
        session.hang_up();
        let start = Instant::now();
        session.wait_for_end();
        eprintln!("{what}: gone after {:?}", start.elapsed());
        let spent = session.processor_time().zip(before).map_or(0, |(after, before)| after - before);
        assert!(spent < 50, "{what}: {spent} hundredths of a second");
        let status = session.exit();
        let of_signal = status.signal().is_some_and(|of| of.starts_with("Hang"));
        assert!(of_signal || status.exit_code() == 129, "{what}: {status}");
    }
}

#[test]
fn a_large_organisation_is_searched_by_who_types_at_once() {
    let unit = |n: usize| format!(r#"{{"id": "u{n}", "parent_id": "r", "name": "Unité {n}"}},"#);
    let units: String = (0..6_000).map(unit).collect();
    let text = format!(r#"{{"format": "ramure/1", "units": [{units}{{"id": "r", "name": "Racine"}}]}}"#);
    let (_folder, path) = file(&text);
    let mut command = ramure();
    command.args(["--data", path.to_str().expect("a path")]);
    let mut session = Session::start(command, 80, 24);
    session.send("/4321\r");
    session
        .wait_for(|screen| screen.contents().contains("Unité 4321") && screen.contents().contains("1 sur 1"));
    session.quit();
}

/// Whether a frame of a size is there: its keys, and above them a bar that ends where it should.
fn is_drawn(screen: &Screen, columns: usize, rows: u16) -> bool {
    let bar = line(screen, rows - 2);
    line(screen, rows - 1).contains("q quitter")
        && bar.ends_with("en dessous")
        && bar.chars().count() == columns - 1
}

#[test]
fn a_storm_of_sizes_on_a_late_terminal_is_drawn_now_and_then() {
    let session = Session::start_on(Line::late(300 * MS), ramure(), 80, 24);
    session.wait_for_frame();
    let before = session.settle();
    for n in 0..300 {
        session.resize(41 + n % 100, 12 + n % 30);
        sleep(3 * MS);
    }
    session.resize(100, 30);
    session.wait_for(|screen| is_drawn(screen, 100, 30));
    let bytes = session.settle() - before;
    eprintln!("300 sizes: {bytes} bytes");
    assert!(bytes < 60_000, "{bytes} bytes");
    session.quit();
}

/// What the screen shows, where blanks at the end of a row are nothing, and where its cursor is.
fn picture(session: &Session) -> (Vec<String>, (u16, u16)) {
    session.settle();
    let seen = session.seen();
    let screen = seen.parser.screen();
    let rows = screen.rows(0, screen.size().1.get()).map(|row| row.trim_end().to_string());
    (rows.collect(), screen.cursor_position())
}

fn send_in_pieces(session: &mut Session, bytes: &[u8]) {
    for byte in bytes {
        session.send_bytes(&[*byte]);
        sleep(20 * MS);
    }
}

#[test]
fn keys_cut_at_every_byte_are_the_keys_that_they_are_whole() {
    let keys = [
        "\x1b[B",
        "\x1bOB",
        "\x1b[6~",
        "\x1b[F",
        "\x1b[<0;5;4M",
        "/é",
        "/rie\x1b\x7f",
        "\x1b[200~rie\x1b[201~",
    ];
    for keys in keys {
        let mut session = Session::browse();
        let start = picture(&session);
        session.send(keys);
        let whole = picture(&session);
        assert_ne!(whole, start, "{} does nothing", keys.escape_debug());
        drop(session);
        // On a busy machine pieces come so late that they are two keys, rightly: once more.
        let cut = || {
            let mut session = Session::browse();
            send_in_pieces(&mut session, keys.as_bytes());
            (picture(&session) == whole).then_some(())
        };
        assert!(patiently(cut).is_some(), "{} in pieces is something else", keys.escape_debug());
    }
}

/// The program under `strace`, its first frame drawn.
struct Traced {
    session: Session,
    directory: TempDir,
}

impl Traced {
    /// Records the system calls that `strace -e` selects.
    fn start(calls: &str) -> Self {
        let mut strace = Command::new("strace");
        let status = strace.args(["-o", "/dev/null", "true"]).stderr(Stdio::null()).status();
        assert!(status.is_ok_and(|status| status.success()), "strace is missing, or may not trace");
        let directory = TempDir::new().expect("a directory");
        let record = directory.path().join("record");
        let words = ["-f", "-s", "4096", "-e", calls, "-o", &record.to_string_lossy(), RAMURE];
        let session = Session::start(command("strace", &words), 80, 24);
        session.wait_for_frame();
        session.settle();
        Self { session, directory }
    }

    fn record(&self) -> String {
        fs::read_to_string(self.directory.path().join("record")).expect("a record")
    }
}

#[test]
#[ignore = "needs strace"]
fn a_frame_is_one_write() {
    // None of these moves to another unit, whose card would follow in a frame of its own. To
    // take over, the first frame, one a key, to give back.
    let mut traced = Traced::start("trace=write,writev");
    for key in ["*", "?", "\x1b", "q"] {
        traced.session.settle();
        traced.session.send(key);
    }
    traced.session.exit();
    let record = traced.record();
    let writes: Vec<&str> = record.lines().filter(|line| line.contains(r"\33[")).collect();
    assert_eq!(writes.len(), 6, "{writes:#?}");
}

#[test]
#[ignore = "needs strace"]
fn an_idle_program_makes_no_system_call_for_ten_seconds() {
    let mut traced = Traced::start("trace=all");
    let (bytes, record) = (traced.session.settle(), traced.record());
    sleep(10_000 * MS);
    assert_eq!((traced.session.raw().len(), traced.record()), (bytes, record));
    traced.session.send("q");
    traced.session.exit();
}

/// A document of the public format, long enough to scroll for five seconds.
fn long_list() -> String {
    let unit = |n| format!(r#",{{"id":"u{n}","parent_id":"a","name":"Bureau {n}","abstract":"Le {n}"}}"#);
    let units: String = (0..400).map(unit).collect();
    format!(r#"{{"format":"ramure/1","units":[{{"id":"a","name":"Archipel"}}{units}]}}"#)
}

/// Presses keys at a steady pace, and says how long after the last one the screen was done, which
/// shows what it shows at once without a line between.
fn settled(line: Line, (columns, rows): (u16, u16), data: &str, keys: &[&str], gap: Duration) -> Duration {
    let (_directory, path) = file(data);
    let start_and_press = |line, gap: Duration| {
        let browse = script("exec \"$RAMURE\" --data \"$FILE\"", &path);
        let mut session = Session::start_on(line, browse, columns, rows);
        session.wait_for_frame();
        session.settle();
        for key in keys {
            session.send(key);
            sleep(gap);
        }
        (session, Instant::now() - gap)
    };
    let (local, _) = start_and_press(Line::LOCAL, Duration::ZERO);
    let (session, last_key) = start_and_press(line, gap);
    assert_eq!(picture(&session), picture(&local));
    // The keys came at once: on a real line they take as long as what is shown.
    session.seen().last.saturating_duration_since(last_key) + line.there
}

/// Holds ↓ for five seconds, thirty times a second.
fn hold(line: Line, size: (u16, u16)) -> Duration {
    settled(line, size, &long_list(), &[DOWN; 150], 33 * MS)
}

/// Types nine letters and takes eight back, ten a second.
fn type_a_row(line: Line, size: (u16, u16)) -> Duration {
    let keys = ["/", "s", "e", "r", "v", "i", "c", "e", "s", "r"].into_iter().chain(["\x7f"; 8]);
    settled(line, size, DINUM, &keys.collect::<Vec<_>>(), 100 * MS)
}

/// The shortest of up to three times, which a busy machine makes longer now and then.
fn best_of_three(what: &str, most: Duration, time: impl Fn() -> Duration) -> Duration {
    let mut best = Duration::MAX;
    for _ in 0..3 {
        best = best.min(time());
        eprintln!("{what}: settled after {best:?}");
        if best <= most {
            break;
        }
    }
    best
}

#[test]
fn a_held_key_settles_on_a_slow_line() {
    for (size, most) in [((80, 24), 700 * MS), ((200, 50), 900 * MS)] {
        let settled = best_of_three(&format!("{size:?}"), most, || hold(SLOW, size));
        assert!(settled <= most, "{size:?}: {settled:?}");
    }
}

#[test]
fn a_row_of_letters_settles_on_a_slow_line() {
    let settled = best_of_three("letters", 900 * MS, || type_a_row(SLOW, (200, 50)));
    assert!(settled <= 900 * MS, "{settled:?}");
}

#[test]
fn a_held_key_settles_on_a_silent_terminal() {
    let settled = best_of_three("silent", 1_200 * MS, || hold(Line { back: None, ..SLOW }, (80, 24)));
    assert!(settled <= 1_200 * MS, "{settled:?}");
}

#[test]
fn a_silent_terminal_is_drawn_on_without_waiting() {
    let start = Instant::now();
    let session = Session::start_on(Line::SILENT, ramure(), 80, 24);
    session.wait_for_frame();
    eprintln!("first frame after {:?}", start.elapsed());
    for columns in [60, 100, 70] {
        let start = Instant::now();
        session.resize(columns, 20);
        session.wait_for(|screen| is_drawn(screen, columns.into(), 20));
        eprintln!("{columns} columns after {:?}", start.elapsed());
    }
    session.quit();
}

/// What a shell does next: it reads what is typed within two seconds, raw, and says it.
const WHAT_IS_TYPED: &str = "stty raw -echo min 0 time 20; typed=$(dd bs=99 count=1 2>/dev/null | od -An -c); \
                             stty sane; echo \"typed<$typed>\"";

fn typed_at(session: &Session) -> String {
    let typed = || {
        let raw = String::from_utf8_lossy(&session.raw()).into_owned();
        let (_, rest) = raw.split_once("typed<")?;
        Some(rest.split_once('>')?.0.to_string())
    };
    patiently(typed).expect("a shell that goes on")
}

/// Sends keys right after a frame that asks, so that the answer is on its way.
fn with_an_answer_on_its_way(session: &mut Session, keys: &str) {
    session.wait_for_frame();
    session.send("*");
    session.wait_for(|screen| line(screen, 2).contains('▾'));
    assert!(find(&session.raw(), QUESTION).next().is_some(), "nothing was asked");
    session.send(keys);
}

#[test]
fn late_answers_would_be_typed_at_the_shell() {
    let late = script(&format!("printf '\\033[5n'; {WHAT_IS_TYPED}"), Path::new(""));
    let session = Session::start_on(Line::late(300 * MS), late, 80, 24);
    assert!(typed_at(&session).contains('n'), "the next tests would see nothing");
}

#[test]
fn late_answers_are_not_typed_at_the_shell_after_the_end() {
    for (keys, late) in [("q", 300), ("q", 1_500), ("\x1bq", 300), ("\x03", 300)] {
        let shell = script(&format!("\"$RAMURE\"; {WHAT_IS_TYPED}"), Path::new(""));
        let mut session = Session::start_on(Line::late(late * MS), shell, 80, 24);
        with_an_answer_on_its_way(&mut session, keys);
        assert_eq!(typed_at(&session), "", "{} {late}", keys.escape_debug());
    }
}

/// Waits until the program has asked so often.
fn wait_for_question(session: &Session, number: usize) {
    let asked = || (find(&session.raw(), QUESTION).count() == number).then_some(());
    patiently(asked).expect("a question");
}

#[test]
fn answers_later_than_are_believed_in_are_not_typed_at_the_shell_either() {
    let shell = script(&format!("\"$RAMURE\"; {WHAT_IS_TYPED}"), Path::new(""));
    let mut session = Session::start_on(Line::late(2_500 * MS), shell, 80, 24);
    with_an_answer_on_its_way(&mut session, "");
    // It is given up and comes all the same: the terminal is known to answer, though late.
    sleep(2_700 * MS);
    session.send("C");
    session.wait_for(|screen| line(screen, 2).contains('▸'));
    session.send("*");
    wait_for_question(&session, 2);
    session.send("q");
    assert_eq!(typed_at(&session), "");
}

#[test]
fn an_answer_in_pieces_is_not_typed_at_the_shell() {
    let shell = script(&format!("\"$RAMURE\"; {WHAT_IS_TYPED}"), Path::new(""));
    let mut session = Session::start_on(Line::SILENT, shell, 80, 24);
    with_an_answer_on_its_way(&mut session, "q");
    for piece in ["\x1b", "[", "0", "n"] {
        sleep(100 * MS);
        session.send(piece);
    }
    assert_eq!(typed_at(&session), "");
}

#[test]
fn an_answer_in_pieces_types_nothing_where_one_types() {
    let mut session = Session::start_on(Line::SILENT, ramure(), 80, 24);
    with_an_answer_on_its_way(&mut session, "/rie");
    session.wait_for_text(" / rie ");
    let before = picture(&session);
    for piece in ["\x1b[", "0", "n"] {
        session.send(piece);
        sleep(300 * MS);
    }
    assert_eq!(picture(&session), before);
}

#[test]
fn late_answers_are_not_typed_at_the_shell_when_the_size_changes_at_the_end() {
    let shell = script(&format!("\"$RAMURE\"; {WHAT_IS_TYPED}"), Path::new(""));
    let mut session = Session::start_on(Line::late(500 * MS), shell, 80, 24);
    with_an_answer_on_its_way(&mut session, "q");
    session.wait_for(|screen| !screen.alternate_screen());
    session.resize(90, 24);
    assert_eq!(typed_at(&session), "");
}

#[test]
#[cfg(target_os = "linux")]
fn a_signal_during_ctrl_z_ends_the_program_instead() {
    let shell = script("set -m; \"$RAMURE\"; echo \"ended:$?\"", Path::new(""));
    let mut session = Session::start_on(Line::SILENT, shell, 80, 24);
    with_an_answer_on_its_way(&mut session, CTRL_Z);
    session.wait_for(|screen| !screen.alternate_screen());
    let children = format!("/proc/{0}/task/{0}/children", session.pid().as_raw_pid());
    let children = fs::read_to_string(children).expect("the children of the shell");
    let program = children.split_whitespace().next().and_then(|pid| Pid::from_raw(pid.parse().ok()?));
    kill_process(program.expect("a program"), Signal::TERM).expect("a program to signal");
    session.wait_for_text("ended:143");
}

#[test]
fn late_answers_are_not_typed_at_the_shell_after_ctrl_z() {
    let shell = script(&format!("set -m; \"$RAMURE\"; {WHAT_IS_TYPED}; fg"), Path::new(""));
    let mut session = Session::start_on(Line::late(300 * MS), shell, 80, 24);
    with_an_answer_on_its_way(&mut session, CTRL_Z);
    assert_eq!(typed_at(&session), "");
    session.wait_for_second_entry();
    session.wait_for_frame();
    session.quit();
}

#[test]
#[cfg(target_os = "linux")]
fn a_session_on_the_embedded_organisation_takes_little_memory() {
    let released = released().map(|place| command(&place.join("ramure").to_string_lossy(), &[]));
    let is_released = released.is_some();
    let mut session = Session::start(released.unwrap_or_else(ramure), 80, 24);
    session.wait_for_frame();
    for keys in ["*", "G", "g", "/rie", "\x14", "\x14", "\x1b", "?", "\x1b", "/tnt\r", "\t", "\x1b", "E"] {
        session.send(keys);
        session.settle();
    }
    let (most, own) = (session.peak_memory(), session.peak_memory_of_its_own());
    eprintln!("{most} kB, {own} kB its own");
    assert!(own <= 2 << 10, "{own} kB");
    // The usual build of tests is a large file by itself.
    assert!(!is_released || most <= 8 << 10, "{most} kB");
    session.quit();
}

#[test]
#[cfg(target_os = "linux")]
fn a_terminal_that_claims_to_be_endless_costs_little_memory() {
    let session = Session::start(ramure(), u16::MAX, u16::MAX);
    session.wait_for(|screen: &Screen| screen.alternate_screen() && screen.contents().contains('▌'));
    session.settle();
    let most = session.peak_memory();
    eprintln!("{most} kB");
    assert!(most < 64 << 10, "{most} kB");
    session.quit();
}
