//! The values of a YAML text as a flat list of nodes. Anchors, aliases and merged maps are resolved; how
//! much aliases may repeat, and how deep values may be nested, is limited.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError, StrInput};

use crate::import::json::MAX_RECORD_DEPTH;
use crate::import::{ReadError, ReadErrorKind};
use crate::text::Printable;

/// What aliases may repeat, as a multiple of the text, and in any case, in bytes and nodes.
const MAX_REPEATED: usize = 4;
const MIN_REPEATED: usize = 100_000;
/// The key of a map whose members are taken over.
const MERGE_KEY: &str = "<<";

/// The values of all documents, each followed by the nodes inside it.
#[derive(Debug, Default)]
pub struct Yaml {
    nodes: Vec<Node>,
    /// The texts of all scalars.
    texts: String,
    /// The values of the documents.
    pub roots: Vec<NodeId>,
}

/// The index of a node.
pub type NodeId = usize;

#[derive(Clone, Debug)]
struct Node {
    kind: NodeKind,
    /// From 1.
    line: u32,
    /// Of a scalar, the place of its text.
    text: Range<u32>,
    /// The node after those inside it.
    next: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodeKind {
    Null,
    Text,
    /// A text without quotes that goes on over several lines.
    Lines,
    List,
    Map,
}

impl Yaml {
    /// Parses all documents.
    pub fn parse(text: &str) -> Result<Self, ReadError> {
        let mut builder = Builder::new(text);
        builder.read(text)?;
        Ok(builder.yaml)
    }

    /// Parses the start of a text: what comes before the first error.
    pub fn parse_start(text: &str) -> Self {
        let mut builder = Builder::new(text);
        drop(builder.read(text));
        while let Some((open, _)) = builder.open.pop() {
            builder.yaml.nodes[open].next = builder.yaml.nodes.len() as u32;
        }
        builder.yaml
    }

    pub fn kind(&self, node: NodeId) -> NodeKind {
        self.nodes.get(node).map_or(NodeKind::Null, |node| node.kind)
    }

    pub fn line(&self, node: NodeId) -> usize {
        self.nodes.get(node).map_or(1, |node| node.line as usize)
    }

    /// The text of a scalar; empty for other values.
    pub fn text(&self, node: NodeId) -> &str {
        let text = self.nodes.get(node).map_or(0..0, |node| node.text.start as usize..node.text.end as usize);
        self.texts.get(text).unwrap_or_default()
    }

    pub fn is_scalar(&self, node: NodeId) -> bool {
        !matches!(self.kind(node), NodeKind::List | NodeKind::Map)
    }

    /// Whether a value is null or has nothing in it.
    pub fn is_empty(&self, node: NodeId) -> bool {
        match self.kind(node) {
            NodeKind::Null => true,
            NodeKind::Text | NodeKind::Lines => self.text(node).trim().is_empty(),
            NodeKind::List | NodeKind::Map => self.next(node) == node + 1,
        }
    }

    fn next(&self, node: NodeId) -> NodeId {
        self.nodes.get(node).map_or(node + 1, |of| of.next as usize)
    }

    /// The values of a list, or the keys and values of a map, in turn.
    fn inner(&self, node: NodeId) -> impl Iterator<Item = NodeId> {
        let end = if self.is_scalar(node) { node } else { self.next(node) };
        let first = Some(node + 1).filter(|first| *first < end);
        std::iter::successors(first, move |inner| Some(self.next(*inner)).filter(|next| *next < end))
    }

    /// The items of a list; none for other values.
    pub fn items(&self, node: NodeId) -> impl Iterator<Item = NodeId> {
        self.inner(node).filter(move |_| self.kind(node) == NodeKind::List)
    }

