//! `ramure show`: prints the card of one unit.

use crate::cli::args::UnitOutput;
use crate::cli::output::{bold, print, print_text, use_color};
use crate::cli::progress::{INDEXING, Progress};
use crate::cli::resolve_unit::resolve_unit;
use crate::error::Error;
use crate::export;
use crate::org::{Org, ReverseRelations};
use crate::settings::Settings;
use crate::text::{Printable, wrap_at_blanks};
use crate::tui;

/// Prints the card, or all values of a field; status 1 if there is none. If several units match
/// the query, lists them in `messages` and returns 1.
pub fn run(
    org: &Org,
    query: &str,
    output: UnitOutput,
    settings: &Settings,
    progress: &mut Progress,
    messages: &mut Vec<Printable>,
) -> Result<u8, Error> {
    let Some(unit) = resolve_unit(org, query, settings, progress, messages)? else { return Ok(1) };
    match output {
        UnitOutput::Text => {}
        UnitOutput::Json => {
            let relations = ReverseRelations::with_progress(org, &mut progress.of(INDEXING));
            progress.clear();
            return print(|out| export::write_unit(org, unit, &relations, out));
        }
        UnitOutput::Field(field) => {
            let relations = field.relations(org, &mut progress.of(INDEXING));
            let lines = field.lines(org, unit, &relations).map_err(Error::Terminal)?;
            progress.clear();
            print(|out| lines.iter().try_for_each(|line| writeln!(out, "{line}")))?;
            return Ok(u8::from(lines.is_empty()));
        }
    }
    let emphasis: export::Emphasis = if use_color(settings) { bold } else { str::to_string };
    let relations = ReverseRelations::with_progress(org, &mut progress.of(INDEXING));
    progress.clear();
    let card = export::card_text(org, unit, Some(&relations), settings.lang, emphasis);
    let card = match tui::stdout_columns() {
        Some(columns) => on_terminal(&card, columns, settings),
        None => card,
    };
    print_text(settings, |out| out.write_all(card.as_bytes()))
}

/// The card wrapped to the width of a terminal, with its addresses as links where they are shown.
/// The last column stays free: some terminals wrap as soon as it is filled.
fn on_terminal(card: &str, columns: usize, settings: &Settings) -> String {
    let linked = if settings.hyperlinks { export::with_hyperlinks(card) } else { card.to_string() };
    wrap_at_blanks(&linked, columns.saturating_sub(1))
}
