//! The help: all key bindings, or those that match the prompt.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::app::HelpRow;
use crate::input::{HELP_INDENT, HelpLine};
use crate::lang::Tr;
use crate::theme::Role;

use super::Scene;
use super::line_writer::LineWriter;

const NO_KEY: Tr = Tr::new("Aucune touche ne correspond.", "No key matches.");

pub fn draw(scene: &Scene, area: Rect, buffer: &mut Buffer) {
    let layout = scene.app.help_layout(scene.lang, scene.glyphs.are_ascii());
    if layout.columns.is_empty() && !area.is_empty() {
        LineWriter::new(buffer, area, 0).skip(1).write(NO_KEY.get(scene.lang), scene.theme[Role::Text]);
    }
    let width = area.width / layout.columns.len().max(1) as u16;
    for (column, lines) in (0..).zip(&layout.columns) {
        let area = Rect { x: area.x + column * width, width, ..area };
        for (y, row) in (0..area.height).zip(lines.iter().skip(scene.app.help.top)) {
            draw_row(scene, row, LineWriter::new(buffer, area, y));
        }
    }
}

fn draw_row(scene: &Scene, row: &HelpRow, mut writer: LineWriter) {
    let (theme, lang) = (scene.theme, scene.lang);
    if let HelpLine::Title(group) = &row.line {
        writer.skip(1).write(group.title().get(lang), theme[Role::Heading]);
    }
    let text = row.line.text(writer.columns_left(), lang, scene.glyphs.are_ascii());
    let Some(mut text) = text.filter(|text| row.row < text.rows.len()) else { return };
    writer.skip(HELP_INDENT);
    let mut used = HELP_INDENT;
    if row.row == 0 {
        used += text.keys.width();
        writer.write(text.keys, theme[Role::Key]);
    }
    let description = text.rows.swap_remove(row.row);
    writer.skip(text.column.saturating_sub(used)).write(description, theme[Role::Text]);
}
