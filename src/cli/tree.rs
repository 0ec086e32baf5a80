//! `ramure tree`: a subtree, for people and programs.

use super::{print, show};
use crate::error::Error;
use crate::export;
use crate::org::{Org, UnitId};
use crate::settings::Settings;
use crate::text::Printable;

/// Prints the subtree of the unit that the words mean, or of the first.
pub fn run(
    org: &Org,
    words: &Option<String>,
    depth: usize,
    json: bool,
    settings: &Settings,
    messages: &mut Vec<Printable>,
) -> Result<u8, Error> {
    let top = match words {
        Some(words) => show::meant(org, words, settings, messages)?,
        None => Some(UnitId::ROOT),
    };
    let Some(top) = top else { return Ok(1) };
    print(|out| match json {
        true => export::document(org, top, depth, out),
        false => export::tree(org, top, depth, settings.ascii, out),
    })
}
