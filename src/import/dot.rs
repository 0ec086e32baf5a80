//! Graphs in the DOT language of Graphviz (<https://graphviz.org/doc/info/lang.html>). Edges lead from parents
//! to children; those without a direction lead away from the node that is named first. Clusters are units. How
//! nodes and edges are drawn is not read.

mod tokens;

use std::borrow::Cow;
use std::mem;

use crate::org::DiagnosticKind;
use crate::text::Printable;

use super::graph::{Graph, MAX_GROUP_DEPTH};
use super::line_numbers::LineCounter;
use super::progress::ProgressMeter;
use super::record_sink::RecordSink;
use super::{ProgressFn, ReadError, ReadErrorKind};

use tokens::{Token, Tokens};

/// Attributes that say what a node is, with the columns of tables that mean the same.
const CONTENT_ATTRIBUTES: [(&str, &str); 4] =
    [("URL", "url"), ("href", "url"), ("comment", "note"), ("tooltip", "abstract")];
/// Attributes that say how a graph is drawn.
#[rustfmt::skip]
const DRAWING_ATTRIBUTES: [&str; 87] = [
    "area", "arrowhead", "arrowsize", "arrowtail", "bb", "bgcolor", "center", "charset", "class", "clusterrank",
    "color", "colorscheme", "compound", "concentrate", "constraint", "decorate", "dim", "dir", "distortion",
    "dpi", "fillcolor", "fixedsize", "fontcolor", "fontname", "fontsize", "forcelabels",
    "gradientangle", "group", "headclip", "headport", "height", "image", "imagescale", "K", "labelangle",
    "labeldistance", "labelfloat", "labelfontcolor", "labelfontname", "labelfontsize", "labeljust", "labelloc",
    "landscape", "layer", "layout", "len", "lhead", "lp", "ltail", "margin", "minlen", "model", "newrank",
    "nodesep", "nojustify", "ordering", "orientation", "outputorder", "overlap", "pad", "pencolor", "penwidth",
    "peripheries", "pos", "rank", "rankdir", "ranksep", "ratio", "rects", "regular", "samehead", "sametail",
    "sep", "shape", "sides", "size", "splines", "style", "tailclip", "tailport", "target", "truecolor",
    "viewport", "weight", "width", "xlp", "z",
];

/// Whether a text is a graph: `digraph name {`, `strict graph {`.
pub fn is_graph(text: &str) -> bool {
    let mut tokens = Tokens::new(text);
    let mut next = || tokens.next().map(|(_, token)| token);
    let is_word = |token: &Option<Token>, word: &str| matches!(token, Some(Token::Id(id)) if id.eq_ignore_ascii_case(word));
    let mut first = next();
    if is_word(&first, "strict") {
        first = next();
    }
    let is_type = is_word(&first, "graph") || is_word(&first, "digraph");
    let second = if is_type { next() } else { return false };
    match second {
        Some(Token::Id(_)) => next() == Some(Token::Sign(b'{')),
        second => second == Some(Token::Sign(b'{')),
    }
}

/// Reads a graph.
pub fn read(text: &str, sink: &mut RecordSink, on_progress: ProgressFn) -> Result<(), ReadError> {
    let mut progress = ProgressMeter::new(on_progress, text.len());
    let mut reader = DotReader {
        graph: Graph::new(text),
        lines: LineCounter::new(text),
        name: Cow::Borrowed(""),
        blocks: vec![Block::default()],
    };
    let mut tokens = Tokens::new(text).peekable();
    while let Some((at, token)) = tokens.next() {
        progress.advance_to(at);
        match token {
            Token::Sign(b'[') => {
                let attributes = attributes(&mut tokens);
                reader.attributes(at, attributes, sink)?;
            }
            Token::Sign(b'{') => reader.open(at)?,
            Token::Sign(b'}') => reader.close()?,
            Token::Edge { is_directed } => reader.edge(is_directed)?,
            Token::Sign(b';' | b',') => reader.end_statement()?,
            // The port of a node.
            Token::Sign(b':') => drop(tokens.next_if(|(_, token)| matches!(token, Token::Id(_)))),
            Token::Id(id) if tokens.next_if(|(_, token)| *token == Token::Sign(b'=')).is_some() => {
                let value = tokens.next_if(|(_, token)| matches!(token, Token::Id(_)));
                let value = value.and_then(|(_, token)| token.into_text()).unwrap_or_default();
                reader.end_statement()?;
                reader.attributes(at, vec![(id, value)], sink)?;
            }
            Token::Id(id) => reader.id(at, id)?,
            Token::Sign(_) => {
                let line = reader.lines.line_at(at);
                sink.report(line, DiagnosticKind::UnrecognisedLine);
            }
        }
    }
    while reader.blocks.len() > 1 {
        reader.close()?;
    }
    reader.end_statement()?;
    if !reader.name.trim().is_empty() {
        sink.builder.metadata.name.get_or_insert_with(|| Printable::new(&reader.name));
    }
    reader.graph.finish(sink);
    Ok(())
}

