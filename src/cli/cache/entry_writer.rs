//! A new file of the cache: bounded, and given up when the program ends.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::cli::new_file::NewFile;
use crate::cli::private_directory::FILE_MODE;

use super::{Cache, directory};

/// The file of an entry that is being written. It is removed if it is not finished.
#[derive(Debug)]
pub struct EntryWriter {
    file: NewFile,
    cancel: Cancel,
    cache: Cache,
    written: u64,
    /// So many bytes can be written without removing an older entry.
    room: u64,
}

/// Gives up writing, from another thread.
#[derive(Clone, Debug)]
pub struct Cancel {
    is_cancelled: Arc<AtomicBool>,
    file: PathBuf,
}

impl EntryWriter {
    /// Creates a file that will be at `path`.
    pub(super) fn new(path: &Path, cache: &Cache) -> io::Result<Self> {
        let file = NewFile::create(path, FILE_MODE)?;
        let cancel = Cancel { is_cancelled: Arc::default(), file: file.temporary().to_path_buf() };
        Ok(Self { file, cancel, cache: cache.clone(), written: 0, room: 0 })
    }

    pub(super) fn cancel(&self) -> Cancel {
        self.cancel.clone()
    }

    /// Puts the file in its place. It is not flushed to the disk: its checksums tell if that went wrong.
    pub(super) fn finish(self) -> io::Result<()> {
        self.file.finish_unsynced()
    }
}

impl Write for EntryWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.cancel.is_cancelled.load(Ordering::Relaxed) {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        let needed = self.written + bytes.len() as u64;
        if needed > self.room {
            let Cache { directory, max_bytes, .. } = &self.cache;
            self.room = directory::make_room(directory, needed, *max_bytes, &self.cancel.file)?;
        }
        let written = self.file.write(bytes)?;
        self.written += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Cancel {
    /// Writes no more, and removes what was written. If the file is in its place already, it stays there.
    pub fn cancel(&self) {
        self.is_cancelled.store(true, Ordering::Relaxed);
        let _ = fs::remove_file(&self.file);
    }
}
