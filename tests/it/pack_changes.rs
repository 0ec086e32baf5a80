//! Changes of the sections of a pack, whose checksums are right afterwards.

use super::pack_parts::{Items, Parts};

/// A change of one section.
/// Its places count from the start again where there are fewer items.
#[derive(Clone, Debug)]
pub enum Change {
    Set(usize, u64),
    /// Fills a range with one value.
    Fill(usize, usize, u64),
    Swap(usize, usize),
    Cut(usize),
    Repeat(usize),
    Remove,
    Rename,
    /// Bytes inside a section of bytes.
    Insert(usize, Vec<u8>),
}

fn change_items<T: Copy>(items: &mut Vec<T>, change: &Change, from: impl Fn(u64) -> T) {
    if items.is_empty() {
        return items.push(from(0));
    }
    let at = |place: &usize| place % items.len();
    match change {
        Change::Set(index, value) => {
            let at = at(index);
            items[at] = from(*value);
        }
        Change::Fill(start, end, value) => {
            let (start, end) = (at(start), at(end));
            items[start.min(end)..=start.max(end)].fill(from(*value));
        }
        Change::Swap(one, other) => {
            let (one, other) = (at(one), at(other));
            items.swap(one, other);
        }
        Change::Cut(index) => items.truncate(at(index)),
        Change::Repeat(index) => items.extend_from_within(at(index)..),
        Change::Insert(index, bytes) => {
            let at = at(index);
            items.splice(at..at, bytes.iter().map(|&byte| from(byte.into())));
        }
        Change::Remove | Change::Rename => {}
    }
}

/// A text of the same length, so that the starts stay right.
fn overwrite(items: &mut [u8], at: usize, bytes: &[u8]) {
    if !items.is_empty() {
        let at = at % items.len();
        items.iter_mut().skip(at).zip(bytes).for_each(|(byte, other)| *byte = *other);
    }
}

/// Changes a section; none is left after the last was removed.
pub fn apply(parts: &mut Parts, section: usize, change: &Change) {
    if parts.sections.is_empty() {
        return;
    }
    let at = section % parts.sections.len();
    match (change, &mut parts.sections[at].1) {
        (Change::Remove, _) => drop(parts.sections.remove(at)),
        (Change::Rename, _) => parts.sections[at].0 += "\u{1b}",
        (Change::Insert(at, bytes), Items::Bytes(items, _)) => overwrite(items, *at, bytes),
        (change, Items::Bytes(items, _)) => change_items(items, change, |value| value as u8),
        (change, Items::Words(items)) => change_items(items, change, |value| value as u32),
        (change, Items::Longs(items)) => change_items(items, change, |value| value),
    }
}
