//! Outlines in OPML (<http://opml.org/spec2.opml>): one unit for each `outline`.

use crate::org::DiagnosticKind;
use crate::text::Printable;

use super::generated_ids::IdGenerator;
use super::line_numbers::LineCounter;
use super::progress::ProgressMeter;
use super::record::Record;
use super::record_sink::RecordSink;
use super::{ProgressFn, ReadError, acronym, xml};

/// Elements of the head that say how the outline was shown.
const VIEW_ELEMENTS: [&str; 7] =
    ["expansionState", "vertScrollState", "windowTop", "windowLeft", "windowBottom", "windowRight", "docs"];

pub fn read(text: &str, sink: &mut RecordSink, on_progress: ProgressFn) -> Result<(), ReadError> {
    let mut progress = ProgressMeter::new(on_progress, text.len());
    let document = xml::parse(text)?;
    let (mut lines, mut ids) = (LineCounter::new(text), IdGenerator::default());
    let sections = document.root_element().children();
    for element in sections.filter(|of| of.has_tag_name("head")).flat_map(|head| head.children()) {
        read_head(element, lines.line_at(element.range().start), sink);
    }
    // The units around the next outline.
    let mut above: Vec<(roxmltree::NodeId, usize)> = Vec::new();
    for outline in document.descendants().filter(|of| of.tag_name().name() == "outline") {
        let at = outline.range().start;
        progress.advance_to(at);
        let around = outline.parent().map(|parent| parent.id());
        while above.pop_if(|(id, _)| Some(*id) != around).is_some() {}
        let record = record(outline, &mut ids, sink);
        let line = lines.line_at(at);
        if let Some(number) = sink.add_nested(line, &record, above.last().map(|(_, number)| *number)) {
            above.push((outline.id(), number));
        }
    }
    Ok(())
}

/// Reads the title of the document; what else the head says is reported.
fn read_head(element: roxmltree::Node, line: usize, sink: &mut RecordSink) {
    let (name, text) = (element.tag_name().name(), xml::text_in(element));
    match name {
        "title" if !text.is_empty() => sink.builder.metadata.name = Some(Printable::new(&text)),
        name if name.is_empty() || text.is_empty() || VIEW_ELEMENTS.contains(&name) => {}
        name => {
            let kind =
                DiagnosticKind::IgnoredHeader { key: Printable::new(name), value: Printable::new(&text) };
            sink.report(line, kind);
        }
    }
}

fn record(outline: roxmltree::Node, ids: &mut IdGenerator, sink: &mut RecordSink) -> Record {
    let mut record = Record::default();
    let label = outline.attribute("text").or_else(|| outline.attribute("title")).unwrap_or_default();
    let (name, short) = acronym::split(label);
    (record.name, record.acronym) = (name.to_string(), short.unwrap_or_default().to_string());
    for attribute in outline.attributes() {
        match (attribute.name(), attribute.value()) {
            ("text", _) => {}
            ("title", title) if title == label => {}
            ("_note", note) => record.notes.extend(note.lines().map(String::from)),
            ("xmlUrl" | "htmlUrl" | "url", url) => record.add_link("", url),
            // The type of a feed is none of the unit.
            ("type", "link" | "rss" | "include") => {}
            ("isComment" | "isBreakpoint", "false") => {}
            (key, value) => {
                let field = sink.fields([key].into_iter())[0];
                record.add_value(field, key, value);
            }
        }
    }
    if record.id.is_empty() {
        record.id = ids.id(&record.name);
    }
    record
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
