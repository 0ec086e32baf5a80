//! Instructions, which repeat where times do not. `valgrind` counts those of this program as
//! it goes a stage further each time; the differences are what the stages take.

use std::path::Path;
use std::process::Command;

use ramure::app::App;
use ramure::search::Index;

use super::process::{Measures, is_installed, myself};
use super::trial::open;
use super::typing::{QUERIES, Typist, keys};

/// The stages, each of which includes those before.
const STAGES: [&str; 4] = ["read", "open", "index", "keys"];

/// Goes as far as a stage.
pub fn go(stage: &str, document: &Path) {
    if stage == "read" {
        return drop(std::fs::read(document).expect("a document"));
    }
    let app = App::unindexed(open(document));
    if stage == "open" {
        return;
    }
    let index = Index::new(&app.org);
    if stage == "index" {
        return;
    }
    let mut typist = Typist::new(app);
    typist.app.take_index(index);
    for typed in QUERIES {
        typist.types(typed);
        typist.app.apply(ramure::action::Action::Cancel);
    }
}

/// Instructions a unit to open and to index, and a unit and key; nothing without `valgrind`.
pub fn measure(document: &Path, units: usize) -> Measures {
    if !is_installed("valgrind") {
        return Measures::new();
    }
    let counts = STAGES.map(|stage| count(stage, document) / units as f64);
    let step = |stage: usize| counts[stage] - counts[stage - 1];
    let measures = [("open", step(1)), ("index", step(2)), ("key", step(3) / keys() as f64)];
    measures.iter().map(|(name, value)| (format!("{name} instructions"), *value)).collect()
}

/// The instructions from the start to the end of a stage.
fn count(stage: &str, document: &Path) -> f64 {
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]);
    let output = command.arg(myself()).arg("stage").arg(document).arg(stage).output().expect("valgrind");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let count = said.lines().find_map(|line| line.split_once("Collected :")?.1.trim().parse().ok());
    count.unwrap_or_else(|| panic!("valgrind counted nothing:\n{said}"))
}
