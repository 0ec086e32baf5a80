//! Zip archives.

use std::io::Read;

use flate2::bufread::DeflateDecoder;
use rawzip::{CompressionMethod, ZipArchive, ZipArchiveEntryWayfinder, ZipSliceArchive};

use crate::import::other_format::OtherFormat;
use crate::import::{MAX_FILE_BYTES, MAX_FILES, ReadErrorKind};

use super::compression::{Compression, read_to_limit};
use super::system_files::is_system_file;
use super::{FileBytes, MemberFn, decompressed};

/// Signatures of a zip archive and of an empty one.
const SIGNATURES: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];

pub fn is_zip(bytes: &[u8]) -> bool {
    SIGNATURES.iter().any(|start| bytes.starts_with(start))
}

/// Reads the files of an archive.
pub fn for_each_member(bytes: &[u8], on_member: MemberFn) -> Result<(), ReadErrorKind> {
    let archive = ZipArchive::from_slice(bytes).map_err(|_| ReadErrorKind::DamagedArchive)?;
    let paths = archive.entries().flatten().map(|entry| path(&entry.file_path()));
    if let Some(format) = OtherFormat::of_zip(paths) {
        return Err(ReadErrorKind::OtherFormat(format));
    }
    let mut entries = archive.entries();
    let (mut remaining, mut count) = (MAX_FILE_BYTES, 0);
    while let Some(entry) = entries.next_entry().map_err(|_| ReadErrorKind::DamagedArchive)? {
        let path = path(&entry.file_path());
        if entry.is_dir() || is_system_file(&path) {
            continue;
        }
        let bytes = match entry.flags().is_encrypted() {
            true => Err(ReadErrorKind::Encrypted),
            false => read(&archive, entry.wayfinder(), entry.compression_method(), remaining),
        };
        remaining = remaining.saturating_sub(bytes.as_ref().map_or(0, |bytes| bytes.len() as u64));
        on_member(&path, bytes);
        count += 1;
        if count > MAX_FILES {
            return Err(ReadErrorKind::TooManyFiles);
        }
    }
    Ok(())
}

fn path(path: &rawzip::path::ZipFilePath<rawzip::path::RawPath>) -> String {
    String::from_utf8_lossy(path.as_bytes()).into_owned()
}

fn read(
    archive: &ZipSliceArchive<&[u8]>,
    wayfinder: ZipArchiveEntryWayfinder,
    method: CompressionMethod,
    limit: u64,
) -> Result<FileBytes, ReadErrorKind> {
    let entry = archive.get_entry(wayfinder).map_err(|_| ReadErrorKind::DamagedArchive)?;
    let data = entry.data();
    let decoder: Box<dyn Read> = match method {
        CompressionMethod::STORE => Box::new(data),
        CompressionMethod::DEFLATE => Box::new(DeflateDecoder::new(data)),
        CompressionMethod::BZIP2 => Compression::Bzip2.decoder(data),
        CompressionMethod::XZ => Compression::Xz.decoder(data),
        CompressionMethod::ZSTD => Compression::Zstd.decoder(data),
        _ => return Err(ReadErrorKind::UnsupportedCompression),
    };
    decompressed(read_to_limit(entry.verifying_reader(decoder), limit)?, limit)
}
