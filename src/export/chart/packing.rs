//! Folds the units below the heads into columns and rows, so that the chart has the largest possible
//! scale on a slide.

use std::ops::Range;

use super::{GUTTER, HEAD_WIDTH, INDENT, ROW_GAP, TILE_GAP, TILE_WIDTH, Tile, indent};

/// Width and height of a slide, in any unit.
const SLIDE_SIZE: (f64, f64) = (16.0, 9.0);
/// Several rows must make the scale larger by this factor: a single row is easier to read.
const EXTRA_ROW_PENALTY: f64 = 1.25;

/// A unit of the second level below the heads, and its descendants.
#[derive(Clone, Debug)]
pub struct Stack {
    pub tiles: Range<usize>,
    width: i64,
    height: i64,
}

/// Stacks, one above the other.
#[derive(Clone, Debug)]
pub struct Column {
    pub stacks: Range<usize>,
    pub width: i64,
    height: i64,
}

/// A unit right below the heads, and its columns.
#[derive(Clone, Debug)]
pub struct Block {
    /// Index of its tile.
    pub title: usize,
    pub columns: Vec<Column>,
    pub width: i64,
    title_height: i64,
    /// The height of the tallest column.
    columns_height: i64,
    stacks: Range<usize>,
}

/// Blocks side by side.
#[derive(Clone, Debug)]
pub struct Row {
    pub blocks: Range<usize>,
    pub width: i64,
    /// The height of the tallest title; all titles of the row get it.
    pub title_height: i64,
    /// Includes the space above.
    pub height: i64,
}

/// The assignment of tiles to stacks, blocks and rows, and the size of the chart.
#[derive(Clone, Debug)]
pub struct Packing {
    pub stacks: Vec<Stack>,
    pub blocks: Vec<Block>,
    pub rows: Vec<Row>,
    pub width: i64,
    pub height: i64,
}

impl Packing {
    /// The best packing of the tiles, the first `heads` of which are heads.
    pub fn new(tiles: &[Tile], heads: usize) -> Self {
        let (mut stacks, mut blocks) = (Vec::new(), Vec::new());
        for block in parts(tiles, heads..tiles.len(), heads) {
            let first = stacks.len();
            stacks.extend(parts(tiles, block.start + 1..block.end, heads + 1).map(|part| stack(tiles, part)));
            let (title, stacks) = (block.start, first..stacks.len());
            let title_height = tiles[title].height;
            blocks.push(Block {
                title,
                columns: Vec::new(),
                width: TILE_WIDTH,
                title_height,
                columns_height: 0,
                stacks,
            });
        }
        let heads_height = tiles[..heads].iter().map(|tile| tile.height + GUTTER).sum::<i64>() - GUTTER;
        let mut packing = Self { stacks, blocks, rows: Vec::new(), width: HEAD_WIDTH, height: heads_height };
        let (column_limit, row_limit) = packing.best_limits();
        packing.fold(column_limit);
        packing.rows = rows(&packing.blocks, row_limit);
        (packing.width, packing.height) = size(&packing.rows, heads_height);
        packing
    }

    /// The limits of column height and row width that give the largest scale.
    fn best_limits(&mut self) -> (i64, i64) {
        let (mut best, mut best_scale) = ((0, 0), 0.0);
        for column_limit in self.column_limits() {
            self.fold(column_limit);
            for row_limit in self.row_limits() {
                let scale = scale(&rows(&self.blocks, row_limit), self.height);
                if scale > best_scale {
                    (best, best_scale) = ((column_limit, row_limit), scale);
                }
            }
        }
        best
    }

    /// Column heights to try: from that of the tallest stack to that of a single column per block.
    fn column_limits(&self) -> Vec<i64> {
        let heights = |range: Range<usize>| self.stacks[range].iter().map(|stack| stack.height);
        let min = heights(0..self.stacks.len()).max().unwrap_or(0);
        let max = self.blocks.iter().map(|block| heights(block.stacks.clone()).sum()).max().unwrap_or(0);
        steps(min, max)
    }

