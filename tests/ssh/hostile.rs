//! Clients that try to take more than their share. They have a terminal on the host, and none here.

use std::io::{Read, Write};
use std::process::{Child, ChildStdin, Stdio};
use std::thread::{self, sleep};
use std::time::Duration;

use crate::host::Host;
use crate::process::kill;

/// Keys that move, scroll, open, search and draw again; and a status report, so that frames are not spaced.
const FLOOD: &[u8] = b"\x1b[B\x1b[6~\x1b[5~*-G\x0cg/service\x1b[0n\r\x14\x14\x0c\x1b[0n";
/// Words of which each letter starts another search.
const QUERY: &[u8] = b"service des affaires xyz 12345 reseau interministeriel ";
const DELETE_QUERY: &[u8] = b"\x15";
/// Between two letters of a query.
const LETTER_INTERVAL: Duration = Duration::from_millis(2);

/// What a hostile client does, until it is dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hostility {
    /// Causes output and reads none of it.
    Unread,
    /// Sends keys as fast as they are taken.
    Flood,
    /// Types a query that never ends.
    EndlessQuery,
}

impl Hostility {
    pub const ALL: [Hostility; 3] = [Hostility::Unread, Hostility::Flood, Hostility::EndlessQuery];
}

pub struct HostileClient(Child);

impl HostileClient {
    pub fn start(host: &Host, hostility: Hostility) -> Self {
        let mut client = host.ssh(&["-tt", "-e", "none"], None);
        client.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut client = client.spawn().expect("ssh");
        let keys = client.stdin.take().expect("an input");
        thread::spawn(move || match hostility {
            Hostility::Unread => repeat(keys, |keys| keys.write_all(b"y")),
            Hostility::Flood => repeat(keys, |keys| keys.write_all(&FLOOD.repeat(100))),
            Hostility::EndlessQuery => repeat(keys, type_query),
        });
        if hostility != Hostility::Unread {
            let mut output = client.stdout.take().expect("an output");
            thread::spawn(move || {
                let mut bytes = vec![0; 64 << 10];
                while output.read(&mut bytes).is_ok_and(|n| n > 0) {}
            });
        }
        Self(client)
    }
}

impl Drop for HostileClient {
    fn drop(&mut self) {
        kill(self.0.id());
        let _ = self.0.wait();
    }
}

/// Writes until the client is gone.
fn repeat(mut keys: ChildStdin, write: impl Fn(&mut ChildStdin) -> std::io::Result<()>) {
    while write(&mut keys).is_ok() {}
}

fn type_query(keys: &mut ChildStdin) -> std::io::Result<()> {
    keys.write_all(b"/")?;
    for letter in QUERY.iter().cycle().take(390) {
        keys.write_all(&[*letter])?;
        sleep(LETTER_INTERVAL);
    }
    keys.write_all(DELETE_QUERY)
}
