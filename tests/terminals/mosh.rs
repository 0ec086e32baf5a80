//! mosh over the loopback interface: its server and its client, without SSH. It has no alternate screen.

use std::process::Command;

use rustix::process::{Pid, Signal, kill_process};

use crate::journey;
use crate::outer::Outer;
use crate::shell::Shell;

/// A client in a terminal, and the server that it is connected to.
struct Mosh {
    outer: Outer,
    server: Pid,
    _shell: Shell,
}

impl Mosh {
    fn start() -> Self {
        let shell = Shell::without_modes();
        let mut server = Command::new("mosh-server");
        server.args(["new", "-i", "127.0.0.1", "--"]).args(shell.command());
        server.env_clear().envs(shell.variables()).env("TERM", "xterm-256color");
        let output = server.output().expect("mosh-server");
        let text = [output.stdout, output.stderr].concat();
        let text = String::from_utf8_lossy(&text);
        let after = |prefix: &str| text.split_once(prefix).expect(&text).1;
        let mut address = after("MOSH CONNECT ").split_whitespace();
        let (port, key) = (address.next().expect("a port"), address.next().expect("a key"));
        let pid = after("pid = ").split(']').next().and_then(|pid| pid.parse().ok());
        let variables = [("MOSH_KEY", key), ("MOSH_PREDICTION_DISPLAY", "never")];
        let outer = Outer::start("mosh-client", &["127.0.0.1", port], &shell, &variables);
        Self { outer, server: pid.and_then(Pid::from_raw).expect("a process"), _shell: shell }
    }
}

impl Drop for Mosh {
    fn drop(&mut self) {
        // The server may have ended.
        let _ = kill_process(self.server, Signal::TERM);
    }
}

#[test]
#[ignore = "needs mosh"]
fn mosh_makes_the_journey() {
    journey::make(&mut Mosh::start().outer);
}
