//! The choices for the filter that is being typed, above the rows of the outline.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::app::ChoiceList;
use crate::lang::number;
use crate::search::Choice;
use crate::text::{Printable, width};
use crate::theme::Role;

use super::Scene;
use super::line_writer::LineWriter;
use super::outline::{draw_selection, draw_tree_row};

/// The name of a unit is left out if fewer columns are left.
const MIN_NAME_COLUMNS: usize = 8;

/// Draws the choices and, if there is room below them, the tree. Returns the position of the
/// selected one.
pub fn draw(scene: &Scene, list: &ChoiceList, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    if area.is_empty() {
        return None;
    }
    let height = usize::from(area.height);
    let heading = list.heading(height, scene.lang);
    if let Some(heading) = heading {
        LineWriter::new(buffer, area, 0).skip(1).write(heading, scene.theme[Role::Notice]);
    }
    let first_row = area.y + u16::from(heading.is_some());
    let mut selected_row = None;
    let visible = list.visible(height);
    let rows = (first_row..).map(|y| Rect { y, height: 1, ..area });
    for (at, row) in visible.clone().zip(rows) {
        draw_choice(scene, &list.choices.values[at], row, buffer);
        if at == list.cursor() {
            draw_selection(scene, row, buffer);
            selected_row = Some(row.as_position());
        }
    }
    draw_outline_below(scene, area, first_row + visible.len() as u16, buffer);
    selected_row
}

/// Draws the value, the name of the unit that it stands for and, aligned to the right, the number
/// of units.
fn draw_choice(scene: &Scene, choice: &Choice, row: Rect, buffer: &mut Buffer) {
    let Scene { theme, glyphs, lang, .. } = scene;
    let count = Printable::new(&choice.units.map_or(String::new(), |units| number(units, *lang)));
    let for_count = count.width() + 2;
    let mut writer = LineWriter::new(buffer, row, 0);
    writer.skip(2);
    let columns = writer.columns_left().saturating_sub(for_count);
    writer.write(choice.value.truncate(columns, glyphs.ellipsis), theme[Role::Unit]);
    let columns = writer.columns_left().saturating_sub(for_count + 2);
    if !choice.name.is_empty() && columns >= MIN_NAME_COLUMNS.min(width(&choice.name)) {
        writer.skip(2).write(choice.name.truncate(columns, glyphs.ellipsis), theme[Role::Muted]);
    }
    writer.skip_to_right(count.width() + 1).write(count, theme[Role::Count]);
}

/// Draws the rows of the tree, or of its matches, after a blank line. A list is not shown.
fn draw_outline_below(scene: &Scene, area: Rect, end: u16, buffer: &mut Buffer) {
    let outline = &scene.app.outline;
    let units = if outline.is_list() { outline.tree_below() } else { &outline.rows()[outline.top()..] };
    for (y, &unit) in (end + 1..area.bottom()).zip(units) {
        draw_tree_row(scene, unit, Rect { y, height: 1, ..area }, buffer);
    }
}
