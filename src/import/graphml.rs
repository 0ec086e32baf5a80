//! Graphs in GraphML (<http://graphml.graphdrawing.org>), also those of yEd: edges lead from parents to children,
//! and the nodes of a graph inside a node are units below it. How nodes and edges are drawn is not read.

use std::borrow::Cow;
use std::collections::HashMap;

use crate::org::DiagnosticKind;
use crate::text::Printable;

use super::columns;
use super::graph::Graph;
use super::progress::ProgressMeter;
use super::record_sink::RecordSink;
use super::xml::{Element, Event, Reader};
use super::{ProgressFn, ReadError, ReadErrorKind};

/// The texts of nodes and edges that yEd draws.
const LABELS: [&str; 2] = ["NodeLabel", "EdgeLabel"];
/// What a key is called, at most: it stands before each of its values.
const MAX_NAME_BYTES: usize = 1_000;
/// What yEd draws nodes with.
const PICTURE: &str = "Resource";
/// What the texts of `desc` are called, a name that tables know.
const DESCRIPTION: &str = "description";
/// Starts of attributes that say how a node is stored or drawn.
const TECHNICAL_ATTRIBUTES: [&str; 2] = ["parse.", "yfiles."];

pub fn read(text: &str, sink: &mut RecordSink, on_progress: ProgressFn) -> Result<(), ReadError> {
    let mut progress = ProgressMeter::new(on_progress, text.len());
    let mut reader = Reader::new(text);
    let mut document = Document::new(text, sink);
    while let Some(event) = reader.read()? {
        let line = reader.line();
        progress.advance_to(reader.at());
        match event {
            Event::Start(name, element) => document.start(name, element, line)?,
            Event::Text(text) => document.add_text(text),
            Event::End(_) => document.end(line)?,
            Event::Declarations(text) => document.report_header("DOCTYPE", text, line),
        }
    }
    document.finish();
    Ok(())
}

/// What an element belongs to.
#[derive(Clone, Copy)]
enum Owner {
    Document,
    Node(u32),
    /// An edge, by its number.
    Edge(usize),
}

struct OpenElement<'a> {
    name: &'a str,
    owner: Owner,
    /// Whether edges have a direction, unless they say it.
    is_directed: bool,
    /// The key of a `data`, or what the value of another element is called.
    key: Cow<'a, str>,
    text: Cow<'a, str>,
}

/// The elements that are open, and the graph so far.
struct Document<'a, 's> {
    sink: &'s mut RecordSink,
    graph: Graph<'a>,
    /// What the keys of values are called.
    names: HashMap<Cow<'a, str>, Cow<'a, str>>,
    open: Vec<OpenElement<'a>>,
    /// Values whose keys are not declared, or after them.
    undeclared: Vec<(u32, Cow<'a, str>, Cow<'a, str>)>,
}

impl<'a, 's> Document<'a, 's> {
    fn new(text: &str, sink: &'s mut RecordSink) -> Self {
        let (names, open, undeclared) = (HashMap::new(), Vec::new(), Vec::new());
        Self { sink, graph: Graph::new(text), names, open, undeclared }
    }

    fn start(&mut self, name: &'a str, element: Element<'a>, line: usize) -> Result<(), ReadError> {
        let around = self.open.last();
        let (owner, is_directed) = around.map_or((Owner::Document, true), |of| (of.owner, of.is_directed));
        let (key, text) = (Cow::Borrowed(name), Cow::Borrowed(""));
        let mut open = OpenElement { name, owner, is_directed, key, text };
        match name {
            "key" => {
                let key = element.get("id").unwrap_or_default();
                open.key = element.get("attr.name").filter(|name| !name.is_empty()).unwrap_or(key.clone());
                if open.key.len() > MAX_NAME_BYTES {
                    return Err(ReadError { line, column: 1, kind: ReadErrorKind::TooMuchRepeated });
                }
                self.names.insert(key, open.key.clone());
            }
            // What a key stands for has the name of the key.
            "desc" | "default" if around.is_some_and(|of| of.name == "key") => {
                open.key = around.map(|of| of.key.clone()).unwrap_or_default();
            }
            "desc" => open.key = Cow::Borrowed(DESCRIPTION),
            "graph" => {
                open.is_directed =
                    element.get("edgedefault").is_none_or(|direction| direction != "undirected");
            }
            "data" => open.key = element.get("key").unwrap_or_default(),
            "node" => open.owner = self.node(element, owner, line)?,
            "edge" | "hyperedge" => open.owner = self.edge(element, is_directed, line)?,
            _ => {}
        }
        self.open.push(open);
        Ok(())
    }

