//! Where units hang, in reading order: for each the unit above, where its subtree ends, and how
//! deep it is. Each is an array of its own, so that whoever goes through many units reads
//! little memory.

use super::builder::ParentSlot;
use super::record_offsets::NONE;

#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// The unit above, or `NOWHERE`.
    pub parents: Vec<u32>,
    /// One past the last unit below.
    pub ends: Vec<u32>,
    pub depths: Vec<u32>,
}

impl Tree {
    fn with_capacity(units: usize) -> Self {
        let room = || Vec::with_capacity(units);
        Self { parents: room(), ends: room(), depths: room() }
    }

    /// Adds the next unit, which ends there until more is known.
    fn push(&mut self, parent: u32, end: u32) {
        let depth = self.depths.get(parent as usize).map_or(0, |above| above + 1);
        self.parents.push(parent);
        self.ends.push(end);
        self.depths.push(depth);
    }

    /// The tree of units whose order in the file is the reading order; else `None`.
    pub fn in_order(places: &[ParentSlot]) -> Option<Self> {
        let mut tree = Self::with_capacity(places.len());
        for (unit, place) in places.iter().enumerate() {
            let parent = place.parent().map_or(NONE, |parent| parent as u32);
            // The units that end here: from the one before up to the parent.
            let mut at = (unit as u32).wrapping_sub(1);
            while at != parent {
                *tree.ends.get_mut(at as usize)? = unit as u32;
                at = tree.parents[at as usize];
            }
            tree.push(parent, places.len() as u32);
        }
        Some(tree)
    }

    /// The tree of units in any order: `order` has their numbers in reading order, `rank` their
    /// places there.
    pub fn new(order: &[u32], rank: &[u32], places: &[ParentSlot]) -> Self {
        let mut tree = Self::with_capacity(order.len());
        for (unit, &old) in order.iter().enumerate() {
            let parent = places[old as usize].parent().map_or(NONE, |parent| rank[parent]);
            tree.push(parent, unit as u32 + 1);
        }
        tree.close();
        tree
    }

    /// Sets every end from the children's, the last unit first.
    fn close(&mut self) {
        for unit in (0..self.ends.len()).rev() {
            let end = self.ends[unit];
            if let Some(above) = self.ends.get_mut(self.parents[unit] as usize) {
                *above = end.max(*above);
            }
        }
    }
}

/// The numbers of units depth first, siblings in the order of the file, without recursion.
pub fn reading_order(places: &[ParentSlot]) -> Vec<u32> {
    const NONE: u32 = u32::MAX;
    let mut first_child = vec![NONE; places.len()];
    let mut next_sibling = vec![NONE; places.len()];
    let mut stack = Vec::new();
    for (i, place) in places.iter().enumerate().rev() {
        match place.parent() {
            Some(parent) => {
                next_sibling[i] = first_child[parent];
                first_child[parent] = i as u32;
            }
            None => stack.push(i as u32),
        }
    }
    let mut order = Vec::with_capacity(places.len());
    while let Some(i) = stack.pop() {
        order.push(i);
        let next = [next_sibling[i as usize], first_child[i as usize]];
        stack.extend(next.into_iter().filter(|&at| at != NONE));
    }
    order
}
