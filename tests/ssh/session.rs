//! A pseudo-terminal with `ssh` in it. It answers status requests, as terminals do.

use std::io::{Read, Write};
use std::num::NonZero;
use std::process::Command;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread::{self, JoinHandle, sleep};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use vt100::{Parser, Screen};

use crate::process::kill;

/// The bound of every wait; generous, since test machines are shared.
const DEADLINE: Duration = Duration::from_secs(60);
/// Between two checks of a condition.
const POLL_INTERVAL: Duration = Duration::from_millis(2);
/// The largest emulated screen, in columns or rows.
const MAX_SIZE: u16 = 400;
/// The status request that the program sends for flow control (DSR 5), and the report.
const STATUS_REQUEST: &[u8] = b"\x1b[5n";
const STATUS_REPORT: &[u8] = b"\x1b[0n";

/// The input side of the terminal: a queue, so that neither keys nor reports wait for the client, which may itself
/// wait until its output is read.
type Keyboard = Sender<Vec<u8>>;

pub struct Session {
    child: Box<dyn Child + Send + Sync>,
    keyboard: Keyboard,
    reader: JoinHandle<()>,
    output: Arc<Output>,
    master: Box<dyn MasterPty + Send>,
}

struct Output {
    capture: Mutex<Capture>,
    /// Notified after each output.
    has_grown: Condvar,
}

struct Capture {
    parser: Parser,
    raw: Vec<u8>,
}

impl Capture {
    /// Adds output. Returns the number of status requests in it.
    fn take(&mut self, bytes: &[u8]) -> usize {
        let requests =
            |raw: &[u8]| raw.windows(STATUS_REQUEST.len()).filter(|bytes| *bytes == STATUS_REQUEST).count();
        // A request may come in two pieces.
        let before = self.raw.len().saturating_sub(STATUS_REQUEST.len() - 1);
        self.raw.extend_from_slice(bytes);
        self.parser.process(bytes);
        requests(&self.raw[before..])
    }
}

impl Session {
    /// Runs a command in a new terminal.
    pub fn start(command: &Command, columns: u16, rows: u16) -> Self {
        let pty = native_pty_system().openpty(size(columns, rows)).expect("a pseudo-terminal");
        let child = pty.slave.spawn_command(builder(command)).expect("a program");
        let (columns, rows) = emulated(columns, rows);
        let parser = Parser::new(rows, columns, 0);
        let capture = Mutex::new(Capture { parser, raw: Vec::new() });
        let output = Arc::new(Output { capture, has_grown: Condvar::new() });
        let (keyboard, typed) = channel();
        let writer = pty.master.take_writer().expect("a writer");
        thread::spawn(move || write_input(writer, &typed));
        let from = pty.master.try_clone_reader().expect("a reader");
        let (to, reports) = (Arc::clone(&output), keyboard.clone());
        let reader = thread::spawn(move || read_output(from, &to, &reports));
        Self { child, keyboard, reader, output, master: pty.master }
    }

