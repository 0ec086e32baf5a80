//! Opening an organisation: the file asked for, standard input, or the embedded one. It is
//! read whole before the terminal is touched; when that takes long, a line says how far it is.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::command::linear;
use super::ldap;
use crate::error::Error;
use crate::formats::{self, Gathering, Manner, Refusal};
use crate::lang::{Lang, Tr};
use crate::org::Org;
use crate::settings::Settings;
use crate::text::Printable;

/// The organisation that comes with the program.
const EMBEDDED: &[u8] = include_bytes!("../../assets/dinum.json");
/// What the embedded organisation is called in problems.
const EMBEDDED_NAME: &str = "dinum.json";
/// Progress is told after this time, and then again after each pause.
const PATIENCE: Duration = Duration::from_millis(200);
const PAUSE: Duration = Duration::from_millis(100);
/// What stands for standard input where a file is named.
pub const STANDARD_INPUT: &str = "-";
const CHUNK: usize = 1 << 20;

const READING: Tr = Tr::new("lecture", "reading");
const ARRANGING: Tr = Tr::new("mise en ordre", "arranging");

/// The organisation that the settings name.
pub fn organisation(settings: &Settings) -> Result<Org, Error> {
    match &settings.data[..] {
        [] => embedded(settings.lang),
        paths => files(paths, settings),
    }
}

/// The embedded organisation.
pub fn embedded(lang: Lang) -> Result<Org, Error> {
    let mut gathering = Gathering::new(Manner::default(), lang);
    let read = gathering.read(&EMBEDDED_NAME.into(), Cow::Borrowed(EMBEDDED), &mut |_, _| {});
    read.map_err(refused)?;
    Ok(gathering.finish())
}

/// The language of the embedded organisation.
pub fn language() -> Lang {
    let named = embedded(Lang::Fr).ok().and_then(|org| org.head.lang);
    named.map_or(Lang::Fr, |lang| Lang::of_locale(&lang))
}

/// The organisation that the settings name, read once more without a word.
pub fn again(settings: &Settings) -> Result<Org, Error> {
    match &settings.data[..] {
        [] => embedded(settings.lang),
        paths if paths.iter().any(|path| path == Path::new(STANDARD_INPUT)) => Err(Error::OnceOnly),
        paths => {
            gathered(paths, settings, Progress::new(settings.lang, Voice::Silent)).map_err(|(_, error)| error)
        }
    }
}

/// The organisation that files are together; `-` is standard input.
pub fn files(paths: &[PathBuf], settings: &Settings) -> Result<Org, Error> {
    readable(paths, settings).map_err(|(_, error)| error)
}

/// The same; an error says which file it is of, from 0.
pub fn readable(paths: &[PathBuf], settings: &Settings) -> Result<Org, (usize, Error)> {
    let voice = if linear::is_wanted(settings) { Voice::Spoken } else { Voice::Drawn };
    gathered(paths, settings, Progress::new(settings.lang, voice))
}

fn gathered(paths: &[PathBuf], settings: &Settings, mut progress: Progress) -> Result<Org, (usize, Error)> {
    let mut gathering = Gathering::new(settings.manner.clone(), settings.lang);
    for (file, path) in paths.iter().enumerate() {
        let name = Printable::new(&path.to_string_lossy());
        let bytes = match ldap::address(path) {
            Some(address) => ldap::read(address, &name, settings, &mut progress),
            None => bytes(path, &name, &mut progress),
        };
        let bytes = bytes.map_err(|error| (file, error))?;
        let mut watch = |done, all| progress.tell(ARRANGING, done as u64, all as u64);
        gathering.read(&name, Cow::Owned(bytes), &mut watch).map_err(|of| (file, refused(of)))?;
    }
    let org = gathering.finish();
    progress.clear();
    Ok(org)
}

fn refused((path, refusal): (Printable, Refusal)) -> Error {
    Error::Refused { path, refusal }
}

fn bytes(path: &Path, name: &Printable, progress: &mut Progress) -> Result<Vec<u8>, Error> {
    let bytes = if path == Path::new(STANDARD_INPUT) {
        read(io::stdin().lock(), 0, progress)
    } else {
        File::open(path).and_then(|file| {
            let size = file.metadata()?.len();
            read(file, size, progress)
        })
    };
    let bytes = bytes.map_err(|error| Error::File { path: name.clone(), error })?;
    bytes.ok_or_else(|| refused((name.clone(), Refusal::too_long())))
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

/// How progress is told.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Voice {
    /// In a line that is written over again and cleared in the end.
    Drawn,
    /// In one line, never written over, where somebody listens.
    Spoken,
    Silent,
}

/// What is told on standard error while somebody waits.
pub struct Progress {
    lang: Lang,
    voice: Voice,
    last: Instant,
    pause: Duration,
    /// The width of what is written, in columns.
    written: usize,
}

impl Progress {
    fn new(lang: Lang, voice: Voice) -> Self {
        Self { lang, voice, last: Instant::now(), pause: PATIENCE, written: 0 }
    }

    /// Whether nothing is told, nor asked.
    #[cfg(feature = "ldap")]
    pub fn is_silent(&self) -> bool {
        self.voice == Voice::Silent
    }

    /// Tells what is done of all; 0 where that is not known.
    pub fn tell(&mut self, what: Tr, done: u64, all: u64) {
        let is_early = self.voice == Voice::Silent || self.last.elapsed() < self.pause;
        if is_early || !io::stderr().is_terminal() {
            return;
        }
        if self.voice == Voice::Spoken {
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
