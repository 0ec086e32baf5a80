//! The path line, the rule, the status line and the footer.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::Scene;
use super::pen::Pen;
use crate::keymap::{self, Mode};
use crate::lang::{self, Tr, number};
use crate::org::UnitId;
use crate::outline::View;
use crate::prompt::Prompt;
use crate::text::{Printable, width};
use crate::theme::Role;

const INDEXING: Tr = Tr::new("préparation de la recherche…", "preparing the search…");
const IN_LIST: Tr = Tr::new("en liste", "in a list");
const BELOW: Tr = Tr::new("{} en dessous", "{} below");
const AMONG_ALL: Tr = Tr::new("parmi toutes", "among all");

/// The most units that a path names.
const LONGEST_PATH: usize = 100;

/// The units from the first to the current one.
pub fn path(scene: &Scene, area: Rect, buffer: &mut Buffer) {
    if area.is_empty() {
        return;
    }
    let (org, theme) = (&scene.app.org, scene.theme);
    let units = org.path(scene.app.unit());
    let Some((here, above)) = units.split_last() else { return };
    let name = org.name(*here);
    let mut pen = Pen::new(buffer, area, 0);
    pen.skip(1);
    let room = pen.room().saturating_sub(name.width() + width(scene.glyphs.then));
    if !above.is_empty() && room > width(scene.glyphs.ellipsis) {
        pen.write(fit_path(scene, above, room), theme[Role::Path])
            .write(scene.glyphs.then, theme[Role::Path]);
    }
    let name = name.cut(pen.room(), scene.glyphs.ellipsis);
    pen.write(name, theme[Role::Name]);
}

/// The names of units, from the first one down, in so many columns. Where they do not fit,
/// acronyms stand for names; then the first units give way.
pub fn fit_path(scene: &Scene, units: &[UnitId], columns: usize) -> Printable {
    let (org, glyphs) = (&scene.app.org, scene.glyphs);
    // More would not fit any screen.
    let units = &units[units.len().saturating_sub(LONGEST_PATH)..];
    let name = |unit: &UnitId| org.name(*unit);
    let short = |unit: &UnitId| org.acronym(*unit).unwrap_or_else(|| name(unit));
    let joined = |names: &[Printable]| names.iter().map(|name| &**name).collect::<Vec<_>>().join(glyphs.then);
    let full = Printable::new(&joined(&units.iter().map(name).collect::<Vec<_>>()));
    if full.width() <= columns {
        return full;
    }
    let shorts: Vec<Printable> = units.iter().map(short).collect();
    let widths = || shorts.iter().map(|name| name.width() + width(glyphs.then));
    let mut used = widths().sum::<usize>().saturating_sub(width(glyphs.then));
    let mut first = 0;
    for dropped in widths().take(shorts.len().saturating_sub(1)) {
        if used <= columns {
            break;
        }
        let sign = if first == 0 { width(glyphs.ellipsis) + width(glyphs.then) } else { 0 };
        used = used + sign - dropped;
        first += 1;
    }
    let kept = joined(&shorts[first..]);
    let text =
        if first > 0 && used <= columns { format!("{}{}{kept}", glyphs.ellipsis, glyphs.then) } else { kept };
    Printable::new(&text).cut(columns, glyphs.ellipsis)
}

/// The line between the outline and the card.
pub fn rule(scene: &Scene, area: Rect, buffer: &mut Buffer) {
    let upright = area.height > 1;
    for row in 0..area.height {
        let mut pen = Pen::new(buffer, area, row);
        for _ in 0..area.width {
            let sign = if upright { scene.glyphs.upright } else { scene.glyphs.level };
            pen.write(sign, scene.theme[Role::Rule]);
        }
    }
}

/// The line being typed, what there is to say, and how much there is. Returns where the next
/// letter goes while one types.
pub fn status(scene: &Scene, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    if area.is_empty() {
        return None;
    }
    let app = scene.app;
    let mut pen = Pen::new(buffer, area, 0);
    let counter = if app.mode == Mode::Help { Printable::default() } else { counter(scene, pen.room()) };
    let left = pen.room().saturating_sub(counter.width() + 3);
    pen.align(counter.width() + 1).write(counter, scene.theme[Role::Count]);
    let left = Rect { x: area.x, width: area.width.min(left as u16 + 1), ..area };
    let mut pen = Pen::new(buffer, left, 0);
    match (app.mode, &app.notice) {
        (Mode::Help, _) => Some(type_line(scene, &app.help.prompt, &mut pen)),
        (Mode::Filter, _) => Some(type_line(scene, &app.finder.prompt, &mut pen)),
        (_, Some(notice)) => {
            let room = pen.room().saturating_sub(1);
            pen.skip(1).write(
                notice.message(scene.lang).cut(room, scene.glyphs.ellipsis),
                scene.theme[Role::Notice],
            );
            None
        }
        _ if app.finder.is_filtering() => {
            type_line(scene, &app.finder.prompt, &mut pen);
            None
        }
        _ => {
            standing(scene, &mut pen);
            None
        }
    }
}

