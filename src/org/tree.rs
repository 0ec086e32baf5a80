//! The tree in reading order (pre-order): the parent, subtree end and depth of every unit. They
//! are separate arrays, so that a scan over many units touches little memory.

use std::io::{self, Write};
use std::ops::Range;
use std::sync::Arc;

use crate::pack::{Column, Cursor, Pack, PackError, PackWriter};

use super::UnitId;
use super::builder::ParentSlot;
use super::source_records::NONE;
use super::subtree_ends::{SubtreeEnds, SubtreeEndsCursor};

/// What is read of a pack may be wrong: the root alone has no parent, a parent stands before its children,
/// and a subtree is a range that is not empty, whatever the columns say.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// The parent of each unit, or [`NONE`].
    parents: Column<u32>,
    /// The end of each unit's subtree, exclusive.
    ends: SubtreeEnds,
    depths: Column<u32>,
}

/// The names of the sections of a pack.
const PARENTS: &str = "parents";
const DEPTHS: &str = "depths";

impl Tree {
    pub fn len(&self) -> usize {
        self.parents.len()
    }

    /// The parent; `None` for the root only.
    pub fn parent(&self, unit: usize) -> Option<u32> {
        self.checked_parent(unit, self.parents.get(unit))
    }

    /// A parent as it was read, or the root in place of one that cannot be.
    fn checked_parent(&self, unit: usize, read: Option<u32>) -> Option<u32> {
        let parent = read.unwrap_or(NONE);
        let bounded = match unit {
            0 => NONE,
            _ if (parent as usize) < unit => parent,
            _ => 0,
        };
        if parent != bounded {
            self.parents.set_fault();
        }
        Some(bounded).filter(|_| unit > 0)
    }

    /// The number of ancestors.
    pub fn depth(&self, unit: usize) -> usize {
        let depth = self.depths.get(unit).unwrap_or(0) as usize;
        let bounded = depth.clamp(usize::from(unit > 0), unit);
        if depth != bounded {
            self.depths.set_fault();
        }
        bounded
    }

    /// A unit and its descendants.
    pub fn subtree(&self, unit: usize) -> Range<usize> {
        unit..self.checked_end(unit, self.ends.get(unit))
    }

    /// The end of a subtree as it was read, or the nearest that can be.
    fn checked_end(&self, unit: usize, read: Option<u32>) -> usize {
        let end = read.unwrap_or(0) as usize;
        let bounded = end.min(self.len()).max(unit + 1);
        if end != bounded {
            self.ends.set_fault();
        }
        bounded
    }

    /// Reads the tree at many units in reading order.
    pub fn walk(&self) -> TreeWalk<'_> {
        TreeWalk { tree: self, parents: self.parents.cursor(), ends: self.ends.cursor() }
    }

    /// Writes the sections of the tree.
    pub fn pack<W: Write>(&self, writer: &mut PackWriter<W>) -> io::Result<()> {
        writer.numbers(PARENTS, &self.parents)?;
        self.ends.pack(writer)?;
        writer.compressed_numbers(DEPTHS, &self.depths)
    }

    /// The tree of a pack.
    ///
    /// # Errors
    /// If a section is missing, or is not as long as the others.
    pub fn open(pack: &Arc<Pack>) -> Result<Self, PackError> {
        let tree = Self {
            parents: Column::in_pack(pack, PARENTS)?,
            ends: SubtreeEnds::open(pack)?,
            depths: Column::in_pack(pack, DEPTHS)?,
        };
        let is_whole = (1..NONE as usize).contains(&tree.len())
            && tree.ends.len() == tree.len()
            && tree.depths.len() == tree.len();
        is_whole.then_some(tree).ok_or_else(|| PackError::Damaged(PARENTS.into()))
    }
}

/// Reads the tree at one unit after the other, fast for units that are near each other.
#[derive(Debug)]
pub struct TreeWalk<'a> {
    tree: &'a Tree,
    parents: Cursor<'a, u32>,
    ends: SubtreeEndsCursor<'a>,
}

