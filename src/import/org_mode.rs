//! Outlines of Org mode (<https://orgmode.org/worg/org-syntax.html>): headings are units, properties facts, and
//! the text below a heading its missions.

use crate::org::DiagnosticKind;
use crate::text::Printable;

use super::generated_ids::IdGenerator;
use super::levels::Levels;
use super::progress::ProgressMeter;
use super::record::Record;
use super::record_sink::RecordSink;
use super::{ProgressFn, ReadError, acronym};

/// Keywords that begin a heading and say how far the work is.
const STATES: [&str; 6] = ["TODO", "DONE", "NEXT", "WAITING", "CANCELLED", "CANCELED"];
/// Options of the program, which say nothing of the units.
const OPTIONS: [&str; 5] = ["STARTUP", "OPTIONS", "TODO", "PROPERTY", "SETUPFILE"];

/// Whether a text is an outline of Org mode: it begins with a heading or an option, and has a heading of a
/// deeper level, a title or properties.
pub fn is_outline(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with("# "));
    let first = lines.clone().next().unwrap_or_default();
    let begins = option(first).is_some() || heading(first).is_some_and(|(level, _)| level == 1);
    begins
        && lines.any(|line| {
            heading(line).is_some_and(|(level, _)| level > 1)
                || line.trim().eq_ignore_ascii_case(":PROPERTIES:")
                || option(line).is_some_and(|(key, _)| key.eq_ignore_ascii_case("TITLE"))
        })
}

pub fn read(text: &str, sink: &mut RecordSink, on_progress: ProgressFn) -> Result<(), ReadError> {
    let mut progress = ProgressMeter::new(on_progress, text.len());
    let mut outline = Outline::default();
    for (index, line) in text.lines().enumerate() {
        progress.advance_to(crate::json::offset_in(text, line));
        outline.line(index + 1, line, sink);
    }
    outline.flush(sink);
    Ok(())
}

#[derive(Default)]
struct Outline {
    levels: Levels,
    ids: IdGenerator,
    /// The last heading: its line, its level and its record.
    pending: Option<(usize, usize, Record)>,
    is_in_drawer: bool,
}

impl Outline {
    fn line(&mut self, line: usize, text: &str, sink: &mut RecordSink) {
        if let Some((level, title)) = heading(text) {
            self.flush(sink);
            self.is_in_drawer = false;
            self.pending = Some((line, level, record(title)));
            return;
        }
        let trimmed = text.trim();
        match &mut self.pending {
            _ if trimmed.is_empty() || trimmed == "#" || trimmed.starts_with("# ") => {}
            _ if trimmed.eq_ignore_ascii_case(":PROPERTIES:") => self.is_in_drawer = true,
            _ if trimmed.eq_ignore_ascii_case(":END:") => self.is_in_drawer = false,
            Some((_, _, record)) if self.is_in_drawer => add_property(record, trimmed, sink),
            Some((_, _, record)) if option(trimmed).is_none() => record.missions.push(trimmed.to_string()),
            _ => read_option(line, trimmed, sink),
        }
    }

    fn flush(&mut self, sink: &mut RecordSink) {
        let Some((line, level, mut record)) = self.pending.take() else { return };
        if record.id.is_empty() {
            record.id = self.ids.id(&record.name);
        }
        let parent = self.levels.parent(level);
        if let Some(number) = sink.add_nested(line, &record, parent) {
            self.levels.push(level, number);
        }
    }
}

/// The level and the title of a heading.
fn heading(line: &str) -> Option<(usize, &str)> {
    let title = line.trim_start_matches('*');
    let level = line.len() - title.len();
    (level > 0 && title.starts_with(' ') && !title.trim().is_empty()).then(|| (level, title.trim()))
}

/// An option, `#+KEY: value`.
fn option(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.strip_prefix("#+")?.split_once(':')?;
    Some((key.trim(), value.trim()))
}

/// Reads a line before the first heading, or an option.
fn read_option(line: usize, text: &str, sink: &mut RecordSink) {
    match option(text) {
        Some((key, title)) if key.eq_ignore_ascii_case("TITLE") => {
            sink.builder.metadata.name = Some(Printable::new(title));
        }
        Some((key, _)) if OPTIONS.iter().any(|option| key.eq_ignore_ascii_case(option)) => {}
        Some((key, value)) => {
            let (key, value) = (Printable::new(key), Printable::new(value));
            sink.report(line, DiagnosticKind::IgnoredHeader { key, value });
        }
        None => sink.report(line, DiagnosticKind::UnrecognisedText { text: Printable::new(text.trim()) }),
    }
}

