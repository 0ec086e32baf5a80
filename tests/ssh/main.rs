//! Restricted mode behind `sshd`, driven by `ssh`. The tests create a user and start a server, so
//! they need root, OpenSSH and a static binary: `.ci/ssh` provides them; `cargo test` ignores them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

mod crowd;
mod directory;
mod host;
mod life;
mod lookups;
mod process;
mod refusals;
mod served;
mod session;
mod traced;