/// The prompt, scrolled so that its cursor is in sight.
fn type_line(scene: &Scene, prompt: &Prompt, pen: &mut Pen) -> Position {
    pen.write(" / ", scene.theme[Role::Key]);
    let room = pen.room().saturating_sub(1);
    let start = visible_start(prompt, room);
    let shown = &prompt.text()[start..];
    let cursor = width(&prompt.before()[start.min(prompt.before().len())..]).min(room);
    let status = scene.app.panes().status;
    let column = (pen.column() + cursor as u16).min(status.right().saturating_sub(1));
    pen.write(Printable::new(shown), scene.theme[Role::Typed]);
    Position::new(column, status.y)
}

/// The first byte of the prompt to show, so that what is before the cursor fits.
fn visible_start(prompt: &Prompt, room: usize) -> usize {
    let before = prompt.before();
    let fits = |start: &usize| width(&before[*start..]) <= room;
    before.char_indices().map(|(at, _)| at).chain([before.len()]).find(fits).unwrap_or(before.len())
}

/// What there is to say as long as nothing else is: what is new, and the problems of the data.
fn standing(scene: &Scene, pen: &mut Pen) {
    if let Some(news) = &scene.app.news {
        let room = pen.room().saturating_sub(1);
        let counts = Printable::new(&news.counts(scene.lang));
        pen.skip(1).write(counts.cut(room, scene.glyphs.ellipsis), scene.theme[Role::Count]).skip(1);
    }
    problems(scene, pen);
}

fn problems(scene: &Scene, pen: &mut Pen) {
    let n = scene.app.problems();
    if n == 0 {
        return;
    }
    let short = Printable::new(&lang::problems(n, scene.lang));
    let long = Printable::new(&format!("{short} (ramure check)"));
    let said = if long.width() < pen.room() { long } else { short };
    let room = pen.room().saturating_sub(1);
    pen.skip(1).write(said.cut(room, scene.glyphs.ellipsis), scene.theme[Role::Warning]);
}

/// Which match of how many or, where nothing is filtered, where one is.
fn counter(scene: &Scene, room: usize) -> Printable {
    let (app, lang) = (scene.app, scene.lang);
    let finder = &app.finder;
    if !finder.is_filtering() {
        return whereabouts(scene, room);
    }
    if finder.is_waiting() {
        return Printable::from(INDEXING.get(lang));
    }
    let total = finder.matches.total();
    let place = finder.matches.place(app.unit());
    let counted = match place.filter(|_| total > 0) {
        Some(place) => lang::rank(place, total, lang),
        None => lang::matches(total, lang),
    };
    let how = match finder.view {
        View::Tree => return Printable::new(&counted),
        View::List => IN_LIST,
        View::Everything => AMONG_ALL,
    };
    Printable::new(&format!("{counted}, {}", how.get(lang)))
}

/// Which unit of all, how far down it is, how many are right below: in words, for those who
/// hear the line, and with numbers alone changing, so that a step sends few bytes.
fn whereabouts(scene: &Scene, room: usize) -> Printable {
    let (app, lang) = (scene.app, scene.lang);
    let unit = app.unit();
    let place = lang::rank(unit.index() + 1, app.org.len(), lang);
    let below = number(app.org.children(unit).count(), lang);
    let below = BELOW.with(lang, &[&below]);
    let whole = Printable::new(&format!("{place}, {}, {below}", lang::level(app.org.depth(unit), lang)));
    let others = match &app.notice {
        Some(notice) => notice.message(lang).width() + 3,
        None => {
            let news = app.news.as_ref().map_or(0, |news| width(&news.counts(lang)) + 3);
            news.max(if app.problems() == 0 { 0 } else { room / 2 })
        }
    };
    let place = Printable::new(&place);
    let fits = |text: &Printable| text.width() + others < room;
    // A notice is said once: it may have the whole line.
    match app.notice {
        _ if fits(&whole) => whole,
        Some(_) if !fits(&place) => Printable::default(),
        _ => place,
    }
}

/// Keys and their words. The last two of a mode, the way out among them, keep their place as
/// long as they fit.
pub fn footer(scene: &Scene, area: Rect, buffer: &mut Buffer) {
    if area.is_empty() {
        return;
    }
    let all = keymap::hints(scene.app.mode, scene.lang, scene.glyphs.are_ascii());
    let size = |hint: &(String, &str)| width(&hint.0) + 1 + width(hint.1) + 2;
    let mut pen = Pen::new(buffer, area, 0);
    pen.skip(1);
    let last = all.len().saturating_sub(2);
    let mut room = (pen.room() + 2).saturating_sub(all[last..].iter().map(size).sum());
    let fitting = all[..last].iter().take_while(|hint| {
        let fits = size(hint) <= room;
        room = room.saturating_sub(size(hint));
        fits
    });
    let kept: Vec<_> = fitting.collect();
    for (keys, word) in kept.into_iter().chain(&all[last..]) {
        pen.write(Printable::new(keys), scene.theme[Role::Key]).skip(1);
        pen.write(*word, scene.theme[Role::Hint]).skip(2);
    }
}
