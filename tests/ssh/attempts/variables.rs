//! Variables, on a host that accepts all of them, and names of terminals, which SSH always sends.

use std::ffi::OsStr;

use crate::connection::Connection;
use crate::host::{Host, Setup};
use crate::process::Process;
use crate::session::{Session, is_drawn};

use super::{check_rows, require};

/// Variables that other programs or this one, elsewhere, read. `{long}` is a long text.
const VARIABLES: &[(&str, &str)] = &[
    ("LANG", "en_GB.UTF-8"),
    ("LANGUAGE", "en"),
    ("LC_ALL", "en_GB.UTF-8"),
    ("LC_MESSAGES", "../../../../etc/passwd"),
    ("LC_X", "$(id)/\x1b]0;taken\x07"),
    ("LC_LONG", "{long}"),
    ("LOCPATH", "/tmp"),
    ("NLSPATH", "/tmp/%N"),
    ("PAGER", "sh -c id"),
    ("LESS", "+!id"),
    ("LESSOPEN", "|id"),
    ("LESSSECURE", "0"),
    ("MANPAGER", "sh -c id"),
    ("EDITOR", "sh -c id"),
    ("VISUAL", "sh -c id"),
    ("BROWSER", "sh -c id"),
    ("SHELL", "/bin/sh"),
    ("ENV", "/etc/passwd"),
    ("BASH_ENV", "/etc/passwd"),
    ("IFS", "i"),
    ("PATH", "/tmp"),
    ("HOME", "/etc"),
    ("TMPDIR", "/etc"),
    ("XDG_CONFIG_HOME", "/etc"),
    ("XDG_STATE_HOME", "/etc"),
    ("XDG_CACHE_HOME", "/etc"),
    ("XDG_RUNTIME_DIR", "/etc"),
    ("RAMURE_DATA", "/etc/passwd"),
    ("RAMURE_ALIASES", "/etc/passwd"),
    ("RAMURE_PASSWORD_FILE", "/etc/shadow"),
    ("RAMURE_LANG", "en"),
    ("RAMURE_THEME", "zzz"),
    ("RAMURE_COLOR", "always"),
    ("RAMURE_LINEAR", "1"),
    ("RAMURE_ASCII", "1"),
    ("RAMURE_HISTORY", "1"),
    ("ACCESSIBLE", "1"),
    ("NO_COLOR", "1"),
    ("COLORTERM", "\x1b[2J"),
    ("COLUMNS", "99999999999"),
    ("LINES", "-1"),
    ("TERMINFO", "/etc"),
    ("TERMINFO_DIRS", "/etc"),
    ("TERMCAP", "/etc/passwd"),
    ("SSH_ORIGINAL_COMMAND", "find rie"),
    ("RUST_BACKTRACE", "full"),
    ("RUST_LOG", "trace"),
    ("RUST_MIN_STACK", "99999999999"),
    ("MALLOC_PERTURB_", "1"),
    ("GLIBC_TUNABLES", "glibc.malloc.check=3"),
    ("LD_PRELOAD", "/tmp/zzz.so"),
    ("LD_DEBUG", "all"),
    ("SSL_CERT_FILE", "/etc/passwd"),
    ("http_proxy", "http://127.0.0.1:1"),
];

/// Variables that the client itself would obey, so that it is told to send them.
const SET_BY_OPTION: [&str; 4] = ["PATH", "LD_PRELOAD", "LD_DEBUG", "GLIBC_TUNABLES"];

/// A name of a terminal, with a variable that makes more of it.
type TerminalName = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

const TERMINALS: &[TerminalName] = &[
    ("a name that is a path", "../../../../etc/passwd", &[]),
    ("a name with a command", "$(id)", &[]),
    ("a name with escape sequences", "\x1b]0;taken\x07\x1b[2J", &[]),
    ("a name of 60 kB", "{long}", &[]),
    ("tmux on the host", "tmux-256color", &[("TMUX", "/etc/passwd,1,0"), ("TMUX_PANE", "%0")]),
    ("screen on the host", "screen", &[("STY", "../../etc/passwd")]),
    ("a console", "linux", &[]),
    ("an old terminal", "vt52", &[("VTE_VERSION", "99999999999999999999")]),
];

fn value(text: &str) -> String {
    text.replace("{long}", &"z".repeat(60_000))
}

