//! Graphs as JSON: a list of nodes and a list of edges between them, as D3, Cytoscape, NetworkX and others write
//! them. Edges lead from parents to children.

use std::borrow::Cow;
use std::collections::HashMap;

use serde_json::value::RawValue;

use crate::import::ReadError;
use crate::import::graph::Graph;
use crate::json;

use super::{JsonReader, RawMembers};

/// Keys of the lists of edges.
const EDGE_KEYS: [&str; 4] = ["edges", "links", "relationships", "arcs"];
/// Keys of the parent and the child of an edge.
const ENDS: [(&str, &str); 4] = [("source", "target"), ("from", "to"), ("start", "end"), ("parent", "child")];
/// Keys beside `data` about how a node is drawn.
const DRAWING_KEYS: [&str; 8] =
    ["position", "classes", "group", "style", "selected", "selectable", "locked", "grabbable"];
/// Keys of objects that hold the two lists.
const HOLDERS: [&str; 2] = ["elements", "graph"];

/// The two lists of a document.
pub struct Lists<'a> {
    nodes: Vec<&'a RawValue>,
    edges: Vec<&'a RawValue>,
    /// The other members of the document.
    others: RawMembers<'a>,
}

/// Whether a document is a graph.
pub fn is_graph(members: &[(Cow<str>, &RawValue)]) -> bool {
    lists(members).is_some()
}

/// The nodes and the edges of a document, or of an object in it.
pub fn lists<'a>(members: &[(Cow<'a, str>, &'a RawValue)]) -> Option<Lists<'a>> {
    let holders = members.iter().enumerate().filter(|(_, (key, _))| HOLDERS.contains(&&**key));
    let mut inner = holders.filter_map(|(at, (_, value))| {
        let mut lists = lists_in(&json::object(value)?)?;
        let others = members.iter().enumerate().filter(|(other, _)| *other != at);
        lists.others.extend(others.map(|(_, member)| member.clone()));
        Some(lists)
    });
    inner.next().or_else(|| lists_in(members))
}

fn lists_in<'a>(members: &[(Cow<'a, str>, &'a RawValue)]) -> Option<Lists<'a>> {
    let list = |keys: &[&str]| {
        let (key, value) = members.iter().find(|(key, _)| keys.contains(&&**key))?;
        Some((key, json::list(value)?))
    };
    let ((nodes_key, nodes), (edges_key, edges)) = (list(&["nodes"])?, list(&EDGE_KEYS)?);
    let first = edges.first()?;
    ends(&inner(first)?)?;
    let others = members.iter().filter(|(key, _)| key != nodes_key && key != edges_key).cloned().collect();
    Some(Lists { nodes, edges, others })
}

/// The members of a node or an edge, of which Cytoscape and React Flow put some under `data`.
fn inner(value: &RawValue) -> Option<RawMembers<'_>> {
    let mut members = json::object(value)?;
    let data = members.iter().position(|(key, value)| key == "data" && value.get().starts_with('{'));
    let Some(data) = data else { return Some(members) };
    let (_, data) = members.remove(data);
    members.retain(|(key, _)| !DRAWING_KEYS.contains(&&**key));
    Some(json::object(data)?.into_iter().chain(members).collect())
}

/// The ids at the ends of an edge.
fn ends<'a>(members: &RawMembers<'a>) -> Option<(Cow<'a, str>, Cow<'a, str>)> {
    let get = |name: &str| members.iter().find(|(key, _)| key == name).and_then(|(_, value)| end(value));
    ENDS.iter().find_map(|(from, to)| Some((get(from)?, get(to)?)))
}

/// The id of a node, given as it is or as an object with the id.
fn end(value: &RawValue) -> Option<Cow<'_, str>> {
    json::text(value).or_else(|| {
        let members = json::object(value)?;
        json::text(members.iter().find(|(key, _)| key == "id")?.1)
    })
}

