//! Popolo documents: lists of organizations, persons, and memberships that join the two. A person stands on
//! the card of each organization that has it as a member; one without any is a unit of its own.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::value::RawValue;

use crate::import::ReadError;
use crate::import::columns::ColumnGuesses;
use crate::import::record::Record;
use crate::import::table::Table;
use crate::json;
use crate::lang::Tr;

use super::{JsonReader, RawMembers, is_blank, member_text};

const ORGANIZATIONS: [&str; 2] = ["organizations", "organisations"];
const PERSONS: [&str; 2] = ["persons", "people"];
const MEMBERSHIPS: &str = "memberships";
/// Members of a membership that say whom it joins.
const REFERENCES: [&str; 3] = ["id", "person_id", "organization_id"];
const PERSON: Tr = Tr::new("personne", "person");

/// Whether the members of a document are lists of organizations and of persons or memberships.
pub fn is_document(members: &RawMembers) -> bool {
    let has = |names: &[&str]| {
        members.iter().any(|(key, value)| names.contains(&&**key) && value.get().starts_with('['))
    };
    has(&ORGANIZATIONS) && (has(&PERSONS) || has(&[MEMBERSHIPS]))
}

/// The objects of a list by their ids.
fn by_id<'a>(list: &[&'a RawValue]) -> HashMap<Cow<'a, str>, RawMembers<'a>> {
    let objects = list.iter().filter_map(|item| json::object(item));
    objects.map(|members| (member_text(&members, "id"), members)).collect()
}

impl<'a> JsonReader<'a, '_, '_> {
    /// Reads a document with these members; those that are no such lists are reported.
    pub fn popolo(&mut self, members: &RawMembers<'a>) -> Result<(), ReadError> {
        let (mut organizations, mut persons, mut memberships) = (Vec::new(), Vec::new(), Vec::new());
        for (key, value) in members.iter().filter(|(_, value)| !is_blank(value)) {
            let lists = [(&ORGANIZATIONS[..], &mut organizations), (&PERSONS, &mut persons)];
            let lists = lists.into_iter().chain([(&[MEMBERSHIPS][..], &mut memberships)]);
            match (lists.into_iter().find(|(names, _)| names.contains(&&**key)), json::list(value)) {
                (Some((_, list)), Some(items)) => list.extend(items),
                _ => self.report_ignored(key, value),
            }
        }
        let known = by_id(&persons);
        let mut members_of: BTreeMap<Cow<str>, Vec<&RawValue>> = BTreeMap::new();
        for value in memberships {
            let membership = json::object(value).unwrap_or_default();
            members_of.entry(member_text(&membership, "organization_id")).or_default().push(value);
        }
        let mut table = Table::default();
        let mut joined = HashSet::new();
        for value in organizations {
            if self.sink.is_full {
                break;
            }
            let Some(members) = json::object(value) else {
                self.report_not_a_record(value);
                continue;
            };
            let memberships = members_of.remove(&member_text(&members, "id")).unwrap_or_default();
            let mut record = self.record(members);
            for membership in memberships.into_iter().filter_map(json::object) {
                if record.is_too_large() {
                    break;
                }
                let id = member_text(&membership, "person_id");
                let person = known.get(&id).map_or(&[][..], Vec::as_slice);
                add_member(&mut record, &membership, person, &mut self.sink.guesses);
                joined.insert(id);
            }
            table.add(self.sink, self.lines.line_of(value.get()), record);
        }
        for value in persons {
            let members = json::object(value).unwrap_or_default();
            if !joined.contains(&member_text(&members, "id")) {
                let mut record = self.record(members);
                record.kind = PERSON.get(self.sink.lang).to_string();
                table.add(self.sink, self.lines.line_of(value.get()), record);
            }
        }
        table.finish(self.sink);
        // Those of organizations that are not in the document.
        members_of.into_values().flatten().for_each(|value| self.report_not_a_record(value));
        Ok(())
    }
}

/// Adds a person to the card of an organization: the name with the role, addresses and numbers with the name,
/// and the rest as facts.
fn add_member<'a>(
    record: &mut Record,
    membership: &[(Cow<'a, str>, &'a RawValue)],
    person: &[(Cow<'a, str>, &'a RawValue)],
    guesses: &mut ColumnGuesses,
) {
    let name = Some(member_text(person, "name")).filter(|name| !name.is_empty());
    let name = name.unwrap_or_else(|| member_text(membership, "person_id"));
    let role_key = ["role", "label"].into_iter().find(|key| !member_text(membership, key).is_empty());
    record.add_contact("person", &name, &role_key.map_or("".into(), |key| member_text(membership, key)));
    let is_said = |key: &str| REFERENCES.contains(&key) || key == "name" || Some(key) == role_key;
    for (key, value) in person.iter().chain(membership) {
        match guesses.contact_kind(key) {
            _ if is_said(key) || is_blank(value) => {}
            Some(kind) => record.add_contact(kind, &json::display_text(value), &name),
            None => record.add_fact_of(&name, key, &json::display_text(value)),
        }
    }
}
