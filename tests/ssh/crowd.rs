//! Many sessions at once. Their memory is bounded; times are printed only, since test machines are
//! shared.

use std::sync::{Arc, Barrier, Mutex};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use crate::directory::Directory;
use crate::host::{Host, Setup};
use crate::process::Process;
use crate::session::{Session, is_drawn};

/// The number of sessions, unless `RAMURE_CROWD` is set.
const DEFAULT_SESSIONS: usize = 100;
/// Sessions that connect at a time, since connecting takes the most CPU time.
const SESSIONS_PER_BATCH: usize = 10;
/// The bound of memory for one session.
const MAX_MEMORY_BYTES: u64 = 4 << 20;
const DOWN: &str = "\x1b[B";
const UP: &str = "\x1b[A";

/// Times and failures of one session.
#[derive(Default)]
struct SessionReport {
    to_frame: Duration,
    keys: Vec<Duration>,
    failures: Vec<String>,
}

#[test]
#[ignore = "needs sshd"]
fn many_sessions_are_served_with_little_memory() {
    serve_many(Host::with(Setup::Chroot, "MaxSessions 1"));
}

#[test]
#[ignore = "needs sshd"]
fn many_sessions_share_a_large_directory() {
    let directory = Directory::of_units(100_000);
    serve_many(Host::with_program(Setup::Chroot, "MaxSessions 1", &directory.program(), "--restricted"));
}

/// Serves sessions at once; each finds the unit RIE. One crowd at a time.
fn serve_many(host: Host) {
    static CROWD: Mutex<()> = Mutex::new(());
    let _crowd = CROWD.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let sessions =
        std::env::var("RAMURE_CROWD").ok().and_then(|text| text.parse().ok()).unwrap_or(DEFAULT_SESSIONS);
    let host = Arc::new(host);
    let (drawn, measured) = (Arc::new(Barrier::new(sessions + 1)), Arc::new(Barrier::new(sessions + 1)));
    let threads: Vec<_> = (0..sessions)
        .map(|number| {
            let (host, drawn, measured) = (Arc::clone(&host), Arc::clone(&drawn), Arc::clone(&measured));
            thread::spawn(move || run_session(&host, number, &drawn, &measured))
        })
        .collect();
    drawn.wait();
    let programs = host.programs();
    let memory: Vec<u64> = programs.iter().map(Process::memory).collect();
    let resident = programs.iter().map(Process::resident_memory).max().unwrap_or(0);
    measured.wait();
    let reports: Vec<SessionReport> =
        threads.into_iter().map(|thread| thread.join().expect("a session")).collect();
    assert!(host.has_no_process());
    print_summary(&reports, &memory);
    println!("with shared pages: {} kB at most", resident >> 10);
    let failures: Vec<_> = reports.iter().flat_map(|report| &report.failures).collect();
    assert!(failures.is_empty(), "{failures:#?}");
    assert_eq!(programs.len(), sessions);
    assert!(memory.iter().sum::<u64>() / sessions as u64 <= MAX_MEMORY_BYTES, "{memory:?}");
}

/// Connects, waits for the others, moves down and up, filters, and quits.
fn run_session(host: &Host, number: usize, drawn: &Barrier, measured: &Barrier) -> SessionReport {
    sleep(Duration::from_millis(400) * (number / SESSIONS_PER_BATCH) as u32);
    let mut report = SessionReport::default();
    let start = Instant::now();
    let mut session = host.session(&[], 80, 24);
    check(&mut report, &session, session.meets(is_drawn), "no frame");
    report.to_frame = start.elapsed();
    drawn.wait();
    measured.wait();
    sleep(Duration::from_millis(20) * number as u32);
    for _ in 0..3 {
        for (key, row) in [(DOWN, 2), (UP, 1)] {
            let start = Instant::now();
            session.send(key);
            let is_met = session.meets(|screen| screen.cursor_position() == (row, 0));
            check(&mut report, &session, is_met, "no move");
            report.keys.push(start.elapsed());
            sleep(Duration::from_millis(300));
        }
    }
    session.send("/rie");
    let is_met = session.meets(|screen| screen.contents().contains("Relie"));
    check(&mut report, &session, is_met, "no card");
    session.send("\rq");
    let status = session.exit();
    check(&mut report, &session, status.success(), "no success");
    report
}

fn check(report: &mut SessionReport, session: &Session, is_met: bool, failure: &str) {
    if !is_met {
        report.failures.push(format!("{failure}:\n{}", session.screen()));
    }
}

fn print_summary(reports: &[SessionReport], memory: &[u64]) {
    let frames = reports.iter().map(|report| report.to_frame).collect();
    let keys = reports.iter().flat_map(|report| report.keys.iter().copied()).collect();
    let mean = memory.iter().sum::<u64>() / memory.len().max(1) as u64;
    let max = memory.iter().max().copied().unwrap_or(0);
    let failures = reports.iter().map(|report| report.failures.len()).sum::<usize>();
    println!("{} sessions, {failures} failures", reports.len());
    println!("memory of one: {} kB in the mean, {} kB at most", mean >> 10, max >> 10);
    println!("ssh to whole frame: {}", percentiles(frames));
    println!("key to screen: {}", percentiles(keys));
}

fn percentiles(mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let at = |percent: usize| times.get((times.len() * percent / 100).min(times.len().saturating_sub(1)));
    let shown = [at(50), at(99), times.last()].map(|time| time.map_or(0.0, |time| time.as_secs_f64() * 1e3));
    format!("p50 {:.1} ms, p99 {:.1} ms, max {:.1} ms", shown[0], shown[1], shown[2])
}
