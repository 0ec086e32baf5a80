//! Texts of a pack, by index: where each starts, and the bytes of all.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::column::Column;
use super::directory::PackError;
use super::reader::Pack;

/// A longer text is not packed, and is a fault when it is read.
pub const MAX_TEXT_BYTES: usize = 16 << 20;
/// The error for a text that is too long to be packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextTooLong;

impl fmt::Display for TextTooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text is over 16 MiB")
    }
}

impl std::error::Error for TextTooLong {}

/// Bytes of the blocks of texts that are read one by one.
pub const TEXT_BLOCK_BYTES: u32 = 4 << 10;
/// The names of the two sections of texts end so.
pub const STARTS_SUFFIX: &str = ".starts";

/// Texts in two sections of a pack: `NAME.starts` has the offset of each and the end of the last, `NAME` the
/// bytes.
#[derive(Clone, Debug)]
pub struct Texts {
    pack: Arc<Pack>,
    name: &'static str,
    starts: Column<u64>,
    bytes: Column<u8>,
}

impl Texts {
    /// # Errors
    /// If the pack has no such sections.
    pub fn in_pack(pack: &Arc<Pack>, name: &'static str) -> Result<Self, PackError> {
        let starts = Column::in_pack(pack, &format!("{name}{STARTS_SUFFIX}"))?;
        let bytes = Column::in_pack(pack, name)?;
        Ok(Self { pack: Arc::clone(pack), name, starts, bytes })
    }

    /// The number of texts.
    pub fn count(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// The text at an index; empty if there is none, or if it cannot be read.
    pub fn get(&self, index: usize) -> String {
        let text = self.range_of(index).and_then(|range| {
            let length = range.len();
            let bytes = self.bytes.range(range).into_owned();
            String::from_utf8(bytes).ok().filter(|text| text.len() == length)
        });
        text.unwrap_or_else(|| {
            self.set_fault();
            String::new()
        })
    }

    /// The value that the text at an index is the JSON of; `None` if it is none.
    pub fn value<T: DeserializeOwned>(&self, index: usize) -> Option<T> {
        let value = serde_json::from_str(&self.get(index)).ok();
        if value.is_none() {
            self.set_fault();
        }
        value
    }

    fn set_fault(&self) {
        self.pack.set_fault(PackError::Damaged(self.name.to_string()));
    }

    fn range_of(&self, index: usize) -> Option<Range<usize>> {
        let [start, end] = [self.starts.get(index)?, self.starts.get(index + 1)?];
        let range = usize::try_from(start).ok()?..usize::try_from(end).ok()?;
        let is_text =
            range.start <= range.end && range.end <= self.bytes.len() && range.len() <= MAX_TEXT_BYTES;
        is_text.then_some(range)
    }
}
