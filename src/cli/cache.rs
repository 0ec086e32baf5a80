//! The cache: sources that are slow to open are kept as packs, and opened from these as long as they are
//! the same: see `docs/pack.md`. Whatever is wrong with the cache, the sources are read instead.

mod cached_file;
mod directory;
mod entry_writer;
mod key;
mod packing;

use std::fs;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::PathBuf;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::org::{Org, PackInfo, PackedSource};
use crate::pack::Pack;
use crate::search::Index;
use crate::settings;
use crate::settings::Settings;
use crate::text::Printable;

use super::{own_program, private_directory};
use cached_file::CachedFile;
use key::{Key, Stamp};

pub use cached_file::RereadFn;
pub use entry_writer::EntryWriter;
pub use packing::Packing;

/// The most bytes of all files in the cache together.
const MAX_BYTES: u64 = 1 << 30;
/// Sources that open faster are not kept.
const MIN_OPENING_TIME: Duration = Duration::from_millis(250);

/// A directory of packs, and its limits.
#[derive(Clone, Debug)]
pub struct Cache {
    pub directory: PathBuf,
    /// The most bytes of all files together.
    pub max_bytes: u64,
    /// Sources that open faster are not kept.
    pub min_opening_time: Duration,
    /// The version of the program: another one may read the same source in another way.
    pub program: String,
}

impl Cache {
    /// The cache of the user. `None` if it is turned off, or if there is no home directory.
    pub fn new(settings: &Settings) -> Option<Self> {
        let directory = settings.cache.then(settings::cache_path)??;
        let program = program_version();
        Some(Self { directory, max_bytes: MAX_BYTES, min_opening_time: MIN_OPENING_TIME, program })
    }

    /// The entry of sources, as they are now. `None` if they cannot be kept: each must be a file that can be
    /// read, and not a pack itself.
    pub fn entry(&self, paths: &[PathBuf], settings: &Settings) -> Option<Entry> {
        let noted_at = SystemTime::now();
        let key = Key::new(paths, settings, &self.program)?;
        Some(Entry { cache: self.clone(), key, noted_at })
    }
}

/// The version of the program and, as a program that is built again may have the same, its file.
fn program_version() -> String {
    let file = own_program::open().and_then(|file| file.metadata()).ok();
    let stamp = file.map_or(String::new(), |found| Stamp::new(&found).to_string());
    format!("{} {stamp}", env!("CARGO_PKG_VERSION"))
}

/// The place of some sources in the cache.
#[derive(Clone, Debug)]
pub struct Entry {
    cache: Cache,
    key: Key,
    /// When it was noted which state the sources are in.
    noted_at: SystemTime,
}

impl Entry {
    /// The organisation of the sources, if the cache has it. `reread` reads them without the cache.
    pub fn open(&self, reread: RereadFn) -> Option<Org> {
        let file = private_directory::open_file(&self.path())?;
        let expected = self.key.to_bytes();
        let mut start = vec![0; expected.len()];
        file.read_exact_at(&mut start, 0).ok()?;
        if start != expected {
            return None;
        }
        // The date of an entry is that of its last use.
        let _ = file.set_modified(SystemTime::now());
        let pack = Pack::open(Box::new(CachedFile::new(file, self.clone(), reread))).ok()??;
        let mut org = Org::open_pack(&pack, self.key.lang()).ok()?;
        // The clock was set back since, and dates no longer tell what is newer.
        let is_from_future = org.pack_info()?.created > seconds_since_1970();
        let is_whole = pack.start() == expected.len() as u64 && pack.fault().is_none();
        if is_from_future || !is_whole {
            return None;
        }
        org.clear_pack_info();
        Some(org)
    }

    /// Whether an organisation that was read from the sources, in so long a time, is to be kept. A source that
    /// was changed within the last seconds is not, as it may change again without another date.
    pub fn is_due(&self, org: &Org, opening_time: Duration) -> bool {
        opening_time >= self.cache.min_opening_time
            && org.opened_pack().is_none()
            && self.key.is_settled(self.noted_at)
            && self.key.is_current()
    }

    /// Creates the file of the entry, which is in its place once it is written.
    ///
    /// # Errors
    /// If it cannot be created.
    pub fn create(&self) -> io::Result<EntryWriter> {
        private_directory::create(&self.cache.directory)?;
        EntryWriter::new(&self.path(), &self.cache)
    }

    /// Writes the organisation of the sources, with its index.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(&self, org: &Org, index: &Index, writer: EntryWriter) -> io::Result<()> {
        self.write_to(org, index, writer)?.finish()
    }

    fn write_to<W: io::Write>(&self, org: &Org, index: &Index, mut out: W) -> io::Result<W> {
        out.write_all(&self.key.to_bytes())?;
        index.write_pack(org, self.info(), out, &mut |_, _| {})
    }

    /// The bytes of the entry, made again because its file is damaged; the file is removed. `None` if the
    /// sources are no longer the same.
    fn remake(&self, reread: &RereadFn) -> Option<Vec<u8>> {
        let _ = fs::remove_file(self.path());
        let org = reread().filter(|_| self.key.is_current())?;
        self.write_to(&org, &Index::new(&org), Vec::new()).ok()
    }

    fn path(&self) -> PathBuf {
        self.cache.directory.join(self.key.file_name())
    }

    fn info(&self) -> PackInfo {
        let source = |(path, bytes): (&PathBuf, u64)| PackedSource {
            name: Printable::new(&path.to_string_lossy()),
            bytes,
        };
        PackInfo {
            program: env!("CARGO_PKG_VERSION").into(),
            created: seconds_since_1970(),
            sources: self.key.sources().map(source).collect(),
        }
    }
}

fn seconds_since_1970() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs())
}
