//! JSON with nothing lost: members in order, repeated keys kept, numbers to the letter, what
//! is not understood left as the text that it was.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// The members of an object, in their order.
pub struct Members<'a>(pub Vec<(String, &'a RawValue)>);

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
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Collect)
    }
}

/// A string, or a number or truth value as it is written.
pub fn text(value: &RawValue) -> Option<String> {
    match value.get().as_bytes() {
        [b'"', ..] => serde_json::from_str(value.get()).ok(),
        [b'[' | b'{' | b'n', ..] => None,
        _ => Some(value.get().to_string()),
    }
}

/// What can be shown of any value: its text, or the JSON itself.
pub fn shown(value: &RawValue) -> String {
    text(value).unwrap_or_else(|| value.get().to_string())
}

pub fn is_null(value: &RawValue) -> bool {
    value.get() == "null"
}

/// The values of a list.
pub fn list(value: &RawValue) -> Option<Vec<&RawValue>> {
    serde_json::from_str(value.get()).ok()
}

/// The members of an object.
pub fn object(value: &RawValue) -> Option<Vec<(String, &RawValue)>> {
    serde_json::from_str(value.get()).ok().map(|Members(members)| members)
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
        assert_eq!((text(&half), shown(&half)), (None, r#""a\ud800""#.to_string()));
    }
}
