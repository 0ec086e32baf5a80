//! The tree in reading order (pre-order): the parent, subtree end and depth of every unit. They
//! are separate arrays, so that a scan over many units touches little memory.

use super::builder::ParentSlot;
use super::record_store::NONE;

#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// The parent of each unit, or [`NONE`].
    pub parents: Vec<u32>,
    /// The end of each unit's subtree, exclusive.
    pub ends: Vec<u32>,
    pub depths: Vec<u32>,
}

impl Tree {
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

    /// The tree of records that are in reading order already; `None` if they are not.
    pub fn in_order(parents: &[ParentSlot]) -> Option<Self> {
        let mut tree = Self::with_capacity(parents.len());
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
        Some(tree)
    }

    /// The tree of records in any order. `order` has the records in reading order, `units` the
    /// unit of each record, `parents` the parent of each record.
    pub fn new(order: &[u32], units: &[u32], parents: &[ParentSlot]) -> Self {
        let mut tree = Self::with_capacity(order.len());
        for (unit, &record) in order.iter().enumerate() {
            let parent = parents[record as usize].parent().map_or(NONE, |parent| units[parent]);
            tree.push(parent, unit as u32 + 1);
        }
        tree.extend_ends();
        tree
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
