//! Draws the state into a ratatui buffer, without changing the state. Only `Printable` text and
//! literals of the program are written into cells.

mod bars;
mod card;
mod choices;
mod help;
mod hyperlink;
mod line_writer;
mod outline;
mod status;

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect};
use ratatui::style::{Modifier, Style};

use crate::app::App;
use crate::input::Mode;
use crate::input::action::Action;
use crate::lang::Lang;
use crate::text::Printable;
use crate::theme::{Glyphs, Role, Theme};

pub use hyperlink::Hyperlink;
use line_writer::LineWriter;

/// Everything that is needed to draw the screen.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    pub app: &'a App,
    pub lang: Lang,
    pub theme: &'a Theme,
    pub glyphs: &'a Glyphs,
}

impl Scene<'_> {
    /// The name of the first key of an action in the current mode, if it has one.
    fn key_label(&self, action: &Action) -> Option<String> {
        self.app.keys.label(self.app.mode, action, self.lang, self.glyphs.are_ascii())
    }
}

/// What was drawn besides the cells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drawn {
    /// The position of the terminal's cursor: in the prompt, or on the selected row or target,
    /// where screen readers and magnifiers look for it.
    pub cursor: Option<Position>,
    pub links: Vec<Hyperlink>,
}

/// Draws the whole screen.
pub fn draw(scene: &Scene, buffer: &mut Buffer) -> Drawn {
    let drawn = draw_panes(scene, buffer);
    if scene.glyphs.are_ascii() {
        buffer.content.iter_mut().for_each(to_ascii);
    }
    drawn
}

/// Replaces a sign by its ASCII form.
fn to_ascii(cell: &mut Cell) {
    if let Some(ascii) = Glyphs::ascii_form(cell.symbol()) {
        cell.set_symbol(ascii);
    }
}

fn draw_panes(scene: &Scene, buffer: &mut Buffer) -> Drawn {
    buffer.set_style(buffer.area, scene.theme[Role::Text]);
    let panes = scene.app.panes();
    let prompt_cursor = status::draw(scene, panes.status, buffer);
    bars::footer(scene, panes.footer, buffer);
    if scene.app.mode == Mode::Help {
        help::draw(scene, panes.help(), buffer);
        return Drawn { cursor: prompt_cursor, links: Vec::new() };
    }
    bars::path(scene, panes.path, buffer);
    let selected_row = match scene.app.choices() {
        Some(list) => choices::draw(scene, list, panes.outline, buffer),
        None => outline::draw(scene, panes.outline, buffer),
    };
    bars::divider(scene, panes.divider, buffer);
    let (selected_target, links) = card::draw(scene, panes.card, buffer);
    let cursor = match scene.app.mode {
        Mode::Tree => selected_row,
        Mode::Card => selected_target,
        Mode::Filter | Mode::Help => prompt_cursor,
    };
    Drawn { cursor, links }
}

/// Draws selected cells in one style. Of their own, only the underline of matches is kept.
fn select(buffer: &mut Buffer, area: Rect, style: Style) {
    for position in area.intersection(buffer.area).positions() {
        let cell = &mut buffer[position];
        let underline = cell.modifier & Modifier::UNDERLINED;
        cell.set_style(Style::reset()).set_style(style);
        cell.modifier |= underline;
    }
}

/// Writes a text with the matches of the query highlighted.
fn write_with_highlights(scene: &Scene, text: &Printable, role: Role, writer: &mut LineWriter) {
    let ranges = scene.app.filter.query.text_highlights(text);
    writer.write_highlighted(text, scene.theme[role], &ranges, scene.theme[Role::Match]);
}
