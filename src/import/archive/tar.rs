//! Tar archives, of the formats ustar, pax, GNU and of 1979.

use std::io::{self, Read};

use ::tar::{Archive, Entry, Header};

use crate::import::{MAX_FILE_BYTES, MAX_FILES, ReadErrorKind};

use super::compression::{read_to_limit, reason};
use super::system_files::is_system_file;
use super::{FileBytes, MemberFn, decompressed};

/// The size of the header of a file.
pub const HEADER_BYTES: usize = 512;
/// Where the checksum stands in a header. In the sum its bytes count as blanks.
const CHECKSUM: std::ops::Range<usize> = 148..156;

/// Whether a file starts with the header of a tar archive: the checksum of the header is right.
pub fn is_tar(bytes: &[u8]) -> bool {
    let Some(header) = bytes.first_chunk::<HEADER_BYTES>() else { return false };
    let sum = |(at, byte): (usize, &u8)| u32::from(if CHECKSUM.contains(&at) { b' ' } else { *byte });
    let expected: u32 = header.iter().enumerate().map(sum).sum();
    Header::from_byte_slice(header).cksum().is_ok_and(|found| found == expected)
}

/// Reads the files of an archive. Directories, links and devices have no bytes of their own.
pub fn for_each_member(reader: impl Read, on_member: MemberFn) -> Result<(), ReadErrorKind> {
    let mut archive = Archive::new(reader);
    let (mut remaining, mut count) = (MAX_FILE_BYTES, 0);
    for entry in archive.entries().map_err(|error| reason(&error))? {
        let mut entry = entry.map_err(|error| reason(&error))?;
        let path = String::from_utf8_lossy(&entry.path_bytes()).trim_start_matches("./").to_string();
        let kind = entry.header().entry_type();
        let is_file = kind.is_file() || kind.is_contiguous() || kind.is_gnu_sparse();
        if !is_file || is_system_file(&path) {
            continue;
        }
        let bytes = read(&mut entry, remaining);
        remaining = remaining.saturating_sub(bytes.as_ref().map_or(0, |bytes| bytes.len() as u64));
        on_member(&path, bytes);
        count += 1;
        if count > MAX_FILES {
            return Err(ReadErrorKind::TooManyFiles);
        }
    }
    // The checksum of a compressed archive is behind its end.
    io::copy(&mut archive.into_inner(), &mut io::sink()).map_err(|error| reason(&error))?;
    Ok(())
}

fn read<R: Read>(entry: &mut Entry<R>, limit: u64) -> Result<FileBytes, ReadErrorKind> {
    let size = entry.size();
    let bytes = read_to_limit(entry, limit)?;
    // The archive is cut.
    if (bytes.len() as u64) < size {
        return Err(ReadErrorKind::DamagedArchive);
    }
    decompressed(bytes, limit)
}
