//! The outline as lines of text, drawn as `tree` draws directories.

use std::fmt::Write;

use crate::org::{Org, UnitId};
use crate::text::Printable;

/// The subtree of a unit, `depth` levels of it, one unit a line.
pub fn tree(org: &Org, top: UnitId, depth: usize, ascii: bool) -> String {
    let [tee, bend, bar] =
        if ascii { ["|-- ", "`-- ", "|   "] } else { ["├── ", "└── ", "│   "] };
    let limit = org.depth(top).saturating_add(depth);
    let mut text = String::new();
    // For each level of the way down: whether more siblings follow.
    let mut more: Vec<bool> = Vec::new();
    let mut at = org.subtree(top).start;
    while at < org.subtree(top).end {
        let unit = UnitId::at(at);
        let level = org.depth(unit) - org.depth(top);
        more.truncate(level.saturating_sub(1));
        if level > 0 {
            let end = org.parent(unit).map_or(0, |parent| org.subtree(parent).end);
            more.push(org.subtree(unit).end < end);
            let (last, above) = more.split_last().unwrap_or((&false, &[]));
            text.extend(above.iter().map(|&more| if more { bar } else { "    " }));
            text.push_str(if *last { tee } else { bend });
        }
        let _ = writeln!(text, "{}", label(org, unit));
        at = if org.depth(unit) < limit { at + 1 } else { org.subtree(unit).end };
    }
    text
}

/// The name, and the acronym in parentheses unless the name holds it.
fn label(org: &Org, unit: UnitId) -> String {
    let unit = org.unit(unit);
    match &unit.acronym {
        Some(acronym) if !unit.name.contains(&**acronym) => format!("{} ({acronym})", unit.name),
        _ => unit.name.to_string(),
    }
}

/// The names of the units above, from the first one down.
pub fn path(org: &Org, unit: UnitId) -> Vec<&Printable> {
    let mut path: Vec<&Printable> = org.ancestors(unit).map(|above| &org.unit(above).name).collect();
    path.reverse();
    path
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    fn org() -> Org {
        let text = r#"{"format":"ramure/1","units":[{"id":"r","name":"R"},{"id":"a","name":"Aa","acronym":"X","parent_id":"r"},
            {"id":"b","name":"B","parent_id":"a"},{"id":"c","name":"C","parent_id":"b"},{"id":"d","name":"D","parent_id":"r"}]}"#;
        crate::formats::read(text.as_bytes(), Lang::En).expect("readable")
    }

    #[test]
    fn a_tree_is_drawn_with_branches() {
        let all = tree(&org(), UnitId::ROOT, usize::MAX, false);
        assert_eq!(all, "R\n├── Aa (X)\n│   └── B\n│       └── C\n└── D\n");
        let ascii = tree(&org(), UnitId::at(1), usize::MAX, true);
        assert_eq!(ascii, "Aa (X)\n`-- B\n    `-- C\n");
    }

    #[test]
    fn a_tree_stops_at_its_depth() {
        assert_eq!(tree(&org(), UnitId::ROOT, 1, false), "R\n├── Aa (X)\n└── D\n");
        assert_eq!(tree(&org(), UnitId::ROOT, 0, false), "R\n");
    }
}
