//! Outlines in OPML (<http://opml.org/spec2.opml>): one unit for each `outline`.

use std::borrow::Cow;

use crate::org::DiagnosticKind;
use crate::text::Printable;

use super::generated_ids::IdGenerator;
use super::progress::ProgressMeter;
use super::record::Record;
use super::record_sink::RecordSink;
use super::xml::{Element, Event, Reader};
use super::{ProgressFn, ReadError, ReadErrorKind, acronym};

/// Elements of the head that say how the outline was shown.
const VIEW_ELEMENTS: [&str; 7] =
    ["expansionState", "vertScrollState", "windowTop", "windowLeft", "windowBottom", "windowRight", "docs"];
/// Elements whose attributes say nothing of a unit.
const FRAME_ELEMENTS: [&str; 3] = ["opml", "head", "body"];

pub fn read(text: &str, sink: &mut RecordSink, on_progress: ProgressFn) -> Result<(), ReadError> {
    let mut progress = ProgressMeter::new(on_progress, text.len());
    let mut reader = Reader::new(text);
    let mut outline = Outline { sink, ids: IdGenerator::default(), open: Vec::new(), started: None };
    while let Some(event) = reader.read()? {
        let line = reader.line();
        progress.advance_to(reader.at());
        match event {
            Event::Start(name, element) => {
                outline.start(name, element, line).map_err(|kind| ReadError { line, column: 1, kind })?;
            }
            Event::Text(text) => outline.add_text(&text, line),
            Event::End(_) => outline.end(),
            Event::Declarations(text) => outline.report_header("DOCTYPE", text, line),
        }
    }
    Ok(())
}

/// The elements that are open, and what they become.
struct Outline<'a, 's> {
    sink: &'s mut RecordSink,
    ids: IdGenerator,
    open: Vec<OpenElement<'a>>,
    /// The unit whose outline started last, until something of it is below it.
    started: Option<(Record, usize)>,
}

struct OpenElement<'a> {
    name: &'a str,
    /// The number of the record of an outline that has units below it.
    unit: Option<usize>,
    /// What the element contains, and the line where that starts.
    text: String,
    line: usize,
}

impl<'a> Outline<'a, '_> {
    fn start(&mut self, name: &'a str, element: Element<'a>, line: usize) -> Result<(), ReadErrorKind> {
        let attributes = element.attributes()?;
        self.keep_text();
        match name {
            "outline" => {
                self.write_started();
                self.started = Some((record(&attributes, self.sink), line));
            }
            name if FRAME_ELEMENTS.contains(&name) => {}
            _ => attributes.iter().for_each(|(key, value)| self.keep(key, value, line)),
        }
        self.open.push(OpenElement { name, unit: None, text: String::new(), line });
        Ok(())
    }

    fn add_text(&mut self, text: &str, line: usize) {
        let Some(element) = self.open.last_mut() else { return };
        if element.text.trim().is_empty() {
            element.line = line;
        }
        element.text += text;
    }

    fn end(&mut self) {
        self.keep_text();
        if let Some(OpenElement { name: "outline", .. }) = self.open.last() {
            self.write_started();
        }
        self.open.pop();
    }

    /// Keeps the text that was found in the innermost element.
    fn keep_text(&mut self) {
        let is_head = self.open.get(1).is_some_and(|element| element.name == "head");
        let Some(element) = self.open.last_mut() else { return };
        let (name, text, line) = (element.name, std::mem::take(&mut element.text), element.line);
        match (name, text.trim()) {
            (_, "") => {}
            ("title", text) if is_head => self.sink.builder.metadata.name = Some(Printable::new(text)),
            (name, _) if is_head && VIEW_ELEMENTS.contains(&name) => {}
            (name, text) if is_head => self.report_header(name, text, line),
            (name, text) => self.keep(name, text, line),
        }
    }

    /// Keeps a value for the unit that started last. What comes after units below it is reported.
    fn keep(&mut self, name: &str, value: &str, line: usize) {
        match &mut self.started {
            Some((record, _)) if name == "outline" => record.notes.extend(lines(value)),
            Some((record, _)) => add_value(record, name, value, self.sink),
            None => self.sink.report(line, DiagnosticKind::IgnoredText { text: Printable::new(value) }),
        }
    }

    fn report_header(&mut self, key: &str, value: &str, line: usize) {
        let (key, value) = (Printable::new(key), Printable::new(value));
        self.sink.report(line, DiagnosticKind::IgnoredHeader { key, value });
    }

    /// Adds the unit whose outline started last.
    fn write_started(&mut self) {
        let Some((mut record, line)) = self.started.take() else { return };
        if record.id.is_empty() {
            record.id = self.ids.id(&record.name);
        }
        let mut outlines = self.open.iter_mut().rev().filter(|element| element.name == "outline");
        let own = outlines.next();
        let number = self.sink.add_nested(line, &record, outlines.find_map(|outline| outline.unit));
        if let Some(own) = own {
            own.unit = number;
        }
    }
}

