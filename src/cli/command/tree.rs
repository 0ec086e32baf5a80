//! `ramure tree`: a subtree, for people, programs, documents and slides.

use super::show;
use crate::cli::print;
use crate::error::Error;
use crate::export::{self, Branch, Format};
use crate::org::{Org, UnitId};
use crate::settings::Settings;
use crate::text::Printable;

/// Prints the subtree of the unit that the words mean, or of the first.
pub fn run(
    org: &Org,
    words: &Option<String>,
    depth: usize,
    format: Format,
    settings: &Settings,
    messages: &mut Vec<Printable>,
) -> Result<u8, Error> {
    let top = match words {
        Some(words) => show::meant(org, words, settings, messages)?,
        None => Some(UnitId::ROOT),
    };
    let Some(top) = top else { return Ok(1) };
    let branch = Branch::new(org, top, depth);
    print(|out| export::write(&branch, format, settings.ascii, settings.lang, out))
}
