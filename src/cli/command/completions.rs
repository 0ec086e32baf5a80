//! `ramure completions`: the script that lets a shell complete the command line.

use clap_complete::{Shell, generate};

use crate::cli::{args, print};
use crate::error::Error;
use crate::settings::Settings;

/// Prints the script, whole or not at all: the generator panics where writing fails.
pub fn run(shell: Shell, settings: &Settings) -> Result<u8, Error> {
    let mut script = Vec::new();
    generate(shell, &mut args::command(settings.lang), "ramure", &mut script);
    print(|out| out.write_all(&script))
}
