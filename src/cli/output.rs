//! Writing to standard output, with or without colour.

use std::cell::Cell;
use std::io::{self, BufWriter, Write};

use crate::error::Error;
use crate::settings::{Settings, When};
use crate::theme::Glyphs;
use crate::tui;

use super::interface;
use super::progress::{Progress, WRITING};

/// Writes to standard output and returns status 0. A closed pipe is not an error.
pub fn print(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<u8, Error> {
    print_to(io::stdout().lock(), write)
}

/// Like [`print()`], for text that people read.
pub fn print_text(
    settings: &Settings,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<u8, Error> {
    print(|out| write(&mut *text_output(out, settings)))
}

/// Output for text that people read: with ASCII signs where the settings ask for them.
pub fn text_output<'a>(out: &'a mut dyn Write, settings: &Settings) -> Box<dyn Write + 'a> {
    if settings.ascii { Box::new(AsciiOutput(out)) } else { Box::new(out) }
}

/// Output that replaces signs by their ASCII forms. Each write has whole characters.
struct AsciiOutput<'a>(&'a mut dyn Write);

impl Write for AsciiOutput<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match std::str::from_utf8(bytes) {
            Ok(text) => self.0.write_all(Glyphs::in_ascii(text).as_bytes())?,
            Err(_) => self.0.write_all(bytes)?,
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Like [`print()`], for output that takes long: progress shows how many of `total` things are written, which
/// `write` counts. It is shown only while a file is written: on a terminal it would stand among the output.
pub fn print_counted(
    progress: &mut Progress,
    total: usize,
    write: impl FnOnce(&mut dyn Write, &Cell<usize>) -> io::Result<()>,
) -> Result<u8, Error> {
    let count = Cell::new(0);
    let stdout = io::stdout().lock();
    if !tui::is_stdout_file() {
        progress.clear();
        return print_to(stdout, |out| write(out, &count));
    }
    let printed = print_to(Counted { out: stdout, progress, count: &count, total }, |out| write(out, &count));
    progress.clear();
    printed
}

fn print_to(out: impl Write, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<u8, Error> {
    let mut out = BufWriter::new(out);
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Error::Terminal(error)),
        _ => Ok(0),
    }
}

/// Output that shows, each time it is written to, how much is done.
struct Counted<'a, W> {
    out: W,
    progress: &'a mut Progress,
    count: &'a Cell<usize>,
    total: usize,
}

impl<W: Write> Write for Counted<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.progress.report(WRITING, self.count.get() as u64, self.total as u64);
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
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
