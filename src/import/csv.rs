//! Tables of comma-, semicolon-, tab- or pipe-separated values (RFC 4180, read leniently), one unit
//! per row. The first row names the columns.

mod groups;
mod hierarchy;
mod layout;
mod level_columns;
mod outline;
mod own_table;
mod swallowed_rows;
mod table_text;

use std::borrow::Cow;

use crate::org::DiagnosticKind;
use crate::text::Printable;

use super::columns;
use super::columns::{ColumnField, Columns};
use super::likeness;
use super::line_numbers::LineCounter;
use super::portions;
use super::progress::ProgressMeter;
use super::record::Record;
use super::record_sink::RecordSink;
use super::rows::{Cells, Rows};
use super::table::Table;
use super::{ProgressFn, ReadError, ReadErrorKind};
use hierarchy::Hierarchy;
use layout::Layout;
use table_text::TableText;

/// Rows of a table that an error shows, and the width of each.
const SAMPLE_ROWS: usize = 3;
const SAMPLE_COLUMNS: usize = 200;

/// Whether a text is a table: the columns are stated, or one of its first rows has several columns and a
/// known name column.
pub fn is_table(text: &str, columns: &Columns) -> bool {
    let names = Layout::of(text).names;
    let has_name = || names.len() > 1 && names.iter().any(|name| columns::is_name_column(name));
    !names.is_empty() && (!columns.is_empty() || has_name())
}

/// Whether a text has the rows of a table, though none of its columns is known.
pub fn has_rows(text: &str) -> bool {
    Layout::is_regular(text)
}

/// The first row of a text, as if it were a table.
pub fn column_names(text: &str) -> Vec<String> {
    Layout::of(text).names.into_iter().map(Cow::into_owned).collect()
}

/// Of the first rows of a text, how many have as many cells as most, more than one, and the lines of the others.
pub fn fitting_rows(text: &str) -> Option<(usize, Vec<usize>)> {
    layout::fitting_rows(text)
}

/// Reads a table. Rows name their parents by id or, if no id matches, by name.
pub fn read(
    text: Cow<'static, str>,
    sink: &mut RecordSink,
    on_progress: ProgressFn,
) -> Result<(), ReadError> {
    let Layout { separator, names_at, names, titles } = Layout::of(&text);
    let names: Vec<String> = names.into_iter().map(Cow::into_owned).collect();
    let is_own = own_table::has_columns(&names) && sink.columns == Columns::default();
    let mut fields = sink.fields(names.iter().map(|name| &**name));
    let rows = &text[names_at..];
    let mut table = TableText { text: rows, separator, names: &names, fields: &mut fields };
    names.iter().for_each(|name| sink.found_columns.add_of_table(name, &sink.columns));
    let (mut hierarchy, assumed) = match is_own {
        true => (Hierarchy::Fields, None),
        false => Hierarchy::find(&mut table, &sink.columns.by),
    };
    if let Hierarchy::Levels { columns, .. } = &hierarchy
        && columns.repeats_too_much()
    {
        return Err(ReadErrorKind::TooMuchRepeated.into());
    }
    if !hierarchy.gives_names() && !fields.iter().flatten().any(|field| field.is_name()) {
        return Err(ReadError::at(&text, names_at, no_name_column(rows, separator, &names)));
    }
    let mut lines = LineCounter::new(&text);
    for (at, title) in titles {
        sink.report(lines.line_at(at), DiagnosticKind::IgnoredLine { text: Printable::new(&title) });
    }
    if let Hierarchy::Groups(groups) = &mut hierarchy {
        groups.join(&mut sink.grouped_units);
    }
    if let Some(assumed) = assumed {
        sink.report(lines.line_at(names_at), assumed);
    }
    report_assumptions(lines.line_at(names_at), &names, &fields, &hierarchy, sink);
    let columns = names.into_iter().zip(fields).enumerate();
    let mut reader = TableReader {
        columns: columns.map(|(index, (name, field))| Column::new(index, name, field)).collect(),
        separator,
        names_at,
        lines: 0,
        progress: ProgressMeter::new(on_progress, text.len()),
        table: if is_own { Table::with_whole_names() } else { Table::default() },
        is_own,
        hierarchy,
        problems: Vec::new(),
        unclosed: None,
    };
    portions::read(text, |rest, offset, limit| reader.rows(rest, offset, limit, sink));
    if let Hierarchy::Groups(groups) = reader.hierarchy {
        let RecordSink { grouped_units, builder, text, .. } = &mut *sink;
        groups.share(grouped_units, |id| builder.has_id(text, id));
    }
    reader.table.finish(sink);
    reader.problems.into_iter().for_each(|(line, kind)| sink.report(line, kind));
    if let Some(line) = reader.unclosed {
        sink.report(line, DiagnosticKind::UnclosedQuote);
    }
    Ok(())
}

