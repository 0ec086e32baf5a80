//! The message that what a command has written comes from data with problems: it may be read by somebody who never
//! sees the data.

use std::path::PathBuf;

use crate::lang::{self, Tr};
use crate::org::Org;
use crate::settings::Settings;
use crate::text::Printable;

use super::shown_commands::check_commands;

const PROBLEMS_WHILE_READING: Tr =
    Tr::new("{} à la lecture des données : voir « {} »", "{} while reading the data: see “{}”");

/// The number of problems that were found when the files were read, and the command that lists them with those inside
/// records. `None` without any, and in restricted mode, which does not allow that command.
pub fn problems_message(org: &Org, files: &[PathBuf], settings: &Settings) -> Option<Printable> {
    let count = Some(org.structural_diagnostic_count()).filter(|&count| count > 0)?;
    let settings = Settings { data: files.to_vec(), ..settings.clone() };
    let command = check_commands(&settings).into_iter().next()?;
    let message =
        PROBLEMS_WHILE_READING.with(settings.lang, &[&lang::problems(count, settings.lang), &command]);
    Some(Printable::new(&format!("ramure: {message}")))
}
