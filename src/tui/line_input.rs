//! Waits for typed lines on a terminal in its ordinary mode, for linear mode. Ctrl-C and SIGCONT
//! are handled only during the wait; at other times they act as in any program.

use std::fs::File;
use std::io;
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;
use signal_hook::consts::{SIGCONT, SIGINT};
use signal_hook::{flag, low_level};

use super::signals;
use super::terminal::timespec;

/// Why a wait for a line returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineWakeup {
    /// There is a line to read, or the end of the input.
    Ready,
    /// The time to wait is over.
    Timeout,
    /// The program was stopped and continued: its prompt may have scrolled away.
    Continued,
    /// Ctrl-C: the number of its signal.
    Interrupt(i32),
}

/// The signals to handle while lines are typed.
#[derive(Debug)]
pub struct LineInput {
    pipe: UnixStream,
    interrupted: Arc<AtomicBool>,
    /// Whether Ctrl-C ends the program by its default action.
    is_default: Arc<AtomicBool>,
}

impl LineInput {
    /// Registers the signal handlers.
    pub fn new() -> io::Result<Self> {
        let (pipe, writer) = signals::pipe()?;
        let (interrupted, is_default) = (Arc::default(), Arc::new(AtomicBool::new(true)));
        flag::register_conditional_default(SIGINT, Arc::clone(&is_default))?;
        flag::register(SIGINT, Arc::clone(&interrupted))?;
        for signal in [SIGINT, SIGCONT] {
            low_level::pipe::register(signal, writer.try_clone()?)?;
        }
        Ok(Self { pipe, interrupted, is_default })
    }

    /// Waits for input, at most `timeout` if there is one.
    pub fn wait(&self, input: &File, timeout: Option<Duration>) -> LineWakeup {
        signals::drain(&self.pipe);
        self.is_default.store(false, Ordering::SeqCst);
        let event = self.poll(input, timeout);
        self.is_default.store(true, Ordering::SeqCst);
        event
    }

    fn poll(&self, input: &File, timeout: Option<Duration>) -> LineWakeup {
        let mut fds = [PollFd::new(input, PollFlags::IN), PollFd::new(&self.pipe, PollFlags::IN)];
        let is_interrupted = || self.interrupted.load(Ordering::SeqCst);
        // The signal may have come between two waits.
        let polled = if is_interrupted() { Ok(1) } else { poll(&mut fds, timeout.map(timespec).as_ref()) };
        match polled {
            _ if is_interrupted() => LineWakeup::Interrupt(SIGINT),
            Ok(0) => LineWakeup::Timeout,
            Ok(_) if !fds[1].revents().is_empty() => LineWakeup::Continued,
            Err(Errno::INTR) => LineWakeup::Continued,
            // Reading the input will return the error.
            _ => LineWakeup::Ready,
        }
    }
}
