//! The status line: what is typed and how many units match it, a message, or where the cursor is.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::app::outline::View;
use crate::app::prompt::Prompt;
use crate::input::Mode;
use crate::input::action::Action;
use crate::lang;
use crate::lang::{Tr, number};
use crate::text::{Printable, width};
use crate::theme::Role;

use super::Scene;
use super::line_writer::LineWriter;

const INDEXING: Tr = Tr::new("préparation de la recherche…", "preparing the search…");
const RECENT: Tr = Tr::new("ouvertes récemment", "recently opened");
const NO_MATCH: Tr = Tr::new("aucun résultat", "no match");
const BEST: Tr = Tr::new("le meilleur", "best");
const WITH_WEAK: Tr = Tr::new("avec les plus faibles", "with the weaker ones");
const AS_LIST: Tr = Tr::new("en liste", "in a list");
const AMONG_ALL: Tr = Tr::new("parmi toutes", "among all");
const BELOW: Tr = Tr::new("{} en dessous", "{} below");
const INCOMPLETE: Tr = Tr::new("incomplet", "incomplete");
const DAMAGED: Tr = Tr::new(
    "l’annuaire empaqueté a changé ou est endommagé",
    "the packed directory has changed or is damaged",
);
const ONLY_BRANCH: Tr = Tr::new("seulement {}", "only {}");

/// Columns between the query and the counter; the first is for the cursor.
const COUNTER_GAP: usize = 3;
/// On a narrower screen the weaker matches are counted without a word.
const WEAK_IN_WORDS_COLUMNS: u16 = 60;
/// Columns that are left to a long query when the counter is shortened.
const MIN_PROMPT_COLUMNS: usize = 12;

/// Draws the line, and returns the position of the prompt's cursor while it is edited.
pub fn draw(scene: &Scene, area: Rect, buffer: &mut Buffer) -> Option<Position> {
    if area.is_empty() {
        return None;
    }
    let app = scene.app;
    let mut writer = LineWriter::new(buffer, area, 0);
    match (app.mode, &app.notice) {
        (Mode::Help, _) => return Some(draw_prompt(scene, &app.help.prompt, &[], &mut writer)),
        (Mode::Filter, _) => {
            return Some(draw_prompt(scene, &app.filter.prompt, &counter(scene), &mut writer));
        }
        (_, Some(notice)) => write_words(
            scene,
            &notice.message(scene.lang, |action| scene.key_label(action)),
            Role::Notice,
            &mut writer,
        ),
        _ if app.filter.is_filtering() => {
            draw_prompt(scene, &app.filter.prompt, &counter(scene), &mut writer);
        }
        _ => draw_position(scene, &mut writer),
    }
    None
}

/// Writes words after a blank, shortened to the columns that are left.
fn write_words(scene: &Scene, words: &Printable, role: Role, writer: &mut LineWriter) {
    let columns = writer.columns_left().saturating_sub(1);
    writer.skip(1).write(words.truncate(columns, scene.glyphs.ellipsis), scene.theme[role]);
}

/// Draws the prompt, scrolled so that its cursor is visible, and the counter right behind it.
/// Returns the cursor's position.
fn draw_prompt(scene: &Scene, prompt: &Prompt, counter: &[String], writer: &mut LineWriter) -> Position {
    writer.write(" / ", scene.theme[Role::Key]);
    let typed = width(prompt.text()).min(writer.columns_left());
    let least = typed.min(MIN_PROMPT_COLUMNS);
    let counter = fitting(counter, writer.columns_left().saturating_sub(least + COUNTER_GAP + 1));
    let room = if counter.is_empty() { 1 } else { COUNTER_GAP + counter.width() + 1 };
    let columns = writer.columns_left().saturating_sub(room);
    let start = visible_start(prompt, columns);
    let visible = Printable::new(&prompt.text()[start..]).truncate(columns, "");
    let cursor = width(&prompt.before_cursor()[start.min(prompt.before_cursor().len())..]).min(columns);
    let status = scene.app.panes().status;
    let column = (writer.column() + cursor as u16).min(status.right().saturating_sub(1));
    let role = if prompt.is_selected() { Role::Selection } else { Role::Input };
    writer.write(visible, scene.theme[role]);
    writer.skip(COUNTER_GAP).write(counter, scene.theme[Role::Text]);
    Position::new(column, status.y)
}

/// Byte offset of the first visible character, so that the text before the cursor fits.
fn visible_start(prompt: &Prompt, columns: usize) -> usize {
    let before = prompt.before_cursor();
    let fits = |start: &usize| width(&before[*start..]) <= columns;
    before.char_indices().map(|(at, _)| at).chain([before.len()]).find(fits).unwrap_or(before.len())
}

/// As many of the parts as fit, in their order, separated by commas.
fn fitting(parts: &[String], columns: usize) -> Printable {
    let joined = |n: usize| Printable::new(&parts[..n].join(", "));
    (0..=parts.len()).rev().map(joined).find(|text| text.width() <= columns).unwrap_or_default()
}

