//! `ramure --version`: the version, and the packed directory that the program has in it.

use crate::cli::load;
use crate::cli::output::print;
use crate::error::Error;
use crate::lang::units;
use crate::org::UnitId;
use crate::settings::Settings;
use crate::text::Printable;

/// Prints the version and, on a line of its own, what the program holds if it is not the organisation
/// that comes with it: its name, the number of units, and what it was made of.
pub fn run(version: &str, settings: &Settings) -> Result<u8, Error> {
    let org = load::packed_in_program(settings.lang)?;
    print(|out| {
        out.write_all(version.as_bytes())?;
        org.iter().try_for_each(|org| {
            let (name, units) = (org.name(UnitId::ROOT), units(org.len(), settings.lang));
            let info = org.pack_info().map_or(Printable::default(), |info| info.sentence(settings.lang));
            writeln!(out, "{name}, {units}, {info}")
        })
    })
}
