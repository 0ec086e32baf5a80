//! GNU screen with its default settings: it has no alternate screen, and passes on copied texts inside DCS.

use std::process::Command;

use crate::journey::{self, Key, Terminal, wait_for};
use crate::outer::Outer;
use crate::pty::RAMURE;
use crate::shell::Shell;

/// A session of screen in a terminal.
struct GnuScreen {
    outer: Outer,
    shell: Shell,
}

impl GnuScreen {
    fn start() -> Self {
        let shell = Shell::without_modes();
        let [bash, script] = shell.command();
        let args = ["-c", "/dev/null", "-U", "-S", "ramure", &bash, &script];
        let outer = Outer::start("screen", &args, &shell, &[("SCREENDIR", &shell.file(""))]);
        Self { outer, shell }
    }
}

impl Drop for GnuScreen {
    fn drop(&mut self) {
        let mut quit = Command::new("screen");
        quit.args(["-S", "ramure", "-X", "quit"]).env("SCREENDIR", self.shell.file(""));
        // The session may have ended.
        let _ = quit.output();
    }
}

#[test]
#[ignore = "needs GNU screen"]
fn gnu_screen_makes_the_journey() {
    journey::make(&mut GnuScreen::start().outer);
}

#[test]
#[ignore = "needs GNU screen"]
fn gnu_screen_passes_on_a_whole_card() {
    let mut screen = GnuScreen::start();
    wait_for(&screen.outer, "q quit");
    screen.outer.press(Key::Letters("/tnt"));
    wait_for(&screen.outer, "1 of 1");
    screen.outer.press(Key::Enter);
    wait_for(&screen.outer, "nN match");
    screen.outer.press(Key::Letters("y"));
    wait_for(&screen.outer, "Copied Programme TNT (clipboard");
    let shown =
        Command::new(RAMURE).args(["show", "tnt", "--lang", "en"]).output().expect("the program runs");
    assert!(shown.stdout.len() > 512, "one piece shows nothing");
    assert_eq!(screen.outer.clipboard(), Some(String::from_utf8(shown.stdout).expect("text")));
}
