//! `ramure convert`: a file of any format in the public one.

use std::path::PathBuf;

use super::{args, linear, open, print, usage};
use crate::error::Error;
use crate::export::{self, Branch};
use crate::settings::Settings;

/// Prints the organisation of a file, all of it. Files that are one organisation together are
/// not opened yet: several are refused, as several `--data` are.
pub fn run(files: &[PathBuf], settings: &Settings) -> Result<u8, Error> {
    let [file] = files else { return Err(Error::Usage(usage::twice(args::FILE, settings.lang))) };
    let (_, org) = open::file(file, settings.lang, linear::is_wanted(settings))?;
    print(|out| export::document(&Branch::whole(&org), out))
}
