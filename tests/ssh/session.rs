//! Somebody at a terminal, with the real `ssh` in it.

use std::io::{Read, Write};
use std::process::Command;
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::{self, JoinHandle, sleep};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use vt100::{Parser, Screen};

use crate::process::kill;

/// A wait that lasts longer has failed. The machines that run this are shared and noisy.
const DEADLINE: Duration = Duration::from_secs(60);
/// Between two looks at what is awaited.
const PAUSE: Duration = Duration::from_millis(2);
/// How much of a very large screen is looked at.
const LARGEST: u16 = 400;

pub struct Session {
    child: Box<dyn Child + Send + Sync>,
    writer: Box<dyn Write + Send>,
    reader: JoinHandle<()>,
    seen: Arc<Mutex<Seen>>,
    _master: Box<dyn MasterPty + Send>,
}

struct Seen {
    parser: Parser,
    raw: Vec<u8>,
}

impl Session {
    /// Runs a command in a terminal of its own.
    pub fn start(command: &Command, columns: u16, rows: u16) -> Self {
        let size = PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 };
        let pty = native_pty_system().openpty(size).expect("a pseudo-terminal");
        let child = pty.slave.spawn_command(builder(command)).expect("a program");
        let parser = Parser::new(
            rows.clamp(1, LARGEST).try_into().expect("rows"),
            columns.clamp(1, LARGEST).try_into().expect("columns"),
            0,
        );
        let seen = Arc::new(Mutex::new(Seen { parser, raw: Vec::new() }));
        let (from, to) = (pty.master.try_clone_reader().expect("a reader"), Arc::clone(&seen));
        let reader = thread::spawn(move || listen(from, &to));
        let writer = pty.master.take_writer().expect("a writer");
        Self { child, writer, reader, seen, _master: pty.master }
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().expect("a reader that did not panic")
    }

    pub fn raw(&self) -> String {
        String::from_utf8_lossy(&self.seen().raw).into_owned()
    }

    pub fn screen(&self) -> String {
        self.seen().parser.screen().contents()
    }

    pub fn pid(&self) -> u32 {
        self.child.process_id().expect("a process")
    }

    pub fn send(&mut self, keys: &str) {
        self.writer.write_all(keys.as_bytes()).expect("room for keys");
    }

    /// Whether the screen comes to be so, in time.
    pub fn comes(&self, fact: impl Fn(&Screen) -> bool) -> bool {
        patiently(|| fact(self.seen().parser.screen()).then_some(())).is_some()
    }

    #[track_caller]
    pub fn wait_for(&self, fact: impl Fn(&Screen) -> bool) {
        assert!(self.comes(fact), "it does not come:\n{}", self.screen());
    }

    #[track_caller]
    pub fn wait_for_text(&self, text: &str) {
        self.wait_for(|screen| screen.contents().contains(text));
    }

    #[track_caller]
    pub fn wait_for_frame(&self) {
        self.wait_for(is_whole);
    }

    #[track_caller]
    pub fn exit(&mut self) -> ExitStatus {
        let status = patiently(|| self.child.try_wait().expect("a child"));
        let status = status.unwrap_or_else(|| panic!("it does not end:\n{}", self.screen()));
        patiently(|| self.reader.is_finished().then_some(())).expect("an end of its output");
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
        let seen = self.seen();
        let screen = seen.parser.screen();
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
pub fn is_whole(screen: &Screen) -> bool {
    screen.alternate_screen() && screen.contents().contains("q quitter") && !screen.hide_cursor()
}

fn builder(command: &Command) -> CommandBuilder {
    let mut builder = CommandBuilder::new(command.get_program());
    builder.args(command.get_args());
    builder.env_clear();
    command.get_envs().for_each(|(name, value)| builder.env(name, value.unwrap_or_default()));
    builder
}

/// Reads until there is nobody left to write. The end is believed when it is met twice: Linux
/// may tell it just before the last bytes.
fn listen(mut from: impl Read, seen: &Mutex<Seen>) {
    let mut bytes = [0; 4096];
    let mut ends = 0;
    while ends < 2 {
        let n = from.read(&mut bytes).unwrap_or(0);
        let mut seen = seen.lock().expect("a test that did not panic");
        seen.raw.extend_from_slice(&bytes[..n]);
        seen.parser.process(&bytes[..n]);
        drop(seen);
        if n == 0 {
            ends += 1;
            sleep(PAUSE);
        }
    }
}

/// Tries until it succeeds; `None` when it does not in time.
pub fn patiently<T>(mut attempt: impl FnMut() -> Option<T>) -> Option<T> {
    let start = Instant::now();
    while start.elapsed() < DEADLINE {
        if let Some(success) = attempt() {
            return Some(success);
        }
        sleep(PAUSE);
    }
    None
}
