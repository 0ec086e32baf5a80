//! `ramure show`: prints the card of one unit.

use crate::cli::args::UnitOutput;
use crate::cli::output::{bold, print, use_color};
use crate::cli::resolve_unit::resolve_unit;
use crate::error::Error;
use crate::export;
use crate::org::Org;
use crate::settings::Settings;
use crate::text::Printable;

/// Prints the card, or all values of a field; status 1 if there is none. If several units match the query, lists them in `messages` and returns 1.
pub fn run(
    org: &Org,
    query: &str,
    output: UnitOutput,
    settings: &Settings,
    messages: &mut Vec<Printable>,
) -> Result<u8, Error> {
    let Some(unit) = resolve_unit(org, query, settings, messages)? else { return Ok(1) };
    match output {
        UnitOutput::Text => {}
        UnitOutput::Json => return print(|out| export::write_unit(org, unit, out)),
        UnitOutput::Field(field) => {
            let lines = field.lines(org, unit).map_err(Error::Terminal)?;
            print(|out| lines.iter().try_for_each(|line| writeln!(out, "{line}")))?;
            return Ok(u8::from(lines.is_empty()));
        }
    }
    let emphasis: export::Emphasis = if use_color(settings) { bold } else { str::to_string };
    print(|out| out.write_all(export::card_text(org, unit, settings.lang, emphasis).as_bytes()))
}
