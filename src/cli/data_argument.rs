//! Whether an argument of `ramure` without a command names data to open, or is part of the query.

use std::ffi::OsStr;
use std::path::Path;

use super::ldap;
use super::source_name::is_standard_input;

/// The extensions of data files.
const EXTENSIONS: [&str; 28] = [
    "bz2", "csv", "dot", "gv", "gz", "json", "jsonl", "jsonld", "ldif", "md", "mmd", "nt", "ods", "opml",
    "org", "rdf", "rmr", "tar", "tsv", "ttl", "txt", "xlsx", "xml", "xz", "yaml", "yml", "zip", "zst",
];

/// Whether the argument is `-`, the address of an LDAP directory, the name of an existing file, or
/// looks like the name of a file. If such a file does not exist, opening it is the error to report.
pub fn is_data(word: &OsStr) -> bool {
    let path = Path::new(word);
    // A directory without a slash may have the name of a word that is searched for.
    let exists = path.metadata().is_ok_and(|found| !found.is_dir() || has_slash(path));
    is_standard_input(path) || ldap::address(path).is_some() || exists || looks_like_file(path)
}

/// The part of a query that is the name of an existing file, for somebody who expects it to be opened: all of it,
/// or one of its words.
pub fn file_among(query: &str) -> Option<&str> {
    let is_file = |word: &&str| Path::new(word).is_file();
    Some(query).filter(|query| Path::new(query).exists()).or_else(|| query.split(' ').find(is_file))
}

/// Whether the text has a known extension, or a slash and no blank.
fn looks_like_file(path: &Path) -> bool {
    let has_blank = || path.as_os_str().as_encoded_bytes().iter().any(u8::is_ascii_whitespace);
    let extension = path.extension().and_then(OsStr::to_str).map(str::to_ascii_lowercase);
    let has_extension = extension.is_some_and(|extension| EXTENSIONS.contains(&extension.as_str()));
    has_extension || (has_slash(path) && !has_blank())
}

fn has_slash(path: &Path) -> bool {
    path.as_os_str().as_encoded_bytes().contains(&b'/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_data_and_words_are_not() {
        for data in
            ["-", "ldap://x/o=y", "Cargo.toml", "./nothing", "/nowhere", "town.csv", "Town.JSON", "a b.csv"]
        {
            assert!(is_data(OsStr::new(data)), "{data}");
        }
        for word in ["rie", "src", "grands projets", "l’État", "kind:service", "a.b", "rie | a/b", "!pfs", ""]
        {
            assert!(!is_data(OsStr::new(word)), "{word}");
        }
    }

    #[test]
    fn a_directory_is_data_when_it_is_written_as_a_path() {
        let directory = tempfile::Builder::new().prefix("l’État et ").tempdir().expect("a directory");
        assert!(is_data(OsStr::new("./src")) && is_data(OsStr::new("src/")) && !is_data(OsStr::new("src")));
        assert!(is_data(directory.path().as_os_str()));
    }
}
