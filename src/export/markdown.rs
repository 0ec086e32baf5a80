//! A nested list for documents, as CommonMark has it.

use std::io::{self, Write};

use crate::org::path::label;

use super::Subtree;
use super::tree_text::MAX_DRAWN_LEVELS;

/// Writes a list, the units below one inside its item. Further in than is ever drawn, items are
/// not indented more: readers give up long before, and a long chain would be mostly blanks.
pub fn list(branch: &Subtree, out: &mut dyn Write) -> io::Result<()> {
    branch.units().try_for_each(|unit| {
        let indent = branch.level(unit).min(MAX_DRAWN_LEVELS) * 2;
        writeln!(out, "{:indent$}- {}", "", escaped(&label(branch.org, unit)))
    })
}

/// The text with a backslash before all that Markdown, or the dialects of it, would take for
/// itself: signs that count anywhere, and those that count at the start of an item.
fn escaped(text: &str) -> String {
    let marker = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(0);
    let mut escaped = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let counts = match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '~' | '|' | '$' => true,
            '#' | '+' | '-' | '=' | ':' => at == 0,
            '.' | ')' => at > 0 && at == marker,
            _ => false,
        };
        if counts {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn what_markdown_would_obey_is_escaped_and_nothing_else() {
        assert_eq!(escaped("Saint-Étienne (n+1) – 3.5 #2"), "Saint-Étienne (n+1) – 3.5 #2");
        assert_eq!(escaped("12. Pôle *a* [b](c) <i>"), r"12\. Pôle \*a\* \[b\](c) \<i\>");
        assert_eq!(escaped("- a_b & `c` | d"), r"\- a\_b \& \`c\` \| d");
        assert_eq!((escaped("42"), escaped(""), escaped(".a")), ("42".into(), "".into(), ".a".into()));
    }
}
