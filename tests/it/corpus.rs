//! The inputs that fuzzing keeps are played back, and every target is one of `fuzz/`.

use std::fs;
use std::path::{Path, PathBuf};

use crate::documents::{check_or_write, read, with_part};
use crate::fuzz::{run, targets};

/// The source of each target: its name says what it runs.
const SOURCE: &str = "//! Runs the target that has the name of this program.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| ramure_fuzz::run(env!(\"CARGO_BIN_NAME\"), bytes));
";

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz")
}

/// The files of a directory, sorted.
fn files(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).into_iter().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("read").path()).collect();
    files.sort();
    files
}

#[test]
fn every_reader_has_a_target() {
    // What cargo packages has no `fuzz/`.
    if !directory().exists() {
        return;
    }
    let bin = |name: String| {
        format!(
            "[[bin]]\nname = \"{name}\"\npath = \"fuzz_targets/{name}.rs\"\ntest = false\ndoc = false\nbench = false\n\n"
        )
    };
    let bins: String = targets().map(|(name, _)| bin(name)).collect();
    check_or_write("fuzz/Cargo.toml", &with_part(&read("fuzz/Cargo.toml"), "targets", &(bins + "# ")));
    targets().for_each(|(name, _)| check_or_write(&format!("fuzz/fuzz_targets/{name}.rs"), SOURCE));
    for directory in ["fuzz_targets", "corpus"] {
        assert_eq!(
            files(&self::directory().join(directory)).len(),
            targets().count(),
            "without a target: {directory}"
        );
    }
}

#[test]
fn what_fuzzing_keeps_is_played_back() {
    // What cargo packages has no `fuzz/`.
    if !directory().exists() {
        return;
    }
    for (name, _) in targets() {
        let seeds = files(&directory().join("corpus").join(&name));
        assert!(!seeds.is_empty(), "{name} has nothing to begin with");
        for seed in seeds {
            println!("{}", seed.display());
            run(&name, &fs::read(&seed).expect("read"));
        }
    }
}
