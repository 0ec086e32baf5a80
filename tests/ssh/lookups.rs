//! Requests over SSH are answered as locally, or refused; a login opens the browser.

use std::process::{Command, Output};

use crate::host::{Host, Setup, built};
use crate::process::Process;
use crate::session::Session;

/// Runs the program without SSH, in French.
fn run_locally(args: &str) -> Output {
    let mut command = Command::new(built());
    command.env_clear().args(args.split(' ')).args(["--lang", "fr"]).output().expect("the program")
}

fn parts(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[test]
#[ignore = "needs sshd"]
fn a_lookup_prints_the_same_bytes_as_locally() {
    for setup in Setup::ALL {
        let host = Host::new(setup);
        for words in
            ["find rie", "find rie --json", "show iso-rie", "show tnt --json", "tree iso --format json"]
        {
            assert_eq!(
                parts(&host.ask(words)),
                parts(&run_locally(words)),
                "{setup:?}: {words}\n{}",
                host.log()
            );
        }
        let statuses = ["find rie", "find zzzzzz", "find"].map(|words| host.ask(words).status.code());
        assert_eq!(statuses, [Some(0), Some(1), Some(2)], "{setup:?}");
    }
}

#[test]
#[ignore = "needs sshd"]
fn a_login_opens_the_browser_and_q_restores_the_terminal() {
    for setup in Setup::with_terminal() {
        let host = Host::new(setup);
        let mut session = host.browse();
        session.send("/rie");
        session.wait_for_text("Relie");
        session.send("\rq");
        assert_eq!(session.exit().exit_code(), 0, "{setup:?}: {}", session.screen());
        session.assert_restored();
        assert!(host.has_no_process());
    }
}

#[test]
#[ignore = "needs sshd"]
fn sshd_starts_the_program_without_a_shell() {
    let called = [
        (Setup::LoginShell, &["-ramure"][..]),
        (Setup::ForceCommand, &["ramure", "-c", "kiosk"]),
        (Setup::Chroot, &["ramure", "-c", "kiosk"]),
        (Setup::KeyCommand, &["ramure", "-c", "kiosk"]),
    ];
    for (setup, words) in called {
        let host = Host::new(setup);
        let session = host.browse();
        let program = host.running_program();
        assert_eq!(program.args(), words, "{setup:?}");
        assert_eq!(Process::now(program.parent).expect("a parent").name, "sshd", "{setup:?}");
        session.quit();
    }
}

#[test]
#[ignore = "needs sshd"]
fn a_key_without_a_terminal_allows_lookups() {
    let host = Host::new(Setup::KeyCommandWithoutTerminal);
    let mut session = Session::start(&host.ssh(&["-tt"], Some("find tnt")), 80, 24);
    session.wait_for_text("PTY allocation request failed");
    session.exit();
    assert!(host.ask("find tnt").status.success());
}

#[test]
#[ignore = "needs sshd"]
fn it_runs_alone_in_an_empty_chroot() {
    let host = Host::new(Setup::Chroot);
    let linked = Command::new("ldd").arg(host.program()).output().expect("ldd");
    let message =
        String::from_utf8_lossy(&linked.stdout).into_owned() + &String::from_utf8_lossy(&linked.stderr);
    assert!(
        message.contains("statically linked") || message.contains("not a dynamic executable"),
        "{message}"
    );
    let session = host.browse();
    let root = format!("/proc/{}/root", host.running_program().pid);
    let files = Command::new("find").args([&format!("{root}/"), "-type", "f"]).output().expect("find");
    assert_eq!(String::from_utf8_lossy(&files.stdout).lines().count(), 1);
    session.quit();
}
