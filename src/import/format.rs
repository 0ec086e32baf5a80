//! The input formats and their names.

use super::{
    Importer, ProgressFn, ReadError, ReadErrorKind, csv, dila, govuk, json, jsonld, ldif, organigram,
    text_tree,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportFormat {
    Ramure,
    Dila,
    GovUk,
    JsonLd,
    Organigram,
    /// Nested, flat, or keyed by path.
    Json,
    Csv,
    Ldif,
    /// A text tree, drawn with branches or indented.
    Text,
}

impl ImportFormat {
    pub const NAMES: [(&'static str, ImportFormat); 9] = [
        ("ramure", ImportFormat::Ramure),
        ("dila", ImportFormat::Dila),
        ("govuk", ImportFormat::GovUk),
        ("jsonld", ImportFormat::JsonLd),
        ("organigram", ImportFormat::Organigram),
        ("json", ImportFormat::Json),
        ("csv", ImportFormat::Csv),
        ("ldif", ImportFormat::Ldif),
        ("text", ImportFormat::Text),
    ];

    pub fn from_name(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|(_, format)| *format)
    }

    /// All names joined by commas, for help texts.
    pub fn names() -> String {
        Self::NAMES.map(|(name, _)| name).join(", ")
    }

    /// Reads a file in a format other than `ramure/1`.
    pub(super) fn read(self, text: &str, into: &mut Importer, watch: ProgressFn) -> Result<(), ReadError> {
        match self {
            ImportFormat::Json => json::read(text, into, watch),
            ImportFormat::Csv => csv::read(text, into, watch),
            ImportFormat::Dila => dila::read(text, into, watch),
            ImportFormat::GovUk => govuk::read(text, into, watch),
            ImportFormat::Organigram => organigram::read(text, into, watch),
            ImportFormat::JsonLd => jsonld::read(text, into, watch),
            ImportFormat::Text => text_tree::read(text, into, watch),
            ImportFormat::Ldif => ldif::read(text, into, watch),
            _ => Err(ReadError::at(text, 0, ReadErrorKind::NotAnOrganisation)),
        }
    }
}
