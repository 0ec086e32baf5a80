//! The event loop. It blocks until there is something to read or to draw.

mod index;
mod reload;

use std::io;
use std::os::fd::AsFd;
use std::time::{Duration, Instant};

use crossterm::event::Event;
use crossterm::queue;
use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;

use crate::app::{App, Effect, Notice};
use crate::error::Error;
use crate::input::Mode;
use crate::input::action::Action;
use crate::org::{Org, UnitId};
use crate::search::Index;
use crate::settings::Settings;
use crate::text::Printable;
use crate::theme::Glyphs;
use crate::ui::Scene;
use crate::{export, input, ui};

use super::commands::RequestStatusReport;
use super::flow_control::FlowControl;
use super::input_parser::{Input, InputParser};
use super::renderer::Renderer;
use super::signals::Signals;
use super::task::Task;
use super::terminal::{RESTORE_TIMEOUT, Terminal};
use super::{Ending, Host, clipboard, terminal};

/// The most that is read before a frame is drawn.
const MAX_READ_BYTES: usize = 64 << 10;
/// How long input is applied before signals are taken and a frame is drawn. The rest follows: sixty thousand
/// keys that each read the files again would otherwise keep a session for minutes that nobody has any more.
const MAX_APPLY_TIME: Duration = Duration::from_millis(100);
/// How long the cursor has to rest on a unit before its path and card are drawn. It still feels
/// immediate, and is longer than the repeat interval of a held key, so that moving through the
/// outline costs a slow link only the cursor.
const CARD_DELAY: Duration = Duration::from_millis(100);
/// Upper bound on draining status reports when a signal ends the program.
const SIGNAL_DRAIN_TIMEOUT: Duration = Duration::from_millis(100);

/// Why a wait returned.
enum Wakeup {
    Input,
    /// The index is built.
    Index,
    /// The files are read again.
    Reloaded,
    Timeout,
    End(Ending),
}

/// One run of the browser on a terminal.
pub struct Session<'a> {
    app: &'a mut App,
    settings: &'a Settings,
    host: &'a mut dyn Host,
    signals: Signals,
    terminal: Terminal,
    renderer: Renderer,
    parser: InputParser,
    flow: FlowControl,
    /// The index, while it is being built.
    index_task: Option<Task<Index>>,
    /// The organisation, while it is read again.
    reload_task: Option<Task<Result<Org, Error>>>,
    /// Whether the host knows that the organisation is indexed.
    is_index_announced: bool,
    last_input_at: Instant,
    last_key_at: Instant,
    /// Whether the state changed since the last frame.
    is_changed: bool,
    /// The unit whose path and card are shown, and from when those of another are drawn.
    shown_unit: UnitId,
    card_due_at: Instant,
}

impl<'a> Session<'a> {
    pub fn new(
        app: &'a mut App,
        settings: &'a Settings,
        host: &'a mut dyn Host,
        signals: Signals,
        terminal: Terminal,
    ) -> Self {
        let now = Instant::now();
        Self {
            shown_unit: app.unit(),
            app,
            settings,
            host,
            signals,
            terminal,
            renderer: Renderer::new(settings),
            parser: InputParser::default(),
            flow: FlowControl::new(now),
            index_task: None,
            reload_task: None,
            is_index_announced: false,
            last_input_at: now,
            last_key_at: now,
            is_changed: true,
            card_due_at: now,
        }
    }

    /// Runs until the browser ends, then leaves the screen and drains outstanding status
    /// reports: the shell would read them as input.
    pub fn run(mut self) -> Ending {
        self.start_index();
        self.resize();
        // A terminal that fails is gone, unless a signal ended the wait for it.
        let ending =
            self.run_loop().unwrap_or_else(|_| self.signals.fatal().map_or(Ending::HungUp, Ending::Signal));
        match ending {
            Ending::HungUp => {}
            Ending::Quit | Ending::Picked(_) | Ending::Idle => self.leave_screen(None),
            Ending::Signal(_) => self.leave_screen(Some(SIGNAL_DRAIN_TIMEOUT)),
        }
        ending
    }

