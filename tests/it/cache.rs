//! The cache: it answers as the sources do, holds only what is still so, and never stands in the way.

use std::fs::{self, File, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::{Arc, OnceLock};
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime};

use portable_pty::CommandBuilder;
use ramure::cli::cache::{Cache, Entry, Packing};
use ramure::export::{self, ExportFormat, Subtree};
use ramure::import::{Columns, ImportFormat, ImportOptions, Importer};
use ramure::lang::Lang;
use ramure::org::Org;
use ramure::search::Index;
use ramure::settings::{PartialSettings, Settings};
use ramure::text::Printable;
use tempfile::TempDir;

use crate::pty::{self, Session, eventually};
use crate::support::{self, VALOMBRE, run, stderr, stdout};

const HOUR: Duration = Duration::from_secs(3_600);
/// A build for tests on a shared machine is slow.
const PACKING_DEADLINE: Duration = Duration::from_secs(90);

/// A directory with a source that was written an hour ago, and with a cache.
struct Place {
    directory: TempDir,
    cache: Cache,
}

impl Place {
    fn new() -> Self {
        let directory = TempDir::new().expect("a directory");
        let cache = Cache {
            directory: directory.path().join("cache/ramure"),
            max_bytes: 1 << 30,
            min_opening_time: Duration::ZERO,
            program: "1".to_string(),
        };
        let place = Self { directory, cache };
        place.write("town.json", VALOMBRE.as_bytes());
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// Writes a file, as if it was an hour ago.
    fn write(&self, name: &str, bytes: &[u8]) {
        fs::write(self.path(name), bytes).expect("written");
        set_date(&self.path(name), SystemTime::now() - HOUR);
    }

    fn entry_of(&self, names: &[&str], settings: &Settings) -> Option<Entry> {
        self.cache.entry(&names.iter().map(|name| self.path(name)).collect::<Vec<_>>(), settings)
    }

    fn entry(&self) -> Entry {
        self.entry_of(&["town.json"], &settings()).expect("a source that can be kept")
    }

    /// Reads the source and keeps it, if it may be kept.
    fn keep(&self) -> bool {
        keep(&self.entry(), &read(&self.path("town.json")))
    }

    fn is_kept(&self) -> bool {
        self.entry().open(Box::new(|| None)).is_some()
    }

    /// All files of the cache.
    fn files(&self) -> Vec<PathBuf> {
        files(&self.cache.directory)
    }
}

fn files(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).into_iter().flatten();
    entries.map(|entry| entry.expect("an entry").path()).collect()
}

/// Waits for a thread that packs.
#[track_caller]
fn wait_until(is_done: impl Fn() -> bool) {
    let start = Instant::now();
    while !is_done() {
        assert!(start.elapsed() < PACKING_DEADLINE);
        sleep(pty::POLL_INTERVAL);
    }
}

/// Whether a file of the cache is whole.
fn is_entry(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "cache")
}

fn settings() -> Settings {
    Settings::from(PartialSettings::default())
}

fn set_date(path: &Path, date: SystemTime) {
    File::open(path).and_then(|file| file.set_modified(date)).expect("a date");
}

fn read(path: &Path) -> Org {
    let mut importer = Importer::new(ImportOptions::default(), Lang::En);
    let name = Printable::new(&path.to_string_lossy());
    importer.read(&name, fs::read(path).expect("a file").into(), &mut |_, _| {}).expect("readable");
    importer.finish()
}

/// Keeps an organisation that was read after the entry was noted, if it may be kept.
fn keep(entry: &Entry, org: &Org) -> bool {
    let is_due = entry.is_due(org, Duration::ZERO);
    if is_due {
        let writer = entry.create().expect("a new file");
        entry.write(org, &Index::new(org), writer).expect("written");
    }
    is_due
}

/// Everything that is exported and checked.
fn whole(org: &Org) -> String {
    let mut text = Vec::new();
    export::write(&Subtree::whole(org), ExportFormat::Json, false, Lang::En, &mut text).expect("written");
    format!("{}{:?}{:?}", String::from_utf8(text).expect("text"), org.diagnostics(), org.files())
}

fn permissions(path: &Path) -> u32 {
    fs::metadata(path).expect("a file").permissions().mode() & 0o777
}

