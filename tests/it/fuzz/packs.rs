//! Packs with right checksums and any content: changed sections, or any directory.

use ramure::import::read;
use ramure::input::action::Action;
use ramure::lang::Lang;

use super::super::pack_changes::{Change, apply};
use super::super::pack_parts::{Parts, SMALL, browse, everything, packed};

/// The bytes of a change.
const CHANGE_BYTES: usize = 8;
/// Changes of one pack.
const MAX_CHANGES: usize = 16;
/// The bytes before the blocks of a pack.
const MAGIC_BYTES: usize = 16;
/// The last bytes of a pack: its length, that of its directory, the checksum of that, and of these numbers, and the end.
const FOOTER_BYTES: usize = 32;

/// Changes of the small pack, in some bytes each.
pub fn check_sections(bytes: &[u8]) {
    let mut parts = Parts::small();
    for bytes in bytes.chunks_exact(CHANGE_BYTES).take(MAX_CHANGES) {
        apply(&mut parts, usize::from(bytes[0]), &change(bytes));
    }
    check_pack(&parts.to_bytes());
}

fn change(bytes: &[u8]) -> Change {
    let at = usize::from(u16::from_le_bytes([bytes[2], bytes[3]]));
    let to = usize::from(bytes[4]);
    let small = u64::from(u16::from_le_bytes([bytes[6], bytes[7]]));
    let value = match bytes[5] % 8 {
        0..=4 => small,
        5 => u64::MAX - small,
        6 => u64::from(u32::MAX) - small,
        _ => 1 << (small % 64),
    };
    match bytes[1] % 9 {
        0 | 1 => Change::Set(at, value),
        2 => Change::Fill(at, to, value),
        3 => Change::Swap(at, to),
        4 => Change::Cut(at),
        5 => Change::Repeat(at),
        6 => Change::Remove,
        7 => Change::Rename,
        _ => Change::Insert(at, bytes[4..].to_vec()),
    }
}

/// Any bytes as the directory of the small pack.
pub fn check_directory(bytes: &[u8]) {
    let whole = packed(SMALL);
    let directory_bytes =
        u64::from_le_bytes(whole[whole.len() - FOOTER_BYTES + 8..][..8].try_into().expect("8 bytes"));
    let blocks_end = whole.len() - FOOTER_BYTES - directory_bytes as usize;
    assert!(blocks_end > MAGIC_BYTES);
    let mut pack = whole[..blocks_end].to_vec();
    pack.extend(bytes);
    let mut footer = ((pack.len() + FOOTER_BYTES) as u64).to_le_bytes().to_vec();
    footer.extend((bytes.len() as u64).to_le_bytes());
    footer.extend(crc32fast::hash(bytes).to_le_bytes());
    footer.extend(crc32fast::hash(&footer).to_le_bytes());
    footer.extend(&whole[whole.len() - 8..]);
    pack.extend(footer);
    check_pack(&pack);
}

/// A pack is opened, searched, shown and browsed, or refused.
fn check_pack(bytes: &[u8]) {
    let _ = everything(bytes, false);
    if let Ok(org) = read(bytes, Lang::En) {
        use Action::*;
        browse(
            org,
            [OpenSubtree, Last, Filter, Paste("de".into()), NextView, Accept, FocusCard, CardDown, Follow],
        );
    }
}
