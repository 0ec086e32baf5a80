//! Spreadsheets: XLSX (ECMA-376) and ODS (OpenDocument). Each sheet is written as a table of comma-separated
//! values, with numbers and dates as people see them, and read as one. Formulas are not computed: what the
//! program that saved them found is read. Sheets are read piece by piece; what they become is bounded.

mod ods;
mod sheet_text;
mod xlsx;

use std::cell::Cell;
use std::collections::HashMap;

use super::ReadErrorKind;
use super::xml::{Event, Reader};
use super::zip::{Zip, ZipEntry, is_zip};

/// The bytes of all parts that are read, once decompressed, at most: a small file can hold very large parts.
const MAX_PART_BYTES: u64 = 512 << 20;
/// The part that lists the sheets of an XLSX file, and the one that holds those of an ODS file.
const XLSX_PART: &str = "xl/workbook.xml";
const ODS_PARTS: [&str; 2] = ["content.xml", "mimetype"];

/// A sheet as a table.
#[derive(Debug)]
pub struct Sheet {
    pub name: String,
    pub text: String,
}

/// The files inside a spreadsheet, which is a zip archive.
struct Parts<'a> {
    zip: Zip<'a>,
    entries: HashMap<String, ZipEntry>,
    /// The bytes of parts that may still be read.
    remaining: Cell<u64>,
}

impl<'a> Parts<'a> {
    fn open(bytes: &'a [u8]) -> Result<Self, ReadErrorKind> {
        let zip = Zip::open(bytes)?;
        let mut entries = HashMap::new();
        for entry in zip.entries() {
            let entry = entry?;
            entries.entry(entry.path.clone()).or_insert(entry);
        }
        Ok(Self { zip, entries, remaining: Cell::new(MAX_PART_BYTES) })
    }

    /// The text of a part; `None` if there is none of this name.
    fn text(&self, name: &str) -> Result<Option<String>, ReadErrorKind> {
        let Some(entry) = self.entries.get(name) else { return Ok(None) };
        let bytes = self.zip.read(entry, self.remaining.get()).map_err(|kind| match kind {
            ReadErrorKind::TooLarge => ReadErrorKind::TooManyCells,
            kind => kind,
        })?;
        self.remaining.set(self.remaining.get().saturating_sub(bytes.len() as u64));
        String::from_utf8(bytes).map(Some).map_err(|_| ReadErrorKind::Binary)
    }
}

/// Calls `on_event` for everything in a part, if there is such a part.
fn for_each_event<'a>(
    part: &'a str,
    mut on_event: impl FnMut(Event<'a>) -> Result<(), ReadErrorKind>,
) -> Result<(), ReadErrorKind> {
    if part.trim().is_empty() {
        return Ok(());
    }
    let mut reader = Reader::new(part);
    while let Some(event) = reader.read().map_err(|error| error.kind)? {
        on_event(event)?;
    }
    Ok(())
}

/// Whether the bytes are a spreadsheet of one of the two formats.
pub fn is_spreadsheet(bytes: &[u8]) -> bool {
    if !is_zip(bytes) {
        return false;
    }
    let Ok(zip) = Zip::open(bytes) else { return false };
    let (mut is_xlsx, mut ods_parts) = (false, 0);
    for entry in zip.entries().map_while(Result::ok) {
        is_xlsx |= entry.path == XLSX_PART;
        ods_parts += usize::from(ODS_PARTS.contains(&&*entry.path));
    }
    is_xlsx || ods_parts >= ODS_PARTS.len()
}

