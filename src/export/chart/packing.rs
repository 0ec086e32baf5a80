//! How the units below the head are folded into columns and shelves, so that the whole can be
//! shown as large as possible on a slide.

use std::ops::Range;

use super::{GAP, GUTTER, HEAD, INDENT, ROW_GAP, TILE, Tile, indent};

/// The shape of a slide.
const SLIDE: (f64, f64) = (16.0, 9.0);
/// How much larger another shelf has to make the drawing: one shelf is the easiest to read.
const EXTRA_ROW_PENALTY: f64 = 1.25;

/// A unit of the second level below the head, and all that hangs below it.
#[derive(Clone, Debug)]
pub struct Stack {
    pub tiles: Range<usize>,
    width: i64,
    height: i64,
}

/// Stalks one above the other.
#[derive(Clone, Debug)]
pub struct Column {
    pub stalks: Range<usize>,
    pub width: i64,
    height: i64,
}

/// A unit right below the head, and its columns.
#[derive(Clone, Debug)]
pub struct Block {
    pub title: usize,
    pub columns: Vec<Column>,
    pub width: i64,
    /// The heights of the title and of the tallest column.
    above: i64,
    below: i64,
    stalks: Range<usize>,
}

/// Blocks side by side.
#[derive(Clone, Debug)]
pub struct Row {
    pub blocks: Range<usize>,
    pub width: i64,
    /// The height of the tallest title, which all take.
    pub title: i64,
    /// With the space above.
    pub height: i64,
}

/// What stands where, and the size of the whole.
#[derive(Clone, Debug)]
pub struct Packing {
    pub stalks: Vec<Stack>,
    pub blocks: Vec<Block>,
    pub rows: Vec<Row>,
    pub width: i64,
    pub height: i64,
}

impl Packing {
    /// The best plan for tiles of which the first ones are heads.
    pub fn new(tiles: &[Tile], heads: usize) -> Self {
        let (mut stalks, mut blocks) = (Vec::new(), Vec::new());
        for block in parts(tiles, heads..tiles.len(), heads) {
            let first = stalks.len();
            stalks.extend(parts(tiles, block.start + 1..block.end, heads + 1).map(|part| stalk(tiles, part)));
            let (title, stalks) = (block.start, first..stalks.len());
            let above = tiles[title].height;
            blocks.push(Block { title, columns: Vec::new(), width: TILE, above, below: 0, stalks });
        }
        let top = tiles[..heads].iter().map(|tile| tile.height + GUTTER).sum::<i64>() - GUTTER;
        let mut plan = Self { stalks, blocks, rows: Vec::new(), width: HEAD, height: top };
        let (tall, wide) = plan.best();
        plan.fold(tall);
        plan.rows = shelves(&plan.blocks, wide);
        (plan.width, plan.height) = size(&plan.rows, top);
        plan
    }

    /// The limits of columns' heights and of shelves' widths that make the largest drawing.
    fn best(&mut self) -> (i64, i64) {
        let (mut best, mut most) = ((0, 0), 0.0);
        for tall in self.heights() {
            self.fold(tall);
            for wide in self.widths() {
                let worth = scale(&shelves(&self.blocks, wide), self.height);
                if worth > most {
                    (best, most) = ((tall, wide), worth);
                }
            }
        }
        best
    }

    /// Heights of columns to try, from that of the tallest stalk to one column a block.
    fn heights(&self) -> Vec<i64> {
        let tall = |range: Range<usize>| self.stalks[range].iter().map(|stalk| stalk.height);
        let least = tall(0..self.stalks.len()).max().unwrap_or(0);
        let most = self.blocks.iter().map(|block| tall(block.stalks.clone()).sum()).max().unwrap_or(0);
        steps(least, most)
    }

    /// Widths of shelves to try, from that of the widest block to all blocks in one shelf.
    fn widths(&self) -> Vec<i64> {
        let least = self.blocks.iter().map(|block| block.width).max().unwrap_or(0);
        let most = self.blocks.iter().map(|block| block.width + GUTTER).sum();
        steps(least, most)
    }

    /// Folds blocks into columns no taller than a limit.
    fn fold(&mut self, limit: i64) {
        for block in &mut self.blocks {
            block.columns = columns(&self.stalks, block.stalks.clone(), limit);
            let wide: i64 = block.columns.iter().map(|column| column.width + GUTTER).sum();
            block.width = (wide - GUTTER).max(TILE);
            block.below = block.columns.iter().map(|column| column.height + GAP).max().unwrap_or(0);
        }
    }
}

/// The blocks on shelves no wider than a limit.
fn shelves(blocks: &[Block], limit: i64) -> Vec<Row> {
    let mut shelves: Vec<Row> = Vec::new();
    let mut below = 0;
    for (i, block) in blocks.iter().enumerate() {
        match shelves.last_mut() {
            Some(shelf) if shelf.width + GUTTER + block.width <= limit => {
                (shelf.blocks.end, shelf.width) = (i + 1, shelf.width + GUTTER + block.width);
                (shelf.title, below) = (shelf.title.max(block.above), block.below.max(below));
                shelf.height = ROW_GAP + shelf.title + below;
            }
            _ => {
                below = block.below;
                let (width, title) = (block.width, block.above);
                shelves.push(Row { blocks: i..i + 1, width, title, height: ROW_GAP + title + below });
            }
        }
    }
    shelves
}

/// The width and the height of shelves below what is on top.
fn size(shelves: &[Row], top: i64) -> (i64, i64) {
    let width = shelves.iter().map(|shelf| shelf.width).fold(HEAD, i64::max);
    (width, top + shelves.iter().map(|shelf| shelf.height).sum::<i64>())
}

/// How large the drawing can be shown on a slide.
fn scale(shelves: &[Row], top: i64) -> f64 {
    let (width, height) = size(shelves, top);
    let scale = (SLIDE.0 / width as f64).min(SLIDE.1 / height as f64);
    if shelves.len() > 1 { scale / EXTRA_ROW_PENALTY } else { scale }
}

/// Numbers from the least to the most, each by a seventh more than the one before.
fn steps(least: i64, most: i64) -> Vec<i64> {
    let next = |&step: &i64| (step < most).then(|| (step + step / 7 + 1).min(most));
    std::iter::successors(Some(least), next).collect()
}

/// The parts of a range that begin with each unit of a level.
fn parts(tiles: &[Tile], range: Range<usize>, level: usize) -> impl Iterator<Item = Range<usize>> {
    let starts: Vec<usize> = range.clone().filter(|&i| tiles[i].level == level).collect();
    let ends: Vec<usize> = starts.iter().skip(1).copied().chain([range.end]).collect();
    starts.into_iter().zip(ends).map(|(start, end)| start..end)
}

fn stalk(tiles: &[Tile], part: Range<usize>) -> Stack {
    let first = tiles[part.start].level;
    let deepest = tiles[part.clone()].iter().map(|tile| tile.level - first).max().unwrap_or(0);
    let height = tiles[part.clone()].iter().map(|tile| tile.height + GAP).sum();
    Stack { tiles: part, width: INDENT + indent(deepest) + TILE, height }
}

fn columns(stalks: &[Stack], range: Range<usize>, limit: i64) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    for i in range {
        let stalk = &stalks[i];
        match columns.last_mut() {
            Some(column) if column.height + stalk.height <= limit => {
                column.stalks.end = i + 1;
                column.width = column.width.max(stalk.width);
                column.height += stalk.height;
            }
            _ => columns.push(Column { stalks: i..i + 1, width: stalk.width, height: stalk.height }),
        }
    }
    columns
}
