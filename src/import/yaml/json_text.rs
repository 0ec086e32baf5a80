//! Writes YAML values as JSON text, which the reader of JSON reads. Each value is on the line that it has in
//! the YAML text, so that problems have their lines. Units that stand under their names become records with
//! names, and people become contacts.

use crate::import::columns::ColumnGuesses;
use crate::json;

use super::nodes::{NodeId, NodeKind, Yaml};
use super::shape::Shape;

/// The key under which the units inside a unit are written.
const UNITS_KEY: &str = "units";

/// What is still to write, the next one last.
enum Step {
    /// A value as it is.
    Value(NodeId),
    Member(NodeId, NodeId),
    Record(PendingUnit),
    /// A member of a record, with the keys of the maps it stands in.
    Field {
        prefix: String,
        key: NodeId,
        value: NodeId,
    },
    End(char),
}

/// A unit, with its name if that is the key of a map.
struct PendingUnit {
    name: Option<NodeId>,
    value: NodeId,
    /// Whether texts in a list are people.
    is_team: bool,
}

pub struct JsonText<'y> {
    yaml: &'y Yaml,
    text: String,
    line: usize,
    steps: Vec<Step>,
}

/// Members that are added to a record: keys and texts.
pub type ExtraMembers<'t> = [(&'static str, &'t str)];

impl<'y> JsonText<'y> {
    pub fn new(yaml: &'y Yaml) -> Self {
        Self { yaml, text: String::new(), line: 1, steps: Vec::new() }
    }

    pub fn into_text(self) -> String {
        self.text
    }

    /// Writes a document as it is.
    pub fn add_value(&mut self, root: NodeId) {
        self.steps.push(Step::Value(root));
        self.finish();
    }

    /// Writes a document as units. `name` is that of a document that is a unit without a name.
    pub fn add_units(&mut self, root: NodeId, name: &str) {
        let yaml = self.yaml;
        match yaml.kind(root) {
            NodeKind::Map if is_popolo(yaml, root) => self.steps.push(Step::Value(root)),
            NodeKind::Map if yaml.has_name(root) => self.steps.push(Step::Record(PendingUnit::unnamed(root))),
            NodeKind::Map if yaml.has_people(root) => return self.add_record(root, &[("name", name)]),
            NodeKind::Map if yaml.are_names(root) => self.units(root, false),
            NodeKind::Map => self.envelope(root),
            NodeKind::List => self.units(root, false),
            _ => {}
        }
        self.finish();
    }

    /// Writes a document as one unit.
    pub fn add_record(&mut self, root: NodeId, extra: &ExtraMembers) {
        self.record(&PendingUnit::unnamed(root), extra);
        self.finish();
    }

    /// Ends the document.
    fn finish(&mut self) {
        self.run();
        self.text.push('\n');
        self.line += 1;
    }

    /// Writes the steps that are left.
    fn run(&mut self) {
        while let Some(step) = self.steps.pop() {
            match step {
                Step::Value(node) => self.value(node),
                Step::Member(key, value) => {
                    self.key(self.yaml.line(key), self.yaml.text(key));
                    self.steps.push(Step::Value(value));
                }
                Step::Record(unit) => self.unit(&unit),
                Step::Field { prefix, key, value } => self.field(&prefix, key, value),
                Step::End(end) => self.text.push(end),
            }
        }
    }

    /// A map without a name: lists of units are written for the reader to find; of several, each is a unit.
    fn envelope(&mut self, root: NodeId) {
        let yaml = self.yaml;
        let members = yaml.members(root);
        let has_units =
            |&(key, value): &(NodeId, NodeId)| matches!(yaml.shape(key, value), Shape::Units { .. });
        let (lists, others): (Vec<_>, Vec<_>) = members.into_iter().partition(has_units);
        self.open('{', yaml.line(root));
        self.steps.push(Step::End('}'));
        self.steps.extend(others.into_iter().rev().map(|(key, value)| Step::Member(key, value)));
        if let [(key, value)] = lists[..] {
            self.steps.push(Step::Field { prefix: String::new(), key, value });
        } else if let Some((first, _)) = lists.first() {
            self.key(yaml.line(*first), UNITS_KEY);
            self.open('[', yaml.line(*first));
            self.steps.push(Step::End(']'));
            let unit = |(key, value): (NodeId, NodeId)| {
                let is_team = yaml.shape(key, value) == Shape::Units { are_teams: true };
                Step::Record(PendingUnit { name: Some(key), value, is_team })
            };
            self.steps.extend(lists.into_iter().rev().map(unit));
        }
    }

