//! The file of the running program, which can end with a packed directory.

use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::Arc;

use rustix::param::linux_execfn;

use crate::pack::{Pack, PackError};

use super::pack_file::PackFile;

/// Opens the file of the program. Without `/proc`, as in a chroot, it is the one that the system was told
/// to start.
///
/// # Errors
/// If it cannot be opened.
pub fn open() -> io::Result<File> {
    File::open("/proc/self/exe").or_else(|_| {
        let started = linux_execfn().to_str().map_err(|_| io::ErrorKind::NotFound)?;
        File::open(Path::new(started))
    })
}

/// The packed directory that the file of the program ends with; `None` if it ends with none, or cannot be
/// read.
///
/// # Errors
/// If the packed directory is damaged.
pub fn pack() -> Result<Option<Arc<Pack>>, PackError> {
    let Ok(file) = open() else { return Ok(None) };
    match Pack::open(Box::new(PackFile::new(file))) {
        Err(PackError::Io(_)) => Ok(None),
        opened => opened,
    }
}

/// The size of the program without a packed directory, in bytes.
///
/// # Errors
/// If its file cannot be read.
pub fn program_bytes(file: &File) -> io::Result<u64> {
    let size = file.metadata()?.len();
    let pack = Pack::open(Box::new(PackFile::new(file.try_clone()?)));
    Ok(pack.ok().flatten().map_or(size, |pack| pack.start()))
}
