//! A directed graph in the DOT language of Graphviz.

use std::io::{self, Write};

use crate::org::path::label;
use crate::text::Printable;

use super::{Subtree, escape};

/// The width of a label's lines, in columns.
const WIDTH: usize = 28;

/// Writes a graph, from left to right: trees are wider than they are deep.
pub fn digraph(branch: &Subtree, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "digraph \"{}\" {{", escaped(&branch.org.name(branch.top)))?;
    writeln!(out, "  graph [rankdir=LR, charset=\"UTF-8\"];")?;
    writeln!(out, "  node [shape=box, style=rounded, fontname=\"sans-serif\"];")?;
    for unit in branch.units() {
        let label = Printable::new(&label(branch.org, unit)).wrap(WIDTH);
        let lines: Vec<String> = label.iter().map(|line| escaped(line)).collect();
        writeln!(out, "  n{} [label=\"{}\"];", unit.index(), lines.join("\\n"))?;
        if let Some(parent) = branch.parent(unit) {
            writeln!(out, "  n{} -> n{};", parent.index(), unit.index())?;
        }
    }
    writeln!(out, "}}")
}

/// The text inside quotes: a backslash would begin an escape, an ampersand a character of HTML.
fn escaped(text: &str) -> String {
    escape::escaped(text, |c| match c {
        '&' => Some("&amp;"),
        '\\' => Some("\\\\"),
        '"' => Some("\\\""),
        _ => None,
    })
}
