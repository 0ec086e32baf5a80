//! Sessions and connections that take what they can get: processor, memory, output, descriptors, places. Others
//! are served beside them, and nothing is left afterwards.

use std::fs;
use std::net::{Ipv4Addr, TcpStream};
use std::process::Stdio;
use std::thread::sleep;
use std::time::Duration;

use rustix::process::Signal;

use crate::directory::Directory;
use crate::host::{Host, Setup, built};
use crate::hostile::{HostileClient, Hostility};
use crate::process::{Process, signal};
use crate::session::eventually;

use super::{check_rows, require};

/// The most memory of a session, whatever it does.
const MAX_MEMORY_BYTES: u64 = 24 << 20;
/// How long a process is watched.
const WATCHED_TIME: Duration = Duration::from_millis(300);
/// How long a hostile client is left alone, so that it takes what it can.
const HOSTILE_TIME: Duration = Duration::from_secs(1);

/// What `/proc` says of a session’s limits.
const LIMITS: &[(&str, &str)] = &[
    ("Max processes", "0"),
    ("Max core file size", "0"),
    ("Max file size", "0"),
    ("Max open files", "16"),
    ("Max cpu time", "300"),
    ("Max data size", "268435456"),
];

/// Waits until the program uses no processor.
fn rests(program: &Process) -> bool {
    let used_in_time = || {
        let before = program.processor_time()?;
        sleep(WATCHED_TIME);
        Some(program.processor_time()? - before)
    };
    eventually(|| used_in_time().is_none_or(|used| used < Duration::from_millis(5)).then_some(())).is_some()
}

/// Another session moves and filters.
fn others_are_served(host: &Host) -> Result<(), String> {
    let mut session = host.session(&[], 80, 24);
    require(session.meets(crate::session::is_drawn), || session.screen())?;
    session.send("/rie");
    require(session.meets(|screen| screen.contents().contains("Relie")), || session.screen())?;
    session.send("\r\x03");
    require(session.exit().success(), || session.screen())
}

#[test]
#[ignore = "needs sshd"]
fn a_session_that_takes_what_it_can_does_not_stop_the_others() {
    let directory = Directory::of_units(20_000);
    let host = Host::with_program(Setup::Documented, "", &directory.program(), "--restricted");
    check_rows(
        "hostile sessions",
        &Hostility::ALL,
        |row| format!("{row:?}"),
        |hostility| {
            let client = HostileClient::start(&host, *hostility);
            let program = host.running_program();
            sleep(HOSTILE_TIME);
            others_are_served(&host)?;
            let memory = program.memory();
            require(memory < MAX_MEMORY_BYTES, || format!("{memory} bytes"))?;
            require(program.descriptors() <= 16, || format!("{} descriptors", program.descriptors()))?;
            if *hostility == Hostility::Unread {
                require(rests(&program), || "it does not rest".to_string())?;
                signal(program.pid, Signal::TERM);
                require(host.has_no_process(), || "a signal does not end it".to_string())?;
            }
            drop(client);
            require(host.has_no_process(), || "left".to_string())
        },
    );
}

#[test]
#[ignore = "needs sshd"]
fn what_is_asked_for_many_times_ends_with_its_client() {
    let host = Host::new(Setup::Documented);
    // Read in one piece: reading the data again 60,000 times takes minutes.
    for keys in ["\x12", "y", "*-"] {
        let mut session = host.browse();
        session.send(keys.repeat(60_000));
        sleep(HOSTILE_TIME);
        signal(session.pid(), Signal::KILL);
        assert!(host.has_no_process(), "{keys:?}");
    }
}

#[test]
#[ignore = "needs sshd"]
fn a_client_that_ends_by_any_signal_leaves_no_process() {
    let host = Host::new(Setup::Documented);
    let signals = [Signal::HUP, Signal::INT, Signal::QUIT, Signal::TERM, Signal::KILL];
    check_rows(
        "signals",
        &signals,
        |signal| format!("{signal:?}"),
        |number| {
            let session = host.browse();
            signal(session.pid(), *number);
            require(host.has_no_process(), || "left".to_string())
        },
    );
}

#[test]
#[ignore = "needs sshd"]
fn a_session_has_its_limits() {
    let host = Host::new(Setup::Documented);
    let session = host.browse();
    let program = host.running_program();
    check_rows(
        "limits",
        LIMITS,
        |row| row.0.to_string(),
        |(name, limit)| {
            let found = program.limit(name);
            require(found.as_deref() == Some(limit), || format!("{found:?}"))
        },
    );
    let status = fs::read_to_string(format!("/proc/{}/status", program.pid)).expect("a status");
    assert!(status.contains("NoNewPrivs:\t1\n"), "{status}");
    session.quit();
}

#[test]
#[ignore = "needs sshd"]
fn a_session_that_nobody_reads_ends_with_the_idle_limit() {
    let options = "--restricted --idle 3";
    let host = Host::with_program(Setup::KeyCommandInShell, "", &built(), options);
    let client = HostileClient::start(&host, Hostility::Unread);
    let program = host.running_program();
    assert!(
        host.has_no_process(),
        "{}",
        fs::read_to_string(format!("/proc/{}/wchan", program.pid)).unwrap_or_default()
    );
    drop(client);
}

#[test]
#[ignore = "needs sshd"]
fn what_nobody_reads_or_uses_is_closed() {
    let directory = Directory::of_units(30_000);
    let limits = "ChannelTimeout session:*=2s\nUnusedConnectionTimeout 2s\nLoginGraceTime 2";
    let host = Host::with_program(Setup::Documented, limits, &directory.program(), "--restricted");
    // An answer of more bytes than the connection holds.
    let mut tree = host.ssh(&[], Some("tree --format json"));
    let mut tree = tree.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("ssh");
    host.running_program();
    assert!(host.has_no_process(), "an answer that nobody reads");
    let _ = tree.kill();
    let _ = tree.wait();
    let mut unused = host.ssh(&["-N"], None);
    let mut unused = unused.stderr(Stdio::null()).spawn().expect("ssh");
    let closed = eventually(|| unused.try_wait().expect("a client"));
    assert!(closed.is_some(), "a connection without a session");
}

#[test]
#[ignore = "needs sshd"]
fn connections_that_say_nothing_keep_nobody_out() {
    let host = Host::with(Setup::Documented, "LoginGraceTime 3");
    let connect = |_| TcpStream::connect((Ipv4Addr::LOCALHOST, host.port));
    let silent: Vec<_> = (0..60).filter_map(|number| connect(number).ok()).collect();
    let elsewhere = host.ssh(&["-b", "127.0.0.2"], Some("version")).output().expect("ssh");
    assert!(elsewhere.status.success(), "{elsewhere:?}");
    let answers = || Some(host.ask("version")).filter(|output| output.status.success());
    assert!(eventually(answers).is_some(), "they are closed in time");
    drop(silent);
}
