//! All integration tests, as one binary.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

mod accessibility;
mod addresses;
mod aliases;
mod arguments;
mod ascii;
mod cache;
mod commands;
mod completion;
mod containers;
mod corpus;
mod damaged_packs;
mod dataset;
mod differences;
mod documents;
mod exports;
mod faults;
mod finding;
mod found_files;
mod fuzz;
mod history;
mod hostile;
mod hostile_packs;
mod imports;
mod journeys;
mod kiosk;
#[cfg(feature = "ldap")]
mod ldap;
mod linear;
mod link;
mod lossless;
mod manual;
mod mutations;
mod organisations;
mod pack_changes;
mod pack_fuzz;
mod pack_parts;
mod pack_targets;
mod packs;
mod pages;
mod pick;
mod printed;
mod progress;
mod properties;
mod pty;
mod reload;
mod replaced_packs;
mod screens;
mod status;
mod support;
mod tasks;
mod terminal;
mod tidy;
mod written;