    /// Adds a node, which is a unit below the node around it.
    fn node(&mut self, element: Element<'a>, around: Owner, line: usize) -> Result<Owner, ReadError> {
        let group = if let Owner::Node(group) = around { Some(group) } else { None };
        let Some(id) = element.get("id") else {
            self.report_text(element.tag(), line);
            return Ok(Owner::Document);
        };
        let node = self.graph.node(id, line, group);
        group.into_iter().for_each(|group| self.graph.make_group(group));
        let attributes = element.attributes().map_err(|kind| ReadError { line, column: 1, kind })?;
        let is_own = |name: &str| name != "id" && !TECHNICAL_ATTRIBUTES.iter().any(|of| name.starts_with(of));
        for (name, value) in attributes.into_iter().filter(|(name, _)| is_own(name)) {
            self.add_value(node, Cow::Borrowed(name), value);
        }
        Ok(Owner::Node(node))
    }

    /// Adds an edge, whose direction is as it says, or as its graph does.
    fn edge(&mut self, element: Element<'a>, is_directed: bool, line: usize) -> Result<Owner, ReadError> {
        let ends = ["source", "target"].map(|end| element.get(end));
        let [Some(source), Some(target)] = ends else {
            self.report_text(element.tag(), line);
            return Ok(Owner::Document);
        };
        let [parent, child] = [source, target].map(|id| self.graph.node(id, line, None));
        let first = self.graph.edge_count();
        let is_directed = element.get("directed").map_or(is_directed, |directed| directed == "true");
        self.graph.connect(&[parent], &[child], is_directed)?;
        Ok(Owner::Edge(first))
    }

    /// Adds a text to the label that it stands in, or to the element.
    fn add_text(&mut self, text: Cow<'a, str>) {
        let label = self.open.iter().rposition(|element| LABELS.contains(&element.name));
        let Some(element) = label.or(self.open.len().checked_sub(1)).and_then(|at| self.open.get_mut(at))
        else {
            return;
        };
        match element.text.is_empty() {
            true => element.text = text,
            false => element.text.to_mut().push_str(&text),
        }
    }

    fn end(&mut self, line: usize) -> Result<(), ReadError> {
        let Some(OpenElement { name, owner, key, text, .. }) = self.open.pop() else { return Ok(()) };
        let text = on_one_line(text);
        if text.is_empty() || name == PICTURE {
            return Ok(());
        }
        match owner {
            Owner::Node(node) if LABELS.contains(&name) => self.graph.set_name(node, "label", text),
            Owner::Node(node) if name == "data" => match self.names.get(&key).cloned() {
                Some(name) => self.add_named(node, name, text),
                None => self.undeclared.push((node, key, text)),
            },
            Owner::Node(node) => self.add_value(node, key, text),
            Owner::Edge(edge) => self.graph.label_edge(edge, text)?,
            Owner::Document if ["data", "desc", "default"].contains(&name) => {
                let key = self.names.get(&key).cloned().unwrap_or(key);
                self.report_header(&key, &text, line);
            }
            Owner::Document => self.report_text(&text, line),
        }
        Ok(())
    }

    /// Adds a value under what its key is called.
    fn add_named(&mut self, node: u32, name: Cow<'a, str>, value: Cow<'a, str>) {
        match columns::is_name_column(&name) {
            true => self.graph.set_name(node, "label", value),
            false => self.add_value(node, name, value),
        }
    }