#[test]
#[ignore = "needs sshd"]
fn a_variable_that_the_host_accepts_does_nothing() {
    let host = Host::traced(Setup::Documented, "AcceptEnv *");
    let connection = Connection::open(&host);
    let quiet = connection.ask("find zzzzzz", &[]);
    check_rows(
        "variables",
        VARIABLES,
        |row| row.0.to_string(),
        |(name, text)| {
            let output = match SET_BY_OPTION.contains(name) {
                true => {
                    let option = format!("SetEnv={name}={text}");
                    host.ssh(&["-o", &option], Some("find zzzzzz")).output().expect("ssh")
                }
                false => connection.ask("find zzzzzz", &[(name, OsStr::new(&value(text)))]),
            };
            require(output == quiet, || format!("{output:?}"))
        },
    );
    drop(connection);
    host.assert_isolated();
}

#[test]
#[ignore = "needs sshd"]
fn all_variables_together_do_nothing_to_the_browser() {
    let host = Host::traced(Setup::Documented, "AcceptEnv *");
    let plain = host.browse();
    let screen = plain.screen();
    plain.quit();
    let mut command = host.ssh(&["-o", "SendEnv=*"], None);
    // The request, which a client may make, and which would take the place of the browser.
    let is_sent = |name| !SET_BY_OPTION.contains(&name) && name != "SSH_ORIGINAL_COMMAND";
    command.envs(VARIABLES.iter().filter(|(name, _)| is_sent(name)).map(|(name, text)| (name, value(text))));
    let session = Session::start(&command, 80, 24);
    session.wait_for_frame();
    let environment = host.running_program().environment();
    assert_eq!(session.screen(), screen);
    session.quit();
    assert!(environment.contains(&"RAMURE_DATA=/etc/passwd".to_string()), "they arrive: {environment:?}");
    host.assert_isolated();
}

#[test]
#[ignore = "needs sshd"]
fn without_the_line_that_accepts_them_no_variable_arrives() {
    let host = Host::new(Setup::Documented);
    let mut command = host.ssh(&["-o", "SendEnv=*"], None);
    command.env("LC_X", "taken").env("RAMURE_DATA", "taken");
    let session = Session::start(&command, 80, 24);
    session.wait_for_frame();
    let environment = host.running_program().environment();
    session.quit();
    assert!(!environment.iter().any(|text| text.contains("taken")), "{environment:?}");
}

#[test]
#[ignore = "needs sshd"]
fn the_name_of_a_terminal_is_only_a_name() {
    let host = Host::traced(Setup::Documented, "AcceptEnv *");
    check_rows(
        "terminals",
        TERMINALS,
        |row| row.0.to_string(),
        |(_, term, variables)| {
            let term = value(term);
            let mut command = host.ssh(&["-o", "SendEnv=*"], None);
            command.env("TERM", &term).envs(variables.iter().copied());
            let mut session = Session::start(&command, 80, 24);
            require(session.meets(is_drawn), || session.screen())?;
            let environment = host.programs().first().map(Process::environment).unwrap_or_default();
            require(environment.contains(&format!("TERM={term}")), || {
                "the name does not arrive".to_string()
            })?;
            session.send("/rie\ry\x03");
            let status = session.exit();
            let raw = session.raw();
            let is_plain = !["taken", "$(id)", "etc/passwd", "zzzz"].iter().any(|text| raw.contains(text));
            require(status.success() && is_plain, || format!("{status:?} {raw:?}"))
        },
    );
    host.assert_isolated();
}

#[test]
#[ignore = "needs sshd"]
fn a_terminal_without_a_name_gets_lines() {
    let host = Host::traced(Setup::Documented, "");
    for term in ["dumb", ""] {
        let mut command = host.ssh(&[], None);
        command.env("TERM", term);
        let mut session = Session::start(&command, 80, 24);
        session.wait_for_text("1 sur 6");
        for line in ["!id", "| id", "> /zzz", "ouvrir /etc/passwd", "relire", "zzzzzz; id"] {
            session.send(format!("{line}\r"));
        }
        session.send("x".repeat(3_000));
        session.send("\x1a\x1c");
        session.send("\x03");
        session.exit();
        assert!(!session.raw().contains("uid=") && !session.raw().contains("root:"), "{:?}", session.raw());
    }
    host.assert_isolated();
}
