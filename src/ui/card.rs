//! The card of the current unit.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::app::card_lines::{CardLayout, CardLine, DETAIL_GAP, Marker};
use crate::input::Mode;
use crate::lang::and_more;
use crate::text::Printable;
use crate::theme::Role;

use super::hyperlink::Hyperlink;
use super::line_writer::LineWriter;
use super::{Scene, select, write_with_highlights};

/// Draws the visible lines, and returns the position of the selected target and the links.
pub fn draw(scene: &Scene, area: Rect, buffer: &mut Buffer) -> (Option<Position>, Vec<Hyperlink>) {
    if area.is_empty() || !scene.app.has_selection() {
        return (None, Vec::new());
    }
    let card = &scene.app.card;
    let layout = scene.app.card_layout();
    let selected = card.target.filter(|_| scene.app.mode == Mode::Card);
    let mut links = Vec::new();
    for (row, line) in layout.lines.iter().skip(card.top).take(usize::from(area.height)).enumerate() {
        draw_line(scene, line, LineWriter::new(buffer, area, row as u16));
        links.extend(hyperlink(&layout, line, Rect { y: area.y + row as u16, height: 1, ..area }));
        // With nothing chosen, the name shows that the card has the focus.
        let is_name = matches!(line, CardLine::Name(_)) && selected.is_none();
        if scene.app.mode == Mode::Card && (is_name || (selected.is_some() && line.target() == selected)) {
            draw_selection(scene, Rect { y: area.y + row as u16, height: 1, ..area }, buffer);
        }
    }
    draw_scroll_marks(scene, area, card.top, layout.lines.len(), buffer);
    let line = selected.and_then(|target| layout.first_line(target)).unwrap_or(card.top);
    let row = line.saturating_sub(card.top).min(usize::from(area.height) - 1) as u16;
    (Some(Position::new(area.x.saturating_sub(1), area.y + row)), links)
}

/// The link on the text of a line, if its target has an address to open.
fn hyperlink(layout: &CardLayout, line: &CardLine, row: Rect) -> Option<Hyperlink> {
    let CardLine::Text { indent, text, target: Some(target), .. } = line else { return None };
    let uri = layout.targets.get(*target)?.uri()?;
    let start = row.x.saturating_add(*indent as u16);
    let area = Rect { x: start, width: text.width() as u16, ..row }.intersection(row);
    Hyperlink::new(area, &uri).filter(|_| !area.is_empty())
}

/// Marks a line as selected, over the whole width of the pane.
fn draw_selection(scene: &Scene, line: Rect, buffer: &mut Buffer) {
    let left = line.x.saturating_sub(1);
    let pane = Rect { x: left, width: line.right() + 1 - left, ..line }.intersection(buffer.area);
    select(buffer, pane, scene.theme[Role::Selection]);
}

fn draw_line(scene: &Scene, line: &CardLine, mut writer: LineWriter) {
    let theme = scene.theme;
    match line {
        CardLine::Blank => {}
        CardLine::Name(text) => {
            let ranges = scene.app.filter.query.name_highlights(text);
            writer.write_highlighted(text, theme[Role::Name], &ranges, theme[Role::Match]);
        }
        CardLine::Subtitle(text) => write_with_highlights(scene, text, Role::Acronym, &mut writer),
        CardLine::Change(sign, word) => {
            writer.write(*sign, theme[Role::Notice]).skip(1).write(word.get(scene.lang), theme[Role::Notice]);
        }
        CardLine::OtherName(text) => write_with_highlights(scene, text, Role::Text, &mut writer),
        CardLine::Heading(section) => {
            writer.write(section.title().get(scene.lang), theme[Role::Heading]);
        }
        CardLine::Text { indent, marker, text, detail, .. } => {
            let start = writer.column();
            draw_marker(scene, marker, &mut writer);
            writer.skip((usize::from(start) + indent).saturating_sub(usize::from(writer.column())));
            write_with_highlights(scene, text, Role::Text, &mut writer);
            if let Some(detail) = detail {
                writer.skip(if text.is_empty() { 0 } else { DETAIL_GAP });
                write_with_highlights(scene, &detail.text(scene.lang), Role::Path, &mut writer);
            }
        }
        CardLine::Omitted(units) => {
            let message = format!("{} {}", scene.glyphs.ellipsis, and_more(*units, scene.lang));
            writer.skip(1).write(Printable::new(&message), theme[Role::Path]);
        }
    }
}

/// Draws what precedes the text of a line, after a blank.
fn draw_marker(scene: &Scene, marker: &Marker, writer: &mut LineWriter) {
    match marker {
        Marker::None => {}
        Marker::Bullet => {
            writer.skip(1).write(scene.glyphs.bullet, scene.theme[Role::Text]);
        }
        Marker::Label(label) => {
            write_with_highlights(scene, &label.text(scene.lang), Role::Label, writer.skip(1));
        }
        Marker::RelationNumber(n) => {
            writer.skip(1).write(Printable::new(&n.to_string()), scene.theme[Role::Key]);
        }
    }
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
