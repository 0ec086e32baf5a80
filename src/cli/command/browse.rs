//! `ramure` without a command: the browser, linear mode or, without a terminal, printed output.

use std::path::PathBuf;
use std::slice;

use crate::app::App;
use crate::cli::args::{Browse, Find, UnitOutput};
use crate::cli::browser_host::BrowserHost;
use crate::cli::history::HistoryFile;
use crate::cli::interface::Interface;
use crate::cli::load::Loaded;
use crate::cli::output::print;
use crate::cli::progress::{COMPARING, INDEXING, Progress};
use crate::cli::shown_commands::{check_commands, show_options};
use crate::cli::{interface, load};
use crate::error::{Error, SIGNAL_STATUS_BASE};
use crate::export::{ExportFormat, UnitField};
use crate::lang::{Lang, Tr, count};
use crate::org::Org;
use crate::search::{Index, MIN_EXACT_SCORE, Query};
use crate::settings::Settings;
use crate::text::{Formulas, Printable};
use crate::tui;
use crate::tui::Ending;

use super::{diff, find, linear, tree};

/// Number of SIGHUP, for a terminal that was closed without a signal.
const SIGHUP: i32 = 1;

/// Opens the browser or linear mode, filtered by the query and marked with the changes since an
/// older file. Without a terminal, prints the matches, the changes or the tree.
pub fn run(
    arguments: &Browse,
    settings: &Settings,
    progress: &mut Progress,
    messages: &mut Vec<Printable>,
) -> Result<u8, Error> {
    let Browse { query, meant, compare, pick } = arguments;
    if pick.is_some() && !interface::can_browse_anywhere(settings) {
        return Err(Error::NoPick);
    }
    let loaded = load::organisation(settings, progress)?;
    if let Some(meant) = meant {
        check_query(&loaded.org, query, meant, settings.lang, progress)?;
    }
    let old_path = compare.as_ref().map_or(&[][..], slice::from_ref);
    let load_old = |path| load::files(slice::from_ref(path), settings, progress);
    let old = compare.as_ref().map(load_old).transpose()?;
    if let Some(field) = pick {
        return pick_unit(loaded, (old, old_path), query, *field, settings, progress, messages);
    }
    match Interface::detect(settings) {
        Interface::Screen => {
            let (ending, app) = browse(loaded, old, query, false, settings, progress)?;
            status(ending, &app, old_path, settings, messages)
        }
        Interface::Linear => {
            let (ending, linear) = linear::run(loaded, old, query, settings, progress)?;
            status(ending, linear.app(), old_path, settings, messages)
        }
        Interface::Print => {
            let status = print_once(&loaded.org, old.as_ref(), query, settings, progress, messages);
            check_packs(&loaded.org, old.as_ref(), old_path, settings)?;
            status
        }
    }
}

/// # Errors
/// If a fault was met while a packed directory was read: the organisation, or the older one at `old_path`.
fn check_packs(org: &Org, old: Option<&Org>, old_path: &[PathBuf], settings: &Settings) -> Result<(), Error> {
    load::check_pack(org, &settings.data)?;
    old.map_or(Ok(()), |old| load::check_pack(old, old_path))
}

/// An error if no unit has the words as they are typed: the first is then a mistyped command.
fn check_query(
    org: &Org,
    query: &str,
    meant: &str,
    lang: Lang,
    progress: &mut Progress,
) -> Result<(), Error> {
    let mut index = Index::with_progress(org, &mut progress.of(INDEXING));
    progress.clear();
    let matches = index.search(org, &Query::new(query, org.languages()));
    match matches.top(1).first() {
        Some(best) if best.score >= MIN_EXACT_SCORE => Ok(()),
        _ => {
            let command = query.split(' ').next().unwrap_or_default();
            let message = UNKNOWN_COMMAND.with(lang, &[command, meant, query]);
            Err(Error::Usage(Printable::new(&message)))
        }
    }
}

fn print_once(
    org: &Org,
    old: Option<&Org>,
    query: &str,
    settings: &Settings,
    progress: &mut Progress,
    messages: &mut Vec<Printable>,
) -> Result<u8, Error> {
    match (query, old) {
        ("", Some(old)) => diff::print_differences(old, org, false, settings, progress),
        ("", None) => tree::run(org, &None, usize::MAX, ExportFormat::Text, settings, progress, messages),
        (query, _) => {
            let query = query.to_string();
            let formulas = Formulas::AsTheyAre;
            let find =
                Find { query, output: UnitOutput::Text, limit: usize::MAX, with_weak: false, formulas };
            find::run(org, &find, settings, progress, messages)
        }
    }
}

