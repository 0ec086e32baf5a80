//! `ramure`: the browser or, where nothing can be drawn, what it would show.

use std::path::Path;

use super::{diff, find, linear, tree};
use crate::app::App;
use crate::cli::load;
use crate::error::Error;
use crate::export::Format;
use crate::lang::{Tr, count};
use crate::settings::{self, Settings};
use crate::text::Printable;
use crate::tui::{self, Ending};

/// What a shell adds to the number of a signal for an exit status.
const OF_SIGNAL: i32 = 128;
/// SIGHUP's number, for a terminal that is gone without a signal.
const HANG_UP: u8 = 1;

/// Opens the browser, drawn or spoken; a query filters it. Without a terminal, prints the tree,
/// the matches of the query, or what changed.
pub fn run(
    query: &str,
    compare: Option<&Path>,
    settings: &Settings,
    messages: &mut Vec<Printable>,
) -> Result<u8, Error> {
    let org = load::organisation(settings)?;
    let is_linear = linear::is_wanted(settings);
    let old = compare.map(|path| load::files(&[path.into()], settings)).transpose()?;
    if is_linear {
        let ending = linear::run(org, old, query, settings)?;
        return Ok(status(ending, settings, messages));
    }
    if !tui::has_screen() || !settings::can_draw() {
        return match (query, &old) {
            ("", Some(old)) => diff::tell(old, &org, false, settings),
            ("", None) => tree::run(&org, &None, usize::MAX, Format::Text, settings, messages),
            (query, _) => find::run(&org, query, false, usize::MAX, settings),
        };
    }
    if !tui::has_keyboard() {
        return Err(Error::NoKeyboard);
    }
    let mut app = App::open(org);
    if let Some(old) = old {
        app.compare(old);
    }
    if !query.is_empty() {
        app.find(query);
    }
    let ending = tui::run(&mut app, settings, &mut || load::again(settings)).map_err(Error::Terminal)?;
    Ok(status(ending, settings, messages))
}

/// The status that tells why it ended, if a signal does not tell it better.
fn status(ending: Ending, settings: &Settings, messages: &mut Vec<Printable>) -> u8 {
    match ending {
        Ending::Quit => 0,
        Ending::Idle => {
            messages.push(closed(settings));
            0
        }
        Ending::HungUp => 128 + HANG_UP,
        Ending::Signal(signal) => {
            tui::die_of(signal);
            (OF_SIGNAL + signal) as u8
        }
    }
}

/// Why the browser ended though nobody asked.
fn closed(settings: &Settings) -> Printable {
    let seconds = settings.idle.map_or(0, |idle| idle.as_secs() as usize);
    let time = count(seconds, Tr::new("seconde", "second"), Tr::new("secondes", "seconds"), settings.lang);
    Printable::new(&format!("ramure: {}", CLOSED.with(settings.lang, &[&time])))
}

const CLOSED: Tr = Tr::new("fermé après {} sans aucune touche", "closed after {} without a key");
