//! Copies text to the clipboard with OSC 52 or, inside tmux, with a tmux command: by default tmux
//! drops OSC 52 sequences of the programs inside it.

use std::io::{self, Write};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crossterm::clipboard::CopyToClipboard;
use crossterm::queue;

use super::signals::Signals;

/// The longest text that common terminals accept by OSC 52.
pub const MAX_OSC52_BYTES: usize = 6_000;
/// The longest text that is sent to tmux: it fits into a pipe that nothing reads.
pub const MAX_TMUX_BYTES: usize = 60_000;
/// How long to wait for tmux to end, and how often to look.
const TMUX_TIMEOUT: Duration = Duration::from_millis(500);
const POLL_INTERVAL: Duration = Duration::from_millis(2);

/// The sequence by which a terminal copies a text (OSC 52, target `c`). There is no reply.
pub fn osc52(text: &str) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    queue!(bytes, CopyToClipboard::to_clipboard_from(text))?;
    Ok(bytes)
}

/// Loads a text into a tmux buffer, and by `-w` (tmux 3.2 or later) into the clipboard of the
/// outer terminal. Returns whether tmux succeeded. A signal that ends the program ends the wait.
pub fn load_tmux_buffer(text: &str, signals: &Signals) -> bool {
    let mut tmux = Command::new("tmux");
    tmux.args(["load-buffer", "-w", "-"]).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let Ok(mut child) = tmux.spawn() else { return false };
    let is_written = child.stdin.take().is_some_and(|mut input| input.write_all(text.as_bytes()).is_ok());
    is_written && exits_successfully(&mut child, signals)
}

/// Whether a process exits with status 0 within the timeout. Otherwise it is killed.
fn exits_successfully(child: &mut Child, signals: &Signals) -> bool {
    let deadline = Instant::now() + TMUX_TIMEOUT;
    while Instant::now() < deadline && signals.fatal().is_none() {
        match child.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) => sleep(POLL_INTERVAL),
            Err(_) => return false,
        }
    }
    let _ = child.kill();
    let _ = child.wait();
    false
}
