//! Blocks: the items of a section, so many at a time, encoded by the codec of the section.

use std::borrow::Cow;
use std::io::Write;

use flate2::write::DeflateEncoder;
use flate2::{Compression, Decompress, FlushDecompress, Status};

/// Bytes of a block once decoded, at most: a few blocks of each section fit in the cache.
pub const MAX_BLOCK_BYTES: usize = 64 << 10;
/// Stored bytes of a block, at most. No codec needs twice the bytes of the items.
pub const MAX_STORED_BYTES: u32 = 2 * MAX_BLOCK_BYTES as u32;
/// The level of deflate: higher ones take longer and save little.
const COMPRESSION_LEVEL: u32 = 6;
/// Bits of a varint in each of its bytes.
const VARINT_BITS: u32 = 7;
/// The bytes of the longest varint, of 64 bits.
const MAX_VARINT_BYTES: usize = 10;

/// How the blocks of a section are encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Codec {
    /// Bytes as they are.
    Raw,
    /// Bytes compressed with deflate (RFC 1951).
    Deflate,
    /// Numbers as differences from the previous one, the first from 0: zigzag, then LEB128.
    Delta,
    /// The same, compressed with deflate.
    DeflatedDelta,
}

impl Codec {
    pub fn number(self) -> u8 {
        match self {
            Codec::Raw => 0,
            Codec::Deflate => 1,
            Codec::Delta => 2,
            Codec::DeflatedDelta => 3,
        }
    }

    pub fn from_number(number: u8) -> Option<Self> {
        [Codec::Raw, Codec::Deflate, Codec::Delta, Codec::DeflatedDelta]
            .into_iter()
            .find(|codec| codec.number() == number)
    }

    /// The number of items in each block of a section but the last, unless another is chosen.
    pub fn items_per_block(self) -> u32 {
        match self {
            Codec::Raw | Codec::Deflate => 16 << 10,
            Codec::Delta => 1 << 10,
            Codec::DeflatedDelta => 4 << 10,
        }
    }
}

/// The decoded items of a block.
#[derive(Debug, PartialEq, Eq)]
pub enum Block {
    Bytes(Vec<u8>),
    Words(Vec<u32>),
    Longs(Vec<u64>),
}

impl Block {
    /// Memory used in bytes.
    pub fn memory_bytes(&self) -> usize {
        match self {
            Block::Bytes(items) => items.len(),
            Block::Words(items) => items.len() * 4,
            Block::Longs(items) => items.len() * 8,
        }
    }
}

/// An item of a section: `u8`, `u32` or `u64`.
pub trait Item: Copy + Default + Ord + Into<u64> + std::fmt::Debug + Send + Sync + 'static {
    /// Bytes of an item.
    const BYTES: u8;

    /// The items of a block of this type.
    fn items(block: &Block) -> Option<&[Self]>;

    /// A block of these items.
    fn block(items: Vec<Self>) -> Block;

    /// Encodes a block. `None` if the codec does not encode this type.
    fn encode(items: &[Self], codec: Codec) -> Option<Vec<u8>>;

    /// The `count` items of a block; `None` if it does not hold exactly these.
    fn decode<'a>(
        stored: &'a [u8],
        codec: Codec,
        count: usize,
        inflater: &mut Inflater,
    ) -> Option<Cow<'a, [Self]>>;
}

impl Item for u8 {
    const BYTES: u8 = 1;

    fn items(block: &Block) -> Option<&[Self]> {
        if let Block::Bytes(items) = block { Some(items) } else { None }
    }

    fn block(items: Vec<Self>) -> Block {
        Block::Bytes(items)
    }

    fn encode(items: &[Self], codec: Codec) -> Option<Vec<u8>> {
        match codec {
            Codec::Raw => Some(items.to_vec()),
            Codec::Deflate => deflate(items),
            Codec::Delta | Codec::DeflatedDelta => None,
        }
    }

