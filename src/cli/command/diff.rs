//! `ramure diff`: what sets two states of an organisation apart.

use std::path::PathBuf;

use crate::cli::{load, print};
use crate::diff::Diff;
use crate::error::Error;
use crate::export::{self, Compared};
use crate::org::Org;
use crate::settings::Settings;

/// Prints the differences of two files: 1 when there are any.
pub fn run(files: [&PathBuf; 2], json: bool, settings: &Settings) -> Result<u8, Error> {
    let open = |file: &PathBuf| load::files(std::slice::from_ref(file), settings);
    tell(&open(files[0])?, &open(files[1])?, json, settings)
}

/// Prints what sets two organisations apart: 1 when anything does.
pub fn tell(old: &Org, new: &Org, json: bool, settings: &Settings) -> Result<u8, Error> {
    let diff = Diff::new(old, new);
    let compared = Compared { old, new, diff: &diff };
    print(|out| match json {
        true => export::differences_json(compared, out),
        false => export::differences(compared, settings.lang, out),
    })?;
    Ok(u8::from(!diff.is_empty()))
}
