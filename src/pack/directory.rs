//! The directory of a pack, which stands behind the blocks: its metadata, its sections, and where each
//! block is. The last bytes of a pack say where its directory is.

use std::io;

use super::block::{Codec, MAX_BLOCK_BYTES, MAX_STORED_BYTES};

/// The first bytes of a pack. The number is the version of the format.
pub const MAGIC: &[u8; 16] = b"ramure-pack/1\n\0\0";
/// What all versions begin with.
const MAGIC_START: &[u8] = b"ramure-pack/";
/// The last bytes of a pack.
const END_MAGIC: &[u8; 8] = b"/ramure\n";
/// The bytes at the end of a pack: the length of the pack, that of its directory, the checksum of the
/// directory, the checksum of these three numbers, and the last bytes.
pub const FOOTER_BYTES: usize = 8 + 8 + 4 + 4 + END_MAGIC.len();
/// Longer directories are refused; that of ten million units has a tenth of it.
const MAX_DIRECTORY_BYTES: u64 = 64 << 20;
/// Longer metadata is refused. It has the names of the files.
const MAX_METADATA_BYTES: usize = 16 << 20;
/// The most bytes of the name of a section, and the most sections.
const MAX_NAME_BYTES: usize = 64;
const MAX_SECTIONS: usize = 256;
/// The names of sections end so whose numbers never decrease.
const STARTS_END: &str = "starts";
/// The items of all sections have at most so many times the bytes of the blocks, and so many bytes more: a
/// small file is never a large organisation.
const MAX_RATIO: u64 = 256;
const MAX_RATIO_FREE_BYTES: u64 = 16 << 20;

/// Why a pack cannot be opened, or a part of it not be read.
#[derive(Clone, Debug)]
pub enum PackError {
    /// Another version of the format.
    Version,
    /// The file is cut, changed or was not written whole. Names what was to be read.
    Damaged(String),
    /// The file cannot be read.
    Io(io::ErrorKind),
}

/// Where a block is, counted from the start of the pack, and the checksum (CRC-32) of its stored bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlockEntry {
    pub offset: u64,
    pub bytes: u32,
    pub checksum: u32,
}

/// A section: items of one size, in successive blocks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SectionEntry {
    pub name: String,
    /// 1, 4 or 8.
    pub item_bytes: u8,
    pub codec: Codec,
    pub items_per_block: u32,
    pub items: u64,
    /// The index of the first block of the section.
    pub first_block: u32,
}

impl SectionEntry {
    pub fn block_count(&self) -> u64 {
        self.items.div_ceil(u64::from(self.items_per_block))
    }

    /// The number of items in a block, counted from the first; 0 after the last.
    pub fn items_in_block(&self, block: u64) -> usize {
        let first = block.saturating_mul(u64::from(self.items_per_block));
        self.items.saturating_sub(first).min(u64::from(self.items_per_block)) as usize
    }

    /// Whether the numbers of the section never decrease.
    pub fn has_starts(&self) -> bool {
        self.name.ends_with(STARTS_END)
    }

    /// The index after that of the last block, and the bytes of all items; `None` if there are too many.
    fn extent(&self) -> Option<(u64, u64)> {
        let end = u64::from(self.first_block).checked_add(self.block_count())?;
        Some((end, self.items.checked_mul(u64::from(self.item_bytes))?))
    }
}

#[derive(Debug, Default, PartialEq, Eq)]
pub struct Directory {
    /// A JSON object.
    pub metadata: String,
    pub sections: Vec<SectionEntry>,
    pub blocks: Vec<BlockEntry>,
}

/// Where the directory of a pack is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Footer {
    pub pack_bytes: u64,
    pub directory_bytes: u64,
    pub directory_checksum: u32,
}

/// Whether a file that starts with these bytes is a pack, of whatever version.
pub fn is_pack(start: &[u8]) -> bool {
    start.starts_with(MAGIC_START)
}

impl Footer {
    pub fn to_bytes(self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(FOOTER_BYTES);
        bytes.extend(self.pack_bytes.to_le_bytes());
        bytes.extend(self.directory_bytes.to_le_bytes());
        bytes.extend(self.directory_checksum.to_le_bytes());
        bytes.extend(crc32fast::hash(&bytes).to_le_bytes());
        bytes.extend(END_MAGIC);
        bytes
    }

