//! Instruction counts, which vary less than times. `valgrind` counts those of this program, run one
//! stage further each time; the differences are the costs of the stages.

use std::path::Path;
use std::process::Command;

use ramure::app::App;
use ramure::search::Index;

use super::floors;
use super::process::{Measurements, current_program, is_installed};
use super::typing::{QUERIES, Typist, key_count};
use super::workload::open;

/// The stages. The floor and `open` include `bytes`; `index` and `keys` include the stages of ramure
/// before them.
const STAGES: [&str; 5] = ["bytes", "floor", "open", "index", "keys"];

/// Runs this process up to the end of a stage.
pub fn run_until(stage: &str, document: &Path) {
    match stage {
        "bytes" => return drop(std::fs::read(document).expect("a document")),
        "floor" => return floors::parse(document),
        _ => {}
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
    typist.app.set_index(index);
    for typed in QUERIES {
        typist.type_query(typed);
        typist.app.apply(ramure::input::action::Action::Cancel);
    }
}

/// Instructions per unit to open and to index, and per unit and key; empty without `valgrind`.
pub fn measure(document: &Path, units: usize) -> Measurements {
    if !is_installed("valgrind") {
        return Measurements::new();
    }
    let counts = STAGES.map(|stage| count(stage, document) / units as f64);
    let [bytes, floor, open, index, typed] = counts;
    let key = (typed - index) / key_count() as f64;
    let measurements =
        [("floor", floor - bytes), ("open", open - bytes), ("index", index - open), ("key", key)];
    measurements.iter().map(|(name, value)| (format!("{name} instructions"), *value)).collect()
}

/// The number of instructions from the start of the process to the end of a stage.
fn count(stage: &str, document: &Path) -> f64 {
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]);
    let output =
        command.arg(current_program()).arg("stage").arg(document).arg(stage).output().expect("valgrind");
    let report = String::from_utf8_lossy(&output.stderr).into_owned();
    let count = report.lines().find_map(|line| line.split_once("Collected :")?.1.trim().parse().ok());
    count.unwrap_or_else(|| panic!("valgrind printed no count:\n{report}"))
}
