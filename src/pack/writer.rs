//! Writes a pack: section after section, then the directory.

use std::borrow::Cow;
use std::io::{self, Write};
use std::num::NonZero;
use std::thread::{ScopedJoinHandle, available_parallelism, scope};

use crate::memory;

use super::block::{Codec, Item};
use super::column::Column;
use super::directory::{BlockEntry, Directory, FOOTER_BYTES, Footer, MAGIC, SectionEntry};
use super::texts::{MAX_TEXT_BYTES, STARTS_SUFFIX, TextTooLong};

/// Blocks that are encoded at once, by several threads.
const BLOCKS_PER_BATCH: usize = 64;

/// A pack that is being written.
#[derive(Debug)]
pub struct PackWriter<W> {
    out: W,
    /// The number of bytes written.
    offset: u64,
    directory: Directory,
    /// Threads that encode.
    threads: usize,
}

impl<W: Write> PackWriter<W> {
    /// Writes the first bytes.
    ///
    /// # Errors
    /// If they cannot be written, like all methods.
    pub fn new(mut out: W) -> io::Result<Self> {
        out.write_all(MAGIC)?;
        let threads = available_parallelism().map_or(1, NonZero::get);
        Ok(Self { out, offset: MAGIC.len() as u64, directory: Directory::default(), threads })
    }

    /// Writes a section with the numbers of a column.
    pub fn numbers<T: Item>(&mut self, name: &str, column: &Column<T>) -> io::Result<()> {
        self.column(name, column, Codec::Delta)
    }

    /// Writes a section with the numbers of a column in less room. They take longer to read.
    pub fn compressed_numbers<T: Item>(&mut self, name: &str, column: &Column<T>) -> io::Result<()> {
        self.column(name, column, Codec::DeflatedDelta)
    }

    /// Writes a section with the bytes of a column.
    pub fn bytes(&mut self, name: &str, column: &Column<u8>, codec: Codec) -> io::Result<()> {
        self.column(name, column, codec)
    }

    /// Writes a section with the numbers of all parts, one after the other, in little room.
    pub fn number_parts<'a, T: Item>(
        &mut self,
        name: &str,
        mut parts: impl Iterator<Item = Cow<'a, [T]>>,
    ) -> io::Result<()> {
        let mut section = self.begin(name, Codec::DeflatedDelta);
        parts.try_for_each(|part| section.push(&part))?;
        section.finish()
    }

    fn column<T: Item>(&mut self, name: &str, column: &Column<T>, codec: Codec) -> io::Result<()> {
        let mut section = self.begin(name, codec);
        let mut written = Ok(());
        column.for_each_slice(0..column.len(), |slice| {
            if written.is_ok() {
                written = section.push(slice);
            }
        });
        written?;
        section.finish()
    }

    /// Writes texts as two sections: see [`Texts`](super::Texts). The larger the blocks are, the less room they
    /// take, and the longer a text takes to read.
    pub fn texts(
        &mut self,
        name: &str,
        block_bytes: u32,
        texts: impl Iterator<Item = impl AsRef<str>>,
    ) -> io::Result<()> {
        let mut starts = vec![0_u64];
        let mut section = self.begin::<u8>(name, Codec::Deflate);
        section.entry.items_per_block = block_bytes;
        for text in texts {
            let text = text.as_ref();
            if text.len() > MAX_TEXT_BYTES {
                return Err(io::Error::other(TextTooLong));
            }
            section.push(text.as_bytes())?;
            starts.push(starts.last().copied().unwrap_or(0) + text.len() as u64);
        }
        section.finish()?;
        self.numbers(&format!("{name}{STARTS_SUFFIX}"), &Column::from(starts))
    }

    /// Writes the directory with the metadata, a JSON object, and returns what was written to. What no reader
    /// would open is an error.
    pub fn finish(mut self, metadata: String) -> io::Result<W> {
        self.directory.metadata = metadata;
        if !self.directory.is_valid(self.offset) {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let bytes = self.directory.to_bytes();
        let footer = Footer {
            pack_bytes: self.offset + (bytes.len() + FOOTER_BYTES) as u64,
            directory_bytes: bytes.len() as u64,
            directory_checksum: crc32fast::hash(&bytes),
        };
        self.out.write_all(&bytes)?;
        self.out.write_all(&footer.to_bytes())?;
        self.out.flush()?;
        Ok(self.out)
    }

    fn begin<T: Item>(&mut self, name: &str, codec: Codec) -> SectionWriter<'_, T, W> {
        let entry = SectionEntry {
            name: name.to_string(),
            item_bytes: T::BYTES,
            codec,
            items_per_block: codec.items_per_block(),
            items: 0,
            first_block: self.directory.blocks.len() as u32,
        };
        SectionWriter { pack: self, entry, pending: Vec::new() }
    }

    fn write_block(&mut self, stored: &[u8]) -> io::Result<()> {
        let checksum = crc32fast::hash(stored);
        self.directory.blocks.push(BlockEntry { offset: self.offset, bytes: stored.len() as u32, checksum });
        self.offset += stored.len() as u64;
        self.out.write_all(stored)
    }
}

