//! Restricted mode behind `sshd`, driven by `ssh`. The tests create a user and start a server, so
//! they need root, OpenSSH and a static binary: `.ci/ssh` provides them; `cargo test` ignores them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

mod attempts;
mod connection;
mod crowd;
mod directory;
mod documented;
mod host;
mod hostile;
mod life;
mod lookups;
mod process;
mod served;
mod session;
mod system_calls;
mod traced;
