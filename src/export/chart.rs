//! Where each unit stands on a drawing that has to fit a slide, in pixels.
//!
//! A layered layout, as libraries make it, puts all units of a level in one row: with 300 of
//! them it is a ribbon that nobody can read. This is the way charts of organisations are drawn
//! by hand: what is on top stands alone; the units below it stand side by side, in shelves;
//! below each of these hangs all the rest, indented, in columns. Of the ways to fold shelves and
//! columns, the one that can be shown largest on a slide is taken. All is done in rounds over
//! flat lists, in a time that grows as the number of units.

mod packing;

use std::ops::Range;

use crate::org::UnitId;
use crate::org::path::label;
use crate::text::Printable;

use super::Subtree;

use packing::Packing;

/// The space around the drawing.
pub const MARGIN: i64 = 28;
/// The width of a tile, and of one of those on top.
const TILE: i64 = 220;
const HEAD: i64 = 380;
/// The space between tiles, between columns, and between a shelf and what is above it.
const GAP: i64 = 8;
const GUTTER: i64 = 20;
const ROW_GAP: i64 = 36;
/// How much further right each level hangs, and where its line comes down.
const INDENT: i64 = 18;
const HANG: i64 = 9;
/// The levels that are indented; further down, a chart has no room to say more.
const MAX_INDENTED_LEVELS: usize = 10;
/// The most lines of a name, which stands whole in the tile's title.
const MAX_NAME_LINES: usize = 6;
/// The most units whose kinds are shown: with more, each line counts.
const MAX_UNITS_WITH_KIND: usize = 100;
/// The height of a line, of a unit's kind, and of what is above and below.
pub const LINE: i64 = 17;
pub const KIND: i64 = 15;
pub const PADDING: i64 = 7;

/// How high a unit ranks on the drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rank {
    /// On top of all.
    Head,
    /// On a shelf, with others below.
    Title,
    /// Hanging, with others below.
    Inner,
    /// Hanging, the last of its way.
    Leaf,
}

/// A unit's place, and the line that ties it to the unit above.
#[derive(Clone, Debug)]
pub struct Tile {
    pub unit: UnitId,
    pub rank: Rank,
    pub x: i64,
    pub y: i64,
    pub width: i64,
    pub height: i64,
    pub lines: Vec<Printable>,
    pub kind: Option<Printable>,
    pub connector: Option<Connector>,
    level: usize,
}

/// A line of right angles: where it starts, then in turn how far it goes down and across.
#[derive(Clone, Debug)]
pub struct Connector {
    pub x: i64,
    pub y: i64,
    pub turns: Vec<i64>,
}

/// All tiles, in reading order, and the size of the whole.
#[derive(Clone, Debug)]
pub struct Chart {
    pub tiles: Vec<Tile>,
    pub width: i64,
    pub height: i64,
    pub levels: usize,
}

impl Chart {
    /// The chart of a branch.
    pub fn new(branch: &Subtree) -> Self {
        let counts = counts(branch);
        // Units that are alone on their level stand one below the other, as one head.
        let heads = counts.iter().take_while(|&&count| count == 1).count();
        let has_kinds = counts.iter().sum::<usize>() <= MAX_UNITS_WITH_KIND;
        let tiles: Vec<Tile> = branch.units().map(|unit| tile(branch, unit, heads, has_kinds)).collect();
        let plan = Packing::new(&tiles, heads);
        let (width, height) = (plan.width + 2 * MARGIN, plan.height + 2 * MARGIN);
        let mut chart = Self { tiles, width, height, levels: counts.len() };
        let bottom = chart.put_heads(heads);
        chart.put_shelves(&plan, bottom);
        chart
    }

    /// Puts the heads in the middle, and says where the last one ends.
    fn put_heads(&mut self, heads: usize) -> i64 {
        let middle = self.width / 2;
        let mut bottom = MARGIN;
        for (i, tile) in self.tiles.iter_mut().take(heads).enumerate() {
            let above = bottom;
            tile.x = middle - HEAD / 2;
            tile.y = if i > 0 { above + GUTTER } else { above };
            tile.connector = (i > 0).then(|| Connector { x: middle, y: above, turns: vec![tile.y] });
            bottom = tile.y + tile.height;
        }
        bottom
    }

    fn put_shelves(&mut self, plan: &Packing, bottom: i64) {
        let mut top = bottom;
        for shelf in &plan.rows {
            let is_alone = plan.rows.len() == 1;
            let mut x = if is_alone { (self.width - shelf.width) / 2 } else { MARGIN };
            for block in &plan.blocks[shelf.blocks.clone()] {
                let title = &mut self.tiles[block.title];
                (title.x, title.y) = (x, top + ROW_GAP);
                (title.width, title.height) = (block.width, shelf.title);
                let [first, bus] = [bottom, top].map(|above| above + ROW_GAP / 2);
                // Lower shelves are tied along the margin.
                let way = if bus == first { vec![first] } else { vec![first, MARGIN / 2, bus] };
                let turns = [way, vec![x + block.width / 2, top + ROW_GAP]].concat();
                title.connector = Some(Connector { x: self.width / 2, y: bottom, turns });
                self.put_columns(plan, block, x);
                x += block.width + GUTTER;
            }
            top += shelf.height;
        }
    }