    /// Draws, waits, and applies input. An error is one of the terminal.
    fn run_loop(&mut self) -> io::Result<Ending> {
        loop {
            self.draw()?;
            self.announce_index();
            let timeout = self.poll_timeout();
            match self.wait(timeout)? {
                Wakeup::End(ending) => return Ok(ending),
                Wakeup::Index => self.take_index(),
                Wakeup::Reloaded => self.take_reloaded(),
                Wakeup::Timeout => self.on_timeout(),
                Wakeup::Input => {}
            }
            if let Some(ending) = self.read_available()? {
                return Ok(ending);
            }
            if let Some(ending) = self.apply_input()? {
                return Ok(ending);
            }
            if self.idle_time_left() == Some(Duration::ZERO) {
                return Ok(Ending::Idle);
            }
        }
    }

    /// Reads what has arrived, up to a limit; nothing while there is input to apply.
    fn read_available(&mut self) -> io::Result<Option<Ending>> {
        let mut read = 0;
        while read < MAX_READ_BYTES && (read > 0 || !self.parser.has_input()) {
            match self.wait(Some(Duration::ZERO))? {
                Wakeup::End(ending) => return Ok(Some(ending)),
                Wakeup::Index | Wakeup::Reloaded | Wakeup::Timeout => break,
                Wakeup::Input => read += self.read()?,
            }
        }
        Ok(None)
    }

    /// How long to wait for events; `None` without a limit.
    fn poll_timeout(&mut self) -> Option<Duration> {
        if self.app.is_searching() || self.parser.has_input() {
            return Some(Duration::ZERO);
        }
        let now = Instant::now();
        self.parser.expect_report(self.flow.is_waiting());
        let key = self
            .parser
            .timeout()
            .map(|timeout| (self.last_input_at + timeout).saturating_duration_since(now));
        let frame =
            self.frame_due_at().map(|due| due.saturating_duration_since(now).max(self.flow.delay(now)));
        key.into_iter().chain(frame).chain(self.idle_time_left()).min()
    }

    /// When the next frame is due, apart from flow control; `None` when nothing has to be drawn.
    fn frame_due_at(&self) -> Option<Instant> {
        let is_card_due = self.shown_unit != self.app.unit();
        self.is_changed.then_some(self.last_input_at).or(is_card_due.then_some(self.card_due_at))
    }

    /// Continues a search, and ends a key sequence whose rest did not come in time.
    fn on_timeout(&mut self) {
        if self.app.is_searching() {
            self.app.continue_search();
            self.is_changed |= !self.app.is_searching();
        }
        if self.parser.timeout().is_some_and(|timeout| self.last_input_at.elapsed() >= timeout) {
            self.parser.end_pending();
        }
    }

    /// Time left until the browser ends for lack of keys; `None` without an idle limit.
    fn idle_time_left(&self) -> Option<Duration> {
        self.settings.idle.map(|idle| idle.saturating_sub(self.last_key_at.elapsed()))
    }

    /// Waits for input, a signal, the end of a task or of the terminal.
    fn wait(&mut self, timeout: Option<Duration>) -> io::Result<Wakeup> {
        let timeout = timeout.map(terminal::timespec);
        let (input, pipe) = (self.terminal.input().as_fd(), self.signals.pipe().as_fd());
        let index = self.index_task.as_ref().map(|task| task.done_fd().as_fd());
        let reload = self.reload_task.as_ref().map(|task| task.done_fd().as_fd());
        // The pipe stands in for a task that does not run.
        let sources = [input, pipe, index.unwrap_or(pipe), reload.unwrap_or(pipe)];
        let mut fds = sources.map(|fd| PollFd::from_borrowed_fd(fd, PollFlags::IN));
        // After an interruption the pipe is readable: poll again.
        while let Err(error) = poll(&mut fds, timeout.as_ref()) {
            if error != Errno::INTR {
                return Err(error.into());
            }
        }
        let input = fds[0].revents();
        let is_indexed = index.is_some() && !fds[2].revents().is_empty();
        let is_reloaded = reload.is_some() && !fds[3].revents().is_empty();
        if let Some(ending) = self.take_signals()? {
            return Ok(Wakeup::End(ending));
        }
        if input.contains(PollFlags::IN) {
            return Ok(Wakeup::Input);
        }
        let hung_up = PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL;
        Ok(match input.intersects(hung_up) {
            true => Wakeup::End(Ending::HungUp),
            false if is_indexed => Wakeup::Index,
            false if is_reloaded => Wakeup::Reloaded,
            false => Wakeup::Timeout,
        })
    }

