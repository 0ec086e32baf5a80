//! An X server without a screen, on which terminals with a window run. Keys come from its keyboard.

use std::fs;
use std::io::{BufRead, BufReader};
use std::num::NonZeroU16;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;
use vt100::{Parser, Screen};

use crate::journey::Key;
use crate::pty::eventually;
use crate::shell::Shell;

/// The size of the picture and of the larger window, in pixels.
const SIZE: (usize, usize) = (1000, 700);
const LARGER: [&str; 2] = ["950", "650"];
/// More columns than a terminal of that size has.
const MAX_COLUMNS: usize = 300;
/// Of the numbers of 32 bits with which an XWD file begins: the length of the header, of a line of pixels, and
/// how many colours stand between them.
const HEADER_BYTES: usize = 0;
const LINE_BYTES: usize = 12;
const COLORS: usize = 19;
const COLOR_BYTES: usize = 12;
/// A pixel with more green than this is bright, and so many bright pixels in a line are no letter.
const MAX_DARK: u8 = 128;
const MIN_RUN: usize = 100;
/// A key that a terminal missed while it started is pressed again after this time.
const KEY_TIMEOUT: Duration = Duration::from_millis(500);

pub struct XServer {
    server: Child,
    /// What runs on it.
    clients: Vec<Child>,
    display: String,
    /// Contains the picture, as `Xvfb_screen0` in the format XWD.
    directory: TempDir,
}

impl XServer {
    pub fn start() -> Self {
        let directory = TempDir::new().expect("a directory");
        let mut server = Command::new("Xvfb");
        server.args(["-displayfd", "1", "-nolisten", "tcp", "-screen", "0"]);
        server.arg(format!("{}x{}x24", SIZE.0, SIZE.1)).arg("-fbdir").arg(directory.path());
        server.stdout(Stdio::piped()).stderr(Stdio::null());
        let mut server = server.spawn().expect("Xvfb");
        let mut number = String::new();
        let stdout = server.stdout.take().expect("a pipe");
        BufReader::new(stdout).read_line(&mut number).expect("the number of the display");
        Self { server, clients: Vec::new(), display: format!(":{}", number.trim()), directory }
    }

    /// Runs a program on the display, with the variables of the shell.
    pub fn run(&mut self, program: &str, args: &[&str], shell: &Shell, variables: &[(&str, &str)]) {
        let mut command = Command::new(program);
        command.args(args).env_clear().envs(shell.variables()).envs(variables.iter().copied());
        command.env("DISPLAY", &self.display).stdout(Stdio::null()).stderr(Stdio::null());
        self.clients.push(command.spawn().expect(program));
    }

    /// Runs xdotool and returns what it prints.
    fn xdotool(&self, args: &[&str]) -> String {
        let mut command = Command::new("xdotool");
        let output = command.args(args).env("DISPLAY", &self.display).output().expect("xdotool");
        String::from_utf8(output.stdout).expect("text")
    }

    pub fn press(&self, key: Key) {
        match key {
            Key::Letters(letters) => self.xdotool(&["type", "--", letters]),
            Key::Enter => self.xdotool(&["key", "Return"]),
            Key::Down => self.xdotool(&["key", "Down"]),
        };
    }

    /// Presses a key by its name, which the terminal itself takes.
    pub fn press_shortcut(&self, name: &str) {
        self.xdotool(&["key", name]);
    }

    /// Makes the window of a class larger.
    pub fn enlarge(&self, class: &str) {
        let window = self.xdotool(&["search", "--onlyvisible", "--class", class]);
        let window = window.lines().last().expect("a window");
        self.xdotool(&["windowsize", window, LARGER[0], LARGER[1]]);
    }

    /// The row that is drawn reversed, in a terminal at the top of the screen on a dark ground: its lines of
    /// pixels are bright, and the margin above the text is less than a row.
    pub fn reversed_row(&self) -> Option<usize> {
        let file = fs::read(self.directory.path().join("Xvfb_screen0")).expect("a picture");
        let number = |field: usize| {
            let bytes = file[4 * field..4 * field + 4].try_into().expect("four bytes");
            u32::from_be_bytes(bytes) as usize
        };
        let pixels = &file[number(HEADER_BYTES) + number(COLORS) * COLOR_BYTES..];
        let lines = pixels.chunks(number(LINE_BYTES)).enumerate();
        let mut bright = lines.filter(|(_, line)| has_bright_run(line)).map(|(y, _)| y);
        let first = bright.next()?;
        let height = bright.next_back()? + 1 - first;
        Some(first / height)
    }
}

/// Whether a line of pixels is bright over a length that no letter has. A pixel is blue, green, red and one byte.
fn has_bright_run(line: &[u8]) -> bool {
    let bright: Vec<bool> = line.chunks_exact(4).map(|pixel| pixel[1] > MAX_DARK).collect();
    bright.chunk_by(|one, next| one == next).any(|run| run[0] && run.len() >= MIN_RUN)
}

impl Drop for XServer {
    fn drop(&mut self) {
        for process in self.clients.iter_mut().rev().chain([&mut self.server]) {
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

/// The screen of a terminal that writes it to the file `printed` of the shell when a shortcut is pressed.
pub fn printed_screen(x: &XServer, shell: &Shell, shortcut: &str) -> Screen {
    let path = shell.path("printed");
    // There is no file before the first time.
    let _ = fs::remove_file(&path);
    let mut pressed_at = None;
    let printed = eventually(|| {
        if pressed_at.is_none_or(|at: Instant| at.elapsed() > KEY_TIMEOUT) {
            x.press_shortcut(shortcut);
            pressed_at = Some(Instant::now());
        }
        fs::read_to_string(&path).ok()
    });
    screen_of(&printed.expect("a terminal that prints its screen"))
}

/// A screen with the rows of a text, which may have styles.
pub fn screen_of(text: &str) -> Screen {
    let rows: Vec<&str> = text.lines().collect();
    let size = |length: usize| NonZeroU16::new(length as u16).unwrap_or(NonZeroU16::MIN);
    let mut parser = Parser::new(size(rows.len()), size(MAX_COLUMNS), 0);
    parser.process(rows.join("\r\n").as_bytes());
    parser.screen().clone()
}
