//! The input formats and their names.

use super::{Gathering, Reason, Refusal, Watch, dila, drawn, govuk, json, jsonld, ldif, organigram, table};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
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

impl Format {
    pub const NAMES: [(&'static str, Format); 9] = [
        ("ramure", Format::Ramure),
        ("dila", Format::Dila),
        ("govuk", Format::GovUk),
        ("jsonld", Format::JsonLd),
        ("organigram", Format::Organigram),
        ("json", Format::Json),
        ("csv", Format::Csv),
        ("ldif", Format::Ldif),
        ("text", Format::Text),
    ];

    pub fn named(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|(_, format)| *format)
    }

    /// All names joined by commas, for help texts.
    pub fn names() -> String {
        Self::NAMES.map(|(name, _)| name).join(", ")
    }

    /// Reads a file in a format other than `ramure/1`.
    pub(super) fn read(self, text: &str, into: &mut Gathering, watch: Watch) -> Result<(), Refusal> {
        match self {
            Format::Json => json::read(text, into, watch),
            Format::Csv => table::read(text, into, watch),
            Format::Dila => dila::read(text, into, watch),
            Format::GovUk => govuk::read(text, into, watch),
            Format::Organigram => organigram::read(text, into, watch),
            Format::JsonLd => jsonld::read(text, into, watch),
            Format::Text => drawn::read(text, into, watch),
            Format::Ldif => ldif::read(text, into, watch),
            _ => Err(Refusal::at(text, 0, Reason::NotAnOrganisation)),
        }
    }
}
