//! The tree as text, in the style of the `tree` command.

use std::io::{self, Write};

use crate::org::path::label;

use super::Subtree;

/// Levels whose branches are drawn. Of deeper units, an ellipsis replaces the outer levels.
pub const MAX_DRAWN_LEVELS: usize = 60;

/// Writes one unit per line. With `ascii`, the branches are ASCII characters.
pub fn write_tree(subtree: &Subtree, ascii: bool, out: &mut dyn Write) -> io::Result<()> {
    let [tee, bend, bar] =
        if ascii { ["|-- ", "`-- ", "|   "] } else { ["├── ", "└── ", "│   "] };
    // For each level down to the unit: whether a sibling follows.
    let mut has_next: Vec<bool> = Vec::new();
    for unit in subtree.units() {
        let level = subtree.level(unit);
        has_next.truncate(level.saturating_sub(1));
        if level > 0 {
            has_next.push(subtree.has_next_sibling(unit));
            let (&own, outer) = has_next.split_last().unwrap_or((&false, &[]));
            let hidden = outer.len().saturating_sub(MAX_DRAWN_LEVELS);
            if hidden > 0 {
                out.write_all(if ascii { b"... " } else { "…   ".as_bytes() })?;
            }
            for &has_next in &outer[hidden..] {
                out.write_all(if has_next { bar } else { "    " }.as_bytes())?;
            }
            out.write_all(if own { tee } else { bend }.as_bytes())?;
        }
        // A blank before the name would be one more of the indentation.
        writeln!(out, "{}", label(subtree.org, unit).trim())?;
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

    fn draw(top: UnitId, depth: usize, ascii: bool) -> String {
        let mut bytes = Vec::new();
        write_tree(&Subtree::new(&org(), top, depth), ascii, &mut bytes).expect("written");
        String::from_utf8(bytes).expect("text")
    }

    #[test]
    fn branches_are_drawn() {
        let whole = draw(UnitId::ROOT, usize::MAX, false);
        assert_eq!(whole, "R\n├── Aa (X)\n│   └── B\n│       └── C\n└── D\n");
        let ascii = draw(UnitId::at(1), usize::MAX, true);
        assert_eq!(ascii, "Aa (X)\n`-- B\n    `-- C\n");
    }

    #[test]
    fn depth_is_limited() {
        assert_eq!(draw(UnitId::ROOT, 1, false), "R\n├── Aa (X)\n└── D\n");
        assert_eq!(draw(UnitId::ROOT, 0, false), "R\n");
    }
}
