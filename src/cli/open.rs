//! Opening an organisation: the file asked for, standard input, or the embedded one. It is
//! read whole before the terminal is touched; when that takes long, a line says how far it is.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use super::linear;
use crate::error::Error;
use crate::formats::{self, Refusal};
use crate::lang::{Lang, Tr};
use crate::org::Org;
use crate::settings::Settings;
use crate::text::Printable;
use crate::tui;

/// The organisation that comes with the program.
const EMBEDDED: &[u8] = include_bytes!("../../assets/dinum.json");
/// What the embedded organisation is called in problems.
const EMBEDDED_NAME: &str = "dinum.json";
/// Progress is told after this time, and then again after each pause.
const PATIENCE: Duration = Duration::from_millis(200);
const PAUSE: Duration = Duration::from_millis(100);
const CHUNK: usize = 1 << 20;

const READING: Tr = Tr::new("lecture", "reading");
const ARRANGING: Tr = Tr::new("mise en ordre", "arranging");

/// The organisation that the settings name.
pub fn organisation(settings: &Settings) -> Result<Org, Error> {
    match &settings.data {
        Some(path) => file(path, settings.lang, linear::is_wanted(settings)).map(|(_, org)| org),
        None => embedded(settings.lang).map(|(_, org)| org),
    }
}

/// The embedded organisation and its name.
pub fn embedded(lang: Lang) -> Result<(Printable, Org), Error> {
    let name = Printable::from(EMBEDDED_NAME);
    let org = formats::read_watched(Cow::Borrowed(EMBEDDED), lang, &mut |_, _| {});
    let org = org.map_err(|refusal| Error::Refused { path: name.clone(), refusal })?;
    Ok((name, org))
}

/// The language of the embedded organisation.
pub fn language() -> Lang {
    let org = embedded(Lang::Fr).ok().map(|(_, org)| org);
    let named = org.and_then(|org| org.head.lang).map(|lang| Lang::of_locale(&lang));
    named.unwrap_or(Lang::Fr)
}

/// A file's organisation and the name to give it in problems; `-` is standard input. Where
/// somebody listens, `heard`, progress is one line, never written over.
pub fn file(path: &Path, lang: Lang, heard: bool) -> Result<(Printable, Org), Error> {
    let name = Printable::new(&path.to_string_lossy());
    let mut progress = Progress::new(lang, heard);
    let bytes = if path == Path::new("-") {
        read(io::stdin().lock(), 0, &mut progress)
    } else {
        File::open(path).and_then(|file| {
            let size = file.metadata()?.len();
            read(file, size, &mut progress)
        })
    };
    let refused = |refusal| Error::Refused { path: name.clone(), refusal };
    let bytes = bytes.map_err(|error| Error::File { path: name.clone(), error })?;
    let bytes = bytes.ok_or_else(|| refused(Refusal::too_long()))?;
    let org = formats::read_watched(Cow::Owned(bytes), lang, &mut |done, all| {
        progress.tell(ARRANGING, done as u64, all as u64)
    });
    progress.clear();
    Ok((name.clone(), org.map_err(refused)?))
}

/// All the bytes, in one place; `None` when they are more than can be read. `size` is for
/// making room and for telling how far it is; 0 when it is not known.
fn read(mut from: impl Read, size: u64, progress: &mut Progress) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    // Where there is no such room, reading will tell.
    let _ = bytes.try_reserve_exact(size.min(formats::LONGEST) as usize);
    while size.max(bytes.len() as u64) <= formats::LONGEST {
        let read = from.by_ref().take(CHUNK as u64).read_to_end(&mut bytes)?;
        if read == 0 {
            return Ok(Some(bytes));
        }
        progress.tell(READING, bytes.len() as u64, size);
    }
    Ok(None)
}

/// A line on standard error, written over again and cleared in the end.
struct Progress {
    lang: Lang,
    heard: bool,
    last: Instant,
    pause: Duration,
    /// The width of what is written, in columns.
    written: usize,
}

impl Progress {
    fn new(lang: Lang, heard: bool) -> Self {
        Self { lang, heard, last: Instant::now(), pause: PATIENCE, written: 0 }
    }

    fn tell(&mut self, what: Tr, done: u64, all: u64) {
        if self.last.elapsed() < self.pause || !tui::is_terminal(io::stderr()) {
            return;
        }
        if self.heard {
            self.pause = Duration::MAX;
            let _ = writeln!(io::stderr(), "ramure: {}…", what.get(self.lang));
            return;
        }
        (self.last, self.pause) = (Instant::now(), PAUSE);
        let percent =
            (done * 100).checked_div(all).map_or(String::new(), |percent| format!(" {percent}\u{a0}%"));
        let line = format!("ramure: {}…{percent}", what.get(self.lang));
        self.write(&line);
    }

    fn clear(&mut self) {
        if self.written > 0 {
            self.write("");
            self.written = 0;
            let _ = io::stderr().write_all(b"\r");
        }
    }

    /// Without escapes, so that any terminal can show it. Nothing depends on its success.
    fn write(&mut self, line: &str) {
        let width = line.chars().count();
        let blank = " ".repeat(self.written.saturating_sub(width));
        let _ = write!(io::stderr(), "\r{line}{blank}");
        self.written = width;
    }
}
