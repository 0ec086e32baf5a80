//! Flowcharts in the language of Mermaid (<https://mermaid.js.org/syntax/flowchart.html>). Arrows lead from
//! parents to children; subgraphs are units. How nodes and links are drawn is not read.

mod cursor;

use std::borrow::Cow;

use crate::org::DiagnosticKind;
use crate::text::Printable;

use super::graph::{Graph, MAX_GROUP_DEPTH};
use super::progress::ProgressMeter;
use super::record_sink::RecordSink;
use super::{ProgressFn, ReadError, ReadErrorKind};

use cursor::{Cursor, label};

/// The words that begin a flowchart.
const FLOWCHARTS: [&str; 3] = ["flowchart", "graph", "flowchart-elk"];
/// The words that begin another diagram.
const OTHER_DIAGRAMS: [&str; 22] = [
    "sequenceDiagram",
    "classDiagram",
    "classDiagram-v2",
    "stateDiagram",
    "stateDiagram-v2",
    "erDiagram",
    "journey",
    "gantt",
    "pie",
    "quadrantChart",
    "requirementDiagram",
    "gitGraph",
    "mindmap",
    "timeline",
    "zenuml",
    "sankey-beta",
    "xychart-beta",
    "block-beta",
    "packet-beta",
    "kanban",
    "architecture-beta",
    "C4Context",
];
/// The directions of a flowchart.
const DIRECTIONS: [&str; 8] = ["TB", "TD", "BT", "RL", "LR", ">", "<", "^"];
/// The words that begin statements about the drawing.
const DRAWING_WORDS: [&str; 5] = ["style", "classDef", "class", "linkStyle", "direction"];
/// Whether a text is a diagram of Mermaid, of any type.
pub fn is_diagram(text: &str) -> bool {
    let first = Lines::new(text).find_map(|line| match line {
        Line::Statement(_, text) => Some(text),
        Line::Title(..) => None,
    });
    let Some(first) = first else { return false };
    let (word, rest) = first_word(first);
    let rest = rest.trim_matches([' ', '\t', ';']);
    let is_flowchart =
        FLOWCHARTS.contains(&word) && (rest.is_empty() || DIRECTIONS.contains(&first_word(rest).0));
    is_flowchart
        || OTHER_DIAGRAMS.contains(&word) && (rest.is_empty() || word == "pie" && rest.starts_with("title"))
}

/// Reads a flowchart.
pub fn read(text: &str, sink: &mut RecordSink, on_progress: ProgressFn) -> Result<(), ReadError> {
    let mut progress = ProgressMeter::new(on_progress, text.len());
    let mut chart = Flowchart { graph: Graph::new(text), ..Flowchart::default() };
    for line in Lines::new(text) {
        match line {
            Line::Title(title) => sink.builder.metadata.name = Some(Printable::new(title)),
            Line::Statement(line, statement) => {
                progress.advance_to(crate::json::offset_in(text, statement));
                chart.line(line, statement, sink)?;
            }
        }
    }
    chart.graph.finish(sink);
    Ok(())
}

/// A line of a diagram, with its number.
enum Line<'a> {
    /// The title in the header.
    Title(&'a str),
    Statement(usize, &'a str),
}

/// The lines that say something: no comments, directives and headers.
struct Lines<'a> {
    lines: std::iter::Enumerate<std::str::Lines<'a>>,
    is_in_header: bool,
    is_in_directive: bool,
    has_begun: bool,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            lines: text.lines().enumerate(),
            is_in_header: false,
            is_in_directive: false,
            has_begun: false,
        }
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = Line<'a>;

    fn next(&mut self) -> Option<Line<'a>> {
        loop {
            let (index, line) = self.lines.next()?;
            let line = line.trim();
            let has_begun = self.has_begun;
            self.has_begun |= !line.is_empty();
            match line {
                "" => {}
                "---" if !has_begun || self.is_in_header => self.is_in_header = !has_begun,
                _ if self.is_in_header => {
                    if let Some(title) = line.strip_prefix("title:") {
                        return Some(Line::Title(title.trim().trim_matches(['"', '\''])));
                    }
                }
                _ if self.is_in_directive || line.starts_with("%%{") => {
                    self.is_in_directive = !line.ends_with("%%");
                }
                _ if line.starts_with("%%") || line.starts_with("```") => {}
                _ => return Some(Line::Statement(index + 1, line)),
            }
        }
    }
}

