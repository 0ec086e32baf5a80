//! Linear mode: reads commands and writes answers, line by line, until the input ends.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::os::fd::AsFd;
use std::time::Duration;

use crate::cli::browser_host::BrowserHost;
use crate::cli::load::Loaded;
use crate::cli::progress::{COMPARING, Progress};
use crate::cli::shown_commands::check_commands;
use crate::cli::source_name::is_standard_input;
use crate::error::Error;
use crate::linear::{LinearBrowser, Response};
use crate::org::Org;
use crate::settings::Settings;
use crate::text::Printable;
use crate::tui;
use crate::tui::{Ending, Host, LineInput, LineWakeup};

/// A line is cut after this many bytes.
const MAX_LINE_BYTES: usize = 4 << 10;

/// The outcome of waiting for a line.
enum LineEvent {
    Line(String),
    End,
    /// The program was stopped and continued: the prompt is to be shown again.
    Continued,
    /// The session is over before the input is.
    Ending(Ending),
}

/// Runs linear mode until `quit`, the end of the input or a closed output, and returns why it
/// ended, and what was browsed.
pub fn run(
    loaded: Loaded,
    old: Option<Org>,
    query: &str,
    settings: &Settings,
    progress: &mut Progress,
) -> Result<(Ending, LinearBrowser), Error> {
    let line_input = LineInput::new().map_err(Error::Terminal)?;
    let reader = LineReader { input: BufReader::new(input(settings)?), line_input, idle: settings.idle };
    let host = BrowserHost::new(settings, loaded.to_cache);
    let mut linear = LinearBrowser::new(loaded.org, settings.lang);
    linear.set_check_commands(check_commands(settings));
    if let Some(old) = old {
        linear.compare_with_progress(old, &mut progress.of(COMPARING));
        progress.clear();
    }
    let mut output: Box<dyn Write> = match settings.idle {
        Some(idle) => tui::bounded_output(idle, io::stdout()),
        None => Box::new(io::stdout().lock()),
    };
    let ending = match dialogue(&mut linear, query, host, reader, &mut output) {
        Ok(ending) => ending,
        Err(error) => match error.kind() {
            io::ErrorKind::BrokenPipe => Ending::Quit,
            // A terminal that accepts nothing for as long as the idle limit.
            io::ErrorKind::TimedOut => Ending::HungUp,
            _ => return Err(Error::Terminal(error)),
        },
    };
    Ok((ending, linear))
}

/// The file that commands are read from: standard input or, if the data was read from it, the
/// terminal.
fn input(settings: &Settings) -> Result<File, Error> {
    if settings.data.iter().any(|path| is_standard_input(path)) {
        return tui::open_keyboard().map_err(|_| Error::NoKeyboard);
    }
    let input = io::stdin().as_fd().try_clone_to_owned();
    input.map(File::from).map_err(Error::Terminal)
}

/// Writes each answer and a prompt, then reads a line. Returns why it ended; an error comes
/// from writing.
fn dialogue(
    linear: &mut LinearBrowser,
    query: &str,
    mut host: BrowserHost,
    mut reader: LineReader,
    output: &mut impl Write,
) -> io::Result<Ending> {
    let mut message = linear.open(query);
    loop {
        message.extend(linear.fault_line());
        output.write_all(wrapped(&message).as_bytes())?;
        output.write_all(linear.prompt().as_bytes())?;
        output.flush()?;
        if let Some((org, index)) = linear.indexed() {
            host.on_indexed(org, index);
        }
        let answer = match reader.next() {
            LineEvent::Line(line) => linear.execute(&line),
            LineEvent::Continued => Response::Output(String::new()),
            ended => {
                // Later output, of the shell for example, starts on a new line.
                output.write_all(b"\n")?;
                return Ok(if let LineEvent::Ending(ending) = ended { ending } else { Ending::Quit });
            }
        };
        match answer {
            Response::Output(text) => message = text,
            Response::Reload => message = linear.reload(host.reload()()),
            Response::Quit => return Ok(Ending::Quit),
        }
    }
}

/// The text wrapped between words at the terminal's width; unchanged without a terminal. The
/// last column stays free: some terminals wrap as soon as it is filled.
fn wrapped(text: &str) -> Cow<'_, str> {
    let Some(columns) = tui::stdout_columns() else { return text.into() };
    let rows = text.lines().flat_map(|line| Printable::new(line).wrap(columns.saturating_sub(1)));
    rows.map(|row| row.to_string() + "\n").collect()
}

/// Reads lines, with the timeout and the signals of the session.
struct LineReader {
    input: BufReader<File>,
    line_input: LineInput,
    idle: Option<Duration>,
}

impl LineReader {
    /// The next line, cut after `MAX_LINE_BYTES`. A read error counts as the end.
    fn next(&mut self) -> LineEvent {
        let mut line = Vec::new();
        while line.last() != Some(&b'\n') {
            if self.input.buffer().is_empty() {
                match self.line_input.wait(self.input.get_ref(), self.idle) {
                    LineWakeup::Ready => {}
                    LineWakeup::Timeout => return LineEvent::Ending(Ending::Idle),
                    // A line that has begun is kept.
                    LineWakeup::Continued if !line.is_empty() => continue,
                    LineWakeup::Continued => return LineEvent::Continued,
                    LineWakeup::Interrupt(signal) => return LineEvent::Ending(Ending::Signal(signal)),
                }
            }
            if !self.read_part(&mut line) {
                break;
            }
        }
        if line.is_empty() {
            LineEvent::End
        } else {
            LineEvent::Line(String::from_utf8_lossy(&line).into_owned())
        }
    }

    /// Appends the bytes of the line that are available; false at the end of the input.
    fn read_part(&mut self, line: &mut Vec<u8>) -> bool {
        let bytes = match self.input.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return true,
            Ok(bytes @ [_, ..]) => bytes,
            _ => return false,
        };
        let end = bytes.iter().position(|&byte| byte == b'\n').map(|at| at + 1);
        let taken = end.unwrap_or(bytes.len());
        let room = MAX_LINE_BYTES.saturating_sub(line.len());
        line.extend(&bytes[..taken.min(room)]);
        // The line break is kept even if the line is cut.
        if end.is_some() && taken > room {
            line.push(b'\n');
        }
        self.input.consume(taken);
        true
    }
}
