//! `ramure`, a terminal browser of organisations: a pure core with a thin shell.
//!
//! ```text
//! bytes ──tui──▶ KeyEvent ──input──▶ Action ──App::apply──▶ state (+ Effect) ──crate::ui::draw──▶ Buffer
//! ```
//!
//! The core is data and functions, and the view is a function from the state to cells. Two
//! modules do input and output: [`tui`] is the only one that uses the terminal, [`cli`] the only
//! one that reads files and prints. `docs/architecture.md` follows a key press, a file and a
//! query through the code.
//!
//! A module imports from its own layer and those below; `tests/it/tidy.rs` checks it:
//!
//! | layer | modules |
//! |---|---|
//! | base | [`text`] [`address`] [`lang`] [`json`] [`memory`] [`pack`] |
//! | model | [`org`] [`theme`] |
//! | engines | [`import`] [`export`] [`diff`] [`search`] [`input`] [`settings`] |
//! | state | [`app`] |
//! | views | [`error`] [`linear`], then [`ui`] |
//! | shell | [`tui`], then [`cli`] |
//!
//! Deliberately absent: asynchronous code, ticks, channels, traits for components or
//! backends, macros of our own, a module for leftovers; interior mutability but for the blocks of a
//! pack that were read last, the results of threads, and the limit of memory.

pub mod address;
pub mod app;
pub mod cli;
pub mod diff;
pub mod error;
pub mod export;
pub mod import;
pub mod input;
pub mod json;
pub mod lang;
pub mod linear;
pub mod memory;
pub mod org;
pub mod pack;
pub mod search;
pub mod settings;
pub mod text;
pub mod theme;
pub mod tui;
pub mod ui;
