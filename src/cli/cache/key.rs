//! What an entry of the cache is found by, and which state of its sources it holds.

use std::fmt;
use std::fs::{self, File, Metadata};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::cli::ldap;
use crate::cli::pack_file::PackFile;
use crate::cli::source_name::{is_standard_input, readable_stem};
use crate::lang::Lang;
use crate::settings::Settings;

/// The first bytes of an entry.
const MAGIC: &[u8] = b"ramure-cache/1\n";
/// The extension of entries.
pub const EXTENSION: &str = "cache";
/// A file can be changed twice at the same date, as far as its file system tells dates apart: two seconds
/// on FAT, the coarsest. Git calls such a file racily clean.
const MIN_AGE: Duration = Duration::from_secs(2);

/// The sources of an entry, how they are read, and in which state they were.
#[derive(Clone, Debug)]
pub struct Key {
    paths: Vec<PathBuf>,
    lang: Lang,
    /// Everything that decides what the sources are read as, but their content.
    identity: Vec<u8>,
    program: String,
    stamps: Vec<Stamp>,
}

impl Key {
    /// The key of sources as they are now. `None` if one is not a file that can be read, or is a pack.
    pub fn new(paths: &[PathBuf], settings: &Settings, program: &str) -> Option<Self> {
        let options = &settings.import_options;
        let mut identity = format!("{:?}\0{options:?}\0", settings.lang).into_bytes();
        for path in paths {
            // The name as it was given is printed with problems.
            for path in [path, &fs::canonicalize(path).ok()?] {
                identity.extend_from_slice(path.as_os_str().as_bytes());
                identity.push(0);
            }
        }
        let stamps = stamps(paths).filter(|stamps| !stamps.is_empty())?;
        let (paths, lang, program) = (paths.to_vec(), settings.lang, program.to_string());
        Some(Self { paths, lang, identity, program, stamps })
    }

    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// The sources with their sizes.
    pub fn sources(&self) -> impl Iterator<Item = (&PathBuf, u64)> {
        self.paths.iter().zip(&self.stamps).map(|(path, stamp)| (path, stamp.size))
    }

    /// A name that is readable and, by a checksum, different for other sources and options.
    pub fn file_name(&self) -> String {
        let stem = self.paths.first().map_or(String::new(), |path| readable_stem(path));
        format!("{stem}-{:08x}.{EXTENSION}", crc32fast::hash(&self.identity))
    }

    /// The bytes that an entry starts with. They tell the states of sources apart, and versions of the program.
    pub fn to_bytes(&self) -> Vec<u8> {
        let stamps: String = self.stamps.iter().map(|stamp| format!("{stamp}\n")).collect();
        [MAGIC, &self.identity, self.program.as_bytes(), b"\n", stamps.as_bytes()].concat()
    }

    /// Whether each source was changed long enough before a moment that a later change has another date.
    pub fn is_settled(&self, at: SystemTime) -> bool {
        let is_old = |modified| at.duration_since(modified).is_ok_and(|age| age >= MIN_AGE);
        self.stamps.iter().all(|stamp| stamp.modified.is_some_and(is_old))
    }

    /// Whether the sources are still in the same state.
    pub fn is_current(&self) -> bool {
        stamps(&self.paths).as_ref() == Some(&self.stamps)
    }
}

/// The state of a file, as the file system tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    size: u64,
    modified: Option<SystemTime>,
    /// Which file it is, and when it was changed in any way: a program can set the date of its content.
    identity: [i64; 4],
}

impl Stamp {
    pub fn new(found: &Metadata) -> Self {
        let identity = [found.dev() as i64, found.ino() as i64, found.ctime(), found.ctime_nsec()];
        Self { size: found.len(), modified: found.modified().ok(), identity }
    }

    /// The state of a source; `None` if it cannot be kept.
    fn of_source(path: &Path) -> Option<Self> {
        // Opening a named pipe would wait for somebody to write to it.
        let is_file = fs::metadata(path).is_ok_and(|found| found.is_file());
        if !is_file || is_standard_input(path) || ldap::address(path).is_some() {
            return None;
        }
        let file = File::open(path).ok()?;
        let is_pack = PackFile::recognise(&file).ok()?.is_some();
        (!is_pack).then(|| file.metadata().ok().map(|found| Self::new(&found)))?
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let [device, inode, changed, nanoseconds] = self.identity;
        let modified = self.modified.and_then(|time| time.duration_since(SystemTime::UNIX_EPOCH).ok());
        write!(f, "{} {modified:?} {device} {inode} {changed}.{nanoseconds}", self.size)
    }
}

fn stamps(paths: &[PathBuf]) -> Option<Vec<Stamp>> {
    paths.iter().map(|path| Stamp::of_source(path)).collect()
}
