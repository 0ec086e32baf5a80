//! What SSH can do besides a session: forwarding, file transfer, subsystems, an agent, a display, a network.

use std::fs;
use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use crate::host::{Host, Setup, free_port};
use crate::process::kill;
use crate::session::{Session, eventually};

use super::{check_rows, require};

/// Clients that must fail, with their arguments: `{own}` is the address of `sshd`, `{here}` a directory of the
/// client with a file in it.
const CLIENTS: &[(&str, &str, &str)] = &[
    ("a port of the host", "ssh", "-W {own} 127.0.0.1"),
    ("a port on the host", "ssh", "-N -o ExitOnForwardFailure=yes -R 127.0.0.1:0:{own} 127.0.0.1"),
    ("a socket on the host", "ssh", "-N -o ExitOnForwardFailure=yes -R /tmp/zzz:{own} 127.0.0.1"),
    ("a proxy on the host", "ssh", "-N -o ExitOnForwardFailure=yes -R 0 127.0.0.1"),
    ("a file to the host", "scp", "-O {here}/file 127.0.0.1:/tmp/zzz"),
    ("a file from the host", "scp", "-O 127.0.0.1:/etc/passwd {here}/passwd"),
    ("a file to the host by the subsystem", "scp", "-s {here}/file 127.0.0.1:/tmp/zzz"),
    ("a file from the host by the subsystem", "scp", "-s 127.0.0.1:/etc/passwd {here}/passwd"),
    ("file transfer", "sftp", "127.0.0.1"),
    ("the subsystem of file transfer", "ssh", "-s 127.0.0.1 sftp"),
    ("another subsystem", "ssh", "-s 127.0.0.1 netconf"),
    ("a request as a subsystem", "ssh", "-s 127.0.0.1 version"),
];

/// Ways that a client opens on its side, and what is sent into them: `{port}` is where it listens.
const LISTENERS: &[(&str, &str, &[u8])] = &[
    ("a way to a port of the host", "-L 127.0.0.1:{port}:{own}", b"SSH-2.0-x\r\n"),
    ("a way to a socket of the host", "-L 127.0.0.1:{port}:/run/dbus/system_bus_socket", b"\0AUTH\r\n"),
    ("a way to a port elsewhere", "-L 127.0.0.1:{port}:localhost:25", b"HELO x\r\n"),
    // A greeting without authentication, and a connection to 127.0.0.1, port 22 (SOCKS 5).
    ("a proxy", "-D 127.0.0.1:{port}", b"\x05\x01\x00\x05\x01\x00\x01\x7f\x00\x00\x01\x00\x16"),
];

/// What the configuration says, as `sshd` understands it.
const SETTINGS: &[&str] = &[
    "disableforwarding yes",
    "permittunnel no",
    "permituserrc no",
    "permituserenvironment no",
    "x11forwarding no",
    "gatewayports no",
    "maxsessions 1",
    "forcecommand kiosk",
    "usepam no",
];

fn check_failed(output: &Output) -> Result<(), String> {
    let has_answer = ["SSH-", "ramure ", "uid="].iter().any(|answer| contains(&output.stdout, answer));
    require(!output.status.success() && !has_answer, || format!("{output:?}"))
}

/// What a client gives; an error if it does not end, as one that was let in would.
fn finished(client: &mut Command) -> Result<Output, String> {
    let mut child = client.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("a client");
    let ended = eventually(|| child.try_wait().expect("a client"));
    let _ = child.kill();
    let output = child.wait_with_output().expect("a client");
    require(ended.is_some(), || format!("it does not end: {output:?}"))?;
    Ok(output)
}

