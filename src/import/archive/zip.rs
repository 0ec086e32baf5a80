//! The files of zip archives.

use crate::import::other_format::OtherFormat;
use crate::import::zip::Zip;
use crate::import::{MAX_FILE_BYTES, MAX_FILES, ReadErrorKind};

use super::system_files::is_system_file;
use super::{MemberFn, decompressed};

/// Reads the files of an archive.
pub fn for_each_member(bytes: &[u8], on_member: MemberFn) -> Result<(), ReadErrorKind> {
    let zip = Zip::open(bytes)?;
    let paths = zip.entries().map_while(Result::ok).map(|entry| entry.path);
    if let Some(format) = OtherFormat::of_zip(paths) {
        return Err(ReadErrorKind::OtherFormat(format));
    }
    let (mut remaining, mut count) = (MAX_FILE_BYTES, 0);
    for entry in zip.entries() {
        let entry = entry?;
        if entry.is_directory || is_system_file(&entry.path) {
            continue;
        }
        let bytes = zip.read(&entry, remaining).and_then(|bytes| decompressed(bytes, remaining));
        remaining = remaining.saturating_sub(bytes.as_ref().map_or(0, |bytes| bytes.len() as u64));
        on_member(&entry.path, bytes);
        count += 1;
        if count > MAX_FILES {
            return Err(ReadErrorKind::TooManyFiles);
        }
    }
    Ok(())
}
