//! The programs of the fuzz targets, and their lines in the manifest.

use super::{check_or_write, read, with_part};
use crate::corpus::{directory, files};
use crate::fuzz::targets;

/// The source of each target: its name says what it runs.
const SOURCE: &str = "//! Runs the target that has the name of this program.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| ramure_fuzz::run(env!(\"CARGO_BIN_NAME\"), bytes));
";

#[test]
fn every_reader_has_a_target() {
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
    for part in ["fuzz_targets", "corpus"] {
        assert_eq!(files(&directory().join(part)).len(), targets().count(), "without a target: {part}");
    }
}
