//! The triples of an RDF graph, and their JSON-LD: a node for each subject, in the order of the file and on
//! the line of its first triple. A node without a name or a type that is referred to once stands where it
//! is referred to; the items of a collection stand in a list.

use std::collections::HashMap;

use oxrdf::{NamedOrBlankNode, Term, Triple};

use crate::json;

const TYPE_KEY: &str = "@type";
const NIL: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#nil";
const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
/// The address that stands before the names that have none of their own in the file.
pub const BASE: &str = "ramure://file/";
/// Nodes nested deeper are written as nodes of their own.
const MAX_NESTING: usize = 60;

type NodeId = usize;

#[derive(Debug)]
enum Object {
    Node(NodeId),
    /// The JSON of a text.
    Text(String),
}

#[derive(Debug, Default)]
struct Node {
    /// The line of its first triple.
    line: usize,
    /// Empty for a node without a name.
    iri: String,
    /// How often it is referred to.
    references: usize,
    /// Last segments of the names of properties, and values.
    properties: Vec<(usize, Object)>,
    has_type: bool,
    is_written: bool,
    /// Whether no collection starts here.
    is_no_list: bool,
}

#[derive(Debug, Default)]
pub struct Triples {
    nodes: Vec<Node>,
    ids: HashMap<String, NodeId>,
    /// The names of properties.
    names: Vec<String>,
    name_ids: HashMap<String, usize>,
    /// The subjects in the order of the file.
    subjects: Vec<NodeId>,
    /// The bytes of all names and texts.
    pub bytes: usize,
}

impl Triples {
    pub fn add(&mut self, triple: Triple, line: usize) {
        let subject = match triple.subject {
            NamedOrBlankNode::NamedNode(node) => self.named(node.as_str()),
            NamedOrBlankNode::BlankNode(node) => self.blank(node.as_str()),
        };
        let object = match triple.object {
            Term::NamedNode(node) => Object::Node(self.named(node.as_str())),
            Term::BlankNode(node) => Object::Node(self.blank(node.as_str())),
            Term::Literal(literal) => Object::Text(text_json(literal.value(), literal.language())),
        };
        match &object {
            Object::Node(node) => self.nodes[*node].references += 1,
            Object::Text(text) => self.bytes += text.len(),
        }
        let name = self.name(triple.predicate.as_str());
        if self.nodes[subject].properties.is_empty() {
            self.subjects.push(subject);
            self.nodes[subject].line = line;
        }
        self.nodes[subject].has_type |= self.names[name] == TYPE_KEY;
        self.nodes[subject].properties.push((name, object));
    }

    fn named(&mut self, iri: &str) -> NodeId {
        self.node(iri, iri.strip_prefix(BASE).unwrap_or(iri))
    }

    /// The key of a node without a name is no address.
    fn blank(&mut self, label: &str) -> NodeId {
        self.node(&format!("_:{label}"), "")
    }

    fn node(&mut self, key: &str, iri: &str) -> NodeId {
        if let Some(known) = self.ids.get(key) {
            return *known;
        }
        self.bytes += key.len();
        self.nodes.push(Node { iri: iri.to_string(), ..Node::default() });
        self.ids.insert(key.to_string(), self.nodes.len() - 1);
        self.nodes.len() - 1
    }

    fn name(&mut self, iri: &str) -> usize {
        if let Some(known) = self.name_ids.get(iri) {
            return *known;
        }
        self.bytes += iri.len();
        let last = iri.rsplit(['#', '/', ':']).next().unwrap_or_default();
        let name = match iri.strip_prefix(RDF) {
            Some("type") => TYPE_KEY.to_string(),
            Some(own) => format!("rdf:{own}"),
            None => last.to_string(),
        };
        self.names.push(name);
        self.name_ids.insert(iri.to_string(), self.names.len() - 1);
        self.names.len() - 1
    }

    /// Whether a node stands where it is referred to. One that has a type is a thing of its own.
    fn is_nested(&self, node: NodeId) -> bool {
        let node = &self.nodes[node];
        node.references == 1 && (node.iri.is_empty() || !node.has_type && !node.properties.is_empty())
    }

    /// The graph as one JSON-LD document.
    pub fn into_json_ld(mut self) -> String {
        let mut json = JsonLd { text: "[".to_string(), line: 1 };
        let subjects = std::mem::take(&mut self.subjects);
        let mut pending: Vec<NodeId> =
            subjects.iter().rev().filter(|node| !self.is_nested(**node)).copied().collect();
        // Nodes that refer to each other in a circle are in no other node.
        let mut rest = subjects.into_iter();
        while let Some(node) = pending.pop().or_else(|| rest.find(|node| !self.nodes[*node].is_written)) {
            if !self.nodes[node].is_written {
                self.write(node, &mut json, &mut pending);
            }
        }
        json.text.push(']');
        json.text
    }

    /// Writes a node, with those that stand in it.
    fn write(&mut self, root: NodeId, json: &mut JsonLd, pending: &mut Vec<NodeId>) {
        json.go_to(self.nodes[root].line);
        let mut steps = vec![Step::Node(root, 0)];
        while let Some(step) = steps.pop() {
            match step {
                Step::End(end) => json.text.push_str(end),
                Step::Key(name) => json.key(&self.names[name]),
                Step::Node(node, depth) => self.open(node, depth, json, &mut steps),
                Step::Value(Object::Text(text), _) => json.text.push_str(&text),
                Step::Value(Object::Node(node), depth) => match self.collection(node) {
                    Some(items) => push_list(&mut steps, "{\"@list\":[", items, "]}", depth),
                    None if self.is_nested(node) && !self.nodes[node].is_written && depth < MAX_NESTING => {
                        steps.push(Step::Node(node, depth + 1));
                    }
                    None => {
                        let is_left = self.is_nested(node) && !self.nodes[node].is_written;
                        pending.extend(is_left.then_some(node));
                        json.reference(&self.id(node));
                    }
                },
                Step::Type(Object::Node(node)) => json::push_text(&mut json.text, &self.id(node)),
                Step::Type(Object::Text(text)) => json.text.push_str(&text),
            }
        }
    }

