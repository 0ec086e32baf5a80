//! Refuses RDF/XML whose elements have very many attributes. quick-xml 0.37, below oxrdfxml, compares each attribute
//! with all before it and keeps each namespace (RUSTSEC-2026-0194 and 0195, corrected in 0.41), so that one
//! element of a few megabytes would take minutes. Tags end here where they end in quick-xml.

use memchr::{memchr, memchr2_iter};

/// Elements of organisations have about ten.
const MAX_ATTRIBUTES: usize = 256;

/// Where the first element with too many attributes begins.
pub fn with_too_many_attributes(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(start) = memchr(b'<', &bytes[at..]).map(|ahead| at + ahead) {
        let markup = &bytes[start..];
        let (len, attributes) = match markup.get(1..3) {
            Some([b'!', b'-']) => (through(markup, 4, b"-->"), 0),
            Some([b'!', b'[']) => (through(markup, 3, b"]]>"), 0),
            Some([b'!', _]) => (declaration(markup), 0),
            Some([b'?', _]) => (through(markup, 1, b"?>"), 0),
            _ => element(markup),
        };
        if attributes > MAX_ATTRIBUTES {
            return Some(start);
        }
        at = start + len;
    }
    None
}

/// The length of markup through its end, or of all that is left.
fn through(markup: &[u8], from: usize, end: &[u8]) -> usize {
    let inside = markup.get(from..).unwrap_or_default();
    memchr::memmem::find(inside, end).map_or(markup.len(), |at| from + at + end.len())
}

/// The length of a document type, which holds declarations in angle brackets of their own.
fn declaration(markup: &[u8]) -> usize {
    let mut depth = 0_usize;
    for at in memchr2_iter(b'<', b'>', markup) {
        depth = if markup[at] == b'<' { depth + 1 } else { depth.saturating_sub(1) };
        if depth == 0 {
            return at + 1;
        }
    }
    markup.len()
}

/// The length of a tag, and how many equals signs it has outside quotes.
fn element(markup: &[u8]) -> (usize, usize) {
    let (mut at, mut attributes) = (1, 0);
    while let Some(&byte) = markup.get(at) {
        at += 1;
        match byte {
            b'>' => return (at, attributes),
            b'=' => attributes += 1,
            b'"' | b'\'' => at += memchr(byte, &markup[at..]).map_or(markup.len() - at, |quoted| quoted + 1),
            _ => {}
        }
    }
    (markup.len(), attributes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(attributes: usize) -> String {
        let attributes: String = (0..attributes).map(|n| format!(" a{n}='<>\"'")).collect();
        format!("<e{attributes}/>")
    }

    #[test]
    fn the_attributes_of_one_element_are_limited() {
        let (most, more) = (tag(MAX_ATTRIBUTES), tag(MAX_ATTRIBUTES + 1));
        assert_eq!(with_too_many_attributes(&most.repeat(10)), None);
        for before in [
            "",
            "<?xml version='1.0'?>",
            "<!-- don't <a -->",
            "<![CDATA[ <a ' ]]>",
            "<!DOCTYPE a [ <!ENTITY b \"'\"> ]>",
            "it's < ",
            "</b '>'>",
        ] {
            // What looks like the beginning of a tag takes the next one as its own attributes.
            let found = with_too_many_attributes(&format!("{before}{most}{more}"));
            assert!(found.is_some_and(|at| at <= before.len() + most.len()), "{before}: {found:?}");
        }
        for hidden in [format!("<!--{more}-->"), format!("<![CDATA[{more}]]>"), format!("<?{more}?>")] {
            assert_eq!(with_too_many_attributes(&hidden), None, "{hidden}");
        }
    }

    #[test]
    fn unfinished_markup_ends_with_the_text() {
        for text in ["<", "<a", "<a b='", "<!", "<!-", "<!--", "<!D <", "<?", "<![", "a < b"] {
            assert_eq!(with_too_many_attributes(text), None, "{text}");
        }
    }
}
