//! The file that remembers what is opened in the browser, one for each organisation.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::app::{App, Habits, MAX_HISTORY_BYTES};
use crate::settings;
use crate::settings::Settings;
use crate::text::Printable;

use super::ldap;
use super::new_file::NewFile;
use super::private_directory;
use super::private_directory::FILE_MODE;
use super::source_name::{is_standard_input, readable_stem};

/// The readable part of the file's name for the organisation that comes with the program.
const EMBEDDED_STEM: &str = "dinum";

/// The history of one organisation. A file that cannot be read counts as empty, and one that cannot
/// be written is not reported: the browser works without.
#[derive(Debug)]
pub struct HistoryFile {
    path: PathBuf,
}

impl HistoryFile {
    /// The file for the organisation that the settings name. `None` if nothing is remembered: it is
    /// turned off, the organisation comes from standard input, or there is no home directory.
    pub fn new(settings: &Settings) -> Option<Self> {
        if !settings.history || settings.data.iter().any(|path| is_standard_input(path)) {
            return None;
        }
        Some(Self { path: settings::state_path()?.join(file_name(&settings.data)) })
    }

    /// Gives the browser the habits of earlier sessions.
    pub fn load(&self, app: &mut App) {
        app.set_habits(self.read(), now());
    }

    /// Adds the visits of a session that ends to what the file says by now: other sessions may have
    /// written to it meanwhile.
    pub fn add(&self, visits: &[Printable]) {
        if !visits.is_empty() {
            // The history is only a convenience: without it nothing is lost that the person made.
            let _ = self.add_to_file(visits);
        }
    }

    fn add_to_file(&self, visits: &[Printable]) -> io::Result<()> {
        let Some(directory) = self.path.parent() else { return Ok(()) };
        private_directory::create(directory)?;
        // All sessions of a terminal that is closed end at once.
        let _lock = private_directory::lock(directory);
        let (mut habits, now) = (self.read(), now());
        visits.iter().for_each(|id| habits.visit(id, now));
        self.write(&habits.to_text(now))
    }

    fn read(&self) -> Habits {
        let mut bytes = Vec::new();
        let file = private_directory::open_file(&self.path);
        let read = file.map(|file| file.take(MAX_HISTORY_BYTES as u64).read_to_end(&mut bytes));
        if !matches!(read, Some(Ok(_))) {
            return Habits::default();
        }
        // What stands after the last line break was not written completely.
        let end = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        Habits::parse(&String::from_utf8_lossy(&bytes[..end]))
    }

    /// Writes a new file beside the old one, which it then replaces.
    fn write(&self, text: &str) -> io::Result<()> {
        let mut file = NewFile::create(&self.path, FILE_MODE)?;
        file.write_all(text.as_bytes())?;
        file.finish_unsynced()
    }
}

/// A name that is readable and, by a checksum of all paths, different for each organisation.
fn file_name(data: &[PathBuf]) -> String {
    let paths: Vec<Vec<u8>> =
        data.iter().map(|path| full_path(path).into_os_string().into_encoded_bytes()).collect();
    let stem = data.first().map_or(EMBEDDED_STEM.to_string(), |path| readable_stem(path));
    format!("{stem}-{:08x}.history", crc32fast::hash(&paths.join(&0)))
}

/// The canonical path of a file; the address of an LDAP directory as it is.
fn full_path(path: &Path) -> PathBuf {
    match ldap::address(path) {
        Some(_) => path.to_path_buf(),
        None => fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf()),
    }
}