    fn add_value(&mut self, node: u32, key: Cow<'a, str>, value: Cow<'a, str>) {
        self.graph.add_value(node, key, value);
    }

    fn report_header(&mut self, key: &str, value: &str, line: usize) {
        let (key, value) = (Printable::new(key), Printable::new(value));
        self.sink.report(line, DiagnosticKind::IgnoredHeader { key, value });
    }

    fn report_text(&mut self, text: &str, line: usize) {
        self.sink.report(line, DiagnosticKind::IgnoredText { text: Printable::new(text) });
    }

    fn finish(mut self) {
        for (node, key, value) in std::mem::take(&mut self.undeclared) {
            let name = self.names.get(&key).cloned().unwrap_or(key);
            self.add_named(node, name, value);
        }
        self.graph.finish(self.sink);
    }
}

/// A text with single spaces between its words.
fn on_one_line(text: Cow<str>) -> Cow<str> {
    let is_plain = !text.contains(|c: char| c.is_whitespace() && c != ' ') && !text.contains("  ");
    match text {
        Cow::Borrowed(text) if is_plain => Cow::Borrowed(text.trim()),
        text => Cow::Owned(text.split_whitespace().collect::<Vec<_>>().join(" ")),
    }
}

#[cfg(test)]
mod tests {
    use crate::import;
    use crate::import::test_support::{indented_names, lines_and_messages};
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
    fn what_is_outside_of_data_is_kept_or_reported() {
        let text = "<!DOCTYPE graphml [<!ENTITY q \"quay\">]><graphml><key id=\"d0\" attr.name=\"colour\"><default>red</default></key>\n\
            <data key=\"d7\">The chart</data><graph><desc>all</desc>\n<node id=\"a\" owner=\"Ana\" yfiles.foldertype=\"group\">by hand\
            <desc>of 1900</desc><data key=\"later\">3</data></node>\n\
            <node id=\"b\"><data key=\"d9\"><NodeLabel>North &q;<br/> <![CDATA[& sea]]></NodeLabel><Method>run()</Method></data></node>\n\
            <edge source=\"a\" target=\"b\"/><hyperedge><endpoint node=\"a\"/></hyperedge></graph><key id=\"later\" attr.name=\"floor\"/></graphml>";
        let org = import::read(text.as_bytes(), Lang::En).expect("readable");
        let facts = |at: usize| {
            let unit = org.unit(UnitId::at(at));
            unit.facts.iter().map(|fact| format!("{}: {}", fact.label, fact.value)).collect::<Vec<_>>()
        };
        assert_eq!(indented_names(&org), ["a", " North &q; & sea"]);
        assert_eq!(facts(0), ["owner: Ana", "node: by hand", "floor: 3"]);
        assert_eq!(&*org.unit(UnitId::ROOT).missions[0], "of 1900");
        assert_eq!(facts(1), ["Method: run()"]);
        let expected = [
            (1, "“DOCTYPE” in the document header is ignored: <!DOCTYPE graphml [<!ENTITY q \"quay\">]>"),
            (1, "“colour” in the document header is ignored: red"),
            (2, "“d7” in the document header is ignored: The chart"),
            (2, "“description” in the document header is ignored: all"),
            (5, "this text belongs to no unit; it is ignored: hyperedge"),
        ];
        let problems = lines_and_messages(&org);
        let problems: Vec<_> = problems.iter().map(|(line, text)| (*line, &**text)).collect();
        assert_eq!(problems, expected);
    }

    #[test]
    fn edges_without_a_direction_lead_away_from_the_first_node() {
        let text = r#"<graphml><graph edgedefault="undirected"><node id="a"/><node id="b"/><node id="c"/>
            <edge source="b" target="a"/><edge source="c" target="b"/></graph></graphml>"#;
        let org = import::read(text.as_bytes(), Lang::En).expect("readable");
        assert_eq!(indented_names(&org), ["a", " b", "  c"]);
    }
}
