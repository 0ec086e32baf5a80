//! The card of the current unit.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::app::card_lines::{CardLine, Marker};
use crate::input::Mode;
use crate::text::Printable;
use crate::theme::Role;

use super::line_writer::LineWriter;
use super::{Scene, write_with_highlights};

/// Draws the visible lines, and returns the position of the selected target.
pub fn draw(scene: &Scene, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    if area.is_empty() || (scene.app.filter.has_no_match() && !scene.app.outline.is_list()) {
        return None;
    }
    let card = &scene.app.card;
    let layout = scene.app.card_layout();
    let selected = card.target.filter(|_| scene.app.mode == Mode::Card);
    for (row, line) in layout.lines.iter().skip(card.top).take(usize::from(area.height)).enumerate() {
        let is_selected = selected.is_some() && line.target() == selected;
        if is_selected {
            let left = Rect { x: area.x.saturating_sub(1), ..area };
            LineWriter::new(buffer, left, row as u16)
                .write(scene.glyphs.selection, scene.theme[Role::Selection]);
        }
        draw_line(scene, line, is_selected, LineWriter::new(buffer, area, row as u16));
    }
    draw_scroll_marks(scene, area, card.top, layout.lines.len(), buffer);
    let line = selected.and_then(|target| layout.first_line(target)).unwrap_or(card.top);
    let row = line.saturating_sub(card.top).min(usize::from(area.height) - 1) as u16;
    Some(Position::new(area.x.saturating_sub(1), area.y + row))
}

fn draw_line(scene: &Scene, line: &CardLine, selected: bool, mut writer: LineWriter) {
    let theme = scene.theme;
    match line {
        CardLine::Blank => {}
        CardLine::Name(text) => {
            let ranges = scene.app.filter.query.name_highlights(text);
            writer.write_highlighted(text, theme[Role::Name], text, &ranges, theme[Role::Match]);
        }
        CardLine::Subtitle(text) => write_with_highlights(scene, text, Role::Acronym, &mut writer),
        CardLine::Change(sign, word) => {
            writer.write(*sign, theme[Role::Notice]).skip(1).write(word.get(scene.lang), theme[Role::Notice]);
        }
        CardLine::OtherName(text) => write_with_highlights(scene, text, Role::Text, &mut writer),
        CardLine::Heading(section) => {
            writer.write(section.title().get(scene.lang), theme[Role::Heading]);
        }
        CardLine::Text { indent, marker, text, .. } => {
            let start = writer.column();
            draw_marker(scene, marker, &mut writer);
            writer.skip((usize::from(start) + indent).saturating_sub(usize::from(writer.column())));
            write_with_highlights(
                scene,
                text,
                if selected { Role::Selection } else { Role::Text },
                &mut writer,
            );
        }
    }
}

/// Draws what precedes the text of a line, after a blank.
fn draw_marker(scene: &Scene, marker: &Marker, writer: &mut LineWriter) {
    let (text, role) = match marker {
        Marker::None => return,
        Marker::Bullet => (Printable::from(scene.glyphs.bullet), Role::Text),
        Marker::Label(label) => (label.clone(), Role::Label),
        Marker::FieldName(name) => (Printable::from(name.get(scene.lang)), Role::Label),
        Marker::RelationNumber(n) => (Printable::new(&n.to_string()), Role::Key),
    };
    writer.skip(1).write(text, scene.theme[role]);
}

/// Draws marks in the right margin when there are more lines above or below.
fn draw_scroll_marks(scene: &Scene, area: Rect, top: usize, lines: usize, buffer: &mut Buffer) {
    let margin = Rect { x: area.right(), width: 1, ..area };
    if top > 0 {
        LineWriter::new(buffer, margin, 0).write(scene.glyphs.more_above, scene.theme[Role::Key]);
    }
    if top + usize::from(area.height) < lines {
        LineWriter::new(buffer, margin, area.height - 1)
            .write(scene.glyphs.more_below, scene.theme[Role::Key]);
    }
}
