//! A directed graph in the DOT language of Graphviz.

use std::io::{self, Write};

use crate::org::path::label;
use crate::text::width;

use super::{Subtree, escape};

/// Width at which labels are wrapped, in columns.
const LABEL_COLUMNS: usize = 28;

/// Writes a graph laid out from left to right, because trees are wider than they are deep.
pub fn write_digraph(subtree: &Subtree, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "digraph \"{}\" {{", escaped(&subtree.org.name(subtree.top)))?;
    writeln!(out, "  graph [rankdir=LR, charset=\"UTF-8\"];")?;
    writeln!(out, "  node [shape=box, style=rounded, fontname=\"sans-serif\"];")?;
    for unit in subtree.units() {
        writeln!(out, "  n{} [label=\"{}\"];", unit.index(), wrapped(&label(subtree.org, unit)))?;
        if let Some(parent) = subtree.parent(unit) {
            writeln!(out, "  n{} -> n{};", parent.index(), unit.index())?;
        }
    }
    writeln!(out, "}}")
}

/// A label, escaped and broken at blanks only: a line break stands for a blank.
fn wrapped(label: &str) -> String {
    let (mut wrapped, mut columns) = (String::with_capacity(label.len()), 0);
    for (index, word) in label.split(' ').enumerate() {
        let width = width(word);
        let is_next_line = columns > 0 && columns + 1 + width > LABEL_COLUMNS;
        wrapped.push_str(if is_next_line { "\\n" } else { [" ", ""][usize::from(index == 0)] });
        wrapped.push_str(&escaped(word));
        columns = if is_next_line { width } else { columns + 1 + width };
    }
    wrapped
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
