//! The output formats and their names.

use std::io::{self, Write};

use crate::lang::Lang;

use super::{Subtree, csv, dot, json, jsonld, markdown, mermaid, svg, tree_text, vcard};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    Text,
    Json,
    Csv,
    Markdown,
    Mermaid,
    Dot,
    Svg,
    Vcard,
    Jsonld,
}

impl Format {
    pub const NAMES: [(&'static str, Format); 9] = [
        ("text", Format::Text),
        ("json", Format::Json),
        ("csv", Format::Csv),
        ("markdown", Format::Markdown),
        ("mermaid", Format::Mermaid),
        ("dot", Format::Dot),
        ("svg", Format::Svg),
        ("vcard", Format::Vcard),
        ("jsonld", Format::Jsonld),
    ];

    /// The format with a name; `None` if there is none.
    pub fn named(name: &str) -> Option<Format> {
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|&(_, format)| format)
    }
}

/// Writes a subtree in a format. `ascii` draws the branches of [`Format::Text`] in ASCII; `lang` is
/// the language of the title and description of [`Format::Svg`].
pub fn write(
    subtree: &Subtree,
    format: Format,
    ascii: bool,
    lang: Lang,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Text => tree_text::tree(subtree, ascii, out),
        Format::Json => json::document(subtree, out),
        Format::Csv => csv::table(subtree, out),
        Format::Markdown => markdown::list(subtree, out),
        Format::Mermaid => mermaid::flowchart(subtree, out),
        Format::Dot => dot::digraph(subtree, out),
        Format::Svg => svg::drawing(subtree, lang, out),
        Format::Vcard => vcard::cards(subtree, out),
        Format::Jsonld => jsonld::graph(subtree, out),
    }
}
