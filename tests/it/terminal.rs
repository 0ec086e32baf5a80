//! The program in a real pseudo-terminal: what it sends, what it makes of what is typed, and
//! what it leaves behind, however it ends.

use std::fs;
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::{self, JoinHandle, sleep};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};
use rustix::termios::LocalModes;
use tempfile::TempDir;
use vt100::{MouseProtocolMode, Parser, Screen};

const RAMURE: &str = env!("CARGO_BIN_EXE_ramure");
const DOWN: &str = "\x1b[B";
const UP: &str = "\x1b[A";
const CTRL_Z: &str = "\x1a";
const RIE: &str = "Réseau interministériel de l’État";
/// A wait that lasts longer has failed. The machines that run this are shared and noisy.
const DEADLINE: Duration = Duration::from_secs(10);
/// After so long without a byte, none is on its way.
const QUIET: Duration = Duration::from_millis(300);
/// Between two looks at what is awaited.
const PAUSE: Duration = Duration::from_millis(5);
/// What a pseudo-terminal may be asked to be, and how much of it we look at.
const LARGEST: u16 = 600;

/// A program and the terminal that it runs in. It is killed when this is dropped.
struct Session {
    child: Box<dyn Child + Send + Sync>,
    writer: Option<Box<dyn Write + Send>>,
    master: Option<Box<dyn MasterPty + Send>>,
    reader: JoinHandle<()>,
    seen: Arc<Mutex<Seen>>,
    _home: TempDir,
}

/// What came out of the program.
struct Seen {
    parser: Parser,
    raw: Vec<u8>,
    /// Nobody looks any more: the reader lets go of the terminal.
    enough: bool,
}

/// The program, knowing nothing of who runs the tests.
fn ramure() -> CommandBuilder {
    command(RAMURE, &[])
}

/// A script for the shell, in which `$RAMURE` is the program and `$FILE` a file.
fn script(script: &str, file: &Path) -> CommandBuilder {
    let mut command = command("sh", &["-c", script]);
    command.env("FILE", file);
    command
}

fn command(program: &str, words: &[&str]) -> CommandBuilder {
    let mut command = CommandBuilder::new(program);
    command.args(words);
    command.env_clear();
    command.env("TERM", "xterm-256color");
    command.env("LANG", "fr_FR.UTF-8");
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.env("RAMURE", RAMURE);
    command
}

impl Session {
    /// The browser on the embedded organisation, its first frame drawn.
    fn browse() -> Self {
        let session = Self::start(ramure(), 80, 24);
        session.wait_for_frame();
        session
    }

    fn start(mut command: CommandBuilder, columns: u16, rows: u16) -> Self {
        let home = TempDir::new().expect("a directory");
        command.cwd(home.path());
        command.env("HOME", home.path());
        command.env("XDG_CONFIG_HOME", home.path());
        let pty = native_pty_system().openpty(size(columns, rows)).expect("a pseudo-terminal");
        let child = pty.slave.spawn_command(command).expect("a program");
        let seen = Arc::new(Mutex::new(Seen::new(columns, rows)));
        let (from, to) = (pty.master.try_clone_reader().expect("a reader"), Arc::clone(&seen));
        let reader = thread::spawn(move || listen(from, &to));
        let writer = pty.master.take_writer().ok();
        Self { child, writer, master: Some(pty.master), reader, seen, _home: home }
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().expect("a reader that did not panic")
    }

    /// Every byte that came so far.
    fn raw(&self) -> Vec<u8> {
        self.seen().raw.clone()
    }

    fn send(&mut self, keys: &str) {
        let writer = self.writer.as_mut().expect("a terminal");
        writer.write_all(keys.as_bytes()).expect("room for keys");
    }

    fn resize(&self, columns: u16, rows: u16) {
        let (width, height) = (shown(columns, 80), shown(rows, 24));
        self.seen().parser.set_size(height, width);
        self.master().resize(size(columns, rows)).expect("a size");
    }

    fn signal(&self, signal: Signal) {
        let pid = self.child.process_id().and_then(|pid| Pid::from_raw(pid as i32));
        kill_process(pid.expect("a process"), signal).expect("a process to signal");
    }

    #[track_caller]
    fn wait_for(&self, fact: impl Fn(&Screen) -> bool) {
        let came = patiently(|| fact(self.seen().parser.screen()).then_some(())).is_some();
        assert!(came, "it does not come:\n{}", self.seen().parser.screen().contents());
    }

    #[track_caller]
    fn wait_for_text(&self, text: &str) {
        self.wait_for(|screen| screen.contents().contains(text));
    }

