//! A TCP connection on which nothing waits longer than a deadline.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use crate::memory;

/// How long the server, or the resolver of the system, may stay silent.
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
    /// Connects to the first of the addresses that answers.
    pub fn connect(addresses: &[SocketAddr]) -> io::Result<Self> {
        let mut last = io::Error::from(ErrorKind::AddrNotAvailable);
        for address in addresses {
            match TcpStream::connect_timeout(address, CONNECT_TIMEOUT) {
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

/// The addresses of a host to try, which the resolver of the system has `MAX_SILENCE` to find.
pub fn resolve(host: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
    let host = host.to_string();
    within(MAX_SILENCE, move || {
        (host.as_str(), port).to_socket_addrs().map(|addresses| addresses.take(MAX_ADDRESSES).collect())
    })
}

/// The result of a call that cannot be interrupted; an error if it takes longer than `limit`. Its thread is left to
/// end by itself.
fn within<T: Send + 'static>(
    limit: Duration,
    call: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    let (sender, receiver) = mpsc::channel();
    let send = move || {
        // Nobody waits any more after the limit.
        let _ = sender.send(call());
    };
    memory::spawn("resolver", Box::new(send))?;
    receiver.recv_timeout(limit).unwrap_or_else(|_| Err(ErrorKind::TimedOut.into()))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_numeric_address_is_its_own() {
        let addresses = resolve("127.0.0.1", 389).expect("an address");
        assert_eq!(addresses, ["127.0.0.1:389".parse().expect("an address")]);
    }

    #[test]
    fn a_call_that_does_not_end_is_not_waited_for() {
        let (_sender, receiver) = mpsc::channel::<()>();
        let result = within(Duration::from_millis(1), move || Ok(receiver.recv()));
        assert_eq!(result.map_err(|error| error.kind()), Err(ErrorKind::TimedOut));
    }
}
