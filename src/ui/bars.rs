//! The path line, the divider, the status line and the footer.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::app::outline::View;
use crate::app::prompt::Prompt;
use crate::input::Mode;
use crate::lang::{Tr, number};
use crate::org::UnitId;
use crate::text::{Printable, width};
use crate::theme::{Glyphs, Role};
use crate::{input, lang};

use super::Scene;
use super::line_writer::LineWriter;

const INDEXING: Tr = Tr::new("préparation de la recherche…", "preparing the search…");
const AS_LIST: Tr = Tr::new("en liste", "in a list");
const BELOW: Tr = Tr::new("{} en dessous", "{} below");
const AMONG_ALL: Tr = Tr::new("parmi toutes", "among all");

/// Only the last units of a longer path are considered; more would not fit on any screen.
const MAX_PATH_UNITS: usize = 100;

/// Draws the path from the first unit to the current one.
pub fn path(scene: &Scene, area: Rect, buffer: &mut Buffer) {
    if area.is_empty() {
        return;
    }
    let (org, theme) = (&scene.app.org, scene.theme);
    let units = org.path(scene.app.unit());
    let Some((current, ancestors)) = units.split_last() else { return };
    let name = org.name(*current);
    let mut writer = LineWriter::new(buffer, area, 0);
    writer.skip(1);
    let columns = writer.columns_left().saturating_sub(name.width() + width(scene.glyphs.path_separator));
    if !ancestors.is_empty() && columns > width(scene.glyphs.ellipsis) {
        writer
            .write(fit_path(scene, ancestors, columns), theme[Role::Path])
            .write(scene.glyphs.path_separator, theme[Role::Path]);
    }
    let name = name.truncate(writer.columns_left(), scene.glyphs.ellipsis);
    writer.write(name, theme[Role::Name]);
}

/// The names of units joined to a path of at most `columns` columns. If they do not fit, acronyms
/// replace names; then the first units are dropped.
pub fn fit_path(scene: &Scene, units: &[UnitId], columns: usize) -> Printable {
    let (org, glyphs) = (&scene.app.org, scene.glyphs);
    let units = &units[units.len().saturating_sub(MAX_PATH_UNITS)..];
    let names: Vec<Printable> = units.iter().map(|unit| org.name(*unit)).collect();
    let full = Printable::new(&join(&names, glyphs.path_separator));
    if full.width() <= columns {
        return full;
    }
    let short_name = |(unit, name): (&UnitId, Printable)| org.acronym(*unit).unwrap_or(name);
    let short_names: Vec<Printable> = units.iter().zip(names).map(short_name).collect();
    Printable::new(&last_names(&short_names, columns, glyphs)).truncate(columns, glyphs.ellipsis)
}

/// The longest end of a path that fits into `columns`, after an ellipsis if names are dropped. The
/// last name is kept even if it does not fit.
fn last_names(names: &[Printable], columns: usize, glyphs: &Glyphs) -> String {
    let separator_width = width(glyphs.path_separator);
    let widths = || names.iter().map(|name| name.width() + separator_width);
    let mut used = widths().sum::<usize>().saturating_sub(separator_width);
    let mut first = 0;
    for dropped in widths().take(names.len().saturating_sub(1)) {
        if used <= columns {
            break;
        }
        let prefix = if first == 0 { width(glyphs.ellipsis) + separator_width } else { 0 };
        used = used + prefix - dropped;
        first += 1;
    }
    let kept = join(&names[first..], glyphs.path_separator);
    match first > 0 && used <= columns {
        true => format!("{}{}{kept}", glyphs.ellipsis, glyphs.path_separator),
        false => kept,
    }
}

fn join(names: &[Printable], separator: &str) -> String {
    names.iter().map(|name| &**name).collect::<Vec<_>>().join(separator)
}

/// Draws the divider between outline and card.
pub fn divider(scene: &Scene, area: Rect, buffer: &mut Buffer) {
    let is_vertical = area.height > 1;
    for row in 0..area.height {
        let mut writer = LineWriter::new(buffer, area, row);
        for _ in 0..area.width {
            let sign = if is_vertical { scene.glyphs.vertical } else { scene.glyphs.horizontal };
            writer.write(sign, scene.theme[Role::Border]);
        }
    }
}

/// Draws the prompt or a message on the left and the counter on the right. Returns the position
/// of the prompt's cursor while it is edited.
pub fn status(scene: &Scene, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    if area.is_empty() {
        return None;
    }
    let mut writer = LineWriter::new(buffer, area, 0);
    let counter = match scene.app.mode {
        Mode::Help => Printable::default(),
        Mode::Tree | Mode::Filter | Mode::Card => counter(scene, writer.columns_left()),
    };
    let columns = writer.columns_left().saturating_sub(counter.width() + 3);
    writer.skip_to_right(counter.width() + 1).write(counter, scene.theme[Role::Count]);
    let left = Rect { width: area.width.min(columns as u16 + 1), ..area };
    left_status(scene, &mut LineWriter::new(buffer, left, 0))
}

/// Draws the left part of the status line: the prompt, the notice or the idle status.
fn left_status(scene: &Scene, writer: &mut LineWriter) -> Option<Position> {
    let app = scene.app;
    match (app.mode, &app.notice) {
        (Mode::Help, _) => return Some(draw_prompt(scene, &app.help.prompt, writer)),
        (Mode::Filter, _) => return Some(draw_prompt(scene, &app.filter.prompt, writer)),
        (_, Some(notice)) => {
            let columns = writer.columns_left().saturating_sub(1);
            let message = notice.message(scene.lang).truncate(columns, scene.glyphs.ellipsis);
            writer.skip(1).write(message, scene.theme[Role::Notice]);
        }
        _ if app.filter.is_filtering() => {
            draw_prompt(scene, &app.filter.prompt, writer);
        }
        _ => idle_status(scene, writer),
    }
    None
}

