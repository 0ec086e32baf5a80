//! `ramure completions`: prints a shell completion script. In bash, zsh and fish the script asks the program
//! what may be typed next (`ramure __complete`); in other shells it has the commands and options only.

use clap_complete::{Generator, generate, shells};
use clap_complete_nushell::Nushell;

use crate::cli::grammar;
use crate::cli::output::print;
use crate::cli::shell::Shell;
use crate::error::Error;
use crate::settings::Settings;

/// Prints the script.
pub fn run(shell: Shell, settings: &Settings) -> Result<u8, Error> {
    let script = match shell {
        Shell::Bash => include_bytes!("completions/ramure.bash").to_vec(),
        Shell::Zsh => include_bytes!("completions/ramure.zsh").to_vec(),
        Shell::Fish => include_bytes!("completions/ramure.fish").to_vec(),
        Shell::Elvish => generated(shells::Elvish, settings),
        Shell::Nushell => generated(Nushell, settings),
        Shell::Powershell => generated(shells::PowerShell, settings),
    };
    print(|out| out.write_all(&script))
}

/// A script in memory: the generators panic on write errors.
fn generated(shell: impl Generator, settings: &Settings) -> Vec<u8> {
    let mut script = Vec::new();
    generate(shell, &mut grammar::command_for_scripts(settings.lang), "ramure", &mut script);
    script
}