/// The error for a table without a known name column: its columns and its first rows.
fn no_name_column(text: &str, separator: u8, names: &[String]) -> ReadErrorKind {
    let (mut rows, mut cells) = (Rows::new(text, separator), Cells::new());
    rows.read(&mut cells);
    let mut sample = Vec::new();
    while sample.len() < SAMPLE_ROWS && rows.read(&mut cells).is_some() {
        sample.push(cells.join(" | "));
    }
    let short = |text: &str| Printable::new(text).truncate(SAMPLE_COLUMNS, "…");
    let sample = sample.iter().map(|row| short(row).to_string()).collect::<Vec<_>>().join(" / ");
    let nearest = likeness::without_name("csv", names);
    ReadErrorKind::NoNameColumn { columns: short(&names.join(", ")), rows: Printable::new(&sample), nearest }
}

/// Tells which columns were taken for what where their names or values do not say it for certain.
fn report_assumptions(
    line: usize,
    names: &[String],
    fields: &[Option<ColumnField>],
    hierarchy: &Hierarchy,
    sink: &mut RecordSink,
) {
    let is_stated = |name: &str| sink.columns.names().any(|stated| stated == name);
    let is_level =
        |name: &str| matches!(hierarchy, Hierarchy::Levels { .. }) && level_columns::is_numbered(name);
    let is_assumed = |name: &str, field| columns::is_assumed(name, field) || is_level(name);
    let filled = names.iter().zip(fields).filter_map(|(name, field)| Some(((*field)?, name)));
    let mut columns: Vec<(ColumnField, &String)> =
        filled.filter(|(field, name)| is_assumed(name, *field) && !is_stated(name)).collect();
    if let Some(column) = hierarchy.assumed_column() {
        columns.push((ColumnField::Parent, &names[column]));
    }
    // The parents are what is wrong most easily.
    columns.sort_by_key(|(field, _)| *field != ColumnField::Parent);
    let columns: Vec<_> =
        columns.iter().map(|(field, name)| (field.word().into(), Printable::new(name))).collect();
    if !columns.is_empty() {
        sink.report(line, DiagnosticKind::AssumedColumns { columns });
    }
}

/// A column: the field that it fills, and the label of a fact if it fills none.
struct Column {
    label: String,
    field: Option<ColumnField>,
}

impl Column {
    /// A column without a name is called by its number.
    fn new(index: usize, name: String, field: Option<ColumnField>) -> Self {
        match name.trim().is_empty() {
            true => Self { label: (index + 1).to_string(), field: None },
            false => Self { label: name, field },
        }
    }
}

struct TableReader<'w> {
    columns: Vec<Column>,
    separator: u8,
    /// The byte offset of the names of the columns.
    names_at: usize,
    /// The number of lines before the portion that is read.
    lines: usize,
    progress: ProgressMeter<'w>,
    table: Table,
    /// Whether the table is one that ramure has written.
    is_own: bool,
    hierarchy: Hierarchy,
    /// Problems of rows and their lines, to be told after the rows, which have to be together.
    problems: Vec<(usize, DiagnosticKind)>,
    /// The line of the last row if a quotation mark is missing in it.
    unclosed: Option<usize>,
}

