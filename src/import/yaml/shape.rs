//! What the maps and lists of a YAML text are: units, the units inside a unit, or people. A map may name
//! its units by their keys.

use crate::import::columns::{self, ColumnField, ColumnGuesses};
use crate::import::json;

use super::nodes::{NodeId, NodeKind, Yaml};

/// Keys of units inside a unit, besides those of JSON.
const CHILD_KEYS: [&str; 5] = ["subteams", "subgroups", "sigs", "workinggroups", "subprojects"];
/// Keys of units that are also used for much else: these stand in a map of maps, or have names.
const AMBIGUOUS_CHILD_KEYS: [&str; 15] = [
    "services",
    "items",
    "nodes",
    "members",
    "reports",
    "employees",
    "subordinates",
    "directreports",
    "direct_reports",
    "groups",
    "sections",
    "committees",
    "usergroups",
    "offices",
    "aliases",
];
/// Keys of units of which a list of texts states the people.
const TEAM_KEYS: [&str; 5] = ["teams", "subteams", "groups", "subgroups", "aliases"];
/// Keys of lists of people.
const PEOPLE_KEYS: [&str; 16] = [
    "maintainers",
    "members",
    "admins",
    "owners",
    "approvers",
    "reviewers",
    "emeritus_approvers",
    "emeritus_reviewers",
    "chairs",
    "tech_leads",
    "leads",
    "emeritus_leads",
    "emeritus",
    "liaison",
    "security_contacts",
    "subproject_leads",
];
/// The key of a map whose members are lists of people.
const LEADERSHIP_KEY: &str = "leadership";
/// Keys of the name of a person, the best first.
const PERSON_NAME_KEYS: [&str; 7] =
    ["name", "displayname", "fullname", "full_name", "github", "login", "email"];
/// How deep in a document people and the fields of an organisation are looked for.
const MAX_SEARCHED_DEPTH: usize = 6;
/// The fields that units have, and most other records have not.
const ORGANISATION_FIELDS: [ColumnField; 7] = {
    use ColumnField::*;
    [Parent, Level, Acronym, Email, Phone, Fax, Person]
};

/// What the value under a key is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Units, the values of which are people if they are texts.
    Units {
        are_teams: bool,
    },
    People,
    /// A map of which the members belong to the unit.
    Inline,
    /// Fields inside fields.
    Nested,
    Value,
}

impl Yaml {
    /// What the value under a key of a unit is.
    pub fn shape(&self, key: NodeId, value: NodeId) -> Shape {
        let name = self.text(key).to_ascii_lowercase();
        let is_in = |keys: &[&str]| keys.contains(&&*name);
        let is_child_key = json::is_child_key(&name) || is_in(&CHILD_KEYS) || is_in(&AMBIGUOUS_CHILD_KEYS);
        match self.kind(value) {
            _ if self.is_empty(value) => Shape::Value,
            _ if is_in(&PEOPLE_KEYS) && self.are_people(value) => Shape::People,
            _ if is_child_key && self.are_units(value, is_in(&AMBIGUOUS_CHILD_KEYS)) => {
                Shape::Units { are_teams: is_in(&TEAM_KEYS) }
            }
            NodeKind::Map if name == LEADERSHIP_KEY => Shape::Inline,
            NodeKind::Map if self.members(value).iter().any(|(_, inner)| !self.is_scalar(*inner)) => {
                Shape::Nested
            }
            _ => Shape::Value,
        }
    }

    /// Whether the values of a list, or of a map, are units.
    fn are_units(&self, value: NodeId, is_ambiguous: bool) -> bool {
        let is_map = |node: NodeId| self.kind(node) == NodeKind::Map;
        if is_map(value) {
            let members = self.members(value);
            let are_maps = members.iter().all(|(_, inner)| is_map(*inner) || self.is_empty(*inner));
            let are_lists = members.iter().all(|(_, inner)| self.kind(*inner) == NodeKind::List);
            let are_scalars = members.iter().all(|(_, inner)| self.is_scalar(*inner));
            return !self.has_name(value) && (are_maps || are_lists || !is_ambiguous && !are_scalars);
        }
        // Beside a unit with a name, a text is one too.
        let is_text = |item: NodeId| self.kind(item) == NodeKind::Text;
        let is_unit =
            |item: NodeId| is_text(item) || if is_ambiguous { self.has_name(item) } else { is_map(item) };
        self.kind(value) == NodeKind::List
            && self.items(value).all(is_unit)
            && (!is_ambiguous || self.items(value).any(|item| self.has_name(item)))
    }

    /// Whether a value is a list of the names of people, a list of maps with names, or one such map.
    fn are_people(&self, value: NodeId) -> bool {
        let is_person = |node: NodeId| match self.kind(node) {
            NodeKind::Text => !self.text(node).contains("://"),
            NodeKind::Map => self.person_name(node).is_some(),
            _ => false,
        };
        match self.kind(value) {
            NodeKind::List => self.items(value).all(is_person),
            NodeKind::Map => is_person(value),
            _ => false,
        }
    }