    /// Row widths to try: from that of the widest block to that of a single row.
    fn row_limits(&self) -> Vec<i64> {
        let min = self.blocks.iter().map(|block| block.width).max().unwrap_or(0);
        let max = self.blocks.iter().map(|block| block.width + GUTTER).sum();
        steps(min, max)
    }

    /// Folds the blocks into columns of a limited height.
    fn fold(&mut self, limit: i64) {
        for block in &mut self.blocks {
            block.columns = columns(&self.stacks, block.stacks.clone(), limit);
            let width: i64 = block.columns.iter().map(|column| column.width + GUTTER).sum();
            block.width = (width - GUTTER).max(TILE_WIDTH);
            block.columns_height =
                block.columns.iter().map(|column| column.height + TILE_GAP).max().unwrap_or(0);
        }
    }
}

/// The blocks in rows of a limited width.
fn rows(blocks: &[Block], limit: i64) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut columns_height = 0;
    for (i, block) in blocks.iter().enumerate() {
        match rows.last_mut() {
            Some(row) if row.width + GUTTER + block.width <= limit => {
                (row.blocks.end, row.width) = (i + 1, row.width + GUTTER + block.width);
                row.title_height = row.title_height.max(block.title_height);
                columns_height = block.columns_height.max(columns_height);
                row.height = ROW_GAP + row.title_height + columns_height;
            }
            _ => {
                columns_height = block.columns_height;
                let (width, title_height) = (block.width, block.title_height);
                let height = ROW_GAP + title_height + columns_height;
                rows.push(Row { blocks: i..i + 1, width, title_height, height });
            }
        }
    }
    rows
}

/// The width and the height of the chart, with the heads above the rows.
fn size(rows: &[Row], heads_height: i64) -> (i64, i64) {
    let width = rows.iter().map(|row| row.width).fold(HEAD_WIDTH, i64::max);
    (width, heads_height + rows.iter().map(|row| row.height).sum::<i64>())
}

/// The scale at which the chart fits a slide, less the penalty for several rows.
fn scale(rows: &[Row], heads_height: i64) -> f64 {
    let (width, height) = size(rows, heads_height);
    let scale = (SLIDE_SIZE.0 / width as f64).min(SLIDE_SIZE.1 / height as f64);
    if rows.len() > 1 { scale / EXTRA_ROW_PENALTY } else { scale }
}

/// Numbers from `min` to `max`, each one seventh larger than the one before.
fn steps(min: i64, max: i64) -> Vec<i64> {
    let next = |&step: &i64| (step < max).then(|| (step + step / 7 + 1).min(max));
    std::iter::successors(Some(min), next).collect()
}

/// Splits a range of tiles before each unit of a level.
fn parts(tiles: &[Tile], range: Range<usize>, level: usize) -> impl Iterator<Item = Range<usize>> {
    let starts: Vec<usize> = range.clone().filter(|&i| tiles[i].level == level).collect();
    let ends: Vec<usize> = starts.iter().skip(1).copied().chain([range.end]).collect();
    starts.into_iter().zip(ends).map(|(start, end)| start..end)
}

fn stack(tiles: &[Tile], part: Range<usize>) -> Stack {
    let top_level = tiles[part.start].level;
    let deepest = tiles[part.clone()].iter().map(|tile| tile.level - top_level).max().unwrap_or(0);
    let height = tiles[part.clone()].iter().map(|tile| tile.height + TILE_GAP).sum();
    Stack { tiles: part, width: INDENT + indent(deepest) + TILE_WIDTH, height }
}

fn columns(stacks: &[Stack], range: Range<usize>, limit: i64) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    for i in range {
        let stack = &stacks[i];
        match columns.last_mut() {
            Some(column) if column.height + stack.height <= limit => {
                column.stacks.end = i + 1;
                column.width = column.width.max(stack.width);
                column.height += stack.height;
            }
            _ => columns.push(Column { stacks: i..i + 1, width: stack.width, height: stack.height }),
        }
    }
    columns
}
