//! JSON of no particular format: records that hold others, a flat list of them, lines of them, or
//! an object whose keys are paths. What a key means is guessed as for the columns of a table.

use std::borrow::Cow;

use serde_json::value::RawValue;

use super::columns;
use crate::json::{self, Members};

/// Under which keys a record holds the records below it.
pub const NESTS: [&str; 8] = [
    "children",
    "units",
    "suborganization",
    "suborganizations",
    "department",
    "departments",
    "organisations",
    "enfants",
];

/// Whether a record holds a list of others.
pub fn is_nested(record: &str) -> bool {
    let Ok(Members(members)) = serde_json::from_str(record) else { return false };
    members.iter().any(|(key, value)| is_nest(key) && json::list(value).is_some())
}

/// Whether an object has a name, as a unit has.
pub fn is_record(members: &[(Cow<str>, &RawValue)]) -> bool {
    members.iter().any(|(key, _)| columns::field(key) == Some(columns::Field::Name))
}

fn is_nest(key: &str) -> bool {
    NESTS.contains(&key.to_ascii_lowercase().as_str())
}
