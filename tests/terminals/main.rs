//! The browser in real terminals and multiplexers: each starts it from a shell, finds a unit, copies, resizes,
//! and is restored. `.ci/terminals` installs them and runs these tests; `cargo test` ignores them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

mod console;
mod foot;
mod gnu_screen;
mod journey;
mod kitty;
mod mosh;
mod outer;
mod pictured;
#[allow(dead_code, reason = "made for the tests of tests/it, of which these need a part")]
#[path = "../it/pty.rs"]
mod pty;
mod shell;
mod tmux;
mod x_server;
mod xterm;
