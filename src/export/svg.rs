//! An organisation chart in SVG 1.1, without scripts or external resources. Styles are presentation
//! attributes, which all slide programs support.

use std::io::{self, Write};

use crate::lang::{Lang, Tr, count, units};
use crate::org::path::label;
use crate::text::Printable;

use super::Subtree;
use super::chart::{Chart, Connector, KIND_HEIGHT, LINE_HEIGHT, MARGIN, PADDING, Tile, TileRole};
use super::escape::markup as escaped;

const FONT_FAMILY: &str = "Marianne, Arial, Helvetica, 'Liberation Sans', sans-serif";
const TITLE: Tr = Tr::new("Organigramme : {}", "Organisation chart: {}");
const DESCRIPTION: Tr = Tr::new("{} sur {}.", "{} on {}.");
const LEVEL: Tr = Tr::new("niveau", "level");
const LEVELS: Tr = Tr::new("niveaux", "levels");
/// Height of the line with the source of the data, in pixels.
const FOOTER_HEIGHT: i64 = 22;
/// Width of a character of that line, in pixels.
const FOOTER_CHAR_WIDTH: i64 = 7;

/// Writes a chart. Its elements are in reading order, for screen readers.
pub fn write_chart(subtree: &Subtree, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let chart = Chart::new(subtree);
    let source = source(subtree, &chart);
    let height = chart.height + source.as_ref().map_or(0, |_| FOOTER_HEIGHT);
    let title = TITLE.with(lang, &[&subtree.org.name(subtree.top)]);
    let levels = count(chart.levels, LEVEL, LEVELS, lang);
    let description = DESCRIPTION.with(lang, &[&units(chart.tiles.len(), lang), &levels]);
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{height}\" viewBox=\"0 0 {0} {height}\" ",
        chart.width
    )?;
    writeln!(
        out,
        "role=\"graphics-document\" aria-labelledby=\"title about\" font-family=\"{FONT_FAMILY}\" font-size=\"13\">"
    )?;
    writeln!(out, "<title id=\"title\">{}</title>", escaped(&title))?;
    writeln!(out, "<desc id=\"about\">{}</desc>", escaped(&description))?;
    writeln!(out, "<rect width=\"{}\" height=\"{height}\" fill=\"#ffffff\"/>", chart.width)?;
    write_connectors(&chart, out)?;
    chart.tiles.iter().try_for_each(|tile| write_tile(subtree, tile, out))?;
    if let Some(source) = source {
        let (y, source) = (chart.height + FOOTER_HEIGHT / 2 - MARGIN / 2, escaped(&source));
        writeln!(out, "<text x=\"{MARGIN}\" y=\"{y}\" font-size=\"11\" fill=\"#5c6370\">{source}</text>")?;
    }
    writeln!(out, "</svg>")
}

/// The source of the data, truncated to the width of the chart; `None` if it is not known.
fn source(subtree: &Subtree, chart: &Chart) -> Option<Printable> {
    let parts: Vec<&str> = subtree.org.source().map(|text| &**text).collect();
    let columns = (chart.width - 2 * MARGIN) / FOOTER_CHAR_WIDTH;
    (!parts.is_empty()).then(|| Printable::new(&parts.join(" · ")).truncate(columns as usize, "…"))
}

/// Writes the connectors, which the tiles drawn later cover in part.
fn write_connectors(chart: &Chart, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<g fill=\"none\" stroke=\"#a3adbd\" stroke-width=\"2\" aria-hidden=\"true\">")?;
    for Connector { x, y, turns } in chart.tiles.iter().filter_map(|tile| tile.connector.as_ref()) {
        write!(out, "<path d=\"M{x} {y}")?;
        for (turn, command) in turns.iter().zip(['V', 'H'].into_iter().cycle()) {
            write!(out, "{command}{turn}")?;
        }
        writeln!(out, "\"/>")?;
    }
    writeln!(out, "</g>")
}

/// The colours of a role: fill, border, name, and kind.
fn colors(role: TileRole) -> [&'static str; 4] {
    match role {
        TileRole::Head => ["#1b2f55", "#1b2f55", "#ffffff", "#d5def0"],
        TileRole::Title => ["#dce6f7", "#4a6aa5", "#14233f", "#43536f"],
        TileRole::Inner => ["#f1f4fa", "#9aa7bd", "#14233f", "#5c6370"],
        TileRole::Leaf => ["#ffffff", "#9aa7bd", "#14233f", "#5c6370"],
    }
}

fn write_tile(subtree: &Subtree, tile: &Tile, out: &mut dyn Write) -> io::Result<()> {
    let Tile { x, y, width, height, role, .. } = *tile;
    let [fill, border, name_color, kind_color] = colors(role);
    let is_bold = matches!(role, TileRole::Head | TileRole::Title);
    let weight = if is_bold { " font-weight=\"bold\"" } else { "" };
    let is_centred = role == TileRole::Head;
    let (left, anchor) =
        if is_centred { (x + width / 2, " text-anchor=\"middle\"") } else { (x + PADDING + 2, "") };
    writeln!(out, "<g><title>{}</title>", escaped(&full_label(subtree, tile)))?;
    writeln!(
        out,
        "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"4\" fill=\"{fill}\" stroke=\"{border}\"/>"
    )?;
    write!(out, "<text fill=\"{name_color}\"{weight}{anchor}>")?;
    for (line, text) in (0..).zip(&tile.lines) {
        // The baseline of the text.
        let baseline = y + PADDING + line * LINE_HEIGHT + 13;
        write!(out, "<tspan x=\"{left}\" y=\"{baseline}\">{}</tspan>", escaped(text))?;
    }
    write!(out, "</text>")?;
    if let Some(kind) = &tile.kind {
        let baseline = y + height - PADDING - KIND_HEIGHT + 11;
        write!(
            out,
            "<text x=\"{left}\" y=\"{baseline}\" font-size=\"11\" fill=\"{kind_color}\"{anchor}>{}</text>",
            escaped(kind)
        )?;
    }
    writeln!(out, "</g>")
}

/// The label, not truncated, and the kind.
fn full_label(subtree: &Subtree, tile: &Tile) -> String {
    let kind = subtree.org.kind(tile.unit).map(|kind| format!(" · {kind}"));
    label(subtree.org, tile.unit) + &kind.unwrap_or_default()
}
