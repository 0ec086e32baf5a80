//! Records that contain other records, under keys such as `children`.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::json;
use crate::json::MemberKey;

use super::{RawMembers, is_record};

/// Keys of nested records, in lower case.
const CHILD_KEYS: [&str; 12] = [
    "children",
    "units",
    "suborganization",
    "suborganizations",
    "suborganisations",
    "subunits",
    "department",
    "departments",
    "organisations",
    "organizations",
    "enfants",
    "services",
];
/// Keys of nested records that are also used for other lists: these records have names.
const AMBIGUOUS_CHILD_KEYS: [&str; 12] = [
    "directreports",
    "direct_reports",
    "reports",
    "employees",
    "subordinates",
    "members",
    "teams",
    "divisions",
    "bureaux",
    "nodes",
    "items",
    "kinder",
];

/// Whether a record contains other records.
pub fn is_nested(record: &str) -> bool {
    record.starts_with('{') && serde_json::from_str(record).is_ok_and(|HasNestedRecords(is_nested)| is_nested)
}

/// A record that may contain others: its own members, and the records nested in it.
pub struct NestedRecord<'a> {
    pub members: RawMembers<'a>,
    pub children: Vec<&'a RawValue>,
}

impl<'a> NestedRecord<'a> {
    /// `None` if the value is not an object.
    pub fn parse(value: &'a RawValue) -> Option<Self> {
        let record =
            if value.get().starts_with('{') { serde_json::from_str(value.get()) } else { return None };
        record.ok().or_else(|| Self::parse_in_steps(value))
    }

    /// Parses a record in which a key of nested records has another value.
    fn parse_in_steps(value: &'a RawValue) -> Option<Self> {
        let (mut members, mut children) = (Vec::new(), Vec::new());
        for (key, value) in json::object(value)? {
            match nested_records(&key, value) {
                Some(records) => children.extend(records),
                None => members.push((key, value)),
            }
        }
        Some(Self { members, children })
    }
}

/// Parses members and nested records at once. Fails if a key of nested records has another value than
/// a list of objects.
impl<'de: 'a, 'a> Deserialize<'de> for NestedRecord<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NestedRecordVisitor;
        impl<'de> Visitor<'de> for NestedRecordVisitor {
            type Value = NestedRecord<'de>;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<NestedRecord<'de>, A::Error> {
                let mut record = NestedRecord { members: Vec::new(), children: Vec::new() };
                while let Some(MemberKey(key)) = map.next_key()? {
                    if !is_child_key(&key) {
                        record.members.push((key, map.next_value()?));
                        continue;
                    }
                    let children: Vec<&RawValue> = map.next_value()?;
                    if !children.is_empty() && !are_records(&key, &children) {
                        return Err(A::Error::custom("not a list of records"));
                    }
                    record.children.extend(children);
                }
                Ok(record)
            }
        }
        deserializer.deserialize_map(NestedRecordVisitor)
    }
}

/// Whether an object contains nested records. Other members are passed over.
struct HasNestedRecords(bool);

impl<'de> Deserialize<'de> for HasNestedRecords {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct HasNestedRecordsVisitor;
        impl<'de> Visitor<'de> for HasNestedRecordsVisitor {
            type Value = HasNestedRecords;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<HasNestedRecords, A::Error> {
                let mut is_nested = false;
                while let Some(MemberKey(key)) = map.next_key()? {
                    if is_nested || !is_child_key(&key) {
                        map.next_value::<IgnoredAny>()?;
                    } else {
                        is_nested = nested_records(&key, map.next_value()?).is_some();
                    }
                }
                Ok(HasNestedRecords(is_nested))
            }
        }
        deserializer.deserialize_map(HasNestedRecordsVisitor)
    }
}

/// Whether a key is one of nested records.
pub fn is_child_key(key: &str) -> bool {
    is_in(&CHILD_KEYS, key) || is_in(&AMBIGUOUS_CHILD_KEYS, key)
}

fn is_in(keys: &[&str], key: &str) -> bool {
    keys.iter().any(|known| known.eq_ignore_ascii_case(key))
}

/// The nested records under a key, if it is one of theirs.
fn nested_records<'a>(key: &str, value: &'a RawValue) -> Option<Vec<&'a RawValue>> {
    let list = if is_child_key(key) { json::list(value)? } else { return None };
    are_records(key, &list).then_some(list)
}

/// Whether the items of a list are objects, under an ambiguous key with a name.
fn are_records(key: &str, list: &[&RawValue]) -> bool {
    let has_name = |item: &&RawValue| json::object(item).is_some_and(|members| is_record(&members));
    let are_named = is_in(&CHILD_KEYS, key) || list.first().is_some_and(has_name);
    !list.is_empty() && are_named && list.iter().all(|item| item.get().starts_with('{'))
}
