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
    /// A flowchart of Mermaid.
    Mermaid,
    /// A graph in the language of Graphviz.
    Dot,
    VCard,
    Opml,
    /// Headings of Org mode.
    Org,
    /// A work breakdown structure or a mind map of PlantUML.
    PlantUml,
    GraphMl,
    /// A page that ramure has written.
    Html,
    /// A spreadsheet, whose sheets are tables.
    Xlsx,
}

impl ImportFormat {
    pub const NAMES: [(&'static str, ImportFormat); 22] = [
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
        ("mermaid", ImportFormat::Mermaid),
        ("dot", ImportFormat::Dot),
        ("vcard", ImportFormat::VCard),
        ("opml", ImportFormat::Opml),
        ("org", ImportFormat::Org),
        ("plantuml", ImportFormat::PlantUml),
        ("graphml", ImportFormat::GraphMl),
        ("html", ImportFormat::Html),
        ("xlsx", ImportFormat::Xlsx),
    ];

    pub fn from_name(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|(_, format)| *format)
    }

    /// All names joined by commas, for help texts.
    pub fn names() -> String {
        Self::NAMES.map(|(name, _)| name).join(", ")
    }
}
