//! LDAP servers that send too much, too slowly, or what nobody asked for; certificates; passwords. The program runs
//! with little memory and time, so that a limit that is missing fails a test.

mod server;

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::support::{stderr, stdout};
use server::{BIND, Conversation, SEARCH, Server, element, fixture, own_address, result, string};

/// Address space of the program, in KiB, and its time in seconds.
const MEMORY: &str = "1000000";
const SECONDS: &str = "120";
const PASSWORD: &str = "hunter2-of-Valombre";
const ACCOUNT: &str = "bindname=cn=me%2Co=Valombre";

/// The program on an address, with a password file if there is one.
fn command(address: &str, arguments: &[&str], password_file: Option<&Path>) -> Command {
    let mut command = Command::new("sh");
    let script = format!("ulimit -v {MEMORY}; exec setsid --wait timeout {SECONDS} \"$@\"");
    command.args(["-c", &script, "sh", env!("CARGO_BIN_EXE_ramure"), "--lang", "en", "--data", address]);
    command.args(arguments).env_clear().env("PATH", "/usr/bin:/bin").env("XDG_CONFIG_HOME", "/nonexistent");
    command.env("SSL_CERT_FILE", fixture("authority.pem")).stdin(Stdio::null());
    command.envs(password_file.map(|path| ("RAMURE_PASSWORD_FILE", path)));
    command
}

fn open(address: &str, arguments: &[&str], password_file: Option<&Path>) -> Output {
    command(address, arguments, password_file).output().expect("the program runs")
}

fn address(server: &Server, extensions: &str) -> String {
    format!("ldap://127.0.0.1:{}/o=Valombre????{extensions}", server.port)
}

/// The tree of a server.
fn tree(server: &Server, extensions: &str) -> Output {
    open(&address(server, extensions), &["tree"], None)
}

/// The problems of a server.
fn problems(server: &Server, extensions: &str) -> String {
    let output = open(&address(server, extensions), &["check"], None);
    format!("{}{}", stdout(&output), stderr(&output)).replace('\u{a0}', " ")
}

#[track_caller]
fn assert_refused(output: &Output, message: &str) {
    let text = stderr(output).replace('\u{a0}', " ");
    assert!(output.status.code() == Some(2) && text.contains(message), "{:?} {text}", output.status);
    assert_eq!((text.lines().count(), stdout(output).as_str()), (1, ""), "{text}");
}

/// A file with a password that only its owner can read.
fn password_file(text: &str) -> (TempDir, std::path::PathBuf) {
    let directory = TempDir::new().expect("a directory");
    let path = directory.path().join("password");
    fs::write(&path, text).expect("written");
    fs::set_permissions(&path, Permissions::from_mode(0o600)).expect("permissions");
    (directory, path)
}

fn two_units(client: &mut Conversation) {
    client.unit("Library");
    client.unit("Archives");
    client.done(0, "");
}

#[test]
fn a_directory_is_read_without_a_problem() {
    let server = Server::answering(two_units);
    let output = tree(&server, "");
    assert!(stdout(&output).contains("Library") && stdout(&output).contains("Archives"), "{output:?}");
    assert!(!problems(&server, "").contains("incomplete"));
}

#[test]
fn entries_without_end_are_cut_and_the_cut_is_told() {
    let server = Server::answering(|client| {
        for number in 0.. {
            if !client.unit(&number.to_string()) {
                return;
            }
        }
    });
    let text = problems(&server, "x-sizelimit=1500");
    assert!(
        text.contains("the directory is incomplete (1,500 entries): the limit of 1,500 entries"),
        "{text}"
    );
    assert!(text.contains("x-sizelimit=NUMBER"), "{text}");
    assert!(stdout(&tree(&server, "x-sizelimit=1500")).contains("1499"));
}

#[test]
fn bytes_without_end_are_refused() {
    let server = Server::answering(|client| {
        client.unit("Library");
        // Answers to no request: they are no entries, and are not kept.
        let noise = element(0x30, &[element(0x02, &[99]), string(&vec![b'x'; 1 << 20])].concat());
        while client.send(&noise) {}
    });
    let text = problems(&server, "");
    assert!(text.contains("(1 entry): the limit of 268 MB in all is reached"), "{text}");
}

