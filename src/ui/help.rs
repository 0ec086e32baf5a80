//! The help: all key bindings, or those that match the prompt.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::input::HelpLine;
use crate::lang::Tr;
use crate::text::Printable;
use crate::theme::Role;

use super::Scene;
use super::line_writer::LineWriter;

const NO_KEY: Tr = Tr::new("Aucune touche ne correspond.", "No key matches.");
/// Width of the key column on wide screens; longer keys push their description to the right.
const MAX_KEY_COLUMNS: usize = 24;

pub fn draw(scene: &Scene, area: Rect, buffer: &mut Buffer) {
    let layout = scene.app.help_layout();
    if layout.lines.is_empty() && !area.is_empty() {
        LineWriter::new(buffer, area, 0).skip(1).write(NO_KEY.get(scene.lang), scene.theme[Role::Text]);
    }
    let columns = layout.lines.chunks(layout.rows);
    let width = area.width / columns.len().max(1) as u16;
    for (column, lines) in (0..).zip(columns) {
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
        HelpLine::Binding(binding) => {
            (binding.key_labels(lang, scene.glyphs.are_ascii()), binding.description)
        }
        HelpLine::Other(control, description) => (control.get(lang).to_string(), *description),
    };
    let keys = Printable::new(&keys);
    let column = MAX_KEY_COLUMNS.min(writer.columns_left() * 2 / 5);
    let gap = column.saturating_sub(keys.width()).max(2);
    writer.skip(2).write(keys, theme[Role::Key]).skip(gap);
    let description = Printable::from(description.get(lang));
    let description = description.truncate(writer.columns_left(), scene.glyphs.ellipsis);
    writer.write(description, theme[Role::Text]);
}
