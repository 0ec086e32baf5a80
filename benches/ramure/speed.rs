//! The table of speed: ramure beside the floors and the finders of lines, in one run.

use std::collections::{BTreeMap, HashSet};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::floors::FRAME_END;
use super::generate::{Units, write};
use super::process::{Measures, measure, median, myself, until};
use super::report::{beside, digits, size, table, thousands, time};
use super::{instructions, peers};

/// How often a program is started to see its first frame.
const STARTS: usize = 11;
const SEED: u64 = 1;
/// Instructions are counted up to this many units: fifty times slower, they say the same of more.
const COUNTED: usize = 100_000;

/// What was measured of one size.
struct Column(BTreeMap<String, f64>);

type Cell = fn(&Column) -> Option<String>;

/// What is measured, the goal, and how to say it.
const ROWS: &[(&str, &str, Cell)] = &[
    ("the file", "", |it| it.size("file")),
    ("**From exec to the first whole frame**", "", |_| Some(String::new())),
    ("floor: draw one frame and wait", "", |it| it.time("draw")),
    ("ramure, embedded organisation", "≤ 2 ×", |it| it.time_beside("embedded", "draw")),
    ("floor: read all of the file, draw one frame", "", |it| it.time("draw file")),
    ("ramure, the file", "≤ 1 ×", |it| it.time_beside("first frame", "draw file")),
    ("**Opening**", "", |_| Some(String::new())),
    ("floor: `serde_json` into borrowed structs", "", |it| it.time("read")),
    ("ramure, opened: the tree can be browsed", "", |it| it.time_beside("open", "read")),
    ("ramure, opened and indexed", "≤ 1.25 ×", |it| it.time_beside("ready", "read")),
    ("floor: memory with borrowed structs, beside the file", "", |it| it.size_beside("read memory", "file")),
    ("memory when indexed, beside the file", "≤ 1.6 ×", |it| it.size_beside("ready memory", "file")),
    ("memory at its peak, beside the file", "", |it| it.size_beside("typed peak", "file")),
    ("index, bytes a unit, all text", "≤ 80", |it| it.number("bytes a unit")),
    ("index, bytes a unit, names and acronyms alone", "≤ 40", |it| it.number("bare bytes a unit")),
    ("**A key, its frame included**", "", |_| Some(String::new())),
    ("floor: a substring scan of the names, median", "", |it| it.time("scan median")),
    ("median", "2 and 5 ms", |it| it.time_beside("key median", "scan median")),
    ("95 of 100", "", |it| it.time("key p95")),
    ("99 of 100", "8 and 16 ms", |it| it.time("key p99")),
    ("the worst", "", |it| it.time("key worst")),
    ("of what goes on between keys until one comes, the longest slice", "", |it| it.time("slice worst")),
    ("of a key, the rows of the tree when 9 units of 10 match", "", |it| it.time("rebuild median")),
    ("of a key, a frame of 120 × 40", "", |it| it.time("frame median")),
    ("of a key, matched letters of the rows in sight", "", |it| it.time("highlight median")),
    ("**Instructions** (callgrind)", "", |_| Some(String::new())),
    ("floor: `serde_json` into borrowed structs, a unit", "", |it| it.number("floor instructions")),
    ("to open, a unit", "", |it| it.number_beside("open instructions", "floor instructions")),
    ("to index, a unit", "", |it| it.number_beside("index instructions", "floor instructions")),
    ("a key, a unit, the rows of the tree included", "≤ 100", |it| it.number("key instructions")),
    ("**Finders of lines**, a whole run on the names: median, worst", "", |_| Some(String::new())),
    ("`fzf --filter`", "", |it| it.two_times("fzf median", "fzf worst")),
    ("`sk --filter`", "", |it| it.two_times("skim median", "skim worst")),
];

