//! One connection for many requests, since connecting takes longer than a request.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::{Child, Output, Stdio};

use crate::host::Host;
use crate::process::kill;
use crate::session::eventually;

const SEND_ALL: &str = "SendEnv=*";

pub struct Connection<'a> {
    host: &'a Host,
    socket: PathBuf,
    client: Child,
}

impl<'a> Connection<'a> {
    pub fn open(host: &'a Host) -> Self {
        let socket = host.directory.join("home/line");
        let path = socket.to_str().expect("text");
        // Both this client and those that share its connection choose which variables are sent.
        let mut client = host.ssh(&["-M", "-N", "-S", path, "-o", SEND_ALL], None);
        let client = client.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("ssh");
        let connection = Self { host, socket, client };
        eventually(|| connection.socket.exists().then_some(())).expect("a connection");
        connection
    }

    /// Sends a request without a terminal, with these variables.
    pub fn ask(&self, request: impl AsRef<OsStr>, variables: &[(&str, &OsStr)]) -> Output {
        let asked = || {
            let mut client = self.host.ssh(&["-S", self.socket.to_str()?, "-o", SEND_ALL], None);
            client.args(["--"]).arg(&request).envs(variables.iter().copied());
            // The session before may not have been closed yet, and one is allowed.
            Some(client.output().expect("ssh")).filter(|output| !is_refused(output))
        };
        eventually(asked).expect("a session")
    }
}

impl Drop for Connection<'_> {
    fn drop(&mut self) {
        kill(self.client.id());
        let _ = self.client.wait();
        let _ = std::fs::remove_file(&self.socket);
    }
}

fn is_refused(output: &Output) -> bool {
    String::from_utf8_lossy(&output.stderr).contains("Session open refused by peer")
}