/// Seconds since 1970.
fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use tempfile::TempDir;

    use super::*;

    fn history(directory: &TempDir) -> HistoryFile {
        HistoryFile { path: directory.path().join("ramure/town-1.history") }
    }

    fn ids(text: &str) -> Vec<Printable> {
        text.split(' ').map(Printable::new).collect()
    }

    fn latest(history: &HistoryFile) -> String {
        history.read().latest().collect::<Vec<_>>().join(" ")
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).expect("a file").permissions().mode() & 0o777
    }

    #[test]
    fn only_the_person_can_read_the_file() {
        let directory = TempDir::new().expect("a directory");
        let history = history(&directory);
        history.add(&ids("a b"));
        assert_eq!(
            [&history.path, history.path.parent().expect("one")].map(|path: &Path| mode(path)),
            [0o600, 0o700]
        );
        assert_eq!(fs::read_dir(directory.path().join("ramure")).expect("entries").count(), 1);
    }

    #[test]
    fn sessions_at_the_same_time_add_to_each_other() {
        let directory = TempDir::new().expect("a directory");
        let (one, two) = (history(&directory), history(&directory));
        one.add(&ids("a b"));
        two.add(&ids("c a"));
        assert_eq!(latest(&one), "a c b");
        assert!(fs::read_to_string(&one.path).expect("a file").contains("2.00 "));
    }

    #[test]
    fn sessions_that_end_at_once_lose_nothing() {
        let directory = TempDir::new().expect("a directory");
        let history = history(&directory);
        std::thread::scope(|scope| {
            for number in 0..16 {
                let history = &history;
                scope.spawn(move || history.add(&ids(&format!("u{number}"))));
            }
        });
        assert_eq!(latest(&history).split(' ').count(), 16);
        assert_eq!(fs::read_dir(directory.path().join("ramure")).expect("entries").count(), 1);
    }

    #[test]
    fn a_broken_file_is_replaced() {
        let directory = TempDir::new().expect("a directory");
        let history = history(&directory);
        history.add(&ids("a"));
        for broken in [&b"\xff\xfe\0"[..], b"", b"ramure-history/1\n1.00 9 b\n1.00 9 cut"] {
            fs::write(&history.path, broken).expect("written");
            assert!(!latest(&history).contains("cut"));
            history.add(&ids("c"));
            assert!(latest(&history).starts_with('c'));
        }
        assert_eq!(latest(&history), "c b");
    }

    #[test]
    fn the_file_stays_below_its_limit() {
        let directory = TempDir::new().expect("a directory");
        let history = history(&directory);
        let ids: Vec<Printable> = (0..5_000).map(|n| Printable::new(&format!("unit-{n:0>20}"))).collect();
        history.add(&ids);
        let size = fs::metadata(&history.path).expect("a file").len() as usize;
        assert!(size <= MAX_HISTORY_BYTES && size > MAX_HISTORY_BYTES / 2, "{size}");
        assert!(latest(&history).starts_with(&*ids[4_999]), "the latest are kept");
    }

    #[test]
    fn what_cannot_be_written_or_is_no_file_is_passed_over() {
        let directory = TempDir::new().expect("a directory");
        fs::write(directory.path().join("ramure"), "a file").expect("written");
        let history = history(&directory);
        history.add(&ids("a"));
        assert_eq!(latest(&history), "");
        let folder = HistoryFile { path: directory.path().to_path_buf() };
        folder.add(&ids("a"));
        assert_eq!(latest(&folder), "");
    }

    #[test]
    fn links_are_not_followed_and_a_directory_of_others_is_not_used() {
        let directory = TempDir::new().expect("a directory");
        let (history, elsewhere) = (history(&directory), directory.path().join("elsewhere"));
        history.add(&ids("a"));
        fs::rename(&history.path, &elsewhere).expect("moved");
        std::os::unix::fs::symlink(&elsewhere, &history.path).expect("a link");
        assert_eq!(latest(&history), "");
        let before = fs::read(&elsewhere).expect("a file");
        history.add(&ids("b"));
        assert_eq!((latest(&history), fs::read(&elsewhere).expect("a file")), ("b".into(), before));
        let parent = history.path.parent().expect("one");
        fs::set_permissions(parent, fs::Permissions::from_mode(0o770)).expect("permissions");
        history.add(&ids("c"));
        assert_eq!(latest(&history), "");
        fs::set_permissions(parent, fs::Permissions::from_mode(0o700)).expect("permissions");
        assert_eq!(latest(&history), "b");
    }

    #[test]
    fn every_organisation_has_a_file_of_its_own() {
        let directory = TempDir::new().expect("a directory");
        let path = |name: &str| directory.path().join(name);
        ["town.csv", "b.csv"].iter().for_each(|name| fs::write(path(name), "").expect("written"));
        std::os::unix::fs::symlink(path("town.csv"), path("link.csv")).expect("a link");
        let name = |names: &[&str]| file_name(&names.iter().map(|name| path(name)).collect::<Vec<_>>());
        let town = name(&["town.csv"]);
        assert!(town.starts_with("town-") && town.len() == "town-01234567.history".len(), "{town}");
        assert_eq!(name(&["link.csv"])["link".len()..], town["town".len()..]);
        assert_ne!(name(&["town.csv", "b.csv"]), town);
        assert_eq!(file_name(&[]), "dinum-00000000.history");
        assert!(!file_name(&["ldap://host/dc=é?x/../y".into()]).contains(['/', '?', '=']));
    }
}
