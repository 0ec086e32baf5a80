//! A fuzz test of what reads packs: changed sections with right checksums. `PROPTEST_CASES` says how many.

use proptest::prelude::*;
use ramure::import::read;
use ramure::input::action::Action;
use ramure::lang::Lang;

use crate::damaged_packs::few_cases;
use crate::pack_changes::{Change, apply};
use crate::pack_parts::{Parts, browse, everything};
use crate::properties::any_action;

fn any_change() -> impl Strategy<Value = Change> {
    let value = || {
        prop_oneof![
            4 => 0..8u64,
            2 => 0..400u64,
            1 => prop::sample::select(vec![u64::MAX, 1 << 63, u64::from(u32::MAX), u64::from(u32::MAX) - 1, 1 << 31, 1 << 24]),
            1 => any::<u64>(),
        ]
    };
    let index = any::<usize>;
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

proptest! {
    #![proptest_config(few_cases())]

    #[test]
    fn changed_sections_are_survived(
        changes in prop::collection::vec((any::<usize>(), any_change()), 1..5),
        actions in prop::collection::vec(any_action(), 0..40),
    ) {
        let mut parts = Parts::small();
        changes.iter().for_each(|(section, change)| apply(&mut parts, *section, change));
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
    fn changed_metadata_is_survived(at in any::<prop::sample::Index>(), bytes in prop::collection::vec(any::<char>(), 0..4)) {
        let mut parts = Parts::small();
        let mut metadata: Vec<char> = parts.metadata.chars().collect();
        let at = at.index(metadata.len());
        let end = (at + bytes.len()).min(metadata.len());
        metadata.splice(at..end, bytes);
        parts.metadata = metadata.into_iter().collect();
        let _ = everything(&parts.to_bytes(), false);
    }

    #[test]
    fn changed_bytes_are_survived(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8), actions in prop::collection::vec(any_action(), 0..10)) {
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
