//! Many sessions at once, and beside them a hostile one. Their memory is bounded, and so is, generously, the time
//! that a key takes beside a hostile session: the figures of the documentation are those that are printed by
//! `RAMURE_CROWD=200 bash .ci/ssh --nocapture crowd`.

use std::sync::{Arc, Barrier, Mutex};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use crate::directory::Directory;
use crate::host::{Host, Setup};
use crate::hostile::{HostileClient, Hostility};
use crate::process::{Process, processor_time};
use crate::session::{Session, is_drawn};

/// The number of sessions, unless `RAMURE_CROWD` is set.
const DEFAULT_SESSIONS: usize = 80;
/// Sessions that connect at a time, since connecting takes the most CPU time.
const SESSIONS_PER_BATCH: usize = 10;
/// The bound of memory for one session.
const MAX_MEMORY_BYTES: u64 = 4 << 20;
/// Half of the keys take less, or the others are starved. They take a few milliseconds.
const MAX_MEDIAN: Duration = Duration::from_secs(2);
/// How long a hostile client is left alone before keys are measured.
const HOSTILE_TIME: Duration = Duration::from_secs(1);
const DOWN: &str = "\x1b[B";
const UP: &str = "\x1b[A";

/// Times and failures of one session.
#[derive(Default)]
struct SessionReport {
    to_frame: Duration,
    /// The times of its keys beside each neighbour.
    keys: Vec<Vec<Duration>>,
    failures: Vec<String>,
}

/// What is measured of the host while keys are pressed beside a neighbour.
struct Load {
    neighbour: Option<Hostility>,
    elapsed: Duration,
    /// The processor time of the hostile program, and of all processes of the host.
    hostile: Duration,
    all: Duration,
}

#[test]
#[ignore = "needs sshd"]
fn many_sessions_are_served_with_little_memory() {
    serve_many(Host::with(Setup::Chroot, "MaxSessions 1"), &[None]);
}

#[test]
#[ignore = "needs sshd"]
fn many_sessions_share_a_large_directory_beside_a_hostile_one() {
    let directory = Directory::of_units(100_000);
    let host = Host::with_program(Setup::Chroot, "MaxSessions 1", &directory.program(), "--restricted");
    let hostile = Hostility::ALL.into_iter().map(Some);
    serve_many(host, &[None].into_iter().chain(hostile).collect::<Vec<_>>());
}

/// Serves sessions at once, beside each of the neighbours in turn; each finds the unit RIE. One crowd at a time.
fn serve_many(host: Host, neighbours: &[Option<Hostility>]) {
    static CROWD: Mutex<()> = Mutex::new(());
    let _crowd = CROWD.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let sessions =
        std::env::var("RAMURE_CROWD").ok().and_then(|text| text.parse().ok()).unwrap_or(DEFAULT_SESSIONS);
    let (host, barrier) = (Arc::new(host), Arc::new(Barrier::new(sessions + 1)));
    let phases = neighbours.len();
    let threads: Vec<_> = (0..sessions)
        .map(|number| {
            let (host, barrier) = (Arc::clone(&host), Arc::clone(&barrier));
            thread::spawn(move || run_session(&host, number, phases, &barrier))
        })
        .collect();
    barrier.wait();
    let programs = host.programs();
    print_memory(&host, &programs);
    let memory = programs.iter().map(Process::memory).sum::<u64>() / sessions as u64;
    let loads: Vec<Load> = neighbours.iter().map(|neighbour| load(&host, *neighbour, &barrier)).collect();
    barrier.wait();
    let reports: Vec<SessionReport> =
        threads.into_iter().map(|thread| thread.join().expect("a session")).collect();
    assert!(host.has_no_process());
    let medians: Vec<Duration> =
        loads.iter().enumerate().map(|(phase, load)| print_phase(&reports, phase, load)).collect();
    let failures: Vec<_> = reports.iter().flat_map(|report| &report.failures).collect();
    assert!(failures.is_empty(), "{failures:#?}");
    assert_eq!(programs.len(), sessions);
    assert!(memory <= MAX_MEMORY_BYTES, "{memory} bytes");
    assert!(medians.iter().all(|median| *median < MAX_MEDIAN), "{medians:?}");
}

