//! The rows of the outline.

use std::ops::Range;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::app::App;
use crate::app::layout::marker_column;
use crate::input::Mode;
use crate::lang::{Tr, number};
use crate::org::UnitId;
use crate::search::{MatchedText, SearchField};
use crate::text::{Printable, shorten, snippet, width};
use crate::theme::Role;

use super::bars::fit_path;
use super::line_writer::LineWriter;
use super::{Scene, select};

/// Acronym and count are left out before the name gets narrower than this.
const MIN_NAME_COLUMNS: usize = 12;
/// In a narrower pane the numbers of units below are left out.
const MIN_COLUMNS_WITH_COUNTS: usize = 24;
/// Paths are left out if fewer columns are left.
const MIN_PATH_COLUMNS: usize = 6;
/// The columns kept free of a long name for a matched text and the two blanks before it.
const SNIPPET_COLUMNS: usize = 18;
/// A narrower part of a matched text is left out.
const MIN_SNIPPET_COLUMNS: usize = 8;
/// A list shows the units above beside the matched text if so many columns are left.
const MIN_COLUMNS_WITH_BOTH: usize = 60;

const NEAREST: Tr = Tr::new("Aucun résultat. Au plus proche\u{a0}:", "No match. Nearest:");

/// Draws the visible rows, and returns the position of the selected row.
pub fn draw(scene: &Scene, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    let outline = &scene.app.outline;
    if area.is_empty() {
        return None;
    }
    let heading = u16::from(outline.has_heading());
    if heading > 0 {
        LineWriter::new(buffer, area, 0).skip(1).write(NEAREST.get(scene.lang), scene.theme[Role::Notice]);
    }
    let rows = Rect { y: area.y + heading, height: area.height - heading, ..area };
    for (line, (row, &unit)) in (0..rows.height).zip(outline.rows().iter().enumerate().skip(outline.top())) {
        let is_selected = row == outline.cursor() && scene.app.has_selection();
        draw_row(scene, unit, is_selected, Rect { y: rows.y + line, height: 1, ..rows }, buffer);
    }
    draw_tree_below(scene, rows, buffer);
    let line = outline.cursor().checked_sub(outline.top())? as u16;
    (line < rows.height && scene.app.has_selection()).then(|| Position::new(rows.x, rows.y + line))
}

/// Draws the rows of the tree below the nearest units, after a blank line.
fn draw_tree_below(scene: &Scene, area: Rect, buffer: &mut Buffer) {
    let outline = &scene.app.outline;
    let used = outline.rows().len() + 1;
    for (line, &unit) in (0..area.height).skip(used).zip(outline.tree_below()) {
        let row = Rect { y: area.y + line, height: 1, ..area };
        draw_tree_row(scene, unit, row, buffer);
    }
}

fn draw_row(scene: &Scene, unit: UnitId, selected: bool, row: Rect, buffer: &mut Buffer) {
    match scene.app.outline.is_list() {
        true => draw_list_row(scene, unit, row, buffer),
        false => draw_tree_row(scene, unit, row, buffer),
    }
    if selected {
        draw_selection(scene, row, buffer);
    }
}

/// Draws the selected row in one style over its whole width. While the card has the focus, only its
/// mark and bold letters show it.
pub fn draw_selection(scene: &Scene, row: Rect, buffer: &mut Buffer) {
    if scene.app.mode == Mode::Card {
        LineWriter::new(buffer, row, 0).write(scene.glyphs.selection, scene.theme[Role::SelectionUnfocused]);
        buffer.set_style(row, scene.theme[Role::SelectionUnfocused]);
    } else {
        select(buffer, row, scene.theme[Role::Selection]);
    }
}

