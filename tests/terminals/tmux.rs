//! tmux 3.2 or later with its default settings. Copied text is read back from the buffer of tmux.

use std::process::{Command, Output};

use vt100::Screen;

use crate::journey::{self, Key, Terminal, wait_for};
use crate::pty::{RAMURE, eventually};
use crate::shell::Shell;
use crate::x_server::screen_of;

/// A private tmux server with one window.
struct Tmux {
    /// The name of its socket.
    name: String,
    _shell: Shell,
}

impl Tmux {
    /// Runs a command of the shell, with its variables.
    fn start(name: &str, shell: Shell, command: &str) -> Self {
        let name = format!("ramure-{name}-{}", std::process::id());
        let variables = shell.variables().into_iter().map(|(name, value)| format!("{name}='{value}'"));
        let command = format!("env {} {command}", variables.collect::<Vec<_>>().join(" "));
        let tmux = Self { name, _shell: shell };
        tmux.run(&["-f", "/dev/null", "new-session", "-d", "-x", "80", "-y", "24", &command]);
        tmux
    }

    /// Starts the browser alone, with additional variables, and waits for its first frame.
    fn browse(name: &str, variables: &str) -> Self {
        let browse = format!("{variables} {RAMURE}; echo ended; sleep 100");
        let tmux = Self::start(name, Shell::without_modes(), &browse);
        tmux.wait_for("q quit");
        tmux
    }

    fn command(&self, args: &[&str]) -> Output {
        let mut command = Command::new("tmux");
        command.env_remove("TMUX").args(["-L", &self.name]).args(args);
        command.output().expect("tmux 3.2 or later")
    }

    fn run(&self, args: &[&str]) -> String {
        let output = self.command(args);
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text")
    }

    fn send_keys(&self, keys: &[&str]) {
        self.run(&[&["send-keys"], keys].concat());
    }

    #[track_caller]
    fn wait_for(&self, text: &str) {
        wait_for(self, text);
    }
}

impl Terminal for Tmux {
    const COPIED: &'static str = "(tmux buffer)";

    fn screen(&self) -> Screen {
        screen_of(&self.run(&["capture-pane", "-p", "-e"]))
    }

    fn press(&mut self, key: Key) {
        match key {
            Key::Letters(letters) => self.send_keys(&["-l", letters]),
            Key::Enter => self.send_keys(&["Enter"]),
            Key::Down => self.send_keys(&["Down"]),
        }
    }

    fn enlarge(&mut self) {
        self.run(&["resize-window", "-x", "110", "-y", "36"]);
    }

    fn paste(&mut self) -> bool {
        self.run(&["paste-buffer"]);
        true
    }

    fn is_restored(&self) -> bool {
        let flags = "#{cursor_flag} #{mouse_any_flag} #{alternate_on}";
        self.run(&["display-message", "-p", flags]).trim() == "1 0 0"
    }
}

impl Drop for Tmux {
    fn drop(&mut self) {
        self.command(&["kill-server"]);
    }
}

#[test]
#[ignore = "needs tmux"]
fn tmux_makes_the_journey() {
    let shell = Shell::without_modes();
    let script = shell.command().join(" ");
    journey::make(&mut Tmux::start("journey", shell, &script));
}

#[test]
#[ignore = "needs tmux"]
fn a_copied_contact_is_in_the_buffer_of_tmux() {
    let tmux = Tmux::browse("contact", "");
    tmux.send_keys(&["/", "t", "n", "t", "Enter"]);
    tmux.wait_for("tnt.dinum@modernisation.gouv.fr");
    tmux.send_keys(&["c"]);
    tmux.wait_for("Copied tnt.dinum@modernisation.gouv.fr (tmux");
    assert_eq!(tmux.run(&["show-buffer"]), "tnt.dinum@modernisation.gouv.fr");
}

#[test]
#[ignore = "needs tmux"]
fn a_copied_card_is_the_output_of_show() {
    let tmux = Tmux::browse("card", "");
    tmux.send_keys(&["/", "t", "n", "t", "Enter", "y"]);
    tmux.wait_for("Copied Programme TNT (tmux");
    let shown =
        Command::new(RAMURE).args(["show", "tnt", "--lang", "en"]).output().expect("the program runs");
    assert_eq!(tmux.run(&["show-buffer"]), String::from_utf8(shown.stdout).expect("text"));
}

#[test]
#[ignore = "needs tmux"]
fn without_the_tmux_command_the_text_is_sent_to_the_terminal() {
    // Without a path the program cannot run tmux.
    let tmux = Tmux::browse("sent", "PATH=/nonexistent");
    tmux.send_keys(&["/", "t", "n", "t", "Enter", "c"]);
    tmux.wait_for("Copied tnt.dinum@modernisation.gouv.fr (clipboard");
    assert!(!tmux.command(&["show-buffer"]).status.success());
}

#[test]
#[ignore = "needs tmux"]
fn a_card_too_long_for_a_terminal_is_refused_with_an_alternative() {
    let long = "mot ".repeat(2_000);
    let text = format!(r#"{{"format":"ramure/1","units":[{{"id":"a1","name":"A","abstract":"{long}"}}]}}"#);
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), text).expect("written");
    let data = format!("RAMURE_DATA={}", file.path().display());
    let tmux = Tmux::browse("long", &format!("PATH=/nonexistent {data}"));
    tmux.send_keys(&["y"]);
    tmux.wait_for("too long to copy (8,");
    tmux.wait_for("“ramure show a1 --data ");
    drop(tmux);
    let tmux = Tmux::browse("longer", &data);
    tmux.send_keys(&["y"]);
    tmux.wait_for("Copied A (tmux");
}

#[test]
#[ignore = "needs tmux"]
fn a_held_key_and_a_quick_end_leave_nothing_at_the_prompt() {
    let tmux = Tmux::browse("prompt", "");
    tmux.send_keys(&["*"]);
    tmux.run(&["send-keys", "-N", "60", "Down"]);
    tmux.send_keys(&["q"]);
    tmux.wait_for("ended");
    let screen = tmux.run(&["capture-pane", "-p"]);
    assert_eq!(screen.trim(), "ended");
}

#[test]
#[ignore = "needs tmux"]
fn a_screen_is_cleared_and_drawn_without_a_synchronized_update() {
    let tmux = Tmux::browse("whole", "");
    let output = tempfile::NamedTempFile::new().expect("a file");
    tmux.run(&["pipe-pane", "-O", &format!("cat > {}", output.path().display())]);
    tmux.run(&["resize-window", "-x", "200", "-y", "50"]);
    tmux.send_keys(&["*", "G"]);
    let sent = || std::fs::read(output.path()).expect("the output");
    let contains = |text: &str| sent().windows(text.len()).any(|bytes| bytes == text.as_bytes());
    let is_drawn = || (contains("\x1b[2J") && sent().len() > 2_000).then_some(());
    assert!(eventually(is_drawn).is_some(), "{} bytes were sent", sent().len());
    assert!(!contains("\x1b[?2026"), "{}", String::from_utf8_lossy(&sent()));
    tmux.wait_for("q quit");
    let screen = tmux.run(&["capture-pane", "-p"]);
    assert!(screen.lines().filter(|row| !row.trim().is_empty()).count() > 25, "{screen}");
}
