//! The linear mode's shell: lines in, lines out, until the input or the reader goes away.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::fd::AsFd;
use std::path::Path;
use std::time::Duration;

use super::open;
use crate::error::Error;
use crate::linear::{Answer, Linear};
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

/// What came of waiting for a line.
enum Came {
    Line(String),
    End,
    /// Nothing, for as long as the settings allow.
    Nothing,
}

/// Speaks until it is asked to stop. The end of the input is one way to ask, and a reader that
/// went away is no error. Returns whether it ended because nobody typed.
pub fn run(org: Org, old: Option<Org>, query: &str, settings: &Settings) -> Result<bool, Error> {
    let input = input(settings)?;
    let mut linear = Linear::new(org, settings.lang);
    if let Some(old) = old {
        linear.compare(old);
    }
    match converse(linear, query, BufReader::new(input), settings, &mut io::stdout().lock()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Error::Terminal(error)),
        ended => Ok(ended.unwrap_or(false)),
    }
}

/// Where lines come from: standard input or, when that holds the data, the terminal.
fn input(settings: &Settings) -> Result<File, Error> {
    if settings.data.iter().any(|path| path == Path::new(open::STANDARD_INPUT)) {
        return tui::keyboard().map_err(|_| Error::NoKeyboard);
    }
    let input = io::stdin().as_fd().try_clone_to_owned();
    input.map(File::from).map_err(Error::Terminal)
}

/// Each answer ends with the prompt. Returns whether it ended because nobody typed; an error is
/// one of writing.
fn converse(
    mut linear: Linear,
    query: &str,
    mut input: BufReader<File>,
    settings: &Settings,
    output: &mut impl Write,
) -> io::Result<bool> {
    let mut said = linear.open(query);
    loop {
        said.push_str(linear.prompt());
        output.write_all(said.as_bytes())?;
        output.flush()?;
        let answer = match read(&mut input, settings.idle) {
            Came::Line(line) => linear.answer(&line),
            ended => {
                output.write_all(b"\n")?;
                return Ok(matches!(ended, Came::Nothing));
            }
        };
        match answer {
            Answer::Said(answer) => said = answer,
            Answer::Reload => said = linear.reload(open::again(settings)),
            Answer::Quit => return Ok(false),
        }
    }
}

/// The next line; the end also when reading fails. What is longer than is kept is read and left
/// out.
fn read(input: &mut BufReader<File>, idle: Option<Duration>) -> Came {
    if input.buffer().is_empty() && !tui::is_typed_on(input.get_ref(), idle) {
        return Came::Nothing;
    }
    let mut line = Vec::new();
    let length = input.by_ref().take(LONGEST).read_until(b'\n', &mut line).unwrap_or(0);
    if length == 0 || (line.last() != Some(&b'\n') && input.skip_until(b'\n').is_err()) {
        return Came::End;
    }
    Came::Line(String::from_utf8_lossy(&line).into_owned())
}
