//! The path line, the divider and the footer.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::input;
use crate::input::Mode;
use crate::org::UnitId;
use crate::text::{Printable, width};
use crate::theme::{Glyphs, Role};

use super::Scene;
use super::line_writer::LineWriter;

/// Only the last units of a longer path are considered; more would not fit on any screen.
const MAX_PATH_UNITS: usize = 100;

/// Draws the path to the current unit: the units above it, and the unit itself where no card shows
/// its name, or only its further lines.
pub fn path(scene: &Scene, area: Rect, buffer: &mut Buffer) {
    if area.is_empty() {
        return;
    }
    let (org, theme) = (&scene.app.org, scene.theme);
    let units = org.path(scene.app.unit());
    let Some((current, ancestors)) = units.split_last() else { return };
    let name = match scene.app.panes().card.is_empty() || scene.app.card.top > 0 {
        true => org.name(*current),
        false => Printable::default(),
    };
    let separator = if name.is_empty() || ancestors.is_empty() { "" } else { scene.glyphs.path_separator };
    let mut writer = LineWriter::new(buffer, area, 0);
    writer.skip(1);
    let columns = writer.columns_left().saturating_sub(name.width() + width(separator));
    if !ancestors.is_empty() && columns > width(scene.glyphs.ellipsis) {
        writer
            .write(fit_path(scene, ancestors, columns), theme[Role::Path])
            .write(separator, theme[Role::Path]);
    }
    let name = name.truncate(writer.columns_left(), scene.glyphs.ellipsis);
    writer.write(name, theme[Role::Name]);
}

/// The names of units joined to a path of at most `columns` columns. If they do not fit, acronyms
/// replace names; then the first units are dropped.
pub fn fit_path(scene: &Scene, units: &[UnitId], columns: usize) -> Printable {
    let (org, glyphs) = (&scene.app.org, scene.glyphs);
    let units = &units[units.len().saturating_sub(MAX_PATH_UNITS)..];
    let names: Vec<Printable> = units.iter().map(|unit| org.name(*unit)).collect();
    let full = Printable::new(&join(&names, glyphs.path_separator));
    if full.width() <= columns {
        return full;
    }
    let short_name = |(unit, name): (&UnitId, Printable)| org.acronym(*unit).unwrap_or(name);
    let short_names: Vec<Printable> = units.iter().zip(names).map(short_name).collect();
    Printable::new(&last_names(&short_names, columns, glyphs)).truncate(columns, glyphs.ellipsis)
}

/// The longest end of a path that fits into `columns`, after an ellipsis if names are dropped. The
/// last name is kept even if it does not fit.
fn last_names(names: &[Printable], columns: usize, glyphs: &Glyphs) -> String {
    let separator_width = width(glyphs.path_separator);
    let widths = || names.iter().map(|name| name.width() + separator_width);
    let mut used = widths().sum::<usize>().saturating_sub(separator_width);
    let mut first = 0;
    for dropped in widths().take(names.len().saturating_sub(1)) {
        if used <= columns {
            break;
        }
        let prefix = if first == 0 { width(glyphs.ellipsis) + separator_width } else { 0 };
        used = used + prefix - dropped;
        first += 1;
    }
    let kept = join(&names[first..], glyphs.path_separator);
    match first > 0 && used <= columns {
        true => format!("{}{}{kept}", glyphs.ellipsis, glyphs.path_separator),
        false => kept,
    }
}

fn join(names: &[Printable], separator: &str) -> String {
    names.iter().map(|name| &**name).collect::<Vec<_>>().join(separator)
}

/// Draws the divider between outline and card.
pub fn divider(scene: &Scene, area: Rect, buffer: &mut Buffer) {
    let is_vertical = area.height > 1;
    for row in 0..area.height {
        let mut writer = LineWriter::new(buffer, area, row);
        for _ in 0..area.width {
            let sign = if is_vertical { scene.glyphs.vertical } else { scene.glyphs.horizontal };
            writer.write(sign, scene.theme[Role::Border]);
        }
    }
}

/// Draws the key hints. The last two of a mode, which include the way out, are kept when others
/// do not fit.
pub fn footer(scene: &Scene, area: Rect, buffer: &mut Buffer) {
    if area.is_empty() {
        return;
    }
    let mut hints =
        input::footer_hints(&scene.app.keys, scene.app.situation(), scene.lang, scene.glyphs.are_ascii());
    let can_pick = matches!(scene.app.mode, Mode::Tree | Mode::Filter) && scene.app.choices().is_none();
    if scene.app.is_picking && can_pick {
        let pick = input::pick_hint(scene.lang, scene.glyphs.are_ascii());
        hints.retain(|(key, _)| *key != pick.0);
        hints.insert(0, pick);
    }
    let hint_columns = |hint: &(String, &str)| width(&hint.0) + 1 + width(hint.1) + 2;
    let mut writer = LineWriter::new(buffer, area, 0);
    writer.skip(1);
    let last = hints.len().saturating_sub(2);
    let mut columns =
        (writer.columns_left() + 2).saturating_sub(hints[last..].iter().map(hint_columns).sum());
    let fitting = hints[..last].iter().take_while(|hint| {
        let fits = hint_columns(hint) <= columns;
        columns = columns.saturating_sub(hint_columns(hint));
        fits
    });
    let shown: Vec<_> = fitting.collect();
    for (keys, word) in shown.into_iter().chain(&hints[last..]) {
        writer.write(Printable::new(keys), scene.theme[Role::Key]).skip(1);
        writer.write(*word, scene.theme[Role::Help]).skip(2);
    }
}
