//! All integration tests, as one binary.

mod commands;
mod dataset;
mod documents;
mod finding;
mod hostile;
mod journeys;
mod properties;
mod screens;
mod support;
// mod terminal;
mod tidy;
