//! The help: all key bindings, or those that match the prompt.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::input::{HelpLine, key_labels};
use crate::lang::Tr;
use crate::text::Printable;
use crate::theme::Role;

use super::Scene;
use super::line_writer::LineWriter;

const NO_KEY: Tr = Tr::new("Aucune touche ne correspond.", "No key matches.");
/// Width of the keys where there is room; longer ones push their description to the right.
const MAX_KEY_COLUMNS: usize = 18;

pub fn draw(scene: &Scene, area: Rect, buffer: &mut Buffer) {
    let layout = scene.app.help_layout();
    if layout.columns.is_empty() && !area.is_empty() {
        LineWriter::new(buffer, area, 0).skip(1).write(NO_KEY.get(scene.lang), scene.theme[Role::Text]);
    }
    let width = area.width / layout.columns.len().max(1) as u16;
    for (column, lines) in (0..).zip(&layout.columns) {
        let area = Rect { x: area.x + column * width, width, ..area };
        for (row, line) in (0..area.height).zip(lines.iter().skip(scene.app.help.top)) {
            draw_line(scene, line, LineWriter::new(buffer, area, row));
        }
    }
}

fn draw_line(scene: &Scene, line: &HelpLine, mut writer: LineWriter) {
    let (theme, lang) = (scene.theme, scene.lang);
    let (keys, description) = match line {
        HelpLine::Blank => return,
        HelpLine::Title(group) => {
            writer.skip(1).write(group.title().get(lang), theme[Role::Heading]);
            return;
        }
        HelpLine::Bindings(bindings) => {
            (key_labels(bindings, lang, scene.glyphs.are_ascii()), bindings[0].description)
        }
        HelpLine::Other(control, description) => (control.get(lang).to_string(), *description),
    };
    let keys = Printable::new(&keys);
    let description = Printable::from(description.get(lang));
    let column = MAX_KEY_COLUMNS.min(writer.columns_left() * 2 / 5);
    let gap = column.saturating_sub(keys.width()).max(2);
    writer.skip(2).write(keys, theme[Role::Key]);
    // A description that would not fit in its column begins right after the keys.
    let gap = if gap + description.width() > writer.columns_left() { 2 } else { gap };
    let description = description.truncate(writer.columns_left().saturating_sub(gap), scene.glyphs.ellipsis);
    writer.skip(gap).write(description, theme[Role::Text]);
}