impl TableReader<'_> {
    /// Reads the rows that start before `limit`. Returns where the next one starts.
    fn rows(&mut self, text: &str, offset: usize, limit: usize, sink: &mut RecordSink) -> usize {
        let start = if offset == 0 { self.names_at } else { 0 };
        let (mut rows, mut cells) = (Rows::starting_at(text, self.separator, start), Cells::new());
        let (mut lines, mut last) = (LineCounter::new(text), (start, 1));
        if offset == 0 {
            rows.read(&mut cells);
        }
        while let Some(at) = rows.read(&mut cells) {
            let line = self.lines + lines.line_at(at);
            if at >= limit {
                self.lines = line - 1;
                return at;
            }
            if sink.is_full {
                return text.len();
            }
            if !table_text::is_blank(&cells) {
                self.row(sink, line, &cells);
            }
            let row = &text[at..rows.offset()];
            if !self.is_own && swallowed_rows::is_likely(row, &cells, self.separator, self.columns.len()) {
                self.problems.push((line, DiagnosticKind::SwallowedRows));
            }
            self.progress.advance_to(offset + at);
            last = (at, line);
        }
        let quote_count = memchr::memchr_iter(b'"', &text.as_bytes()[last.0..]).count();
        self.unclosed = (quote_count % 2 == 1).then_some(last.1);
        text.len()
    }

    /// Adds the unit of a row, after those above it that have none.
    fn row(&mut self, sink: &mut RecordSink, line: usize, cells: &Cells) {
        let mut record = if self.is_own { own_table::record(cells) } else { self.record(cells) };
        let is_taken = |id: &str| sink.builder.has_id(&sink.text, id);
        for (added, count) in self.hierarchy.place(&mut record, cells, &is_taken) {
            if count > 0 {
                let parent = Printable::new(&added.name);
                self.problems.push((line, DiagnosticKind::AddedParent { parent, count }));
            }
            self.table.add(sink, line, added);
        }
        match &mut self.hierarchy {
            Hierarchy::Outline(outline) => {
                let parent = outline.parent(cells);
                let row = self.table.add_below(sink, line, record, parent);
                row.into_iter().for_each(|row| outline.push(row));
            }
            _ => self.table.add(sink, line, record),
        }
    }

    fn record(&self, cells: &Cells) -> Record {
        let mut record = Record::default();
        for (index, cell) in cells.iter().enumerate() {
            match self.columns.get(index) {
                Some(Column { label, field }) => record.add_value(*field, label, cell),
                None => record.add_fact(&(index + 1).to_string(), cell),
            }
        }
        record
    }
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
        assert_eq!(
            lines_and_messages(&org),
            [(6, "“5” has the parent “Site”, which is the name of several units".into())]
        );
    }

    #[test]
    fn parents_are_found_by_unique_acronym_and_as_whole_numbers() {
        let units =
            "Libellé,Sigle,Rattachement\nMinistère,MIN,\nDirection A,DA,MIN\nBureau 1,B,DA\nBureau 2,B,DA\n";
        assert_eq!(shape(&org(units)), ["Ministère", "  Direction A", "    Bureau 1", "    Bureau 2"]);
        assert_eq!(lines_and_messages(&org(units)), []);
        let ambiguous = shape(&org(&format!("{units}Cave,,B\n")));
        assert_eq!(ambiguous[4..], ["  B", "    Cave"]);
        for text in [
            "id,name,parent_id\n1,Siège,\n2,Achats,1.0\n3,Cave,2.0\n",
            "id,name,parent_id\n1.0,Siège,\n2.0,Achats,1\n3.0,Cave,2\n",
            "[{\"id\":1,\"name\":\"Siège\"},{\"id\":2,\"name\":\"Achats\",\"parent_id\":1.0},{\"id\":3,\"name\":\"Cave\",\"parent_id\":2.0}]",
        ] {
            assert_eq!(shape(&org(text)), ["Siège", "  Achats", "    Cave"], "{text}");
            assert_eq!(lines_and_messages(&org(text)), []);
        }
        let both = org("id,name,parent_id\n1,Siège,\n1.0,Poste,1\n2,Achats,1.0\n");
        assert_eq!(shape(&both), ["Siège", "  Poste", "    Achats"]);
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
            "no name column is recognised: specify it with “--columns name=COLUMN” (columns: ref, what, above; first rows: 1 | One |  / 2 | Two | 1); nearest: csv: id recognised, the name is missing"
        );
        let org = read_with_columns(text, "name=what,parent=above").expect("readable");
        assert_eq!(shape(&org), ["One", "  Two"]);
        assert_eq!(Columns::parse("name=a,b"), Err("b"));
        assert_eq!(Columns::parse("nom=a"), Err("nom=a"));
    }

    #[test]
    fn titles_are_the_names_of_units_that_have_no_other() {
        let units = |text: &str| {
            let org = org(text);
            let kind = |unit| org.unit(unit).kind.unwrap_or_default().to_string();
            org.units()
                .map(|unit| format!("{} ({})", org.name(unit), kind(unit)))
                .collect::<Vec<_>>()
                .join(", ")
        };
        for (text, expected) in [
            ("First Name,Last Name,Title\nAda,Roe,Director\n", "Ada Roe (Director)"),
            ("givenName,surname,displayName,title\nAda,Roe,Ada B. Roe,Director\n", "Ada B. Roe (Director)"),
            ("sn,givenName,displayName,title\nRoe,Ada,Ada B. Roe,Director\n", "Ada B. Roe (Director)"),
            ("givenName,displayName\nAda,Ada Roe\n", "Ada Roe ()"),
            ("Prénom,Nom,Titre\nAda,Roe,Directrice\n", "Ada Roe (Directrice)"),
            ("DisplayName;Titre;Mail\nAda Roe;Directrice;a@x.example\n", "Ada Roe (Directrice)"),
            ("Title,First Name,Last Name,Job Title\nMs.,Ada,Roe,Director\n", "Ada Roe (Director)"),
            ("Employee Name,Title\nAda Roe,Director\n", "Ada Roe (Director)"),
            ("[{\"displayName\": \"Ada\", \"title\": \"Chef\"}]", "Ada (Chef)"),
            ("code,Titre\nA,Direction\n", "Direction ()"),
            ("title,type\nHarbour,office\n", "Harbour (office)"),
        ] {
            assert_eq!(units(text), expected, "{text}");
        }
        let messages = lines_and_messages(&org("name,title\nAda,Director\n"));
        assert!(messages[0].1.contains("kind ← “title”"), "{messages:?}");
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

    #[test]
    fn rows_keep_their_lines_in_all_portions() {
        let rows = (0..40).map(|i| {
            format!("{i},\"Unit\n{i}\",{}\r\n\r\n", if i % 10 == 9 { format!("?{i}") } else { String::new() })
        });
        let org = org(&("id,name,parent\n".to_string() + &rows.collect::<String>()));
        let lines: Vec<u32> = lines_and_messages(&org).into_iter().map(|(line, _)| line).collect();
        assert_eq!(lines, [2, 29, 59, 89, 119]);
    }
}
