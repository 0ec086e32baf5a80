//! Many at once: everybody is served, and nobody costs much. Times are printed and not judged,
//! since the machine is shared; memory is.

use std::sync::{Arc, Barrier};
use std::thread::{self, sleep};
use std::time::{Duration, Instant};

use crate::host::{Host, Way};
use crate::process::Process;
use crate::session::{Session, is_whole};

/// How many sessions there are at once, unless RAMURE_CROWD says otherwise.
const CROWD: usize = 100;
/// How many start at a time: connecting costs more than all the rest.
const TOGETHER: usize = 10;
/// What one session may take, in bytes.
const MOST_MEMORY: u64 = 4 << 20;
const DOWN: &str = "\x1b[B";
const UP: &str = "\x1b[A";

/// What somebody met.
#[derive(Default)]
struct Met {
    to_frame: Duration,
    keys: Vec<Duration>,
    faults: Vec<String>,
}

#[test]
#[ignore = "needs sshd"]
fn a_crowd_is_served_without_an_error_and_with_little_memory() {
    let crowd = std::env::var("RAMURE_CROWD").ok().and_then(|text| text.parse().ok()).unwrap_or(CROWD);
    let host = Arc::new(Host::with(Way::Jailed, "MaxSessions 1"));
    let (drawn, measured) = (Arc::new(Barrier::new(crowd + 1)), Arc::new(Barrier::new(crowd + 1)));
    let people: Vec<_> = (0..crowd)
        .map(|number| {
            let (host, drawn, measured) = (Arc::clone(&host), Arc::clone(&drawn), Arc::clone(&measured));
            thread::spawn(move || somebody(&host, number, &drawn, &measured))
        })
        .collect();
    drawn.wait();
    let programs = host.programs();
    let memory: Vec<u64> = programs.iter().map(Process::memory).collect();
    let whole = programs.iter().map(Process::whole_memory).max().unwrap_or(0);
    measured.wait();
    let met: Vec<Met> = people.into_iter().map(|person| person.join().expect("a person")).collect();
    assert!(host.is_left_alone());
    tell(&met, &memory);
    println!("with what they share: {} kB at most", whole >> 10);
    let faults: Vec<_> = met.iter().flat_map(|met| &met.faults).collect();
    assert!(faults.is_empty(), "{faults:#?}");
    assert_eq!(programs.len(), crowd);
    assert!(memory.iter().sum::<u64>() / crowd as u64 <= MOST_MEMORY, "{memory:?}");
}

/// Connects, waits for the others, goes down and up, filters, reads a card, and leaves.
fn somebody(host: &Host, number: usize, drawn: &Barrier, measured: &Barrier) -> Met {
    sleep(Duration::from_millis(400) * (number / TOGETHER) as u32);
    let mut met = Met::default();
    let start = Instant::now();
    let mut session = host.session(&[], 80, 24);
    check(&mut met, &session, session.comes(is_whole), "no frame");
    met.to_frame = start.elapsed();
    drawn.wait();
    measured.wait();
    sleep(Duration::from_millis(20) * number as u32);
    for _ in 0..3 {
        for (key, row) in [(DOWN, 2), (UP, 1)] {
            let start = Instant::now();
            session.send(key);
            let came = session.comes(|screen| screen.cursor_position() == (row, 0));
            check(&mut met, &session, came, "no move");
            met.keys.push(start.elapsed());
            sleep(Duration::from_millis(300));
        }
    }
    session.send("/rie");
    let came = session.comes(|screen| screen.contents().contains("Relie"));
    check(&mut met, &session, came, "no card");
    session.send("\rq");
    let status = session.exit();
    check(&mut met, &session, status.success(), "no good end");
    met
}

fn check(met: &mut Met, session: &Session, came: bool, fault: &str) {
    if !came {
        met.faults.push(format!("{fault}:\n{}", session.screen()));
    }
}

fn tell(met: &[Met], memory: &[u64]) {
    let frames = met.iter().map(|met| met.to_frame).collect();
    let keys = met.iter().flat_map(|met| met.keys.iter().copied()).collect();
    let mean = memory.iter().sum::<u64>() / memory.len().max(1) as u64;
    let most = memory.iter().max().copied().unwrap_or(0);
    let faults = met.iter().map(|met| met.faults.len()).sum::<usize>();
    println!("{} sessions, {faults} faults", met.len());
    println!("memory of one: {} kB in the mean, {} kB at most", mean >> 10, most >> 10);
    println!("ssh to whole frame: {}", spread(frames));
    println!("key to screen: {}", spread(keys));
}

fn spread(mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let at = |percent: usize| times.get((times.len() * percent / 100).min(times.len().saturating_sub(1)));
    let spelled =
        [at(50), at(99), times.last()].map(|time| time.map_or(0.0, |time| time.as_secs_f64() * 1e3));
    format!("p50 {:.1} ms, p99 {:.1} ms, most {:.1} ms", spelled[0], spelled[1], spelled[2])
}
