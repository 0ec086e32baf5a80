//! Graphs in GraphML (<http://graphml.graphdrawing.org>), also those of yEd: edges lead from parents to children,
//! and the nodes of a graph inside a node are units below it. How nodes and edges are drawn is not read.

use std::borrow::Cow;
use std::collections::HashMap;

use roxmltree::Node;

use super::columns;
use super::graph::Graph;
use super::line_numbers::LineCounter;
use super::progress::ProgressMeter;
use super::record_sink::RecordSink;
use super::{ProgressFn, ReadError, xml};

pub fn read(text: &str, sink: &mut RecordSink, on_progress: ProgressFn) -> Result<(), ReadError> {
    let mut progress = ProgressMeter::new(on_progress, text.len());
    let document = xml::parse(text)?;
    let mut lines = LineCounter::new(text);
    let names: HashMap<&str, &str> = document
        .descendants()
        .filter(|node| node.tag_name().name() == "key")
        .filter_map(|key| Some((key.attribute("id")?, key.attribute("attr.name").unwrap_or_default())))
        .collect();
    let mut graph = Graph::new(text);
    for element in document.descendants() {
        let at = element.range().start;
        progress.advance_to(at);
        match element.tag_name().name() {
            "node" => {
                let Some(id) = element.attribute("id") else { continue };
                let group = unit_around(element).and_then(|around| around.attribute("id"));
                let line = lines.line_at(at);
                let group = group.map(|id| graph.node(Cow::Borrowed(id), line, None));
                let node = graph.node(Cow::Borrowed(id), line, group);
                group.into_iter().for_each(|group| graph.make_group(group));
                data(element, &names, |key, value| match key {
                    Some(key) if !columns::is_name_column(key) => {
                        graph.add_value(node, Cow::Owned(key.to_string()), Cow::Owned(value));
                    }
                    _ => graph.set_name(node, "label", Cow::Owned(value)),
                });
            }
            "edge" | "hyperedge" => {
                let ends = ["source", "target"].map(|end| element.attribute(end));
                let [Some(source), Some(target)] = ends else { continue };
                let line = lines.line_at(at);
                let [parent, child] = [source, target].map(|id| graph.node(Cow::Borrowed(id), line, None));
                let first = graph.edge_count();
                graph.connect(&[parent], &[child], is_directed(element))?;
                let mut labels = Vec::new();
                data(element, &names, |_, value| labels.push(value));
                labels.into_iter().try_for_each(|label| graph.label_edges(first, Cow::Owned(label)))?;
            }
            _ => {}
        }
    }
    graph.finish(sink);
    Ok(())
}

/// The node whose graph an element stands in.
fn unit_around<'a, 'i>(element: Node<'a, 'i>) -> Option<Node<'a, 'i>> {
    element.ancestors().skip(1).find(|around| around.tag_name().name() == "node")
}

/// Whether an edge has a direction: as it says, or as its graph does.
fn is_directed(edge: Node) -> bool {
    let default = || edge.parent().and_then(|graph| graph.attribute("edgedefault"));
    match edge.attribute("directed") {
        Some(directed) => directed == "true",
        None => default() != Some("undirected"),
    }
}

/// Calls `found` with the values of an element and their keys. The label that yEd draws has none.
fn data(element: Node, names: &HashMap<&str, &str>, mut found: impl FnMut(Option<&str>, String)) {
    for data in element.children().filter(|child| child.tag_name().name() == "data") {
        let name = data.attribute("key").map_or("", |key| names.get(key).copied().unwrap_or(key));
        if !data.children().any(|child| child.is_element()) {
            let text = xml::text_in(data);
            if !text.is_empty() {
                found(Some(name), text);
            }
            continue;
        }
        let is_label = |node: &Node| ["NodeLabel", "EdgeLabel"].contains(&node.tag_name().name());
        let labels = data.descendants().filter(is_label).map(xml::text_in);
        labels.filter(|label| !label.is_empty()).for_each(|label| found(None, label));
    }
}

#[cfg(test)]
mod tests {
    use crate::import;
    use crate::import::test_support::indented_names;
    use crate::lang::Lang;
    use crate::org::UnitId;

    #[test]
    fn nodes_are_units() {
        let text = r#"<graphml xmlns:y="y"><key id="d0" for="node" attr.name="name"/><key id="d1" attr.name="email"/><key id="d2" attr.name="floor"/>
            <graph edgedefault="directed"><node id="a"><data key="d0">Port</data><data key="d1">a@port.example</data></node>
            <node id="b"><data key="d9"><y:ShapeNode><y:Fill color="red"/><y:NodeLabel>Quay
            A</y:NodeLabel></y:ShapeNode></data><data key="d2">3</data><graph><node id="c"/></graph></node>
            <edge source="a" target="b"><data key="x">leads</data></edge></graph></graphml>"#;
        let org = import::read(text.as_bytes(), Lang::En).expect("readable");
        assert_eq!(indented_names(&org), ["Port", " Quay A", "  c"]);
        assert_eq!(&*org.unit(UnitId::ROOT).contacts[0].value, "a@port.example");
        let quay = org.unit(UnitId::at(1));
        let facts: Vec<_> = quay.facts.iter().map(|fact| (&*fact.label, &*fact.value)).collect();
        assert_eq!(facts, [("floor", "3"), ("Port", "leads")]);
    }

    #[test]
    fn edges_without_a_direction_lead_away_from_the_first_node() {
        let text = r#"<graphml><graph edgedefault="undirected"><node id="a"/><node id="b"/><node id="c"/>
            <edge source="b" target="a"/><edge source="c" target="b"/></graph></graphml>"#;
        let org = import::read(text.as_bytes(), Lang::En).expect("readable");
        assert_eq!(indented_names(&org), ["a", " b", "  c"]);
    }
}
