//! The directory of the cache, which is bounded.

use std::fs::{self, DirEntry, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::key::EXTENSION;

/// A file that is being written is not older; one that is was left behind by a program that was killed.
const MAX_WRITING_TIME: Duration = Duration::from_secs(3_600);
/// The end of the names of files that are being written.
const NEW_EXTENSION: &str = "new";

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