/// The state of the browser when it opens.
fn open(
    org: Org,
    old: Option<Org>,
    query: &str,
    history: Option<&HistoryFile>,
    progress: &mut Progress,
) -> App {
    let mut app = App::open(org);
    if let Some(history) = history {
        history.load(&mut app);
    }
    if let Some(old) = old {
        app.compare_with_progress(old, &mut progress.of(COMPARING));
        progress.clear();
    }
    if !query.is_empty() {
        app.find(query);
    }
    app
}

/// Runs the browser until it ends, and remembers what was opened in it.
fn browse(
    loaded: Loaded,
    old: Option<Org>,
    query: &str,
    is_picking: bool,
    settings: &Settings,
    progress: &mut Progress,
) -> Result<(Ending, App), Error> {
    if !tui::has_keyboard() {
        return Err(Error::NoKeyboard);
    }
    let history = HistoryFile::new(settings);
    let mut host = BrowserHost::new(settings, loaded.to_cache);
    let mut app = open(loaded.org, old, query, history.as_ref(), progress);
    app.is_picking = is_picking;
    app.check_commands = check_commands(settings);
    app.show_options = show_options(settings);
    app.keys = settings.keys.clone();
    if let Some(percent) = settings.tree_percent {
        app.layout.set_tree_percent(percent);
    }
    app.layout.set_full_screen(settings.full_screen);
    let ending = tui::run(&mut app, settings, &mut host).map_err(Error::Terminal)?;
    if let Some(history) = history {
        history.add(app.opened.visits());
    }
    Ok((ending, app))
}

/// Opens the browser until a unit is picked, and prints the first value that it has of the field.
/// Status 1 if it has none, or none is picked.
fn pick_unit(
    loaded: Loaded,
    (old, old_path): (Option<Org>, &[PathBuf]),
    query: &str,
    field: UnitField,
    settings: &Settings,
    progress: &mut Progress,
    messages: &mut Vec<Printable>,
) -> Result<u8, Error> {
    let (ending, app) = browse(loaded, old, query, true, settings, progress)?;
    let Ending::Picked(unit) = ending else {
        return Ok(status(ending, &app, old_path, settings, messages)?.max(1));
    };
    let relations = field.relations(&app.org, &mut progress.of(INDEXING));
    progress.clear();
    let lines = field.lines(&app.org, unit, &relations).map_err(Error::Terminal)?;
    check_app(&app, old_path, settings)?;
    print(|out| lines.first().map_or(Ok(()), |value| writeln!(out, "{value}")))?;
    if lines.is_empty() {
        let message = NO_VALUE.with(settings.lang, &[&app.org.name(unit), field.name()]);
        messages.push(Printable::new(&format!("ramure: {message}")));
    }
    Ok(u8::from(lines.is_empty()))
}

/// The exit status. After a signal, the process ends by that signal if it can.
///
/// # Errors
/// If what was browsed was damaged.
fn status(
    ending: Ending,
    app: &App,
    old_path: &[PathBuf],
    settings: &Settings,
    messages: &mut Vec<Printable>,
) -> Result<u8, Error> {
    let status = match ending {
        Ending::Quit | Ending::Picked(_) => 0,
        Ending::Idle => {
            messages.push(idle_message(settings));
            0
        }
        Ending::HungUp => (SIGNAL_STATUS_BASE + SIGHUP) as u8,
        Ending::Signal(signal) => {
            tui::end_by_signal(signal);
            (SIGNAL_STATUS_BASE + signal) as u8
        }
    };
    check_app(app, old_path, settings)?;
    Ok(status)
}

fn check_app(app: &App, old_path: &[PathBuf], settings: &Settings) -> Result<(), Error> {
    let old = app.comparison.as_ref().map(|comparison| comparison.old());
    check_packs(&app.org, old, old_path, settings)
}

/// The message after a session that was closed for inactivity.
fn idle_message(settings: &Settings) -> Printable {
    let seconds = settings.idle.map_or(0, |idle| idle.as_secs() as usize);
    let time = count(seconds, Tr::new("seconde", "second"), Tr::new("secondes", "seconds"), settings.lang);
    Printable::new(&format!("ramure: {}", CLOSED_WHEN_IDLE.with(settings.lang, &[&time])))
}

const UNKNOWN_COMMAND: Tr = Tr::new(
    "commande inconnue « {} » ; vouliez-vous dire « {} » ? (pour chercher ces mots : « ramure -- {} »)",
    "unknown command “{}”; did you mean “{}”? (to search for these words: “ramure -- {}”)",
);
const NO_VALUE: Tr = Tr::new("«\u{a0}{}\u{a0}» n’a pas de champ «\u{a0}{}\u{a0}»", "“{}” has no field “{}”");
const CLOSED_WHEN_IDLE: Tr = Tr::new("fermé après {} d’inactivité", "closed after {} of inactivity");
