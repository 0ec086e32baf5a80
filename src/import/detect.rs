//! Detects the format of a text. For JSON only the first keys are read, so that a file in the
//! public format is not parsed twice.

use serde_json::value::RawValue;

use crate::json as values;
use crate::json::Members;

use super::{Columns, ImportFormat, csv, json, text_tree};

/// The format of a text that is not blank. JSON of unknown shape counts as `ramure/1`, whose reader
/// has precise errors.
pub fn format(text: &str, columns: &Columns) -> Option<ImportFormat> {
    let format = match text.trim_ascii_start().as_bytes().first() {
        Some(b'{') => of_object(text),
        Some(b'[') => first_item(text, 0).map_or(ImportFormat::Json, of_record),
        _ => return of_text(text, columns),
    };
    // Stated columns imply generic JSON records.
    Some(if format == ImportFormat::Ramure && !columns.is_empty() { ImportFormat::Json } else { format })
}

/// The format of an object or of several: the first decisive key determines it.
fn of_object(text: &str) -> ImportFormat {
    let mut at = text.find('{').map_or(0, |at| at + 1);
    let mut has_format_key = false;
    let mut list_format = None;
    while let Some((key, colon)) = values::parse_at::<values::MemberKey>(text, at) {
        let Some(value) = after_sign(text, colon, b':') else { break };
        has_format_key |= key.0 == "format";
        if let Some(format) = of_member(text, &key.0, value, has_format_key) {
            return format;
        }
        // Format of a list of records, used if no decisive key follows.
        list_format = list_format
            .or_else(|| first_item(text, value).map(of_record).filter(|of| *of != ImportFormat::Ramure));
        let Some((_, end)) = values::parse_at::<&RawValue>(text, value) else { break };
        let Some(next) = after_sign(text, end, b',') else { break };
        at = next;
    }
    match values::parse_at::<&RawValue>(text, 0).map(|(first, _)| of_record(first.get())) {
        None | Some(ImportFormat::Ramure) => {
            list_format.filter(|_| !has_format_key).unwrap_or(ImportFormat::Ramure)
        }
        Some(format) => format,
    }
}

/// The byte offset after `sign`, leading blanks skipped.
fn after_sign(text: &str, at: usize, sign: u8) -> Option<usize> {
    let rest = text.get(at..)?;
    let blanks = rest.len() - rest.trim_ascii_start().len();
    (rest.as_bytes().get(blanks) == Some(&sign)).then_some(at + blanks + 1)
}

/// The format implied by a member, if it is decisive.
fn of_member(text: &str, key: &str, value: usize, has_format_key: bool) -> Option<ImportFormat> {
    match key {
        "units" if !has_format_key && first_item(text, value).is_some_and(json::is_nested) => {
            Some(ImportFormat::Json)
        }
        "units" => Some(ImportFormat::Ramure),
        "service" => first_item(text, value).map(|_| ImportFormat::Dila),
        "results" => Some(first_item(text, value).map_or(ImportFormat::Json, of_record)),
        "organisations" => Some(ImportFormat::Organigram),
        "@context" | "@graph" => Some(ImportFormat::JsonLd),
        _ => None,
    }
}

/// The first item of the list at a byte offset, leading blanks skipped.
fn first_item(text: &str, at: usize) -> Option<&str> {
    let start = after_sign(text, at, b'[')?;
    values::parse_at::<&RawValue>(text, start).map(|(raw, _)| raw.get())
}

/// Keys that only DILA records have.
const DILA: [&str; 4] = ["hierarchie", "type_organisme", "affectation_personne", "plage_ouverture"];

/// The format of a list, or of lines, of such records.
fn of_record(record: &str) -> ImportFormat {
    let Ok(Members(members)) = serde_json::from_str(record) else { return ImportFormat::Ramure };
    let has = |key: &str| members.iter().any(|(known, _)| known == key);
    match () {
        () if DILA.iter().any(|key| has(key)) => ImportFormat::Dila,
        () if has("parent_organisations") => ImportFormat::GovUk,
        () if has("@id") || has("@type") => ImportFormat::JsonLd,
        () if json::is_record(&members) || json::is_by_path(&members) => ImportFormat::Json,
        () => ImportFormat::Ramure,
    }
}

/// The format of a text that is not JSON.
fn of_text(text: &str, columns: &Columns) -> Option<ImportFormat> {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
    let first = lines.next().unwrap_or_default().to_ascii_lowercase();
    let mut more = lines.take(9).map(str::to_ascii_lowercase);
    if first.starts_with("dn:") || first.starts_with("version:") && more.any(|line| line.starts_with("dn:")) {
        return Some(ImportFormat::Ldif);
    }
    let is_tree = || text_tree::is_tree(text).then_some(ImportFormat::Text);
    csv::is_table(text, columns).then_some(ImportFormat::Csv).or_else(is_tree)
}
