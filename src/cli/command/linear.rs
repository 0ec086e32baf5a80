//! The linear mode's shell: lines in, lines out, until the input or the reader goes away.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::os::fd::AsFd;
use std::path::Path;
use std::time::Duration;

use crate::cli::load;
use crate::error::Error;
use crate::linear::{Answer, Linear};
use crate::org::Org;
use crate::settings::{self, Settings};
use crate::text::Printable;
use crate::tui::{self, Ending, Typed, Typing};

/// The longest line that is kept, in bytes.
const LONGEST: usize = 4 << 10;

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
    /// The prompt is out of sight.
    Again,
    /// Why nothing more will come.
    Ending(Ending),
}

/// Speaks until it is asked to stop. The end of the input is one way to ask, and a reader that
/// went away is no error. Returns why it ended.
pub fn run(org: Org, old: Option<Org>, query: &str, settings: &Settings) -> Result<Ending, Error> {
    let typing = Typing::new().map_err(Error::Terminal)?;
    let lines = Lines { input: BufReader::new(input(settings)?), typing, idle: settings.idle };
    let mut linear = Linear::new(org, settings.lang);
    if let Some(old) = old {
        linear.compare(old);
    }
    match converse(linear, query, settings, lines, &mut io::stdout().lock()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Error::Terminal(error)),
        ended => Ok(ended.unwrap_or(Ending::Quit)),
    }
}

/// Where lines come from: standard input or, when that holds the data, the terminal.
fn input(settings: &Settings) -> Result<File, Error> {
    if settings.data.iter().any(|path| path == Path::new(load::STANDARD_INPUT)) {
        return tui::keyboard().map_err(|_| Error::NoKeyboard);
    }
    let input = io::stdin().as_fd().try_clone_to_owned();
    input.map(File::from).map_err(Error::Terminal)
}

/// Each answer ends with the prompt, which is said again after a stop. Returns why it ended; an
/// error is one of writing.
fn converse(
    mut linear: Linear,
    query: &str,
    settings: &Settings,
    mut lines: Lines,
    output: &mut impl Write,
) -> io::Result<Ending> {
    let mut said = linear.open(query);
    loop {
        output.write_all(wrapped(&said).as_bytes())?;
        output.write_all(linear.prompt().as_bytes())?;
        output.flush()?;
        let answer = match lines.next() {
            Came::Line(line) => linear.answer(&line),
            Came::Again => Answer::Said(String::new()),
            ended => {
                // What comes next has a line of its own.
                output.write_all(b"\n")?;
                return Ok(if let Came::Ending(ending) = ended { ending } else { Ending::Quit });
            }
        };
        match answer {
            Answer::Said(answer) => said = answer,
            Answer::Reload => said = linear.reload(load::again(settings)),
            Answer::Quit => return Ok(Ending::Quit),
        }
    }
}

/// The lines as a terminal of that width would show them, but cut between words; elsewhere as
/// they are. The last column stays free: some terminals go on to the next row after it.
fn wrapped(text: &str) -> Cow<'_, str> {
    let Some(columns) = tui::columns() else { return text.into() };
    let rows = text.lines().flat_map(|line| Printable::new(line).wrap(columns.saturating_sub(1)));
    rows.map(|row| row.to_string() + "\n").collect()
}

/// Typed lines, as they come.
struct Lines {
    input: BufReader<File>,
    typing: Typing,
    idle: Option<Duration>,
}

impl Lines {
    /// The next line; the end also when reading fails. What is longer than is kept is read and
    /// left out.
    fn next(&mut self) -> Came {
        let mut line = Vec::new();
        while line.last() != Some(&b'\n') {
            if self.input.buffer().is_empty() {
                match self.typing.wait(self.input.get_ref(), self.idle) {
                    Typed::Something => {}
                    Typed::Nothing => return Came::Ending(Ending::Idle),
                    // What came of the line is kept.
                    Typed::Again if !line.is_empty() => continue,
                    Typed::Again => return Came::Again,
                    Typed::Interrupt(signal) => return Came::Ending(Ending::Signal(signal)),
                }
            }
            if !self.take(&mut line) {
                break;
            }
        }
        if line.is_empty() { Came::End } else { Came::Line(String::from_utf8_lossy(&line).into_owned()) }
    }

    /// Adds what is there of the line; false when there is nothing more.
    fn take(&mut self, line: &mut Vec<u8>) -> bool {
        let Ok(bytes @ [_, ..]) = self.input.fill_buf() else { return false };
        let end = bytes.iter().position(|&byte| byte == b'\n').map(|at| at + 1);
        let taken = end.unwrap_or(bytes.len());
        let room = LONGEST.saturating_sub(line.len());
        line.extend(&bytes[..taken.min(room)]);
        // The end is kept whatever is left out.
        if end.is_some() && taken > room {
            line.push(b'\n');
        }
        self.input.consume(taken);
        true
    }
}