    /// Hangs columns below a title.
    fn put_columns(&mut self, plan: &Packing, block: &packing::Block, left: i64) {
        let title = &self.tiles[block.title];
        let below = title.y + title.height;
        let mut x = left;
        for column in &block.columns {
            let mut y = below + GAP;
            let from = (x + HANG, below);
            for stalk in &plan.stalks[column.stalks.clone()] {
                y = self.hang(stalk.tiles.clone(), from, x + INDENT..x + column.width, y);
            }
            x += column.width + GUTTER;
        }
    }

    /// Hangs a unit and what is below it from a place, and says where the next one begins.
    fn hang(&mut self, tiles: Range<usize>, from: (i64, i64), room: Range<i64>, top: i64) -> i64 {
        let mut y = top;
        // For each level of the way down: where the next one hangs from.
        let mut ways = vec![from];
        let first = self.tiles[tiles.start].level;
        for tile in &mut self.tiles[tiles] {
            let level = tile.level - first;
            ways.truncate(level + 1);
            (tile.x, tile.y) = (room.start + indent(level), y);
            tile.width = room.end - tile.x;
            let (x, above) = ways.last().copied().unwrap_or(from);
            tile.connector = Some(Connector { x, y: above, turns: vec![y + tile.height / 2, tile.x] });
            y += tile.height + GAP;
            ways.push((tile.x + HANG, tile.y + tile.height));
        }
        y
    }
}

fn indent(level: usize) -> i64 {
    level.min(MAX_INDENTED_LEVELS) as i64 * INDENT
}

/// How many units each level has.
fn counts(branch: &Subtree) -> Vec<usize> {
    let mut counts = Vec::new();
    for unit in branch.units() {
        let level = branch.level(unit);
        counts.resize(counts.len().max(level + 1), 0);
        counts[level] += 1;
    }
    counts
}

/// The tile of a unit, not yet anywhere.
fn tile(branch: &Subtree, unit: UnitId, heads: usize, has_kind: bool) -> Tile {
    let level = branch.level(unit);
    let (rank, width) = match level {
        level if level < heads => (Rank::Head, HEAD),
        level if level == heads => (Rank::Title, TILE),
        _ if branch.is_leaf(unit) => (Rank::Leaf, TILE),
        _ => (Rank::Inner, TILE),
    };
    let lines = lines(&label(branch.org, unit), rank);
    let kind =
        branch.org.kind(unit).filter(|_| has_kind).map(|kind| kind.truncate(columns(&kind, rank), "…"));
    let height = 2 * PADDING + lines.len() as i64 * LINE + kind.as_ref().map_or(0, |_| KIND);
    Tile { unit, rank, x: 0, y: 0, width, height, lines, kind, connector: None, level }
}

/// The name in lines that fit the tile.
fn lines(name: &str, rank: Rank) -> Vec<Printable> {
    let name = Printable::new(name);
    let columns = columns(&name, rank);
    let mut lines = name.wrap(columns);
    if lines.len() > MAX_NAME_LINES {
        let last = format!("{}…", lines[MAX_NAME_LINES - 1].truncate(columns - 1, ""));
        lines.truncate(MAX_NAME_LINES - 1);
        lines.push(Printable::new(&last));
    }
    lines
}

/// How many columns a tile has. What font there will be is not known: this suits the wide ones,
/// and capitals, which are wider.
fn columns(text: &str, rank: Rank) -> usize {
    let capitals = text.chars().filter(|c| c.is_uppercase()).count();
    let is_loud = capitals * 2 > text.chars().count();
    match (rank, is_loud) {
        (Rank::Head, false) => 38,
        (Rank::Head, true) => 30,
        (_, false) => 26,
        (_, true) => 20,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use crate::org::Org;

    /// An organisation whose units are below the ones that the numbers say.
    fn org(parents: impl Iterator<Item = usize>) -> Org {
        let unit = |(i, parent): (usize, usize)| {
            serde_json::json!({"id": i.to_string(), "name": format!("Unit {i}"),
                "parent_id": (i > 0).then(|| format!("{parent}"))})
        };
        let units: Vec<serde_json::Value> = parents.enumerate().map(unit).collect();
        let text = serde_json::json!({"format": "ramure/1", "units": units}).to_string();
        crate::import::read(text.as_bytes(), Lang::En).expect("readable")
    }

    fn overlap(one: &Tile, two: &Tile) -> bool {
        let apart = one.x + one.width <= two.x
            || two.x + two.width <= one.x
            || one.y + one.height <= two.y
            || two.y + two.height <= one.y;
        !apart
    }

    #[test]
    fn no_tile_covers_another_or_leaves_the_drawing() {
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
    fn three_hundred_units_fit_the_shape_of_a_slide() {
        for shape in [|i: usize| i.saturating_sub(1) / 12, |_| 0, |i: usize| i.saturating_sub(1) / 4] {
            let org = org((0..300).map(shape));
            let chart = Chart::new(&Subtree::whole(&org));
            let ratio = chart.width as f64 / chart.height as f64;
            assert!((1.0..3.0).contains(&ratio), "{} by {}", chart.width, chart.height);
        }
    }
}
