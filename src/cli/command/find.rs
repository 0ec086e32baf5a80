//! `ramure find`: prints matches, best first, one per line.

use crate::cli::args::UnitOutput;
use crate::cli::output::{bold, print, use_color};
use crate::cli::resolve_unit::no_match;
use crate::error::Error;
use crate::export;
use crate::export::UnitField;
use crate::org::Org;
use crate::org::path::joined_path;
use crate::search::{Index, Query, ScoredUnit};
use crate::settings::Settings;
use crate::text::Printable;

/// Prints at most `limit` matches. Without a match it is an error, or status 1 in JSON.
pub fn run(
    org: &Org,
    query: &str,
    output: UnitOutput,
    limit: usize,
    settings: &Settings,
) -> Result<u8, Error> {
    let shown_query = Printable::new(query);
    let query = Query::new(query);
    let matches = Index::new(org).search(org, &query);
    if output == UnitOutput::Json {
        print(|out| export::write_matches(org, &shown_query, &query, &matches, limit, out))?;
        return Ok(u8::from(matches.total() == 0));
    }
    if matches.total() == 0 {
        return Err(no_match(org, &shown_query, &matches));
    }
    let found = matches.top(limit);
    if let UnitOutput::Field(field) = output {
        return print_field(org, field, &found);
    }
    let highlight = use_color(settings).then_some(&query);
    print(|out| found.iter().try_for_each(|found| out.write_all(line(org, found, highlight).as_bytes())))
}

/// Prints the first value that each unit has of a field. Status 1 if none has one.
fn print_field(org: &Org, field: UnitField, found: &[ScoredUnit]) -> Result<u8, Error> {
    let mut status = 1;
    print(|out| {
        for ScoredUnit { unit, .. } in found {
            if let Some(value) = field.lines(org, *unit)?.first() {
                status = 0;
                writeln!(out, "{value}")?;
            }
        }
        Ok(())
    })?;
    Ok(status)
}

/// Name, acronym, kind, path and first contact, separated by tabs.
fn line(org: &Org, found: &ScoredUnit, highlight: Option<&Query>) -> String {
    let unit = org.unit(found.unit);
    let path = joined_path(org, found.unit);
    let name = highlight.map_or(unit.name.to_string(), |query| highlighted(&unit.name, query));
    let contact = unit.contacts.first().map_or("", |contact| &*contact.value);
    let [acronym, kind] = [&unit.acronym, &unit.kind].map(|text| text.as_deref().unwrap_or(""));
    format!("{name}\t{acronym}\t{kind}\t{path}\t{contact}\n")
}

/// The name with the matching letters in bold.
fn highlighted(name: &str, query: &Query) -> String {
    let mut text = String::new();
    let mut end = 0;
    for range in query.name_highlights(name) {
        text += &name[end..range.start];
        text += &bold(&name[range.clone()]);
        end = range.end;
    }
    text + &name[end..]
}