/// The unit of an outline.
fn record(attributes: &[(&str, Cow<str>)], sink: &mut RecordSink) -> Record {
    let mut record = Record::default();
    let value = |name: &str| attributes.iter().find(|(known, _)| *known == name).map(|(_, value)| &**value);
    let label = value("text").or_else(|| value("title")).unwrap_or_default();
    let (name, short) = acronym::split(label);
    (record.name, record.acronym) = (name.to_string(), short.unwrap_or_default().to_string());
    for (name, value) in attributes {
        match (*name, &**value) {
            ("text", _) => {}
            ("title", title) if title == label => {}
            ("_note", note) => record.notes.extend(lines(note)),
            ("xmlUrl" | "htmlUrl" | "url", url) => record.add_link("", url),
            // The type of a feed is none of the unit.
            ("type", "link" | "rss" | "include") => {}
            ("isComment" | "isBreakpoint", "false") => {}
            (key, value) => add_value(&mut record, key, value, sink),
        }
    }
    record
}

fn add_value(record: &mut Record, key: &str, value: &str, sink: &mut RecordSink) {
    let field = sink.fields([key].into_iter())[0];
    record.add_value(field, key, value);
}

/// The lines of a note that are not blank.
fn lines(text: &str) -> impl Iterator<Item = String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(String::from)
}

#[cfg(test)]
mod tests {
    use crate::import;
    use crate::import::ReadErrorKind;
    use crate::import::test_support::{indented_names, lines_and_messages};
    use crate::lang::Lang;
    use crate::org::UnitId;

    const OUTLINE: &str = "<?xml version=\"1.0\"?>\n<!-- made by hand -->\n<opml version=\"2.0\">\n<head><title>Port</title><ownerName>Ana</ownerName></head>\n\
        <body>\n<outline text=\"Quays &amp; ropes (QR)\" email=\"q@port.example\" _note=\"a&#10;b\">\n<outline text=\"North\" floor=\"3\"/>\n\
        <outline title=\"South\" url=\"https://south.example/\"><outline text=\"Crane\"/></outline></outline>\n<outline text=\"Sea\"/></body></opml>";

    #[test]
    fn outlines_are_units() {
        let org = import::read(OUTLINE.as_bytes(), Lang::En).expect("readable");
        assert_eq!(
            indented_names(&org),
            ["Port", " Quays & ropes", "  North", "  South", "   Crane", " Sea"]
        );
        assert_eq!(
            lines_and_messages(&org)[..1],
            [(4, "“ownerName” in the document header is ignored: Ana".to_string())]
        );
        let quays = org.unit(UnitId::at(1));
        assert_eq!((quays.acronym.as_deref(), quays.notes.len()), (Some("QR"), 2));
        assert_eq!(&*quays.contacts[0].value, "q@port.example");
        assert_eq!(&*org.unit(UnitId::at(2)).facts[0].value, "3");
        assert_eq!(&*org.unit(UnitId::at(3)).links[0].url, "https://south.example/");
    }

    #[test]
    fn texts_between_outlines_are_kept_or_reported() {
        let text = "<opml><head>x</head><body>\n<outline text=\"Port\">By <![CDATA[the <sea>]]>\n\n2 quays<floor>3</floor>\
            <outline text=\"Quay\"/>\nlost</outline>\n<extra key=\"also lost\"/></body></opml>";
        let org = import::read(text.as_bytes(), Lang::En).expect("readable");
        assert_eq!(indented_names(&org), ["Port", " Quay"]);
        let port = org.unit(UnitId::ROOT);
        assert_eq!(port.notes.iter().map(|note| &**note).collect::<Vec<_>>(), ["By the <sea>", "2 quays"]);
        assert_eq!((&*port.facts[0].label, &*port.facts[0].value), ("floor", "3"));
        let expected = [
            (1, "“head” in the document header is ignored: x"),
            (5, "this text belongs to no unit; it is ignored: lost"),
            (6, "this text belongs to no unit; it is ignored: also lost"),
        ];
        let problems = lines_and_messages(&org);
        let problems: Vec<_> = problems.iter().map(|(line, text)| (*line, &**text)).collect();
        assert_eq!(problems, expected);
    }

    #[test]
    fn damaged_and_deep_documents_are_refused() {
        let kind = |text: &str| import::read(text.as_bytes(), Lang::En).expect_err("refused").kind;
        assert_eq!(kind("<opml>\n<body><outline text=\"a\">"), ReadErrorKind::DamagedXml);
        let deep = |count: usize| {
            format!("<opml>{}{}</opml>", "<outline text=\"a\">".repeat(count), "</outline>".repeat(count))
        };
        assert_eq!(kind(&deep(500)), ReadErrorKind::TooDeep);
        assert!(import::read(deep(100).as_bytes(), Lang::En).is_ok());
        let _ = kind(&deep(200_000));
    }
}
