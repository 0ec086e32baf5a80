//! The file of an entry. Where it is damaged, its bytes are made again from the sources: the same sources
//! give the same bytes.

use std::fmt;
use std::fs::File;
use std::io;
use std::sync::OnceLock;

use crate::cli::pack_file::PackFile;
use crate::org::Org;
use crate::pack::ReadAt;

use super::Entry;

/// Reads the sources of an entry without the cache.
pub type RereadFn = Box<dyn Fn() -> Option<Org> + Send + Sync>;

/// The open file of an entry.
pub struct CachedFile {
    file: PackFile,
    entry: Entry,
    reread: RereadFn,
    /// The bytes made again, once they were needed.
    remade: OnceLock<Option<Vec<u8>>>,
}

impl CachedFile {
    pub fn new(file: File, entry: Entry, reread: RereadFn) -> Self {
        Self { file: PackFile::new(file), entry, reread, remade: OnceLock::new() }
    }
}

impl ReadAt for CachedFile {
    fn read_exact_at(&self, bytes: &mut [u8], offset: u64) -> io::Result<()> {
        self.file.read_exact_at(bytes, offset)
    }

    fn size(&self) -> io::Result<u64> {
        self.file.size()
    }

    fn remade(&self) -> Option<&dyn ReadAt> {
        let remade = self.remade.get_or_init(|| self.entry.remake(&self.reread));
        remade.as_ref().map(|bytes| bytes as &dyn ReadAt)
    }
}

impl fmt::Debug for CachedFile {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.debug_struct("CachedFile")
            .field("file", &self.file)
            .field("entry", &self.entry)
            .finish_non_exhaustive()
    }
}
