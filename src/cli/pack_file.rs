//! Packed directories as files: reading at an offset, and writing beside the target, which is replaced
//! only by a whole pack.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Read, Write};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use crate::pack::{MAGIC, ReadAt, is_pack};

/// Bytes of the buffer between a pack and its file.
const BUFFER_BYTES: usize = 1 << 18;

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

/// A new file that will replace another once it is whole. It stands beside it until then, and is removed
/// if it is not finished.
#[derive(Debug)]
pub struct NewFile {
    out: Option<BufWriter<File>>,
    temporary: PathBuf,
    target: PathBuf,
}

impl NewFile {
    /// Creates the file, with the permissions `mode` as far as the process allows them.
    ///
    /// # Errors
    /// If it cannot be created, or if the target is something else than a file.
    pub fn create(target: &Path, mode: u32) -> io::Result<Self> {
        // A symbolic link is not followed but replaced.
        match fs::symlink_metadata(target) {
            Ok(found) if found.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
            Ok(found) if !found.is_file() && !found.is_symlink() => {
                return Err(io::ErrorKind::InvalidInput.into());
            }
            _ => {}
        }
        let mut name = std::ffi::OsString::from(".");
        name.push(target.file_name().ok_or(io::ErrorKind::InvalidInput)?);
        name.push(format!(".{}.new", std::process::id()));
        let temporary = target.with_file_name(name);
        // One that is left over is of a process that was killed and had the same number.
        let _ = fs::remove_file(&temporary);
        let file = OpenOptions::new().write(true).create_new(true).mode(mode).open(&temporary)?;
        let out = Some(BufWriter::with_capacity(BUFFER_BYTES, file));
        Ok(Self { out, temporary, target: target.to_path_buf() })
    }

    /// Where the file is until it is finished.
    pub fn temporary(&self) -> &Path {
        &self.temporary
    }

    /// Writes the file to the disk and puts it in the place of the target.
    ///
    /// # Errors
    /// If it cannot be written; the target is as it was.
    pub fn finish(mut self) -> io::Result<()> {
        self.close()?.sync_all()?;
        fs::rename(&self.temporary, &self.target)?;
        // The name is on the disk too once the directory is. Some file systems cannot do that.
        let parent = self.target.parent().filter(|parent| !parent.as_os_str().is_empty());
        let _ = File::open(parent.unwrap_or(Path::new("."))).and_then(|directory| directory.sync_all());
        self.temporary.clear();
        Ok(())
    }

    /// Like `finish`, without waiting for the disk: after a power failure the file may be damaged.
    ///
    /// # Errors
    /// If it cannot be written; the target is as it was.
    pub fn finish_unsynced(mut self) -> io::Result<()> {
        self.close()?;
        fs::rename(&self.temporary, &self.target)?;
        self.temporary.clear();
        Ok(())
    }

    /// Writes what is in the buffer.
    fn close(&mut self) -> io::Result<File> {
        let out = self.out.take().ok_or(io::ErrorKind::InvalidInput)?;
        out.into_inner().map_err(io::IntoInnerError::into_error)
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.as_mut().ok_or(io::ErrorKind::InvalidInput)?.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.as_mut().ok_or(io::ErrorKind::InvalidInput)?.flush()
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        if !self.temporary.as_os_str().is_empty() {
            let _ = fs::remove_file(&self.temporary);
        }
    }
}

/// Copies the start of a file.
pub fn copy_start(file: &File, bytes: u64, out: &mut impl Write) -> io::Result<()> {
    let copied = io::copy(&mut file.take(bytes), out)?;
    if copied == bytes { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}