#[test]
fn an_entry_is_the_organisation_and_does_not_say_that_it_is_a_pack() {
    let place = Place::new();
    assert!(!place.is_kept());
    assert!(place.keep() && place.is_kept());
    let org = place.entry().open(Box::new(|| None)).expect("kept");
    assert_eq!(whole(&org), whole(&read(&place.path("town.json"))));
    assert!(org.pack_info().is_none() && org.opened_pack().is_some());
}

#[test]
fn the_aliases_of_a_person_are_not_in_an_entry() {
    let place = Place::new();
    let mut org = read(&place.path("town.json"));
    org.set_aliases("aliases.tsv".into(), "xyzzy\tedu-plm\nnothing\n");
    assert!(org.all_aliases().next().is_some() && keep(&place.entry(), &org));
    let org = place.entry().open(Box::new(|| None)).expect("kept");
    assert_eq!(whole(&org), whole(&read(&place.path("town.json"))));
    assert!(org.all_aliases().next().is_none());
}

#[test]
fn only_the_person_can_read_the_cache() {
    let place = Place::new();
    place.keep();
    let directory = &place.cache.directory;
    let parent = directory.parent().expect("one");
    assert_eq!([parent, directory, &place.files()[0]].map(permissions), [0o700, 0o700, 0o600]);
    assert_eq!(place.files().len(), 1);
    // A directory that others can write to is not trusted.
    fs::set_permissions(directory, Permissions::from_mode(0o770)).expect("permissions");
    assert!(!place.is_kept() && place.entry().create().is_err());
}

#[test]
fn a_source_that_changed_is_read_again() {
    let place = Place::new();
    let path = place.path("town.json");
    let changed = VALOMBRE.replacen("Valombre", "Valsombr", 1);
    let date = fs::metadata(&path).expect("a file").modified().expect("a date");
    // The same size, and the same date: only the file system's own date tells.
    place.keep();
    fs::write(&path, &changed).expect("written");
    set_date(&path, date);
    assert!(!place.is_kept());
    // Another file under the name, with the same size and date.
    assert!(place.keep() && place.is_kept());
    place.write("other.json", VALOMBRE.as_bytes());
    set_date(&place.path("other.json"), date);
    fs::rename(place.path("other.json"), &path).expect("renamed");
    assert!(!place.is_kept());
    assert!(place.keep() && place.is_kept());
    assert_eq!(place.files().len(), 1, "an entry is replaced");
    fs::remove_file(&path).expect("removed");
    assert!(place.entry_of(&["town.json"], &settings()).is_none());
}

#[test]
fn a_source_of_this_very_moment_or_of_the_future_is_not_kept() {
    let place = Place::new();
    let path = place.path("town.json");
    for date in [SystemTime::now(), SystemTime::now() - Duration::from_secs(1), SystemTime::now() + HOUR] {
        set_date(&path, date);
        assert!(!place.keep(), "{date:?}");
    }
    set_date(&path, SystemTime::now() - Duration::from_secs(3));
    assert!(place.keep());
}

#[test]
fn a_source_that_changes_while_it_is_read_is_not_kept() {
    let place = Place::new();
    let entry = place.entry();
    place.write("town.json", VALOMBRE.replacen("Valombre", "Valsombr", 1).as_bytes());
    assert!(!keep(&entry, &read(&place.path("town.json"))));
}

#[test]
fn a_source_that_opens_fast_is_not_kept() {
    let place = Place::new();
    let cache = Cache { min_opening_time: Duration::from_millis(250), ..place.cache.clone() };
    let entry = cache.entry(&[place.path("town.json")], &settings()).expect("an entry");
    let is_due =
        |milliseconds| entry.is_due(&read(&place.path("town.json")), Duration::from_millis(milliseconds));
    assert!(!is_due(249) && is_due(250));
}