/// Draws the prompt, scrolled so that its cursor is visible, and returns the cursor's position.
fn draw_prompt(scene: &Scene, prompt: &Prompt, writer: &mut LineWriter) -> Position {
    writer.write(" / ", scene.theme[Role::Key]);
    let columns = writer.columns_left().saturating_sub(1);
    let start = visible_start(prompt, columns);
    let visible = &prompt.text()[start..];
    let cursor = width(&prompt.before_cursor()[start.min(prompt.before_cursor().len())..]).min(columns);
    let status = scene.app.panes().status;
    let column = (writer.column() + cursor as u16).min(status.right().saturating_sub(1));
    writer.write(Printable::new(visible), scene.theme[Role::Input]);
    Position::new(column, status.y)
}

/// Byte offset of the first visible character, so that the text before the cursor fits.
fn visible_start(prompt: &Prompt, columns: usize) -> usize {
    let before = prompt.before_cursor();
    let fits = |start: &usize| width(&before[*start..]) <= columns;
    before.char_indices().map(|(at, _)| at).chain([before.len()]).find(fits).unwrap_or(before.len())
}

/// Draws the summary of a comparison and the number of problems, when there is no message.
fn idle_status(scene: &Scene, writer: &mut LineWriter) {
    if let Some(comparison) = &scene.app.comparison {
        let columns = writer.columns_left().saturating_sub(1);
        let counts = Printable::new(&comparison.summary(scene.lang));
        writer
            .skip(1)
            .write(counts.truncate(columns, scene.glyphs.ellipsis), scene.theme[Role::Count])
            .skip(1);
    }
    problem_count(scene, writer);
}

fn problem_count(scene: &Scene, writer: &mut LineWriter) {
    let n = scene.app.problem_count();
    if n == 0 {
        return;
    }
    let short = Printable::new(&lang::problems(n, scene.lang));
    let long = Printable::new(&format!("{short} (ramure check)"));
    let message = if long.width() < writer.columns_left() { long } else { short };
    let columns = writer.columns_left().saturating_sub(1);
    writer.skip(1).write(message.truncate(columns, scene.glyphs.ellipsis), scene.theme[Role::Warning]);
}

/// The rank of the current match, or the position of the unit when no filter is active.
fn counter(scene: &Scene, columns: usize) -> Printable {
    let (app, lang) = (scene.app, scene.lang);
    let filter = &app.filter;
    if !filter.is_filtering() {
        return unit_position(scene, columns);
    }
    if filter.is_waiting() {
        return Printable::from(INDEXING.get(lang));
    }
    let total = filter.matches.total();
    let rank = filter.matches.rank(app.unit());
    let position = match rank.filter(|_| total > 0) {
        Some(rank) => lang::rank_of_total(rank, total, lang),
        None => lang::matches(total, lang),
    };
    let view = match filter.view {
        View::Tree => return Printable::new(&position),
        View::List => AS_LIST,
        View::Everything => AMONG_ALL,
    };
    Printable::new(&format!("{position}, {}", view.get(lang)))
}

/// Rank, level and number of children of the current unit. It is in words for screen readers, and
/// only its numbers change between units, so that a move of the cursor sends few bytes.
fn unit_position(scene: &Scene, columns: usize) -> Printable {
    let (app, lang) = (scene.app, scene.lang);
    let unit = app.unit();
    let rank = lang::rank_of_total(unit.index() + 1, app.org.len(), lang);
    let below = number(app.org.children(unit).count(), lang);
    let below = BELOW.with(lang, &[&below]);
    let long = Printable::new(&format!("{rank}, {}, {below}", lang::level(app.org.depth(unit), lang)));
    let message_width = match &app.notice {
        Some(notice) => notice.message(lang).width() + 3,
        None => {
            let summary_width =
                app.comparison.as_ref().map_or(0, |comparison| width(&comparison.summary(lang)) + 3);
            summary_width.max(if app.problem_count() == 0 { 0 } else { columns / 2 })
        }
    };
    let rank = Printable::new(&rank);
    let fits = |text: &Printable| text.width() + message_width < columns;
    // A message is shown for one key only, so it may replace the rank.
    match app.notice {
        _ if fits(&long) => long,
        Some(_) if !fits(&rank) => Printable::default(),
        _ => rank,
    }
}

/// Draws the key hints. The last two of a mode, which include the way out, are kept when others
/// do not fit.
pub fn footer(scene: &Scene, area: Rect, buffer: &mut Buffer) {
    if area.is_empty() {
        return;
    }
    let hints = input::footer_hints(scene.app.situation(), scene.lang, scene.glyphs.are_ascii());
    let hint_columns = |hint: &(String, &str)| width(&hint.0) + 1 + width(hint.1) + 2;
    let mut writer = LineWriter::new(buffer, area, 0);
    writer.skip(1);
    let last = hints.len().saturating_sub(2);
    let mut columns =
        (writer.columns_left() + 2).saturating_sub(hints[last..].iter().map(hint_columns).sum());
    let fitting = hints[..last].iter().take_while(|hint| {
        let fits = hint_columns(hint) <= columns;
        columns = columns.saturating_sub(hint_columns(hint));
        fits
    });
    let shown: Vec<_> = fitting.collect();
    for (keys, word) in shown.into_iter().chain(&hints[last..]) {
        writer.write(Printable::new(keys), scene.theme[Role::Key]).skip(1);
        writer.write(*word, scene.theme[Role::Help]).skip(2);
    }
}
