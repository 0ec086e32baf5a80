//! Restricted mode behind a real `sshd`, driven by the real `ssh`. It makes a user and starts a
//! server of its own, so it wants root, OpenSSH and a static binary: `.ci/ssh` brings them all,
//! and the usual `cargo test` leaves these tests out.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

mod crowd;
mod host;
mod life;
mod lookups;
mod process;
mod refusals;
mod session;
mod traced;
