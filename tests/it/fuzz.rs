//! The fuzz targets: what each of them does with any bytes, and what must hold then. `fuzz/` runs them with libFuzzer;
//! `corpus.rs` plays back what it keeps.

mod files;
mod keys;
mod packs;
mod queries;
mod requests;
mod texts;

use ramure::import::ImportFormat;
use ramure::text::Printable;

pub use files::check_file;

/// What a target does with its bytes. It panics where something does not hold.
pub type Check = fn(&[u8]);

#[derive(Clone, Copy)]
pub enum Target {
    /// The reader of a format.
    Reader(ImportFormat),
    Other(Check),
}

/// The targets that are no readers, by name.
const OTHERS: [(&str, Check); 13] = [
    ("read_any", files::check_any),
    ("read_archive", files::check_archive),
    ("aliases", queries::check_aliases),
    ("browser", keys::check_browser),
    ("configuration", keys::check_configuration),
    ("fold", texts::check_folding),
    ("input", keys::check_input),
    ("linear", queries::check_lines),
    ("pack", packs::check_sections),
    ("pack_directory", packs::check_directory),
    ("query", queries::check_query),
    ("request", requests::check_request),
    ("width", texts::check_widths),
];

/// All targets, by name.
pub fn targets() -> impl Iterator<Item = (String, Target)> {
    let reader = |(name, format)| (format!("read_{name}"), Target::Reader(format));
    let others = OTHERS.map(|(name, check)| (name.to_string(), Target::Other(check)));
    ImportFormat::NAMES.map(reader).into_iter().chain(others)
}

/// Runs the target of a name.
pub fn run(name: &str, bytes: &[u8]) {
    let target = targets().find(|(known, _)| known == name);
    match target.unwrap_or_else(|| panic!("no target {name}")).1 {
        Target::Reader(ImportFormat::Xlsx) => files::check_spreadsheet(bytes),
        Target::Reader(format) => check_file(format, bytes.to_vec()),
        Target::Other(check) => check(bytes),
    }
}

/// Nothing in a text moves the cursor, hides or reorders text, but for the line breaks and tabs between texts.
#[track_caller]
pub fn assert_clean(text: &str) {
    if Printable::clean(text).1 {
        // A run of combining marks may be of two texts.
        let hidden = text.chars().find(|c| Printable::clean(c.encode_utf8(&mut [0; 4])).1);
        assert_eq!(hidden, None, "{text:?}");
    }
}

/// The same of a text of one line.
#[track_caller]
pub fn assert_line(text: &str) {
    assert_clean(text);
    assert!(!text.contains(char::is_control), "{text:?}");
}
