//! Records that contain other records, under keys such as `children`.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::import::columns;
use crate::json;
use crate::json::MemberKey;

use super::RawMembers;
use super::child_keys::{self, Child, are_records, is_list_of_objects, is_nesting_key, is_unknown};

/// Whether a record contains other records.
pub fn is_nested(record: &str) -> bool {
    let is_known = || serde_json::from_str(record).is_ok_and(|HasNestedRecords(is_nested)| is_nested);
    let is_alike =
        || serde_json::from_str(record).is_ok_and(|json::Members(members)| alike(&members).contains(&true));
    record.starts_with('{') && (is_known() || has_list_of_objects(record) && is_alike())
}

/// Whether a text may have a list of objects in it.
fn has_list_of_objects(text: &str) -> bool {
    memchr::memchr_iter(b'[', text.as_bytes()).any(|at| is_list_of_objects(&text[at..]))
}

/// For each member, whether it is a list of objects that look like the record itself: they have a name under the
/// same key, and at least half of all keys are in both.
fn alike(members: &RawMembers) -> Vec<bool> {
    let own = keys(members);
    let name = members.iter().map(|(key, _)| &**key).find(|key| columns::is_name_column(key));
    let is_alike = |item: &RawValue| {
        let inner = json::object(item).unwrap_or_default();
        let inner = keys(&inner);
        let shared = inner.intersection(&own).count();
        name.is_some_and(|name| inner.contains(name)) && shared * 2 >= inner.union(&own).count()
    };
    let is_list = |(key, value): &(Cow<str>, &RawValue)| {
        name.is_some() && is_list_of_objects(value.get()) && is_unknown(key)
    };
    let are_alike = |value: &RawValue| json::list(value).is_some_and(|list| list.into_iter().all(is_alike));
    members.iter().map(|member| is_list(member) && are_alike(member.1)).collect()
}

/// The keys of an object whose values are no lists of objects.
fn keys<'k>(members: &'k RawMembers) -> HashSet<&'k str> {
    members.iter().filter(|(_, value)| !is_list_of_objects(value.get())).map(|(key, _)| &**key).collect()
}

/// A record that may contain others: its own members, and the records nested in it.
pub struct NestedRecord<'a> {
    pub members: RawMembers<'a>,
    pub children: Vec<Child<'a>>,
    /// Keys of nested records that are not known, but whose records look like this one.
    pub assumed: Vec<Cow<'a, str>>,
}

impl<'a> NestedRecord<'a> {
    /// `None` if the value is not an object.
    pub fn parse(value: &'a RawValue) -> Option<Self> {
        let record =
            if value.get().starts_with('{') { serde_json::from_str(value.get()) } else { return None };
        let mut record = record.ok().or_else(|| Self::parse_in_steps(value))?;
        record.take_alike();
        Some(record)
    }

    /// Takes lists of objects that look like this record for nested records.
    fn take_alike(&mut self) {
        let mut alike = alike(&self.members).into_iter();
        let is_alike = |_: &mut _| alike.next().unwrap_or(false);
        for (key, list) in self.members.extract_if(.., is_alike) {
            self.children.extend(json::list(list).unwrap_or_default().into_iter().map(Child::new));
            self.assumed.push(key);
        }
    }

    /// Parses a record in which a key of nested records has another value.
    fn parse_in_steps(value: &'a RawValue) -> Option<Self> {
        let (mut members, mut children) = (Vec::new(), Vec::new());
        for (key, value) in json::object(value)? {
            match child_keys::children(&key, value) {
                Some(found) => children.extend(found),
                None => members.push((key, value)),
            }
        }
        Some(Self { members, children, assumed: Vec::new() })
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
                let mut record =
                    NestedRecord { members: Vec::new(), children: Vec::new(), assumed: Vec::new() };
                while let Some(MemberKey(key)) = map.next_key()? {
                    if !is_nesting_key(&key) {
                        record.members.push((key, map.next_value()?));
                        continue;
                    }
                    let children: Vec<&RawValue> = map.next_value()?;
                    if !children.is_empty() && !are_records(&key, &children) {
                        return Err(A::Error::custom("not a list of records"));
                    }
                    record.children.extend(children.into_iter().map(Child::new));
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
                    if is_nested || !is_nesting_key(&key) {
                        map.next_value::<IgnoredAny>()?;
                    } else {
                        is_nested = child_keys::children(&key, map.next_value()?).is_some();
                    }
                }
                Ok(HasNestedRecords(is_nested))
            }
        }
        deserializer.deserialize_map(HasNestedRecordsVisitor)
    }
}
