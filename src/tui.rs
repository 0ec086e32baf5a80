//! The only door to the terminal: entering and leaving it, and the loop between. It blocks
//! until there is something to read or to draw; nothing wakes while nothing happens, and no
//! answer of the terminal is ever waited for.

mod behind;
mod copy;
mod decode;
mod encode;
mod pace;
mod screen;
mod signals;
mod terminal;
mod typing;
#[cfg(test)]
mod wire;

use std::io::{self, IsTerminal};
use std::os::fd::AsFd;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crossterm::event::Event;
use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;

use crate::action::Action;
use crate::app::{App, Effect, Notice};
use crate::error::Error;
use crate::export;
use crate::key;
use crate::keymap::{self, Mode};
use crate::org::{Org, UnitId};
use crate::settings::Settings;
use crate::text::Printable;
use crate::theme::Glyphs;
use crate::ui::{self, Scene};
use behind::Behind;
use decode::{Decoder, Input};
use pace::Pace;
use screen::Screen;
use signals::Signals;
use terminal::{LAST_WAIT, Terminal};
pub use terminal::{columns, keyboard};
pub use typing::{Typed, Typing};

/// The most that is read before a frame is drawn, in bytes.
const MOST_READ: usize = 64 << 10;
/// How long the cursor rests on a unit before its path and its card are drawn: what still feels
/// immediate, and longer than a held key takes to come again, so that a walk through the
/// outline costs a slow link the cursor alone.
const REST: Duration = Duration::from_millis(100);
/// Whoever ends the program by a signal does not wait longer than this.
const HURRY: Duration = Duration::from_millis(100);
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
    /// The index that was being built.
    Index,
    Nothing,
    End(Ending),
}

/// Whether keys can be read and a screen drawn: standard output is a terminal.
pub fn has_screen() -> bool {
    io::stdout().is_terminal()
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

/// Reads the organisation again, in silence.
pub type Again<'a> = &'a mut dyn FnMut() -> Result<Org, Error>;

/// Runs the browser until it ends. The terminal is whole again afterwards, whatever happens.
/// An error is one of opening the terminal; a terminal that is lost later is an ending.
pub fn run(app: &mut App, settings: &Settings, again: Again) -> io::Result<Ending> {
    let signals = Signals::new()?;
    let terminal = Terminal::enter(settings.mouse, &signals)?;
    let mut session = Session::new(app, settings, again, signals, terminal);
    session.resize();
    if session.behind.is_none() {
        session.app.index();
    }
    // A terminal that fails is gone, unless a signal ended the wait for it.
    let ending =
        session.run().unwrap_or_else(|_| session.signals.fatal().map_or(Ending::HungUp, Ending::Signal));
    session.part(ending);
    Ok(ending)
}

/// The index that is missing, being built.
fn behind(app: &App) -> Option<Behind> {
    if app.finder.is_indexed() { None } else { Behind::start(Arc::clone(&app.org)).ok() }
}

struct Session<'a> {
    app: &'a mut App,
    settings: &'a Settings,
    again: Again<'a>,
    signals: Signals,
    terminal: Terminal,
    screen: Screen,
    decoder: Decoder,
    pace: Pace,
    /// The index, while it is being built.
    behind: Option<Behind>,
    /// When something was last read.
    heard: Instant,
    /// Whether the screen may show something else than the state.
    changed: bool,
    /// The unit whose path and card are shown, and when those of another unit may be.
    card: UnitId,
    rested: Instant,
    /// When a key was last pressed.
    last_key: Instant,
}

impl<'a> Session<'a> {
    fn new(
        app: &'a mut App,
        settings: &'a Settings,
        again: Again<'a>,
        signals: Signals,
        terminal: Terminal,
    ) -> Self {
        let now = Instant::now();
        Self {
            card: app.unit(),
            behind: behind(app),
            app,
            settings,
            again,
            signals,
            terminal,
            screen: Screen::default(),
            decoder: Decoder::default(),
            pace: Pace::new(now),
            heard: now,
            last_key: now,
            changed: true,
            rested: now,
        }
    }

