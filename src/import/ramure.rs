//! The public format `ramure/1`: a JSON object with a flat list of units, each with the id of its
//! parent, described by `assets/ramure.schema.json`. One pass reads the fields that the tree needs;
//! the other fields are parsed when a card is shown.

use std::borrow::Cow;
use std::collections::HashSet;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::json;
use crate::json::Members;
use crate::memory::Shortage;
use crate::org::{DiagnosticKind, OrgBuilder};
use crate::text::Printable;

use super::likeness;
use super::progress::ProgressMeter;
use super::record_sink::RecordSink;
use super::{ProgressFn, ReadError, ReadErrorKind, json_error};

/// The value of the member `format`.
pub const FORMAT_NAME: &str = "ramure/1";

/// Reads a document. Its text and the text already imported are together below 4 GiB.
pub fn read(
    text: Cow<'static, str>,
    sink: &mut RecordSink,
    on_progress: ProgressFn,
) -> Result<(), ReadError> {
    let base = sink.text.len();
    match base {
        0 => sink.text = text,
        _ => sink.text.to_mut().push_str(&text),
    }
    let progress = ProgressMeter::new(on_progress, sink.text.len() - base);
    let mut reader = RamureReader { text: &sink.text, base, at: base, builder: &mut sink.builder, progress };
    reader.document().map_err(|failure| match failure {
        Failure::Memory(shortage) => shortage.into(),
        failure => read_error(&sink.text[base..], base, failure),
    })
}

/// Why reading stopped: invalid JSON, too little memory, or another error at a byte offset.
enum Failure {
    InvalidJson,
    Memory(Shortage),
    Rejected(usize, ReadErrorKind),
}

struct RamureReader<'a, 'w> {
    text: &'a str,
    /// Byte offset of the document in the imported text.
    base: usize,
    /// Byte offset of the next byte to read.
    at: usize,
    builder: &'w mut OrgBuilder,
    progress: ProgressMeter<'w>,
}

