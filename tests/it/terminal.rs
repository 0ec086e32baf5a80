//! The program in a pseudo-terminal: its output, its input, and the state of the terminal after
//! every kind of exit.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use portable_pty::CommandBuilder;
use rustix::process::Signal;
use vt100::Screen;

use crate::pty::{
    CTRL_Z, DOWN, RAMURE, Session, UP, command, eventually, file, find, ramure, release_build, restricted,
    row_text, script, sequences,
};
use crate::support::{VALOMBRE, VALOMBRE_PATH};

const RIE: &str = "Réseau interministériel de l’État";

/// The card, on a screen of 80 columns.
fn card(screen: &Screen) -> String {
    let divider = row_text(screen, 1).chars().position(|c| c == '│').unwrap_or(0) as u16;
    screen.rows(divider + 2, 78 - divider).skip(1).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_first_frame_shows_the_embedded_organisation() {
    let session = Session::browse();
    let capture = session.capture();
    let screen = capture.parser.screen();
    assert!(row_text(screen, 1).contains("▾ Direction intermin"), "{}", screen.contents());
    assert!(row_text(screen, 2).contains("▸ Appui, conseil et expertise"), "{}", screen.contents());
}

#[test]
fn nothing_but_status_reports_is_requested_and_none_at_start() {
    let mut session = Session::browse();
    session.wait_until_quiet();
    session.resize(60, 20);
    session.wait_for(|screen| row_text(screen, 19).contains("q quitter"));
    session.send("q");
    session.exit();
    let raw = session.raw();
    // Requests for status, attributes, keyboard, modes, window and version; string sequences but
    // hyperlinks, and ENQ. Only the status request is sent, after the first frame: it serves the flow control.
    let requests: Vec<_> =
        sequences(&raw).into_iter().filter(|(_, last)| "ncuptqx".contains(*last)).collect();
    assert!(requests.iter().all(|sequence| *sequence == ("5".into(), 'n')), "{requests:?}");
    assert_eq!(find(&raw, "\x1b]").count(), find(&raw, "\x1b]8;;").count());
    let strings = ["\x1bP", "\x1b_", "\x1bZ", "\x05"];
    assert!(strings.into_iter().all(|string| find(&raw, string).next().is_none()));
}

#[test]
fn a_filter_shows_the_card_and_q_restores_the_terminal() {
    let mut session = Session::browse();
    assert!(!session.is_cooked());
    session.send("/rie");
    session.wait_for(|screen| card(screen).starts_with(RIE));
    session.send("\rq");
    assert_eq!(session.exit().exit_code(), 0);
    session.assert_restored();
    let raw = session.raw();
    let last = "\x1b[m\x1b[1H\x1b[J\x1b[?1006l\x1b[?1002l\x1b[?1000l\x1b[?2004l\x1b[?1049l\x1b[?25h";
    assert!(raw.ends_with(last.as_bytes()), "{}", raw[raw.len() - 80..].escape_ascii());
}

#[test]
fn ctrl_c_quits_while_a_filter_is_typed() {
    let mut session = Session::browse();
    session.send("/q");
    session.wait_for_text(" / q  ");
    session.send("\x03");
    assert_eq!(session.exit().exit_code(), 0);
    session.assert_restored();
}

#[test]
fn a_resize_redraws() {
    let session = Session::browse();
    session.resize(40, 12);
    let divider = "─".repeat(40);
    session.wait_for(|screen| {
        row_text(screen, 11).contains("q quitter") && screen.contents().contains(&divider)
    });
    session.quit();
}

#[test]
fn many_resizes_end_with_the_last_size() {
    let session = Session::browse();
    (0..300).for_each(|n| session.resize(41 + n % 100, 12 + n % 30));
    session.resize(100, 30);
    let is_last = |screen: &Screen| row_text(screen, 28).ends_with("en dessous");
    session.wait_for(|screen| row_text(screen, 29).contains("q quitter") && is_last(screen));
    session.quit();
}

#[test]
fn the_cursor_is_on_the_selected_row_then_in_the_prompt() {
    let mut session = Session::browse();
    session.wait_for_row(1);
    session.send(DOWN);
    session.wait_for_row(2);
    session.wait_for(|screen| row_text(screen, 2).starts_with("   ▸ Appui"));
    session.send("/rie");
    session.wait_for(|screen| {
        row_text(screen, 22).starts_with(" / rie ") && screen.cursor_position() == (22, 6)
    });
    session.send("\r");
    session.wait_for(|screen| {
        let (row, column) = screen.cursor_position();
        column == 0
            && screen.cell(row, 0).is_some_and(|cell| cell.inverse())
            && row_text(screen, row).contains("Réseau inter")
    });
}

#[test]
fn the_cursor_is_shown_in_the_card_and_in_the_help() {
    let mut session = Session::browse();
    session.send("/tnt\r\t");
    session.wait_for(|screen| {
        let (row, column) = screen.cursor_position();
        let is_selected = screen.cell(row, column).is_some_and(|cell| cell.inverse());
        !screen.hide_cursor() && column > 20 && is_selected && row_text(screen, row).contains("Programme TNT")
    });
    session.send("?");
    session.wait_for(|screen| {
        !screen.hide_cursor()
            && row_text(screen, 22).starts_with(" / ")
            && screen.cursor_position() == (22, 3)
    });
    session.wait_until_quiet();
    assert!(!session.capture().parser.screen().hide_cursor());
    session.send("\x1b");
    session.wait_for(|screen| !screen.hide_cursor() && screen.cursor_position().1 > 20);
    session.quit();
}

#[test]
fn a_signal_ends_the_program_and_the_terminal_is_restored() {
    let signals = [
        (Signal::TERM, "Term"),
        (Signal::HUP, "Hang"),
        (Signal::INT, "Int"),
        (Signal::QUIT, "Quit"),
        (Signal::XCPU, "CPU time"),
    ];
    for (signal, name) in signals {
        let mut session = Session::browse();
        session.signal(signal);
        let status = session.exit();
        let of_signal = status.signal().is_some_and(|of| of.starts_with(name));
        assert!(of_signal || status.exit_code() == 128 + signal.as_raw() as u32, "{name}: {status}");
        session.assert_restored();
    }
}

#[test]
fn a_closed_terminal_ends_the_program() {
    let mut detached = ramure();
    detached.set_controlling_tty(false);
    let ignoring = script("trap '' HUP; exec \"$RAMURE\"", Path::new(""));
    for command in [ramure(), ignoring, detached] {
        let mut session = Session::start(command, 80, 24);
        session.wait_for_frame();
        session.hang_up();
        let status = session.exit();
        assert!(!status.success(), "{status}");
    }
}

/// A shell with job control, at its prompt.
fn shell() -> Session {
    let mut shell = command("sh", &["-i"]);
    shell.env("PS1", "prompt: ");
    let session = Session::start(shell, 80, 24);
    session.wait_for_text("prompt: ");
    session
}

#[test]
fn ctrl_z_suspends_and_fg_resumes() {
    let mut session = shell();
    session.send("\"$RAMURE\"\r");
    session.wait_for_frame();
    session.send(CTRL_Z);
    session.wait_for(|screen| !screen.alternate_screen() && screen.contents().contains("topped"));
    session.send("echo al''ive\r");
    session.wait_for_text("\nalive");
    session.send("fg\r");
    session.wait_for_frame();
    session.wait_for_row(1);
    session.send(DOWN);
    session.wait_for_row(2);
    session.send("q");
    session
        .wait_for(|screen| !screen.alternate_screen() && screen.contents().trim_end().ends_with("prompt:"));
    session.send("exit\r");
    assert_eq!(session.exit().exit_code(), 0);
}

#[test]
fn ctrl_z_does_nothing_without_a_shell() {
    let mut session = Session::browse();
    session.send(CTRL_Z);
    session.wait_for_reentry();
    session.wait_for_frame();
    session.send(DOWN);
    session.wait_for_row(2);
    session.quit();
}

#[test]
fn restricted_mode_does_not_suspend() {
    let mut session = Session::start(restricted(&[]), 80, 24);
    session.wait_for_frame();
    let sent = session.wait_until_quiet();
    session.send(CTRL_Z);
    assert_eq!(session.wait_until_quiet(), sent);
    session.send(DOWN);
    session.wait_for_row(2);
    session.quit();
}

#[test]
fn an_idle_session_ends_with_a_message() {
    let mut session = Session::start(restricted(&["--idle", "2"]), 80, 24);
    session.wait_for_frame();
    let start = Instant::now();
    session.send(DOWN);
    session.wait_for_row(2);
    assert_eq!(session.exit().exit_code(), 0);
    assert!(start.elapsed() >= Duration::from_secs(2));
    session.assert_restored();
    session.wait_for_text("ramure: fermé après 2\u{a0}secondes d’inactivité");
}

#[test]
fn each_key_restarts_the_idle_limit() {
    let mut session = Session::start(restricted(&["--idle", "2"]), 80, 24);
    session.wait_for_frame();
    for row in [2, 1, 2, 1, 2, 1] {
        sleep(Duration::from_millis(500));
        session.send(if row == 2 { DOWN } else { UP });
        session.wait_for_row(row);
    }
    session.quit();
}

#[test]
fn restricted_mode_limits_the_screen_size() {
    let session = Session::start(restricted(&[]), u16::MAX, u16::MAX);
    session.wait_for(|screen| row_text(screen, 99).contains("q quitter"));
    session.wait_until_quiet();
    let contents = session.capture().parser.screen().contents();
    let lines: Vec<&str> = contents.trim_end().lines().collect();
    assert_eq!(lines.len(), 100);
    assert!(lines.iter().all(|line| line.chars().count() <= 320));
    session.quit();
}

#[test]
#[cfg(target_os = "linux")]
fn restricted_mode_limits_the_process() {
    let session = Session::start(restricted(&[]), 80, 24);
    session.wait_for_frame();
    let pid = session.child.process_id().expect("a process");
    let read =
        |name: &str| fs::read_to_string(format!("/proc/{pid}/{name}")).expect("a process that can be seen");
    let limits = read("limits");
    let limit = |name: &str| {
        let line = limits.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
        line.split_whitespace().take(2).map(str::to_string).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(limit("Max processes"), "0 0");
    assert_eq!(limit("Max core file size"), "0 0");
    assert_eq!(limit("Max file size"), "0 0");
    assert_eq!(limit("Max open files"), "16 16");
    assert_eq!(limit("Max cpu time"), "300 310");
    assert!(read("status").contains("NoNewPrivs:\t1"));
    session.quit();
}

#[test]
fn a_stop_signal_from_outside_is_survived() {
    let mut session = Session::browse();
    session.signal(Signal::STOP);
    session.send(DOWN);
    session.signal(Signal::CONT);
    // Another program may have drawn on the screen and changed the modes meanwhile.
    session.wait_for_reentry();
    session.wait_for_frame();
    session.wait_for_row(2);
    session.quit();
}

#[test]
fn a_panic_is_reported_on_a_restored_terminal() {
    let panics = Path::new(RAMURE).with_file_name("examples").join("panics");
    assert!(panics.exists(), "`cargo test` builds {}, `cargo test --test it` does not", panics.display());
    let mut session = Session::start(command(&panics.to_string_lossy(), &[]), 80, 24);
    let status = session.exit();
    // As in the release build, for which `.ci/release` makes it abort instead of unwinding.
    let is_aborted = status.signal().is_some_and(|of| of.starts_with("Abort"));
    assert!(if release_build().is_some() { is_aborted } else { status.exit_code() == 101 }, "{status}");
    session.assert_restored();
    let raw = session.raw();
    let at = |text| find(&raw, text).next().unwrap_or_else(|| panic!("{}", raw.escape_ascii()));
    assert!(at("\x1b[?1049h") < at("\x1b[?1049l") && at("\x1b[?25h") < at("panicked at"));
}

#[test]
fn an_arrow_in_two_pieces_is_one_arrow() {
    let mut session = Session::browse();
    let mut in_time = || {
        session.send("g");
        session.wait_for_row(1);
        session.wait_until_quiet();
        let start = Instant::now();
        session.send("\x1b");
        sleep(Duration::from_millis(15));
        session.send("[B");
        // On a busy machine the pieces may arrive after the escape timeout.
        (start.elapsed() < Duration::from_millis(25)).then_some(())
    };
    eventually(&mut in_time).expect("a machine that is less busy");
    session.wait_for_row(2);
    session.quit();
}

#[test]
fn an_escape_alone_clears_the_filter() {
    let mut session = Session::browse();
    session.send("/rie");
    session.wait_for_text(" / rie  ");
    session.send("\x1b");
    session.wait_for(|screen| {
        row_text(screen, 22).trim_end().ends_with("en dessous") && !row_text(screen, 22).contains('/')
    });
    session.quit();
}

#[test]
fn an_escape_and_a_letter_in_one_read_are_two_keys() {
    let mut session = Session::browse();
    session.send("/rie");
    session.wait_for_text(" / rie  ");
    session.send("\x1b/");
    session.wait_for(|screen| row_text(screen, 22).trim_end() == " /");
    session.send("tnt\x1bq");
    assert_eq!(session.exit().exit_code(), 0);
    session.assert_restored();
}

#[test]
fn alt_with_an_arrow_or_backspace_is_one_key() {
    let mut session = Session::browse();
    session.send(&[DOWN, DOWN, "p"].concat());
    session.wait_for_row(1);
    session.send("\x1b[1;3D");
    session.wait_for_row(3);
    session.send("\x1b[1;3C");
    session.wait_for_row(1);
    session.send("/grands projets\x1b\x7f");
    session.wait_for(|screen| row_text(screen, 22).starts_with(" / grands  "));
}

#[test]
fn a_late_terminal_response_types_nothing() {
    let mut session = Session::browse();
    session.send("/");
    session.wait_for(|screen| row_text(screen, 22).trim_end() == " /");
    // Wait for the pending status report: no terminal sends one inside another response.
    session.wait_until_quiet();
    session.send("\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\");
    for piece in ["\x1b]11;rgb:1e1e", "/1e1e/2e2e\x1b", "\\", "\x1bP>|XTerm(370)", "\x1b\\"] {
        session.send(piece);
        session.wait_until_quiet();
    }
    session.send("rie");
    session.wait_for_text(" / rie  ");
}

/// A contact, and the OSC 52 sequence that copies it.
const CONTACT: &str = "tnt.dinum@modernisation.gouv.fr";
const COPY_CONTACT: &str = "\x1b]52;c;dG50LmRpbnVtQG1vZGVybmlzYXRpb24uZ291di5mcg==\x1b\\";

#[test]
fn a_contact_is_copied_with_osc_52() {
    let mut session = Session::browse();
    session.send("/tnt\r");
    session.wait_for_text(CONTACT);
    session.send("c");
    session.wait_for_text("presse-papiers du terminal");
    assert_eq!(find(&session.raw(), "\x1b]52;").count(), 1);
    assert_eq!(find(&session.raw(), COPY_CONTACT).count(), 1);
    session.quit();
}

#[test]
fn a_contact_passes_through_gnu_screen() {
    let mut program = ramure();
    program.env("STY", "1.pts-0.host");
    let mut session = Session::start(program, 80, 24);
    session.wait_for_frame();
    session.send("/tnt\r");
    session.wait_for_text(CONTACT);
    session.send("c");
    session.wait_for_text("presse-papiers du terminal");
    let passed = format!("\x1bP{}\x07\x1b\\", COPY_CONTACT.trim_end_matches("\x1b\\"));
    assert_eq!(find(&session.raw(), &passed).count(), 1);
    session.quit();
}

#[test]
fn nothing_is_copied_on_a_console() {
    let mut program = ramure();
    program.env("TERM", "linux");
    let mut session = Session::start(program, 80, 24);
    session.wait_for_frame();
    session.send("cy");
    session
        .wait_for_text("pas de presse-papiers ici\u{a0}: «\u{a0}ramure show dinum\u{a0}» imprime la fiche");
    assert_eq!(find(&session.raw(), "\x1b]").count(), 0);
    session.quit();
}

#[test]
fn the_command_that_prints_a_card_opens_the_same_data() {
    let notice = |mut program: CommandBuilder| {
        program.env("TERM", "linux");
        let mut session = Session::start(program, 250, 24);
        session.wait_for_frame();
        session.send("y");
        session.wait_for_text("pas de presse-papiers ici");
        let screen = session.capture().parser.screen().contents();
        session.quit();
        screen
    };
    let named = notice(command(RAMURE, &["--data", VALOMBRE_PATH]));
    assert!(named.contains("«\u{a0}ramure show ville --data ") && named.contains("valombre.json"), "{named}");
    let restricted = notice(restricted(&[]));
    assert!(!restricted.contains("ramure show"), "{restricted}");
}

/// Copies a contact with `TMUX` set and a fake `tmux` in the path. Returns whether it was run.
fn calls_tmux(mut program: CommandBuilder) -> (bool, Session) {
    let directory = tempfile::TempDir::new().expect("a directory");
    let (tmux, trace) = (directory.path().join("tmux"), directory.path().join("trace"));
    fs::write(&tmux, format!("#!/bin/sh\n: > {}\n", trace.display())).expect("a script");
    fs::set_permissions(&tmux, fs::Permissions::from_mode(0o755)).expect("a program");
    let path = std::env::var("PATH").unwrap_or_default();
    program.env("PATH", format!("{}:{path}", directory.path().display()));
    program.env("TMUX", "/tmp/tmux-0/default,1,0");
    let mut session = Session::start(program, 80, 24);
    session.wait_for_frame();
    session.send("/tnt\r");
    session.wait_for_text(CONTACT);
    session.send("cy");
    session
        .wait_for(|screen| ["presse-papiers", "tampon"].iter().any(|text| screen.contents().contains(text)));
    session.wait_until_quiet();
    (trace.exists(), session)
}

#[test]
fn restricted_mode_does_not_run_tmux() {
    let (calls, session) = calls_tmux(restricted(&[]));
    assert!(!calls && find(&session.raw(), COPY_CONTACT).count() == 1);
    session.quit();
    assert!(calls_tmux(ramure()).0, "nothing to refuse");
}

#[test]
fn a_long_burst_of_keys_is_read() {
    let mut session = Session::browse();
    session.send(&("jk".repeat(1_999) + "jj"));
    session.wait_for_row(3);
}

#[test]
fn a_paste_starts_a_filter() {
    let mut session = Session::browse();
    session.send("\x1b[200~rie\x1b[201~");
    session.wait_for(|screen| screen.contents().contains(" / rie  ") && card(screen).starts_with(RIE));
}

#[test]
fn an_idle_browser_does_not_wake() {
    let session = Session::browse();
    let sent = session.wait_until_quiet();
    let pid = session.child.process_id().expect("a process");
    // The number of voluntary context switches; empty on systems without /proc.
    let sleeps = || {
        let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
        status.lines().find(|line| line.starts_with("voluntary_ctxt")).map(str::to_string)
    };
    let before = sleeps();
    assert!(before.is_some() || !cfg!(target_os = "linux"), "no count of context switches");
    sleep(Duration::from_secs(3));
    assert_eq!(session.raw().len(), sent);
    assert_eq!(sleeps(), before);
}

#[test]
fn a_key_that_changes_nothing_sends_nothing() {
    let mut session = Session::browse();
    let sent = session.wait_until_quiet();
    session.send(UP);
    session.send("x");
    assert_eq!(session.wait_until_quiet(), sent);
    session.quit();
}

/// The program in the settings that start linear mode.
fn linear_terminals() -> Vec<CommandBuilder> {
    let with = |name: &str, value: &str| {
        let mut command = ramure();
        command.env(name, value);
        command
    };
    let mut nameless = ramure();
    nameless.env_remove("TERM");
    let mut with_flag = ramure();
    with_flag.arg("--linear");
    vec![with("TERM", "dumb"), nameless, with("ACCESSIBLE", "1"), with("RAMURE_LINEAR", "1"), with_flag]
}

#[test]
fn linear_mode_prints_no_escape_sequence() {
    for command in linear_terminals() {
        let mut session = Session::start(command, 80, 24);
        session.wait_for_text("Choix\u{a0}:");
        session.send("plateforme\r");
        session.wait_for_text("le meilleur d’abord");
        session.send("2\rf\r\r?\rq\r");
        assert_eq!(session.exit().exit_code(), 0);
        let raw = session.raw();
        assert!(find(&raw, "Emplacement").next().is_some() && find(&raw, "ligne vide").next().is_some());
        assert!(!raw.contains(&0x1b) && session.is_cooked());
    }
}

#[test]
fn end_of_input_ends_linear_mode_on_its_own_line() {
    let mut command = ramure();
    command.arg("--linear");
    let mut session = Session::start(command, 80, 24);
    session.wait_for_text("Choix\u{a0}:");
    session.send("\x04");
    assert_eq!(session.exit().exit_code(), 0);
    assert!(session.raw().ends_with("Choix\u{a0}: \r\n".as_bytes()));
}

fn linear_session(columns: u16) -> Session {
    let mut command = ramure();
    command.arg("--linear");
    let session = Session::start(command, columns, 24);
    session.wait_for_text("Choix\u{a0}:");
    session
}

#[test]
fn ctrl_c_at_the_prompt_ends_by_the_signal_on_its_own_line() {
    let mut session = linear_session(80);
    session.send("\x03");
    let status = session.exit();
    assert!(status.signal().is_some_and(|of| of.starts_with("Int")), "{status}");
    assert!(session.raw().ends_with(b"\r\n"));
}

#[test]
fn the_prompt_is_printed_again_after_ctrl_z_and_fg() {
    let mut session = shell();
    session.send("\"$RAMURE\" --linear\r");
    session.wait_for_text("Choix\u{a0}:");
    session.send(CTRL_Z);
    session.wait_for_text("topped");
    session.send("fg\r");
    session.wait_for(|screen| screen.contents().trim_end().ends_with("Choix\u{a0}:"));
    session.send("tnt\r");
    session.wait_for_text("1 sur 1, Programme TNT");
    session.send("q\r");
    session.wait_for(|screen| screen.contents().trim_end().ends_with("prompt:"));
}

/// The words of the output, without the input and the address, which may be wrapped inside.
fn words(printed: &[u8]) -> Vec<String> {
    let printed = String::from_utf8_lossy(printed).replace("\r\n", "\n");
    let is_other = |word: &&str| {
        !["", "f", "q", "Choix\u{a0}:"].contains(word) && !word.contains("www") && *word != "https://"
    };
    printed.split([' ', '\n']).filter(is_other).map(str::to_string).collect()
}

#[test]
fn long_answers_are_wrapped_on_a_terminal_only() {
    let mut session = linear_session(40);
    session.send("f\r");
    // The whole answer: what is typed before would be echoed inside it.
    session.wait_for(|screen| {
        let text = screen.contents();
        text.contains("Source") && text.trim_end().ends_with("Choix\u{a0}:")
    });
    session.send("q\r");
    session.exit();
    let raw = String::from_utf8(session.raw()).expect("text");
    let printed: Vec<&str> = raw.lines().filter(|line| !line.contains("Choix")).collect();
    assert!(printed.iter().all(|line| line.chars().count() < 40), "{printed:#?}");
    let mut piped = Command::new("sh");
    piped.args(["-c", "printf 'f\nq\n' | \"$RAMURE\" --linear --lang fr"]).env("RAMURE", RAMURE);
    let piped = piped.output().expect("a program").stdout;
    assert!(String::from_utf8_lossy(&piped).lines().any(|line| line.chars().count() > 80));
    assert_eq!(words(&session.raw()), words(&piped));
}

#[test]
fn answers_into_a_pipe_are_not_wrapped_at_the_width_of_the_terminal() {
    let (_directory, path) = file(VALOMBRE);
    let piped =
        "printf 'f\\nq\\n' | \"$RAMURE\" --linear --data \"$FILE\" | awk 'length > 60 { print \"wide\" }'";
    let mut session = Session::start(script(piped, &path), 40, 24);
    assert_eq!(session.exit().exit_code(), 0);
    assert!(find(&session.raw(), "wide").next().is_some());
}

#[test]
fn a_closed_terminal_ends_linear_mode() {
    let mut command = ramure();
    command.arg("--linear");
    let mut session = Session::start(command, 80, 24);
    session.wait_for_text("Choix\u{a0}:");
    session.hang_up_after("?\r");
    assert!(eventually(|| session.child.try_wait().expect("a child")).is_some());
}

#[test]
fn linear_mode_can_be_switched_off_on_a_dumb_terminal() {
    let mut command = ramure();
    command.env("TERM", "dumb");
    command.env("RAMURE_LINEAR", "0");
    let mut session = Session::start(command, 80, 24);
    assert_eq!(session.exit().exit_code(), 0);
    let raw = session.raw();
    assert!(
        find(&raw, "└── Mobilité").count() + find(&raw, "Épine dorsale").count() > 0 && !raw.contains(&0x1b)
    );
    assert_eq!(find(&raw, "Choix").count(), 0);
}

#[test]
fn lines_come_from_the_terminal_when_the_data_come_from_a_pipe() {
    let (_directory, path) = file(
        r#"{"format":"ramure/1","units":[
        {"id":"a","name":"Archipel"},{"id":"b","parent_id":"a","name":"Baie"}]}"#,
    );
    let mut session = Session::start(script("cat \"$FILE\" | \"$RAMURE\" --linear --data -", &path), 80, 24);
    session.wait_for_text("Choix\u{a0}:");
    session.send("1\r");
    session.wait_for_text("Baie, unité 2 sur 2");
    session.send("q\r");
    assert_eq!(session.exit().exit_code(), 0);
}

#[test]
fn a_pipe_gets_the_tree_and_no_escape() {
    let mut command = Command::new(RAMURE);
    command.env_clear().env("TERM", "xterm-256color").env("HOME", "/nonexistent");
    let output = command.output().expect("a program");
    assert!(output.status.success());
    assert!(find(&output.stdout, "Épine dorsale").next().is_some());
    assert!(!output.stdout.contains(&0x1b) && !output.stderr.contains(&0x1b));
}

#[test]
fn keys_come_from_the_terminal_when_the_data_come_from_a_pipe() {
    let (_directory, path) = file(
        r#"{"format":"ramure/1","units":[
        {"id":"a","name":"Archipel"},{"id":"b","parent_id":"a","name":"Baie"}]}"#,
    );
    let mut session = Session::start(script("cat \"$FILE\" | \"$RAMURE\" --data -", &path), 80, 24);
    session.wait_for_frame();
    session.send(DOWN);
    session.wait_for(|screen| card(screen).starts_with("Baie"));
    session.quit();
}