    /// A whole frame: its last row is there, then its cursor.
    #[track_caller]
    fn wait_for_frame(&self) {
        let last = |screen: &Screen| screen.contents().contains("q quitter");
        self.wait_for(|screen| screen.alternate_screen() && last(screen) && !screen.hide_cursor());
    }

    #[track_caller]
    fn wait_for_row(&self, row: u16) {
        self.wait_for(|screen| screen.cursor_position() == (row, 0));
    }

    /// Waits until the terminal is taken over again.
    #[track_caller]
    fn wait_for_second_entry(&self) {
        let entries = || find(&self.seen().raw, "\x1b[?1049h").count();
        patiently(|| (entries() == 2).then_some(())).expect("the alternate screen again");
    }

    /// Waits until nothing comes any more, and says how many bytes came so far.
    fn settle(&self) -> usize {
        let quiet = || {
            let before = self.seen().raw.len();
            sleep(QUIET);
            (self.seen().raw.len() == before).then_some(before)
        };
        patiently(quiet).expect("a program that is done")
    }

    /// Waits for the end, and for the last bytes.
    #[track_caller]
    fn exit(&mut self) -> ExitStatus {
        let status = patiently(|| self.child.try_wait().expect("a child"));
        let status = status.expect("a program that ends");
        patiently(|| self.reader.is_finished().then_some(())).expect("an end of its output");
        status
    }

    /// Quits with `q`, which always works.
    #[track_caller]
    fn quit(mut self) {
        self.send("q");
        assert_eq!(self.exit().exit_code(), 0);
        self.assert_restored();
    }

    /// Lets go of the terminal, as a line that drops does.
    fn hang_up(&mut self) {
        // What draws the frame again.
        self.hang_up_after("\x0c");
    }

    /// The same: the reader waits for bytes, and those that these keys bring let it go.
    fn hang_up_after(&mut self, keys: &str) {
        self.seen().enough = true;
        self.send(keys);
        patiently(|| self.reader.is_finished().then_some(())).expect("a reader that lets go");
        self.writer = None;
        self.master = None;
    }

    /// Whether the terminal collects lines and shows what is typed.
    fn is_cooked(&self) -> bool {
        let cooked = (LocalModes::ICANON | LocalModes::ECHO).bits();
        let modes = self.master().get_termios().expect("modes").local_flags.bits();
        modes & cooked == cooked
    }

    #[track_caller]
    fn assert_restored(&self) {
        assert!(self.is_cooked());
        let seen = self.seen();
        let screen = seen.parser.screen();
        assert!(!screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste());
        assert_eq!(screen.mouse_protocol_mode(), MouseProtocolMode::None);
        let updates = |end| find(&seen.raw, end).count();
        assert_eq!(updates("\x1b[?2026h"), updates("\x1b[?2026l"), "an update without end");
    }

    fn master(&self) -> &dyn MasterPty {
        self.master.as_deref().expect("a terminal")
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if let Ok(None) = self.child.try_wait() {
            self.signal(Signal::KILL);
            let _ = self.child.wait();
        }
    }
}

impl Seen {
    fn new(columns: u16, rows: u16) -> Self {
        let parser = Parser::new(shown(rows, 24), shown(columns, 80), 0);
        Self { parser, raw: Vec::new(), enough: false }
    }

    /// Takes what came, and says whether it is enough.
    fn take(&mut self, bytes: &[u8]) -> bool {
        self.raw.extend_from_slice(bytes);
        self.parser.process(bytes);
        self.enough
    }
}

/// Reads until the program, or we, let go of the terminal. The end is believed when it is met
/// twice: Linux may tell it just before the last bytes, when the program ends as it writes them.
fn listen(mut from: impl Read, seen: &Mutex<Seen>) {
    let mut bytes = [0; 4096];
    let mut ends = 0;
    while ends < 2 {
        let n = from.read(&mut bytes).unwrap_or(0);
        let mut seen = seen.lock().expect("a test that did not panic");
        if seen.take(&bytes[..n]) {
            return;
        }
        drop(seen);
        if n == 0 {
            ends += 1;
            sleep(PAUSE);
        }
    }
}

/// Tries until it succeeds; `None` when it does not in time.
fn patiently<T>(mut attempt: impl FnMut() -> Option<T>) -> Option<T> {
    let start = Instant::now();
    while start.elapsed() < DEADLINE {
        if let Some(success) = attempt() {
            return Some(success);
        }
        sleep(PAUSE);
    }
    None
}

fn size(cols: u16, rows: u16) -> PtySize {
    PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }
}