impl<'a> RamureReader<'a, '_> {
    /// Reads the header and the offsets of the units. Several `units` lists are concatenated.
    fn document(&mut self) -> Result<(), Failure> {
        self.skip_blanks();
        let start = self.at;
        if !self.consume(b'{') {
            return Err(Failure::Rejected(start, ReadErrorKind::NotAnOrganisation));
        }
        let mut keys = HashSet::new();
        if !self.consume(b'}') {
            self.members(&mut keys)?;
        }
        self.skip_blanks();
        if self.at < self.text.len() {
            return Err(Failure::InvalidJson);
        }
        if !keys.contains("format") {
            self.builder.report(self.base, DiagnosticKind::NoFormat);
        }
        let has_units = keys.contains("units");
        has_units.then_some(()).ok_or(Failure::Rejected(start, ReadErrorKind::NotAnOrganisation))
    }

    fn members(&mut self, keys: &mut HashSet<String>) -> Result<(), Failure> {
        loop {
            let key: String = self.take()?;
            self.expect(b':')?;
            let is_first = keys.insert(key.clone());
            self.member(&key, is_first)?;
            if self.consume(b'}') {
                return Ok(());
            }
            self.expect(b',')?;
        }
    }

    fn member(&mut self, key: &str, is_first: bool) -> Result<(), Failure> {
        self.skip_blanks();
        let start = self.at;
        match key {
            "units" if !self.consume(b'[') => Err(Failure::Rejected(start, ReadErrorKind::NotAnOrganisation)),
            "units" if !self.consume(b']') => self.units(),
            "units" if is_first => Err(Failure::Rejected(start, ReadErrorKind::NoUnits)),
            "units" => Ok(()),
            "format" => check_format(self.take()?, start),
            _ => {
                let raw = self.take()?;
                self.header_member(key, raw, is_first);
                Ok(())
            }
        }
    }

    fn units(&mut self) -> Result<(), Failure> {
        loop {
            self.unit()?;
            if let Some(shortage) = self.builder.shortage {
                return Err(Failure::Memory(shortage));
            }
            if self.consume(b']') {
                return Ok(());
            }
            self.expect(b',')?;
            self.progress.advance_to(self.at - self.base);
        }
    }

    /// Reads one unit. A value that is not an object is reported.
    fn unit(&mut self) -> Result<(), Failure> {
        self.skip_blanks();
        let start = self.at;
        if self.peek() == Some(b'{') {
            self.at = self.builder.add_record(self.text, start).ok_or(Failure::InvalidJson)?;
            return Ok(());
        }
        let raw: &RawValue = self.take()?;
        self.builder.report(start, DiagnosticKind::NotARecord { value: Printable::new(raw.get()) });
        Ok(())
    }

    /// Stores a header field; reports unknown or conflicting ones.
    fn header_member(&mut self, key: &str, raw: &RawValue, is_first: bool) {
        let metadata = &mut self.builder.metadata;
        let slot = match key {
            _ if json::is_null(raw) => return,
            _ if !is_first => None,
            "name" => Some(&mut metadata.name),
            "lang" => Some(&mut metadata.lang),
            "date" => Some(&mut metadata.date),
            "licence" => Some(&mut metadata.licence),
            "source" => return self.source(raw),
            _ => None,
        };
        match (slot, json::text(raw)) {
            // The header of an earlier file has priority.
            (Some(slot), Some(text)) if slot.as_deref().is_none_or(|known| known == text) => {
                *slot = Some(Printable::new(&text));
            }
            _ => self.report_ignored(key, raw),
        }
    }

    fn source(&mut self, raw: &RawValue) {
        let source = self.builder.metadata.source.get_or_insert_default();
        if let Some(text) = json::text(raw).filter(|text| source.label.is_empty() || *source.label == **text)
        {
            source.label = Printable::new(&text);
            return;
        }
        let Some(members) = json::object(raw) else { return self.report_ignored("source", raw) };
        for (key, value) in members {
            let source = self.builder.metadata.source.get_or_insert_default();
            let slot = match &*key {
                "label" => Some(&mut source.label),
                "url" => Some(&mut source.url),
                _ => None,
            };
            match (slot, json::text(value)) {
                (Some(slot), Some(text)) if slot.is_empty() || **slot == text => {
                    *slot = Printable::new(&text);
                }
                _ => self.report_ignored(&format!("source.{key}"), value),
            }
        }
    }

    fn report_ignored(&mut self, key: &str, raw: &RawValue) {
        let kind =
            DiagnosticKind::IgnoredHeader { key: Printable::new(key), value: Printable::new(raw.get()) };
        self.builder.report(json::offset_in(self.text, raw.get()), kind);
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\n' | b'\r' | b'\t')) {
            self.at += 1;
        }
    }

    /// Skips blanks, then consumes `byte`; returns whether it was there.
    fn consume(&mut self, byte: u8) -> bool {
        self.skip_blanks();
        let is_present = self.peek() == Some(byte);
        self.at += usize::from(is_present);
        is_present
    }

    fn expect(&mut self, byte: u8) -> Result<(), Failure> {
        self.consume(byte).then_some(()).ok_or(Failure::InvalidJson)
    }

    fn take<T: Deserialize<'a>>(&mut self) -> Result<T, Failure> {
        let (value, end) = json::parse_at(self.text, self.at).ok_or(Failure::InvalidJson)?;
        self.at = end;
        Ok(value)
    }
}

/// The width of the keys that an error lists.
const KEYS_COLUMNS: usize = 200;

fn check_format(raw: &RawValue, start: usize) -> Result<(), Failure> {
    match &*json::display_text(raw) {
        FORMAT_NAME => Ok(()),
        name => Err(Failure::Rejected(start, ReadErrorKind::UnsupportedFormat(Printable::new(name)))),
    }
}

/// The error of an unreadable document; a JSON syntax error has priority.
fn read_error(text: &str, base: usize, failure: Failure) -> ReadError {
    match (first_syntax_error(text), failure) {
        (Some(error), _) => error,
        (None, Failure::Rejected(at, ReadErrorKind::NotAnOrganisation)) => {
            ReadError::at(text, at - base, not_an_organisation(text))
        }
        (None, Failure::Rejected(at, kind)) => ReadError::at(text, at - base, kind),
        (None, Failure::InvalidJson | Failure::Memory(_)) => {
            ReadError::at(text, 0, not_an_organisation(text))
        }
    }
}

