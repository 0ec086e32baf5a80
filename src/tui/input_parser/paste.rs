//! A bracketed paste. What comes between its markers is text, even when the link stalls in between.

use std::time::Duration;

/// The longest paste that is kept.
const MAX_PASTE_BYTES: usize = 64 << 10;
/// How long to wait for more before what came is handed on.
const PASTE_TIMEOUT: Duration = Duration::from_millis(900);
/// How long nothing may come before the paste ends without its end marker.
const MAX_PASTE_STALL: Duration = Duration::from_secs(4);
const END: &[u8] = b"\x1b[201~";

/// A paste whose end marker has not come yet.
#[derive(Debug, Default)]
pub struct Paste {
    /// The text that is not handed on yet.
    text: Vec<u8>,
    /// How much of the text was kept so far, in bytes.
    length: usize,
    stall: Stall,
}

/// Whether nothing came for a time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Stall {
    #[default]
    Never,
    Now,
    Before,
}

impl Paste {
    /// How long to wait for more, since the last bytes came.
    pub fn timeout(&self) -> Duration {
        if self.stall == Stall::Now { MAX_PASTE_STALL } else { PASTE_TIMEOUT }
    }

    /// Whether bytes that arrived together are Ctrl-C, pressed to get out of a paste whose end does not come.
    pub fn is_interrupted(&self, bytes: &[u8]) -> bool {
        self.stall != Stall::Never && bytes == b"\x03"
    }

    /// Takes from the bytes what belongs to the paste. Returns whether it ends.
    pub fn take(&mut self, bytes: &mut Vec<u8>) -> bool {
        if self.stall == Stall::Now {
            self.stall = Stall::Before;
        }
        let end = bytes.windows(END.len()).position(|window| window == END);
        let length = end.unwrap_or(bytes.len() - begun_end(bytes));
        let kept = length.min(MAX_PASTE_BYTES - self.length);
        self.text.extend_from_slice(&bytes[..kept]);
        self.length += kept;
        bytes.drain(..length + end.map_or(0, |_| END.len()));
        end.is_some()
    }

    /// The rest of the text, at the end.
    pub fn into_text(self) -> Option<String> {
        let text = String::from_utf8_lossy(&self.text).into_owned();
        (self.stall == Stall::Never || !text.is_empty()).then_some(text)
    }

    /// Notes that the timeout is over. Returns the text so far, up to its last whole character, and
    /// whether the paste may still go on.
    pub fn on_timeout(&mut self) -> (Option<String>, bool) {
        if self.stall == Stall::Now {
            return (None, false);
        }
        self.stall = Stall::Now;
        let whole = self.text.len() - begun_character(&self.text);
        let text = String::from_utf8_lossy(&self.text[..whole]).into_owned();
        self.text.drain(..whole);
        (Some(text).filter(|text| !text.is_empty()), true)
    }
}

/// The length of the part of the end marker that bytes end with.
fn begun_end(bytes: &[u8]) -> usize {
    (1..END.len()).rev().find(|&length| bytes.ends_with(&END[..length])).unwrap_or(0)
}

/// The length of the incomplete character that bytes end with.
fn begun_character(bytes: &[u8]) -> usize {
    let last = bytes.utf8_chunks().last().map_or(&[][..], |chunk| chunk.invalid());
    let is_begun = std::str::from_utf8(last).is_err_and(|error| error.error_len().is_none());
    if is_begun { last.len() } else { 0 }
}
