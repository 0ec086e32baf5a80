//! A pseudo-terminal for the tests: what comes out of a program is shown on a screen, after as
//! long as its line takes, and the terminal answers as real ones do.

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
/// A wait that lasts longer has failed. The machines that run this are shared and noisy.
pub const DEADLINE: Duration = Duration::from_secs(10);
/// After so long without a byte, none is on its way.
pub const QUIET: Duration = Duration::from_millis(300);
/// Between two looks at what is awaited.
pub const PAUSE: Duration = Duration::from_millis(5);
/// What a pseudo-terminal may be asked to be, and how much of it we look at.
pub const LARGEST: u16 = 600;

/// The line between the program and the terminal, and what the terminal says.
#[derive(Clone, Copy)]
pub struct Line {
    /// How long a byte takes to the terminal.
    pub there: Duration,
    /// How long an answer takes back; a terminal that is silent has none.
    pub back: Option<Duration>,
    /// How much the line takes, of what its endless queue holds.
    pub bytes_a_second: Option<usize>,
}

/// What the program asks to know how far the terminal is, and what real ones say at once.
pub const QUESTION: &str = "\x1b[5n";
const ANSWER: &str = "\x1b[0n";

impl Line {
    pub const LOCAL: Self = Self { there: Duration::ZERO, back: Some(Duration::ZERO), bytes_a_second: None };
    pub const SILENT: Self = Self { back: None, ..Self::LOCAL };

    /// A terminal that shows at once and answers late.
    pub fn late(back: Duration) -> Self {
        Self { back: Some(back), ..Self::LOCAL }
    }

    /// How long the line is busy with so many bytes.
    fn busy(self, bytes: usize) -> Duration {
        self.bytes_a_second.map_or(Duration::ZERO, |rate| Duration::from_secs_f64(bytes as f64 / rate as f64))
    }
}

/// Where keys go, as long as the terminal is there.
type Keyboard = Arc<Mutex<Option<Box<dyn Write + Send>>>>;

/// A program and the terminal that it runs in. It is killed when this is dropped.
pub struct Session {
    pub child: Box<dyn Child + Send + Sync>,
    keyboard: Keyboard,
    master: Option<Box<dyn MasterPty + Send>>,
    reader: JoinHandle<()>,
    screen: JoinHandle<()>,
    seen: Arc<Mutex<Seen>>,
    _home: TempDir,
}

/// What came out of the program.
pub struct Seen {
    pub parser: Parser,
    pub raw: Vec<u8>,
    /// When the last byte was shown.
    pub last: Instant,
    /// Nobody looks any more: the reader lets go of the terminal.
    enough: bool,
}

/// The program, knowing nothing of who runs the tests.
pub fn ramure() -> CommandBuilder {
    command(RAMURE, &[])
}

/// Where the release build is, when `.ci/release` runs the tests.
pub fn released() -> Option<PathBuf> {
    std::env::var_os("RAMURE_RELEASE").map(PathBuf::from)
}

/// The program for a stranger, in spite of all that surrounds it.
pub fn restricted(words: &[&str]) -> CommandBuilder {
    let mut command = command(RAMURE, &["--restricted"]);
    command.args(words);
    command.env("LANG", "en_GB.UTF-8");
    command.env("RAMURE_ASCII", "1");
    command
}

/// A script for the shell, in which `$RAMURE` is the program and `$FILE` a file.
pub fn script(script: &str, file: &Path) -> CommandBuilder {
    let mut command = command("sh", &["-c", script]);
    command.env("FILE", file);
    command
}

