//! Takes the terminal over (raw mode, alternate screen, mouse) and restores it.

use std::fs::File;
use std::io::{self, IsTerminal, Read, Write};
use std::os::fd::AsFd;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crossterm::cursor::Show;
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::queue;
use crossterm::terminal::{
    Clear, ClearType, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode,
    enable_raw_mode, window_size,
};
use ratatui::layout::Position;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags, fcntl_getfl, fcntl_setfl};
use rustix::io::Errno;
use rustix::process::{Signal, kill_current_process_group};

use crate::settings::Settings;

use super::commands::{CloseHyperlink, DisableClicks, EnableClicks, GoTo, ResetStyle};
use super::signals::Signals;

/// Size cap in restricted mode, in columns and rows. The remote client chooses the size, and
/// every cell costs this process 48 bytes.
const MAX_RESTRICTED_SIZE: (u16, u16) = (320, 100);
/// The size, in columns and rows, of a terminal that reports none, and the largest that is used.
const DEFAULT_SIZE: (u16, u16) = (80, 24);
const MAX_SIZE: (u16, u16) = (600, 300);

/// How long to wait for a terminal that accepts no output when it is restored.
pub const RESTORE_TIMEOUT: Duration = Duration::from_secs(1);

/// Whether the alternate screen is on, for the panic hook. crossterm keeps the cooked mode.
static IS_SCREEN_ON: AtomicBool = AtomicBool::new(false);
/// Whether frames may have hyperlinks.
static SHOWS_HYPERLINKS: AtomicBool = AtomicBool::new(false);

/// The terminal in raw mode; dropping this restores it.
pub struct Terminal {
    input: File,
    output: File,
    mouse: bool,
    /// How long output waits for a terminal that accepts none; `None` for ever.
    max_wait: Option<Duration>,
}

/// Opens the terminal that keys are read from: standard input or, if that is no terminal, the
/// controlling one. An error if there is none.
pub fn open_keyboard() -> io::Result<File> {
    let stdin = io::stdin();
    match stdin.is_terminal() {
        true => Ok(stdin.as_fd().try_clone_to_owned()?.into()),
        false => File::open("/dev/tty"),
    }
}

/// Whether there is a terminal to draw on, on standard output or elsewhere.
pub fn has_screen() -> bool {
    output().is_ok()
}

/// The width of the terminal on standard output; `None` if it reports none, or is no terminal.
pub fn stdout_columns() -> Option<usize> {
    // `window_size` measures the controlling terminal, wherever standard output goes.
    let size = io::stdout().is_terminal().then(window_size)?.ok()?;
    Some(size.columns.into()).filter(|&columns| columns > 0)
}

impl Terminal {
    /// Takes the terminal over: raw mode, alternate screen, bracketed paste, mouse.
    pub fn enter(settings: &Settings, signals: &Signals) -> io::Result<Self> {
        SHOWS_HYPERLINKS.store(settings.hyperlinks, Ordering::SeqCst);
        let (input, output) = (open_keyboard()?, output()?);
        if settings.restricted {
            // Where nothing can be opened, in a chroot, the output may still block; nobody else shares it there.
            set_non_blocking(&output)?;
        }
        restore_on_panic();
        let mut terminal = Self { input, output, mouse: settings.mouse, max_wait: settings.idle };
        terminal.resume(signals)?;
        Ok(terminal)
    }

    /// Takes the terminal over again, after the process was stopped.
    pub fn resume(&mut self, signals: &Signals) -> io::Result<()> {
        // After a stop crossterm believes that the terminal is still raw.
        disable_raw_mode()?;
        enable_raw_mode()?;
        IS_SCREEN_ON.store(true, Ordering::SeqCst);
        let mut bytes = Vec::new();
        queue!(bytes, EnterAlternateScreen, EnableBracketedPaste)?;
        if self.mouse {
            queue!(bytes, EnableClicks)?;
        }
        self.write(&bytes, signals)
    }

    /// Restores the terminal, stops the process group as Ctrl-Z does, and takes the terminal
    /// over again. The kernel does not stop an orphaned process group.
    pub fn suspend(&mut self, signals: &Signals) -> io::Result<()> {
        restore()?;
        kill_current_process_group(Signal::TSTP)?;
        self.resume(signals)
    }

    /// The file to wait on for input.
    pub fn input(&self) -> &File {
        &self.input
    }

    /// Columns and rows, at least one of each.
    pub fn size(&self) -> (u16, u16) {
        // Not crossterm’s `size()`, which may start `tput`.
        match window_size().map(|size| (size.columns, size.rows)) {
            Ok((columns, rows)) if columns > 0 && rows > 0 => (columns.min(MAX_SIZE.0), rows.min(MAX_SIZE.1)),
            _ => DEFAULT_SIZE,
        }
    }

