//! A reader that tells how much was read, also while its source sends nothing: a pipe, or a slow device.

use std::fs::File;
use std::io::{self, Read};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};

/// The longest wait between two reports.
const REPORT_INTERVAL: Duration = Duration::from_millis(100);

pub struct WatchedReader<'a> {
    source: File,
    bytes: u64,
    /// Is told how many bytes were read.
    on_progress: &'a mut dyn FnMut(u64),
}

impl<'a> WatchedReader<'a> {
    pub fn new(source: File, on_progress: &'a mut dyn FnMut(u64)) -> Self {
        Self { source, bytes: 0, on_progress }
    }

    /// Whether there is nothing to read yet. Files are always ready.
    fn is_waiting(&self) -> bool {
        let timeout = Timespec { tv_sec: 0, tv_nsec: REPORT_INTERVAL.subsec_nanos().into() };
        // After an error or an interruption, reading waits or fails.
        poll(&mut [PollFd::new(&self.source, PollFlags::IN)], Some(&timeout)) == Ok(0)
    }
}

impl Read for WatchedReader<'_> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        while self.is_waiting() {
            (self.on_progress)(self.bytes);
        }
        let read = self.source.read(bytes)?;
        self.bytes += read as u64;
        (self.on_progress)(self.bytes);
        Ok(read)
    }
}
