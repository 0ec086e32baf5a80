//! The processes that are measured: this program in another role, a program on a pseudo-terminal, and
//! a command that reads lines.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// Measured values by name: seconds, bytes, or a count.
pub type Measurements = Vec<(String, f64)>;

/// The path of this program.
pub fn current_program() -> PathBuf {
    std::env::current_exe().expect("a program")
}

/// Runs this program in a role, in a separate process, and returns what it prints.
pub fn measure(role: &str, files: &[&Path]) -> Measurements {
    let output = Command::new(current_program()).arg(role).args(files).stderr(Stdio::inherit()).output();
    let output = output.expect("a process");
    assert!(output.status.success(), "{role} failed");
    let text = String::from_utf8(output.stdout).expect("text");
    let measure = |line: &str| {
        let (name, value) = line.split_once('\t').expect("a name and a value");
        (name.to_string(), value.parse().expect("a number"))
    };
    text.lines().map(measure).collect()
}

/// Prints the measurements for the process that started this one.
pub fn print(measurements: &Measurements) {
    measurements.iter().for_each(|(name, value)| println!("{name}\t{value}"));
}

/// The current and the peak resident memory of this process, in bytes; zero if unknown.
pub fn memory(when: &str) -> Measurements {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let value = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let kilobytes = line.and_then(|rest| rest.split_whitespace().next());
        kilobytes.and_then(|number| number.parse::<f64>().ok()).unwrap_or_default() * 1_024.0
    };
    vec![(format!("{when} memory"), value("VmRSS:")), (format!("{when} peak"), value("VmHWM:"))]
}

/// The time from the start of a program on a pseudo-terminal until it has printed a text, in seconds.
pub fn time_until(text: &str, program: &Path, args: &[&Path]) -> f64 {
    let start = Instant::now();
    let mut session = Session::start(program, args);
    await_text(text, &mut session.reader);
    start.elapsed().as_secs_f64()
}

/// A program on a pseudo-terminal of 80 × 24, which ends with the value.
pub struct Session {
    child: Box<dyn Child + Send + Sync>,
    pty: Box<dyn MasterPty + Send>,
    reader: Box<dyn Read + Send>,
    writer: Box<dyn Write + Send>,
}

impl Session {
    pub fn start(program: &Path, args: &[&Path]) -> Self {
        let size = PtySize { rows: 24, cols: 80, pixel_width: 0, pixel_height: 0 };
        let pty = native_pty_system().openpty(size).expect("a terminal");
        let mut command = CommandBuilder::new(program);
        command.args(args);
        command.env_clear();
        command.env("TERM", "xterm-256color");
        command.env("LANG", "fr_FR.UTF-8");
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        let child = pty.slave.spawn_command(command).expect("a program");
        let reader = pty.master.try_clone_reader().expect("a reader");
        let writer = pty.master.take_writer().expect("a writer");
        Self { child, pty: pty.master, reader, writer }
    }

    /// Reads what the program prints from now on, in a thread, so that it need not wait.
    pub fn drain(&self) {
        let mut reader = self.pty.try_clone_reader().expect("a reader");
        std::thread::spawn(move || {
            let _ = std::io::copy(&mut reader, &mut std::io::sink());
        });
    }

    /// Types text.
    pub fn write(&mut self, text: &str) {
        self.writer.write_all(text.as_bytes()).expect("typed");
        self.writer.flush().expect("typed");
    }

    /// The private memory of the program, and its memory with its share of what others use too, in bytes.
    pub fn memory(&self) -> (f64, f64) {
        let path = format!("/proc/{}/smaps_rollup", self.child.process_id().expect("running"));
        let sizes = fs::read_to_string(path).expect("memory");
        let kilobytes = |name: &str| {
            let line = sizes.lines().find_map(|line| line.strip_prefix(name)).expect("a size");
            line.split_whitespace().next().and_then(|number| number.parse::<f64>().ok()).expect("a number")
        };
        let private = kilobytes("Private_Clean:") + kilobytes("Private_Dirty:");
        (private * 1_024.0, kilobytes("Pss:") * 1_024.0)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn await_text(text: &str, reader: &mut dyn Read) {
    let mut seen = Vec::new();
    let mut bytes = [0; 65_536];
    while memchr::memmem::find(&seen, text.as_bytes()).is_none() {
        let n = reader.read(&mut bytes).unwrap_or(0);
        assert!(n > 0, "the program ended before it printed {text:?}");
        seen.extend_from_slice(&bytes[..n]);
    }
}

/// Whether a program is installed.
pub fn is_installed(program: &str) -> bool {
    Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success())
}

/// The first line that a program prints for `--version`.
pub fn version(program: &str) -> String {
    let output = Command::new(program).arg("--version").output().map(|output| output.stdout);
    let output = String::from_utf8(output.unwrap_or_default()).unwrap_or_default();
    output.lines().next().unwrap_or_default().to_string()
}

/// What a line finder prints for a query, the best line first. It ends with status 1 if nothing matches.
pub fn run_filter(program: &str, lines: &Path, typed: &str) -> String {
    let lines = File::open(lines).expect("lines");
    let output = Command::new(program).arg("--filter").arg(typed).stdin(lines).output();
    String::from_utf8(output.expect("a finder").stdout).expect("text")
}

/// The longest of some times.
pub fn worst(times: &[f64]) -> f64 {
    times.iter().copied().fold(0.0, f64::max)
}

/// The median.
pub fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}
