//! Packed directories as files, which are read at an offset.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::unix::fs::FileExt;

use crate::pack::{MAGIC, ReadAt, is_pack};

/// An open file.
#[derive(Debug)]
pub struct PackFile(File);

impl PackFile {
    /// A file that starts as a pack does, or `None` for another one.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn recognise(file: &File) -> io::Result<Option<Self>> {
        if !file.metadata()?.is_file() {
            return Ok(None);
        }
        let mut start = [0; MAGIC.len()];
        match file.read_exact_at(&mut start, 0) {
            Ok(()) if is_pack(&start) => Ok(Some(Self(file.try_clone()?))),
            Ok(()) => Ok(None),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// A file that may end with a pack.
    pub fn new(file: File) -> Self {
        Self(file)
    }
}

impl ReadAt for PackFile {
    fn read_exact_at(&self, bytes: &mut [u8], offset: u64) -> io::Result<()> {
        self.0.read_exact_at(bytes, offset)
    }

    fn size(&self) -> io::Result<u64> {
        Ok(self.0.metadata()?.len())
    }
}

/// Copies the start of a file.
pub fn copy_start(file: &File, bytes: u64, out: &mut impl Write) -> io::Result<()> {
    let copied = io::copy(&mut file.take(bytes), out)?;
    if copied == bytes { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}
