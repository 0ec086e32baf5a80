//! Measures ramure on one file in one process: opening, indexing, memory, and each key.

use std::borrow::Cow;
use std::fs;
use std::fs::File;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use fixedbitset::FixedBitSet;
use ramure::app::App;
use ramure::app::outline::Outline;
use ramure::cli::pack_file::PackFile;
use ramure::import::{ImportOptions, Importer};
use ramure::lang::Lang;
use ramure::org::{Org, UnitId};
use ramure::search::{Index, Query};

use super::process::{Measurements, memory};
use super::typing::{QUERIES, Typist, percentiles};

/// Repetitions of what takes microseconds.
const SHORT_REPETITIONS: usize = 200;
/// Repetitions of what takes milliseconds.
const LONG_REPETITIONS: usize = 5;

/// Opens a document or a pack.
pub fn open(document: &Path) -> Org {
    let mut importer = Importer::new(ImportOptions::default(), Lang::Fr);
    match PackFile::recognise(&File::open(document).expect("a file")).expect("readable") {
        Some(pack) => importer.open_pack(Box::new(pack)).expect("an organisation"),
        None => {
            let bytes = fs::read(document).expect("a document");
            importer.read(&"document".into(), Cow::Owned(bytes), &mut |_, _| {}).expect("an organisation");
        }
    }
    importer.finish()
}

/// The time until a document is opened and indexed.
pub fn opening(document: &Path) -> Measurements {
    let start = Instant::now();
    let org = open(document);
    drop(black_box(Index::new(&org)));
    vec![("ready".into(), start.elapsed().as_secs_f64())]
}

/// The most memory while each query is searched for in a document that is opened once.
pub fn find(document: &Path) -> Measurements {
    let org = open(document);
    for typed in QUERIES {
        let matches = Index::new(&org).search(&org, &Query::new(typed, org.languages()));
        let found = matches.top(10).into_iter().map(|found| org.unit(found.unit));
        found.for_each(|unit| drop(black_box(unit)));
    }
    memory("find")
}

pub fn measure(document: &Path) -> Measurements {
    let start = Instant::now();
    let app = App::unindexed(open(document));
    let opened = start.elapsed();
    let index = Index::new(&app.org);
    let indexed = start.elapsed();
    let mut measurements = vec![
        ("open".to_string(), opened.as_secs_f64()),
        ("index".to_string(), (indexed - opened).as_secs_f64()),
        ("ready".to_string(), indexed.as_secs_f64()),
        ("bytes per unit".to_string(), index.memory_bytes() as f64 / app.org.len() as f64),
    ];
    measurements.extend(memory("ready"));
    let mut typist = Typist::new(app);
    typist.app.set_index(index);
    measurements.extend(keys(&mut typist));
    measurements.extend(memory("typed"));
    measurements.extend(rebuilds(&typist.app.org));
    measurements.extend(frames(&mut typist));
    measurements
}

/// The size of the index, per unit.
pub fn index_size(document: &Path) -> Measurements {
    let org = open(document);
    vec![("names-only bytes per unit".into(), Index::new(&org).memory_bytes() as f64 / org.len() as f64)]
}

fn keys(typist: &mut Typist) -> Measurements {
    let (mut keys, mut slices) = (Vec::new(), Vec::new());
    for typed in (0..LONG_REPETITIONS).flat_map(|_| QUERIES) {
        let times = typist.time_keys(typed);
        keys.extend(times.keys);
        slices.extend(times.slices);
    }
    // A small organisation is searched within the key press, without slices.
    let slices = if slices.is_empty() { Measurements::new() } else { percentiles("slice", slices) };
    [percentiles("key", keys), slices].concat()
}

/// Rebuilds the rows of the outline, with nine units in ten matching.
fn rebuilds(org: &Org) -> Measurements {
    let mut outline = Outline::new(org);
    let before = outline.open_units();
    let mut found = FixedBitSet::with_capacity(org.len());
    found.extend((0..org.len()).filter(|unit| unit % 10 != 0));
    let times = (0..LONG_REPETITIONS * 3).map(|_| {
        let found = found.clone();
        timed(|| outline.show_matches(org, found, false, &before, UnitId::ROOT))
    });
    percentiles("rebuild", times.collect())
}

/// Draws a whole frame, and explains why its rows match.
fn frames(typist: &mut Typist) -> Measurements {
    typist.time_keys("dir reg env");
    let frames: Vec<Duration> = (0..SHORT_REPETITIONS).map(|_| timed(|| typist.draw())).collect();
    let App { org, outline, filter, .. } = &typist.app;
    let rows = outline.rows().iter().skip(outline.top()).take(outline.height());
    let units: Vec<UnitId> = rows.copied().filter(|&unit| filter.matches.contains(unit)).collect();
    let explain = || units.iter().for_each(|&unit| drop(black_box(filter.query.explain(org, unit))));
    let explanations = (0..SHORT_REPETITIONS).map(|_| timed(explain)).collect();
    [percentiles("frame", frames), percentiles("explanation", explanations)].concat()
}

fn timed(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}