    /// Starts a node with its id, which it needs if others refer to it from elsewhere, and queues its
    /// properties.
    fn open(&mut self, node: NodeId, depth: usize, json: &mut JsonLd, steps: &mut Vec<Step>) {
        json.text.push('{');
        self.nodes[node].is_written = true;
        if !self.nodes[node].iri.is_empty() || self.nodes[node].references > usize::from(depth > 0) {
            json.key("@id");
            json::push_text(&mut json.text, &self.id(node));
        }
        steps.push(Step::End("}"));
        let properties = std::mem::take(&mut self.nodes[node].properties);
        for (name, values) in by_name(properties).into_iter().rev() {
            match self.names[name] == TYPE_KEY {
                true => {
                    steps.push(Step::End("]"));
                    separated(steps, values.into_iter().map(Step::Type).collect());
                    steps.push(Step::End("["));
                }
                false => push_list(steps, "[", values, "]", depth),
            }
            steps.push(Step::Key(name));
        }
    }

    fn id(&self, node: NodeId) -> String {
        match self.nodes[node].iri.as_str() {
            "" => format!("_:b{node}"),
            iri => iri.to_string(),
        }
    }

    /// The items of a collection that starts at a node, each link of which is referred to once.
    fn collection(&mut self, first: NodeId) -> Option<Vec<Object>> {
        let (mut links, mut at) = (Vec::new(), first);
        while self.nodes[at].iri != NIL {
            let next = self.next_link(at).filter(|_| links.len() < self.nodes.len());
            links.push(at);
            match next {
                Some(next) => at = next,
                None => {
                    links.into_iter().for_each(|link| self.nodes[link].is_no_list = true);
                    return None;
                }
            }
        }
        let mut items = Vec::new();
        for link in links {
            self.nodes[link].is_written = true;
            let properties = std::mem::take(&mut self.nodes[link].properties);
            items.extend(properties.into_iter().find(|(name, _)| self.names[*name] == "rdf:first"));
        }
        Some(items.into_iter().map(|(_, item)| item).collect())
    }

    /// The node after a link of a collection; `None` if it is none.
    fn next_link(&self, at: NodeId) -> Option<NodeId> {
        let node = &self.nodes[at];
        let is_link =
            self.is_nested(at) && !node.is_written && !node.is_no_list && node.properties.len() == 2;
        let named = |wanted: &str| node.properties.iter().find(|(name, _)| self.names[*name] == wanted);
        match (named("rdf:first").filter(|_| is_link)?, named("rdf:rest")?) {
            (_, (_, Object::Node(next))) => Some(*next),
            _ => None,
        }
    }
}

/// What is still to write, the next one last. Nodes and values have the depth of the node that they stand in.
enum Step {
    Node(NodeId, usize),
    Key(usize),
    Value(Object, usize),
    Type(Object),
    End(&'static str),
}

/// The values of each property, in the order of the first.
fn by_name(properties: Vec<(usize, Object)>) -> Vec<(usize, Vec<Object>)> {
    let mut places = HashMap::new();
    let mut grouped: Vec<(usize, Vec<Object>)> = Vec::new();
    for (name, value) in properties {
        let place = *places.entry(name).or_insert(grouped.len());
        match grouped.get_mut(place) {
            Some((_, values)) => values.push(value),
            None => grouped.push((name, vec![value])),
        }
    }
    grouped
}

/// Queues a list of values.
fn push_list(
    steps: &mut Vec<Step>,
    start: &'static str,
    values: Vec<Object>,
    end: &'static str,
    depth: usize,
) {
    steps.push(Step::End(end));
    separated(steps, values.into_iter().map(|value| Step::Value(value, depth)).collect());
    steps.push(Step::End(start));
}

/// Queues steps with commas between them.
fn separated(steps: &mut Vec<Step>, inner: Vec<Step>) {
    for (at, step) in inner.into_iter().enumerate().rev() {
        steps.push(step);
        steps.extend((at > 0).then_some(Step::End(",")));
    }
}

struct JsonLd {
    text: String,
    line: usize,
}

impl JsonLd {
    fn key(&mut self, key: &str) {
        if !self.text.ends_with('{') {
            self.text.push(',');
        }
        json::push_text(&mut self.text, key);
        self.text.push(':');
    }

    fn reference(&mut self, id: &str) {
        self.text.push('{');
        self.key("@id");
        json::push_text(&mut self.text, id);
        self.text.push('}');
    }

    /// Separates a node from the one before, and goes to its line.
    fn go_to(&mut self, line: usize) {
        if self.text.ends_with('}') {
            self.text.push(',');
        }
        while self.line < line {
            self.text.push('\n');
            self.line += 1;
        }
    }
}

/// A text, with its language if it has one.
fn text_json(text: &str, language: Option<&str>) -> String {
    let mut json = String::new();
    match language {
        None => json::push_text(&mut json, text),
        Some(language) => {
            json.push_str("{\"@value\":");
            json::push_text(&mut json, text);
            json.push_str(",\"@language\":");
            json::push_text(&mut json, language);
            json.push('}');
        }
    }
    json
}
