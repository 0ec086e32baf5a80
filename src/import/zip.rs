//! Zip archives: their entries and what these hold.

use std::io::Read;

use flate2::bufread::DeflateDecoder;
use rawzip::{CompressionMethod, ZipArchive, ZipArchiveEntryWayfinder, ZipSliceArchive};

use super::ReadErrorKind;
use super::archive::compression::{Compression, read_to_limit};

/// Signatures of a zip archive and of an empty one.
const SIGNATURES: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];

pub fn is_zip(bytes: &[u8]) -> bool {
    SIGNATURES.iter().any(|start| bytes.starts_with(start))
}

#[derive(Debug)]
pub struct Zip<'a>(ZipSliceArchive<&'a [u8]>);

/// A file or a directory of an archive.
#[derive(Clone, Debug)]
pub struct ZipEntry {
    pub path: String,
    pub is_directory: bool,
    is_encrypted: bool,
    method: CompressionMethod,
    wayfinder: ZipArchiveEntryWayfinder,
}

impl<'a> Zip<'a> {
    /// # Errors
    /// If the bytes do not end as an archive does.
    pub fn open(bytes: &'a [u8]) -> Result<Self, ReadErrorKind> {
        ZipArchive::from_slice(bytes).map(Self).map_err(|_| ReadErrorKind::DamagedArchive)
    }

    /// The entries, until one is damaged.
    pub fn entries(&self) -> impl Iterator<Item = Result<ZipEntry, ReadErrorKind>> {
        let mut entries = self.0.entries();
        std::iter::from_fn(move || match entries.next_entry() {
            Ok(entry) => entry.map(|entry| {
                Ok(ZipEntry {
                    path: String::from_utf8_lossy(entry.file_path().as_bytes()).into_owned(),
                    is_directory: entry.is_dir(),
                    is_encrypted: entry.flags().is_encrypted(),
                    method: entry.compression_method(),
                    wayfinder: entry.wayfinder(),
                })
            }),
            Err(_) => Some(Err(ReadErrorKind::DamagedArchive)),
        })
    }

    /// The bytes of an entry.
    ///
    /// # Errors
    /// If it is encrypted or damaged, or has more than `limit` bytes.
    pub fn read(&self, entry: &ZipEntry, limit: u64) -> Result<Vec<u8>, ReadErrorKind> {
        if entry.is_encrypted {
            return Err(ReadErrorKind::Encrypted);
        }
        let found = self.0.get_entry(entry.wayfinder).map_err(|_| ReadErrorKind::DamagedArchive)?;
        let data = found.data();
        let decoder: Box<dyn Read> = match entry.method {
            CompressionMethod::STORE => Box::new(data),
            CompressionMethod::DEFLATE => Box::new(DeflateDecoder::new(data)),
            CompressionMethod::BZIP2 => Compression::Bzip2.decoder(Box::new(data)),
            CompressionMethod::XZ => Compression::Xz.decoder(Box::new(data)),
            CompressionMethod::ZSTD => Compression::Zstd.decoder(Box::new(data)),
            _ => return Err(ReadErrorKind::UnsupportedCompression),
        };
        read_to_limit(found.verifying_reader(decoder), limit)
    }
}
