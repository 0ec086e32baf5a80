//! The table of packed directories in docs/speed.md: a pack beside its source, the floors, and other
//! finders, measured in one run.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rustix::fs::{Advice, fadvise};

use super::columns;
use super::columns::{Column, Row};
use super::line_finders;
use super::process::{Measurements, Session, current_program, is_installed, measure, median, worst};
use super::speed::{Files, first_frames};
use super::typing::QUERIES;

/// Sessions of one pack at once.
const SESSION_COUNT: usize = 100;
/// Time for all sessions to answer what was typed into each.
const TYPING_TIME: Duration = Duration::from_secs(2);

const ROWS: &[Row] = &[
    ("the source", "", |column| column.size("source")),
    ("the pack, relative to the source", "≤ 0.35 ×", |column| column.size_with_ratio("pack", "source")),
    ("floor: opened and indexed from the source", "", |column| column.time("ready")),
    ("packing, from the source to the pack", "≤ 2 ×", |column| column.time_with_ratio("packing", "ready")),
    ("**From exec to the first whole frame**", "", |_| Some(String::new())),
    ("floor: draw one frame and wait", "", |column| column.time("draw")),
    ("ramure, the pack", "≤ 3 ×", |column| column.time_with_ratio("first frame", "draw")),
    ("ramure, the pack, not in the page cache", "", |column| column.time_with_ratio("cold frame", "draw")),
    ("**`ramure find`, a whole run**: median, maximum", "", |_| Some(String::new())),
    ("the pack", "≤ 25 ms", |column| column.two_times("find median", "find worst")),
    ("the pack, not in the page cache", "", |column| column.two_times("cold find median", "cold find worst")),
    ("most memory of the same searches", "≤ 16 MB", |column| column.size("find peak")),
    ("`fzf --filter` on lines of the names", "", |column| column.two_times("fzf median", "fzf worst")),
    ("`sqlite3`, FTS5 with prefixes on all texts", "", |column| {
        column.two_times("sqlite median", "sqlite worst")
    }),
    ("the SQLite file, relative to the source", "", |column| column.size_with_ratio("sqlite", "source")),
    ("**A key, its frame included**", "", |_| Some(String::new())),
    ("median", "≤ 8 ms", |column| column.time("key median")),
    ("99th percentile", "≤ 20 ms", |column| column.time("key p99")),
    ("maximum", "", |column| column.time("key worst")),
    ("**Memory after ten queries**", "", |_| Some(String::new())),
    ("private memory of a session", "≤ 3 and 12 MB", |column| column.size("private")),
    ("100 sessions and the pack in the page cache", "≤ 1 GB", |column| column.size("sessions")),
];

/// The table, with a column for each number of units.
pub fn tables(sizes: &[usize]) -> String {
    columns::tables(ROWS, sizes, column)
}

/// Measures everything for one number of units.
fn column(units: usize, folder: &Path) -> Column {
    let files = Files::write(units, folder);
    let pack = folder.join(format!("{units}.rmr"));
    let start = Instant::now();
    run(&["pack".as_ref(), &files.document, "-o".as_ref(), &pack]);
    let packing = start.elapsed().as_secs_f64();
    let bytes = |path: &Path| path.metadata().expect("a file").len() as f64;
    let mut measurements: Measurements = vec![
        ("source".into(), bytes(&files.document)),
        ("pack".into(), bytes(&pack)),
        ("packing".into(), packing),
    ];
    measurements.extend(measure("opening", &[&files.document]));
    measurements
        .extend(measure("workload", &[&pack]).into_iter().filter(|(name, _)| name.starts_with("key")));
    measurements.extend(start_times(&pack));
    measurements.extend(find_times(&pack));
    measurements.extend(measure("find", &[&pack]));
    measurements.extend(sessions(&pack));
    measurements.extend(line_finders::measure(&files.lines));
    measurements.extend(sqlite(&files.document, folder));
    Column::new(measurements)
}

/// Runs ramure.
fn run(args: &[&Path]) {
    let status = Command::new(env!("CARGO_BIN_EXE_ramure")).args(args).stdout(Stdio::null()).status();
    assert!(status.is_ok_and(|status| status.code().is_some_and(|code| code < 2)), "{args:?} failed");
}

/// Drops the pages of a file from the page cache.
fn drop_pages(path: &Path) {
    let file = File::open(path).expect("a file");
    file.sync_all().expect("on the disk");
    fadvise(&file, 0, None, Advice::DontNeed).expect("advice");
}

