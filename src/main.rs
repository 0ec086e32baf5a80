//! The `ramure` program: runs the command line, prints its messages and exits with its status.

use std::process::ExitCode;

use ramure::cli;

fn main() -> ExitCode {
    let outcome = cli::run(std::env::args_os());
    outcome.print_messages();
    ExitCode::from(outcome.status)
}