    /// The footer in the last bytes of a file; `None` if they are none.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let mut rest = Bytes(bytes);
        let footer =
            Self { pack_bytes: rest.u64()?, directory_bytes: rest.u64()?, directory_checksum: rest.u32()? };
        let is_whole = rest.u32()? == crc32fast::hash(bytes.get(..20)?) && rest.0 == END_MAGIC;
        let least_bytes = footer.directory_bytes.checked_add((MAGIC.len() + FOOTER_BYTES) as u64)?;
        let has_room = footer.directory_bytes <= MAX_DIRECTORY_BYTES && footer.pack_bytes >= least_bytes;
        (is_whole && has_room).then_some(footer)
    }
}

impl Directory {
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        push_text(&mut bytes, &self.metadata);
        bytes.extend((self.sections.len() as u32).to_le_bytes());
        for section in &self.sections {
            push_text(&mut bytes, &section.name);
            bytes.extend([section.item_bytes, section.codec.number()]);
            bytes.extend(section.items_per_block.to_le_bytes());
            bytes.extend(section.items.to_le_bytes());
            bytes.extend(section.first_block.to_le_bytes());
        }
        bytes.extend((self.blocks.len() as u32).to_le_bytes());
        for block in &self.blocks {
            bytes.extend(block.offset.to_le_bytes());
            bytes.extend(block.bytes.to_le_bytes());
            bytes.extend(block.checksum.to_le_bytes());
        }
        bytes
    }

    /// Parses a directory of a pack whose blocks end before the byte `blocks_end`; `None` if it is
    /// incomplete or not valid.
    pub fn parse(bytes: &[u8], blocks_end: u64) -> Option<Self> {
        let mut rest = Bytes(bytes);
        let mut directory = Directory { metadata: rest.text(MAX_METADATA_BYTES)?, ..Self::default() };
        for _ in 0..rest.u32()? {
            directory.sections.push(rest.section()?);
        }
        for _ in 0..rest.u32()? {
            let (offset, bytes, checksum) = (rest.u64()?, rest.u32()?, rest.u32()?);
            directory.blocks.push(BlockEntry { offset, bytes, checksum });
        }
        (rest.0.is_empty() && directory.is_valid(blocks_end)).then_some(directory)
    }

    /// Whether each byte before `blocks_end` is in one block at most and each block in one section, in their
    /// order, all within the limits.
    pub fn is_valid(&self, blocks_end: u64) -> bool {
        let (mut stored_bytes, mut offset) = (0, 0);
        for block in &self.blocks {
            let end = block.offset.checked_add(u64::from(block.bytes));
            let Some(end) = end.filter(|&end| block.offset >= offset && end <= blocks_end) else {
                return false;
            };
            offset = end;
            stored_bytes += u64::from(block.bytes);
        }
        let (mut item_bytes, mut next_block) = (0_u64, 0);
        for (at, section) in self.sections.iter().enumerate() {
            let is_new = self.sections[..at].iter().all(|other| other.name != section.name);
            let extent = section.extent().filter(|_| is_new && u64::from(section.first_block) >= next_block);
            let Some((end, bytes)) = extent else { return false };
            next_block = end;
            item_bytes = item_bytes.saturating_add(bytes);
        }
        next_block <= self.blocks.len() as u64
            && self.blocks.iter().all(|block| block.bytes <= MAX_STORED_BYTES)
            && self.sections.len() <= MAX_SECTIONS
            && self.metadata.len() <= MAX_METADATA_BYTES
            && item_bytes <= stored_bytes.saturating_mul(MAX_RATIO).saturating_add(MAX_RATIO_FREE_BYTES)
    }
}

fn push_text(bytes: &mut Vec<u8>, text: &str) {
    bytes.extend((text.len() as u32).to_le_bytes());
    bytes.extend(text.as_bytes());
}