#[test]
fn pages_without_end_are_cut() {
    let server = Server::answering(|client| {
        client.page_end();
    });
    assert_refused(&tree(&server, ""), "the server sends empty pages without end");
    let server = Server::answering(|client| {
        client.unit("Library");
        client.page_end();
    });
    let text = problems(&server, "x-sizelimit=700");
    assert!(text.contains("the limit of 700 entries is reached"), "{text}");
}

#[test]
fn a_size_that_is_announced_takes_no_memory() {
    let server = Server::answering(|client| {
        client.send(&[0x30, 0x84, 0x7f, 0xff, 0xff, 0xff, 0x02, 0x01, 0x02]);
        client.request();
    });
    assert_refused(&tree(&server, ""), "announces an answer of 2.1 GB; the limit is 33.5 MB for an entry");
    for length in [&[0x84, 0x7f, 0xff, 0xff, 0xff][..], &[0x80], &[0x88, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]]
    {
        let inner = [&[0x04], length].concat();
        let server = Server::answering(move |client| {
            client.operation(0x64, &inner);
        });
        assert_refused(&tree(&server, ""), "the answer is not valid LDAP");
    }
}

#[test]
fn nested_tags_are_refused() {
    let server = Server::answering(|client| {
        // Each element is the whole content of the one before it.
        let depth = 400_000u32;
        let headers = (1..depth).flat_map(|level| {
            let [_, a, b, c] = ((depth - level) * 5).to_be_bytes();
            [0x30, 0x83, a, b, c]
        });
        let message = client.message(0x64, &headers.collect::<Vec<u8>>(), &[]);
        client.send(&message);
    });
    assert_refused(&tree(&server, ""), "the answer is not valid LDAP");
    let server = Server::answering(|client| {
        client.send(&[0x30, 0x80].repeat(100_000));
    });
    assert_refused(&tree(&server, ""), "the answer is not valid LDAP");
}

#[test]
fn a_closed_connection_ends_the_search() {
    let server = Server::start(|client| {
        client.request();
    });
    assert_refused(&tree(&server, ""), "the server closed the connection");
    let server = Server::start(|client| {
        client.request();
        client.unit("Library");
        client.send(&[0x30, 0x05, 0x02]);
    });
    let text = problems(&server, "");
    assert!(text.contains("incomplete (1 entry): the server closed the connection"), "{text}");
}

#[test]
fn a_slow_server_is_left_at_the_time_limit() {
    let server = Server::answering(|client| {
        client.unit("Library");
        let entry = [string(b"ou=Archives,o=Valombre"), element(0x30, &[])].concat();
        let rest = client.message(0x64, &entry, &[]);
        for byte in rest.chunks(1) {
            client.send(byte);
            sleep(Duration::from_millis(700));
        }
    });
    let start = Instant::now();
    let text = problems(&server, "x-timelimit=2");
    assert!(text.contains("the time limit of 2 s is reached; “x-timelimit=SECONDS”"), "{text}");
    assert!(start.elapsed() < Duration::from_secs(12), "{:?}", start.elapsed());
}

#[test]
fn the_name_of_an_attribute_cannot_add_an_entry() {
    for name in [&b"cn\ndn: ou=INJECTED,o=Valombre\nou"[..], b"dn", b"DN;x", b"changetype", b"a\xff"] {
        let server = Server::answering(move |client| {
            client.entry(b"ou=Library,o=Valombre", &[(b"ou", b"Library"), (name, b"ou=INJECTED,o=Valombre")]);
            client.done(0, "");
        });
        let output = tree(&server, "");
        assert!(stdout(&output).contains("Library"), "{output:?}");
        assert!(!stdout(&output).contains("INJECTED"), "{output:?}");
        let text = problems(&server, "");
        assert!(
            text.contains("attributes are ignored, as their names are not valid: 1; the first:"),
            "{text}"
        );
    }
}

