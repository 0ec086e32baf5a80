//! Terminals whose text cannot be read from outside. The selected row is found in the picture, the rest in the files
//! that the script writes.

use std::fs;

use crate::journey::{CONTACT, Key};
use crate::pty::eventually;
use crate::shell::Shell;
use crate::x_server::XServer;

/// Without what is bright beside the text.
const LXTERMINAL: &str = "[general]\nhidescrollbar=true\nhidemenubar=true\n";
/// A shortcut of one key, and the size.
const ALACRITTY: &str = "window: { dimensions: { columns: 80, lines: 24 } }\n\
    key_bindings: [{ key: F10, action: Paste }]\n";

/// A terminal on an X server.
struct Pictured {
    x: XServer,
    shell: Shell,
    /// The class of its window.
    class: &'static str,
}

impl Pictured {
    fn start(class: &'static str, shell: Shell, program: &str, args: &[&str]) -> Self {
        let mut x = XServer::start();
        x.run(program, args, &shell, &[("LIBGL_ALWAYS_SOFTWARE", "1")]);
        Self { x, shell, class }
    }

    #[track_caller]
    fn wait_for_selected(&self, row: Option<usize>) {
        let is_selected = eventually(|| (self.x.reversed_row() == row).then_some(())).is_some();
        assert!(is_selected, "{:?} is selected, not {row:?}", self.x.reversed_row());
    }

    /// Waits until the script has written a file, and returns its text.
    #[track_caller]
    fn wait_for_file(&self, name: &str) -> String {
        let text = || fs::read_to_string(self.shell.path(name)).ok().filter(|text| text.ends_with('\n'));
        eventually(text).expect(name)
    }

    /// The journey; `paste` is the shortcut that pastes what was copied, if the terminal lets programs copy.
    fn make_journey(&self, paste: Option<&str>) {
        self.wait_for_selected(Some(1));
        self.x.press(Key::Down);
        self.wait_for_selected(Some(2));
        self.x.press(Key::Letters("/tnt"));
        self.x.press(Key::Enter);
        self.wait_for_selected(Some(3));
        self.x.press(Key::Letters("c"));
        self.x.enlarge(self.class);
        self.wait_for_selected(Some(3));
        self.x.press(Key::Letters("q"));
        assert_eq!(self.wait_for_file("status"), "0\n");
        assert_eq!(self.wait_for_file("after"), self.wait_for_file("before"));
        self.wait_for_selected(None);
        self.x.press(Key::Letters("typed "));
        paste.iter().for_each(|shortcut| self.x.press_shortcut(shortcut));
        self.x.press(Key::Enter);
        assert_eq!(
            self.wait_for_file("read").trim(),
            format!("typed {}", paste.map_or("", |_| CONTACT)).trim()
        );
    }
}

#[test]
#[ignore = "needs lxterminal and Xvfb"]
fn lxterminal_makes_the_journey() {
    let shell = Shell::new();
    shell.write(".config/lxterminal/lxterminal.conf", LXTERMINAL);
    let script = shell.command().join(" ");
    let args = ["--geometry=80x24", "-e", &script];
    Pictured::start("lxterminal", shell, "lxterminal", &args).make_journey(None);
}

#[test]
#[ignore = "needs rxvt-unicode and Xvfb"]
fn urxvt_makes_the_journey() {
    let shell = Shell::new();
    let [bash, script] = shell.command();
    let look = ["-rv", "+sb", "-fn", "xft:Monospace:size=9", "-geometry", "80x24+0+0"];
    let args = [&look[..], &["-e", &bash, &script]].concat();
    Pictured::start("URxvt", shell, "urxvt", &args).make_journey(None);
}

#[test]
#[ignore = "needs alacritty and Xvfb"]
fn alacritty_makes_the_journey() {
    let shell = Shell::without_modes();
    let [bash, script] = shell.command();
    let config = shell.write("alacritty.yml", ALACRITTY);
    let args = ["--config-file", &config, "-e", &bash, &script];
    Pictured::start("Alacritty", shell, "alacritty", &args).make_journey(Some("F10"));
}
