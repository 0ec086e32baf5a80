//! Fuzzy finders of lines, where they are installed, on the names that ramure was given. They
//! have neither tree nor cards to read.

use std::path::Path;
use std::time::Instant;

use super::process::{Measures, filter, is_installed, median};
use super::typing::QUERIES;

/// The programs and what people call them.
pub const PEERS: [(&str, &str); 2] = [("fzf", "fzf"), ("sk", "skim")];

/// How long a whole run takes that reads the lines and answers one query: in the middle, and at worst.
pub fn measure(lines: &Path) -> Measures {
    let mut measures = Measures::new();
    for (program, name) in PEERS.into_iter().filter(|(program, _)| is_installed(program)) {
        let times: Vec<f64> = QUERIES.iter().map(|typed| run(program, lines, typed)).collect();
        measures.push((format!("{name} worst"), times.iter().copied().fold(0.0, f64::max)));
        measures.push((format!("{name} median"), median(times)));
    }
    measures
}

fn run(program: &str, lines: &Path, typed: &str) -> f64 {
    let start = Instant::now();
    filter(program, lines, typed);
    start.elapsed().as_secs_f64()
}
