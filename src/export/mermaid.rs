//! A flowchart in the language of Mermaid (<https://mermaid.js.org>).

use std::fmt::Write as _;
use std::io::{self, Write};

use crate::org::path::label;

use super::Subtree;

/// Writes a flowchart laid out from left to right, because trees are wider than they are deep.
pub fn write_flowchart(subtree: &Subtree, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "flowchart LR")?;
    subtree.units().try_for_each(|unit| {
        if let Some(parent) = subtree.parent(unit) {
            write!(out, "  n{} -->", parent.index())?;
        } else {
            write!(out, " ")?;
        }
        writeln!(out, " n{}[\"{}\"]", unit.index(), escaped(&label(subtree.org, unit)))
    })
}

/// Escapes ASCII punctuation as `#` character codes. Mermaid parses labels as Markdown and HTML too,
/// so all punctuation is escaped but a few characters that are safe in each.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            ' ' | ',' | '.' | '\'' | '(' | ')' | '-' | '/' | ':' | '?' | '!' => escaped.push(c),
            c if c.is_ascii_punctuation() => {
                let _ = write!(escaped, "#{};", c as u32);
            }
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn punctuation_with_a_meaning_is_escaped() {
        assert_eq!(escaped("L’École (n° 3), d'été"), "L’École (n° 3), d'été");
        assert_eq!(escaped(r#"a"] --> b; %%{"#), "a#34;#93; --#62; b#59; #37;#37;#123;");
    }
}
