//! The view: a function from the state to the cells of a buffer. Nothing here changes state,
//! and nothing but `Printable` and our own words gets into a cell.

mod bars;
mod detail;
mod help;
mod outline;
mod pen;

use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::app::App;
use crate::keymap::Mode;
use crate::lang::Lang;
use crate::theme::{Glyphs, Role, Theme};

/// What the screen is drawn from.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    pub app: &'a App,
    pub lang: Lang,
    pub theme: &'a Theme,
    pub glyphs: &'a Glyphs,
}

/// Draws the whole screen, and returns where the terminal's cursor belongs: on the line being
/// typed, else on what is chosen, where screen readers and magnifiers look for it.
pub fn draw(view: &View, buffer: &mut Buffer) -> Option<Position> {
    buffer.set_style(buffer.area, view.theme[Role::Text]);
    let panes = view.app.panes();
    let typed = bars::status(view, panes.status, buffer);
    bars::footer(view, panes.footer, buffer);
    if view.app.mode == Mode::Help {
        help::draw(view, panes.help(), buffer);
        return typed;
    }
    bars::path(view, panes.path, buffer);
    let row = outline::draw(view, panes.outline, buffer);
    bars::rule(view, panes.rule, buffer);
    let item = detail::draw(view, panes.card, buffer);
    match view.app.mode {
        Mode::Tree => row,
        Mode::Card => item,
        Mode::Filter | Mode::Help => typed,
    }
}
