//! What comes over the line is answered as it is at home, or refused; the browser opens.

use std::process::{Command, Output};

use crate::host::{Host, Way, built};
use crate::process::Process;
use crate::session::Session;

/// The program at home, in the language of the data.
fn at_home(words: &str) -> Output {
    let mut command = Command::new(built());
    command.env_clear().args(words.split(' ')).args(["--lang", "fr"]).output().expect("the program")
}

fn told(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[test]
#[ignore = "needs sshd"]
fn a_lookup_prints_the_same_bytes_as_at_home() {
    for way in Way::ALL {
        let host = Host::new(way);
        for words in
            ["find rie", "find rie --json", "show iso-rie", "show tnt --json", "tree iso --format json"]
        {
            assert_eq!(told(&host.ask(words)), told(&at_home(words)), "{way:?}: {words}\n{}", host.log());
        }
        let statuses = ["find rie", "find zzzzzz", "find"].map(|words| host.ask(words).status.code());
        assert_eq!(statuses, [Some(0), Some(1), Some(2)], "{way:?}");
    }
}

#[test]
#[ignore = "needs sshd"]
fn a_login_opens_the_browser_and_q_leaves_a_whole_terminal() {
    for way in Way::with_terminal() {
        let host = Host::new(way);
        let mut session = host.browse();
        session.send("/rie");
        session.wait_for_text("Relie");
        session.send("\rq");
        assert_eq!(session.exit().exit_code(), 0, "{way:?}: {}", session.screen());
        session.assert_restored();
        assert!(host.is_left_alone());
    }
}

#[test]
#[ignore = "needs sshd"]
fn no_shell_stands_between_sshd_and_the_program() {
    let called = [
        (Way::Login, &["-ramure"][..]),
        (Way::Forced, &["ramure", "-c", "kiosk"]),
        (Way::Jailed, &["ramure", "-c", "kiosk"]),
        (Way::Keyed, &["ramure", "-c", "kiosk"]),
    ];
    for (way, words) in called {
        let host = Host::new(way);
        let session = host.browse();
        let program = host.program_running();
        assert_eq!(program.words(), words, "{way:?}");
        assert_eq!(Process::now(program.parent).expect("a parent").name, "sshd", "{way:?}");
        session.quit();
    }
}

#[test]
#[ignore = "needs sshd"]
fn a_key_without_a_terminal_still_looks_things_up() {
    let host = Host::new(Way::KeyedWithoutTerminal);
    let mut session = Session::start(&host.ssh(&["-tt"], Some("find tnt")), 80, 24);
    session.wait_for_text("PTY allocation request failed");
    session.exit();
    assert!(host.ask("find tnt").status.success());
}

#[test]
#[ignore = "needs sshd"]
fn what_a_shell_would_obey_is_words_or_refused() {
    let long = format!("find {}", "x".repeat(600));
    let plain = [
        "find zzz; id",
        "find zzz $(id)",
        "find zzz `id`",
        "find zzz > /zzz",
        "find zzz && id",
        "find zzz &",
    ];
    let refused = [
        "find a\nid",
        "find \x1b]0;pris\x07",
        &long,
        "find 'a",
        "find a --data /etc/passwd",
        "find -n 201 a",
        "check /etc/passwd",
        "id",
        "/bin/sh -i",
        "scp -t /",
        "rsync --server . /",
        "\u{9b}2J",
    ];
    for way in [Way::Login, Way::Forced, Way::Jailed, Way::Keyed, Way::Public] {
        let host = Host::new(way);
        for request in plain {
            let (status, printed, said) = told(&host.ask(request));
            assert!(status == Some(1) || !printed.is_empty(), "{request:?}: {status:?} {said}");
            assert!(!printed.contains("uid=") && !said.contains("uid="), "{request:?}");
        }
        for request in refused {
            let (status, printed, said) = told(&host.ask(request));
            assert_eq!((status, printed.as_str()), (Some(2), ""), "{way:?} {request:?}: {said}");
            assert!(said.starts_with("ramure: ") && said.lines().count() == 1, "{said}");
            assert!(!said.contains(|c: char| c.is_control() && c != '\n'), "{said:?}");
        }
        assert!(!host.jail().join("zzz").exists() && !std::path::Path::new("/zzz").exists());
    }
}

#[test]
#[ignore = "needs sshd"]
fn keys_that_open_doors_elsewhere_open_none() {
    let host = Host::new(Way::Forced);
    let mut session = host.browse();
    let before = host.program_running();
    // What a pager obeys: a command, an editor, another file, a log, a pipe; then suspending.
    for keys in [
        "!id\r",
        "v",
        ":e /etc/passwd\r",
        "s/tmp/zzz\r",
        "|a id\r",
        "\x1a",
        "\x1c",
        "\x1b[200~!id\r\x1b[201~",
    ] {
        session.send(keys);
    }
    // The paste is the last that it gets, and becomes a filter.
    session.wait_for(|screen| screen.rows(0, 80).any(|row| row.starts_with(" / ") && row.contains("!id")));
    assert_eq!(host.programs().len(), 1);
    assert_eq!(host.program_running().pid, before.pid);
    assert!(crate::process::below(before.pid).is_empty());
    session.send("\x03");
    assert_eq!(session.exit().exit_code(), 0);
    assert!(!session.screen().contains("uid="));
}

#[test]
#[ignore = "needs sshd"]
fn alone_in_an_empty_chroot_it_needs_no_other_file() {
    let host = Host::new(Way::Jailed);
    let linked = Command::new("ldd").arg(host.program()).output().expect("ldd");
    let said =
        String::from_utf8_lossy(&linked.stdout).into_owned() + &String::from_utf8_lossy(&linked.stderr);
    assert!(said.contains("statically linked") || said.contains("not a dynamic executable"), "{said}");
    let session = host.browse();
    let root = format!("/proc/{}/root", host.program_running().pid);
    let files = Command::new("find").args([&format!("{root}/"), "-type", "f"]).output().expect("find");
    assert_eq!(String::from_utf8_lossy(&files.stdout).lines().count(), 1);
    session.quit();
}
