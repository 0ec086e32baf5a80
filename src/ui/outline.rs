//! The rows of the outline.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use crate::app::layout::marker_column;
use crate::input::Mode;
use crate::lang::{Tr, number};
use crate::org::UnitId;
use crate::text::{Printable, width};
use crate::theme::Role;

use super::bars::fit_path;
use super::line_writer::LineWriter;
use super::{Scene, select, write_with_highlights};

/// Acronym and count are left out before the name gets narrower than this.
const MIN_NAME_COLUMNS: usize = 12;
/// In a narrower pane the numbers of units below are left out.
const MIN_COLUMNS_WITH_COUNTS: usize = 24;
/// Paths are left out if fewer columns are left.
const MIN_PATH_COLUMNS: usize = 6;

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
        let is_selected = row == outline.cursor() && can_select(scene);
        draw_row(scene, unit, is_selected, Rect { y: rows.y + line, height: 1, ..rows }, buffer);
    }
    draw_tree_below(scene, rows, buffer);
    let line = outline.cursor().checked_sub(outline.top())? as u16;
    (line < rows.height && can_select(scene)).then(|| Position::new(rows.x, rows.y + line))
}

/// Whether a row is selected: not while nothing matches and no unit is near.
fn can_select(scene: &Scene) -> bool {
    !scene.app.filter.has_no_match() || scene.app.outline.is_list()
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
fn draw_selection(scene: &Scene, row: Rect, buffer: &mut Buffer) {
    if scene.app.mode == Mode::Card {
        LineWriter::new(buffer, row, 0).write(scene.glyphs.selection, scene.theme[Role::SelectionUnfocused]);
        buffer.set_style(row, scene.theme[Role::SelectionUnfocused]);
    } else {
        select(buffer, row, scene.theme[Role::Selection]);
    }
}

/// Draws a row of the tree: the marker, the name and, aligned to the right, the change of a
/// comparison, the acronym, and the number of units below in a column of its own.
fn draw_tree_row(scene: &Scene, unit: UnitId, row: Rect, buffer: &mut Buffer) {
    let Scene { app, theme, glyphs, lang, .. } = scene;
    let style = name_style(scene, unit);
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
    let shows_right = columns.saturating_sub(for_change) >= MIN_NAME_COLUMNS + for_right;
    let right = for_change + if shows_right { for_right } else { 1 };
    write_name(scene, unit, style, columns.saturating_sub(right), &mut writer);
    writer.skip_to_right(right);
    if !change.is_empty() {
        writer.skip(1).write(change, theme[Role::Notice]);
    }
    if shows_right {
        if !acronym.is_empty() {
            writer.skip(1);
            write_with_highlights(scene, &acronym, Role::Acronym, &mut writer);
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

/// Draws a row of a list: the name, as much of it as fits, the acronym, the change and, in what is
/// left, the units above.
fn draw_list_row(scene: &Scene, unit: UnitId, row: Rect, buffer: &mut Buffer) {
    let Scene { app, theme, .. } = scene;
    let mut writer = LineWriter::new(buffer, row, 0);
    writer.skip(2);
    let acronym = app.org.distinct_acronym(unit).unwrap_or_default();
    let for_acronym = if acronym.is_empty() { 0 } else { acronym.width() + 1 };
    let columns = writer.columns_left().saturating_sub(1);
    let shows_acronym = columns >= MIN_NAME_COLUMNS + for_acronym;
    let name_columns = columns - if shows_acronym { for_acronym } else { 0 };
    write_name(scene, unit, name_style(scene, unit), name_columns, &mut writer);
    if shows_acronym && !acronym.is_empty() {
        writer.skip(1);
        write_with_highlights(scene, &acronym, Role::Acronym, &mut writer);
    }
    let change = change_label(scene, unit, writer.columns_left());
    if !change.is_empty() && writer.columns_left() > change.width() + 1 {
        writer.skip(1).write(change, theme[Role::Notice]);
    }
    let path = app.org.path(unit);
    if writer.columns_left() > MIN_PATH_COLUMNS && path.len() > 1 {
        let ancestors = fit_path(scene, &path[..path.len() - 1], writer.columns_left() - 3);
        writer.skip(2).write(ancestors, theme[Role::Path]);
    }
}

fn write_name(scene: &Scene, unit: UnitId, style: Style, columns: usize, writer: &mut LineWriter) {
    let name = scene.app.org.name(unit);
    let ranges = scene.app.filter.query.name_highlights(&name);
    writer.write_highlighted(
        &name.truncate(columns, scene.glyphs.ellipsis),
        style,
        &name,
        &ranges,
        scene.theme[Role::Match],
    );
}

fn name_style(scene: &Scene, unit: UnitId) -> Style {
    let filter = &scene.app.filter;
    let is_dimmed = filter.is_filtering() && !filter.is_waiting() && !filter.matches.contains(unit);
    scene.theme[if is_dimmed { Role::Muted } else { Role::Unit }]
}
