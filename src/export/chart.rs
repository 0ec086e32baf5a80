//! Layout of an organisation chart, in pixels, for the aspect ratio of a slide.
//!
//! Layered layouts put all units of a level in one row, which is unreadably wide with 300 units.
//! Here the head is centred at the top and the units below it stand side by side in rows. Their
//! descendants are stacked below them, indented, in columns. Among several ways to fold rows and
//! columns, the one with the largest scale on a slide is used. The time is linear in the number of
//! units.

mod packing;

use std::ops::Range;

use crate::org::UnitId;
use crate::org::path::label;
use crate::text::Printable;

use super::Subtree;

use packing::Packing;

/// Space around the chart. This and the lengths below are in pixels.
pub const MARGIN: i64 = 28;
/// Width of a tile of a column that is not indented.
const TILE_WIDTH: i64 = 220;
/// Width of the tile of a head.
const HEAD_WIDTH: i64 = 380;
/// Space between two tiles of a stack.
const TILE_GAP: i64 = 8;
/// Space between columns, between blocks, and between heads.
const GUTTER: i64 = 20;
/// Space above a row.
const ROW_GAP: i64 = 36;
/// Indentation per level.
const INDENT: i64 = 18;
/// Distance of the vertical connector from the left edge of the parent.
const CONNECTOR_INSET: i64 = 9;
/// Deeper levels are not indented further.
const MAX_INDENTED_LEVELS: usize = 10;
/// Longer names are truncated; the SVG title of the tile has the whole name.
const MAX_NAME_LINES: usize = 6;
/// Kinds are left out of charts with more units, to save height.
const MAX_UNITS_WITH_KIND: usize = 100;
/// Height of a line of a name.
pub const LINE_HEIGHT: i64 = 17;
/// Height of the line of the kind.
pub const KIND_HEIGHT: i64 = 15;
/// Space above and below the text of a tile, and before it.
pub const PADDING: i64 = 7;

/// The role of a unit in the chart, which determines its style.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TileRole {
    /// The top unit, or one of several that are alone on their level.
    Head,
    /// In a row, the first below the heads.
    Title,
    /// In a stack, with children.
    Inner,
    /// In a stack, without children.
    Leaf,
}

/// The rectangle of a unit, its texts, and the connector to its parent.
#[derive(Clone, Debug)]
pub struct Tile {
    pub unit: UnitId,
    pub role: TileRole,
    pub x: i64,
    pub y: i64,
    pub width: i64,
    pub height: i64,
    pub lines: Vec<Printable>,
    pub kind: Option<Printable>,
    pub connector: Option<Connector>,
    level: usize,
}

/// A line with right angles from `x`, `y`. `turns` are absolute coordinates, alternately the y of a
/// vertical and the x of a horizontal segment.
#[derive(Clone, Debug)]
pub struct Connector {
    pub x: i64,
    pub y: i64,
    pub turns: Vec<i64>,
}

/// The tiles in reading order, and the size of the chart.
#[derive(Clone, Debug)]
pub struct Chart {
    pub tiles: Vec<Tile>,
    pub width: i64,
    pub height: i64,
    pub levels: usize,
}

impl Chart {
    /// Lays out a subtree.
    pub fn new(subtree: &Subtree) -> Self {
        let counts = level_counts(subtree);
        // Leading units that are alone on their level are all heads, one below the other.
        let heads = counts.iter().take_while(|&&count| count == 1).count();
        let has_kinds = counts.iter().sum::<usize>() <= MAX_UNITS_WITH_KIND;
        let tiles: Vec<Tile> = subtree.units().map(|unit| tile(subtree, unit, heads, has_kinds)).collect();
        let packing = Packing::new(&tiles, heads);
        let (width, height) = (packing.width + 2 * MARGIN, packing.height + 2 * MARGIN);
        let mut chart = Self { tiles, width, height, levels: counts.len() };
        let bottom = chart.place_heads(heads);
        chart.place_rows(&packing, bottom);
        chart
    }