    /// The members of a map, those of merged maps after its own; none for other values.
    pub fn members(&self, node: NodeId) -> Vec<(NodeId, NodeId)> {
        let mut pending = vec![node];
        let (mut members, mut known) = (Vec::new(), HashSet::new());
        let (mut is_merged, mut known_count) = (false, 0);
        while let Some(map) = pending.pop() {
            let first_merged = pending.len();
            let mut inner = self.inner(map).filter(|_| self.kind(map) == NodeKind::Map);
            while let Some((key, value)) = inner.next().zip(inner.next()) {
                if self.text(key) == MERGE_KEY && !self.is_scalar(value) {
                    let maps = self.items(value).chain(Some(value));
                    pending.extend(maps.filter(|map| self.kind(*map) == NodeKind::Map));
                } else if !is_merged || !known.contains(self.text(key)) {
                    members.push((key, value));
                }
            }
            // Of several maps, the first is read first: its values count.
            pending[first_merged..].reverse();
            is_merged = true;
            if !pending.is_empty() {
                known.extend(members[known_count..].iter().map(|(key, _)| self.text(*key)));
                known_count = members.len();
            }
        }
        members
    }
}

/// Builds the nodes from the events of the parser.
struct Builder {
    yaml: Yaml,
    /// The open lists and maps, with their anchors.
    open: Vec<(NodeId, usize)>,
    /// The nodes with an anchor.
    anchors: HashMap<usize, NodeId>,
    /// What aliases may still repeat.
    repeatable: usize,
    /// The parser counts carriage returns as lines too.
    last_line: usize,
}

impl Builder {
    fn new(text: &str) -> Self {
        let repeatable = (text.len() * MAX_REPEATED).max(MIN_REPEATED);
        let last_line = memchr::memchr_iter(b'\n', text.as_bytes()).count() + 1;
        Self { yaml: Yaml::default(), open: Vec::new(), anchors: HashMap::new(), repeatable, last_line }
    }

    fn read(&mut self, text: &str) -> Result<(), ReadError> {
        let mut parser: Parser<StrInput> = Parser::new_from_str(text);
        while let Some(event) = parser.next_event() {
            let (event, span) = event.map_err(|error| self.syntax_error(&error))?;
            let is_long = span.end.line() > span.start.line();
            self.event(event, span.start, is_long).map_err(|kind| self.error_at(&span.start, kind))?;
        }
        Ok(())
    }

    fn event(&mut self, event: Event, at: Marker, is_long: bool) -> Result<(), ReadErrorKind> {
        let line = at.line().min(self.last_line) as u32;
        match event {
            Event::Scalar(text, style, anchor, _) => {
                let start = self.yaml.texts.len() as u32;
                self.yaml.texts.push_str(&text);
                let kind = match style {
                    ScalarStyle::Plain if matches!(&*text, "" | "~" | "null" | "Null" | "NULL") => {
                        NodeKind::Null
                    }
                    ScalarStyle::Plain if is_long => NodeKind::Lines,
                    _ => NodeKind::Text,
                };
                let node = self.push(kind, line, start..self.yaml.texts.len() as u32);
                self.anchors.insert(anchor, node);
            }
            Event::SequenceStart(anchor, _) => self.begin(NodeKind::List, line, anchor)?,
            Event::MappingStart(anchor, _) => self.begin(NodeKind::Map, line, anchor)?,
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some((node, anchor)) = self.open.pop() {
                    self.yaml.nodes[node].next = self.yaml.nodes.len() as u32;
                    self.anchors.insert(anchor, node);
                }
            }
            Event::Alias(anchor) => self.repeat(anchor, line)?,
            Event::DocumentStart(_) => self.anchors.clear(),
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentEnd => {}
        }
        Ok(())
    }

    fn begin(&mut self, kind: NodeKind, line: u32, anchor: usize) -> Result<(), ReadErrorKind> {
        if self.open.len() >= MAX_RECORD_DEPTH {
            return Err(ReadErrorKind::TooDeep);
        }
        let node = self.push(kind, line, 0..0);
        self.open.push((node, anchor));
        Ok(())
    }

