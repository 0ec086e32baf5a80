//! A directed graph in the DOT language of Graphviz.

use std::io::{self, Write};

use crate::org::path::label;
use crate::text::Printable;

use super::{Subtree, escape};

/// Width at which labels are wrapped, in columns.
const LABEL_COLUMNS: usize = 28;

/// Writes a graph laid out from left to right, because trees are wider than they are deep.
pub fn write_digraph(subtree: &Subtree, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "digraph \"{}\" {{", escaped(&subtree.org.name(subtree.top)))?;
    writeln!(out, "  graph [rankdir=LR, charset=\"UTF-8\"];")?;
    writeln!(out, "  node [shape=box, style=rounded, fontname=\"sans-serif\"];")?;
    for unit in subtree.units() {
        let label = Printable::new(&label(subtree.org, unit)).wrap(LABEL_COLUMNS);
        let lines: Vec<String> = label.iter().map(|line| escaped(line)).collect();
        writeln!(out, "  n{} [label=\"{}\"];", unit.index(), lines.join("\\n"))?;
        if let Some(parent) = subtree.parent(unit) {
            writeln!(out, "  n{} -> n{};", parent.index(), unit.index())?;
        }
    }
    writeln!(out, "}}")
}

/// Escapes the text of a quoted string: quotes, backslashes, and ampersands, which start HTML
/// character references.
fn escaped(text: &str) -> String {
    escape::escaped(text, |c| match c {
        '&' => Some("&amp;"),
        '\\' => Some("\\\\"),
        '"' => Some("\\\""),
        _ => None,
    })
}
