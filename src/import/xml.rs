//! XML documents, read one tag or text after another. Namespaces are not looked at: names have no prefix. Entities
//! that a document declares are not expanded, and nothing outside of it is read. Texts are parts of the document,
//! so that no value is larger than it; how deep elements stand one in another is limited.

use std::borrow::Cow;

use quick_xml::events::Event as Token;
use quick_xml::events::attributes::{Attribute, Attributes};

use super::html_entities;
use super::line_numbers::LineCounter;
use super::{ReadError, ReadErrorKind};

/// Elements that stand one in another, at most.
pub const MAX_DEPTH: usize = 128;
/// What stands around the text of a CDATA section.
const CDATA: [&str; 2] = ["<![CDATA[", "]]>"];

#[derive(Debug)]
pub enum Event<'a> {
    /// The name of an element that starts.
    Start(&'a str, Element<'a>),
    /// The name of an element that ends, also of one without content.
    End(&'a str),
    /// A text, or a part of it: comments and CDATA sections are its borders.
    Text(Cow<'a, str>),
    /// The declarations of a document type.
    Declarations(&'a str),
}

/// The opening tag of an element.
#[derive(Clone, Copy, Debug)]
pub struct Element<'a> {
    /// What stands between `<` and `>`.
    tag: &'a str,
    /// The bytes of the name with its prefix.
    name_bytes: usize,
}

impl<'a> Element<'a> {
    fn new(tag: &'a str) -> Self {
        let name_bytes = tag.find(|c: char| c.is_ascii_whitespace()).unwrap_or(tag.len());
        Self { tag, name_bytes }
    }

    fn name(&self) -> &'a str {
        local(&self.tag[..self.name_bytes])
    }

    /// What stands between `<` and `>`.
    pub fn tag(&self) -> &'a str {
        self.tag
    }

    /// The value of an attribute, whatever its prefix.
    pub fn get(&self, name: &str) -> Option<Cow<'a, str>> {
        let mut attributes = self.raw_attributes().filter_map(Result::ok);
        attributes.find(|(key, _)| local(key) == name).map(|(_, value)| decoded_attribute(value))
    }

    /// The number in an attribute.
    pub fn number(&self, name: &str) -> Option<usize> {
        self.get(name)?.trim().parse().ok()
    }

    /// The names and values of all attributes but those that declare namespaces.
    ///
    /// # Errors
    /// If they are not well-formed, or two have the same name.
    pub fn attributes(&self) -> Result<Vec<(&'a str, Cow<'a, str>)>, ReadErrorKind> {
        let raw = self.raw_attributes().collect::<Result<Vec<_>, _>>()?;
        let mut names: Vec<&str> = raw.iter().map(|(name, _)| *name).collect();
        names.sort_unstable();
        if names.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(ReadErrorKind::DamagedXml);
        }
        let own = raw.into_iter().filter(|(name, _)| *name != "xmlns" && !name.starts_with("xmlns:"));
        Ok(own.map(|(name, value)| (local(name), decoded_attribute(value))).collect())
    }

    fn raw_attributes(&self) -> impl Iterator<Item = Result<(&'a str, &'a str), ReadErrorKind>> + use<'a> {
        let mut attributes = Attributes::new(self.tag, self.name_bytes);
        // The check of quick-xml compares each attribute with all before it.
        attributes.with_checks(false);
        attributes.map(|attribute| {
            let Ok(Attribute { key, value: Cow::Borrowed(value) }) = attribute else {
                return Err(ReadErrorKind::DamagedXml);
            };
            let text = |bytes: &'a [u8]| str::from_utf8(bytes).map_err(|_| ReadErrorKind::DamagedXml);
            Ok((text(key.0)?, text(value)?))
        })
    }
}

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

/// Reads a document. An element without content is a start and an end.
pub struct Reader<'a> {
    inner: quick_xml::Reader<&'a [u8]>,
    text: &'a str,
    lines: LineCounter<'a>,
    /// The byte offset of the last event, of a text that of its first word.
    at: usize,
    depth: usize,
    /// The name of an element without content that was started.
    empty: Option<&'a str>,
    has_root: bool,
}

impl<'a> Reader<'a> {
    pub fn new(text: &'a str) -> Self {
        // The offsets of quick-xml do not count a byte order mark.
        let text = text.trim_start_matches('\u{feff}');
        let lines = LineCounter::new(text);
        Self {
            inner: quick_xml::Reader::from_str(text),
            text,
            lines,
            at: 0,
            depth: 0,
            empty: None,
            has_root: false,
        }
    }

    /// The byte offset of the last event.
    pub fn at(&self) -> usize {
        self.at
    }

    /// The line of the last event, from 1.
    pub fn line(&mut self) -> usize {
        self.lines.line_at(self.at)
    }

