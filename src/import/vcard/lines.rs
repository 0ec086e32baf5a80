//! The content lines of vCards (RFC 6350, section 3.2): unfolded, with their parameters, and the unescaped
//! parts of their values.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;

use crate::import::encoding::windows_1252;

/// Properties with pictures, sounds and keys, whose values are not decoded.
pub const BINARY: [&str; 5] = ["PHOTO", "LOGO", "SOUND", "KEY", "X-MS-CARDPICTURE"];
/// The encodings of values, which vCard 2.1 may state without the name of the parameter.
const ENCODINGS: [&str; 4] = ["QUOTED-PRINTABLE", "BASE64", "7BIT", "8BIT"];
/// The character sets that are read as Windows-1252, which has all characters of the others.
const WINDOWS_1252: [&str; 4] = ["WINDOWS-1252", "CP1252", "ISO-8859-1", "LATIN1"];
/// The character sets that UTF-8 has.
const UTF_8: [&str; 3] = ["UTF-8", "UTF8", "US-ASCII"];

/// An unfolded line, `group.NAME;PARAMETER=value:value`.
#[derive(Debug)]
pub struct Property<'a> {
    /// In capitals, without the group.
    pub name: String,
    /// The values of parameters with their names in capitals; those without a name are types.
    pub parameters: Vec<(String, String)>,
    pub value: Cow<'a, str>,
    pub reading: Reading,
}

/// How a value was decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    AsStated,
    /// It is none in the character set that is stated, or the set is not known.
    AssumedWindows1252,
    /// It is left out.
    NotText,
}

impl Property<'_> {
    /// The types in small letters, without `pref` and others that say nothing of the value.
    pub fn types(&self) -> Vec<String> {
        let values = self.parameters.iter().filter(|(name, _)| name == "TYPE");
        let types =
            values.flat_map(|(_, value)| value.split(',')).map(|text| text.trim().to_ascii_lowercase());
        types.filter(|text| !["", "pref", "internet", "x400"].contains(&&**text)).collect()
    }

    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(known, _)| known == name).map(|(_, value)| &**value)
    }

    /// The character set of the value.
    pub fn charset(&self) -> &str {
        self.parameter("CHARSET").unwrap_or(UTF_8[0])
    }

    /// The same with its value decoded.
    fn decoded(self) -> Self {
        let encoding = self.parameter("ENCODING").unwrap_or_default().to_ascii_uppercase();
        let (value, reading) = match &*encoding {
            "QUOTED-PRINTABLE" => decoded_text(quoted_printable(&self.value), self.charset()),
            "B" | "BASE64" if !BINARY.contains(&&*self.name) => {
                let bytes = BASE64.decode(self.value.split_whitespace().collect::<String>());
                let text = bytes.ok().map(|bytes| decoded_text(bytes, self.charset()));
                let text = text.filter(|(_, reading)| *reading == Reading::AsStated);
                text.unwrap_or((String::new(), Reading::NotText))
            }
            _ => return self,
        };
        Self { value: Cow::Owned(value), reading, ..self }
    }

    /// The same without what it borrows.
    pub fn into_owned(self) -> Property<'static> {
        Property { value: Cow::Owned(self.value.into_owned()), ..self }
    }

    /// The whole value, unescaped.
    pub fn text(&self) -> String {
        unescaped(&self.value)
    }

    /// The components, which semicolons separate.
    pub fn components(&self) -> Vec<String> {
        parts(&self.value, b';').map(unescaped).collect()
    }

    /// The parts of a name, `N`, in the order in which they are written.
    pub fn name_in_parts(&self) -> String {
        let parts = self.components();
        let part = |index: usize| parts.get(index).map_or("", String::as_str);
        let name = [part(3), part(1), part(2), part(0), part(4)].join(" ");
        name.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The values of a list, which commas separate.
    pub fn list(&self) -> Vec<String> {
        parts(&self.value, b',').map(unescaped).collect()
    }
}

/// The unfolded lines of a text with their numbers; `None` for a line that is no property.
pub struct Properties<'a> {
    lines: std::iter::Peekable<std::iter::Enumerate<std::str::Lines<'a>>>,
}

impl<'a> Properties<'a> {
    pub fn new(text: &'a str) -> Self {
        Self { lines: text.lines().enumerate().peekable() }
    }
}