    /// Reads once and returns the number of bytes. The end of input is an error.
    pub fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.input.read(bytes) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                read => return read,
            }
        }
    }

    /// Waits for input or a signal; returns whether there is input.
    pub fn wait_for_input(&self, timeout: Duration, signals: &Signals) -> rustix::io::Result<bool> {
        let mut fds = [PollFd::new(&self.input, PollFlags::IN), PollFd::new(signals.pipe(), PollFlags::IN)];
        match poll(&mut fds, Some(&timespec(timeout))) {
            Ok(0) | Err(Errno::INTR) => Ok(false),
            Ok(_) => Ok(!fds[0].revents().is_empty()),
            Err(error) => Err(error),
        }
    }

    /// Writes all bytes, waiting while the terminal accepts none. The idle limit and a signal that ends the
    /// program end the wait with an error.
    pub fn write(&mut self, bytes: &[u8], signals: &Signals) -> io::Result<()> {
        write_all(&self.output, bytes, |output| {
            let mut fds = [PollFd::new(output, PollFlags::OUT), PollFd::new(signals.pipe(), PollFlags::IN)];
            let ready = poll(&mut fds, self.max_wait.map(timespec).as_ref());
            signals.drain();
            signals.fatal().is_none() && ready != Ok(0)
        })
    }

    /// Leaves the alternate screen and stays in raw mode, so that status reports that are still
    /// to come are not echoed. `max_wait` bounds the wait for a terminal that accepts no output;
    /// a signal that ends the program ends it too.
    pub fn leave_screen(&mut self, max_wait: Duration, signals: &Signals) {
        // A terminal that is gone needs no restoring.
        let _ = leave_screen(max_wait, || signals.fatal().is_some());
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // A terminal that is gone needs no restoring.
        let _ = restore();
    }
}

/// Restores the terminal. Idempotent: Drop, suspend and the panic hook all call it.
fn restore() -> io::Result<()> {
    let written = leave_screen(RESTORE_TIMEOUT, || false);
    disable_raw_mode()?;
    written
}

/// Leaves the alternate screen, if it is on. A signal that interrupts the wait ends it if
/// `is_interrupted` returns true.
fn leave_screen(max_wait: Duration, is_interrupted: impl Fn() -> bool) -> io::Result<()> {
    if !IS_SCREEN_ON.swap(false, Ordering::SeqCst) {
        return Ok(());
    }
    let deadline = Instant::now() + max_wait;
    let mut bytes = Vec::new();
    // The last frame may have been cut off inside a synchronized update or a hyperlink.
    queue!(bytes, EndSynchronizedUpdate)?;
    if SHOWS_HYPERLINKS.load(Ordering::SeqCst) {
        queue!(bytes, CloseHyperlink)?;
    }
    // GNU screen, mosh and the Linux console have no alternate screen: the frame would stay.
    queue!(bytes, ResetStyle, GoTo(Position::ORIGIN), Clear(ClearType::FromCursorDown), DisableClicks)?;
    queue!(bytes, DisableBracketedPaste, LeaveAlternateScreen, Show)?;
    write_all(&output()?, &bytes, |output| {
        let time_left = deadline.saturating_duration_since(Instant::now());
        match poll(&mut [PollFd::new(output, PollFlags::OUT)], Some(&timespec(time_left))) {
            Err(Errno::INTR) => !is_interrupted(),
            room => room.is_ok_and(|ready| ready > 0),
        }
    })
}

/// The time as `poll` takes it, at most a day.
pub fn timespec(time: Duration) -> Timespec {
    Timespec { tv_sec: time.as_secs().min(86_400) as i64, tv_nsec: time.subsec_nanos().into() }
}

/// Opens the terminal on standard output again, if possible, so that making it non-blocking does
/// not affect other processes that share the descriptor. Opens the controlling terminal if
/// standard output is none.
fn output() -> io::Result<File> {
    let is_terminal = io::stdout().is_terminal();
    match open_non_blocking(if is_terminal { "/dev/fd/1" } else { "/dev/tty" }) {
        Err(_) if is_terminal => Ok(io::stdout().as_fd().try_clone_to_owned()?.into()),
        opened => opened,
    }
}

/// Opens a terminal to write to, so that writing does not wait.
pub fn open_non_blocking(path: &str) -> io::Result<File> {
    let flags = OFlags::WRONLY | OFlags::NONBLOCK | OFlags::NOCTTY;
    Ok(rustix::fs::open(path, flags, Mode::empty())?.into())
}

/// Makes a file, with all descriptors that it is shared by, one whose writing does not wait.
pub fn set_non_blocking(file: &File) -> io::Result<()> {
    Ok(fcntl_setfl(file, fcntl_getfl(file)? | OFlags::NONBLOCK)?)
}

/// Writes all bytes. While the terminal accepts none, `wait` waits and returns whether to go on;
/// an error if not.
fn write_all(output: &File, bytes: &[u8], wait: impl Fn(&File) -> bool) -> io::Result<()> {
    let mut rest = bytes;
    while !rest.is_empty() {
        match (&*output).write(rest) {
            Ok(n) => rest = &rest[n..],
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock && wait(output) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Restores the terminal before a panic message is printed.
fn restore_on_panic() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let previous = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            let _ = restore();
            previous(info);
        }));
    });
}

/// The size to draw on a terminal of a size, in columns and rows.
pub fn screen_size(terminal: (u16, u16), is_restricted: bool) -> (u16, u16) {
    let (columns, rows) = terminal;
    match is_restricted {
        true => (columns.min(MAX_RESTRICTED_SIZE.0), rows.min(MAX_RESTRICTED_SIZE.1)),
        false => terminal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remote_client_cannot_ask_for_a_large_screen() {
        assert_eq!(screen_size((80, 24), true), (80, 24));
        assert_eq!(screen_size((u16::MAX, u16::MAX), true), MAX_RESTRICTED_SIZE);
        assert_eq!(screen_size((500, 200), false), (500, 200));
    }
}
