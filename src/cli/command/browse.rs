//! `ramure` without a command: the browser, linear mode or, without a terminal, printed output.

use std::path::Path;

use crate::app::App;
use crate::cli::interface::Interface;
use crate::cli::load;
use crate::error::Error;
use crate::export::ExportFormat;
use crate::lang::{Tr, count};
use crate::org::Org;
use crate::settings::Settings;
use crate::text::Printable;
use crate::tui;
use crate::tui::Ending;

use super::{diff, find, linear, tree};

/// Added to a signal's number to make the exit status, as shells do.
const SIGNAL_STATUS_BASE: i32 = 128;
/// Number of SIGHUP, for a terminal that was closed without a signal.
const SIGHUP: i32 = 1;

/// Opens the browser or linear mode, filtered by `query` and marked with the changes since
/// `compare`. Without a terminal, prints the matches, the changes or the tree.
pub fn run(
    query: &str,
    compare: Option<&Path>,
    settings: &Settings,
    messages: &mut Vec<Printable>,
) -> Result<u8, Error> {
    let org = load::organisation(settings)?;
    let old = compare.map(|path| load::files(&[path.into()], settings)).transpose()?;
    let ending = match Interface::detect(settings) {
        Interface::Screen => browse(org, old, query, settings)?,
        Interface::Linear => linear::run(org, old, query, settings)?,
        Interface::Print => return print(&org, old.as_ref(), query, settings, messages),
    };
    Ok(status(ending, settings, messages))
}

fn print(
    org: &Org,
    old: Option<&Org>,
    query: &str,
    settings: &Settings,
    messages: &mut Vec<Printable>,
) -> Result<u8, Error> {
    match (query, old) {
        ("", Some(old)) => diff::print_differences(old, org, false, settings),
        ("", None) => tree::run(org, &None, usize::MAX, ExportFormat::Text, settings, messages),
        (query, _) => find::run(org, query, false, usize::MAX, settings),
    }
}

fn browse(org: Org, old: Option<Org>, query: &str, settings: &Settings) -> Result<Ending, Error> {
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
    tui::run(&mut app, settings, &mut || load::reload(settings)).map_err(Error::Terminal)
}

/// The exit status. After a signal, the process ends by that signal if it can.
fn status(ending: Ending, settings: &Settings, messages: &mut Vec<Printable>) -> u8 {
    match ending {
        Ending::Quit => 0,
        Ending::Idle => {
            messages.push(idle_message(settings));
            0
        }
        Ending::HungUp => (SIGNAL_STATUS_BASE + SIGHUP) as u8,
        Ending::Signal(signal) => {
            tui::end_by_signal(signal);
            (SIGNAL_STATUS_BASE + signal) as u8
        }
    }
}

/// The message after a session that was closed for inactivity.
fn idle_message(settings: &Settings) -> Printable {
    let seconds = settings.idle.map_or(0, |idle| idle.as_secs() as usize);
    let time = count(seconds, Tr::new("seconde", "second"), Tr::new("secondes", "seconds"), settings.lang);
    Printable::new(&format!("ramure: {}", CLOSED_WHEN_IDLE.with(settings.lang, &[&time])))
}

const CLOSED_WHEN_IDLE: Tr = Tr::new("fermé après {} d’inactivité", "closed after {} of inactivity");