/// Bytes that are still to be parsed.
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn u8(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    fn u32(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    fn u64(&mut self) -> Option<u64> {
        Some(u64::from_le_bytes(self.take(8)?.try_into().ok()?))
    }

    fn text(&mut self, max_bytes: usize) -> Option<String> {
        let length = self.u32()? as usize;
        let text = self.take(length).filter(|text| text.len() <= max_bytes)?;
        String::from_utf8(text.to_vec()).ok()
    }

    fn section(&mut self) -> Option<SectionEntry> {
        let section = SectionEntry {
            name: self.text(MAX_NAME_BYTES)?,
            item_bytes: self.u8()?,
            codec: Codec::from_number(self.u8()?)?,
            items_per_block: self.u32()?,
            items: self.u64()?,
            first_block: self.u32()?,
        };
        let block_bytes = u64::from(section.items_per_block) * u64::from(section.item_bytes);
        let is_known = matches!((section.item_bytes, section.codec), (1, Codec::Raw | Codec::Deflate))
            || matches!((section.item_bytes, section.codec), (4 | 8, Codec::Delta | Codec::DeflatedDelta));
        (is_known && (1..=MAX_BLOCK_BYTES as u64).contains(&block_bytes)).then_some(section)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directory() -> Directory {
        let section = |name: &str, items, first_block| SectionEntry {
            name: name.into(),
            item_bytes: 1,
            codec: Codec::Raw,
            items_per_block: 10,
            items,
            first_block,
        };
        let block = |offset| BlockEntry { offset, bytes: 10, checksum: 7 };
        Directory {
            metadata: "{}".into(),
            sections: vec![section("a", 11, 0), section("b", 0, 2)],
            blocks: vec![block(16), block(26)],
        }
    }

    #[test]
    fn a_directory_is_parsed_as_it_was_written() {
        let bytes = directory().to_bytes();
        assert_eq!(Directory::parse(&bytes, 36), Some(directory()));
        assert_eq!(Directory::parse(&bytes, 35), None, "a block is after the end");
        assert!((0..bytes.len()).all(|length| Directory::parse(&bytes[..length], 36).is_none()));
    }

    #[test]
    fn overlapping_blocks_and_sections_are_refused() {
        let is_refused = |change: fn(&mut Directory)| {
            let mut directory = directory();
            change(&mut directory);
            Directory::parse(&directory.to_bytes(), 36).is_none()
        };
        assert!(!is_refused(|_| {}));
        assert!(is_refused(|directory| directory.blocks[1].offset = 25), "blocks share a byte");
        assert!(is_refused(|directory| directory.blocks.swap(0, 1)), "blocks in another order");
        assert!(is_refused(|directory| directory.sections[1].first_block = 1), "sections share a block");
        assert!(is_refused(|directory| directory.sections[1].name = "a".into()), "a repeated section");
        assert!(is_refused(|directory| directory.blocks[0].offset = u64::MAX));
    }

    #[test]
    fn a_small_pack_has_no_huge_sections() {
        let sections = |items: u64| {
            let section = SectionEntry {
                items_per_block: MAX_BLOCK_BYTES as u32,
                items,
                codec: Codec::Deflate,
                ..directory().sections[0].clone()
            };
            let blocks =
                (0..section.block_count()).map(|at| BlockEntry { offset: at, bytes: 1, checksum: 0 });
            Directory { blocks: blocks.collect(), sections: vec![section], ..directory() }
        };
        assert!(sections(MAX_RATIO_FREE_BYTES).is_valid(1 << 20));
        assert!(!sections(2 * MAX_RATIO_FREE_BYTES).is_valid(1 << 20));
        let mut directory = directory();
        directory.blocks[1].bytes = MAX_STORED_BYTES + 1;
        assert!(!directory.is_valid(u64::MAX));
    }

    #[test]
    fn a_section_without_blocks_or_with_huge_ones_is_refused() {
        let changed = |change: fn(&mut SectionEntry)| {
            let mut directory = directory();
            change(&mut directory.sections[0]);
            Directory::parse(&directory.to_bytes(), 36)
        };
        assert!(changed(|_| {}).is_some());
        assert!(changed(|section| section.items = 21).is_none());
        assert!(changed(|section| section.items = u64::MAX).is_none());
        assert!(changed(|section| section.items_per_block = 0).is_none());
        assert!(changed(|section| section.items_per_block = u32::MAX).is_none());
        assert!(changed(|section| section.first_block = u32::MAX).is_none());
        assert!(changed(|section| section.item_bytes = 4).is_none(), "numbers are differences");
        assert!(changed(|section| (section.item_bytes, section.codec) = (2, Codec::Delta)).is_none());
    }

    #[test]
    fn a_changed_footer_is_none() {
        let footer = Footer { pack_bytes: 100, directory_bytes: 5, directory_checksum: 9 };
        let bytes = footer.to_bytes();
        assert_eq!((bytes.len(), Footer::parse(&bytes)), (FOOTER_BYTES, Some(footer)));
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert_eq!(Footer::parse(&changed), None, "byte {at}");
        }
        let long = Footer { directory_bytes: MAX_DIRECTORY_BYTES + 1, pack_bytes: u64::MAX, ..footer };
        assert_eq!(Footer::parse(&long.to_bytes()), None);
    }
}
