//! `ramure show`: prints the card of one unit.

use crate::cli::output::{bold, print, use_color};
use crate::cli::resolve_unit::resolve_unit;
use crate::error::Error;
use crate::export;
use crate::org::Org;
use crate::settings::Settings;
use crate::text::Printable;

/// Prints the card. If several units match the query, lists them in `messages` and returns 1.
pub fn run(
    org: &Org,
    query: &str,
    json: bool,
    settings: &Settings,
    messages: &mut Vec<Printable>,
) -> Result<u8, Error> {
    let Some(unit) = resolve_unit(org, query, settings, messages)? else { return Ok(1) };
    if json {
        return print(|out| export::write_unit(org, unit, out));
    }
    let emphasis: export::Emphasis = if use_color(settings) { bold } else { str::to_string };
    print(|out| out.write_all(export::card_text(org, unit, settings.lang, emphasis).as_bytes()))
}
