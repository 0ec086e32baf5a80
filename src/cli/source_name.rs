//! What the name of a source says without opening it.

use std::path::Path;

/// Letters of a name that are kept for the name of a file about it, at most.
const MAX_STEM_CHARS: usize = 40;

/// Whether it is `-`, which means standard input.
pub fn is_standard_input(path: &Path) -> bool {
    path == Path::new("-")
}

/// The letters and digits of a file's name, up to its first dot.
pub fn readable_stem(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    let stem = name.split('.').next().unwrap_or_default();
    stem.chars().filter(|c| c.is_alphanumeric() || "-_".contains(*c)).take(MAX_STEM_CHARS).collect()
}