/// How much of a width or a height is looked at, where a terminal that has none has `usual`.
fn shown(length: u16, usual: u16) -> NonZeroU16 {
    NonZeroU16::new(length.min(LARGEST)).or(NonZeroU16::new(usual)).expect("a usual size")
}

/// Where a text is among bytes.
fn find<'a>(raw: &'a [u8], text: &'a str) -> impl Iterator<Item = usize> + 'a {
    (0..raw.len()).filter(move |&at| raw[at..].starts_with(text.as_bytes()))
}

/// The control sequences among bytes: parameters and final byte.
fn sequences(raw: &[u8]) -> Vec<(String, char)> {
    let text = String::from_utf8_lossy(raw);
    let sequence = |rest: &str| {
        let (at, last) = rest.char_indices().find(|(_, c)| ('@'..='~').contains(c))?;
        Some((rest[..at].to_string(), last))
    };
    text.split("\x1b[").skip(1).filter_map(sequence).collect()
}

fn line(screen: &Screen, row: u16) -> String {
    screen.rows(0, screen.size().1.get()).nth(row.into()).unwrap_or_default()
}

/// What is right of the rule, 80 columns wide.
fn card(screen: &Screen) -> String {
    screen.rows(42, 38).skip(1).collect::<Vec<_>>().join("\n")
}

/// A file for `--data`, and the directory that keeps it.
fn file(text: &str) -> (TempDir, PathBuf) {
    let directory = TempDir::new().expect("a directory");
    let path = directory.path().join("organisation.json");
    fs::write(&path, text).expect("a file");
    (directory, path)
}

#[test]
fn the_first_frame_shows_the_embedded_organisation() {
    let session = Session::browse();
    let seen = session.seen();
    let screen = seen.parser.screen();
    assert!(line(screen, 1).contains("▾ DINUM"), "{}", screen.contents());
    assert!(line(screen, 2).contains("▸ Appui, conseil et expertise"), "{}", screen.contents());
}

#[test]
fn the_terminal_is_never_asked_anything() {
    let mut session = Session::browse();
    session.settle();
    session.resize(60, 20);
    session.wait_for(|screen| line(screen, 19).contains("q quitter"));
    session.send("q");
    session.exit();
    let raw = session.raw();
    // Status, attributes, keyboard, mode, window and version; other strings and ENQ.
    let asked: Vec<_> = sequences(&raw).into_iter().filter(|(_, last)| "ncuptqx".contains(*last)).collect();
    assert!(asked.is_empty(), "{asked:?}");
    let strings = ["\x1b]", "\x1bP", "\x1b_", "\x1bZ", "\x05"];
    assert!(strings.into_iter().all(|string| find(&raw, string).next().is_none()));
}

#[test]
fn a_fragment_leads_to_the_card_and_q_leaves_a_whole_terminal() {
    let mut session = Session::browse();
    assert!(!session.is_cooked());
    session.send("/rie");
    session.wait_for(|screen| card(screen).starts_with(RIE));
    session.send("\rq");
    assert_eq!(session.exit().exit_code(), 0);
    session.assert_restored();
    let raw = session.raw();
    let last = "\x1b[?1006l\x1b[?1002l\x1b[?1000l\x1b[?2004l\x1b[?1049l\x1b[?25h";
    assert!(raw.ends_with(last.as_bytes()), "{}", raw[raw.len() - 80..].escape_ascii());
}

#[test]
fn ctrl_c_quits_too_even_while_one_types() {
    let mut session = Session::browse();
    session.send("/q");
    session.wait_for_text(" / q  ");
    session.send("\x03");
    assert_eq!(session.exit().exit_code(), 0);
    session.assert_restored();
}

#[test]
fn a_new_size_is_drawn() {
    let session = Session::browse();
    session.resize(40, 12);
    let level = "─".repeat(40);
    session.wait_for(|screen| line(screen, 11).contains("q quitter") && screen.contents().contains(&level));
    session.quit();
}

#[test]
fn a_storm_of_sizes_ends_with_the_last_one() {
    let session = Session::browse();
    (0..300).for_each(|n| session.resize(41 + n % 100, 12 + n % 30));
    session.resize(100, 30);
    let is_last =
        |screen: &Screen| line(screen, 28).ends_with("en dessous") && line(screen, 28).chars().count() == 99;
    session.wait_for(|screen| line(screen, 29).contains("q quitter") && is_last(screen));
    session.quit();
}

