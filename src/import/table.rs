//! The records of a table. They are written while it is read, and edited once all are known: a name
//! that starts with the name of the parent is shortened, and units have generated ids only if no row
//! has an id.

use std::collections::HashMap;
use std::ops::Range;

use serde_json::value::RawValue;

use crate::json;
use crate::org::{HeaderOffsets, NONE};

use super::generated_ids::IdGenerator;
use super::record::Record;
use super::record_sink::RecordSink;

/// Separators of the names in a path.
const PATH_SEPARATORS: [&str; 4] = [" - ", " / ", " > ", " › "];

#[derive(Debug, Default)]
pub struct Table {
    /// Whether no name is shortened.
    keeps_names: bool,
    rows: Vec<Row>,
    /// Generates ids as long as no row has one.
    id_generator: IdGenerator,
    has_ids: bool,
    /// Whether a name may be a path.
    has_paths: bool,
}

/// A record in the text that is not added yet, and its line.
#[derive(Debug)]
struct Row {
    line: u32,
    header: HeaderOffsets,
    /// The number of the row above, where that is known by the place of the row.
    parent: Option<usize>,
}

/// The replacement of a part of a row by a text that is not longer.
struct Edit {
    row: usize,
    range: Range<usize>,
    text: String,
}

impl Table {
    /// A table of which no name is shortened.
    pub fn with_whole_names() -> Self {
        Self { keeps_names: true, ..Self::default() }
    }

    /// Writes the record of a row.
    pub fn add(&mut self, sink: &mut RecordSink, line: usize, record: Record) {
        self.add_below(sink, line, record, None);
    }

    /// Writes the record of a row that stands below another one by its place. Returns the number of the row; `None` if
    /// nothing more is taken.
    pub fn add_below(
        &mut self,
        sink: &mut RecordSink,
        line: usize,
        mut record: Record,
        parent: Option<usize>,
    ) -> Option<usize> {
        if record.id.is_empty() && !self.has_ids {
            record.id = self.id_generator.id(&record.name);
        } else if !record.id.is_empty() && !self.has_ids {
            self.has_ids = true;
            self.remove_ids(sink);
        }
        self.has_paths = self.has_paths || !record.parents.is_empty() && may_be_path(&record.name);
        let header = sink.write(&record)?;
        self.rows.push(Row { line: line as u32, header, parent });
        Some(self.rows.len() - 1)
    }

    /// Adds all rows as units. They name their parents by id or, if no id matches, by name.
    pub fn finish(mut self, sink: &mut RecordSink) {
        if self.has_paths && self.has_ids && !self.keeps_names {
            let edits = self.shortened_names(&sink.text);
            self.apply(edits, sink);
        }
        sink.builder.is_table = true;
        let first = sink.builder.record_count();
        for Row { line, header, parent } in &self.rows {
            sink.add_written(*line as usize, header, parent.map(|row| first + row));
        }
    }

    /// Removes the ids that the rows read so far were given.
    fn remove_ids(&mut self, sink: &mut RecordSink) {
        let removal = |(row, Row { header, .. }): (usize, &Row)| {
            let range = header.record as usize + 1..header.id as usize;
            let end = range.end + json_at(&sink.text, header.id).len() + 1;
            Edit { row, range: range.start..end, text: String::new() }
        };
        let edits = self.rows.iter().enumerate().map(removal).collect();
        self.rows.iter_mut().for_each(|row| row.header.id = NONE);
        self.apply(edits, sink);
        self.id_generator = IdGenerator::default();
    }

    /// The names without the name of the parent, where they start with it.
    fn shortened_names(&self, text: &str) -> Vec<Edit> {
        let rows = self.rows.iter().filter(|row| row.header.id != NONE);
        let names: HashMap<&str, &str> =
            rows.map(|Row { header, .. }| (json_at(text, header.id), json_at(text, header.name))).collect();
        let edit = |(row, Row { header, .. }): (usize, &Row)| {
            let name = json_at(text, header.name);
            let short = shortened(name, names.get(first_parent(text, header.parent)?)?)?;
            let range = header.name as usize..header.name as usize + name.len();
            let mut text = String::new();
            json::push_text(&mut text, &short);
            Some(Edit { row, range, text })
        };
        self.rows.iter().enumerate().filter_map(edit).collect()
    }

