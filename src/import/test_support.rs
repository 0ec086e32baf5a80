//! What the tests of several readers look at.

use std::borrow::Cow;

use super::{Columns, ImportOptions, Importer};
use crate::lang::Lang;
use crate::org::Org;

/// The organisation of a table in the file `table.csv`, with columns as they are stated on the command line, or none.
pub fn org_of_table(text: &str, columns: &str) -> Org {
    let columns =
        if columns.is_empty() { Columns::default() } else { Columns::parse(columns).expect("columns") };
    let mut importer = Importer::new(ImportOptions { format: None, columns }, Lang::En);
    let bytes = Cow::Owned(text.as_bytes().to_vec());
    importer.read(&"table.csv".into(), bytes, &mut |_, _| {}).expect("readable");
    importer.finish()
}

/// The names in reading order, indented by one blank a level.
pub fn indented_names(org: &Org) -> Vec<String> {
    org.units().map(|unit| format!("{}{}", " ".repeat(org.depth(unit)), org.name(unit))).collect()
}

/// The diagnostics in English, without their lines.
pub fn messages(org: &Org) -> Vec<String> {
    org.diagnostics().iter().map(|diagnostic| diagnostic.kind.message(Lang::En)).collect()
}

/// The diagnostics in English, with their lines.
pub fn lines_and_messages(org: &Org) -> Vec<(u32, String)> {
    org.diagnostics().iter().map(|diagnostic| (diagnostic.line, diagnostic.kind.message(Lang::En))).collect()
}