#[test]
fn the_cursor_is_on_the_chosen_row_then_on_what_is_typed() {
    let mut session = Session::browse();
    session.wait_for_row(1);
    session.send(DOWN);
    session.wait_for_row(2);
    session.wait_for(|screen| line(screen, 2).starts_with("▌  ▸ Appui"));
    session.send("/rie");
    session.wait_for(|screen| line(screen, 22).starts_with(" / rie ") && screen.cursor_position() == (22, 6));
    session.send("\r");
    session.wait_for(|screen| {
        let (row, column) = screen.cursor_position();
        column == 0 && line(screen, row).starts_with('▌') && line(screen, row).contains("Réseau inter")
    });
}

#[test]
fn the_cursor_is_shown_in_the_card_and_in_the_help() {
    let mut session = Session::browse();
    session.send("/tnt\r\t");
    session.wait_for(|screen| {
        let (row, column) = screen.cursor_position();
        let from_cursor: String = line(screen, row).chars().skip(usize::from(column)).collect();
        !screen.hide_cursor() && from_cursor.starts_with("▌ Programme TNT")
    });
    session.send("?");
    session.wait_for(|screen| {
        !screen.hide_cursor() && line(screen, 22).starts_with(" / ") && screen.cursor_position() == (22, 3)
    });
    session.settle();
    assert!(!session.seen().parser.screen().hide_cursor());
    session.send("\x1b");
    session.wait_for(|screen| !screen.hide_cursor() && screen.cursor_position().1 > 20);
    session.quit();
}

#[test]
fn a_signal_ends_the_program_and_leaves_a_whole_terminal() {
    let signals =
        [(Signal::TERM, "Term"), (Signal::HUP, "Hang"), (Signal::INT, "Int"), (Signal::QUIT, "Quit")];
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
fn a_terminal_that_is_gone_ends_the_program() {
    let mut alone = ramure();
    alone.set_controlling_tty(false);
    let deaf = script("trap '' HUP; exec \"$RAMURE\"", Path::new(""));
    for command in [ramure(), deaf, alone] {
        let mut session = Session::start(command, 80, 24);
        session.wait_for_frame();
        session.hang_up();
        let status = session.exit();
        assert!(!status.success(), "{status}");
    }
}

#[test]
fn ctrl_z_gives_the_terminal_to_the_shell_and_fg_takes_it_back() {
    let mut shell = command("sh", &["-i"]);
    shell.env("PS1", "prompt: ");
    let mut session = Session::start(shell, 80, 24);
    session.wait_for_text("prompt: ");
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
fn ctrl_z_does_nothing_where_nobody_could_continue_the_program() {
    let mut session = Session::browse();
    session.send(CTRL_Z);
    session.wait_for_second_entry();
    session.wait_for_frame();
    session.send(DOWN);
    session.wait_for_row(2);
    session.quit();
}

#[test]
fn a_stop_from_outside_is_survived() {
    let mut session = Session::browse();
    session.signal(Signal::STOP);
    session.send(DOWN);
    session.signal(Signal::CONT);
    // Whoever stopped it may have drawn on the screen and changed the modes.
    session.wait_for_second_entry();
    session.wait_for_frame();
    session.wait_for_row(2);
    session.quit();
}

#[test]
fn a_panic_is_told_on_a_whole_terminal() {
    let panics = Path::new(RAMURE).with_file_name("examples").join("panics");
    assert!(panics.exists(), "`cargo test` builds {}, `cargo test --test it` does not", panics.display());
    let mut session = Session::start(command(&panics.to_string_lossy(), &[]), 80, 24);
    assert_eq!(session.exit().exit_code(), 101);
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
        session.settle();
        let start = Instant::now();
        session.send("\x1b");
        sleep(Duration::from_millis(15));
        session.send("[B");
        // On a busy machine the pieces come so late that they are two keys, rightly.
        (start.elapsed() < Duration::from_millis(25)).then_some(())
    };
    patiently(&mut in_time).expect("a machine that is less busy");
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
        line(screen, 22).trim_end().ends_with("en dessous") && !line(screen, 22).contains('/')
    });
    session.quit();
}