    fn decode<'a>(
        stored: &'a [u8],
        codec: Codec,
        count: usize,
        inflater: &mut Inflater,
    ) -> Option<Cow<'a, [Self]>> {
        let items = match codec {
            Codec::Raw => Cow::Borrowed(stored),
            Codec::Deflate => Cow::Owned(inflater.inflate(stored, count)?),
            Codec::Delta | Codec::DeflatedDelta => return None,
        };
        (items.len() == count).then_some(items)
    }
}

impl Item for u32 {
    const BYTES: u8 = 4;

    fn items(block: &Block) -> Option<&[Self]> {
        if let Block::Words(items) = block { Some(items) } else { None }
    }

    fn block(items: Vec<Self>) -> Block {
        Block::Words(items)
    }

    fn encode(items: &[Self], codec: Codec) -> Option<Vec<u8>> {
        encode_differences(items.iter().map(|&item| u64::from(item)), codec)
    }

    fn decode<'a>(
        stored: &'a [u8],
        codec: Codec,
        count: usize,
        inflater: &mut Inflater,
    ) -> Option<Cow<'a, [Self]>> {
        decode_differences(stored, codec, count, inflater).map(Cow::Owned)
    }
}

impl Item for u64 {
    const BYTES: u8 = 8;

    fn items(block: &Block) -> Option<&[Self]> {
        if let Block::Longs(items) = block { Some(items) } else { None }
    }

    fn block(items: Vec<Self>) -> Block {
        Block::Longs(items)
    }

    fn encode(items: &[Self], codec: Codec) -> Option<Vec<u8>> {
        encode_differences(items.iter().copied(), codec)
    }

    fn decode<'a>(
        stored: &'a [u8],
        codec: Codec,
        count: usize,
        inflater: &mut Inflater,
    ) -> Option<Cow<'a, [Self]>> {
        decode_differences(stored, codec, count, inflater).map(Cow::Owned)
    }
}

/// Compresses bytes.
fn deflate(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::new(COMPRESSION_LEVEL));
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok()
}

/// Decompresses blocks. Its buffers are used again for the next block.
#[derive(Debug)]
pub struct Inflater(Decompress);

impl Default for Inflater {
    fn default() -> Self {
        Self(Decompress::new(false))
    }
}

impl Inflater {
    /// Decompresses bytes; `None` if they are damaged, or more than `max_bytes`.
    fn inflate(&mut self, stored: &[u8], max_bytes: usize) -> Option<Vec<u8>> {
        self.0.reset(false);
        // Room for one byte more tells that there is too much.
        let mut bytes = Vec::with_capacity(max_bytes + 1);
        let status = self.0.decompress_vec(stored, &mut bytes, FlushDecompress::Finish).ok()?;
        (status == Status::StreamEnd && bytes.len() <= max_bytes).then_some(bytes)
    }
}

fn encode_differences(items: impl Iterator<Item = u64>, codec: Codec) -> Option<Vec<u8>> {
    let mut stored = Vec::new();
    let mut previous = 0_u64;
    for item in items {
        let difference = item.wrapping_sub(previous) as i64;
        push_varint(&mut stored, ((difference << 1) ^ (difference >> 63)) as u64);
        previous = item;
    }
    match codec {
        Codec::Delta => Some(stored),
        Codec::DeflatedDelta => deflate(&stored),
        Codec::Raw | Codec::Deflate => None,
    }
}

fn push_varint(stored: &mut Vec<u8>, mut value: u64) {
    while value >= 1 << VARINT_BITS {
        stored.push(value as u8 | 1 << VARINT_BITS);
        value >>= VARINT_BITS;
    }
    stored.push(value as u8);
}

