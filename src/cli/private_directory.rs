//! Directories and files that only the user may write to: the cache and the history.

use std::fs::{self, DirBuilder, File, Metadata, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

use rustix::fs::{FlockOperation, OFlags, flock};
use rustix::process::geteuid;

/// The permissions of files.
pub const FILE_MODE: u32 = 0o600;
const DIRECTORY_MODE: u32 = 0o700;
/// Permissions to write that nobody else may have.
const OTHERS_WRITE: u32 = 0o022;
/// A second at most.
const LOCK_ATTEMPTS: usize = 200;
const LOCK_INTERVAL: Duration = Duration::from_millis(5);

/// Creates the directory, unless it exists.
///
/// # Errors
/// If it cannot be created, or if others can write to it.
pub fn create(directory: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(DIRECTORY_MODE).create(directory)?;
    if is_private(directory) { Ok(()) } else { Err(io::ErrorKind::PermissionDenied.into()) }
}

/// Opens a file of the directory. `None` if it is not one that the user wrote, or there is none; symbolic
/// links are not followed.
pub fn open_file(path: &Path) -> Option<File> {
    if !path.parent().is_some_and(is_private) {
        return None;
    }
    // Without the second flag, opening a named pipe would wait for somebody to write to it.
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    let file = OpenOptions::new().read(true).custom_flags(flags.bits() as i32).open(path).ok()?;
    let found = file.metadata().ok()?;
    (found.is_file() && is_own(&found)).then_some(file)
}

/// Waits until no other process has locked the directory, but not for long: it may be stopped. The lock ends when
/// the result is dropped.
pub fn lock(directory: &Path) -> Option<File> {
    let opened = File::open(directory).ok()?;
    for _ in 0..LOCK_ATTEMPTS {
        if flock(&opened, FlockOperation::NonBlockingLockExclusive).is_ok() {
            return Some(opened);
        }
        sleep(LOCK_INTERVAL);
    }
    None
}

/// Whether it is a directory of the user that nobody else can write to.
fn is_private(directory: &Path) -> bool {
    fs::metadata(directory)
        .is_ok_and(|found| found.is_dir() && is_own(&found) && found.mode() & OTHERS_WRITE == 0)
}

fn is_own(found: &Metadata) -> bool {
    found.uid() == geteuid().as_raw()
}