#[test]
fn other_options_and_versions_have_other_entries() {
    let place = Place::new();
    place.write("other.json", VALOMBRE.as_bytes());
    symlink(place.path("town.json"), place.path("link.json")).expect("a link");
    place.keep();
    let is_kept = |names: &[&str], settings: &Settings| {
        place.entry_of(names, settings).expect("an entry").open(Box::new(|| None)).is_some()
    };
    assert!(is_kept(&["town.json"], &settings()));
    let columns = Columns::parse("name=Label").expect("columns");
    let format = Some(ImportFormat::Ramure);
    for (options, lang) in [
        (ImportOptions { format, ..ImportOptions::default() }, Lang::En),
        (ImportOptions { columns, ..ImportOptions::default() }, Lang::En),
        (ImportOptions::default(), Lang::Fr),
    ] {
        assert!(!is_kept(&["town.json"], &Settings { import_options: options, lang, ..settings() }));
    }
    // The name as it was given is printed with problems.
    for names in [&["other.json"][..], &["link.json"], &["./town.json"], &["town.json", "other.json"]] {
        assert!(!is_kept(names, &settings()), "{names:?}");
    }
    let newer = Cache { program: "2".to_string(), ..place.cache.clone() };
    let entry = newer.entry(&[place.path("town.json")], &settings()).expect("an entry");
    assert!(entry.open(Box::new(|| None)).is_none());
    assert!(keep(&entry, &read(&place.path("town.json"))));
    assert!(
        !place.is_kept() && place.files().len() == 1,
        "a new version replaces the entries of the old one"
    );
}

#[test]
fn what_is_no_file_or_is_a_pack_has_no_entry() {
    let place = Place::new();
    let (town, pack) = (place.path("town.json"), place.path("town.rmr"));
    let [town, pack] = [&town, &pack].map(|path| path.to_str().expect("text"));
    assert!(run(&["pack", town, "-o", pack]).status.success());
    fs::create_dir(place.path("folder")).expect("a directory");
    rustix::fs::mkfifoat(rustix::fs::CWD, place.path("pipe"), 0o600.into()).expect("a pipe");
    for names in [&["town.rmr"][..], &["folder"], &["pipe"], &["missing"], &["town.json", "town.rmr"], &[]] {
        assert!(place.entry_of(names, &settings()).is_none(), "{names:?}");
    }
    for name in ["-", "ldap://localhost/dc=example", "/dev/null"] {
        assert!(place.cache.entry(&[name.into()], &settings()).is_none(), "{name}");
    }
}

#[test]
fn it_can_be_turned_off_and_is_in_restricted_mode() {
    let off = PartialSettings { cache: Some(false), ..PartialSettings::default() };
    let restricted = PartialSettings { restricted: true, ..PartialSettings::default() };
    for partial in [off, restricted] {
        assert!(Cache::new(&Settings::from(partial)).is_none());
    }
}

#[test]
fn damaged_entries_answer_as_the_source_does() {
    let place = Place::new();
    place.keep();
    let file = place.files().remove(0);
    let (entry, path) = (place.entry(), place.path("town.json"));
    let expected = whole(&read(&path));
    let bytes = fs::read(&file).expect("an entry");
    let mut answers = 0;
    let mut check = |damaged: &[u8], what: &str| {
        fs::write(&file, damaged).expect("written");
        let source = path.clone();
        if let Some(org) = entry.open(Box::new(move || Some(read(&source)))) {
            let mut index = Index::new(&org);
            let query = ramure::search::Query::new("ville", org.languages());
            let _ = index.search(&org, &query).ranked();
            assert_eq!(whole(&org), expected, "{what}");
            assert!(org.pack_fault().is_none(), "{what}");
            answers += 1;
        }
    };
    for length in (0..bytes.len()).step_by(211) {
        check(&bytes[..length], &format!("cut after {length}"));
        check(&vec![b'x'; length], &format!("{length} foreign bytes"));
    }
    for at in (0..bytes.len()).step_by(29) {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x55;
        check(&damaged, &format!("byte {at}"));
    }
    assert!(answers > 50, "only {answers} were opened");
    // It was removed where it was damaged, and can be written again.
    fs::write(&file, b"foreign").expect("written");
    assert!(!place.is_kept() && place.keep() && place.is_kept());
}

#[test]
fn a_damaged_block_of_a_source_that_changed_is_a_fault() {
    let place = Place::new();
    place.keep();
    let entry = place.entry();
    let file = place.files().remove(0);
    let org = entry.open(Box::new(|| panic!("it must not be read"))).expect("kept");
    drop(org);
    let size = fs::metadata(&file).expect("an entry").len() as usize;
    let path = place.path("town.json");
    let source = path.clone();
    let org = entry.open(Box::new(move || Some(read(&source)))).expect("kept");
    fs::write(&file, vec![0; size]).expect("written");
    place.write("town.json", VALOMBRE.replacen("Valombre", "Valsombr", 1).as_bytes());
    let _ = whole(&org);
    assert!(org.pack_fault().is_some());
}

