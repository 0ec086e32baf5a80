//! What one process measures of ramure on one file: opening, indexing, memory, every key.

use std::borrow::Cow;
use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use fixedbitset::FixedBitSet;
use ramure::app::App;
use ramure::app::outline::Outline;
use ramure::import::{ImportOptions, Importer};
use ramure::lang::Lang;
use ramure::org::{Org, UnitId};
use ramure::search::Index;

use super::process::{Measures, memory};
use super::typing::{QUERIES, Typist, spread};

/// How often what takes microseconds is done.
const ROUNDS: usize = 200;
/// How often what takes milliseconds is done.
const TURNS: usize = 5;

pub fn open(document: &Path) -> Org {
    let bytes = fs::read(document).expect("a document");
    let mut gathering = Importer::new(ImportOptions::default(), Lang::Fr);
    gathering.read(&"document".into(), Cow::Owned(bytes), &mut |_, _| {}).expect("an organisation");
    gathering.finish()
}

pub fn measure(document: &Path) -> Measures {
    let start = Instant::now();
    let app = App::unindexed(open(document));
    let opened = start.elapsed();
    let index = Index::new(&app.org);
    let indexed = start.elapsed();
    let mut measures = vec![
        ("open".to_string(), opened.as_secs_f64()),
        ("index".to_string(), (indexed - opened).as_secs_f64()),
        ("ready".to_string(), indexed.as_secs_f64()),
        ("bytes a unit".to_string(), index.memory_bytes() as f64 / app.org.len() as f64),
    ];
    measures.extend(memory("ready"));
    let mut typist = Typist::new(app);
    typist.app.set_index(index);
    measures.extend(keys(&mut typist));
    measures.extend(memory("typed"));
    measures.extend(rebuilds(&typist.app.org));
    measures.extend(frames(&mut typist));
    measures
}

/// The size of the index alone.
pub fn weigh(document: &Path) -> Measures {
    let org = open(document);
    vec![("bare bytes a unit".into(), Index::new(&org).memory_bytes() as f64 / org.len() as f64)]
}

fn keys(typist: &mut Typist) -> Measures {
    let (mut keys, mut slices) = (Vec::new(), Vec::new());
    for typed in (0..TURNS).flat_map(|_| QUERIES) {
        let times = typist.times(typed);
        keys.extend(times.keys);
        slices.extend(times.slices);
    }
    // An organisation that is searched at once leaves no slices.
    let slices = if slices.is_empty() { Measures::new() } else { spread("slice", slices) };
    [spread("key", keys), slices].concat()
}

/// The rows of the tree made anew, with nine units of ten matching.
fn rebuilds(org: &Org) -> Measures {
    let mut outline = Outline::new(org);
    let before = outline.open_units();
    let mut found = FixedBitSet::with_capacity(org.len());
    found.extend((0..org.len()).filter(|unit| unit % 10 != 0));
    let times = (0..TURNS * 3).map(|_| {
        let found = found.clone();
        timed(|| outline.filter(org, found, false, &before, UnitId::ROOT))
    });
    spread("rebuild", times.collect())
}

/// A whole frame, and the matched letters of the names on it.
fn frames(typist: &mut Typist) -> Measures {
    typist.times("dir reg env");
    let frames: Vec<Duration> = (0..ROUNDS).map(|_| timed(|| typist.draw())).collect();
    let App { org, outline, filter: finder, .. } = &typist.app;
    let rows = outline.rows().iter().skip(outline.top()).take(outline.height());
    let names: Vec<_> = rows.map(|&unit| org.name(unit)).collect();
    let highlight = || names.iter().for_each(|name| drop(black_box(finder.query.name_highlights(name))));
    let highlights = (0..ROUNDS).map(|_| timed(highlight)).collect();
    [spread("frame", frames), spread("highlight", highlights)].concat()
}

fn timed(work: impl FnOnce()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}
