//! The tags and texts of XML that a program wrote, one after another. What is not well-formed is passed over.

use std::borrow::Cow;

use crate::import::dila::html;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Markup<'a> {
    /// An opening tag: its name without a prefix, and its attributes.
    Start(&'a str, Attributes<'a>),
    End(&'a str),
    /// A text with character references.
    Text(&'a str),
    /// A text without.
    Verbatim(&'a str),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attributes<'a>(&'a str);

impl<'a> Attributes<'a> {
    /// The value of an attribute, whatever its prefix.
    pub fn get(self, name: &str) -> Option<Cow<'a, str>> {
        let mut rest = self.0;
        loop {
            let (key, after) = rest.split_once('=')?;
            let quote = after.trim_start().chars().next().filter(|quote| ['"', '\''].contains(quote))?;
            let (value, after) = after.trim_start()[1..].split_once(quote)?;
            rest = after;
            if local(key.trim()) == name {
                return Some(decoded(value));
            }
        }
    }

    /// The number in an attribute.
    pub fn number(self, name: &str) -> Option<usize> {
        self.get(name)?.trim().parse().ok()
    }
}

/// Reads markup. An element without content is an opening and a closing tag.
pub struct Reader<'a> {
    rest: &'a str,
    /// The name of an element without content that was opened.
    empty: Option<&'a str>,
}

impl<'a> Reader<'a> {
    pub fn new(text: &'a str) -> Self {
        Self { rest: text, empty: None }
    }

    /// Passes what stands before `end`, and `end` itself.
    fn pass(&mut self, start: usize, end: &str) -> &'a str {
        let inside = &self.rest[start..];
        let at = inside.find(end).unwrap_or(inside.len());
        self.rest = inside.get(at + end.len()..).unwrap_or_default();
        &inside[..at]
    }
}

impl<'a> Iterator for Reader<'a> {
    type Item = Markup<'a>;

    fn next(&mut self) -> Option<Markup<'a>> {
        if let Some(name) = self.empty.take() {
            return Some(Markup::End(name));
        }
        loop {
            let rest = self.rest;
            if rest.is_empty() {
                return None;
            }
            if !rest.starts_with('<') {
                let at = memchr::memchr(b'<', rest.as_bytes()).unwrap_or(rest.len());
                self.rest = &rest[at..];
                return Some(Markup::Text(&rest[..at]));
            }
            match rest.as_bytes() {
                [b'<', b'!', b'-', b'-', ..] => drop(self.pass(4, "-->")),
                [b'<', b'!', b'[', ..] if rest.starts_with("<![CDATA[") => {
                    return Some(Markup::Verbatim(self.pass(9, "]]>")));
                }
                [b'<', b'!' | b'?', ..] => drop(self.pass(1, ">")),
                [b'<', b'/', ..] => return Some(Markup::End(local(self.pass(2, ">").trim()))),
                _ => {
                    let end = tag_end(rest);
                    self.rest = rest.get(end + 1..).unwrap_or_default();
                    let tag = &rest[1..end.max(1)];
                    let inside = tag.strip_suffix('/').unwrap_or(tag);
                    let at = inside.find(|c: char| c.is_whitespace()).unwrap_or(inside.len());
                    let name = local(&inside[..at]);
                    self.empty = (inside.len() < tag.len()).then_some(name);
                    return Some(Markup::Start(name, Attributes(&inside[at..])));
                }
            }
        }
    }
}

/// The byte offset of the `>` of a tag, outside of the values of attributes.
fn tag_end(text: &str) -> usize {
    let mut quote = None;
    let is_end = |byte: u8| {
        match (byte, quote) {
            (b'"' | b'\'', None) => quote = Some(byte),
            (byte, Some(open)) if byte == open => quote = None,
            _ => {}
        }
        byte == b'>' && quote.is_none()
    };
    text.bytes().position(is_end).unwrap_or(text.len())
}

/// A name without its prefix.
fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// A text with its character references decoded.
pub fn decoded(text: &str) -> Cow<'_, str> {
    if text.contains('&') { Cow::Owned(html::decode_entities(text)) } else { Cow::Borrowed(text) }
}