pub fn command(program: &str, words: &[&str]) -> CommandBuilder {
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
    pub fn browse() -> Self {
        let session = Self::start(ramure(), 80, 24);
        session.wait_for_frame();
        session
    }

    pub fn start(command: CommandBuilder, columns: u16, rows: u16) -> Self {
        Self::start_on(Line::LOCAL, command, columns, rows)
    }

    /// The same at the end of a line.
    pub fn start_on(line: Line, mut command: CommandBuilder, columns: u16, rows: u16) -> Self {
        let home = TempDir::new().expect("a directory");
        command.cwd(home.path());
        command.env("HOME", home.path());
        command.env("XDG_CONFIG_HOME", home.path());
        let pty = native_pty_system().openpty(size(columns, rows)).expect("a pseudo-terminal");
        let child = pty.slave.spawn_command(command).expect("a program");
        let seen = Arc::new(Mutex::new(Seen::new(columns, rows)));
        let keyboard: Keyboard = Arc::new(Mutex::new(pty.master.take_writer().ok()));
        let from = pty.master.try_clone_reader().expect("a reader");
        let (to_screen, sent) = channel();
        let (to_answer, asked) = channel();
        let (of_reader, of_screen, of_answers) =
            (Arc::clone(&seen), Arc::clone(&seen), Arc::clone(&keyboard));
        let reader = thread::spawn(move || listen(from, &to_screen, &of_reader));
        let screen = thread::spawn(move || show(&sent, &to_answer, line, &of_screen));
        thread::spawn(move || answer(&asked, &of_answers));
        Self { child, keyboard, master: Some(pty.master), reader, screen, seen, _home: home }
    }

    pub fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().expect("a reader that did not panic")
    }

    /// Every byte that came so far.
    pub fn raw(&self) -> Vec<u8> {
        self.seen().raw.clone()
    }

    pub fn send(&mut self, keys: &str) {
        self.send_bytes(keys.as_bytes());
    }

    pub fn send_bytes(&mut self, bytes: &[u8]) {
        let mut keyboard = self.keyboard.lock().expect("a terminal that did not panic");
        keyboard.as_mut().expect("a terminal").write_all(bytes).expect("room for keys");
    }

    pub fn resize(&self, columns: u16, rows: u16) {
        let (width, height) = (shown(columns, 80), shown(rows, 24));
        self.seen().parser.set_size(height, width);
        self.master().resize(size(columns, rows)).expect("a size");
    }

    pub fn pid(&self) -> Pid {
        self.child.process_id().and_then(|pid| Pid::from_raw(pid as i32)).expect("a process")
    }

    pub fn signal(&self, signal: Signal) {
        kill_process(self.pid(), signal).expect("a process to signal");
    }

    #[track_caller]
    pub fn wait_for(&self, fact: impl Fn(&Screen) -> bool) {
        let came = patiently(|| fact(self.seen().parser.screen()).then_some(())).is_some();
        assert!(came, "it does not come:\n{}", self.seen().parser.screen().contents());
    }

    #[track_caller]
    pub fn wait_for_text(&self, text: &str) {
        self.wait_for(|screen| screen.contents().contains(text));
    }

    /// A whole frame: its last row is there, then its cursor.
    #[track_caller]
    pub fn wait_for_frame(&self) {
        let last = |screen: &Screen| screen.contents().contains("q quitter");
        self.wait_for(|screen| screen.alternate_screen() && last(screen) && !screen.hide_cursor());
    }

    #[track_caller]
    pub fn wait_for_row(&self, row: u16) {
        self.wait_for(|screen| screen.cursor_position() == (row, 0));
    }

    /// Waits until the terminal is taken over again.
    #[track_caller]
    pub fn wait_for_second_entry(&self) {
        let entries = || find(&self.seen().raw, "\x1b[?1049h").count();
        patiently(|| (entries() == 2).then_some(())).expect("the alternate screen again");
    }

    /// Waits until nothing comes any more, and says how many bytes came so far.
    pub fn settle(&self) -> usize {
        let quiet = || {
            let before = self.seen().raw.len();
            sleep(QUIET);
            (self.seen().raw.len() == before).then_some(before)
        };
        patiently(quiet).expect("a program that is done")
    }

    /// Waits for the end, and for the last bytes.
    #[track_caller]
    pub fn exit(&mut self) -> ExitStatus {
        let status = patiently(|| self.child.try_wait().expect("a child"));
        let status = status.expect("a program that ends");
        patiently(|| self.screen.is_finished().then_some(())).expect("an end of its output");
        status
    }

    /// Quits with `q`, which always works.
    #[track_caller]
    pub fn quit(mut self) {
        self.send("q");
        assert_eq!(self.exit().exit_code(), 0);
        self.assert_restored();
    }

    /// Lets go of the terminal, as a line that drops does.
    pub fn hang_up(&mut self) {
        // What draws the frame again.
        self.hang_up_after("\x0c");
    }

    /// The same: the reader waits for bytes, and those that these keys bring let it go.
    pub fn hang_up_after(&mut self, keys: &str) {
        self.seen().enough = true;
        self.send(keys);
        patiently(|| self.reader.is_finished().then_some(())).expect("a reader that lets go");
        *self.keyboard.lock().expect("a terminal that did not panic") = None;
        self.master = None;
    }

    /// The processor time that the program took so far, in hundredths of a second: also that of
    /// one that ended and whose status nobody took. None where the system does not tell.
    pub fn processor_time(&self) -> Option<u64> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.pid().as_raw_pid())).ok()?;
        // What follows the name, which may hold blanks: the 3rd field; user and system are 14 and 15.
        let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
        Some(fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?)
    }

    /// The most memory that the program held so far, in kB.
    pub fn peak_memory(&self) -> u64 {
        self.memory("VmHWM:")
    }

    /// The same without the pages of the files that it runs from: how many those are is a matter
    /// of the build.
    pub fn peak_memory_of_its_own(&self) -> u64 {
        self.peak_memory() - self.memory("RssFile:")
    }

    /// What the system says of the program's memory under this name, in kB.
    fn memory(&self, name: &str) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.pid().as_raw_pid()));
        let status = status.expect("a process that can be seen");
        let value = status.lines().find_map(|line| line.strip_prefix(name)).expect("memory");
        value.trim().trim_end_matches(" kB").parse().expect("a number")
    }

    /// Waits for the end and leaves the status for `exit`.
    #[track_caller]
    pub fn wait_for_end(&self) {
        let options = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        let ended = || waitid(WaitId::Pid(self.pid()), options).expect("a child");
        patiently(ended).expect("a program that ends");
    }

    /// Whether the terminal collects lines and shows what is typed.
    pub fn is_cooked(&self) -> bool {
        let cooked = (LocalModes::ICANON | LocalModes::ECHO).bits();
        let modes = self.master().get_termios().expect("modes").local_flags.bits();
        modes & cooked == cooked
    }

    #[track_caller]
    pub fn assert_restored(&self) {
        assert!(self.is_cooked());
        let seen = self.seen();
        let screen = seen.parser.screen();
        assert!(!screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste());
        assert_eq!(screen.mouse_protocol_mode(), MouseProtocolMode::None);
        let last = |text| find(&seen.raw, text).last();
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

impl Seen {
    pub fn new(columns: u16, rows: u16) -> Self {
        let parser = Parser::new(shown(rows, 24), shown(columns, 80), 0);
        Self { parser, raw: Vec::new(), last: Instant::now(), enough: false }
    }

    /// Takes what came, and says how many questions are in it.
    fn take(&mut self, bytes: &[u8]) -> usize {
        let questions = |raw: &[u8]| find(raw, QUESTION).count();
        // A question may come in two pieces.
        let before = self.raw.len().saturating_sub(QUESTION.len() - 1);
        let known = questions(&self.raw[before..]);
        self.raw.extend_from_slice(bytes);
        self.parser.process(bytes);
        self.last = Instant::now();
        questions(&self.raw[before..]) - known
    }
}

/// Reads until the program, or we, let go of the terminal. The end is believed when it is met
/// twice: Linux may tell it just before the last bytes, when the program ends as it writes them.
fn listen(mut from: impl Read, to: &Sender<(Instant, Vec<u8>)>, seen: &Mutex<Seen>) {
    let mut bytes = [0; 4096];
    let mut ends = 0;
    while ends < 2 {
        let n = from.read(&mut bytes).unwrap_or(0);
        let came = to.send((Instant::now(), bytes[..n].to_vec()));
        if came.is_err() || seen.lock().expect("a test that did not panic").enough {
            return;
        }
        if n == 0 {
            ends += 1;
            sleep(PAUSE);
        }
    }
}

/// Shows what comes over the line, when it has come.
fn show(from: &Receiver<(Instant, Vec<u8>)>, answers: &Sender<Instant>, line: Line, seen: &Mutex<Seen>) {
    let mut free = Instant::now();
    for (sent, bytes) in from {
        free = free.max(sent) + line.busy(bytes.len());
        sleep((free + line.there).saturating_duration_since(Instant::now()));
        let questions = seen.lock().expect("a test that did not panic").take(&bytes);
        if let Some(back) = line.back {
            for _ in 0..questions {
                // Nobody listens any more to a terminal that is gone.
                let _ = answers.send(Instant::now() + back);
            }
        }
    }
}

/// Gives answers to the program, each at its time.
fn answer(times: &Receiver<Instant>, keyboard: &Keyboard) {
    for time in times {
        sleep(time.saturating_duration_since(Instant::now()));
        if let Some(keyboard) = keyboard.lock().expect("a test that did not panic").as_mut() {
            // The program may have ended meanwhile.
            let _ = keyboard.write_all(ANSWER.as_bytes());
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

pub fn size(cols: u16, rows: u16) -> PtySize {
    PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }
}

/// How much of a width or a height is looked at, where a terminal that has none has `usual`.
pub fn shown(length: u16, usual: u16) -> NonZeroU16 {
    NonZeroU16::new(length.min(LARGEST)).or(NonZeroU16::new(usual)).expect("a usual size")
}

/// Where a text is among bytes.
pub fn find<'a>(raw: &'a [u8], text: &'a str) -> impl Iterator<Item = usize> + 'a {
    (0..raw.len()).filter(move |&at| raw[at..].starts_with(text.as_bytes()))
}

/// The control sequences among bytes: parameters and final byte.
pub fn sequences(raw: &[u8]) -> Vec<(String, char)> {
    let text = String::from_utf8_lossy(raw);
    let sequence = |rest: &str| {
        let (at, last) = rest.char_indices().find(|(_, c)| ('@'..='~').contains(c))?;
        Some((rest[..at].to_string(), last))
    };
    text.split("\x1b[").skip(1).filter_map(sequence).collect()
}

pub fn line(screen: &Screen, row: u16) -> String {
    screen.rows(0, screen.size().1.get()).nth(row.into()).unwrap_or_default()
}

/// A file for `--data`, and the directory that keeps it.
pub fn file(text: &str) -> (TempDir, PathBuf) {
    let directory = TempDir::new().expect("a directory");
    let path = directory.path().join("organisation.json");
    fs::write(&path, text).expect("a file");
    (directory, path)
}
