//! References between the records of a list, as SCIM and Microsoft Graph have them: `manager`, an object with the id
//! of another record, and `members`, objects with the ids of those in a group.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use memchr::memmem;
use serde_json::value::RawValue;

use crate::import::record::Record;
use crate::json;

use super::{RawMembers, member_text, unwrapped};

const MANAGER: &str = "manager";
const MEMBERS: &str = "members";
/// What names a member of a group.
const MEMBER_NAME_KEYS: [&str; 2] = ["display", "displayName"];

/// The ids of a list of records, and the groups that each is in.
#[derive(Default)]
pub struct References<'a> {
    ids: HashSet<Cow<'a, str>>,
    /// The ids of the groups, and the numbers of those that each record is in.
    groups: Vec<Cow<'a, str>>,
    groups_of: HashMap<Cow<'a, str>, Vec<usize>>,
    /// Whether a record names another one of the list as its manager.
    has_managers: bool,
}

impl<'a> References<'a> {
    pub fn of(records: &[&'a RawValue]) -> Self {
        let mut references = Self::default();
        let has = |key: &str| {
            let finder = memmem::Finder::new(key);
            records.iter().any(|record| finder.find(record.get().as_bytes()).is_some())
        };
        if !has("\"manager\"") && !has("\"members\"") {
            return references;
        }
        let mut managers = Vec::new();
        for members in records.iter().filter_map(|record| json::object(record)).map(unwrapped) {
            let id = member_text(&members, "id");
            for (key, value) in &members {
                match &**key {
                    MANAGER => managers.extend(target(value)),
                    MEMBERS => references.add_group(id.clone(), value),
                    _ => {}
                }
            }
            references.ids.insert(id);
        }
        references.has_managers = managers.iter().any(|id| references.ids.contains(id));
        let ids = &references.ids;
        references.groups_of.retain(|member, _| ids.contains(member));
        references
    }

    fn add_group(&mut self, group: Cow<'a, str>, members: &'a RawValue) {
        if group.is_empty() {
            return;
        }
        for id in json::list(members).unwrap_or_default().into_iter().filter_map(target) {
            let groups = self.groups_of.entry(id).or_default();
            if groups.last() != Some(&self.groups.len()) {
                groups.push(self.groups.len());
            }
        }
        self.groups.push(group);
    }

    /// The keys that name parents.
    pub fn keys(&self) -> Vec<&'static str> {
        let keys = [(MANAGER, self.has_managers), (MEMBERS, !self.groups_of.is_empty())];
        keys.into_iter().filter(|(_, is_used)| *is_used).map(|(key, _)| key).collect()
    }

    /// Takes out of the members of a record what refers to others, and adds it to the record: the manager, else the
    /// first group is the parent, further groups are relations. Members without a record are persons.
    pub fn take(&self, members: &mut RawMembers<'a>, record: &mut Record) {
        if self.ids.is_empty() {
            return;
        }
        let own = member_text(members, "id");
        members.retain(|(key, value)| match &**key {
            MANAGER => {
                let manager = target(value).filter(|id| self.ids.contains(id));
                record.parents.extend(manager.iter().map(|id| id.to_string()));
                manager.is_none()
            }
            MEMBERS => !self.take_members(&own, value, record),
            _ => true,
        });
        let mut groups = self.groups_of.get(&own).into_iter().flatten().map(|&group| &*self.groups[group]);
        if record.parents.is_empty() {
            record.parents.extend(groups.next().map(String::from));
        }
        groups.for_each(|group| record.add_relation(MEMBERS, group));
    }

    /// Adds the members of a group; `false` if they are no references.
    fn take_members(&self, own: &str, value: &RawValue, record: &mut Record) -> bool {
        let items = json::list(value).unwrap_or_default();
        if items.is_empty() || !items.iter().all(|item| target(item).is_some()) {
            return false;
        }
        for item in items {
            let members = json::object(item).unwrap_or_default();
            let id = target(item).unwrap_or_default();
            if self.ids.contains(&id) && !own.is_empty() {
                continue;
            }
            let name = MEMBER_NAME_KEYS.iter().map(|key| member_text(&members, key));
            let name = name.into_iter().find(|name| !name.is_empty()).unwrap_or_else(|| id.clone());
            record.add_contact("person", &name, "");
            for (key, text) in members.iter().filter(|(key, _)| !MEMBER_NAME_KEYS.contains(&&**key)) {
                record.add_fact_of(&name, key, &json::display_text(text));
            }
        }
        true
    }
}

/// The id in a reference.
fn target(value: &RawValue) -> Option<Cow<'_, str>> {
    let members = json::object(value)?;
    let id = ["value", "id"].iter().find_map(|name| members.iter().find(|(key, _)| key == name));
    id.and_then(|(_, value)| json::text(value)).filter(|id| !id.is_empty())
}
