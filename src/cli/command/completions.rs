//! `ramure completions`: prints a shell completion script. In bash, zsh and fish the script asks the program
//! what may be typed next (`ramure __complete`); in other shells it has the commands and options only.

use clap_complete::{Shell, generate};

use crate::cli::grammar;
use crate::cli::output::print;
use crate::error::Error;
use crate::settings::Settings;

/// Prints the script. One that is generated is so in memory first: the generator panics on write errors.
pub fn run(shell: Shell, settings: &Settings) -> Result<u8, Error> {
    let mut script = Vec::new();
    match shell {
        Shell::Bash => script.extend(include_bytes!("completions/ramure.bash")),
        Shell::Zsh => script.extend(include_bytes!("completions/ramure.zsh")),
        Shell::Fish => script.extend(include_bytes!("completions/ramure.fish")),
        _ => generate(shell, &mut grammar::command(settings.lang), "ramure", &mut script),
    }
    print(|out| out.write_all(&script))
}