impl TreeWalk<'_> {
    /// The parent; `None` for the root only.
    pub fn parent(&mut self, unit: UnitId) -> Option<UnitId> {
        let read = self.parents.get(unit.index());
        self.tree.checked_parent(unit.index(), read).map(UnitId)
    }

    /// The end of the unit’s subtree, exclusive.
    pub fn subtree_end(&mut self, unit: UnitId) -> usize {
        let read = self.ends.get(unit.index());
        self.tree.checked_end(unit.index(), read)
    }
}

/// A tree while it is built.
#[derive(Default)]
struct TreeArrays {
    parents: Vec<u32>,
    ends: Vec<u32>,
    depths: Vec<u32>,
}

impl From<TreeArrays> for Tree {
    fn from(TreeArrays { parents, ends, depths }: TreeArrays) -> Self {
        Self { parents: parents.into(), ends: SubtreeEnds::Memory(ends), depths: depths.into() }
    }
}

impl TreeArrays {
    fn with_capacity(units: usize) -> Self {
        let array = || Vec::with_capacity(units);
        Self { parents: array(), ends: array(), depths: array() }
    }

    /// Adds the next unit. `end` is provisional.
    fn push(&mut self, parent: u32, end: u32) {
        let depth = self.depths.get(parent as usize).map_or(0, |depth| depth + 1);
        self.parents.push(parent);
        self.ends.push(end);
        self.depths.push(depth);
    }

    /// Extends every subtree to include the children's, from the last unit to the first.
    fn extend_ends(&mut self) {
        for unit in (0..self.ends.len()).rev() {
            let end = self.ends[unit];
            if let Some(parent_end) = self.ends.get_mut(self.parents[unit] as usize) {
                *parent_end = end.max(*parent_end);
            }
        }
    }
}

impl Tree {
    /// The tree of records that are in reading order already; `None` if they are not.
    pub fn in_order(parents: &[ParentSlot]) -> Option<Self> {
        let mut tree = TreeArrays::with_capacity(parents.len());
        for (unit, slot) in parents.iter().enumerate() {
            let parent = slot.parent().map_or(NONE, |parent| parent as u32);
            // The subtrees that end here: from the previous unit up to this unit's parent.
            let mut ended = (unit as u32).wrapping_sub(1);
            while ended != parent {
                *tree.ends.get_mut(ended as usize)? = unit as u32;
                ended = tree.parents[ended as usize];
            }
            tree.push(parent, parents.len() as u32);
        }
        Some(tree.into())
    }

    /// The tree of records in any order. `order` has the records in reading order, `units` the
    /// unit of each record, `parents` the parent of each record.
    pub fn new(order: &[u32], units: &[u32], parents: &[ParentSlot]) -> Self {
        let mut tree = TreeArrays::with_capacity(order.len());
        for (unit, &record) in order.iter().enumerate() {
            let parent = parents[record as usize].parent().map_or(NONE, |parent| units[parent]);
            tree.push(parent, unit as u32 + 1);
        }
        tree.extend_ends();
        tree.into()
    }
}

/// The records in reading order, siblings in the order of the file. Iterative, as a chain can be
/// a hundred thousand units deep.
pub fn reading_order(parents: &[ParentSlot]) -> Vec<u32> {
    let mut first_child = vec![NONE; parents.len()];
    let mut next_sibling = vec![NONE; parents.len()];
    let mut stack = Vec::new();
    for (record, slot) in parents.iter().enumerate().rev() {
        match slot.parent() {
            Some(parent) => {
                next_sibling[record] = first_child[parent];
                first_child[parent] = record as u32;
            }
            None => stack.push(record as u32),
        }
    }
    let mut order = Vec::with_capacity(parents.len());
    while let Some(record) = stack.pop() {
        order.push(record);
        let next = [next_sibling[record as usize], first_child[record as usize]];
        stack.extend(next.into_iter().filter(|&record| record != NONE));
    }
    order
}