#[test]
fn an_entry_of_the_future_is_not_trusted() {
    let place = Place::new();
    place.keep();
    let file = place.files().remove(0);
    let bytes = fs::read(&file).expect("an entry");
    let end = bytes.len() - 40;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let created = text.split("\"created\":").nth(1).and_then(|rest| rest.split(',').next()).expect("a date");
    let later = (created.parse::<u64>().expect("seconds") + 7_200).to_string();
    let at = bytes.windows(created.len()).rposition(|window| window == created.as_bytes()).expect("found");
    let mut changed = bytes.clone();
    changed[at..at + created.len()].copy_from_slice(later.as_bytes());
    // The checksums of the directory and of the footer.
    let directory_bytes =
        u64::from_le_bytes(changed[end + 8..end + 16].try_into().expect("8 bytes")) as usize;
    let checksum = crc32fast::hash(&changed[end - directory_bytes..end]).to_le_bytes();
    changed[end + 16..end + 20].copy_from_slice(&checksum);
    let checksum = crc32fast::hash(&changed[end..end + 20]).to_le_bytes();
    changed[end + 20..end + 24].copy_from_slice(&checksum);
    fs::write(&file, changed).expect("written");
    assert!(!place.is_kept());
    fs::write(&file, bytes).expect("written");
    assert!(place.is_kept());
}

#[test]
fn links_and_what_is_no_file_are_not_followed() {
    let place = Place::new();
    place.keep();
    let (file, elsewhere) = (place.files().remove(0), place.path("elsewhere"));
    fs::rename(&file, &elsewhere).expect("moved");
    symlink(&elsewhere, &file).expect("a link");
    assert!(!place.is_kept());
    let before = fs::read(&elsewhere).expect("a file");
    assert!(place.keep() && place.is_kept());
    assert!(fs::symlink_metadata(&file).expect("a file").is_file());
    assert_eq!(fs::read(&elsewhere).expect("a file"), before);
    fs::remove_file(&file).expect("removed");
    rustix::fs::mkfifoat(rustix::fs::CWD, &file, 0o600.into()).expect("a pipe");
    assert!(!place.is_kept());
}

#[test]
fn entries_used_longest_ago_make_room() {
    let place = Place::new();
    let names = ["a.json", "b.json", "c.json"];
    names.iter().for_each(|name| place.write(name, VALOMBRE.as_bytes()));
    let entry_in =
        |cache: &Cache, name: &str| cache.entry(&[place.path(name)], &settings()).expect("an entry");
    let write = |cache: &Cache, name: &str| {
        let (entry, org) = (entry_in(cache, name), read(&place.path(name)));
        entry.create().and_then(|writer| entry.write(&org, &Index::new(&org), writer))
    };
    let is_kept = |name: &str| entry_in(&place.cache, name).open(Box::new(|| None)).is_some();
    write(&place.cache, "a.json").expect("written");
    let size = fs::metadata(&place.files()[0]).expect("a file").len();
    let small = Cache { max_bytes: size * 5 / 2, ..place.cache.clone() };
    write(&small, "b.json").expect("written");
    place.files().iter().for_each(|file| set_date(file, SystemTime::now() - HOUR));
    assert!(is_kept("a.json"), "which is now the one used last");
    write(&small, "c.json").expect("written");
    assert_eq!(names.map(is_kept), [true, false, true]);
    assert!(
        place.files().iter().map(|file| fs::metadata(file).expect("a file").len()).sum::<u64>()
            <= small.max_bytes
    );
    // One that is too large alone, is not written, and leaves nothing.
    let tiny = Cache { max_bytes: size / 2, ..place.cache.clone() };
    assert!(write(&tiny, "b.json").is_err());
    assert!(!is_kept("b.json"));
    assert!(place.files().iter().all(|file| is_entry(file)));
}

#[test]
fn files_left_behind_by_a_killed_program_are_removed() {
    let place = Place::new();
    place.keep();
    let left = |name: &str, date| {
        let path = place.cache.directory.join(name);
        fs::write(&path, "part").expect("written");
        set_date(&path, date);
        path
    };
    let old = left(".town-01234567.cache.7.new", SystemTime::now() - 2 * HOUR);
    let recent = left(".town-01234567.cache.8.new", SystemTime::now());
    let foreign = left("notes.txt", SystemTime::now() - 2 * HOUR);
    assert!(place.keep() && place.is_kept());
    assert_eq!([old, recent, foreign].map(|path| path.exists()), [false, true, true]);
}