#[test]
fn a_late_answer_types_nothing() {
    let mut session = Session::browse();
    session.send("/");
    session.wait_for_text(" /  ");
    session.send("\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\");
    for piece in ["\x1b]11;rgb:1e1e", "/1e1e/2e2e\x1b", "\\", "\x1bP>|XTerm(370)", "\x1b\\"] {
        session.send(piece);
        session.settle();
    }
    session.send("rie");
    session.wait_for_text(" / rie  ");
}

#[test]
fn a_long_burst_is_read_to_its_end() {
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
fn nothing_wakes_while_nothing_happens() {
    let session = Session::browse();
    let sent = session.settle();
    let pid = session.child.process_id().expect("a process");
    // How often the program went to sleep; empty where the system does not tell.
    let sleeps = || {
        let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
        status.lines().find(|line| line.starts_with("voluntary_ctxt")).map(str::to_string)
    };
    let before = sleeps();
    sleep(Duration::from_secs(3));
    assert_eq!(session.raw().len(), sent);
    assert_eq!(sleeps(), before);
}

#[test]
fn a_key_that_changes_nothing_sends_nothing() {
    let mut session = Session::browse();
    let sent = session.settle();
    session.send(UP);
    session.send("z");
    assert_eq!(session.settle(), sent);
    session.quit();
}

/// The program on terminals where it speaks line by line, and why it does.
fn spoken_to() -> Vec<CommandBuilder> {
    let with = |name: &str, value: &str| {
        let mut command = ramure();
        command.env(name, value);
        command
    };
    let mut nameless = ramure();
    nameless.env_remove("TERM");
    let mut asked = ramure();
    asked.arg("--linear");
    vec![with("TERM", "dumb"), nameless, with("ACCESSIBLE", "1"), with("RAMURE_LINEAR", "1"), asked]
}

#[test]
fn a_terminal_that_cannot_draw_is_spoken_to_without_an_escape() {
    for command in spoken_to() {
        let mut session = Session::start(command, 80, 24);
        session.wait_for_text("Choix\u{a0}:");
        session.send("rie\r");
        session.wait_for_text("le meilleur d’abord");
        session.send("2\rf\r\r?\rq\r");
        assert_eq!(session.exit().exit_code(), 0);
        let raw = session.raw();
        assert!(find(&raw, "Emplacement").next().is_some() && find(&raw, "ligne vide").next().is_some());
        assert!(!raw.contains(&0x1b) && session.is_cooked());
    }
}

#[test]
fn the_end_of_input_ends_the_linear_mode_on_a_line_of_its_own() {
    let mut command = ramure();
    command.arg("--linear");
    let mut session = Session::start(command, 80, 24);
    session.wait_for_text("Choix\u{a0}:");
    session.send("\x04");
    assert_eq!(session.exit().exit_code(), 0);
    assert!(session.raw().ends_with("Choix\u{a0}: \r\n".as_bytes()));
}

#[test]
fn a_terminal_that_is_gone_ends_the_linear_mode() {
    let mut command = ramure();
    command.arg("--linear");
    let mut session = Session::start(command, 80, 24);
    session.wait_for_text("Choix\u{a0}:");
    session.hang_up_after("?\r");
    assert!(!patiently(|| session.child.try_wait().expect("a child")).expect("an end").success());
}

#[test]
fn the_linear_mode_can_be_refused_where_nothing_can_be_drawn() {
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
fn a_terminal_without_a_size_gets_a_frame_of_80_by_24() {
    let session = Session::start(ramure(), 0, 0);
    session.wait_for_frame();
    session.wait_for(|screen| {
        line(screen, 23).contains("q quitter")
            && line(screen, 22).ends_with("1 sur 27, tout en haut, 6 en dessous")
    });
    session.quit();
}

#[test]
fn the_smallest_and_the_largest_terminals_are_drawn_on() {
    for (columns, rows) in [(1, 1), (20, 5), (u16::MAX, u16::MAX)] {
        let mut session = Session::start(ramure(), columns, rows);
        session.wait_for(|screen| screen.alternate_screen() && screen.contents().contains('▌'));
        session.send(DOWN);
        session.settle();
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
    let mut plain = ramure();
    plain.env("NO_COLOR", "1");
    assert!(!coloured(plain));
    assert!(coloured(ramure()), "nothing to obey");
}

fn numbers(parameters: &str) -> Vec<u16> {
    parameters.split(';').filter_map(|number| number.parse().ok()).collect()
}

#[test]
fn hostile_names_reach_the_terminal_harmless() {
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
    session.wait_for(|screen| line(screen, 22).starts_with(" / "));
    session.settle();
    let raw = session.raw();
    let shown = ["Titre�]0;pris�", "C1�31m", "Bidi�gauche", "Z�ro", "Tags�", "����]0;pris�"];
    assert!(shown.into_iter().all(|text| find(&raw, text).next().is_some()), "{}", raw.escape_ascii());
    let hostile = ["\x1b]", "\x07", "\u{9b}", "\u{202e}", "\u{200b}", "\u{e0041}"];
    assert!(hostile.into_iter().all(|text| find(&raw, text).next().is_none()), "{}", raw.escape_ascii());
}
