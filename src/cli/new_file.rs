//! A file that is written beside its target, and replaces it only once it is whole.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::{FlockOperation, OFlags, flock};
use rustix::io::Errno;

/// Bytes of the buffer before the file.
const BUFFER_BYTES: usize = 1 << 18;
/// Names that are tried for a temporary file.
const MAX_ATTEMPTS: usize = 100;
/// The end of the names of temporary files.
const TEMPORARY_END: &[u8] = b".new";

/// A new file. It is removed if it is not finished. Its lock tells other processes that it is being
/// written; the system releases the lock when the process ends, whatever ends it.
#[derive(Debug)]
pub struct NewFile {
    out: Option<BufWriter<File>>,
    temporary: PathBuf,
    target: PathBuf,
}

impl NewFile {
    /// Creates the file, with the permissions `mode` as far as the process allows them. Those that
    /// processes left over for the same target when they were killed are removed.
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
        let name = target.file_name().ok_or(io::ErrorKind::InvalidInput)?;
        remove_left_over(target, name);
        let (file, temporary) = create_locked(target, name, mode)?;
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
        let file = self.close()?;
        file.sync_all()?;
        self.replace_target(file)?;
        // The name is on the disk too once the directory is. Some file systems cannot do that.
        let _ = File::open(directory_of(&self.target)).and_then(|directory| directory.sync_all());
        Ok(())
    }

    /// Like `finish`, without waiting for the disk: after a power failure the file may be damaged.
    ///
    /// # Errors
    /// If it cannot be written; the target is as it was.
    pub fn finish_unsynced(mut self) -> io::Result<()> {
        let file = self.close()?;
        self.replace_target(file)
    }

    /// Writes what is in the buffer.
    fn close(&mut self) -> io::Result<File> {
        let out = self.out.take().ok_or(io::ErrorKind::InvalidInput)?;
        out.into_inner().map_err(io::IntoInnerError::into_error)
    }

    /// Renames the file, which keeps its lock until then.
    fn replace_target(&mut self, _locked: File) -> io::Result<()> {
        fs::rename(&self.temporary, &self.target)?;
        self.temporary.clear();
        Ok(())
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
            // What is in the buffer is not written any more.
            let _ = self.out.take().map(BufWriter::into_parts);
        }
    }
}

