//! Lossless JSON: members keep their order, duplicate keys are kept, numbers keep their digits, and
//! unparsed values stay raw text. Only strings with escapes are copied.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

/// The members of an object in document order, duplicate keys included.
#[derive(Debug)]
pub struct Members<'a>(pub Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MembersVisitor;
        impl<'de> Visitor<'de> for MembersVisitor {
            type Value = Members<'de>;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some((MemberKey(key), value)) = map.next_entry()? {
                    members.push((key, value));
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(MembersVisitor)
    }
}

/// The key of a member.
#[derive(Debug, Deserialize)]
pub struct MemberKey<'a>(#[serde(borrow)] pub Cow<'a, str>);

/// Parses the value at a byte offset, after leading whitespace, and returns it with the byte offset
/// of its end. `None` if it is not such a value.
pub fn parse_at<'a, T: Deserialize<'a>>(text: &'a str, at: usize) -> Option<(T, usize)> {
    let mut values = serde_json::Deserializer::from_str(text.get(at..)?).into_iter();
    let value = values.next()?.ok()?;
    Some((value, at + values.byte_offset()))
}

/// The byte offset of `part`, a slice of `text`.
pub fn offset_in(text: &str, part: &str) -> usize {
    (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize)
}

/// The content of the string that the text starts with, if it has no escapes.
fn plain_str(json: &str) -> Option<&str> {
    let rest = json.strip_prefix('"')?;
    let end = memchr::memchr2(b'"', b'\\', rest.as_bytes())?;
    rest[end..].starts_with('"').then(|| &rest[..end])
}

/// Like [`text()`], for the value at a byte offset.
pub fn text_at(json: &str, at: usize) -> Option<Cow<'_, str>> {
    match plain_str(json.get(at..)?) {
        Some(content) => Some(Cow::Borrowed(content)),
        None => parse_at::<&RawValue>(json, at).and_then(|(value, _)| text(value)),
    }
}

/// A string decoded, or a number or boolean as written. `None` for null, lists and objects.
pub fn text(value: &RawValue) -> Option<Cow<'_, str>> {
    let json = value.get();
    match json.as_bytes() {
        [b'"', ..] => match plain_str(json) {
            Some(content) => Some(Cow::Borrowed(content)),
            None => serde_json::from_str(json).ok().map(Cow::Owned),
        },
        [b'[' | b'{' | b'n', ..] => None,
        _ => Some(Cow::Borrowed(json)),
    }
}

/// The texts of a list, nulls skipped, or a single text. `None` if another value is in it.
pub fn texts(value: &RawValue) -> Option<Vec<Cow<'_, str>>> {
    let values = if value.get().starts_with('[') { list(value)? } else { vec![value] };
    values.into_iter().filter(|value| !is_null(value)).map(text).collect()
}

/// The text of any value, or its JSON if it has none.
pub fn display_text(value: &RawValue) -> Cow<'_, str> {
    text(value).unwrap_or(Cow::Borrowed(value.get()))
}

pub fn is_null(value: &RawValue) -> bool {
    value.get() == "null"
}

/// The values of a list; `None` if it is not a list.
pub fn list(value: &RawValue) -> Option<Vec<&RawValue>> {
    // The parser is not asked about other values: its error would be allocated.
    if value.get().starts_with('[') { serde_json::from_str(value.get()).ok() } else { None }
}

/// The members of an object; `None` if it is not an object.
pub fn object(value: &RawValue) -> Option<Vec<(Cow<'_, str>, &RawValue)>> {
    let members = if value.get().starts_with('{') { serde_json::from_str(value.get()).ok() } else { None };
    members.map(|Members(members)| members)
}

/// Appends a text as a string.
pub fn push_text(json: &mut String, text: &str) {
    // The first step checks 32 bytes at once.
    let (blocks, rest) = text.as_bytes().as_chunks::<32>();
    let has_escape = |block: &[u8]| block.iter().fold(false, |any, &byte| any | needs_escape(byte));
    if blocks.iter().any(|block| has_escape(block)) || has_escape(rest) {
        json.push_str(&Value::from(text).to_string());
    } else {
        json.extend(["\"", text, "\""]);
    }
}

fn needs_escape(byte: u8) -> bool {
    (byte < b' ') | (byte == b'"') | (byte == b'\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Box<RawValue> {
        serde_json::from_str(text).expect("JSON")
    }

    #[test]
    fn numbers_are_kept_to_the_letter() {
        for number in ["123456789012345678901234567890", "1E5", "-0", "1.50"] {
            assert_eq!(text(&value(number)).as_deref(), Some(number));
            assert_eq!(text_at(&format!("[{number} ]"), 1).as_deref(), Some(number));
        }
    }

    #[test]
    fn repeated_keys_are_all_there() {
        let value = value(r#"{"a": 1, "a": {"b": 2, "b": 3}}"#);
        let members = object(&value).expect("an object");
        let shown_members: Vec<_> =
            members.iter().map(|(key, value)| format!("{key}={}", display_text(value))).collect();
        assert_eq!(shown_members, ["a=1", r#"a={"b": 2, "b": 3}"#]);
    }

    #[test]
    fn an_unpaired_surrogate_is_no_text_but_can_be_shown() {
        let half = value(r#""a\ud800""#);
        assert_eq!((text(&half), display_text(&half)), (None, r#""a\ud800""#.into()));
    }

    #[test]
    fn a_written_text_is_read_back() {
        for expected in ["", "L’été", "a \"b\" \\ c", "\u{0}\u{1f}\n\u{7f}"] {
            let mut json = String::new();
            push_text(&mut json, expected);
            assert_eq!(text(&value(&json)).as_deref(), Some(expected));
        }
    }

    #[test]
    fn a_text_is_read_where_it_starts() {
        let json = r#"["é\"", "a" ,null,true]"#;
        let texts = [1, 9, 14, 19].map(|at| text_at(json, at).map(String::from));
        assert_eq!(texts, [Some("é\"".into()), Some("a".into()), None, Some("true".into())]);
        assert_eq!(parse_at::<&str>(json, 8), Some(("a", 12)));
    }
}
