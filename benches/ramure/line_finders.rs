//! Fuzzy finders of lines, if installed, on the names of the same units. They read neither tree nor
//! cards.

use std::path::Path;
use std::time::Instant;

use super::process::{Measurements, is_installed, median, run_filter, worst};
use super::typing::QUERIES;

/// The programs and their usual names.
pub const LINE_FINDERS: [(&str, &str); 2] = [("fzf", "fzf"), ("sk", "skim")];

/// The median and the longest time of a run that reads the lines and answers one query, in seconds.
pub fn measure(lines: &Path) -> Measurements {
    let mut measurements = Measurements::new();
    for (program, name) in LINE_FINDERS.into_iter().filter(|(program, _)| is_installed(program)) {
        let times: Vec<f64> = QUERIES.iter().map(|typed| run(program, lines, typed)).collect();
        measurements.push((format!("{name} worst"), worst(&times)));
        measurements.push((format!("{name} median"), median(times)));
    }
    measurements
}

fn run(program: &str, lines: &Path, typed: &str) -> f64 {
    let start = Instant::now();
    run_filter(program, lines, typed);
    start.elapsed().as_secs_f64()
}