#[test]
fn a_cache_that_cannot_be_written_is_passed_over() {
    let place = Place::new();
    fs::create_dir_all(place.path("cache")).expect("a directory");
    fs::write(&place.cache.directory, "a file").expect("written");
    assert!(!place.is_kept() && place.entry().create().is_err());
    let nowhere = Cache { directory: "/proc/ramure".into(), ..place.cache.clone() };
    let entry = nowhere.entry(&[place.path("town.json")], &settings()).expect("an entry");
    assert!(entry.open(Box::new(|| None)).is_none() && entry.create().is_err());
}

#[test]
fn writing_can_be_given_up() {
    let place = Place::new();
    let path = place.path("large.json");
    place.write("large.json", large_source(20_000).as_bytes());
    let org = Arc::new(read(&path));
    let entry = place.entry_of(&["large.json"], &settings()).expect("an entry");
    let packing = Packing::start(entry.clone(), org.clone(), Index::new(&org)).expect("a thread");
    assert_eq!(place.files().len(), 1, "it is being written");
    let start = Instant::now();
    drop(packing);
    assert!(start.elapsed() < Duration::from_millis(100), "{:?}", start.elapsed());
    assert_eq!(place.files(), [] as [PathBuf; 0]);
    let packing = Packing::start(entry.clone(), org.clone(), Index::new(&org)).expect("a thread");
    wait_until(|| packing.is_finished());
    drop(packing);
    assert!(entry.open(Box::new(|| None)).is_some(), "what is whole stays");
}