    /// Applies edits, which are in the order of the rows. What follows an edit is moved towards the
    /// start of the text.
    fn apply(&mut self, edits: Vec<Edit>, sink: &mut RecordSink) {
        let Some(start) = edits.first().map(|edit| edit.range.start) else { return };
        // What earlier files were read as is not touched: there may be many.
        let mut bytes = sink.text.to_mut().split_off(start).into_bytes();
        let mut edits = edits.into_iter().peekable();
        // The end of what is at its place, in the text before; and by how much that was moved.
        let (mut end, mut moved) = (0, 0);
        for (index, row) in self.rows.iter_mut().enumerate() {
            row.header.move_back(0, moved);
            while let Some(Edit { range, text, .. }) = edits.next_if(|edit| edit.row == index) {
                bytes.copy_within(end..range.start - start, end - moved);
                let at = range.start - start - moved;
                bytes[at..at + text.len()].copy_from_slice(text.as_bytes());
                row.header.move_back(start + at + 1, range.len() - text.len());
                moved += range.len() - text.len();
                end = range.end - start;
            }
        }
        let len = bytes.len() - moved;
        bytes.copy_within(end.., end - moved);
        bytes.truncate(len);
        let lossy = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let text = String::from_utf8(bytes).unwrap_or_else(|error| lossy(error.as_bytes()));
        sink.text.to_mut().push_str(&text);
    }
}

/// Whether a name has a separator of the names in a path.
fn may_be_path(name: &str) -> bool {
    // Few other names have such a sign after a blank, so that most are searched once.
    let has_sign = |blank: usize| name[blank + 1..].starts_with(['-', '/', '>', '›']);
    memchr::memchr_iter(b' ', name.as_bytes()).any(has_sign)
        && PATH_SEPARATORS.iter().any(|separator| name.contains(separator))
}

/// The JSON of the value at a byte offset; empty if there is none.
fn json_at(text: &str, offset: u32) -> &str {
    let value = if offset == NONE { None } else { json::parse_at::<&RawValue>(text, offset as usize) };
    value.map_or("", |(value, _)| value.get())
}

/// The JSON of the first parent.
fn first_parent(text: &str, offset: u32) -> Option<&str> {
    let is_list = text.get(offset as usize..)?.starts_with('[');
    Some(json_at(text, offset + u32::from(is_list))).filter(|parent| !parent.is_empty())
}

/// A name without the name of the parent before it; both names are JSON.
fn shortened(name: &str, parent_name: &str) -> Option<String> {
    // Both are escaped in the same way, so they are compared as they are.
    if !name.starts_with(parent_name.strip_suffix('"')?) {
        return None;
    }
    let [name, parent_name]: [String; 2] =
        [serde_json::from_str(name).ok()?, serde_json::from_str(parent_name).ok()?];
    let rest = name.strip_prefix(&parent_name)?;
    let short = PATH_SEPARATORS.iter().find_map(|separator| rest.strip_prefix(separator)).map(str::trim);
    short.filter(|short| !short.is_empty()).map(String::from)
}

#[cfg(test)]
mod tests {
    use crate::import::read;
    use crate::import::test_support::indented_names;
    use crate::lang::Lang;
    use crate::org::Org;

    fn org(text: &str) -> Org {
        read(text.as_bytes(), Lang::En).expect("readable")
    }

    fn ids(org: &Org) -> Vec<String> {
        org.units().map(|unit| org.id(unit).to_string()).collect()
    }

    #[test]
    fn names_are_shortened_wherever_the_parent_stands() {
        let org = org("id,name,parent_id,note\nc,A / B / C,b,x\nb,A / B,a,y\na,A,,z\nd,A - \"\"D\"\",a,\n");
        assert_eq!(indented_names(&org), ["A", " B", "  C", " \"\"D\"\""]);
        let notes: Vec<_> = org.units().map(|unit| org.unit(unit).notes.len()).collect();
        assert_eq!(notes, [1, 1, 1, 0]);
    }

    #[test]
    fn ids_are_generated_only_if_no_row_has_one() {
        assert_eq!(ids(&org("name,parent\nA,\nB,A\n")), ["a", "b"]);
        let mixed = org("id,name,parent\n,A,\n,Ab,A\nc,C,A\n,D,c\n");
        assert_eq!(indented_names(&mixed), ["A", " Ab", " C", "  D"]);
        assert_eq!(ids(&mixed), ["#1", "#2", "c", "#4"]);
    }
}
