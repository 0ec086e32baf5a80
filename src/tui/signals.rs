//! Signals as bytes in a pipe, so that one `poll` covers them and the terminal.

use std::io::{self, Read};
use std::os::unix::net::UnixStream;
use std::panic;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::consts::{SIGABRT, SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGWINCH, SIGXCPU, SIGXFSZ};
use signal_hook::{flag, low_level};

/// The signals that end the program.
pub const FATAL: [i32; 5] = [SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGXCPU];

/// The signals that came, as flags, and the pipe that wakes a wait.
pub struct Signals {
    pipe: UnixStream,
    fatal: [Arc<AtomicBool>; FATAL.len()],
    continued: Arc<AtomicBool>,
    resized: Arc<AtomicBool>,
}

impl Signals {
    /// Registers the signal handlers.
    pub fn new() -> io::Result<Self> {
        let (pipe, writer) = pipe()?;
        let signals =
            Self { pipe, fatal: Default::default(), continued: Arc::default(), resized: Arc::default() };
        let flags = signals.fatal.iter().zip(FATAL);
        let others = [(&signals.continued, SIGCONT), (&signals.resized, SIGWINCH)];
        for (raised, signal) in flags.chain(others) {
            // The flag first: it has to be set when the pipe wakes the loop.
            flag::register(signal, Arc::clone(raised))?;
            low_level::pipe::register(signal, writer.try_clone()?)?;
        }
        refuse_large_files()?;
        Ok(signals)
    }

    /// The end of the pipe that becomes readable when a signal came.
    pub fn pipe(&self) -> &UnixStream {
        &self.pipe
    }

    /// Empties the pipe.
    pub fn drain(&self) {
        drain(&self.pipe);
    }

    /// The number of the signal that ends the program, if one came.
    pub fn fatal(&self) -> Option<i32> {
        self.fatal
            .iter()
            .zip(FATAL)
            .find(|(raised, _)| raised.load(Ordering::SeqCst))
            .map(|(_, signal)| signal)
    }

    /// Whether SIGCONT came since the last call.
    pub fn was_continued(&self) -> bool {
        self.continued.swap(false, Ordering::SeqCst)
    }

    /// Whether SIGWINCH came since the last call.
    pub fn was_resized(&self) -> bool {
        self.resized.swap(false, Ordering::SeqCst)
    }
}

/// From now on, to write more to a file than the limit of the process allows is an error, and does not end the
/// process.
///
/// # Errors
/// If the system refuses it.
pub fn refuse_large_files() -> io::Result<()> {
    flag::register(SIGXFSZ, Arc::default()).map(drop)
}

/// From now on, an allocation that fails ends the process with a status, after the message of the standard library,
/// and does not abort it. A panic still does.
///
/// # Errors
/// If the system refuses it.
pub fn exit_without_memory(status: u8) -> io::Result<()> {
    let is_allocation = Arc::new(AtomicBool::new(true));
    flag::register_conditional_shutdown(SIGABRT, i32::from(status), Arc::clone(&is_allocation))?;
    let previous = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        is_allocation.store(false, Ordering::SeqCst);
        previous(info);
    }));
    Ok(())
}

/// A pipe for signal handlers to write to: its reading end, which does not block, and the other.
pub fn pipe() -> io::Result<(UnixStream, UnixStream)> {
    let (pipe, writer) = UnixStream::pair()?;
    pipe.set_nonblocking(true)?;
    Ok((pipe, writer))
}

/// Empties a pipe.
pub fn drain(mut pipe: &UnixStream) {
    let mut bytes = [0; 64];
    while matches!(pipe.read(&mut bytes), Ok(n) if n > 0) {}
}
