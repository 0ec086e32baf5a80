//! `ramure diff`: prints the differences between two versions of an organisation.

use std::path::PathBuf;

use crate::cli::load;
use crate::cli::output::{print_counted, text_output};
use crate::cli::progress::{COMPARING, Progress};
use crate::diff::Diff;
use crate::error::Error;
use crate::export;
use crate::export::Comparison;
use crate::org::Org;
use crate::settings::Settings;

/// Prints the differences between two files. Returns 1 if there are any.
pub fn run(
    files: [&PathBuf; 2],
    json: bool,
    settings: &Settings,
    progress: &mut Progress,
) -> Result<u8, Error> {
    let [old_path, new_path] = files.map(std::slice::from_ref);
    let old = load::files(old_path, settings, progress)?;
    let new = load::files(new_path, settings, progress)?;
    load::check_memory(&new, new_path)?;
    let status = print_differences(&old, &new, json, settings, progress);
    load::check_pack(&old, old_path)?;
    load::check_pack(&new, new_path)?;
    status
}

/// Prints the differences between two organisations. Returns 1 if there are any.
pub fn print_differences(
    old: &Org,
    new: &Org,
    json: bool,
    settings: &Settings,
    progress: &mut Progress,
) -> Result<u8, Error> {
    let diff = Diff::with_progress(old, new, &mut progress.of(COMPARING));
    let compared = Comparison { old, new, diff: &diff };
    print_counted(progress, 0, |out, _| match json {
        true => export::write_differences_json(compared, out),
        false => export::write_differences(compared, settings.lang, &mut text_output(out, settings)),
    })?;
    Ok(u8::from(!diff.is_empty()))
}
