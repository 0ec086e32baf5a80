//! The tokens of the DOT language.

use std::borrow::Cow;

use crate::import::dila::html;
use crate::import::html_entities::decode_entities;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token<'a> {
    /// A name, a number, a quoted text, or one with tags.
    Id(Cow<'a, str>),
    /// `->` or `--`.
    Edge {
        is_directed: bool,
    },
    Sign(u8),
}

impl<'a> Token<'a> {
    /// The text of an id.
    pub fn into_text(self) -> Option<Cow<'a, str>> {
        match self {
            Token::Id(text) => Some(text),
            _ => None,
        }
    }
}

/// The tokens of a text with their byte offsets. Comments are passed over.
pub struct Tokens<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Tokens<'a> {
    pub fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn skip_blanks_and_comments(&mut self) {
        loop {
            self.at += self.rest().len() - self.rest().trim_start().len();
            let is_line_start = self.text[..self.at].trim_end_matches([' ', '\t']).ends_with(['\n', '\r']);
            let end = match self.rest().as_bytes() {
                [b'/', b'*', ..] => self.rest().find("*/").map(|end| end + 2),
                [b'/', b'/', ..] => self.rest().find('\n'),
                [b'#', ..] if self.at == 0 || is_line_start => self.rest().find('\n'),
                _ => return,
            };
            self.at = end.map_or(self.text.len(), |end| self.at + end);
        }
    }

    /// Reads a quoted text, after its opening quotation mark. Several are joined by `+`.
    fn quoted(&mut self) -> Cow<'a, str> {
        let mut text = self.quoted_part();
        loop {
            let start = self.at;
            self.skip_blanks_and_comments();
            if self.rest().starts_with('+') {
                self.at += 1;
                self.skip_blanks_and_comments();
                if self.rest().starts_with('"') {
                    self.at += 1;
                    let part = self.quoted_part();
                    text.to_mut().push_str(&part);
                    continue;
                }
            }
            self.at = start;
            return text;
        }
    }

    /// The text up to the next quotation mark without a backslash before it. Only `\"` is an escape here.
    fn quoted_part(&mut self) -> Cow<'a, str> {
        let rest = self.rest();
        let mut is_escaped = false;
        let is_end = |byte: u8| {
            let is_end = byte == b'"' && !is_escaped;
            is_escaped = byte == b'\\' && !is_escaped;
            is_end
        };
        let end = rest.bytes().position(is_end);
        let text = &rest[..end.unwrap_or(rest.len())];
        self.at += end.map_or(rest.len(), |end| end + 1);
        Cow::Borrowed(text)
    }

    /// Reads a text with tags, after its opening `<`.
    fn tagged(&mut self) -> Cow<'a, str> {
        let rest = self.rest();
        let mut depth = 1;
        let is_end = |byte: u8| {
            depth += i32::from(byte == b'<') - i32::from(byte == b'>');
            depth == 0
        };
        let end = rest.bytes().position(is_end).unwrap_or(rest.len());
        self.at = (self.at + end + 1).min(self.text.len());
        let plain = decode_entities(&html::without_tags(&rest[..end]));
        // Nothing in it is an escape.
        let plain = plain.split_whitespace().collect::<Vec<_>>().join(" ");
        Cow::Owned(plain.replace('\\', "\\\\").replace('&', "&amp;"))
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = (usize, Token<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        self.skip_blanks_and_comments();
        let start = self.at;
        let is_id = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.' || !c.is_ascii();
        let token = match self.rest().as_bytes() {
            [] => return None,
            [b'-', b'>' | b'-', ..] => {
                self.at += 2;
                Token::Edge { is_directed: self.text.as_bytes()[start + 1] == b'>' }
            }
            [b'"', ..] => {
                self.at += 1;
                Token::Id(self.quoted())
            }
            [b'<', ..] => {
                self.at += 1;
                Token::Id(self.tagged())
            }
            [sign, ..] => {
                let rest = self.rest();
                let body = rest.strip_prefix('-').unwrap_or(rest);
                let end = body.find(|c: char| !is_id(c)).unwrap_or(body.len());
                if end > 0 {
                    self.at += rest.len() - body.len() + end;
                    Token::Id(Cow::Borrowed(&self.text[start..self.at]))
                } else {
                    self.at += 1;
                    Token::Sign(*sign)
                }
            }
        };
        Some((start, token))
    }
}

/// What a text says: line breaks are blanks, and backslashes and character references are decoded.
pub fn plain(text: Cow<'_, str>) -> Cow<'_, str> {
    if !text.contains(['\\', '&']) {
        return text;
    }
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, if c == '\\' { chars.next() } else { None }) {
            ('\\', Some('n' | 'l' | 'r')) => plain.push(' '),
            // A line that goes on.
            ('\\', Some('\n')) => {}
            ('\\', Some(escaped)) => plain.push(escaped),
            (c, _) => plain.push(c),
        }
    }
    Cow::Owned(decode_entities(&plain))
}
