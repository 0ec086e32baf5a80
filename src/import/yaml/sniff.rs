//! Whether a text is YAML, and not a list in Markdown, an indented tree or prose.

use super::nodes::{NodeId, NodeKind, Yaml};

/// Lines that are sampled.
const SAMPLED_LINES: usize = 400;
/// The line that starts a document, and ends the front matter of a text.
const DOCUMENT_START: &str = "---";

/// Whether a text is YAML, or starts with front matter.
pub fn is_yaml(text: &str) -> bool {
    match front_matter(text) {
        Some((header, _)) => starts_with_key(header),
        None => is_data(text),
    }
}

/// The front matter at the start of a text, and the text after it; `None` if that is YAML too.
pub fn front_matter(text: &str) -> Option<(&str, &str)> {
    let start = first_line_end(text, DOCUMENT_START)?;
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        if matches!(line.trim_end(), DOCUMENT_START | "...") {
            let body = &text[at + line.len()..];
            let is_text = !body.trim().is_empty() && first_line_end(body, DOCUMENT_START).is_none();
            return (is_text && !is_data(body)).then_some((&text[..at], body));
        }
        at += line.len();
    }
    None
}

/// Where the first line that is not blank ends, if it is this one.
fn first_line_end(text: &str, wanted: &str) -> Option<usize> {
    let start = text.len() - text.trim_ascii_start().len();
    let end = text[start..].find('\n').map_or(text.len(), |end| start + end + 1);
    (text[start..end].trim_end() == wanted).then_some(end)
}

/// The lines that are not blank, comments, or marks of a document.
fn content_lines(text: &str) -> impl Iterator<Item = &str> {
    let is_mark = |line: &str| line == DOCUMENT_START || line == "..." || line.starts_with('%');
    text.lines().filter(move |line| {
        let line = line.trim();
        !line.is_empty() && !line.starts_with('#') && !is_mark(line)
    })
}

fn starts_with_key(text: &str) -> bool {
    content_lines(text).next().is_some_and(|line| is_entry(line, |_| true))
}

/// Whether a text is a map, or a list with maps.
fn is_data(text: &str) -> bool {
    let Some(first) = content_lines(text).next() else { return false };
    if first_line_end(text, DOCUMENT_START).is_none()
        && !is_entry(first, |_| true)
        && !first.trim().starts_with('-')
    {
        return false;
    }
    has_only_entries(text) || is_parsed(text)
}

/// Whether a line, after the dashes of its list, is a key with or without a value.
fn is_entry(line: &str, is_key: impl Fn(&str) -> bool) -> bool {
    let content = line.trim_start().trim_start_matches("- ").trim_start();
    let key = content.split_once(": ").map(|(key, _)| key).or_else(|| content.trim_end().strip_suffix(':'));
    key.map(|key| key.trim_matches(['"', '\'']).trim_end()).is_some_and(|key| !key.is_empty() && is_key(key))
}

/// Whether the lines are keys of programs with their values, so that the text is YAML even if it has errors.
fn has_only_entries(text: &str) -> bool {
    let is_word = |key: &str| {
        key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'/'))
            && key.starts_with(|c: char| c.is_ascii_lowercase())
    };
    let (mut entries, mut others) = (0, 0);
    for line in content_lines(text).take(SAMPLED_LINES) {
        match is_entry(line, is_word) {
            true => entries += 1,
            false if line.trim_start().starts_with("- ") => {}
            false => others += 1,
        }
    }
    let starts_with_word = content_lines(text).next().is_some_and(|line| is_entry(line, is_word));
    starts_with_word && entries > 1 && entries >= others
}

/// Whether a parser finds maps in the first lines. Texts that go on over several lines without quotes are
/// the lines of a tree, and pairs in a list its items.
fn is_parsed(text: &str) -> bool {
    let end = text.match_indices('\n').nth(SAMPLED_LINES).map_or(text.len(), |(at, _)| at + 1);
    let yaml = match end == text.len() {
        true => Yaml::parse(text).unwrap_or_default(),
        false => Yaml::parse_start(&text[..end]),
    };
    let Some(&root) = yaml.roots.first() else { return false };
    let (mut pending, mut has_entries) = (vec![root], false);
    while let Some(node) = pending.pop() {
        let members = yaml.members(node);
        if members.iter().any(|(key, value)| is_tree_line(&yaml, *key, *value)) {
            return false;
        }
        let is_pair = members.len() == 1 && yaml.is_scalar(members[0].1) && node != root;
        has_entries |= !members.is_empty() && !is_pair;
        pending.extend(members.iter().map(|(_, value)| *value).chain(yaml.items(node)));
    }
    has_entries
}

/// Whether a key without a value is followed by indented lines, or by items of a list that it is one of.
fn is_tree_line(yaml: &Yaml, key: NodeId, value: NodeId) -> bool {
    yaml.kind(value) == NodeKind::Lines && yaml.line(value) > yaml.line(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yaml_is_told_from_trees_lists_and_prose() {
        for text in [
            "teams:\n  docs:\n    members: [a]\n",
            "# Teams\n---\nname: A\n",
            "- id: a\n  name: b\n- id: c\n",
            "Ministère:\n  - Direction A\n  - Direction B:\n      - Bureau\n",
            "- Direction A:\n  - Bureau\n",
            "name: \"open\nkind: x\nid: y\n",
            "---\ntitle: A\n---\nText.\n",
            "on: push\njobs:\n  build:\n    steps:\n      - run: |\n          make all\n",
        ] {
            assert!(is_yaml(text), "{text}");
        }
        for text in [
            "a\n b",
            "- a\n- b",
            "# Ville\n\n- Total: 12\n- Reste: 4\n",
            "- Ville: la capitale\n  - Finances\n",
            "Ville:\n  Finances\n    Budget\n  Lac\n",
            "Note: une phrase\nqui continue ici.\n",
            "---\n\n# Ville\n\n- Finances\n",
            "R\n└── a: b",
            "fn main() {\n    let a = 1;\n}\n",
            "",
        ] {
            assert!(!is_yaml(text), "{text}");
        }
    }

    #[test]
    fn front_matter_is_followed_by_text() {
        assert_eq!(front_matter("---\na: b\n---\nText.\n"), Some(("---\na: b\n", "Text.\n")));
        assert_eq!(
            front_matter("---\na: b\n---\n# Title\n\n- a\n"),
            Some(("---\na: b\n", "# Title\n\n- a\n"))
        );
        for text in ["---\na: b\n---\nc: d\n", "---\na: b\n", "---\na: b\n---\n\n", "a: b\n---\nText.\n"] {
            assert_eq!(front_matter(text), None, "{text}");
        }
    }
}
