//! A pseudo-terminal for the tests. Output goes to an emulated screen with the delay of the
//! connection, and status requests are answered.

use std::fs;
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread::{self, JoinHandle, sleep};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process, waitid};
use rustix::termios::LocalModes;
use tempfile::TempDir;
use vt100::{MouseProtocolMode, Parser, Screen};

pub const RAMURE: &str = env!("CARGO_BIN_EXE_ramure");
pub const DOWN: &str = "\x1b[B";
pub const UP: &str = "\x1b[A";
pub const CTRL_Z: &str = "\x1a";
/// The bound of every wait; generous, since test machines are shared.
pub const DEADLINE: Duration = Duration::from_secs(60);
/// The program is idle after so long without output.
pub const QUIET_PERIOD: Duration = Duration::from_millis(300);
/// Between two checks of a condition.
pub const POLL_INTERVAL: Duration = Duration::from_millis(5);
/// The largest emulated screen, in columns or rows; the pseudo-terminal may be larger.
pub const MAX_SIZE: u16 = 600;

/// The connection between the program and the terminal.
#[derive(Clone, Copy)]
pub struct Connection {
    /// The delay of output.
    pub output_delay: Duration,
    /// The delay of a status report; `None` for a terminal that sends none.
    pub report_delay: Option<Duration>,
    /// The bandwidth of output, with an unbounded queue.
    pub bytes_per_second: Option<usize>,
}

/// The status request that the program sends for flow control (DSR 5).
pub const STATUS_REQUEST: &str = "\x1b[5n";
/// The report of a terminal that works.
const STATUS_REPORT: &str = "\x1b[0n";

impl Connection {
    pub const LOCAL: Self =
        Self { output_delay: Duration::ZERO, report_delay: Some(Duration::ZERO), bytes_per_second: None };
    pub const SILENT: Self = Self { report_delay: None, ..Self::LOCAL };

    /// A terminal that shows output at once and sends reports late.
    pub fn late(delay: Duration) -> Self {
        Self { report_delay: Some(delay), ..Self::LOCAL }
    }

    /// The time that the bytes take at the bandwidth.
    fn transfer_time(self, bytes: usize) -> Duration {
        self.bytes_per_second
            .map_or(Duration::ZERO, |rate| Duration::from_secs_f64(bytes as f64 / rate as f64))
    }
}

/// The input side of the terminal; `None` after a hang-up.
type Keyboard = Arc<Mutex<Option<Box<dyn Write + Send>>>>;

/// A program and its terminal. The program is killed when this is dropped.
pub struct Session {
    pub child: Box<dyn Child + Send + Sync>,
    keyboard: Keyboard,
    master: Option<Box<dyn MasterPty + Send>>,
    reader: JoinHandle<()>,
    screen: JoinHandle<()>,
    capture: Arc<Mutex<Capture>>,
    _home: TempDir,
}

/// The output of the program.
pub struct Capture {
    pub parser: Parser,
    pub raw: Vec<u8>,
    /// When the last output was shown.
    pub last_output_at: Instant,
    /// Tells the reader to close the terminal.
    is_closing: bool,
}

/// The program in a clean environment.
pub fn ramure() -> CommandBuilder {
    command(RAMURE, &[])
}

/// The release build, set by `.ci/release`.
pub fn release_build() -> Option<PathBuf> {
    std::env::var_os("RAMURE_RELEASE").map(PathBuf::from)
}

/// The program in restricted mode, with variables that it must ignore.
pub fn restricted(args: &[&str]) -> CommandBuilder {
    let mut command = command(RAMURE, &["--restricted"]);
    command.args(args);
    command.env("LANG", "en_GB.UTF-8");
    command.env("RAMURE_ASCII", "1");
    command
}

/// A shell script, in which `$RAMURE` is the program and `$FILE` a file.
pub fn script(script: &str, file: &Path) -> CommandBuilder {
    let mut command = command("sh", &["-c", script]);
    command.env("FILE", file);
    command
}

