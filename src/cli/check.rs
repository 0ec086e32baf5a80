//! `ramure check`: every problem in the data, with file and line.

use std::fmt::Write;
use std::path::PathBuf;

use super::{open, print};
use crate::error::Error;
use crate::lang::{Lang, Tr, units};
use crate::org::{Org, Problem};
use crate::settings::Settings;
use crate::text::Printable;

const NO_PROBLEM: Tr = Tr::new("{} : {}, aucun problème", "{}: {}, no problem");

/// Prints the problems of each file, or of the organisation that would be opened: 1 when there
/// are any. A file that cannot be read is said in the messages: 2.
pub fn run(files: &[PathBuf], settings: &Settings, messages: &mut Vec<Printable>) -> Result<u8, Error> {
    let lang = settings.lang;
    let opened: Vec<Result<(Printable, Org), Error>> = match (files, &settings.data) {
        ([], Some(path)) => vec![open::file(path, lang, false)],
        ([], None) => vec![open::embedded(lang)],
        (files, _) => files.iter().map(|path| open::file(path, lang, false)).collect(),
    };
    let mut status = 0;
    for result in opened {
        match result {
            Ok((name, org)) => {
                let problems = org.problems();
                print(|out| out.write_all(report(&name, &org, &problems, lang).as_bytes()))?;
                status = status.max(u8::from(!problems.is_empty()));
            }
            Err(error) => {
                messages.push(Printable::new(&format!("ramure: {}", error.say(lang))));
                status = error.status();
            }
        }
    }
    Ok(status)
}

fn report(name: &str, org: &Org, problems: &[Problem], lang: Lang) -> String {
    let mut text = String::new();
    for problem in problems {
        let said = Printable::new(&problem.fault.say(lang));
        let _ = writeln!(text, "{name}:{}: {said}", problem.line);
    }
    if problems.is_empty() {
        let _ = writeln!(text, "{}", NO_PROBLEM.with(lang, &[name, &units(org.len(), lang)]));
    }
    text
}