/// The directory that a file is in.
pub fn directory_of(file: &Path) -> &Path {
    file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Creates a file with a name that no other has, and locks it.
fn create_locked(target: &Path, name: &OsStr, mode: u32) -> io::Result<(File, PathBuf)> {
    for attempt in 0..MAX_ATTEMPTS {
        let temporary = target.with_file_name(temporary_name(name, attempt));
        match OpenOptions::new().write(true).create_new(true).mode(mode).open(&temporary) {
            // Processes in containers that share a directory may have the same number.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
            // Before it was locked, another process may have taken it for left over.
            Ok(file) if lock(&file) != Err(Errno::WOULDBLOCK) && is_at(&file, &temporary) => {
                return Ok((file, temporary));
            }
            Ok(_) => {}
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// `.NAME.PROCESS-ATTEMPT.new`.
fn temporary_name(name: &OsStr, attempt: usize) -> OsString {
    let mut temporary = OsString::from(".");
    temporary.push(name);
    temporary.push(format!(".{}-{attempt}.new", std::process::id()));
    temporary
}

/// Whether a file has a name as temporary files for the target `name` have.
fn is_temporary_name(file: &OsStr, name: &OsStr) -> bool {
    let rest = file.as_bytes().strip_prefix(b".").and_then(|rest| rest.strip_prefix(name.as_bytes()));
    let number = rest.and_then(|rest| rest.strip_prefix(b".")?.strip_suffix(TEMPORARY_END));
    number.is_some_and(|number| number.iter().all(|byte| byte.is_ascii_digit() || *byte == b'-'))
}

/// Removes the temporary files for a target that no process writes any more.
fn remove_left_over(target: &Path, name: &OsStr) {
    for entry in fs::read_dir(directory_of(target)).into_iter().flatten().flatten() {
        if is_temporary_name(&entry.file_name(), name) && entry.file_type().is_ok_and(|kind| kind.is_file()) {
            remove_if_left_over(&target.with_file_name(entry.file_name()));
        }
    }
}

/// Removes a file unless it is locked. While it is locked here nobody else removes it, and as its name is taken
/// nobody creates another.
fn remove_if_left_over(path: &Path) {
    let flags = (OFlags::NOFOLLOW | OFlags::NONBLOCK).bits() as i32;
    let Ok(file) = OpenOptions::new().read(true).custom_flags(flags).open(path) else { return };
    if lock(&file) == Ok(()) && is_at(&file, path) {
        let _ = fs::remove_file(path);
    }
}

/// Locks a file without waiting; not every file system can.
fn lock(file: &File) -> Result<(), Errno> {
    flock(file, FlockOperation::NonBlockingLockExclusive)
}

/// Whether a path still leads to an open file.
fn is_at(file: &File, path: &Path) -> bool {
    let place = |found: fs::Metadata| (found.dev(), found.ino());
    match (file.metadata(), fs::symlink_metadata(path)) {
        (Ok(open), Ok(found)) => place(open) == place(found),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use tempfile::TempDir;

    use super::*;

    /// A directory with a target that has the text `old`.
    fn place() -> (TempDir, PathBuf) {
        let directory = TempDir::new().expect("a directory");
        let target = directory.path().join("town.rmr");
        fs::write(&target, "old").expect("written");
        (directory, target)
    }

    fn names(directory: &TempDir) -> Vec<String> {
        let entries = fs::read_dir(directory.path()).expect("a directory");
        let mut names: Vec<String> = entries
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    fn write(target: &Path, text: &str) {
        let mut file = NewFile::create(target, 0o600).expect("a new file");
        file.write_all(text.as_bytes()).and_then(|()| file.finish()).expect("written");
    }

    fn text(path: &Path) -> String {
        fs::read_to_string(path).expect("a file")
    }

    #[test]
    fn the_target_is_replaced_when_the_file_is_finished() {
        let (directory, target) = place();
        let mut file = NewFile::create(&target, 0o600).expect("a new file");
        file.write_all(b"new").and_then(|()| file.flush()).expect("written");
        assert_eq!((text(&target), text(file.temporary())), ("old".into(), "new".into()));
        file.finish().expect("finished");
        assert_eq!((text(&target), names(&directory)), ("new".into(), vec!["town.rmr".to_string()]));
        assert_eq!(fs::metadata(&target).expect("a file").permissions().mode() & 0o777, 0o600);
        drop(NewFile::create(&target, 0o600));
        assert_eq!((text(&target), names(&directory)), ("new".into(), vec!["town.rmr".to_string()]));
    }

    #[test]
    fn a_link_is_replaced_and_not_followed() {
        let (directory, target) = place();
        let link = directory.path().join("link.rmr");
        symlink(&target, &link).expect("a link");
        write(&link, "new");
        assert_eq!((text(&target), text(&link)), ("old".into(), "new".into()));
        assert!(fs::symlink_metadata(&link).expect("a file").is_file());
        // Nor is one under the name of the temporary file, whoever made it.
        let planted = directory.path().join(temporary_name(OsStr::new("town.rmr"), 0));
        symlink(&link, &planted).expect("a link");
        write(&target, "newer");
        assert_eq!((text(&target), text(&link)), ("newer".into(), "new".into()));
    }

    #[test]
    fn only_what_nobody_writes_any_more_is_removed() {
        let (directory, target) = place();
        let left = |name: &str| fs::write(directory.path().join(name), "left").expect("written");
        [".town.rmr.7.new", ".town.rmr.7-0.new", ".other.rmr.7-0.new", ".town.rmr.x.new", "town.rmr.7-0.new"]
            .iter()
            .for_each(|name| left(name));
        let writing = NewFile::create(&target, 0o600).expect("a new file");
        let kept = [".other.rmr.7-0.new", ".town.rmr.x.new", "town.rmr", "town.rmr.7-0.new"];
        assert_eq!(names(&directory).iter().filter(|name| kept.contains(&&***name)).count(), kept.len());
        assert_eq!(names(&directory).len(), kept.len() + 1);
        // Another one for the same target, even of a process with the same number, leaves it alone.
        write(&target, "new");
        assert!(writing.temporary().exists());
        writing.finish().expect("finished");
        assert_eq!((text(&target), names(&directory)), (String::new(), kept.map(String::from).to_vec()));
    }
}
