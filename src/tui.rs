//! The only door to the terminal: entering and leaving it, and the loop between. It blocks
//! until there is something to read; nothing wakes while nothing happens, and nothing is ever
//! asked of the terminal.

mod decode;
mod screen;
mod signals;
mod terminal;

use std::io;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;

use crate::action::Action;
use crate::app::{App, Effect, Notice};
use crate::export;
use crate::keymap;
use crate::settings::Settings;
use crate::text::Printable;
use crate::theme::Glyphs;
use crate::ui::{self, Scene};
use decode::{Decoder, Input};
use screen::Screen;
use signals::Signals;
use terminal::Terminal;
pub use terminal::is_terminal;

/// The most that is read before a frame is drawn, in bytes.
const MOST_READ: usize = 64 << 10;
/// The longest text that is sent to be copied, in bytes: what common terminals accept.
const LONGEST_COPY: usize = 6_000;
/// The largest screen that is drawn for a stranger, whose memory would be ours: columns, rows.
const STRANGERS_SIZE: (u16, u16) = (320, 100);

/// Why the browser ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    Quit,
    /// Nobody pressed a key for as long as the settings allow.
    Idle,
    /// A signal asked for it; its number.
    Signal(i32),
    /// The terminal is gone.
    HungUp,
}

/// What one wait brought.
enum Woken {
    Bytes,
    Nothing,
    End(Ending),
}

/// Whether keys can be read and a screen drawn: standard output is a terminal.
pub fn has_screen() -> bool {
    is_terminal(io::stdout())
}

/// Whether there is a terminal to read keys from.
pub fn has_keyboard() -> bool {
    terminal::keyboard().is_ok()
}

/// Ends the process as the signal would have, so that its parent sees which it was.
pub fn die_of(signal: i32) {
    // Where the signal's default is not to end the process, the caller's status says so.
    let _ = signal_hook::low_level::emulate_default_handler(signal);
}

/// Runs the browser until it ends. The terminal is whole again afterwards, whatever happens.
/// An error is one of opening the terminal; a terminal that is lost later is an ending.
pub fn run(app: &mut App, settings: &Settings) -> io::Result<Ending> {
    let signals = Signals::new()?;
    let terminal = Terminal::enter(settings.mouse, &signals)?;
    let mut session = Session {
        app,
        settings,
        signals,
        terminal,
        screen: Screen::default(),
        decoder: Decoder::default(),
        last_key: Instant::now(),
    };
    session.resize();
    // A terminal that fails is gone, unless a signal ended the wait for it.
    Ok(session.run().unwrap_or_else(|_| session.signals.fatal().map_or(Ending::HungUp, Ending::Signal)))
}

struct Session<'a> {
    app: &'a mut App,
    settings: &'a Settings,
    signals: Signals,
    terminal: Terminal,
    screen: Screen,
    decoder: Decoder,
    last_key: Instant,
}