#[test]
fn what_arrived_before_a_limit_of_the_server_is_kept() {
    for (code, message) in [(4, "the limit of entries is reached"), (3, "time limit"), (11, "administrative")]
    {
        let server = Server::answering(move |client| {
            client.unit("Library");
            client.done(code, "try less");
        });
        assert!(stdout(&tree(&server, "")).contains("Library"));
        let text = problems(&server, "");
        assert!(text.contains("incomplete (1 entry)") && text.contains(message), "{text}");
        assert!(text.contains("try less"), "{text}");
    }
    let server = Server::answering(|client| {
        client.done(32, "");
    });
    assert_refused(&tree(&server, ""), "the base does not exist");
}

#[test]
fn referrals_are_named_and_not_followed() {
    let other = Server::answering(two_units);
    let target = format!("ldap://127.0.0.1:{}/ou=Far,o=Valombre", other.port);
    let server = Server::answering(move |client| {
        client.unit("Near");
        client.operation(0x73, &string(target.as_bytes()));
        client.done(0, "");
    });
    let text = problems(&server, "");
    assert!(text.contains("referrals: 1; the first: ldap://127.0.0.1"), "{text}");
    assert!(!stdout(&tree(&server, "")).contains("Library") && !other.has_received(b"o=Valombre"));
}

#[test]
fn what_is_not_text_and_what_is_elsewhere_is_told() {
    let server = Server::answering(|client| {
        client.entry(b"ou=Library,o=Valombre", &[(b"ou", b"Library"), (b"description", b"caf\xe9")]);
        client.entry(b"ou=\xff\xfe,o=Valombre", &[(b"ou", b"x")]);
        client.entry(b"ou=Far,o=Elsewhere", &[(b"ou", b"Far")]);
        client.done(0, "");
    });
    let text = problems(&server, "");
    assert!(text.contains("a value of “description” is not text"), "{text}");
    assert!(text.contains("this line is not recognised"), "{text}");
    assert!(text.contains("not below the base; they are kept: 1; the first: ou=Far,o=Elsewhere"), "{text}");
}

#[test]
fn certificates_are_checked() {
    let cases = [
        ("expired.pem", "127.0.0.1", "has expired"),
        ("other.pem", "localhost", "is not for “localhost”"),
        ("selfsigned.pem", "localhost", "is that of an authority (CA:TRUE)"),
    ];
    for (certificate, host, message) in cases {
        let server = Server::start(move |client| {
            client.start_tls(certificate);
        });
        let output = open(&format!("ldaps://{host}:{}/o=Valombre", server.port), &["tree"], None);
        assert_refused(&output, message);
    }
}

#[test]
fn an_authority_is_trusted_if_its_file_is_named() {
    let server = Server::start(|client| {
        if client.start_tls("server.pem") {
            client.answer(&two_units);
        }
    });
    let address = format!("ldaps://localhost:{}/o=Valombre", server.port);
    assert!(stdout(&open(&address, &["tree"], None)).contains("Library"));
    let output = command(&address, &["tree"], None).env("SSL_CERT_FILE", fixture("other.pem")).output();
    assert_refused(&output.expect("the program runs"), "set SSL_CERT_FILE to the PEM file");
    let output = command(&address, &["tree"], None).env("SSL_CERT_FILE", "/nonexistent").output();
    assert_refused(&output.expect("the program runs"), "no certificate authority is known");
    // A server without TLS at this port.
    let plain = Server::start(|client| {
        client.send(b"HTTP/1.1 400 Bad Request\r\n\r\n");
    });
    let output = open(&format!("ldaps://localhost:{}/o=Valombre", plain.port), &["tree"], None);
    assert_refused(&output, "encryption (TLS) fails");
}

#[test]
fn start_tls_hides_the_password() {
    let server = Server::start(|client| {
        if client.accept_tls("server.pem", b"") {
            client.answer(&two_units);
        }
    });
    let (_directory, path) = password_file(PASSWORD);
    let address = format!("ldap://localhost:{}/o=Valombre????{ACCOUNT},x-starttls", server.port);
    let output = open(&address, &["tree"], Some(&path));
    assert!(stdout(&output).contains("Library"), "{output:?}");
    assert_eq!(stderr(&output), "");
}

