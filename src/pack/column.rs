//! A column: numbers or bytes that are in memory, or in a section of a pack.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use super::block::{Block, Item};
use super::directory::{PackError, SectionEntry};
use super::reader::Pack;

/// The blocks of a range of more are read past the cache.
const MAX_KEPT_BLOCKS: u64 = 8;

/// A column of items. What cannot be read of a pack is missing: see [`Pack::fault`].
#[derive(Clone, Debug)]
pub enum Column<T> {
    Memory(Vec<T>),
    Packed(PackedColumn),
}

/// A section of a pack.
#[derive(Clone, Debug)]
pub struct PackedColumn {
    pack: Arc<Pack>,
    section: usize,
}

impl<T> Default for Column<T> {
    fn default() -> Self {
        Self::Memory(Vec::new())
    }
}

impl<T> From<Vec<T>> for Column<T> {
    fn from(items: Vec<T>) -> Self {
        Self::Memory(items)
    }
}

impl<T: Item> Column<T> {
    /// The column that a section of a pack holds.
    ///
    /// # Errors
    /// If the pack has no section of this name with items of this size.
    pub fn in_pack(pack: &Arc<Pack>, name: &str) -> Result<Self, PackError> {
        let section = pack.section_index(name).filter(|&index| pack.section(index).item_bytes == T::BYTES);
        let section = section.ok_or_else(|| PackError::Damaged(name.to_string()))?;
        Ok(Self::Packed(PackedColumn { pack: Arc::clone(pack), section }))
    }

    pub fn len(&self) -> usize {
        match self {
            Self::Memory(items) => items.len(),
            Self::Packed(packed) => packed.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The item at an index; `None` after the end.
    #[inline]
    pub fn get(&self, index: usize) -> Option<T> {
        match self {
            Self::Memory(items) => items.get(index).copied(),
            Self::Packed(packed) => packed.get(index),
        }
    }

    /// The items of a range, as far as they are there.
    pub fn range(&self, range: Range<usize>) -> Cow<'_, [T]> {
        match self {
            Self::Memory(items) => Cow::Borrowed(within(items, range)),
            Self::Packed(packed) => {
                let mut items = Vec::new();
                packed.for_each_slice(range, &mut |slice: &[T]| items.extend_from_slice(slice));
                Cow::Owned(items)
            }
        }
    }

    /// Visits the items of a range in order, slice by slice.
    pub fn for_each_slice(&self, range: Range<usize>, mut visit: impl FnMut(&[T])) {
        match self {
            Self::Memory(items) => visit(within(items, range)),
            Self::Packed(packed) => packed.for_each_slice(range, &mut visit),
        }
    }

    /// A reader of items that are near each other.
    pub fn cursor(&self) -> Cursor<'_, T> {
        Cursor { column: self, block: None, first: 0 }
    }

    /// The index of the first item from which on the predicate is false, by binary search in a range.
    pub fn partition_point(&self, range: Range<usize>, predicate: impl Fn(T) -> bool) -> usize {
        let range = range.start..range.end.min(self.len());
        partition_index(range, |index| self.get(index).is_some_and(&predicate))
    }

    /// Remembers that what a pack has here is wrong, though its checksum is right.
    pub fn set_fault(&self) {
        if let Self::Packed(packed) = self {
            packed.set_fault();
        }
    }

    /// The indexes of the successive items that equal one, in a column that is sorted.
    pub fn equal_range(&self, item: T) -> Range<usize>
    where
        T: Ord,
    {
        let start = self.partition_point(0..self.len(), |other| other < item);
        // Item by item: a pack that is not sorted must not name the same range for many items.
        let mut items = self.cursor();
        let count = (start..self.len()).take_while(|&at| items.get(at) == Some(item)).count();
        start..start + count
    }

    /// Memory used in bytes; none by a pack.
    pub fn memory_bytes(&self) -> usize {
        match self {
            Self::Memory(items) => size_of_val(&**items),
            Self::Packed(_) => 0,
        }
    }
}

/// The first index of a range from which on the predicate is false, by binary search; its start if it is
/// empty.
pub fn partition_index(range: Range<usize>, predicate: impl Fn(usize) -> bool) -> usize {
    let Range { start: mut low, end: mut high } = range;
    while low < high {
        let middle = low + (high - low) / 2;
        if predicate(middle) { low = middle + 1 } else { high = middle }
    }
    low
}

fn within<T>(items: &[T], range: Range<usize>) -> &[T] {
    let end = range.end.min(items.len());
    &items[range.start.min(end)..end]
}

impl PackedColumn {
    fn set_fault(&self) {
        self.pack.set_fault(PackError::Damaged(self.section().name.clone()));
    }

    fn section(&self) -> &SectionEntry {
        self.pack.section(self.section)
    }

    fn len(&self) -> usize {
        usize::try_from(self.section().items).unwrap_or(usize::MAX)
    }

    fn get<T: Item>(&self, index: usize) -> Option<T> {
        let (block, at) = self.locate(index)?;
        T::items(&*self.pack.block::<T>(self.section(), block)?)?.get(at).copied()
    }

    /// The block of an item, and the index of the item in it.
    fn locate(&self, index: usize) -> Option<(u64, usize)> {
        let section = self.section();
        let per_block = u64::from(section.items_per_block);
        let index = index as u64;
        (index < section.items).then_some((index / per_block, (index % per_block) as usize))
    }

    /// A range that is not there is a fault. Ends at a block that cannot be read. The blocks of a long range
    /// are not kept: they would push out those that are read again and again.
    fn for_each_slice<T: Item>(&self, range: Range<usize>, visit: &mut dyn FnMut(&[T])) {
        let section = self.section();
        if range.end as u64 > section.items && !range.is_empty() {
            self.set_fault();
        }
        let Some((block, mut first)) = self.locate(range.start).filter(|_| !range.is_empty()) else { return };
        let mut rest = range.len();
        let mut visit_block = |items: &[T]| {
            let slice = within(items, first..first.saturating_add(rest));
            (first, rest) = (0, rest - slice.len());
            visit(slice);
        };
        let last = self.locate(range.end.min(self.len()) - 1).map_or(block, |(last, _)| last);
        if last - block >= MAX_KEPT_BLOCKS {
            return self.pack.for_each_block(section, block..last + 1, &mut visit_block);
        }
        for block in block..=last {
            let read = self.pack.block::<T>(section, block);
            match read.as_deref().and_then(T::items) {
                Some(items) => visit_block(items),
                None => return,
            }
        }
    }
}

/// Reads items of a column one by one; those near the last one are at hand.
#[derive(Debug)]
pub struct Cursor<'a, T> {
    column: &'a Column<T>,
    block: Option<Arc<Block>>,
    /// The index of the first item of the block.
    first: usize,
}

impl<T: Item> Cursor<'_, T> {
    /// The item at an index; `None` after the end.
    #[inline]
    pub fn get(&mut self, index: usize) -> Option<T> {
        match self.column {
            Column::Memory(items) => items.get(index).copied(),
            Column::Packed(packed) => self.in_block(index).or_else(|| {
                let (block, at) = packed.locate(index)?;
                self.block = packed.pack.block::<T>(packed.section(), block);
                self.first = index - at;
                self.in_block(index)
            }),
        }
    }

    fn in_block(&self, index: usize) -> Option<T> {
        let items = T::items(self.block.as_ref()?)?;
        items.get(index.checked_sub(self.first)?).copied()
    }
}
