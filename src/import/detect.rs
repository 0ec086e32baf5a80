//! Detects the format of a text. For JSON only the first keys are read, so that a file in the
//! public format is not parsed twice.

use serde_json::value::RawValue;

use crate::json as values;
use crate::json::Members;

use super::columns::{ColumnField, ColumnGuesses};
use super::{
    Columns, ImportFormat, csv, dot, html, json, mermaid, org_mode, plantuml, rdf, text_tree, vcard, xml,
    yaml,
};

/// The format of a text that is not blank. JSON of unknown shape counts as `ramure/1`, whose reader
/// has precise errors.
pub fn format(text: &str, columns: &Columns) -> Option<ImportFormat> {
    let format = match text.trim_ascii_start().as_bytes().first() {
        Some(b'{') => object_format(text),
        Some(b'[') => first_item(text, 0).map_or(ImportFormat::Json, record_format),
        _ => return text_format(text, columns),
    };
    // Stated columns imply generic JSON records.
    Some(if format == ImportFormat::Ramure && !columns.is_empty() { ImportFormat::Json } else { format })
}

/// The format of an object or of several: the first decisive key determines it.
fn object_format(text: &str) -> ImportFormat {
    let mut at = text.find('{').map_or(0, |at| at + 1);
    let mut has_format_key = false;
    let mut list_format = None;
    while let Some((key, colon)) = values::parse_at::<values::MemberKey>(text, at) {
        let Some(value) = after_byte(text, colon, b':') else { break };
        has_format_key |= key.0 == "format";
        if let Some(format) = member_format(text, &key.0, value, has_format_key) {
            return format;
        }
        // Format of a list of records, used if no decisive key follows.
        list_format = list_format
            .or_else(|| first_item(text, value).map(record_format).filter(|of| *of != ImportFormat::Ramure));
        let Some((_, end)) = values::parse_at::<&RawValue>(text, value) else { break };
        let Some(next) = after_byte(text, end, b',') else { break };
        at = next;
    }
    let members =
        values::parse_at::<Members>(text, 0).map(|(Members(members), _)| members).unwrap_or_default();
    if json::is_graph(&members) {
        return ImportFormat::Json;
    }
    match members_format(&members) {
        ImportFormat::Ramure if has_format_key => ImportFormat::Ramure,
        ImportFormat::Ramure => match list_format {
            Some(format) => format,
            None if json::has_record_list(&members) => ImportFormat::Json,
            None => ImportFormat::Ramure,
        },
        format => format,
    }
}

/// The byte offset after `byte`, leading blanks skipped.
fn after_byte(text: &str, at: usize, byte: u8) -> Option<usize> {
    let rest = text.get(at..)?;
    let blanks = rest.len() - rest.trim_ascii_start().len();
    (rest.as_bytes().get(blanks) == Some(&byte)).then_some(at + blanks + 1)
}

/// The format implied by a member, if it is decisive.
fn member_format(text: &str, key: &str, value: usize, has_format_key: bool) -> Option<ImportFormat> {
    match key {
        "units" if !has_format_key && are_foreign(text, value) => Some(ImportFormat::Json),
        // An object of units is read as any JSON.
        "units" if !has_format_key && after_byte(text, value, b'{').is_some() => None,
        "units" => Some(ImportFormat::Ramure),
        "service" => first_item(text, value).map(|_| ImportFormat::Dila),
        "results" => Some(first_item(text, value).map_or(ImportFormat::Json, record_format)),
        "organisations" => Some(ImportFormat::Organigram),
        "@context" | "@graph" => Some(ImportFormat::JsonLd),
        _ => None,
    }
}