    fn capture(&self) -> MutexGuard<'_, Capture> {
        self.output.capture.lock().expect("a reader that did not panic")
    }

    pub fn raw(&self) -> String {
        String::from_utf8_lossy(&self.capture().raw).into_owned()
    }

    pub fn screen(&self) -> String {
        self.capture().parser.screen().contents()
    }

    /// Changes the size of the terminal.
    pub fn resize(&self, columns: u16, rows: u16) {
        let (emulated_columns, emulated_rows) = emulated(columns, rows);
        self.capture().parser.screen_mut().set_size(emulated_rows, emulated_columns);
        self.master.resize(size(columns, rows)).expect("a size");
    }

    pub fn pid(&self) -> u32 {
        self.child.process_id().expect("a process")
    }

    pub fn send(&mut self, keys: impl AsRef<[u8]>) {
        // The client may have ended.
        let _ = self.keyboard.send(keys.as_ref().to_vec());
    }

    /// Whether the screen meets a condition in time. It is checked after each output.
    pub fn meets(&self, condition: impl Fn(&Screen) -> bool) -> bool {
        let is_unmet = |capture: &mut Capture| !condition(capture.parser.screen());
        let waited = self.output.has_grown.wait_timeout_while(self.capture(), DEADLINE, is_unmet);
        !waited.expect("a reader that did not panic").1.timed_out()
    }

    #[track_caller]
    pub fn wait_for(&self, condition: impl Fn(&Screen) -> bool) {
        assert!(self.meets(condition), "not on the screen:\n{}", self.screen());
    }

    #[track_caller]
    pub fn wait_for_text(&self, text: &str) {
        self.wait_for(|screen| screen.contents().contains(text));
    }

    #[track_caller]
    pub fn wait_for_frame(&self) {
        self.wait_for(is_drawn);
    }

    #[track_caller]
    pub fn exit(&mut self) -> ExitStatus {
        let status = eventually(|| self.child.try_wait().expect("a child"));
        let status = status.unwrap_or_else(|| panic!("still running:\n{}", self.screen()));
        eventually(|| self.reader.is_finished().then_some(())).expect("an end of its output");
        status
    }

    #[track_caller]
    pub fn quit(mut self) {
        self.send("q");
        assert_eq!(self.exit().exit_code(), 0, "{}", self.screen());
        self.assert_restored();
    }

    #[track_caller]
    pub fn assert_restored(&self) {
        let capture = self.capture();
        let screen = capture.parser.screen();
        assert!(!screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste());
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if let Ok(None) = self.child.try_wait() {
            kill(self.pid());
            let _ = self.child.wait();
        }
    }
}

/// Whether the browser has drawn its last row and its cursor.
pub fn is_drawn(screen: &Screen) -> bool {
    screen.alternate_screen() && screen.contents().contains("q quitter") && !screen.hide_cursor()
}

fn size(columns: u16, rows: u16) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

/// The size of the emulated screen, in columns and rows.
fn emulated(columns: u16, rows: u16) -> (NonZero<u16>, NonZero<u16>) {
    let clamped = |length: u16| NonZero::new(length.min(MAX_SIZE)).unwrap_or(NonZero::<u16>::MIN);
    (clamped(columns), clamped(rows))
}

fn builder(command: &Command) -> CommandBuilder {
    let mut builder = CommandBuilder::new(command.get_program());
    builder.args(command.get_args());
    builder.env_clear();
    command.get_envs().for_each(|(name, value)| builder.env(name, value.unwrap_or_default()));
    builder
}

/// Writes what is typed until the terminal is closed.
fn write_input(mut to: impl Write, typed: &Receiver<Vec<u8>>) {
    for bytes in typed {
        if to.write_all(&bytes).is_err() {
            return;
        }
    }
}

/// Reads until the terminal is closed. Stops at the second end of file: Linux may report one just
/// before the last bytes.
fn read_output(mut from: impl Read, to: &Output, keyboard: &Keyboard) {
    let mut bytes = [0; 4096];
    let mut ends = 0;
    while ends < 2 {
        let n = from.read(&mut bytes).unwrap_or(0);
        let requests = to.capture.lock().expect("a test that did not panic").take(&bytes[..n]);
        to.has_grown.notify_all();
        // The client may have ended.
        let _ = keyboard.send(STATUS_REPORT.repeat(requests));
        if n == 0 {
            ends += 1;
            sleep(POLL_INTERVAL);
        }
    }
}

/// Repeats an attempt until it returns a value; `None` after [`DEADLINE`].
pub fn eventually<T>(mut attempt: impl FnMut() -> Option<T>) -> Option<T> {
    let start = Instant::now();
    while start.elapsed() < DEADLINE {
        if let Some(success) = attempt() {
            return Some(success);
        }
        sleep(POLL_INTERVAL);
    }
    None
}
