//! `cargo bench` prints what the README says of speed and of finding, as Markdown.
//!
//! ```text
//! cargo bench                          both tables, with 1,000, 100,000 and 1,000,000 units
//! cargo bench -- finding               one of them
//! cargo bench -- speed 1000 100000     for so many units
//! ```
//!
//! It makes its own data. What is measured in a process of its own is this program again, in a role.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a measure that cannot be taken must not be told"
)]

mod dice;
mod finding;
mod floors;
mod generate;
mod heldout;
mod instructions;
mod misses;
mod peers;
mod process;
mod report;
mod speed;
mod trial;
mod typing;

use std::path::{Path, PathBuf};

const SIZES: [usize; 3] = [1_000, 100_000, 1_000_000];

fn main() {
    // Cargo says `--bench` to every benchmark.
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let role = words.first().map(String::as_str);
    let file = |at: usize| words.get(at).map(PathBuf::from).expect("a file");
    match role {
        Some("trial") => process::tell(&trial::measure(&file(1))),
        Some("weigh") => process::tell(&trial::weigh(&file(1))),
        Some("floors") => process::tell(&floors::measure(&file(1), &file(2))),
        Some("draw") => floors::draw_and_wait(words.get(1).map(Path::new)),
        Some("stage") => instructions::go(&words[2], &file(1)),
        _ => tell(&words),
    }
}

/// Prints the tables asked for.
fn tell(words: &[String]) {
    let wants = |table: &str| {
        let named = |word: &String| ["speed", "finding"].contains(&word.as_str());
        words.iter().any(|word| word == table) || !words.iter().any(named)
    };
    let sizes: Vec<usize> = words.iter().filter_map(|word| word.parse().ok()).collect();
    println!("{}\n", report::machine());
    if wants("speed") {
        println!("## Speed\n");
        println!("{}", speed::tables(if sizes.is_empty() { &SIZES } else { &sizes }));
    }
    if wants("finding") {
        println!("## Finding\n");
        println!("{}", finding::tables());
    }
}
