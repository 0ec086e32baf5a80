//! The console of Linux, emulated with what console_codes(4) lists. It has neither an alternate screen nor a clipboard.

use vt100::{Parser, Screen};

use crate::journey::{self, Key, Terminal};
use crate::outer::Outer;
use crate::pty::sequences;
use crate::shell::Shell;

/// What enters and leaves the alternate screen, which the console ignores.
const ALTERNATE_SCREEN: [&str; 2] = ["\x1b[?1049h", "\x1b[?1049l"];
/// The final bytes of the CSI sequences that console_codes(4) lists.
const CSI: &str = "@ABCDEFGHJKLMPXacdefghlmnqrsu`";
/// The parameters of `m` that it lists and that are not colours.
const ATTRIBUTES: [&str; 15] =
    ["", "0", "1", "2", "3", "4", "5", "7", "21", "22", "23", "24", "25", "27", "39"];

/// A console in which the shell runs.
struct Console {
    outer: Outer,
    _shell: Shell,
}

impl Console {
    fn start() -> Self {
        let shell = Shell::without_modes();
        let [bash, script] = shell.command();
        let outer = Outer::start(&bash, &[&script], &shell, &[("TERM", "linux")]);
        Self { outer, _shell: shell }
    }
}

impl Terminal for Console {
    const COPIED: &'static str = "no clipboard here: “ramure show ";
    const HAS_ALTERNATE_SCREEN: bool = false;

    fn screen(&self) -> Screen {
        let (rows, columns) = self.outer.screen().size();
        let mut parser = Parser::new(rows, columns, 0);
        let text = String::from_utf8_lossy(&self.outer.raw()).into_owned();
        let text = ALTERNATE_SCREEN.iter().fold(text, |text, mode| text.replace(mode, ""));
        parser.process(text.as_bytes());
        parser.screen().clone()
    }

    fn press(&mut self, key: Key) {
        self.outer.press(key);
    }

    fn enlarge(&mut self) {
        self.outer.enlarge();
    }

    fn paste(&mut self) -> bool {
        false
    }

    fn is_restored(&self) -> bool {
        self.outer.is_restored()
    }
}

#[test]
#[ignore = "part of .ci/terminals"]
fn the_console_makes_the_journey_with_sequences_that_it_knows() {
    let mut console = Console::start();
    journey::make(&mut console);
    let raw = console.outer.raw();
    let text = String::from_utf8_lossy(&raw);
    let after_escapes: Vec<&str> = text.split('\x1b').skip(1).collect();
    assert!(after_escapes.len() > 100, "nothing was drawn");
    for sequence in after_escapes {
        assert!(sequence.starts_with('['), "not a CSI sequence: {sequence:?}");
    }
    for (parameters, last) in sequences(&raw) {
        assert!(CSI.contains(last), "{parameters}{last}");
        let is_known = |code: &str| ATTRIBUTES.contains(&code);
        assert!(last != 'm' || parameters.split(';').all(is_known), "{parameters}m");
    }
}
