//! The `ramure` program: runs the command line, prints its messages and exits with its status.

use std::io::{self, Write};
use std::process::ExitCode;

use ramure::cli;

fn main() -> ExitCode {
    let outcome = cli::run(std::env::args_os());
    for message in &outcome.messages {
        // Standard error may be closed; the exit status still reports the outcome.
        let _ = writeln!(io::stderr(), "{message}");
    }
    ExitCode::from(outcome.status)
}
