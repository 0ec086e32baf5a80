//! Finding the one unit that the words of a command mean.

use crate::error::Error;
use crate::org::path::joined_path;
use crate::org::{Org, UnitId};
use crate::search::{Index, Matches, Query};
use crate::settings::Settings;
use crate::text::Printable;

/// A best match is taken when its score exceeds the next one's by at least this much.
const MIN_SCORE_LEAD: u32 = 10;
/// How many candidates are listed.
const MAX_CANDIDATES: usize = 10;

/// Finds a unit by id, acronym or name, or by a query with one clear best match. `None` when
/// several fit; they are listed in `messages`. An error when none fits.
pub fn resolve_unit(
    org: &Org,
    words: &str,
    settings: &Settings,
    messages: &mut Vec<Printable>,
) -> Result<Option<UnitId>, Error> {
    if let Some(unit) = org.find(words) {
        return Ok(Some(unit));
    }
    let mut index = Index::new(org);
    let typed = Printable::new(words);
    let matches = index.search(org, &Query::new(words));
    let named = index.find_exact(org, words);
    let candidates = match (named.as_slice(), matches.top(usize::MAX).as_slice()) {
        ([unit], _) => return Ok(Some(*unit)),
        ([], []) => return Err(no_match(org, &typed, &matches)),
        ([], [best]) => return Ok(Some(best.unit)),
        ([], [best, next, ..]) if best.score >= next.score + MIN_SCORE_LEAD => return Ok(Some(best.unit)),
        ([], found) => {
            let close = found.iter().filter(|unit| unit.score + MIN_SCORE_LEAD > found[0].score);
            close.map(|found| found.unit).collect()
        }
        (named, _) => named.to_vec(),
    };
    let ambiguous = Error::AmbiguousUnit { query: typed, count: candidates.len() };
    messages.push(Printable::new(&format!("ramure: {}", ambiguous.message(settings.lang))));
    messages.extend(candidates.into_iter().take(MAX_CANDIDATES).map(|unit| candidate(org, unit)));
    Ok(None)
}

/// The error for a query without matches, with a suggestion if there is one.
pub fn no_match(org: &Org, typed: &Printable, matches: &Matches) -> Error {
    let nearest = matches.suggestion.map(|unit| org.name(unit));
    Error::NoUnit { query: typed.clone(), suggestion: nearest }
}

fn candidate(org: &Org, unit: UnitId) -> Printable {
    let path = joined_path(org, unit);
    Printable::new(&format!("  {}  {}  {path}", org.id(unit), org.name(unit)))
}
