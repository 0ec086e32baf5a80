//! Whether there is memory left where the process has a limit (`ulimit -v`). A failed allocation would end the
//! program without a message of ours and without restoring the terminal, so what needs much memory asks before.

use std::io::{self, Read};
use std::sync::OnceLock;
use std::thread::{Builder, JoinHandle};

/// How many bytes the process may still take; `None` without a limit.
pub type RoomFn = fn() -> Option<u64>;

static ROOM: OnceLock<RoomFn> = OnceLock::new();

/// What is needed besides that which grows with the data: for a screen, a search, buffers.
const MARGIN_BYTES: u64 = 6 << 20;
/// What is needed before the command line is known.
const START_BYTES: u64 = 1 << 20;
/// For each unit, besides its texts: its place in the tree, and in the index.
const UNIT_BYTES: u64 = 650;
/// What is read at a time, at most.
const PART_BYTES: usize = 1 << 20;
/// The stack of a thread, and what its allocator reserves.
const THREAD_BYTES: u64 = (2 << 20) + (128 << 20);

/// Less memory is left than is needed, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shortage {
    pub needed: u64,
    pub left: u64,
}

/// From now on, memory is limited to what the function returns.
pub fn set_limit(room: RoomFn) {
    // Only the first limit counts.
    let _ = ROOM.set(room);
}

/// Whether less is left than any command needs.
pub fn is_too_short() -> bool {
    shortage(START_BYTES).is_some()
}

/// Whether less is left than so many bytes.
pub fn shortage(needed: u64) -> Option<Shortage> {
    let left = ROOM.get().and_then(|room| room())?;
    (left < needed).then_some(Shortage { needed, left })
}

/// Checks that there is room for what a text that was read and its units still need: twice the text, while it is
/// read in another format, and the tree and the index.
///
/// # Errors
/// If less is left.
pub fn check_room(text_bytes: usize, units: usize) -> Result<(), Shortage> {
    let needed = text_bytes as u64 * 2 + units as u64 * UNIT_BYTES + MARGIN_BYTES;
    shortage(needed).map_or(Ok(()), Err)
}

/// Starts a thread.
///
/// # Errors
/// If the system refuses one, or too little memory is left.
pub fn spawn(name: &str, work: Box<dyn FnOnce() + Send>) -> io::Result<JoinHandle<()>> {
    thread()?.name(name.into()).spawn(work)
}

/// Appends what a reader has, up to a mebibyte. Returns whether there may be more.
///
/// # Errors
/// If it cannot be read, or if there is no memory for it, where `Read::read_to_end` may abort.
pub fn read_part(from: &mut impl Read, bytes: &mut Vec<u8>) -> io::Result<bool> {
    if bytes.len() == bytes.capacity() {
        bytes.try_reserve(PART_BYTES)?;
    }
    let room = PART_BYTES.min(bytes.capacity() - bytes.len());
    // It fits, so that nothing is allocated.
    let read = from.take(room as u64).read_to_end(bytes)?;
    Ok(read == room)
}

/// A thread to be started.
///
/// # Errors
/// If too little memory is left.
pub fn thread() -> io::Result<Builder> {
    shortage(THREAD_BYTES).map_or_else(|| Ok(Builder::new()), |_| Err(io::ErrorKind::OutOfMemory.into()))
}