/// The table, a column a size.
pub fn tables(sizes: &[usize]) -> String {
    let folder = TempDir::new().expect("a temporary directory");
    let columns: Vec<Column> = sizes.iter().map(|&units| column(units, folder.path())).collect();
    let units = sizes.iter().map(|&units| format!("{} units", thousands(units)));
    let head: Vec<String> = ["".into(), "goal".into()].into_iter().chain(units).collect();
    let row = |(what, goal, cell): &(&str, &str, Cell)| {
        let cells: Vec<Option<String>> = columns.iter().map(cell).collect();
        // What was not measured of any size is left out.
        cells.iter().any(Option::is_some).then(|| {
            let cells = cells.into_iter().map(|cell| cell.unwrap_or_else(|| "–".into()));
            [what.to_string(), goal.to_string()].into_iter().chain(cells).collect()
        })
    };
    table(&head, &ROWS.iter().filter_map(row).collect::<Vec<_>>())
}

/// Measures everything of one size.
fn column(units: usize, folder: &Path) -> Column {
    let files = Files::make(units, folder);
    let mut all: Measures = vec![("file".into(), files.document.metadata().expect("a file").len() as f64)];
    all.extend(starts(&files.document));
    all.extend(measure("floors", &[&files.document, &files.lines]));
    all.extend(measure("trial", &[&files.document]));
    all.extend(measure("weigh", &[&files.bare]));
    all.extend(peers::measure(&files.lines));
    if units <= COUNTED {
        all.extend(instructions::measure(&files.document, units));
    }
    Column(all.into_iter().collect())
}

/// How long it takes from the start of a program to its first whole frame, on a terminal. Ramure and its
/// floor take turns, so that what slows one slows the other.
fn starts(document: &Path) -> Measures {
    let (ramure, floor) = (PathBuf::from(env!("CARGO_BIN_EXE_ramure")), myself());
    let (draw, data) = (Path::new("draw"), Path::new("--data"));
    let programs: [(&str, &Path, &[&Path]); 4] = [
        ("draw", &floor, &[draw]),
        ("embedded", &ramure, &[]),
        ("draw file", &floor, &[draw, document]),
        ("first frame", &ramure, &[data, document]),
    ];
    let mut times = [const { Vec::new() }; 4];
    for _ in 0..STARTS {
        for (times, (_, program, words)) in times.iter_mut().zip(&programs) {
            times.push(until(FRAME_END, program, words));
        }
    }
    programs.iter().zip(times).map(|((name, ..), times)| (name.to_string(), median(times))).collect()
}

/// One organisation, written in three ways.
struct Files {
    document: PathBuf,
    /// Names and acronyms alone, in the public format.
    bare: PathBuf,
    /// The same, a unit a line.
    lines: PathBuf,
}

impl Files {
    fn make(units: usize, folder: &Path) -> Self {
        let file = |name: &str| folder.join(format!("{units}.{name}"));
        let files = Self { document: file("json"), bare: file("bare.json"), lines: file("txt") };
        let open = |path: &Path| BufWriter::new(File::create(path).expect("a file"));
        let nobody = HashSet::new();
        let all = || Units::new(SEED, &nobody).take(units);
        write(all(), open(&files.document)).expect("written");
        write(all().map(|unit| unit.bare()), open(&files.bare)).expect("written");
        let mut lines = open(&files.lines);
        all().for_each(|unit| writeln!(lines, "{}", unit.line()).expect("written"));
        files
    }
}

impl Column {
    fn get(&self, name: &str) -> Option<f64> {
        self.0.get(name).copied()
    }

    fn number(&self, name: &str) -> Option<String> {
        self.get(name).map(digits)
    }

    fn time(&self, name: &str) -> Option<String> {
        self.get(name).map(time)
    }

    fn size(&self, name: &str) -> Option<String> {
        self.get(name).map(size)
    }

    fn time_beside(&self, name: &str, floor: &str) -> Option<String> {
        Some(beside(self.time(name)?, self.get(name)?, self.get(floor)?))
    }

    fn number_beside(&self, name: &str, floor: &str) -> Option<String> {
        Some(beside(self.number(name)?, self.get(name)?, self.get(floor)?))
    }

    fn size_beside(&self, name: &str, floor: &str) -> Option<String> {
        Some(beside(self.size(name)?, self.get(name)?, self.get(floor)?))
    }

    fn two_times(&self, one: &str, two: &str) -> Option<String> {
        Some(format!("{}, {}", self.time(one)?, self.time(two)?))
    }
}
