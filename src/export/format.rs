//! The formats that a tree can be written in, by name.

use std::io::{self, Write};

use crate::lang::Lang;

use super::{Subtree, csv, dot, json, jsonld, markdown, mermaid, svg, tree_text, vcard};

/// A format for a tree.
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
    /// What each is called, text first.
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

    /// The format of a name.
    pub fn named(name: &str) -> Option<Format> {
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|&(_, format)| format)
    }
}

/// Writes a branch in a format. `ascii` is for the lines of a text, `lang` for what a drawing
/// says of itself.
pub fn write(
    branch: &Subtree,
    format: Format,
    ascii: bool,
    lang: Lang,
    out: &mut dyn Write,
) -> io::Result<()> {
    match format {
        Format::Text => tree_text::tree(branch, ascii, out),
        Format::Json => json::document(branch, out),
        Format::Csv => csv::table(branch, out),
        Format::Markdown => markdown::list(branch, out),
        Format::Mermaid => mermaid::flowchart(branch, out),
        Format::Dot => dot::digraph(branch, out),
        Format::Svg => svg::drawing(branch, lang, out),
        Format::Vcard => vcard::cards(branch, out),
        Format::Jsonld => jsonld::graph(branch, out),
    }
}