#[test]
fn a_terminal_without_a_size_counts_as_80_by_24() {
    let session = Session::start(ramure(), 0, 0);
    session.wait_for_frame();
    session.wait_for(|screen| {
        row_text(screen, 23).contains("q quitter")
            && row_text(screen, 22).contains(" 1 sur ")
            && row_text(screen, 22).ends_with("en dessous")
    });
    session.quit();
}

#[test]
fn the_smallest_and_the_largest_terminals_are_drawn_on() {
    for (columns, rows) in [(1, 1), (20, 5), (u16::MAX, u16::MAX)] {
        let mut session = Session::start(ramure(), columns, rows);
        let is_selected = |screen: &Screen, row| screen.cell(row, 0).is_some_and(|cell| cell.inverse());
        session.wait_for(|screen| screen.alternate_screen() && (0..3).any(|row| is_selected(screen, row)));
        session.send(DOWN);
        session.wait_until_quiet();
        session.quit();
    }
}

#[test]
fn no_color_is_obeyed() {
    let coloured = |command| {
        let mut session = Session::start(command, 80, 24);
        session.wait_for_frame();
        session.send("/rie");
        session.wait_for(|screen| card(screen).starts_with(RIE));
        let codes = sequences(&session.raw()).into_iter().filter(|(_, last)| *last == 'm');
        let codes: Vec<u16> = codes.flat_map(|(codes, _)| numbers(&codes)).collect();
        codes.into_iter().any(|code| matches!(code, 30..=38 | 40..=48 | 90..=97 | 100..=107))
    };
    let with_colour = || {
        let mut command = ramure();
        command.env("RAMURE_THEME", "high-contrast");
        command
    };
    let mut plain = with_colour();
    plain.env("NO_COLOR", "1");
    assert!(!coloured(plain));
    assert!(coloured(with_colour()), "nothing to obey");
}

