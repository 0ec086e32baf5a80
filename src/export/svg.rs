//! A chart as a drawing, SVG 1.1: for slides and pages, readable without colour, with no script
//! and nothing fetched. Everything is said by attributes, which all programs for slides know.

use std::io::{self, Write};

use crate::lang::{Lang, Tr, count, units};
use crate::org::path::label;
use crate::text::Printable;

use super::chart::{Chart, Connector, KIND, LINE, MARGIN, PADDING, Rank, Tile};
use super::{Subtree, escape};

const FONTS: &str = "Marianne, Arial, Helvetica, 'Liberation Sans', sans-serif";
const TITLE: Tr = Tr::new("Organigramme : {}", "Organisation chart: {}");
const ABOUT: Tr = Tr::new("{} sur {}.", "{} on {}.");
const LEVEL: Tr = Tr::new("niveau", "level");
const LEVELS: Tr = Tr::new("niveaux", "levels");
/// The height of the line that says where the data came from, and of its letters.
const FOOT: i64 = 22;
/// The width of one of its columns.
const COLUMN: i64 = 7;

/// Writes a drawing. All that stands on it is there in reading order too, for screen readers.
pub fn drawing(branch: &Subtree, lang: Lang, out: &mut dyn Write) -> io::Result<()> {
    let chart = Chart::new(branch);
    let source = source(branch, &chart);
    let height = chart.height + source.as_ref().map_or(0, |_| FOOT);
    let title = TITLE.with(lang, &[&branch.org.name(branch.top)]);
    let levels = count(chart.levels, LEVEL, LEVELS, lang);
    let about = ABOUT.with(lang, &[&units(chart.tiles.len(), lang), &levels]);
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{height}\" viewBox=\"0 0 {0} {height}\" ",
        chart.width
    )?;
    writeln!(
        out,
        "role=\"graphics-document\" aria-labelledby=\"title about\" font-family=\"{FONTS}\" font-size=\"13\">"
    )?;
    writeln!(out, "<title id=\"title\">{}</title>", escaped(&title))?;
    writeln!(out, "<desc id=\"about\">{}</desc>", escaped(&about))?;
    writeln!(out, "<rect width=\"{}\" height=\"{height}\" fill=\"#ffffff\"/>", chart.width)?;
    connectors(&chart, out)?;
    chart.tiles.iter().try_for_each(|tile| self::tile(branch, tile, out))?;
    if let Some(source) = source {
        let (y, source) = (chart.height + FOOT / 2 - MARGIN / 2, escaped(&source));
        writeln!(out, "<text x=\"{MARGIN}\" y=\"{y}\" font-size=\"11\" fill=\"#5c6370\">{source}</text>")?;
    }
    writeln!(out, "</svg>")
}

/// Where the data came from, if there is room to say it.
fn source(branch: &Subtree, chart: &Chart) -> Option<Printable> {
    let said: Vec<&str> = branch.org.source().map(|text| &**text).collect();
    let room = (chart.width - 2 * MARGIN) / COLUMN;
    (!said.is_empty()).then(|| Printable::new(&said.join(" · ")).truncate(room as usize, "…"))
}

/// All lines, below the tiles, so that only their ends are seen.
fn connectors(chart: &Chart, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "<g fill=\"none\" stroke=\"#a3adbd\" stroke-width=\"2\" aria-hidden=\"true\">")?;
    for Connector { x, y, turns } in chart.tiles.iter().filter_map(|tile| tile.connector.as_ref()) {
        write!(out, "<path d=\"M{x} {y}")?;
        for (turn, way) in turns.iter().zip(['V', 'H'].into_iter().cycle()) {
            write!(out, "{way}{turn}")?;
        }
        writeln!(out, "\"/>")?;
    }
    writeln!(out, "</g>")
}

/// How a rank looks: fill, border, letters, and what is said below a name.
fn colors(rank: Rank) -> [&'static str; 4] {
    match rank {
        Rank::Head => ["#1b2f55", "#1b2f55", "#ffffff", "#d5def0"],
        Rank::Title => ["#dce6f7", "#4a6aa5", "#14233f", "#43536f"],
        Rank::Inner => ["#f1f4fa", "#9aa7bd", "#14233f", "#5c6370"],
        Rank::Leaf => ["#ffffff", "#9aa7bd", "#14233f", "#5c6370"],
    }
}

fn tile(branch: &Subtree, tile: &Tile, out: &mut dyn Write) -> io::Result<()> {
    let Tile { x, y, width, height, rank, .. } = *tile;
    let [fill, border, ink, faint] = colors(rank);
    let is_bold = matches!(rank, Rank::Head | Rank::Title);
    let weight = if is_bold { " font-weight=\"bold\"" } else { "" };
    let is_centred = rank == Rank::Head;
    let (left, anchor) =
        if is_centred { (x + width / 2, " text-anchor=\"middle\"") } else { (x + PADDING + 2, "") };
    writeln!(out, "<g><title>{}</title>", escaped(&full_label(branch, tile)))?;
    writeln!(
        out,
        "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"4\" fill=\"{fill}\" stroke=\"{border}\"/>"
    )?;
    write!(out, "<text fill=\"{ink}\"{weight}{anchor}>")?;
    for (line, text) in (0..).zip(&tile.lines) {
        // Where a font stands on its line, between its top and its bottom.
        let base = y + PADDING + line * LINE + 13;
        write!(out, "<tspan x=\"{left}\" y=\"{base}\">{}</tspan>", escaped(text))?;
    }
    write!(out, "</text>")?;
    if let Some(kind) = &tile.kind {
        let base = y + height - PADDING - KIND + 11;
        write!(
            out,
            "<text x=\"{left}\" y=\"{base}\" font-size=\"11\" fill=\"{faint}\"{anchor}>{}</text>",
            escaped(kind)
        )?;
    }
    writeln!(out, "</g>")
}

/// The name, however long, and what the unit is.
fn full_label(branch: &Subtree, tile: &Tile) -> String {
    let kind = branch.org.kind(tile.unit).map(|kind| format!(" · {kind}"));
    label(branch.org, tile.unit) + &kind.unwrap_or_default()
}

/// The text as XML 1.0 has it; the two characters that it has no way to write are replaced.
fn escaped(text: &str) -> String {
    escape::escaped(text, |c| match c {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '\u{fffe}' | '\u{ffff}' => Some("\u{fffd}"),
        _ => None,
    })
}