pub fn command(program: &str, args: &[&str]) -> CommandBuilder {
    let mut command = CommandBuilder::new(program);
    command.args(args);
    command.env_clear();
    command.env("TERM", "xterm-256color");
    command.env("LANG", "fr_FR.UTF-8");
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.env("RAMURE", RAMURE);
    command
}

impl Session {
    /// The browser on the embedded organisation, after its first frame.
    pub fn browse() -> Self {
        let session = Self::start(ramure(), 80, 24);
        session.wait_for_frame();
        session
    }

    pub fn start(command: CommandBuilder, columns: u16, rows: u16) -> Self {
        Self::start_on(Connection::LOCAL, command, columns, rows)
    }

    /// The same over a connection.
    pub fn start_on(connection: Connection, mut command: CommandBuilder, columns: u16, rows: u16) -> Self {
        let home = TempDir::new().expect("a directory");
        command.cwd(home.path());
        command.env("HOME", home.path());
        command.env("XDG_CONFIG_HOME", home.path());
        let pty = native_pty_system().openpty(size(columns, rows)).expect("a pseudo-terminal");
        let child = pty.slave.spawn_command(command).expect("a program");
        let capture = Arc::new(Mutex::new(Capture::new(columns, rows)));
        let keyboard: Keyboard = Arc::new(Mutex::new(pty.master.take_writer().ok()));
        let from = pty.master.try_clone_reader().expect("a reader");
        let (to_screen, sent) = channel();
        let (report_times, times) = channel();
        let (of_reader, of_screen, of_reports) =
            (Arc::clone(&capture), Arc::clone(&capture), Arc::clone(&keyboard));
        let reader = thread::spawn(move || read_output(from, &to_screen, &of_reader));
        let screen = thread::spawn(move || show_output(&sent, &report_times, connection, &of_screen));
        thread::spawn(move || send_reports(&times, &of_reports));
        Self { child, keyboard, master: Some(pty.master), reader, screen, capture, _home: home }
    }