/// The record of a heading: state, name, link and tags.
fn record(title: &str) -> Record {
    let mut record = Record::default();
    let (first, rest) = title.split_once(' ').unwrap_or((title, ""));
    let has_state = STATES.contains(&first) && !rest.trim().is_empty();
    let title = if has_state { rest.trim() } else { title };
    let (title, tags) = match title.rsplit_once([' ', '\t']) {
        Some((title, tags)) if is_tags(tags) => (title.trim(), tags.trim_matches(':').replace(':', ", ")),
        _ => (title, String::new()),
    };
    let name = split_link(title, &mut record);
    let (name, short) = acronym::split(&name);
    (record.name, record.acronym) = (name.to_string(), short.unwrap_or_default().to_string());
    record.add_fact("TODO", if has_state { first } else { "" });
    record.add_fact("tags", &tags);
    record
}

fn is_tags(text: &str) -> bool {
    let is_tag_char = |c: char| c.is_alphanumeric() || "_@#%:".contains(c);
    text.len() > 2 && text.starts_with(':') && text.ends_with(':') && text.chars().all(is_tag_char)
}

/// The title with the first link, `[[target][label]]`, replaced by its label. The target is kept.
fn split_link(title: &str, record: &mut Record) -> String {
    let parts = title.split_once("[[").and_then(|(before, rest)| {
        let (link, after) = rest.split_once("]]")?;
        Some((before, link.split_once("][").unwrap_or((link, link)), after))
    });
    let Some((before, (target, label), after)) = parts else { return title.to_string() };
    record.add_link("", target);
    [before, label, after].concat()
}

/// Adds a property, `:KEY: value`.
fn add_property(record: &mut Record, text: &str, sink: &mut RecordSink) {
    let Some((key, value)) = text.strip_prefix(':').and_then(|text| text.split_once(':')) else {
        return record.missions.push(text.to_string());
    };
    if key.eq_ignore_ascii_case("CUSTOM_ID") && record.id.is_empty() {
        record.id = value.trim().to_string();
        return;
    }
    let key = key.trim_end_matches('+');
    let field = sink.fields([key].into_iter())[0];
    record.add_value(field, key, value);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import;
    use crate::import::test_support::{indented_names, lines_and_messages};
    use crate::lang::Lang;
    use crate::org::UnitId;

    #[test]
    fn headings_are_units() {
        let text = "#+TITLE: Port\n#+AUTHOR: Ana\n# a comment\n* TODO [[https://quays.example/][Quays]] (QUA)  :sea:land:\n:PROPERTIES:\n\
            :CUSTOM_ID: q\n:Email: q@port.example\n:Floor: 3\n:END:\nKeeps the quays.\n*** Crane\n** South\n* Sea\n";
        let org = import::read(text.as_bytes(), Lang::En).expect("readable");
        assert_eq!(indented_names(&org), ["Port", " Quays", "  Crane", "  South", " Sea"]);
        let quays = org.unit(UnitId::at(1));
        assert_eq!((&*quays.id, quays.acronym.as_deref()), ("q", Some("QUA")));
        let facts: Vec<_> = quays.facts.iter().map(|fact| (&*fact.label, &*fact.value)).collect();
        assert_eq!(facts, [("TODO", "TODO"), ("tags", "sea, land"), ("Floor", "3")]);
        assert_eq!((&*quays.contacts[0].value, &*quays.missions[0]), ("q@port.example", "Keeps the quays."));
        assert_eq!(&*quays.links[0].url, "https://quays.example/");
        assert_eq!(
            lines_and_messages(&org)[0],
            (2, "“AUTHOR” in the document header is ignored: Ana".into())
        );
    }

    #[test]
    fn lists_of_markdown_are_no_outlines() {
        for text in ["* a\n  * b\n", "* a\n* b\n", "**bold** text\n** x", "# Title\n\n* a\n  ** b", "#+x\n"] {
            assert!(!is_outline(text), "{text}");
        }
        assert!(is_outline("* a\n** b\n") && is_outline("* a\n:PROPERTIES:\n:X: y\n:END:\n"));
    }
}