    /// Handles the signals that came; returns the ending that one causes.
    fn take_signals(&mut self) -> io::Result<Option<Ending>> {
        self.signals.drain();
        if let Some(signal) = self.signals.fatal() {
            return Ok(Some(Ending::Signal(signal)));
        }
        if self.signals.was_continued() {
            self.terminal.resume(&self.signals)?;
            self.reset_screen();
        }
        if self.signals.was_resized() {
            self.resize();
        }
        Ok(None)
    }

    /// Invalidates the screen and starts flow control anew: another program used the terminal.
    fn reset_screen(&mut self) {
        self.renderer.invalidate();
        self.flow = FlowControl::new(Instant::now());
        self.resize();
    }

    fn resize(&mut self) {
        let (columns, rows) = terminal::screen_size(self.terminal.size(), self.settings.restricted);
        self.app.apply(Action::Resize { columns, rows });
        self.is_changed = true;
    }

    /// Reads once and returns the number of bytes. The end of input is an error.
    fn read(&mut self) -> io::Result<usize> {
        let mut bytes = [0; 4096];
        let n = self.terminal.read(&mut bytes)?;
        self.parser.feed(&bytes[..n]);
        self.last_input_at = Instant::now();
        Ok(n)
    }

    /// Applies the input that was read, for a limited time. Letters that arrived together are inserted
    /// together, so that they cause one search.
    fn apply_input(&mut self) -> io::Result<Option<Ending>> {
        let start = Instant::now();
        let mut letters = String::new();
        while start.elapsed() < MAX_APPLY_TIME
            && let Some(event) = self.next_event()
        {
            let picks = self.app.is_picking && input::picks(self.app.mode, &event);
            let action = match self.app.keys.event_action(self.app.mode, event) {
                _ if picks => Some(Action::Pick),
                Ok(action) => action,
                Err(keys) => {
                    self.parser.unread(keys);
                    continue;
                }
            };
            self.last_key_at = self.last_input_at;
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

    /// The next event that was read. Status reports before it go to flow control.
    fn next_event(&mut self) -> Option<Event> {
        while let Some(input) = self.parser.next() {
            match input {
                Input::Event(event) => return Some(event),
                Input::StatusReport => self.flow.on_report(self.last_input_at),
            }
        }
        None
    }

    /// Inserts the letters as one action, and empties them.
    fn insert(&mut self, letters: &mut String) {
        if !letters.is_empty() {
            self.apply(Action::Paste(std::mem::take(letters)));
        }
    }

    /// Applies an action. The card of a newly selected unit is delayed, unless it has the focus.
    fn apply(&mut self, action: Action) -> Option<Effect> {
        let before = self.app.unit();
        let effect = self.app.apply(action);
        self.is_changed = true;
        if self.app.unit() != before {
            let delay = if self.app.mode == Mode::Card { Duration::ZERO } else { CARD_DELAY };
            self.card_due_at = self.last_input_at + delay;
        }
        effect
    }

    /// Performs what the application cannot do without the terminal or files.
    fn perform(&mut self, effect: Effect) -> io::Result<Option<Ending>> {
        match effect {
            Effect::Quit => return Ok(Some(Ending::Quit)),
            Effect::Pick(unit) => return Ok(Some(Ending::Picked(unit))),
            Effect::Redraw => self.renderer.invalidate(),
            Effect::Reload => self.start_reload(),
            Effect::Suspend if self.settings.restricted => {}
            Effect::Suspend => return self.suspend(),
            Effect::CopyText(text) => self.copy(&text, text.clone())?,
            Effect::CopyCard(unit) => {
                let relations = self.app.filter.reverse_relations();
                let card =
                    export::card_text(&self.app.org, unit, relations, self.settings.lang, str::to_string);
                self.copy(&card, self.app.org.name(unit))?;
            }
        }
        Ok(None)
    }

    /// Stops the process group, and takes the terminal over again once it is continued.
    fn suspend(&mut self) -> io::Result<Option<Ending>> {
        self.leave_screen(None);
        if let Some(signal) = self.signals.fatal() {
            return Ok(Some(Ending::Signal(signal)));
        }
        self.terminal.suspend(&self.signals)?;
        // The terminal is taken over already: drop this SIGCONT.
        self.signals.was_continued();
        self.reset_screen();
        Ok(None)
    }

    /// Copies a text through tmux or the terminal (OSC 52), which does not report success. `label`
    /// stands for the text in the notice.
    fn copy(&mut self, text: &str, label: Printable) -> io::Result<()> {
        let in_tmux = self.settings.tmux
            && text.len() <= clipboard::MAX_TMUX_BYTES
            && clipboard::load_tmux_buffer(text, &self.signals);
        self.app.notice = Some(if in_tmux {
            Notice::CopiedToTmux(label)
        } else if self.settings.lacks_clipboard {
            Notice::NoClipboard { command: self.app.show_command() }
        } else if text.len() <= clipboard::MAX_OSC52_BYTES {
            self.terminal.write(&clipboard::osc52(text, self.settings.is_screen)?, &self.signals)?;
            Notice::CopiedToTerminal(label)
        } else {
            let command = self.app.show_command();
            Notice::TooLongToCopy { command, bytes: text.len(), limit: clipboard::MAX_OSC52_BYTES }
        });
        Ok(())
    }

    /// Draws what changed, if a frame is due. A card that is not due yet stays as it is shown.
    fn draw(&mut self) -> io::Result<()> {
        let now = Instant::now();
        if self.frame_due_at().is_none_or(|due| due > now) || !self.flow.delay(now).is_zero() {
            return Ok(());
        }
        let panes = self.app.panes();
        let is_card_delayed = self.shown_unit != self.app.unit() && now < self.card_due_at;
        let kept = if is_card_delayed { &panes.unit_details()[..] } else { &[] };
        let glyphs = Glyphs::new(self.settings.ascii);
        let scene =
            Scene { app: self.app, lang: self.settings.lang, theme: &self.settings.theme, glyphs: &glyphs };
        let mut frame = self.renderer.frame(&panes.redraw_areas(), kept, |buffer| ui::draw(&scene, buffer));
        self.app.on_frame();
        // What could not be read while it was drawn is told in the next frame.
        self.is_changed = self.app.show_pack_fault();
        if !is_card_delayed {
            self.shown_unit = self.app.unit();
        }
        if !frame.is_empty() && self.flow.on_frame(frame.len(), now) {
            queue!(frame, RequestStatusReport)?;
        }
        self.terminal.write(&frame, &self.signals)
    }

    /// Leaves the alternate screen and reads until all status reports have come or timed out, or
    /// another signal ends the program. Keys typed meanwhile are lost.
    fn leave_screen(&mut self, max_wait: Option<Duration>) {
        let start = Instant::now();
        let fatal_before = self.signals.fatal();
        self.terminal.leave_screen(max_wait.unwrap_or(RESTORE_TIMEOUT), &self.signals);
        while let Some(deadline) = self.flow.drain_deadline(start) {
            let deadline = max_wait.map_or(deadline, |max_wait| deadline.min(start + max_wait));
            let time_left = deadline.saturating_duration_since(Instant::now());
            self.signals.drain();
            if time_left.is_zero() || self.signals.fatal() != fatal_before {
                return;
            }
            let has_input = self.terminal.wait_for_input(time_left, &self.signals);
            if has_input.is_err() || (has_input == Ok(true) && self.read().is_err()) {
                return;
            }
            while self.next_event().is_some() {}
        }
    }
}
