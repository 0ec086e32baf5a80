//! Other features of SSH are refused: forwarding, file transfer, variables.

use std::fs;
use std::io::Read;
use std::net::{Ipv4Addr, TcpStream};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use crate::host::{Host, Setup, free_port};
use crate::process::kill;
use crate::session::eventually;

fn assert_refused(output: &Output, host: &Host) {
    assert!(!output.status.success(), "{}", host.log());
    assert!(!output.stdout.starts_with(b"SSH-") && !output.stdout.windows(4).any(|four| four == b"uid="));
}

#[test]
#[ignore = "needs sshd"]
fn no_port_is_forwarded() {
    for setup in [Setup::ForceCommand, Setup::NoAuthentication] {
        let host = Host::new(setup);
        let own = format!("127.0.0.1:{}", host.port);
        assert_refused(&host.ssh(&["-W", &own], None).output().expect("ssh"), &host);
        let back = format!("127.0.0.1:0:{own}");
        let strict = ["-N", "-o", "ExitOnForwardFailure=yes", "-R", &back];
        assert_refused(&host.ssh(&strict, None).output().expect("ssh"), &host);
        let port = free_port();
        let there = format!("127.0.0.1:{port}:{own}");
        let mut client = host.ssh(&["-N", "-L", &there], None).stderr(Stdio::null()).spawn().expect("ssh");
        let mut stream =
            eventually(|| TcpStream::connect((Ipv4Addr::LOCALHOST, port)).ok()).expect("the client listens");
        stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a timeout");
        let mut bytes = Vec::new();
        let read = stream.read_to_end(&mut bytes);
        kill(client.id());
        let _ = client.wait();
        assert!(read.is_ok() && bytes.is_empty(), "{read:?} {bytes:?}");
    }
}

#[test]
#[ignore = "needs sshd"]
fn no_file_is_transferred() {
    for setup in
        [Setup::LoginShell, Setup::ForceCommand, Setup::Chroot, Setup::KeyCommand, Setup::KeyCommandInShell]
    {
        let host = Host::new(setup);
        let file = host.directory.join("home/file");
        fs::write(&file, "text").expect("written");
        let file = file.to_str().expect("text");
        for options in [&["-O"][..], &["-s"]] {
            let mut scp = host.client("scp");
            assert_refused(
                &scp.args(options).args([file, "127.0.0.1:/tmp/ramure-refused"]).output().expect("scp"),
                &host,
            );
            let mut scp = host.client("scp");
            let here = host.directory.join("home/passwd");
            let there = scp.args(options).arg("127.0.0.1:/etc/passwd").arg(&here).output().expect("scp");
            assert_refused(&there, &host);
            assert!(!here.exists());
        }
        assert_refused(&host.client("sftp").arg("127.0.0.1").output().expect("sftp"), &host);
        for subsystem in ["sftp", "netconf", "find rie"] {
            assert_refused(&host.ssh(&["-s"], Some(subsystem)).output().expect("ssh"), &host);
        }
        // The request of rsync, which need not be installed.
        assert_refused(&host.ask("rsync --server -logDtpre.iLsfxCIvu . /tmp/"), &host);
        assert!(!std::path::Path::new("/tmp/ramure-refused").exists());
    }
}

#[test]
#[ignore = "needs sshd"]
fn no_agent_and_no_display_are_forwarded() {
    let host = Host::new(Setup::ForceCommand);
    let socket = host.directory.join("home/agent");
    let mut agent = Command::new("ssh-agent");
    let mut agent = agent.args(["-D", "-a"]).arg(&socket).stdout(Stdio::null()).spawn().expect("ssh-agent");
    eventually(|| socket.exists().then_some(())).expect("an agent");
    let mut command = host.ssh(&["-A", "-X"], None);
    command.env("SSH_AUTH_SOCK", &socket).env("DISPLAY", "127.0.0.1:99");
    let session = crate::session::Session::start(&command, 80, 24);
    session.wait_for_frame();
    let environment = host.running_program().environment();
    let arrived = ["SSH_AUTH_SOCK=", "DISPLAY=", "XAUTHORITY="].into_iter();
    let arrived: Vec<_> =
        arrived.filter(|name| environment.iter().any(|text| text.starts_with(name))).collect();
    session.quit();
    kill(agent.id());
    let _ = agent.wait();
    assert_eq!(arrived, [""; 0]);
}

const HOSTILE: [&str; 6] = ["LC_X", "LD_PRELOAD", "LESSOPEN", "EDITOR", "RAMURE_DATA", "HOME"];

#[test]
#[ignore = "needs sshd"]
fn no_variable_is_accepted() {
    let host = Host::new(Setup::ForceCommand);
    let options: Vec<String> = HOSTILE.map(|name| format!("SetEnv={name}=/nonexistent$(id)")).to_vec();
    let set: Vec<&str> = options.iter().flat_map(|option| ["-o", option.as_str()]).collect();
    // ssh uses the first SetEnv only, so each is sent alone.
    for pair in set.chunks(2) {
        let session = host.session(pair, 80, 24);
        session.wait_for_frame();
        let environment = host.running_program().environment();
        assert!(!environment.iter().any(|text| text.contains("$(id)")), "{environment:?}");
        session.quit();
        assert!(host.has_no_process());
    }
}

#[test]
#[ignore = "needs sshd"]
fn a_variable_that_the_server_accepts_does_nothing() {
    let host = Host::with(Setup::Chroot, "AcceptEnv *");
    let quiet = host.ask("find zzzzzz");
    for name in HOSTILE {
        let option = format!("SetEnv={name}=$(id)/\x1b]0;pris\x07");
        let output = host.ssh(&["-o", &option], Some("find zzzzzz")).output().expect("ssh");
        assert_eq!(
            (output.status, output.stdout, output.stderr),
            (quiet.status, vec![], quiet.stderr.clone())
        );
    }
}

#[test]
#[ignore = "needs sshd"]
fn the_name_of_the_terminal_is_not_echoed() {
    let host = Host::new(Setup::ForceCommand);
    let term = "\x1b]0;pris\x07$(id)".repeat(300);
    let mut command = host.ssh(&[], None);
    command.env("TERM", &term);
    let session = crate::session::Session::start(&command, 80, 24);
    session.wait_for_frame();
    let environment = host.running_program().environment();
    let raw = session.raw();
    session.quit();
    assert!(environment.contains(&format!("TERM={term}")), "the name arrives");
    assert!(!raw.contains("pris") && !raw.contains("$(id)"), "{raw:?}");
}

#[test]
#[ignore = "needs sshd"]
fn the_largest_terminal_takes_little_memory() {
    let host = Host::new(Setup::ForceCommand);
    let session = host.session(&[], u16::MAX, u16::MAX);
    session.wait_for_frame();
    let memory = host.running_program().memory();
    assert!(memory < 16 << 20, "{memory} bytes");
    session.quit();
}
