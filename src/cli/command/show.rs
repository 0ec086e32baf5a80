//! `ramure show`: the whole card of one unit.

use super::find::no_unit;
use crate::cli::{bold, paints, print};
use crate::error::Error;
use crate::export;
use crate::org::{Org, UnitId};
use crate::search::{Index, Query};
use crate::settings::Settings;
use crate::text::Printable;

/// A best match is clear when it is better than the next by this much.
const CLEAR: u32 = 10;
/// How many candidates are listed.
const CANDIDATES: usize = 10;

/// Prints the card. Where several units are meant, they are listed in the messages.
pub fn run(
    org: &Org,
    words: &str,
    json: bool,
    settings: &Settings,
    messages: &mut Vec<Printable>,
) -> Result<u8, Error> {
    let Some(unit) = meant(org, words, settings, messages)? else { return Ok(1) };
    if json {
        return print(|out| export::unit(org, unit, out));
    }
    let stress: export::Stress = if paints(settings) { bold } else { str::to_string };
    print(|out| out.write_all(export::card(org, unit, settings.lang, stress).as_bytes()))
}

/// The unit that the words mean: an id, an acronym, a name, or a query whose best match is
/// clear. `None`, with the candidates in the messages, when several are meant.
pub fn meant(
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
    let called = index.called(org, words);
    let lines = match (called.as_slice(), matches.best(usize::MAX).as_slice()) {
        ([unit], _) => return Ok(Some(*unit)),
        ([], []) => return Err(no_unit(org, &typed, &matches)),
        ([], [best]) => return Ok(Some(best.unit)),
        ([], [best, next, ..]) if best.score >= next.score + CLEAR => return Ok(Some(best.unit)),
        ([], best) => {
            let near = best.iter().filter(|found| found.score + CLEAR > best[0].score);
            near.map(|found| found.unit).collect()
        }
        (called, _) => called.to_vec(),
    };
    let many = Error::ManyUnits { words: typed, count: lines.len() };
    messages.push(Printable::new(&format!("ramure: {}", many.say(settings.lang))));
    messages.extend(lines.into_iter().take(CANDIDATES).map(|unit| candidate(org, unit)));
    Ok(None)
}

fn candidate(org: &Org, unit: UnitId) -> Printable {
    let path = export::joined_path(org, unit);
    Printable::new(&format!("  {}  {}  {path}", org.id(unit), org.name(unit)))
}
