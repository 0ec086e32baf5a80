//! Instructions, which repeat where times do not. `valgrind` counts those of this program as
//! it goes a stage further each time; the differences are what the stages take.

use std::path::Path;
use std::process::Command;

use ramure::app::App;
use ramure::search::Index;

use super::floors;
use super::process::{Measures, is_installed, myself};
use super::trial::open;
use super::typing::{QUERIES, Typist, keys};

/// The stages: taking the bytes, from where the floor and ramure part; then each of ramure's includes
/// those before.
const STAGES: [&str; 5] = ["bytes", "floor", "open", "index", "keys"];

/// Goes as far as a stage.
pub fn go(stage: &str, document: &Path) {
    match stage {
        "bytes" => return drop(std::fs::read(document).expect("a document")),
        "floor" => return floors::read(document),
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
        typist.types(typed);
        typist.app.apply(ramure::input::action::Action::Cancel);
    }
}

/// Instructions a unit to open and to index, and a unit and key; nothing without `valgrind`.
pub fn measure(document: &Path, units: usize) -> Measures {
    if !is_installed("valgrind") {
        return Measures::new();
    }
    let counts = STAGES.map(|stage| count(stage, document) / units as f64);
    let [bytes, floor, open, index, typed] = counts;
    let key = (typed - index) / keys() as f64;
    let measures = [("floor", floor - bytes), ("open", open - bytes), ("index", index - open), ("key", key)];
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