    /// The value with the name of a person.
    pub fn person_name(&self, person: NodeId) -> Option<NodeId> {
        if self.is_scalar(person) {
            return Some(person);
        }
        let members = self.members(person);
        let value = |wanted: &&str| {
            let found = members.iter().filter(|(key, _)| self.text(*key).eq_ignore_ascii_case(wanted));
            found.map(|(_, value)| *value).find(|value| self.is_scalar(*value) && !self.is_empty(*value))
        };
        PERSON_NAME_KEYS.iter().find_map(value)
    }

    /// Whether a map has the name of a unit.
    pub fn has_name(&self, map: NodeId) -> bool {
        self.members(map).iter().any(|(key, value)| {
            self.is_scalar(*value) && !self.is_empty(*value) && columns::is_name_column(self.text(*key))
        })
    }

    /// Whether the keys of a map are names of units: none is a known key, and one has units at least, or it is
    /// the only one.
    pub fn are_names(&self, map: NodeId) -> bool {
        let members = self.members(map);
        let is_known = |&(key, value): &(NodeId, NodeId)| {
            columns::field_by_name(self.text(key)).is_some()
                || matches!(self.shape(key, value), Shape::Units { .. } | Shape::People)
        };
        let has_units = members.iter().any(|(_, value)| !self.is_scalar(*value));
        !members.is_empty() && (has_units || members.len() == 1) && !members.iter().any(is_known)
    }

    /// Whether a unit has people or fields that belong to it, besides the units inside it.
    pub fn has_people(&self, map: NodeId) -> bool {
        let members = self.members(map);
        members.into_iter().any(|(key, value)| {
            let is_leadership = self.text(key) == LEADERSHIP_KEY && self.shape(key, value) == Shape::Inline;
            is_leadership || self.shape(key, value) == Shape::People
        })
    }

    /// Whether a document is known to be an organisation: it has units inside units, people, records with
    /// fields of an organisation, or names alone. Settings of programs are YAML too.
    pub fn is_organisation(&self, root: NodeId) -> bool {
        let members = self.members(root);
        if members.iter().any(|(key, _)| self.text(*key) == "apiVersion") {
            return false;
        }
        let mut pending = vec![(root, 0)];
        let mut guesses = ColumnGuesses::default();
        while let Some((node, depth)) = pending.pop() {
            let members = self.members(node);
            if self.is_sure_unit(&members, depth, &mut guesses) {
                return true;
            }
            if depth < MAX_SEARCHED_DEPTH {
                let inner = self.items(node).chain(members.iter().map(|(_, value)| *value));
                pending.extend(inner.filter(|inner| !self.is_scalar(*inner)).map(|inner| (inner, depth + 1)));
            }
        }
        self.is_outline(root)
    }

    fn is_sure_unit(&self, members: &[(NodeId, NodeId)], depth: usize, guesses: &mut ColumnGuesses) -> bool {
        let is_sure = |&(key, value): &(NodeId, NodeId)| match self.shape(key, value) {
            Shape::People => true,
            Shape::Units { are_teams } => {
                let name = self.text(key).to_ascii_lowercase();
                let are_lists =
                    || self.members(value).iter().all(|(_, inner)| self.kind(*inner) == NodeKind::List);
                !AMBIGUOUS_CHILD_KEYS.contains(&&*name) && self.items(value).all(|item| !self.is_scalar(item))
                    || are_teams && self.kind(value) == NodeKind::Map && are_lists()
            }
            _ => false,
        };
        let mut has = |wanted: &[ColumnField]| {
            let fields = members.iter().filter_map(|(key, _)| guesses.field(self.text(*key)));
            fields.into_iter().any(|field| wanted.contains(&field))
        };
        members.iter().any(is_sure) || depth <= 2 && has(&[ColumnField::Name]) && has(&ORGANISATION_FIELDS)
    }

    /// Whether a document is made of names alone, of which most are written like names.
    fn is_outline(&self, root: NodeId) -> bool {
        let (mut pending, mut names, mut others, mut is_nested) = (vec![root], 0, 0, false);
        let mut count = |text: &str| {
            let is_name =
                text.starts_with(char::is_uppercase) || text.contains(|c: char| c == ' ' || !c.is_ascii());
            *if is_name { &mut names } else { &mut others } += 1;
        };
        while let Some(node) = pending.pop() {
            let members = self.members(node);
            if members.iter().any(|(_, value)| self.is_scalar(*value) && !self.is_empty(*value)) {
                return false;
            }
            members.iter().for_each(|(key, _)| count(self.text(*key)));
            is_nested |= !members.is_empty();
            pending.extend(members.into_iter().map(|(_, value)| value));
            for item in self.items(node) {
                match self.is_scalar(item) {
                    true => count(self.text(item)),
                    false => pending.push(item),
                }
            }
        }
        is_nested && names > others
    }
}
