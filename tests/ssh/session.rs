//! A pseudo-terminal with `ssh` in it.

use std::io::{Read, Write};
use std::process::Command;
use std::sync::{Arc, Mutex, MutexGuard};
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

pub struct Session {
    child: Box<dyn Child + Send + Sync>,
    writer: Box<dyn Write + Send>,
    reader: JoinHandle<()>,
    capture: Arc<Mutex<Capture>>,
    _master: Box<dyn MasterPty + Send>,
}

struct Capture {
    parser: Parser,
    raw: Vec<u8>,
}

impl Session {
    /// Runs a command in a new terminal.
    pub fn start(command: &Command, columns: u16, rows: u16) -> Self {
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        let pty = native_pty_system().openpty(size).expect("a pseudo-terminal");
        let child = pty.slave.spawn_command(builder(command)).expect("a program");
        let parser = Parser::new(
            rows.clamp(1, MAX_SIZE).try_into().expect("rows"),
            columns.clamp(1, MAX_SIZE).try_into().expect("columns"),
            0,
        );
        let capture = Arc::new(Mutex::new(Capture { parser, raw: Vec::new() }));
        let (from, to) = (pty.master.try_clone_reader().expect("a reader"), Arc::clone(&capture));
        let reader = thread::spawn(move || read_output(from, &to));
        let writer = pty.master.take_writer().expect("a writer");
        Self { child, writer, reader, capture, _master: pty.master }
    }

    fn capture(&self) -> MutexGuard<'_, Capture> {
        self.capture.lock().expect("a reader that did not panic")
    }

    pub fn raw(&self) -> String {
        String::from_utf8_lossy(&self.capture().raw).into_owned()
    }

    pub fn screen(&self) -> String {
        self.capture().parser.screen().contents()
    }

    pub fn pid(&self) -> u32 {
        self.child.process_id().expect("a process")
    }

    pub fn send(&mut self, keys: &str) {
        self.writer.write_all(keys.as_bytes()).expect("room for keys");
    }

    /// Whether the screen meets a condition in time.
    pub fn meets(&self, condition: impl Fn(&Screen) -> bool) -> bool {
        eventually(|| condition(self.capture().parser.screen()).then_some(())).is_some()
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

fn builder(command: &Command) -> CommandBuilder {
    let mut builder = CommandBuilder::new(command.get_program());
    builder.args(command.get_args());
    builder.env_clear();
    command.get_envs().for_each(|(name, value)| builder.env(name, value.unwrap_or_default()));
    builder
}

/// Reads until the terminal is closed. Stops at the second end of file: Linux may report one just
/// before the last bytes.
fn read_output(mut from: impl Read, capture: &Mutex<Capture>) {
    let mut bytes = [0; 4096];
    let mut ends = 0;
    while ends < 2 {
        let n = from.read(&mut bytes).unwrap_or(0);
        let mut capture = capture.lock().expect("a test that did not panic");
        capture.raw.extend_from_slice(&bytes[..n]);
        capture.parser.process(&bytes[..n]);
        drop(capture);
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