/// A section that is being written.
struct SectionWriter<'a, T, W> {
    pack: &'a mut PackWriter<W>,
    entry: SectionEntry,
    /// Items of blocks that are not written yet.
    pending: Vec<T>,
}

impl<T: Item, W: Write> SectionWriter<'_, T, W> {
    fn push(&mut self, items: &[T]) -> io::Result<()> {
        let batch = self.items_per_block() * BLOCKS_PER_BATCH;
        let mut rest = items;
        while self.pending.len() + rest.len() >= batch {
            let (now, later) = rest.split_at(batch - self.pending.len());
            self.pending.extend_from_slice(now);
            self.write_pending()?;
            rest = later;
        }
        self.pending.extend_from_slice(rest);
        Ok(())
    }

    fn finish(mut self) -> io::Result<()> {
        self.write_pending()?;
        self.pack.directory.sections.push(self.entry);
        Ok(())
    }

    fn items_per_block(&self) -> usize {
        self.entry.items_per_block as usize
    }

    /// Encodes and writes the pending blocks.
    fn write_pending(&mut self) -> io::Result<()> {
        let blocks: Vec<&[T]> = self.pending.chunks(self.entry.items_per_block as usize).collect();
        for stored in encode_all(&blocks, self.entry.codec, self.pack.threads)? {
            self.pack.write_block(&stored)?;
        }
        self.entry.items += self.pending.len() as u64;
        self.pending.clear();
        Ok(())
    }
}

/// Encodes blocks, shared out among threads, as far as these can be started.
fn encode_all<T: Item>(blocks: &[&[T]], codec: Codec, threads: usize) -> io::Result<Vec<Vec<u8>>> {
    let encode = |blocks: &[&[T]]| -> Option<Vec<Vec<u8>>> {
        blocks.iter().map(|block| T::encode(block, codec)).collect()
    };
    let share = blocks.len().div_ceil(threads).max(1);
    let encoded: Option<Vec<Vec<Vec<u8>>>> = scope(|scope| {
        let start = |share| {
            let thread =
                memory::thread().and_then(|thread| thread.spawn_scoped(scope, move || encode(share)));
            thread.map_err(|_| share)
        };
        let shares: Vec<_> = blocks.chunks(share).map(start).collect();
        let finish = |share: Result<ScopedJoinHandle<'_, _>, _>| match share {
            Ok(thread) => thread.join().ok().flatten(),
            Err(share) => encode(share),
        };
        shares.into_iter().map(finish).collect()
    });
    let encoded = encoded.ok_or(io::ErrorKind::InvalidInput)?;
    Ok(encoded.into_iter().flatten().collect())
}
