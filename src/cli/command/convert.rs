//! `ramure convert`: files of any format in the public one.

use std::path::PathBuf;

use crate::cli::{load, print};
use crate::error::Error;
use crate::export::{self, Branch};
use crate::settings::Settings;

/// Prints the organisation that files are together, all of it.
pub fn run(files: &[PathBuf], settings: &Settings) -> Result<u8, Error> {
    let org = load::files(files, settings)?;
    print(|out| export::document(&Branch::whole(&org), out))
}
