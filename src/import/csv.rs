//! Tables of comma-, semicolon-, tab- or pipe-separated values (RFC 4180, read leniently), one unit
//! per row. The first row names the columns.

use csv::{ReaderBuilder, StringRecord, Trim};

use crate::org::DiagnosticKind;
use crate::text::Printable;

use super::columns::{ColumnField, Columns};
use super::line_numbers::LineCounter;
use super::progress::ProgressMeter;
use super::record::Record;
use super::record_sink::RecordSink;
use super::table::Table;
use super::{ProgressFn, ReadError, ReadErrorKind};

const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Whether a text is a table: the columns are stated, or its first row has several columns and a
/// known name column.
pub fn is_table(text: &str, columns: &Columns) -> bool {
    let Some(names) = rows(text).next().map(|(_, names)| names) else { return false };
    !columns.is_empty() || names.len() > 1 && names.iter().any(super::columns::is_name_column)
}

/// Reads a table. Rows name their parents by id or, if no id matches, by name.
pub fn read(text: &str, sink: &mut RecordSink, on_progress: ProgressFn) -> Result<(), ReadError> {
    let mut rows = rows(text);
    let names = rows.next().map(|(_, names)| names).unwrap_or_default();
    let fields = sink.fields(names.iter());
    if !fields.contains(&Some(ColumnField::Name)) {
        let names = names.iter().collect::<Vec<_>>().join(", ");
        return Err(ReadError::at(text, 0, ReadErrorKind::NoNameColumn(Printable::new(&names))));
    }
    let (mut last_offset, mut last_line) = (0, 1);
    let mut progress = ProgressMeter::new(on_progress, text.len());
    let mut table = Table::default();
    for (line, row) in rows {
        (last_offset, last_line) = (row_offset(text, &row), line);
        if row.iter().any(|cell| !cell.trim().is_empty()) {
            table.add(sink, line, record(&names, &fields, &row));
        }
        progress.advance_to(last_offset);
    }
    table.finish(sink);
    if text[last_offset..].bytes().filter(|&byte| byte == b'"').count() % 2 == 1 {
        sink.report(last_line, DiagnosticKind::UnclosedQuote);
    }
    Ok(())
}

/// The rows with their first lines. The text is valid UTF-8, so no row fails.
fn rows(text: &str) -> impl Iterator<Item = (usize, StringRecord)> + '_ {
    let mut builder = ReaderBuilder::new();
    builder.has_headers(false).flexible(true).trim(Trim::None).delimiter(separator(text));
    let rows = builder.from_reader(text.as_bytes()).into_records().flatten();
    let mut lines = LineCounter::new(text);
    rows.map(move |row| (lines.line_at(row_offset(text, &row)), row))
}

/// The byte offset of a row, after the empty lines before it.
fn row_offset(text: &str, row: &StringRecord) -> usize {
    let at = row.position().map_or(0, |at| at.byte() as usize);
    let rest = text.get(at..).unwrap_or_default();
    at + rest.len() - rest.trim_start_matches(['\r', '\n']).len()
}

/// The most frequent separator of the first line.
fn separator(text: &str) -> u8 {
    let first = text.trim_start().lines().next().unwrap_or_default();
    let frequency = |separator_byte: &u8| memchr::memchr_iter(*separator_byte, first.as_bytes()).count();
    // `max_by_key` returns the last maximum; the first is preferred.
    SEPARATORS.into_iter().rev().max_by_key(frequency).unwrap_or(b',')
}

fn record(names: &StringRecord, fields: &[Option<ColumnField>], row: &StringRecord) -> Record {
    let mut record = Record::default();
    for (column, cell) in row.iter().enumerate() {
        match names.get(column).filter(|name| !name.trim().is_empty()) {
            Some(name) => record.add_value(fields[column], name, cell),
            None => record.add_fact(&(column + 1).to_string(), cell),
        }
    }
    record
}

#[cfg(test)]
mod tests {
    use crate::import::test_support::lines_and_messages;
    use std::borrow::Cow;

