//! xterm. Its print action gives the screen with its styles. By default it refuses to copy (OSC 52).

use vt100::Screen;

use crate::journey::{self, Key, Terminal};
use crate::shell::Shell;
use crate::x_server::{XServer, printed_screen};

/// Prints the screen and pastes the clipboard.
const TRANSLATIONS: &str = "XTerm.VT100.translations: #override \
    Ctrl<Key>F12: print(noNewLine,noFormFeed)\\n Ctrl<Key>F10: insert-selection(CLIPBOARD)";
/// With the styles of the cells.
const PRINTED: &str = "XTerm.VT100.printAttributes: 2";
/// The default without `SetSelection`, which is OSC 52.
const ALLOWED: &str = "XTerm.VT100.disallowedWindowOps: 20,21,SetXprop";

/// xterm on an X server.
struct Xterm {
    x: XServer,
    shell: Shell,
}

impl Xterm {
    fn start() -> Self {
        let (mut x, shell) = (XServer::start(), Shell::new());
        let [bash, script] = shell.command();
        let printed = shell.file("printed");
        let printer = format!("XTerm.VT100.printerCommand: cat > {printed}.new; mv {printed}.new {printed}");
        let resources =
            [TRANSLATIONS, PRINTED, ALLOWED, &printer].into_iter().flat_map(|line| ["-xrm", line]);
        let font = ["-u8", "-fa", "Monospace", "-fs", "9", "-geometry", "80x24+0+0"];
        let args: Vec<&str> = resources.chain(font).chain(["-e", &bash, &script]).collect();
        x.run("xterm", &args, &shell, &[]);
        Self { x, shell }
    }
}

impl Terminal for Xterm {
    fn screen(&self) -> Screen {
        printed_screen(&self.x, &self.shell, "ctrl+F12")
    }

    fn press(&mut self, key: Key) {
        self.x.press(key);
    }

    fn enlarge(&mut self) {
        self.x.enlarge("XTerm");
    }

    fn paste(&mut self) -> bool {
        self.x.press_shortcut("ctrl+F10");
        true
    }
}

#[test]
#[ignore = "needs xterm and Xvfb"]
fn xterm_makes_the_journey() {
    journey::make(&mut Xterm::start());
}
