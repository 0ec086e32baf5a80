//! The table of formats in docs/speed.md: how long each reader takes beside the least time for a file of
//! the same bytes, and its peak memory.

use std::collections::BTreeMap;
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use serde_json::Value;
use tempfile::TempDir;

use super::foreign::{SHAPES, Shape};
use super::process::{Measurements, measure, median, memory};
use super::report::{size, table, time, with_ratio};
use super::workload::open;

/// How often each file is read; the reader and its floor run in turns.
const READ_COUNT: usize = 5;

/// The table, a row for each format.
pub fn tables(units: usize) -> String {
    let head = ["format", "the file", "floor", "time to open", "peak memory, relative to the file"];
    let folder = TempDir::new().expect("a temporary directory");
    let rows: Vec<Vec<String>> = SHAPES.iter().map(|shape| row(shape, units, folder.path())).collect();
    table(&head.map(String::from), &rows)
}

fn row(shape: &Shape, units: usize, folder: &Path) -> Vec<String> {
    let document = shape.write(units, folder);
    let bytes = document.metadata().expect("a file").len() as f64;
    let mut values: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for _ in 0..READ_COUNT {
        for (name, value) in
            [measure("open", &[&document]), measure(floor_role(shape), &[&document])].concat()
        {
            values.entry(name).or_default().push(value);
        }
    }
    let value = |name: &str| median(values[name].clone());
    let (floor, open, peak) = (value("floor"), value("open"), value("open peak"));
    vec![
        shape.name.into(),
        size(bytes),
        time(floor),
        with_ratio(time(open), open, floor),
        with_ratio(size(peak), peak, bytes),
    ]
}

fn floor_role(shape: &Shape) -> &'static str {
    match shape.floor {
        "json" => "json-floor",
        "csv" => "csv-floor",
        _ => "lines-floor",
    }
}

/// Opens a file.
pub fn measure_open(document: &Path) -> Measurements {
    let start = Instant::now();
    let org = open(document);
    let seconds = start.elapsed().as_secs_f64();
    black_box(&org);
    [vec![("open".to_string(), seconds)], memory("open")].concat()
}

/// Reads a file as `serde_json` does, into values.
pub fn json_floor(document: &Path) -> Measurements {
    floor(document, |bytes| drop(black_box(serde_json::from_slice::<Value>(bytes).expect("JSON"))))
}

/// Reads a file as the crate `csv` does, into records of bytes.
pub fn csv_floor(document: &Path) -> Measurements {
    floor(document, |bytes| read_table(bytes, true))
}

/// Reads a file as the crate `csv` does, each line as one record.
pub fn lines_floor(document: &Path) -> Measurements {
    floor(document, |bytes| read_table(bytes, false))
}

fn read_table(bytes: &[u8], is_quoted: bool) {
    let mut builder = csv::ReaderBuilder::new();
    builder.flexible(true).quoting(is_quoted).has_headers(false);
    let mut reader = builder.from_reader(bytes);
    let mut record = csv::ByteRecord::new();
    while reader.read_byte_record(&mut record).expect("a table") {
        black_box(&record);
    }
}

fn floor(document: &Path, read: impl Fn(&[u8])) -> Measurements {
    let start = Instant::now();
    read(&fs::read(document).expect("a document"));
    vec![("floor".into(), start.elapsed().as_secs_f64())]
}
