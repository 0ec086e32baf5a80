//! A JSON record as an owned tree: empty values are dropped, nested lists are flattened, and JSON
//! inside strings is parsed. Importers take members out one by one; what is left becomes facts.

use serde_json::value::RawValue;

use crate::json;
use crate::json::Members;

/// Nesting limit; deeper values stay raw text.
const MAX_VALUE_DEPTH: usize = 12;

/// A value that is not empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JsonValue {
    Text(String),
    /// Not empty, and contains no lists.
    List(Vec<JsonValue>),
    Object(JsonObject),
}

/// The members that are not empty, in document order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JsonObject(Vec<(String, JsonValue)>);

impl JsonValue {
    fn new(raw: &RawValue, depth: usize) -> Option<Self> {
        let text = raw.get();
        match text.as_bytes() {
            [b'n', ..] => None,
            [b'[' | b'{', ..] if depth > MAX_VALUE_DEPTH => Some(JsonValue::Text(text.into())),
            [b'[', ..] => Self::list(json::list(raw)?, depth),
            [b'{', ..] => match JsonObject::new(text, depth) {
                Ok(object) => (!object.0.is_empty()).then_some(JsonValue::Object(object)),
                Err(_) => Some(JsonValue::Text(text.into())),
            },
            _ => Self::text(&json::display_text(raw), depth),
        }
    }

    fn list(values: Vec<&RawValue>, depth: usize) -> Option<Self> {
        let values = values.into_iter().filter_map(|value| JsonValue::new(value, depth + 1));
        let values: Vec<JsonValue> = values.flat_map(JsonValue::items).collect();
        (!values.is_empty()).then_some(JsonValue::List(values))
    }

    /// A text, or the parsed value if it is JSON inside a string.
    fn text(text: &str, depth: usize) -> Option<Self> {
        let text = text.trim();
        let nested = if is_json(text) { serde_json::from_str::<&RawValue>(text).ok() } else { None };
        match nested {
            Some(nested) => JsonValue::new(nested, depth + 1),
            None => (!text.is_empty()).then(|| JsonValue::Text(text.into())),
        }
    }

    /// The items of a list, or the value itself.
    pub fn items(self) -> Vec<JsonValue> {
        match self {
            JsonValue::List(values) => values,
            value => vec![value],
        }
    }

    /// The leaves as labels, which start with `key`, and texts.
    pub fn into_leaves(self, key: &str) -> Vec<(String, String)> {
        let mut leaves = Vec::new();
        self.collect_leaves(key, &mut leaves);
        leaves
    }

    /// Appends the leaves as label and text, labels prefixed by `key`.
    fn collect_leaves(self, key: &str, leaves: &mut Vec<(String, String)>) {
        match self {
            JsonValue::Text(text) => leaves.push((key.into(), text)),
            JsonValue::List(values) => values.into_iter().for_each(|value| value.collect_leaves(key, leaves)),
            JsonValue::Object(JsonObject(members)) => {
                members
                    .into_iter()
                    .for_each(|(name, value)| value.collect_leaves(&format!("{key}.{name}"), leaves));
            }
        }
    }
}

/// Whether a text starts like a JSON list or object.
pub fn is_json(text: &str) -> bool {
    text.starts_with(['[', '{'])
}

impl JsonObject {
    /// Parses a record.
    pub fn read(text: &str) -> serde_json::Result<Self> {
        Self::new(text, 0)
    }

    fn new(text: &str, depth: usize) -> serde_json::Result<Self> {
        let Members(members) = serde_json::from_str(text)?;
        let parse = |(key, raw): (_, &RawValue)| Some((String::from(key), JsonValue::new(raw, depth + 1)?));
        Ok(Self(members.into_iter().filter_map(parse).collect()))
    }

    /// Removes a member and returns its value.
    pub fn remove(&mut self, key: &str) -> Option<JsonValue> {
        let at = self.0.iter().position(|(known, _)| known == key)?;
        Some(self.0.remove(at).1)
    }

    /// Appends a member, such as one that was not recognised.
    pub fn put(&mut self, key: &str, value: JsonValue) {
        self.0.push((key.into(), value));
    }

