//! Taking the terminal over and giving it back.

use std::fmt;
use std::fs::File;
use std::io::{self, IsTerminal, Read, Write};
use std::os::fd::AsFd;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crossterm::cursor::Show;
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::style::{Attribute, SetAttribute};
use crossterm::terminal::{
    EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
    window_size,
};
use crossterm::{Command, queue};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;
use rustix::process::{Signal, kill_current_process_group};

use super::signals::Signals;

/// Clicks, drags and the wheel, as SGR reports. `EnableMouseCapture` asks for every movement of
/// the pointer as well, which a slow link has to carry.
struct EnableClicks;
struct DisableClicks;

impl Command for EnableClicks {
    fn write_ansi(&self, f: &mut impl fmt::Write) -> fmt::Result {
        f.write_str("\x1b[?1000h\x1b[?1002h\x1b[?1006h")
    }
}

impl Command for DisableClicks {
    fn write_ansi(&self, f: &mut impl fmt::Write) -> fmt::Result {
        f.write_str("\x1b[?1006l\x1b[?1002l\x1b[?1000l")
    }
}

/// The size of a terminal that does not know its own, and the largest that is believed.
const USUAL_SIZE: (u16, u16) = (80, 24);
const LARGEST_SIZE: (u16, u16) = (600, 300);

/// How long a terminal that takes nothing is waited for when it is given back, unless somebody
/// is in a hurry.
pub const LAST_WAIT: Duration = Duration::from_secs(1);

/// Whether the screen is ours now, for the panic hook. crossterm keeps the modes to put back.
static SCREEN: AtomicBool = AtomicBool::new(false);

/// The terminal, ours as long as this lives.
pub struct Terminal {
    input: File,
    output: File,
    mouse: bool,
}

/// Where keys come from: standard input or, when that is something else, the controlling
/// terminal. An error when there is none.
pub fn keyboard() -> io::Result<File> {
    let stdin = io::stdin();
    match stdin.is_terminal() {
        true => Ok(stdin.as_fd().try_clone_to_owned()?.into()),
        false => File::open("/dev/tty"),
    }
}

/// How wide the terminal on standard output is; `None` where it does not know, or is none.
pub fn columns() -> Option<usize> {
    Some(window_size().ok()?.columns.into()).filter(|&columns| columns > 0)
}

impl Terminal {
    /// Takes the terminal over: raw mode, alternate screen, bracketed paste, mouse.
    pub fn enter(mouse: bool, signals: &Signals) -> io::Result<Self> {
        let (input, output) = (keyboard()?, output()?);
        restore_on_panic();
        let mut terminal = Self { input, output, mouse };
        terminal.resume(signals)?;
        Ok(terminal)
    }

    /// Takes the terminal over again, after a stop.
    pub fn resume(&mut self, signals: &Signals) -> io::Result<()> {
        // After a stop crossterm believes that the terminal is still raw.
        disable_raw_mode()?;
        enable_raw_mode()?;
        SCREEN.store(true, Ordering::SeqCst);
        let mut bytes = Vec::new();
        queue!(bytes, EnterAlternateScreen, EnableBracketedPaste)?;
        if self.mouse {
            queue!(bytes, EnableClicks)?;
        }
        self.write(&bytes, signals)
    }

    /// Gives the terminal back, stops the process group as Ctrl-Z does, and takes it over
    /// again. Where nobody could continue it, the kernel does not stop it.
    pub fn suspend(&mut self, signals: &Signals) -> io::Result<()> {
        leave()?;
        kill_current_process_group(Signal::TSTP)?;
        self.resume(signals)
    }

    /// What becomes readable when something is typed.
    pub fn input(&self) -> &File {
        &self.input
    }

    /// Columns and rows, at least one of each.
    pub fn size(&self) -> (u16, u16) {
        // Not `size()`, which starts another program where the system does not know.
        match window_size().map(|size| (size.columns, size.rows)) {
            Ok((columns, rows)) if columns > 0 && rows > 0 => {
                (columns.min(LARGEST_SIZE.0), rows.min(LARGEST_SIZE.1))
            }
            _ => USUAL_SIZE,
        }
    }

    /// Reads some bytes; the end of input is an error.
    pub fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        match self.input.read(bytes)? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            n => Ok(n),
        }
    }

    /// Writes in one piece, or as the terminal takes it. A signal that ends the program ends
    /// the wait for a terminal that takes nothing: an error.
    pub fn write(&mut self, bytes: &[u8], signals: &Signals) -> io::Result<()> {
        write_all(&self.output, bytes, |output| {
            let mut fds = [PollFd::new(output, PollFlags::OUT), PollFd::new(signals.pipe(), PollFlags::IN)];
            let _ = poll(&mut fds, None);
            signals.drain();
            signals.fatal().is_none()
        })
    }

    /// Gives the screen back and keeps the terminal raw, so that answers that are still on
    /// their way are not shown. `longest` is how long to wait for a terminal that takes nothing,
    /// unless a signal comes that ends the program.
    pub fn give_screen_back(&mut self, longest: Duration, signals: &Signals) {
        // A terminal that is gone needs nothing.
        let _ = give_screen_back(longest, || signals.fatal().is_some());
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // A terminal that is gone needs nothing.
        let _ = leave();
    }
}

/// Gives the terminal back, once, whoever holds it.
fn leave() -> io::Result<()> {
    let written = give_screen_back(LAST_WAIT, || false);
    disable_raw_mode()?;
    written
}

/// Gives the screen back, once, whoever holds it. A wait for room that a signal interrupts goes
/// on unless it `hurries`.
fn give_screen_back(longest: Duration, hurries: impl Fn() -> bool) -> io::Result<()> {
    if !SCREEN.swap(false, Ordering::SeqCst) {
        return Ok(());
    }
    let end = Instant::now() + longest;
    let mut bytes = Vec::new();
    // The last frame may have been cut inside an update.
    queue!(bytes, EndSynchronizedUpdate, SetAttribute(Attribute::Reset), DisableClicks)?;
    queue!(bytes, DisableBracketedPaste, LeaveAlternateScreen, Show)?;
    write_all(&output()?, &bytes, |output| {
        let left = end.saturating_duration_since(Instant::now());
        match poll(&mut [PollFd::new(output, PollFlags::OUT)], Some(&timespec(left))) {
            Err(Errno::INTR) => !hurries(),
            room => room.is_ok_and(|ready| ready > 0),
        }
    })
}

/// A time as `poll` takes it, a day at most.
pub fn timespec(time: Duration) -> Timespec {
    Timespec { tv_sec: time.as_secs().min(86_400) as i64, tv_nsec: time.subsec_nanos().into() }
}

/// The terminal on standard output, opened anew where that can be done, so that writing to it
/// can be given up without changing how anybody else writes to it.
fn output() -> io::Result<File> {
    let flags = OFlags::WRONLY | OFlags::NONBLOCK | OFlags::NOCTTY;
    match rustix::fs::open("/dev/fd/1", flags, Mode::empty()) {
        Ok(output) => Ok(output.into()),
        Err(_) => Ok(io::stdout().as_fd().try_clone_to_owned()?.into()),
    }
}

/// Writes all the bytes. When the terminal takes no more for now, `wait` waits for room and
/// says whether to go on; an error when not.
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

/// Gives the terminal back before a panic is told.
fn restore_on_panic() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let tell = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            let _ = leave();
            tell(info);
        }));
    });
}
