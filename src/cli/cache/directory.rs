//! The directory of the cache: private to the user, and bounded.

use std::fs::{self, DirBuilder, DirEntry, File, Metadata, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rustix::fs::OFlags;
use rustix::process::geteuid;

use super::key::EXTENSION;

const DIRECTORY_MODE: u32 = 0o700;
/// Permissions to write that nobody else may have.
const OTHERS_WRITE: u32 = 0o022;
/// A file that is being written is not older; one that is was left behind by a program that was killed.
const MAX_WRITING_TIME: Duration = Duration::from_secs(3_600);
/// The end of the names of files that are being written.
const NEW_EXTENSION: &str = "new";

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

/// Removes what was left behind and the entries used longest ago until there is room for so many bytes, beside
/// `spared`, which is the file that needs them. Returns for how many there is room.
///
/// # Errors
/// If there is not enough room.
pub fn make_room(directory: &Path, needed: u64, max_bytes: u64, spared: &Path) -> io::Result<u64> {
    let mut files = files(directory)?;
    let is_removed = |file: &CacheFile| file.is_left_behind && fs::remove_file(&file.path).is_ok();
    files.retain(|file| file.path != spared && !is_removed(file));
    files.sort_by_key(|file| file.last_use);
    let mut used: u64 = files.iter().map(|file| file.bytes).sum();
    let mut removable = files.into_iter().filter(|file| !file.is_new);
    while used + needed > max_bytes {
        let oldest = removable.next().ok_or(io::ErrorKind::FileTooLarge)?;
        fs::remove_file(&oldest.path)?;
        used -= oldest.bytes;
    }
    Ok(max_bytes - used)
}

/// A file of the cache.
struct CacheFile {
    path: PathBuf,
    bytes: u64,
    last_use: SystemTime,
    /// Whether it is not whole.
    is_new: bool,
    /// Whether nobody writes it any more.
    is_left_behind: bool,
}

/// The files of the cache; others are passed over.
fn files(directory: &Path) -> io::Result<Vec<CacheFile>> {
    let now = SystemTime::now();
    let entries = fs::read_dir(directory)?;
    Ok(entries.filter_map(|entry| cache_file(&entry.ok()?, now)).collect())
}

fn cache_file(entry: &DirEntry, now: SystemTime) -> Option<CacheFile> {
    let path = entry.path();
    let is_new = path.extension()? == NEW_EXTENSION;
    if !is_new && path.extension()? != EXTENSION {
        return None;
    }
    // This does not follow symbolic links.
    let found = entry.metadata().ok().filter(Metadata::is_file)?;
    let modified = found.modified().ok()?;
    let age = now.duration_since(modified);
    let is_recent = age.as_ref().is_ok_and(|age| *age < MAX_WRITING_TIME);
    Some(CacheFile {
        bytes: found.len(),
        // A date in the future says nothing.
        last_use: if age.is_ok() { modified } else { UNIX_EPOCH },
        is_new,
        is_left_behind: is_new && !is_recent,
        path,
    })
}

/// Whether it is a directory of the user that nobody else can write to.
fn is_private(directory: &Path) -> bool {
    fs::metadata(directory)
        .is_ok_and(|found| found.is_dir() && is_own(&found) && found.mode() & OTHERS_WRITE == 0)
}

fn is_own(found: &Metadata) -> bool {
    found.uid() == geteuid().as_raw()
}