/// So many units in the public format, with names that do not compress well.
fn large_source(units: usize) -> String {
    let unit = |number: usize| {
        let name = format!("Service {:x}", (number as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let parent = (number > 0).then(|| format!("u{}", number / 20));
        serde_json::json!({"id": format!("u{number}"), "name": name, "parent_id": parent}).to_string()
    };
    let units: Vec<String> = (0..units).map(unit).collect();
    format!(r#"{{"format":"ramure/1","title":"Large","units":[{}]}}"#, units.join(","))
}

/// Searches, which is possible once the index is built, and waits for the end.
fn wait_for_index(session: &mut Session) {
    session.send("/service");
    let is_indexed = |text: &str| text.contains(" / service") && !text.contains("préparation");
    session.wait_for(|screen| is_indexed(&screen.contents()));
    session.wait_until_quiet();
}

/// A source that the program needs long to open, and the directories of its cache.
struct SlowPlace {
    directory: TempDir,
}

impl SlowPlace {
    /// The source is made so large that it is slow on this machine, at least three times slower than needed.
    fn new() -> Self {
        static SOURCE: OnceLock<String> = OnceLock::new();
        let place = Self { directory: TempDir::new().expect("a directory") };
        let is_slow = |source: &String| {
            place.write(source);
            let start = Instant::now();
            place.run(&["tree", "--depth", "0", "--no-cache"]);
            start.elapsed() > Duration::from_millis(750)
        };
        let mut sizes = (1..).map(|n| large_source(10_000 << n));
        place.write(SOURCE.get_or_init(|| sizes.find(is_slow).expect("one that is large enough")));
        place
    }

    fn write(&self, source: &str) {
        fs::write(self.source(), source).expect("written");
        set_date(&self.source(), SystemTime::now() - HOUR);
    }

    fn source(&self) -> PathBuf {
        self.directory.path().join("slow.json")
    }

    fn entries(&self) -> Vec<PathBuf> {
        files(&self.directory.path().join("ramure"))
    }

    fn run(&self, args: &[&str]) -> Output {
        let mut command = support::ramure();
        command.args(args).arg("--data").arg(self.source()).env("XDG_CACHE_HOME", self.directory.path());
        command.env("LANG", "fr_FR.UTF-8").output().expect("the program runs")
    }

    /// The browser, after its first frame.
    fn browse(&self, args: &[&str]) -> Session {
        let mut command = pty::command(pty::RAMURE, args);
        command.arg(self.source());
        self.start(command)
    }

    fn start(&self, mut command: CommandBuilder) -> Session {
        command.env("XDG_CACHE_HOME", self.directory.path());
        let session = Session::start(command, 80, 24);
        session.wait_for_frame();
        session
    }

    /// The whole entry, once the browser has written it in a thread of low priority.
    fn wait_for_entry(&self) -> PathBuf {
        let entry = || self.entries().into_iter().find(|file| is_entry(file));
        wait_until(|| entry().is_some());
        entry().expect("an entry")
    }
}

#[test]
fn the_browser_keeps_a_slow_source_and_everything_answers_from_it_the_same() {
    let place = SlowPlace::new();
    let commands: [&[&str]; 5] = [
        &["tree", "--format", "json"],
        &["find", "service 1", "-n", "50"],
        &["show", "u7"],
        &["check"],
        &["zzzq"],
    ];
    let [fresh, read] = [&["--no-cache"][..], &[]]
        .map(|options| commands.map(|command| place.run(&[command, options].concat())));
    assert_eq!(place.entries(), [] as [PathBuf; 0], "a command that ends at once writes nothing");
    let session = place.browse(&["--no-history"]);
    let entry = place.wait_for_entry();
    session.quit();
    set_date(&entry, SystemTime::now() - HOUR);
    let date = || fs::metadata(&entry).expect("an entry").mtime();
    let unused = date();
    place.run(&["show", "u7", "--no-cache"]);
    assert_eq!(date(), unused, "it was not used");
    let kept = commands.map(|command| place.run(command));
    assert!(date() > unused, "it was used");
    for ((fresh, read), kept) in fresh.iter().zip(&read).zip(&kept) {
        for other in [read, kept] {
            assert!(stdout(fresh) == stdout(other) && stderr(fresh) == stderr(other));
            assert_eq!(fresh.status, other.status);
        }
    }
    assert_eq!(place.entries(), [entry]);
}

#[test]
fn quitting_leaves_nothing_half_written() {
    let place = SlowPlace::new();
    let mut session = place.browse(&[]);
    // The entry is begun once the index is built.
    eventually(|| place.entries().first().cloned()).expect("a file that is being written");
    session.send("q");
    let start = Instant::now();
    assert_eq!(session.exit().exit_code(), 0);
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    let entries = place.entries();
    assert!(entries.iter().all(|file| is_entry(file)), "{entries:?}");
}

#[test]
fn nothing_is_kept_when_it_is_turned_off() {
    let place = SlowPlace::new();
    let configuration = place.directory.path().join("configuration");
    fs::create_dir_all(configuration.join("ramure")).expect("a directory");
    fs::write(configuration.join("ramure/config.toml"), "cache = false\n").expect("written");
    let configured = "XDG_CONFIG_HOME=$XDG_CACHE_HOME/configuration exec $RAMURE $FILE";
    for script in ["exec $RAMURE --no-cache $FILE", configured] {
        let mut session = place.start(pty::script(script, &place.source()));
        wait_for_index(&mut session);
        assert!(!place.directory.path().join("ramure").exists(), "{script}");
    }
    // The same session without these has begun to write by then.
    let mut session = place.start(pty::script("exec $RAMURE $FILE", &place.source()));
    wait_for_index(&mut session);
    assert_eq!(place.entries().len(), 1);
}

#[test]
fn two_browsers_at_once_keep_one_entry() {
    let place = SlowPlace::new();
    let sessions = [place.browse(&[]), place.browse(&[])];
    let entry = place.wait_for_entry();
    wait_until(|| place.entries() == [entry.clone()]);
    sessions.into_iter().for_each(Session::quit);
    let inode = |path: &Path| fs::metadata(path).map(|found| found.ino()).ok();
    assert!(inode(&entry).is_some());
    let [fresh, kept] = [&["--no-cache"][..], &[]]
        .map(|options| stdout(&place.run(&[&["find", "service 2"], options].concat())));
    assert!(fresh == kept && !kept.is_empty());
}

#[test]
fn a_cache_directory_that_is_a_file_does_not_matter() {
    let place = SlowPlace::new();
    fs::write(place.directory.path().join("ramure"), "a file").expect("written");
    let session = place.browse(&[]);
    session.wait_until_quiet();
    session.quit();
    assert!(place.run(&["show", "u7"]).status.success());
}
