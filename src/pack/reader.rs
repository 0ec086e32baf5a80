//! Reads a pack. Nothing in the file is trusted: what is not as its checksum says is a fault, which the
//! pack remembers, and reads as nothing.

use std::borrow::Cow;
use std::fmt;
use std::io;
use std::ops::Range;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::block::{Block, Inflater, Item};
use super::block_cache::BlockCache;
use super::directory::{
    BlockEntry, Directory, FOOTER_BYTES, Footer, MAGIC, PackError, SectionEntry, is_pack,
};
use super::starts::ReadStarts;

/// The name of the directory of a pack in errors.
const DIRECTORY: &str = "directory";
/// Bytes that are read at once, at most, unless one block has more.
const MAX_READ_BYTES: u64 = 256 << 10;

/// A file, or bytes in memory, that is read at any offset.
pub trait ReadAt: fmt::Debug + Send + Sync {
    /// Fills `bytes` with those at an offset.
    fn read_exact_at(&self, bytes: &mut [u8], offset: u64) -> io::Result<()>;

    /// The number of bytes.
    fn size(&self) -> io::Result<u64>;

    /// The same bytes made again, to be read where these turn out to be damaged.
    fn remade(&self) -> Option<&dyn ReadAt> {
        None
    }
}

impl ReadAt for Vec<u8> {
    fn read_exact_at(&self, bytes: &mut [u8], offset: u64) -> io::Result<()> {
        let start = usize::try_from(offset).map_err(|_| io::ErrorKind::UnexpectedEof)?;
        let found = self.get(start..).and_then(|rest| rest.get(..bytes.len()));
        bytes.copy_from_slice(found.ok_or(io::ErrorKind::UnexpectedEof)?);
        Ok(())
    }

    fn size(&self) -> io::Result<u64> {
        Ok(self.len() as u64)
    }
}

/// An open pack: its directory, and the blocks read last.
#[derive(Debug)]
pub struct Pack {
    source: Box<dyn ReadAt>,
    /// Where the pack starts: it can stand at the end of another file.
    start: u64,
    directory: Directory,
    cache: Mutex<BlockCache>,
    inflater: Mutex<Inflater>,
    starts: Mutex<ReadStarts>,
    fault: OnceLock<PackError>,
}

impl Pack {
    /// Opens the pack that a file ends with, or `None` if it ends with none. It reads the directory,
    /// some 16 bytes for each block, and no block.
    ///
    /// # Errors
    /// If the file cannot be read, is damaged, or has another version of the format.
    pub fn open(source: Box<dyn ReadAt>) -> Result<Option<Arc<Self>>, PackError> {
        let size = source.size().map_err(|error| PackError::Io(error.kind()))?;
        let Some(footer_start) = size.checked_sub(FOOTER_BYTES as u64) else { return Ok(None) };
        let Some(footer) = Footer::parse(&read(&*source, footer_start, FOOTER_BYTES, "footer")?) else {
            return Ok(None);
        };
        let damaged = || PackError::Damaged(DIRECTORY.into());
        let start = size.checked_sub(footer.pack_bytes).ok_or_else(damaged)?;
        let magic = read(&*source, start, MAGIC.len(), DIRECTORY)?;
        if magic != MAGIC {
            return Err(if is_pack(&magic) { PackError::Version } else { damaged() });
        }
        let directory_end = footer.pack_bytes - FOOTER_BYTES as u64;
        let directory_start = directory_end - footer.directory_bytes;
        let bytes = read(&*source, start + directory_start, footer.directory_bytes as usize, DIRECTORY)?;
        let is_whole = crc32fast::hash(&bytes) == footer.directory_checksum;
        let directory = is_whole.then(|| Directory::parse(&bytes, directory_start)).flatten();
        let directory = directory.ok_or_else(damaged)?;
        let cache = Mutex::new(BlockCache::for_pack(footer.pack_bytes));
        let (inflater, starts, fault) = Default::default();
        Ok(Some(Arc::new(Self { source, start, directory, cache, inflater, starts, fault })))
    }

    /// Where the pack starts in its file, in bytes.
    pub fn start(&self) -> u64 {
        self.start
    }

    /// The metadata, a JSON object.
    pub fn metadata(&self) -> &str {
        &self.directory.metadata
    }

    /// The first fault met while it was read.
    pub fn fault(&self) -> Option<&PackError> {
        self.fault.get()
    }

    /// Reads every block, and returns the names of the sections that cannot be read whole. `on_progress` gets
    /// how many blocks were read, and of how many.
    pub fn verify(&self, on_progress: &mut dyn FnMut(usize, usize)) -> Vec<&str> {
        let total: u64 = self.directory.sections.iter().map(SectionEntry::block_count).sum();
        let mut done = 0;
        let is_damaged = |section: &&SectionEntry| {
            (0..section.block_count()).any(|block| {
                on_progress(done, total as usize);
                done += 1;
                match section.item_bytes {
                    u8::BYTES => self.read_block::<u8>(section, block).is_none(),
                    u32::BYTES => self.read_block::<u32>(section, block).is_none(),
                    _ => self.read_block::<u64>(section, block).is_none(),
                }
            })
        };
        self.directory.sections.iter().filter(is_damaged).map(|section| &*section.name).collect()
    }

