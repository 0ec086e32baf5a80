//! The index of a large organisation, built while the screen is up and keys are answered: the
//! one thing that takes longer than a key may. It is a thread because half a second of work cut
//! into slices between keys would take the other core's help away; the state stays with the
//! loop, which is given the index once.

use std::io;
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::thread::{Builder, JoinHandle};

use crate::org::Org;
use crate::search::Index;

/// An index being built.
pub struct Behind {
    end: UnixStream,
    thread: JoinHandle<Index>,
}

impl Behind {
    /// Starts to build. An error where no thread may be started.
    pub fn start(org: Arc<Org>) -> io::Result<Self> {
        let (end, held) = UnixStream::pair()?;
        let build = move || {
            let index = Index::new(&org);
            drop(held);
            index
        };
        Ok(Self { end, thread: Builder::new().name("index".into()).spawn(build)? })
    }

    /// What becomes readable when the index is there: the other end is closed.
    pub fn end(&self) -> &UnixStream {
        &self.end
    }

    /// The index, waited for. `None` when it could not be built.
    pub fn index(self) -> Option<Index> {
        self.thread.join().ok()
    }
}