/// Whether the units at a byte offset, of a document without a format, have keys that only the reader of any JSON
/// knows: those of units inside them, of parents, or of names.
fn are_foreign(text: &str, at: usize) -> bool {
    let Some((units, _)) = values::parse_at::<Vec<&RawValue>>(text, at) else { return false };
    let mut guesses = ColumnGuesses::default();
    let mut is_foreign = |members: json::RawMembers| {
        let mut has = |key: &str, field| key != "parent_id" && guesses.field(key) == Some(field);
        let has_name = members.iter().any(|(key, _)| key == "name");
        members
            .iter()
            .any(|(key, _)| has(key, ColumnField::Parent) || !has_name && has(key, ColumnField::Name))
    };
    let has_foreign = units
        .iter()
        .any(|unit| json::is_nested(unit.get()) || values::object(unit).is_some_and(&mut is_foreign));
    has_foreign && !has_format(text)
}

fn has_format(text: &str) -> bool {
    values::parse_at::<Members>(text, 0)
        .is_some_and(|(Members(members), _)| members.iter().any(|(key, _)| key == "format"))
}

/// The first item of the list at a byte offset, leading blanks skipped.
fn first_item(text: &str, at: usize) -> Option<&str> {
    let start = after_byte(text, at, b'[')?;
    values::parse_at::<&RawValue>(text, start).map(|(raw, _)| raw.get())
}

/// Keys that only DILA records have.
const DILA_KEYS: [&str; 4] = ["hierarchie", "type_organisme", "affectation_personne", "plage_ouverture"];

/// The format of a list, or of lines, of such records.
fn record_format(record: &str) -> ImportFormat {
    serde_json::from_str(record).map_or(ImportFormat::Ramure, |Members(members)| members_format(&members))
}

/// The format of a list of records with such members.
fn members_format(members: &json::RawMembers) -> ImportFormat {
    let has = |key: &str| members.iter().any(|(known, _)| known == key);
    match () {
        () if DILA_KEYS.iter().any(|key| has(key)) => ImportFormat::Dila,
        () if has("parent_organisations") => ImportFormat::GovUk,
        () if has("@id") || has("@type") => ImportFormat::JsonLd,
        () if json::is_record(members) || json::is_by_path(members) => ImportFormat::Json,
        () => ImportFormat::Ramure,
    }
}

/// The format of a text that says by its first words what it is.
fn marked_format(text: &str) -> Option<ImportFormat> {
    match () {
        () if xml::root_name(text) == Some("opml") => Some(ImportFormat::Opml),
        () if xml::root_name(text) == Some("graphml") => Some(ImportFormat::GraphMl),
        () if html::is_page(text) => Some(ImportFormat::Html),
        () if vcard::is_address_book(text) => Some(ImportFormat::VCard),
        () if plantuml::is_diagram(text) => Some(ImportFormat::PlantUml),
        () if mermaid::is_diagram(text) => Some(ImportFormat::Mermaid),
        () if dot::is_graph(text) => Some(ImportFormat::Dot),
        () if text_tree::is_escaped_list(text) => Some(ImportFormat::Text),
        () if org_mode::is_outline(text) => Some(ImportFormat::Org),
        () => None,
    }
}

/// The format of a text that is not JSON.
fn text_format(text: &str, columns: &Columns) -> Option<ImportFormat> {
    if let Some(format) = marked_format(text) {
        return Some(format);
    }
    let mut lines = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    let first = lines.next().unwrap_or_default().to_ascii_lowercase();
    let mut more = lines.take(9).map(str::to_ascii_lowercase);
    if first.starts_with("dn:") || first.starts_with("version:") && more.any(|line| line.starts_with("dn:")) {
        return Some(ImportFormat::Ldif);
    }
    if let Some(format) = rdf::format(text) {
        return Some(format);
    }
    let is_yaml = || yaml::is_yaml(text).then_some(ImportFormat::Yaml);
    let is_tree = || text_tree::is_tree(text).then_some(ImportFormat::Text);
    // A table without a known column is refused with the names of its columns.
    let has_rows = || csv::has_rows(text).then_some(ImportFormat::Csv);
    csv::is_table(text, columns)
        .then_some(ImportFormat::Csv)
        .or_else(is_yaml)
        .or_else(is_tree)
        .or_else(has_rows)
}