/// Attributes and their values.
type Attributes<'a> = Vec<(Cow<'a, str>, Cow<'a, str>)>;

/// The attributes up to a closing bracket.
fn attributes<'a>(tokens: &mut std::iter::Peekable<Tokens<'a>>) -> Attributes<'a> {
    let mut attributes = Vec::new();
    while let Some((_, token)) = tokens.next() {
        match token {
            Token::Sign(b']') => break,
            Token::Id(key) => {
                let is_set = tokens.next_if(|(_, token)| *token == Token::Sign(b'=')).is_some();
                let value =
                    if is_set { tokens.next_if(|(_, token)| matches!(token, Token::Id(_))) } else { None };
                let value = value.and_then(|(_, token)| token.into_text());
                attributes.push((key, value.unwrap_or(Cow::Borrowed("true"))));
            }
            _ => {}
        }
    }
    attributes
}

/// What is between two braces.
#[derive(Default)]
struct Block<'a> {
    /// The unit of the cluster, or of the one around it.
    group: Option<u32>,
    is_cluster: bool,
    /// All nodes in it, for edges to and from the whole block.
    nodes: Vec<u32>,
    statement: Statement<'a>,
}

/// The statement that is being read.
#[derive(Default)]
struct Statement<'a> {
    /// The nodes before the last edge, which are its parents, and whether it has a direction.
    parents: Option<(Vec<u32>, bool)>,
    /// The nodes after it.
    nodes: Vec<u32>,
    /// The number of the first edge.
    first_edge: Option<usize>,
    /// The word that says what the attributes are for: `node`, `edge`, `graph`, or `subgraph`.
    word: Option<&'static str>,
    /// The id of the subgraph that follows.
    subgraph: Option<Cow<'a, str>>,
}

struct DotReader<'a> {
    graph: Graph<'a>,
    lines: LineCounter<'a>,
    /// The label of the graph, or its id.
    name: Cow<'a, str>,
    /// The blocks that are open; the first is outside of all.
    blocks: Vec<Block<'a>>,
}