    /// Draws, waits, does what is asked. An error is one of the terminal.
    fn run(&mut self) -> io::Result<Ending> {
        loop {
            self.draw()?;
            let patience = self.patience();
            match self.wait(patience)? {
                Woken::End(ending) => return Ok(ending),
                Woken::Index => self.take_index(),
                Woken::Nothing => self.go_on(),
                Woken::Bytes => {}
            }
            let mut read = 0;
            while read < MOST_READ {
                match self.wait(Some(Duration::ZERO))? {
                    Woken::End(ending) => return Ok(ending),
                    Woken::Index | Woken::Nothing => break,
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

    /// How long there is nothing to do unless something comes; for ever when all is done.
    fn patience(&mut self) -> Option<Duration> {
        if self.app.is_searching() {
            return Some(Duration::ZERO);
        }
        let now = Instant::now();
        self.decoder.expect(self.pace.awaits());
        let key = self.decoder.patience().map(|time| (self.heard + time).saturating_duration_since(now));
        let frame = self.frame_due().map(|due| due.saturating_duration_since(now).max(self.pace.wait(now)));
        key.into_iter().chain(frame).chain(self.idleness()).min()
    }

    /// When there is something to draw, if the pace allows it then.
    fn frame_due(&self) -> Option<Instant> {
        let card_waits = self.card != self.app.unit();
        self.changed.then_some(self.heard).or(card_waits.then_some(self.rested))
    }

    /// Nothing came for a while: a key that might have been longer is what it is, and a search
    /// goes on.
    fn go_on(&mut self) {
        if self.app.is_searching() {
            self.app.go_on();
            self.changed |= !self.app.is_searching();
        }
        if self.decoder.patience().is_some_and(|time| self.heard.elapsed() >= time) {
            self.decoder.give_up();
        }
    }

    /// Takes the index, for which what was typed may wait.
    fn take_index(&mut self) {
        match self.behind.take().and_then(Behind::index) {
            Some(index) => self.app.take_index(index),
            None => self.app.index(),
        }
        self.changed = true;
    }

    /// How long nobody may press a key from now on.
    fn idleness(&self) -> Option<Duration> {
        self.settings.idle.map(|idle| idle.saturating_sub(self.last_key.elapsed()))
    }

    /// Waits for bytes, a signal, the index or the end of the terminal.
    fn wait(&mut self, patience: Option<Duration>) -> io::Result<Woken> {
        let timeout = patience.map(terminal::timespec);
        let fd = PollFd::from_borrowed_fd;
        let (input, pipe) = (self.terminal.input().as_fd(), self.signals.pipe().as_fd());
        let behind = self.behind.as_ref().map(|behind| behind.end().as_fd());
        let mut fds: Vec<PollFd> =
            [Some(input), Some(pipe), behind].into_iter().flatten().map(|of| fd(of, PollFlags::IN)).collect();
        // A signal that interrupts the wait is in the pipe by now: ask again.
        while let Err(error) = poll(&mut fds, timeout.as_ref()) {
            if error != Errno::INTR {
                return Err(error.into());
            }
        }
        let events = fds[0].revents();
        let indexed = fds.get(2).is_some_and(|end| !end.revents().is_empty());
        if let Some(ending) = self.signalled()? {
            return Ok(Woken::End(ending));
        }
        if events.contains(PollFlags::IN) {
            return Ok(Woken::Bytes);
        }
        let gone = PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL;
        Ok(match events.intersects(gone) {
            true => Woken::End(Ending::HungUp),
            false if indexed => Woken::Index,
            false => Woken::Nothing,
        })
    }

    fn signalled(&mut self) -> io::Result<Option<Ending>> {
        self.signals.drain();
        if let Some(signal) = self.signals.fatal() {
            return Ok(Some(Ending::Signal(signal)));
        }
        if self.signals.was_continued() {
            self.terminal.resume(&self.signals)?;
            self.start_over();
        }
        if self.signals.was_resized() {
            self.resize();
        }
        Ok(None)
    }

    /// Somebody else had the terminal: nothing is known of what it shows, nor of its answers.
    fn start_over(&mut self) {
        self.screen.forget();
        self.pace = Pace::new(Instant::now());
        self.resize();
    }

    fn resize(&mut self) {
        let (mut columns, mut rows) = self.terminal.size();
        if self.settings.restricted {
            (columns, rows) = (columns.min(STRANGERS_SIZE.0), rows.min(STRANGERS_SIZE.1));
        }
        self.app.apply(Action::Resize { columns, rows });
        self.changed = true;
    }

    /// Reads what is there; the end of input is an error.
    fn read(&mut self) -> io::Result<usize> {
        let mut bytes = [0; 4096];
        let n = self.terminal.read(&mut bytes)?;
        self.decoder.feed(&bytes[..n]);
        self.heard = Instant::now();
        Ok(n)
    }

    /// Applies everything that was typed. Letters that arrived together are inserted together,
    /// so that they are searched for once.
    fn act(&mut self) -> io::Result<Option<Ending>> {
        let mut letters = String::new();
        while let Some(input) = self.decoder.next() {
            let action = match input {
                Input::Event(Event::Key(pressed)) => {
                    match (keymap::action(self.app.mode, pressed), key::split_alt(pressed)) {
                        (None, Some(keys)) => {
                            self.decoder.put_back(keys);
                            continue;
                        }
                        (action, _) => action,
                    }
                }
                Input::Event(Event::Mouse(event)) => keymap::mouse(event),
                Input::Event(Event::Paste(text)) => Some(Action::Paste(text)),
                Input::Event(_) => None,
                Input::StatusReport => {
                    self.pace.hear(self.heard);
                    continue;
                }
            };
            self.last_key = self.heard;
            if let Some(Action::Insert(letter)) = action {
                letters.push(letter);
                continue;
            }
            self.insert(&mut letters);
            let effect = action.and_then(|action| self.apply(action));
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
            self.apply(Action::Paste(std::mem::take(letters)));
        }
    }

    /// Applies an action. The card of another unit waits until the cursor rests there, unless
    /// one is in the card.
    fn apply(&mut self, action: Action) -> Option<Effect> {
        let before = self.app.unit();
        let effect = self.app.apply(action);
        self.changed = true;
        if self.app.unit() != before {
            self.rested = self.heard + if self.app.mode == Mode::Card { Duration::ZERO } else { REST };
        }
        effect
    }

    /// Does what the state cannot do itself.
    fn perform(&mut self, effect: Effect) -> io::Result<Option<Ending>> {
        match effect {
            Effect::Quit => return Ok(Some(Ending::Quit)),
            Effect::Redraw => self.screen.forget(),
            Effect::Reload => self.reload(),
            Effect::Suspend if self.settings.restricted => {}
            Effect::Suspend => {
                self.await_answers(None);
                if let Some(signal) = self.signals.fatal() {
                    return Ok(Some(Ending::Signal(signal)));
                }
                self.terminal.suspend(&self.signals)?;
                // What continued the process is known: the terminal is ours again already.
                self.signals.was_continued();
                self.start_over();
            }
            Effect::CopyText(text) => self.copy(&text, text.clone())?,
            Effect::CopyCard(unit) => {
                let card = export::card(&self.app.org, unit, self.settings.lang, str::to_string);
                self.copy(&card, self.app.org.name(unit))?;
            }
        }
        Ok(None)
    }

    /// Reads the files again; what cannot be read leaves what is shown, and says so.
    fn reload(&mut self) {
        match (self.again)() {
            Ok(org) => {
                self.app.reload(org);
                self.behind = behind(self.app);
                if self.behind.is_none() {
                    self.app.index();
                }
            }
            Err(error) => self.app.notice = Some(Notice::NotReloaded(error.say(self.settings.lang))),
        }
        self.changed = true;
    }

    /// Gives a text to tmux or sends it to the terminal, to be copied. Whether the terminal
    /// does it can't be known.
    fn copy(&mut self, text: &str, called: Printable) -> io::Result<()> {
        let in_tmux = self.settings.tmux
            && text.len() <= copy::LONGEST_GIVEN
            && copy::give_to_tmux(text, &self.signals);
        self.app.notice = Some(if in_tmux {
            Notice::Given(called)
        } else if text.len() <= copy::LONGEST_SENT {
            self.terminal.write(&copy::request(text)?, &self.signals)?;
            Notice::Sent(called)
        } else {
            let unit = self.app.org.id(self.app.unit());
            Notice::TooLong { unit, bytes: text.len(), most: copy::LONGEST_SENT }
        });
        Ok(())
    }

    /// Draws what changed, when that may be. What is left of the card follows.
    fn draw(&mut self) -> io::Result<()> {
        let now = Instant::now();
        if self.frame_due().is_none_or(|due| due > now) || !self.pace.wait(now).is_zero() {
            return Ok(());
        }
        let panes = self.app.panes();
        let waits = self.card != self.app.unit() && now < self.rested;
        let left = if waits { &panes.about_unit()[..] } else { &[] };
        let glyphs = Glyphs::new(self.settings.ascii);
        let scene =
            Scene { app: self.app, lang: self.settings.lang, theme: &self.settings.theme, glyphs: &glyphs };
        let mut frame = self.screen.frame(&panes.parts(), left, |buffer| ui::draw(&scene, buffer));
        self.changed = false;
        if !waits {
            self.card = self.app.unit();
        }
        if !frame.is_empty() && self.pace.send(frame.len(), now) {
            frame.extend(pace::QUESTION);
        }
        self.terminal.write(&frame, &self.signals)
    }

    /// Gives the screen back and waits for answers on their way, which the next program would
    /// take for typed.
    fn part(&mut self, ending: Ending) {
        match ending {
            Ending::HungUp => {}
            Ending::Quit | Ending::Idle => self.await_answers(None),
            Ending::Signal(_) => self.await_answers(Some(HURRY)),
        }
    }

    /// Gives the screen back and reads until all questions are answered, or will not be, or a
    /// signal ends the program. What else is typed meanwhile is lost.
    fn await_answers(&mut self, longest: Option<Duration>) {
        let start = Instant::now();
        let hurried = self.signals.fatal();
        self.terminal.give_screen_back(longest.unwrap_or(LAST_WAIT), &self.signals);
        while let Some(until) = self.pace.parting(start) {
            let until = longest.map_or(until, |longest| until.min(start + longest));
            let left = until.saturating_duration_since(Instant::now());
            self.signals.drain();
            if left.is_zero() || self.signals.fatal() != hurried {
                return;
            }
            match self.woken_while_parting(left) {
                Ok(true) if self.read().is_err() => return,
                Ok(_) => {}
                Err(_) => return,
            }
            while let Some(input) = self.decoder.next() {
                if input == Input::StatusReport {
                    self.pace.hear(self.heard);
                }
            }
        }
    }

    /// Waits for an answer or a signal, and says whether there is something to read.
    fn woken_while_parting(&self, left: Duration) -> rustix::io::Result<bool> {
        let mut fds = [
            PollFd::new(self.terminal.input(), PollFlags::IN),
            PollFd::new(self.signals.pipe(), PollFlags::IN),
        ];
        match poll(&mut fds, Some(&terminal::timespec(left))) {
            Ok(0) | Err(Errno::INTR) => Ok(false),
            Ok(_) => Ok(!fds[0].revents().is_empty()),
            Err(error) => Err(error),
        }
    }
}
