//! The terminal: whether there is one, and the browser's run on it.
//!
//! crossterm's events, commands and raw mode are used. Four parts are our own:
//! - The wait (`session`): one `poll` covers the terminal, signals and threads.
//!   crossterm 0.29's reader spins when its terminal is gone (issue #793; PRs #1067 and #1116
//!   are open).
//! - The input parser: crossterm's splits arrow keys on slow links, takes late replies of the
//!   terminal for typed letters, and drops status reports.
//! - The output encoder: ratatui's crossterm backend writes twice the bytes, and with `NO_COLOR`
//!   crossterm 0.29 resets bold and underline (#1069, merged and not released).
//! - Flow control: it depends on status reports (DSR). The program requests none at the start;
//!   later, some frames end in such a request, and nothing depends on the reply.
//!
//! Reconsider this when crossterm releases #1067 or #1116 and reports DSR as an event.

mod bounded_output;
#[cfg(test)]
mod byte_costs;
mod clipboard;
mod commands;
mod flow_control;
mod frame;
pub mod input_parser;
mod interruption;
mod line_input;
mod output_encoder;
mod renderer;
mod session;
mod signals;
mod task;
mod terminal;

use std::fs::File;
use std::io::{self, IsTerminal};
use std::os::fd::AsFd;
use std::sync::Arc;

use crate::app::App;
use crate::error::Error;
use crate::org::{Org, UnitId};
use crate::search::Index;
use crate::settings::Settings;

use session::Session;
use signals::Signals;
use terminal::Terminal;

pub use bounded_output::bounded_output;
pub use interruption::Interruption;
pub use line_input::{LineInput, LineWakeup};
pub use signals::exit_without_memory;
pub use terminal::{RESTORE_TIMEOUT, has_screen, open_keyboard, stdout_columns};

/// Why the browser ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    Quit,
    /// A unit was picked, in the state that the browser had then.
    Picked(UnitId),
    /// No key was pressed for as long as the settings allow.
    Idle,
    /// A signal that ends the program; its number.
    Signal(i32),
    /// The terminal is gone.
    HungUp,
}

/// Whether standard output is a terminal.
pub fn is_stdout_terminal() -> bool {
    io::stdout().is_terminal()
}

/// Whether standard output is a file: neither a terminal nor a pipe, which may lead to one.
pub fn is_stdout_file() -> bool {
    let duplicate = io::stdout().as_fd().try_clone_to_owned();
    duplicate.map(File::from).and_then(|file| file.metadata()).is_ok_and(|found| found.is_file())
}

/// Whether there is a terminal to read keys from.
pub fn has_keyboard() -> bool {
    terminal::open_keyboard().is_ok()
}

/// Ends the process by the signal's default action, so that its parent sees which signal it was.
pub fn end_by_signal(signal: i32) {
    // If the default action does not end the process, the exit status reports the signal.
    let _ = signal_hook::low_level::emulate_default_handler(signal);
}

/// Reads the organisation again, in any thread.
pub type ReloadFn = Box<dyn FnOnce() -> Result<Org, Error> + Send>;

/// What the browser asks of the program around it.
pub trait Host {
    /// What reads the organisation again, without progress messages. If it cannot be read, the browser keeps the
    /// one that it has.
    fn reload(&mut self) -> ReloadFn;

    /// Is called once an organisation is shown and indexed.
    fn on_indexed(&mut self, org: &Arc<Org>, index: &Index);
}

/// Runs the browser until it ends, and restores the terminal. An error is one of opening the
/// terminal; losing it later is [`Ending::HungUp`].
pub fn run(app: &mut App, settings: &Settings, host: &mut dyn Host) -> io::Result<Ending> {
    let signals = Signals::new()?;
    let terminal = Terminal::enter(settings, &signals)?;
    Ok(Session::new(app, settings, host, signals, terminal).run())
}
