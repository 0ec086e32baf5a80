//! Which file a path leads to, whatever it is called there.

use std::ffi::OsString;
use std::fs::{self, File, Metadata};
use std::io;
use std::os::fd::AsFd;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use super::source_name::is_standard_input;

/// A file, as the system tells it from others; one that is not there yet by its directory and its name.
#[derive(Debug, PartialEq, Eq)]
pub struct FileId {
    device: u64,
    inode: u64,
    new_name: Option<OsString>,
}

impl FileId {
    /// The file that a path leads to, through links; for `-` the one that standard input comes from. `None` if there is
    /// none.
    pub fn of(path: &Path) -> Option<Self> {
        let found = match is_standard_input(path) {
            true => io::stdin().as_fd().try_clone_to_owned().and_then(|input| File::from(input).metadata()),
            false => fs::metadata(path),
        };
        found.ok().as_ref().map(Self::from)
    }

    /// The file that will be at a path.
    ///
    /// # Errors
    /// If its directory cannot be found.
    pub fn of_target(path: &Path, directory: &Path) -> io::Result<Self> {
        match fs::metadata(path) {
            Ok(found) => Ok(Self::from(&found)),
            Err(_) => {
                let new_name = path.file_name().map(OsString::from);
                Ok(Self { new_name, ..Self::from(&fs::metadata(directory)?) })
            }
        }
    }
}

impl From<&Metadata> for FileId {
    fn from(found: &Metadata) -> Self {
        Self { device: found.dev(), inode: found.ino(), new_name: None }
    }
}
