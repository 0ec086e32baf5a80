//! `ramure convert`: prints files of any supported format as `ramure/1`.

use std::path::PathBuf;

use crate::cli::load;
use crate::cli::output::print;
use crate::error::Error;
use crate::export;
use crate::export::Subtree;
use crate::settings::Settings;

/// Reads the files as one organisation and prints it.
pub fn run(files: &[PathBuf], settings: &Settings) -> Result<u8, Error> {
    let org = load::files(files, settings)?;
    let status = print(|out| export::write_document(&Subtree::whole(&org), out));
    load::check_pack(&org, files)?;
    status
}
