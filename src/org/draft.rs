//! What is gathered while a file is read: for each record, where it starts, with the few values
//! that a tree is made of. The rest of a record is checked to be JSON and left for later.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::register::NOWHERE;
use super::{Fault, Head, Starts};
use crate::json;

/// An organisation of which not all is read, and nothing arranged.
#[derive(Debug, Default)]
pub struct Draft {
    pub head: Head,
    /// What was wrong, with the byte where it is.
    pub(super) faults: Vec<(u32, Fault)>,
    pub(super) starts: Vec<Starts>,
    /// Where what each record says of its parents starts.
    pub(super) parents: Vec<u32>,
}

impl Draft {
    /// Notes a fault at a byte of the text.
    pub fn report(&mut self, at: usize, fault: Fault) {
        self.faults.push((at as u32, fault));
    }

    /// Reads over the record that starts at a byte of the text, which is below 4 GiB, and says
    /// at which byte it ends. `None` when it is not a JSON object.
    pub fn add(&mut self, text: &str, at: usize) -> Option<usize> {
        let (Skeleton(values), end) = json::take(text, at)?;
        let [id, name, acronym, kind, parent] =
            values.map(|value| value.map_or(NOWHERE, |value| json::offset(text, value.get()) as u32));
        self.starts.push(Starts { record: at as u32, id, name, acronym, kind });
        self.parents.push(parent);
        Some(end)
    }
}

/// The keys of the values that a tree is made of.
const KEYS: [&str; 5] = ["id", "name", "acronym", "classification", "parent_id"];

/// The first value under each of [`KEYS`]; what comes again is for the card to tell.
struct Skeleton<'a>([Option<&'a RawValue>; KEYS.len()]);

impl<'de: 'a, 'a> Deserialize<'de> for Skeleton<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Skeleton<'de>;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Skeleton<'de>, A::Error> {
                let mut values = [None; KEYS.len()];
                while let Some(Key(key)) = map.next_key()? {
                    match key.map(|key| &mut values[key]) {
                        Some(value) if value.is_none() => *value = Some(map.next_value()?),
                        _ => {
                            map.next_value::<IgnoredAny>()?;
                        }
                    }
                }
                Ok(Skeleton(values))
            }
        }
        deserializer.deserialize_map(Collect)
    }
}

/// Which of [`KEYS`] a key is.
struct Key(Option<usize>);

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Recognise;
        impl Visitor<'_> for Recognise {
            type Value = Key;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a key")
            }
            fn visit_str<E>(self, key: &str) -> Result<Key, E> {
                Ok(Key(KEYS.iter().position(|known| *known == key)))
            }
        }
        deserializer.deserialize_identifier(Recognise)
    }
}
