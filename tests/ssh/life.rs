//! No process outlives its client, however the connection ends.

use std::thread::sleep;
use std::time::{Duration, Instant};

use rustix::process::Signal;

use crate::host::{Host, Setup};
use crate::process::{kill, signal};
use crate::session::Session;

#[test]
#[ignore = "needs sshd"]
fn a_killed_client_leaves_no_process() {
    for setup in Setup::with_terminal() {
        let host = Host::new(setup);
        let session = host.browse();
        let start = Instant::now();
        kill(session.pid());
        assert!(host.has_no_process(), "{setup:?}");
        println!("{setup:?}: gone {:?} after its client was killed", start.elapsed());
    }
}

#[test]
#[ignore = "needs sshd"]
fn a_frozen_client_is_disconnected() {
    let host = Host::with(Setup::ForceCommand, "ClientAliveInterval 1\nClientAliveCountMax 2");
    let session = host.browse();
    signal(session.pid(), Signal::STOP);
    let start = Instant::now();
    assert!(host.has_no_process());
    println!("gone {:?} after its client was frozen", start.elapsed());
}

#[test]
#[ignore = "needs sshd"]
fn a_client_that_reads_nothing_is_disconnected() {
    let host = Host::with(Setup::ForceCommand, "ClientAliveInterval 1\nClientAliveCountMax 2");
    let mut session = host.browse();
    // The output fills the connection, so that the program waits in a write.
    (0..200).for_each(|_| session.send("\x0c"));
    signal(session.pid(), Signal::STOP);
    assert!(host.has_no_process());
}

#[test]
#[ignore = "needs sshd"]
fn the_idle_limit_restores_the_terminal_and_says_why() {
    // The default of ten minutes is tested with the settings; this is the limit over SSH.
    let host = Host::with(Setup::KeyCommandInShell, "");
    let restricted = format!("command=\"{} --restricted --idle 2\"", host.program().display());
    let keys = std::fs::read_to_string(host.directory.join("key.pub")).expect("a key");
    std::fs::write(host.directory.join("keys"), format!("restrict,pty,{restricted} {keys}"))
        .expect("written");
    let mut session = host.browse();
    assert_eq!(session.exit().exit_code(), 0);
    session.assert_restored();
    assert!(session.screen().contains("ramure: fermé après 2\u{a0}secondes"), "{}", session.screen());
    assert!(host.has_no_process());
}

#[test]
#[ignore = "needs sshd"]
fn a_session_that_sshd_ends_leaves_no_process() {
    // ChannelTimeout exists since OpenSSH 9.2. It gives the program no time to restore the terminal,
    // which is why the program has its own limit.
    let host = Host::with(Setup::ForceCommand, "ChannelTimeout session:*=2s");
    let session = host.browse();
    assert!(host.has_no_process());
    drop(session);
}

#[test]
#[ignore = "needs sshd"]
fn a_connection_can_be_shared() {
    let host = Host::with(Setup::ForceCommand, "MaxSessions 1");
    let socket = format!("ControlPath={}", host.directory.join("home/line").display());
    let shared = ["-o", "ControlMaster=auto", "-o", "ControlPersist=60", "-o", &socket];
    let ask = || {
        let output =
            host.ssh(&shared, Some("find tnt")).stderr(std::process::Stdio::null()).output().expect("ssh");
        assert!(output.status.success() && output.stdout.starts_with(b"Programme TNT"));
    };
    let start = Instant::now();
    ask();
    let first = start.elapsed();
    sleep(Duration::from_millis(100));
    let start = Instant::now();
    (0..5).for_each(|_| ask());
    println!("first lookup {first:?}, the next {:?} each", start.elapsed() / 5);
    let _ = host.ssh(&["-O", "exit", "-o", &socket], None).output();
}

#[test]
#[ignore = "needs sshd"]
fn sessions_do_not_see_each_other() {
    let host = Host::new(Setup::ForceCommand);
    let (mut first, second) = (host.browse(), host.browse());
    assert_eq!(host.programs().len(), 2);
    first.send("/rie");
    first.wait_for_text("Relie");
    kill(first.pid());
    second.quit();
    assert!(host.has_no_process());
}

#[test]
#[ignore = "needs sshd"]
fn a_command_in_a_terminal_prints_and_ends() {
    let host = Host::new(Setup::ForceCommand);
    let mut session = Session::start(&host.ssh(&["-tt"], Some("find tnt")), 200, 24);
    assert_eq!(session.exit().exit_code(), 0);
    assert!(session.screen().contains("TNT"), "{}", session.screen());
    assert!(!session.raw().contains("\x1b[?1049h"));
}