/// The state of the parser.
#[derive(Default)]
struct Flowchart<'a> {
    graph: Graph<'a>,
    /// The subgraphs that are open.
    groups: Vec<u32>,
    /// Whether the line that states the type was read.
    has_begun: bool,
    /// Whether the lines are those of a description.
    is_in_description: bool,
}

impl<'a> Flowchart<'a> {
    /// Reads the statements of a line.
    fn line(&mut self, line: usize, text: &'a str, sink: &mut RecordSink) -> Result<(), ReadError> {
        let (word, rest) = first_word(text);
        if !std::mem::replace(&mut self.has_begun, true) {
            if OTHER_DIAGRAMS.contains(&word) {
                let kind = ReadErrorKind::UnsupportedDiagram {
                    found: Printable::new(word),
                    expected: "flowchart".into(),
                };
                return Err(ReadError { line, column: 1, kind });
            }
            if FLOWCHARTS.contains(&word) {
                let statements = rest.split_once(';').map_or("", |(_, statements)| statements);
                return self.statements(line, statements, sink);
            }
        }
        if self.is_in_description || text.starts_with("accDescr") {
            self.is_in_description = (self.is_in_description || text.contains('{')) && !text.ends_with('}');
            let (key, value) = (Printable::new("accDescr"), Printable::new(text));
            sink.report(line, DiagnosticKind::IgnoredHeader { key, value });
            return Ok(());
        }
        self.statements(line, text, sink)
    }

    fn statements(&mut self, line: usize, text: &'a str, sink: &mut RecordSink) -> Result<(), ReadError> {
        let mut rest = text.trim_matches(is_end);
        while !rest.is_empty() {
            let end = self.statement(line, rest, sink)?;
            rest = rest[end..].trim_start_matches(is_end);
        }
        Ok(())
    }

    /// Reads a statement and returns the byte offset of its end.
    fn statement(&mut self, line: usize, text: &'a str, sink: &mut RecordSink) -> Result<usize, ReadError> {
        let end = text.find(';').unwrap_or(text.len());
        let (word, rest) = first_word(&text[..end]);
        match word {
            "subgraph" => self.begin_group(line, text[word.len()..].trim().trim_end_matches(';'))?,
            "end" => drop(self.groups.pop()),
            "click" => {
                self.click(line, text[word.len()..].trim());
                return Ok(text.len());
            }
            "accTitle" | "accTitle:" => {
                let title = Printable::new(rest.trim_start_matches(':').trim());
                match &sink.builder.metadata.name {
                    None => sink.builder.metadata.name = Some(title),
                    Some(_) => {
                        let key = "accTitle".into();
                        sink.report(line, DiagnosticKind::IgnoredHeader { key, value: title });
                    }
                }
            }
            _ if DRAWING_WORDS.contains(&word) && !rest.is_empty() && !rest.starts_with(['-', '=', '&']) => {}
            _ => return self.chain(line, text, sink),
        }
        Ok(if word == "subgraph" { text.len() } else { end })
    }

    /// Reads `subgraph id [title]` or `subgraph title`.
    fn begin_group(&mut self, line: usize, text: &'a str) -> Result<(), ReadError> {
        if self.groups.len() >= MAX_GROUP_DEPTH {
            return Err(ReadError { line, column: 1, kind: ReadErrorKind::TooDeep });
        }
        let mut cursor = Cursor { text, at: 0 };
        let id = cursor.id();
        cursor.skip_blanks();
        let title = cursor.shape_text().filter(|_| cursor.rest().trim().is_empty());
        let (id, name) = match title {
            Some(name) if !id.is_empty() => (Cow::Borrowed(id), name),
            _ => (label(text), label(text)),
        };
        let group = self.graph.node(id, line, self.groups.last().copied());
        self.graph.make_group(group);
        self.graph.set_name(group, "label", name);
        self.groups.push(group);
        Ok(())
    }