impl<'a> DotReader<'a> {
    /// The innermost block; there always is one.
    fn block(&mut self) -> &mut Block<'a> {
        if self.blocks.is_empty() {
            self.blocks.push(Block::default());
        }
        let last = self.blocks.len() - 1;
        &mut self.blocks[last]
    }

    fn id(&mut self, at: usize, id: Cow<'a, str>) -> Result<(), ReadError> {
        let is_outside = self.blocks.len() == 1;
        let words = ["node", "edge", "graph", "subgraph", "digraph", "strict"];
        let word = words.into_iter().find(|word| id.eq_ignore_ascii_case(word));
        let statement = &mut self.block().statement;
        match word {
            _ if is_outside && word.is_none() => self.name = tokens::plain(id),
            Some(_) if is_outside => {}
            None if statement.word == Some("subgraph") => statement.subgraph = Some(id),
            _ => {
                if statement.parents.is_none() || !statement.nodes.is_empty() {
                    self.end_statement()?;
                }
                match word {
                    Some(word) => self.block().statement.word = Some(word),
                    None => self.add_node(at, id),
                }
            }
        }
        Ok(())
    }

    fn add_node(&mut self, at: usize, id: Cow<'a, str>) {
        let (line, group) = (self.lines.line_at(at), self.block().group);
        let node = self.graph.node(tokens::plain(id), line, group);
        let block = self.block();
        block.nodes.push(node);
        block.statement.nodes.push(node);
    }

    fn edge(&mut self, is_directed: bool) -> Result<(), ReadError> {
        self.connect()?;
        let statement = &mut self.block().statement;
        statement.parents = Some((mem::take(&mut statement.nodes), is_directed));
        Ok(())
    }

    /// Adds the edges between the last two lists of nodes.
    fn connect(&mut self) -> Result<(), ReadError> {
        let first = self.graph.edge_count();
        let mut statement = mem::take(&mut self.block().statement);
        if let Some((parents, is_directed)) = statement.parents.take() {
            statement.first_edge.get_or_insert(first);
            self.graph.connect(&parents, &statement.nodes, is_directed)?;
        }
        self.block().statement = statement;
        Ok(())
    }

    fn end_statement(&mut self) -> Result<(), ReadError> {
        self.connect()?;
        self.block().statement = Statement::default();
        Ok(())
    }

    fn open(&mut self, at: usize) -> Result<(), ReadError> {
        if self.blocks.len() > MAX_GROUP_DEPTH {
            let line = self.lines.line_at(at);
            return Err(ReadError { line, column: 1, kind: ReadErrorKind::TooDeep });
        }
        let Statement { parents, nodes, word, .. } = &self.block().statement;
        if parents.is_none() && word.is_none() || !nodes.is_empty() {
            self.end_statement()?;
        }
        let outer = self.block().group;
        let id = self.block().statement.subgraph.take();
        self.block().statement.word = None;
        let cluster = id.filter(|id| id.starts_with("cluster"));
        let is_cluster = cluster.is_some();
        let group = cluster.map(|id| {
            let line = self.lines.line_at(at);
            let group = self.graph.node(id, line, outer);
            self.graph.make_group(group);
            group
        });
        self.blocks.push(Block { group: group.or(outer), is_cluster, ..Block::default() });
        Ok(())
    }

    /// Ends a block. Its nodes take part in the statement around it.
    fn close(&mut self) -> Result<(), ReadError> {
        self.end_statement()?;
        if self.blocks.len() > 1
            && let Some(block) = self.blocks.pop()
        {
            let is_outermost = self.blocks.len() == 1;
            let outer = self.block();
            // The nodes of a cluster that is one of many statements are not needed again.
            if !is_outermost {
                outer.nodes.extend(&block.nodes);
                outer.statement.nodes.extend(block.nodes);
            }
        }
        Ok(())
    }

    fn attributes(
        &mut self,
        at: usize,
        attributes: Attributes<'a>,
        sink: &mut RecordSink,
    ) -> Result<(), ReadError> {
        let Block { group, is_cluster, statement, .. } = self.block();
        let (group, is_cluster) = (*group, *is_cluster);
        if statement.parents.is_some() || statement.first_edge.is_some() {
            return self.edge_attributes(attributes);
        }
        let (word, node) = (statement.word, statement.nodes.first().copied());
        if matches!(word, Some("node" | "edge")) {
            return Ok(());
        }
        // A statement with attributes names one node.
        let unit = node.or(group.filter(|_| is_cluster)).filter(|_| word.is_none() || node.is_none());
        for (key, value) in attributes {
            match unit {
                Some(unit) => self.node_attribute(unit, key, value),
                None => self.graph_attribute(at, key, value, sink),
            }
        }
        Ok(())
    }

    fn node_attribute(&mut self, node: u32, key: Cow<'a, str>, value: Cow<'a, str>) {
        let content = CONTENT_ATTRIBUTES.iter().find(|(known, _)| *known == key);
        match &*key {
            "label" if value == "\\N" => {}
            "label" => self.graph.set_name(node, "label", tokens::plain(value)),
            _ if is_drawing(&key) => {}
            _ => {
                let key = content.map_or(key, |(_, column)| Cow::Borrowed(*column));
                self.graph.add_value(node, key, tokens::plain(value));
            }
        }
    }

    fn graph_attribute(&mut self, at: usize, key: Cow<'a, str>, value: Cow<'a, str>, sink: &mut RecordSink) {
        if key == "label" {
            self.name = tokens::plain(value);
        } else if !is_drawing(&key) {
            let (key, value) = (Printable::new(&key), Printable::new(&value));
            sink.report(self.lines.line_at(at), DiagnosticKind::IgnoredHeader { key, value });
        }
    }

    /// Keeps what is written at the edges of the statement.
    fn edge_attributes(&mut self, attributes: Attributes<'a>) -> Result<(), ReadError> {
        let first = self.block().statement.first_edge.unwrap_or(self.graph.edge_count());
        self.connect()?;
        let mut texts = attributes.into_iter().filter(|(key, _)| !is_drawing(key));
        texts.try_for_each(|(_, text)| self.graph.label_edges(first, tokens::plain(text)))
    }
}

