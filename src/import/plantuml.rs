//! Work breakdown structures and mind maps of PlantUML (<https://plantuml.com/wbs-diagram>): the number of signs
//! before a name is its level. How nodes are drawn is not read.

use crate::org::DiagnosticKind;
use crate::text::Printable;

use super::generated_ids::IdGenerator;
use super::levels::Levels;
use super::progress::ProgressMeter;
use super::record::Record;
use super::record_sink::RecordSink;
use super::{ProgressFn, ReadError, ReadErrorKind, acronym};

/// Words that begin a line about the drawing.
const DRAWING_WORDS: [&str; 6] = ["skinparam", "scale", "hide", "!theme", "!include", "left"];
/// Lines that begin a block about the drawing, and those that end it.
const DRAWING_BLOCKS: [(&str, &str); 2] = [("<style>", "</style>"), ("/'", "'/")];

/// Whether a text is a diagram of PlantUML, of any type.
pub fn is_diagram(text: &str) -> bool {
    text.lines().map(str::trim).find(|line| !line.is_empty()).is_some_and(|line| line.starts_with("@start"))
}

pub fn read(text: &str, sink: &mut RecordSink, on_progress: ProgressFn) -> Result<(), ReadError> {
    let mut progress = ProgressMeter::new(on_progress, text.len());
    let mut diagram = Diagram::default();
    for (index, line) in text.lines().enumerate() {
        progress.advance_to(crate::json::offset_in(text, line));
        diagram.line(index + 1, line, sink)?;
    }
    diagram.flush(sink);
    Ok(())
}

#[derive(Default)]
struct Diagram {
    levels: Levels,
    ids: IdGenerator,
    /// The line that ends the block about the drawing.
    skipped_until: Option<&'static str>,
    /// A node with several lines: its line, its level and its text so far.
    open: Option<(usize, usize, String)>,
}

impl Diagram {
    fn line(&mut self, line: usize, text: &str, sink: &mut RecordSink) -> Result<(), ReadError> {
        let trimmed = text.trim();
        if let Some((_, _, name)) = &mut self.open {
            name.push(' ');
            name.push_str(trimmed.strip_suffix(';').unwrap_or(trimmed));
            if trimmed.ends_with(';') {
                self.flush(sink);
            }
            return Ok(());
        }
        if let Some(end) = self.skipped_until {
            self.skipped_until = Some(end).filter(|end| !trimmed.contains(end));
            return Ok(());
        }
        if let Some((start, end)) = DRAWING_BLOCKS.iter().find(|(start, _)| trimmed.starts_with(start)) {
            self.skipped_until = Some(*end).filter(|end| !trimmed[start.len()..].contains(end));
            return Ok(());
        }
        self.statement(line, text, trimmed, sink)
    }

    fn statement(
        &mut self,
        line: usize,
        text: &str,
        trimmed: &str,
        sink: &mut RecordSink,
    ) -> Result<(), ReadError> {
        let (word, rest) = trimmed.split_once(' ').unwrap_or((trimmed, ""));
        match word {
            "@startwbs" | "@startmindmap" | "@endwbs" | "@endmindmap" | "" => {}
            _ if word.starts_with("@start") => {
                let kind = ReadErrorKind::UnsupportedDiagram {
                    found: Printable::new(word),
                    expected: "@startwbs".into(),
                };
                return Err(ReadError { line, column: 1, kind });
            }
            "title" if !rest.is_empty() => sink.builder.metadata.name = Some(Printable::new(rest)),
            _ if word.starts_with('\'') || DRAWING_WORDS.contains(&word) => {}
            // The side of the nodes that follow.
            _ if trimmed == "left side" || trimmed == "right side" => {}
            _ => match node(text) {
                Some((level, name)) => self.node(line, level, name, sink),
                None => {
                    sink.report(line, DiagnosticKind::UnrecognisedText { text: Printable::new(text.trim()) })
                }
            },
        }
        Ok(())
    }

    fn node(&mut self, line: usize, level: usize, name: &str, sink: &mut RecordSink) {
        match name.strip_prefix(':') {
            Some(start) if !start.ends_with(';') => self.open = Some((line, level, start.to_string())),
            start => {
                let name = start.map_or(name, |start| start.trim_end_matches(';'));
                self.add(line, level, name, sink);
            }
        }
    }

    fn flush(&mut self, sink: &mut RecordSink) {
        if let Some((line, level, name)) = self.open.take() {
            self.add(line, level, &name, sink);
        }
    }

    fn add(&mut self, line: usize, level: usize, label: &str, sink: &mut RecordSink) {
        let (name, short) = acronym::split(label.trim());
        let mut record = Record::new(&self.ids.id(short.unwrap_or(name)));
        (record.name, record.acronym) = (name.replace("\\n", " "), short.unwrap_or_default().to_string());
        let parent = self.levels.parent(level);
        if let Some(number) = sink.add_nested(line, &record, parent) {
            self.levels.push(level, number);
        }
    }
}

/// The level and the name of a node: `**[#color]_< name`, or a sign after blanks or tabs.
fn node(line: &str) -> Option<(usize, &str)> {
    let text = line.trim_start();
    let sign = text.chars().next().filter(|sign| "*+-#".contains(*sign))?;
    let rest = text.trim_start_matches(sign);
    let indent = line.len() - text.len();
    let rest = match rest.strip_prefix("[#").and_then(|rest| rest.split_once(']')) {
        Some((_, rest)) => rest,
        None => rest,
    };
    let rest = rest.strip_prefix('_').unwrap_or(rest);
    let rest = rest.strip_prefix(['<', '>']).unwrap_or(rest);
    let name = rest.trim();
    let is_node = rest.starts_with([' ', '\t', ':']) && !name.is_empty();
    is_node.then(|| (indent + text.len() - text.trim_start_matches(sign).len(), name))
}

#[cfg(test)]
mod tests {
    use crate::import;
    use crate::import::test_support::{indented_names, messages};
    use crate::lang::Lang;

    #[test]
    fn levels_are_signs() {
        let text = "@startwbs\ntitle The port\n<style>\n* x\n</style>\n' a comment\n* Port (PRT)\n**[#red]< Quays\n***_ North\n** :Sea\nand land;\n!!\n@endwbs\n";
        let org = import::read(text.as_bytes(), Lang::En).expect("readable");
        assert_eq!(indented_names(&org), ["Port", " Quays", "  North", " Sea and land"]);
        assert_eq!(messages(&org), ["this line is not recognised; it is ignored: !!"]);
        let map = import::read(b"@startmindmap\n+ a\n++ b\n-- c\n@endmindmap\n", Lang::En).expect("readable");
        assert_eq!(indented_names(&map), ["a", " b", " c"]);
    }

    #[test]
    fn other_diagrams_are_refused_by_name() {
        let error = import::read(b"@startuml\nA -> B\n@enduml\n", Lang::En).expect_err("refused");
        assert_eq!(
            error.kind.message(Lang::En),
            "a “@startuml” diagram is not read: “@startwbs” is expected"
        );
    }
}
