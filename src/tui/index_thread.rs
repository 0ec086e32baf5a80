//! Builds the search index of a large organisation in a thread, so that keys are answered
//! meanwhile. It shares only the organisation, and returns the index once.

use std::io;
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::thread::{Builder, JoinHandle};

use crate::org::Org;
use crate::search::Index;

/// A thread that builds an index.
pub struct IndexTask {
    done: UnixStream,
    thread: JoinHandle<Index>,
}

impl IndexTask {
    /// Starts the thread. An error if the system refuses one.
    pub fn start(org: Arc<Org>) -> io::Result<Self> {
        let (done, kept_open) = UnixStream::pair()?;
        let build = move || {
            let index = Index::new(&org);
            drop(kept_open);
            index
        };
        Ok(Self { done, thread: Builder::new().name("index".into()).spawn(build)? })
    }

    /// A descriptor that becomes readable once the index is built: its other end is closed.
    pub fn done_fd(&self) -> &UnixStream {
        &self.done
    }

    /// Waits for the index. `None` if the thread panicked.
    pub fn join(self) -> Option<Index> {
        self.thread.join().ok()
    }
}
