//! A TCP connection on which nothing waits longer than a deadline.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::{Duration, Instant};

/// How long the server may stay silent.
pub const MAX_SILENCE: Duration = Duration::from_secs(30);
/// How long connecting to one of the addresses of a host may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Addresses of a host that are tried.
const MAX_ADDRESSES: usize = 4;

#[derive(Debug)]
pub struct Socket {
    stream: TcpStream,
    /// The moment after which nothing is read or written.
    pub deadline: Instant,
}

impl Socket {
    /// Connects to the first address of the host that answers.
    pub fn connect(host: &str, port: u16) -> io::Result<Self> {
        let mut last = io::Error::from(ErrorKind::AddrNotAvailable);
        for address in (host, port).to_socket_addrs()?.take(MAX_ADDRESSES) {
            match TcpStream::connect_timeout(&address, CONNECT_TIMEOUT) {
                Ok(stream) => {
                    // Requests are single packets.
                    stream.set_nodelay(true)?;
                    return Ok(Self { stream, deadline: Instant::now() + MAX_SILENCE });
                }
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    /// Whether the server is on this machine.
    pub fn is_loopback(&self) -> bool {
        self.stream.peer_addr().is_ok_and(|address| address.ip().is_loopback())
    }

    /// How long the next operation may take.
    fn time_left(&self) -> io::Result<Duration> {
        let left = self.deadline.saturating_duration_since(Instant::now()).min(MAX_SILENCE);
        if left.is_zero() { Err(ErrorKind::TimedOut.into()) } else { Ok(left) }
    }
}

impl Read for Socket {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.stream.set_read_timeout(Some(self.time_left()?))?;
        self.stream.read(buffer)
    }
}

impl Write for Socket {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stream.set_write_timeout(Some(self.time_left()?))?;
        self.stream.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}
