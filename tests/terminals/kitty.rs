//! kitty, drawn without a graphics card. Its remote control gives the screen with its styles.

use std::process::Command;

use vt100::Screen;

use crate::journey::{self, Key, Terminal};
use crate::pty::eventually;
use crate::shell::Shell;
use crate::x_server::{XServer, screen_of};

const OPTIONS: [&str; 7] = [
    "allow_remote_control=yes",
    "remember_window_size=no",
    "initial_window_width=80c",
    "initial_window_height=24c",
    "update_check_interval=0",
    "shell_integration=disabled",
    "map=ctrl+f10 paste_from_clipboard",
];

/// kitty on an X server.
struct Kitty {
    x: XServer,
    shell: Shell,
}

impl Kitty {
    fn start() -> Self {
        let (mut x, shell) = (XServer::start(), Shell::new());
        let [bash, script] = shell.command();
        let address = address(&shell);
        let options = OPTIONS.iter().flat_map(|option| ["-o", option]);
        let args = ["--config", "NONE", "--listen-on", &address].into_iter().chain(options);
        let args: Vec<&str> = args.chain([bash.as_str(), &script]).collect();
        x.run("kitty", &args, &shell, &[("LIBGL_ALWAYS_SOFTWARE", "1")]);
        Self { x, shell }
    }

    /// The text of the screen; `None` while kitty starts.
    fn text(&self) -> Option<String> {
        let mut kitty = Command::new("kitty");
        kitty.args(["@", "--to", &address(&self.shell), "get-text", "--ansi"]);
        let output = kitty.output().expect("kitty");
        output.status.success().then(|| String::from_utf8(output.stdout).expect("text"))
    }
}

/// Where kitty takes commands.
fn address(shell: &Shell) -> String {
    format!("unix:{}", shell.file("kitty"))
}

impl Terminal for Kitty {
    fn screen(&self) -> Screen {
        screen_of(&eventually(|| self.text()).expect("a terminal that takes commands"))
    }

    fn press(&mut self, key: Key) {
        self.x.press(key);
    }

    fn enlarge(&mut self) {
        self.x.enlarge("kitty");
    }

    fn paste(&mut self) -> bool {
        self.x.press_shortcut("ctrl+F10");
        true
    }
}

#[test]
#[ignore = "needs kitty and Xvfb"]
fn kitty_makes_the_journey() {
    journey::make(&mut Kitty::start());
}
