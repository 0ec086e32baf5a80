//! What the browser asks of the program: the data again, and that data which was slow to open is kept for
//! the next time.

use std::sync::{Arc, Mutex, PoisonError};

use crate::org::Org;
use crate::search::Index;
use crate::settings::Settings;
use crate::tui::{Host, ReloadFn};

use super::cache::{Entry, Packing};
use super::load;

/// The data of a browser.
#[derive(Debug)]
pub struct BrowserHost<'a> {
    settings: &'a Settings,
    /// The entry in the cache that is to be written; a thread that reads the data again sets it.
    to_cache: Arc<Mutex<Option<Entry>>>,
    packing: Option<Packing>,
}

impl<'a> BrowserHost<'a> {
    pub fn new(settings: &'a Settings, to_cache: Option<Entry>) -> Self {
        Self { settings, to_cache: Arc::new(Mutex::new(to_cache)), packing: None }
    }
}

impl Host for BrowserHost<'_> {
    fn reload(&mut self) -> ReloadFn {
        self.packing.iter().for_each(Packing::give_up);
        let (settings, to_cache) = (self.settings.clone(), Arc::clone(&self.to_cache));
        Box::new(move || {
            let loaded = load::reload(&settings)?;
            *to_cache.lock().unwrap_or_else(PoisonError::into_inner) = loaded.to_cache;
            Ok(loaded.org)
        })
    }

    fn on_indexed(&mut self, org: &Arc<Org>, index: &Index) {
        let entry = self.to_cache.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(entry) = entry else { return };
        // While it is written, an entry has the same file each time; so the one before must be done, and dropped.
        if self.packing.as_ref().is_none_or(Packing::is_finished) {
            self.packing = None;
            self.packing = Packing::start(entry, Arc::clone(org), index.share()).ok();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs::{self, File};
    use std::path::PathBuf;
    use std::slice;
    use std::thread::sleep;
    use std::time::{Duration, Instant, SystemTime};

    use tempfile::TempDir;

    use super::*;
    use crate::cli::cache::Cache;
    use crate::import::read;
    use crate::lang::Lang;
    use crate::settings::PartialSettings;

    const TOWN: &[u8] = br#"{"format": "ramure/1", "units": [{"id": "a", "name": "A"}]}"#;

    fn source(directory: &TempDir) -> PathBuf {
        let path = directory.path().join("town.json");
        fs::write(&path, TOWN).expect("written");
        let date = SystemTime::now() - Duration::from_secs(60);
        File::open(&path).and_then(|file| file.set_modified(date)).expect("a date");
        path
    }

    #[test]
    fn what_is_reloaded_is_kept_again() {
        let directory = TempDir::new().expect("a directory");
        let (path, settings) = (source(&directory), Settings::from(PartialSettings::default()));
        let org = Arc::new(read(TOWN, Lang::En).expect("readable"));
        let mut host = BrowserHost::new(&settings, None);
        for program in ["1", "2", "3"] {
            let cache = Cache {
                directory: directory.path().join("ramure"),
                max_bytes: 1 << 20,
                min_opening_time: Duration::ZERO,
                program: program.to_string(),
            };
            let entry = cache.entry(slice::from_ref(&path), &settings).expect("an entry");
            *host.to_cache.lock().expect("no panic") = Some(entry.clone());
            host.on_indexed(&org, &Index::new(&org));
            let start = Instant::now();
            while !host.packing.as_ref().is_some_and(Packing::is_finished) {
                assert!(start.elapsed() < Duration::from_secs(10));
                sleep(Duration::from_millis(1));
            }
            assert!(entry.open(Box::new(|| None)).is_some(), "{program}");
        }
    }
}
