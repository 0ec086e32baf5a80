//! `ramure check`: prints every problem in the data, with file and line.

use std::io::{self, Write};
use std::path::PathBuf;

use crate::cli::output::print;
use crate::cli::progress::Progress;
use crate::cli::{aliases, load};
use crate::error::Error;
use crate::lang::{Lang, Tr, and_more, units};
use crate::org::{Diagnostic, Org, Problems};
use crate::settings::Settings;
use crate::text::Printable;

/// More files are not listed.
const MAX_LISTED_FILES: usize = 10;

const CHECKING: Tr = Tr::new("vérification", "checking");
const NO_PROBLEM: Tr = Tr::new("{} : {}, aucun problème", "{}: {}, no problem");

/// Checks the files as one organisation; without files, the one that the settings name.
///
/// Returns 1 if there are problems. A file that cannot be read is reported in `messages`, the
/// others are checked without it, and 2 is returned.
pub fn run(
    files: &[PathBuf],
    settings: &Settings,
    progress: &mut Progress,
    messages: &mut Vec<Printable>,
) -> Result<u8, Error> {
    let mut paths = if files.is_empty() { settings.data.clone() } else { files.to_vec() };
    if paths.is_empty() {
        return print_problems(load::embedded(settings.lang)?, &paths, settings, progress);
    }
    let mut status = 0;
    while !paths.is_empty() {
        match load::files_or_failed(&paths, settings, progress) {
            Ok(org) => return Ok(print_problems(org, &paths, settings, progress)?.max(status)),
            // It concerns no single file.
            Err((_, error @ Error::NoColumn { .. })) => return Err(error),
            Err((index, error)) => {
                messages.push(Printable::new(&format!("ramure: {}", error.message(settings.lang))));
                status = error.status();
                paths.remove(index);
            }
        }
    }
    Ok(status)
}

/// Prints the problems of an organisation and those of the aliases. A packed directory is read whole
/// before.
fn print_problems(
    mut org: Org,
    paths: &[PathBuf],
    settings: &Settings,
    progress: &mut Progress,
) -> Result<u8, Error> {
    org.verify_pack(&mut progress.of(CHECKING)).map_err(|fault| load::damaged_pack(fault, paths))?;
    aliases::join(&mut org, settings)?;
    let problems = org.problems(&mut progress.of(CHECKING));
    let problems = problems.map_err(|shortage| load::too_little_memory(shortage, paths))?;
    progress.clear();
    print(|out| write_report(out, &org, &problems, settings.lang))?;
    load::check_pack(&org, paths)?;
    Ok(u8::from(!problems.is_empty()))
}

/// The names of the first files, and how many more there are.
fn file_names(org: &Org, lang: Lang) -> String {
    let more = org.files().len().saturating_sub(MAX_LISTED_FILES);
    let more = (more > 0).then(|| and_more(more, lang));
    let names = org.files().iter().take(MAX_LISTED_FILES).map(|name| name.to_string());
    names.chain(more).collect::<Vec<_>>().join(", ")
}

fn write_report(out: &mut dyn Write, org: &Org, problems: &Problems, lang: Lang) -> io::Result<()> {
    if let Some(info) = org.pack_info() {
        writeln!(out, "{}", info.sentence(lang))?;
    }
    for Diagnostic { file, line, kind } in problems.iter() {
        let message = Printable::new(&kind.message(lang));
        let name = org.files().get(file).map_or("", |name| name);
        writeln!(out, "{name}:{line}: {message}")?;
    }
    if problems.is_empty() {
        writeln!(out, "{}", NO_PROBLEM.with(lang, &[&file_names(org, lang), &units(org.len(), lang)]))?;
    }
    Ok(())
}
