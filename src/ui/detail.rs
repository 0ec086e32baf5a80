//! The card of the current unit.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::View;
use super::pen::Pen;
use crate::card::{Lead, Line};
use crate::keymap::Mode;
use crate::text::Printable;
use crate::theme::Role;

/// Draws the lines in the window, and returns where the chosen item is.
pub fn draw(view: &View, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    if area.is_empty() || view.app.finder.finds_nothing() {
        return None;
    }
    let card = &view.app.card;
    let sheet = view.app.sheet();
    let chosen = card.item.filter(|_| view.app.mode == Mode::Card);
    for (row, line) in sheet.lines.iter().skip(card.top).take(usize::from(area.height)).enumerate() {
        let is_chosen = chosen.is_some() && line.item() == chosen;
        if is_chosen {
            let left = Rect { x: area.x.saturating_sub(1), ..area };
            Pen::new(buffer, left, row as u16).write(view.glyphs.chosen, view.theme[Role::Chosen]);
        }
        draw_line(view, line, is_chosen, Pen::new(buffer, area, row as u16));
    }
    more(view, area, card.top, sheet.lines.len(), buffer);
    let line = chosen.and_then(|item| sheet.line_of(item)).unwrap_or(card.top);
    let row = line.saturating_sub(card.top).min(usize::from(area.height) - 1) as u16;
    Some(Position::new(area.x.saturating_sub(1), area.y + row))
}

fn draw_line(view: &View, line: &Line, chosen: bool, mut pen: Pen) {
    let theme = view.theme;
    match line {
        Line::Blank => {}
        Line::Name(text) => {
            let parts = view.app.finder.query.positions(text);
            pen.write_marked(text, theme[Role::Name], text, &parts, theme[Role::Match]);
        }
        Line::About(text) => write(view, text, Role::Acronym, &mut pen),
        Line::OtherName(text) => write(view, text, Role::Text, &mut pen),
        Line::Heading(part) => {
            pen.write(part.title().get(view.lang), theme[Role::Heading]);
        }
        Line::Text { indent, lead, text, .. } => {
            let start = pen.column();
            match lead {
                Lead::None => {}
                Lead::Bullet => {
                    pen.skip(1).write(view.glyphs.bullet, theme[Role::Label]);
                }
                Lead::Label(label) => {
                    pen.skip(1).write(label.clone(), theme[Role::Label]);
                }
                Lead::Number(n) => {
                    pen.skip(1).write(Printable::new(&n.to_string()), theme[Role::Key]);
                }
            }
            pen.skip((usize::from(start) + indent).saturating_sub(usize::from(pen.column())));
            write(view, text, if chosen { Role::Chosen } else { Role::Text }, &mut pen);
        }
    }
}

fn write(view: &View, text: &Printable, role: Role, pen: &mut Pen) {
    let parts = view.app.finder.query.occurrences(text);
    pen.write_marked(text, view.theme[role], text, &parts, view.theme[Role::Match]);
}

/// Signs in the right margin that there is more above or below.
fn more(view: &View, area: Rect, top: usize, lines: usize, buffer: &mut Buffer) {
    let margin = Rect { x: area.right(), width: 1, ..area };
    if top > 0 {
        Pen::new(buffer, margin, 0).write(view.glyphs.above, view.theme[Role::Key]);
    }
    if top + usize::from(area.height) < lines {
        Pen::new(buffer, margin, area.height - 1).write(view.glyphs.below, view.theme[Role::Key]);
    }
}
