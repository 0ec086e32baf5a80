//! Decoders of compressed files: gzip (RFC 1952), bzip2, xz and Zstandard (RFC 8878).

use std::io::{self, BufRead, Read};

use bzip2::bufread::MultiBzDecoder;
use flate2::bufread::MultiGzDecoder;
use lzma_rust2::XzReader;

use crate::import::ReadErrorKind;
use crate::memory;

use super::zstd_frames::ZstdFrames;

/// The most memory of a decoder of xz, in KiB: twice what the highest preset needs.
const MAX_XZ_KIB: u32 = 1 << 17;
/// The most memory of a decoder of xz or Zstandard.
const MAX_DECODER_BYTES: u64 = (MAX_XZ_KIB as u64) << 10;

/// How a file is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    Gzip,
    Bzip2,
    Xz,
    Zstd,
}

const SIGNATURES: [(&[u8], Compression); 4] = [
    (b"\x1f\x8b", Compression::Gzip),
    (b"BZh", Compression::Bzip2),
    (b"\xfd7zXZ\0", Compression::Xz),
    (b"\x28\xb5\x2f\xfd", Compression::Zstd),
];
/// What follows the level in a bzip2 file: a block, or the end. Text may start with its signature.
const BZIP2_BLOCKS: [&[u8]; 2] = [b"1AY&SY", b"\x17rE8P\x90"];

impl Compression {
    /// The compression of a file that starts with these bytes.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        // A frame without data may come first.
        if let Some([0x50..=0x5f, 0x2a, 0x4d, 0x18]) = bytes.first_chunk::<4>() {
            return Some(Compression::Zstd);
        }
        let (_, found) = SIGNATURES.iter().find(|(start, _)| bytes.starts_with(start))?;
        let is_bzip2 = || bytes.get(4..10).is_some_and(|block| BZIP2_BLOCKS.contains(&block));
        (*found != Compression::Bzip2 || is_bzip2()).then_some(*found)
    }

    /// A reader of the decompressed bytes. The decoders are compiled for one type of source.
    pub fn decoder<'a>(self, bytes: Box<dyn BufRead + 'a>) -> Box<dyn Read + 'a> {
        match self {
            Compression::Xz | Compression::Zstd if memory::shortage(MAX_DECODER_BYTES).is_some() => {
                Box::new(NoMemory)
            }
            Compression::Gzip => Box::new(MultiGzDecoder::new(bytes)),
            Compression::Bzip2 => Box::new(MultiBzDecoder::new(bytes)),
            Compression::Xz => Box::new(XzReader::new_mem_limit(bytes, true, MAX_XZ_KIB)),
            Compression::Zstd => Box::new(ZstdFrames::new(bytes)),
        }
    }
}

/// A decoder for which there is too little memory.
struct NoMemory;

impl Read for NoMemory {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::ErrorKind::OutOfMemory.into())
    }
}

/// A reader that fails once there are more bytes than a limit.
pub struct Limited<R> {
    inner: R,
    remaining: u64,
}

impl<R: Read> Limited<R> {
    pub fn new(inner: R, limit: u64) -> Self {
        Self { inner, remaining: limit }
    }
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.remaining = self.remaining.checked_sub(read as u64).ok_or(io::ErrorKind::FileTooLarge)?;
        Ok(read)
    }
}

/// Reads to the end; an error if there are more than `limit` bytes.
pub fn read_to_limit(reader: impl Read, limit: u64) -> Result<Vec<u8>, ReadErrorKind> {
    let (mut limited, mut bytes) = (Limited::new(reader, limit), Vec::new());
    while memory::read_part(&mut limited, &mut bytes).map_err(|error| reason(&error))? {}
    Ok(bytes)
}

/// Why compressed data cannot be read to its end.
pub fn reason(error: &io::Error) -> ReadErrorKind {
    match error.kind() {
        io::ErrorKind::FileTooLarge => ReadErrorKind::TooLarge,
        io::ErrorKind::OutOfMemory => ReadErrorKind::DecoderMemory,
        _ => ReadErrorKind::DamagedArchive,
    }
}
