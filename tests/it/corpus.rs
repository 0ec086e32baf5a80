//! The inputs that fuzzing keeps are played back.

use std::fs;
use std::path::{Path, PathBuf};

use crate::fuzz::{run, targets};

/// The fuzz targets; what cargo packages has none.
pub fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz")
}

/// The files of a directory, sorted.
pub fn files(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).into_iter().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("read").path()).collect();
    files.sort();
    files
}

#[test]
fn what_fuzzing_keeps_is_played_back() {
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
