//! `cargo bench` prints the tables of docs/speed.md and docs/finding.md as Markdown.
//!
//! ```text
//! cargo bench                          all, with 1,000, 100,000 and 1,000,000 units
//! cargo bench -- finding               one of them
//! cargo bench -- packs                 packed directories
//! cargo bench -- labelled              lookups over the real directories in the folder RAMURE_SAMPLES
//! cargo bench -- speed 1000 100000     for these numbers of units
//! cargo bench -- formats 100000        the readers of all formats, for this number of units
//! cargo bench -- write 1000 FOLDER     write the generated files of all formats into a folder
//! ```
//!
//! The data is generated. For measurements in a separate process, this program runs itself in a role.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a failed measurement must not be reported"
)]

mod columns;
mod finding;
mod floors;
mod foreign;
mod formats;
mod generate;
mod generated_queries;
mod habits;
mod instructions;
mod labelled;
mod line_finders;
mod made_lookups;
mod misses;
mod packs;
mod process;
mod rankers;
mod report;
mod rng;
mod speed;
mod typing;
mod workload;

use std::path::{Path, PathBuf};

const SIZES: [usize; 3] = [1_000, 100_000, 1_000_000];
/// The number of units in the files of other formats.
const FORMATS_SIZE: usize = 100_000;

fn main() {
    // Cargo passes `--bench` to every benchmark.
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with("--")).collect();
    let role = args.first().map(String::as_str);
    let file = |at: usize| args.get(at).map(PathBuf::from).expect("a file");
    let number = |arg: &String| arg.parse().expect("a number");
    match role {
        Some("workload") => process::print(&workload::measure(&file(1))),
        Some("opening") => process::print(&workload::opening(&file(1))),
        Some("find") => process::print(&workload::find(&file(1))),
        Some("index-size") => process::print(&workload::index_size(&file(1))),
        Some("floors") => process::print(&floors::measure(&file(1), &file(2))),
        Some("open") => process::print(&formats::measure_open(&file(1))),
        Some("json-floor") => process::print(&formats::json_floor(&file(1))),
        Some("csv-floor") => process::print(&formats::csv_floor(&file(1))),
        Some("lines-floor") => process::print(&formats::lines_floor(&file(1))),
        Some("write") => {
            foreign::SHAPES.iter().for_each(|shape| drop(shape.write(number(&args[1]), &file(2))))
        }
        Some("draw") => floors::draw_and_wait(args.get(1).map(Path::new)),
        Some("stage") => instructions::run_until(&args[2], &file(1)),
        _ => print_tables(&args),
    }
}

/// Prints the requested tables, all of them by default.
fn print_tables(args: &[String]) {
    let is_requested = |table: &str| {
        let tables = ["speed", "packs", "formats", "finding", "labelled"];
        let is_table = |arg: &String| tables.contains(&arg.as_str());
        args.iter().any(|arg| arg == table) || !args.iter().any(is_table)
    };
    let sizes: Vec<usize> = args.iter().filter_map(|arg| arg.parse().ok()).collect();
    println!("{}\n", report::machine());
    if is_requested("speed") {
        println!("## Speed\n");
        println!("{}", speed::tables(if sizes.is_empty() { &SIZES } else { &sizes }));
    }
    if is_requested("packs") {
        println!("## Packed directories\n");
        println!("{}", packs::tables(if sizes.is_empty() { &SIZES } else { &sizes }));
    }
    if is_requested("formats") {
        println!("## Formats\n");
        println!("{}", formats::tables(sizes.first().copied().unwrap_or(FORMATS_SIZE)));
    }
    if is_requested("labelled") {
        println!("## Labelled lookups\n");
        println!("{}", labelled::tables());
    }
    if is_requested("finding") {
        println!("## Finding\n");
        println!("{}", finding::tables());
    }
}