fn is_drawing(key: &str) -> bool {
    DRAWING_ATTRIBUTES.contains(&key)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import;
    use crate::import::test_support::{indented_names, messages};
    use crate::lang::Lang;
    use crate::org::{Org, UnitId};

    fn org(text: &str) -> Org {
        import::read(text.as_bytes(), Lang::En).expect("readable")
    }

    #[test]
    fn graphs_are_trees() {
        for (text, names) in [
            (
                "digraph \"Port\" {\n rankdir=LR;\n node [shape=box];\n n0 [label=\"Port\"];\n n1 [label=\"Quay\\nA\"]; n0 -> n1; }",
                "Port/ Quay A",
            ),
            ("strict digraph { a -> b -> {c d} // x\n a->e[color=red] /* y */ }", "a/ b/  c/  d/ e"),
            (
                "# made by hand\nDIGRAPH g\n{ \"a \\\"b\\\"\" -> \"x\" + \"y\"; q [label=<<b>Q</b> &amp; <i>r</i>>] a:n -> q:s }",
                "g/ a \"b\"/  xy/ a/  Q & r",
            ),
            ("graph { port -- quay; rope -- quay; tide -- rope }", "port/ quay/  rope/   tide"),
            ("digraph { a -> c; b -> c; c -> d }", "d/ c/  a/  b"),
            ("digraph { label=\"All\"; é [label=\"L&#39;eau\"]; -1.5 }", "All/ L'eau/ -1.5"),
        ] {
            assert_eq!(indented_names(&org(text)).join("/"), names, "{text}");
        }
    }

    #[test]
    fn clusters_are_units() {
        let text = "digraph { subgraph cluster_0 { label=\"Quays\"; a -> b; { rank=same; c } } m -> a; m -> c; m -> d;\n\
            subgraph { e } }";
        assert_eq!(
            indented_names(&org(text))[1..6],
            ["m", " Quays", "  a", "   b", "  c"].map(|name| format!(" {name}"))
        );
        assert_eq!(messages(&org(text)), ["2 units have no parent: a common root is added"]);
    }

    #[test]
    fn a_node_that_is_its_own_parent_may_follow_one_whose_parent_follows() {
        let org = org("digraph { a; b -> b; c -> a }");
        assert_eq!(indented_names(&org), ["c", " a", " Unattached", "  b"]);
    }

    #[test]
    fn attributes_are_kept() {
        let org = org(
            "digraph { note=\"x\"; a [label=\"Port\", URL=\"https://port.example/\", email=\"a@port.example\", floor=3, color=red]\n\
            a -> b [label=\"leads\"] }",
        );
        let port = org.unit(UnitId::ROOT);
        assert_eq!(
            (&*port.links[0].url, &*port.contacts[0].value),
            ("https://port.example/", "a@port.example")
        );
        assert_eq!((&*port.facts[0].label, &*port.facts[0].value), ("floor", "3"));
        let quay = org.unit(UnitId::at(1));
        assert_eq!((&*quay.facts[0].label, &*quay.facts[0].value), ("Port", "leads"));
        assert_eq!(messages(&org), ["\u{201c}note\u{201d} in the document header is ignored: x"]);
    }

    #[test]
    fn products_and_depth_are_bounded() {
        let list = "a ".repeat(2_000);
        let error = |text: &str| import::read(text.as_bytes(), Lang::En).expect_err("refused").kind;
        assert_eq!(error(&format!("digraph {{ {{{list}}} -> {{{list}}} }}")), ReadErrorKind::TooManyEdges);
        assert_eq!(error(&format!("digraph {{ {}", "{".repeat(500))), ReadErrorKind::TooDeep);
    }

    #[test]
    fn other_texts_are_no_graphs() {
        for text in
            ["graph [\n node [\n id 1\n ]\n]\n", "digraph", "Port {\n}", "graph LR\na --> b", "strict {}"]
        {
            assert!(!is_graph(text), "{text}");
        }
    }
}