/// Draws a row of the tree: the marker, the name, why it matches and, aligned to the right, the
/// change of a comparison, the acronym, and the number of units below in a column of its own.
pub fn draw_tree_row(scene: &Scene, unit: UnitId, row: Rect, buffer: &mut Buffer) {
    let Scene { app, theme, glyphs, lang, .. } = scene;
    let matched = RowMatch::new(scene, unit);
    // The rows above show what matches in the units above.
    let snippet = matched.snippet.as_ref().filter(|snippet| snippet.field != SearchField::Path);
    let style = theme[matched.name_role()];
    let mut writer = LineWriter::new(buffer, row, 0);
    writer.skip(usize::from(marker_column(app.outline.depth(&app.org, unit), row.width)));
    let marker = match (app.org.is_leaf(unit), app.outline.is_open(unit)) {
        (true, _) => " ",
        (false, true) => glyphs.open,
        (false, false) => glyphs.closed,
    };
    writer.write(marker, style).skip(1);
    let columns = writer.columns_left();
    let count_columns = count_columns(scene, row.width);
    let change = change_label(scene, unit, columns);
    // When space is short, the change is kept and the other two are left out.
    let for_change = if change.is_empty() { 0 } else { change.width() + 1 };
    let acronym = app.org.distinct_acronym(unit).unwrap_or_default();
    let for_right = right_columns(&acronym, count_columns);
    let for_snippet = if snippet.is_some() { SNIPPET_COLUMNS } else { 0 };
    let shows_right = columns.saturating_sub(for_change) >= MIN_NAME_COLUMNS + for_snippet + for_right;
    let right = for_change + if shows_right { for_right } else { 1 };
    let mut left = columns.saturating_sub(right);
    if let Some(snippet) = snippet {
        matched.write_name(scene, name_columns(left), &mut writer);
        left = left.saturating_sub(columns - writer.columns_left() + 2);
        write_snippet(scene, snippet, left, &mut writer);
    } else {
        matched.write_name(scene, left, &mut writer);
    }
    writer.skip_to_right(right);
    if !change.is_empty() {
        writer.skip(1).write(change, theme[Role::Notice]);
    }
    if shows_right {
        if !acronym.is_empty() {
            writer.skip(1);
            matched.write_acronym(scene, &acronym, &mut writer);
        }
        let below = app.org.subtree(unit).len() - 1;
        if count_columns > 0 && below > 0 {
            let count = Printable::new(&number(below, *lang));
            writer.skip_to_right(count.width() + 1).write(count, theme[Role::Count]);
        }
    }
}

/// Columns of the acronym and the count, each after a blank, and of the blank at the end.
fn right_columns(acronym: &Printable, count_columns: usize) -> usize {
    let acronym = if acronym.is_empty() { 0 } else { acronym.width() + 1 };
    acronym + if count_columns > 0 { count_columns + 1 } else { 0 } + 1
}

/// Columns for the number of units below: those of the largest number, or none in a narrow pane.
fn count_columns(scene: &Scene, pane_columns: u16) -> usize {
    let most = scene.app.outline.branch_range().len() - 1;
    match usize::from(pane_columns) >= MIN_COLUMNS_WITH_COUNTS && most > 0 {
        true => width(&number(most, scene.lang)),
        false => 0,
    }
}

/// The change of a unit as a sign and a word, or as the sign alone if space is short.
fn change_label(scene: &Scene, unit: UnitId, columns: usize) -> Printable {
    let kind = scene.app.comparison.as_ref().and_then(|comparison| comparison.kind(unit));
    let Some(kind) = kind else { return Printable::default() };
    let sign_and_word = Printable::new(&format!("{} {}", kind.sign(), kind.labels()[0].get(scene.lang)));
    if columns >= MIN_NAME_COLUMNS + sign_and_word.width() + 2 {
        sign_and_word
    } else {
        Printable::from(kind.sign())
    }
}

