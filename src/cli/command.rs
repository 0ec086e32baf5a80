//! The commands, one module each.

pub mod browse;
pub mod check;
pub mod complete;
pub mod completions;
pub mod config;
pub mod convert;
pub mod diff;
pub mod find;
pub mod linear;
pub mod man;
mod match_table;
pub mod pack;
pub mod show;
pub mod tree;
pub mod version;
