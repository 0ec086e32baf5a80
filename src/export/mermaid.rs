//! A flowchart for Mermaid, which wikis and forges draw.

use std::fmt::Write as _;
use std::io::{self, Write};

use crate::org::path::label;

use super::Subtree;

/// Writes a flowchart, from left to right: trees are wider than they are deep.
pub fn flowchart(branch: &Subtree, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "flowchart LR")?;
    branch.units().try_for_each(|unit| {
        if let Some(parent) = branch.parent(unit) {
            write!(out, "  n{} -->", parent.index())?;
        } else {
            write!(out, " ")?;
        }
        writeln!(out, " n{}[\"{}\"]", unit.index(), escaped(&label(branch.org, unit)))
    })
}

/// The text with every sign of ASCII that Mermaid, or the Markdown and HTML that it makes of a
/// label, might obey, as Mermaid writes a character by its number.
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
    fn a_label_cannot_end_or_command() {
        assert_eq!(escaped("L’École (n° 3), d'été"), "L’École (n° 3), d'été");
        assert_eq!(escaped(r#"a"] --> b; %%{"#), "a#34;#93; --#62; b#59; #37;#37;#123;");
    }
}
