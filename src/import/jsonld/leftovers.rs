//! What the readers of a unit's properties pass over: texts in nested nodes, and nodes of the document that
//! the unit refers to or that name it. They become facts, so that nothing is lost.

use std::collections::HashSet;

use serde_json::value::RawValue;

use crate::import::record::Record;
use crate::json;

use super::graph::{Graph, Property, PropertyRole, items, place};

/// Nesting limit; what is deeper is one fact, as it is written.
const MAX_FACT_DEPTH: usize = 16;
/// Longer keys are not put before those inside.
const MAX_KEY_BYTES: usize = 500;
/// Properties by which a node that is no unit names its unit, and what it is for the unit.
const OWNERS: [(&str, PropertyRole); 8] = [
    ("organization", PropertyRole::Member),
    ("memberof", PropertyRole::Member),
    ("headof", PropertyRole::Member),
    ("worksfor", PropertyRole::Member),
    ("affiliation", PropertyRole::Member),
    ("postin", PropertyRole::Post),
    ("siteof", PropertyRole::Site),
    ("isprimarycontactof", PropertyRole::Member),
];

/// The unit that a node that is no unit names, and what the node is for it.
pub fn owner<'a>(graph: &Graph<'a>, properties: &[Property<'a>]) -> Option<(String, PropertyRole)> {
    properties.iter().find_map(|(name, _, value)| {
        let (_, role) = OWNERS.iter().find(|(known, _)| name.eq_ignore_ascii_case(known))?;
        let item = *items(value).first()?;
        let id = json::text(item).map(|id| graph.id(&id)).or_else(|| graph.id_of(item))?;
        Some((id, *role))
    })
}

/// Adds what was not read of a unit's nested values, and of the nodes that the unit refers to, once for each.
pub fn add<'a>(
    graph: &Graph<'a>,
    record: &mut Record,
    properties: &[Property<'a>],
    told: &mut HashSet<usize>,
) {
    for property in properties {
        add_unread(graph, record, property.clone(), "");
    }
    for node in graph.reached.take() {
        if graph.units.contains(&place(node)) || !told.insert(place(node)) {
            continue;
        }
        let properties = graph.properties(node);
        let label = label(graph, node, &properties);
        for property in properties {
            add_unread(graph, record, property, &label);
        }
    }
}

/// What labels the facts of a node: its name, or its type if it has none.
fn label<'a>(graph: &Graph<'a>, node: &'a RawValue, properties: &[Property<'a>]) -> String {
    let name = graph.label_of(node);
    match graph.id_of(node).is_some_and(|id| id == name) || name.is_empty() {
        true => graph.types(properties).next().unwrap_or(name),
        false => name,
    }
}

/// Adds the texts in a property that were not read.
fn add_unread<'a>(graph: &Graph<'a>, record: &mut Record, property: Property<'a>, label: &str) {
    let (name, role, value) = property;
    let is_unit = matches!(role, Some(PropertyRole::Parent | PropertyRole::Child));
    let is_skipped = name.starts_with('@') || is_unit || is_owner(&name) && !label.is_empty();
    if is_skipped || record.is_too_large() {
        return;
    }
    let key = if label.is_empty() { name.into_owned() } else { format!("{label}, {name}") };
    let mut pending = vec![(key, value, 0)];
    while let Some((key, value, depth)) = pending.pop() {
        for item in items(value) {
            let members = json::object(item).filter(|_| depth < MAX_FACT_DEPTH).unwrap_or_default();
            let is_text = members.iter().any(|(name, _)| name == "@value");
            let is_reference = members.len() == 1 && graph.id_of(item).is_some();
            if members.is_empty() || is_text || is_reference {
                if !graph.is_read(item) {
                    let text = if members.is_empty() {
                        json::display_text(item).into()
                    } else {
                        graph.label_of(item)
                    };
                    record.add_fact(&key, &text);
                }
                continue;
            }
            let inner = graph.properties(item).into_iter().rev();
            let inner = inner.filter(|(name, ..)| !name.starts_with('@'));
            let key =
                |name: &str| if key.len() < MAX_KEY_BYTES { format!("{key}.{name}") } else { name.into() };
            pending.extend(inner.map(|(name, _, value)| (key(&name), value, depth + 1)));
        }
    }
}

fn is_owner(name: &str) -> bool {
    OWNERS.iter().any(|(known, _)| name.eq_ignore_ascii_case(known))
}
