//! Reads records that hold others.

use std::borrow::Cow;
use std::collections::HashSet;

use serde_json::value::RawValue;

use crate::import::columns::ColumnField;
use crate::import::record::Record;
use crate::import::{ReadError, ReadErrorKind};
use crate::json;
use crate::org::DiagnosticKind;
use crate::text::Printable;

use super::child_keys::Child;
use super::nested::NestedRecord;
use super::{JsonReader, MAX_RECORD_DEPTH, RawMembers, unwrapped};

/// The label of the key under which a record with another id and another name stands.
const KEY_LABEL: &str = "key";

/// The texts that name a record when they stand for it: the ids of all, and the names of those at the top.
type KnownTexts<'a> = HashSet<Cow<'a, str>>;

impl<'a> JsonReader<'a, '_, '_> {
    /// Reads nested records, depth first. A record without an id gets one from its name.
    pub(super) fn nested(&mut self, roots: Vec<&'a RawValue>) -> Result<(), ReadError> {
        let mut known = None;
        let mut stack: Vec<_> = roots.iter().rev().map(|root| (Child::new(root), None, 0)).collect();
        while let Some((Child { value, key }, parent, depth)) = stack.pop() {
            if self.sink.is_full {
                break;
            }
            let line = self.lines.line_of(value.get());
            if let (Some(text), Some(parent)) = (json::text(value), parent) {
                let known = known.get_or_insert_with(|| self.known_texts(&roots));
                self.text_child(value, &text, parent, known);
                continue;
            }
            let Some(NestedRecord { members, children, assumed }) = NestedRecord::parse(value) else {
                self.report_not_a_record(value);
                continue;
            };
            for key in assumed {
                self.tell(value, DiagnosticKind::AssumedChildren { key: Printable::new(&key) });
            }
            if depth > MAX_RECORD_DEPTH {
                return Err(ReadError { line, column: 1, kind: ReadErrorKind::TooDeep });
            }
            let mut record = self.record(members);
            if let Some(key) = key {
                place_key(&mut record, &key);
            }
            if record.id.is_empty() {
                record.id = self.id_generator.id(&record.name);
            }
            let own = self.sink.add_nested(line, &record, parent);
            stack.extend(children.into_iter().rev().map(|child| (child, own, depth + 1)));
        }
        Ok(())
    }

    /// Reads a text that stands for a child: a unit with this name, unless it is the id or name of a record.
    fn text_child(&mut self, value: &RawValue, text: &str, parent: usize, known: &KnownTexts) {
        if known.contains(text) || !value.get().starts_with('"') {
            // The names of the records are looked up, as in a table.
            self.sink.builder.is_table = true;
            return self.sink.builder.claim_child_of(parent, text, true);
        }
        let mut record = Record::new(&self.id_generator.id(text));
        record.name = text.to_string();
        self.sink.add_nested(self.lines.line_of(value.get()), &record, Some(parent));
    }

    fn known_texts(&mut self, roots: &[&'a RawValue]) -> KnownTexts<'a> {
        let mut known = HashSet::new();
        let mut stack: Vec<_> = roots.iter().map(|root| (Child::new(root), 0)).collect();
        while let Some((Child { value, key }, depth)) = stack.pop() {
            known.extend(key);
            let record = if depth > MAX_RECORD_DEPTH { None } else { NestedRecord::parse(value) };
            let Some(NestedRecord { members, children, .. }) = record else { continue };
            let members = unwrapped(members);
            for (field, (_, value)) in self.fields(&members).into_iter().zip(members) {
                let is_name = field == Some(ColumnField::Name) && depth == 0;
                if is_name || field == Some(ColumnField::Id) {
                    known.extend(json::text(value));
                }
            }
            stack.extend(children.into_iter().map(|child| (child, depth + 1)));
        }
        known
    }

    fn fields(&mut self, members: &RawMembers) -> Vec<Option<ColumnField>> {
        self.sink.columns.fields(members.iter().map(|(key, _)| &**key), &mut self.sink.guesses)
    }
}

/// Adds the key under which a record stands in an object: its name if it has none, or else its id.
fn place_key(record: &mut Record, key: &str) {
    match () {
        () if record.name.is_empty() => record.name = key.to_string(),
        () if record.id.is_empty() => record.id = key.to_string(),
        () if record.id != key && record.name != key => record.add_fact(KEY_LABEL, key),
        () => {}
    }
}