    use crate::import::{Columns, ImportOptions, Importer, ReadError, read};
    use crate::lang::Lang;
    use crate::org::{Org, UnitId};

    fn org(text: &str) -> Org {
        read(text.as_bytes(), Lang::En).expect("readable")
    }

    fn read_with_columns(text: &str, columns: &str) -> Result<Org, ReadError> {
        let columns = Columns::parse(columns).expect("columns");
        let mut importer = Importer::new(ImportOptions { format: None, columns }, Lang::En);
        let result = importer.read(&"t.csv".into(), Cow::Owned(text.as_bytes().to_vec()), &mut |_, _| {});
        result.map(|()| importer.finish()).map_err(|(_, error)| error)
    }

    fn shape(org: &Org) -> Vec<String> {
        org.units().map(|unit| format!("{}{}", "  ".repeat(org.depth(unit)), org.name(unit))).collect()
    }

    #[test]
    fn all_separators_are_detected() {
        for separator_byte in [",", ";", "\t", "|"] {
            let text = "id,nom,sigle,parent_id,budget\n1,Direction,DX,,12\n2,\"Bureau\nde l’eau\",,1,"
                .replace(',', separator_byte);
            let org = org(&text);
            assert_eq!(shape(&org), ["Direction", "  Bureau de l’eau"], "{separator_byte:?}");
            let unit = org.unit(UnitId::ROOT);
            assert_eq!(
                (unit.acronym.as_deref(), &*unit.facts[0].label, &*unit.facts[0].value),
                (Some("DX"), "budget", "12")
            );
        }
    }

    #[test]
    fn the_last_filled_level_column_is_the_parent() {
        let org = org("id,name,parent_level1,parent_level2\na,A,,\nb,B,a,\nc,C,a,b\nd,D,a,\n");
        assert_eq!(shape(&org), ["A", "  B", "    C", "  D"]);
        assert_eq!(lines_and_messages(&org), []);
    }

    #[test]
    fn parents_are_found_by_unique_name() {
        let org =
            org("id,name,parent\n1,Siège,\n2,Achats,Siège\n3,Site,Siège\n4,Site,Siège\n5,Garage,Site\n");
        assert_eq!(shape(&org), ["Siège", "  Achats", "  Site", "  Site", "  Unattached", "    Garage"]);
        assert_eq!(lines_and_messages(&org), [(6, "“5” has the parent “Site”, which does not exist".into())]);
    }

    #[test]
    fn parent_names_are_stripped_from_names() {
        let org = org("id,name,parent_id\na,Board,\nb,Board - Office,a\nc,Board - Office - Desk - A,b\n");
        assert_eq!(shape(&org), ["Board", "  Office", "    Desk - A"]);
    }

    #[test]
    fn columns_can_be_stated() {
        let text = "ref,what,above\n1,One,\n2,Two,1\n";
        let error = read_with_columns(text, "id=ref").expect_err("no name");
        assert_eq!(
            error.kind.message(Lang::En),
            "no name column is recognised: specify it with “--columns name=COLUMN” (columns: ref, what, above)"
        );
        let org = read_with_columns(text, "name=what,parent=above").expect("readable");
        assert_eq!(shape(&org), ["One", "  Two"]);
        assert_eq!(Columns::parse("name=a,b"), Err("b"));
        assert_eq!(Columns::parse("nom=a"), Err("nom=a"));
    }

    #[test]
    fn cells_without_a_column_are_facts_and_open_quotes_are_reported() {
        let org = org("name,email\nA,a@b; c@d,more\n\nB,\"x@y\nC,z\n");
        assert_eq!((shape(&org).len(), org.unit(UnitId::at(1)).contacts.len()), (3, 2));
        assert_eq!(&*org.unit(UnitId::at(1)).facts[0].label, "3");
        assert!(
            lines_and_messages(&org)
                .iter()
                .any(|(line, message)| *line == 4 && message.contains("missing closing quotation mark")),
            "{:?}",
            lines_and_messages(&org)
        );
    }
}
