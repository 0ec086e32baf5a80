//! The card of the current unit.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::Scene;
use super::pen::Pen;
use crate::card::{Lead, Line};
use crate::keymap::Mode;
use crate::text::Printable;
use crate::theme::Role;

/// Draws the lines in the window, and returns where the chosen item is.
pub fn draw(scene: &Scene, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    if area.is_empty() || scene.app.finder.finds_nothing() {
        return None;
    }
    let card = &scene.app.card;
    let sheet = scene.app.sheet();
    let chosen = card.item.filter(|_| scene.app.mode == Mode::Card);
    for (row, line) in sheet.lines.iter().skip(card.top).take(usize::from(area.height)).enumerate() {
        let is_chosen = chosen.is_some() && line.item() == chosen;
        if is_chosen {
            let left = Rect { x: area.x.saturating_sub(1), ..area };
            Pen::new(buffer, left, row as u16).write(scene.glyphs.chosen, scene.theme[Role::Chosen]);
        }
        draw_line(scene, line, is_chosen, Pen::new(buffer, area, row as u16));
    }
    more(scene, area, card.top, sheet.lines.len(), buffer);
    let line = chosen.and_then(|item| sheet.line_of(item)).unwrap_or(card.top);
    let row = line.saturating_sub(card.top).min(usize::from(area.height) - 1) as u16;
    Some(Position::new(area.x.saturating_sub(1), area.y + row))
}

fn draw_line(scene: &Scene, line: &Line, chosen: bool, mut pen: Pen) {
    let theme = scene.theme;
    match line {
        Line::Blank => {}
        Line::Name(text) => {
            let parts = scene.app.finder.query.positions(text);
            pen.write_marked(text, theme[Role::Name], text, &parts, theme[Role::Match]);
        }
        Line::About(text) => write(scene, text, Role::Acronym, &mut pen),
        Line::Mark(sign, word) => {
            pen.write(*sign, theme[Role::Notice]).skip(1).write(word.get(scene.lang), theme[Role::Notice]);
        }
        Line::OtherName(text) => write(scene, text, Role::Text, &mut pen),
        Line::Heading(part) => {
            pen.write(part.title().get(scene.lang), theme[Role::Heading]);
        }
        Line::Text { indent, lead, text, .. } => {
            let start = pen.column();
            match lead {
                Lead::None => {}
                Lead::Bullet => {
                    pen.skip(1).write(scene.glyphs.bullet, theme[Role::Text]);
                }
                Lead::Label(label) => {
                    pen.skip(1).write(label.clone(), theme[Role::Label]);
                }
                Lead::Words(words) => {
                    pen.skip(1).write(words.get(scene.lang), theme[Role::Label]);
                }
                Lead::Number(n) => {
                    pen.skip(1).write(Printable::new(&n.to_string()), theme[Role::Key]);
                }
            }
            pen.skip((usize::from(start) + indent).saturating_sub(usize::from(pen.column())));
            write(scene, text, if chosen { Role::Chosen } else { Role::Text }, &mut pen);
        }
    }
}

fn write(scene: &Scene, text: &Printable, role: Role, pen: &mut Pen) {
    let parts = scene.app.finder.query.occurrences(text);
    pen.write_marked(text, scene.theme[role], text, &parts, scene.theme[Role::Match]);
}

/// Signs in the right margin that there is more above or below.
fn more(scene: &Scene, area: Rect, top: usize, lines: usize, buffer: &mut Buffer) {
    let margin = Rect { x: area.right(), width: 1, ..area };
    if top > 0 {
        Pen::new(buffer, margin, 0).write(scene.glyphs.above, scene.theme[Role::Key]);
    }
    if top + usize::from(area.height) < lines {
        Pen::new(buffer, margin, area.height - 1).write(scene.glyphs.below, scene.theme[Role::Key]);
    }
}
