//! Copies text to the clipboard with OSC 52 or, inside tmux, with a tmux command: by default tmux
//! drops OSC 52 sequences of the programs inside it. GNU screen drops them too, and passes them on inside
//! DCS strings.

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
/// The longest piece inside a DCS string; GNU screen 4.9 keeps at most 768 bytes.
const MAX_DCS_BYTES: usize = 512;
/// The end of a control string: ST, or BEL.
const ST: &[u8] = b"\x1b\\";
const BEL: &[u8] = b"\x07";
/// How long to wait for tmux to end, and how often to look.
const TMUX_TIMEOUT: Duration = Duration::from_millis(500);
const POLL_INTERVAL: Duration = Duration::from_millis(2);

/// The sequence by which a terminal copies a text (OSC 52, target `c`). There is no reply. If GNU
/// screen may be between, the sequence comes twice: screen takes only the second, tmux only the first.
pub fn osc52(text: &str, passes_screen: bool) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    queue!(bytes, CopyToClipboard::to_clipboard_from(text))?;
    if passes_screen {
        bytes.extend(inside_dcs(&bytes));
    }
    Ok(bytes)
}

/// A control string in pieces, each inside a DCS string. It ends with BEL there, since ST would end
/// the DCS string.
fn inside_dcs(string: &[u8]) -> Vec<u8> {
    let string = [string.strip_suffix(ST).unwrap_or(string), BEL].concat();
    string.chunks(MAX_DCS_BYTES).flat_map(|piece| [b"\x1bP", piece, ST].concat()).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_passes_screen_is_the_same_sequence_in_short_pieces() {
        let text = "é".repeat(1_000);
        let direct = osc52(&text, false).expect("written");
        let both = osc52(&text, true).expect("written");
        let passed = both.strip_prefix(&direct[..]).expect("the direct sequence first");
        let passed = String::from_utf8(passed.to_vec()).expect("text");
        let pieces: Vec<&str> = passed.split_terminator("\x1b\\").collect();
        assert!(pieces.len() > 4 && pieces.iter().all(|piece| piece.len() < 768));
        let joined: String = pieces.iter().filter_map(|piece| piece.strip_prefix("\x1bP")).collect();
        let direct = String::from_utf8(direct).expect("text");
        assert_eq!(joined.strip_suffix('\x07'), direct.strip_suffix("\x1b\\"));
    }
}