    /// Reads `click id href "url" "tooltip"`. After the name of a function there is no address.
    fn click(&mut self, line: usize, text: &'a str) {
        let (id, rest) = first_word(text);
        let node = self.graph.node(Cow::Borrowed(id), line, None);
        let mut texts = rest.split('"').skip(1).step_by(2).peekable();
        let has_address = rest.starts_with("href") || rest.starts_with('"');
        if let Some(url) = texts.next_if(|_| has_address) {
            self.graph.add_value(node, Cow::Borrowed("url"), Cow::Borrowed(url));
        }
        texts.for_each(|tooltip| self.graph.add_value(node, Cow::Borrowed("note"), label(tooltip)));
    }

    /// Reads nodes and the links between them: `a & b --> c --> d`.
    fn chain(&mut self, line: usize, text: &'a str, sink: &mut RecordSink) -> Result<usize, ReadError> {
        let mut cursor = Cursor { text, at: 0 };
        let mut parents = self.nodes(line, &mut cursor);
        while !parents.is_empty() {
            let Some(link) = cursor.link() else { break };
            let children = self.nodes(line, &mut cursor);
            if link.is_drawn {
                let first = self.graph.edge_count();
                self.graph.connect(&parents, &children, true)?;
                self.graph.label_edges(first, link.label)?;
            }
            parents = children;
        }
        cursor.skip_blanks();
        if parents.is_empty() || !(cursor.rest().is_empty() || cursor.rest().starts_with(';')) {
            sink.report(
                line,
                DiagnosticKind::UnrecognisedText {
                    text: Printable::new(text.lines().next().unwrap_or_default()),
                },
            );
            return Ok(text.len());
        }
        Ok(cursor.at)
    }

    /// Reads nodes that are joined by `&`; none if there is no id.
    fn nodes(&mut self, line: usize, cursor: &mut Cursor<'a>) -> Vec<u32> {
        let mut nodes = Vec::new();
        loop {
            cursor.skip_blanks();
            let id = cursor.id();
            if id.is_empty() {
                return nodes;
            }
            let node = self.graph.node(Cow::Borrowed(id), line, self.groups.last().copied());
            nodes.push(node);
            if let Some(name) = cursor.shape_text() {
                self.graph.set_name(node, "label", name);
            }
            if cursor.take(":::") {
                cursor.id();
            }
            cursor.skip_blanks();
            if !cursor.take("&") {
                return nodes;
            }
        }
    }
}

fn is_end(c: char) -> bool {
    c == ';' || c.is_whitespace()
}

