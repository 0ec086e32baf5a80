//! The scene: a function from the state to the cells of a buffer. Nothing here changes state,
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
pub struct Scene<'a> {
    pub app: &'a App,
    pub lang: Lang,
    pub theme: &'a Theme,
    pub glyphs: &'a Glyphs,
}

/// Draws the whole screen, and returns where the terminal's cursor belongs: on the line being
/// typed, else on what is chosen, where screen readers and magnifiers look for it.
pub fn draw(scene: &Scene, buffer: &mut Buffer) -> Option<Position> {
    buffer.set_style(buffer.area, scene.theme[Role::Text]);
    let panes = scene.app.panes();
    let typed = bars::status(scene, panes.status, buffer);
    bars::footer(scene, panes.footer, buffer);
    if scene.app.mode == Mode::Help {
        help::draw(scene, panes.help(), buffer);
        return typed;
    }
    bars::path(scene, panes.path, buffer);
    let row = outline::draw(scene, panes.outline, buffer);
    bars::rule(scene, panes.rule, buffer);
    let item = detail::draw(scene, panes.card, buffer);
    match scene.app.mode {
        Mode::Tree => row,
        Mode::Card => item,
        Mode::Filter | Mode::Help => typed,
    }
}