/// The error for JSON without units: with the keys of the document, or of the first object of its list.
fn not_an_organisation(text: &str) -> ReadErrorKind {
    let document = serde_json::from_str::<&RawValue>(text).ok();
    let first_of_list = |value| json::list(value).and_then(|list| list.into_iter().find_map(json::object));
    let members = document.and_then(|value| json::object(value).or_else(|| first_of_list(value)));
    let keys: Vec<String> = members.unwrap_or_default().into_iter().map(|(key, _)| key.into()).collect();
    match keys.is_empty() {
        true => ReadErrorKind::NotAnOrganisation,
        false => {
            let shown = Printable::new(&keys.join(", ")).truncate(KEYS_COLUMNS, "…");
            ReadErrorKind::NoNameKey(shown, likeness::without_name("json", &keys))
        }
    }
}

/// The first JSON syntax error: in the document, then in each unit. Slow, for errors only.
fn first_syntax_error(text: &str) -> Option<ReadError> {
    let Members(members) = match parse(text, text)? {
        Ok(members) => members,
        Err(error) => return Some(error),
    };
    let lists = members.iter().filter(|(key, _)| key == "units");
    let units = lists.filter_map(|(_, raw)| json::list(raw)).flatten();
    units.map(|raw| raw.get()).find_map(|raw| parse::<Members>(text, raw)?.err())
}

/// Parses a part of the document; `None` if it is JSON of another type.
fn parse<'a, T: Deserialize<'a>>(text: &str, part: &'a str) -> Option<Result<T, ReadError>> {
    match serde_json::from_str(part) {
        Ok(value) => Some(Ok(value)),
        Err(error) if error.is_data() => {
            let broken = serde_json::from_str::<&RawValue>(part).err()?;
            Some(Err(json_error::read_error(text, part, &broken)))
        }
        Err(error) => Some(Err(json_error::read_error(text, part, &error))),
    }
}

#[cfg(test)]
mod tests {
    use crate::import;
    use crate::import::test_support::lines_and_messages;
    use crate::lang::Lang;
    use crate::org::{Org, UnitId};

    fn org(units: &str) -> Org {
        let text = format!("{{\"format\": \"ramure/1\",\n\"units\": [\n{units}\n]}}");
        import::read(text.as_bytes(), Lang::En).expect("readable")
    }

    #[test]
    fn unknown_members_become_facts() {
        let org = org(
            r#"{"id": 7, "name": "A", "budget": 12, "tags": ["x"], "contact_details": [{"type": "email", "value": "a@b", "note": "n"}]}"#,
        );
        let unit = org.unit(UnitId::ROOT);
        let facts: Vec<_> = unit.facts.iter().map(|fact| format!("{}={}", fact.label, fact.value)).collect();
        assert_eq!(facts, ["budget=12", r#"tags=["x"]"#, "contact_details.note=n"]);
        assert_eq!(&*unit.id, "7");
        assert!(org.diagnostics().is_empty());
    }

    #[test]
    fn diagnostics_have_the_line_of_their_record() {
        let org = org(concat!(
            "{\"id\": \"r\", \"name\": \"\", \"missions\": 3},\n",
            "{\"id\": \"a\", \"parent_id\": \"r\", \"name\": \"x\", \"name\": \"y\"},\n",
            "12,\n{\"parent_id\": \"r\", \"name\": \"\\u001b[2J\", \"facts\": {}}"
        ));
        assert_eq!(
            lines_and_messages(&org),
            [
                (3, "“r” has no name: its id is shown instead".into()),
                (4, "“a” contains “name” twice; the second value is kept as is".into()),
                (5, "a unit must be a JSON object; this value is ignored: 12".into()),
                (6, "“#3”: control or invisible characters in “name”, replaced by �".into()),
                (6, "“#3”: “facts” does not have the expected type; its value is kept as is".into()),
                (6, "unit without “id”: it is given the id “#3”".into()),
            ]
        );
    }
}
