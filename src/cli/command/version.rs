//! `ramure --version`: the version, and the packed directory that the program has in it.

use crate::cli::load;
use crate::cli::output::print;
use crate::error::Error;
use crate::lang::units;
use crate::org::UnitId;
use crate::settings::Settings;

/// Prints the version and, on a line of its own, what the program holds if it is not the organisation
/// that comes with it: its name, the number of units, and what it was made of.
pub fn run(version: &str, settings: &Settings) -> Result<u8, Error> {
    let org = load::embedded(settings.lang)?;
    print(|out| {
        out.write_all(version.as_bytes())?;
        match org.pack_info() {
            None => Ok(()),
            Some(info) => {
                let (name, units) = (org.name(UnitId::ROOT), units(org.len(), settings.lang));
                writeln!(out, "{name}, {units}, {}", info.sentence(settings.lang))
            }
        }
    })
}
