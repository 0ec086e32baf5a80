//! The rows of the outline.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use crate::app::layout::marker_column;
use crate::input::Mode;
use crate::lang::{Tr, number};
use crate::org::UnitId;
use crate::text::Printable;
use crate::theme::Role;

use super::bars::fit_path;
use super::line_writer::LineWriter;
use super::{Scene, write_with_highlights};

/// Acronym and count are left out before the name gets narrower than this.
const MIN_NAME_COLUMNS: usize = 12;

/// Paths are left out if fewer columns are left.
const MIN_PATH_COLUMNS: usize = 6;

const NO_MATCH: Tr = Tr::new("Aucune unité ne correspond.", "No unit matches.");
const SUGGESTION: Tr = Tr::new("{} ? Entrée pour y aller.", "{}? Enter to go there.");

/// Draws the visible rows, and returns the position of the selected row.
pub fn draw(scene: &Scene, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    if area.is_empty() {
        return None;
    }
    if scene.app.filter.has_no_match() {
        draw_no_match(scene, area, buffer);
        return None;
    }
    let outline = &scene.app.outline;
    let rows = outline.rows().iter().enumerate().skip(outline.top()).take(usize::from(area.height));
    for (line, (row, &unit)) in rows.enumerate() {
        draw_row(scene, unit, row == outline.cursor(), LineWriter::new(buffer, area, line as u16));
    }
    let line = outline.cursor().checked_sub(outline.top())? as u16;
    (line < area.height).then(|| Position::new(area.x, area.y + line))
}

fn draw_row(scene: &Scene, unit: UnitId, selected: bool, mut writer: LineWriter) {
    let Scene { app, theme, glyphs, .. } = scene;
    let style = name_style(scene, unit);
    let column = marker_column(app.org.depth(unit), writer.columns_left() as u16);
    let edge = writer.column();
    if selected {
        // The selection mark is fainter while the card has the focus.
        let mark = if app.mode == Mode::Card { theme[Role::Muted] } else { theme[Role::Selection] };
        writer.write(glyphs.selection, mark);
    }
    if app.outline.is_list() {
        writer.skip(usize::from(edge + 2 - writer.column()));
        return draw_list_row(scene, unit, style, writer);
    }
    writer.skip(usize::from((edge + column).saturating_sub(writer.column())));
    let marker = match (app.org.is_leaf(unit), app.outline.is_open(unit)) {
        (true, _) => " ",
        (false, true) => glyphs.open,
        (false, false) => glyphs.closed,
    };
    writer.write(marker, style).skip(1);
    draw_tree_row(scene, unit, style, writer);
}

/// Draws the name and, aligned to the right, the change of a comparison, the acronym and the
/// number of children.
fn draw_tree_row(scene: &Scene, unit: UnitId, style: Style, mut writer: LineWriter) {
    let Scene { app, theme, lang, .. } = scene;
    let change = change_label(scene, unit, writer.columns_left());
    // When space is short, the change is kept and the other two are left out.
    let mut left = writer.columns_left().saturating_sub(change.width() + usize::from(!change.is_empty()));
    let children = match app.org.is_leaf(unit) {
        true => Printable::default(),
        false => Printable::new(&number(app.org.children(unit).count(), *lang)),
    };
    let acronym = app.org.distinct_acronym(unit).unwrap_or_default();
    let right_columns = right_columns(&[&acronym, &children]);
    let shows_right = left >= MIN_NAME_COLUMNS + right_columns;
    left -= if shows_right { right_columns } else { 0 };
    let right = writer.columns_left() - left;
    write_name(scene, unit, style, left, &mut writer);
    writer.skip_to_right(right);
    if !change.is_empty() {
        writer.skip(1).write(change, theme[Role::Notice]);
    }
    if shows_right {
        writer.skip(1);
        write_with_highlights(scene, &acronym, Role::Acronym, &mut writer);
        if !acronym.is_empty() && !children.is_empty() {
            writer.skip(1);
        }
        writer.write(children, theme[Role::Count]);
    }
}

/// Total width of texts side by side, each preceded by a blank, and of the blank column at the
/// end.
fn right_columns(texts: &[&Printable]) -> usize {
    texts.iter().filter(|text| !text.is_empty()).map(|text| text.width() + 1).sum::<usize>() + 1
}

/// The change of a unit as a sign and a word, or as the sign alone if space is short.
fn change_label(scene: &Scene, unit: UnitId, columns: usize) -> Printable {
    let kind = scene.app.comparison.as_ref().and_then(|comparison| comparison.kind(unit));
    let Some(kind) = kind else { return Printable::default() };
    let sign_and_word = Printable::new(&format!("{} {}", kind.sign(), kind.labels()[0].get(scene.lang)));
    if columns >= MIN_NAME_COLUMNS + right_columns(&[&sign_and_word]) {
        sign_and_word
    } else {
        Printable::from(kind.sign())
    }
}

/// Draws the name, the acronym, the change and, as far as they fit, the ancestors.
fn draw_list_row(scene: &Scene, unit: UnitId, style: Style, mut writer: LineWriter) {
    let Scene { app, theme, .. } = scene;
    let columns = writer.columns_left().saturating_sub(1);
    let name_columns = if app.org.parent(unit).is_some() { columns * 3 / 5 } else { columns };
    write_name(scene, unit, style, name_columns, &mut writer);
    let acronym = app.org.distinct_acronym(unit).unwrap_or_default();
    if !acronym.is_empty() && writer.columns_left() > acronym.width() + 1 {
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

fn draw_no_match(scene: &Scene, area: Rect, buffer: &mut Buffer) {
    let mut lines = vec![(Printable::from(NO_MATCH.get(scene.lang)), Role::Text)];
    if let Some(nearest) = scene.app.filter.matches.suggestion {
        let name = scene.app.org.name(nearest);
        lines.push((Printable::new(&SUGGESTION.with(scene.lang, &[&name])), Role::Notice));
    }
    let columns = usize::from(area.width).saturating_sub(2);
    let wrapped =
        lines.iter().flat_map(|(text, role)| text.wrap(columns).into_iter().map(move |line| (line, *role)));
    for (row, (line, role)) in wrapped.take(usize::from(area.height)).enumerate() {
        LineWriter::new(buffer, area, row as u16).skip(1).write(line, scene.theme[role]);
    }
}
