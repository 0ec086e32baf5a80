//! `ramure completions`: prints a shell completion script.

use clap_complete::{Shell, generate};

use crate::cli::grammar;
use crate::cli::output::print;
use crate::error::Error;
use crate::settings::Settings;

/// Prints the script. It is generated in memory first: the generator panics on write errors.
pub fn run(shell: Shell, settings: &Settings) -> Result<u8, Error> {
    let mut script = Vec::new();
    generate(shell, &mut grammar::command(settings.lang), "ramure", &mut script);
    print(|out| out.write_all(&script))
}