    pub fn capture(&self) -> MutexGuard<'_, Capture> {
        self.capture.lock().expect("a reader that did not panic")
    }

    /// All output so far.
    pub fn raw(&self) -> Vec<u8> {
        self.capture().raw.clone()
    }

    pub fn send(&mut self, keys: &str) {
        self.send_bytes(keys.as_bytes());
    }

    pub fn send_bytes(&mut self, bytes: &[u8]) {
        let mut keyboard = self.keyboard.lock().expect("a terminal that did not panic");
        keyboard.as_mut().expect("a terminal").write_all(bytes).expect("room for keys");
    }

    pub fn resize(&self, columns: u16, rows: u16) {
        let (width, height) = (emulated(columns, 80), emulated(rows, 24));
        self.capture().parser.set_size(height, width);
        self.master().resize(size(columns, rows)).expect("a size");
    }

    pub fn pid(&self) -> Pid {
        self.child.process_id().and_then(|pid| Pid::from_raw(pid as i32)).expect("a process")
    }

    pub fn signal(&self, signal: Signal) {
        kill_process(self.pid(), signal).expect("a process to signal");
    }

    #[track_caller]
    pub fn wait_for(&self, condition: impl Fn(&Screen) -> bool) {
        let is_met = eventually(|| condition(self.capture().parser.screen()).then_some(())).is_some();
        assert!(is_met, "not on the screen:\n{}", self.capture().parser.screen().contents());
    }

    #[track_caller]
    pub fn wait_for_text(&self, text: &str) {
        self.wait_for(|screen| screen.contents().contains(text));
    }

    /// Waits for a whole frame: the last row, then the cursor.
    #[track_caller]
    pub fn wait_for_frame(&self) {
        let last = |screen: &Screen| screen.contents().contains("q quitter");
        self.wait_for(|screen| screen.alternate_screen() && last(screen) && !screen.hide_cursor());
    }

    #[track_caller]
    pub fn wait_for_row(&self, row: u16) {
        self.wait_for(|screen| screen.cursor_position() == (row, 0));
    }

    /// Waits until the alternate screen is entered a second time.
    #[track_caller]
    pub fn wait_for_reentry(&self) {
        let entries = || find(&self.capture().raw, "\x1b[?1049h").count();
        eventually(|| (entries() == 2).then_some(())).expect("the alternate screen again");
    }

    /// Waits until there is no more output. Returns the bytes of output so far.
    pub fn wait_until_quiet(&self) -> usize {
        let quiet = || {
            let before = self.capture().raw.len();
            sleep(QUIET_PERIOD);
            (self.capture().raw.len() == before).then_some(before)
        };
        eventually(quiet).expect("a program that is done")
    }

    /// Waits for the program to end, and for the last output.
    #[track_caller]
    pub fn exit(&mut self) -> ExitStatus {
        let status = eventually(|| self.child.try_wait().expect("a child"));
        let status = status.expect("a program that ends");
        eventually(|| self.screen.is_finished().then_some(())).expect("an end of its output");
        status
    }

    /// Quits with `q`, which always works.
    #[track_caller]
    pub fn quit(mut self) {
        self.send("q");
        assert_eq!(self.exit().exit_code(), 0);
        self.assert_restored();
    }

    /// Closes the terminal, like a dropped connection.
    pub fn hang_up(&mut self) {
        // Ctrl-L redraws the frame.
        self.hang_up_after("\x0c");
    }

    /// The same. The keys must cause output, which wakes the reader thread.
    pub fn hang_up_after(&mut self, keys: &str) {
        self.capture().is_closing = true;
        self.send(keys);
        eventually(|| self.reader.is_finished().then_some(())).expect("a reader that lets go");
        *self.keyboard.lock().expect("a terminal that did not panic") = None;
        self.master = None;
    }

    /// The CPU time of the program, in hundredths of a second; also after its end, before
    /// [`Session::exit`]. `None` on systems without /proc.
    pub fn cpu_time(&self) -> Option<u64> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.pid().as_raw_pid())).ok()?;
        // The fields after the name in parentheses start at the 3rd; utime and stime are 14 and 15.
        let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
        Some(fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?)
    }

    /// The peak resident memory of the program, in kB.
    pub fn peak_memory(&self) -> u64 {
        self.memory("VmHWM:")
    }

    /// The same without pages of mapped files, whose number depends on the build.
    pub fn peak_private_memory(&self) -> u64 {
        self.peak_memory() - self.memory("RssFile:")
    }

    /// A memory field of /proc/PID/status, in kB.
    fn memory(&self, name: &str) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.pid().as_raw_pid()));
        let status = status.expect("a process that can be seen");
        let value = status.lines().find_map(|line| line.strip_prefix(name)).expect("memory");
        value.trim().trim_end_matches(" kB").parse().expect("a number")
    }

    /// Waits for the program to end; its status stays for [`Session::exit`].
    #[track_caller]
    pub fn wait_for_end(&self) {
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        let ended = || waitid(WaitId::Pid(self.pid()), options).expect("a child");
        eventually(ended).expect("a program that ends");
    }

    /// Whether the terminal is in canonical mode with echo.
    pub fn is_cooked(&self) -> bool {
        let cooked = (LocalModes::ICANON | LocalModes::ECHO).bits();
        let modes = self.master().get_termios().expect("modes").local_flags.bits();
        modes & cooked == cooked
    }

    #[track_caller]
    pub fn assert_restored(&self) {
        assert!(self.is_cooked());
        let capture = self.capture();
        let screen = capture.parser.screen();
        assert!(!screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste());
        assert_eq!(screen.mouse_protocol_mode(), MouseProtocolMode::None);
        let last = |text| find(&capture.raw, text).last();
        assert!(last("\x1b[?2026h") < last("\x1b[?2026l"), "an update without end");
    }

    pub fn master(&self) -> &dyn MasterPty {
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

impl Capture {
    pub fn new(columns: u16, rows: u16) -> Self {
        let parser = Parser::new(emulated(rows, 24), emulated(columns, 80), 0);
        Self { parser, raw: Vec::new(), last_output_at: Instant::now(), is_closing: false }
    }

    /// Takes output and returns the number of status requests in it.
    fn take(&mut self, bytes: &[u8]) -> usize {
        let requests = |raw: &[u8]| find(raw, STATUS_REQUEST).count();
        // A request may come in two pieces.
        let before = self.raw.len().saturating_sub(STATUS_REQUEST.len() - 1);
        let known = requests(&self.raw[before..]);
        self.raw.extend_from_slice(bytes);
        self.parser.process(bytes);
        self.last_output_at = Instant::now();
        requests(&self.raw[before..]) - known
    }
}

/// Reads until the program or the test closes the terminal. Stops at the second end of file: Linux
/// may report one just before the last bytes of a program that ends.
fn read_output(mut from: impl Read, to: &Sender<(Instant, Vec<u8>)>, capture: &Mutex<Capture>) {
    let mut bytes = [0; 4096];
    let mut ends = 0;
    while ends < 2 {
        let n = from.read(&mut bytes).unwrap_or(0);
        let sent = to.send((Instant::now(), bytes[..n].to_vec()));
        if sent.is_err() || capture.lock().expect("a test that did not panic").is_closing {
            return;
        }
        if n == 0 {
            ends += 1;
            sleep(POLL_INTERVAL);
        }
    }
}

/// Shows output with the delay of the connection.
fn show_output(
    from: &Receiver<(Instant, Vec<u8>)>,
    report_times: &Sender<Instant>,
    connection: Connection,
    capture: &Mutex<Capture>,
) {
    let mut free = Instant::now();
    for (sent, bytes) in from {
        free = free.max(sent) + connection.transfer_time(bytes.len());
        sleep((free + connection.output_delay).saturating_duration_since(Instant::now()));
        let requests = capture.lock().expect("a test that did not panic").take(&bytes);
        if let Some(delay) = connection.report_delay {
            for _ in 0..requests {
                // The receiver is gone when the test is over.
                let _ = report_times.send(Instant::now() + delay);
            }
        }
    }
}

/// Sends status reports, each at its time.
fn send_reports(times: &Receiver<Instant>, keyboard: &Keyboard) {
    for time in times {
        sleep(time.saturating_duration_since(Instant::now()));
        if let Some(keyboard) = keyboard.lock().expect("a test that did not panic").as_mut() {
            // The program may have ended.
            let _ = keyboard.write_all(STATUS_REPORT.as_bytes());
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

pub fn size(cols: u16, rows: u16) -> PtySize {
    PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }
}

/// The emulated width or height; `default` for a terminal without a size.
pub fn emulated(length: u16, default: u16) -> NonZeroU16 {
    NonZeroU16::new(length.min(MAX_SIZE)).or(NonZeroU16::new(default)).expect("a default size")
}

/// The positions of a text in bytes.
pub fn find<'a>(raw: &'a [u8], text: &'a str) -> impl Iterator<Item = usize> + 'a {
    (0..raw.len()).filter(move |&at| raw[at..].starts_with(text.as_bytes()))
}

/// The control sequences in bytes: parameters and final byte.
pub fn sequences(raw: &[u8]) -> Vec<(String, char)> {
    let text = String::from_utf8_lossy(raw);
    let sequence = |rest: &str| {
        let (at, last) = rest.char_indices().find(|(_, c)| ('@'..='~').contains(c))?;
        Some((rest[..at].to_string(), last))
    };
    text.split("\x1b[").skip(1).filter_map(sequence).collect()
}

pub fn row_text(screen: &Screen, row: u16) -> String {
    screen.rows(0, screen.size().1.get()).nth(row.into()).unwrap_or_default()
}

/// A file for `--data`, and the temporary directory that holds it.
pub fn file(text: &str) -> (TempDir, PathBuf) {
    let directory = TempDir::new().expect("a directory");
    let path = directory.path().join("organisation.json");
    fs::write(&path, text).expect("a file");
    (directory, path)
}
