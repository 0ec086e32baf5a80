//! The blocks of starts that were read: numbers that never decrease, so that no two texts or lists of a
//! pack share bytes, and reading all of them takes no longer than reading their section once.

use std::collections::BTreeMap;

use super::block::Item;
use super::directory::SectionEntry;

/// The first and the last number of each block read so far, by the index of the block.
#[derive(Debug, Default)]
pub struct ReadStarts(BTreeMap<u32, (u64, u64)>);

impl ReadStarts {
    /// Whether the numbers of a block never decrease and fit between those of the nearest blocks of the
    /// section that were read before. Blocks of other sections are always accepted.
    pub fn accept(&mut self, section: &SectionEntry, index: u32, items: &[impl Item]) -> bool {
        if !section.has_starts() {
            return true;
        }
        let Some((first, last)) = ascending_bounds(items) else { return false };
        let end = u64::from(section.first_block) + section.block_count();
        let before = self.0.range(section.first_block..index).next_back();
        let after =
            self.0.range(index.saturating_add(1)..).next().filter(|(index, _)| u64::from(**index) < end);
        let fits = before.is_none_or(|(_, bounds)| bounds.1 <= first)
            && after.is_none_or(|(_, bounds)| last <= bounds.0);
        if fits {
            self.0.insert(index, (first, last));
        }
        fits
    }
}

/// The first number and the last, if none is less than the one before; `None` if one is, or without items.
fn ascending_bounds(items: &[impl Item]) -> Option<(u64, u64)> {
    let (&first, &last) = (items.first()?, items.last()?);
    items.is_sorted().then_some((first.into(), last.into()))
}

#[cfg(test)]
mod tests {
    use super::super::block::Codec;
    use super::*;

    #[test]
    fn starts_never_decrease_in_a_section() {
        let section = |name: &str, first_block| SectionEntry {
            name: name.into(),
            item_bytes: 4,
            codec: Codec::Delta,
            items_per_block: 2,
            items: 6,
            first_block,
        };
        let starts = section("a.starts", 10);
        let mut read = ReadStarts::default();
        let mut accepts = |index, items: [u32; 2]| read.accept(&starts, index, &items);
        assert!(!accepts(10, [2, 1]) && accepts(10, [1, 2]) && accepts(10, [1, 2]));
        assert!(!accepts(12, [1, 9]) && accepts(12, [7, 9]));
        assert!(!accepts(11, [3, 8]) && !accepts(11, [1, 7]) && accepts(11, [2, 7]));
        let others = [section("b.starts", 7), section("c.starts", 13)];
        assert!(read.accept(&others[0], 9, &[99_u32, 99]) && read.accept(&others[1], 13, &[0_u32, 0]));
        assert!(read.accept(&section("a", 10), 11, &[9_u32, 1]));
    }
}
