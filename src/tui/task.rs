//! Work in a thread, so that keys are answered meanwhile: building the index of a large organisation, and reading
//! the files again. The thread returns its result once.

use std::io;
use std::os::unix::net::UnixStream;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use crate::memory;

/// A thread that makes a `T`. When this is dropped, its result is lost; nobody waits for it.
pub struct Task<T> {
    done: UnixStream,
    thread: JoinHandle<()>,
    result: Arc<Mutex<Option<T>>>,
}

impl<T: Send + 'static> Task<T> {
    /// Starts the thread. An error if the system refuses one.
    pub fn start(name: &str, work: impl FnOnce() -> T + Send + 'static) -> io::Result<Self> {
        let (done, kept_open) = UnixStream::pair()?;
        let result: Arc<Mutex<Option<T>>> = Arc::default();
        let slot = Arc::clone(&result);
        let work = move || {
            let made = work();
            if let Ok(mut slot) = slot.lock() {
                *slot = Some(made);
            }
            drop(kept_open);
        };
        Ok(Self { done, thread: memory::spawn(name, Box::new(work))?, result })
    }

    /// A descriptor that becomes readable once the work is done: its other end is closed.
    pub fn done_fd(&self) -> &UnixStream {
        &self.done
    }

    /// Waits for the result. `None` if the thread panicked.
    pub fn join(self) -> Option<T> {
        self.thread.join().ok()?;
        self.result.lock().ok()?.take()
    }
}
