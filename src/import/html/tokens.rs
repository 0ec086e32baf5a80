//! The tags and texts of a page that is well-formed, as ramure writes it. Other markup is passed over.

use memchr::memchr;

use crate::import::html_entities::decode_entities;

/// Elements whose content is no markup.
const RAW_ELEMENTS: [&str; 2] = ["style", "script"];

pub enum Token<'a> {
    Open(Tag<'a>),
    Close(&'a str),
    Text(String),
}

/// The start of an element.
pub struct Tag<'a> {
    pub name: &'a str,
    attributes: &'a str,
}

impl<'a> Tag<'a> {
    fn new(content: &'a str) -> Self {
        let end = content.find(|c: char| c.is_whitespace() || c == '/').unwrap_or(content.len());
        Self { name: &content[..end], attributes: &content[end..] }
    }

    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<String> {
        let mut rest = self.attributes;
        loop {
            let (before, after) = rest.split_once("=\"")?;
            let (value, next) = after.split_once('"')?;
            if before.trim() == name {
                return Some(decode_entities(value));
            }
            rest = next;
        }
    }
}

/// The tokens of a page with their byte offsets.
pub struct Tokens<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Tokens<'a> {
    pub fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// Goes to the end of an element without looking at its content.
    fn skip_content(&mut self, name: &str) {
        let end = format!("</{name}");
        self.at += self.text[self.at..].find(&end).unwrap_or(self.text.len() - self.at);
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = (usize, Token<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let (start, rest) = (self.at, &self.text[self.at..]);
        if rest.is_empty() {
            return None;
        }
        if !rest.starts_with('<') {
            let len = memchr(b'<', rest.as_bytes()).unwrap_or(rest.len());
            self.at += len;
            return Some((start, Token::Text(decode_entities(&rest[..len]))));
        }
        let len = memchr(b'>', rest.as_bytes()).unwrap_or(rest.len());
        self.at += (len + 1).min(rest.len());
        let content = &rest[1..len];
        if let Some(name) = content.strip_prefix('/') {
            return Some((start, Token::Close(name.trim_end())));
        }
        let tag = Tag::new(content);
        if RAW_ELEMENTS.contains(&tag.name) {
            self.skip_content(tag.name);
        }
        Some((start, Token::Open(tag)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_have_attributes_and_texts_are_decoded() {
        let page = "<!DOCTYPE html>\n<p class=\"a\" id=\"b &amp; &quot;c&quot;\">x &lt; y</p><style>a > b { } <p></style><br/>z";
        let tokens: Vec<String> = Tokens::new(page)
            .map(|(at, token)| match token {
                Token::Open(tag) => format!("{at}+{}={:?}", tag.name, tag.attribute("id")),
                Token::Close(name) => format!("{at}-{name}"),
                Token::Text(text) => format!("{at} {text}"),
            })
            .collect();
        let expected = [
            "0+!DOCTYPE=None",
            "15 \n",
            "16+p=Some(\"b & \\\"c\\\"\")",
            "56 x < y",
            "64-p",
            "68+style=None",
            "88-style",
            "96+br=None",
            "101 z",
        ];
        assert_eq!(tokens, expected);
        for broken in ["<", "<p", "</", "<p class=\"", "<style", "&", "<p class=\"a\"b=\"", "<é"] {
            assert!(Tokens::new(broken).count() > 0);
        }
    }
}