impl<'a> Iterator for Properties<'a> {
    type Item = (usize, Option<Property<'a>>);

    fn next(&mut self) -> Option<Self::Item> {
        let (index, first) = self.lines.find(|(_, line)| !line.trim().is_empty())?;
        let mut line = Cow::Borrowed(first);
        let is_quoted_printable = is_quoted_printable(&line);
        loop {
            if is_quoted_printable && line.ends_with('=') {
                let Some((_, next)) = self.lines.next() else { break };
                line.to_mut().pop();
                line.to_mut().push_str(next);
            } else if let Some((_, next)) = self.lines.next_if(|(_, next)| next.starts_with([' ', '\t'])) {
                line.to_mut().push_str(&next[1..]);
            } else {
                break;
            }
        }
        Some((index + 1, property(line)))
    }
}

/// Whether the value of a line of vCard 2.1 is quoted-printable.
fn is_quoted_printable(line: &str) -> bool {
    let head = line.split(':').next().unwrap_or_default();
    head.split(';')
        .any(|part| part.to_ascii_uppercase().trim_start_matches("ENCODING=") == "QUOTED-PRINTABLE")
}

fn property(text: Cow<'_, str>) -> Option<Property<'_>> {
    let mut is_quoted = false;
    let colon = text.bytes().position(|byte| {
        is_quoted ^= byte == b'"';
        byte == b':' && !is_quoted
    })?;
    let mut parts = quoted_parts(&text[..colon]).into_iter();
    let name = parts.next().unwrap_or_default();
    let name = name.rsplit('.').next().unwrap_or_default().trim().to_ascii_uppercase();
    let parameter = |text: String| match text.split_once('=') {
        Some((name, value)) => (name.trim().to_ascii_uppercase(), value.replace('"', "")),
        None if ENCODINGS.iter().any(|known| known.eq_ignore_ascii_case(&text)) => {
            ("ENCODING".to_string(), text)
        }
        None => ("TYPE".to_string(), text),
    };
    let parameters = parts.map(parameter).collect();
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    let is_valid = !name.is_empty() && name.bytes().all(is_name);
    let value = match text {
        Cow::Borrowed(text) => Cow::Borrowed(&text[colon + 1..]),
        Cow::Owned(mut text) => {
            text.drain(..=colon);
            Cow::Owned(text)
        }
    };
    is_valid.then(|| Property { name, parameters, value, reading: Reading::AsStated }.decoded())
}

/// The parts between the semicolons outside of quotation marks.
fn quoted_parts(head: &str) -> Vec<String> {
    let mut is_quoted = false;
    let parts = head.split(|c: char| {
        is_quoted ^= c == '"';
        c == ';' && !is_quoted
    });
    parts.map(String::from).collect()
}

/// The text of bytes in a character set.
fn decoded_text(bytes: Vec<u8>, charset: &str) -> (String, Reading) {
    let is_in = |charsets: &[&str]| charsets.iter().any(|known| known.eq_ignore_ascii_case(charset));
    let reading = if is_in(&WINDOWS_1252) { Reading::AsStated } else { Reading::AssumedWindows1252 };
    match String::from_utf8(bytes) {
        Ok(text) if is_in(&UTF_8) => (text, Reading::AsStated),
        Ok(text) => (windows_1252(text.as_bytes()).collect(), reading),
        Err(error) => (windows_1252(error.as_bytes()).collect(), reading),
    }
}

/// Decodes the bytes that `=` and two hexadecimal digits stand for.
fn quoted_printable(text: &str) -> Vec<u8> {
    let (mut bytes, mut rest) = (Vec::with_capacity(text.len()), text.as_bytes());
    while let [first, after @ ..] = rest {
        let code = after.get(..2).and_then(|code| std::str::from_utf8(code).ok());
        let code = code.and_then(|code| u8::from_str_radix(code, 16).ok()).filter(|_| *first == b'=');
        bytes.push(code.unwrap_or(*first));
        rest = if code.is_some() { &after[2..] } else { after };
    }
    bytes
}

/// The parts of a value between separators that have no backslash before them.
fn parts(value: &str, separator: u8) -> impl Iterator<Item = &str> {
    let mut is_escaped = false;
    value.split(move |c: char| {
        let is_separator = c == separator as char && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        is_separator
    })
}

/// Replaces `\n` by a line break, and any other escape by the character.
fn unescaped(text: &str) -> String {
    let mut chars = text.chars();
    let mut plain = String::with_capacity(text.len());
    while let Some(c) = chars.next() {
        match (c, if c == '\\' { chars.next() } else { None }) {
            ('\\', Some('n' | 'N')) => plain.push('\n'),
            ('\\', Some(escaped)) => plain.push(escaped),
            (c, _) => plain.push(c),
        }
    }
    plain
}