/// Lets the sessions press their keys beside a neighbour.
fn load(host: &Host, neighbour: Option<Hostility>, barrier: &Barrier) -> Load {
    let before = host.programs();
    let client = neighbour.map(|hostility| HostileClient::start(host, hostility));
    if client.is_some() {
        sleep(HOSTILE_TIME);
    }
    let is_new = |program: &Process| before.iter().all(|other| other.pid != program.pid);
    let hostile: Vec<u32> = host.programs().iter().filter(|program| is_new(program)).map(|p| p.pid).collect();
    let all = host.processes();
    let used = || [processor_time(&hostile), processor_time(&all)];
    let (start, used_before) = (Instant::now(), used());
    barrier.wait();
    barrier.wait();
    let (elapsed, used) = (start.elapsed(), used());
    let [hostile, all] = [0, 1].map(|of| used[of].saturating_sub(used_before[of]));
    Load { neighbour, elapsed, hostile, all }
}

/// Connects, waits for the others, moves down and up beside each neighbour, filters, and quits.
fn run_session(host: &Host, number: usize, phases: usize, barrier: &Barrier) -> SessionReport {
    sleep(Duration::from_millis(400) * (number / SESSIONS_PER_BATCH) as u32);
    let mut report = SessionReport::default();
    let start = Instant::now();
    let mut session = host.session(&[], 80, 24);
    check(&mut report, &session, session.meets(is_drawn), "no frame");
    report.to_frame = start.elapsed();
    barrier.wait();
    for _ in 0..phases {
        barrier.wait();
        sleep(Duration::from_millis(20) * number as u32);
        let keys = press_keys(&mut session, &mut report);
        report.keys.push(keys);
        barrier.wait();
    }
    barrier.wait();
    session.send("/rie");
    let is_met = session.meets(|screen| screen.contents().contains("Relie"));
    check(&mut report, &session, is_met, "no card");
    session.send("\rq");
    let status = session.exit();
    check(&mut report, &session, status.success(), "no success");
    report
}

/// Moves down and up, and returns the time of each key.
fn press_keys(session: &mut Session, report: &mut SessionReport) -> Vec<Duration> {
    let press = |(key, row)| {
        let start = Instant::now();
        session.send(key);
        let is_met = session.meets(|screen| screen.cursor_position() == (row, 0));
        check(report, session, is_met, "no move");
        let time = start.elapsed();
        sleep(Duration::from_millis(300));
        time
    };
    [(DOWN, 2), (UP, 1)].into_iter().cycle().take(6).map(press).collect()
}

fn check(report: &mut SessionReport, session: &Session, is_met: bool, failure: &str) {
    if !is_met {
        report.failures.push(format!("{failure}:\n{}", session.screen()));
    }
}

fn print_memory(host: &Host, programs: &[Process]) {
    println!("{} sessions", programs.len());
    for (name, of) in [
        ("memory of one, shared pages divided", Process::memory as fn(&Process) -> u64),
        ("of it private", Process::private_memory),
        ("with shared pages", Process::resident_memory),
    ] {
        let memory: Vec<u64> = programs.iter().map(of).collect();
        let mean = memory.iter().sum::<u64>() / memory.len().max(1) as u64;
        println!(
            "{name}: {} kB in the mean, {} kB at most",
            mean >> 10,
            memory.iter().max().unwrap_or(&0) >> 10
        );
    }
    let total: u64 = host.processes().iter().filter_map(|pid| Process::now(*pid)).map(|p| p.memory()).sum();
    println!("of all, with sshd: {} MB", total >> 20);
}

/// Prints what was measured beside a neighbour, and returns the median time of a key.
fn print_phase(reports: &[SessionReport], phase: usize, load: &Load) -> Duration {
    if phase == 0 {
        let frames = reports.iter().map(|report| report.to_frame).collect();
        println!("ssh to whole frame: {}", percentiles(frames).1);
    }
    let (median, keys) = percentiles(reports.iter().flat_map(|report| report.keys[phase].clone()).collect());
    let neighbour = load.neighbour.map_or("nobody".to_string(), |hostility| format!("{hostility:?}"));
    let share = |time: Duration| 100.0 * time.as_secs_f64() / load.elapsed.as_secs_f64();
    println!("beside {neighbour}, key to screen: {keys}");
    println!(
        "  of one processor: {:.0} %, the hostile program {:.0} %",
        share(load.all),
        share(load.hostile)
    );
    median
}

/// The median, and a text with others.
fn percentiles(mut times: Vec<Duration>) -> (Duration, String) {
    times.sort_unstable();
    let at = |percent: usize| times.get((times.len() * percent / 100).min(times.len().saturating_sub(1)));
    let [median, high, max] = [50, 99, 100].map(|percent| at(percent).copied().unwrap_or_default());
    let shown = [median, high, max].map(|time| time.as_secs_f64() * 1e3);
    (median, format!("p50 {:.1} ms, p99 {:.1} ms, max {:.1} ms", shown[0], shown[1], shown[2]))
}
