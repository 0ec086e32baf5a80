//! The end of every unit's subtree. In a pack the sizes of the subtrees stand in their place, one byte for
//! each unit, and the ends of the few large ones beside them: so a search over all units reads little.

use std::io::{self, Write};
use std::sync::Arc;

use crate::pack::{Codec, Column, Cursor, Pack, PackError, PackWriter};

/// The names of the sections of a pack.
const SIZES: &str = "subtree-sizes";
const LARGE_UNITS: &str = "large-subtrees";
const LARGE_ENDS: &str = "large-subtree-ends";

/// The ends, exclusive, of the subtrees of all units.
#[derive(Clone, Debug)]
pub enum SubtreeEnds {
    Memory(Vec<u32>),
    Packed {
        /// The units of each subtree, itself among them; 0 where there are over 255.
        sizes: Column<u8>,
        /// The units of which that is so, and the ends of their subtrees.
        large_units: Column<u32>,
        large_ends: Column<u32>,
    },
}

impl Default for SubtreeEnds {
    fn default() -> Self {
        Self::Memory(Vec::new())
    }
}

impl SubtreeEnds {
    pub fn len(&self) -> usize {
        match self {
            Self::Memory(ends) => ends.len(),
            Self::Packed { sizes, .. } => sizes.len(),
        }
    }

    /// The end as it was read; `None` if it cannot be read.
    pub fn get(&self, unit: usize) -> Option<u32> {
        match self {
            Self::Memory(ends) => ends.get(unit).copied(),
            Self::Packed { sizes, .. } => self.end_by_size(unit, sizes.get(unit)?),
        }
    }

    /// Reads the ends of units that are near each other.
    pub fn cursor(&self) -> SubtreeEndsCursor<'_> {
        let sizes = match self {
            Self::Memory(_) => None,
            Self::Packed { sizes, .. } => Some(sizes.cursor()),
        };
        SubtreeEndsCursor { ends: self, sizes }
    }

    /// The end from the size as it was read.
    fn end_by_size(&self, unit: usize, size: u8) -> Option<u32> {
        match self {
            Self::Packed { large_units, large_ends, .. } if size == 0 => {
                let at = large_units.partition_point(0..large_units.len(), |other| (other as usize) < unit);
                large_units.get(at).filter(|&other| other as usize == unit)?;
                large_ends.get(at)
            }
            _ => u32::try_from(unit + usize::from(size)).ok(),
        }
    }

    /// Remembers that what a pack has here is wrong.
    pub fn set_fault(&self) {
        if let Self::Packed { sizes, .. } = self {
            sizes.set_fault();
        }
    }

    /// Writes the sections.
    pub fn pack<W: Write>(&self, writer: &mut PackWriter<W>) -> io::Result<()> {
        let (mut sizes, mut large_units, mut large_ends) = (Vec::new(), Vec::new(), Vec::new());
        for unit in 0..self.len() {
            let end = self.get(unit).unwrap_or(0);
            let size = u8::try_from((end as usize).saturating_sub(unit)).unwrap_or(0);
            if size == 0 {
                large_units.push(unit as u32);
                large_ends.push(end);
            }
            sizes.push(size);
        }
        writer.bytes(SIZES, &sizes.into(), Codec::Raw)?;
        writer.numbers(LARGE_UNITS, &large_units.into())?;
        writer.numbers(LARGE_ENDS, &large_ends.into())
    }

    /// The ends in a pack.
    ///
    /// # Errors
    /// If a section is missing, or is not as long as it should be.
    pub fn open(pack: &Arc<Pack>) -> Result<Self, PackError> {
        let large_units = Column::in_pack(pack, LARGE_UNITS)?;
        let large_ends: Column<u32> = Column::in_pack(pack, LARGE_ENDS)?;
        match large_units.len() == large_ends.len() {
            true => Ok(Self::Packed { sizes: Column::in_pack(pack, SIZES)?, large_units, large_ends }),
            false => Err(PackError::Damaged(LARGE_ENDS.into())),
        }
    }
}

/// Reads the end of one subtree after the other, fast for units that are near each other.
#[derive(Debug)]
pub struct SubtreeEndsCursor<'a> {
    ends: &'a SubtreeEnds,
    sizes: Option<Cursor<'a, u8>>,
}

impl SubtreeEndsCursor<'_> {
    /// The end as it was read; `None` if it cannot be read.
    pub fn get(&mut self, unit: usize) -> Option<u32> {
        match &mut self.sizes {
            None => self.ends.get(unit),
            Some(sizes) => self.ends.end_by_size(unit, sizes.get(unit)?),
        }
    }
}