/// Draws a row of a list: the name, as much of it as fits, the acronym, the change, why it matches
/// and, in what is left, the units above.
fn draw_list_row(scene: &Scene, unit: UnitId, row: Rect, buffer: &mut Buffer) {
    let Scene { app, theme, .. } = scene;
    let matched = RowMatch::new(scene, unit);
    let mut writer = LineWriter::new(buffer, row, 0);
    writer.skip(2);
    let acronym = app.org.distinct_acronym(unit).unwrap_or_default();
    let for_acronym = if acronym.is_empty() { 0 } else { acronym.width() + 1 };
    let for_snippet = if matched.snippet.is_some() { SNIPPET_COLUMNS } else { 0 };
    let columns = writer.columns_left().saturating_sub(1);
    let shows_acronym = columns >= MIN_NAME_COLUMNS + for_snippet + for_acronym;
    let left = columns - if shows_acronym { for_acronym } else { 0 };
    let for_name = if matched.snippet.is_some() { name_columns(left) } else { left };
    matched.write_name(scene, for_name, &mut writer);
    if shows_acronym && !acronym.is_empty() {
        writer.skip(1);
        matched.write_acronym(scene, &acronym, &mut writer);
    }
    let change = change_label(scene, unit, writer.columns_left());
    if !change.is_empty() && writer.columns_left() > change.width() + 1 {
        writer.skip(1).write(change, theme[Role::Notice]);
    }
    let path = app.org.path(unit);
    if let Some(snippet) = &matched.snippet {
        let left = writer.columns_left().saturating_sub(3);
        let share = if left >= MIN_COLUMNS_WITH_BOTH { left * 2 / 3 } else { left };
        write_snippet(scene, snippet, share, &mut writer);
    }
    if writer.columns_left() > MIN_PATH_COLUMNS && path.len() > 1 {
        let ancestors = fit_path(scene, &path[..path.len() - 1], writer.columns_left() - 3);
        writer.skip(2).write(ancestors, theme[Role::Path]);
    }
}

/// The columns of a name beside a matched text: most of them, or all if too few would be left.
fn name_columns(columns: usize) -> usize {
    let for_snippet = (columns * 2 / 5).min(SNIPPET_COLUMNS);
    if for_snippet < MIN_SNIPPET_COLUMNS + 2 { columns } else { columns - for_snippet }
}

/// Writes the part of a text around its first match, after two blanks, if there is space for it.
fn write_snippet(scene: &Scene, matched: &MatchedText, columns: usize, writer: &mut LineWriter) {
    if columns < MIN_SNIPPET_COLUMNS {
        return;
    }
    let (text, ranges) = snippet(&matched.text, &matched.ranges, columns, scene.glyphs.ellipsis);
    writer.skip(2).write_highlighted(&text, scene.theme[Role::Snippet], &ranges, scene.theme[Role::Match]);
}

/// Whether and where a row matches the query.
struct RowMatch {
    /// Whether it cannot be selected while others can.
    is_dimmed: bool,
    name: Printable,
    name_ranges: Vec<Range<usize>>,
    acronym_ranges: Vec<Range<usize>>,
    /// A text that has what name and acronym do not.
    snippet: Option<MatchedText>,
}

impl RowMatch {
    fn new(scene: &Scene, unit: UnitId) -> Self {
        let App { org, filter, .. } = scene.app;
        let name = org.name(unit);
        let is_no_match = filter.is_filtering() && !filter.is_waiting() && !filter.matches.contains(unit);
        // Below the choices no unit can be selected.
        let is_dimmed = is_no_match || scene.app.choices().is_some();
        let mut row =
            Self { is_dimmed, name, name_ranges: Vec::new(), acronym_ranges: Vec::new(), snippet: None };
        if !filter.is_filtering() {
            return row;
        }
        if !filter.matches.contains(unit) {
            // A unit above can have a part of the query; a hidden match is not pointed out.
            if !filter.matches.is_weak(unit) {
                row.name_ranges = filter.query.name_highlights(&row.name);
            }
            return row;
        }
        for matched in filter.query.explain(org, unit) {
            match matched.field {
                SearchField::Name => row.name_ranges = matched.ranges,
                SearchField::Acronym => row.acronym_ranges = matched.ranges,
                _ => row.snippet = Some(matched),
            }
        }
        row
    }

    fn name_role(&self) -> Role {
        if self.is_dimmed { Role::Muted } else { Role::Unit }
    }

    fn write_name(&self, scene: &Scene, columns: usize, writer: &mut LineWriter) {
        let (name, ranges) = shorten(&self.name, &self.name_ranges, columns, scene.glyphs.ellipsis);
        writer.write_highlighted(&name, scene.theme[self.name_role()], &ranges, scene.theme[Role::Match]);
    }

    fn write_acronym(&self, scene: &Scene, acronym: &Printable, writer: &mut LineWriter) {
        let Scene { theme, .. } = scene;
        let role = if self.is_dimmed { Role::Muted } else { Role::Acronym };
        writer.write_highlighted(acronym, theme[role], &self.acronym_ranges, theme[Role::Match]);
    }
}