/// Calls `on_sheet` for each sheet that holds something: its name, and the table as text.
///
/// # Errors
/// If the file is damaged or holds too much.
pub fn for_each_sheet(bytes: &[u8], on_sheet: &mut dyn FnMut(&str, String)) -> Result<(), ReadErrorKind> {
    let parts = Parts::open(bytes)?;
    let sheets = match parts.text(XLSX_PART)? {
        Some(workbook) => xlsx::sheets(&workbook, &parts)?,
        None => ods::sheets(&parts.text(ODS_PARTS[0])?.unwrap_or_default())?,
    };
    for Sheet { name, text } in sheets.into_iter().filter(|sheet| !sheet.text.trim().is_empty()) {
        on_sheet(&name, text);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::DeflateEncoder;
    use proptest::prelude::*;
    use rawzip::ZipArchiveWriter;

    use crate::import;
    use crate::import::ReadErrorKind;
    use crate::import::test_support::{indented_names, messages};
    use crate::lang::Lang;
    use crate::org::UnitId;

    fn zip(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut archive = ZipArchiveWriter::new(&mut bytes);
        for (name, text) in parts {
            let (mut entry, config) = archive
                .new_file(name)
                .compression_method(rawzip::CompressionMethod::DEFLATE)
                .start()
                .expect("started");
            let mut writer = config.wrap(DeflateEncoder::new(&mut entry, Compression::default()));
            writer.write_all(text.as_bytes()).expect("written");
            let (encoder, descriptor) = writer.finish().expect("packed");
            encoder.finish().expect("packed");
            entry.finish(descriptor).expect("ended");
        }
        archive.finish().expect("ended");
        bytes
    }

    const WORKBOOK: &str = r#"<workbook><sheets><sheet name="Quays &amp; sea" sheetId="1" r:id="rId7"/><sheet name="Notes" sheetId="2" r:id="rId8"/></sheets></workbook>"#;
    const LINKS: &str = r#"<Relationships><Relationship Id="rId7" Target="worksheets/sheet1.xml"/><Relationship Target="/xl/worksheets/sheet2.xml" Id="rId8"/></Relationships>"#;
    const STRINGS: &str = r#"<sst><si><t>id</t></si><si><t>name</t></si><si><t>parent_id</t></si><si><t>since</t></si><si><r><t>Port, </t></r><r><t>"old"</t></r><rPh><t>x</t></rPh></si></sst>"#;
    const STYLES: &str = r#"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="00000"/><numFmt numFmtId="165" formatCode="dd/mm/yyyy"/></numFmts><cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="10"/></cellXfs></styleSheet>"#;
    const SHEET: &str = r#"<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c><c r="D1" t="s"><v>3</v></c><c r="E1" t="inlineStr"><is><t>share</t></is></c></row>
        <row r="3"><c r="A3" s="1"><v>42</v></c><c r="B3" t="s"><v>4</v></c><c r="D3" s="2"><v>45218</v></c><c r="E3" s="3"><v>0.125</v></c></row>
        <row><c><v>7</v></c><c t="str"><f>1+1</f><v>Quay</v></c><c s="1"><v>42</v></c><c t="b"><v>1</v></c><c><v>3.1400000000000001</v></c></row></sheetData></worksheet>"#;
    const NOTES: &str = r#"<worksheet><sheetData><row><c t="inlineStr"><is><t>made by hand</t></is></c></row></sheetData></worksheet>"#;

    fn xlsx(sheet: &str) -> Vec<u8> {
        zip(&[
            ("[Content_Types].xml", "<Types/>"),
            ("xl/workbook.xml", WORKBOOK),
            ("xl/_rels/workbook.xml.rels", LINKS),
            ("xl/sharedStrings.xml", STRINGS),
            ("xl/styles.xml", STYLES),
            ("xl/worksheets/sheet1.xml", sheet),
            ("xl/worksheets/sheet2.xml", NOTES),
        ])
    }

    fn ods(body: &str) -> Vec<u8> {
        let content = format!(
            "<office:document-content><office:body><office:spreadsheet><table:table table:name=\"Quays\">{body}</table:table></office:spreadsheet></office:body></office:document-content>"
        );
        zip(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", &content)])
    }

    const ROWS: &str = r#"<table:table-row><table:table-cell><text:p>id</text:p></table:table-cell><table:table-cell><text:p>name</text:p></table:table-cell><table:table-cell><text:p>parent_id</text:p></table:table-cell><table:table-cell table:number-columns-repeated="16000"/></table:table-row>
        <table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
        <table:table-row><table:table-cell office:value-type="float" office:value="1"><text:p>01</text:p></table:table-cell><table:table-cell><office:annotation><text:p>why?</text:p></office:annotation><text:p>The<text:s/><text:span>port</text:span></text:p></table:table-cell></table:table-row>
        <table:table-row><table:table-cell><text:p>2</text:p></table:table-cell><table:table-cell><text:p>Quay &lt;A&gt;</text:p></table:table-cell><table:table-cell><text:p>01</text:p></table:table-cell></table:table-row>
        <table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>"#;

    #[test]
    fn sheets_of_xlsx_are_tables() {
        let org = import::read(&xlsx(SHEET), Lang::En).expect("readable");
        assert_eq!(indented_names(&org), ["Port, \"old\"", " Quay"]);
        let port = org.unit(UnitId::ROOT);
        let facts: Vec<_> = port.facts.iter().map(|fact| (&*fact.label, &*fact.value)).collect();
        assert_eq!((&*port.id, facts), ("00042", vec![("since", "2023-10-19"), ("share", "12.5%")]));
        let quay = org.unit(UnitId::at(1));
        let facts: Vec<_> = quay.facts.iter().map(|fact| &*fact.value).collect();
        assert_eq!(facts, ["TRUE", "3.14"]);
        let problems = messages(&org);
        assert!(problems.len() == 1 && problems[0].contains("format is not recognised"), "{problems:?}");
        assert_eq!(&*org.files()[1], "/Notes");
    }

    #[test]
    fn sheets_of_ods_are_tables() {
        let org = import::read(&ods(ROWS), Lang::En).expect("readable");
        assert_eq!(indented_names(&org), ["The port", " Quay <A>"]);
        assert!(messages(&org).is_empty());
    }

    #[test]
    fn blank_cells_at_the_end_of_rows_are_cells_of_their_columns() {
        let rows = [
            "Name Unit Team",
            "Ada Retail Shops",
            "Ben Retail",
            "Cy Retail Shops",
            "Di Works Quays",
            "Ed Works Quays",
        ];
        let row = |cell: fn(&str) -> String, row: &str| row.split(' ').map(cell).collect::<String>();
        let xlsx_row = |text: &&str| {
            let cell = |text: &str| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>");
            format!("<row>{}</row>", row(cell, text))
        };
        let ods_row = |text: &&str| {
            let cell = |text: &str| format!("<table:table-cell><text:p>{text}</text:p></table:table-cell>");
            format!("<table:table-row>{}</table:table-row>", row(cell, text))
        };
        let sheet = rows.iter().map(xlsx_row).collect::<String>();
        let files = [
            xlsx(&format!("<worksheet><sheetData>{sheet}</sheetData></worksheet>")),
            ods(&rows.iter().map(ods_row).collect::<String>()),
            rows.join("\n").replace(' ', ",").into_bytes(),
        ];
        for file in files {
            let org = import::read(&file, Lang::En).expect("readable");
            let below =
                [" Retail", "  Shops", "   Ada", "   Cy", "  Ben", " Works", "  Quays", "   Di", "   Ed"];
            assert_eq!(indented_names(&org)[1..], below);
        }
    }

    #[test]
    fn merged_cells_have_their_value_in_each_row() {
        let cell =
            |name: &str, text: &str| format!("<c r=\"{name}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
        let rows = [
            vec![("A1", "Staff")],
            vec![("A3", "Direction"), ("B3", "Service"), ("C3", "Nom")],
            vec![("A4", "Ports"), ("B4", "Quays"), ("C4", "Ada")],
            vec![("C5", "Ben")],
            vec![("B6", "Roads"), ("C6", "Cy")],
            vec![("C8", "Di")],
            vec![("C9", "Ed")],
        ];
        let row = |cells: &Vec<(&str, &str)>| {
            let number = &cells[0].0[1..];
            let cells: String = cells.iter().map(|(name, text)| cell(name, text)).collect();
            format!("<row r=\"{number}\">{cells}</row>")
        };
        let merged =
            ["A1:C2", "A4:A8", "B4:B5", "B6:B8"].map(|range| format!("<mergeCell ref=\"{range}\"/>"));
        let rows: String = rows.iter().map(row).collect();
        let sheet = format!(
            "<worksheet><sheetData>{rows}</sheetData><mergeCells>{}</mergeCells></worksheet>",
            merged.concat()
        );
        let expected = ["staff", " Ports", "  Quays", "   Ada", "   Ben", "  Roads", "   Cy", "   Di", " Ed"];
        let org = import::read(&xlsx(&sheet), Lang::En).expect("readable");
        assert_eq!(indented_names(&org)[1..], expected[1..]);
        assert_eq!(messages(&org).iter().filter(|message| message.contains("Staff")).count(), 1);

        let cell = |text: &str, rows: usize| {
            format!(
                "<table:table-cell table:number-rows-spanned=\"{rows}\"><text:p>{text}</text:p></table:table-cell>"
            )
        };
        let covered = "<table:covered-table-cell table:number-columns-repeated=\"2\"/>";
        let rows = [
            [cell("Direction", 1), cell("Service", 1), cell("Nom", 1)].concat(),
            [cell("Ports", 4), cell("Quays", 2), cell("Ada", 1)].concat(),
            format!("{covered}{}", cell("Ben", 1)),
            ["<table:covered-table-cell/>".into(), cell("Roads", 2), cell("Cy", 1)].concat(),
            format!("{covered}{}", cell("Di", 1)),
        ];
        let rows = rows.map(|cells| format!("<table:table-row>{cells}</table:table-row>"));
        let org = import::read(&ods(&rows.concat()), Lang::En).expect("readable");
        let expected = ["Ports", " Quays", "  Ada", "  Ben", " Roads", "  Cy", "  Di"];
        assert_eq!(indented_names(&org), expected);
    }

    #[test]
    fn large_sheets_are_refused() {
        let kind = |bytes: &[u8]| import::read(bytes, Lang::En).expect_err("refused").kind;
        let repeated = r#"<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384"><text:p>a</text:p></table:table-cell></table:table-row>"#;
        assert_eq!(kind(&ods(repeated)), ReadErrorKind::TooManyCells);
        let wide = format!(
            "<worksheet><sheetData>{}</sheetData></worksheet>",
            "<row><c r=\"XFD1\"><v>1</v></c></row>".repeat(20_000)
        );
        assert_eq!(kind(&xlsx(&wide)), ReadErrorKind::TooManyCells);
    }

    proptest! {
        #[test]
        fn any_sheet_is_read_or_refused(is_ods: bool, at in 0..2_000usize, byte in prop::sample::select(b"<>/\"& a0=".to_vec()), cut in 0..400usize) {
            let mut text = if is_ods { ROWS } else { SHEET }.as_bytes().to_vec();
            let at = at % text.len();
            text[at] = byte;
            text.truncate(text.len().saturating_sub(cut));
            let text = String::from_utf8_lossy(&text);
            let _ = import::read(&if is_ods { ods(&text) } else { xlsx(&text) }, Lang::En);
        }

        #[test]
        fn any_damaged_file_is_read_or_refused(at in 0..4_000usize, byte: u8) {
            let mut bytes = xlsx(SHEET);
            let at = at % bytes.len();
            bytes[at] = byte;
            let _ = import::read(&bytes, Lang::En);
        }
    }
}
