//! A fuzz test of what reads packs: changed sections with right checksums. `PROPTEST_CASES` says how many.

use proptest::prelude::*;
use proptest::sample::Index;
use ramure::import::read;
use ramure::input::action::Action;
use ramure::lang::Lang;

use crate::damaged_packs::few_cases;
use crate::pack_parts::{Items, Parts, browse, everything};
use crate::properties::any_action;

/// A change of one section.
#[derive(Clone, Debug)]
enum Change {
    Set(Index, u64),
    /// Fills a range with one value.
    Fill(Index, Index, u64),
    Swap(Index, Index),
    Cut(Index),
    Repeat(Index),
    Remove,
    Rename,
    /// Bytes inside a section of bytes.
    Insert(Index, Vec<u8>),
}

fn any_change() -> impl Strategy<Value = Change> {
    let value = || {
        prop_oneof![
            4 => 0..8u64,
            2 => 0..400u64,
            1 => prop::sample::select(vec![u64::MAX, 1 << 63, u64::from(u32::MAX), u64::from(u32::MAX) - 1, 1 << 31, 1 << 24]),
            1 => any::<u64>(),
        ]
    };
    let index = any::<Index>;
    let text = prop::sample::select(vec![
        "\u{1b}[2J",
        "\u{9b}31m",
        "\u{7}",
        "\n",
        "",
        "{",
        "[[[[",
        "{\"id\":\"r\"}",
        "\"",
        "é",
        "\u{202e}",
    ]);
    let bytes = prop_oneof![
        2 => prop::collection::vec(any::<u8>(), 1..8),
        2 => text.prop_map(|text| text.as_bytes().to_vec()),
    ];
    prop_oneof![
        8 => (index(), value()).prop_map(|(at, value)| Change::Set(at, value)),
        2 => (index(), index(), value()).prop_map(|(at, to, value)| Change::Fill(at, to, value)),
        2 => (index(), index()).prop_map(|(one, other)| Change::Swap(one, other)),
        1 => index().prop_map(Change::Cut),
        1 => index().prop_map(Change::Repeat),
        1 => Just(Change::Remove),
        1 => Just(Change::Rename),
        4 => (index(), bytes).prop_map(|(at, bytes)| Change::Insert(at, bytes)),
    ]
}

fn change_items<T: Copy>(items: &mut Vec<T>, change: &Change, from: impl Fn(u64) -> T) {
    if items.is_empty() {
        return items.push(from(0));
    }
    let at = |index: &Index| index.index(items.len());
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
fn overwrite(items: &mut [u8], at: &Index, bytes: &[u8]) {
    if !items.is_empty() {
        let at = at.index(items.len());
        items.iter_mut().skip(at).zip(bytes).for_each(|(byte, other)| *byte = *other);
    }
}

fn apply(parts: &mut Parts, section: &Index, change: &Change) {
    let at = section.index(parts.sections.len());
    match (change, &mut parts.sections[at].1) {
        (Change::Remove, _) => drop(parts.sections.remove(at)),
        (Change::Rename, _) => parts.sections[at].0 += "\u{1b}",
        (Change::Insert(at, bytes), Items::Bytes(items, _)) => overwrite(items, at, bytes),
        (change, Items::Bytes(items, _)) => change_items(items, change, |value| value as u8),
        (change, Items::Words(items)) => change_items(items, change, |value| value as u32),
        (change, Items::Longs(items)) => change_items(items, change, |value| value),
    }
}

proptest! {
    #![proptest_config(few_cases())]

    #[test]
    fn changed_sections_are_survived(
        changes in prop::collection::vec((any::<Index>(), any_change()), 1..5),
        actions in prop::collection::vec(any_action(), 0..40),
    ) {
        let mut parts = Parts::small();
        changes.iter().for_each(|(section, change)| apply(&mut parts, section, change));
        let bytes = parts.to_bytes();
        let _ = everything(&bytes, false);
        if let Ok(org) = read(&bytes, Lang::En) {
            let filter = [Action::Filter, Action::Paste("de".into()), Action::NextView];
            let mut app = browse(org, filter.into_iter().chain(actions));
            app.reload(crate::support::valombre());
            if let Ok(org) = read(&bytes, Lang::En) {
                app.compare(read(&bytes, Lang::En).expect("readable"));
                app.reload(org);
            }
        }
    }

    #[test]
    fn changed_metadata_is_survived(at in any::<Index>(), bytes in prop::collection::vec(any::<char>(), 0..4)) {
        let mut parts = Parts::small();
        let mut metadata: Vec<char> = parts.metadata.chars().collect();
        let at = at.index(metadata.len());
        let end = (at + bytes.len()).min(metadata.len());
        metadata.splice(at..end, bytes);
        parts.metadata = metadata.into_iter().collect();
        let _ = everything(&parts.to_bytes(), false);
    }

    #[test]
    fn changed_bytes_are_survived(changes in prop::collection::vec((any::<Index>(), any::<u8>()), 1..8), actions in prop::collection::vec(any_action(), 0..10)) {
        let mut bytes = Parts::small().to_bytes();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = everything(&bytes, false);
        if let Ok(org) = read(&bytes, Lang::En) {
            browse(org, actions);
        }
    }
}
