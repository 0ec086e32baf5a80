//! The input formats and their names.

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
    /// YAML, and Markdown with front matter.
    Yaml,
    Turtle,
    NTriples,
    RdfXml,
}

impl ImportFormat {
    pub const NAMES: [(&'static str, ImportFormat); 13] = [
        ("ramure", ImportFormat::Ramure),
        ("dila", ImportFormat::Dila),
        ("govuk", ImportFormat::GovUk),
        ("jsonld", ImportFormat::JsonLd),
        ("organigram", ImportFormat::Organigram),
        ("json", ImportFormat::Json),
        ("csv", ImportFormat::Csv),
        ("ldif", ImportFormat::Ldif),
        ("text", ImportFormat::Text),
        ("yaml", ImportFormat::Yaml),
        ("turtle", ImportFormat::Turtle),
        ("ntriples", ImportFormat::NTriples),
        ("rdfxml", ImportFormat::RdfXml),
    ];

    pub fn from_name(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|(_, format)| *format)
    }

    /// All names joined by commas, for help texts.
    pub fn names() -> String {
        Self::NAMES.map(|(name, _)| name).join(", ")
    }
}
