//! `ramure find`: the best matches first, one a line.

use crate::cli::{bold, paints, print};
use crate::error::Error;
use crate::export;
use crate::org::Org;
use crate::search::{Found, Index, Matches, Query};
use crate::settings::Settings;
use crate::text::Printable;

/// Prints matches. None is an error without a word in JSON, where the answer says it.
pub fn run(org: &Org, query: &str, json: bool, limit: usize, settings: &Settings) -> Result<u8, Error> {
    let typed = Printable::new(query);
    let query = Query::new(query);
    let matches = Index::new(org).search(org, &query);
    if json {
        print(|out| export::matches(org, &typed, &query, &matches, limit, out))?;
        return Ok(u8::from(matches.total() == 0));
    }
    if matches.total() == 0 {
        return Err(no_unit(org, &typed, &matches));
    }
    let mark = paints(settings).then_some(&query);
    let found = matches.best(limit);
    print(|out| found.iter().try_for_each(|found| out.write_all(line(org, found, mark).as_bytes())))
}

/// Nothing was found, and what comes nearest.
pub fn no_unit(org: &Org, typed: &Printable, matches: &Matches) -> Error {
    let nearest = matches.nearest.map(|unit| org.name(unit));
    Error::NoUnit { words: typed.clone(), nearest }
}

/// Name, acronym, kind, path and first contact, with tabs between.
fn line(org: &Org, found: &Found, mark: Option<&Query>) -> String {
    let unit = org.unit(found.unit);
    let path = export::joined_path(org, found.unit);
    let name = mark.map_or(unit.name.to_string(), |query| marked(&unit.name, query));
    let contact = unit.contacts.first().map_or("", |contact| &*contact.value);
    let [acronym, kind] = [&unit.acronym, &unit.kind].map(|text| text.as_deref().unwrap_or(""));
    format!("{name}\t{acronym}\t{kind}\t{path}\t{contact}\n")
}

/// The name with the letters that match in bold.
fn marked(name: &str, query: &Query) -> String {
    let mut text = String::new();
    let mut at = 0;
    for part in query.positions(name) {
        text += &name[at..part.start];
        text += &bold(&name[part.clone()]);
        at = part.end;
    }
    text + &name[at..]
}
