//! The table of docs/speed.md: ramure, the floors and the line finders, measured in one run.

use std::collections::HashSet;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use super::columns;
use super::columns::{Column, Row};
use super::floors::FRAME_END;
use super::generate::{Units, write};
use super::process::{Measurements, current_program, measure, median, time_until};
use super::{instructions, line_finders};

/// How often each program is started to time its first frame.
const START_COUNT: usize = 11;
const SEED: u64 = 1;
/// Instructions are counted up to this many units: counting is fifty times slower than running, and
/// the counts per unit hardly change beyond.
const MAX_UNITS_FOR_INSTRUCTIONS: usize = 100_000;

const ROWS: &[Row] = &[
    ("the file", "", |column| column.size("file")),
    ("**From exec to the first whole frame**", "", |_| Some(String::new())),
    ("floor: draw one frame and wait", "", |column| column.time("draw")),
    ("ramure, embedded organisation", "≤ 2 ×", |column| column.time_with_ratio("embedded", "draw")),
    ("floor: read all of the file, draw one frame", "", |column| column.time("draw file")),
    ("ramure, the file", "≤ 1 ×", |column| column.time_with_ratio("first frame", "draw file")),
    ("**Opening**", "", |_| Some(String::new())),
    ("floor: `serde_json` into borrowed structs", "", |column| column.time("read")),
    ("ramure, opened: the outline can be browsed", "", |column| column.time_with_ratio("open", "read")),
    ("ramure, opened and indexed", "≤ 1.25 ×", |column| column.time_with_ratio("ready", "read")),
    ("floor: memory with borrowed structs, relative to the file", "", |column| {
        column.size_with_ratio("read memory", "file")
    }),
    ("memory when indexed, relative to the file", "≤ 1.6 ×", |column| {
        column.size_with_ratio("ready memory", "file")
    }),
    ("peak memory, relative to the file", "", |column| column.size_with_ratio("typed peak", "file")),
    ("index, bytes per unit, all text", "≤ 80", |column| column.number("bytes per unit")),
    ("index, bytes per unit, names and acronyms only", "≤ 40", |column| {
        column.number("names-only bytes per unit")
    }),
    ("**A key, its frame included**", "", |_| Some(String::new())),
    ("floor: a substring scan of the names, median", "", |column| column.time("scan median")),
    ("median", "2 and 5 ms", |column| column.time_with_ratio("key median", "scan median")),
    ("95th percentile", "", |column| column.time("key p95")),
    ("99th percentile", "8 and 16 ms", |column| column.time("key p99")),
    ("maximum", "", |column| column.time("key worst")),
    ("longest slice of a search that continues between keys", "", |column| column.time("slice worst")),
    ("of a key, the rows of the outline when 9 units in 10 match", "", |column| {
        column.time("rebuild median")
    }),
    ("of a key, a frame of 120 × 40", "", |column| column.time("frame median")),
    ("of a key, why the visible rows match", "", |column| column.time("explanation median")),
    ("**Instructions** (callgrind)", "", |_| Some(String::new())),
    ("floor: `serde_json` into borrowed structs, per unit", "", |column| column.number("floor instructions")),
    ("to open, per unit", "", |column| column.number_with_ratio("open instructions", "floor instructions")),
    ("to index, per unit", "", |column| column.number_with_ratio("index instructions", "floor instructions")),
    ("a key, per unit, with the rows of the outline", "≤ 100", |column| column.number("key instructions")),
    ("**Line finders**, a whole run on the names: median, maximum", "", |_| Some(String::new())),
    ("`fzf --filter`", "", |column| column.two_times("fzf median", "fzf worst")),
    ("`sk --filter`", "", |column| column.two_times("skim median", "skim worst")),
];

/// The table, with a column for each number of units.
pub fn tables(sizes: &[usize]) -> String {
    columns::tables(ROWS, sizes, column)
}

/// Measures everything for one number of units.
fn column(units: usize, folder: &Path) -> Column {
    let files = Files::write(units, folder);
    let mut measurements: Measurements =
        vec![("file".into(), files.document.metadata().expect("a file").len() as f64)];
    measurements.extend(start_times(&files.document));
    measurements.extend(measure("floors", &[&files.document, &files.lines]));
    measurements.extend(measure("workload", &[&files.document]));
    measurements.extend(measure("index-size", &[&files.names_only]));
    measurements.extend(line_finders::measure(&files.lines));
    if units <= MAX_UNITS_FOR_INSTRUCTIONS {
        measurements.extend(instructions::measure(&files.document, units));
    }
    Column::new(measurements)
}

/// The times to the first whole frame of ramure and of the floors.
fn start_times(document: &Path) -> Measurements {
    let (ramure, floor) = (PathBuf::from(env!("CARGO_BIN_EXE_ramure")), current_program());
    let (draw, data) = (Path::new("draw"), Path::new("--data"));
    let programs = [
        ("draw", &*floor, &[draw][..]),
        ("embedded", &*ramure, &[]),
        ("draw file", &*floor, &[draw, document]),
        ("first frame", &*ramure, &[data, document]),
    ];
    first_frames(&programs, |_| {})
}

/// The time from the start of each program to its first whole frame on a pseudo-terminal, in seconds. They
/// run in turns, so that the load of the machine affects all. `prepare` gets the name of what is started next.
pub fn first_frames(programs: &[(&str, &Path, &[&Path])], prepare: impl Fn(&str)) -> Measurements {
    let mut times = vec![Vec::new(); programs.len()];
    for _ in 0..START_COUNT {
        for (times, (name, program, args)) in times.iter_mut().zip(programs) {
            prepare(name);
            times.push(time_until(FRAME_END, program, args));
        }
    }
    programs.iter().zip(times).map(|((name, ..), times)| (name.to_string(), median(times))).collect()
}

/// One organisation in three files.
pub struct Files {
    pub document: PathBuf,
    /// Names and acronyms alone, in the public format.
    pub names_only: PathBuf,
    /// The same, one unit per line.
    pub lines: PathBuf,
}

impl Files {
    pub fn write(units: usize, folder: &Path) -> Self {
        let file = |name: &str| folder.join(format!("{units}.{name}"));
        let files = Self { document: file("json"), names_only: file("names.json"), lines: file("txt") };
        let open = |path: &Path| BufWriter::new(File::create(path).expect("a file"));
        let no_names = HashSet::new();
        let all = || Units::new(SEED, &no_names).take(units);
        write(all(), open(&files.document)).expect("written");
        write(all().map(|unit| unit.without_card()), open(&files.names_only)).expect("written");
        let mut lines = open(&files.lines);
        all().for_each(|unit| writeln!(lines, "{}", unit.line()).expect("written"));
        files
    }
}