    /// The next event; `None` at the end.
    ///
    /// # Errors
    /// If the document is not well-formed, or nested too deep.
    pub fn read(&mut self) -> Result<Option<Event<'a>>, ReadError> {
        if let Some(name) = self.empty.take() {
            return Ok(Some(self.end(name)));
        }
        loop {
            self.at = self.inner.buffer_position() as usize;
            let token = self.inner.read_event().map_err(|_| self.damaged())?;
            let source = self.text.get(self.at..self.inner.buffer_position() as usize).unwrap_or_default();
            match token {
                Token::Start(_) => {
                    let element = self.start(&source[1..source.len() - 1])?;
                    return Ok(Some(Event::Start(element.name(), element)));
                }
                Token::Empty(_) => {
                    let element = self.start(&source[1..source.len() - 2])?;
                    self.empty = Some(element.name());
                    return Ok(Some(Event::Start(element.name(), element)));
                }
                Token::End(_) => {
                    return Ok(Some(self.end(local(source[2..source.len() - 1].trim_end()))));
                }
                Token::Text(_) if self.depth == 0 && source.trim().is_empty() => {}
                Token::Text(_) | Token::CData(_) if self.depth == 0 => return Err(self.damaged()),
                Token::Text(_) => {
                    self.at += source.len() - source.trim_start().len();
                    return Ok(Some(Event::Text(decoded(source))));
                }
                Token::CData(_) => {
                    let text = &source[CDATA[0].len()..source.len() - CDATA[1].len()];
                    return Ok(Some(Event::Text(Cow::Borrowed(text))));
                }
                Token::DocType(_) if source.contains('[') => return Ok(Some(Event::Declarations(source))),
                Token::DocType(_) | Token::Comment(_) | Token::Decl(_) | Token::PI(_) => {}
                Token::Eof if self.depth == 0 && self.has_root => return Ok(None),
                Token::Eof => return Err(self.damaged()),
            }
        }
    }

    fn start(&mut self, tag: &'a str) -> Result<Element<'a>, ReadError> {
        if self.depth == 0 && std::mem::replace(&mut self.has_root, true) {
            return Err(self.damaged());
        }
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(ReadError::at(self.text, self.at, ReadErrorKind::TooDeep));
        }
        Ok(Element::new(tag))
    }

    fn end(&mut self, name: &'a str) -> Event<'a> {
        self.depth = self.depth.saturating_sub(1);
        Event::End(name)
    }

    fn damaged(&self) -> ReadError {
        ReadError::at(self.text, self.at, ReadErrorKind::DamagedXml)
    }
}

/// A name without its prefix.
fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

/// A text with its character references decoded; unknown ones stay as they are.
fn decoded(text: &str) -> Cow<'_, str> {
    if text.contains('&') { Cow::Owned(html_entities::decode_entities(text)) } else { Cow::Borrowed(text) }
}

/// The value of an attribute, in which line breaks and tabs are spaces (XML 1.0, section 3.3.3).
fn decoded_attribute(value: &str) -> Cow<'_, str> {
    match value.contains(['\n', '\r', '\t']) {
        true => Cow::Owned(html_entities::decode_entities(
            &value.replace("\r\n", " ").replace(['\n', '\r', '\t'], " "),
        )),
        false => decoded(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_the_first_element_is_found() {
        let text = "<?xml version=\"1.0\"?>\n<!DOCTYPE a [<!ENTITY q \"x\">]>\n<!-- b --><x:graph id=\"1\">";
        assert_eq!(root_name(text), Some("graph"));
        assert_eq!(root_name("<!DOCTYPE opml><opml>"), Some("opml"));
        assert_eq!((root_name("a <b>"), root_name("<!-- ")), (None, None));
    }

    /// Everything that is read, with the lines, or the line and the kind of the error.
    fn events(text: &str) -> Result<Vec<String>, (usize, ReadErrorKind)> {
        let (mut reader, mut events) = (Reader::new(text), Vec::new());
        while let Some(event) = reader.read().map_err(|error| (error.line, error.kind))? {
            let line = reader.line();
            events.push(match event {
                Event::Start(name, element) => {
                    let attributes = element.attributes().map_err(|kind| (line, kind))?;
                    let attributes = attributes.iter().map(|(name, value)| format!(" {name}={value}"));
                    format!("{line} <{name}{}>", attributes.collect::<String>())
                }
                Event::End(name) => format!("{line} </{name}>"),
                Event::Text(text) => format!("{line} {text}"),
                Event::Declarations(text) => format!("{line} {text}"),
            });
        }
        Ok(events)
    }

    #[test]
    fn tags_and_texts_are_read_in_order() {
        let text = "\u{feff}<?xml version=\"1.0\"?>\n<!DOCTYPE a [<!ENTITY q \"x\">]>\n<p:a xmlns:p=\"u\" p:k='1 &lt;\n2' l=\"&#233;\">\n\
            <b/>x &amp; &q;<!-- no --><![CDATA[<&amp;]]></p:a >\n";
        let expected = [
            "2 <!DOCTYPE a [<!ENTITY q \"x\">]>",
            "3 <a k=1 < 2 l=é>",
            "4 \n",
            "5 <b>",
            "5 </b>",
            "5 x & &q;",
            "5 <&amp;",
            "5 </a>",
        ];
        let events = events(text).expect("well-formed");
        assert_eq!(events.len(), expected.len(), "{events:?}");
        for (event, expected) in events.iter().zip(expected) {
            assert_eq!(event[1..], expected[1..]);
        }
    }

    #[test]
    fn damaged_and_deep_documents_are_refused() {
        for text in [
            "",
            "a",
            "<a>",
            "<a>\n</b>",
            "<a/><b/>",
            "<a/>x",
            "<a b='1' b='2'/>",
            "<a b/>",
            "<a><![CDATA[",
            "<a",
        ] {
            let (line, kind) = events(text).expect_err(text);
            assert_eq!(
                (line, kind),
                (1 + usize::from(text.contains('\n')), ReadErrorKind::DamagedXml),
                "{text}"
            );
        }
        let deep = "<a>".repeat(MAX_DEPTH + 1);
        assert_eq!(events(&deep), Err((1, ReadErrorKind::TooDeep)));
    }
}
