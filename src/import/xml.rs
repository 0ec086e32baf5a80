//! XML documents, parsed at once. Entities are bounded by the parser, nesting here.

use roxmltree::{Document, Node, ParsingOptions};

use super::{ReadError, ReadErrorKind};

/// Elements that stand one in another, at most.
pub const MAX_DEPTH: usize = 128;

/// The name of the outermost element, without its prefix; `None` if the text does not start like a document.
pub fn root_name(text: &str) -> Option<&str> {
    let mut rest = text.trim_start();
    loop {
        let end = match rest.as_bytes() {
            [b'<', b'?', ..] => rest.find("?>")? + 2,
            [b'<', b'!', b'-', b'-', ..] => rest.find("-->")? + 3,
            // A declaration may hold others between brackets.
            [b'<', b'!', ..] => match rest[..rest.find('>')?].contains('[') {
                true => rest.find("]>")? + 2,
                false => rest.find('>')? + 1,
            },
            [b'<', ..] => break,
            _ => return None,
        };
        rest = rest[end..].trim_start();
    }
    let name = &rest[1..];
    let end = name.find(|c: char| c.is_whitespace() || c == '>' || c == '/')?;
    name[..end].rsplit(':').next()
}

/// Parses a document.
///
/// # Errors
/// If it is not well-formed, or nested too deep.
pub fn parse(text: &str) -> Result<Document<'_>, ReadError> {
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).map_err(|error| {
        let at = error.pos();
        let lines = text.lines().count().max(1);
        ReadError {
            line: (at.row as usize).clamp(1, lines),
            column: at.col as usize,
            kind: ReadErrorKind::DamagedXml,
        }
    })?;
    let (mut node, mut depth) = (document.root(), 0);
    // Every node is visited, in the order of the document.
    loop {
        let next = if let Some(child) = node.first_child() {
            depth += 1;
            Some(child)
        } else {
            following(node, &mut depth)
        };
        match next {
            Some(_) if depth > MAX_DEPTH => {
                return Err(ReadError::at(text, node.range().start, ReadErrorKind::TooDeep));
            }
            Some(next) => node = next,
            None => break,
        }
    }
    Ok(document)
}

/// The next node that is not inside this one.
fn following<'a, 'i>(node: Node<'a, 'i>, depth: &mut usize) -> Option<Node<'a, 'i>> {
    let mut node = node;
    loop {
        if let Some(next) = node.next_sibling() {
            return Some(next);
        }
        node = node.parent()?;
        *depth = depth.saturating_sub(1);
    }
}

/// All text inside an element.
pub fn text_in(node: Node) -> String {
    let texts = node.descendants().filter(|node| node.is_text()).filter_map(|node| node.text());
    texts.collect::<Vec<_>>().join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::root_name;

    #[test]
    fn the_name_of_the_first_element_is_found() {
        let text = "<?xml version=\"1.0\"?>\n<!DOCTYPE a [<!ENTITY q \"x\">]>\n<!-- b --><x:graph id=\"1\">";
        assert_eq!(root_name(text), Some("graph"));
        assert_eq!(root_name("<!DOCTYPE opml><opml>"), Some("opml"));
        assert_eq!((root_name("a <b>"), root_name("<!-- ")), (None, None));
    }
}
