//! The help: every binding of the table, or those that hold what is typed.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::Scene;
use super::pen::Pen;
use crate::keymap::{self, HelpLine};
use crate::lang::Tr;
use crate::text::Printable;
use crate::theme::Role;

const NO_KEY: Tr = Tr::new("Aucune touche ne fait cela.", "No key does that.");
/// The columns that keys take, the longest of them aside.
const KEYS: usize = 24;

pub fn draw(scene: &Scene, area: Rect, buffer: &mut Buffer) {
    let lines = keymap::help(scene.app.help.prompt.text());
    if lines.is_empty() && !area.is_empty() {
        Pen::new(buffer, area, 0).skip(1).write(NO_KEY.get(scene.lang), scene.theme[Role::Text]);
    }
    let shown = lines.iter().skip(scene.app.help.top).take(usize::from(area.height));
    for (row, line) in shown.enumerate() {
        draw_line(scene, line, Pen::new(buffer, area, row as u16));
    }
}

fn draw_line(scene: &Scene, line: &HelpLine, mut pen: Pen) {
    let (theme, lang) = (scene.theme, scene.lang);
    let (keys, words) = match line {
        HelpLine::Blank => return,
        HelpLine::Title(group) => {
            pen.skip(1).write(group.title().get(lang), theme[Role::Heading]);
            return;
        }
        HelpLine::Binding(binding) => (binding.spell(lang, scene.glyphs.are_ascii()), binding.words),
        HelpLine::Other(with, words) => (with.get(lang).to_string(), *words),
    };
    let keys = Printable::new(&keys);
    let column = KEYS.min(pen.room() * 2 / 5);
    let gap = column.saturating_sub(keys.width()).max(2);
    pen.skip(2).write(keys, theme[Role::Key]).skip(gap);
    let words = Printable::from(words.get(lang)).cut(pen.room(), scene.glyphs.ellipsis);
    pen.write(words, theme[Role::Text]);
}