    /// A list of units, or a map of units by their names.
    fn units(&mut self, value: NodeId, is_team: bool) {
        let yaml = self.yaml;
        self.open('[', yaml.line(value));
        self.steps.push(Step::End(']'));
        let mut units = Vec::new();
        for item in yaml.items(value) {
            match yaml.kind(item) == NodeKind::Map && !yaml.has_name(item) && yaml.are_names(item) {
                true => units.extend(named(yaml, item, is_team)),
                false => units.push(PendingUnit::unnamed(item)),
            }
        }
        units.extend(named(yaml, value, is_team));
        self.steps.extend(units.into_iter().rev().map(Step::Record));
    }

    fn unit(&mut self, unit: &PendingUnit) {
        match (self.yaml.kind(unit.value), unit.name) {
            (NodeKind::List, None) => self.value(unit.value),
            _ => self.record(unit, &[]),
        }
    }

    /// A record, from a map, the key of a map, or a text.
    fn record(&mut self, unit: &PendingUnit, extra: &ExtraMembers) {
        let (yaml, value) = (self.yaml, unit.value);
        let line = yaml.line(unit.name.unwrap_or(value));
        self.open('{', line);
        self.steps.push(Step::End('}'));
        for (key, text) in extra {
            self.member(line, key, text);
        }
        if let Some(name) = unit.name {
            let key = if yaml.has_name(value) { "id" } else { "name" };
            self.member(line, key, yaml.text(name));
        }
        match yaml.kind(value) {
            NodeKind::Map if unit.name.is_some() && !yaml.has_name(value) && yaml.are_names(value) => {
                self.key(line, UNITS_KEY);
                self.units(value, unit.is_team);
            }
            NodeKind::Map => self.fields("", value),
            NodeKind::List if unit.is_team => self.people(value, "members"),
            NodeKind::List => {
                self.key(line, UNITS_KEY);
                self.units(value, false);
            }
            NodeKind::Text | NodeKind::Lines if unit.name.is_some() => {
                self.member(line, "description", yaml.text(value));
            }
            _ if unit.name.is_none() => self.member(line, "name", yaml.text(value)),
            _ => {}
        }
    }

    /// Queues the members of a map as those of the record.
    fn fields(&mut self, prefix: &str, map: NodeId) {
        let field = |(key, value): (NodeId, NodeId)| Step::Field { prefix: prefix.to_string(), key, value };
        self.steps.extend(self.yaml.members(map).into_iter().rev().map(field));
    }

    fn field(&mut self, prefix: &str, key: NodeId, value: NodeId) {
        let yaml = self.yaml;
        let (line, name) = (yaml.line(key), format!("{prefix}{}", yaml.text(key)));
        match yaml.shape(key, value) {
            Shape::Units { are_teams } if prefix.is_empty() => {
                self.key(line, UNITS_KEY);
                self.units(value, are_teams);
            }
            Shape::People => self.people(value, &name.replace('_', " ")),
            Shape::Inline => self.fields(prefix, value),
            Shape::Nested => self.fields(&format!("{name}."), value),
            _ => {
                self.key(line, &name);
                self.steps.push(Step::Value(value));
            }
        }
    }

    /// Writes people as contacts.
    fn people(&mut self, value: NodeId, label: &str) {
        let yaml = self.yaml;
        let is_list = yaml.kind(value) == NodeKind::List;
        for person in yaml.items(value).chain((!is_list).then_some(value)) {
            if let Some(name) = yaml.person_name(person) {
                self.person(person, name, label);
            }
        }
    }

