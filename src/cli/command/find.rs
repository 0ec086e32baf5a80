//! `ramure find`: prints matches, best first, one per line.

use crate::cli::args::{Find, UnitOutput};
use crate::cli::output::{bold, print_counted, print_text, use_color};
use crate::cli::progress::{INDEXING, Progress};
use crate::cli::resolve_unit::no_match;
use crate::error::Error;
use crate::export;
use crate::export::UnitField;
use crate::lang;
use crate::lang::Lang;
use crate::org::Org;
use crate::org::path::joined_path;
use crate::search::{Index, Matches, Query, ScoredUnit};
use crate::settings::Settings;
use crate::text::{Formulas, Printable, with_apostrophes};
use crate::theme::Glyphs;
use crate::tui;

use super::match_table::{MEASURED_ROWS, MatchRow, TableLayout};

/// Prints the matches. Without a match it is an error, or status 1 in JSON. On a terminal, a message
/// says what is not printed, and whether anything fits well.
pub fn run(
    org: &Org,
    arguments: &Find,
    settings: &Settings,
    progress: &mut Progress,
    messages: &mut Vec<Printable>,
) -> Result<u8, Error> {
    let shown_query = Printable::new(&arguments.query);
    let query = Query::new(&arguments.query, org.languages());
    let mut index = Index::with_progress(org, &mut progress.of(INDEXING));
    let mut matches = index.search(org, &query);
    matches.set_weak_shown(arguments.with_weak);
    if arguments.output == UnitOutput::Json {
        let total = matches.total().min(arguments.limit);
        print_counted(progress, total, |out, count| {
            export::write_matches(org, &shown_query, &query, &matches, arguments.limit, count, out)
        })?;
        return Ok(u8::from(matches.total() == 0));
    }
    if matches.total() == 0 {
        return Err(no_match(org, &index, &shown_query, &matches));
    }
    let found = matches.top(arguments.limit);
    if let UnitOutput::Field(field) = arguments.output {
        return print_field(org, field, &found, progress);
    }
    let highlight = use_color(settings).then_some(&query);
    match tui::stdout_columns() {
        Some(columns) => {
            progress.clear();
            messages.extend(note(&matches, settings.lang));
            print_table(org, &found, columns, settings, highlight)
        }
        None => print_counted(progress, found.len(), |out, count| {
            found.iter().enumerate().try_for_each(|(done, found)| {
                count.set(done);
                out.write_all(line(org, found, arguments.formulas, highlight).as_bytes())
            })
        }),
    }
}

/// Whether nothing fits well, and the number of weaker matches that are not printed.
fn note(matches: &Matches, lang: Lang) -> Option<Printable> {
    let poor = matches.fits_poorly().then(|| lang::NOTHING_FITS_WELL.get(lang).to_string());
    let hidden = Some(matches.weak_count()).filter(|&n| n > 0 && !matches.is_weak_shown());
    let hidden = hidden.map(|n| format!("{} (--all)", lang::weaker_matches(n, lang)));
    let parts: Vec<String> = poor.into_iter().chain(hidden).collect();
    (!parts.is_empty()).then(|| Printable::new(&format!("ramure: {}", parts.join(", "))))
}

/// Prints the matches in columns that fit a terminal. The last column stays free: some terminals
/// wrap as soon as it is filled.
fn print_table(
    org: &Org,
    found: &[ScoredUnit],
    columns: usize,
    settings: &Settings,
    highlight: Option<&Query>,
) -> Result<u8, Error> {
    let first_rows: Vec<MatchRow> = found.iter().take(MEASURED_ROWS).map(|found| row(org, found)).collect();
    let layout = TableLayout::new(&first_rows, columns.saturating_sub(1));
    let ellipsis = Glyphs::new(settings.ascii).ellipsis;
    let name = |name: &Printable| emphasised(name, highlight);
    print_text(settings, |out| {
        let lines = found.iter().map(|found| layout.line(&row(org, found), ellipsis, name));
        lines.into_iter().try_for_each(|line| out.write_all(line.as_bytes()))
    })
}

/// Prints the first value that each unit has of a field. Status 1 if none has one.
fn print_field(
    org: &Org,
    field: UnitField,
    found: &[ScoredUnit],
    progress: &mut Progress,
) -> Result<u8, Error> {
    let relations = field.relations(org, &mut progress.of(INDEXING));
    let mut status = 1;
    print_counted(progress, found.len(), |out, count| {
        for (done, ScoredUnit { unit, .. }) in found.iter().enumerate() {
            count.set(done);
            if let Some(value) = field.lines(org, *unit, &relations)?.first() {
                status = 0;
                writeln!(out, "{value}")?;
            }
        }
        Ok(())
    })?;
    Ok(status)
}

/// Name, acronym, kind, path and first contact, separated by tabs. Nothing reads these lines back, so that only formulas
/// that become texts get an apostrophe.
fn line(org: &Org, found: &ScoredUnit, formulas: Formulas, highlight: Option<&Query>) -> String {
    let MatchRow { name, acronym, kind, path, contact } = row(org, found);
    let cell = |text: Printable| match formulas {
        Formulas::AsText => Printable::new(&with_apostrophes(&text, formulas)),
        Formulas::AsTheyAre => text,
    };
    let [name, acronym, kind, path, contact] = [name, acronym, kind, path, contact].map(cell);
    format!("{}\t{acronym}\t{kind}\t{path}\t{contact}\n", emphasised(&name, highlight))
}

fn row(org: &Org, found: &ScoredUnit) -> MatchRow {
    let unit = org.unit(found.unit);
    MatchRow {
        path: Printable::new(&joined_path(org, found.unit)),
        contact: unit.contacts.into_iter().next().map_or(Printable::default(), |contact| contact.value),
        name: unit.name,
        acronym: unit.acronym.unwrap_or_default(),
        kind: unit.kind.unwrap_or_default(),
    }
}

fn emphasised(name: &Printable, highlight: Option<&Query>) -> String {
    highlight.map_or(name.to_string(), |query| highlighted(name, query))
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
