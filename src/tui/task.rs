//! Work in a thread, so that keys are answered meanwhile: building the index of a large organisation, and reading
//! the files again. The thread returns its result once.

use std::io;
use std::os::unix::net::UnixStream;
use std::thread::JoinHandle;

use crate::memory;

/// A thread that makes a `T`. When this is dropped, its result is lost; nobody waits for it.
pub struct Task<T> {
    done: UnixStream,
    thread: JoinHandle<T>,
}

impl<T: Send + 'static> Task<T> {
    /// Starts the thread. An error if the system refuses one.
    pub fn start(name: &str, work: impl FnOnce() -> T + Send + 'static) -> io::Result<Self> {
        let (done, kept_open) = UnixStream::pair()?;
        let work = move || {
            let result = work();
            drop(kept_open);
            result
        };
        Ok(Self { done, thread: memory::thread()?.name(name.into()).spawn(work)? })
    }

    /// A descriptor that becomes readable once the work is done: its other end is closed.
    pub fn done_fd(&self) -> &UnixStream {
        &self.done
    }

    /// Waits for the result. `None` if the thread panicked.
    pub fn join(self) -> Option<T> {
        self.thread.join().ok()
    }
}