impl Session<'_> {
    /// Draws, waits, does what is asked. An error is one of the terminal.
    fn run(&mut self) -> io::Result<Ending> {
        loop {
            self.draw()?;
            match self.wait(self.patience())? {
                Woken::End(ending) => return Ok(ending),
                Woken::Nothing => self.decoder.give_up(),
                Woken::Bytes => {}
            }
            let mut read = 0;
            while read < MOST_READ {
                match self.wait(Some(Duration::ZERO))? {
                    Woken::End(ending) => return Ok(ending),
                    Woken::Nothing => break,
                    Woken::Bytes => read += self.read()?,
                }
            }
            if let Some(ending) = self.act()? {
                return Ok(ending);
            }
            if self.idleness() == Some(Duration::ZERO) {
                return Ok(Ending::Idle);
            }
        }
    }

    /// How long to wait for the next byte at most.
    fn patience(&self) -> Option<Duration> {
        [self.decoder.patience(), self.idleness()].into_iter().flatten().min()
    }

    /// How long nobody may press a key from now on.
    fn idleness(&self) -> Option<Duration> {
        self.settings.idle.map(|idle| idle.saturating_sub(self.last_key.elapsed()))
    }

    /// Waits for bytes, a signal or the end of the terminal.
    fn wait(&mut self, patience: Option<Duration>) -> io::Result<Woken> {
        let timeout = patience.and_then(|time| Timespec::try_from(time).ok());
        let mut fds = [
            PollFd::new(self.terminal.input(), PollFlags::IN),
            PollFd::new(self.signals.pipe(), PollFlags::IN),
        ];
        // A signal that interrupts the wait is in the pipe by now: ask again.
        while let Err(error) = poll(&mut fds, timeout.as_ref()) {
            if error != Errno::INTR {
                return Err(error.into());
            }
        }
        let events = fds[0].revents();
        if let Some(ending) = self.signalled()? {
            return Ok(Woken::End(ending));
        }
        if events.contains(PollFlags::IN) {
            return Ok(Woken::Bytes);
        }
        let gone = PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL;
        Ok(if events.intersects(gone) { Woken::End(Ending::HungUp) } else { Woken::Nothing })
    }

    fn signalled(&mut self) -> io::Result<Option<Ending>> {
        self.signals.drain();
        if let Some(signal) = self.signals.fatal() {
            return Ok(Some(Ending::Signal(signal)));
        }
        if self.signals.was_continued() {
            self.terminal.resume(&self.signals)?;
            self.screen.forget();
            self.resize();
        }
        if self.signals.was_resized() {
            self.resize();
        }
        Ok(None)
    }

    fn resize(&mut self) {
        let (mut columns, mut rows) = self.terminal.size();
        if self.settings.restricted {
            (columns, rows) = (columns.min(STRANGERS_SIZE.0), rows.min(STRANGERS_SIZE.1));
        }
        self.app.apply(Action::Resize { columns, rows });
    }

    /// Reads what is there; the end of input is an error.
    fn read(&mut self) -> io::Result<usize> {
        let mut bytes = [0; 4096];
        let n = self.terminal.read(&mut bytes)?;
        self.decoder.feed(&bytes[..n]);
        Ok(n)
    }

    /// Applies everything that was typed. Letters that arrived together are inserted together,
    /// so that they are searched for once.
    fn act(&mut self) -> io::Result<Option<Ending>> {
        let mut letters = String::new();
        while let Some(input) = self.decoder.next() {
            self.last_key = Instant::now();
            let action = match input {
                Input::Key(key) => keymap::action(self.app.mode, key),
                Input::Action(action) => Some(action),
            };
            if let Some(Action::Insert(letter)) = action {
                letters.push(letter);
                continue;
            }
            self.insert(&mut letters);
            let effect = action.and_then(|action| self.app.apply(action));
            if let Some(effect) = effect
                && let Some(ending) = self.perform(effect)?
            {
                return Ok(Some(ending));
            }
        }
        self.insert(&mut letters);
        Ok(None)
    }

    fn insert(&mut self, letters: &mut String) {
        if !letters.is_empty() {
            self.app.apply(Action::Paste(std::mem::take(letters)));
        }
    }

    /// Does what the state cannot do itself.
    fn perform(&mut self, effect: Effect) -> io::Result<Option<Ending>> {
        match effect {
            Effect::Quit => return Ok(Some(Ending::Quit)),
            Effect::Redraw => self.screen.forget(),
            Effect::Suspend if self.settings.restricted => {}
            Effect::Suspend => {
                self.terminal.suspend(&self.signals)?;
                // What continued the process is known: the terminal is ours again already.
                self.signals.was_continued();
                self.screen.forget();
                self.resize();
            }
            Effect::CopyText(text) => self.copy(&text, text.clone())?,
            Effect::CopyCard(unit) => {
                let card = export::card(&self.app.org, unit, self.settings.lang, str::to_string);
                self.copy(&card, self.app.org.unit(unit).name.clone())?;
            }
        }
        Ok(None)
    }

    /// Sends a text to the terminal to be copied. Whether it was can't be known.
    fn copy(&mut self, text: &str, called: Printable) -> io::Result<()> {
        let fits = text.len() <= LONGEST_COPY;
        if fits {
            self.terminal.copy(text, &self.signals)?;
        }
        self.app.notice = Some(if fits { Notice::Sent(called) } else { Notice::TooLongToSend });
        Ok(())
    }

    fn draw(&mut self) -> io::Result<()> {
        let panes = self.app.panes();
        let glyphs = Glyphs::new(self.settings.ascii);
        let scene =
            Scene { app: self.app, lang: self.settings.lang, theme: &self.settings.theme, glyphs: &glyphs };
        let frame = self.screen.frame(panes.whole, |buffer| ui::draw(&scene, buffer));
        self.terminal.write(frame, &self.signals)
    }
}