#[test]
fn what_is_sent_before_tls_is_not_taken_for_what_comes_after() {
    let server = Server::start(|client| {
        // The answer to the bind that comes next, in clear.
        let early = [&[0x30, 0x0c, 0x02, 0x01, 0x02, 0x61, 0x07][..], &[0x0a, 1, 0, 4, 0, 4, 0]].concat();
        if client.accept_tls("server.pem", &early) {
            client.answer(&two_units);
        }
    });
    let address = format!("ldap://localhost:{}/o=Valombre????x-starttls", server.port);
    assert_refused(&open(&address, &["tree"], None), "the answer is not valid LDAP");
}

#[test]
fn a_server_that_refuses_start_tls_gets_nothing() {
    let server = Server::start(|client| {
        client.request();
        client.operation(0x78, &result(53, "no TLS here"));
        client.answer(&two_units);
    });
    let (_directory, path) = password_file(PASSWORD);
    let output = open(&address(&server, &format!("{ACCOUNT},x-starttls")), &["tree"], Some(&path));
    assert_refused(&output, "unwilling to answer, no TLS here");
    assert!(!server.has_received(PASSWORD.as_bytes()));
}

#[test]
fn a_password_is_not_sent_in_clear_to_another_machine() {
    let server = Server::answering(two_units);
    let (_directory, path) = password_file(PASSWORD);
    // On this machine it is.
    let output = open(&address(&server, ACCOUNT), &["tree"], Some(&path));
    assert!(stdout(&output).contains("Library") && server.has_received(PASSWORD.as_bytes()), "{output:?}");
    let Ok(host) = own_address() else { return };
    let server = Server::answering(two_units);
    let address = format!("ldap://{host}:{}/o=Valombre????{ACCOUNT}", server.port);
    let output = open(&address, &["tree"], Some(&path));
    assert_refused(&output, "in clear over the network: use “ldaps://”, or add “x-starttls”");
    assert!(!server.has_received(PASSWORD.as_bytes()));
    let output = open(&format!("{address},x-insecure"), &["tree"], Some(&path));
    assert!(stdout(&output).contains("Library") && server.has_received(PASSWORD.as_bytes()), "{output:?}");
}

#[test]
fn an_empty_password_is_not_sent() {
    let server = Server::answering(two_units);
    for text in ["", "\n", "\r\n\r\n"] {
        let (_directory, path) = password_file(text);
        let output = open(&address(&server, ACCOUNT), &["tree"], Some(&path));
        assert_refused(&output, "the password is empty");
    }
    assert!(!server.has_received(&[BIND]) && !server.has_received(&[SEARCH]));
}

#[test]
fn a_password_file_is_read_up_to_a_limit() {
    let server = Server::answering(two_units);
    let output = open(&address(&server, ACCOUNT), &["tree"], Some(Path::new("/dev/zero")));
    assert_refused(&output, "the password file is over 4096 bytes");
    let output = open(&address(&server, ACCOUNT), &["tree"], Some(Path::new("/nonexistent")));
    assert_refused(&output, "the password file, /nonexistent: this file does not exist");
    let (_directory, path) = password_file(&"é".repeat(2048));
    assert!(open(&address(&server, ACCOUNT), &["tree"], Some(&path)).status.success());
}

#[test]
fn a_password_file_that_others_can_read_is_told() {
    let server = Server::answering(two_units);
    let (_directory, path) = password_file(PASSWORD);
    for (mode, is_told) in [(0o600, false), (0o400, false), (0o640, true), (0o602, true)] {
        fs::set_permissions(&path, Permissions::from_mode(mode)).expect("permissions");
        let output = open(&address(&server, ACCOUNT), &["tree"], Some(&path));
        assert!(stdout(&output).contains("Library"), "{output:?}");
        assert_eq!(stderr(&output).contains("chmod 600"), is_told, "{mode:o} {output:?}");
    }
}