    fn push(&mut self, kind: NodeKind, line: u32, text: Range<u32>) -> NodeId {
        let node = self.yaml.nodes.len();
        if self.open.is_empty() {
            self.yaml.roots.push(node);
        }
        self.yaml.nodes.push(Node { kind, line, text, next: node as u32 + 1 });
        node
    }

    /// Appends the nodes of an anchor again. An alias inside the value of its own anchor is an error.
    fn repeat(&mut self, anchor: usize, line: u32) -> Result<(), ReadErrorKind> {
        let first = *self.anchors.get(&anchor).ok_or(ReadErrorKind::TooManyAliases)?;
        let nodes = first..self.yaml.next(first);
        let shift = (self.yaml.nodes.len() - first) as u32;
        if self.open.is_empty() {
            self.yaml.roots.push(self.yaml.nodes.len());
        }
        for node in nodes {
            let mut node = self.yaml.nodes[node].clone();
            let left = self.repeatable.checked_sub(1 + node.text.len());
            self.repeatable = left.ok_or(ReadErrorKind::TooManyAliases)?;
            (node.line, node.next) = (line, node.next + shift);
            self.yaml.nodes.push(node);
        }
        Ok(())
    }

    fn syntax_error(&self, error: &ScanError) -> ReadError {
        let kind = match error.info() {
            // The limit of the parser for lists and maps in brackets.
            "recursion limit exceeded" => ReadErrorKind::TooDeep,
            info => ReadErrorKind::Yaml(Printable::new(info)),
        };
        self.error_at(error.marker(), kind)
    }

    fn error_at(&self, at: &Marker, kind: ReadErrorKind) -> ReadError {
        ReadError { line: at.line().clamp(1, self.last_line), column: at.col() + 1, kind }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind_of_error(text: &str) -> ReadErrorKind {
        Yaml::parse(text).expect_err("refused").kind
    }

    #[test]
    fn merged_maps_come_after_the_members_of_the_map() {
        let yaml = Yaml::parse("a: &a {x: 1, y: 2}\nb:\n  <<: *a\n  y: 3\n").expect("parsed");
        let b = yaml.members(yaml.roots[0])[1].1;
        let members: Vec<_> =
            yaml.members(b).into_iter().map(|(key, value)| (yaml.text(key), yaml.text(value))).collect();
        assert_eq!(members, [("y", "3"), ("x", "1")]);
    }

    #[test]
    fn the_first_of_several_merged_maps_counts() {
        let yaml = Yaml::parse(
            "- &z {x: 9, z: 9}\n- &a {<<: *z, y: 1}\n- &b {x: 2, y: 2, b: 2}\n- {<<: [*a, *b]}\n",
        );
        let yaml = yaml.expect("parsed");
        let last = yaml.items(yaml.roots[0]).last().expect("a map");
        let members: Vec<_> =
            yaml.members(last).into_iter().map(|(key, value)| (yaml.text(key), yaml.text(value))).collect();
        assert_eq!(members, [("y", "1"), ("x", "9"), ("z", "9"), ("b", "2")]);
    }

    #[test]
    fn aliases_are_limited() {
        let mut text = "a0: &a0 [x, x]\n".to_string();
        for level in 1..40 {
            let before = level - 1;
            text += &format!("a{level}: &a{level} [*a{before}, *a{before}, *a{before}]\n");
        }
        assert_eq!(kind_of_error(&text), ReadErrorKind::TooManyAliases);
        assert_eq!(kind_of_error("a: &a [*a]"), ReadErrorKind::TooManyAliases);
    }

    #[test]
    fn nesting_is_limited() {
        assert_eq!(kind_of_error(&"[".repeat(1 << 20)), ReadErrorKind::TooDeep);
        assert_eq!(kind_of_error(&"- ".repeat(10_000)), ReadErrorKind::TooDeep);
    }
}
