//! A nested list in Markdown (CommonMark).

use std::io::{self, Write};

use crate::org::path::label;

use super::Subtree;
use super::tree_text::MAX_DRAWN_LEVELS;

/// Writes a list, children nested in their parents. Indentation stops at [`MAX_DRAWN_LEVELS`]: the
/// output for a deep chain would grow with the square of its length.
pub fn write_list(subtree: &Subtree, out: &mut dyn Write) -> io::Result<()> {
    subtree.units().try_for_each(|unit| {
        let indent = subtree.level(unit).min(MAX_DRAWN_LEVELS) * 2;
        writeln!(out, "{:indent$}- {}", "", escaped(label(subtree.org, unit).trim()))
    })
}

/// Escapes the punctuation of Markdown and its dialects with backslashes: some anywhere, others
/// only at the start of an item. A colon before a blank would make the item an entry of YAML.
fn escaped(text: &str) -> String {
    let number_end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(0);
    let mut escaped = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let is_special = match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '~' | '|' | '$' => true,
            '#' | '+' | '-' | '=' => at == 0,
            ':' => at == 0 || text[at + 1..].is_empty() || text[at + 1..].starts_with(' '),
            '.' | ')' => at > 0 && at == number_end,
            _ => false,
        };
        if is_special {
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
    fn only_markdown_punctuation_is_escaped() {
        assert_eq!(escaped("Saint-Étienne (n+1) – 3.5 #2"), "Saint-Étienne (n+1) – 3.5 #2");
        assert_eq!(escaped("12. Pôle *a* [b](c) <i>"), r"12\. Pôle \*a\* \[b\](c) \<i\>");
        assert_eq!(escaped("- a_b & `c` | d"), r"\- a\_b \& \`c\` \| d");
        assert_eq!(escaped("Axe 1: a:b c:"), r"Axe 1\: a:b c\:");
        assert_eq!((escaped("42"), escaped(""), escaped(".a")), ("42".into(), "".into(), ".a".into()));
    }
}