fn contains(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
#[ignore = "needs sshd"]
fn nothing_is_forwarded_or_transferred() {
    for setup in [Setup::Documented, Setup::NoAuthentication] {
        let host = Host::traced(setup, "");
        let (own, here) = (format!("127.0.0.1:{}", host.port), host.path("home"));
        fs::write(host.directory.join("home/file"), "text").expect("written");
        check_rows(
            "channels",
            CLIENTS,
            |row| format!("{setup:?}: {}", row.0),
            |(_, program, arguments)| {
                let arguments = arguments.replace("{own}", &own).replace("{here}", &here);
                check_failed(&finished(host.client(program).args(arguments.split(' ')))?)?;
                require(!host.directory.join("home/passwd").exists(), || "copied from the host".to_string())?;
                require(!Path::new("/tmp/zzz").exists(), || "made on the host".to_string())
            },
        );
        check_rows(
            "listeners",
            LISTENERS,
            |row| format!("{setup:?}: {}", row.0),
            |(_, option, sent)| {
                let port = free_port();
                let option = option.replace("{port}", &port.to_string()).replace("{own}", &own);
                send_through(&host, &option, port, sent)
            },
        );
        host.assert_isolated();
    }
}

/// Sends bytes to the port at which a client listens. No byte may come back.
fn send_through(host: &Host, option: &str, port: u16, sent: &[u8]) -> Result<(), String> {
    let mut client = host.client("ssh");
    client.arg("-N").args(option.split(' ')).arg("127.0.0.1").stderr(Stdio::null());
    let mut client = client.spawn().expect("ssh");
    let mut stream =
        eventually(|| TcpStream::connect((Ipv4Addr::LOCALHOST, port)).ok()).expect("the client listens");
    stream.set_read_timeout(Some(Duration::from_secs(30))).expect("a timeout");
    let _ = stream.write_all(sent);
    let mut bytes = Vec::new();
    // The proxy of the client itself answers the greeting, with two bytes, before it asks the host.
    let read = stream.read_to_end(&mut bytes);
    kill(client.id());
    let _ = client.wait();
    let is_closed = read.as_ref().map_or_else(|error| error.kind() == ErrorKind::ConnectionReset, |_| true);
    require(is_closed && bytes.len() <= 2, || format!("{read:?} {bytes:?}"))
}

#[test]
#[ignore = "needs sshd"]
fn the_documented_configuration_forbids_the_rest() {
    let host = Host::new(Setup::Documented);
    let mut sshd = Command::new("/usr/sbin/sshd");
    let settings = sshd.args(["-T", "-f", &host.path("sshd_config")]).output().expect("sshd");
    let settings = String::from_utf8_lossy(&settings.stdout).into_owned();
    check_rows(
        "settings",
        SETTINGS,
        |row| row.to_string(),
        |setting| require(settings.lines().any(|line| line == *setting), || settings.clone()),
    );
    let added = ["acceptenv ", "subsystem "].into_iter();
    let added: Vec<&str> = added.filter(|name| settings.contains(name)).collect();
    assert_eq!(added, [""; 0]);
}

#[test]
#[ignore = "needs sshd"]
fn no_agent_and_no_display_are_forwarded() {
    let host = Host::new(Setup::Documented);
    let socket = host.directory.join("home/agent");
    let mut agent = Command::new("ssh-agent");
    let mut agent = agent.args(["-D", "-a"]).arg(&socket).stdout(Stdio::null()).spawn().expect("ssh-agent");
    eventually(|| socket.exists().then_some(())).expect("an agent");
    let mut command = host.ssh(&["-A", "-X"], None);
    command.env("SSH_AUTH_SOCK", &socket).env("DISPLAY", "127.0.0.1:99");
    let mut session = Session::start(&command, 80, 24);
    session.wait_for_frame();
    let environment = host.running_program().environment();
    // The client’s own escape: it asks for a break.
    session.send("\r~B");
    session.quit();
    kill(agent.id());
    let _ = agent.wait();
    let arrived = ["SSH_AUTH_SOCK=", "DISPLAY=", "XAUTHORITY="].into_iter();
    let arrived: Vec<_> =
        arrived.filter(|name| environment.iter().any(|text| text.starts_with(name))).collect();
    assert_eq!(arrived, [""; 0]);
}

#[test]
#[ignore = "needs sshd"]
fn a_connection_has_one_session_at_a_time() {
    let host = Host::new(Setup::Documented);
    let socket = host.path("home/line");
    let session = host.session(&["-M", "-S", &socket], 80, 24);
    session.wait_for_frame();
    // The client then makes another connection by itself.
    let second = host.ssh(&["-S", &socket], Some("version")).output().expect("ssh");
    assert!(contains(&second.stderr, "Session open refused by peer"), "{second:?}");
    session.quit();
}
