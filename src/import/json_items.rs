//! Iterates over the records of a JSON document: a list, the list of an envelope object, or one
//! record per line.

use std::borrow::Cow;

use serde_json::value::RawValue;

use crate::json;
use crate::json::Members;
use crate::org::DiagnosticKind;
use crate::text::Printable;

use super::json::{values, whole_list};
use super::json_value::JsonObject;
use super::line_numbers::LineCounter;
use super::progress::ProgressMeter;
use super::record_sink::RecordSink;
use super::{ProgressFn, ReadError, json_error};

/// Keys of the list of records.
const LIST_KEYS: [&str; 2] = ["service", "results"];
/// Keys of the total number of records, of which the document may be a page.
const TOTAL_KEYS: [&str; 2] = ["total_count", "total"];
/// Pagination keys, which are ignored.
const PAGING_KEYS: [&str; 7] = [
    "pages",
    "page_size",
    "current_page",
    "start_index",
    "next_page_url",
    "previous_page_url",
    "_response_info",
];

/// Callback for a record and its line.
type RecordFn<'a> = &'a mut dyn FnMut(&mut RecordSink, usize, JsonObject);

/// Calls `on_record` for each record. Other values are reported.
pub fn for_each(
    text: &str,
    sink: &mut RecordSink,
    on_progress: ProgressFn,
    on_record: RecordFn,
) -> Result<(), ReadError> {
    let progress = ProgressMeter::new(on_progress, text.len());
    let mut visitor = RecordVisitor { text, sink, progress, on_record, lines: LineCounter::new(text) };
    if let Some(items) = whole_list(text) {
        return visitor.items(items);
    }
    let members = serde_json::from_str(text).map_or_else(|_| Vec::new(), |Members(members)| members);
    match has_record_list(&members) {
        true => visitor.document(members),
        false => values(text)?.into_iter().try_for_each(|value| visitor.value(value)),
    }
}

struct RecordVisitor<'a, 'w> {
    text: &'a str,
    sink: &'w mut RecordSink,
    progress: ProgressMeter<'w>,
    on_record: RecordFn<'w>,
    lines: LineCounter<'a>,
}

impl<'a> RecordVisitor<'a, '_> {
    /// Reads a document, or a record that stands alone.
    fn value(&mut self, raw: &'a RawValue) -> Result<(), ReadError> {
        if let Some(items) = json::list(raw) {
            return self.items(items);
        }
        let members = json::object(raw).unwrap_or_default();
        match has_record_list(&members) {
            true => self.document(members),
            false => self.record(raw),
        }
    }

    fn document(&mut self, members: Vec<(Cow<str>, &'a RawValue)>) -> Result<(), ReadError> {
        let mut found = 0;
        for (key, value) in &members {
            if let Some(items) = record_list(key, value) {
                found += items.len();
                self.items(items)?;
            } else if !TOTAL_KEYS.contains(&&**key) && !PAGING_KEYS.contains(&&**key) && !json::is_null(value)
            {
                let kind = DiagnosticKind::IgnoredHeader {
                    key: Printable::new(key),
                    value: Printable::new(value.get()),
                };
                self.report(value, kind);
            }
        }
        let totals = members.iter().filter(|(key, _)| TOTAL_KEYS.contains(&&**key));
        for (raw, total) in totals.filter_map(|(_, raw)| Some((raw, raw.get().parse().ok()?))) {
            if total > found {
                self.report(raw, DiagnosticKind::PartialDocument { found, total });
            }
        }
        Ok(())
    }

    fn items(&mut self, items: Vec<&'a RawValue>) -> Result<(), ReadError> {
        items.into_iter().try_for_each(|item| self.record(item))
    }

    fn record(&mut self, raw: &'a RawValue) -> Result<(), ReadError> {
        if !raw.get().starts_with('{') {
            self.report(raw, DiagnosticKind::NotARecord { value: Printable::new(raw.get()) });
            return Ok(());
        }
        let record = JsonObject::read(raw.get());
        let record = record.map_err(|error| json_error::read_error(self.text, raw.get(), &error))?;
        let line = self.lines.line_of(raw.get());
        (self.on_record)(self.sink, line, record);
        self.progress.advance_to(json::offset_in(self.text, raw.get()));
        Ok(())
    }

    fn report(&mut self, raw: &RawValue, kind: DiagnosticKind) {
        let line = self.lines.line_of(raw.get());
        self.sink.report(line, kind);
    }
}

fn has_record_list(members: &[(Cow<str>, &RawValue)]) -> bool {
    members.iter().any(|(key, value)| LIST_KEYS.contains(&&**key) && value.get().starts_with('['))
}

fn record_list<'a>(key: &str, value: &'a RawValue) -> Option<Vec<&'a RawValue>> {
    if LIST_KEYS.contains(&key) { json::list(value) } else { None }
}
