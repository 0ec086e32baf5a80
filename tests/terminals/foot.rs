//! foot in weston, which is a window of an X server. foot writes its text to a file; the selected row is found in
//! the picture.

use vt100::Screen;

use crate::journey::{self, Key, Terminal};
use crate::pty::eventually;
use crate::shell::Shell;
use crate::x_server::{XServer, printed_screen};

const WESTON: &str = "[core]\nidle-time=0\n[shell]\npanel-position=none\nlocking=false\nanimation=none\n\
    startup-animation=none\nbackground-color=0xff000000\n";

/// foot on the whole screen of a Wayland server.
struct Foot {
    x: XServer,
    shell: Shell,
}

impl Foot {
    fn start() -> Self {
        let (mut x, shell) = (XServer::start(), Shell::new());
        let config = format!("--config={}", shell.write("weston.ini", WESTON));
        let weston = ["--backend=x11-backend.so", "--use-pixman", "--socket=wayland"];
        let size = ["--width=1000", "--height=700"];
        x.run("weston", &[&weston[..], &size, &[&config]].concat(), &shell, &[]);
        eventually(|| shell.path("wayland").exists().then_some(())).expect("a Wayland server");
        let printed = shell.file("printed");
        let config = shell.write(
            "foot.ini",
            &format!(
                "font=monospace:size=11\ninitial-window-mode=fullscreen\n[key-bindings]\n\
                 pipe-visible=[sh -c \"cat > {printed}.new; mv {printed}.new {printed}\"] Control+F12\n\
                 font-decrease=Control+F11\nclipboard-paste=Control+F10\n"
            ),
        );
        let [bash, script] = shell.command();
        x.run("foot", &["-c", &config, &bash, &script], &shell, &[("WAYLAND_DISPLAY", "wayland")]);
        Self { x, shell }
    }
}

impl Terminal for Foot {
    fn screen(&self) -> Screen {
        printed_screen(&self.x, &self.shell, "ctrl+F12")
    }

    fn selected_row(&self) -> Option<u16> {
        self.x.reversed_row().map(|row| row as u16)
    }

    fn press(&mut self, key: Key) {
        self.x.press(key);
    }

    /// Smaller letters make more rows and columns. The first step may leave the cells as they are.
    fn enlarge(&mut self) {
        (0..4).for_each(|_| self.x.press_shortcut("ctrl+F11"));
    }

    fn paste(&mut self) -> bool {
        self.x.press_shortcut("ctrl+F10");
        true
    }
}

#[test]
#[ignore = "needs foot, weston and Xvfb"]
fn foot_makes_the_journey() {
    journey::make(&mut Foot::start());
}
