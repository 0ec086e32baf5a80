//! The linear mode's shell: lines in, lines out, until the input or the reader goes away.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;

use crate::error::Error;
use crate::linear::Linear;
use crate::org::Org;
use crate::settings::{self, Settings};
use crate::tui;

/// The longest line that is kept, in bytes.
const LONGEST: u64 = 4 << 10;

/// Whether to speak line by line: when asked on the command line or, on a terminal, when it is
/// wished or nothing can be drawn.
pub fn is_wanted(settings: &Settings) -> bool {
    match settings.linear {
        Some(settings::Linear::Always) => true,
        Some(settings::Linear::OnTerminal) => tui::has_screen(),
        Some(settings::Linear::Never) => false,
        None => tui::has_screen() && !settings::can_draw(),
    }
}

/// Speaks until it is asked to stop. The end of the input is one way to ask, and a reader that
/// went away is no error.
pub fn run(org: Org, query: &str, settings: &Settings) -> Result<u8, Error> {
    let input = input(settings)?;
    match converse(Linear::new(org, settings.lang), query, input, &mut io::stdout().lock()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Error::Terminal(error)),
        _ => Ok(0),
    }
}

/// Where lines come from: standard input or, when that holds the data, the terminal.
fn input(settings: &Settings) -> Result<Box<dyn BufRead>, Error> {
    if settings.data.as_deref() != Some(Path::new("-")) {
        return Ok(Box::new(io::stdin().lock()));
    }
    let keyboard = tui::keyboard().map_err(|_| Error::NoKeyboard)?;
    Ok(Box::new(BufReader::new(keyboard)))
}

/// Each answer ends with the prompt. An error is one of writing.
fn converse(
    mut linear: Linear,
    query: &str,
    mut input: impl BufRead,
    output: &mut impl Write,
) -> io::Result<()> {
    let mut said = linear.open(query);
    loop {
        said.push_str(linear.prompt());
        output.write_all(said.as_bytes())?;
        output.flush()?;
        let Some(line) = read(&mut input) else { return output.write_all(b"\n") };
        match linear.answer(&line) {
            Some(answer) => said = answer,
            None => return Ok(()),
        }
    }
}

/// The next line; `None` at the end of the input, and when it fails. What is longer than is
/// kept is read and left out.
fn read(input: &mut impl BufRead) -> Option<String> {
    let mut line = Vec::new();
    input.by_ref().take(LONGEST).read_until(b'\n', &mut line).ok().filter(|&n| n > 0)?;
    if line.last() != Some(&b'\n') {
        input.skip_until(b'\n').ok()?;
    }
    Some(String::from_utf8_lossy(&line).into_owned())
}
