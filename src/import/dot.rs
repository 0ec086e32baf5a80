//! Graphs in the DOT language of Graphviz (<https://graphviz.org/doc/info/lang.html>). Edges lead from parents
//! to children; those without a direction lead away from the node that is named first. Clusters are units. How
//! nodes and edges are drawn is not read, only whether they are: with the style `invis` they are there for the
//! places of others.

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

/// The attribute that may say that something is not drawn.
const STYLE: &str = "style";

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
                reader.attributes(at, attributes, sink);
            }
            Token::Sign(b'{') => reader.open(at)?,
            Token::Sign(b'}') => reader.close()?,
            Token::Edge { is_directed } => reader.edge(is_directed),
            Token::Sign(b';' | b',') => reader.end_statement()?,
            // The port of a node.
            Token::Sign(b':') => drop(tokens.next_if(|(_, token)| matches!(token, Token::Id(_)))),
            Token::Id(id) if tokens.next_if(|(_, token)| *token == Token::Sign(b'=')).is_some() => {
                let value = tokens.next_if(|(_, token)| matches!(token, Token::Id(_)));
                let value = value.and_then(|(_, token)| token.into_text()).unwrap_or_default();
                reader.end_statement()?;
                reader.attributes(at, vec![(id, value)], sink);
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
    /// Whether its new nodes and its edges are drawn, unless they say it.
    hides_nodes: bool,
    hides_edges: bool,
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
    /// The edges that are complete.
    edges: Vec<Edges>,
    /// What is written at the edges.
    labels: Vec<Cow<'a, str>>,
    /// Whether the edges are not drawn, if it is said.
    is_hidden: Option<bool>,
    /// The word that says what the attributes are for: `node`, `edge`, `graph`, or `subgraph`.
    word: Option<&'static str>,
    /// The id of the subgraph that follows.
    subgraph: Option<Cow<'a, str>>,
}

/// Edges from each of several parents to each of several children.
struct Edges {
    parents: Vec<u32>,
    children: Vec<u32>,
    is_directed: bool,
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
        let (line, group, next) = (self.lines.line_at(at), self.block().group, self.graph.node_count());
        let node = self.graph.node(tokens::plain(id), line, group);
        if self.block().hides_nodes && node as usize == next {
            self.graph.hide(node, true);
        }
        let block = self.block();
        block.nodes.push(node);
        block.statement.nodes.push(node);
    }

    fn edge(&mut self, is_directed: bool) {
        self.complete_edges();
        let statement = &mut self.block().statement;
        statement.parents = Some((mem::take(&mut statement.nodes), is_directed));
    }

    /// Completes the edges between the last two lists of nodes.
    fn complete_edges(&mut self) {
        let statement = &mut self.block().statement;
        if let Some((parents, is_directed)) = statement.parents.take() {
            statement.edges.push(Edges { parents, children: statement.nodes.clone(), is_directed });
        }
    }

    /// Adds the edges of the statement that are drawn.
    fn end_statement(&mut self) -> Result<(), ReadError> {
        self.complete_edges();
        let hides_edges = self.block().hides_edges;
        let statement = mem::take(&mut self.block().statement);
        if statement.is_hidden.unwrap_or(hides_edges) {
            return Ok(());
        }
        let first = self.graph.edge_count();
        for Edges { parents, children, is_directed } in statement.edges {
            self.graph.connect(&parents, &children, is_directed)?;
        }
        statement.labels.into_iter().try_for_each(|label| self.graph.label_edges(first, label))
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
        let &mut Block { group: outer, hides_nodes, hides_edges, .. } = self.block();
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
        let group = group.or(outer);
        self.blocks.push(Block { group, is_cluster, hides_nodes, hides_edges, ..Block::default() });
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

    fn attributes(&mut self, at: usize, attributes: Attributes<'a>, sink: &mut RecordSink) {
        let Block { group, is_cluster, hides_nodes, hides_edges, statement, .. } = self.block();
        let (group, is_cluster) = (*group, *is_cluster);
        if statement.parents.is_some() || !statement.edges.is_empty() {
            statement.is_hidden = is_hidden(&attributes).or(statement.is_hidden);
            let texts = attributes.into_iter().filter(|(key, _)| !is_drawing(key));
            return statement.labels.extend(texts.map(|(_, text)| tokens::plain(text)));
        }
        let (word, node) = (statement.word, statement.nodes.first().copied());
        match word {
            Some("node") => return *hides_nodes = is_hidden(&attributes).unwrap_or(*hides_nodes),
            Some("edge") => return *hides_edges = is_hidden(&attributes).unwrap_or(*hides_edges),
            _ => {}
        }
        // A statement with attributes names one node.
        let unit = node.or(group.filter(|_| is_cluster)).filter(|_| word.is_none() || node.is_none());
        if let (Some(unit), Some(is_hidden)) = (unit, is_hidden(&attributes)) {
            self.graph.hide(unit, is_hidden);
        }
        for (key, value) in attributes {
            match unit {
                Some(unit) => self.node_attribute(unit, key, value),
                None => self.graph_attribute(at, key, value, sink),
            }
        }
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
}

/// Whether attributes say that something is not drawn; `None` if they do not say how it is drawn.
fn is_hidden(attributes: &Attributes) -> Option<bool> {
    let style = attributes.iter().rfind(|(key, _)| key == STYLE);
    style.map(|(_, styles)| styles.split(',').any(|style| style.trim() == "invis"))
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
    fn what_is_not_drawn_is_no_unit_and_no_edge() {
        for (text, names) in [
            ("digraph { b -> c [style=invis]; m -> b; m -> c }", "m/ b/ c"),
            (
                "digraph { m -> b -> {x; x -> c} [label=l, style=\"bold,invis\"]; m -> b; m -> x }",
                "m/ b/ x/  c",
            ),
            (
                "digraph { m -> {b c}; { edge [style=invis]; b -> c; c -> d [style=dashed] } b -> e }",
                "m/ b/  e/ c/  d",
            ),
            ("digraph { m -> b [style=invis] [style=solid]; s [style=invis]; s -> b [style=invis] }", "m/ b"),
            (
                "digraph { node [style=invis]; s; j; m [style=filled]; { node [style=bold]; b } m -> j -> b }",
                "m/ j/  b",
            ),
            ("digraph { m -> a; subgraph cluster_0 { style=invis; a; b } }", "Organisation/ m/  a/ b"),
            (
                "digraph { subgraph cluster_0 { graph [style=invis, label=Q]; s [style=invis, note=x]; a } }",
                "Q/ a",
            ),
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