fn numbers(parameters: &str) -> Vec<u16> {
    parameters.split(';').filter_map(|number| number.parse().ok()).collect()
}

#[test]
fn hostile_names_are_drawn_without_control_characters() {
    let (_directory, path) = file(
        r#"{"format":"ramure/1","units":[{"id":"a","name":"Titre\u001b]0;pris\u0007"},
        {"id":"b","parent_id":"a","name":"C1\u009b31m","abstract":"\u009b2J\u001b[2J"},
        {"id":"c","parent_id":"a","name":"Bidi\u202egauche","missions":["\u202e\u200b\u0007"]},
        {"id":"d","parent_id":"a","name":"Z\u200bro","contact_details":[{"value":"\u001b]52;c;eA==\u0007"}]},
        {"id":"e","parent_id":"a","name":"Tags\udb40\udc41","acronym":"\u009b"}]}"#,
    );
    let mut session = Session::start(script("exec \"$RAMURE\" --data \"$FILE\"", &path), 80, 24);
    session.wait_for_frame();
    for row in 2..6 {
        session.send(DOWN);
        session.wait_for_row(row);
    }
    session.send("\x1b[200~\u{9b}\u{202e}\u{200b}\x1b]0;pris\x07\x1b[201~");
    session.wait_for(|screen| row_text(screen, 22).starts_with(" / "));
    session.wait_until_quiet();
    let raw = session.raw();
    let shown = ["Titre�]0;pris�", "C1�31m", "Bidi�gauche", "Z�ro", "Tags�", "����]0;pris�"];
    assert!(shown.into_iter().all(|text| find(&raw, text).next().is_some()), "{}", raw.escape_ascii());
    let hostile = ["\x1b]", "\x07", "\u{9b}", "\u{202e}", "\u{200b}", "\u{e0041}"];
    assert!(hostile.into_iter().all(|text| find(&raw, text).next().is_none()), "{}", raw.escape_ascii());
}
