//! The browser inside tmux 3.2 or later with its default settings. Copied text is read back from
//! the buffer of tmux. `.ci/tmux` installs tmux and runs these tests; `cargo test` ignores them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

use std::process::{Command, Output};
use std::thread::sleep;
use std::time::{Duration, Instant};

const RAMURE: &str = env!("CARGO_BIN_EXE_ramure");
/// The bound of every wait.
const DEADLINE: Duration = Duration::from_secs(10);
/// Between two looks at the screen.
const POLL_INTERVAL: Duration = Duration::from_millis(20);

/// A private tmux server with one window, in which the browser runs.
struct Tmux {
    /// The name of its socket.
    name: String,
}

impl Tmux {
    /// Starts the browser in English, with additional variables, and waits for its first frame.
    fn browse(name: &str, variables: &str) -> Self {
        let tmux = Self { name: format!("ramure-{name}-{}", std::process::id()) };
        let browse = format!("env LANG=C.UTF-8 RAMURE_LANG=en {variables} {RAMURE}; echo ended; sleep 100");
        tmux.run(&["-f", "/dev/null", "new-session", "-d", "-x", "80", "-y", "24", &browse]);
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

    fn press(&self, keys: &[&str]) {
        self.run(&[&["send-keys"], keys].concat());
    }

    #[track_caller]
    fn wait_for(&self, text: &str) {
        let end = Instant::now() + DEADLINE;
        let screen = || self.run(&["capture-pane", "-p"]);
        while !screen().contains(text) {
            assert!(Instant::now() < end, "{text:?} is not on the screen:\n{}", screen());
            sleep(POLL_INTERVAL);
        }
    }
}

impl Drop for Tmux {
    fn drop(&mut self) {
        self.command(&["kill-server"]);
    }
}

#[test]
#[ignore = "needs tmux"]
fn a_copied_contact_is_in_the_buffer_of_tmux() {
    let tmux = Tmux::browse("contact", "");
    tmux.press(&["/", "t", "n", "t", "Enter"]);
    tmux.wait_for("tnt.dinum@modernisation.gouv.fr");
    tmux.press(&["c"]);
    tmux.wait_for("Copied tnt.dinum@modernisation.gouv.fr (tmux");
    assert_eq!(tmux.run(&["show-buffer"]), "tnt.dinum@modernisation.gouv.fr");
}

#[test]
#[ignore = "needs tmux"]
fn a_copied_card_is_the_output_of_show() {
    let tmux = Tmux::browse("card", "");
    tmux.press(&["/", "t", "n", "t", "Enter", "y"]);
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
    tmux.press(&["/", "t", "n", "t", "Enter", "c"]);
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
    tmux.press(&["y"]);
    tmux.wait_for("too long to copy (8,");
    tmux.wait_for("“ramure show a1” prints it");
    drop(tmux);
    let tmux = Tmux::browse("longer", &data);
    tmux.press(&["y"]);
    tmux.wait_for("Copied A (tmux");
}

#[test]
#[ignore = "needs tmux"]
fn a_held_key_and_a_quick_end_leave_nothing_at_the_prompt() {
    let tmux = Tmux::browse("prompt", "");
    tmux.press(&["*"]);
    tmux.run(&["send-keys", "-N", "60", "Down"]);
    tmux.press(&["q"]);
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
    tmux.press(&["*", "G"]);
    let sent = || std::fs::read(output.path()).expect("the output");
    let contains = |text: &str| sent().windows(text.len()).any(|bytes| bytes == text.as_bytes());
    let end = Instant::now() + DEADLINE;
    while !contains("\x1b[2J") || sent().len() < 2_000 {
        assert!(Instant::now() < end, "{} bytes were sent", sent().len());
        sleep(POLL_INTERVAL);
    }
    assert!(!contains("\x1b[?2026"), "{}", String::from_utf8_lossy(&sent()));
    tmux.wait_for("q quit");
    let screen = tmux.run(&["capture-pane", "-p"]);
    assert!(screen.lines().filter(|row| !row.trim().is_empty()).count() > 25, "{screen}");
}
