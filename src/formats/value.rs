//! The JSON of a record taken apart: what says nothing is not there, what was nested is a list,
//! what was written as text is JSON again. Members are taken out one by one, so that in the end
//! those that nobody understood are left, to be told as they are.

use serde_json::value::RawValue;

use crate::json::{self, Members};

/// Values inside of more others than this stay the text that they are.
const DEEPEST: usize = 12;

/// A value that says something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Text(String),
    /// Not empty, and without lists in it.
    List(Vec<Value>),
    Object(Object),
}

/// The members that say something, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Object(Vec<(String, Value)>);

impl Value {
    fn new(raw: &RawValue, depth: usize) -> Option<Self> {
        let text = raw.get();
        match text.as_bytes() {
            [b'n', ..] => None,
            [b'[' | b'{', ..] if depth > DEEPEST => Some(Value::Text(text.into())),
            [b'[', ..] => Self::list(json::list(raw)?, depth),
            [b'{', ..] => match Object::new(text, depth) {
                Ok(object) => (!object.0.is_empty()).then_some(Value::Object(object)),
                Err(_) => Some(Value::Text(text.into())),
            },
            _ => Self::text(&json::shown(raw), depth),
        }
    }

    fn list(values: Vec<&RawValue>, depth: usize) -> Option<Self> {
        let values = values.into_iter().filter_map(|value| Value::new(value, depth + 1));
        let values: Vec<Value> = values.flat_map(Value::items).collect();
        (!values.is_empty()).then_some(Value::List(values))
    }

    /// A text or, when it is JSON that was written as text, that.
    fn text(text: &str, depth: usize) -> Option<Self> {
        let text = text.trim();
        let inside = if is_json(text) { serde_json::from_str::<&RawValue>(text).ok() } else { None };
        match inside {
            Some(inside) => Value::new(inside, depth + 1),
            None => (!text.is_empty()).then(|| Value::Text(text.into())),
        }
    }

    /// The values of a list, or the one value.
    pub fn items(self) -> Vec<Value> {
        match self {
            Value::List(values) => values,
            value => vec![value],
        }
    }

    /// What is not understood as labels and texts, under a key.
    fn leave(self, key: &str, left: &mut Vec<(String, String)>) {
        match self {
            Value::Text(text) => left.push((key.into(), text)),
            Value::List(values) => values.into_iter().for_each(|value| value.leave(key, left)),
            Value::Object(Object(members)) => {
                members.into_iter().for_each(|(name, value)| value.leave(&format!("{key}.{name}"), left));
            }
        }
    }
}

/// Whether a text seems to be a list or an object.
pub fn is_json(text: &str) -> bool {
    text.starts_with(['[', '{'])
}

impl Object {
    /// Reads a record.
    pub fn read(text: &str) -> serde_json::Result<Self> {
        Self::new(text, 0)
    }

    fn new(text: &str, depth: usize) -> serde_json::Result<Self> {
        let Members(members) = serde_json::from_str(text)?;
        let said = |(key, raw): (_, &RawValue)| Some((String::from(key), Value::new(raw, depth + 1)?));
        Ok(Self(members.into_iter().filter_map(said).collect()))
    }

    /// Takes a member out.
    pub fn take(&mut self, key: &str) -> Option<Value> {
        let at = self.0.iter().position(|(known, _)| known == key)?;
        Some(self.0.remove(at).1)
    }

    /// Puts back what was not understood.
    pub fn put(&mut self, key: &str, value: Value) {
        self.0.push((key.into(), value));
    }

    /// Takes the one text under a key; empty when that is something else, which stays.
    pub fn text(&mut self, key: &str) -> String {
        let mut texts = self.texts(key);
        match texts.len() {
            0 | 1 => texts.pop().unwrap_or_default(),
            _ => {
                self.put(key, Value::List(texts.into_iter().map(Value::Text).collect()));
                String::new()
            }
        }
    }

    /// Takes the texts under a key; what is no text stays.
    pub fn texts(&mut self, key: &str) -> Vec<String> {
        let mut texts = Vec::new();
        for value in self.list(key) {
            match value {
                Value::Text(text) if !is_json(&text) => texts.push(text),
                value => self.put(key, value),
            }
        }
        texts
    }

    /// Takes the object under a key; anything else stays.
    pub fn object(&mut self, key: &str) -> Option<Object> {
        let mut objects = self.objects(key);
        let first = if objects.is_empty() { None } else { Some(objects.remove(0)) };
        objects.into_iter().for_each(|other| self.keep(key, other));
        first
    }

    /// The text under a key, which stays.
    pub fn peek(&self, key: &str) -> Option<&str> {
        match self.0.iter().find(|(known, _)| known == key) {
            Some((_, Value::Text(text))) => Some(text),
            _ => None,
        }
    }

    /// Takes the values under a key.
    pub fn list(&mut self, key: &str) -> Vec<Value> {
        self.take(key).map_or_else(Vec::new, Value::items)
    }

    /// Takes the objects under a key; what is none stays.
    pub fn objects(&mut self, key: &str) -> Vec<Object> {
        let mut objects = Vec::new();
        for value in self.list(key) {
            match value {
                Value::Object(object) => objects.push(object),
                value => self.put(key, value),
            }
        }
        objects
    }

    /// Takes all members of another in, under a key.
    pub fn keep(&mut self, key: &str, rest: Object) {
        if !rest.0.is_empty() {
            self.put(key, Value::Object(rest));
        }
    }

    /// What is left, as labels and texts.
    pub fn left(self) -> Vec<(String, String)> {
        let mut left = Vec::new();
        self.0.into_iter().for_each(|(key, value)| value.leave(&key, &mut left));
        left
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(text: &str) -> Vec<String> {
        let object = Object::read(text).expect("an object");
        object.left().into_iter().map(|(key, text)| format!("{key}={text}")).collect()
    }

    #[test]
    fn what_says_nothing_is_not_there() {
        assert!(left(r#"{"a": null, "b": "", "c": [], "d": {"e": [null, " "]}, "f": "[]"}"#).is_empty());
    }

    #[test]
    fn lists_in_lists_are_one_list_and_text_that_is_json_is_that() {
        assert_eq!(left(r#"{"a": [["x", ["y"]], "z"]}"#), ["a=x", "a=y", "a=z"]);
        assert_eq!(left(r#"{"a": "[{\"b\": \"{\\\"c\\\": 1.50}\"}]"}"#), ["a.b.c=1.50"]);
        assert_eq!(left(r#"{"a": "[{\"b\": "}"#), [r#"a=[{"b":"#]);
    }

    #[test]
    fn what_is_not_as_expected_stays() {
        let mut object = Object::read(r#"{"a": {"b": 1}, "c": ["x", "y"], "d": ["z"]}"#).expect("an object");
        assert_eq!(
            (object.text("a"), object.text("c"), object.text("d")),
            ("".into(), "".into(), "z".into())
        );
        assert_eq!(object.left().len(), 3);
    }

    #[test]
    fn what_is_very_deep_stays_text() {
        let deep = format!("{{\"a\": {}1{}}}", "[".repeat(1000), "]".repeat(1000));
        assert_eq!(left(&deep), [format!("a={}1{}", "[".repeat(988), "]".repeat(988))]);
    }
}
