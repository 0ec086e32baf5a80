//! Writing to standard output, with or without colour.

use std::io::{self, BufWriter, Write};

use crate::error::Error;
use crate::settings::{Settings, When};

use super::interface;

/// Writes to standard output and returns status 0. A closed pipe is not an error.
pub fn print(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<u8, Error> {
    let mut out = BufWriter::new(io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Error::Terminal(error)),
        _ => Ok(0),
    }
}

/// Whether printed text is styled.
pub fn use_color(settings: &Settings) -> bool {
    match settings.color {
        When::Always => true,
        When::Never => false,
        When::Auto => interface::can_draw(),
    }
}

/// The text between the escape sequences that make it bold.
pub fn bold(text: &str) -> String {
    let bold = anstyle::Style::new().bold();
    format!("{bold}{text}{bold:#}")
}
