//! The records that a JSON document lists: in a list, in the list of an object, or one after the
//! other, as a line each.

use std::borrow::Cow;

use serde_json::value::RawValue;

use super::json::values;
use super::lines::Lines;
use super::value::Object;
use super::{Gathering, Refusal, Watch, broken};
use crate::json;
use crate::org::Fault;
use crate::text::Printable;

/// Progress is told each time so many bytes are read.
const STRIDE: usize = 1 << 20;
/// Under which keys a document lists records.
const LISTS: [&str; 2] = ["service", "results"];
/// How many records there are, of which the document may be a part.
const TOTALS: [&str; 2] = ["total_count", "total"];
/// What only says which part a document is.
const PAGING: [&str; 7] = [
    "pages",
    "page_size",
    "current_page",
    "start_index",
    "next_page_url",
    "previous_page_url",
    "_response_info",
];

/// What is made of a record and the line where it starts.
type Take<'a> = &'a mut dyn FnMut(&mut Gathering, usize, Object);

/// Hands over each record. What cannot be one is reported.
pub fn each(text: &str, into: &mut Gathering, watch: Watch, take: Take) -> Result<(), Refusal> {
    let mut walk = Walk { text, into, watch, take, lines: Lines::new(text), told: 0 };
    values(text)?.into_iter().try_for_each(|value| walk.value(value))
}

struct Walk<'a, 'w> {
    text: &'a str,
    into: &'w mut Gathering,
    watch: Watch<'w>,
    take: Take<'w>,
    lines: Lines<'a>,
    /// How far it was when progress was last told.
    told: usize,
}

impl<'a> Walk<'a, '_> {
    /// A whole document, or a record that stands alone.
    fn value(&mut self, raw: &'a RawValue) -> Result<(), Refusal> {
        if let Some(items) = json::list(raw) {
            return self.items(items);
        }
        let members = json::object(raw).unwrap_or_default();
        match members.iter().find_map(|(key, value)| listed(key, value)) {
            Some(_) => self.document(members),
            None => self.record(raw),
        }
    }

    fn document(&mut self, members: Vec<(Cow<str>, &'a RawValue)>) -> Result<(), Refusal> {
        let mut found = 0;
        for (key, value) in &members {
            if let Some(items) = listed(key, value) {
                found += items.len();
                self.items(items)?;
            } else if !TOTALS.contains(&&**key) && !PAGING.contains(&&**key) && !json::is_null(value) {
                let fault = Fault::LeftOut { key: Printable::new(key), value: Printable::new(value.get()) };
                self.report(value, fault);
            }
        }
        let totals = members.iter().filter(|(key, _)| TOTALS.contains(&&**key));
        for (raw, total) in totals.filter_map(|(_, raw)| Some((raw, raw.get().parse().ok()?))) {
            if total > found {
                self.report(raw, Fault::Part { found, total });
            }
        }
        Ok(())
    }

    fn items(&mut self, items: Vec<&'a RawValue>) -> Result<(), Refusal> {
        items.into_iter().try_for_each(|item| self.record(item))
    }

    fn record(&mut self, raw: &'a RawValue) -> Result<(), Refusal> {
        if !raw.get().starts_with('{') {
            self.report(raw, Fault::NotARecord { value: Printable::new(raw.get()) });
            return Ok(());
        }
        let record = Object::read(raw.get());
        let record = record.map_err(|error| broken::refusal(self.text, raw.get(), &error))?;
        let line = self.lines.of_part(raw.get());
        (self.take)(self.into, line, record);
        self.tell(raw);
        Ok(())
    }

    fn report(&mut self, raw: &RawValue, fault: Fault) {
        let line = self.lines.of_part(raw.get());
        self.into.report(line, fault);
    }

    fn tell(&mut self, raw: &RawValue) {
        let at = json::offset(self.text, raw.get());
        if at >= self.told + STRIDE {
            self.told = at;
            (self.watch)(at, self.text.len());
        }
    }
}

fn listed<'a>(key: &str, value: &'a RawValue) -> Option<Vec<&'a RawValue>> {
    if LISTS.contains(&key) { json::list(value) } else { None }
}