impl<'a> JsonReader<'a, '_, '_> {
    pub(super) fn graph(&mut self, lists: Lists<'a>) -> Result<(), ReadError> {
        let mut graph = Graph::new(self.lines.text());
        // With room for all: while it grows, a table takes half as much again.
        let objects = lists.nodes.iter().filter(|node| node.get().starts_with('{')).count();
        let (mut records, mut record_bytes) = (HashMap::with_capacity(objects), 0);
        for (index, value) in lists.nodes.into_iter().enumerate() {
            let line = self.lines.line_of(value.get());
            let Some(members) = inner(value) else {
                let id = json::text(value);
                id.map(|id| graph.node(id, line, None));
                continue;
            };
            let get = |name: &str| members.iter().find(|(key, _)| key == name);
            let id = ["id", "key", "name"].iter().find_map(|name| json::text(get(name)?.1));
            let node = graph.node(id.unwrap_or_else(|| Cow::Owned(index.to_string())), line, None);
            let record = self.record(members);
            record_bytes += record.detail_bytes();
            self.sink.check_room(record_bytes)?;
            if records.insert(node, record).is_some() {
                self.report_not_a_record(value);
            }
        }
        let is_undirected =
            |(key, value): &(Cow<str>, &RawValue)| key == "directed" && value.get().trim() == "false";
        let is_directed = !lists.others.iter().any(is_undirected);
        for value in lists.edges {
            let line = self.lines.line_of(value.get());
            let Some((members, (from, to))) = inner(value).and_then(|of| ends(&of).map(|ends| (of, ends)))
            else {
                self.report_not_a_record(value);
                continue;
            };
            let (parent, child) = (graph.node(from, line, None), graph.node(to, line, None));
            let first = graph.edge_count();
            graph.connect(&[parent], &[child], is_directed)?;
            let is_end = |key: &str| ENDS.iter().any(|(from, to)| [*from, *to].contains(&key));
            for (key, value) in members.iter().filter(|(key, _)| !is_end(key) && key != "id") {
                let text = json::display_text(value);
                let is_label = ["label", "type", "name", "relation", "kind"].contains(&&**key);
                graph.label_edges(first, if is_label { text } else { format!("{key}: {text}").into() })?;
            }
        }
        let others = lists
            .others
            .iter()
            .filter(|(key, value)| !["directed", "multigraph"].contains(&&**key) && !super::is_blank(value));
        others.for_each(|(key, value)| self.report_ignored(key, value));
        graph.finish_with(self.sink, records);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::import;
    use crate::import::test_support::{indented_names, messages};
    use crate::lang::Lang;
    use crate::org::UnitId;

    #[test]
    fn nodes_are_units_and_edges_lead_to_children() {
        for (text, names) in [
            (
                r#"{"nodes":[{"id":"a","label":"Port"},{"id":"b","label":"Quay"}],"edges":[{"from":"a","to":"b"}]}"#,
                "Port/ Quay",
            ),
            (
                r#"{"nodes":[{"name":"Port"},{"name":"Quay"}],"links":[{"source":"Port","target":"Quay","value":3}]}"#,
                "Port/ Quay",
            ),
            (r#"{"nodes":[{"group":1},{"group":2}],"links":[{"source":0,"target":1}]}"#, "0/ 1"),
            (
                r#"{"elements":{"nodes":[{"data":{"id":"a","name":"Port"}},{"data":{"id":"b","name":"Quay","parent":"a"}}],"edges":[{"data":{"id":"e","source":"b","target":"c"}}]}}"#,
                "Port/ Quay/  c",
            ),
            (
                r#"{"directed":false,"nodes":[{"id":1,"name":"Port"},{"id":2,"name":"Quay"}],"links":[{"source":2,"target":1}]}"#,
                "Port/ Quay",
            ),
        ] {
            let org = import::read(text.as_bytes(), Lang::En).expect(text);
            assert_eq!(indented_names(&org).join("/"), names, "{text}");
            assert!(messages(&org).is_empty(), "{text}");
        }
    }

    #[test]
    fn what_edges_and_nodes_have_is_kept() {
        let text = r#"{"title":"x","nodes":[{"id":"a","name":"Port","email":"a@b.example"},{"id":"b"}],
            "edges":[{"source":"a","target":"b","type":"leads","weight":2},3]}"#;
        let org = import::read(text.as_bytes(), Lang::En).expect("readable");
        assert_eq!(&*org.unit(UnitId::ROOT).contacts[0].value, "a@b.example");
        let facts: Vec<String> =
            org.unit(UnitId::at(1)).facts.iter().map(|fact| fact.value.to_string()).collect();
        assert_eq!(facts, ["leads", "weight: 2"]);
        assert_eq!(messages(&org).len(), 2);
    }
}
