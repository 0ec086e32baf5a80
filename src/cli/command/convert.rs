//! `ramure convert`: prints files of any supported format as `ramure/1`.

use std::io::Write;
use std::path::PathBuf;

use crate::cli::load;
use crate::cli::output::print_counted;
use crate::cli::problems_message::problems_message;
use crate::cli::progress::Progress;
use crate::error::Error;
use crate::export;
use crate::export::Subtree;
use crate::settings::Settings;
use crate::text::Printable;

/// Reads the files as one organisation and prints it. That they have problems is added to `messages`.
pub fn run(
    files: &[PathBuf],
    settings: &Settings,
    progress: &mut Progress,
    messages: &mut Vec<Printable>,
) -> Result<u8, Error> {
    let org = load::files(files, settings, progress)?;
    let whole = Subtree::whole(&org);
    let write = |out: &mut dyn Write, count: &_| export::write_document(&whole.counted_in(count), out);
    let status = print_counted(progress, org.len(), write);
    load::check_pack(&org, files)?;
    messages.extend(problems_message(&org, files, settings));
    status
}