    /// The index of the section with a name.
    pub(super) fn section_index(&self, name: &str) -> Option<usize> {
        self.directory.sections.iter().position(|section| section.name == name)
    }

    pub(super) fn section(&self, index: usize) -> &SectionEntry {
        &self.directory.sections[index]
    }

    /// A block of a section, counted from its first; kept for the next time. One that cannot be read is kept
    /// as one without items.
    pub(super) fn block<T: Item>(&self, section: &SectionEntry, block: u64) -> Option<Arc<Block>> {
        let index = section.first_block + u32::try_from(block).ok()?;
        if let Some(block) = self.lock_cache().get(index) {
            return Some(block);
        }
        let block = Arc::new(self.read_block::<T>(section, block).unwrap_or(Block::Bytes(Vec::new())));
        self.lock_cache().insert(index, &block);
        Some(block)
    }

    /// Reads a block of a section, counted from its first.
    pub(super) fn read_block<T: Item>(&self, section: &SectionEntry, block: u64) -> Option<Block> {
        let entry = *self.block_entry(section, block)?;
        let read_from = |source: &dyn ReadAt| {
            let stored = read(source, self.start + entry.offset, entry.bytes as usize, &section.name)?;
            self.decode::<T>(section, block, &stored).map(|items| T::block(items.into_owned()))
        };
        let read = read_from(&*self.source);
        let read = read.or_else(|error| self.source.remade().map_or(Err(error), read_from));
        read.map_err(|error| self.set_fault(error)).ok()
    }

    /// Visits the items of successive blocks of a section, until one cannot be read. They are read many at
    /// once and not kept.
    pub(super) fn for_each_block<T: Item>(
        &self,
        section: &SectionEntry,
        blocks: Range<u64>,
        visit: &mut dyn FnMut(&[T]),
    ) {
        let mut stored = Vec::new();
        let mut at = blocks.start;
        while at < blocks.end {
            let entries: Vec<BlockEntry> = self.run(section, at..blocks.end).copied().collect();
            let [Some(first), Some(last)] = [entries.first(), entries.last()] else { return };
            stored.resize((last.offset - first.offset) as usize + last.bytes as usize, 0);
            let is_read = self.source.read_exact_at(&mut stored, self.start + first.offset).is_ok();
            for entry in &entries {
                let start = (entry.offset - first.offset) as usize;
                let bytes = &stored[start..start + entry.bytes as usize];
                match self.decode::<T>(section, at, bytes) {
                    Ok(items) if is_read => visit(&items),
                    _ => match self.read_block::<T>(section, at).as_ref().and_then(T::items) {
                        Some(items) => visit(items),
                        None => return,
                    },
                }
                at += 1;
            }
        }
    }

    /// The first blocks of some that are read at once.
    fn run(&self, section: &SectionEntry, blocks: Range<u64>) -> impl Iterator<Item = &BlockEntry> {
        let entries = blocks.map_while(|block| self.block_entry(section, block));
        let mut start = None;
        entries.take_while(move |entry| {
            let start = *start.get_or_insert(entry.offset);
            entry.offset == start || entry.offset - start + u64::from(entry.bytes) <= MAX_READ_BYTES
        })
    }

    fn block_entry(&self, section: &SectionEntry, block: u64) -> Option<&BlockEntry> {
        let index = u64::from(section.first_block).checked_add(block)?;
        self.directory.blocks.get(usize::try_from(index).ok()?)
    }

    /// The items of a block of a section from its stored bytes.
    fn decode<'a, T: Item>(
        &self,
        section: &SectionEntry,
        block: u64,
        stored: &'a [u8],
    ) -> Result<Cow<'a, [T]>, PackError> {
        let items = section.items_in_block(block);
        let is_whole =
            self.block_entry(section, block).is_some_and(|entry| crc32fast::hash(stored) == entry.checksum);
        let mut inflater = self.inflater.lock().unwrap_or_else(PoisonError::into_inner);
        let decode = || T::decode(stored, section.codec, items, &mut inflater);
        let decoded = is_whole.then(decode).flatten();
        let index = section.first_block.saturating_add(block as u32);
        let accepted = decoded.filter(|items| self.lock_starts().accept(section, index, items));
        accepted.ok_or_else(|| PackError::Damaged(section.name.clone()))
    }

    /// Remembers a fault, unless there was one before.
    pub fn set_fault(&self, fault: PackError) {
        let _ = self.fault.set(fault);
    }

    fn lock_cache(&self) -> std::sync::MutexGuard<'_, BlockCache> {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock_starts(&self) -> std::sync::MutexGuard<'_, ReadStarts> {
        self.starts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads bytes of a part of the pack. A damaged directory can name more than there is memory.
fn read(source: &dyn ReadAt, offset: u64, count: usize, part: &str) -> Result<Vec<u8>, PackError> {
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(count).map_err(|_| PackError::Io(io::ErrorKind::OutOfMemory))?;
    bytes.resize(count, 0);
    source.read_exact_at(&mut bytes, offset).map_err(|error| match error.kind() {
        io::ErrorKind::UnexpectedEof => PackError::Damaged(part.to_string()),
        kind => PackError::Io(kind),
    })?;
    Ok(bytes)
}