/// The times to the first whole frame of the pack, in the page cache or not, and of the floor.
fn start_times(pack: &Path) -> Measurements {
    let (ramure, floor) = (PathBuf::from(env!("CARGO_BIN_EXE_ramure")), current_program());
    let args: &[&Path] = &["--data".as_ref(), pack];
    let programs = [
        ("draw", &*floor, &["draw".as_ref()][..]),
        ("first frame", &*ramure, args),
        ("cold frame", &*ramure, args),
    ];
    first_frames(&programs, |name| {
        if name == "cold frame" {
            drop_pages(pack);
        }
    })
}

/// The times of whole runs of `find`.
fn find_times(pack: &Path) -> Measurements {
    let find = |typed: &str| {
        let start = Instant::now();
        run(&["find".as_ref(), "--data".as_ref(), pack, "--limit".as_ref(), "10".as_ref(), typed.as_ref()]);
        start.elapsed().as_secs_f64()
    };
    let found: Vec<&&str> = QUERIES.iter().collect();
    // The first runs bring the pages back that the measurements before have dropped.
    for typed in &found {
        find(typed);
    }
    let warm: Vec<f64> = found.iter().map(|typed| find(typed)).collect();
    let cold = |typed: &&&str| {
        drop_pages(pack);
        find(typed)
    };
    let cold: Vec<f64> = found.iter().map(cold).collect();
    vec![
        ("find worst".into(), worst(&warm)),
        ("cold find worst".into(), worst(&cold)),
        ("find median".into(), median(warm)),
        ("cold find median".into(), median(cold)),
    ]
}

/// The private memory of a session in which ten queries were typed, the most of all, and the memory of a
/// hundred at once with the pack in the page cache.
fn sessions(pack: &Path) -> Measurements {
    let ramure = PathBuf::from(env!("CARGO_BIN_EXE_ramure"));
    let mut sessions: Vec<Session> =
        (0..SESSION_COUNT).map(|_| Session::start(&ramure, &["--data".as_ref(), pack])).collect();
    sessions.iter().for_each(Session::drain);
    for typed in QUERIES {
        sessions.iter_mut().for_each(|session| session.write(&format!("/{typed}")));
        std::thread::sleep(TYPING_TIME);
        sessions.iter_mut().for_each(|session| session.write("\x1b"));
        std::thread::sleep(TYPING_TIME);
    }
    let memory: Vec<(f64, f64)> = sessions.iter().map(Session::memory).collect();
    let private = memory.iter().map(|(private, _)| *private).fold(0.0, f64::max);
    let shares: f64 = memory.iter().map(|(_, share)| share).sum();
    let pages = pack.metadata().expect("a file").len() as f64;
    vec![("private".into(), private), ("sessions".into(), shares + pages)]
}

/// SQLite over the same texts, if it is installed: a table with full-text search, and each query as
/// prefixes of its words.
fn sqlite(document: &Path, folder: &Path) -> Measurements {
    if !is_installed("sqlite3") {
        return Measurements::new();
    }
    let database = folder.join("units.sqlite");
    let _ = std::fs::remove_file(&database);
    let fields = ["id", "name", "acronym", "classification", "abstract", "contact_details"];
    let values = fields.map(|field| format!("json_extract(value, '$.{field}')")).join(", ");
    let make = format!(
        "CREATE VIRTUAL TABLE units USING fts5({}, prefix='2 3', tokenize='unicode61 remove_diacritics 2');
         INSERT INTO units SELECT {values} FROM json_each(readfile('{}'), '$.units');",
        fields.join(", "),
        document.display()
    );
    if !sqlite_succeeds(&database, &make) {
        return Measurements::new();
    }
    let find = |typed: &&str| {
        let words: Vec<String> = typed.split([' ', '.']).map(|word| format!("\"{word}\"*")).collect();
        let query = format!(
            "SELECT id, name FROM units WHERE units MATCH '{}' ORDER BY rank LIMIT 10;",
            words.join(" ")
        );
        let start = Instant::now();
        assert!(sqlite_succeeds(&database, &query), "{query}");
        start.elapsed().as_secs_f64()
    };
    let times: Vec<f64> = QUERIES.iter().map(find).collect();
    vec![
        ("sqlite".into(), database.metadata().expect("a file").len() as f64),
        ("sqlite worst".into(), worst(&times)),
        ("sqlite median".into(), median(times)),
    ]
}

fn sqlite_succeeds(database: &Path, statement: &str) -> bool {
    let run = Command::new("sqlite3").arg(database).arg(statement).stdout(Stdio::null()).status();
    run.is_ok_and(|status| status.success())
}