    /// Writes a person: addresses and numbers bear the name, and other members are facts.
    fn person(&mut self, person: NodeId, name_node: NodeId, label: &str) {
        let yaml = self.yaml;
        let (line, name) = (yaml.line(person), yaml.text(name_node));
        self.item(line, "contact_details", &[("type", "person"), ("value", name), ("label", label)]);
        let members = yaml.members(person).into_iter();
        for (key, value) in members.filter(|(_, value)| *value != name_node && !yaml.is_empty(*value)) {
            let (key, text) = (yaml.text(key), self.compact(value));
            if let Some(kind) = ColumnGuesses::default().contact_kind(key) {
                self.item(line, "contact_details", &[("type", kind), ("value", &text), ("label", name)]);
            } else {
                self.item(line, "facts", &[("label", &format!("{name}, {key}")), ("value", &text)]);
            }
        }
    }

    /// The text of a value, or its JSON.
    fn compact(&self, value: NodeId) -> String {
        if self.yaml.is_scalar(value) {
            return self.yaml.text(value).to_string();
        }
        let mut inner = Self { line: usize::MAX, ..Self::new(self.yaml) };
        inner.steps.push(Step::Value(value));
        inner.run();
        inner.text
    }

    fn value(&mut self, node: NodeId) {
        let (yaml, line) = (self.yaml, self.yaml.line(node));
        match yaml.kind(node) {
            NodeKind::Null => {
                self.begin(line);
                self.text.push_str("null");
            }
            NodeKind::Text | NodeKind::Lines => {
                self.begin(line);
                json::push_text(&mut self.text, yaml.text(node));
            }
            NodeKind::List => {
                self.open('[', line);
                self.steps.push(Step::End(']'));
                let items: Vec<_> = yaml.items(node).collect();
                self.steps.extend(items.into_iter().rev().map(Step::Value));
            }
            NodeKind::Map => {
                self.open('{', line);
                self.steps.push(Step::End('}'));
                let members = yaml.members(node).into_iter().rev();
                self.steps.extend(members.map(|(key, value)| Step::Member(key, value)));
            }
        }
    }

    /// A member with a list of one object of texts.
    fn item(&mut self, line: usize, key: &str, members: &[(&str, &str)]) {
        self.key(line, key);
        self.text.push_str("[{");
        members.iter().for_each(|(key, text)| self.member(line, key, text));
        self.text.push_str("}]");
    }

    fn member(&mut self, line: usize, key: &str, text: &str) {
        self.key(line, key);
        json::push_text(&mut self.text, text);
    }

    fn key(&mut self, line: usize, key: &str) {
        self.begin(line);
        json::push_text(&mut self.text, key);
        self.text.push(':');
    }

    fn open(&mut self, bracket: char, line: usize) {
        self.begin(line);
        self.text.push(bracket);
    }

    /// Separates a value from the one before, and goes to its line.
    fn begin(&mut self, line: usize) {
        if !self.text.is_empty() && !self.text.ends_with(['{', '[', ':', '\n']) {
            self.text.push(',');
        }
        while self.line < line {
            self.text.push('\n');
            self.line += 1;
        }
    }
}

impl PendingUnit {
    fn unnamed(value: NodeId) -> Self {
        Self { name: None, value, is_team: false }
    }
}

/// The units of a map that stand under their names.
fn named(yaml: &Yaml, map: NodeId, is_team: bool) -> Vec<PendingUnit> {
    let unit = |(name, value): (NodeId, NodeId)| PendingUnit { name: Some(name), value, is_team };
    yaml.members(map).into_iter().map(unit).collect()
}

/// Whether a document has lists of organizations and of persons or memberships, as in Popolo.
fn is_popolo(yaml: &Yaml, root: NodeId) -> bool {
    let members = yaml.members(root);
    let has = |names: &[&str]| {
        let mut lists = members.iter().filter(|(_, value)| yaml.kind(*value) == NodeKind::List);
        lists.any(|(key, _)| names.contains(&yaml.text(*key)))
    };
    has(&["organizations", "organisations"]) && has(&["persons", "people", "memberships"])
}
