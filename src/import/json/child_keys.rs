//! Keys under which a record holds others, and what stands under them: lists of objects and texts, or an object of
//! records by their ids or names.

use std::borrow::Cow;

use serde_json::value::RawValue;

use crate::import::columns;
use crate::json;

use super::{RawMembers, is_record, items};

/// Keys of nothing but nested records, in lower case: texts in their lists are the ids or names of units.
const SURE_KEYS: [&str; 7] =
    ["children", "units", "suborganization", "suborganizations", "suborganisations", "subunits", "enfants"];
/// Keys of units, which other records may have to name the unit that they are in.
const UNIT_KEYS: [&str; 5] = ["department", "departments", "organisations", "organizations", "services"];
/// The same, where nested records have names.
const NAMED_UNIT_KEYS: [&str; 3] = ["teams", "divisions", "bureaux"];
/// The same, but in YAML, where a map with one of them alone holds the units of the document.
const OTHER_UNIT_KEYS: [&str; 4] = ["directions", "poles", "pôles", "subdivisions"];
/// Keys of nested records that are also used for other lists: these records have names.
const AMBIGUOUS_KEYS: [&str; 9] = [
    "directreports",
    "direct_reports",
    "reports",
    "employees",
    "subordinates",
    "members",
    "nodes",
    "items",
    "kinder",
];
/// Keys of lists whose objects have names as well, in lower case.
const OTHER_LISTS: [&str; 24] = [
    "addresses",
    "areas",
    "attachments",
    "categories",
    "contacts",
    "documents",
    "events",
    "files",
    "images",
    "keywords",
    "labels",
    "languages",
    "locations",
    "memberships",
    "people",
    "permissions",
    "persons",
    "places",
    "projects",
    "roles",
    "skills",
    "tags",
    "topics",
    "types",
];

/// What stands under a key of nested records.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ChildKey {
    Sure,
    Unit,
    NamedUnit,
    Ambiguous,
}

impl ChildKey {
    fn of(key: &str) -> Option<Self> {
        Some(match () {
            () if is_in(&SURE_KEYS, key) => Self::Sure,
            () if is_in(&UNIT_KEYS, key) => Self::Unit,
            () if is_in(&NAMED_UNIT_KEYS, key) || is_in(&OTHER_UNIT_KEYS, key) => Self::NamedUnit,
            () if is_in(&AMBIGUOUS_KEYS, key) => Self::Ambiguous,
            () => return None,
        })
    }

    /// Whether the items of a list are units: objects, and texts if it is certain that they are units as well.
    fn are_units(self, items: &[&RawValue]) -> bool {
        let first = items.iter().find(|item| is_object(item));
        let has_text = items.iter().any(|item| !is_object(item));
        let are_known = items.iter().all(|item| is_object(item) || json::text(item).is_some());
        let is_first_named = || first.is_some_and(|item| is_named(item));
        !items.is_empty()
            && are_known
            && match self {
                Self::Sure => true,
                Self::Unit => !has_text || is_first_named(),
                Self::NamedUnit | Self::Ambiguous => is_first_named(),
            }
    }

    /// The units in an object: itself if it has a name, or those that it has by their ids or names.
    fn in_object<'a>(self, value: &'a RawValue) -> Option<Vec<Child<'a>>> {
        let members = json::object(value)?;
        let is_sure = self == Self::Sure;
        if is_record(&members) {
            return is_sure.then(|| vec![Child::new(value)]);
        }
        let are_units = members.iter().all(|(_, inner)| is_object(inner))
            && members.first().is_some_and(|(_, inner)| is_sure || is_named(inner));
        let child = |(key, value)| Child { value, key: Some(key) };
        are_units.then(|| members.into_iter().map(child).collect())
    }
}

/// A unit that stands in another one: an object, or a text that is its id or name.
pub struct Child<'a> {
    pub value: &'a RawValue,
    /// Its key, if it stands in an object.
    pub key: Option<Cow<'a, str>>,
}

impl<'a> Child<'a> {
    pub fn new(value: &'a RawValue) -> Self {
        Self { value, key: None }
    }
}

/// Whether a key is one of nested records, in YAML too.
pub fn is_child_key(key: &str) -> bool {
    is_nesting_key(key) && !is_in(&OTHER_UNIT_KEYS, key)
}

pub fn is_nesting_key(key: &str) -> bool {
    ChildKey::of(key).is_some()
}

/// The units under a key, if it is one of nested records.
pub fn children<'a>(key: &str, value: &'a RawValue) -> Option<Vec<Child<'a>>> {
    let child_key = ChildKey::of(key)?;
    let Some(list) = json::list(value) else { return child_key.in_object(value) };
    let items = if list.iter().all(|item| is_object(item)) { list } else { flattened(list) };
    child_key.are_units(&items).then(|| items.into_iter().map(Child::new).collect())
}

/// Whether all items of the list under a key are objects that are units.
pub fn are_records(key: &str, list: &[&RawValue]) -> bool {
    list.iter().all(|item| is_object(item)) && ChildKey::of(key).is_some_and(|key| key.are_units(list))
}

/// Whether the value under a key that is not read as units may be some all the same.
pub fn may_be_units(key: &str, value: &RawValue) -> bool {
    let is_filled = || {
        json::list(value).is_some_and(|list| !flattened(list).is_empty())
            || json::object(value).is_some_and(|members| !members.is_empty())
    };
    ChildKey::of(key).is_some_and(|key| key != ChildKey::Ambiguous) && is_filled()
}

/// Whether nothing is known of a key.
pub fn is_unknown(key: &str) -> bool {
    !is_in(&OTHER_LISTS, key) && columns::field_by_name(key).is_none() && !items::is_list_key(key)
}

pub fn is_list_of_objects(text: &str) -> bool {
    text.strip_prefix('[').is_some_and(|items| items.trim_ascii_start().starts_with('{'))
}

/// The items of a list and of lists in it, but those that are empty.
fn flattened(list: Vec<&RawValue>) -> Vec<&RawValue> {
    let items = list.into_iter().flat_map(|item| json::list(item).unwrap_or_else(|| vec![item]));
    items.filter(|item| !matches!(item.get(), "null" | "\"\"")).collect()
}

fn is_object(value: &RawValue) -> bool {
    value.get().starts_with('{')
}

fn is_named(value: &RawValue) -> bool {
    json::object(value).is_some_and(|members: RawMembers| is_record(&members))
}

fn is_in(keys: &[&str], key: &str) -> bool {
    keys.iter().any(|known| known.eq_ignore_ascii_case(key))
}