    /// Centres the heads; returns the y of the bottom of the last one.
    fn place_heads(&mut self, heads: usize) -> i64 {
        let middle = self.width / 2;
        let mut bottom = MARGIN;
        for (i, tile) in self.tiles.iter_mut().take(heads).enumerate() {
            let above = bottom;
            tile.x = middle - HEAD_WIDTH / 2;
            tile.y = if i > 0 { above + GUTTER } else { above };
            tile.connector = (i > 0).then(|| Connector { x: middle, y: above, turns: vec![tile.y] });
            bottom = tile.y + tile.height;
        }
        bottom
    }

    /// Places the rows below the heads, which end at `bottom`.
    fn place_rows(&mut self, packing: &Packing, bottom: i64) {
        let mut row_top = bottom;
        for row in &packing.rows {
            let is_single = packing.rows.len() == 1;
            let mut x = if is_single { (self.width - row.width) / 2 } else { MARGIN };
            for block in &packing.blocks[row.blocks.clone()] {
                let title = &mut self.tiles[block.title];
                (title.x, title.y) = (x, row_top + ROW_GAP);
                (title.width, title.height) = (block.width, row.title_height);
                let [first_bus, bus] = [bottom, row_top].map(|y| y + ROW_GAP / 2);
                // Connectors to lower rows run along the margin.
                let start = if bus == first_bus { vec![first_bus] } else { vec![first_bus, MARGIN / 2, bus] };
                let turns = [start, vec![x + block.width / 2, row_top + ROW_GAP]].concat();
                title.connector = Some(Connector { x: self.width / 2, y: bottom, turns });
                self.place_columns(packing, block, x);
                x += block.width + GUTTER;
            }
            row_top += row.height;
        }
    }

    /// Places the columns of a block below its title.
    fn place_columns(&mut self, packing: &Packing, block: &packing::Block, left: i64) {
        let title = &self.tiles[block.title];
        let title_bottom = title.y + title.height;
        let mut x = left;
        for column in &block.columns {
            let mut y = title_bottom + TILE_GAP;
            let from = (x + CONNECTOR_INSET, title_bottom);
            for stack in &packing.stacks[column.stacks.clone()] {
                y = self.place_stack(stack.tiles.clone(), from, x + INDENT..x + column.width, y);
            }
            x += column.width + GUTTER;
        }
    }

    /// Places the tiles of a stack from `top` down, within the horizontal range `span`. `start` is
    /// where the connector of the first one starts. Returns the y of the next stack.
    fn place_stack(&mut self, tiles: Range<usize>, start: (i64, i64), span: Range<i64>, top: i64) -> i64 {
        let mut y = top;
        // For each level down to the tile: where the connectors of its children start.
        let mut starts = vec![start];
        let top_level = self.tiles[tiles.start].level;
        for tile in &mut self.tiles[tiles] {
            let level = tile.level - top_level;
            starts.truncate(level + 1);
            (tile.x, tile.y) = (span.start + indent(level), y);
            tile.width = span.end - tile.x;
            let (x, start_y) = starts.last().copied().unwrap_or(start);
            tile.connector = Some(Connector { x, y: start_y, turns: vec![y + tile.height / 2, tile.x] });
            y += tile.height + TILE_GAP;
            starts.push((tile.x + CONNECTOR_INSET, tile.y + tile.height));
        }
        y
    }
}

fn indent(level: usize) -> i64 {
    level.min(MAX_INDENTED_LEVELS) as i64 * INDENT
}

/// The number of units of each level.
fn level_counts(subtree: &Subtree) -> Vec<usize> {
    let mut counts = Vec::new();
    for unit in subtree.units() {
        let level = subtree.level(unit);
        counts.resize(counts.len().max(level + 1), 0);
        counts[level] += 1;
    }
    counts
}

