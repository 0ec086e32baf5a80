//! Output that is not waited for for ever: the terminal of a client may accept nothing.

use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::os::fd::{AsFd, AsRawFd};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, poll};

use super::terminal::{open_non_blocking, set_non_blocking, timespec};

/// A standard stream as a writer. Each time its terminal accepts nothing for so long, writing is an error
/// ([`io::ErrorKind::TimedOut`]). A stream that is no terminal is waited for.
pub fn bounded_output<S: Write + AsFd + IsTerminal + 'static>(
    max_wait: Duration,
    stream: S,
) -> Box<dyn Write> {
    match stream.is_terminal().then(|| non_blocking(&stream)) {
        Some(Ok(terminal)) => Box::new(BoundedOutput { terminal, max_wait }),
        _ => Box::new(stream),
    }
}

/// The terminal of a stream, opened again so that making it non-blocking does not affect other processes that
/// share the descriptor. Where nothing can be opened, in a chroot, nobody shares it.
fn non_blocking(stream: &impl AsFd) -> io::Result<File> {
    let path = format!("/dev/fd/{}", stream.as_fd().as_raw_fd());
    if let Ok(terminal) = open_non_blocking(&path) {
        return Ok(terminal);
    }
    let terminal = stream.as_fd().try_clone_to_owned()?.into();
    set_non_blocking(&terminal)?;
    Ok(terminal)
}

struct BoundedOutput {
    terminal: File,
    max_wait: Duration,
}

impl Write for BoundedOutput {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        loop {
            match self.terminal.write(bytes) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                written => return written,
            }
            let mut fds = [PollFd::new(&self.terminal, PollFlags::OUT)];
            if poll(&mut fds, Some(&timespec(self.max_wait))) == Ok(0) {
                return Err(io::ErrorKind::TimedOut.into());
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
