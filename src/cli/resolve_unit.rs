//! Finds the one unit that the query of a command names.

use crate::cli::progress::{INDEXING, Progress};
use crate::error::Error;
use crate::org::path::joined_path;
use crate::org::{Org, UnitId};
use crate::search::{Index, Matches, Query};
use crate::settings::Settings;
use crate::text::Printable;
use crate::theme::Glyphs;
use crate::tui;

/// A best match is taken when its score exceeds the next one's by at least this much.
const MIN_SCORE_LEAD: u32 = 10;
/// More candidates are not listed.
const MAX_CANDIDATES: usize = 10;

/// Finds a unit by id, acronym or name, or by a search with one clear best match. `None` if
/// several match; they are listed in `messages`. An error if none matches.
pub fn resolve_unit(
    org: &Org,
    query: &str,
    settings: &Settings,
    progress: &mut Progress,
    messages: &mut Vec<Printable>,
) -> Result<Option<UnitId>, Error> {
    if let Some(unit) = org.find(query) {
        return Ok(Some(unit));
    }
    let mut index = Index::with_progress(org, &mut progress.of(INDEXING));
    let shown_query = Printable::new(query);
    let named = index.find_exact(org, query);
    if let [unit] = named[..] {
        return Ok(Some(unit));
    }
    let matches = index.search(org, &Query::new(query, org.languages()));
    let candidates = match (named.as_slice(), matches.top(usize::MAX).as_slice()) {
        ([], []) => return Err(no_match(org, &index, &shown_query, &matches)),
        // Another unit must not be taken for the one that was meant.
        ([], [best, ..]) if matches.fits_poorly() => {
            return Err(Error::NoUnit { query: shown_query, suggestion: Some(org.name(best.unit)) });
        }
        ([], [best]) => return Ok(Some(best.unit)),
        ([], [best, next, ..]) if best.score >= next.score + MIN_SCORE_LEAD => return Ok(Some(best.unit)),
        ([], found) => {
            let close = found.iter().filter(|unit| unit.score + MIN_SCORE_LEAD > found[0].score);
            close.map(|found| found.unit).collect()
        }
        (named, _) => named.to_vec(),
    };
    let ellipsis = Glyphs::new(settings.ascii).ellipsis;
    let ambiguous = Error::AmbiguousUnit { query: shown_query, count: candidates.len() };
    messages.push(Printable::new(&format!("ramure: {}", ambiguous.message(settings.lang))));
    messages
        .extend(candidates.into_iter().take(MAX_CANDIDATES).map(|unit| candidate_line(org, unit, ellipsis)));
    Ok(None)
}

/// The error for a query without matches, with a suggestion if there is one.
pub fn no_match(org: &Org, index: &Index, query: &Printable, matches: &Matches) -> Error {
    if let Some(choices) = index.choices_for_unknown(org, query) {
        return Error::unknown_value(query, &choices);
    }
    let nearest = matches.suggestion().map(|unit| org.name(unit));
    Error::NoUnit { query: query.clone(), suggestion: nearest }
}

/// A candidate in one line: id, name and path; cut off at the width of a terminal.
fn candidate_line(org: &Org, unit: UnitId, ellipsis: &'static str) -> Printable {
    let path = joined_path(org, unit);
    let line = Printable::new(&format!("  {}  {}  {path}", org.id(unit), org.name(unit)));
    tui::stdout_columns().map_or(line.clone(), |columns| line.truncate(columns, ellipsis))
}
