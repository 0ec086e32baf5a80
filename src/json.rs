//! JSON with nothing lost: members in order, repeated keys kept, numbers to the letter, what
//! is not understood left as the text that it was. Nothing is copied but texts with escapes.
//! And JSON to write whose members depend on what there is to say.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::value::RawValue;

/// The members of an object, in their order.
#[derive(Debug)]
pub struct Members<'a>(pub Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Members<'de>;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some((Key(key), value)) = map.next_entry()? {
                    members.push((key, value));
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Collect)
    }
}

/// The key of a member.
#[derive(Debug, Deserialize)]
pub struct Key<'a>(#[serde(borrow)] pub Cow<'a, str>);

/// Reads the value that starts at a byte, blanks before it aside, and says at which byte it
/// ends. `None` when what is there is not such a value.
pub fn take<'a, T: Deserialize<'a>>(text: &'a str, at: usize) -> Option<(T, usize)> {
    let mut values = serde_json::Deserializer::from_str(text.get(at..)?).into_iter();
    let value = values.next()?.ok()?;
    Some((value, at + values.byte_offset()))
}

/// The byte at which a part of a text starts.
pub fn offset(text: &str, part: &str) -> usize {
    (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize)
}

/// A string without escapes, at the start of some JSON.
fn bare(json: &str) -> Option<&str> {
    let rest = json.strip_prefix('"')?;
    let end = memchr::memchr2(b'"', b'\\', rest.as_bytes())?;
    rest[end..].starts_with('"').then(|| &rest[..end])
}

/// The text of the value that starts at a byte, as [`text()`] has it.
pub fn text_at(json: &str, at: usize) -> Option<Cow<'_, str>> {
    match bare(json.get(at..)?) {
        Some(bare) => Some(Cow::Borrowed(bare)),
        None => take::<&RawValue>(json, at).and_then(|(value, _)| text(value)),
    }
}

/// A string, or a number or truth value as it is written.
pub fn text(value: &RawValue) -> Option<Cow<'_, str>> {
    let json = value.get();
    match json.as_bytes() {
        [b'"', ..] => match bare(json) {
            Some(bare) => Some(Cow::Borrowed(bare)),
            None => serde_json::from_str(json).ok().map(Cow::Owned),
        },
        [b'[' | b'{' | b'n', ..] => None,
        _ => Some(Cow::Borrowed(json)),
    }
}

/// A list of texts, or one text alone; what is null in a list is passed over.
pub fn texts(value: &RawValue) -> Option<Vec<Cow<'_, str>>> {
    let values = if value.get().starts_with('[') { list(value)? } else { vec![value] };
    values.into_iter().filter(|value| !is_null(value)).map(text).collect()
}

/// What can be shown of any value: its text, or the JSON itself.
pub fn shown(value: &RawValue) -> Cow<'_, str> {
    text(value).unwrap_or(Cow::Borrowed(value.get()))
}

pub fn is_null(value: &RawValue) -> bool {
    value.get() == "null"
}

/// The values of a list.
pub fn list(value: &RawValue) -> Option<Vec<&RawValue>> {
    serde_json::from_str(value.get()).ok()
}

/// The members of an object.
pub fn object(value: &RawValue) -> Option<Vec<(Cow<'_, str>, &RawValue)>> {
    serde_json::from_str(value.get()).ok().map(|Members(members)| members)
}

/// JSON to write, a few levels of it, members in their order.
#[derive(Clone, Debug)]
pub enum Json {
    Null,
    Truth(bool),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(&'static str, Json)>),
}

impl Json {
    #[inline(never)]
    pub fn text(text: &str) -> Self {
        Self::Text(text.to_string())
    }

    /// A text, or null.
    #[inline(never)]
    pub fn maybe(text: Option<&str>) -> Self {
        text.map_or(Json::Null, Json::text)
    }

    /// An object without the members that say nothing: null, or an empty list.
    pub fn object(mut members: Vec<(&'static str, Json)>) -> Self {
        members.retain(|(_, value)| match value {
            Json::Null => false,
            Json::List(list) => !list.is_empty(),
            _ => true,
        });
        Self::Object(members)
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Json::Null => serializer.serialize_unit(),
            Json::Truth(truth) => serializer.serialize_bool(*truth),
            Json::Text(text) => serializer.serialize_str(text),
            Json::List(list) => serializer.collect_seq(list),
            Json::Object(members) => serializer.collect_map(members.iter().map(|(key, value)| (key, value))),
        }
    }
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
        let said: Vec<_> = members.iter().map(|(key, value)| format!("{key}={}", shown(value))).collect();
        assert_eq!(said, ["a=1", r#"a={"b": 2, "b": 3}"#]);
    }

    #[test]
    fn half_a_character_is_no_text_but_can_be_shown() {
        let half = value(r#""a\ud800""#);
        assert_eq!((text(&half), shown(&half)), (None, r#""a\ud800""#.into()));
    }

    #[test]
    fn a_text_is_read_where_it_starts() {
        let json = r#"["é\"", "a" ,null,true]"#;
        let texts = [1, 9, 14, 19].map(|at| text_at(json, at).map(String::from));
        assert_eq!(texts, [Some("é\"".into()), Some("a".into()), None, Some("true".into())]);
        assert_eq!(take::<&str>(json, 8), Some(("a", 12)));
    }
}
