//! Waiting for typed lines on a terminal that stays as it is: what the linear mode has instead of
//! the loop. Only while it waits are Ctrl-C and a continued stop its own affair; at any other
//! time they do what they do to every program.

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

/// What a wait brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typed {
    /// Something to read, or the end of the input.
    Something,
    /// Nothing, for as long as one waited.
    Nothing,
    /// The program was stopped and goes on: what it asked is out of sight.
    Again,
    /// Ctrl-C: the number of its signal.
    Interrupt(i32),
}

/// Who listens to the signals of a terminal while lines are typed on it.
#[derive(Debug)]
pub struct Typing {
    pipe: UnixStream,
    interrupted: Arc<AtomicBool>,
    /// Whether an interrupt is to end the program by itself.
    busy: Arc<AtomicBool>,
}

impl Typing {
    /// Starts to listen.
    pub fn new() -> io::Result<Self> {
        let (pipe, writer) = signals::pipe()?;
        let (interrupted, busy) = (Arc::default(), Arc::new(AtomicBool::new(true)));
        flag::register_conditional_default(SIGINT, Arc::clone(&busy))?;
        flag::register(SIGINT, Arc::clone(&interrupted))?;
        for signal in [SIGINT, SIGCONT] {
            low_level::pipe::register(signal, writer.try_clone()?)?;
        }
        Ok(Self { pipe, interrupted, busy })
    }

    /// Waits for something typed; for ever when `longest` does not say how long.
    pub fn wait(&self, input: &File, longest: Option<Duration>) -> Typed {
        signals::drain(&self.pipe);
        self.busy.store(false, Ordering::SeqCst);
        let typed = self.woken(input, longest);
        self.busy.store(true, Ordering::SeqCst);
        typed
    }

    fn woken(&self, input: &File, longest: Option<Duration>) -> Typed {
        let mut fds = [PollFd::new(input, PollFlags::IN), PollFd::new(&self.pipe, PollFlags::IN)];
        let is_interrupted = || self.interrupted.load(Ordering::SeqCst);
        // It may have come while something was being read.
        let woken = if is_interrupted() { Ok(1) } else { poll(&mut fds, longest.map(timespec).as_ref()) };
        match woken {
            _ if is_interrupted() => Typed::Interrupt(SIGINT),
            Ok(0) => Typed::Nothing,
            Ok(_) if !fds[1].revents().is_empty() => Typed::Again,
            Err(Errno::INTR) => Typed::Again,
            // A failure shows when the input is read.
            _ => Typed::Something,
        }
    }
}