/// How many units match and which of them is selected, the most important part first. They are
/// counted in the order in which the arrow keys go through them.
fn counter(scene: &Scene) -> Vec<String> {
    let (filter, lang) = (&scene.app.filter, scene.lang);
    if let Some(list) = scene.app.choices() {
        return vec![lang::rank_of_total(list.cursor() + 1, list.choices.total, lang)];
    }
    if filter.shows_recent() {
        return vec![RECENT.get(lang).to_string()];
    }
    if !filter.is_filtering() {
        return Vec::new();
    }
    if scene.app.pack_fault().is_some() {
        return [INCOMPLETE, DAMAGED].map(|words| words.get(lang).to_string()).into();
    }
    if filter.is_waiting() {
        return vec![INDEXING.get(lang).to_string()];
    }
    let mut parts = if filter.has_no_match() { vec![NO_MATCH.get(lang).to_string()] } else { matches(scene) };
    parts.extend(branch(scene));
    let view = match filter.view {
        View::Tree => None,
        View::List => Some(AS_LIST),
        View::Everything => Some(AMONG_ALL),
    };
    parts.extend(view.map(|view| view.get(lang).to_string()));
    parts
}

fn matches(scene: &Scene) -> Vec<String> {
    let (app, lang) = (scene.app, scene.lang);
    let room = app.panes().status.width;
    let matches = &app.filter.matches;
    let total = matches.total();
    let at = match app.outline.is_list() {
        true => Some(app.outline.cursor() + 1),
        false => matches.ordinal(app.unit()),
    };
    let count = at.map_or_else(|| lang::matches(total, lang), |at| lang::rank_of_total(at, total, lang));
    let weak = matches.weak_count();
    let is_best = total > 1 && matches.is_ranked() && matches.first() == Some(app.unit());
    let poor = matches.fits_poorly().then(|| lang::NOTHING_FITS_WELL.get(lang).to_string());
    let weak = match (weak, matches.is_weak_shown()) {
        (0, _) => None,
        (_, true) => Some(WITH_WEAK.get(lang).to_string()),
        (weak, false) => {
            let count = match room >= WEAK_IN_WORDS_COLUMNS {
                true => lang::weaker_matches(weak, lang),
                false => format!("+{}", number(weak, lang)),
            };
            let key = scene.key_label(&Action::ToggleWeak).map(|key| format!(" ({key})"));
            Some(count + &key.unwrap_or_default())
        }
    };
    let best = is_best.then(|| BEST.get(lang).to_string());
    [Some(count), best, poor, weak].into_iter().flatten().collect()
}

/// The branch that alone is shown.
fn branch(scene: &Scene) -> Option<String> {
    let org = &scene.app.org;
    scene.app.outline.branch().map(|unit| ONLY_BRANCH.with(scene.lang, &[&org.short_name(unit)]))
}

/// Draws where the cursor is, in words for screen readers, then the summary of a comparison and the number of
/// problems. What does not fit is left out: first the level and the units below, then how problems are listed.
fn draw_position(scene: &Scene, writer: &mut LineWriter) {
    let (app, lang) = (scene.app, scene.lang);
    let rows = app.outline.branch_range();
    let unit = app.unit();
    let rank = lang::rank_of_total((unit.index() + 1).saturating_sub(rows.start), rows.len(), lang);
    let below = BELOW.with(lang, &[&number(app.org.subtree(unit).len() - 1, lang)]);
    let words = [rank, lang::level(app.org.depth(unit), lang), below];
    let branch = branch(scene).into_iter();
    let comparison = app.comparison.iter().map(|comparison| comparison.summary(lang));
    let others: Vec<String> = branch.chain(comparison).collect();
    let joined = |n: usize| {
        let parts = [words[..n].join(", ")].into_iter().chain(others.iter().cloned());
        Printable::new(&parts.collect::<Vec<_>>().join("  "))
    };
    let positions = [3, 1].map(joined);
    let room = writer.columns_left();
    let fits = |position: &Printable, problems: &Printable| {
        position.width() + 2 + problems.width() + 2 * usize::from(!problems.is_empty()) <= room
    };
    let problems = problem_counts(scene);
    let pairs =
        problems.iter().flat_map(|problems| positions.iter().map(move |position| (position, problems)));
    let last = (&positions[1], &problems[problems.len() - 1]);
    let (position, problems) =
        { pairs }.find(|(position, problems)| fits(position, problems)).unwrap_or(last);
    write_words(scene, position, Role::Text, writer);
    writer.skip(1);
    write_words(scene, problems, Role::Warning, writer);
}

/// The number of problems, with each of the commands that list them and at last without; empty if there are none.
fn problem_counts(scene: &Scene) -> Vec<Printable> {
    let count = match scene.app.problem_count() {
        0 => return vec![Printable::default()],
        n => lang::problems(n, scene.lang),
    };
    let with_command = |command: &Printable| Printable::new(&format!("{count} ({command})"));
    let commands = scene.app.check_commands.iter().map(with_command);
    commands.chain([Printable::new(&count)]).collect()
}
