//! A terminal around a multiplexer: a pseudo-terminal whose screen is emulated, and whose clipboard is set by OSC 52.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use portable_pty::CommandBuilder;
use vt100::{MouseProtocolMode, Screen};

use crate::journey::{Key, Terminal};
use crate::pty::{DOWN, Session, command, find};
use crate::shell::Shell;

/// A larger size than the one to start with, in columns and rows.
const LARGER: (u16, u16) = (110, 36);
const OSC_52: &str = "\x1b]52;c;";

pub struct Outer {
    session: Session,
}

impl Outer {
    /// Runs a program with the variables of the shell.
    pub fn start(program: &str, args: &[&str], shell: &Shell, variables: &[(&str, &str)]) -> Self {
        let mut command: CommandBuilder = command(program, args);
        for (name, value) in shell.variables() {
            command.env(name, value);
        }
        for (name, value) in variables {
            command.env(name, value);
        }
        Self { session: Session::start(command, 80, 24) }
    }

    /// All output so far.
    pub fn raw(&self) -> Vec<u8> {
        self.session.raw()
    }

    /// The text that was copied last.
    pub fn clipboard(&self) -> Option<String> {
        let raw = self.session.raw();
        let start = find(&raw, OSC_52).last()? + OSC_52.len();
        let length = raw[start..].iter().position(|byte| matches!(byte, b'\x07' | b'\x1b'))?;
        let text = STANDARD.decode(&raw[start..start + length]).expect("base64");
        Some(String::from_utf8(text).expect("text"))
    }
}

/// As programs see it through a multiplexer that has no alternate screen.
impl Terminal for Outer {
    const HAS_ALTERNATE_SCREEN: bool = false;

    fn screen(&self) -> Screen {
        self.session.capture().parser.screen().clone()
    }

    fn press(&mut self, key: Key) {
        self.session.send(match key {
            Key::Letters(letters) => letters,
            Key::Enter => "\r",
            Key::Down => DOWN,
        });
    }

    fn enlarge(&mut self) {
        self.session.resize(LARGER.0, LARGER.1);
    }

    fn paste(&mut self) -> bool {
        let text = self.clipboard().expect("a text that was copied");
        self.session.send(&text);
        true
    }

    /// Whether the cursor is shown, and mouse reports and bracketed paste are off.
    fn is_restored(&self) -> bool {
        let screen = self.screen();
        let is_mouse_off = screen.mouse_protocol_mode() == MouseProtocolMode::None;
        is_mouse_off && !screen.hide_cursor() && !screen.bracketed_paste()
    }
}