/// The first word, and what follows it.
fn first_word(text: &str) -> (&str, &str) {
    let end = text.find(is_end).unwrap_or(text.len());
    (&text[..end], text[end..].trim_start())
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
    fn flowcharts_are_trees() {
        for (text, names) in [
            ("flowchart LR\n    n0[\"Port\"]\n    n1[\"Quay A\"]\n    n0 --> n1\n", "Port/ Quay A"),
            ("graph TD\n  a[Port] --> b(Quay) --> c((Rope)) & d{{Tide}}\n", "Port/ Quay/  Rope/  Tide"),
            ("graph TD; a-->b; a---c; b-.->d; b==>e", "a/ b/  d/  e/ c"),
            (
                "%% a comment\nflowchart TB\na[\"x; y #35;3 <br/> #amp; z\"] --> b[/Rope/]\n",
                "x; y #3   & z/ Rope",
            ),
            (
                "graph LR\na-b[Port] --> c_d@{ shape: rect, label: \"Quay\" }\nstyle a-b fill:#fff\n",
                "Port/ Quay",
            ),
            (
                "---\ntitle: The port\n---\nflowchart LR\na[A]:::old\nb[B]\nclassDef old fill:red",
                "The port/ A/ B",
            ),
            ("%%{init: {\n 'theme': 'base'}}%%\nflowchart BT\na & b --> c\nc --> d", "d/ c/  a/  b"),
            ("flowchart LR\na --> b & c\nb ~~~ c\nb ~~~|x| d\na --> d", "a/ b/ c/ d"),
            ("flowchart LR\nA e1@--> B\nA x--x C\nA <--> D\nA --o E\n", "A/ B/ C/ D/ E"),
        ] {
            assert_eq!(indented_names(&org(text)).join("/"), names, "{text}");
        }
    }

    #[test]
    fn subgraphs_are_units() {
        let text = "flowchart TB\n subgraph one [Quays]\n  a[North] --> b[Crane]\n  subgraph In the harbour\n   c\n  end\n end\n\
            m[Port] --> a\n m --> d\n";
        assert_eq!(
            indented_names(&org(text)),
            ["Port", " Quays", "  North", "   Crane", "  In the harbour", "   c", " d"]
        );
        let linked =
            "flowchart TB\n m[Port] --> one\n subgraph one\n  a\n end\n m --> two\n subgraph two\n b\n end";
        assert_eq!(indented_names(&org(linked)), ["Port", " one", "  a", " two", "  b"]);
    }

    #[test]
    fn what_stands_at_nodes_and_links_is_kept() {
        let org = org("flowchart LR\na[Port] -->|leads| b[Quay]\na -- pays --> b\na -. asks .-> c\n\
            click b href \"https://quay.example/\" \"The quay\"\nb[Other]\n] b\n");
        let unit = org.unit(UnitId::at(1));
        let facts: Vec<_> = unit.facts.iter().map(|fact| (&*fact.label, &*fact.value)).collect();
        assert_eq!(facts, [("Port", "leads"), ("Port", "pays")]);
        assert_eq!((&*unit.links[0].url, &*unit.notes[0]), ("https://quay.example/", "The quay"));
        assert_eq!(&*unit.other_names[0], "Other");
        assert_eq!(messages(&org), ["this line is not recognised; it is ignored: ] b"]);
    }

    #[test]
    fn further_parents_are_relations_and_cycles_are_cut() {
        let org = org("flowchart LR\na --> b\nc --> b\na --> c\na --> d\n");
        assert_eq!(indented_names(&org), ["a", " b", " c", " d"]);
        assert_eq!(org.unit(UnitId::at(1)).relations.len(), 1);
        let cycle = self::org("flowchart LR\na --> b --> a\nr --> c & d\n");
        assert!(messages(&cycle)[0].contains("cycle"), "{:?}", messages(&cycle));
    }

    #[test]
    fn other_diagrams_are_refused_by_name() {
        let error = import::read(b"sequenceDiagram\n  A->>B: x\n", Lang::En).expect_err("refused");
        assert_eq!(
            error.kind.message(Lang::En),
            "a \u{201c}sequenceDiagram\u{201d} diagram is not read: \u{201c}flowchart\u{201d} is expected"
        );
        for text in ["graph {\na -- b\n}", "graph\npaper\n  lines", "Graph theory\n  b", "pie chart\n a"] {
            assert!(!is_diagram(text) || text.starts_with("graph\npaper"), "{text}");
        }
    }

    #[test]
    fn products_of_lists_are_bounded() {
        let list = vec!["a"; 2_000].join(" & ");
        let error = import::read(format!("flowchart LR\n{list} --> {list}").as_bytes(), Lang::En);
        assert_eq!(error.expect_err("refused").kind, ReadErrorKind::TooManyEdges);
        let deep = format!("flowchart LR\n{}", "subgraph a\n".repeat(500));
        assert_eq!(
            import::read(deep.as_bytes(), Lang::En).expect_err("refused").kind,
            ReadErrorKind::TooDeep
        );
    }
}
