//! `ramure check`: every problem in the data, with file and line.

use std::fmt::Write;
use std::path::PathBuf;

use crate::cli::{load, print};
use crate::error::Error;
use crate::lang::{Lang, Tr, units};
use crate::org::{Org, Problem};
use crate::settings::Settings;
use crate::text::Printable;

const NO_PROBLEM: Tr = Tr::new("{} : {}, aucun problème", "{}: {}, no problem");

/// Prints the problems of the organisation that the files are together, or of the one that would
/// be opened: 1 when there are any. A file that cannot be read is said in the messages, 2, and the
/// others are read without it.
pub fn run(files: &[PathBuf], settings: &Settings, messages: &mut Vec<Printable>) -> Result<u8, Error> {
    let mut paths = if files.is_empty() { settings.data.clone() } else { files.to_vec() };
    if paths.is_empty() {
        return tell(&load::embedded(settings.lang)?, settings.lang);
    }
    let mut unreadable = 0;
    while !paths.is_empty() {
        match load::readable(&paths, settings) {
            Ok(org) => return Ok(tell(&org, settings.lang)?.max(unreadable)),
            Err((file, error)) => {
                messages.push(Printable::new(&format!("ramure: {}", error.say(settings.lang))));
                unreadable = error.status();
                paths.remove(file);
            }
        }
    }
    Ok(unreadable)
}

fn tell(org: &Org, lang: Lang) -> Result<u8, Error> {
    let problems = org.problems();
    print(|out| out.write_all(report(org, &problems, lang).as_bytes()))?;
    Ok(u8::from(!problems.is_empty()))
}

fn report(org: &Org, problems: &[Problem], lang: Lang) -> String {
    let mut text = String::new();
    for Problem { file, line, fault } in problems {
        let said = Printable::new(&fault.say(lang));
        let name = org.files().get(*file).map_or("", |name| name);
        let _ = writeln!(text, "{name}:{line}: {said}");
    }
    if problems.is_empty() {
        let names: Vec<&str> = org.files().iter().map(|name| &**name).collect();
        let _ = writeln!(text, "{}", NO_PROBLEM.with(lang, &[&names.join(", "), &units(org.len(), lang)]));
    }
    text
}
