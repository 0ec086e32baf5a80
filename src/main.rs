//! The program: does what the command line asks, says what went wrong, and ends with the
//! status that says so too.

use std::io::{self, Write};
use std::process::ExitCode;

use ramure::cli;

fn main() -> ExitCode {
    let outcome = cli::run(std::env::args_os());
    for message in &outcome.messages {
        // Standard error may be a terminal that is gone: the status still tells.
        let _ = writeln!(io::stderr(), "{message}");
    }
    ExitCode::from(outcome.status)
}
