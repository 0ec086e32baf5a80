//! The output formats and their names.

use std::io::{self, Write};

use crate::lang::Lang;
use crate::text::Formulas;

use super::{Subtree, csv, dot, html, json, jsonld, markdown, mermaid, svg, tree_text, vcard};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportFormat {
    Text,
    Json,
    Csv(Formulas),
    Markdown,
    Mermaid,
    Dot,
    Svg,
    Html,
    VCard,
    JsonLd,
}

impl ExportFormat {
    pub const NAMES: [(&'static str, ExportFormat); 10] = [
        ("text", ExportFormat::Text),
        ("json", ExportFormat::Json),
        ("csv", ExportFormat::Csv(Formulas::AsTheyAre)),
        ("markdown", ExportFormat::Markdown),
        ("mermaid", ExportFormat::Mermaid),
        ("dot", ExportFormat::Dot),
        ("svg", ExportFormat::Svg),
        ("html", ExportFormat::Html),
        ("vcard", ExportFormat::VCard),
        ("jsonld", ExportFormat::JsonLd),
    ];

    /// The format with a name; `None` if there is none.
    pub fn from_name(name: &str) -> Option<ExportFormat> {
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|&(_, format)| format)
    }
}

/// Writes a subtree in a format. `ascii` draws the branches of [`ExportFormat::Text`] in ASCII; `lang` is
/// the language of the words of [`ExportFormat::Svg`] and [`ExportFormat::Html`] that are not data.
pub fn write(
    subtree: &Subtree,
    format: ExportFormat,
    ascii: bool,
    lang: Lang,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        ExportFormat::Text => tree_text::write_tree(subtree, ascii, out),
        ExportFormat::Json => json::write_document(subtree, out),
        ExportFormat::Csv(formulas) => csv::write_table(subtree, formulas, out),
        ExportFormat::Markdown => markdown::write_list(subtree, out),
        ExportFormat::Mermaid => mermaid::write_flowchart(subtree, out),
        ExportFormat::Dot => dot::write_digraph(subtree, out),
        ExportFormat::Svg => svg::write_chart(subtree, lang, out),
        ExportFormat::Html => html::write_page(subtree, lang, out),
        ExportFormat::VCard => vcard::write_cards(subtree, out),
        ExportFormat::JsonLd => jsonld::write_graph(subtree, out),
    }
}
