//! `ramure`, a terminal browser of organisations: a pure core with a thin shell.
//!
//! ```text
//! Event ──tui──▶ Key ──keymap──▶ Action ──App::apply──▶ state (+ Effect) ──crate::ui::draw──▶ Buffer
//! ```
//!
//! The core is data and functions, the view is a function from the state to cells, and the
//! shell is two places: [`tui`], the only one that speaks to the terminal, and [`cli`], the
//! only one that touches files and standard output.
//!
//! Modules import downwards only, and `tests/it/tidy.rs` says so:
//!
//! | layer | modules |
//! |---|---|
//! | words | [`action`] [`json`] [`key`] [`lang`] [`text`] |
//! | things | [`org`] [`card`] [`field`] [`layout`] [`prompt`] [`theme`] |
//! | means | [`diff`] [`export`] [`formats`] [`keymap`] [`news`] [`outline`] [`search`] [`settings`] |
//! | program | [`app`] |
//! | faces | [`error`] [`ui`] [`linear`] |
//! | shell | [`tui`], then [`cli`] |
//!
//! Deliberately absent: asynchronous code, ticks, channels, traits for components or
//! backends, macros of our own, builders, a module for leftovers, interior mutability.

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
pub mod org;
pub mod search;
pub mod settings;
pub mod text;
pub mod theme;
pub mod tui;
pub mod ui;