#[test]
fn a_password_in_the_address_is_refused_and_not_repeated() {
    let server = Server::answering(two_units);
    let place = format!("127.0.0.1:{}/o=Valombre", server.port);
    for address in [
        format!("ldap://{place}????{ACCOUNT},x-bindpw={PASSWORD}"),
        format!("ldap://me:{PASSWORD}@{place}"),
        format!("ldap://cn=me,o=Valombre:{PASSWORD}@{place}"),
        format!("ldaps://{PASSWORD}@{place}"),
    ] {
        let output = open(&address, &["tree"], None);
        assert_refused(&output, "which others can read in the list of processes");
        assert!(!stderr(&output).contains(PASSWORD), "{output:?}");
    }
    let output = open(&format!("ldap://{place}????x-bindpwd={PASSWORD}"), &["tree"], None);
    assert_refused(&output, "unknown extension of the address: “x-bindpwd”");
    assert!(!stderr(&output).contains(PASSWORD), "{output:?}");
    assert!(!server.has_received(&[SEARCH]));
}

#[test]
fn without_a_terminal_the_message_says_where_a_password_can_be() {
    let server = Server::answering(two_units);
    assert_refused(&tree(&server, ACCOUNT), "no terminal to ask for it: set RAMURE_PASSWORD_FILE");
}

#[test]
fn the_password_stays_out_of_what_is_written() {
    let server = Server::start(|client| {
        client.request();
        client.operation(0x61, &result(49, "bad"));
    });
    let (directory, path) = password_file(PASSWORD);
    let output = open(&address(&server, ACCOUNT), &["tree"], Some(&path));
    assert_refused(&output, "account or password refused, bad (code 49)");
    assert!(!stderr(&output).contains(PASSWORD));
    let server = Server::answering(two_units);
    let address = address(&server, ACCOUNT);
    let pack = directory.path().join("town.rmr");
    let mut command = command(&address, &["pack", &address, "-o"], Some(&path));
    let state = [("XDG_STATE_HOME", "state"), ("XDG_CACHE_HOME", "cache")];
    command.envs(state.map(|(name, place)| (name, directory.path().join(place))));
    let output = command.arg(&pack).output().expect("the program runs");
    assert!(output.status.success(), "{output:?}");
    let bytes = fs::read(&pack).expect("a pack");
    let packed = crate::support::run(&["convert", pack.to_str().expect("text")]);
    let document = [bytes, packed.stdout].concat();
    let has = |text: &str| document.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(has("Library"), "nothing is packed");
    assert!(!has(PASSWORD) && !has("bindname") && !has("cn=me"));
    let written = fs::read_dir(directory.path()).expect("a directory");
    assert_eq!(written.count(), 2, "more than the password file and the pack");
}

#[test]
fn no_core_file_can_have_the_password() {
    let server = Server::start(|client| {
        while client.request().is_some() {
            sleep(Duration::from_secs(20));
        }
    });
    let (_directory, path) = password_file(PASSWORD);
    // The program begins with the highest limit that it may have.
    let script = "ulimit -S -c $(ulimit -H -c); exec \"$@\"";
    let mut child = Command::new("sh")
        .args([
            "-c",
            script,
            "sh",
            env!("CARGO_BIN_EXE_ramure"),
            "--data",
            &address(&server, ACCOUNT),
            "tree",
        ])
        .env("RAMURE_PASSWORD_FILE", &path)
        .spawn()
        .expect("the program runs");
    let deadline = Instant::now() + Duration::from_secs(30);
    while !server.has_received(PASSWORD.as_bytes()) && Instant::now() < deadline {
        sleep(Duration::from_millis(20));
    }
    let limits = fs::read_to_string(format!("/proc/{}/limits", child.id())).expect("limits");
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).expect("a limit");
    child.kill().and_then(|()| child.wait()).expect("an end");
    assert_eq!(core.split_whitespace().nth(4), Some("0"), "{core}");
}
