//! Copying: what to send to a terminal (OSC 52), and giving a text to tmux, which by default
//! drops what programs inside it send.

use std::io::{self, Write};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crossterm::clipboard::CopyToClipboard;
use crossterm::queue;

use super::signals::Signals;

/// The longest text that common terminals accept, in bytes.
pub const LONGEST_SENT: usize = 6_000;
/// The longest text that tmux is given, in bytes: what a pipe holds without being read.
pub const LONGEST_GIVEN: usize = 60_000;
/// A tmux that takes longer than this to end is not waited for.
const PATIENCE: Duration = Duration::from_millis(500);
const PAUSE: Duration = Duration::from_millis(2);

/// What asks a terminal to copy a text (OSC 52, target `c`). It does not answer.
pub fn request(text: &str) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    queue!(bytes, CopyToClipboard::to_clipboard_from(text))?;
    Ok(bytes)
}

/// Gives a text to tmux (3.2 or later), to keep in its buffer and to pass on to the terminal
/// outside. Returns whether tmux took it. A signal that ends the program ends the wait.
pub fn give_to_tmux(text: &str, signals: &Signals) -> bool {
    let mut tmux = Command::new("tmux");
    tmux.args(["load-buffer", "-w", "-"]).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let Ok(mut child) = tmux.spawn() else { return false };
    let given = child.stdin.take().is_some_and(|mut input| input.write_all(text.as_bytes()).is_ok());
    given && succeeds(&mut child, signals)
}

/// Whether a process ends well, and soon.
fn succeeds(child: &mut Child, signals: &Signals) -> bool {
    let end = Instant::now() + PATIENCE;
    while Instant::now() < end && signals.fatal().is_none() {
        match child.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) => sleep(PAUSE),
            Err(_) => return false,
        }
    }
    // It hangs: nobody waits for it.
    let _ = child.kill();
    let _ = child.wait();
    false
}
