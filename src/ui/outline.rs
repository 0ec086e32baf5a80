//! The rows of the outline.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::Scene;
use super::bars::fit_path;
use super::pen::Pen;
use crate::keymap::Mode;
use crate::lang::{Tr, number};
use crate::layout::marker_column;
use crate::org::UnitId;
use crate::text::Printable;
use crate::theme::Role;

/// A name keeps at least this many columns; the acronym and the count go first.
const SHORTEST_NAME: usize = 12;

/// A path is not shown in less than this.
const SHORTEST_PATH: usize = 6;

const NOTHING: Tr = Tr::new("Aucune unité ne correspond.", "No unit matches.");
const NEAREST: Tr = Tr::new("{} ? Entrée pour y aller.", "{}? Enter to go there.");

/// Draws the rows in the window, and returns where the chosen one is.
pub fn draw(scene: &Scene, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    if area.is_empty() {
        return None;
    }
    if scene.app.finder.finds_nothing() {
        nothing_found(scene, area, buffer);
        return None;
    }
    let outline = &scene.app.outline;
    let rows = outline.rows().iter().enumerate().skip(outline.top()).take(usize::from(area.height));
    for (line, (row, &unit)) in rows.enumerate() {
        draw_row(scene, unit, row == outline.cursor(), Pen::new(buffer, area, line as u16));
    }
    let line = outline.cursor().checked_sub(outline.top())? as u16;
    (line < area.height).then(|| Position::new(area.x, area.y + line))
}

fn draw_row(scene: &Scene, unit: UnitId, chosen: bool, mut pen: Pen) {
    let Scene { app, theme, glyphs, .. } = scene;
    let style = style_of(scene, unit);
    let column = marker_column(app.org.depth(unit), pen.room() as u16);
    let edge = pen.column();
    if chosen {
        // The mark is fainter while the keyboard speaks to the card.
        let mark = if app.mode == Mode::Card { theme[Role::Faint] } else { theme[Role::Chosen] };
        pen.write(glyphs.chosen, mark);
    }
    if app.outline.is_list() {
        pen.skip(usize::from(edge + 2 - pen.column()));
        return list_row(scene, unit, style, pen);
    }
    pen.skip(usize::from((edge + column).saturating_sub(pen.column())));
    let marker = match (app.org.is_leaf(unit), app.outline.is_open(unit)) {
        (true, _) => " ",
        (false, true) => glyphs.open,
        (false, false) => glyphs.closed,
    };
    pen.write(marker, style).skip(1);
    tree_row(scene, unit, style, pen);
}

/// The name; at the right, before a blank column, what is new of it, the acronym and the number
/// of units right below.
fn tree_row(scene: &Scene, unit: UnitId, style: Style, mut pen: Pen) {
    let Scene { app, theme, lang, .. } = scene;
    let news = news(scene, unit, pen.room());
    // Where room is short, what is new is all that stays.
    let mut left = pen.room().saturating_sub(news.width() + usize::from(!news.is_empty()));
    let children = match app.org.is_leaf(unit) {
        true => Printable::default(),
        false => Printable::new(&number(app.org.children(unit).count(), *lang)),
    };
    let acronym = app.org.short(unit).unwrap_or_default();
    let side = side(&[&acronym, &children]);
    let shows_side = left >= SHORTEST_NAME + side;
    left -= if shows_side { side } else { 0 };
    let right = pen.room() - left;
    write_name(scene, unit, style, left, &mut pen);
    pen.align(right);
    if !news.is_empty() {
        pen.skip(1).write(news, theme[Role::Notice]);
    }
    if shows_side {
        pen.skip(1);
        write_matched(scene, &acronym, theme[Role::Acronym], &mut pen);
        if !acronym.is_empty() && !children.is_empty() {
            pen.skip(1);
        }
        pen.write(children, theme[Role::Count]);
    }
}

/// The columns that texts take side by side, with a blank before each and one at the end.
fn side(texts: &[&Printable]) -> usize {
    texts.iter().filter(|text| !text.is_empty()).map(|text| text.width() + 1).sum::<usize>() + 1
}

/// What happened to a unit: a sign and a word, or the sign alone where there is no room.
fn news(scene: &Scene, unit: UnitId, room: usize) -> Printable {
    let kind = scene.app.news.as_ref().and_then(|news| news.kind(unit));
    let Some(kind) = kind else { return Printable::default() };
    let whole = Printable::new(&format!("{} {}", kind.sign(), kind.words()[0].get(scene.lang)));
    if room >= SHORTEST_NAME + side(&[&whole]) { whole } else { Printable::from(kind.sign()) }
}

/// The name, the acronym, and the units above as far as there is room.
fn list_row(scene: &Scene, unit: UnitId, style: Style, mut pen: Pen) {
    let Scene { app, theme, .. } = scene;
    let room = pen.room().saturating_sub(1);
    let for_name = if app.org.parent(unit).is_some() { room * 3 / 5 } else { room };
    write_name(scene, unit, style, for_name, &mut pen);
    let acronym = app.org.short(unit).unwrap_or_default();
    if !acronym.is_empty() && pen.room() > acronym.width() + 1 {
        pen.skip(1);
        write_matched(scene, &acronym, theme[Role::Acronym], &mut pen);
    }
    let news = news(scene, unit, pen.room());
    if !news.is_empty() && pen.room() > news.width() + 1 {
        pen.skip(1).write(news, theme[Role::Notice]);
    }
    let path = app.org.path(unit);
    if pen.room() > SHORTEST_PATH && path.len() > 1 {
        let above = fit_path(scene, &path[..path.len() - 1], pen.room() - 3);
        pen.skip(2).write(above, theme[Role::Path]);
    }
}

fn write_name(scene: &Scene, unit: UnitId, style: Style, room: usize, pen: &mut Pen) {
    let name = scene.app.org.name(unit);
    let parts = scene.app.finder.query.positions(&name);
    pen.write_marked(&name.cut(room, scene.glyphs.ellipsis), style, &name, &parts, scene.theme[Role::Match]);
}

fn write_matched(scene: &Scene, text: &Printable, style: Style, pen: &mut Pen) {
    let parts = scene.app.finder.query.occurrences(text);
    pen.write_marked(text, style, text, &parts, scene.theme[Role::Match]);
}

fn style_of(scene: &Scene, unit: UnitId) -> Style {
    let finder = &scene.app.finder;
    let passed_over = finder.is_filtering() && !finder.is_waiting() && !finder.matches.contains(unit);
    scene.theme[if passed_over { Role::Faint } else { Role::Unit }]
}

fn nothing_found(scene: &Scene, area: Rect, buffer: &mut Buffer) {
    let mut lines = vec![(Printable::from(NOTHING.get(scene.lang)), Role::Text)];
    if let Some(nearest) = scene.app.finder.matches.nearest {
        let name = scene.app.org.name(nearest);
        lines.push((Printable::new(&NEAREST.with(scene.lang, &[&name])), Role::Notice));
    }
    let columns = usize::from(area.width).saturating_sub(2);
    let wrapped =
        lines.iter().flat_map(|(text, role)| text.wrap(columns).into_iter().map(move |line| (line, *role)));
    for (row, (line, role)) in wrapped.take(usize::from(area.height)).enumerate() {
        Pen::new(buffer, area, row as u16).skip(1).write(line, scene.theme[role]);
    }
}