    /// Removes and returns a single text. Several texts stay, and the result is empty.
    pub fn text(&mut self, key: &str) -> String {
        let mut texts = self.texts(key);
        match texts.len() {
            0 | 1 => texts.pop().unwrap_or_default(),
            _ => {
                self.put(key, JsonValue::List(texts.into_iter().map(JsonValue::Text).collect()));
                String::new()
            }
        }
    }

    /// Removes and returns the texts under a key; other values stay.
    pub fn texts(&mut self, key: &str) -> Vec<String> {
        let mut texts = Vec::new();
        for value in self.list(key) {
            match value {
                JsonValue::Text(text) if !is_json(&text) => texts.push(text),
                value => self.put(key, value),
            }
        }
        texts
    }

    /// Removes and returns the first object under a key; other values stay.
    pub fn object(&mut self, key: &str) -> Option<JsonObject> {
        let mut objects = self.objects(key);
        let first = if objects.is_empty() { None } else { Some(objects.remove(0)) };
        objects.into_iter().for_each(|other| self.put_object(key, other));
        first
    }

    /// The text under a key, without removing it.
    pub fn peek(&self, key: &str) -> Option<&str> {
        match self.0.iter().find(|(known, _)| known == key) {
            Some((_, JsonValue::Text(text))) => Some(text),
            _ => None,
        }
    }

    /// Removes and returns the values under a key.
    pub fn list(&mut self, key: &str) -> Vec<JsonValue> {
        self.remove(key).map_or_else(Vec::new, JsonValue::items)
    }

    /// Removes and returns the objects under a key; other values stay.
    pub fn objects(&mut self, key: &str) -> Vec<JsonObject> {
        let mut objects = Vec::new();
        for value in self.list(key) {
            match value {
                JsonValue::Object(object) => objects.push(object),
                value => self.put(key, value),
            }
        }
        objects
    }

    /// Appends an object under a key unless it is empty.
    pub fn put_object(&mut self, key: &str, rest: JsonObject) {
        if !rest.0.is_empty() {
            self.put(key, JsonValue::Object(rest));
        }
    }

    /// The remaining members as labels and texts.
    pub fn into_leaves(self) -> Vec<(String, String)> {
        let mut leaves = Vec::new();
        self.0.into_iter().for_each(|(key, value)| value.collect_leaves(&key, &mut leaves));
        leaves
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaves(text: &str) -> Vec<String> {
        let object = JsonObject::read(text).expect("an object");
        object.into_leaves().into_iter().map(|(key, text)| format!("{key}={text}")).collect()
    }

    #[test]
    fn empty_values_are_dropped() {
        assert!(leaves(r#"{"a": null, "b": "", "c": [], "d": {"e": [null, " "]}, "f": "[]"}"#).is_empty());
    }

    #[test]
    fn nested_lists_are_flattened_and_json_in_strings_is_parsed() {
        assert_eq!(leaves(r#"{"a": [["x", ["y"]], "z"]}"#), ["a=x", "a=y", "a=z"]);
        assert_eq!(leaves(r#"{"a": "[{\"b\": \"{\\\"c\\\": 1.50}\"}]"}"#), ["a.b.c=1.50"]);
        assert_eq!(leaves(r#"{"a": "[{\"b\": "}"#), [r#"a=[{"b":"#]);
    }

    #[test]
    fn values_of_unexpected_types_stay() {
        let mut object =
            JsonObject::read(r#"{"a": {"b": 1}, "c": ["x", "y"], "d": ["z"]}"#).expect("an object");
        assert_eq!(
            (object.text("a"), object.text("c"), object.text("d")),
            ("".into(), "".into(), "z".into())
        );
        assert_eq!(object.into_leaves().len(), 3);
    }

    #[test]
    fn too_deep_values_stay_text() {
        let deep = format!("{{\"a\": {}1{}}}", "[".repeat(1000), "]".repeat(1000));
        assert_eq!(leaves(&deep), [format!("a={}1{}", "[".repeat(988), "]".repeat(988))]);
    }
}
