//! Files that operating systems add to directories and archives. They have nothing of the user’s.

/// Metadata directory that macOS adds to zip archives.
const MACOS_METADATA: &str = "__MACOSX";
/// Start of the names of files in which macOS keeps metadata of another file.
const APPLE_DOUBLE: &str = "._";
const NAMES: [&str; 5] = [".DS_Store", "Icon\r", "Thumbs.db", "ehthumbs.db", "desktop.ini"];

/// Whether a path in an archive is that of such a file.
pub fn is_system_file(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    path.split('/').any(|part| part == MACOS_METADATA)
        || name.starts_with(APPLE_DOUBLE)
        || NAMES.iter().any(|known| name.eq_ignore_ascii_case(known))
}
