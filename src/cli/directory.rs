//! Directories of data: the files in them.

use std::fs::{self, DirEntry};
use std::io;
use std::path::{Path, PathBuf};

use crate::import::{MAX_FILES, is_system_file};

/// The most levels of directories.
const MAX_LEVELS: usize = 32;

/// The files in a directory and below it, in the order of their paths. Hidden files and those of the system are left
/// out, links to directories are not followed. `None` if there are too many files or levels.
///
/// # Errors
/// If the directory cannot be read. One below it that cannot is among the files.
pub fn files(directory: &Path) -> io::Result<Option<Vec<PathBuf>>> {
    let mut files = Vec::new();
    let mut pending = vec![(directory.to_path_buf(), 1)];
    while let Some((directory, level)) = pending.pop() {
        let entries = match fs::read_dir(&directory).and_then(Iterator::collect::<io::Result<Vec<_>>>) {
            Ok(entries) => entries,
            Err(error) if level == 1 => return Err(error),
            Err(_) => {
                files.push(directory);
                continue;
            }
        };
        for entry in entries.iter().filter(|entry| !is_hidden(entry)) {
            match kind(entry) {
                EntryKind::File => files.push(entry.path()),
                EntryKind::Directory => pending.push((entry.path(), level + 1)),
                EntryKind::Other => {}
            }
        }
        if level > MAX_LEVELS || files.len() + pending.len() > MAX_FILES {
            return Ok(None);
        }
    }
    files.sort();
    Ok(Some(files))
}

enum EntryKind {
    File,
    Directory,
    /// A link to a directory, a device, a socket or a named pipe.
    Other,
}

/// What an entry is. What cannot be told is taken for a file: to read it tells why.
fn kind(entry: &DirEntry) -> EntryKind {
    match entry.file_type() {
        Ok(found) if found.is_dir() => EntryKind::Directory,
        Ok(found) if found.is_symlink() => match entry.path().metadata() {
            Ok(target) if !target.is_file() => EntryKind::Other,
            _ => EntryKind::File,
        },
        Ok(found) if !found.is_file() => EntryKind::Other,
        _ => EntryKind::File,
    }
}

fn is_hidden(entry: &DirEntry) -> bool {
    let name = entry.file_name();
    let name = name.to_string_lossy();
    name.starts_with('.') || is_system_file(&name)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn files_are_in_the_order_of_their_paths() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = |name: &str| directory.path().join(name);
        fs::create_dir_all(path("b/x")).expect("a directory");
        fs::create_dir_all(path(".git")).expect("a directory");
        for name in ["c.csv", "b/x/2.json", "b/1.json", "a.csv", ".hidden", ".git/config", "Thumbs.db"] {
            fs::write(path(name), "").expect("written");
        }
        symlink(path("."), path("b/loop")).expect("a link");
        symlink(path("c.csv"), path("d.csv")).expect("a link");
        symlink(path("nothing"), path("e.csv")).expect("a link");
        let found = files(directory.path()).expect("readable").expect("few");
        let names = ["a.csv", "b/1.json", "b/x/2.json", "c.csv", "d.csv", "e.csv"];
        assert_eq!(found, names.map(path));
    }

    #[test]
    fn too_many_levels_are_refused() {
        let directory = tempfile::tempdir().expect("a directory");
        let deepest = |levels: usize| directory.path().join(vec!["x"; levels].join("/"));
        fs::create_dir_all(deepest(MAX_LEVELS - 1)).expect("directories");
        assert_eq!(files(directory.path()).expect("readable"), Some(Vec::new()));
        fs::create_dir(deepest(MAX_LEVELS)).expect("a directory");
        assert_eq!(files(directory.path()).expect("readable"), None);
        assert!(files(&directory.path().join("none")).is_err());
    }
}