/// Decodes `count` numbers; `None` if there are others, or one is too large.
fn decode_differences<T: TryFrom<u64>>(
    stored: &[u8],
    codec: Codec,
    count: usize,
    inflater: &mut Inflater,
) -> Option<Vec<T>> {
    let differences = match codec {
        Codec::Delta => Cow::Borrowed(stored),
        Codec::DeflatedDelta => Cow::Owned(inflater.inflate(stored, count * MAX_VARINT_BYTES)?),
        Codec::Raw | Codec::Deflate => return None,
    };
    let mut rest = &*differences;
    let mut previous = 0_u64;
    let mut items = Vec::with_capacity(count);
    for _ in 0..count {
        let zigzag = take_varint(&mut rest)?;
        previous = previous.wrapping_add((zigzag >> 1) ^ (zigzag & 1).wrapping_neg());
        items.push(T::try_from(previous).ok()?);
    }
    rest.is_empty().then_some(items)
}

#[inline]
fn take_varint(rest: &mut &[u8]) -> Option<u64> {
    // Most are of one byte or two.
    let value = match **rest {
        [first, ..] if first < 1 << VARINT_BITS => (u64::from(first), 1),
        [first, second, ..] if second < 1 << VARINT_BITS => {
            (u64::from(first & 0x7f) | u64::from(second) << VARINT_BITS, 2)
        }
        _ => return take_long_varint(rest),
    };
    *rest = &rest[value.1..];
    Some(value.0)
}

fn take_long_varint(rest: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..u64::BITS).step_by(VARINT_BITS as usize) {
        let (&byte, after) = rest.split_first()?;
        *rest = after;
        value |= u64::from(byte & 0x7f) << shift;
        if byte < 1 << VARINT_BITS {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded<T: Item>(stored: &[u8], codec: Codec, count: usize) -> Option<Vec<T>> {
        T::decode(stored, codec, count, &mut Inflater::default()).map(Cow::into_owned)
    }

    fn round_trip<T: Item>(items: &[T], codec: Codec) {
        let stored = T::encode(items, codec).expect("encodable");
        let decode = |count| decoded::<T>(&stored, codec, count);
        assert_eq!(decode(items.len()).as_deref(), Some(items));
        assert!(decode(items.len() + 1).is_none());
        assert!(items.is_empty() || decode(items.len() - 1).is_none());
    }

    #[test]
    fn a_block_holds_exactly_its_items() {
        for items in [&[][..], &[0], &[7, 7, 255, 0]] {
            round_trip::<u8>(items, Codec::Raw);
            round_trip::<u8>(items, Codec::Deflate);
        }
        for codec in [Codec::Delta, Codec::DeflatedDelta] {
            round_trip::<u32>(&[], codec);
            round_trip::<u32>(&[5, 6, 2, u32::MAX, 0, u32::MAX], codec);
            round_trip::<u64>(&[u64::MAX, 0, 1 << 63, 3, u64::MAX], codec);
        }
    }

    #[test]
    fn equal_differences_take_little() {
        let items: Vec<u32> = (1_000_000..1_004_000).collect();
        assert!(u32::encode(&items, Codec::DeflatedDelta).is_some_and(|stored| stored.len() < 50));
    }

    #[test]
    fn what_is_cut_too_long_or_too_large_is_not_decoded() {
        let decode = |differences: &[u8]| decoded::<u32>(differences, Codec::Delta, 1);
        assert!(decode(&[2]).is_some() && decode(&[0x80]).is_none() && decode(&[0xff; 10]).is_none());
        let large = u64::encode(&[1 << 32], Codec::Delta).expect("encodable");
        assert!(decode(&large).is_none());
        let bomb = u8::encode(&[0; 1 << 20], Codec::Deflate).expect("encodable");
        assert!(decoded::<u8>(&bomb, Codec::Deflate, 10).is_none());
    }

    #[test]
    fn a_codec_is_for_bytes_or_for_numbers() {
        assert!(u8::encode(&[1], Codec::Delta).is_none() && u32::encode(&[1], Codec::Raw).is_none());
        assert!(decoded::<u64>(&[2], Codec::Deflate, 1).is_none());
    }
}