/// The tile of a unit, not placed yet.
fn tile(subtree: &Subtree, unit: UnitId, heads: usize, has_kind: bool) -> Tile {
    let level = subtree.level(unit);
    let (role, width) = match level {
        level if level < heads => (TileRole::Head, HEAD_WIDTH),
        level if level == heads => (TileRole::Title, TILE_WIDTH),
        _ if subtree.is_leaf(unit) => (TileRole::Leaf, TILE_WIDTH),
        _ => (TileRole::Inner, TILE_WIDTH),
    };
    let lines = name_lines(&label(subtree.org, unit), role);
    let kind =
        subtree.org.kind(unit).filter(|_| has_kind).map(|kind| kind.truncate(columns(&kind, role), "…"));
    let height = 2 * PADDING + lines.len() as i64 * LINE_HEIGHT + kind.as_ref().map_or(0, |_| KIND_HEIGHT);
    Tile { unit, role, x: 0, y: 0, width, height, lines, kind, connector: None, level }
}

/// The name, wrapped to the width of the tile.
fn name_lines(name: &str, role: TileRole) -> Vec<Printable> {
    let name = Printable::new(name);
    let columns = columns(&name, role);
    let mut lines = name.wrap(columns);
    if lines.len() > MAX_NAME_LINES {
        let last = format!("{}…", lines[MAX_NAME_LINES - 1].truncate(columns - 1, ""));
        lines.truncate(MAX_NAME_LINES - 1);
        lines.push(Printable::new(&last));
    }
    lines
}

/// The number of characters in a line of a tile. The font is not known: this suits wide fonts. Texts
/// that are mostly capitals are wider.
fn columns(text: &str, role: TileRole) -> usize {
    let capitals = text.chars().filter(|c| c.is_uppercase()).count();
    let is_capitals = capitals * 2 > text.chars().count();
    match (role, is_capitals) {
        (TileRole::Head, false) => 38,
        (TileRole::Head, true) => 30,
        (_, false) => 26,
        (_, true) => 20,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use crate::org::Org;

    /// An organisation; each number is the index of the parent of a unit.
    fn org(parents: impl Iterator<Item = usize>) -> Org {
        let unit = |(i, parent): (usize, usize)| {
            serde_json::json!({"id": i.to_string(), "name": format!("Unit {i}"),
                "parent_id": (i > 0).then(|| format!("{parent}"))})
        };
        let units: Vec<serde_json::Value> = parents.enumerate().map(unit).collect();
        let text = serde_json::json!({"format": "ramure/1", "units": units}).to_string();
        crate::import::read(text.as_bytes(), Lang::En).expect("readable")
    }

    fn overlap(a: &Tile, b: &Tile) -> bool {
        let is_apart =
            a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
        !is_apart
    }

    #[test]
    fn tiles_do_not_overlap_and_stay_inside_the_margins() {
        let shapes: [fn(usize) -> usize; 5] =
            [|i| i / 3, |_| 0, |i| i.saturating_sub(1), |i| i.saturating_sub(1) / 10, |i| i % 3];
        for (shape, size) in shapes.iter().zip([300, 300, 30, 300, 300]) {
            let org = org((0..size).map(|i| if i < 4 { 0 } else { shape(i) }));
            let chart = Chart::new(&Subtree::whole(&org));
            for (i, tile) in chart.tiles.iter().enumerate() {
                assert!(tile.x >= MARGIN && tile.x + tile.width <= chart.width - MARGIN, "{tile:?}");
                assert!(tile.y >= MARGIN && tile.y + tile.height <= chart.height - MARGIN, "{tile:?}");
                let covered = chart.tiles[..i].iter().find(|other| overlap(tile, other));
                assert!(covered.is_none(), "{tile:?} covers {covered:?}");
            }
        }
    }

    #[test]
    fn aspect_ratio_of_300_units_fits_a_slide() {
        for shape in [|i: usize| i.saturating_sub(1) / 12, |_| 0, |i: usize| i.saturating_sub(1) / 4] {
            let org = org((0..300).map(shape));
            let chart = Chart::new(&Subtree::whole(&org));
            let ratio = chart.width as f64 / chart.height as f64;
            assert!((1.0..3.0).contains(&ratio), "{} by {}", chart.width, chart.height);
        }
    }
}
