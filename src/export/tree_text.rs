//! The outline as lines of text, drawn as `tree` draws directories.

use std::io::{self, Write};

use crate::org::path::label;

use super::Subtree;

/// The levels whose branches are drawn; further out, an ellipsis stands for them.
pub const MAX_DRAWN_LEVELS: usize = 60;

/// Writes a branch, one unit a line.
pub fn tree(branch: &Subtree, ascii: bool, out: &mut dyn Write) -> io::Result<()> {
    let [tee, bend, bar] =
        if ascii { ["|-- ", "`-- ", "|   "] } else { ["├── ", "└── ", "│   "] };
    // For each level of the way down: whether more siblings follow.
    let mut more: Vec<bool> = Vec::new();
    for unit in branch.units() {
        let level = branch.level(unit);
        more.truncate(level.saturating_sub(1));
        if level > 0 {
            more.push(branch.has_next_sibling(unit));
            let (last, above) = more.split_last().unwrap_or((&false, &[]));
            let hidden = above.len().saturating_sub(MAX_DRAWN_LEVELS);
            if hidden > 0 {
                out.write_all(if ascii { b"... " } else { "…   ".as_bytes() })?;
            }
            for &more in &above[hidden..] {
                out.write_all(if more { bar } else { "    " }.as_bytes())?;
            }
            out.write_all(if *last { tee } else { bend }.as_bytes())?;
        }
        writeln!(out, "{}", label(branch.org, unit))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use crate::org::{Org, UnitId};

    fn org() -> Org {
        let text = r#"{"format":"ramure/1","units":[{"id":"r","name":"R"},{"id":"a","name":"Aa","acronym":"X","parent_id":"r"},
            {"id":"b","name":"B","parent_id":"a"},{"id":"c","name":"C","parent_id":"b"},{"id":"d","name":"D","parent_id":"r"}]}"#;
        crate::import::read(text.as_bytes(), Lang::En).expect("readable")
    }

    fn drawn(top: UnitId, depth: usize, ascii: bool) -> String {
        let mut bytes = Vec::new();
        tree(&Subtree::new(&org(), top, depth), ascii, &mut bytes).expect("written");
        String::from_utf8(bytes).expect("text")
    }

    #[test]
    fn a_tree_is_drawn_with_branches() {
        let all = drawn(UnitId::ROOT, usize::MAX, false);
        assert_eq!(all, "R\n├── Aa (X)\n│   └── B\n│       └── C\n└── D\n");
        let ascii = drawn(UnitId::at(1), usize::MAX, true);
        assert_eq!(ascii, "Aa (X)\n`-- B\n    `-- C\n");
    }

    #[test]
    fn a_tree_stops_at_its_depth() {
        assert_eq!(drawn(UnitId::ROOT, 1, false), "R\n├── Aa (X)\n└── D\n");
        assert_eq!(drawn(UnitId::ROOT, 0, false), "R\n");
    }
}
