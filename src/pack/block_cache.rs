//! The blocks of a pack that were read last.

use std::sync::Arc;

use hashbrown::HashMap;

use super::block::Block;

/// Bytes of the blocks kept, at most. Larger blocks are not kept.
const MAX_BYTES: usize = 2 << 20;

/// Decoded blocks by their index.
#[derive(Debug, Default)]
pub struct BlockCache {
    blocks: HashMap<u32, CachedBlock>,
    bytes: usize,
    /// The number of look-ups so far.
    clock: u64,
}

#[derive(Debug)]
struct CachedBlock {
    block: Arc<Block>,
    last_use: u64,
}

impl BlockCache {
    pub fn get(&mut self, index: u32) -> Option<Arc<Block>> {
        self.clock += 1;
        let cached = self.blocks.get_mut(&index)?;
        cached.last_use = self.clock;
        Some(Arc::clone(&cached.block))
    }

    /// Adds a block, and drops those that were not used for the longest time.
    pub fn insert(&mut self, index: u32, block: &Arc<Block>) {
        let bytes = block.memory_bytes();
        if bytes > MAX_BYTES {
            return;
        }
        self.remove(index);
        while self.bytes + bytes > MAX_BYTES {
            let oldest = self.blocks.iter().min_by_key(|(_, cached)| cached.last_use);
            let Some(oldest) = oldest.map(|(&index, _)| index) else { break };
            self.remove(oldest);
        }
        self.bytes += bytes;
        self.blocks.insert(index, CachedBlock { block: Arc::clone(block), last_use: self.clock });
    }

    fn remove(&mut self, index: u32) {
        let removed = self.blocks.remove(&index);
        self.bytes -= removed.map_or(0, |removed| removed.block.memory_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_blocks_used_last_are_kept() {
        let mut cache = BlockCache::default();
        let block = |bytes| Arc::new(Block::Bytes(vec![0; bytes]));
        for index in 0..8 {
            cache.insert(index, &block(MAX_BYTES / 4));
            cache.get(0);
        }
        let kept: Vec<u32> = (0..8).filter(|index| cache.get(*index).is_some()).collect();
        assert_eq!((kept, cache.bytes), (vec![0, 5, 6, 7], MAX_BYTES));
        cache.insert(9, &block(MAX_BYTES + 1));
        assert!(cache.get(9).is_none() && cache.get(7).is_some());
        cache.insert(7, &block(1));
        assert_eq!(cache.bytes, MAX_BYTES / 4 * 3 + 1);
    }
}
