//! Writes an entry in a thread, while the browser is used.

use std::io;
use std::sync::Arc;
use std::thread::JoinHandle;

use rustix::process::setpriority_process;

use crate::memory;
use crate::org::Org;
use crate::search::Index;

use super::Entry;
use super::entry_writer::Cancel;

/// The priority of the thread: keys are answered first. It is the value that `nice` adds by default.
const NICE: i32 = 10;

/// A thread that writes an entry. When this is dropped it is given up, without waiting for the thread: the
/// program may end.
#[derive(Debug)]
pub struct Packing {
    cancel: Cancel,
    thread: JoinHandle<()>,
}

impl Packing {
    /// Starts the thread.
    ///
    /// # Errors
    /// If the file cannot be created, or the system refuses a thread.
    pub fn start(entry: Entry, org: Arc<Org>, index: Index) -> io::Result<Self> {
        let writer = entry.create()?;
        let cancel = writer.cancel();
        let write = move || {
            // On Linux this is the priority of the thread, and of those that it starts.
            let _ = setpriority_process(None, NICE);
            // Without the entry the sources are read again.
            let _ = entry.write(&org, &index, writer);
        };
        Ok(Self { cancel, thread: memory::spawn("cache", Box::new(write))? })
    }

    pub fn is_finished(&self) -> bool {
        self.thread.is_finished()
    }

    /// Removes what was written, unless the entry is whole. The thread ends when it would write next.
    pub fn give_up(&self) {
        self.cancel.cancel();
    }
}

impl Drop for Packing {
    fn drop(&mut self) {
        self.give_up();
    }
}
