//! The blocks of a pack that were read last.

use std::sync::Arc;

use hashbrown::HashMap;

use super::block::Block;

/// The blocks kept have at most this share of the bytes of a pack, between two bounds: each session has its
/// own.
const PACK_SHARE: u64 = 16;
const MIN_BYTES: u64 = 512 << 10;
const MAX_BYTES: u64 = 2 << 20;

/// Decoded blocks by their index.
#[derive(Debug)]
pub struct BlockCache {
    blocks: HashMap<u32, CachedBlock>,
    bytes: usize,
    /// Bytes of the blocks kept, at most. Larger blocks are not kept.
    max_bytes: usize,
    /// The number of look-ups so far.
    clock: u64,
}

#[derive(Debug)]
struct CachedBlock {
    block: Arc<Block>,
    last_use: u64,
}

impl BlockCache {
    /// A cache for a pack of so many bytes.
    pub fn for_pack(bytes: u64) -> Self {
        let max_bytes = (bytes / PACK_SHARE).clamp(MIN_BYTES, MAX_BYTES) as usize;
        Self { blocks: HashMap::new(), bytes: 0, max_bytes, clock: 0 }
    }

    pub fn get(&mut self, index: u32) -> Option<Arc<Block>> {
        self.clock += 1;
        let cached = self.blocks.get_mut(&index)?;
        cached.last_use = self.clock;
        Some(Arc::clone(&cached.block))
    }

    /// Adds a block, and drops those that were not used for the longest time.
    pub fn insert(&mut self, index: u32, block: &Arc<Block>) {
        let bytes = block.memory_bytes();
        if bytes > self.max_bytes {
            return;
        }
        self.remove(index);
        while self.bytes + bytes > self.max_bytes {
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
        let max_bytes = MIN_BYTES as usize;
        let mut cache = BlockCache::for_pack(0);
        let block = |bytes| Arc::new(Block::Bytes(vec![0; bytes]));
        for index in 0..8 {
            cache.insert(index, &block(max_bytes / 4));
            cache.get(0);
        }
        let kept: Vec<u32> = (0..8).filter(|index| cache.get(*index).is_some()).collect();
        assert_eq!((kept, cache.bytes), (vec![0, 5, 6, 7], max_bytes));
        cache.insert(9, &block(max_bytes + 1));
        assert!(cache.get(9).is_none() && cache.get(7).is_some());
        cache.insert(7, &block(1));
        assert_eq!(cache.bytes, max_bytes / 4 * 3 + 1);
    }

    #[test]
    fn a_larger_pack_has_a_larger_cache_up_to_a_bound() {
        let max_bytes = [1 << 10, 16 << 20, 1 << 40].map(|bytes| BlockCache::for_pack(bytes).max_bytes);
        assert_eq!(max_bytes, [512 << 10, 1 << 20, 2 << 20]);
    }
}
